//! Gates, sweep, acceptance, notice, strike-off.

use dugai_domain::actor::Who;
use dugai_domain::calendar::Calendar;
use dugai_domain::disclosure::public_view;
use dugai_domain::ids::UnitId;
use dugai_domain::problem::check::check;
use dugai_domain::problem::clocks::{ClockId, clocks};
use dugai_domain::problem::index::index_row;
use dugai_domain::problem::state::GateState;
use dugai_domain::problem::turn::turns;
use dugai_domain::problem::*;
use dugai_domain::reason::Reason;
use dugai_domain::time::Timestamp;
use jiff::civil::Date;

use crate::world::{Life, PANEL, Person, calendar, content as c, d, reference};

fn sign(gate: &str, evidence: Vec<dugai_domain::ids::EvidenceId>) -> Command {
    let statement = "属实".to_owned();
    Command::SignGate(GateSignature {
        gate: gate.to_owned(),
        statement,
        method: "走访".to_owned(),
        evidence,
        rectifying: false,
    })
}

fn waiver() -> GateWaiver {
    GateWaiver { gate: "satisfied".to_owned(), reason: "督察发现，无反映人".to_owned() }
}

fn proof(life: &Life) -> Vec<dugai_domain::ids::EvidenceId> {
    life.p().evidence.iter().map(|(_, e)| e.id).take(1).collect()
}

fn accept(life: &Life, step: usize) -> Command {
    Command::RecordAcceptance(c::acceptance(step, life.today(), proof(life)))
}

fn step_unit(unit: Option<UnitId>) -> Reason {
    Reason::NotThisStep { unit }
}

#[test]
fn the_rectifier_never_accepts() {
    let mut life = Life::at(Stage::Accepting);
    life.until_that(|p| p.gates.len() == 4);
    // On the panel, but an officer of the responsible county as well.
    life.refused(Person::OwnJudge, accept(&life, 0), &Reason::OwnWork);
    life.not_yours(Person::Boss, accept(&life, 0));
    life.not_yours(Person::Clerk, accept(&life, 0));
    life.refused(Person::PanelB, accept(&life, 0), &step_unit(Some(PANEL)));
    life.does(Person::PanelA, accept(&life, 0));
    life.until(Stage::StruckOff);
}

#[test]
fn steps_follow_one_another() {
    let mut life = Life::at(Stage::Accepting);
    life.until_that(|p| p.gates.len() == 4);
    life.refused(Person::PanelA, accept(&life, 1), &step_unit(Some(PANEL)));
    life.does(Person::PanelA, accept(&life, 0));
    assert_eq!(life.p().stage, Stage::Accepting);
    life.refused(Person::PanelA, accept(&life, 0), &step_unit(None));
    life.does(Person::PanelB, accept(&life, 1));
    assert_eq!(life.p().stage, Stage::Accepted);
}

#[test]
fn acceptance_needs_evidence_and_a_visit_after_the_self_check() {
    let mut life = Life::at(Stage::Accepting);
    life.until_that(|p| p.gates.len() == 4);
    let blind = Command::RecordAcceptance(c::acceptance(0, life.today(), vec![]));
    life.refused(Person::PanelA, blind, &Reason::NoEvidence);
    let early = Command::RecordAcceptance(c::acceptance(0, d("2024-01-02"), proof(&life)));
    let limit = life.p().self_check.as_ref().unwrap().0.at.day();
    life.refused(Person::PanelA, early, &Reason::DateOrder { field: "visited", limit });
}

#[test]
fn the_last_step_waits_for_every_gate() {
    let mut life = Life::at(Stage::Accepting);
    life.does(Person::PanelA, accept(&life, 0));
    let all = ["problem_clear", "rectified", "accountable", "satisfied"].map(str::to_owned).to_vec();
    life.refused(Person::PanelB, accept(&life, 1), &Reason::GatesOpen { gates: all });
    // Sending back needs no gate.
    let mut back = c::acceptance(1, life.today(), vec![]);
    back.verdict = AcceptanceVerdict::Returned;
    back.reasons = vec!["evidence_lacking".to_owned()];
    back.by = Some(life.today());
    life.does(Person::PanelB, Command::RecordAcceptance(back));
    assert_eq!((life.p().stage, life.p().next_step), (Stage::Rectifying, 0));
}

