//! What is in a ledger stays readable: one line of JSON for every kind of event, kept as it was
//! first written. A line is only ever added; an old one never changes.

use std::collections::BTreeSet;

use dugai_domain::problem::Event;
use serde_json::Value;

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

#[test]
fn a_collective_name_of_the_installation_keeps_its_form() {
    let line = concat!(
        r#"{"collective_named":{"name":"有关县区","units":["00000000-0000-0000-0000-000000000002"],"#,
        r#""day":"2026-03-02"}}"#
    );
    let event: dugai_domain::admin::InstallationEvent = serde_json::from_str(line).unwrap();
    assert_eq!(serde_json::to_string(&event).unwrap(), line);
}
