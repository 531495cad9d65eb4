//! Rights and ways that were once open to the wrong person, or led nowhere: each has its way now.

use dugai_domain::actor::Actor;
use dugai_domain::org::Role;
use dugai_domain::problem::check::{check, open_gates};
use dugai_domain::problem::clocks::{ClockId, ClockState, clocks};
use dugai_domain::problem::turn::{Hand, turns};
use dugai_domain::problem::*;
use dugai_domain::reason::Reason;
use dugai_domain::reference::Moment;

use crate::world::{BUREAU, COUNTY, Life, OFFICE, OTHER, PANEL, Person, calendar, content as c, reference};

fn waits(life: &Life, action: Action) -> Vec<Hand> {
    turns(life.p(), (reference(), calendar()), None, life.today())
        .into_iter()
        .filter(|t| t.action == action)
        .map(|t| t.hand)
        .collect()
}

/// Reasons against an act of a person who has moved to the posts of another.
fn against_moved(life: &Life, who: Person, to: Person, action: Action) -> Vec<Reason> {
    let actor = Actor { account: who.account(), ..to.actor(life.today()) };
    let ctx = Context { now: life.now, actor: &actor, reference: reference(), calendar: calendar() };
    check(action, Some(life.p()), &ctx)
}

/// Reasons against an act of a person.
fn against(life: &Life, who: Person, action: Action) -> Vec<Reason> {
    against_moved(life, who, who, action)
}

fn signature(life: &Life, gate: &str) -> Command {
    let evidence = life.p().evidence.iter().map(|(_, e)| e.id).collect();
    let (statement, method) = ("属实".to_owned(), "回访".to_owned());
    Command::SignGate(GateSignature { gate: gate.to_owned(), statement, method, evidence, rectifying: false })
}

#[test]
fn who_rectified_judges_nothing_after_moving_into_the_office() {
    let judged = [
        (Stage::Accepted, Action::OpenNotice),
        (Stage::Noticed, Action::CloseNotice),
        (Stage::Noticed, Action::AnswerObjection),
        (Stage::NoticeClosed, Action::File),
        (Stage::Filed, Action::StrikeOff),
        (Stage::SelfChecked, Action::ConfirmWaiver),
        (Stage::SelfChecked, Action::SignGate),
    ];
    for (stage, action) in judged {
        let life = Life::at(stage);
        assert!(against_moved(&life, Person::Boss, Person::Chief, action).contains(&Reason::OwnWork), "{action:?}");
        assert!(!against(&life, Person::Chief, action).contains(&Reason::OwnWork), "{action:?}");
    }
    // The plan of a later version, and a later day, are not granted by who wrote the first one.
    let mut life = Life::at(Stage::Rectifying);
    let plan = life.p().plans[0].draft.clone();
    life.does(Person::Boss, Command::DraftPlan(plan));
    life.does(Person::Boss, Command::SubmitPlan(c::note("")));
    for action in [Action::ApprovePlan, Action::DecideExtension] {
        assert!(against_moved(&life, Person::Worker, Person::Chief, action).contains(&Reason::OwnWork), "{action:?}");
    }
}

#[test]
fn the_office_that_rectifies_itself_can_still_end_it() {
    let mut life = Life::registered(SourceKind::Complaint);
    let office = crate::world::OFFICE;
    let to = Transfer { from: COUNTY, to: office, reason: "整改办自办".to_owned() };
    life.does(Person::Clerk, Command::Transfer(to));
    life.does(Person::Clerk, Command::Claim(Claim { unit: office, note: String::new() }));
    life.does(Person::Clerk, Command::DraftPlan(c::plan(1, 0, life.today())));
    life.does(Person::Chief, Command::SubmitPlan(c::note("")));
    // Two persons all the same.
    for action in [Action::ApprovePlan, Action::ReturnPlan] {
        assert_eq!(against(&life, Person::Chief, action), [Reason::SamePerson { did: Action::SubmitPlan }]);
    }
    life.does(
        Person::Clerk,
        Command::RequestExtension(ExtensionRequest {
            of: ExtensionOf::Whole,
            to: crate::world::d("2025-03-31"),
            reason: "汛期".to_owned(),
        }),
    );
    assert!(against(&life, Person::Chief, Action::DecideExtension).is_empty());
}

