//! What is in a ledger stays readable: one line of JSON for every kind of event, kept as it was
//! first written. A line is only ever added; an old one never changes.

use std::collections::BTreeSet;
use std::fmt::Debug;

use dugai_domain::admin::{AccountEvent, ImportEvent, InstallationEvent, UnitEvent};
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::apply::found;
use dugai_domain::problem::event::CorrectionRecorded;
use dugai_domain::problem::*;
use dugai_domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const LINES: &str = include_str!("fixtures/events.jsonl");

#[test]
fn every_line_is_read_and_written_back_to_the_letter() {
    for (i, line) in LINES.lines().enumerate() {
        let event: Event = serde_json::from_str(line).unwrap_or_else(|e| panic!("line {}: {e}", i + 1));
        assert_eq!(serde_json::to_string(&event).unwrap(), line, "line {}", i + 1);
    }
}

#[test]
fn every_kind_of_event_has_its_line_under_its_code() {
    let mut seen = BTreeSet::new();
    for line in LINES.lines() {
        let event: Event = serde_json::from_str(line).unwrap();
        let json: Value = serde_json::from_str(line).unwrap();
        assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), [event.code()]);
        seen.insert(event.code());
    }
    assert_eq!(seen, Event::CODES.iter().copied().collect());
}

#[test]
fn absent_fields_take_their_defaults() {
    for json in [
        r#"{"claimed":{"unit":"00000000-0000-0000-0000-000000000002"}}"#,
        r#"{"plan_approved":{}}"#,
        r#"{"first_step_taken":{"on_site":false,"text":"已电话回应"}}"#,
        r#"{"lead_officer_set":{"name":"某副市长"}}"#,
    ] {
        assert!(serde_json::from_str::<Event>(json).is_ok(), "{json}");
    }
}

/// A line of a small stream, written anew; the name of its event is the key around it.
fn again<E: DeserializeOwned + Serialize>(line: &str) -> String {
    let event: E = serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
    serde_json::to_string(&event).unwrap()
}

