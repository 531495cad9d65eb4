//! Reads lists that a document writes as paragraphs, without a table: a heading for each problem,
//! below it 整改目标：, 整改措施：, 责任单位： and so on.
//!
//! The tasks become a sheet of one row each, so that everything else reads them like any list.
//! `piece` takes lines apart, `blocks` puts them together to tasks.

mod blocks;
mod piece;

use crate::read::{Cell, Paragraph, Sheet};

use super::add_table;
use super::field::Field;
use super::finding::{self, Finding, FindingCode};
use super::header::header_at;
use super::model::{ReadOptions, SkipReason, SkippedRow, TaskListReading};
use super::text::squash;
use super::walk::{Draft, Found};
use blocks::{Block, blocks};
use piece::pieces;

/// What stands in place of the name of a sheet.
pub(super) const NAME: &str = "正文段落";
/// Fields that one of the tasks must have.
const FIELDS_MIN: usize = 4;
/// Lines above the first task that may name whose list it is.
const TITLE_LINES: usize = 3;

/// The number at the head of a text, and what follows it.
pub(super) fn numbered(text: &str) -> Option<(i64, String)> {
    let (mark, rest) = piece::marked(text)?;
    (!rest.is_empty()).then(|| (mark.number, rest.to_owned()))
}

/// Where the task of a row stands in the document.
#[derive(Debug, Default)]
struct Place {
    /// First and last paragraph.
    first: usize,
    last: usize,
    /// The paragraph of every column; 0: the task does not have it.
    columns: Vec<usize>,
    klass: Option<String>,
    subclass: Option<String>,
}

/// A list in paragraphs.
#[derive(Debug)]
struct List {
    /// A header and one row for each task.
    sheet: Sheet,
    places: Vec<Place>,
    title: Vec<String>,
    /// Headings that a problem of its own stands below.
    unused: Vec<(usize, String)>,
    /// Lines that belong to no task, and whether they stand behind the list.
    rest: Vec<(usize, String, bool)>,
}

/// Reads the list that the paragraphs of a document hold, where no table holds one; rows are told
/// by their paragraphs.
pub(super) fn read_into(reading: &mut TaskListReading, paragraphs: &[Paragraph], options: &ReadOptions) {
    let Some(list) = list(paragraphs) else { return };
    // A value may look like the second row of a header; the labels alone are one.
    let labels = Sheet::new(NAME, list.sheet.rows.iter().take(1).cloned().collect(), Vec::new());
    let Some(header) = header_at(&labels, 1, &options.columns) else { return };
    let place = |row| finding::Place { sheet: NAME.to_owned(), row, ..finding::Place::default() };
    if !reading.tasks.is_empty() {
        let (first, last) = (list.places.first(), list.places.last());
        let end = last.map_or(0, |place| place.last).to_string();
        let told = Finding::new(FindingCode::ParagraphsBeside, place(first.map_or(0, |place| place.first)), end);
        reading.findings.push(told.with("count", list.places.len().to_string()));
        return;
    }
    let draft = |(place, row): (&Place, usize)| Draft {
        rows: vec![row],
        klass: place.klass.clone(),
        subclass: place.subclass.clone(),
    };
    let drafts = list.places.iter().zip(2..).map(draft).collect();
    let from = reading.findings.len();
    add_table(reading, &list.sheet, Found { header, title: list.title.clone(), drafts }, options);
    reading.tables.iter_mut().for_each(|table| table.upright |= table.sheet == NAME);
    for task in &mut reading.tasks {
        let Some(place) = task.row.checked_sub(2).and_then(|at| list.places.get(at)) else { continue };
        (task.row, task.last_row) = (place.first, place.last);
        task.measures.iter_mut().for_each(|measure| measure.row = place.first);
    }
    for finding in reading.findings.iter_mut().skip(from) {
        list.find(&mut finding.place);
    }
    for (row, text) in list.unused {
        reading.findings.push(Finding::new(FindingCode::CellNotTaken, place(row), text));
    }
    let skipped = |(row, text, behind)| SkippedRow {
        sheet: NAME.to_owned(),
        row,
        reason: if behind { SkipReason::Note } else { SkipReason::Unknown },
        text,
    };
    reading.skipped.extend(list.rest.into_iter().map(skipped));
}

impl List {
    /// Puts the paragraph in place of a row of the sheet; the name of the field leads to the line.
    fn find(&self, place: &mut finding::Place) {
        let header = self.sheet.rows.first().map_or(&[][..], Vec::as_slice);
        let column = header.iter().position(|cell| cell.text == place.header);
        let of = place.row.checked_sub(2).and_then(|at| self.places.get(at));
        place.row = of.map_or(0, |of| {
            let own = column.and_then(|column| of.columns.get(column)).copied().filter(|own| *own > 0);
            own.unwrap_or(of.first)
        });
        place.column.clear();
    }
}

