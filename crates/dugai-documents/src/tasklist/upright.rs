//! Turns tables that put the name of a field beside its value: one field a row, and one task a
//! table, a stack, a column of values, or a card beside another.
//!
//! A turned sheet has the names as its header and one row with the values, so that everything
//! else reads it like any list.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::{Cell, CellKind, Sheet};

use super::field::{Field, Sure, recognise};
use super::text::{is_chinese_numeral, squash, whole_number};

/// Fields a table must name to be read this way.
const FIELDS_MIN: usize = 4;
/// Names that one card can hold.
const NAMES_MAX: usize = 200;
/// Rows in which two columns must name the same field for two cards to stand side by side.
const TWINS_MIN: usize = 2;

/// One task, as a list of one row.
pub(super) struct Card {
    pub(super) sheet: Sheet,
    /// Rows of the file where it begins and ends.
    pub(super) first: usize,
    pub(super) last: usize,
}

/// The tasks of a table, and what stands in it besides: row, column, text.
pub(super) struct Cards {
    pub(super) tasks: Vec<Card>,
    pub(super) unused: Vec<(usize, usize, String)>,
}

/// A name with the cells behind it.
#[derive(Clone)]
struct Named<'a> {
    row: usize,
    column: usize,
    name: &'a Cell,
    field: Field,
    sure: Sure,
    /// The name stands further up; these values go on with it.
    goes_on: bool,
    values: Vec<usize>,
}

/// The cards of a table; none when it does not speak this way.
pub(super) fn turned(sheet: &Sheet) -> Option<Cards> {
    let mut unused = Vec::new();
    let named = names(sheet, &mut unused);
    let rows: BTreeSet<usize> = named.iter().map(|one| one.row).collect();
    let first = rows.first().copied()?;
    let lanes = lanes(&named);
    let mut above = lines_above(&lanes, &unused, &sheet.before);
    unused.retain(|(row, ..)| !above.values().any(|(line, _)| line == row));
    let title: Vec<String> = unused.iter().filter(|(row, ..)| *row < first).map(|(.., text)| text.clone()).collect();
    unused.retain(|(row, ..)| *row >= first);
    let mut tasks = Vec::new();
    for lane in &lanes {
        for stack in stacks(lane) {
            if stack.len() > NAMES_MAX {
                return None;
            }
            let before = tasks.len();
            for slot in slots(&stack) {
                let mut task = Task::of(sheet, &stack, slot);
                let line = stack.first().and_then(|one| above.remove(&one.row));
                let above_row = line.as_ref().map(|(row, _)| *row).filter(|row| *row > 0);
                let told = line.map(|(_, text)| text);
                if let Some(text) = &told {
                    task.begin_with(text);
                }
                if task.is_task() {
                    let mut turned = Sheet::new(sheet.name.clone(), vec![task.names, task.values], Vec::new());
                    let before = sheet.before.iter().chain(&title).filter(|line| Some(*line) != told.as_ref());
                    turned.before = before.cloned().collect();
                    let row = |one: Option<&Named<'_>>| one.map_or(0, |one| one.row);
                    tasks.push(Card {
                        sheet: turned,
                        first: above_row.unwrap_or(row(stack.first())),
                        last: row(stack.last()),
                    });
                } else {
                    task.spare.append(&mut task.own);
                }
                let told = |(row, column): (usize, usize)| (row, column, sheet.cell(row, column).text.clone());
                unused.extend(task.spare.into_iter().map(told));
            }
            if tasks.len() == before {
                return None;
            }
        }
    }
    // Most of the rows must speak this way, or the table is something else.
    let filled = (1..=sheet.row_count()).filter(|row| !sheet.is_blank_row(*row)).count();
    if tasks.is_empty() || rows.len() * 2 < filled {
        return None;
    }
    unused.sort_unstable();
    Some(Cards { tasks, unused })
}