#[test]
fn every_gate_has_its_signer_and_its_evidence() {
    let mut life = Life::at(Stage::SelfChecked);
    let signer = |needs| Reason::GateSigner { needs };
    life.refused(Person::Clerk, sign("problem_clear", proof(&life)), &signer(Who::ResponsibleHead));
    life.refused(Person::Boss, sign("rectified", proof(&life)), &signer(Who::Supervising));
    life.refused(Person::Supervisor, sign("accountable", vec![]), &signer(Who::Office));
    life.refused(Person::Supervisor, sign("rectified", vec![]), &Reason::NoEvidence);
    let unknown = Reason::UnknownCode { field: "gate", code: "fifth".to_owned() };
    life.refused(Person::Clerk, sign("fifth", vec![]), &unknown);
    life.refused(Person::Boss, sign("problem_clear", vec![]), &Reason::NoEvidence);
    life.does(Person::Boss, sign("problem_clear", proof(&life)));
    life.refused(Person::Boss, sign("problem_clear", proof(&life)), &Reason::GateSigned);
    life.does(Person::Supervisor, sign("rectified", proof(&life)));
}

#[test]
fn who_rectified_does_not_sign_that_it_is_rectified() {
    let mut life = Life::at(Stage::Rectifying);
    // Reports for the assisting bureau, and works for the supervising one.
    life.does(Person::TwoHats, Command::ReportMeasure(c::report(2, 100)));
    life.until(Stage::SelfChecked);
    life.refused(Person::TwoHats, sign("rectified", proof(&life)), &Reason::OwnWork);
    life.does(Person::Supervisor, sign("rectified", proof(&life)));
}

#[test]
fn a_waiver_counts_only_with_a_second_signer() {
    let mut life = Life::at(Stage::SelfChecked);
    let other = GateWaiver { gate: "accountable".to_owned(), ..waiver() };
    life.refused(Person::Clerk, Command::WaiveGate(other), &Reason::GateNotWaivable);
    life.refused(Person::Chief, Command::ConfirmWaiver(waiver()), &Reason::NothingWaiting);
    life.does(Person::Chief, Command::WaiveGate(waiver()));
    life.refused(
        Person::Chief,
        Command::ConfirmWaiver(waiver()),
        &Reason::SecondSigner { needs: Action::ConfirmWaiver.who() },
    );
    assert!(!life.p().gates["satisfied"].is_passed());
    let officer = LeadOfficer { name: "某副市长".to_owned(), account: Person::Mayor.account(), visits_owed: 0 };
    life.does(Person::Chief, Command::SetLeadOfficer(officer));
    life.does(Person::Mayor, Command::ConfirmWaiver(waiver()));
    assert!(matches!(life.p().gates["satisfied"], GateState::NotApplicable { .. }));
    life.refused(Person::Chief, Command::ConfirmWaiver(waiver()), &Reason::NothingWaiting);
    life.until(Stage::StruckOff);
}

#[test]
fn every_point_of_the_sweep_is_answered_before_the_unit_vouches_and_applies() {
    let mut life = Life::at(Stage::Rectifying);
    life.until_that(|p| p.measures.iter().all(|m| m.accepted.is_some()));
    life.does(Person::Worker, Command::PlanSweep(c::sweep()));
    let check = Command::SelfCheck(SelfCheck { summary: "自查".to_owned(), evidence: vec![] });
    let answer = |no, outcome| Command::AnswerSweep(SweepAnswer { no, outcome, note: "已查".to_owned() });
    let itself = answer(1, SweepOutcome::Bad(life.id));
    life.refused(Person::Worker, itself, &Reason::Field { field: "linked", expected: "another_problem" });
    life.refused(Person::Boss, check.clone(), &Reason::SweepOpen { nos: vec![1, 2] });
    life.does(Person::Worker, answer(1, SweepOutcome::Clean));
    // One place of several is not the sweep that was laid down.
    life.refused(Person::Boss, check.clone(), &Reason::SweepOpen { nos: vec![2] });
    life.does(Person::Worker, answer(2, SweepOutcome::Waived));
    life.does(Person::Boss, check);
    // What the office lays down after the self-check is answered before the application.
    let mut wider = c::sweep();
    wider.push(SweepPoint { no: 3, direction: "same_park".to_owned(), what: "园区其他企业".to_owned() });
    life.does(Person::Clerk, Command::PlanSweep(wider));
    let apply = Command::ApplyAcceptance(c::note("申请"));
    life.refused(Person::Boss, apply.clone(), &Reason::SweepOpen { nos: vec![3] });
    life.does(Person::Worker, answer(3, SweepOutcome::Clean));
    life.not_yours(Person::Worker, apply.clone());
    life.does(Person::Boss, apply);
}