#[test]
fn the_leader_in_charge_who_went_to_see_has_rectified_nothing() {
    let mut life = Life::at(Stage::Claimed);
    let officer = LeadOfficer { name: "某副市长".to_owned(), account: Person::Mayor.account(), visits_owed: 0 };
    life.does(Person::Chief, Command::SetLeadOfficer(officer));
    let seen = FirstStep { on_site: true, text: "到现场查看".to_owned(), evidence: vec![], rectifying: false };
    life.does(Person::Mayor, Command::TakeFirstStep(seen));
    life.until(Stage::PlanSubmitted);
    life.does(Person::Mayor, Command::ApprovePlan(Opinion::default()));
}

#[test]
fn one_gate_a_person_is_said_before_anything_is_typed() {
    let mut life = Life::at(Stage::SelfChecked);
    let proof = c::evidence(900, vec![]);
    life.does(Person::Supervisor, Command::AddEvidence(proof));
    life.does(Person::Clerk, signature(&life, "accountable"));
    let one = Reason::OneGate { gate: "accountable".to_owned() };
    assert_eq!(against(&life, Person::Clerk, Action::SignGate), [one]);
    assert!(against(&life, Person::Chief, Action::SignGate).is_empty());
    // Nor is a gate offered whose signer is another.
    life.does(Person::Supervisor, signature(&life, "rectified"));
    life.does(Person::Chief, signature(&life, "satisfied"));
    let needs = dugai_domain::actor::Who::ResponsibleHead;
    assert!(against(&life, Person::TwoHats, Action::SignGate).contains(&Reason::GateSigner { needs }));
    assert_eq!(open_gates(life.p(), reference()), ["problem_clear"]);
}

#[test]
fn whoever_brought_a_complaint_is_asked() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.until(Stage::SelfChecked);
    let waiver = GateWaiver { gate: "satisfied".to_owned(), reason: "无法联系".to_owned() };
    life.refused(Person::Chief, Command::WaiveGate(waiver), &Reason::GateNotWaivable);
}

fn ends(ground: Ground, document: &str, evidence: bool) -> Command {
    let evidence = if evidence { vec![c::evidence_id(800)] } else { vec![] };
    let (reason, answer, document) = ("不再办理".to_owned(), "已告知".to_owned(), document.to_owned());
    Command::Decline(NotAccepted { ground, reason, answer, document, evidence })
}

#[test]
fn what_the_inspectors_withdraw_ends_by_their_document() {
    for stage in [Stage::Registered, Stage::Rectifying, Stage::Noticed, Stage::Filed] {
        let mut life = Life::at(stage);
        life.refused(Person::Chief, ends(Ground::Unfounded, "函1号", false), &Reason::InspectorsItem);
        life.refused(Person::Chief, ends(Ground::NotAccepted, "函1号", false), &Reason::InspectorsItem);
        let document = Reason::Field { field: "document", expected: "not_empty" };
        life.refused(Person::Chief, ends(Ground::Withdrawn, "", false), &document);
        life.not_yours(Person::Clerk, ends(Ground::Withdrawn, "函1号", false));
        life.does(Person::Chief, ends(Ground::Withdrawn, "函1号", false));
        assert_eq!(life.p().stage, Stage::Withdrawn);
        assert!(turns(life.p(), (reference(), calendar()), None, life.today()).is_empty());
        assert!(dugai_domain::disclosure::is_public(life.p()), "once public, always public");
    }
}

