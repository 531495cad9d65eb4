//! Beside the path and after its end: supervision, corrections, look-back.

use dugai_domain::org::Role;
use dugai_domain::problem::check::check;
use dugai_domain::problem::clocks::{ClockId, ClockState};
use dugai_domain::problem::turn::{Hand, turns};
use dugai_domain::problem::*;
use dugai_domain::reason::Reason;
use dugai_domain::reference::Reference;

use crate::world::{BUREAU, COUNTY, Life, OFFICE, Person, calendar, content as c, d, reference};

/// Everything a person is told about what can be done now.
fn open_acts(life: &Life, who: Person) -> Vec<Action> {
    let acts = life.as_person(who, |ctx| allowed(life.p(), ctx));
    acts.into_iter().filter(|(_, reasons)| reasons.is_empty()).map(|(action, _)| action).collect()
}

#[test]
fn who_has_no_part_can_do_nothing() {
    for stage in [Stage::Registered, Stage::Rectifying, Stage::Accepting, Stage::StruckOff] {
        let life = Life::at(stage);
        for who in Person::ALL {
            let none = matches!(who, Person::Auditor | Person::OtherWorker | Person::OtherBoss);
            if none {
                assert_eq!(open_acts(&life, who), [], "{who:?} at {stage:?}");
            }
            if who == Person::System {
                assert!(!open_acts(&life, who).iter().any(|a| a.has_button()), "the program presses no button");
            }
        }
        assert!(!open_acts(&life, Person::Clerk).is_empty());
        assert!(!Person::OtherBoss.actor(life.today()).may_see(life.p()));
        assert!(Person::Auditor.actor(life.today()).may_see(life.p()));
    }
}

fn correction(of: u64, field: Field, value: &str) -> Command {
    Command::Correct(Correction {
        of,
        field,
        value: value.to_owned(),
        reason: "来文更正".to_owned(),
        document: "来文第3号".to_owned(),
    })
}

#[test]
fn accountability_never_closes() {
    for stage in [Stage::Registered, Stage::Rectifying, Stage::Accepting, Stage::Filed] {
        let mut life = Life::at(stage);
        life.does(Person::Clerk, Command::Supervise(c::accountability(life.today())));
        life.does(Person::Mayor, Command::Supervise(hand_over(&life, "涉嫌非法排放")));
        assert_eq!(life.p().stage, stage);
        assert_eq!(life.p().supervisions.len(), 2);
    }
    let mut life = Life::at(Stage::Rectifying);
    let Supervision::Accountability { post, unit, basis, body, day, .. } = c::accountability(life.today()) else {
        panic!("accountability")
    };
    let unknown = Supervision::Accountability { post, unit, form: "talk".to_owned(), basis, body, day };
    let reason = Reason::UnknownCode { field: "form", code: "talk".to_owned() };
    life.refused(Person::Clerk, Command::Supervise(unknown), &reason);
}

fn hand_over(life: &Life, text: &str) -> Supervision {
    let day = life.today();
    let (body, document) = ("市公安局".to_owned(), "移送1号".to_owned());
    Supervision::HandOver { body, document, day, text: text.to_owned(), reply_by: Some(day) }
}

#[test]
fn a_hand_over_says_its_matter_and_waits_for_receipt_and_result() {
    let mut life = Life::at(Stage::Rectifying);
    let silent = Command::Supervise(hand_over(&life, " "));
    life.refused(Person::Clerk, silent, &Reason::Field { field: "text", expected: "not_empty" });
    let made = hand_over(&life, "涉嫌非法排放");
    life.does(Person::Clerk, Command::Supervise(made));
    let clock = |life: &Life| life.clock(&ClockId::Reply(1)).map(|c| c.state);
    assert_eq!(clock(&life), Some(ClockState::Running));
    life.pass(3);
    assert_eq!(clock(&life), Some(ClockState::Overdue));
    let said =
        |text: &str| Command::AnswerSupervision(SupervisionAnswer { no: 1, text: text.to_owned(), closed: false });
    life.refused(Person::Worker, said("x"), &Reason::Field { field: "unit", expected: "your_duty" });
    life.does(Person::Clerk, said("已收到，编号1"));
    assert_eq!(clock(&life), Some(ClockState::MetLate));
    life.does(Person::Clerk, said("已立案侦查"));
    life.refused(Person::Clerk, said("又一次"), &Reason::NothingWaiting);
    let act = &life.p().supervisions[0];
    let text = |said: &Option<(Mark, String)>| said.as_ref().map(|(_, text)| text.clone());
    assert_eq!((text(&act.answer), text(&act.result)), (Some("已收到，编号1".into()), Some("已立案侦查".into())));
}

