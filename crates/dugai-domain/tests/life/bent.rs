//! Ways in which a rule that never bends was once bent, each closed.

use dugai_domain::ids::{AccountId, UnitId};
use dugai_domain::org::{Panel, Role};
use dugai_domain::problem::check::open_gates;
use dugai_domain::problem::clocks::{ClockId, ClockState, TermOf};
use dugai_domain::problem::tell::{Addressee, Weight, tell};
use dugai_domain::problem::turn::{Hand, turns};
use dugai_domain::problem::*;
use dugai_domain::reason::Reason;
use dugai_domain::reference::{Moment, Reference};

use crate::world::{BUREAU, COUNTY, HELPER, Life, OTHER, PANEL, Person, calendar, content as c, d, reference};

fn rule(code: &str) -> ClockId {
    ClockId::Rule(code.to_owned())
}

fn waits(life: &Life, action: Action) -> Vec<Hand> {
    turns(life.p(), (reference(), calendar()), None, life.today())
        .into_iter()
        .filter(|t| t.action == action)
        .map(|t| t.hand)
        .collect()
}

fn account(who: Person) -> AccountId {
    who.account().unwrap()
}

#[test]
fn what_is_sent_back_is_done_and_shown_again() {
    let mut life = Life::at(Stage::Filed);
    let by = life.today();
    life.does(Person::Chief, Command::Return(Return { measures: vec![2], ..c::returned(by) }));
    let open: Vec<bool> = life.p().measures.iter().map(|m| m.done.is_none() && m.accepted.is_none()).collect();
    assert_eq!(open, [false, true], "the one that was named");
    assert_ne!(life.p().computed_progress(life.today()), Progress::Done);
    let check = SelfCheck { summary: "自查".to_owned(), evidence: vec![] };
    life.refused(Person::Boss, Command::SelfCheck(check), &Reason::MeasuresOpen { nos: vec![2] });
    life.does(Person::Worker, Command::ReportMeasure(c::report(2, 100)));
    life.refused(Person::Supervisor, Command::AcceptMeasure(c::verdict(2, vec![])), &Reason::NoEvidence);
    life.until(Stage::StruckOff);
    let mut life = Life::at(Stage::Accepting);
    life.does(Person::Chief, Command::Return(c::returned(life.today())));
    assert!(life.p().measures.iter().all(|m| m.done.is_none()), "all, if none is named");
    let no = Return { measures: vec![9], ..c::returned(life.today()) };
    let mut life = Life::at(Stage::Accepting);
    life.refused(Person::Chief, Command::Return(no), &Reason::NoSuchMeasure { no: 9 });
}

#[test]
fn done_is_what_the_supervising_unit_accepted() {
    let mut life = Life::at(Stage::Rectifying);
    life.does(Person::Worker, Command::ReportMeasure(c::report(1, 100)));
    life.does(Person::Worker, Command::ReportMeasure(c::report(2, 100)));
    assert_eq!(life.p().computed_progress(life.today()), Progress::OnSchedule);
    life.until_that(|p| p.measures.iter().all(|m| m.accepted.is_some()));
    assert_eq!(life.p().computed_progress(life.today()), Progress::Done);
    assert_eq!(life.p().computed_progress(d("2024-03-03")), Progress::NotStarted, "as it stood on a day");
    // An accepted measure can be returned as long as work goes on.
    life.does(Person::Supervisor, Command::ReturnMeasure(c::verdict(1, vec![])));
    assert_eq!(life.p().computed_progress(life.today()), Progress::OnSchedule);
}

#[test]
fn who_owns_a_measure_rectifies_and_accepts_nothing() {
    let mut life = Life::at(Stage::Rectifying);
    assert!(life.p().is_rectified_by(HELPER), "it owns measure 2");
    let steps = vec![AcceptanceStep { level: "市".to_owned(), unit: Some(HELPER) }];
    let guidance = Guidance::ByDate;
    let class = c::classification(guidance, steps);
    life.refused(Person::Clerk, Command::Classify(class), &Reason::OwnWork);
    life.does(Person::Helper, Command::ReportMeasure(c::report(2, 100)));
}

