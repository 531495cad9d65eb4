//! Reads the values of one task from its rows.
//!
//! Which rows belong together is decided in `walk`; checks across tasks are in `check`.

use std::collections::{BTreeMap, HashSet};

use crate::read::{CellKind, Sheet, column_letters};

use super::deadline::Deadline;
use super::field::{Field, Level};
use super::finding::{Finding, FindingCode, Place};
use super::header::{Header, part_of_date};
use super::measure_build::measures_of;
use super::model::Task;
use super::numbers::{composite_number, upper_numbers, whole_of_parts};
use super::people;
use super::progress::{ProgressWord, answer, read_progress, read_progress_opening, says_struck_off, says_unfinished};
use super::text::{is_nothing, squash, tidy};
use super::units::{UnitName, UnitRole, split_units};
use super::walk::Draft;

/// A progress text up to this length is meant as a state word.
const STATE_CHARS: usize = 10;

/// Signs in which a short text ends that is meant as a state word.
const STATE_ENDS: [char; 4] = ['成', '度', '%', '％'];

/// Builds the tasks of one list.
pub(super) struct Builder<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) header: &'a Header,
    pub(super) measure_rows: bool,
    pub(super) own_level: Option<Level>,
    pub(super) table: usize,
    pub(super) findings: Vec<Finding>,
    above: BTreeMap<Field, String>,
}

/// A word written down a narrow column, one character a line.
fn written_downwards(text: &str) -> Option<String> {
    let lines: Vec<String> = text.lines().map(tidy).filter(|line| !line.is_empty()).collect();
    (lines.len() > 1 && lines.iter().all(|line| line.chars().count() == 1)).then(|| lines.concat())
}

impl<'a> Builder<'a> {
    pub(super) fn new(sheet: &'a Sheet, header: &'a Header, table: usize, own_level: Option<Level>) -> Self {
        Self { sheet, header, measure_rows: false, own_level, table, findings: Vec::new(), above: BTreeMap::new() }
    }

    /// Place of a cell for a finding.
    pub(super) fn place(&self, row: usize, column: Option<usize>) -> Place {
        let header = column.and_then(|index| self.header.at(index));
        Place {
            sheet: self.sheet.name.clone(),
            row,
            column: column.map(column_letters).unwrap_or_default(),
            header: header.map(|column| column.header.clone()).unwrap_or_default(),
        }
    }