#[test]
fn a_complaint_found_untrue_ends_before_its_plan_on_evidence() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.until(Stage::PlanSubmitted);
    life.refused(Person::Chief, ends(Ground::Unfounded, "", false), &Reason::NoEvidence);
    life.does(Person::Worker, Command::AddEvidence(c::evidence(800, vec![])));
    life.pass(60);
    life.does(Person::Chief, ends(Ground::Unfounded, "", true));
    assert_eq!(life.p().stage, Stage::Unfounded);
    let plan = life.clock(&ClockId::Rule("plan".to_owned())).unwrap();
    assert_eq!(plan.state, ClockState::MetLate, "what was late until then stays late");
    life.pass(90);
    let all = clocks(life.p(), reference(), calendar(), life.now);
    assert!(all.iter().all(|c| !c.state.is_live()), "and no clock runs on");
    let mut life = Life::registered(SourceKind::Complaint);
    life.until(Stage::Rectifying);
    let needs = &[Stage::Registered, Stage::Claimed, Stage::Planning, Stage::PlanSubmitted];
    life.refused(Person::Chief, ends(Ground::Unfounded, "", false), &Reason::WrongStage { needs });
}

#[test]
fn nobody_is_asked_for_a_second_gate_and_the_last_step_waits_for_all() {
    let mut life = Life::at(Stage::Accepting);
    life.does(Person::Clerk, signature(&life, "accountable"));
    let asked = turns(life.p(), (reference(), calendar()), None, life.today())
        .into_iter()
        .filter(|t| t.action == Action::SignGate);
    let office: Vec<_> = asked.filter(|t| t.hand == Hand::Office(None)).collect();
    assert!(!office.is_empty() && office.iter().all(|t| t.except == [Person::Clerk.account().unwrap()]));
    assert_eq!(waits(&life, Action::RecordAcceptance).len(), 1, "the first step needs no gate");
    let mut life = Life::registered(SourceKind::Feedback);
    let class = c::classification(Guidance::ByDate, vec![AcceptanceStep { level: "市".to_owned(), unit: Some(PANEL) }]);
    life.does(Person::Chief, Command::Classify(class));
    life.until(Stage::Accepting);
    assert!(waits(&life, Action::RecordAcceptance).is_empty());
    life.until_that(|p| open_gates(p, reference()).is_empty());
    assert_eq!(waits(&life, Action::RecordAcceptance).len(), 1);
}

#[test]
fn a_plan_without_a_supervising_unit_asks_for_one() {
    let mut life = Life::new();
    let mut item = c::registration(SourceKind::Feedback, life.today());
    item.chain.retain(|d| d.role != DutyRole::Supervising);
    life.does(Person::Clerk, Command::Register(item));
    assert!(waits(&life, Action::AssignDuty).is_empty());
    life.until(Stage::PlanSubmitted);
    assert_eq!(waits(&life, Action::AssignDuty), [Hand::Office(Some(Role::Head))]);
    life.does(Person::Chief, Command::AssignDuty(c::duty(DutyRole::Supervising, BUREAU, life.today())));
    assert!(waits(&life, Action::AssignDuty).is_empty());
}

#[test]
fn a_mistyped_notice_is_opened_anew() {
    let mut life = Life::at(Stage::Accepted);
    let far = life.today().checked_add(jiff::Span::new().days(365)).unwrap();
    let limit = Reason::Field { field: "first_day", expected: "within_thirty_days" };
    life.refused(Person::Clerk, Command::OpenNotice(c::notice(far)), &limit);
    let wrong = life.today().checked_add(jiff::Span::new().days(20)).unwrap();
    life.does(Person::Clerk, Command::OpenNotice(c::notice(wrong)));
    let today = life.today();
    let reason = Reason::Field { field: "reason", expected: "not_empty" };
    life.refused(Person::Clerk, Command::OpenNotice(c::notice(today)), &reason);
    let anew = NoticeOpening { reason: "首日填错".to_owned(), ..c::notice(today) };
    life.does(Person::Clerk, Command::OpenNotice(anew));
    assert_eq!(life.p().moments[&Moment::NoticeOpened].day(), today);
    assert_eq!(life.p().notice.as_ref().unwrap().1.opening.first_day, today);
    life.until(Stage::StruckOff);
}

