//! Every reason, event and clock of the domain is said in both languages, with all its facts.

use std::collections::BTreeSet;

use dugai_domain::actor::Who;
use dugai_domain::calendar::{Adjustment, Calendar, CalendarTable};
use dugai_domain::ids::UnitId;
use dugai_domain::problem::clocks::{Clock, ClockId, ClockState, TermOf};
use dugai_domain::problem::{Action, Event, Recorded, Stage};
use dugai_domain::reason::Reason;
use dugai_domain::reference::{Lamp, Reference};
use dugai_domain::time::Timestamp;
use jiff::civil::date;
use serde_json::Value;
use uuid::Uuid;

use super::*;
use crate::say::clock::ClockSaid;
use crate::words::{Lang, W};

const EVENTS: &str = include_str!("../../../dugai-domain/tests/fixtures/events.jsonl");
const REASONS: &str = include_str!("../../../dugai-domain/src/reason.rs");
const CALENDAR: &str = include_str!("../../../dugai-domain/data/calendar.toml");

fn reference() -> Reference {
    toml::from_str(include_str!("../../../dugai-domain/data/reference.toml")).unwrap()
}

fn languages() -> [W; 2] {
    Lang::ALL.map(W::new)
}

/// A code or a key has a low line between small letters, or an unfilled place.
fn leaks(text: &str) -> bool {
    let bytes = text.as_bytes();
    let small = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_lowercase);
    text.contains(['{', '}'])
        || bytes.iter().enumerate().any(|(i, b)| b"_.".contains(b) && i > 0 && small(i - 1) && small(i + 1))
}

fn has_latin_words(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_lowercase()).any(|run| run.len() > 2)
}

fn reasons() -> Vec<Reason> {
    let field = |field, expected| Reason::Field { field, expected };
    let order = |field| Reason::DateOrder { field, limit: date(2026, 4, 3) };
    let mut list = vec![
        Reason::NotYours { needs: &[Who::Office, Who::LeadOfficer] },
        Reason::WrongStage { needs: &[Stage::Rectifying] },
        Reason::WrongStage { needs: &[] },
        field("measures", "at_least_one"),
        Reason::OnTheList { stage: Stage::Filed },
        Reason::InspectorsItem,
        Reason::AlreadyClaimed,
        Reason::AlreadyBounced,
        Reason::WorkBegun,
        Reason::SecondSigner { needs: Action::ConfirmWaiver.who() },
        Reason::BounceTooLate,
        Reason::SamePerson { did: Action::SubmitPlan },
        Reason::OwnWork,
        Reason::NoPlan,
        Reason::NotThisLevel { level: "省级".to_owned() },
        Reason::NoApprovedPlan,
        Reason::MeasureIncomplete { no: 2 },
        Reason::NoSuchMeasure { no: 7 },
        Reason::MeasuresOpen { nos: vec![1, 3] },
        Reason::MeasuresNotAccepted { nos: vec![2] },
        Reason::NoEvidence,
        Reason::ForeignEvidence,
        Reason::EvidenceOld { since: date(2026, 4, 3) },
        Reason::EvidenceExpired { until: date(2026, 4, 3) },
        Reason::MeasureAfterWhole { no: 2, due: date(2026, 12, 31), limit: date(2026, 11, 30) },
        Reason::NoSelfCheck,
        Reason::NoSweep,
        Reason::NoNotice,
        Reason::NoFiling,
        Reason::SweepOpen { nos: vec![1, 2] },
        Reason::GatesOpen { gates: vec!["rectified".to_owned(), "satisfied".to_owned()] },
        Reason::GateSigned,
        Reason::GateNotWaivable,
        Reason::ClockOverdue { due: date(2026, 4, 3) },
        Reason::UnitsUnsigned { units: vec![UnitId(Uuid::from_u128(1))] },
        Reason::UnitsObjecting { units: vec![UnitId(Uuid::from_u128(1))] },
        Reason::OneGate { gate: "rectified".to_owned() },
        Reason::GateSigner { needs: Who::Supervising },
        Reason::NotThisStep { unit: Some(UnitId(Uuid::nil())) },
        Reason::NotThisStep { unit: None },
        Reason::NoAcceptanceSteps,
        Reason::NoticeRunning { until: date(2026, 4, 3) },
        Reason::CalendarUnknown { year: 2027 },
        Reason::ObjectionsOpen { n: 1 },
        Reason::NoticeLength,
        Reason::AlreadyWaiting,
        Reason::NothingWaiting,
        Reason::ActedUpon,
        Reason::DutiesOpen { n: 1 },
        Reason::PauseState,
        Reason::GroupState,
        Reason::UnknownCode { field: "gate", code: "no_such_gate".to_owned() },
        Reason::NoChange,
    ];
    list.extend(["day", "by", "to", "visited", "happened", "reply_by", "first_day"].map(order));
    list.extend(Action::ALL.iter().map(|a| Reason::WrongStage { needs: a.stages() }));
    list.extend(Action::ALL.iter().map(|a| Reason::NotYours { needs: a.who() }));
    list
}

