//! The calendar against worked examples and bad tables.

#[path = "calendar/adjustments.rs"]
mod adjustments;
#[path = "calendar/laws.rs"]
mod laws;

use dugai_domain::calendar::vectors::{Answer, Document, Vector, VectorError, answer, answer_all};
use dugai_domain::calendar::{Calendar, CalendarError, CalendarTable, DayKind, Notice, OffRun, Span, Unit, WorkDay};
use jiff::civil::Date;

fn table() -> CalendarTable {
    toml::from_str(include_str!("../data/calendar.toml")).unwrap()
}

fn calendar() -> &'static Calendar {
    static CALENDAR: std::sync::OnceLock<Calendar> = std::sync::OnceLock::new();
    CALENDAR.get_or_init(|| Calendar::new(table()).unwrap())
}

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

const W: &str = "add_working_days";
const N: &str = "add_natural_days";
const NR: &str = "add_natural_days_roll";
const M: &str = "add_months";
const MR: &str = "add_months_roll";
const WR: &str = "add_working_days_roll";
const L: &str = "notice_last_day";
const C: &str = "count_working_days_inclusive";

/// Operation, start, number or end, answer (empty: calendar unknown). The first
/// seven are the worked examples of published notices and feedback documents;
/// the rest was counted from the notices, independently of this crate.
#[rustfmt::skip]
const EXAMPLES: &[(&str, &str, &str, &str)] = &[
    (C, "2023-07-27", "2023-08-09", "10"),
    (C, "2024-09-29", "2024-10-09", "4"),
    (C, "2025-01-21", "2025-02-08", "10"),
    (C, "2024-12-25", "2024-12-31", "5"),
    (W, "2021-12-13", "30", "2022-01-25"),
    (W, "2026-09-15", "30", "2026-11-02"),
    (N, "2026-09-15", "30", "2026-10-15"),
    (W, "2018-12-28", "1", "2018-12-29"),
    (W, "2018-12-27", "3", "2019-01-02"),
    (W, "2020-01-22", "5", "2020-02-06"),
    (W, "2020-01-30", "1", "2020-02-03"),
    (W, "2019-04-26", "5", "2019-05-06"),
    (W, "2021-02-05", "7", "2021-02-20"),
    (W, "2022-09-28", "7", "2022-10-12"),
    (W, "2022-12-29", "2", "2023-01-03"),
    (W, "2024-02-08", "3", "2024-02-19"),
    (W, "2024-04-03", "5", "2024-04-11"),
    (W, "2025-09-26", "15", "2025-10-23"),
    (W, "2026-01-01", "2", "2026-01-05"),
    (W, "2026-12-24", "5", "2026-12-31"),
    (W, "2026-12-24", "6", ""),
    (WR, "2025-05-30", "3", "2025-06-05"),
    (WR, "2026-10-09", "1", "2026-10-10"),
    (N, "2024-02-28", "2", "2024-03-01"),
    (N, "2026-12-20", "30", "2027-01-19"),
    (N, "2023-01-20", "1", "2023-01-21"),
    (NR, "2024-09-24", "7", "2024-10-08"),
    (NR, "2026-06-04", "15", "2026-06-22"),
    (NR, "2025-03-18", "40", "2025-04-27"),
    (NR, "2025-08-28", "30", "2025-09-28"),
    (NR, "2026-12-01", "26", "2026-12-28"),
    (NR, "2026-12-01", "40", ""),
    (NR, "2018-09-19", "10", "2018-09-29"),
    (NR, "2024-10-02", "10", "2024-10-12"),
    (M, "2024-08-31", "6", "2025-02-28"),
    (M, "2023-08-31", "6", "2024-02-29"),
    (M, "2025-01-31", "1", "2025-02-28"),
    (M, "2020-02-29", "12", "2021-02-28"),
    (M, "2026-07-15", "6", "2027-01-15"),
    (MR, "2023-08-31", "1", "2023-10-07"),
    (MR, "2024-07-29", "2", "2024-09-29"),
    (MR, "2025-11-01", "3", "2026-02-02"),
    (MR, "2026-08-02", "2", "2026-10-08"),
    (MR, "2026-07-10", "6", ""),
    (L, "2023-07-27", "10", "2023-08-09"),
    (L, "2024-09-29", "10", "2024-10-16"),
    (L, "2025-01-21", "10", "2025-02-08"),
    (L, "2021-10-01", "5", "2021-10-13"),
    (L, "2026-02-14", "5", "2026-02-27"),
    (L, "2026-12-28", "5", ""),
    (C, "2020-01-01", "2020-12-31", "249"),
    (C, "2020-01-19", "2020-02-03", "6"),
    (C, "2019-04-28", "2019-05-05", "4"),
    (C, "2026-12-31", "2027-01-01", ""),
    (C, "2017-12-31", "2018-01-02", ""),
    (C, "2026-05-05", "2026-05-01", "0"),
];

