//! Rights and ways that were once open to the wrong person, or led nowhere: each has its way now.

use dugai_domain::actor::Actor;
use dugai_domain::problem::check::{check, open_gates};
use dugai_domain::problem::clocks::{ClockId, ClockState, clocks};
use dugai_domain::problem::turn::{Hand, turns};
use dugai_domain::problem::*;
use dugai_domain::reason::Reason;

use crate::world::{COUNTY, Life, Person, calendar, content as c, reference};

fn waits(life: &Life, action: Action) -> Vec<Hand> {
    turns(life.p(), reference(), None).into_iter().filter(|t| t.action == action).map(|t| t.hand).collect()
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
    life.does(Person::Clerk, Command::SubmitPlan(c::note("")));
    life.does(Person::Chief, Command::ApprovePlan(Opinion::default()));
}

#[test]
fn the_leader_in_charge_who_went_to_see_has_rectified_nothing() {
    let mut life = Life::at(Stage::Claimed);
    let officer = LeadOfficer { name: "某副市长".to_owned(), account: Person::Mayor.account(), visits_owed: 0 };
    life.does(Person::Chief, Command::SetLeadOfficer(officer));
    let seen = FirstStep { on_site: true, text: "到现场查看".to_owned(), evidence: vec![] };
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
        assert!(turns(life.p(), reference(), None).is_empty());
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