#[test]
fn an_urge_is_answered_once() {
    let mut life = Life::at(Stage::Rectifying);
    let reply_by = d("2024-03-20");
    let urge = Supervision::Urge { unit: COUNTY, text: "加快".to_owned(), reply_by };
    life.does(Person::Clerk, Command::Supervise(urge));
    let answer = |no| Command::AnswerSupervision(SupervisionAnswer { no, text: "已加快".to_owned(), closed: false });
    life.refused(Person::Worker, answer(2), &Reason::NothingWaiting);
    life.does(Person::Worker, answer(1));
    life.refused(Person::Worker, answer(1), &Reason::NothingWaiting);
}

#[test]
fn a_correction_names_an_event_and_keeps_the_old_value() {
    let mut life = Life::at(Stage::Claimed);
    let nowhere = Reason::Field { field: "of", expected: "an_event" };
    life.refused(Person::Clerk, correction(0, Field::Page, "13"), &nowhere);
    let beyond = life.p().version + 1;
    life.refused(Person::Clerk, correction(beyond, Field::Page, "13"), &nowhere);
    life.refused(Person::Clerk, correction(1, Field::Page, "12"), &Reason::NoChange);
    life.not_yours(Person::Worker, correction(1, Field::Page, "13"));
    let due = Reason::Field { field: "due", expected: "date" };
    life.refused(Person::Clerk, correction(1, Field::Due, "年底前"), &due);
    let numbers = Reason::Field { field: "numbers", expected: "level_and_number" };
    for lost in ["无", "国一 市10", "YJ-2026-8"] {
        life.refused(Person::Clerk, correction(1, Field::Numbers, lost), &numbers);
    }
    life.does(Person::Clerk, correction(1, Field::Numbers, "市10 县8"));
    assert_eq!(life.p().number_text(), "市10 县8");
    let Some(Event::Corrected(recorded)) = life.history.last().map(|r| &r.event) else { panic!("a correction") };
    assert_eq!((recorded.correction.of, recorded.old.as_str()), (1, "市9 县8"));
}

#[test]
fn a_changed_cell_waits_for_a_person() {
    let mut life = Life::at(Stage::Claimed);
    let proposal = |value: &str| {
        Command::ProposeChange(ProposedChange { field: Field::Goal, value: value.to_owned(), import: c::import_row() })
    };
    let old = life.p().goal.clone();
    life.refused(Person::Clerk, proposal(&old), &Reason::NoChange);
    life.does(Person::Clerk, proposal("退出河道"));
    life.refused(Person::Clerk, proposal("退出河道"), &Reason::AlreadyWaiting);
    assert_eq!(life.p().goal, old);
    let decide = |no, taken| Command::DecideChange(ChangeDecision { no, taken, ..Default::default() });
    life.refused(Person::Clerk, decide(1, false), &Reason::Field { field: "reason", expected: "not_empty" });
    life.does(Person::Clerk, decide(1, true));
    assert_eq!(life.p().goal, "退出河道");
    life.refused(Person::Clerk, decide(1, true), &Reason::NothingWaiting);
}

#[test]
fn measures_of_the_list_are_corrected_until_a_plan_is_approved() {
    let mut life = Life::at(Stage::Claimed);
    let value = "1. 拆除砂场\n2. 复绿（时限：2026年底前；2026-12-31）";
    let propose = |value: &str| {
        Command::ProposeChange(ProposedChange { field: Field::Given, value: value.to_owned(), import: c::import_row() })
    };
    let take = |no| Command::DecideChange(ChangeDecision { no, taken: true, ..ChangeDecision::default() });
    let shape = Reason::Field { field: "given", expected: "measure_a_line" };
    life.refused(Person::Clerk, correction(1, Field::Given, "1. "), &shape);
    life.does(Person::Clerk, propose(value));
    life.does(Person::Clerk, take(1));
    assert_eq!(life.p().field(Field::Given), value);
    assert_eq!(life.p().given[1].due.date, Some(d("2026-12-31")));
    life.does(Person::Clerk, propose("1. 拆除砂场"));
    life.until(Stage::Rectifying);
    let approved = Reason::Field { field: "given", expected: "plan_version" };
    life.refused(Person::Clerk, take(2), &approved);
    life.refused(Person::Clerk, propose("1. 复绿"), &approved);
    life.refused(Person::Clerk, correction(1, Field::Given, "1. 复绿"), &approved);
}

