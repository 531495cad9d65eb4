//! The message files are whole, and every code and key has its words.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dugai_domain::actor::Who;
use dugai_domain::figures::Figure;
use dugai_domain::org::{Role, UnitKind};
use dugai_domain::problem::clocks::ClockState;
use dugai_domain::problem::{
    AcceptanceVerdict, Action, DutyRole, Event, Field, Guidance, LookBackResult, Progress, SourceKind, Stage,
};
use dugai_domain::reference::{ClockKind, GateSigner, Lamp, Moment, Recipient};
use serde::Serialize;

use super::catalogue::Catalogue;
use super::*;

const ZH: W = W { lang: Lang::Zh };
const EN: W = W { lang: Lang::En };

fn code_of(value: impl Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn lacking(area: &str, codes: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<String> {
    let keys = codes.into_iter().map(|c| format!("{area}.{}", c.as_ref()));
    keys.filter(|key| ZH.get(key).is_none() || EN.get(key).is_none()).collect()
}

#[test]
fn the_message_files_are_whole() {
    assert_eq!(check(), Ok(()));
    assert!(keys().count() > 400);
}

#[test]
fn every_code_of_the_domain_has_its_words() {
    let mut missing = Vec::new();
    missing.extend(lacking("stage", Stage::ALL.map(Stage::code)));
    missing.extend(lacking("action", Action::ALL.iter().map(|a| a.code())));
    missing.extend(lacking("event", Event::CODES));
    missing.extend(lacking("source", SourceKind::ALL.map(SourceKind::code)));
    missing.extend(lacking("guidance", Guidance::ALL.map(Guidance::code)));
    missing.extend(lacking("duty", DutyRole::ALL.map(DutyRole::code)));
    missing.extend(lacking("role", Role::ALL.map(Role::code)));
    missing.extend(lacking("unit_kind", UnitKind::ALL.map(UnitKind::code)));
    missing.extend(lacking("progress", Progress::ALL.map(Progress::code)));
    missing.extend(lacking("field", Field::ALL.map(Field::code)));
    missing.extend(lacking("figure", Figure::ALL.map(Figure::code)));
    missing.extend(lacking("figure", Figure::ALL.map(|f| format!("{}.definition", f.code()))));
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_code_without_a_list_of_its_own_has_its_words() {
    use ClockState as C;
    let mut missing = Vec::new();
    missing.extend(lacking("clock_state", [C::Running, C::Overdue, C::Paused, C::Met, C::MetLate, C::Ended].map(C::code)));
    let in_acts = Action::ALL.iter().flat_map(|a| a.who()).map(|w| w.code());
    missing.extend(lacking("who", in_acts.chain([Who::ResponsibleHead.code()])));
    missing.extend(lacking("lamp", [Lamp::Blue, Lamp::Yellow, Lamp::Red].map(code_of)));
    missing.extend(lacking("moment", MOMENTS.map(code_of)));
    missing.extend(lacking(
        "verdict",
        [AcceptanceVerdict::Agreed, AcceptanceVerdict::AgreedWithConditions, AcceptanceVerdict::Returned].map(code_of),
    ));
    missing.extend(lacking(
        "look_back",
        [LookBackResult::Holds, LookBackResult::Weak, LookBackResult::Rebound].map(code_of),
    ));
    missing.extend(lacking(
        "gate_signer",
        [GateSigner::ResponsibleHead, GateSigner::Supervising, GateSigner::Office].map(code_of),
    ));
    missing.extend(lacking("clock_kind", [ClockKind::Handling, ClockKind::Right, ClockKind::LongTerm].map(code_of)));
    let recipients =
        [Recipient::ResponsibleOfficer, Recipient::ResponsibleHead, Recipient::Office, Recipient::LeadOfficer];
    missing.extend(lacking("recipient", recipients.map(code_of)));
    missing.extend(lacking("sweep", ["clean", "bad", "waived", "open"]));
    missing.extend(lacking("supervision", ["urge", "talk", "circular", "accountability", "hand_over"]));
    missing.extend(lacking("gate_state", ["open", "signed", "waived", "not_applicable"]));
    missing.extend(lacking("plan_state", ["draft", "submitted", "approved", "returned", "superseded"]));
    missing.extend(lacking("level", ["0", "1", "2", "3"]));
    missing.extend(lacking("evidence_kind", ["photo", "document", "monitoring", "video", "other"]));
    missing.extend(lacking("duty_origin", ["meeting", "instruction"]));
    missing.extend(lacking("weight", ["todo", "copy"]));
    assert_eq!(missing, Vec::<String>::new());
}

const MOMENTS: [Moment; 14] = [
    Moment::Registered,
    Moment::Claimed,
    Moment::FirstResponse,
    Moment::FirstAction,
    Moment::PlanSubmitted,
    Moment::PlanApproved,
    Moment::SelfChecked,
    Moment::AcceptanceApplied,
    Moment::Accepted,
    Moment::NoticeOpened,
    Moment::NoticeClosed,
    Moment::Filed,
    Moment::StruckOff,
    Moment::LookedBack,
];

#[test]
fn moments_are_written_as_reference_data_writes_them() {
    for moment in MOMENTS {
        assert_eq!(crate::say::moment_code(moment), code_of(moment));
    }
}

#[test]
fn the_progress_words_are_the_official_ones() {
    for word in Progress::ALL {
        assert_eq!(ZH.code("progress", word.code()), word.zh());
    }
}

/// Rows of a part of the glossary: the first cell, and what stands between marks in the last.
fn glossary(part: &str) -> Vec<(&'static str, &'static str)> {
    let text = include_str!("../../../../docs/glossary.md");
    let part = text.split("\n## ").find(|p| p.starts_with(part)).unwrap();
    let rows = part.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    rows.filter_map(|row| {
        Some((row.split(" | ").next()?, row.rsplit(" | ").next()?.strip_prefix('`')?.strip_suffix('`')?))
    })
    .collect()
}

#[test]
fn the_glossary_calls_acts_and_stages_as_the_buttons_do() {
    let acts: Vec<(&str, &str)> = Action::ALL.iter().map(|a| (ZH.code("action", a.code()), a.code())).collect();
    let stages = Stage::ALL.map(|s| (ZH.code("stage", s.code()), format!("{s:?}")));
    let written = glossary("Acts");
    assert_eq!(written.len(), acts.len());
    for act in acts {
        assert!(written.contains(&act), "{act:?} is not so in docs/glossary.md");
    }
    let written = glossary("Stages");
    for (zh, name) in &stages {
        assert!(written.contains(&(*zh, name.as_str())), "{zh} ({name}) is not so in docs/glossary.md");
    }
}

fn files(folder: &Path, ending: &str, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, into);
        } else if path.extension().is_some_and(|e| e == ending) {
            into.push(path);
        }
    }
}