#[test]
fn an_application_needs_a_sweep_and_steps() {
    let mut life = Life::new();
    let mut item = c::registration(SourceKind::Feedback, life.today());
    item.steps.clear();
    life.does(Person::Clerk, Command::Register(item));
    life.until_that(|p| p.stage == Stage::Rectifying && p.measures.iter().all(|m| m.accepted.is_some()));
    let check = SelfCheck { summary: "自查".to_owned(), evidence: vec![] };
    life.does(Person::Boss, Command::SelfCheck(check));
    let apply = Command::ApplyAcceptance(c::note("申请"));
    life.refused(Person::Boss, apply.clone(), &Reason::NoSweep);
    life.refused(Person::Boss, apply, &Reason::NoAcceptanceSteps);
}

#[test]
fn the_first_day_of_a_notice_counts_and_it_must_run_out() {
    // Opened on Thursday, 7 March 2024: five working days end on Wednesday the 13th.
    let mut life = Life::at(Stage::Accepted);
    life.pass(3);
    assert_eq!(life.today(), d("2024-03-07"));
    let mut odd = c::notice(life.today());
    odd.days = 7;
    life.refused(Person::Clerk, Command::OpenNotice(odd), &Reason::NoticeLength);
    life.does(Person::Clerk, Command::OpenNotice(c::notice(life.today())));
    let until = d("2024-03-13");
    assert_eq!(life.p().notice.as_ref().unwrap().1.last_day, until);
    let close = Command::CloseNotice(c::note(""));
    life.refused(Person::Clerk, close.clone(), &Reason::NoticeRunning { until });
    life.pass(6);
    assert_eq!(life.today(), until);
    life.refused(Person::Clerk, close.clone(), &Reason::NoticeRunning { until });
    life.pass(1);
    life.does(Person::Clerk, close);
}

/// The calendar with one more notice for 2024.
fn amended(says: &str) -> Calendar {
    let table = include_str!("../../data/calendar.toml").replace("version = 1", "version = 2");
    let head = "[[notice]]\nyear = 2024\ntitle = \"关于调整安排的通知（虚构）\"\naddress = \"https://example.org/\"";
    Calendar::new(toml::from_str(&format!("{table}\n{head}\n{says}\n")).unwrap()).unwrap()
}

