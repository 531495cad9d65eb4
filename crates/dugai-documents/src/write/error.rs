//! Why a file could not be written. The error type of the writing half of this crate.

use std::io;

use thiserror::Error;

/// Nothing usable was written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The receiver of the bytes, or a source of them, failed.
    #[error("pass the bytes on: {0}")]
    Io(#[from] io::Error),
    /// The workbook library refused.
    #[error("make the workbook: {0}")]
    Workbook(String),
    /// The text document could not be put together.
    #[error("make the document: {0}")]
    Document(String),
    /// The archive could not be put together.
    #[error("make the archive: {0}")]
    Archive(String),
    /// A file that is too large for the zip of a case.
    #[error("add {name}: it has more than {limit} bytes; hand it over beside the bundle")]
    FileTooLarge {
        /// Name in the zip.
        name: String,
        /// Bytes allowed.
        limit: u64,
    },
    /// A table without columns, or with more than a sheet has.
    #[error("lay out a table of {columns} columns; give between 1 and {limit}")]
    Columns {
        /// Columns asked for.
        columns: usize,
        /// Columns a sheet can have.
        limit: usize,
    },
    /// A row has more cells than the table has columns.
    #[error("place row {row}: it has {cells} cells for {columns} columns")]
    RowTooLong {
        /// The row of the body, 1-based.
        row: u64,
        /// Its cells.
        cells: usize,
        /// Columns of the table.
        columns: usize,
    },
    /// More rows than one sheet holds.
    #[error("place row {row}: a sheet holds {limit} rows of a register; split it by a filter or take the csv")]
    TooManyRows {
        /// The row of the body, 1-based.
        row: u64,
        /// Rows of the body that fit.
        limit: u64,
    },
    /// No row was given where at least one is needed.
    #[error("list the rows that were not taken: there are none")]
    NoRows,
    /// A row or header that the source sheet does not have.
    #[error("take rows {first} to {last} of sheet \"{sheet}\": it has {rows} rows")]
    NoSuchRow {
        /// Name of the sheet.
        sheet: String,
        /// First row asked for, 1-based.
        first: usize,
        /// Last row asked for.
        last: usize,
        /// Rows of the sheet.
        rows: usize,
    },
}

impl WriteError {
    /// A stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "write-io",
            Self::Workbook(_) => "write-workbook",
            Self::Document(_) => "write-document",
            Self::Archive(_) => "write-archive",
            Self::FileTooLarge { .. } => "write-file-too-large",
            Self::Columns { .. } => "write-columns",
            Self::RowTooLong { .. } => "write-row-too-long",
            Self::TooManyRows { .. } => "write-too-many-rows",
            Self::NoRows => "write-no-rows",
            Self::NoSuchRow { .. } => "write-no-such-row",
        }
    }
}

impl From<rust_xlsxwriter::XlsxError> for WriteError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        Self::Workbook(error.to_string())
    }
}

impl From<csv::Error> for WriteError {
    fn from(error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => Self::Io(error),
            other => Self::Io(io::Error::other(format!("{other:?}"))),
        }
    }
}

impl From<zip::result::ZipError> for WriteError {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => Self::Io(error),
            other => Self::Archive(other.to_string()),
        }
    }
}
