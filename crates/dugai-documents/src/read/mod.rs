//! Opens a file of any office kind as plain grids of cells with their positions.
//!
//! Everything about containers, encodings, limits and hostile input lives here. What a column
//! *means* does not: see [`crate::tasklist`].

mod biff_formats;
mod biff_guard;
mod builder;
mod compound;
mod decode;
mod delimited;
mod docx;
mod docx_grid;
mod docx_numbering;
mod docx_styles;
mod error;
mod grid;
mod kind;
mod ods;
mod values;
mod width_guard;
mod xls;
mod xlsx;
mod xlsx_rows;
mod xml;
mod zip_guard;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use error::{Foreign, ReadError};
pub use grid::{Cell, CellKind, Damage, Merge, Paragraph, Sheet, Workbook, column_letters};
pub use kind::FileKind;

/// How much of a file is accepted before reading stops with a clear error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file itself, in bytes.
    pub file_bytes: usize,
    /// Sum of the unpacked sizes of everything inside a zip container, in bytes.
    pub unpacked_bytes: u64,
    /// Number of entries inside a zip container.
    pub zip_entries: usize,
    /// Sheets of a workbook, or tables of a document.
    pub sheets: usize,
    /// Rows of one sheet.
    pub rows: usize,
    /// Columns of one sheet.
    pub columns: usize,
    /// Cells with content in the whole file.
    pub cells: usize,
    /// Bytes of text in the whole file, counted per cell that shows it.
    pub text_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 32 << 20,
            unpacked_bytes: 256 << 20,
            zip_entries: 10_000,
            sheets: 256,
            rows: 100_000,
            columns: 512,
            cells: 2_000_000,
            text_bytes: 256 << 20,
        }
    }
}

/// Reads the bytes of a file; the kind is taken from the content, never from a name.
///
/// # Errors
/// When the file is too large, encrypted, damaged or of a kind that holds no readable table.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() > limits.file_bytes {
        return Err(ReadError::FileTooLarge { bytes: bytes.len(), limit: limits.file_bytes });
    }
    let kind = kind::detect(bytes, limits)?;
    // The parsers below are other people's code fed with other people's files: a panic in one
    // of them must stay an error about this file.
    let read = AssertUnwindSafe(|| match kind {
        FileKind::Xlsx => xlsx::read(bytes, limits),
        FileKind::Xls => xls::read(bytes, limits),
        FileKind::Ods => ods::read(bytes, limits),
        FileKind::Docx => docx::read(bytes, limits),
        FileKind::Delimited => delimited::read(bytes, limits),
    });
    catch_unwind(read).unwrap_or_else(|_| Err(ReadError::damaged("its inner structure cannot be followed")))
}
