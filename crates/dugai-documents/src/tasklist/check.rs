//! Checks across the tasks of a list: doubled and missing numbers, unknown units.

use std::collections::{BTreeMap, BTreeSet};

use super::build::Builder;
use super::field::{Field, Level};
use super::finding::{Finding, FindingCode, Place};
use super::model::{ReadOptions, Task, TaskListReading};
use super::text::squash;

/// Reports numbers used twice and numbers left out.
pub(super) fn numbers(builder: &mut Builder<'_>, tasks: &[Task]) {
    let per_class = restarts_per_class(tasks);
    let mut seen: BTreeMap<(Option<&str>, &str), usize> = BTreeMap::new();
    let mut gaps = Vec::new();
    let mut before: Option<i64> = None;
    for task in tasks {
        let class = task.klass.as_deref().filter(|_| per_class);
        if !task.no_text.is_empty() {
            let key = (class, task.no_text.as_str());
            if let Some(other) = seen.get(&key).copied() {
                let finding = builder.find(FindingCode::NumberDuplicate, task.row, Field::No, &task.no_text);
                finding.params.insert("other", other.to_string());
            } else {
                seen.insert(key, task.row);
            }
        }
        if let (Some(last), Some(no)) = (before, task.no)
            && no > last + 1
        {
            gaps.push((task.row, last, no));
        }
        before = task.no.or(before);
    }
    // A list taken out of a longer one jumps all the time; that says nothing.
    if gaps.len() * 5 <= tasks.len() {
        for (row, last, no) in gaps {
            builder
                .find(FindingCode::NumberGap, row, Field::No, &no.to_string())
                .params
                .insert("before", last.to_string());
        }
    }
}

/// Reports lists of one file that number their tasks from one each: a store takes a number once.
pub(super) fn numbers_of_lists(reading: &mut TaskListReading) {
    let told: BTreeSet<(&str, usize)> = reading
        .findings
        .iter()
        .filter(|finding| finding.code == FindingCode::NumberDuplicate)
        .map(|finding| (finding.place.sheet.as_str(), finding.place.row))
        .collect();
    let names = names_of_lists(reading);
    let mut first: BTreeMap<(Option<Level>, i64), usize> = BTreeMap::new();
    // By the names of both lists: the first task whose number the other has, that one, how many.
    let mut pairs: BTreeMap<(&str, &str), (usize, usize, usize)> = BTreeMap::new();
    for (at, task) in reading.tasks.iter().enumerate() {
        let Some(no) = task.no.filter(|_| !told.contains(&(task.sheet.as_str(), task.row))) else { continue };
        let Some(other) = first.get(&(task.own_level, no)).copied() else {
            first.insert((task.own_level, no), at);
            continue;
        };
        let name = |at: usize| names.get(at).map_or("", String::as_str);
        pairs.entry((name(at), name(other))).or_insert((at, other, 0)).2 += 1;
    }
    let mut findings = Vec::new();
    for ((own, other_name), (at, other, count)) in pairs {
        let (Some(task), Some(other)) = (reading.tasks.get(at), reading.tasks.get(other)) else { continue };
        let place = Place { sheet: task.sheet.clone(), row: task.row, ..Place::default() };
        findings.push(
            Finding::new(FindingCode::NumberRepeated, place, task.no_text.clone())
                .in_field(Some(Field::No))
                .with("own", own)
                .with("other", other_name)
                .with("row", other.row.to_string())
                .with("count", count.to_string()),
        );
    }
    reading.findings.extend(findings);
}

/// For every task what tells its list from the other lists of the file: sheet, title or class.
fn names_of_lists(reading: &TaskListReading) -> Vec<String> {
    let parts = |task: &Task| {
        let title = reading.tables.get(task.table).and_then(|table| table.title.last()).cloned().unwrap_or_default();
        [task.sheet.clone(), title, task.klass.clone().unwrap_or_default()]
    };
    let all: Vec<[String; 3]> = reading.tasks.iter().map(parts).collect();
    let differs = |at: usize| all.windows(2).any(|pair| matches!(pair, [one, next] if one.get(at) != next.get(at)));
    let telling: Vec<usize> = (0..3).filter(|at| differs(*at)).collect();
    let name = |own: &[String; 3]| {
        let part = telling.iter().filter_map(|at| own.get(*at)).find(|part| !part.is_empty());
        part.or(own.first()).cloned().unwrap_or_default()
    };
    all.iter().map(name).collect()
}

/// Lists may number every class from one.
fn restarts_per_class(tasks: &[Task]) -> bool {
    let mut classes = BTreeSet::new();
    let mut all_from_one = true;
    for task in tasks {
        if classes.insert(task.klass.as_deref()) {
            all_from_one &= task.no == Some(1);
        }
    }
    classes.len() > 1 && all_from_one
}

/// Reports units that are not in the directory, each once per row.
pub(super) fn known_units(builder: &mut Builder<'_>, tasks: &[Task], options: &ReadOptions) {
    if options.known_units.is_empty() {
        return;
    }
    let known: BTreeSet<String> = options.known_units.iter().map(|name| squash(name)).collect();
    for task in tasks {
        for unit in task.unit_names.iter().filter(|unit| !unit.group && !known.contains(&squash(&unit.name))) {
            let lead = task.lead.as_deref().is_some_and(|lead| lead.contains(&unit.name));
            let field = if lead { Field::Lead } else { Field::Units };
            builder.find(FindingCode::UnitUnknown, task.row, field, &unit.name);
        }
    }
}