/// The lines right above cards that do not name a problem: the problem of each. Row and text, by
/// the first row of the card.
fn lines_above(
    lanes: &[Vec<Named<'_>>],
    unused: &[(usize, usize, String)],
    before: &[String],
) -> BTreeMap<usize, (usize, String)> {
    let [lane] = lanes else { return BTreeMap::new() };
    let stacks = stacks(lane);
    let mut above = BTreeMap::new();
    let mut end = 0;
    for stack in &stacks {
        let first = stack.first().map_or(0, |one| one.row);
        let line = unused.iter().rev().find(|(row, ..)| (end + 1..first).contains(row));
        let alone = line.filter(|line| unused.iter().filter(|(row, ..)| *row == line.0).count() == 1);
        end = stack.last().map_or(end, |one| one.row);
        if stack.iter().any(|one| matches!(one.field, Field::Problem | Field::Task)) {
            return BTreeMap::new();
        }
        if let Some((row, _, text)) = alone {
            above.insert(first, (*row, text.clone()));
        } else if let Some(text) = before.last().filter(|text| above.is_empty() && numbered(text).is_some()) {
            // A paragraph of the document, not a row of the table.
            above.insert(first, (0, text.clone()));
        }
    }
    // One line above the only card may be the title of the sheet.
    let told = above.values().all(|(_, text)| numbered(text).is_some());
    if above.len() == stacks.len() && (told || stacks.len() > 1) { above } else { BTreeMap::new() }
}

/// The number of a heading that counts problems one by one.
pub(super) fn number_of_heading(line: &str) -> Option<i64> {
    numbered(line).and_then(|(number, _)| whole_number(&number))
}

/// `问题一：某河断面不达标` → (`一`, `某河断面不达标`).
fn numbered(line: &str) -> Option<(String, &str)> {
    let line = line.trim();
    let rest = line.strip_prefix("问题").unwrap_or(line);
    let length = rest.chars().take_while(|c| c.is_ascii_digit() || is_chinese_numeral(*c)).map(char::len_utf8).sum();
    let (number, text) = rest.split_at_checked(length).filter(|(number, _)| !number.is_empty())?;
    let text = text.strip_prefix(['：', ':', '、', '.', '．', ' ', '\n'])?.trim();
    (!text.is_empty()).then(|| (number.to_owned(), text))
}

/// Every name with its values, row by row; cells that are neither go to `unused`.
fn names<'a>(sheet: &'a Sheet, unused: &mut Vec<(usize, usize, String)>) -> Vec<Named<'a>> {
    let usual = name_columns(sheet);
    let mut named: Vec<Named<'a>> = Vec::new();
    let mut last_in: BTreeMap<usize, usize> = BTreeMap::new();
    for row in 1..=sheet.row_count() {
        let from = named.len();
        for column in 1..=sheet.column_count() {
            let merge = sheet.merge_at(row, column);
            if merge.is_some_and(|merge| merge.left < column) {
                continue;
            }
            let covered = sheet.is_covered_from_above(row, column);
            let cell = sheet.shown(row, column);
            // The cell right behind a name is its value, whatever it says.
            let open = named.get(from..).and_then(<[_]>::last).filter(|last| last.values.is_empty()).is_some();
            let behind = named.get(from..).is_some_and(|row| !row.is_empty());
            let before = last_in.get(&column).and_then(|at| named.get(*at)).filter(|one| one.row < row).cloned();
            // A title over the whole table, or alone above every name, names no field.
            let title = merge.is_some_and(|merge| merge.width() > 1 && merge.width() >= sheet.column_count())
                || named.is_empty() && alone(sheet, row, column);
            let found = recognise(&cell.text).filter(|(_, sure)| {
                if title && (*sure != Sure::Exact || merge.is_some()) {
                    return false;
                }
                // "问题一：某厂排污" is a problem itself.
                let told = cell.text.trim().starts_with("问题") && numbered(&cell.text).is_some();
                !open && !told && (*sure == Sure::Exact || usual.contains(&column) || !behind && column == 1)
            });
            match (found, before) {
                (Some((field, sure)), before) => {
                    // The same name in the next row, or a name merged over rows, goes on.
                    let same = |one: &Named<'_>| squash(&one.name.text) == squash(&cell.text) && one.row + 1 == row;
                    let goes_on = covered || before.as_ref().is_some_and(same);
                    named.push(Named { row, column, name: cell, field, sure, goes_on, values: Vec::new() });
                }
                (None, Some(before))
                    if cell.is_blank() && !open && before.row + 1 == row && fills(sheet, row, column) =>
                {
                    named.push(Named { row, goes_on: true, values: Vec::new(), ..before });
                }
                _ => match named.get_mut(from..).and_then(<[_]>::last_mut) {
                    Some(last) => last.values.push(column),
                    None if cell.is_blank() || covered => {}
                    None => unused.push((row, column, cell.text.clone())),
                },
            }
        }
        last_in.extend(named.iter().enumerate().skip(from).map(|(at, one)| (one.column, at)));
    }
    named
}

