//! Registration, signing, sending back, passing on, joining, undoing.

use dugai_domain::actor::Who;
use dugai_domain::ids::{GroupId, ProblemId};
use dugai_domain::problem::check::check;
use dugai_domain::problem::tell::{Addressee, Weight, tell};
use dugai_domain::problem::*;
use dugai_domain::reason::Reason;
use uuid::Uuid;

use crate::world::{BUREAU, COUNTY, FIRM, HELPER, Life, OTHER, Person, content as c, d};

fn bounce() -> Command {
    Command::Bounce(Bounce {
        unit: COUNTY, clause: "职责清单第三条".to_owned(), reason: "属水利部门".to_owned()
    })
}

fn decline() -> Command {
    Command::Decline(NotAccepted {
        reason: "与环境无关".to_owned(),
        answer: "已告知".to_owned(),
        ..NotAccepted::default()
    })
}

fn claim(unit: dugai_domain::ids::UnitId) -> Command {
    Command::Claim(Claim { unit, note: String::new() })
}

fn expected(field: &'static str, expected: &'static str) -> Reason {
    Reason::Field { field, expected }
}

#[test]
fn an_inspectors_item_is_neither_sent_back_nor_declined_nor_passed_on() {
    for kind in SourceKind::ALL.into_iter().filter(|k| k.is_inspectors()) {
        let mut life = Life::registered(kind);
        life.refused(Person::Worker, bounce(), &Reason::InspectorsItem);
        life.refused(Person::Chief, decline(), &Reason::InspectorsItem);
        life.refused(Person::Clerk, Command::Transfer(c::transfer(COUNTY)), &Reason::InspectorsItem);
    }
}

#[test]
fn every_reason_against_sending_back_is_told() {
    for (kind, round, claimed, told) in [
        (SourceKind::Complaint, 1, false, vec![]),
        (SourceKind::Complaint, 1, true, vec![Reason::AlreadyClaimed]),
        (SourceKind::Complaint, 2, false, vec![Reason::AlreadyClaimed]),
        (SourceKind::Feedback, 1, false, vec![Reason::InspectorsItem]),
        (SourceKind::Feedback, 1, true, vec![Reason::InspectorsItem, Reason::AlreadyClaimed]),
        (SourceKind::Feedback, 2, false, vec![Reason::InspectorsItem, Reason::AlreadyClaimed]),
    ] {
        let mut life = Life::registered(kind);
        if claimed {
            life.does(Person::Worker, claim(COUNTY));
        }
        life.state.as_mut().unwrap().round = round;
        let against = life.as_person(Person::Worker, |ctx| check(Action::Bounce, life.state.as_ref(), ctx));
        assert_eq!(against, told, "{kind:?} {round} {claimed}");
    }
}

#[test]
fn what_is_registered_is_not_registered_again() {
    let mut life = Life::registered(SourceKind::Complaint);
    let again = Command::Register(c::registration(SourceKind::Complaint, life.today()));
    life.refused(Person::Clerk, again.clone(), &Reason::OnTheList { stage: Stage::Registered });
    assert_eq!(life.attempt(Person::Clerk, &again).unwrap_err().reasons.len(), 1);
}

#[test]
fn who_is_rid_of_it_is_told_so() {
    let told = |life: &Life| tell(life.p(), life.history.last().unwrap());
    let copy = |unit| (Addressee::Unit(unit), Weight::Copy);
    let mut life = Life::registered(SourceKind::Complaint);
    life.does(Person::Clerk, Command::Transfer(c::transfer(COUNTY)));
    assert_eq!(told(&life), [copy(COUNTY), (Addressee::Unit(OTHER), Weight::Todo)]);
    let end = DutyEnd {
        role: DutyRole::Assisting,
        unit: HELPER,
        to: life.today(),
        reason: "不再配合".to_owned(),
        document: String::new(),
    };
    life.does(Person::Clerk, Command::EndDuty(end));
    assert_eq!(told(&life), [copy(HELPER)]);

    let mut undone = Life::new();
    let mut row = c::registration(SourceKind::Complaint, undone.today());
    row.import = Some(c::import_row());
    undone.does(Person::Clerk, Command::Register(row));
    undone.does(Person::Clerk, Command::Void(c::note("文件有误")));
    assert_eq!(told(&undone), [copy(COUNTY), copy(BUREAU), copy(HELPER)]);
}