#[test]
fn steps_not_yet_gone_are_changed_while_acceptance_runs() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.until_that(|p| p.next_step == 1);
    let changed = |first: Option<dugai_domain::ids::UnitId>| {
        let mut steps = c::steps();
        steps[0].unit = first;
        steps[1].unit = Some(BUREAU);
        Command::Classify(c::classification(Guidance::ByDate, steps))
    };
    let kept = Reason::Field { field: "steps", expected: "gone_kept" };
    life.refused(Person::Chief, changed(None), &kept);
    let head = Reason::NotYours { needs: &[dugai_domain::actor::Who::OfficeHead] };
    life.refused(Person::Clerk, changed(Some(PANEL)), &head);
    life.does(Person::Chief, changed(Some(PANEL)));
    assert_eq!(life.p().steps[1].unit, Some(BUREAU));
}

#[test]
fn a_gate_named_after_acceptance_is_signed_before_the_end() {
    let mut life = Life::at(Stage::Filed);
    let mut later = reference().clone();
    let mut fifth = later.gates[2].clone();
    fifth.named.code = "fifth".to_owned();
    later.gates.push(fifth);
    let chief = Person::Chief.actor(life.today());
    let proof = c::evidence(901, vec![]);
    life.does(Person::Supervisor, Command::AddEvidence(proof));
    let helper = Actor { account: Person::PanelB.account(), ..chief.clone() };
    let ctx = |actor| Context { now: life.now, actor, reference: &later, calendar: calendar() };
    let open = Reason::GatesOpen { gates: vec!["fifth".to_owned()] };
    assert_eq!(check(Action::StrikeOff, Some(life.p()), &ctx(&chief)), [open]);
    assert!(decide(Some(life.p()), &signature(&life, "fifth"), &ctx(&helper)).is_ok(), "by who signed none yet");
    let asked = turns(life.p(), (&later, calendar()), None, life.today());
    assert!(asked.iter().any(|t| t.action == Action::SignGate) && asked.iter().all(|t| t.action != Action::StrikeOff));
}

#[test]
fn what_arrives_closed_is_looked_back_at_by_somebody() {
    let mut life = Life::new();
    let mut item = c::registration(SourceKind::PastRound, life.today());
    item.chain = vec![c::duty(DutyRole::Responsible, OFFICE, life.today())];
    item.steps.clear();
    item.declared_struck_off = Some("来文第3号".to_owned());
    life.does(Person::Clerk, Command::Register(item));
    let mut own = reference().clone();
    own.offices = vec![OFFICE];
    let asked: Vec<Hand> =
        turns(life.p(), (&own, calendar()), Some(life.today()), life.today()).into_iter().map(|t| t.hand).collect();
    assert_eq!(asked, [Hand::Panel(dugai_domain::org::Panel::City)]);
    assert!(Person::PanelB.actor(life.today()).may_see(life.p()));
    assert!(against(&life, Person::PanelB, Action::LookBack).is_empty());
    let other = c::duty(DutyRole::Responsible, OTHER, life.today());
    let open = Reason::WrongStage { needs: Action::Transfer.stages() };
    life.refused(Person::Clerk, Command::AssignDuty(other), &open);
    life.does(Person::Clerk, Command::AssignDuty(c::duty(DutyRole::Supervising, BUREAU, life.today())));
    let asked: Vec<Hand> =
        turns(life.p(), (&own, calendar()), Some(life.today()), life.today()).into_iter().map(|t| t.hand).collect();
    assert_eq!(asked, [Hand::Unit(BUREAU, None)]);
    life.looks(Person::Supervisor, LookBackResult::Holds);
}

