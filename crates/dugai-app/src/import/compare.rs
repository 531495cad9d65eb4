//! A row of a known problem against its state: changed cells to propose, and what is only told
//! because no cell changes it.

use std::collections::BTreeSet;

use dugai_documents::tasklist::{ProgressWord, Task};
use dugai_domain::problem::{DutyRole, Field, GivenMeasure, Number, Problem, Registration, Stage};
use jiff::civil::Date;

use super::model::{Change, Heed};

/// Changed cells, and what to look at.
pub(super) fn compare(p: &Problem, made: (&Registration, bool), task: &Task, day: Date) -> (Vec<Change>, Vec<Heed>) {
    let (r, units_known) = made;
    let mut found = Found { p, changes: Vec::new(), heeds: Vec::new() };
    found.cell(Field::Text, &r.text);
    // A list without such a column says nothing about it.
    if task.klass.is_some() || task.subclass.is_some() {
        found.cell(Field::Klass, &r.klass);
    }
    if task.goal.is_some() {
        found.cell(Field::Goal, &r.goal);
    }
    found.due(r);
    found.numbers(&r.numbers);
    if !r.measures.is_empty() && measures(&r.measures) != measures(&p.given) {
        found.heeds.push(Heed::MeasuresNeedPlan);
    }
    let here: BTreeSet<_> = p.units_in(DutyRole::Responsible, day).collect();
    let there: BTreeSet<_> = r.chain.iter().filter(|d| d.role == DutyRole::Responsible).map(|d| d.unit).collect();
    if units_known && here != there {
        found.heeds.push(Heed::UnitsDiffer);
    }
    let ended = matches!(p.stage, Stage::StruckOff | Stage::Declared);
    if task.progress == Some(ProgressWord::StruckOff) && !ended {
        found.heeds.push(Heed::SaysStruckOff);
    }
    (found.changes, found.heeds)
}

struct Found<'a> {
    p: &'a Problem,
    changes: Vec<Change>,
    heeds: Vec<Heed>,
}

impl Found<'_> {
    fn cell(&mut self, field: Field, new: &str) {
        let old = self.p.field(field);
        if !new.is_empty() && squashed(&old) != squashed(new) {
            self.propose(field, old, new.to_owned());
        }
    }

    /// Unless the same waits for a decision, or was decided against when last proposed.
    fn propose(&mut self, field: Field, old: String, new: String) {
        let last = self.p.proposals.iter().rev().find(|x| x.change.field == field && x.change.value == new);
        match last.map(|x| x.decided) {
            Some(None) => self.heeds.push(Heed::Waiting(field)),
            Some(Some((_, false))) => self.heeds.push(Heed::Declined(field)),
            Some(Some((_, true))) | None => self.changes.push(Change { field, old, new }),
        }
    }

    fn due(&mut self, r: &Registration) {
        let due = &self.p.due;
        match r.due.date {
            Some(date) if due.date == Some(date) => {}
            Some(date) => {
                let granted = self.p.extensions.iter().any(|e| e.decision.as_ref().is_some_and(|(_, d)| d.granted));
                if granted && due.date.is_some_and(|now| date < now) {
                    self.heeds.push(Heed::DueExtended { date: date.to_string() });
                } else {
                    self.propose(Field::Due, self.p.field(Field::Due), date.to_string());
                }
            }
            None if r.due.text.is_empty() || squashed(&r.due.text) == squashed(&due.text) => {}
            None => self.heeds.push(Heed::DueWords { text: r.due.text.clone() }),
        }
    }

    /// Numbers are only added: another level's list knows other numbers of the same item.
    fn numbers(&mut self, numbers: &[Number]) {
        let mut all = self.p.numbers.clone();
        all.extend(numbers.iter().filter(|n| !self.p.numbers.contains(n)).cloned());
        if all.len() > self.p.numbers.len() {
            let text = all.iter().map(Number::text).collect::<Vec<_>>().join(" ");
            self.propose(Field::Numbers, self.p.field(Field::Numbers), text);
        }
    }
}

fn measures(list: &[GivenMeasure]) -> Vec<(String, Option<Date>)> {
    list.iter().map(|m| (squashed(&m.text), m.due.date)).collect()
}

/// Blanks and line ends are the typist's, not the list's.
fn squashed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