#[test]
fn examples_are_answered() {
    for &(op, start, arg, expected) in EXAMPLES {
        let vector = Vector {
            op: op.to_owned(),
            start: d(start),
            end: (op == C).then(|| d(arg)),
            n: arg.parse().ok(),
            roll: false,
        };
        let got = serde_json::to_value(answer(calendar(), "example", &vector).unwrap()).unwrap();
        let expected = match expected {
            "" => serde_json::Value::Null,
            _ if op == C => expected.parse::<u32>().unwrap().into(),
            _ => expected.into(),
        };
        assert_eq!(got, expected, "{op} {start} {arg}");
    }
}

#[test]
fn working_days_of_each_year() {
    let counts: Vec<_> = (2020..=2026)
        .map(|y| calendar().working_days_inclusive(Date::constant(y, 1, 1), Date::constant(y, 12, 31)))
        .collect();
    assert_eq!(counts, [249, 250, 249, 249, 251, 248, 248].map(Some));
}

#[test]
fn days_name_their_kind_holiday_and_notice() {
    let check = |date: &str, kind, name: Option<&str>, year: Option<i16>| {
        let day = calendar().day(d(date));
        assert_eq!((day.kind, day.name, day.notice.map(|n| n.year)), (kind, name, year), "{date}");
    };
    check("2018-12-29", DayKind::MakeUp, Some("元旦"), Some(2019));
    check("2018-12-31", DayKind::Holiday, Some("元旦"), Some(2019));
    check("2022-12-31", DayKind::Holiday, Some("元旦"), Some(2023));
    check("2026-03-02", DayKind::Working, None, None);
    check("2026-03-01", DayKind::Weekend, None, None);
    check("2026-09-20", DayKind::MakeUp, Some("国庆节"), Some(2026));
    check("2027-01-01", DayKind::Unknown, None, None);
    check("2017-12-29", DayKind::Unknown, None, None);
    assert_eq!(calendar().known_from(), d("2018-01-01"));
    assert_eq!(calendar().known_through(), d("2026-12-31"));
    assert!(calendar().covers(d("2026-12-31")) && !calendar().covers(d("2027-01-01")));
    assert_eq!(calendar().is_working(d("2027-01-04")), None);
}

#[test]
fn a_later_notice_overrides_an_earlier_one() {
    let mut first_only = table();
    first_only.notices.retain(|n| n.title.contains("部分节假日安排"));
    let first_only = Calendar::new(first_only).unwrap();
    assert_eq!(first_only.day(d("2020-02-01")).kind, DayKind::MakeUp);
    assert_eq!(first_only.day(d("2020-01-31")).kind, DayKind::Working);
    assert_eq!(first_only.day(d("2019-04-28")).kind, DayKind::Weekend);
    assert_eq!(calendar().day(d("2020-02-01")).kind, DayKind::Holiday);
    assert!(calendar().day(d("2020-01-31")).notice.unwrap().title.contains("延长"));
    assert_eq!(calendar().day(d("2020-01-30")).notice.unwrap().number.as_deref(), Some("国办发明电〔2019〕16号"));
    assert_eq!(calendar().day(d("2019-04-28")).kind, DayKind::MakeUp);
    let mut back_to_work = table();
    back_to_work.notices.push(notice(2026, &[], &["2026-10-07"]));
    assert_eq!(Calendar::new(back_to_work).unwrap().day(d("2026-10-07")).kind, DayKind::Working);
}

#[test]
fn table_survives_writing_and_reading() {
    let json = serde_json::to_string(&table()).unwrap();
    assert_eq!(serde_json::from_str::<CalendarTable>(&json).unwrap(), table());
}

fn notice(year: i16, off: &[(&str, &str)], work: &[&str]) -> Notice {
    let run = |&(from, to): &(&str, &str)| OffRun { from: d(from), to: d(to), name: "节".into() };
    let day = |&date: &&str| WorkDay { date: d(date), name: "节".into() };
    Notice {
        year,
        title: "安排".into(),
        number: None,
        address: "https://www.gov.cn/".into(),
        off: off.iter().map(run).collect(),
        work: work.iter().map(day).collect(),
    }
}

