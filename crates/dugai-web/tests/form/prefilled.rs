//! What is known is filled in: nobody types a fact twice.

use dugai_domain::problem::*;
use dugai_web::form::{FieldKind, FieldSpec};

use crate::city::{City, ZH, all, life_until};
use crate::world::{COUNTY, Life, Person, content as c};

fn specs(life: &Life, who: Person, action: Action) -> Vec<FieldSpec> {
    dugai_web::form::specs(action, life.p(), &City::at(life, who, action).lists(), ZH)
}

fn spec<'s>(specs: &'s [FieldSpec], name: &str) -> &'s FieldSpec {
    specs.iter().find(|s| s.name == name).unwrap()
}

fn rows<'s>(specs: &'s [FieldSpec], name: &str) -> &'s [Vec<FieldSpec>] {
    match &spec(specs, name).kind {
        FieldKind::Rows { rows, .. } => rows,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_first_plan_starts_from_the_list() {
    let mut life = Life::new();
    let mut entry = c::registration(SourceKind::Feedback, life.today());
    let given = |no, text: &str, date: Option<&str>| GivenMeasure {
        no,
        text: text.to_owned(),
        due: Due { text: String::new(), date: date.map(crate::world::d), long_term: no == 2 },
    };
    entry.measures = vec![given(1, "清退堆料", Some("2024-06-30")), given(2, "常态巡河", None)];
    life.attempt(Person::Clerk, &Command::Register(entry)).unwrap();
    let specs = specs(&life, Person::Worker, Action::DraftPlan);
    assert_eq!(spec(&specs, "goal").value, ["清退并修复河道"]);
    let rows = rows(&specs, "measures");
    assert_eq!(rows.len(), 2);
    assert_eq!(spec(&rows[0], "text").value, ["清退堆料"]);
    assert_eq!(spec(&rows[0], "due").value, ["2024-06-30"]);
    assert_eq!(spec(&rows[1], "due").value, ["2024-12-31"], "the date of the whole");
    assert_eq!(spec(&rows[1], "owner").value, [COUNTY.to_string()]);
    assert_eq!(spec(&rows[1], "long_term").value, ["1"]);
}

#[test]
fn the_next_version_starts_from_the_last() {
    let case = all().into_iter().find(|c| c.action() == Action::DraftPlan).unwrap();
    let life = crate::cases::after(case.life, &[(case.who, case.expected.clone())]);
    let specs = specs(&life, Person::Worker, Action::DraftPlan);
    let rows = rows(&specs, "measures");
    assert_eq!(rows.len(), 2);
    assert_eq!(spec(&rows[0], "money").value, ["12.5"]);
    assert_eq!(spec(&rows[1], "lasting").value, ["1"]);
    assert_eq!(spec(&specs, "standard").value, ["mine"]);
    // Sent as it stands, it is the same plan again.
    let mut sent: Vec<(String, String)> = Vec::new();
    for spec in specs.iter().filter(|s| s.name != "measures") {
        sent.extend(spec.value.iter().map(|v| (spec.name.clone(), v.clone())));
    }
    for (i, row) in rows.iter().enumerate() {
        sent.extend(
            row.iter().flat_map(|f| f.value.iter().map(move |v| (format!("measures[{i}].{}", f.name), v.clone()))),
        );
    }
    let city = City::of(Person::Worker, life.today());
    assert_eq!(dugai_web::form::parse(Action::DraftPlan, life.p(), &city.lists(), &sent, ZH), Ok(case.expected));
}

#[test]
fn the_only_choice_and_the_usual_day_are_made() {
    let listed = life_until(SourceKind::Feedback, |_| true);
    assert_eq!(spec(&specs(&listed, Person::Worker, Action::Claim), "unit").value, [COUNTY.to_string()]);
    let accepted = life_until(SourceKind::Feedback, |p| p.stage == Stage::Accepted);
    let opening = specs(&accepted, Person::Clerk, Action::OpenNotice);
    assert_eq!(spec(&opening, "first_day").value, [accepted.today().tomorrow().unwrap().to_string()]);
    let at_work = life_until(SourceKind::Feedback, |p| p.stage == Stage::Rectifying);
    assert_eq!(spec(&specs(&at_work, Person::Worker, Action::ReportMonth), "word").value, ["on_schedule"]);
    let words = spec(&specs(&at_work, Person::Worker, Action::ReportMonth), "word").kind.options().to_vec();
    assert!(words.iter().all(|(code, _)| code != "struck_off" && code != "done"));
}

#[test]
fn only_open_gates_and_own_measures_are_offered() {
    let sign = all().into_iter().find(|c| c.action() == Action::SignGate).unwrap();
    let offered = |life: &Life, who, action| -> Vec<String> {
        spec(&specs(life, who, action), "gate").kind.options().iter().map(|(code, _)| code.clone()).collect()
    };
    assert_eq!(offered(&sign.life, Person::Supervisor, Action::SignGate), ["rectified"], "its own gate only");
    assert_eq!(offered(&sign.life, Person::Boss, Action::SignGate), ["problem_clear"]);
    let life = crate::cases::after(sign.life, &[(sign.who, sign.expected)]);
    assert_eq!(offered(&life, Person::Supervisor, Action::SignGate), [""; 0]);
    let office = spec(&specs(&life, Person::Clerk, Action::SignGate), "gate").kind.options().to_vec();
    assert_eq!(office.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["accountable", "satisfied"]);
    assert!(office.iter().all(|(_, words)| words.contains('？')));
    assert_eq!(offered(&life, Person::Clerk, Action::WaiveGate), ["satisfied"]);
    let at_work = life_until(SourceKind::Feedback, |p| p.stage == Stage::Rectifying);
    let helper = specs(&at_work, Person::Helper, Action::ReportMeasure);
    assert_eq!(spec(&helper, "no").value, ["2"], "its own measure is its only one");
}

#[test]
fn the_hint_names_what_still_counts_after_a_return() {
    let hint = |life: &Life, who, action| spec(&specs(life, who, action), "evidence").hint.clone();
    let mut life = life_until(SourceKind::Feedback, |p| p.stage == Stage::Rectifying);
    let add = |life: &mut Life, title: &str, n: u128| {
        let fresh = Evidence { title: title.to_owned(), ..c::evidence(n, vec![1]) };
        life.attempt(Person::Worker, &Command::AddEvidence(fresh)).unwrap();
    };
    add(&mut life, "旧照片", 7001);
    assert!(!hint(&life, Person::Worker, Action::ReportMeasure).contains("作数"), "all of it counts");
    life.attempt(Person::Worker, &Command::ReportMeasure(c::report(1, 100))).unwrap();
    life.pass(1);
    life.attempt(Person::Supervisor, &Command::ReturnMeasure(c::verdict(1, vec![]))).unwrap();
    life.pass(1);
    let none = hint(&life, Person::Worker, Action::ReportMeasure);
    assert!(none.contains("措施1") && none.contains("以前的材料不再作数，须另附新材料"), "{none}");
    add(&mut life, "新照片", 7002);
    for (who, action) in [(Person::Worker, Action::ReportMeasure), (Person::Supervisor, Action::AcceptMeasure)] {
        let some = hint(&life, who, action);
        assert!(some.contains("作数：新照片") && !some.contains("旧照片"), "{some}");
    }
}

#[test]
fn the_acceptance_knows_its_step() {
    let life = life_until(SourceKind::Feedback, |p| p.stage == Stage::Accepting && p.next_step == 1);
    let specs = specs(&life, Person::PanelB, Action::RecordAcceptance);
    assert_eq!(spec(&specs, "step").value, ["1"]);
    assert_eq!(spec(&specs, "step").kind, FieldKind::Fixed(vec![("1".to_owned(), "市级验收".to_owned())]));
}

#[test]
fn the_sweep_offers_a_row_in_every_direction_and_leaves_empty_ones_out() {
    let life = life_until(SourceKind::Feedback, |p| p.stage == Stage::Rectifying);
    let specs = specs(&life, Person::Worker, Action::PlanSweep);
    let rows = rows(&specs, "points");
    assert_eq!(rows.len(), crate::world::reference().sweep_directions.len());
    let mut sent = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let direction = spec(row, "direction").value.concat();
        sent.push((format!("points[{i}].direction"), direction));
        sent.push((format!("points[{i}].what"), if i % 2 == 1 { "同类堆场".to_owned() } else { String::new() }));
    }
    let city = City::of(Person::Worker, life.today());
    let parsed = dugai_web::form::parse(Action::PlanSweep, life.p(), &city.lists(), &sent, ZH);
    let point =
        |no, direction: &str| SweepPoint { no, direction: direction.to_owned(), what: "同类堆场".to_owned() };
    assert_eq!(parsed, Ok(Command::PlanSweep(vec![point(1, "same_place"), point(2, "same_river")])));
}