#[test]
fn whoever_acted_for_the_rectifier_is_marked_for_good() {
    let mut life = Life::at(Stage::Claimed);
    assert!(life.p().rectifiers.contains(&account(Person::Worker)), "signing");
    life.does(Person::Helper, Command::AddEvidence(c::evidence(1, vec![])));
    assert!(life.p().rectifiers.contains(&account(Person::Helper)), "evidence of an assisting unit");
    life.does(Person::Supervisor, Command::AddEvidence(c::evidence(2, vec![])));
    assert!(!life.p().rectifiers.contains(&account(Person::Supervisor)));
    let mut life = Life::at(Stage::Accepting);
    life.until_that(|p| open_gates(p, reference()).len() == 3);
    assert!(life.p().rectifiers.contains(&account(Person::Boss)));
}

#[test]
fn a_unit_that_signed_rectified_even_if_it_was_passed_on_that_day() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.does(Person::Worker, Command::Claim(Claim { unit: COUNTY, note: String::new() }));
    life.does(Person::Clerk, Command::Transfer(c::transfer(COUNTY)));
    assert!(life.p().is_rectified_by(COUNTY) && life.p().concerned_units().contains(&COUNTY));
    assert!(!life.p().units_in(DutyRole::Responsible, life.today()).any(|u| u == COUNTY));
    let mut life = Life::registered(SourceKind::Complaint);
    life.does(Person::Clerk, Command::Transfer(c::transfer(COUNTY)));
    assert!(!life.p().is_rectified_by(COUNTY), "it did nothing, and its line stays");
    assert!(life.p().concerned_units().contains(&COUNTY));
}

#[test]
fn one_person_takes_one_step_and_signs_one_gate() {
    let mut life = Life::registered(SourceKind::Feedback);
    let steps = vec![AcceptanceStep { level: "市".to_owned(), unit: Some(PANEL) }; 2];
    let class = c::classification(Guidance::ByDate, steps);
    life.does(Person::Chief, Command::Classify(class));
    life.until_that(|p| p.gates.len() == 3);
    let evidence: Vec<_> = life.p().evidence.iter().map(|(_, e)| e.id).take(1).collect();
    let statement = "属实".to_owned();
    let satisfied = GateSignature {
        gate: "satisfied".to_owned(),
        statement,
        method: String::new(),
        evidence: evidence.clone(),
        rectifying: false,
    };
    let method = Reason::Field { field: "method", expected: "not_empty" };
    life.refused(Person::Chief, Command::SignGate(satisfied.clone()), &method);
    let asked = GateSignature { method: "问卷".to_owned(), ..satisfied };
    life.refused(Person::Clerk, Command::SignGate(asked), &Reason::OneGate { gate: "accountable".to_owned() });
    life.until_that(|p| p.gates.len() == 4 && p.next_step == 0);
    let record = |step| Command::RecordAcceptance(c::acceptance(step, life.today(), evidence.clone()));
    let (first, second) = (record(0), record(1));
    life.does(Person::PanelA, first);
    life.refused(Person::PanelA, second, &Reason::SamePerson { did: Action::RecordAcceptance });
}

#[test]
fn a_panel_takes_the_steps_of_its_level() {
    let mut life = Life::registered(SourceKind::Feedback);
    let steps = vec![AcceptanceStep { level: "省级".to_owned(), unit: None }];
    life.does(Person::Chief, Command::Classify(c::classification(Guidance::ByDate, steps)));
    life.until_that(|p| p.gates.len() == 4);
    let evidence = life.p().evidence.iter().map(|(_, e)| e.id).take(1).collect();
    let record = Command::RecordAcceptance(c::acceptance(0, life.today(), evidence));
    life.refused(Person::PanelB, record, &Reason::NotThisLevel { level: "省级".to_owned() });
    assert!(!Person::PanelB.actor(life.today()).may_see(life.p()));
    let applied = life.history.iter().find(|r| matches!(r.event, Event::AcceptanceApplied(_))).unwrap();
    let above = Addressee::RoleIn(Panel::Above.unit(), Role::Acceptor);
    assert!(tell(life.p(), applied).contains(&(above, Weight::Todo)), "who has it to do is told");
    let mut life = Life::registered(SourceKind::Feedback);
    let steps = vec![AcceptanceStep { level: "县级".to_owned(), unit: None }];
    life.does(Person::Chief, Command::Classify(c::classification(Guidance::ByDate, steps)));
    assert!(!life.p().can_be_accepted(), "its county rectifies: somebody else must be named");
}

