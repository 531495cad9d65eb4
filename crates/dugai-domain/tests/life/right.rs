//! What says which problem it is, who may enter it, who sends it back and who closes what was asked: each by the
//! right person, at the right time.

use dugai_domain::actor::Who;
use dugai_domain::ids::UnitId;
use dugai_domain::problem::check::{check, gates_for};
use dugai_domain::problem::clocks::{ClockId, ClockState};
use dugai_domain::problem::index::index_row;
use dugai_domain::problem::turn::{Hand, turns};
use dugai_domain::problem::*;
use dugai_domain::reason::Reason;

use crate::world::{BUREAU, COUNTY, FIRM, Life, OTHER, Person, calendar, content as c, d, reference};

const HEAD: Reason = Reason::NotYours { needs: &[Who::OfficeHead] };

fn correct(field: Field, value: &str) -> Command {
    let (value, reason, document) = (value.to_owned(), "登记有误".to_owned(), "原件第3页".to_owned());
    Command::Correct(Correction { of: 1, field, value, reason, document })
}

fn against(life: &Life, who: Person, action: Action) -> Vec<Reason> {
    life.as_person(who, |ctx| check(action, Some(life.p()), ctx))
}

#[test]
fn the_county_is_set_right_and_what_follows_from_it() {
    let mut life = Life::new();
    let mut item = c::registration(SourceKind::Complaint, life.today());
    item.chain.retain(|duty| duty.unit != COUNTY);
    item.chain.push(c::duty(DutyRole::Responsible, BUREAU, life.today()));
    item.steps = vec![AcceptanceStep { level: "县".to_owned(), unit: None }];
    life.does(Person::Clerk, Command::Register(item));
    let sees = |life: &Life, who: Person| who.actor(life.today()).may_see(life.p());
    assert!(sees(&life, Person::Worker) && !sees(&life, Person::OtherWorker));
    let right = correct(Field::County, &OTHER.to_string());
    life.refused(Person::Clerk, right.clone(), &HEAD);
    let unknown = Reason::Field { field: "county", expected: "existing_unit" };
    life.refused(Person::Chief, correct(Field::County, "某县"), &unknown);
    assert_eq!(right.units(), [OTHER], "that it exists is asked outside");
    life.does(Person::Chief, right);
    assert!(!sees(&life, Person::Worker) && sees(&life, Person::OtherWorker));
    assert_eq!(life.p().panel_of(&life.p().steps[0]), Ok(OTHER), "whoever takes a step of the county");
    assert_eq!(index_row(life.p(), reference(), calendar(), life.now).county, Some(OTHER));
    let Some(Event::Corrected(kept)) = life.history.last().map(|r| &r.event) else { panic!("a correction") };
    assert_eq!(kept.old, COUNTY.to_string());
    life.refused(Person::Chief, correct(Field::County, &OTHER.to_string()), &Reason::NoChange);
    let mut life = Life::at(Stage::Accepting);
    match life.attempt(Person::Chief, &correct(Field::County, "")) {
        Err(refusal) => assert!(matches!(refusal.reasons[..], [Reason::WrongStage { .. }]), "{:?}", refusal.reasons),
        Ok(_) => panic!("a county was changed while its people accept"),
    }
}

#[test]
fn the_kind_is_set_right_until_the_unit_vouches() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.refused(Person::Clerk, correct(Field::Kind, "self_found"), &HEAD);
    let unknown = Reason::UnknownCode { field: "kind", code: "别的".to_owned() };
    life.refused(Person::Chief, correct(Field::Kind, "别的"), &unknown);
    let right = ClockId::Rule("bounce".to_owned());
    assert!(life.clock(&right).is_some(), "a complaint can be sent back");
    let (clause, reason) = ("第3条".to_owned(), "不属职责".to_owned());
    life.does(Person::Worker, Command::Bounce(Bounce { unit: COUNTY, clause, reason }));
    let objecting = Reason::UnitsObjecting { units: vec![COUNTY] };
    life.refused(Person::Chief, correct(Field::Kind, "feedback"), &objecting);
    life.does(Person::Clerk, Command::UpholdAssignment(Ruling { unit: COUNTY, reason: "属地".to_owned() }));
    life.does(Person::Chief, correct(Field::Kind, "feedback"));
    assert_eq!(life.p().source.kind, SourceKind::Feedback);
    assert!(life.clock(&right).is_none(), "what the inspectors gave cannot");
    assert!(against(&life, Person::Clerk, Action::Transfer).contains(&Reason::InspectorsItem));
    let bare =
        Correction { of: 1, field: Field::Kind, value: "complaint".into(), reason: "x".into(), document: "".into() };
    life.refused(Person::Chief, Command::Correct(bare), &Reason::Field { field: "document", expected: "not_empty" });
    life.until(Stage::SelfChecked);
    let early = &[Stage::Registered, Stage::Claimed, Stage::Planning, Stage::PlanSubmitted, Stage::Rectifying];
    life.refused(Person::Chief, correct(Field::Kind, "complaint"), &Reason::WrongStage { needs: early });
    // The round says under which number it is known, and nothing else hangs on it.
    life.refused(Person::Clerk, correct(Field::Round, "第四轮督察"), &HEAD);
    life.refused(Person::Chief, correct(Field::Round, " "), &Reason::Field { field: "round", expected: "not_empty" });
    life.does(Person::Chief, correct(Field::Round, "第四轮督察"));
    assert_eq!(life.p().source.round, "第四轮督察");
}

