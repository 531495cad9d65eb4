//! The register as a workbook. Rows leave the memory as soon as they are written.

use std::io::Write;
use std::path::Path;

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::layout::{BODY_POINTS, Formats, LINE_POINTS, RowHeight, TITLE_POINTS, merged_height, width};
use super::{Cell, DEMO_TITLE, Kind, RegisterHead, Written, looks_like_formula};
use crate::write::WriteError;
use crate::write::clean::{CELL_UNITS, Cuts};
use crate::write::sheet_name::SheetNames;

/// Columns of a sheet.
const COLUMNS: usize = 16_384;
/// Rows of a sheet.
const ROWS: u32 = 1_048_576;
/// The largest number a cell keeps to its last digit.
const EXACT: u64 = 999_999_999_999_999;
/// A4 in the list of paper sizes.
const A4: u8 = 9;
const MM_AN_INCH: f64 = 25.4;

/// A register that grows row by row and goes to `out` as a workbook at the end.
///
/// Rows wait in a temporary file; what stays in memory is the height of each, some 400 bytes a row.
pub struct XlsxRegister<W> {
    head: RegisterHead,
    out: W,
    workbook: Workbook,
    formats: Formats,
    next: u32,
    body_ends: u32,
    written: Written,
}

impl<W: Write + Send> XlsxRegister<W> {
    /// Sets the head of the table; rows wait in the temporary folder of the system.
    ///
    /// # Errors
    /// When there are no columns or too many, or no temporary file can be made.
    pub fn new(head: RegisterHead, out: W) -> Result<Self, WriteError> {
        Self::begin(head, out, None)
    }

    /// The same with another folder for the waiting rows: about 1 kB a row.
    ///
    /// # Errors
    /// As for [`XlsxRegister::new`].
    pub fn new_in(head: RegisterHead, out: W, waiting: &Path) -> Result<Self, WriteError> {
        Self::begin(head, out, Some(waiting))
    }

    fn begin(head: RegisterHead, out: W, waiting: Option<&Path>) -> Result<Self, WriteError> {
        if head.columns.is_empty() || head.columns.len() > COLUMNS {
            return Err(WriteError::Columns { columns: head.columns.len(), limit: COLUMNS });
        }
        let mut workbook = Workbook::new();
        if let Some(folder) = waiting {
            workbook.set_tempdir(folder)?;
        }
        // The library would write the present moment, and no clock is read here.
        let made = ExcelDateTime::from_ymd(1980, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(SheetNames::default().take(&head.title))?;
        let mut register = Self {
            body_ends: ROWS - u32::try_from(head.preparer_line.lines().count().max(1)).unwrap_or(ROWS),
            formats: Formats::new(),
            written: Written::default(),
            next: 0,
            head,
            out,
            workbook,
        };
        register.set_top()?;
        Ok(register)
    }

    /// Title, subtitle and headings, then the page.
    fn set_top(&mut self) -> Result<(), WriteError> {
        let mark = if self.head.demo { DEMO_TITLE } else { "" };
        let title = format!("{mark}{}", self.head.title);
        self.height(merged_height(&self.head, &title, TITLE_POINTS))?;
        self.merged_line(&title, |formats| &formats.title)?;
        let subtitle = self.head.subtitle.clone();
        if !subtitle.trim().is_empty() {
            self.height(merged_height(&self.head, &subtitle, LINE_POINTS))?;
            self.merged_line(&subtitle, |formats| &formats.line)?;
        }
        let row = self.next;
        let Self { head, workbook, formats, written, .. } = self;
        let sheet = workbook.worksheet_from_index(0)?;
        let mut height = RowHeight::new(LINE_POINTS);
        for (column, index) in head.columns.iter().zip(0_u16..) {
            let text = written.cuts.cell(&column.title, place(row, index), CELL_UNITS);
            height.text(&text, column);
            sheet.set_column_width(index, width(column))?;
            sheet.write_string_with_format(row, index, text, &formats.header)?;
        }
        sheet.set_row_height(row, height.points())?;
        set_page(sheet, row, head.demo)?;
        self.next = row + 1;
        Ok(())
    }

    /// Height of the row that comes next.
    fn height(&mut self, points: f64) -> Result<(), WriteError> {
        self.workbook.worksheet_from_index(0)?.set_row_height(self.next, points)?;
        Ok(())
    }

    /// One line over all columns.
    fn merged_line(&mut self, text: &str, format: impl Fn(&Formats) -> &Format) -> Result<(), WriteError> {
        let row = self.next;
        let last = u16::try_from(self.head.columns.len() - 1).unwrap_or(0);
        let text = self.written.cuts.cell(text, place(row, 0), CELL_UNITS);
        let sheet = self.workbook.worksheet_from_index(0)?;
        if last == 0 {
            sheet.write_string_with_format(row, 0, text, format(&self.formats))?;
        } else {
            sheet.merge_range(row, 0, row, last, &text, format(&self.formats))?;
        }
        self.next = row + 1;
        Ok(())
    }

    /// The next row of the body; missing cells at its end are empty.
    ///
    /// # Errors
    /// When it has more cells than there are columns, or the sheet is full.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), WriteError> {
        let number = self.written.rows + 1;
        let columns = self.head.columns.len();
        if cells.len() > columns {
            return Err(WriteError::RowTooLong { row: number, cells: cells.len(), columns });
        }
        let (rows, points) = self.needed(cells);
        let (first, last) = (self.next, self.next + rows - 1);
        if last >= self.body_ends {
            return Err(WriteError::TooManyRows { row: number, limit: self.written.rows });
        }
        let Self { head, workbook, formats, written, next, .. } = self;
        let sheet = workbook.worksheet_from_index(0)?;
        let filled = cells.iter().chain(std::iter::repeat(&Cell::Empty));
        for ((column, cell), index) in head.columns.iter().zip(filled).zip(0_u16..) {
            if last > first {
                sheet.merge_range(first, index, last, index, "", formats.text(column.kind))?;
            }
            let at = (first, index);
            match cell {
                Cell::Text(text) => {
                    let text = written.cuts.cell(text, place(first, index), CELL_UNITS);
                    set_text(sheet, at, &text, (formats, column.kind))?;
                }
                Cell::Date(date) => set_date(sheet, at, *date, (formats, column.kind))?,
                Cell::Int(number) => set_number(sheet, at, *number, (formats, column.kind))?,
                Cell::Empty => {
                    sheet.write_blank(at.0, at.1, formats.text(column.kind))?;
                }
            }
        }
        for row in first..=last {
            sheet.set_row_height(row, points)?;
        }
        *next = last + 1;
        written.rows = number;
        Ok(())
    }

