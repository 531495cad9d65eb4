//! The rows of a file that were not taken, laid out as in the file, each with the reason.
//!
//! Which rows these are and why is said by the caller; here they are copied and marked.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use super::clean::{CELL_UNITS, Cuts, half_widths};
use super::heights;
use super::sheet_name::SheetNames;
use super::{WriteError, register};
use crate::read::{Cell, CellKind, Merge, Sheet};

/// Heading of the added column of reasons.
pub const REASON: &str = "未导入原因";
/// Heading of the added column of rows of the source.
pub const SOURCE_ROW: &str = "原表行号";
/// Heading of the added column of its file.
const SOURCE_FILE: &str = "原文件";
/// Widest column of the copy, and size of its text in points.
const WIDEST: usize = 28;
const SIZE: f64 = 10.0;
const REASON_WIDTH: f64 = 36.0;
const FILE_WIDTH: f64 = 20.0;

/// Rows that belong together and were not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRow {
    /// Rows of the source sheet, 1-based; several where one entry is spread over rows.
    pub rows: RangeInclusive<usize>,
    /// Every reason, as sentences.
    pub reasons: Vec<String>,
}

/// A sheet of the source and what was not taken of it.
#[derive(Debug, Clone)]
pub struct FailedSheet<'a> {
    /// The sheet as it was read.
    pub sheet: &'a Sheet,
    /// Its header rows, 1-based. Rows above them, such as a title, are kept as well.
    pub header: RangeInclusive<usize>,
    /// What was not taken; a sheet without any is left out.
    pub failed: Vec<FailedRow>,
}

/// A workbook of rows that were not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRows {
    /// The workbook.
    pub bytes: Vec<u8>,
    /// Source rows in it, headers not counted.
    pub rows: usize,
    /// What could not be written as it was given.
    pub cuts: Cuts,
}

/// Makes the workbook: a sheet for each source sheet, with the name of the source `file`.
///
/// # Errors
/// When no row is given, or a row or header is not in its sheet.
pub fn failed_rows(file: &str, sheets: &[FailedSheet]) -> Result<FailedRows, WriteError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(1980, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let formats = Formats::new();
    let mut names = SheetNames::default();
    let mut cuts = Cuts::default();
    let mut rows = 0;
    for source in sheets.iter().filter(|source| !source.failed.is_empty()) {
        let kept = kept_rows(source)?;
        let target = workbook.add_worksheet();
        target.set_name(names.take(&source.sheet.name))?;
        let columns = width_of(source);
        let lines = vec![1.0; kept.len()];
        let mut copy = Copy {
            source,
            kept: &kept,
            target,
            formats: &formats,
            cuts: &mut cuts,
            columns,
            widths: Vec::new(),
            lines,
        };
        copy.widths()?;
        copy.cells()?;
        copy.merges()?;
        copy.added_columns(file)?;
        copy.page()?;
        rows += kept.len() - source.header.end();
    }
    if rows == 0 {
        return Err(WriteError::NoRows);
    }
    Ok(FailedRows { bytes: workbook.save_to_buffer()?, rows, cuts })
}

/// Source row → row of the new sheet, both 1-based; everything down to the header is kept.
fn kept_rows(source: &FailedSheet) -> Result<BTreeMap<usize, usize>, WriteError> {
    let count = source.sheet.row_count();
    let outside = |rows: &RangeInclusive<usize>| WriteError::NoSuchRow {
        sheet: source.sheet.name.clone(),
        first: *rows.start(),
        last: *rows.end(),
        rows: count,
    };
    let exists = |rows: &RangeInclusive<usize>| !rows.is_empty() && *rows.start() >= 1 && *rows.end() <= count;
    if !exists(&source.header) {
        return Err(outside(&source.header));
    }
    let mut wanted: BTreeMap<usize, usize> = (1..=*source.header.end()).map(|row| (row, 0)).collect();
    for failed in &source.failed {
        if !exists(&failed.rows) || failed.rows.start() <= source.header.end() {
            return Err(outside(&failed.rows));
        }
        wanted.extend(failed.rows.clone().map(|row| (row, 0)));
    }
    Ok(wanted.into_keys().zip(1..).collect())
}

/// Columns of the source that hold something in a kept row, merged regions included.
fn width_of(source: &FailedSheet) -> usize {
    source.sheet.column_count().min(16_000)
}

struct Formats {
    body: Format,
    quoted: Format,
    centred: Format,
    date: Format,
    header: Format,
    above: Format,
    reason: Format,
    reason_header: Format,
}

