//! Whatever a program could send: told as a fault of the field, and never a panic.

use dugai_web::form::{FieldKind, parse_evidence, parse_registration};

use crate::city::{City, ZH, all, life_until, pairs};
use crate::world::Person;

/// Nothing that any choice offers, no day, no number within bounds.
const JUNK: [&str; 12] = [
    "2026-02-30",
    "2026-2-3",
    "0001-01-01",
    "2026-11-24T10:00",
    "-1",
    "99999999999999999999999",
    "1e3",
    "00000000000000000000000000000bad",
    "\u{0}",
    "<script>alert(1)</script>",
    "measure:99",
    "responsible/",
];

fn picky(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::Line | FieldKind::Area | FieldKind::Lines | FieldKind::Check | FieldKind::Rows { .. } => false,
        FieldKind::Date { .. }
        | FieldKind::Number { .. }
        | FieldKind::Money
        | FieldKind::Choice(_)
        | FieldKind::Fixed(_)
        | FieldKind::Many(_)
        | FieldKind::Pick { .. }
        | FieldKind::Evidence(_) => true,
    }
}

#[test]
fn junk_is_told_beside_its_field() {
    for case in all() {
        for (name, spec) in case.fields() {
            for junk in JUNK {
                let told = case.parse(&case.with(&name, junk)).err().unwrap_or_default();
                let told = told.iter().any(|f| f.field == name && !f.message.starts_with("form."));
                let keyed = junk == "\u{0}" && !matches!(spec.kind, FieldKind::Check | FieldKind::Rows { .. });
                if picky(&spec.kind) || keyed {
                    assert!(told, "{} {name} took {junk:?}", case.action().code());
                }
            }
        }
    }
}

#[test]
fn a_megabyte_is_too_much_for_any_field() {
    let big = "长".repeat(1 << 19);
    for case in all() {
        for (name, spec) in case.fields() {
            if matches!(spec.kind, FieldKind::Check | FieldKind::Rows { .. }) {
                continue;
            }
            let told = case.parse(&case.with(&name, &big)).unwrap_err();
            assert!(told.iter().any(|f| f.field == name), "{} {name}", case.action().code());
        }
    }
}

#[test]
fn evidence_of_another_problem_is_not_taken() {
    let foreign = crate::world::content::evidence_id(999_999).to_string();
    let mut looked = 0;
    for case in all() {
        if case.specs(ZH).iter().any(|s| s.name == "evidence") {
            let mut sent = case.pairs.clone();
            sent.push(("evidence".to_owned(), foreign.clone()));
            assert!(case.parse(&sent).is_err_and(|f| f.iter().any(|f| f.field == "evidence")));
            looked += 1;
        }
    }
    assert!(looked >= 8);
}

#[test]
fn rows_without_end_or_sense_are_refused_or_left_out() {
    let case = all().into_iter().find(|c| c.action().code() == "draft_plan").unwrap();
    let row = |i: &str| (format!("measures[{i}].text"), "清退".to_owned());
    let mut many = case.pairs.clone();
    many.extend((10..200).map(|i| row(&i.to_string())));
    assert!(case.parse(&many).unwrap_err().iter().any(|f| f.field == "measures"));
    let mut strange = case.pairs.clone();
    strange.extend(["-1", "99999999999", "０", "a", "", "01", "1][2", "__i__"].map(row));
    strange.push(("measures[".to_owned(), "x".to_owned()));
    strange.push(("measures]0[.text".to_owned(), "x".to_owned()));
    assert_eq!(case.parse(&strange).as_ref(), Ok(&case.expected));
}

#[test]
fn money_and_numbers_keep_their_bounds() {
    let case = all().into_iter().find(|c| c.action().code() == "draft_plan").unwrap();
    let fen = |typed: &str| {
        let sent = case.with("measures[0].money", typed);
        case.parse(&sent).ok().and_then(|c| match c {
            dugai_domain::problem::Command::DraftPlan(plan) => plan.measures[0].money_fen,
            _ => None,
        })
    };
    assert_eq!(fen("0.000001"), Some(1));
    assert_eq!(fen("1,200.5"), Some(1_200_500_000));
    assert_eq!(fen("１２．５"), Some(12_500_000));
    for wrong in ["-3", "1.2.3", ".5", "100000001", "1万", "1e9", "+5"] {
        assert_eq!(fen(wrong), None, "{wrong}");
    }
    let case = all().into_iter().find(|c| c.action().code() == "report_measure").unwrap();
    assert!(case.parse(&case.with("percent", "101")).is_err());
    assert!(case.parse(&case.with("percent", "100")).is_ok());
}

#[test]
fn days_keep_their_bounds() {
    let notice = all().into_iter().find(|c| c.action().code() == "open_notice").unwrap();
    let today = notice.life.today();
    assert!(notice.parse(&notice.with("first_day", &today.to_string())).is_ok());
    assert!(notice.parse(&notice.with("first_day", &today.yesterday().unwrap().to_string())).is_err());
    assert!(notice.parse(&notice.with("days", "7")).is_err());
    let filing = all().into_iter().find(|c| c.action().code() == "file").unwrap();
    let tomorrow = filing.life.today().tomorrow().unwrap();
    assert!(filing.parse(&filing.with("day", &tomorrow.to_string())).is_err());
    let later = all().into_iter().find(|c| c.action().code() == "request_extension").unwrap();
    assert!(later.parse(&later.with("to", "2024-03-05")).is_err());
}

#[test]
fn a_correction_has_the_shape_of_its_field() {
    let case = all().into_iter().find(|c| c.action().code() == "correct").unwrap();
    let told = |field: &str, value: &str| {
        let sent = case.with("field", field);
        let sent = sent.into_iter().filter(|(n, _)| n != "value").chain(pairs(&[("value", value)])).collect::<Vec<_>>();
        case.parse(&sent).err().unwrap_or_default().iter().any(|f| f.field == "value")
    };
    assert!(told("due", "年底") && !told("due", "2025-06-30"));
    assert!(told("numbers", "九号") && !told("numbers", "市9 县8"));
    assert!(told("text", "") && !told("page", ""));
    assert!(case.parse(&case.with("of", "99")).is_err());
}

#[test]
fn evidence_and_registration_take_no_junk_either() {
    let life = life_until(dugai_domain::problem::SourceKind::Feedback, |p| !p.evidence.is_empty());
    let city = City::of(Person::Clerk, life.today());
    for junk in JUNK {
        for name in ["kind", "happened", "valid_until", "measures", "before", "replaces"] {
            let told = parse_evidence(life.p(), &city.lists(), &pairs(&[(name, junk)]), ZH).unwrap_err();
            assert!(told.iter().any(|f| f.field == name), "{name} {junk}");
        }
        for name in ["kind", "types", "county", "guidance", "due", "responsible", "persons[0].unit", "steps[1].unit"] {
            let told = parse_registration(&city.lists(), &pairs(&[(name, junk)]), ZH).unwrap_err();
            assert!(told.iter().any(|f| f.field == name), "{name} {junk}");
        }
    }
}