/// The list that paragraphs hold, if they hold one.
fn list(paragraphs: &[Paragraph]) -> Option<List> {
    let pieces = pieces(paragraphs);
    let found = blocks(&pieces)?;
    let full = |task: &Block<'_>| {
        let subject = !task.heading.is_empty() || task.has(Field::Problem) || task.has(Field::Task);
        let duty = [Field::Measures, Field::Units, Field::Lead].into_iter().any(|field| task.has(field));
        let own = task.values.len() + usize::from(!task.heading.is_empty() && !task.has(Field::Problem));
        subject && duty && own >= FIELDS_MIN
    };
    if !found.tasks.iter().any(full) {
        return None;
    }
    let mut rows = Rows::default();
    let mut unused = Vec::new();
    for task in &found.tasks {
        rows.add(task, &mut unused);
    }
    let title = found.title.iter().take(TITLE_LINES).map(|line| (*line).to_owned()).collect();
    let rest = found.rest.into_iter().map(|(at, line, behind)| (at, line.to_owned(), behind)).collect();
    let (sheet, places) = rows.finish();
    Some(List { sheet, places, title, unused, rest })
}

/// Rows while they are being put together.
#[derive(Default)]
struct Rows<'a> {
    /// Field, how many columns of the same stand before it, header.
    columns: Vec<(Field, usize, &'a str)>,
    rows: Vec<Vec<String>>,
    places: Vec<Place>,
}

impl<'a> Rows<'a> {
    fn add(&mut self, task: &Block<'a>, unused: &mut Vec<(usize, String)>) {
        self.rows.push(Vec::new());
        let (klass, subclass) = (task.klass.clone(), task.subclass.clone());
        self.places.push(Place { first: task.first, last: task.last, klass, subclass, ..Place::default() });
        if let Some(number) = task.number.filter(|_| !task.has(Field::No)) {
            self.put((Field::No, 0, "序号"), &number.to_string(), task.first);
        }
        let heading = task.heading.iter().map(|(_, line)| *line).collect::<Vec<_>>().join("\n");
        if !task.has(Field::Problem) && !heading.is_empty() {
            self.put((Field::Problem, 0, "存在问题"), &heading, task.first);
        } else {
            let problem = task.values.iter().filter(|value| value.field == Field::Problem);
            let told: String = problem.flat_map(|value| &value.lines).map(|line| squash(line)).collect();
            let lines = task.heading.iter().filter(|(_, line)| !told.contains(&squash(line)));
            unused.extend(lines.map(|(at, line)| (*at, (*line).to_owned())));
        }
        let mut before: Vec<(Field, &str)> = Vec::new();
        for value in &task.values {
            let name = squash(value.name);
            // The same label once more goes on with its value.
            let others: Vec<&(Field, &str)> = before.iter().filter(|(field, _)| *field == value.field).collect();
            let known = others.iter().position(|(_, other)| squash(other) == name);
            let place = known.unwrap_or(others.len());
            if known.is_none() {
                before.push((value.field, value.name));
            }
            let text = value.lines.join("\n");
            let text = if value.lines.len() > 1 { text.as_str() } else { trimmed(value.field, &text) };
            self.put((value.field, place, value.name), text, value.paragraph);
        }
    }

    /// Puts a text into the column of its field; a text that is there already goes on.
    fn put(&mut self, column: (Field, usize, &'a str), text: &str, paragraph: usize) {
        let same = |known: &(Field, usize, &str)| {
            let kept = !matches!(column.0, Field::Other) || squash(known.2) == squash(column.2);
            known.0 == column.0 && known.1 == column.1 && kept
        };
        let at = self.columns.iter().position(same).unwrap_or_else(|| {
            self.columns.push(column);
            self.columns.len() - 1
        });
        let (Some(row), Some(place)) = (self.rows.last_mut(), self.places.last_mut()) else { return };
        row.resize(row.len().max(at + 1), String::new());
        place.columns.resize(place.columns.len().max(at + 1), 0);
        if let Some(cell) = row.get_mut(at) {
            *cell = if cell.is_empty() { text.to_owned() } else { format!("{cell}\n{text}") };
        }
        if let Some(known) = place.columns.get_mut(at).filter(|known| **known == 0) {
            *known = paragraph;
        }
    }

    fn finish(self) -> (Sheet, Vec<Place>) {
        let header = self.columns.iter().map(|(_, _, name)| Cell::text(squash(name))).collect();
        let rows = self.rows.into_iter().map(|row| row.into_iter().map(Cell::text).collect());
        let rows = std::iter::once(header).chain(rows).collect();
        (Sheet::new(NAME, rows, Vec::new()), self.places)
    }
}

/// A value that is no sentence, without the sign that ends its line.
fn trimmed(field: Field, text: &str) -> &str {
    let sentence =
        matches!(field, Field::Problem | Field::Task | Field::Goal | Field::Measures | Field::Progress | Field::Remark);
    if sentence { text } else { text.trim_end_matches(['。', '；', ';']) }
}