impl Formats {
    fn new() -> Self {
        let song = Format::new().set_font_name("宋体").set_font_charset(134).set_font_size(SIZE);
        let body = song
            .set_text_wrap()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Left)
            .set_align(FormatAlign::VerticalCenter);
        let header = body.clone().set_bold().set_align(FormatAlign::Center);
        Self {
            quoted: body.clone().set_quote_prefix(),
            centred: body.clone().set_align(FormatAlign::Center),
            date: body.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
            above: header.clone().set_border(FormatBorder::None),
            reason: body.clone().set_font_color(Color::RGB(0x00C0_0000)),
            reason_header: header.clone().set_font_color(Color::RGB(0x00C0_0000)),
            header,
            body,
        }
    }
}

/// One sheet on its way: source rows and columns 1-based, as in the grid.
struct Copy<'a> {
    source: &'a FailedSheet<'a>,
    kept: &'a BTreeMap<usize, usize>,
    target: &'a mut Worksheet,
    formats: &'a Formats,
    cuts: &'a mut Cuts,
    columns: usize,
    /// Widths of the source columns.
    widths: Vec<f64>,
    /// Lines the kept rows need.
    lines: Vec<f64>,
}

impl<'a> Copy<'a> {
    /// Columns as wide as their texts ask for, within a limit.
    fn widths(&mut self) -> Result<(), WriteError> {
        let sheet = self.source.sheet;
        for column in 1..=self.columns {
            let texts =
                self.kept.range(*self.source.header.start()..).map(|(&from, _)| (from, sheet.merge_at(from, column)));
            let own = texts.filter(|(_, merge)| merge.is_none_or(|merge| merge.width() == 1));
            let longest = own.flat_map(|(from, _)| sheet.cell(from, column).text.lines()).map(half_widths).max();
            let width = (longest.unwrap_or(0) + 2).clamp(8, WIDEST) as f64;
            self.target.set_column_width(zero_based(column), width)?;
            self.widths.push(width);
        }
        Ok(())
    }

    /// Every kept cell that is not part of a merged region.
    fn cells(&mut self) -> Result<(), WriteError> {
        let sheet = self.source.sheet;
        for (&from, &to) in self.kept {
            for column in (1..=self.columns).filter(|column| sheet.merge_at(from, *column).is_none()) {
                let cell = sheet.cell(from, column);
                self.cell(to, column, (cell, from))?;
                self.needs(to..=to, column..=column, &cell.text);
            }
        }
        Ok(())
    }

    /// Notes the height a text asks of the rows it stands in, given its columns.
    fn needs(&mut self, rows: RangeInclusive<usize>, columns: RangeInclusive<usize>, text: &str) {
        let width = self.widths.iter().skip(columns.start() - 1).take(columns.count()).sum::<f64>();
        let count = rows.clone().count();
        let each = heights::lines(text, width, SIZE) / count as f64;
        for lines in self.lines.iter_mut().skip(rows.start() - 1).take(count) {
            *lines = lines.max(each.ceil());
        }
    }