#[test]
fn no_later_day_makes_late_work_timely() {
    let mut life = Life::at(Stage::Rectifying);
    let due = life.p().measures[0].measure.due.unwrap();
    life.pass(70);
    life.does(Person::Worker, Command::ReportMeasure(c::report(1, 100)));
    let late = |life: &Life| life.clock(&ClockId::Measure(1)).unwrap().state;
    assert_eq!(late(&life), ClockState::MetLate);
    let done = Reason::Field { field: "of", expected: "not_done" };
    let ask = |of| ExtensionRequest { of, to: d("2024-12-31"), reason: "汛期".to_owned() };
    life.refused(Person::Worker, Command::RequestExtension(ask(ExtensionOf::Measure(1))), &done);
    life.refused(Person::Worker, Command::RequestExtension(ask(ExtensionOf::Plan)), &done);
    let mut plan = life.p().plans[0].draft.clone();
    plan.measures[0].due = Some(d("2024-12-30"));
    life.does(Person::Worker, Command::DraftPlan(plan));
    life.does(Person::Worker, Command::SubmitPlan(c::note("")));
    life.does(Person::Chief, Command::ApprovePlan(Opinion::default()));
    assert_eq!((late(&life), life.p().measures[0].measure.due), (ClockState::MetLate, Some(due)));
    let waiting = ask(ExtensionOf::Measure(2));
    life.does(Person::Worker, Command::RequestExtension(waiting));
    life.does(Person::Worker, Command::ReportMeasure(c::report(2, 100)));
    let grant = |granted| Command::DecideExtension(ExtensionDecision { granted, opinion: "已办结".to_owned() });
    life.refused(Person::Chief, grant(true), &done);
    life.does(Person::Chief, grant(false));
}

#[test]
fn a_return_keeps_the_clocks_of_the_way_it_cut_short() {
    let mut life = Life::at(Stage::Accepting);
    life.pass(60);
    assert_eq!(life.clock(&rule("acceptance")).unwrap().state, ClockState::Overdue);
    life.does(Person::Chief, Command::Return(c::returned(life.today())));
    assert!(life.clock(&rule("acceptance")).is_none());
    let kept = life.clock(&ClockId::Attempt("acceptance".to_owned(), 1)).unwrap();
    assert_eq!(kept.state, ClockState::MetLate);
}

#[test]
fn an_approved_plan_is_judged_by_the_standard_it_bound() {
    let mut later = reference().clone();
    later.valid_from = d("2024-06-01");
    later.earlier = vec![reference().clone()];
    let code = reference().standards[0].named.code.clone();
    later.standards[0].points = vec!["报告齐全即可".to_owned()];
    let points = |reference: &Reference, day| reference.standard_on(&code, d(day)).map(|s| s.points.clone());
    assert_eq!(points(&later, "2024-05-31"), Some(reference().standards[0].points.clone()));
    assert_eq!(points(&later, "2024-06-01"), Some(later.standards[0].points.clone()));
    later.standards.remove(0);
    assert_eq!(
        points(&later, "2024-05-31"),
        Some(reference().standards[0].points.clone()),
        "taken out after it was bound"
    );
    assert_eq!(points(&later, "2024-06-01"), None);
}

#[test]
fn a_clock_runs_by_the_rules_of_the_day_on_which_it_started() {
    let life = Life::at(Stage::Claimed);
    let mut later = reference().clone();
    later.valid_from = d("2024-06-01");
    later.earlier = vec![reference().clone()];
    later.clocks.iter_mut().filter(|c| c.named.code == "plan").for_each(|c| c.n = 90);
    let due = |reference: &Reference| {
        let all = dugai_domain::problem::clocks::clocks(life.p(), reference, crate::world::calendar(), life.now);
        all.into_iter().find(|c| c.id == rule("plan")).unwrap().term.date()
    };
    assert_eq!(due(&later), due(reference()));
    later.valid_from = d("2024-01-01");
    assert_ne!(due(&later), due(reference()));
}