/// Whether nothing else stands in the row.
fn alone(sheet: &Sheet, row: usize, column: usize) -> bool {
    (1..=sheet.column_count()).all(|other| other == column || sheet.shown(row, other).is_blank())
}

/// Whether a row without a name of its own says something.
fn fills(sheet: &Sheet, row: usize, column: usize) -> bool {
    !sheet.cell(row, column + 1).is_blank() || sheet.merge_at(row, column).is_some_and(|merge| merge.top < row)
}

/// Columns that hold names in most of their rows.
fn name_columns(sheet: &Sheet) -> Vec<usize> {
    let is_usual = |column: &usize| {
        let cells = (1..=sheet.row_count()).map(|row| sheet.cell(row, *column)).filter(|cell| !cell.is_blank());
        let (mut all, mut known, mut exact) = (0, 0, 0);
        for cell in cells {
            let found = recognise(&cell.text);
            all += 1;
            known += usize::from(found.is_some());
            exact += usize::from(found.is_some_and(|(_, sure)| sure == Sure::Exact));
        }
        exact > 0 && known * 3 >= all * 2
    };
    (1..=sheet.column_count()).filter(is_usual).collect()
}

/// Names of one card beside another: a column begins the next card when it names fields that the
/// card before names in the same rows.
fn lanes<'a>(named: &[Named<'a>]) -> Vec<Vec<Named<'a>>> {
    let mut columns: BTreeMap<usize, Vec<&Named<'a>>> = BTreeMap::new();
    for one in named {
        columns.entry(one.column).or_default().push(one);
    }
    let mut lanes: Vec<Vec<Named<'a>>> = Vec::new();
    // Row and field of every name in the lane so far.
    let mut known: BTreeSet<(usize, Field)> = BTreeSet::new();
    for names in columns.into_values() {
        let twins = names.iter().filter(|one| one.field != Field::Other && known.contains(&(one.row, one.field)));
        if lanes.is_empty() || twins.count() >= TWINS_MIN {
            known.clear();
            lanes.push(Vec::new());
        }
        known.extend(names.iter().map(|one| (one.row, one.field)));
        if let Some(lane) = lanes.last_mut() {
            lane.extend(names.into_iter().cloned());
        }
    }
    for lane in &mut lanes {
        lane.sort_by_key(|one| (one.row, one.column));
    }
    lanes
}

/// The first name of a task, once more, begins the next task below.
fn stacks<'a>(lane: &[Named<'a>]) -> Vec<Vec<Named<'a>>> {
    let mut stacks: Vec<Vec<Named<'a>>> = Vec::new();
    for one in lane {
        match stacks.last_mut() {
            // 问题描述 below 问题名称 tells more of the same task.
            Some(stack) if one.goes_on || stack.first().is_none_or(|first| !same_name(first, one)) => {
                stack.push(one.clone());
            }
            _ => stacks.push(vec![one.clone()]),
        }
    }
    stacks
}