#[test]
fn nobody_vouches_while_a_unit_has_not_signed_or_objects() {
    let mut life = Life::at(Stage::Rectifying);
    life.until_that(|p| p.measures.iter().all(|m| m.accepted.is_some()) && !p.sweep.is_empty());
    life.does(Person::Clerk, Command::AssignDuty(c::duty(DutyRole::Responsible, OTHER, life.today())));
    let check = || Command::SelfCheck(SelfCheck { summary: "自查".to_owned(), evidence: vec![] });
    life.refused(Person::Boss, check(), &Reason::UnitsUnsigned { units: vec![OTHER] });
    assert!(waits(&life, Action::SelfCheck).is_empty());
    let mut life = Life::registered(SourceKind::Complaint);
    life.until(Stage::Rectifying);
    life.does(Person::Clerk, Command::AssignDuty(c::duty(DutyRole::Responsible, OTHER, life.today())));
    let (clause, reason) = ("第3条".to_owned(), "不属职责".to_owned());
    life.does(Person::OtherWorker, Command::Bounce(Bounce { unit: OTHER, clause, reason }));
    life.refused(Person::Boss, check(), &Reason::UnitsObjecting { units: vec![OTHER] });
    life.until(Stage::StruckOff);
}

#[test]
fn an_inspectors_order_of_acceptance_is_changed_by_the_head_with_a_document() {
    let mut life = Life::at(Stage::Claimed);
    let steps = vec![AcceptanceStep { level: "市".to_owned(), unit: None }];
    let class = c::classification(Guidance::ByDate, steps);
    let head = Reason::NotYours { needs: &[dugai_domain::actor::Who::OfficeHead] };
    life.refused(Person::Clerk, Command::Classify(class.clone()), &head);
    let missing = |field| Reason::Field { field, expected: "not_empty" };
    let bare = Classification { reason: String::new(), document: String::new(), ..class.clone() };
    life.refused(Person::Chief, Command::Classify(bare.clone()), &missing("reason"));
    life.refused(Person::Chief, Command::Classify(bare), &missing("document"));
    life.does(Person::Clerk, Command::Classify(c::classification(Guidance::Immediate, life.p().steps.clone())));
    life.does(Person::Chief, Command::Classify(class));
    let (role, unit, to, reason) = (DutyRole::Supervising, BUREAU, life.today(), "调整".to_owned());
    let end = |document: &str| {
        Command::EndDuty(DutyEnd { role, unit, to, reason: reason.clone(), document: document.to_owned() })
    };
    life.refused(Person::Clerk, end("函2号"), &head);
    life.refused(Person::Chief, end(""), &missing("document"));
    life.does(Person::Chief, end("函2号"));
}

#[test]
fn a_dated_deputy_of_the_leader_decides_and_a_rectifier_leads_nothing() {
    let mut life = Life::at(Stage::Claimed);
    let led = |who: Person| {
        let account = who.account();
        Command::SetLeadOfficer(LeadOfficer { name: "某副市长".to_owned(), account, visits_owed: 0 })
    };
    life.refused(Person::Chief, led(Person::Worker), &Reason::OwnWork);
    life.does(Person::Chief, led(Person::Mayor));
    life.until(Stage::PlanSubmitted);
    let mut deputy = Actor { account: Person::Auditor.account(), ..Person::Mayor.actor(life.today()) };
    for held in &mut deputy.posts {
        held.post.acting_for = Person::Mayor.account();
    }
    let against = |actor: &Actor| {
        let ctx = Context { now: life.now, actor, reference: reference(), calendar: calendar() };
        check(Action::ApprovePlan, Some(life.p()), &ctx)
    };
    assert!(against(&deputy).is_empty());
    let former = Actor { account: Person::Mayor.account(), ..Person::Auditor.actor(life.today()) };
    assert!(!against(&former).is_empty(), "who is no leader any more leads no more");
}