#[test]
fn each_of_several_units_signs_for_itself_and_may_object() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.does(Person::Clerk, Command::AssignDuty(c::duty(DutyRole::Responsible, OTHER, life.today())));
    life.does(Person::Worker, Command::Claim(Claim { unit: COUNTY, note: String::new() }));
    assert_eq!(waits(&life, Action::Claim), [Hand::Unit(OTHER, None)]);
    let other = ClockId::Unit("sign_in".to_owned(), OTHER);
    assert!(life.clock(&other).unwrap().state.is_live());
    let clause = "责任清单第3条".to_owned();
    let bounce = Bounce { unit: OTHER, clause, reason: "不属职责".to_owned() };
    life.does(Person::OtherWorker, Command::Bounce(bounce));
    assert!(!life.clock(&other).unwrap().state.is_live(), "an objection in time is not late");
    assert!(waits(&life, Action::Claim).is_empty());
    assert_eq!(waits(&life, Action::UpholdAssignment), [Hand::Office(None)]);
    let ruling = Ruling { unit: OTHER, reason: "属地责任".to_owned() };
    life.does(Person::Clerk, Command::UpholdAssignment(ruling));
    assert_eq!(waits(&life, Action::Claim), [Hand::Unit(OTHER, None)]);
    life.pass(10);
    assert_eq!(life.clock(&other).unwrap().state, ClockState::Overdue);
    life.does(Person::OtherWorker, Command::Claim(Claim { unit: OTHER, note: String::new() }));
    assert!(waits(&life, Action::Claim).is_empty());
}

#[test]
fn after_a_bounce_and_a_transfer_the_new_unit_is_asked() {
    let mut life = Life::registered(SourceKind::Complaint);
    let clause = "责任清单第3条".to_owned();
    life.does(Person::Worker, Command::Bounce(Bounce { unit: COUNTY, clause, reason: "不属职责".to_owned() }));
    assert_eq!(waits(&life, Action::Transfer), [Hand::Office(None)]);
    life.does(Person::Clerk, Command::Transfer(c::transfer(COUNTY)));
    assert_eq!(waits(&life, Action::Claim), [Hand::Unit(OTHER, None)]);
    assert!(waits(&life, Action::Transfer).is_empty());
}

#[test]
fn no_duty_ends_backwards_or_leaves_nobody_later() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.does(Person::Clerk, Command::AssignDuty(c::duty(DutyRole::Responsible, OTHER, life.today())));
    let end = |unit: UnitId, to: &str| {
        let (role, reason, document) = (DutyRole::Responsible, "调整".to_owned(), String::new());
        Command::EndDuty(DutyEnd { role, unit, to: d(to), reason, document })
    };
    let limit = life.today();
    life.refused(Person::Clerk, end(COUNTY, "2024-01-01"), &Reason::DateOrder { field: "last_day", limit });
    life.does(Person::Clerk, end(COUNTY, "2024-06-30"));
    let last = Reason::Field { field: "responsible", expected: "at_least_one" };
    life.refused(Person::Clerk, end(OTHER, "2024-06-30"), &last);
    let mut life = Life::at(Stage::Claimed);
    life.does(Person::Clerk, Command::AssignDuty(c::duty(DutyRole::Responsible, OTHER, life.today())));
    let document = Reason::Field { field: "document", expected: "not_empty" };
    life.refused(Person::Chief, end(COUNTY, "2024-06-30"), &document);
    let mut future = c::registration(SourceKind::Complaint, d("2030-01-01"));
    future.steps.clear();
    Life::new().refused(Person::Clerk, Command::Register(future), &last);
}