/// What the domain asks of fields, read from its source: `(field, expected)`.
fn demanded() -> BTreeSet<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../dugai-domain/src/problem/decide");
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let quoted = |text: &str| text.split('"').nth(1).unwrap_or_default().to_owned();
        for part in text.split("Reason::Field { field: \"").skip(1) {
            let field = part.split('"').next().unwrap_or_default();
            if let Some((_, expected)) = part.split_once("expected: \"").filter(|(gap, _)| gap.len() < 60) {
                found.insert((field.to_owned(), expected.split('"').next().unwrap_or_default().to_owned()));
            }
        }
        for call in text.split("need(").skip(1).filter(|c| !c.starts_with("text: ")) {
            let until = call.split(';').next().unwrap_or_default();
            if until.contains('"') {
                found.insert((quoted(until), "not_empty".to_owned()));
            }
        }
        for call in text.split("known(\"").skip(1) {
            found.insert((call.split('"').next().unwrap_or_default().to_owned(), "not_empty".to_owned()));
        }
        for call in text.split("not_future(").chain(text.split("not_past(")).skip(1) {
            let until = call.split(';').next().unwrap_or_default();
            if until.len() < 60 && until.contains('"') {
                found.insert((quoted(until), "date".to_owned()));
            }
        }
    }
    found
}

#[test]
fn every_reason_is_a_sentence_in_both_languages() {
    let reference = reference();
    let book = Book::new(&reference);
    for w in languages() {
        for r in reasons() {
            let said = reason::reason(w, &book, &r);
            assert!(said.ends_with(['。', '.']), "{r:?}: {said}");
            assert!(!leaks(&said), "{r:?}: {said}");
            assert!(w.lang == Lang::En || !has_latin_words(&said), "{r:?}: {said}");
        }
    }
}

#[test]
fn the_list_of_reasons_is_the_domain_s() {
    let codes = REASONS.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next());
    let known: BTreeSet<&str> = codes.collect();
    let ours: Vec<Reason> = reasons();
    assert_eq!(known, ours.iter().map(Reason::code).collect());
}

#[test]
fn every_field_that_is_asked_for_has_its_words() {
    let demanded = demanded();
    assert!(demanded.len() > 40, "{demanded:?}");
    for (field, expected) in &demanded {
        for w in languages() {
            assert!(w.get(&format!("input.{field}")).is_some(), "input.{field}");
            assert!(w.get(&format!("expected.{expected}")).is_some(), "expected.{expected}");
        }
    }
}

#[test]
fn reasons_carry_their_data() {
    let reference = reference();
    let book = Book::new(&reference);
    let zh = |r: Reason| reason::reason(W::new(Lang::Zh), &book, &r);
    assert_eq!(zh(Reason::NoticeRunning { until: date(2026, 4, 3) }), "公示期至2026-04-03，尚未期满。");
    assert_eq!(zh(Reason::MeasuresOpen { nos: vec![1, 3] }), "以下措施还没有报告完成：措施1、3。");
    let gates = vec!["rectified".to_owned(), "satisfied".to_owned()];
    assert_eq!(zh(Reason::GatesOpen { gates }), "还有2个关口没有签署：整改到位、群众满意。");
    assert!(zh(Reason::WrongStage { needs: &[Stage::Rectifying] }).contains("整改中"));
    assert!(zh(Reason::WrongStage { needs: Action::Claim.stages() }).contains("已经结束"));
    assert!(zh(Reason::OnTheList { stage: Stage::Filed }).contains("已备案"));
}

fn said(w: W, book: &Book<'_>, line: &str) -> event::Said {
    let event: Event = serde_json::from_str(line).unwrap();
    event::event(w, book, &Recorded { at: Timestamp(0), by: None, event })
}

