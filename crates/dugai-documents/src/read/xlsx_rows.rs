//! What the reader of cells does not tell about an Excel 2007 workbook: rows and columns that are hidden
//! and formulas whose value was never saved.
//!
//! A workbook that cannot be looked at this way has none of either; whether it can be read at all
//! is decided in `xlsx`.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Limits;
use super::xml::{attribute, is_whole};
use super::zip_guard::entry_text;

/// Most marks kept of a sheet; more say nothing new.
const MARKS_MAX: usize = 100_000;

/// Columns that a sheet can have.
const COLUMNS_MAX: usize = 16_384;

/// Marks of one sheet, 1-based and in order.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) hidden_rows: Vec<usize>,
    pub(super) hidden_columns: Vec<usize>,
    pub(super) formulas: Vec<(usize, usize)>,
    /// Whether its part is well formed, where it tells of no rows.
    pub(super) whole: bool,
}

/// The marks of every sheet by its name.
pub(super) fn marks(bytes: &[u8], limits: &Limits) -> HashMap<String, Marks> {
    let part = |name: &str| entry_text(bytes, name, limits).unwrap_or_default();
    let mut targets = HashMap::new();
    each(&part("xl/_rels/workbook.xml.rels"), &mut |seen| {
        if let Seen::Open("Relationship", element) = seen {
            targets.extend(attribute(element, "Id").zip(attribute(element, "Target")));
        }
    });
    let mut sheets = Vec::new();
    each(&part("xl/workbook.xml"), &mut |seen| {
        if let Seen::Open("sheet", element) = seen {
            sheets.extend(attribute(element, "name").zip(attribute(element, "id")));
        }
    });
    let of_sheet = |(name, id): (String, String)| {
        let target = targets.get(&id)?;
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        Some((name, of_sheet(&part(&path))))
    };
    sheets.into_iter().filter_map(of_sheet).collect()
}

enum Seen<'a> {
    Open(&'a str, &'a BytesStart<'a>),
    Text,
    Close(&'a str),
}

/// Goes over the elements of a part as far as it is well formed.
fn each(xml: &str, see: &mut dyn FnMut(Seen<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => see(Seen::Open(element.local_name().as_ref(), &element)),
            Ok(Event::Empty(element)) => {
                see(Seen::Open(element.local_name().as_ref(), &element));
                see(Seen::Close(element.local_name().as_ref()));
            }
            Ok(Event::Text(_) | Event::GeneralRef(_) | Event::CData(_)) => see(Seen::Text),
            Ok(Event::End(element)) => see(Seen::Close(element.local_name().as_ref())),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn of_sheet(xml: &str) -> Marks {
    let mut marks = Marks { whole: !xml.contains("<sheetData>") && is_whole(xml), ..Marks::default() };
    // Most sheets have neither; they are not gone over again.
    if !xml.contains("hidden=") && !xml.contains("<f") {
        return marks;
    }
    let (mut row, mut at) = (0, None);
    let (mut formula, mut value, mut in_value) = (false, false, false);
    each(xml, &mut |seen| match seen {
        Seen::Open("col", element) if is_hidden(element) && marks.hidden_columns.len() < COLUMNS_MAX => {
            let side = |name| attribute(element, name).and_then(|side| side.parse::<usize>().ok());
            let (from, to) = (side("min").unwrap_or(1), side("max").unwrap_or(0));
            marks.hidden_columns.extend(from..=to.min(COLUMNS_MAX));
        }
        Seen::Open("row", element) => {
            row = attribute(element, "r").and_then(|r| r.parse().ok()).unwrap_or(row + 1);
            if is_hidden(element) && marks.hidden_rows.len() < MARKS_MAX {
                marks.hidden_rows.push(row);
            }
        }
        Seen::Open("c", element) => {
            at = attribute(element, "r").and_then(|r| column_of(&r)).map(|column| (row, column));
            (formula, value) = (false, false);
        }
        Seen::Open("f", _) => formula = true,
        Seen::Open("v" | "t", _) => in_value = true,
        Seen::Text => value |= in_value,
        Seen::Close("v" | "t") => in_value = false,
        Seen::Close("c") if formula && !value && marks.formulas.len() < MARKS_MAX => marks.formulas.extend(at),
        _ => {}
    });
    marks.hidden_rows.sort_unstable();
    marks.hidden_columns.sort_unstable();
    marks.formulas.sort_unstable();
    marks
}

fn is_hidden(element: &BytesStart<'_>) -> bool {
    attribute(element, "hidden").is_some_and(|hidden| matches!(hidden.as_str(), "1" | "true"))
}

/// The column of `AB12`.
fn column_of(place: &str) -> Option<usize> {
    let mut letters = place.chars().take_while(char::is_ascii_alphabetic);
    let column = letters.try_fold(0usize, |column, letter| {
        let digit = usize::try_from(u32::from(letter.to_ascii_uppercase()).checked_sub(0x40)?).ok()?;
        column.checked_mul(26)?.checked_add(digit)
    });
    column.filter(|column| *column > 0)
}