#[test]
fn what_is_always_refused_is_not_offered() {
    let life = Life::at(Stage::Claimed);
    assert!(against(&life, Person::Clerk, Action::Transfer).contains(&Reason::InspectorsItem));
    assert!(against(&life, Person::Clerk, Action::DecideChange).contains(&Reason::NothingWaiting));
    let answer = ObjectionAnswer { no: 1, upheld: false, answer: "已说明".to_owned(), measures: vec![] };
    let ctx_refusal =
        life.as_person(Person::Clerk, |ctx| decide(Some(life.p()), &Command::AnswerObjection(answer), ctx));
    let reasons = ctx_refusal.unwrap_err().reasons;
    assert_eq!(reasons.iter().filter(|r| **r == Reason::NothingWaiting).count(), 1);
}

#[test]
fn a_unit_that_was_wrongly_assigned_may_supervise() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.pass(2);
    let (clause, reason) = ("第3条".to_owned(), "不属职责".to_owned());
    life.does(Person::Worker, Command::Bounce(Bounce { unit: COUNTY, clause, reason }));
    life.does(Person::Clerk, Command::Transfer(c::transfer(COUNTY)));
    assert!(!life.p().is_rectified_by(COUNTY));
}

#[test]
fn an_import_is_not_undone_to_begin_its_terms_anew() {
    let mut life = Life::new();
    let item = Registration { import: Some(c::import_row()), ..c::registration(SourceKind::Feedback, life.today()) };
    life.does(Person::Clerk, Command::Register(item));
    assert!(against(&life, Person::Clerk, Action::Void).is_empty());
    life.pass(30);
    let due = life.clock(&ClockId::Rule("sign_in".to_owned())).unwrap().term.date().unwrap();
    assert_eq!(against(&life, Person::Clerk, Action::Void), [Reason::ClockOverdue { due }]);
}

#[test]
fn who_vouched_for_the_work_never_comes_to_answer_for_it() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.until_that(|p| p.measures.iter().any(|m| m.accepted.is_some()));
    for role in [DutyRole::Responsible, DutyRole::Enterprise] {
        let duty = c::duty(role, BUREAU, life.today());
        life.refused(Person::Clerk, Command::AssignDuty(duty), &Reason::OwnWork);
    }
    let to = Transfer { from: COUNTY, to: BUREAU, reason: "属地更正".to_owned() };
    life.refused(Person::Clerk, Command::Transfer(to.clone()), &Reason::OwnWork);
    let mut plan = life.p().plans[0].draft.clone();
    plan.measures[1].owner = Some(BUREAU);
    life.does(Person::Worker, Command::DraftPlan(plan));
    life.refused(Person::Worker, Command::SubmitPlan(c::note("")), &Reason::OwnWork);
    // The gate of the supervising unit binds it like the acceptance of a measure.
    let mut life = Life::registered(SourceKind::Complaint);
    life.until_that(|p| p.gates.contains_key("rectified"));
    life.state.as_mut().unwrap().measures.iter_mut().for_each(|m| m.vouched = vec![PANEL]);
    life.refused(Person::Clerk, Command::Transfer(to.clone()), &Reason::OwnWork);
    life.does(Person::Chief, Command::Return(c::returned(life.today())));
    life.does(Person::Clerk, Command::Transfer(to));
}