fn whole(said: &event::Said) -> String {
    let lines = said.lines.iter().map(|fact| format!("{} {}", fact.label, fact.value));
    let parts = [said.head.clone()].into_iter().chain(lines).chain(said.quote.clone());
    parts.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_escalation_says_how_late_it_was_when_it_was_recorded() {
    let reference = reference();
    let book = Book::new(&reference);
    let stands = |at: Timestamp, days: i64| {
        let line = format!(r#"{{"escalated":{{"clock":"whole","due":"2024-06-30","days":{days},"units":[]}}}}"#);
        let recorded = Recorded { at, by: None, event: serde_json::from_str(&line).unwrap() };
        let said = event::event(W::new(Lang::Zh), &book, &recorded);
        said.lines.iter().find(|fact| fact.label == "距时限").unwrap().value.clone()
    };
    assert_eq!(
        stands(Timestamp::at(date(2025, 11, 26), 9, 0), 1),
        "超期514天",
        "the step of the first day, caught up on"
    );
    assert_eq!(stands(Timestamp::at(date(2024, 6, 20), 9, 0), -10), "剩10天");
}

#[test]
fn every_event_is_said_in_both_languages() {
    let reference = reference();
    let book = Book::new(&reference);
    for w in languages() {
        for line in EVENTS.lines() {
            let said = said(w, &book, line);
            let text = whole(&said).replace("image/jpeg", "").replace("00ff", "").replace("ab12", "");
            assert!(!said.head.is_empty() && !leaks(&text), "{line}\n{text}");
            assert!(said.lines.iter().all(|fact| !fact.label.is_empty() && !fact.value.trim().is_empty()), "{line}");
            assert!(w.lang == Lang::En || !has_latin_words(&text), "{line}\n{text}");
            assert!(["done", "return", "warn", "urge", "info", "system"].contains(&said.tint));
        }
    }
}

/// Words and days in a payload: what a reader could miss.
fn facts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let day = text.len() == 10 && text.chars().filter(|c| *c == '-').count() == 2;
            if day || !text.is_ascii() {
                into.push(text.clone());
            }
        }
        Value::Array(list) => list.iter().for_each(|v| facts(v, into)),
        Value::Object(map) => map.values().for_each(|v| facts(v, into)),
        _ => {}
    }
}

#[test]
fn no_fact_of_a_payload_is_left_out() {
    let reference = reference();
    let book = Book::new(&reference);
    for line in EVENTS.lines() {
        let text = whole(&said(W::new(Lang::Zh), &book, line));
        let mut facts_in = Vec::new();
        facts(&serde_json::from_str(line).unwrap(), &mut facts_in);
        for fact in facts_in {
            assert!(text.contains(&fact), "{line}\nlacks {fact}\n{text}");
        }
    }
}

#[test]
fn icons_are_in_the_sprite() {
    let sprite = include_str!("../../../../frontend/src/icons/icons.txt");
    let reference = reference();
    let book = Book::new(&reference);
    for line in EVENTS.lines() {
        let icon = said(W::new(Lang::Zh), &book, line).icon;
        let known = sprite.lines().any(|l| l.split(|c: char| !c.is_ascii_alphabetic()).next() == Some(icon));
        assert!(known, "{icon}");
    }
}

#[test]
fn numbers_of_measures_and_money_are_said() {
    let reference = reference();
    let book = Book::new(&reference);
    let line = EVENTS.lines().find(|l| l.starts_with("{\"plan_drafted\"")).unwrap();
    let zh = whole(&said(W::new(Lang::Zh), &book, line));
    assert!(zh.contains("12.00万元") && zh.contains("水环境") && zh.contains("长效措施"), "{zh}");
    let en = whole(&said(W::new(Lang::En), &book, line));
    assert!(en.contains("CNY 120,000.00") && en.contains("Water"), "{en}");
}

fn calendar() -> Calendar {
    Calendar::new(toml::from_str::<CalendarTable>(CALENDAR).unwrap()).unwrap()
}

fn running<'a>(reference: &'a Reference, adjustments: &[Adjustment], started: jiff::civil::Date) -> Clock<'a> {
    let rule = reference.clock("plan").unwrap();
    let term = calendar().deadline_with(started, rule.span(), adjustments);
    Clock {
        id: ClockId::Rule("plan".to_owned()),
        rule: Some(rule),
        started,
        stopped: None,
        term: TermOf::Computed(term),
        state: ClockState::Running,
        lamp: Some(Lamp::Yellow),
        days_left: Some(3),
    }
}