#[test]
fn what_somebody_is_asked_for_he_may_do() {
    let mut life = Life::at(Stage::Rectifying);
    let urge = |unit| Supervision::Urge { unit, text: "加快".to_owned(), reply_by: d("2024-12-20") };
    life.does(Person::Clerk, Command::Supervise(urge(BUREAU)));
    let answer =
        || Command::AnswerSupervision(SupervisionAnswer { no: 1, text: "已加快".to_owned(), closed: false });
    life.refused(Person::Clerk, answer(), &Reason::Field { field: "unit", expected: "your_duty" });
    life.does(Person::Supervisor, answer());
    life.does(Person::Clerk, Command::Supervise(urge(OTHER)));
    assert!(Person::OtherWorker.actor(life.today()).may_see(life.p()), "it is asked, so it sees");
    let mut plan = life.p().plans[0].draft.clone();
    plan.measures[1].owner = Some(BUREAU);
    life.does(Person::Worker, Command::DraftPlan(plan));
    life.does(Person::Worker, Command::SubmitPlan(c::note("")));
    life.does(Person::Chief, Command::ApprovePlan(Opinion::default()));
    life.does(Person::Supervisor, Command::ReportMeasure(c::report(2, 100)));
    assert_eq!(waits(&life, Action::AcceptMeasure), [Hand::Office(None)], "its only supervisor rectifies now");
    life.does(Person::Worker, Command::AddEvidence(c::evidence(3, vec![2])));
    life.does(Person::Clerk, Command::AcceptMeasure(c::verdict(2, vec![])));
}

#[test]
fn the_day_of_an_inspectors_item_moves_by_extension_or_document_only() {
    let mut life = Life::at(Stage::Claimed);
    let plan = PlanDraft { due: Some(d("2026-12-31")), ..c::plan(2, 0, d("2024-06-30")) };
    let limit = d("2024-12-31");
    life.refused(Person::Worker, Command::DraftPlan(plan), &Reason::DateOrder { field: "due", limit });
    let correct = |document: &str| {
        let (field, value) = (Field::Due, "2025-03-31".to_owned());
        Command::Correct(Correction { of: 1, field, value, reason: "改".to_owned(), document: document.to_owned() })
    };
    life.refused(Person::Chief, correct(""), &Reason::Field { field: "document", expected: "not_empty" });
    let head = Reason::NotYours { needs: &[dugai_domain::actor::Who::OfficeHead] };
    life.refused(Person::Clerk, correct("来文第3号"), &head);
    life.does(Person::Chief, correct("来文第3号"));
    let TermOf::Fixed { date, baseline, extended } = life.clock(&ClockId::Whole).unwrap().term else { panic!("fixed") };
    assert_eq!((date, baseline, extended.len()), (d("2025-03-31"), Some(limit), 1));
    life.until(Stage::StruckOff);
    let ended = Reason::WrongStage { needs: Action::Bounce.stages() };
    life.refused(Person::Chief, correct("来文第4号"), &ended);
}

#[test]
fn a_letter_after_the_end_is_owed_its_answer() {
    let mut life = Life::at(Stage::StruckOff);
    life.pass(3);
    let reply_by = life.today();
    let urge = Supervision::Urge { unit: COUNTY, text: "说明".to_owned(), reply_by };
    life.does(Person::Clerk, Command::Supervise(urge));
    life.pass(2);
    assert_eq!(life.clock(&ClockId::Reply(1)).unwrap().state, ClockState::Overdue);
}

#[test]
fn what_was_found_weak_is_looked_at_again() {
    let mut life = Life::at(Stage::StruckOff);
    life.pass(30);
    life.looks(Person::PanelB, LookBackResult::Weak);
    let again = life.clock(&rule("look_back")).unwrap();
    assert!(again.state.is_live() && again.started == life.today());
    life.pass(30);
    life.looks(Person::PanelB, LookBackResult::Holds);
    assert_eq!(life.clock(&rule("look_back")).unwrap().state, ClockState::Met);
}

#[test]
fn a_condition_of_acceptance_is_tracked_to_its_end() {
    let mut life = Life::at(Stage::Accepting);
    life.until_that(|p| p.gates.len() == 4);
    let evidence = life.p().evidence.iter().map(|(_, e)| e.id).take(1).collect();
    let mut record = c::acceptance(0, life.today(), evidence);
    record.verdict = AcceptanceVerdict::AgreedWithConditions;
    record.conditions = "补种".to_owned();
    let by = Reason::Field { field: "conditions_by", expected: "not_empty" };
    life.refused(Person::PanelA, Command::RecordAcceptance(record.clone()), &by);
    record.conditions_by = Some(life.today());
    life.does(Person::PanelA, Command::RecordAcceptance(record));
    life.until(Stage::Filed);
    life.refused(Person::Chief, Command::StrikeOff(c::note("")), &Reason::DutiesOpen { n: 1 });
    let done = || Command::FinishDuty(DutyDone { no: 1, result: "已补种".to_owned() });
    assert_eq!(waits(&life, Action::FinishDuty), [Hand::Unit(BUREAU, None)]);
    life.refused(Person::Boss, done(), &Reason::OwnWork);
    life.does(Person::Supervisor, done());
    life.does(Person::Chief, Command::StrikeOff(c::note("")));
}

