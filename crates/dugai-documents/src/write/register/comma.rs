//! The register as csv for other programs: headings and rows, nothing else.

use std::borrow::Cow;
use std::io::Write;

use csv::{Terminator, Writer, WriterBuilder};

use super::{Cell, RegisterHead, Written, looks_like_formula};
use crate::write::WriteError;
use crate::write::clean::{CELL_UNITS, Cuts};

/// A register that goes to `out` row by row as UTF-8 csv with a byte order mark.
///
/// Title, cut-off time and preparer have no place in csv; the caller says them in the file name.
pub struct CsvRegister<W: Write> {
    columns: usize,
    out: Writer<W>,
    /// The row of the file that comes next, 1-based.
    next: u64,
    written: Written,
    record: Vec<String>,
}

impl<W: Write> CsvRegister<W> {
    /// Writes the headings.
    ///
    /// # Errors
    /// When there are no columns, or the receiver fails.
    pub fn new(head: &RegisterHead, mut out: W) -> Result<Self, WriteError> {
        if head.columns.is_empty() {
            return Err(WriteError::Columns { columns: 0, limit: usize::MAX });
        }
        // Without the mark, Excel in China reads the file as GBK.
        out.write_all("\u{FEFF}".as_bytes())?;
        let mut register = Self {
            columns: head.columns.len(),
            out: WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out),
            next: 1,
            written: Written::default(),
            record: Vec::with_capacity(head.columns.len()),
        };
        let titles: Vec<Cell> = head.columns.iter().map(|column| Cell::Text(column.title.clone())).collect();
        register.line(&titles)?;
        Ok(register)
    }

    /// The next row of the body; missing cells at its end are empty.
    ///
    /// # Errors
    /// When it has more cells than there are columns, or the receiver fails.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), WriteError> {
        let row = self.written.rows + 1;
        if cells.len() > self.columns {
            return Err(WriteError::RowTooLong { row, cells: cells.len(), columns: self.columns });
        }
        self.line(cells)?;
        self.written.rows = row;
        Ok(())
    }

    fn line(&mut self, cells: &[Cell]) -> Result<(), WriteError> {
        self.record.clear();
        for (cell, column) in cells.iter().zip(1..) {
            let place = (self.next, column);
            self.record.push(match cell {
                Cell::Text(text) => guarded(text, place, &mut self.written.cuts).into_owned(),
                Cell::Date(date) => date.to_string(),
                Cell::Int(number) => number.to_string(),
                Cell::Empty => String::new(),
            });
        }
        self.record.resize(self.columns, String::new());
        self.out.write_record(&self.record)?;
        self.next += 1;
        Ok(())
    }

    /// Hands over the last bytes.
    ///
    /// # Errors
    /// When the receiver fails.
    pub fn finish(self) -> Result<(W, Written), WriteError> {
        let mut out = self.out.into_inner().map_err(|error| WriteError::Io(error.into_error()))?;
        out.flush()?;
        Ok((out, self.written))
    }
}

/// The text; an apostrophe in front keeps a spreadsheet program from computing it.
fn guarded<'a>(text: &'a str, place: (u64, usize), cuts: &mut Cuts) -> Cow<'a, str> {
    // A leading carriage return becomes a line feed on cleaning and is still found below.
    let clean = cuts.cell(text, place, CELL_UNITS - 1);
    if !looks_like_formula(&clean) {
        return clean;
    }
    cuts.guarded += 1;
    Cow::Owned(format!("'{clean}"))
}