#[test]
fn whoever_enters_a_problem_gives_parts_to_its_own_units_only() {
    let under = |unit: UnitId| if unit == FIRM { vec![] } else { vec![OTHER] };
    let day = d("2024-03-04");
    let item = c::registration(SourceKind::SelfFound, day);
    let told = |item: &Registration, who: Person, above: &dyn Fn(UnitId) -> Vec<UnitId>| {
        Command::Register(item.clone()).parts_of_others(&who.actor(day), above)
    };
    let others = |role: &'static str| Reason::Field { field: role, expected: "own_units" };
    let none = |_: UnitId| vec![];
    assert_eq!(told(&item, Person::Worker, &none), [others("assisting"), others("supervising")]);
    assert_eq!(told(&item, Person::OtherWorker, &none)[0], others("responsible"));
    assert_eq!(told(&item, Person::Clerk, &none), [], "the office gives parts to all");
    assert_eq!(told(&item, Person::OtherWorker, &under), [], "units under it, and a firm that stands under nobody");
}

#[test]
fn only_the_office_says_that_something_arrived_closed() {
    let mut life = Life::new();
    let mut item = c::registration(SourceKind::SelfFound, life.today());
    item.declared_struck_off = Some("来文第3号".to_owned());
    let needs = &[Who::Office];
    life.refused(Person::Worker, Command::Register(item.clone()), &Reason::NotYours { needs });
    life.does(Person::Clerk, Command::Register(item));
    assert_eq!(life.p().stage, Stage::Declared);
}

#[test]
fn who_has_set_to_work_does_not_send_it_back() {
    let mut life = Life::registered(SourceKind::Complaint);
    life.until(Stage::Rectifying);
    life.does(Person::Clerk, Command::AssignDuty(c::duty(DutyRole::Responsible, OTHER, life.today())));
    assert_eq!(against(&life, Person::OtherWorker, Action::Bounce), []);
    life.does(Person::OtherWorker, Command::ReportMeasure(c::report(1, 40)));
    assert_eq!(against(&life, Person::OtherWorker, Action::Bounce), [Reason::WorkBegun]);
    assert_eq!(against(&life, Person::OtherBoss, Action::Bounce), [], "who did nothing yet may");
    // Nor does a unit that has a measure of the plan in force.
    let helper = crate::world::HELPER;
    life.does(
        Person::Clerk,
        Command::EndDuty(DutyEnd {
            role: DutyRole::Assisting,
            unit: helper,
            to: life.today(),
            reason: "转为责任单位".into(),
            document: "".into(),
        }),
    );
    life.does(Person::Clerk, Command::AssignDuty(c::duty(DutyRole::Responsible, helper, life.today())));
    assert_eq!(against(&life, Person::Helper, Action::Bounce), [Reason::WorkBegun]);
}

#[test]
fn the_office_closes_with_its_reason_what_nobody_answers() {
    let mut life = Life::at(Stage::Rectifying);
    let urge = Supervision::Urge { unit: OTHER, text: "限期说明".to_owned(), reply_by: d("2024-03-20") };
    life.does(Person::Clerk, Command::Supervise(urge));
    let said =
        |text: &str, closed| Command::AnswerSupervision(SupervisionAnswer { no: 1, text: text.to_owned(), closed });
    assert_eq!(against(&life, Person::Clerk, Action::AnswerSupervision), []);
    let own = Reason::Field { field: "unit", expected: "your_duty" };
    life.refused(Person::Clerk, said("已办", false), &own);
    life.refused(Person::Clerk, said(" ", true), &Reason::Field { field: "text", expected: "not_empty" });
    life.refused(Person::OtherWorker, said("不办了", true), &own);
    life.does(Person::Clerk, said("单位已撤销，无人答复", true));
    let act = &life.p().supervisions[0];
    assert!(act.closed && act.answer.is_some());
    assert_eq!(life.clock(&ClockId::Reply(1)).unwrap().state, ClockState::Ended, "it was not answered in time");
    assert!(!asked(&life).contains(&(Hand::Unit(OTHER, None), Action::AnswerSupervision)));
}