    fn format(&self, from: usize) -> &'a Format {
        if from < *self.source.header.start() {
            &self.formats.above
        } else if from <= *self.source.header.end() {
            &self.formats.header
        } else {
            &self.formats.body
        }
    }

    /// One cell with the kind of value it had, where that can be told without loss.
    fn cell(&mut self, to: usize, column: usize, (cell, from): (&Cell, usize)) -> Result<(), WriteError> {
        let format = self.format(from);
        let is_body = from > *self.source.header.end();
        let (row, col) = (row_of(to)?, zero_based(column));
        let day = (is_body && cell.kind == CellKind::Date).then(|| whole_day(&cell.text)).flatten();
        let number = (is_body && cell.kind == CellKind::Number).then(|| same_number(&cell.text)).flatten();
        if let Some(day) = day {
            self.target.write_datetime_with_format(row, col, &day, &self.formats.date)?;
        } else if let Some(number) = number {
            self.target.write_number_with_format(row, col, number, &self.formats.centred)?;
        } else if cell.kind != CellKind::Empty {
            let text = self.cuts.cell(&cell.text, (to as u64, column), CELL_UNITS);
            let format = if is_body && register::looks_like_formula(&text) { &self.formats.quoted } else { format };
            self.target.write_string_with_format(row, col, text, format)?;
        } else if from >= *self.source.header.start() {
            self.target.write_blank(row, col, format)?;
        }
        Ok(())
    }

    /// Merged regions, with as many of their rows as were kept; these always stand together.
    fn merges(&mut self) -> Result<(), WriteError> {
        let sheet = self.source.sheet;
        for merge in &sheet.merges {
            let rows: Vec<(usize, usize)> =
                self.kept.range(merge.top..=merge.bottom).map(|(from, to)| (*from, *to)).collect();
            let (Some(&(from, first)), Some(&(_, last))) = (rows.first(), rows.last()) else { continue };
            let right = merge.right.min(self.columns);
            let cell = sheet.cell(merge.top, merge.left);
            // One cell, or a crafted region on top of another: the value stands in each place.
            if (first == last && merge.left == right) || !owns_all(sheet, merge) {
                for (from, to) in rows {
                    for column in (merge.left..=right).filter(|column| owns(sheet, merge, from, *column)) {
                        self.cell(to, column, (cell, from))?;
                    }
                }
                continue;
            }
            self.needs(first..=last, merge.left..=right, &cell.text);
            let (left, right) = (zero_based(merge.left), zero_based(right));
            self.target.merge_range(row_of(first)?, left, row_of(last)?, right, "", self.format(from))?;
            // The value comes into the first cell afterwards, so that numbers and days keep their kind.
            self.cell(first, merge.left, (cell, from))?;
        }
        Ok(())
    }

    /// Reason, source row and source file, right of everything else.
    fn added_columns(&mut self, file: &str) -> Result<(), WriteError> {
        let (top, bottom) = (*self.source.header.start(), *self.source.header.end());
        let first = self.columns + 1;
        let headings = [
            (REASON, &self.formats.reason_header),
            (SOURCE_ROW, &self.formats.header),
            (SOURCE_FILE, &self.formats.header),
        ];
        for ((heading, format), column) in headings.into_iter().zip(first..) {
            let col = zero_based(column);
            if top == bottom {
                self.target.write_string_with_format(row_of(top)?, col, heading, format)?;
            } else {
                self.target.merge_range(row_of(top)?, col, row_of(bottom)?, col, heading, format)?;
            }
        }
        for (column, width) in (first..).zip([REASON_WIDTH, 10.0, FILE_WIDTH]) {
            self.target.set_column_width(zero_based(column), width)?;
        }
        let mut reasons: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for failed in &self.source.failed {
            let known = reasons.entry(*failed.rows.start()).or_default();
            known.extend(failed.reasons.iter().map(String::as_str));
        }
        for (&from, &to) in self.kept.range(bottom + 1..) {
            let row = row_of(to)?;
            let reason = reasons.get(&from).map(|reasons| reasons.join("\n")).unwrap_or_default();
            let own = heights::lines(&reason, REASON_WIDTH, SIZE).max(heights::lines(file, FILE_WIDTH, SIZE));
            if let Some(lines) = self.lines.get_mut(to - 1) {
                *lines = lines.max(own);
            }
            let reason = self.cuts.cell(&reason, (to as u64, first), CELL_UNITS);
            self.target.write_string_with_format(row, zero_based(first), reason, &self.formats.reason)?;
            self.target.write_number_with_format(row, zero_based(first + 1), from as f64, &self.formats.centred)?;
            let file = self.cuts.cell(file, (to as u64, first + 2), CELL_UNITS);
            self.target.write_string_with_format(row, zero_based(first + 2), file, &self.formats.body)?;
        }
        Ok(())
    }

    fn page(&mut self) -> Result<(), WriteError> {
        for (lines, row) in self.lines.iter().zip(0..) {
            self.target.set_row_height(row, heights::height(*lines, SIZE))?;
        }
        let (top, bottom) = (row_of(*self.source.header.start())?, row_of(*self.source.header.end())?);
        self.target.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
        self.target.set_footer("&C&\"宋体,常规\"&10第 &P 页 共 &N 页");
        self.target.set_repeat_rows(top, bottom)?;
        self.target.set_freeze_panes(bottom + 1, 0)?;
        Ok(())
    }
}

fn owns(sheet: &Sheet, merge: &Merge, row: usize, column: usize) -> bool {
    sheet.merge_at(row, column) == Some(merge)
}

fn owns_all(sheet: &Sheet, merge: &Merge) -> bool {
    (merge.top..=merge.bottom).all(|row| (merge.left..=merge.right).all(|column| owns(sheet, merge, row, column)))
}

/// The number, if a number cell would show it with the same digits.
fn same_number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite() && number.to_string() == text && number.abs() < 1e15)
}

/// The day, if the cell showed a whole one.
fn whole_day(text: &str) -> Option<ExcelDateTime> {
    let day: jiff::civil::Date = text.parse().ok().filter(|_| text.len() == 10)?;
    let year = u16::try_from(day.year()).ok().filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?).ok()
}

fn row_of(row: usize) -> Result<u32, WriteError> {
    let limit = 1_048_576;
    u32::try_from(row.saturating_sub(1))
        .ok()
        .filter(|row| u64::from(*row) < limit)
        .ok_or(WriteError::TooManyRows { row: row as u64, limit })
}

/// Columns were limited before, so none is beyond the last.
fn zero_based(column: usize) -> u16 {
    u16::try_from(column.saturating_sub(1)).unwrap_or(u16::MAX)
}
