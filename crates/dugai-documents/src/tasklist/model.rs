//! What a task list contains once it is read: tasks, measures, tables, rows passed over.
//!
//! Plain values; how they are found is in the other modules.

use std::collections::BTreeMap;

use crate::read::Limits;

use super::chosen::ColumnChoice;
use super::deadline::Deadline;
use super::field::Level;
use super::finding::Finding;
use super::header::Header;
use super::progress::ProgressWord;
use super::units::UnitName;

/// How a list is to be read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// How much of a file is accepted.
    pub limits: Limits,
    /// Names of all known units; when empty, names are not checked.
    pub known_units: Vec<String>,
    /// Whether hidden sheets are read too.
    pub include_hidden: bool,
    /// What a person says about the columns.
    pub columns: ColumnChoice,
}

/// A number another level gave to the same problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpperNumber {
    /// The level.
    pub level: Level,
    /// The number when it is whole.
    pub no: Option<i64>,
    /// As written.
    pub text: String,
}

/// One measure of a task.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Measure {
    /// Its number within the task.
    pub no: i64,
    /// Its text without number and closing sign.
    pub text: String,
    /// The row it stands in.
    pub row: usize,
    /// Its own deadline as written, when the list gives one per measure.
    pub due_text: Option<String>,
    /// Its own deadline as understood.
    pub due: Deadline,
    /// Its own units, when the list gives them per measure.
    pub units: Option<String>,
    /// Its own lead unit.
    pub lead: Option<String>,
    /// Its own assisting units.
    pub assist: Option<String>,
    /// Its own state as written.
    pub status: Option<String>,
}

/// One task. Texts are `None` when the list has no such column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Task {
    /// Index of its table in [`TaskListReading::tables`].
    pub table: usize,
    /// Sheet or table it stands in.
    pub sheet: String,
    /// First row.
    pub row: usize,
    /// Last row.
    pub last_row: usize,
    /// Number when it is whole.
    pub no: Option<i64>,
    /// Number as written.
    pub no_text: String,
    /// Level whose number `no` is, as far as the list tells.
    pub own_level: Option<Level>,
    /// Numbers of other levels.
    pub upper: Vec<UpperNumber>,
    /// Class of the problem.
    pub klass: Option<String>,
    /// Finer class line between the class and the task.
    pub subclass: Option<String>,
    /// The problem.
    pub problem: String,
    /// The goal.
    pub goal: Option<String>,
    /// The measures.
    pub measures: Vec<Measure>,
    /// The measures as written.
    pub measures_text: String,
    /// The deadline as written.
    pub due_text: Option<String>,
    /// The deadline as understood.
    pub due: Deadline,
    /// Responsible units as written.
    pub units: Option<String>,
    /// Lead units as written.
    pub lead: Option<String>,
    /// Assisting units as written.
    pub assist: Option<String>,
    /// Supervising unit as written.
    pub supervisor: Option<String>,
    /// Accepting unit as written.
    pub acceptor: Option<String>,
    /// Responsible person.
    pub person: Option<String>,
    /// Leader in charge.
    pub leader: Option<String>,
    /// Kind of rectification as written.
    pub kind: Option<String>,
    /// State as written.
    pub status: Option<String>,
    /// State as an official word.
    pub progress: Option<ProgressWord>,
    /// Progress in words.
    pub progress_text: Option<String>,
    /// Remark.
    pub remark: Option<String>,
    /// Source of the problem.
    pub source: Option<String>,
    /// Page of the report.
    pub page: Option<String>,
    /// Lead, responsible and assisting units one by one.
    pub unit_names: Vec<UnitName>,
    /// Every cell of the first row by header text, to give the row back.
    pub cells: BTreeMap<String, String>,
}

impl Task {
    /// Whether its measures have days or units of their own, read from their own rows.
    #[must_use]
    pub fn has_measure_rows(&self) -> bool {
        self.measures.iter().any(|measure| measure.due_text.is_some() || measure.units.is_some())
    }
}

/// Why a row is not a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// Title or text above the header.
    Title,
    /// The header itself.
    Header,
    /// The header once more, as on every printed page.
    HeaderRepeated,
    /// A row that only numbers the columns.
    ColumnNumbers,
    /// A line that names the class of the rows below.
    ClassLine,
    /// A sum.
    Total,
    /// A note.
    Note,
    /// Signatures, dates and contacts below the list.
    Signature,
    /// Not understood.
    Unknown,
}

impl SkipReason {
    /// A stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Header => "header",
            Self::HeaderRepeated => "header-repeated",
            Self::ColumnNumbers => "column-numbers",
            Self::ClassLine => "class-line",
            Self::Total => "total",
            Self::Note => "note",
            Self::Signature => "signature",
            Self::Unknown => "unknown",
        }
    }

    /// The reason in Chinese.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Title => "标题",
            Self::Header => "表头",
            Self::HeaderRepeated => "重复表头",
            Self::ColumnNumbers => "栏次编号",
            Self::ClassLine => "类别行",
            Self::Total => "合计行",
            Self::Note => "注释",
            Self::Signature => "落款或填表信息",
            Self::Unknown => "不是任务行",
        }
    }

    /// The reason in English.
    #[must_use]
    pub fn en(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Header => "header",
            Self::HeaderRepeated => "header once more",
            Self::ColumnNumbers => "numbers of the columns",
            Self::ClassLine => "class line",
            Self::Total => "total",
            Self::Note => "note",
            Self::Signature => "signature or contact",
            Self::Unknown => "not a task",
        }
    }
}

/// A row that was not read as a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedRow {
    /// Sheet or table.
    pub sheet: String,
    /// 1-based row.
    pub row: usize,
    /// Why.
    pub reason: SkipReason,
    /// What stands in it.
    pub text: String,
}

/// One list found in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Sheet or table of the document.
    pub sheet: String,
    /// Its header; rows are 0 when it continues the header of the table before.
    pub header: Header,
    /// Title lines above it.
    pub title: Vec<String>,
    /// Id of the known form it has.
    pub profile: Option<&'static str>,
    /// Whether measures stand one per row.
    pub measure_rows: bool,
    /// Whether its names stood beside the values; header and cells are those of the turned table.
    pub upright: bool,
}

/// Everything read from one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskListReading {
    /// Name of the file, for messages only.
    pub file_name: String,
    /// The lists.
    pub tables: Vec<Table>,
    /// The tasks in order.
    pub tasks: Vec<Task>,
    /// Rows that are not tasks, with the reason.
    pub skipped: Vec<SkippedRow>,
    /// Remarks.
    pub findings: Vec<Finding>,
}