fn asked(life: &Life) -> Vec<(Hand, Action)> {
    let list = turns(life.p(), (reference(), calendar()), None, life.today());
    list.into_iter().filter(|t| t.is_on(life.today())).map(|t| (t.hand, t.action)).collect()
}

#[test]
fn whoever_is_asked_follows_the_days_of_duties() {
    let mut life = Life::at(Stage::Claimed);
    let (reason, document) = ("机构调整".to_owned(), "来文第5号".to_owned());
    let last = d("2024-03-08");
    let begins = d("2024-03-09");
    let next = Duty { from: begins, ..c::duty(DutyRole::Responsible, OTHER, begins) };
    life.does(Person::Clerk, Command::AssignDuty(next));
    let end = DutyEnd { role: DutyRole::Responsible, unit: COUNTY, to: last, reason, document };
    life.does(Person::Chief, Command::EndDuty(end));
    let drafts = |unit| (Hand::Unit(unit, None), Action::DraftPlan);
    let signs = (Hand::Unit(OTHER, None), Action::Claim);
    let now = asked(&life);
    assert!(now.contains(&drafts(COUNTY)), "until its last day: {now:?}");
    assert!(!now.contains(&drafts(OTHER)) && !now.contains(&signs), "it has not begun: {now:?}");
    let ahead = turns(life.p(), (reference(), calendar()), None, life.today());
    let of = |unit| ahead.iter().find(|t| (t.hand, t.action) == drafts(unit)).map(|t| (t.from, t.until)).unwrap();
    assert_eq!((of(COUNTY), of(OTHER)), ((None, Some(last)), (Some(begins), None)));
    life.now = dugai_domain::time::Timestamp::at(begins, 9, 0);
    let then = asked(&life);
    assert!(then.contains(&drafts(OTHER)) && then.contains(&signs), "{then:?}");
    assert!(!then.contains(&drafts(COUNTY)), "its duty has ended: {then:?}");
}

#[test]
fn a_single_step_is_refused_while_gates_are_open() {
    let mut life = Life::registered(SourceKind::Complaint);
    let steps = vec![AcceptanceStep { level: "市".to_owned(), unit: None }];
    life.does(Person::Chief, Command::Classify(c::classification(Guidance::ByDate, steps)));
    life.until(Stage::Accepting);
    assert_eq!(against(&life, Person::PanelB, Action::RecordAcceptance), [], "the button is on");
    let proof = life.p().evidence.iter().map(|(_, e)| e.id).take(1).collect();
    let agreed = c::acceptance(0, life.today(), proof);
    let gates = ["problem_clear", "rectified", "accountable", "satisfied"].map(str::to_owned).to_vec();
    life.refused(Person::PanelB, Command::RecordAcceptance(agreed.clone()), &Reason::GatesOpen { gates });
    let mut back = Acceptance { verdict: AcceptanceVerdict::Returned, evidence: vec![], ..agreed };
    back.reasons = vec!["evidence_lacking".to_owned()];
    back.by = Some(d("2024-05-31"));
    life.does(Person::PanelB, Command::RecordAcceptance(back));
    assert_eq!(life.p().stage, Stage::Rectifying);
}

#[test]
fn a_gate_is_offered_to_its_signer_only() {
    let mut life = Life::at(Stage::SelfChecked);
    let offered = |life: &Life, who, action| life.as_person(who, |ctx| gates_for(action, life.p(), ctx));
    assert_eq!(offered(&life, Person::Boss, Action::SignGate), ["problem_clear"]);
    assert_eq!(offered(&life, Person::Supervisor, Action::SignGate), ["rectified"]);
    assert_eq!(offered(&life, Person::Clerk, Action::SignGate), ["accountable", "satisfied"]);
    assert_eq!(offered(&life, Person::Clerk, Action::WaiveGate), ["satisfied"]);
    let evidence = life.p().evidence.iter().map(|(_, e)| e.id).collect();
    let (gate, statement, method) = ("accountable".to_owned(), "属实".to_owned(), String::new());
    let signed = GateSignature { gate, statement, method, evidence, rectifying: false };
    life.does(Person::Clerk, Command::SignGate(signed));
    assert!(offered(&life, Person::Clerk, Action::SignGate).is_empty(), "one person signs one");
}