#[test]
fn bad_tables_are_refused_by_name() {
    let check = |notices: Vec<Notice>, error: CalendarError| {
        assert_eq!(Calendar::new(CalendarTable { version: 1, notices }).unwrap_err(), error);
    };
    check(vec![], CalendarError::Empty);
    check(vec![notice(20, &[], &[])], CalendarError::YearOutOfRange { year: 20 });
    check(vec![notice(2024, &[], &[]), notice(2026, &[], &[])], CalendarError::MissingYear { year: 2025 });
    check(
        vec![notice(2026, &[("2026-05-03", "2026-05-01")], &[])],
        CalendarError::Reversed { year: 2026, from: d("2026-05-03"), to: d("2026-05-01") },
    );
    check(vec![notice(2026, &[], &["2027-01-02"])], CalendarError::OutsideYear { year: 2026, date: d("2027-01-02") });
    check(
        vec![notice(2026, &[("2026-05-01", "2026-05-03")], &["2026-05-02"])],
        CalendarError::NamedTwice { year: 2026, date: d("2026-05-02") },
    );
}

#[test]
fn unpublished_years_make_a_date_provisional() {
    let due = |start, span| calendar().deadline(d(start), span);
    let plan = due("2026-12-20", Span::handling(30, Unit::Working));
    assert_eq!((plan.date, plan.provisional), (d("2027-01-29"), Some(2027)));
    let natural = Span::handling(30, Unit::Natural);
    assert_eq!(due("2026-12-20", natural).provisional, None);
    assert_eq!(due("2026-12-20", natural.rolled()).provisional, Some(2027));
    assert_eq!(due("2017-12-20", Span::handling(20, Unit::Working)).provisional, Some(2017));
    let overdue = calendar().working_days_between(d("2026-12-30"), d("2027-01-05"));
    assert_eq!((overdue.days, overdue.provisional), (4, Some(2027)));
    let old = calendar().working_days_between(d("2017-12-28"), d("2018-01-02"));
    assert_eq!((old.days, old.provisional), (2, Some(2017)));
    let early = calendar().working_days_between(d("2026-05-06"), d("2026-04-30"));
    assert_eq!((early.days, early.provisional), (-1, None));
    assert_eq!(calendar().working_days_between(d("2026-05-04"), d("2026-05-04")).days, 0);
    assert_eq!(calendar().next_working_day(d("2026-09-30")).date, d("2026-10-08"));
    assert_eq!(calendar().previous_working_day(d("2026-10-08")).date, d("2026-09-30"));
}

#[test]
fn documents_are_searched_for_vectors() {
    let read = |text| answer_all(calendar(), &serde_json::from_str::<Document>(text).unwrap());
    let answers = read(
        r#"{"rules": "x", "size": 1.5, "a": [{"id": "B", "op": "add_months", "start": "2026-01-31", "n": 1},
            {"op": "add_natural_days", "start": "2026-05-08", "n": 15, "roll": true}],
            "unknown": {"op": "add_working_days", "start": "2026-12-20", "n": 30, "expect": null}}"#,
    );
    let expected = [
        ("B".to_owned(), Ok(Answer::Date(d("2026-02-28")))),
        ("a[1]".to_owned(), Ok(Answer::Date(d("2026-05-25")))),
        ("unknown".to_owned(), Ok(Answer::Unknown)),
    ];
    assert_eq!(answers.unwrap(), expected);
    let refused = |text| read(text).unwrap().remove(0).1.unwrap_err().to_string();
    let one_wrong = read(
        r#"[{"id": "A", "op": "add_weeks", "start": "2026-01-01", "n": 1},
            {"id": "B", "op": "add_months", "start": "2026-01-31", "n": 1}]"#,
    );
    assert_eq!(one_wrong.unwrap()[1], ("B".to_owned(), Ok(Answer::Date(d("2026-02-28")))), "the others are answered");
    assert_eq!(
        refused(r#"{"x": {"op": "add_weeks", "start": "2026-01-01", "n": 1}}"#),
        "answer x: unknown op \"add_weeks\""
    );
    assert!(refused(r#"[{"id": 7, "op": "add_months", "start": "2026-01-01"}]"#).starts_with("answer 7: field \"n\""));
    assert!(refused(r#"{"y": {"op": "add_months", "start": "2026-02-30", "n": 1}}"#).contains("\"start\""));
    assert!(refused(r#"{"y": {"op": "add_months", "start": "2026-02-20", "n": 1.5}}"#).contains("\"n\""));
    let twice = r#"[{"id": "A", "op": "add_months", "start": "2026-01-01", "n": 1},
                    {"id": "A", "op": "add_months", "start": "2026-01-01", "n": 2}]"#;
    assert_eq!(read(twice).unwrap_err(), VectorError::Twice { id: "A".into() });
}
