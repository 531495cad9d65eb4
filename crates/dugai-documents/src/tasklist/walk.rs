//! Walks the rows of a sheet: finds its lists, puts rows together to tasks, names the rest.
//!
//! Values of the tasks are read in `build`.

use crate::read::Sheet;

use super::chosen::ColumnChoice;
use super::field::Field;
use super::header::{Header, find_header, header_at};
use super::model::{SkipReason, SkippedRow};
use super::numbers::whole_of_part;
use super::rows::{CLASS_CHARS, RowKind, classify, heading_level, own_cells};
use super::text::{squash, whole_number};

/// Rows of a task looked at for its number and problem; both stand in its first rows.
const LOOK_BACK: usize = 20;

/// A problem takes more characters than the cells of a table of names or figures.
pub(super) const PROBLEM_MIN: usize = 7;

/// 附件1, 附表2-1
const ANNEX_CHARS: usize = 8;

/// Words of the heading of a whole list or of a part of a document that holds one.
pub(super) const LIST_WORDS: [&str; 10] =
    ["清单", "附件", "附表", "一览表", "任务", "措施", "安排", "要求", "方案", "保障"];

/// Rows that make up one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) rows: Vec<usize>,
    pub(crate) klass: Option<String>,
    pub(crate) subclass: Option<String>,
}

/// A list of a sheet with its tasks.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) header: Header,
    pub(crate) title: Vec<String>,
    pub(crate) drafts: Vec<Draft>,
}

/// The lists of a sheet and the rows passed over.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub(crate) found: Vec<Found>,
    pub(crate) skipped: Vec<SkippedRow>,
    /// Class and finer class of the last row.
    pub(crate) class: (Option<String>, Option<String>),
}

/// The list before a table, which may go on with it.
#[derive(Debug, Clone)]
pub(crate) struct Carried {
    pub(crate) header: Header,
    pub(crate) title: Vec<String>,
    /// How many columns its sheet had.
    pub(crate) columns: usize,
    pub(crate) class: (Option<String>, Option<String>),
}

/// Walks a sheet. `carried` is the list before; its header holds for a table without one where
/// `headless` says so.
pub(crate) fn walk(sheet: &Sheet, carried: Option<&Carried>, headless: bool, choice: &ColumnChoice) -> Walked {
    let mut walker = Walker { sheet, choice, carried, out: Walked::default(), klass: None, subclass: None };
    let mut row = match (find_header(sheet, 1, choice), carried.filter(|_| headless)) {
        (Some(header), _) => walker.begin(header, 1, Vec::new()),
        (None, Some(carried)) => {
            let header = Header { top: 0, bottom: 0, ..carried.header.clone() };
            (walker.klass, walker.subclass) = carried.class.clone();
            walker.class_above(&sheet.before);
            walker.out.found.push(Found { header, title: Vec::new(), drafts: Vec::new() });
            1
        }
        (None, None) => return walker.out,
    };
    while row <= sheet.row_count() {
        row = walker.step(row);
    }
    walker.out.class = (walker.klass, walker.subclass);
    walker.out
}

struct Walker<'a> {
    sheet: &'a Sheet,
    carried: Option<&'a Carried>,
    choice: &'a ColumnChoice,
    out: Walked,
    klass: Option<String>,
    subclass: Option<String>,
}