#[test]
fn who_carries_out_a_measure_hears_what_becomes_of_it() {
    let told = |life: &Life| tell(life.p(), life.history.last().unwrap());
    let of = |told: &[(Addressee, Weight)], unit| {
        let own = told.iter().find(|(to, _)| *to == Addressee::Unit(unit));
        own.map(|(_, weight)| *weight)
    };
    let mut life = Life::at(Stage::Rectifying);
    let approved = life.history.iter().rposition(|r| matches!(r.event, Event::PlanApproved(_))).unwrap();
    let at_approval = tell(life.p(), &life.history[approved]);
    assert_eq!((of(&at_approval, HELPER), of(&at_approval, FIRM)), (Some(Weight::Todo), Some(Weight::Copy)));
    life.does(Person::Helper, Command::ReportMeasure(c::report(2, 100)));
    life.does(Person::Supervisor, Command::ReturnMeasure(c::verdict(2, vec![])));
    let returned = told(&life);
    assert_eq!((of(&returned, HELPER), of(&returned, COUNTY)), (Some(Weight::Todo), Some(Weight::Todo)));
    assert_eq!(of(&returned, FIRM), None, "it is not the enterprise's measure");
}

#[test]
fn a_complaint_is_sent_back_once_and_in_time() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.does(Person::Worker, bounce());
    assert_eq!(life.p().stage, Stage::Registered, "the office rules on it");
    life.refused(Person::Worker, bounce(), &Reason::AlreadyBounced);
    life.does(Person::Clerk, Command::Transfer(c::transfer(COUNTY)));
    life.not_yours(Person::Worker, claim(COUNTY));
    life.does(Person::OtherWorker, claim(OTHER));
    assert!(life.p().concerned_units().contains(&COUNTY), "who had a part keeps sight of it");
}

#[test]
fn sending_back_ends_after_five_working_days() {
    // Monday, 4 March 2024: the fifth working day after it is Monday the 11th.
    let mut life = Life::registered(SourceKind::Complaint);
    life.pass(7);
    assert_eq!(life.today(), d("2024-03-11"));
    life.pass(1);
    life.refused(Person::Worker, bounce(), &Reason::BounceTooLate);
    let mut life = Life::registered(SourceKind::Complaint);
    life.pass(7);
    life.does(Person::Worker, bounce());
}

#[test]
fn a_signed_item_is_not_sent_back_and_not_signed_twice() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.does(Person::Worker, claim(COUNTY));
    life.refused(Person::Boss, claim(COUNTY), &Reason::AlreadyClaimed);
    life.refused(Person::Worker, bounce(), &Reason::AlreadyClaimed);
    life.refused(Person::Worker, claim(OTHER), &expected("unit", "your_responsible_unit"));
}

#[test]
fn a_declined_complaint_needs_a_reason_and_an_answer() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.not_yours(Person::Clerk, decline());
    let silent = Command::Decline(NotAccepted {
        reason: "与环境无关".to_owned(),
        answer: " ".to_owned(),
        ..NotAccepted::default()
    });
    life.refused(Person::Chief, silent, &expected("answer", "not_empty"));
    life.does(Person::Chief, decline());
    assert_eq!(life.p().stage, Stage::NotAccepted);
}