#[test]
fn a_notice_has_one_last_day_and_no_later_calendar_shortens_it() {
    let mut life = Life::at(Stage::Accepted);
    life.pass(3);
    life.does(Person::Clerk, Command::OpenNotice(c::notice(life.today())));
    let announced = d("2024-03-13");
    for (says, last) in [
        ("off = [[\"2024-03-12\", \"2024-03-12\", \"虚构\"]]\nwork = []", d("2024-03-14")),
        ("off = []\nwork = [[\"2024-03-09\", \"虚构\"]]", announced),
    ] {
        let calendar = amended(says);
        let p = life.p();
        let days = p.notice_days(&calendar).unwrap();
        assert_eq!((days.last, p.notice.as_ref().unwrap().1.last_day), (last, announced), "{says}");
        assert!(!days.is_over(last) && days.is_over(last.tomorrow().unwrap()));
        let against = |day: Date| {
            let actor = Person::Clerk.actor(day);
            let now = Timestamp::at(day, 9, 0);
            check(
                Action::CloseNotice,
                Some(p),
                &Context { now, actor: &actor, reference: reference(), calendar: &calendar },
            )
        };
        assert_eq!(against(last), [Reason::NoticeRunning { until: last }], "{says}");
        assert_eq!(against(last.tomorrow().unwrap()), [], "{says}");
        let asked = turns(p, (reference(), &calendar), None, life.today())
            .into_iter()
            .find(|t| t.action == Action::CloseNotice);
        assert_eq!(asked.unwrap().from, last.tomorrow().ok(), "{says}");
        assert_eq!(index_row(p, reference(), &calendar, life.now).notice_until, Some(last), "{says}");
        assert_eq!(public_view(p, &calendar, life.today()).unwrap().notice.unwrap().0, days, "{says}");
        let clocks = clocks(p, reference(), &calendar, life.now);
        assert_eq!(clocks.iter().find(|c| c.id == ClockId::Notice).unwrap().term.date(), Some(last), "{says}");
    }
    // What was closed in time is not open again by a calendar that comes afterwards.
    life.pass(7);
    life.does(Person::Clerk, Command::CloseNotice(c::note("")));
    let after = amended("off = [[\"2024-03-12\", \"2024-03-13\", \"虚构\"]]\nwork = []");
    assert_eq!(life.p().notice_days(&after).unwrap().last, announced);
}

#[test]
fn a_notice_beyond_the_published_calendar_cannot_be_closed() {
    let mut life = Life::at(Stage::Accepted);
    life.now = dugai_domain::time::Timestamp::at(d("2026-12-29"), 9, 0);
    life.does(Person::Clerk, Command::OpenNotice(c::notice(life.today())));
    assert_eq!(life.p().notice.as_ref().unwrap().1.provisional, Some(2027));
    life.pass(30);
    life.refused(Person::Clerk, Command::CloseNotice(c::note("")), &Reason::CalendarUnknown { year: 2027 });
    // It is not over for anybody else either.
    assert!(!life.p().notice_days(calendar()).unwrap().is_over(life.today()));
}

#[test]
fn an_open_objection_holds_the_notice_and_an_upheld_one_sends_back() {
    let mut life = Life::at(Stage::Noticed);
    life.does(Person::System, Command::ReceiveObjection(c::objection(1)));
    life.does(Person::Clerk, Command::ReceiveObjection(c::objection(2)));
    life.pass(30);
    let close = Command::CloseNotice(c::note(""));
    life.refused(Person::Clerk, close.clone(), &Reason::ObjectionsOpen { n: 2 });
    let upheld = ObjectionAnswer { no: 1, upheld: true, answer: "属实，返工".to_owned(), measures: vec![] };
    life.does(Person::Clerk, Command::AnswerObjection(upheld));
    let p = life.p();
    assert_eq!(p.stage, Stage::Rectifying);
    assert!(p.self_check.is_none() && p.gates.is_empty() && p.notice.is_none());

    // The second objection is owed its answer still, in the next notice.
    life.until(Stage::Noticed);
    life.pass(30);
    life.refused(Person::Clerk, close, &Reason::ObjectionsOpen { n: 1 });
    life.until(Stage::StruckOff);
    assert!(life.p().objections.iter().all(|o| o.answer.is_some()));
}

#[test]
fn striking_off_looks_at_everything_once_more() {
    let mut life = Life::at(Stage::Filed);
    life.not_yours(Person::Clerk, Command::StrikeOff(c::note("")));
    life.does(Person::Clerk, Command::Meet(c::meeting(life.today())));
    life.refused(Person::Chief, Command::StrikeOff(c::note("")), &Reason::DutiesOpen { n: 1 });
    life.until(Stage::StruckOff);
}

#[test]
fn what_is_filed_can_still_be_sent_back() {
    let mut life = Life::at(Stage::Filed);
    life.does(Person::Chief, Command::Return(c::returned(life.today())));
    assert_eq!(life.p().stage, Stage::Rectifying);
    assert!(life.p().filing.is_none());
    life.until(Stage::StruckOff);
}