/// Keys asked for in a text: whatever stands in `t("…")`, `t1("…"`, `fill("…"`, and every other
/// literal that begins with the name of an area.
fn asked(text: &str) -> Vec<String> {
    let areas: BTreeSet<&str> = keys().filter_map(|k| k.split_once('.')).map(|(area, _)| area).collect();
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('"') {
        let Some((literal, tail)) = after.split_once('"') else { break };
        let called = [".t(", ".t1(", ".fill("].iter().any(|call| before.ends_with(call));
        let plain = literal.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._".contains(&b));
        let area = literal.split_once('.').is_some_and(|(area, key)| areas.contains(area) && !key.is_empty());
        let file = [".html", ".toml", ".rs"].iter().any(|ending| literal.ends_with(ending));
        if called || (plain && area && !file && !literal.ends_with('.')) {
            found.push(literal.to_owned());
        }
        rest = tail;
    }
    found
}

/// `code("figure.open", …)` names an area below an entry.
fn is_area(name: &str) -> bool {
    keys().any(|k| k.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
}

#[test]
fn every_key_asked_for_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files(&root.join("src"), "rs", &mut paths);
    // The command says the same words.
    files(&root.join("../dugai/src"), "rs", &mut paths);
    files(&root.join("templates"), "html", &mut paths);
    assert!(paths.len() > 10);
    let mut missing = Vec::new();
    for path in paths.iter().filter(|p| !p.ends_with("tests.rs")) {
        let text = std::fs::read_to_string(path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = text.lines().filter(|l| !l.trim_start().starts_with("//"));
        let keys = lines.flat_map(asked).filter(|k| ZH.get(k).is_none() && !is_area(k));
        missing.extend(keys.map(|k| format!("{}: {k}", path.display())));
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn clauses_that_are_sentences_have_one_stop_at_the_end() {
    assert_eq!(ZH.clauses(["先核对。", "再提交", "完成。"]), "先核对；再提交；完成。");
    assert_eq!(W::new(Lang::En).clauses(["Check it.", "Send it."]), "Check it; Send it.");
}

#[test]
fn the_search_for_keys_sees_them() {
    let line =
        r#"{{ w.t("none.such") }} {{ w.t1("x", 1) }} code("stage", "a") if on { "stage.gone" } "a.rs" "stage.rs""#;
    assert_eq!(asked(line), ["none.such", "x", "stage.gone"]);
}

fn faults(files: &[&str]) -> Vec<String> {
    let mut all = Catalogue::default();
    for (i, text) in files.iter().enumerate() {
        all.read(&format!("{i}.toml"), text);
    }
    all.faults
}

#[test]
fn half_an_entry_is_a_fault() {
    assert_eq!(faults(&["[a]\nb = { zh = '甲', en = 'A', more = { zh = '乙', en = 'B' } }"]), Vec::<String>::new());
    assert_eq!(faults(&["[a]\nb = { zh = '甲' }"]).len(), 1);
    assert_eq!(faults(&["[a]\nb = { zh = '甲', en = ' ' }"]).len(), 1);
    assert_eq!(faults(&["[a]\nb = '甲'"]).len(), 1);
    assert_eq!(faults(&["[a]\nb = { zh = '共{n}件', en = '{m} in all' }"]).len(), 1);
    assert_eq!(faults(&["[a]\nb = { zh = '甲', en = 'A' }", "[a]\nb = { zh = '乙', en = 'B' }"]).len(), 1);
    assert_eq!(faults(&["a = "]).len(), 1);
}

#[test]
fn an_unknown_key_stands_for_itself() {
    assert_eq!(ZH.t("no.such_key"), "no.such_key");
    assert_eq!(EN.t1("no.such_key", 3), "no.such_key");
    assert_eq!(ZH.get("no.such_key"), None);
}

#[test]
fn values_are_put_in_once() {
    assert_eq!([1, 2].map(|n| ZH.t1("clock.left", n)), ["剩1天", "剩2天"]);
    assert_eq!([1, 2].map(|n| EN.t1("clock.left", n)), ["1 day left", "2 days left"]);
    let hostile = "{unit}";
    assert_eq!(EN.fill("said.decision", &[("what", &hostile), ("unit", &"X"), ("due", &"Y")]), "{unit} (X, by Y)");
    assert_eq!(EN.fill("said.decision", &[("what", &1)]), "1 ({unit}, by {due})", "a value forgotten stays visible");
}

#[test]
fn days_and_moments_as_offices_write_them() {
    let day = jiff::civil::date(2026, 11, 4);
    assert_eq!((ZH.date(day), EN.date(day)), ("2026-11-04".to_owned(), "2026-11-04".to_owned()));
    assert_eq!((ZH.date_long(day).as_str(), EN.date_long(day).as_str()), ("2026年11月4日", "4 November 2026"));
    assert_eq!((ZH.month_long(day).as_str(), EN.month_long(day).as_str()), ("2026年11月", "November 2026"));
    let at = Timestamp::at(day, 9, 5);
    assert_eq!(ZH.time(at), "2026-11-04 09:05");
    assert_eq!(
        (ZH.time_long(at).as_str(), EN.time_long(at).as_str()),
        ("2026年11月4日9时05分", "4 November 2026, 09:05")
    );
}

#[test]
fn numbers_money_and_sizes() {
    assert_eq!([0, 999, 1000, 1_234_567].map(|n| ZH.number(n)), ["0", "999", "1,000", "1,234,567"]);
    assert_eq!(ZH.yuan(12_345_678), "12.35万元");
    assert_eq!(ZH.yuan(-1_234_000_000), "-1,234.00万元");
    assert_eq!(EN.yuan(12_345_678), "CNY 123,456.78");
    assert_eq!(EN.yuan(-5), "-CNY 0.05");
    assert_eq!(EN.yuan(i64::MIN), "-CNY 92,233,720,368,547,758.08");
    assert_eq!([640, 204_800, 1_258_291].map(|n| ZH.size(n)), ["640 B", "200.0 KB", "1.1 MB"]);
    assert!(ZH.size(u64::MAX).ends_with(" GB"));
}

#[test]
fn languages_by_code() {
    for lang in Lang::ALL {
        assert_eq!(Lang::from_code(lang.code()), Some(lang));
        assert_eq!(lang.other().other(), lang);
    }
    assert_eq!(Lang::from_code("fr"), None);
    assert_eq!(Lang::default().html_lang(), "zh-CN");
}
