//! The common shape every file is read into: sheets of cells, with merged regions.
//!
//! Positions are 1-based everywhere, as people see them. No reading and no meaning here.

use std::collections::HashMap;

use super::FileKind;

/// Cells a merged region may cover before it is no longer resolved cell by cell.
const MERGED_CELLS_MAX: usize = 2_000_000;

/// What kind of value stood in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellKind {
    /// Nothing.
    #[default]
    Empty,
    /// Text as typed.
    Text,
    /// A number, shown without a needless fraction.
    Number,
    /// A date, shown as `2026-03-31`, or `2026-03` when the cell shows no day.
    Date,
    /// True or false.
    Bool,
    /// A formula error such as `#REF!`.
    Error,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// What people see, with line breaks kept.
    pub text: String,
    /// The kind of value.
    pub kind: CellKind,
}

impl Cell {
    /// A text cell; blank text makes an empty cell.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        let kind = if text.trim().is_empty() { CellKind::Empty } else { CellKind::Text };
        Self { text, kind }
    }

    /// Whether nothing is to be seen in the cell.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// A merged region, all edges included, 1-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// First row.
    pub top: usize,
    /// First column.
    pub left: usize,
    /// Last row.
    pub bottom: usize,
    /// Last column.
    pub right: usize,
}

impl Merge {
    /// Number of columns covered.
    #[must_use]
    pub fn width(&self) -> usize {
        self.right + 1 - self.left
    }
}

/// One sheet of a workbook or one table of a document.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Name of the sheet; tables of a document are numbered.
    pub name: String,
    /// Whether the file hides it.
    pub hidden: bool,
    /// Rows from the first on; a row may be shorter than others.
    pub rows: Vec<Vec<Cell>>,
    /// Merged regions.
    pub merges: Vec<Merge>,
    /// Paragraphs of a document between the previous table and this one.
    pub before: Vec<String>,
    /// Row where a quote is opened and not closed, in text with separators.
    pub open_quote: Option<usize>,
    /// Rows that the file hides, in order, where its kind tells.
    pub hidden_rows: Vec<usize>,
    /// Columns that the file hides, in order, where its kind tells.
    pub hidden_columns: Vec<usize>,
    /// Cells with a formula whose value was not saved, by row and column in order; they look blank.
    pub formulas: Vec<(usize, usize)>,
    covered: HashMap<(usize, usize), usize>,
    /// Cells gone over to resolve merges; crafted regions may lie on top of each other.
    resolved: usize,
    columns: usize,
}

static BLANK: Cell = Cell { text: String::new(), kind: CellKind::Empty };

impl Sheet {
    /// Builds a sheet and resolves its merged regions.
    #[must_use]
    pub fn new(name: impl Into<String>, rows: Vec<Vec<Cell>>, merges: Vec<Merge>) -> Self {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut sheet = Self { name: name.into(), rows, columns, ..Self::default() };
        for merge in merges {
            sheet.add_merge(merge);
        }
        sheet
    }

    fn add_merge(&mut self, merge: Merge) {
        let bottom = merge.bottom.min(self.rows.len());
        let right = merge.right.min(self.columns);
        if merge.top > bottom || merge.left > right || merge.top == 0 || merge.left == 0 {
            return;
        }
        let area = (bottom + 1 - merge.top).saturating_mul(right + 1 - merge.left);
        if area < 2 || self.resolved.saturating_add(area) > MERGED_CELLS_MAX {
            return;
        }
        self.resolved += area;
        let index = self.merges.len();
        for row in merge.top..=bottom {
            for column in merge.left..=right {
                self.covered.entry((row, column)).or_insert(index);
            }
        }
        self.merges.push(Merge { bottom, right, ..merge });
    }

    /// Number of rows.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Number of columns of the widest row.
    #[must_use]
    pub fn column_count(&self) -> usize {
        self.columns
    }

    /// The cell itself, blank when it is covered by a merged region or missing.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        row.checked_sub(1)
            .and_then(|r| self.rows.get(r))
            .zip(column.checked_sub(1))
            .and_then(|(cells, c)| cells.get(c))
            .unwrap_or(&BLANK)
    }

    /// The merged region a position belongs to.
    #[must_use]
    pub fn merge_at(&self, row: usize, column: usize) -> Option<&Merge> {
        self.covered.get(&(row, column)).and_then(|index| self.merges.get(*index))
    }

    /// The position that holds the value shown at a position.
    #[must_use]
    pub fn anchor(&self, row: usize, column: usize) -> (usize, usize) {
        self.merge_at(row, column).map_or((row, column), |merge| (merge.top, merge.left))
    }

    /// The cell whose value is shown at a position, through merged regions.
    #[must_use]
    pub fn shown(&self, row: usize, column: usize) -> &Cell {
        let (row, column) = self.anchor(row, column);
        self.cell(row, column)
    }

    /// Whether the position shows the value of a row further up.
    #[must_use]
    pub fn is_covered_from_above(&self, row: usize, column: usize) -> bool {
        self.merge_at(row, column).is_some_and(|merge| merge.top < row)
    }

    /// Whether every cell of a row is blank; cells covered from above do not count.
    #[must_use]
    pub fn is_blank_row(&self, row: usize) -> bool {
        row.checked_sub(1).and_then(|r| self.rows.get(r)).is_none_or(|cells| cells.iter().all(Cell::is_blank))
    }
}

/// A paragraph of a document that says something and stands outside its tables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paragraph {
    /// Its text, with the number that the document gives it.
    pub text: String,
    /// How many bytes at its head are bold.
    pub bold: usize,
    /// Name of its style; empty: the usual one.
    pub style: String,
}

/// A part of a file that could not be read, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// Nothing of a sheet, by its name.
    Sheet(String),
    /// What follows in a sheet the row that was read last.
    SheetEnd(String, usize),
    /// What follows in a document the paragraphs and tables that were read.
    DocumentEnd,
    /// The styles of a document: its numbers may be missing.
    Styles,
    /// The lists of a document: its numbers are missing.
    Numbering,
}

/// Everything read from one file.
#[derive(Debug, Clone)]
pub struct Workbook {
    /// The kind of file found.
    pub kind: FileKind,
    /// Sheets or tables in order, hidden ones included.
    pub sheets: Vec<Sheet>,
    /// Paragraphs of a document outside its tables, in order.
    pub paragraphs: Vec<Paragraph>,
    /// Parts that could not be read.
    pub damages: Vec<Damage>,
    /// Remarks about the file as a whole, as stable codes.
    pub notes: Vec<&'static str>,
}

impl Workbook {
    /// A file of a kind, of which nothing has been read yet.
    pub(super) fn new(kind: FileKind) -> Self {
        Self { kind, sheets: Vec::new(), paragraphs: Vec::new(), damages: Vec::new(), notes: Vec::new() }
    }

    /// A file that is sheets and nothing else.
    pub(super) fn of_sheets(kind: FileKind, sheets: Vec<Sheet>) -> Self {
        Self { sheets, ..Self::new(kind) }
    }
}

/// The letters of a column: 1 is `A`, 28 is `AB`.
#[must_use]
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}