fn same_name(one: &Named<'_>, other: &Named<'_>) -> bool {
    one.field == other.field && squash(&one.name.text) == squash(&other.name.text)
}

/// The columns of values: several behind the names of one column are several tasks.
fn slots(stack: &[Named<'_>]) -> Vec<Option<usize>> {
    let columns: BTreeSet<usize> = stack.iter().map(|one| one.column).collect();
    let several = stack.iter().filter(|one| one.values.len() > 1).count();
    if columns.len() > 1 || several < FIELDS_MIN {
        return vec![None];
    }
    let slots: BTreeSet<usize> = stack.iter().flat_map(|one| one.values.iter().copied()).collect();
    slots.into_iter().map(Some).collect()
}

/// The fields of one task being put together.
#[derive(Default)]
struct Task {
    fields: Vec<Field>,
    exact: usize,
    names: Vec<Cell>,
    values: Vec<Cell>,
    /// Whether the problem is its own, not a cell that spans several tasks.
    subject: bool,
    /// Cells of its own column of values.
    own: Vec<(usize, usize)>,
    /// Cells that it has no room for.
    spare: Vec<(usize, usize)>,
}

impl Task {
    fn of(sheet: &Sheet, stack: &[Named<'_>], slot: Option<usize>) -> Self {
        let mut task = Self::default();
        for one in stack {
            let column = slot.or_else(|| one.values.first().copied());
            let value = column.map(|column| sheet.shown(one.row, column).clone()).unwrap_or_default();
            let own = column.is_some_and(|column| !sheet.cell(one.row, column).is_blank());
            let filled = |column: &&usize| !sheet.cell(one.row, **column).is_blank();
            if slot.is_none() {
                task.spare.extend(one.values.iter().skip(1).filter(filled).map(|column| (one.row, *column)));
            }
            let here = column.filter(|_| own).map(|column| (one.row, column));
            let known = task.fields.iter().position(|field| *field == one.field && *field != Field::Other);
            // Of 问题名称 and 问题描述 the header settles which counts.
            let other =
                |at: &usize| task.names.get(*at).is_some_and(|name| squash(&name.text) != squash(&one.name.text));
            if let Some(at) = known.filter(|at| one.field != Field::Problem || one.goes_on || !other(at)) {
                // A value merged over the rows of its name is one value.
                let above = column.is_some_and(|column| sheet.is_covered_from_above(one.row, column));
                if let Some(known) = task.values.get_mut(at).filter(|_| one.goes_on && !above && !value.is_blank()) {
                    known.text = format!("{}\n{}", known.text, value.text);
                    known.kind = CellKind::Text;
                } else if !above {
                    task.spare.extend(here);
                }
                continue;
            }
            task.own.extend(here.filter(|_| slot.is_some()));
            task.subject |= own && matches!(one.field, Field::Problem | Field::Task);
            task.fields.push(one.field);
            task.exact += usize::from(one.sure == Sure::Exact);
            task.names.push(one.name.clone());
            task.values.push(value);
        }
        task
    }

    /// The problem stands in a line above the card.
    fn begin_with(&mut self, line: &str) {
        let (number, problem) = numbered(line).unwrap_or((String::new(), line));
        let numbered_already = self.fields.contains(&Field::No);
        let mut add = |field, name: &str, value: &str| {
            self.fields.insert(0, field);
            self.names.insert(0, Cell::text(name));
            self.values.insert(0, Cell::text(value));
        };
        add(Field::Problem, "存在问题", problem);
        if !number.is_empty() && !numbered_already {
            add(Field::No, "序号", &number);
        }
        self.subject = true;
        self.exact += 1;
    }

    fn is_task(&self) -> bool {
        let measures = self.fields.contains(&Field::Measures);
        self.subject && measures && self.fields.len() >= FIELDS_MIN && self.exact >= 2
    }
}
