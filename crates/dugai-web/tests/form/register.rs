//! Entering a problem by hand, and what is said of new evidence.

use dugai_domain::problem::*;
use dugai_web::form::{EvidenceMeta, parse_evidence, parse_registration};

use crate::city::{City, Pairs, ZH, life_until, pairs};
use crate::world::{BUREAU, COUNTY, FIRM, HELPER, Life, PANEL, Person, d};

fn sent() -> Pairs {
    let (county, bureau, helper) = (COUNTY.to_string(), BUREAU.to_string(), HELPER.to_string());
    pairs(&[
        ("kind", "feedback"),
        ("round", "第三轮督察"),
        ("page", "12"),
        ("numbers[0].level", "市"),
        ("numbers[0].no", "9"),
        ("numbers[1].level", "县"),
        ("numbers[1].no", "8"),
        ("numbers[2].level", ""),
        ("numbers[2].no", ""),
        ("text", "某砂石场占用河道"),
        ("klass", "一、生态破坏"),
        ("types", "ecology"),
        ("county", &county),
        ("place", "青衣江某段"),
        ("goal", "清退"),
        ("guidance", "by_date"),
        ("due_text", "2024年12月底前"),
        ("due", "2024-12-31"),
        ("long_term", "1"),
        ("responsible", &county),
        ("assisting", &helper),
        ("supervising", &bureau),
        ("enterprise", &FIRM.to_string()),
        ("persons[0].unit", &county),
        ("persons[0].person", "县长 周宁"),
        ("persons[1].unit", &county),
        ("persons[1].person", "书记 何岩"),
        ("steps[0].level", "县"),
        ("steps[0].unit", &PANEL.to_string()),
        ("steps[1].level", "市"),
    ])
}

fn expected(today: jiff::civil::Date) -> Registration {
    let duty = |role, unit, person: &str| Duty { role, unit, person: person.to_owned(), from: today, to: None };
    let number = |level: &str, no: &str| Number { level: level.to_owned(), no: no.to_owned() };
    Registration {
        source: Source { kind: SourceKind::Feedback, round: "第三轮督察".to_owned(), page: "12".to_owned() },
        numbers: vec![number("市", "9"), number("县", "8")],
        text: "某砂石场占用河道".to_owned(),
        klass: "一、生态破坏".to_owned(),
        types: vec!["ecology".to_owned()],
        place: Place { county: Some(COUNTY), words: "青衣江某段".to_owned() },
        goal: "清退".to_owned(),
        guidance: Guidance::ByDate,
        due: Due { text: "2024年12月底前".to_owned(), date: Some(d("2024-12-31")), long_term: true },
        chain: vec![
            duty(DutyRole::Responsible, COUNTY, "县长 周宁、书记 何岩"),
            duty(DutyRole::Assisting, HELPER, ""),
            duty(DutyRole::Supervising, BUREAU, ""),
            duty(DutyRole::Enterprise, FIRM, ""),
        ],
        steps: vec![
            AcceptanceStep { level: "县".to_owned(), unit: Some(PANEL) },
            AcceptanceStep { level: "市".to_owned(), unit: None },
        ],
        measures: vec![],
        declared_struck_off: None,
        import: None,
    }
}

#[test]
fn a_problem_is_entered_by_hand() {
    let mut life = Life::new();
    let city = City::of(Person::Clerk, life.today());
    let command = Command::Register(expected(life.today()));
    assert_eq!(parse_registration(&city.lists(), &sent(), ZH).as_ref(), Ok(&command));
    assert_eq!(life.attempt(Person::Clerk, &command), Ok(1));
}

#[test]
fn what_an_entry_lacks_is_told_at_once() {
    let city = City::of(Person::Clerk, Life::new().today());
    let told = parse_registration(&city.lists(), &[], ZH).unwrap_err();
    let told: Vec<&str> = told.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(told, ["kind", "round", "numbers", "text", "guidance", "responsible"]);
}

#[test]
fn who_rectifies_is_refused_as_acceptor_at_its_row() {
    let city = City::of(Person::Clerk, Life::new().today());
    for own in [COUNTY, FIRM] {
        let mut pairs = sent();
        pairs.push(("steps[2].level".to_owned(), "省".to_owned()));
        pairs.push(("steps[2].unit".to_owned(), own.to_string()));
        let told = parse_registration(&city.lists(), &pairs, ZH).unwrap_err();
        let [fault] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(fault.field, "steps[2].unit");
        assert!(fault.message.contains("谁整改谁不验收"), "{}", fault.message);
    }
}

#[test]
fn a_unit_does_not_supervise_itself_and_persons_belong_to_the_chain() {
    let city = City::of(Person::Clerk, Life::new().today());
    let mut pairs = sent();
    pairs.push(("supervising".to_owned(), COUNTY.to_string()));
    pairs.push(("persons[7].unit".to_owned(), crate::world::OTHER.to_string()));
    pairs.push(("persons[7].person".to_owned(), "县长 江平".to_owned()));
    let told = parse_registration(&city.lists(), &pairs, ZH).unwrap_err();
    let told: Vec<&str> = told.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(told, ["supervising", "persons[7].unit"]);
}

#[test]
fn evidence_is_described_beside_its_file() {
    let life = life_until(SourceKind::Feedback, |p| !p.evidence.is_empty());
    let city = City::of(Person::Worker, life.today());
    let old = life.p().evidence[0].1.id;
    let typed = pairs(&[
        ("title", "削坡后照片"),
        ("kind", "photo"),
        ("happened", "2024-03-01"),
        ("valid_until", "2024-09-01"),
        ("measures", "2"),
        ("measures", "1"),
        ("before", &old.to_string()),
        ("replaces", ""),
    ]);
    let meta = EvidenceMeta {
        title: "削坡后照片".to_owned(),
        kind: "photo".to_owned(),
        happened: Some(d("2024-03-01")),
        valid_until: Some(d("2024-09-01")),
        measures: vec![1, 2],
        before: Some(old),
        replaces: None,
    };
    assert_eq!(parse_evidence(life.p(), &city.lists(), &typed, ZH), Ok(meta));
    let told = parse_evidence(life.p(), &city.lists(), &[], ZH).unwrap_err();
    assert_eq!(told.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["title", "kind"]);
    let turned =
        pairs(&[("title", "报告"), ("kind", "monitoring"), ("happened", "2024-03-01"), ("valid_until", "2024-02-01")]);
    assert!(parse_evidence(life.p(), &city.lists(), &turned, ZH).is_err_and(|f| f[0].field == "valid_until"));
}