impl Walker<'_> {
    /// Begins a list whose title starts at `from`, below lines that are its title already; returns the
    /// first row below its header.
    fn begin(&mut self, mut header: Header, from: usize, above: Vec<String>) -> usize {
        header.add_unnamed_number(self.sheet);
        let mut title = self.sheet.before.clone();
        title.extend(above);
        for row in from..header.top {
            let text = self.row_text(row);
            if !text.is_empty() {
                title.push(text);
                self.skip(row, SkipReason::Title);
            }
        }
        for row in header.top..=header.bottom {
            self.skip(row, SkipReason::Header);
        }
        let next = header.bottom + 1;
        (self.klass, self.subclass) = self.class_before(&header, &title);
        self.class_above(&title);
        self.out.found.push(Found { header, title, drafts: Vec::new() });
        next
    }

    /// The class of the list before, where a table only goes on with it: the same columns, no title
    /// of its own, and numbers that do not begin again.
    fn class_before(&self, header: &Header, title: &[String]) -> (Option<String>, Option<String>) {
        let (before, known, class) = match (self.out.found.last(), self.carried) {
            (Some(found), _) => (&found.header, &found.title, (self.klass.clone(), self.subclass.clone())),
            (None, Some(carried)) => (&carried.header, &carried.title, carried.class.clone()),
            (None, None) => return (None, None),
        };
        let below = header.bottom + 1..=self.sheet.row_count();
        let numbers = header.column(Field::No).map(|no| below.map(move |row| &self.sheet.cell(row, no).text));
        let first = numbers.and_then(|mut numbers| numbers.find_map(|text| whole_number(text)));
        let own_title = title.iter().any(|line| !is_title_again(line, known));
        if header.words() == before.words() && !own_title && first != Some(1) { class } else { (None, None) }
    }

    /// The headings right above a list name the class of its tasks, unless they name the list.
    fn class_above(&mut self, title: &[String]) {
        let headings = title.iter().rev().take_while(|line| heading_level(line).is_some()).count();
        let lines: Vec<&String> = title.iter().skip(title.len() - headings).collect();
        let Some(first) = lines.iter().rposition(|line| heading_level(line) == Some(1)) else { return };
        for line in lines.into_iter().skip(first) {
            let sentence = line.ends_with(['。', '；', ';', '：', ':']) || line.chars().count() > CLASS_CHARS;
            if !sentence && (!LIST_WORDS.iter().any(|word| line.contains(word)) || self.has_class_lines()) {
                self.set_class(line.clone());
            }
        }
    }

    /// Whether headings stand between the rows of the sheet, as one does above them.
    fn has_class_lines(&self) -> bool {
        let alone = |row: &usize| matches!(own_cells(self.sheet, *row).as_slice(), [(_, text)] if heading_level(text) == Some(1));
        (1..=self.sheet.row_count()).filter(alone).take(2).count() > 1
    }

    fn step(&mut self, row: usize) -> usize {
        let Some(found) = self.out.found.last() else { return row + 1 };
        let header = found.header.clone_for_rows();
        let numbered = header.no.is_some_and(|no| whole_number(&self.sheet.cell(row, no).text).is_some());
        if !numbered {
            let repeats = found.header.repeats_at(self.sheet, row);
            let height = (found.header.bottom + 1).saturating_sub(found.header.top).max(1);
            // The header of another list may have most words of the one before.
            let next = header_at(self.sheet, row, self.choice)
                .filter(|next| !repeats || differs(&found.header, next) || self.has_title_above(row));
            if let Some(next) = next {
                let above = self.give_back_titles(row);
                return self.begin(next, row, above);
            }
            if repeats {
                return self.pass_header(row, height);
            }
        }
        match classify(self.sheet, &found.header, row) {
            RowKind::Blank => {}
            RowKind::Skip(reason) => self.skip(row, reason),
            // The title of the list, printed once more on the next page.
            RowKind::Class(text) if is_title_again(&text, &found.title) => self.skip(row, SkipReason::Title),
            RowKind::Class(text) => {
                self.set_class(without_continued(&text).to_owned());
                self.skip(row, SkipReason::ClassLine);
            }
            RowKind::Data => self.data(row),
        }
        row + 1
    }

    fn pass_header(&mut self, row: usize, height: usize) -> usize {
        let mut next = row;
        for offset in 0..height {
            // The rows of a repeated header follow each other; a shorter one ends at data.
            let same = self.out.found.last().is_some_and(|found| found.header.repeats_at(self.sheet, row + offset));
            if offset > 0 && !same {
                break;
            }
            self.skip(row + offset, SkipReason::HeaderRepeated);
            next = row + offset + 1;
        }
        next
    }

    /// The first row behind the last task so far.
    fn behind_data(&self) -> usize {
        let last = self.out.found.last().and_then(|found| found.drafts.last()).and_then(|draft| draft.rows.last());
        last.map_or(0, |last| last + 1)
    }

    /// Whether a line right above a header names a list of its own, and no class of the list before.
    fn has_title_above(&self, header_row: usize) -> bool {
        let from = self.behind_data();
        let above = self.out.skipped.iter().rev().take_while(|skipped| skipped.row >= from);
        above.filter(|skipped| skipped.row < header_row && skipped.reason == SkipReason::ClassLine).any(|skipped| {
            heading_level(&skipped.text).is_none() && LIST_WORDS.iter().any(|word| skipped.text.contains(word))
        })
    }

    /// Lines directly above a second header were its title, not classes of the list before.
    fn give_back_titles(&mut self, header_row: usize) -> Vec<String> {
        let from = self.behind_data();
        let mut titles = Vec::new();
        for skipped in self.out.skipped.iter_mut().rev().take_while(|skipped| skipped.row >= from) {
            if skipped.row < header_row && matches!(skipped.reason, SkipReason::ClassLine | SkipReason::Unknown) {
                skipped.reason = SkipReason::Title;
                titles.insert(0, skipped.text.clone());
            }
        }
        titles
    }

    fn set_class(&mut self, text: String) {
        let lower = heading_level(&text) == Some(2);
        if lower && self.klass.as_deref().is_some_and(|klass| heading_level(klass) == Some(1)) {
            self.subclass = Some(text);
        } else {
            self.klass = Some(text);
            self.subclass = None;
        }
    }

    fn data(&mut self, row: usize) {
        let Some(found) = self.out.found.last_mut() else { return };
        let current = found.drafts.last();
        let start = start_of(self.sheet, &found.header, row, current);
        match start {
            Start::New => {
                let draft = Draft { rows: vec![row], klass: self.klass.clone(), subclass: self.subclass.clone() };
                found.drafts.push(draft);
            }
            Start::Continue => {
                if let Some(draft) = found.drafts.last_mut() {
                    draft.rows.push(row);
                }
            }
            Start::Neither => self.skip(row, SkipReason::Unknown),
        }
    }

    fn row_text(&self, row: usize) -> String {
        own_cells(self.sheet, row).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ")
    }

    fn skip(&mut self, row: usize, reason: SkipReason) {
        let text = self.row_text(row);
        self.out.skipped.push(SkippedRow { sheet: self.sheet.name.clone(), row, reason, text });
    }
}

