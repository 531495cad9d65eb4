//! Old Excel workbooks (BIFF), through the workbook parser behind two guards.

use std::io::Cursor;

use calamine::{Data, Range, Reader, SheetType, SheetVisible, Xls, XlsError};

use super::biff_formats::Formats;
use super::builder::{Budget, GridBuilder};
use super::compound::{Compound, pack};
use super::values::{clean_text, date_cell, error_cell, number_cell};
use super::xlsx::dimensions_to_merge;
use super::{Cell, CellKind, FileKind, Limits, ReadError, Sheet, Workbook, biff_guard};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    let compound = Compound::open(bytes)?;
    let (name, stream) = ["Workbook", "Book"]
        .into_iter()
        .find_map(|name| compound.stream(name).map(|stream| (name, stream)))
        .ok_or_else(|| ReadError::damaged("the workbook stream is missing"))?;
    of_stream(name, stream, limits)
}

fn of_stream(name: &str, mut stream: Vec<u8>, limits: &Limits) -> Result<Workbook, ReadError> {
    let damages = biff_guard::check(&mut stream, limits)?;
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
    Ok(Workbook { damages, ..Workbook::of_sheets(FileKind::Xls, sheets) })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Damage;
    use crate::read::biff_formats::tests::{record, words};

    /// A workbook of two sheets with a number in each of three rows, cut behind some bytes of a sheet.
    fn cut(keep: usize) -> Vec<u8> {
        let sheet = |place: u32, name: u8| record(0x0085, &[&place.to_le_bytes()[..], &[0, 0, 1, 0, name]].concat());
        let globals = |first: u32, second: u32| {
            [record(0x0809, &words(&[0x0600, 5])), sheet(first, b'A'), sheet(second, b'B'), record(0x000A, &[])]
                .concat()
        };
        let number = |row: u16| record(0x0203, &[&words(&[row, 0, 0])[..], &1.0f64.to_le_bytes()].concat());
        let rows = [number(0), number(1), number(2)].concat();
        let sheet = [record(0x0809, &words(&[0x0600, 0x10])), rows, record(0x000A, &[])].concat();
        let first = globals(0, 0).len();
        let place = |at: usize| u32::try_from(at).unwrap();
        let mut stream = globals(place(first), place(first + sheet.len()));
        stream.extend(sheet.iter().chain(&sheet).take(keep));
        stream
    }

    #[test]
    fn a_sheet_that_is_cut_off_is_told_and_its_beginning_kept() {
        let read = |keep: usize| {
            let book = of_stream("Workbook", cut(keep), &Limits::default()).unwrap();
            let rows: Vec<usize> = book.sheets.iter().map(Sheet::row_count).collect();
            (rows, book.damages)
        };
        let (head, row) = (8, 18);
        assert_eq!(read(1_000), (vec![3, 3], Vec::new()));
        let second = head + 3 * row + 4;
        let told = vec![Damage::SheetEnd("B".to_owned(), 2)];
        assert_eq!(read(second + head + 2 * row + 7), (vec![3, 2], told));
        let told = vec![Damage::SheetEnd("A".to_owned(), 1), Damage::Sheet("B".to_owned())];
        assert_eq!(read(head + row + 2), (vec![1], told));
        assert!(of_stream("Workbook", cut(0), &Limits::default()).is_err());
    }
}