fn all_said(c: &Clock<'_>) -> Vec<(Lang, ClockSaid)> {
    let reference = reference();
    let book = Book::new(&reference);
    let said: Vec<_> = languages().map(|w| (w.lang, clock::clock(w, &book, c))).into();
    for (lang, s) in &said {
        let steps: Vec<_> = s.steps.iter().map(|s| format!("{} {}", s.label, s.text)).collect();
        let text = [s.title.as_str(), &s.due, &steps.join("\n")].join("\n");
        assert!(!leaks(&text) && !s.title.is_empty() && !s.due.is_empty(), "{text}");
        assert!(*lang == Lang::En || !has_latin_words(&text), "{text}");
    }
    said
}

#[test]
fn a_running_clock_tells_how_its_date_came_about() {
    let reference = reference();
    let pause = Adjustment::Pause { from: date(2026, 9, 20), to: Some(date(2026, 9, 24)) };
    let extension = Adjustment::NewDate(date(2026, 11, 30));
    let clock = running(&reference, &[pause, extension], date(2026, 9, 14));
    let (_, zh) = all_said(&clock).into_iter().next().unwrap();
    assert_eq!((zh.due.as_str(), zh.class, zh.provisional), ("剩3天", "due-yellow", None));
    assert_eq!(zh.date, Some(date(2026, 11, 30)));
    let classes: Vec<_> = zh.steps.iter().map(|s| s.class).collect();
    assert!(classes.contains(&"extend") && classes.last() == Some(&"end"), "{:?}", zh.steps);
}

#[test]
fn an_unpublished_year_is_told() {
    let reference = reference();
    let first = calendar().known_through().tomorrow().unwrap();
    let rule = reference.clocks.iter().find(|c| c.unit == dugai_domain::calendar::Unit::Working).unwrap();
    let mut clock = running(&reference, &[], first);
    clock.rule = Some(rule);
    clock.term = TermOf::Computed(calendar().deadline_with(first, rule.span(), &[]));
    let year = first.year().to_string();
    for (_, said) in all_said(&clock) {
        assert!(said.provisional.is_some_and(|p| p.contains(&year)));
    }
}

#[test]
fn clocks_that_stand_or_are_over_say_so() {
    let reference = reference();
    let pause = Adjustment::Pause { from: date(2026, 9, 15), to: None };
    let mut clock = running(&reference, &[pause], date(2026, 9, 14));
    (clock.state, clock.days_left, clock.lamp) = (ClockState::Paused, None, None);
    let (_, zh) = all_said(&clock).into_iter().next().unwrap();
    assert_eq!((zh.due.as_str(), zh.class, zh.date), ("中止计时", "due-paused", None));
    assert_eq!(zh.steps.last().map(|s| s.class), Some("pause"));

    let fixed = TermOf::Fixed {
        date: date(2026, 6, 30),
        baseline: Some(date(2026, 5, 31)),
        extended: vec![(date(2026, 5, 20), date(2026, 6, 30))],
    };
    for (state, left, due, class) in [
        (ClockState::Overdue, Some(-3), "超期3天", "due-red"),
        (ClockState::Running, Some(0), "今天到期", "due-blue"),
        (ClockState::Met, None, "按期完成", "due-done"),
        (ClockState::MetLate, None, "逾期完成", "due-late"),
    ] {
        let stopped = left.is_none().then(|| Timestamp::at(date(2026, 7, 1), 9, 0));
        let id = ClockId::Measure(2);
        let c = Clock {
            id,
            rule: None,
            started: date(2026, 3, 1),
            stopped,
            term: fixed.clone(),
            state,
            lamp: None,
            days_left: left,
        };
        let (_, zh) = all_said(&c).into_iter().next().unwrap();
        assert_eq!((zh.title.as_str(), zh.due.as_str(), zh.class), ("措施2的时限", due, class));
        assert!(zh.steps.iter().any(|s| s.text.contains("2026-05-31")));
    }
    let book = Book::new(&reference);
    let title = |id: ClockId| clock::title(W::new(Lang::Zh), &book, &id.text());
    assert_eq!(title(ClockId::Return), "退回重办期限");
    assert_eq!(title(ClockId::Lapsed("measure:2".to_owned(), 1)), "措施2的时限（变更前时限1）");
}
