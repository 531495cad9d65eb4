//! A row of a known problem against its state: changed cells to propose, and what is only told
//! because no cell changes it.

use std::collections::BTreeSet;

use dugai_documents::tasklist::{ProgressWord, Task, UnitRole};
use dugai_domain::ids::UnitId;
use dugai_domain::problem::given::{given_words, read_given};
use dugai_domain::problem::state::{MeasureProgress, ProposalState};
use dugai_domain::problem::{Due, DutyRole, Field, GivenMeasure, Number, Problem, Registration, Stage};
use jiff::civil::Date;

use super::model::{Change, Heed, Part};
use super::names::Names;

/// Changed cells, and what to look at. Proposals that were taken back count as never made.
pub(super) fn compare(
    (p, taken_back): (&Problem, &BTreeSet<u32>),
    made: (&Registration, &[&str]),
    task: &Task,
    on: (Date, &Names<'_>),
) -> (Vec<Change>, Vec<Heed>) {
    let (r, unknown) = made;
    let mut found = Found { p, taken_back, changes: Vec::new(), heeds: Vec::new() };
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
    found.measures(&r.measures);
    if task.page.is_some() || task.source.is_some() {
        found.cell(Field::Page, &r.source.page);
    }
    let mut parts = Parts { p, r, task, unknown, on, heeds: Vec::new() };
    parts.units();
    parts.people();
    found.heeds.append(&mut parts.heeds);
    let ended = matches!(p.stage, Stage::StruckOff | Stage::Declared);
    if task.progress == Some(ProgressWord::StruckOff) && !ended {
        found.heeds.push(Heed::SaysStruckOff);
    }
    (found.changes, found.heeds)
}

struct Found<'a> {
    p: &'a Problem,
    taken_back: &'a BTreeSet<u32>,
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
        let same = |x: &&ProposalState| x.change.field == field && x.change.value == new;
        let last = self.p.proposals.iter().rev().filter(|x| !self.taken_back.contains(&x.no)).find(same);
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

    /// Until a plan is approved the list's measures are changed as its other cells are; from then on
    /// only a new version of the plan changes what is to be done.
    fn measures(&mut self, list: &[GivenMeasure]) {
        let list = &known_again(self.p, list);
        if list.is_empty() || measures(list) == measures(&self.p.given) {
            return;
        }
        if self.p.measures.is_empty() {
            return self.propose(Field::Given, self.p.field(Field::Given), given_words(list));
        }
        let plan: Vec<GivenMeasure> = self.p.measures.iter().map(planned).collect();
        // A list that gives a measure no day of its own says nothing against the plan's.
        let is = |listed: &GivenMeasure, planned: &GivenMeasure| {
            let day = listed.due.date.is_none() || listed.due.date == planned.due.date;
            day && squashed(&listed.text) == squashed(&planned.text)
        };
        let new = list.iter().filter(|l| !plan.iter().any(|p| is(l, p))).cloned().collect::<Vec<_>>();
        let old = plan.iter().filter(|p| !list.iter().any(|l| is(l, p))).cloned().collect::<Vec<_>>();
        if !(old.is_empty() && new.is_empty()) {
            self.heeds.push(Heed::MeasuresNeedPlan { old: given_words(&old), new: given_words(&new) });
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

/// Parts that no proposed cell changes: each that differs is told with both.
struct Parts<'a> {
    p: &'a Problem,
    r: &'a Registration,
    task: &'a Task,
    unknown: &'a [&'a str],
    on: (Date, &'a Names<'a>),
    heeds: Vec<Heed>,
}

impl Parts<'_> {
    fn units(&mut self) {
        let (day, task) = (self.on.0, self.task);
        let said = |role: UnitRole| task.unit_names.iter().any(|name| name.role == Some(role));
        // A list without such a column says nothing about it.
        let written = [
            (DutyRole::Responsible, true, vec![&task.lead, &task.units]),
            (DutyRole::Assisting, task.assist.is_some() || said(UnitRole::Assist), vec![&task.assist, &task.units]),
            (DutyRole::Supervising, task.supervisor.is_some() || said(UnitRole::Supervise), vec![&task.supervisor]),
            (DutyRole::Enterprise, true, vec![&task.lead, &task.units]),
        ];
        for (role, named, cells) in written {
            let here: BTreeSet<UnitId> = self.p.units_in(role, day).collect();
            let there: BTreeSet<UnitId> = self.r.chain.iter().filter(|d| d.role == role).map(|d| d.unit).collect();
            if named {
                self.set((Part::Units(role), &cells), &here, &there);
            }
        }
        if task.acceptor.as_deref().is_some_and(|cell| !cell.trim().is_empty()) {
            let here = self.p.steps.iter().filter_map(|step| step.unit).collect();
            let there = self.r.steps.iter().filter_map(|step| step.unit).collect();
            self.set((Part::Steps, &[&task.acceptor]), &here, &there);
        }
    }

    /// Units in both orders; a name that means no unit yet is none of those here.
    fn set(&mut self, of: (Part, &[&Option<String>]), here: &BTreeSet<UnitId>, there: &BTreeSet<UnitId>) {
        let (part, cells) = of;
        let strange = self.unknown.iter().filter(|name| {
            let enterprise = part == Part::Units(DutyRole::Enterprise);
            !enterprise && cells.iter().any(|cell| cell.as_deref().is_some_and(|cell| cell.contains(**name)))
        });
        let strange: Vec<String> = strange.map(|name| (*name).to_owned()).collect();
        if here != there || !strange.is_empty() {
            let name = |unit: &UnitId| self.on.1.unit(*unit).map_or_else(|| unit.to_string(), |u| u.short.clone());
            let old = here.iter().map(name).collect::<Vec<_>>().join("、");
            let new = there.iter().map(name).chain(strange).collect::<Vec<_>>().join("、");
            self.heeds.push(Heed::Differs { part, old, new });
        }
    }

    fn people(&mut self) {
        let written = |cell: &Option<String>| cell.as_deref().map(str::trim).unwrap_or("").to_owned();
        if !written(&self.task.kind).is_empty() && self.r.guidance != self.p.guidance {
            let (old, new) = (self.p.guidance.code().to_owned(), self.r.guidance.code().to_owned());
            self.heeds.push(Heed::Differs { part: Part::Guidance, old, new });
        }
        let (person, leader) = (written(&self.task.person), written(&self.task.leader));
        let day = self.on.0;
        let current = self.p.chain.iter().filter(|d| d.from <= day && d.to.is_none_or(|to| day <= to));
        let old: Vec<&str> = current
            .filter(|d| d.role == DutyRole::Responsible && !d.person.is_empty())
            .map(|d| d.person.as_str())
            .collect();
        let old = old.join("、");
        if !person.is_empty() && !squashed(&old).contains(&squashed(&person)) {
            self.heeds.push(Heed::Differs { part: Part::Person, old: old.clone(), new: person });
        }
        let officer = self.p.lead_officer.as_ref().map(|officer| officer.name.clone());
        let known = officer.unwrap_or(old);
        let same = squashed(&known).contains(&squashed(&leader)) || squashed(&leader).contains(&squashed(&known));
        if !leader.is_empty() && (known.is_empty() || !same) {
            self.heeds.push(Heed::Differs { part: Part::Leader, old: known, new: leader });
        }
    }
}

