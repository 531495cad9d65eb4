//! The reading as JSON, with neutral field names.
//!
//! Measures are plain texts when they stood in one cell, and objects when each had its own row.

use serde_json::{Map, Value, json};

use super::field::Level;
use super::finding::Finding;
use super::model::{Measure, Task, TaskListReading, UpperNumber};
use super::units::{UnitName, UnitRole};

impl TaskListReading {
    /// `{"tasks": […], "skipped": […], "findings": […]}`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let tasks: Vec<Value> = self
            .tasks
            .iter()
            .map(|task| {
                let rows = self.tables.get(task.table).is_some_and(|table| table.measure_rows);
                task_json(task, rows)
            })
            .collect();
        let skipped: Vec<Value> = self
            .skipped
            .iter()
            .map(|row| json!({"sheet": row.sheet, "row": row.row, "reason": row.reason.code(), "text": row.text}))
            .collect();
        let findings: Vec<Value> = self.findings.iter().map(|finding| finding_json(finding, &self.file_name)).collect();
        json!({"tasks": tasks, "skipped": skipped, "findings": findings})
    }
}

fn task_json(task: &Task, measure_rows: bool) -> Value {
    let upper: Vec<Value> = task.upper.iter().map(upper_json).collect();
    let measures: Vec<Value> = task
        .measures
        .iter()
        .map(|measure| {
            if measure_rows || task.has_measure_rows() {
                measure_json(measure)
            } else {
                Value::from(measure.text.clone())
            }
        })
        .collect();
    let no = task.no.map_or_else(|| text_or_null(&task.no_text), Value::from);
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| {
        out.insert(name.to_owned(), value);
    };
    put("no", no);
    put("city_no", level_no(task, Level::City));
    put("county_no", level_no(task, Level::County));
    put("upper", Value::from(upper.clone()));
    put("upper_numbers", Value::from(upper));
    put("klass", json!(task.klass));
    put("subclass", json!(task.subclass));
    put("problem", json!(task.problem));
    put("goal", json!(task.goal));
    put("measures", Value::from(measures));
    put("due_text", json!(task.due_text));
    put("due", json!(task.due.due.map(|date| date.to_string())));
    put("long_term", json!(task.due.long_term));
    put("immediate", json!(task.due.immediate));
    put("units", json!(task.units));
    put("unit_names", Value::from(task.unit_names.iter().map(unit_json).collect::<Vec<_>>()));
    put("lead", json!(task.lead.clone().or_else(|| named(task, UnitRole::Lead))));
    put("assist", json!(task.assist.clone().or_else(|| named(task, UnitRole::Assist))));
    put("supervisor", json!(task.supervisor));
    put("acceptor", json!(task.acceptor));
    put("person", json!(task.person));
    put("leader", json!(task.leader));
    put("kind", json!(task.kind));
    put("status", json!(task.status));
    put("progress", json!(task.progress.map(super::ProgressWord::zh)));
    put("progress_text", json!(task.progress_text));
    put("remark", json!(task.remark));
    put("source", json!(task.source));
    put("page", json!(task.page));
    put("sheet", json!(task.sheet));
    put("row", json!(task.row));
    Value::Object(out)
}

/// The units whose part is written beside their names, in a list without a column for it.
fn named(task: &Task, role: UnitRole) -> Option<String> {
    let names: Vec<&str> =
        task.unit_names.iter().filter(|unit| unit.role == Some(role)).map(|unit| unit.name.as_str()).collect();
    (!names.is_empty()).then(|| names.join("、"))
}

fn text_or_null(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::from(text) }
}

/// The number a level gave, be it the list's own or another's.
fn level_no(task: &Task, level: Level) -> Value {
    let upper = task.upper.iter().find(|upper| upper.level == level).and_then(|upper| upper.no);
    let own = task.no.filter(|_| task.own_level == Some(level));
    json!(upper.or(own))
}

fn upper_json(upper: &UpperNumber) -> Value {
    json!({"level": upper.level.zh(), "no": upper.no.map_or_else(|| text_or_null(&upper.text), Value::from)})
}

fn unit_json(unit: &UnitName) -> Value {
    json!({"name": unit.name, "role": unit.role.map(UnitRole::code), "group": unit.group})
}

fn measure_json(measure: &Measure) -> Value {
    json!({
        "no": measure.no,
        "text": measure.text,
        "due_text": measure.due_text,
        "due": measure.due.due.map(|date| date.to_string()),
        "long_term": measure.due.long_term,
        "lead": measure.lead,
        "units": measure.units,
        "assist": measure.assist,
        "status": measure.status,
        "row": measure.row,
    })
}

fn finding_json(finding: &Finding, file: &str) -> Value {
    json!({
        "code": finding.code.as_str(),
        "severity": finding.severity.code(),
        "sheet": finding.place.sheet,
        "row": finding.place.row,
        "column": finding.place.column,
        "header": finding.place.header,
        "field": finding.field.map(super::Field::code),
        "raw": finding.raw,
        "proposal": finding.proposal,
        "text_zh": finding.text_zh(file),
        "text_en": finding.text_en(file),
    })
}