    /// How many rows of the sheet its cells need, and how high each: no program shows more than so much of one,
    /// so what is longer spans several that are merged.
    fn needed(&self, cells: &[Cell]) -> (u32, f64) {
        let mut height = RowHeight::new(BODY_POINTS);
        for (column, cell) in self.head.columns.iter().zip(cells) {
            if let Cell::Text(text) = cell {
                // Only what the cell takes is shown.
                let cut =
                    (text.len() > CELL_UNITS).then(|| Cuts::default().cell(text, (0, 0), CELL_UNITS).into_owned());
                height.text(cut.as_deref().unwrap_or(text), column);
            }
        }
        height.rows()
    }

    /// Sets the last line and hands the whole workbook to the receiver.
    ///
    /// # Errors
    /// When the receiver or the temporary file fails.
    pub fn finish(mut self) -> Result<(W, Written), WriteError> {
        let preparer = self.head.preparer_line.clone();
        // The library writes a last row twice when it has a height of its own, and such a file is
        // taken for damaged. So the last row never has one: it shrinks to fit, or is blank.
        for line in preparer.lines() {
            self.merged_line(line, |formats| &formats.last)?;
        }
        if preparer.is_empty() {
            self.workbook.worksheet_from_index(0)?.write_blank(self.next, 0, &self.formats.last)?;
        }
        self.workbook.save_to_writer(&mut self.out)?;
        self.out.flush()?;
        Ok((self.out, self.written))
    }
}

/// The place of a cell as people count.
fn place(row: u32, column: u16) -> (u64, usize) {
    (u64::from(row) + 1, usize::from(column) + 1)
}

type Place = (u32, u16);
type Style<'a> = (&'a Formats, Kind);

fn set_text(sheet: &mut Worksheet, at: Place, text: &str, (formats, kind): Style) -> Result<(), WriteError> {
    let format = if looks_like_formula(text) { formats.quoted(kind) } else { formats.text(kind) };
    sheet.write_string_with_format(at.0, at.1, text, format)?;
    Ok(())
}

/// A day; one before the first day a sheet knows is set as text.
fn set_date(sheet: &mut Worksheet, at: Place, date: Date, (formats, kind): Style) -> Result<(), WriteError> {
    let parts = (u16::try_from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()));
    if let (Ok(year @ 1900..), Ok(month), Ok(day)) = parts {
        let day = ExcelDateTime::from_ymd(year, month, day)?;
        sheet.write_datetime_with_format(at.0, at.1, &day, formats.date(kind))?;
    } else {
        sheet.write_string_with_format(at.0, at.1, date.to_string(), formats.text(kind))?;
    }
    Ok(())
}

/// A number; one that a sheet would round is set as text.
fn set_number(sheet: &mut Worksheet, at: Place, number: i64, (formats, kind): Style) -> Result<(), WriteError> {
    if number.unsigned_abs() <= EXACT {
        sheet.write_number_with_format(at.0, at.1, number as f64, formats.number(kind))?;
    } else {
        sheet.write_string_with_format(at.0, at.1, number.to_string(), formats.text(kind))?;
    }
    Ok(())
}

/// A4 landscape, one page wide, headings on every page, page numbers.
fn set_page(sheet: &mut Worksheet, header: u32, demo: bool) -> Result<(), WriteError> {
    let inches = |mm: f64| mm / MM_AN_INCH;
    sheet
        .set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_margins(inches(12.0), inches(12.0), inches(16.0), inches(15.0), inches(8.0), inches(7.0))
        .set_footer("&C&\"宋体,常规\"&10第 &P 页 共 &N 页");
    if demo {
        sheet.set_header("&R&\"宋体,常规\"&10演示");
    }
    sheet.set_repeat_rows(header, header)?;
    sheet.set_freeze_panes(header + 1, 0)?;
    Ok(())
}