/// What measures say, the same before and after they were put into words.
fn measures(list: &[GivenMeasure]) -> Vec<(String, Option<Date>, bool, String)> {
    let read = read_given(&given_words(list)).unwrap_or_default();
    let said = |m: &GivenMeasure| if m.due.date.is_none() { squashed(&m.due.text) } else { String::new() };
    read.iter().map(|m| (squashed(&m.text), m.due.date, m.due.long_term, said(m))).collect()
}

/// A register of our own prints the day of a measure behind its words: what says the same is the measure itself.
fn known_again(p: &Problem, list: &[GivenMeasure]) -> Vec<GivenMeasure> {
    let known: Vec<GivenMeasure> = p.given.iter().cloned().chain(p.measures.iter().map(planned)).collect();
    let again = |m: &GivenMeasure| {
        let said = squashed(&m.text);
        let printed = |k: &&GivenMeasure| said == squashed(&format!("{}（{}）", k.text, k.due.words()));
        known.iter().find(printed).map_or_else(|| m.clone(), |k| GivenMeasure { no: m.no, ..k.clone() })
    };
    list.iter().map(again).collect()
}

/// A measure of the plan as a list would give it.
fn planned(m: &MeasureProgress) -> GivenMeasure {
    let due = Due { text: String::new(), date: m.measure.due, long_term: m.measure.long_term };
    GivenMeasure { no: m.measure.no, text: m.measure.text.clone(), due }
}

/// Blanks and line ends are the typist's, not the list's.
fn squashed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