    pub(super) fn find(&mut self, code: FindingCode, row: usize, field: Field, raw: &str) -> &mut Finding {
        let place = self.place(row, self.header.column(field));
        self.findings.push(Finding::new(code, place, raw).in_field(Some(field)));
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// The text shown in a column, `None` when there is no such column.
    pub(super) fn shown(&self, row: usize, field: Field) -> Option<String> {
        self.header.column(field).map(|column| self.text(row, column))
    }

    /// The text shown in a cell; a deadline in several columns is put together.
    fn text(&self, row: usize, column: usize) -> String {
        let own = self.joined(row, column);
        let parts = || self.header.columns.iter().filter(|part| part.field == Some(Field::DuePart));
        if self.header.column(Field::Due) != Some(column) || own.is_empty() || parts().next().is_none() {
            return own;
        }
        let whole = |text: String, part: &str| match part_of_date(part) {
            Some(sign) if text.ends_with(|c: char| c.is_ascii_digit()) => format!("{text}{sign}"),
            _ => text,
        };
        let year = whole(own, &self.header.at(column).map(|column| column.header.clone()).unwrap_or_default());
        parts().fold(year, |date, part| date + &whole(tidy(&self.sheet.shown(row, part.index).text), &part.header))
    }

    /// The text of a cell with those of the columns that say the same for another level.
    fn joined(&self, row: usize, column: usize) -> String {
        let own = tidy(&self.sheet.shown(row, column).text);
        let others = self.header.joined.iter().filter(|(kept, _)| *kept == column);
        others.fold(own, |mut all, (_, other)| {
            let text = tidy(&self.sheet.shown(row, *other).text);
            if !is_nothing(&text) && !all.split('、').any(|known| known == text) {
                all = if is_nothing(&all) { text } else { format!("{all}、{text}") };
            }
            all
        })
    }

    /// The different texts of a column over the rows of a task.
    pub(super) fn texts(&self, draft: &Draft, field: Field) -> Vec<(usize, String)> {
        let Some(column) = self.header.column(field) else { return Vec::new() };
        let mut texts: Vec<(usize, String)> = Vec::new();
        let mut seen = HashSet::new();
        for row in &draft.rows {
            let text = self.text(*row, column);
            if !text.is_empty() && seen.insert(text.clone()) {
                texts.push((*row, text));
            }
        }
        texts
    }

    /// The text of a task in a column; different texts of its rows are joined.
    fn value(&mut self, draft: &Draft, field: Field, joint: &str) -> Option<String> {
        self.header.column(field)?;
        let texts = self.texts(draft, field);
        let mut value = texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(joint);
        let row = texts.first().map_or(0, |(row, _)| *row);
        if matches!(squash(&value).as_str(), "同上" | "〃" | "″" | "同前" | "\"" | "''") {
            let above = self.above.get(&field).cloned().unwrap_or_default();
            let raw = std::mem::replace(&mut value, above);
            let value = value.clone();
            self.find(FindingCode::SameAsAbove, row, field, &raw).params.insert("value", value);
        }
        self.above.insert(field, value.clone());
        Some(value)
    }

    pub(super) fn task(&mut self, draft: &Draft) -> Task {
        let row = draft.rows.first().copied().unwrap_or(0);
        let from = self.findings.len();
        let mut task = Task {
            table: self.table,
            sheet: self.sheet.name.clone(),
            row,
            last_row: draft.rows.last().copied().unwrap_or(row),
            own_level: self.own_level,
            subclass: draft.subclass.clone(),
            ..Task::default()
        };
        self.numbers(&mut task, draft);
        task.klass = self.class(draft);
        task.problem = self.problem(draft);
        task.goal = self.value(draft, Field::Goal, "\n");
        self.units(&mut task, draft);
        let named = self.value(draft, Field::Person, "、");
        task.person = match (named, task.person.take()) {
            (Some(named), Some(beside)) if !named.is_empty() => Some(format!("{named}、{beside}")),
            (named, beside) => beside.or(named),
        };
        task.leader = self.value(draft, Field::Leader, "、");
        emptied(&mut task.person);
        emptied(&mut task.leader);
        task.kind = self.value(draft, Field::Kind, "、");
        task.remark = self.value(draft, Field::Remark, "\n");
        task.source = self.value(draft, Field::Source, "\n");
        task.page = self.value(draft, Field::Page, "、");
        measures_of(self, draft, &mut task);
        self.due(&mut task, draft);
        self.progress(&mut task, draft);
        task.cells = self.cells(row);
        self.formula_errors(draft);
        self.formulas_unsaved(draft, from);
        task
    }

    fn numbers(&mut self, task: &mut Task, draft: &Draft) {
        let texts: Vec<String> = self.texts(draft, Field::No).into_iter().map(|(_, text)| text).collect();
        // "1-1", "1-2" beside one problem: the first part is the problem's, the second the measure's.
        let text = whole_of_parts(&texts).or_else(|| texts.into_iter().next()).unwrap_or_default();
        let (no, mut upper, level) = composite_number(&text);
        task.own_level = level.or(task.own_level);
        for (level, column) in self.header.upper_columns() {
            let shown =
                draft.rows.iter().map(|row| tidy(&self.sheet.shown(*row, column).text)).find(|text| !text.is_empty());
            upper.extend(shown.map(|text| upper_numbers(level, &text)).unwrap_or_default());
        }
        if no.is_none() && !text.is_empty() {
            self.find(FindingCode::NumberUnreadable, task.row, Field::No, &text);
        }
        if no.is_some_and(|no| no < 1) {
            self.find(FindingCode::NumberNotPositive, task.row, Field::No, &text);
        }
        if text.is_empty() && self.header.column(Field::No).is_some() {
            self.find(FindingCode::NumberMissing, task.row, Field::No, "");
        }
        task.no = no;
        task.no_text = text;
        task.upper = upper;
    }

    /// The class column, filled downwards, or else the class line above.
    fn class(&mut self, draft: &Draft) -> Option<String> {
        if self.header.column(Field::Class).is_none() {
            return draft.klass.clone();
        }
        let texts = self.texts(draft, Field::Class);
        match texts.into_iter().next() {
            Some((_, text)) => {
                let text = written_downwards(&text).unwrap_or(text);
                self.above.insert(Field::Class, text.clone());
                Some(text)
            }
            None => self.above.get(&Field::Class).cloned().or_else(|| draft.klass.clone()),
        }
    }

    fn problem(&mut self, draft: &Draft) -> String {
        let texts = self.texts(draft, Field::Problem);
        let row = draft.rows.first().copied().unwrap_or(0);
        let details = self.texts(draft, Field::Detail);
        if texts.is_empty() && details.is_empty() && self.header.column(Field::Problem).is_some() {
            self.find(FindingCode::ProblemMissing, row, Field::Problem, "");
        }
        if let Some((other, text)) = texts.get(1) {
            let last = draft.rows.last().copied().unwrap_or(row).to_string();
            let finding = self.find(FindingCode::MergedPartly, *other, Field::Problem, text);
            finding.params.insert("first", row.to_string());
            finding.params.insert("last", last);
        }
        texts.into_iter().chain(details).map(|(_, text)| text).collect::<Vec<_>>().join("\n")
    }

    fn units(&mut self, task: &mut Task, draft: &Draft) {
        task.units = self.value(draft, Field::Units, "、");
        task.lead = self.value(draft, Field::Lead, "、");
        task.assist = self.value(draft, Field::Assist, "、");
        task.supervisor = self.value(draft, Field::Supervisor, "、");
        task.acceptor = self.value(draft, Field::Acceptor, "、");
        self.people(task);
        let cells = [&mut task.units, &mut task.lead, &mut task.assist, &mut task.supervisor, &mut task.acceptor];
        cells.into_iter().for_each(emptied);
        let mut names: Vec<UnitName> = Vec::new();
        let mut seen = HashSet::new();
        for (text, role) in
            [(&task.lead, Some(UnitRole::Lead)), (&task.units, None), (&task.assist, Some(UnitRole::Assist))]
        {
            for mut unit in split_units(text.as_deref().unwrap_or("")) {
                unit.role = unit.role.or(role);
                if seen.insert(unit.name.clone()) {
                    names.push(unit);
                }
            }
        }
        // "责任单位：…；验收单位：…" in one cell.
        let (acceptors, names): (Vec<UnitName>, Vec<UnitName>) =
            names.into_iter().partition(|unit| unit.role == Some(UnitRole::Accept));
        if task.acceptor.as_deref().unwrap_or("").is_empty() && !acceptors.is_empty() {
            let names: Vec<String> = acceptors.into_iter().map(|unit| unit.name).collect();
            task.acceptor = Some(names.join("、"));
        }
        task.unit_names = names;
        let has_column = task.units.is_some() || task.lead.is_some();
        let blank = |text: &Option<String>| text.as_deref().is_none_or(str::is_empty);
        if has_column && blank(&task.units) && blank(&task.lead) {
            let field = if task.units.is_some() { Field::Units } else { Field::Lead };
            self.find(FindingCode::UnitsMissing, task.row, field, "");
        }
    }

    /// Persons beside the units, where the header asks for them.
    fn people(&mut self, task: &mut Task) {
        let row = task.row;
        let mut people: Vec<String> = Vec::new();
        for (field, cell, part) in [
            (Field::Lead, &mut task.lead, ""),
            (Field::Units, &mut task.units, ""),
            (Field::Assist, &mut task.assist, "（配合单位）"),
            (Field::Supervisor, &mut task.supervisor, "（督导单位）"),
            (Field::Acceptor, &mut task.acceptor, "（验收单位）"),
        ] {
            let header = self.header.column(field).and_then(|column| self.header.at(column));
            let asked = header.is_some_and(|column| {
                ["责任人", "负责人", "联系人", "领导"].iter().any(|word| column.header.contains(word))
            });
            let Some(text) = cell.as_ref() else { continue };
            if !asked && !people::labelled(text) {
                continue;
            }
            let (units, found) = people::apart(text);
            if !found.is_empty() {
                self.find(FindingCode::PersonApart, row, field, &found.join("、"));
                people.extend(found.into_iter().map(|person| format!("{person}{part}")));
                *cell = Some(units);
            }
        }
        if !people.is_empty() {
            task.person = Some(people.join("、"));
        }
    }

    /// The deadline of the task: of several on its rows the last one.
    fn due(&mut self, task: &mut Task, draft: &Draft) {
        let field = if self.header.column(Field::Due).is_some() { Field::Due } else { Field::MeasureDue };
        if self.header.column(field).is_none() {
            return;
        }
        let mut texts = self.texts(draft, field);
        if field == Field::Due
            && matches!(texts.as_slice(), [(_, one)] if matches!(squash(one).as_str(), "同上" | "〃"))
        {
            let resolved = self.value(draft, field, "、").unwrap_or_default();
            texts = vec![(task.row, resolved)];
        }
        let mut best: Option<(String, Deadline)> = None;
        let mut long_term = false;
        for (row, text) in &texts {
            // Deadlines of measures have been reported with their measures.
            let told = self.measure_rows && field == Field::MeasureDue;
            let deadline = self.deadline((*row, field), text, !told);
            long_term |= deadline.long_term;
            if best.as_ref().is_none_or(|(_, known)| deadline.due > known.due) {
                best = Some((text.clone(), deadline));
            }
        }
        let own = field == Field::Due || !self.measure_rows;
        if let Some((text, deadline)) = best {
            self.above.insert(field, text.clone());
            task.due = Deadline { long_term, ..deadline };
            task.due_text = own.then_some(text);
        } else {
            task.due_text = own.then(String::new);
            if own {
                self.find(FindingCode::DueMissing, task.row, field, "");
            }
        }
    }

    fn progress(&mut self, task: &mut Task, draft: &Draft) {
        let field = if self.header.column(Field::Status).is_some() { Field::Status } else { Field::Progress };
        task.progress_text = self.value(draft, Field::Progress, "\n");
        let texts = self.texts(draft, field);
        if self.header.column(field).is_none() {
            self.ticked(task, draft);
            return;
        }
        if field == Field::Status {
            // The words beside the state may say more than it.
            let says = |(_, text): &&(usize, String)| says_struck_off(text);
            let struck = texts.iter().any(|(_, text)| read_progress(text) == Some(ProgressWord::StruckOff));
            if let Some((row, text)) = self.texts(draft, Field::Progress).iter().find(says).filter(|_| !struck) {
                self.find(FindingCode::ProgressSaysStruckOff, *row, Field::Progress, text);
            }
        }
        task.status = Some(texts.first().map(|(_, text)| text.clone()).unwrap_or_default());
        if self.header.column(Field::StatusPart).is_some() {
            self.answers(task, draft);
            return;
        }
        let mut least: Option<(ProgressWord, String)> = None;
        for (row, text) in &texts {
            match self.state((*row, field), text) {
                Some(word) if least.as_ref().is_none_or(|(known, _)| word < *known) => {
                    least = Some((word, text.clone()))
                }
                _ => {}
            }
        }
        let Some((word, text)) = least else { return };
        if texts.len() > 1 {
            let all = texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("、");
            self.find(FindingCode::ProgressDiffers, task.row, field, &all).params.insert("word", word.zh().to_owned());
        }
        task.status = Some(text);
        task.progress = Some(word);
    }

    /// The state that 是否完成 and 是否销号 tell together: in a row the furthest answered with yes, of
    /// several rows the least.
    fn answers(&mut self, task: &mut Task, draft: &Draft) {
        let asked = self.header.columns.iter();
        let asked = asked.filter(|column| matches!(column.field, Some(Field::Status | Field::StatusPart)));
        let mut least: Option<ProgressWord> = None;
        for row in &draft.rows {
            let cells: Vec<(&str, String)> =
                asked.clone().map(|column| (column.header.as_str(), self.text(*row, column.index))).collect();
            let Some((_, text)) = cells.iter().find(|(_, text)| !text.is_empty()) else { continue };
            let reached =
                cells.iter().filter_map(|(header, text)| answer(header, text).or_else(|| read_progress(text)));
            let Some(word) = reached.max() else {
                // Not even the first stage: the answer itself is what is known.
                task.status = Some(text.clone());
                let text = text.clone();
                task.progress = self.state((*row, Field::Status), &text);
                return;
            };
            least = Some(least.map_or(word, |known| known.min(word)));
        }
        if let Some(word) = least {
            task.status = Some(word.zh().to_owned());
            task.progress = Some(word);
        }
    }

    /// The state whose box is ticked; of several ticked ones the least.
    fn ticked(&self, task: &mut Task, draft: &Draft) {
        let mark = |column: usize| {
            draft.rows.iter().any(|row| {
                let text = squash(&self.sheet.shown(*row, column).text);
                !matches!(text.as_str(), "" | "否" | "0" | "×" | "□" | "-" | "—" | "/" | "无")
            })
        };
        let ticked = self.header.ticks.iter().filter(|(column, _)| mark(*column)).min_by_key(|(_, word)| *word);
        if let Some((_, word)) = ticked {
            task.status = Some(word.zh().to_owned());
            task.progress = Some(*word);
        }
    }

    fn state(&mut self, (row, field): (usize, Field), text: &str) -> Option<ProgressWord> {
        let long = text.chars().count() > STATE_CHARS;
        let header = self.header.column(field).and_then(|column| self.header.at(column));
        let answer = header.and_then(|column| answer(&column.header, text));
        let word = answer.or_else(|| read_progress(text)).or_else(|| read_progress_opening(text));
        match word {
            Some(word) if word.zh() != text && !long => {
                self.find(FindingCode::ProgressNormalised, row, field, text)
                    .params
                    .insert("word", word.zh().to_owned());
            }
            None if says_unfinished(text) => {
                self.find(FindingCode::ProgressUnfinished, row, field, text);
            }
            // A column of words may say anything; only what looks like a state is doubted.
            None if field == Field::Status || !long && text.ends_with(STATE_ENDS) => {
                self.find(FindingCode::ProgressUnknown, row, field, text);
            }
            None if !long => {
                self.find(FindingCode::ProgressInWords, row, field, text);
            }
            _ => {}
        }
        if word != Some(ProgressWord::StruckOff) && says_struck_off(text) {
            self.find(FindingCode::ProgressSaysStruckOff, row, field, text);
        }
        word
    }

    fn cells(&self, row: usize) -> BTreeMap<String, String> {
        let mut cells = BTreeMap::new();
        for column in &self.header.columns {
            let text = self.sheet.shown(row, column.index).text.clone();
            let name = if cells.contains_key(&column.header) {
                format!("{}（{}列）", column.header, column_letters(column.index))
            } else {
                column.header.clone()
            };
            cells.insert(name, text);
        }
        cells
    }

    /// Cells that look blank because the value of their formula was not saved; `from` is where the
    /// findings of the task begin.
    fn formulas_unsaved(&mut self, draft: &Draft, from: usize) {
        let all = &self.sheet.formulas;
        let of_row = |row: usize| {
            let first = all.partition_point(|(other, _)| *other < row);
            all.iter().skip(first).take_while(move |(other, _)| *other == row).copied()
        };
        for (row, column) in draft.rows.iter().copied().flat_map(of_row).collect::<Vec<_>>() {
            let Some(column) = self.header.at(column) else { continue };
            // What is missing is told by this.
            let mut own = self.findings.split_off(from.min(self.findings.len()));
            own.retain(|finding| finding.place.row != row || !finding.raw.is_empty() || finding.field != column.field);
            self.findings.append(&mut own);
            let place = self.place(row, Some(column.index));
            self.findings.push(Finding::new(FindingCode::FormulaUnsaved, place, "").in_field(column.field));
        }
    }

    fn formula_errors(&mut self, draft: &Draft) {
        for row in &draft.rows {
            for column in &self.header.columns {
                let cell = self.sheet.cell(*row, column.index);
                if cell.kind == CellKind::Error {
                    let place = self.place(*row, Some(column.index));
                    self.findings.push(
                        Finding::new(FindingCode::CellFormulaError, place, cell.text.clone()).in_field(column.field),
                    );
                }
            }
        }
    }
}

/// A cell that says that nothing belongs there is an empty one.
fn emptied(cell: &mut Option<String>) {
    if let Some(text) = cell.as_mut().filter(|text| is_nothing(text)) {
        text.clear();
    }
}