#[test]
fn an_objection_is_answered_even_after_a_return() {
    let mut life = Life::at(Stage::Noticed);
    life.does(Person::Clerk, Command::ReceiveObjection(c::objection(1)));
    life.does(Person::Chief, Command::Return(c::returned(life.today())));
    assert_eq!(waits(&life, Action::AnswerObjection), [Hand::Office(None)]);
    let answer = ObjectionAnswer { no: 1, upheld: true, answer: "属实，已返工".to_owned(), measures: vec![] };
    life.does(Person::Clerk, Command::AnswerObjection(answer));
    assert_eq!(life.p().stage, Stage::Rectifying);
    assert!(dugai_domain::disclosure::is_public(life.p()), "once public, always public");
}

#[test]
fn a_notice_is_open_from_its_first_day_only() {
    let mut life = Life::at(Stage::Accepted);
    let first_day = life.today().checked_add(jiff::Span::new().days(30)).unwrap();
    life.does(Person::Clerk, Command::OpenNotice(c::notice(first_day)));
    assert_eq!(life.p().moments[&Moment::NoticeOpened].day(), first_day);
    assert_eq!(life.clock(&rule("notice_opening")).unwrap().state, ClockState::Running, "late when its time is over");
    let early = Reason::Field { field: "first_day", expected: "begun" };
    life.refused(Person::Clerk, Command::ReceiveObjection(c::objection(1)), &early);
}

#[test]
fn the_rectifier_does_not_thin_out_the_sweep() {
    let mut life = Life::at(Stage::Rectifying);
    life.does(Person::Clerk, Command::PlanSweep(c::sweep()));
    let one = vec![c::sweep().remove(0)];
    let kept = Reason::Field { field: "points", expected: "planned_kept" };
    life.refused(Person::Worker, Command::PlanSweep(one.clone()), &kept);
    life.does(Person::Clerk, Command::PlanSweep(one));
}

#[test]
fn the_programs_own_warning_is_nobodys_act() {
    let mut life = Life::new();
    let item = Registration { import: Some(c::import_row()), ..c::registration(SourceKind::Feedback, life.today()) };
    life.does(Person::Clerk, Command::Register(item));
    let office = crate::world::OFFICE;
    let step = |days| Escalated {
        clock: "whole".to_owned(),
        due: d("2024-12-31"),
        days,
        units: vec![],
        accounts: vec![],
        owner: Some(office),
    };
    life.does(Person::System, Command::Escalate(step(1)));
    assert_eq!(waits(&life, Action::FinishDuty), [Hand::Unit(office, None)], "nobody was told: the office owns it");
    life.does(Person::Clerk, Command::Void(c::note("重复导入")));
}

#[test]
fn the_word_of_each_month_is_owed() {
    let mut life = Life::at(Stage::Rectifying);
    assert_eq!(waits(&life, Action::ReportMonth), [Hand::Unit(COUNTY, None)]);
    let month = ClockId::Month("2024-03".to_owned());
    assert_eq!(life.clock(&month).unwrap().term.date(), Some(d("2024-03-25")));
    let report = |month: &str| {
        let word = Progress::OnSchedule;
        Command::ReportMonth(MonthReport { month: month.to_owned(), word, text: "按计划".to_owned() })
    };
    life.does(Person::Worker, report("2024-03"));
    assert_eq!(life.clock(&month).unwrap().state, ClockState::Met);
    assert!(life.clock(&ClockId::Month("2024-04".to_owned())).is_none(), "not before it begins");
    let before = Reason::Field { field: "month", expected: "month" };
    life.refused(Person::Worker, report("2024-02"), &before);
}

