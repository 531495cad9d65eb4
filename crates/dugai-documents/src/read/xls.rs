//! Old Excel workbooks (BIFF), through the workbook parser behind two guards.

use std::io::Cursor;

use calamine::{Data, Range, Reader, SheetType, SheetVisible, Xls, XlsError};

use super::biff_formats::Formats;
use super::builder::{Budget, GridBuilder};
use super::compound::{Compound, pack};
use super::values::{clean_text, date_cell, error_cell, number_cell};
use super::xlsx::dimensions_to_merge;
use super::{Cell, CellKind, Limits, ReadError, Sheet, biff_guard};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<(Vec<Sheet>, Vec<&'static str>), ReadError> {
    let compound = Compound::open(bytes)?;
    let (name, mut stream) = ["Workbook", "Book"]
        .into_iter()
        .find_map(|name| compound.stream(name).map(|stream| (name, stream)))
        .ok_or_else(|| ReadError::damaged("the workbook stream is missing"))?;
    biff_guard::check(&mut stream, limits)?;
    let formats = Formats::read(&stream);
    let packed = pack(name, &stream);
    let mut book: Xls<_> = Xls::new(Cursor::new(&packed[..])).map_err(xls_error)?;
    let metas = book.sheets_metadata().to_vec();
    let mut budget = Budget::new(limits);
    let mut sheets = Vec::new();
    for (index, meta) in metas.into_iter().enumerate().filter(|(_, meta)| meta.typ == SheetType::WorkSheet) {
        let range = book.worksheet_range(&meta.name).map_err(xls_error)?;
        let rows = rows(&range, (&meta.name, index), &formats, &mut budget)?;
        let merges = book.merge_cells_by_sheet_name(&meta.name).unwrap_or_default();
        let merges = merges.iter().map(dimensions_to_merge).collect();
        let mut sheet = Sheet::new(meta.name, rows, merges);
        sheet.hidden = meta.visible != SheetVisible::Visible;
        sheets.push(sheet);
    }
    Ok((sheets, Vec::new()))
}

fn rows(
    range: &Range<Data>,
    (sheet, index): (&str, usize),
    formats: &Formats,
    budget: &mut Budget,
) -> Result<Vec<Vec<Cell>>, ReadError> {
    let (top, left) = range.start().unwrap_or((0, 0));
    let mut grid = GridBuilder::new(sheet);
    for (row, column, value) in range.used_cells() {
        let (row, column) = (top as usize + row, left as usize + column);
        let cell = cell(value, formats.at(index, row, column));
        grid.put((row + 1, column + 1), cell, budget)?;
    }
    Ok(grid.rows)
}

fn cell(value: &Data, format: Option<(&str, u32)>) -> Cell {
    let code = format.map(|(code, _)| code);
    match value {
        Data::Empty => Cell::default(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::text(clean_text(text)),
        Data::Int(value) => number_cell(*value as f64, code),
        Data::Float(value) => number_cell(*value, code),
        Data::Bool(value) => Cell { text: bool_text(*value).to_owned(), kind: CellKind::Bool },
        Data::DateTime(date) => date_cell(date, format.map(|(code, number)| (code, Some(number)))),
        Data::Error(error) => error_cell(error),
    }
}

pub(super) fn bool_text(value: bool) -> &'static str {
    if value { "是" } else { "否" }
}

fn xls_error(error: XlsError) -> ReadError {
    match error {
        XlsError::Password => ReadError::Encrypted,
        other => ReadError::damaged(other.to_string()),
    }
}
