//! A workbook of small tables that an office edits and sends back: a sheet a table, a note in
//! words over the headings, days as days.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatPattern, Workbook, Worksheet,
};

use super::WriteError;
use super::clean::{CELL_UNITS, Cuts};
use super::heights;
use super::register::{Cell, Column, looks_like_formula};
use super::sheet_name::SheetNames;

/// Size of the text in points.
const POINTS: f64 = 10.5;
/// The row of the headings, counted from zero: the note stands above.
const HEADINGS: u32 = 1;

/// One table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Name of its sheet.
    pub name: String,
    /// What to know before editing it.
    pub note: String,
    /// Columns from the left.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
}

struct Formats {
    note: Format,
    head: Format,
    body: Format,
    quoted: Format,
    date: Format,
}

impl Formats {
    fn new() -> Self {
        let song = || Format::new().set_font_name("宋体").set_font_charset(134).set_font_size(POINTS).set_text_wrap();
        let body = || song().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        Self {
            note: song().set_align(FormatAlign::VerticalCenter).set_italic(),
            head: body().set_bold().set_align(FormatAlign::Center).set_pattern(FormatPattern::Gray125),
            body: body(),
            quoted: body().set_quote_prefix(),
            date: body().set_num_format("yyyy-mm-dd"),
        }
    }
}

/// Makes the workbook; the same tables make the same bytes.
///
/// # Errors
/// When a table has no columns or the workbook cannot be made.
pub fn book(tables: &[Table]) -> Result<(Vec<u8>, Cuts), WriteError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(1980, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let (formats, mut names, mut cuts) = (Formats::new(), SheetNames::default(), Cuts::default());
    for table in tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(names.take(&table.name))?;
        top(sheet, table, &formats)?;
        for (row, at) in table.rows.iter().zip(HEADINGS + 1..) {
            body(sheet, (table, at, row), &formats, &mut cuts)?;
        }
    }
    Ok((workbook.save_to_buffer()?, cuts))
}

/// Note and headings; both stay in sight.
fn top(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), WriteError> {
    let last = table.columns.len().checked_sub(1).and_then(|n| u16::try_from(n).ok());
    let last = last.ok_or(WriteError::Columns { columns: table.columns.len(), limit: usize::from(u16::MAX) })?;
    let width = table.columns.iter().map(|c| c.width).sum();
    if last == 0 {
        sheet.write_string_with_format(0, 0, &table.note, &formats.note)?;
    } else {
        sheet.merge_range(0, 0, 0, last, &table.note, &formats.note)?;
    }
    sheet.set_row_height(0, heights::height(heights::lines(&table.note, width, POINTS), POINTS) + POINTS)?;
    for (column, at) in table.columns.iter().zip(0_u16..) {
        sheet.set_column_width(at, column.width)?;
        sheet.write_string_with_format(HEADINGS, at, &column.title, &formats.head)?;
    }
    sheet.set_freeze_panes(HEADINGS + 1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, HEADINGS)?;
    Ok(())
}

fn body(
    sheet: &mut Worksheet,
    of: (&Table, u32, &[Cell]),
    formats: &Formats,
    cuts: &mut Cuts,
) -> Result<(), WriteError> {
    let (table, at, cells) = of;
    let mut lines = 1.0_f64;
    let filled = cells.iter().chain(std::iter::repeat(&Cell::Empty));
    for ((column, cell), index) in table.columns.iter().zip(filled).zip(0_u16..) {
        match cell {
            Cell::Text(text) => {
                let text = cuts.cell(text, (u64::from(at) + 1, usize::from(index) + 1), CELL_UNITS);
                lines = lines.max(heights::lines(&text, column.width, POINTS));
                let format = if looks_like_formula(&text) { &formats.quoted } else { &formats.body };
                sheet.write_string_with_format(at, index, text, format)?;
            }
            Cell::Date(day) => match ExcelDateTime::from_ymd(
                day.year().unsigned_abs(),
                day.month().unsigned_abs(),
                day.day().unsigned_abs(),
            ) {
                Ok(date) => {
                    sheet.write_datetime_with_format(at, index, &date, &formats.date)?;
                }
                // Days before 1900 have no number in a workbook.
                Err(_) => {
                    sheet.write_string_with_format(at, index, day.to_string(), &formats.body)?;
                }
            },
            #[expect(clippy::cast_precision_loss, reason = "counts of days stay far below the limit")]
            Cell::Int(number) => {
                sheet.write_number_with_format(at, index, *number as f64, &formats.body)?;
            }
            Cell::Empty => {
                sheet.write_blank(at, index, &formats.body)?;
            }
        }
    }
    sheet.set_row_height(at, heights::height(lines, POINTS))?;
    Ok(())
}
