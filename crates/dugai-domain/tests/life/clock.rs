//! Clocks: what moves them and what does not.

use dugai_domain::problem::clocks::{ClockId, ClockState, TermOf, clocks, due_escalations};
use dugai_domain::problem::*;
use dugai_domain::reason::Reason;
use dugai_domain::reference::{ClockKind, Lamp, Moment};
use jiff::civil::Date;

use crate::world::{Life, Person, calendar, content as c, d, reference};

fn rule(code: &str) -> ClockId {
    ClockId::Rule(code.to_owned())
}

fn due(life: &Life, id: &ClockId) -> Option<Date> {
    life.clock(id).and_then(|c| c.term.date())
}

fn extension(of: ExtensionOf, to: Date) -> Command {
    Command::RequestExtension(ExtensionRequest { of, to, reason: "汛期".to_owned() })
}

fn granted(granted: bool, opinion: &str) -> Command {
    Command::DecideExtension(ExtensionDecision { granted, opinion: opinion.to_owned() })
}

#[test]
fn the_first_clocks_are_counted_from_the_next_day() {
    let life = Life::registered(SourceKind::Feedback);
    assert_eq!(due(&life, &rule("sign_in")), Some(d("2024-03-06")));
    assert_eq!(due(&life, &rule("first_response")), Some(d("2024-03-05")));
    assert_eq!(due(&life, &rule("first_action")), Some(d("2024-03-07")));
    // Thirty working days; Qingming is 4-6 April with 7 April worked.
    assert_eq!(due(&life, &rule("plan")), Some(d("2024-04-16")));
    assert_eq!(due(&life, &ClockId::Whole), Some(d("2024-12-31")));
}

#[test]
fn being_late_stays_visible_for_ever() {
    let mut life = Life::registered(SourceKind::Feedback);
    life.pass(10);
    let before = life.clock(&rule("sign_in")).unwrap();
    assert_eq!((before.state, before.lamp), (ClockState::Overdue, Some(Lamp::Red)));
    life.until(Stage::StruckOff);
    assert_eq!(life.clock(&rule("sign_in")).unwrap().state, ClockState::MetLate);
}

#[test]
fn what_nobody_stopped_is_silent_after_the_end() {
    let mut odd = reference().clone();
    let mut rule = odd.clock("look_back").unwrap().clone();
    (rule.starts, rule.kind) = (Moment::Registered, ClockKind::Handling);
    odd.clocks = vec![rule];
    let mut life = Life::at(Stage::Filed);
    let live = |life: &Life| clocks(life.p(), &odd, calendar(), life.now).iter().any(|c| c.state.is_live());
    assert!(live(&life));
    life.until(Stage::StruckOff);
    life.pass(800);
    assert!(!live(&life));
}

#[test]
fn a_return_keeps_the_whole_clock_running_and_takes_the_self_check() {
    let mut life = Life::at(Stage::Accepted);
    let stopped = life.clock(&ClockId::Whole).unwrap();
    assert_eq!(stopped.state, ClockState::Met);
    life.pass(330);
    assert!(life.today() > d("2024-12-31"));
    life.does(Person::Chief, Command::Return(c::returned(life.today())));
    let again = life.clock(&ClockId::Whole).unwrap();
    assert_eq!(again.state, ClockState::Overdue, "as if it had never stopped");
    assert_eq!(again.term.date(), Some(d("2024-12-31")));
    let p = life.p();
    assert!(p.self_check.is_none() && p.gates.is_empty());
    assert_eq!((p.stage, p.returns.len()), (Stage::Rectifying, 1));
    let past = Command::Return(c::returned(d("2024-01-01")));
    life.until(Stage::SelfChecked);
    let limit = life.today();
    life.refused(Person::Chief, past, &Reason::DateOrder { field: "by", limit });
}

#[test]
fn an_extension_is_asked_for_and_decided_by_two() {
    let mut life = Life::at(Stage::Rectifying);
    let whole = ExtensionOf::Whole;
    let limit = d("2024-12-31");
    life.refused(Person::Worker, extension(whole, limit), &Reason::DateOrder { field: "to", limit });
    life.refused(Person::Chief, granted(true, ""), &Reason::NothingWaiting);
    life.does(Person::Worker, extension(whole, d("2025-03-31")));
    life.refused(Person::Worker, extension(whole, d("2025-06-30")), &Reason::AlreadyWaiting);
    life.refused(Person::Chief, granted(false, ""), &Reason::Field { field: "opinion", expected: "not_empty" });
    assert_eq!(due(&life, &ClockId::Whole), Some(d("2024-12-31")), "asking moves nothing");
    life.does(Person::Chief, granted(true, ""));
    let clock = life.clock(&ClockId::Whole).unwrap();
    let TermOf::Fixed { date, extended, .. } = clock.term else { panic!("a fixed date") };
    assert_eq!((date, extended), (d("2025-03-31"), vec![(life.today(), d("2025-03-31"))]));
}

