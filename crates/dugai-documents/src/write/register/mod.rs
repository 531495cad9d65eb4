//! A register of any length, row by row: as a workbook in the official layout, or as csv.
//!
//! Which rows and columns a reader may have is decided before; here they are only set.

mod comma;
mod layout;
mod workbook;

use jiff::civil::Date;

pub use comma::CsvRegister;
pub use workbook::XlsxRegister;

use super::clean::Cuts;

/// What a column holds; it decides the width where none is given, and the alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Words, set from the left.
    Text,
    /// A day, centred.
    Date,
    /// A count, centred.
    Number,
}

/// A column of a register.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Heading.
    pub title: String,
    /// Width in digits of the body font; what is not above zero means the width of the kind.
    pub width: f64,
    /// What it holds.
    pub kind: Kind,
}

impl Column {
    /// A column as wide as its kind needs.
    #[must_use]
    pub fn new(title: impl Into<String>, kind: Kind) -> Self {
        Self { title: title.into(), width: 0.0, kind }
    }

    /// The same column with a width in digits of the body font.
    #[must_use]
    pub fn wide(self, width: f64) -> Self {
        Self { width, ..self }
    }
}

/// Everything of a register but its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisterHead {
    /// Title over all columns.
    pub title: String,
    /// Line under it: cut-off time and the filter in words. Left out when empty.
    pub subtitle: String,
    /// Columns from the left.
    pub columns: Vec<Column>,
    /// Line under the last row: who filled it in, who checked it, telephone. Left out when empty.
    pub preparer_line: String,
    /// Whether the data are invented: then the title and every printed page say so.
    pub demo: bool,
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words. Never taken for a formula.
    Text(String),
    /// A day.
    Date(Date),
    /// A whole number.
    Int(i64),
    /// Nothing.
    Empty,
}

/// What a finished register holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows of the body.
    pub rows: u64,
    /// What could not be written as it was given.
    pub cuts: Cuts,
}

/// The mark on everything made from invented data, in front of a title.
const DEMO_TITLE: &str = "【演示】";

/// Whether a spreadsheet program could take a text for a formula when it reads or edits it.
pub(super) fn looks_like_formula(text: &str) -> bool {
    // Spaces in front are dropped by some programs.
    let text = text.trim_start_matches([' ', '\u{A0}', '\u{3000}']);
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}