#[test]
fn what_came_back_is_neither_declined_nor_sent_back() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.until(Stage::StruckOff);
    life.looks(Person::Clerk, LookBackResult::Rebound);
    life.refused(Person::Chief, decline(), &Reason::AlreadyClaimed);
    life.refused(Person::Worker, bounce(), &Reason::AlreadyClaimed);
}

#[test]
fn a_registration_needs_its_fields_and_its_right() {
    let mut life = Life::new();
    let mut empty = c::registration(SourceKind::Complaint, life.today());
    empty.text = " ".to_owned();
    empty.numbers.clear();
    empty.chain.retain(|d| d.role != DutyRole::Responsible);
    empty.types = vec!["smell".to_owned()];
    let refusal = life.attempt(Person::Clerk, &Command::Register(empty)).unwrap_err();
    let unknown = Reason::UnknownCode { field: "types", code: "smell".to_owned() };
    for reason in [
        expected("text", "not_empty"),
        expected("numbers", "at_least_one"),
        expected("responsible", "at_least_one"),
        unknown,
    ] {
        assert!(refusal.reasons.contains(&reason), "{reason:?}");
    }
    let inspectors = c::registration(SourceKind::Feedback, life.today());
    life.refused(Person::Worker, Command::Register(inspectors), &Reason::NotYours { needs: &[Who::Office] });
    let own = c::registration(SourceKind::SelfFound, life.today());
    life.not_yours(Person::FirmMan, Command::Register(own.clone()));
    life.does(Person::Worker, Command::Register(own));
}

#[test]
fn the_last_responsible_unit_cannot_be_released() {
    let mut life = Life::registered(SourceKind::Feedback);
    let end = DutyEnd {
        role: DutyRole::Responsible,
        unit: COUNTY,
        to: life.today(),
        reason: "调整".to_owned(),
        document: String::new(),
    };
    life.refused(Person::Clerk, Command::EndDuty(end), &expected("responsible", "at_least_one"));
    let both = c::duty(DutyRole::Supervising, COUNTY, life.today());
    life.refused(Person::Clerk, Command::AssignDuty(both), &Reason::OwnWork);
}

#[test]
fn joining_and_parting_restore_exactly_what_was() {
    let mut life = Life::registered(SourceKind::Complaint);
    let before = life.p().clone();
    let join = |lead| Join { group: GroupId(Uuid::from_u128(1)), lead, reason: "同一砂石场".to_owned() };
    life.refused(Person::Clerk, Command::Join(join(life.id)), &expected("lead", "another_problem"));
    life.refused(Person::Clerk, Command::Part(c::note("拆分")), &Reason::GroupState);
    life.does(Person::Clerk, Command::Join(join(ProblemId(Uuid::from_u128(2)))));
    life.refused(Person::Clerk, Command::Join(join(ProblemId(Uuid::from_u128(3)))), &Reason::GroupState);
    assert_eq!(life.p().numbers, before.numbers);
    assert_eq!(life.p().moments, before.moments);
    life.does(Person::Clerk, Command::Part(c::note("拆分")));
    assert_eq!(Problem { version: before.version, ..life.p().clone() }, before);
}

#[test]
fn only_an_untouched_import_is_undone() {
    let imported = || {
        let mut life = Life::new();
        let mut row = c::registration(SourceKind::Feedback, life.today());
        row.import = Some(c::import_row());
        life.does(Person::System, Command::Register(row));
        life
    };
    let mut life = imported();
    life.does(Person::Clerk, Command::Void(c::note("文件有误")));
    assert_eq!(life.p().stage, Stage::Voided);

    let mut touched = imported();
    let level = Level { level: 2, reason: "重点".to_owned() };
    touched.does(Person::Chief, Command::SetLevel(level));
    touched.refused(Person::Clerk, Command::Void(c::note("文件有误")), &Reason::ActedUpon);

    let mut typed = Life::registered(SourceKind::Feedback);
    typed.refused(Person::Clerk, Command::Void(c::note("文件有误")), &Reason::ActedUpon);
}