/// The names of every event of a stream, as its reader tells them to who asks for one that is not there.
fn names<E: DeserializeOwned + Debug>() -> BTreeSet<String> {
    let told = serde_json::from_str::<E>(r#"{"none":null}"#).unwrap_err().to_string();
    told.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

/// Every small stream: its name, how a line of it is written anew, and the names of its events.
type Stream = (&'static str, fn(&str) -> String, fn() -> BTreeSet<String>);
const STREAMS: [Stream; 4] = [
    ("installation", again::<InstallationEvent>, names::<InstallationEvent>),
    ("unit", again::<UnitEvent>, names::<UnitEvent>),
    ("account", again::<AccountEvent>, names::<AccountEvent>),
    ("import", again::<ImportEvent>, names::<ImportEvent>),
];

#[test]
fn every_event_of_the_small_streams_has_a_line_that_is_written_back_to_the_letter() {
    let lines: Vec<(&str, &str)> =
        include_str!("fixtures/streams.jsonl").lines().map(|line| line.split_once('\t').unwrap()).collect();
    for (stream, again, names) in STREAMS {
        let own: Vec<&str> = lines.iter().filter(|(of, _)| *of == stream).map(|(_, line)| *line).collect();
        let mut seen = BTreeSet::new();
        for line in own {
            assert_eq!(again(line), line, "{stream}");
            let json: Value = serde_json::from_str(line).unwrap();
            seen.extend(json.as_object().unwrap().keys().cloned());
        }
        assert!(!seen.is_empty());
        assert_eq!(seen, names(), "{stream}");
    }
    assert!(lines.iter().all(|(of, _)| STREAMS.iter().any(|(stream, ..)| stream == of)));
}

/// What was written before a field was thought of.
#[test]
fn lines_of_the_small_streams_without_later_fields_are_read() {
    for line in include_str!("fixtures/streams_older.jsonl").lines() {
        let (stream, line) = line.split_once('\t').unwrap();
        let (_, again, _) = STREAMS.iter().find(|(name, ..)| *name == stream).unwrap();
        assert!(!again(line).is_empty(), "{line}");
    }
}

/// The text of a correction is part of the ledger, so how it is read is too: a replay of an old one gives what it
/// gave then. What cannot be read leaves the field as it was.
#[test]
fn the_words_of_a_correction_are_read_as_they_were_first() {
    let recorded = |event| Recorded { at: Timestamp(0), by: None, event };
    let registered = LINES.lines().find(|line| line.starts_with(r#"{"registered""#)).unwrap();
    let first = recorded(serde_json::from_str(registered).unwrap());
    let numbers = |p: &Problem| json!(p.numbers.iter().map(|n| (&n.level, &n.no)).collect::<Vec<_>>());
    let given = |p: &Problem| {
        let told = p.given.iter().map(|m| (m.no, &m.text, &m.due.text, m.due.date, m.due.long_term));
        json!(told.collect::<Vec<_>>())
    };
    for line in include_str!("fixtures/fields.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let field: Field = serde_json::from_value(case["field"].clone()).unwrap();
        let value = case["value"].as_str().unwrap().to_owned();
        let correction = Correction { of: 1, field, value, reason: "更正".to_owned(), document: String::new() };
        let mut p = found(ProblemId(uuid::Uuid::nil()), &first).unwrap();
        p.given = vec![GivenMeasure { no: 1, text: "清运".to_owned(), due: Due::default() }];
        let old = p.clone();
        let event = Event::Corrected(CorrectionRecorded { correction, old: String::new() });
        p.apply(&recorded(event));
        let (before, is) = match field {
            Field::Numbers => (numbers(&old), numbers(&p)),
            Field::Given => (given(&old), given(&p)),
            Field::County => (json!(old.place.county), json!(p.place.county)),
            Field::Kind => (json!(old.source.kind), json!(p.source.kind)),
            Field::Round => (json!(old.source.round), json!(p.source.round)),
            _ => (Value::Null, json!([p.due.text, p.due.date.filter(|_| p.due.date != old.due.date)])),
        };
        assert_eq!(is, if case["is"] == "kept" { before } else { case["is"].clone() }, "{line}");
    }
}

/// Rows of the register hold these numbers.
#[test]
fn stored_numbers_never_change() {
    let stages = Stage::ALL.map(|s| (s.code(), s.number()));
    assert_eq!(
        stages,
        [
            ("registered", 0),
            ("claimed", 1),
            ("planning", 2),
            ("plan_submitted", 3),
            ("rectifying", 4),
            ("self_checked", 5),
            ("accepting", 6),
            ("accepted", 7),
            ("noticed", 8),
            ("notice_closed", 9),
            ("filed", 10),
            ("struck_off", 11),
            ("declared", 12),
            ("not_accepted", 13),
            ("voided", 14),
            ("unfounded", 15),
            ("withdrawn", 16),
        ]
    );
    assert_eq!(
        SourceKind::ALL.map(|k| (k.code(), k.number())),
        [
            ("feedback", 0),
            ("key_concern", 1),
            ("past_round", 2),
            ("complaint", 3),
            ("typical_case", 4),
            ("self_found", 5),
        ]
    );
    let classes = Guidance::ALL.map(|g| (g.code(), g.number()));
    assert_eq!(classes, [("immediate", 0), ("by_date", 1), ("long_term", 2)]);
    assert!(Stage::ALL.into_iter().all(|s| Stage::of_number(s.number()) == Some(s)));
    assert!(SourceKind::ALL.into_iter().all(|k| SourceKind::of_number(k.number()) == Some(k)));
    assert!(Guidance::ALL.into_iter().all(|g| Guidance::of_number(g.number()) == Some(g)));
    assert_eq!((Stage::of_number(17), SourceKind::of_number(-1), Guidance::of_number(3)), (None, None, None));
}