#[test]
fn the_rectifier_does_not_look_back_on_its_own_work() {
    let mut life = Life::at(Stage::StruckOff);
    life.does(Person::Clerk, Command::AddEvidence(c::evidence(7000, vec![])));
    let evidence = vec![c::evidence_id(7000)];
    let look = LookBack { evidence, ..c::look_back(life.today(), LookBackResult::Holds) };
    let blind = LookBack { evidence: vec![], ..look.clone() };
    life.refused(Person::Supervisor, Command::LookBack(blind), &Reason::NoEvidence);
    let before = LookBack { visited: d("2024-03-04"), ..look.clone() };
    let limit = life.p().moments[&dugai_domain::reference::Moment::StruckOff].day();
    life.refused(Person::Supervisor, Command::LookBack(before), &Reason::DateOrder { field: "visited", limit });
    let look = Command::LookBack(look);
    life.not_yours(Person::Worker, look.clone());
    life.refused(Person::OwnJudge, look.clone(), &Reason::OwnWork);
    life.does(Person::Supervisor, look);
    let limit = life.today();
    let future = Command::LookBack(c::look_back(d("2030-01-01"), LookBackResult::Holds));
    life.refused(Person::Supervisor, future, &Reason::DateOrder { field: "visited", limit });
}

#[test]
fn nothing_is_done_to_what_has_ended_except_beside_the_path() {
    let mut life = Life::at(Stage::StruckOff);
    for action in Action::ALL.iter().filter(|a| a.stages().contains(&Stage::StruckOff)) {
        let beside = matches!(
            action,
            Action::Part
                | Action::AssignDuty
                | Action::AddEvidence
                | Action::LookBack
                | Action::Supervise
                | Action::AnswerSupervision
                | Action::Meet
                | Action::Instruct
                | Action::FinishDuty
                | Action::Correct
                | Action::ProposeChange
                | Action::DecideChange
                | Action::Escalate
        );
        assert!(beside, "{action:?}");
    }
    let back = Command::Return(c::returned(life.today()));
    life.refused(Person::Chief, back, &Reason::WrongStage { needs: Action::Return.stages() });
}

/// A problem at a stage, as if the office itself had rectified it.
fn rectified_by_the_office(stage: Stage, supervised: bool) -> Life {
    let mut life = Life::at(stage);
    let p = life.state.as_mut().expect("a problem");
    p.chain.retain(|d| d.role == DutyRole::Supervising && supervised);
    p.chain.push(Duty {
        role: DutyRole::Responsible,
        unit: OFFICE,
        person: String::new(),
        from: d("2024-01-01"),
        to: None,
    });
    let mark = p.registered;
    for m in &mut p.measures {
        m.done = m.done.or(Some(mark));
        m.accepted = m.accepted.filter(|_| stage != Stage::Rectifying);
    }
    life
}

#[test]
fn an_office_that_rectifies_waits_for_what_it_may_do() {
    let reference = Reference { offices: vec![OFFICE], ..reference().clone() };
    let asked = |life: &Life| {
        let list = turns(life.p(), (&reference, calendar()), Some(d("2025-01-01")), life.today());
        list.into_iter().map(|t| (t.hand, t.action)).collect::<Vec<_>>()
    };
    let life = rectified_by_the_office(Stage::Rectifying, false);
    let waits = asked(&life);
    assert!(waits.contains(&(Hand::Office(None), Action::AssignDuty)), "{waits:?}");
    assert!(!waits.iter().any(|(_, action)| *action == Action::AcceptMeasure), "{waits:?}");
    let may = |action| life.as_person(Person::Clerk, |ctx| check(action, life.state.as_ref(), ctx));
    assert_eq!(may(Action::AssignDuty), []);
    assert_eq!(may(Action::AcceptMeasure), [Reason::OwnWork]);

    let waits = asked(&rectified_by_the_office(Stage::Rectifying, true));
    assert!(waits.contains(&(Hand::Unit(BUREAU, None), Action::AcceptMeasure)), "{waits:?}");
    assert_eq!(asked(&rectified_by_the_office(Stage::StruckOff, true)), [(Hand::Unit(BUREAU, None), Action::LookBack)]);
    let back = asked(&rectified_by_the_office(Stage::StruckOff, false));
    let outside = |hand: &Hand| matches!(hand, Hand::Panel(_) | Hand::Unit(_, Some(Role::Acceptor)));
    assert!(!back.is_empty() && back.iter().all(|(hand, _)| outside(hand)), "{back:?}");
}
