//! A form offers what may be taken, and what is sent becomes just that.

use dugai_domain::problem::*;
use dugai_web::form::{FieldSpec, parse};

use crate::city::{City, ZH, life_until, pairs};
use crate::world::{COUNTY, Life, OTHER, Person, content as c, d};

fn field(life: &Life, who: Person, action: Action, name: &str) -> FieldSpec {
    let city = City::at(life, who, action);
    let specs = dugai_web::form::specs(action, life.p(), &city.lists(), ZH);
    specs.into_iter().find(|spec| spec.name == name).unwrap()
}

fn codes(spec: &FieldSpec) -> Vec<&str> {
    spec.kind.options().iter().map(|(code, _)| code.as_str()).collect()
}

fn sent(life: &Life, who: Person, action: Action, list: &[(&str, &str)]) -> Result<Command, Vec<String>> {
    let city = City::at(life, who, action);
    let parsed = parse(action, life.p(), &city.lists(), &pairs(list), ZH);
    parsed.map_err(|faults| faults.into_iter().map(|fault| fault.field).collect())
}

#[test]
fn a_month_is_one_since_the_registration() {
    let mut life = life_until(SourceKind::Feedback, |p| p.stage == Stage::Rectifying);
    let month = |life: &Life| field(life, Person::Worker, Action::ReportMonth, "month");
    assert_eq!(codes(&month(&life)), ["2024-03"], "nothing before it was on the list");
    life.pass(60);
    assert_eq!(codes(&month(&life)), ["2024-05", "2024-04", "2024-03"]);
    life.pass(600);
    assert_eq!(codes(&month(&life)).len(), 12);
}

#[test]
fn a_look_back_offers_what_was_added_since_the_end() {
    let mut life = life_until(SourceKind::Feedback, |p| p.stage == Stage::StruckOff);
    let pieces = |life: &Life| field(life, Person::PanelB, Action::LookBack, "evidence");
    assert!(!life.p().evidence.is_empty() && codes(&pieces(&life)).is_empty(), "older pieces prove nothing of today");
    life.attempt(Person::Clerk, &Command::AddEvidence(c::evidence(7000, vec![]))).unwrap();
    assert_eq!(codes(&pieces(&life)), [c::evidence_id(7000).to_string()]);
}

#[test]
fn the_last_step_is_refused_with_a_date_while_gates_are_open() {
    let life = life_until(SourceKind::Feedback, |p| p.stage == Stage::Accepting && p.next_step == 0);
    assert_eq!(codes(&field(&life, Person::PanelA, Action::RecordAcceptance, "verdict")).len(), 3, "a step before");
    let mut life = Life::new();
    let mut entry = c::registration(SourceKind::Complaint, life.today());
    entry.steps = vec![AcceptanceStep { level: "市".to_owned(), unit: None }];
    life.attempt(Person::Clerk, &Command::Register(entry)).unwrap();
    let life = crate::city::onward(life, |p| p.stage == Stage::Accepting);
    assert_eq!(codes(&field(&life, Person::PanelB, Action::RecordAcceptance, "verdict")), ["returned"]);
    let day = life.today().to_string();
    let mut list = vec![("step", "0"), ("verdict", "returned"), ("visited", day.as_str()), ("panel", "张某（市局）")];
    list.extend([("opinion", "不同意"), ("reasons", "half_solved")]);
    let record = |list: &[(&str, &str)]| sent(&life, Person::PanelB, Action::RecordAcceptance, list);
    assert_eq!(record(&list), Err(vec!["by".to_owned()]));
    list.push(("by", "2024-05-31"));
    let Ok(Command::RecordAcceptance(made)) = record(&list) else { panic!("a refused step") };
    assert_eq!(made.as_return().map(|back| (back.by, back.text)), Some((d("2024-05-31"), "不同意".to_owned())));
}

#[test]
fn the_office_closes_what_was_asked_of_others_and_answers_what_waits_for_itself() {
    let mut life = life_until(SourceKind::Feedback, |p| p.stage == Stage::Rectifying);
    let day = life.today();
    for unit in [COUNTY, OTHER] {
        let urge = Supervision::Urge { unit, text: "限期说明".to_owned(), reply_by: day };
        life.attempt(Person::Clerk, &Command::Supervise(urge)).unwrap();
    }
    let (body, document, text) = ("市公安局".to_owned(), "移送1号".to_owned(), "涉嫌非法排放".to_owned());
    let handed = Supervision::HandOver { body, document, day, text, reply_by: Some(day) };
    life.attempt(Person::Clerk, &Command::Supervise(handed)).unwrap();
    let open = |who| field(&life, who, Action::AnswerSupervision, "no");
    assert_eq!((codes(&open(Person::Worker)), codes(&open(Person::Clerk))), (vec!["1"], vec!["1", "2", "3"]));
    let said = |who, no: &str| sent(&life, who, Action::AnswerSupervision, &[("no", no), ("text", "已说明")]);
    let answer =
        |no, closed| Ok(Command::AnswerSupervision(SupervisionAnswer { no, text: "已说明".to_owned(), closed }));
    assert_eq!(said(Person::Worker, "1"), answer(1, false));
    assert_eq!(said(Person::Clerk, "2"), answer(2, true));
    assert_eq!(said(Person::Clerk, "3"), answer(3, false));
}

#[test]
fn county_and_source_are_chosen_where_they_are_corrected() {
    let life = life_until(SourceKind::Complaint, |_| true);
    let list = |more: &[(&'static str, &'static str)]| {
        let known = [("of", "1"), ("reason", "登记有误"), ("document", "原件第3页")];
        known.into_iter().chain(more.iter().copied()).collect::<Vec<_>>()
    };
    let value = |more: &[(&'static str, &'static str)]| match sent(&life, Person::Chief, Action::Correct, &list(more)) {
        Ok(Command::Correct(made)) => Ok((made.field, made.value)),
        Ok(other) => panic!("{other:?}"),
        Err(fields) => Err(fields),
    };
    let other = OTHER.to_string().leak();
    assert_eq!(value(&[("field", "county"), ("county", other)]), Ok((Field::County, OTHER.to_string())));
    assert_eq!(value(&[("field", "kind"), ("kind", "self_found")]), Ok((Field::Kind, "self_found".to_owned())));
    assert_eq!(value(&[("field", "county"), ("value", "某县")]), Err(vec!["county".to_owned()]));
    assert_eq!(value(&[("field", "kind"), ("value", "self_found")]), Err(vec!["kind".to_owned()]));
    assert_eq!(value(&[("field", "round")]), Err(vec!["value".to_owned()]));
    let grounds = field(&life, Person::Chief, Action::Correct, "county");
    assert_eq!(codes(&grounds), [COUNTY.to_string(), OTHER.to_string()]);
}
