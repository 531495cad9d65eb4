//! Checks across the tasks of a list: doubled and missing numbers, unknown units.

use std::collections::{BTreeMap, BTreeSet};

use super::build::Builder;
use super::field::Field;
use super::finding::FindingCode;
use super::model::{ReadOptions, Task};
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