#[test]
fn an_extended_measure_keeps_its_first_date_as_baseline() {
    let mut life = Life::at(Stage::Rectifying);
    let first = life.p().measures[0].measure.due;
    life.does(Person::Worker, extension(ExtensionOf::Measure(1), d("2024-09-30")));
    life.does(Person::Chief, granted(true, ""));
    let TermOf::Fixed { date, baseline, .. } = life.clock(&ClockId::Measure(1)).unwrap().term else { panic!("fixed") };
    assert_eq!((date, baseline), (d("2024-09-30"), first));
    life.refused(Person::Worker, extension(ExtensionOf::Measure(9), d("2024-09-30")), &Reason::NoSuchMeasure { no: 9 });
}

#[test]
fn a_pause_lengthens_the_plan_and_moves_no_fixed_date() {
    let mut life = Life::at(Stage::Claimed);
    let resume = Command::Resume(c::note(""));
    life.refused(Person::Chief, resume.clone(), &Reason::PauseState);
    life.not_yours(Person::Clerk, Command::Pause(c::note("行政复议")));
    life.does(Person::Chief, Command::Pause(c::note("行政复议")));
    life.refused(Person::Chief, Command::Pause(c::note("再停")), &Reason::PauseState);
    assert_eq!(life.clock(&rule("plan")).unwrap().state, ClockState::Paused);
    // Monday to Friday do not count.
    life.pass(4);
    life.does(Person::Chief, resume);
    assert_eq!(due(&life, &rule("plan")), Some(d("2024-04-22")));
    assert_eq!(due(&life, &ClockId::Whole), Some(d("2024-12-31")));
}

#[test]
fn a_pause_after_an_extension_moves_the_new_date() {
    let mut life = Life::at(Stage::Planning);
    life.does(Person::Worker, extension(ExtensionOf::Plan, d("2024-05-31")));
    life.does(Person::Chief, granted(true, ""));
    assert_eq!(due(&life, &rule("plan")), Some(d("2024-05-31")));
    life.pass(1);
    life.does(Person::Chief, Command::Pause(c::note("行政复议")));
    assert_eq!(life.clock(&rule("plan")).unwrap().state, ClockState::Paused);
    life.pass(4);
    life.does(Person::Chief, Command::Resume(c::note("")));
    assert_eq!(due(&life, &rule("plan")), Some(d("2024-06-05")));
}

#[test]
fn the_approval_of_the_plan_ends_a_pause() {
    let mut life = Life::at(Stage::Planning);
    life.does(Person::Chief, Command::Pause(c::note("鉴定")));
    life.until(Stage::Rectifying);
    assert!(!life.p().is_paused());
    life.refused(Person::Chief, Command::Resume(c::note("")), &Reason::PauseState);
}

#[test]
fn extensions_and_pauses_stay_with_their_round() {
    let mut life = Life::at(Stage::Planning);
    life.does(Person::Worker, extension(ExtensionOf::Plan, d("2024-05-31")));
    life.does(Person::Chief, granted(true, ""));
    life.until(Stage::StruckOff);
    life.pass(100);
    life.looks(Person::Clerk, LookBackResult::Rebound);
    assert!(due(&life, &rule("plan")).unwrap() > life.today(), "counted anew from the rebound");
    assert_eq!(life.p().past[0].extensions.len(), 1);
}

#[test]
fn escalation_tells_the_furthest_step_once() {
    let mut life = Life::registered(SourceKind::Feedback);
    life.pass(10);
    let found = due_escalations(life.p(), reference(), calendar(), life.now);
    let (id, day, step) = found.iter().find(|(id, ..)| *id == rule("sign_in")).unwrap();
    assert_eq!((*day, step.days, step.lamp), (d("2024-03-06"), 1, Lamp::Red));
    let told = Escalated { clock: id.text(), due: *day, days: step.days, units: vec![], accounts: vec![], owner: None };
    life.not_yours(Person::Chief, Command::Escalate(told.clone()));
    life.does(Person::System, Command::Escalate(told.clone()));
    life.refused(Person::System, Command::Escalate(told), &Reason::NoChange);
    let left = due_escalations(life.p(), reference(), calendar(), life.now);
    assert!(left.iter().all(|(id, ..)| *id != rule("sign_in")));
}