#[test]
fn every_upheld_objection_leaves_its_own_work() {
    let mut life = Life::at(Stage::Noticed);
    life.does(Person::Clerk, Command::ReceiveObjection(c::objection(1)));
    life.does(Person::Clerk, Command::ReceiveObjection(c::objection(2)));
    let upheld = |no| {
        let answer = "属实".to_owned();
        Command::AnswerObjection(ObjectionAnswer { no, upheld: true, answer, measures: vec![no] })
    };
    life.does(Person::Clerk, upheld(1));
    life.does(Person::Clerk, upheld(2));
    assert!(life.p().measures.iter().all(|m| m.accepted.is_none()), "the second takes back what it names as well");
}

#[test]
fn a_sweep_that_was_forgotten_can_still_be_laid_down() {
    let mut life = Life::at(Stage::Rectifying);
    life.until_that(|p| p.measures.iter().all(|m| m.accepted.is_some()) && p.sweep.is_empty());
    let check = SelfCheck { summary: "自查合格".to_owned(), evidence: vec![] };
    life.does(Person::Boss, Command::SelfCheck(check));
    assert_eq!(waits(&life, Action::PlanSweep), [Hand::Unit(COUNTY, None)]);
    life.does(Person::Worker, Command::PlanSweep(c::sweep()));
    life.until(Stage::Accepting);
}

#[test]
fn who_takes_a_step_becomes_no_rectifier_while_it_runs() {
    let mut life = Life::at(Stage::Accepting);
    let duty = c::duty(DutyRole::Responsible, PANEL, life.today());
    life.refused(Person::Clerk, Command::AssignDuty(duty), &Reason::OwnWork);
}

#[test]
fn a_plan_that_was_overtaken_is_drafted_anew() {
    let mut life = Life::at(Stage::Planning);
    let plan = PlanDraft { due: Some(d("2024-12-31")), ..c::plan(2, 0, d("2024-06-30")) };
    life.does(Person::Worker, Command::DraftPlan(plan));
    life.does(Person::Worker, Command::SubmitPlan(c::note("")));
    let to = d("2025-03-31");
    let ask = ExtensionRequest { of: ExtensionOf::Whole, to, reason: "汛期".to_owned() };
    life.does(Person::Worker, Command::RequestExtension(ask));
    let grant = ExtensionDecision { granted: true, opinion: String::new() };
    life.does(Person::Chief, Command::DecideExtension(grant));
    let overtaken = Reason::DateOrder { field: "due", limit: to };
    life.refused(Person::Chief, Command::ApprovePlan(Opinion::default()), &overtaken);
    assert_eq!(life.p().due.date, Some(to));
}

#[test]
fn what_came_back_after_a_granted_objection_is_signed_for() {
    let mut life = Life::registered(SourceKind::Complaint);
    let clause = "责任清单第3条".to_owned();
    life.does(Person::Worker, Command::Bounce(Bounce { unit: COUNTY, clause, reason: "不属职责".to_owned() }));
    life.does(Person::Clerk, Command::Transfer(c::transfer(COUNTY)));
    life.pass(2);
    life.does(Person::Clerk, Command::Transfer(c::transfer(OTHER)));
    assert_eq!(waits(&life, Action::Claim), [Hand::Unit(COUNTY, None)]);
    life.does(Person::Worker, Command::Claim(Claim { unit: COUNTY, note: String::new() }));
}

#[test]
fn a_later_month_does_not_stand_in_for_an_earlier_one() {
    let mut life = Life::at(Stage::Rectifying);
    life.pass(62);
    let (month, word, text) = ("2024-05".to_owned(), Progress::OnSchedule, "按计划".to_owned());
    life.does(Person::Worker, Command::ReportMonth(MonthReport { month, word, text }));
    assert!(life.clock(&ClockId::Month("2024-03".to_owned())).is_some_and(|c| c.state == ClockState::Overdue));
}

#[test]
fn a_late_look_back_stays_late_and_a_later_one_makes_none_late() {
    let mut life = Life::at(Stage::StruckOff);
    life.pass(400);
    life.looks(Person::PanelB, LookBackResult::Weak);
    let first = ClockId::Attempt("look_back".to_owned(), 1);
    assert_eq!(life.clock(&first).unwrap().state, ClockState::MetLate);
    life.pass(30);
    life.looks(Person::PanelB, LookBackResult::Holds);
    life.pass(700);
    life.looks(Person::PanelB, LookBackResult::Holds);
    assert_eq!(life.clock(&rule("look_back")).unwrap().state, ClockState::Met);
}
