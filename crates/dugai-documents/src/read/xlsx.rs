//! Excel 2007 workbooks, cell by cell, so that a stray cell far away costs nothing.
//!
//! The container has been checked by `zip_guard` before.

use std::io::Cursor;

use calamine::{DataRef, Dimensions, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};

use super::builder::{Budget, GridBuilder};
use super::values::{clean_text, date_cell, error_cell, number_cell};
use super::xls::bool_text;
use super::{Cell, CellKind, Damage, FileKind, Limits, Merge, ReadError, Sheet, Workbook};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(xlsx_error)?;
    let metas = book.sheets_metadata().to_vec();
    if metas.len() > limits.sheets {
        return Err(ReadError::TooMany { what: "sheets", limit: limits.sheets, sheet: String::new() });
    }
    let mut budget = Budget::new(limits);
    let mut marks = super::xlsx_rows::marks(bytes, limits);
    let (mut sheets, mut damages) = (Vec::new(), Vec::new());
    for meta in metas.into_iter().filter(|meta| meta.typ == SheetType::WorkSheet) {
        let of_sheet = marks.remove(&meta.name).unwrap_or_default();
        let (rows, cut) = sheet_rows(&mut book, (&meta.name, of_sheet.whole), &mut budget)?;
        let merges = book.merge_cells_by_sheet_name(&meta.name);
        if cut || merges.is_err() {
            let end = rows.len();
            let name = meta.name.clone();
            damages.push(if end == 0 { Damage::Sheet(name) } else { Damage::SheetEnd(name, end) });
        }
        let merges = merges.iter().flatten().map(dimensions_to_merge).collect();
        let mut sheet = Sheet::new(meta.name, rows, merges);
        sheet.hidden_rows = of_sheet.hidden_rows;
        sheet.hidden_columns = of_sheet.hidden_columns;
        sheet.formulas = of_sheet.formulas;
        sheet.hidden = meta.visible != SheetVisible::Visible;
        sheets.push(sheet);
    }
    Ok(Workbook { damages, ..Workbook::of_sheets(FileKind::Xlsx, sheets) })
}

/// The rows of a sheet as far as they can be read, and whether they break off.
fn sheet_rows(
    book: &mut Xlsx<Cursor<&[u8]>>,
    (name, whole): (&str, bool),
    budget: &mut Budget,
) -> Result<(Vec<Vec<Cell>>, bool), ReadError> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A sheet may have no rows at all, or none of cells; that is no damage.
        Err(XlsxError::NotAWorksheet(_) | XlsxError::XmlEof(_)) if whole => return Ok((Vec::new(), false)),
        Err(XlsxError::Password) => return Err(ReadError::Encrypted),
        Err(_) => return Ok((Vec::new(), true)),
    };
    let styles = reader.styles().to_vec();
    let mut grid = GridBuilder::new(name);
    loop {
        let Ok(found) = reader.next_cell_with_style_id() else { return Ok((grid.rows, true)) };
        let Some((found, style)) = found else { return Ok((grid.rows, false)) };
        let (row, column) = found.get_position();
        let cell = cell(found.get_value(), styles.get(style));
        grid.put((row as usize + 1, column as usize + 1), cell, budget)?;
    }
}

fn cell(value: &DataRef<'_>, style: Option<&Style>) -> Cell {
    let format = style.and_then(|style| style.number_format.as_ref());
    let code = format.map(|format| format.format_code.as_str());
    match value {
        DataRef::Empty => Cell::default(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::text(clean_text(text)),
        DataRef::SharedString(text) => Cell::text(clean_text(text)),
        DataRef::Int(value) => number_cell(*value as f64, code),
        DataRef::Float(value) => number_cell(*value, code),
        DataRef::Bool(value) => Cell { text: bool_text(*value).to_owned(), kind: CellKind::Bool },
        DataRef::DateTime(date) => {
            date_cell(date, format.map(|format| (format.format_code.as_str(), format.format_id)))
        }
        DataRef::Error(error) => error_cell(error),
    }
}

pub(super) fn dimensions_to_merge(dimensions: &Dimensions) -> Merge {
    Merge {
        top: dimensions.start.0 as usize + 1,
        left: dimensions.start.1 as usize + 1,
        bottom: dimensions.end.0 as usize + 1,
        right: dimensions.end.1 as usize + 1,
    }
}

fn xlsx_error(error: XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::Encrypted,
        other => ReadError::damaged(other.to_string()),
    }
}
