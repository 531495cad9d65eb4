//! What went before stays: returns with their dates and reasons, and the lateness of an earlier round.

use dugai_domain::problem::clocks::{ClockId, ClockState, clocks};
use dugai_domain::problem::*;
use dugai_domain::reason::Reason;

use crate::world::{Life, Person, calendar, content as c, d, reference};

fn refusal(life: &Life, by: Option<&str>) -> Command {
    let mut back = c::acceptance(life.p().next_step, life.today(), vec![]);
    back.verdict = AcceptanceVerdict::Returned;
    back.reasons = vec!["half_solved".to_owned()];
    back.measures = vec![2];
    back.by = by.map(d);
    Command::RecordAcceptance(back)
}

#[test]
fn a_refused_step_is_a_return_with_its_date_and_its_clock() {
    let mut life = Life::at(Stage::Accepting);
    let bare = refusal(&life, None);
    life.refused(Person::PanelA, bare, &Reason::Field { field: "by", expected: "not_empty" });
    let past = refusal(&life, Some("2024-01-01"));
    let limit = life.today();
    life.refused(Person::PanelA, past, &Reason::DateOrder { field: "by", limit });
    let by = life.today().checked_add(jiff::Span::new().days(10)).unwrap();
    let back = refusal(&life, Some(&by.to_string()));
    life.does(Person::PanelA, back);
    let p = life.p();
    assert_eq!((p.stage, p.returns.len()), (Stage::Rectifying, 1));
    assert_eq!((&p.returns[0].1.reasons, &p.returns[0].1.measures), (&vec!["half_solved".to_owned()], &vec![2]));
    let clock = life.clock(&ClockId::Return).unwrap();
    assert_eq!((clock.state, clock.term.date()), (ClockState::Running, Some(by)));
    life.pass(12);
    life.until(Stage::Accepting);
    assert_eq!(life.clock(&ClockId::Return).unwrap().state, ClockState::MetLate);
    // A second one has its own; the first stays late.
    let by = life.today().to_string();
    let again = refusal(&life, Some(&by));
    life.does(Person::PanelA, again);
    assert_eq!(life.p().returns.len(), 2);
    assert_eq!(life.clock(&ClockId::Attempt("return".to_owned(), 1)).unwrap().state, ClockState::MetLate);
}

#[test]
fn what_was_refused_before_there_was_a_date_is_read_as_it_was() {
    let mut life = Life::at(Stage::Accepting);
    let Command::RecordAcceptance(old) = refusal(&life, None) else { unreachable!() };
    let event = Event::AcceptanceRecorded(old);
    life.state.as_mut().unwrap().apply(&Recorded { at: life.now, by: Person::PanelA.account(), event });
    assert_eq!((life.p().stage, life.p().returns.len()), (Stage::Rectifying, 0));
    let back = life.p().sent_back_to(Stage::Rectifying).unwrap();
    assert_eq!((back.reasons, back.by), (&["half_solved".to_owned()][..], None));
}

#[test]
fn a_stage_says_what_sent_it_back_and_why() {
    let mut life = Life::at(Stage::PlanSubmitted);
    assert_eq!(life.p().sent_back_to(Stage::Planning), None);
    life.does(Person::Chief, Command::ReturnPlan(c::opinion()));
    let back = life.p().sent_back_to(Stage::Planning).unwrap();
    assert_eq!((back.mark.by, back.reasons), (Person::Chief.account(), &c::opinion().reasons[..]));
    life.until(Stage::SelfChecked);
    assert_eq!(life.p().sent_back_to(Stage::Planning), None, "a version was approved since");
    assert_eq!(life.p().sent_back_to(Stage::Rectifying), None);
    life.does(Person::Chief, Command::Return(c::returned(d("2024-06-30"))));
    let back = life.p().sent_back_to(Stage::Rectifying).unwrap();
    assert_eq!((back.by, back.reasons), (Some(d("2024-06-30")), &["shallow_inquiry".to_owned()][..]));
    life.until(Stage::Noticed);
    life.does(Person::Clerk, Command::ReceiveObjection(c::objection(1)));
    let answer = ObjectionAnswer { no: 1, upheld: true, answer: "属实，返工".to_owned(), measures: vec![] };
    life.does(Person::Clerk, Command::AnswerObjection(answer));
    let back = life.p().sent_back_to(Stage::Rectifying).unwrap();
    assert_eq!((back.text, back.by), ("属实，返工", None));
}

#[test]
fn a_rebound_hides_no_lateness_of_the_round_before() {
    let mut life = Life::registered(SourceKind::Feedback);
    life.pass(40);
    life.until(Stage::Rectifying);
    life.pass(400);
    life.until(Stage::StruckOff);
    let late = |life: &Life| -> Vec<ClockId> {
        let all = clocks(life.p(), reference(), calendar(), life.now);
        all.into_iter().filter(|c| c.state == ClockState::MetLate).map(|c| c.id).collect()
    };
    let first = late(&life);
    let rule = |code: &str| ClockId::Rule(code.to_owned());
    for id in [rule("sign_in"), ClockId::Whole, ClockId::Measure(1)] {
        assert!(first.contains(&id), "{id:?} in {first:?}");
    }
    life.looks(Person::PanelB, LookBackResult::Rebound);
    let kept = |round: u32| first.iter().map(move |id| ClockId::Past(round, Box::new(id.clone())));
    let after = late(&life);
    assert!(kept(1).all(|id| after.contains(&id)), "{first:?} not in {after:?}");
    assert_eq!(after.len(), first.len(), "and nothing of the new round");
    // The second round goes its own way, and keeps both.
    life.until(Stage::StruckOff);
    life.looks(Person::PanelB, LookBackResult::Rebound);
    let third = late(&life);
    assert!(kept(1).all(|id| third.contains(&id)), "{third:?}");
    assert_eq!(ClockId::Past(1, Box::new(ClockId::Measure(2))).text(), "measure:2^1");
}