#[test]
fn the_end_trusts_no_stage() {
    let life = Life::at(Stage::Filed);
    let against = |spoil: &dyn Fn(&mut Problem)| {
        let mut p = life.p().clone();
        spoil(&mut p);
        life.as_person(Person::Chief, |ctx| check(Action::StrikeOff, Some(&p), ctx))
    };
    assert_eq!(against(&|_| ()), []);
    let until = life.today();
    type Taking<'a> = &'a dyn Fn(&mut Problem);
    let taken: [(Taking<'_>, Reason); 13] = [
        (&|p| p.filing = None, Reason::NoFiling),
        (&|p| p.notice = None, Reason::NoNotice),
        (&|p| p.moments.retain(|moment, _| *moment != Moment::NoticeClosed), Reason::NoNotice),
        (&|p| p.notice.as_mut().unwrap().1.last_day = until, Reason::NoticeRunning { until }),
        (&|p| p.objections.push(open_objection(p)), Reason::ObjectionsOpen { n: 1 }),
        (&|p| p.evidence.clear(), Reason::NoEvidence),
        (&|p| p.acceptances.clear(), Reason::NoAcceptanceSteps),
        (&|p| p.next_step = 0, Reason::NoAcceptanceSteps),
        (&|p| p.gates.clear(), Reason::GatesOpen { gates: open_gates(&bare(life.p()), reference()) }),
        (&|p| p.self_check = None, Reason::NoSelfCheck),
        (&|p| p.sweep.clear(), Reason::NoSweep),
        (&|p| p.measures[0].accepted = None, Reason::MeasuresNotAccepted { nos: vec![1] }),
        (&|p| p.measures[0].vouched = vec![COUNTY], Reason::OwnWork),
    ];
    for (spoil, reason) in taken {
        assert_eq!(against(spoil), [reason]);
    }
    assert_eq!(against(&|p| p.plans.clear()), [Reason::NoApprovedPlan]);
}

fn open_objection(p: &Problem) -> state::ObjectionState {
    state::ObjectionState { mark: p.registered, objection: c::objection(1), answer: None }
}

fn bare(p: &Problem) -> Problem {
    Problem { gates: Default::default(), ..p.clone() }
}

#[test]
fn who_stands_in_for_the_leader_and_went_to_see_has_rectified_nothing() {
    let mut life = Life::at(Stage::Claimed);
    let led = LeadOfficer { name: "某副市长".to_owned(), account: Person::Mayor.account(), visits_owed: 0 };
    life.does(Person::Chief, Command::SetLeadOfficer(led));
    let mut deputy = Actor { account: Person::Auditor.account(), ..Person::Mayor.actor(life.today()) };
    deputy.posts.iter_mut().for_each(|held| held.post.acting_for = Person::Mayor.account());
    let seen = || {
        Command::TakeFirstStep(FirstStep {
            on_site: true,
            text: "到现场查看".to_owned(),
            evidence: vec![],
            rectifying: true,
        })
    };
    let ctx = Context { now: life.now, actor: &deputy, reference: reference(), calendar: calendar() };
    for event in decide(Some(life.p()), &seen(), &ctx).unwrap() {
        let (at, by) = (life.now, deputy.account);
        life.state.as_mut().unwrap().apply(&Recorded { at, by, event });
    }
    assert!(!life.p().rectifiers.contains(&deputy.account.unwrap()));
    life.does(Person::Helper, seen());
    assert!(life.p().rectifiers.contains(&Person::Helper.account().unwrap()));
}

#[test]
fn a_version_that_waits_is_decided_before_anybody_vouches() {
    let mut life = Life::at(Stage::Rectifying);
    life.until_that(|p| p.measures.iter().all(|m| m.accepted.is_some()) && !p.sweep.is_empty());
    assert!(waits(&life, Action::SelfCheck).is_empty(), "the sweep is answered first");
    life.until_that(|p| p.sweep.iter().all(|point| point.answer.is_some()));
    assert!(!waits(&life, Action::SelfCheck).is_empty());
    let plan = life.p().plans[0].draft.clone();
    life.does(Person::Worker, Command::DraftPlan(plan));
    life.does(Person::Worker, Command::SubmitPlan(c::note("")));
    let check = Command::SelfCheck(SelfCheck { summary: "自查".to_owned(), evidence: vec![] });
    life.refused(Person::Boss, check.clone(), &Reason::AlreadyWaiting);
    assert!(waits(&life, Action::SelfCheck).is_empty());
    life.does(Person::Chief, Command::ReturnPlan(c::opinion()));
    life.does(Person::Boss, check);
}

#[test]
fn what_the_head_waived_waits_for_another() {
    let mut life = Life::at(Stage::SelfChecked);
    let led = LeadOfficer { name: "某副市长".to_owned(), account: Person::Mayor.account(), visits_owed: 0 };
    life.does(Person::Chief, Command::SetLeadOfficer(led));
    let waiver = GateWaiver { gate: "satisfied".to_owned(), reason: "无投诉人".to_owned() };
    life.does(Person::Chief, Command::WaiveGate(waiver));
    let asked = turns(life.p(), (reference(), calendar()), None, life.today())
        .into_iter()
        .filter(|t| t.action == Action::ConfirmWaiver);
    let asked: Vec<_> = asked.map(|t| (t.hand, t.except)).collect();
    let but_the_head = vec![Person::Chief.account().unwrap()];
    let mayor = Hand::Account(Person::Mayor.account().unwrap());
    assert_eq!(asked, [(Hand::Office(Some(Role::Head)), but_the_head.clone()), (mayor, but_the_head)]);
}

#[test]
fn a_measure_that_nobody_reported_is_not_sent_back() {
    let mut life = Life::at(Stage::Rectifying);
    let back = || Command::ReturnMeasure(c::verdict(1, vec![]));
    life.refused(Person::Supervisor, back(), &Reason::MeasuresOpen { nos: vec![1] });
    life.does(Person::Worker, Command::ReportMeasure(c::report(1, 40)));
    life.does(Person::Supervisor, back());
}

#[test]
fn acts_of_which_nothing_is_left_for_a_person_are_not_offered() {
    let mut life = Life::at(Stage::Claimed);
    assert_eq!(against(&life, Person::Worker, Action::Claim), [Reason::AlreadyClaimed]);
    let reply_by = life.today();
    let urge = Supervision::Urge { unit: COUNTY, text: "说明".to_owned(), reply_by };
    life.does(Person::Clerk, Command::Supervise(urge));
    let foreign = Reason::Field { field: "unit", expected: "your_duty" };
    assert_eq!(against(&life, Person::Clerk, Action::AnswerSupervision), [], "the office may close it");
    assert!(!against(&life, Person::Helper, Action::AnswerSupervision).is_empty());
    assert_eq!(against(&life, Person::Worker, Action::AnswerSupervision), []);
    life.does(Person::Clerk, Command::Meet(c::meeting(life.today())));
    assert_eq!(against(&life, Person::Supervisor, Action::FinishDuty), [foreign]);
    assert_eq!(against(&life, Person::Helper, Action::FinishDuty), []);
    let mut life = Life::at(Stage::Rectifying);
    let mut plan = life.p().plans[0].draft.clone();
    plan.measures.iter_mut().for_each(|m| m.owner = Some(COUNTY));
    life.does(Person::Worker, Command::DraftPlan(plan));
    life.does(Person::Worker, Command::SubmitPlan(c::note("")));
    life.does(Person::Chief, Command::ApprovePlan(Opinion::default()));
    for who in [Person::Helper, Person::FirmMan] {
        let needs = Action::ReportMeasure.who();
        assert_eq!(against(&life, who, Action::ReportMeasure), [Reason::NotYours { needs }]);
    }
    let mut life = Life::registered(SourceKind::Complaint);
    let (clause, reason) = ("第3条".to_owned(), "不属职责".to_owned());
    life.does(Person::Worker, Command::Bounce(Bounce { unit: COUNTY, clause, reason: reason.clone() }));
    assert_eq!(against(&life, Person::Worker, Action::Claim), [Reason::AlreadyBounced]);
    life.does(Person::Clerk, Command::UpholdAssignment(Ruling { unit: COUNTY, reason }));
    assert_eq!(against(&life, Person::Worker, Action::Bounce), [Reason::AlreadyBounced]);
    assert_eq!(against(&life, Person::Worker, Action::Claim), []);
}