/// Whether a header gives a column another meaning than the one before, in other words.
fn differs(before: &Header, next: &Header) -> bool {
    next.columns.iter().any(|column| {
        let known = before.at(column.index);
        let (field, before) = (column.field, known.and_then(|known| known.field));
        let same = known.is_some_and(|known| squash(&known.header) == squash(&column.header));
        !same && !matches!(field, None | Some(Field::Other)) && field != before
    })
}

/// What a line says without （续）.
fn without_continued(line: &str) -> &str {
    let line = line.trim();
    ["（续）", "(续)", "（续表）", "(续表)", "续表", "（续 ）"]
        .iter()
        .find_map(|word| line.strip_suffix(word))
        .map_or(line, str::trim_end)
}

/// Whether a line repeats a title, as on every printed page: 续表, 附件1（续）, the same words again.
fn is_title_again(line: &str, title: &[String]) -> bool {
    let bare = without_continued(line);
    let word = squash(bare);
    let continued = bare.len() < line.trim().len();
    let listed = LIST_WORDS.iter().any(|list| word.contains(list)) && heading_level(bare).is_none();
    let annex = ["附件", "附表"].iter().any(|start| word.starts_with(start)) && word.chars().count() <= ANNEX_CHARS;
    let same = |known: &String| squash(without_continued(known)) == word;
    let goes_on = ["续表", "续上表", "接上页", "接上表"].iter().any(|start| word.starts_with(start));
    word.is_empty() || goes_on || annex || continued && listed || title.iter().any(same)
}

/// The one column needed to look at every row cheaply.
struct RowKey {
    no: Option<usize>,
}

impl Header {
    fn clone_for_rows(&self) -> RowKey {
        RowKey { no: self.column(Field::No) }
    }
}

enum Start {
    New,
    Continue,
    Neither,
}

/// Whether a data row begins a task or goes on with the one before.
fn start_of(sheet: &Sheet, header: &Header, row: usize, current: Option<&Draft>) -> Start {
    let first = current.and_then(|draft| draft.rows.first()).copied();
    let problem = header.column(Field::Problem);
    let own = |column: Option<usize>| column.map(|column| squash(&sheet.cell(row, column).text)).unwrap_or_default();
    let before = |column: Option<usize>| {
        let rows = current.map(|draft| draft.rows.as_slice()).unwrap_or(&[]);
        column
            .and_then(|column| {
                rows.iter()
                    .take(LOOK_BACK)
                    .map(|row| squash(&sheet.shown(*row, column).text))
                    .find(|text| !text.is_empty())
            })
            .unwrap_or_default()
    };
    let covered = |column: Option<usize>| {
        column
            .and_then(|column| sheet.merge_at(row, column))
            .is_some_and(|merge| merge.top < row && first.is_some_and(|first| merge.top >= first))
    };
    let no = header.column(Field::No);
    let key = if no.is_some() { no } else { problem.or_else(|| header.column(Field::Measures)) };
    if covered(key) {
        return Start::Continue;
    }
    let (own_no, own_problem) = (own(no), own(problem));
    // "1-2" below "1-1", beside one problem, counts its measures.
    let whole = whole_of_part(&own_no);
    if whole.is_some() && covered(problem) && whole == whole_of_part(&before(no)) {
        return Start::Continue;
    }
    // Words instead of a number and hardly a problem: another table stands here.
    let wordy = !own_no.chars().any(|c| c.is_ascii_digit()) && whole_number(&own_no).is_none();
    if !own_no.is_empty() && wordy && problem.is_some() && own_problem.chars().count() < PROBLEM_MIN {
        return Start::Neither;
    }
    if !own_no.is_empty() {
        let same_no = current.is_some() && own_no == before(no);
        let same_problem = own_problem.is_empty() || own_problem == before(problem);
        let other_measure = header.column(Field::Measures).is_some_and(|column| {
            let measure = own(Some(column));
            !measure.is_empty() && measure != before(Some(column))
        });
        return if same_no && same_problem && other_measure { Start::Continue } else { Start::New };
    }
    if !own_problem.is_empty() {
        let same = current.is_some() && own_problem == before(problem);
        return if same { Start::Continue } else { Start::New };
    }
    // Neither number nor problem: only a measure makes the row a part of the task above.
    let measures = header.column(Field::Measures);
    let has_measure = [measures, header.column(Field::MeasureNo), header.column(Field::Detail)]
        .into_iter()
        .any(|column| !own(column).is_empty());
    let adjacent = current.and_then(|draft| draft.rows.last()).is_some_and(|last| last + 1 == row);
    match current {
        Some(_) if has_measure || covered(measures) || (measures.is_none() && adjacent) => Start::Continue,
        None if has_measure => Start::New,
        _ => Start::Neither,
    }
}
