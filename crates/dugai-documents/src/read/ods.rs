//! OpenDocument spreadsheets. Repeated cells are counted, never multiplied when they are blank.

use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::builder::{Budget, GridBuilder};
use super::values::{clean_text, number_text};
use super::xml::{attribute, broken, count, reference};
use super::{Cell, CellKind, FileKind, Limits, Merge, ReadError, Sheet, Workbook, zip_guard};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    let content = zip_guard::entry_text(bytes, "content.xml", limits)?;
    let mut walk = Walk::new(limits);
    let mut reader = Reader::from_str(&content);
    loop {
        match reader.read_event().map_err(|error| broken(&error))? {
            Event::Start(element) => walk.start(&element),
            Event::Empty(element) => {
                walk.start(&element);
                walk.end(element.local_name().as_ref())?;
            }
            Event::End(element) => walk.end(element.local_name().as_ref())?,
            Event::Text(text) => walk.text(&text.xml10_content()),
            Event::CData(text) => walk.text(&text.xml10_content()),
            Event::GeneralRef(entity) => walk.text(&reference(&entity)),
            Event::Eof => break,
            _ => {}
        }
    }
    if walk.grid.is_some() {
        return Err(ReadError::damaged("a sheet is cut off"));
    }
    Ok(Workbook::of_sheets(FileKind::Ods, walk.sheets))
}

#[derive(Default)]
struct OpenCell {
    repeat: usize,
    columns: usize,
    rows: usize,
    kind: String,
    value: Option<String>,
    paragraphs: Vec<String>,
}

struct Walk {
    limits: Limits,
    budget: Budget,
    sheets: Vec<Sheet>,
    hidden_styles: HashSet<String>,
    style: Option<String>,
    name: String,
    hidden: bool,
    grid: Option<GridBuilder>,
    merges: Vec<Merge>,
    row: usize,
    row_repeat: usize,
    column: usize,
    row_cells: Vec<(usize, Cell)>,
    cell: Option<OpenCell>,
    in_paragraph: bool,
    unseen: usize,
}

impl Walk {
    fn new(limits: &Limits) -> Self {
        Self {
            limits: *limits,
            budget: Budget::new(limits),
            sheets: Vec::new(),
            hidden_styles: HashSet::new(),
            style: None,
            name: String::new(),
            hidden: false,
            grid: None,
            merges: Vec::new(),
            row: 1,
            row_repeat: 1,
            column: 1,
            row_cells: Vec::new(),
            cell: None,
            in_paragraph: false,
            unseen: 0,
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let name = name.as_ref();
        // Comments and drawings are not what the cell says.
        if self.unseen > 0 || matches!(name, "annotation" | "shapes" | "frame") {
            self.unseen += 1;
            return;
        }
        match name {
            "style" => self.style = attribute(element, "name"),
            "table-properties" if attribute(element, "display").as_deref() == Some("false") => {
                self.hidden_styles.extend(self.style.clone());
            }
            "table" => {
                self.name = attribute(element, "name").unwrap_or_default();
                self.hidden = attribute(element, "style-name").is_some_and(|style| self.hidden_styles.contains(&style));
                self.grid = Some(GridBuilder::new(&self.name));
                self.merges.clear();
                self.row = 1;
            }
            "table-row" => {
                self.row_repeat = count(element, "number-rows-repeated").max(1);
                self.column = 1;
                self.row_cells.clear();
            }
            "table-cell" | "covered-table-cell" => {
                self.cell = Some(OpenCell {
                    repeat: count(element, "number-columns-repeated").max(1),
                    columns: count(element, "number-columns-spanned").max(1),
                    rows: count(element, "number-rows-spanned").max(1),
                    kind: attribute(element, "value-type").unwrap_or_default(),
                    value: attribute(element, "value").or_else(|| attribute(element, "date-value")),
                    paragraphs: Vec::new(),
                });
            }
            "p" => {
                self.in_paragraph = true;
                if let Some(cell) = &mut self.cell {
                    cell.paragraphs.push(String::new());
                }
            }
            "line-break" => self.text("\n"),
            "tab" => self.text("\t"),
            "s" => self.text(&" ".repeat(count(element, "c").clamp(1, 64))),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        if self.unseen > 0 {
            self.unseen -= 1;
            return Ok(());
        }
        match name {
            "p" => self.in_paragraph = false,
            "table-cell" | "covered-table-cell" => self.end_cell()?,
            "table-row" => self.end_row()?,
            "table" => self.end_table()?,
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), ReadError> {
        let Some(open) = self.cell.take() else { return Ok(()) };
        let cell = finished(&open);
        if open.columns > 1 || open.rows > 1 {
            self.merges.push(Merge {
                top: self.row,
                left: self.column,
                bottom: self.row.saturating_add(open.rows) - 1,
                right: self.column.saturating_add(open.columns) - 1,
            });
        }
        if !cell.text.is_empty() {
            if self.column.saturating_add(open.repeat) > self.limits.columns + 1 {
                return Err(ReadError::TooMany {
                    what: "columns",
                    limit: self.limits.columns,
                    sheet: self.name.clone(),
                });
            }
            for offset in 0..open.repeat {
                self.row_cells.push((self.column + offset, cell.clone()));
            }
        }
        self.column = self.column.saturating_add(open.repeat);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), ReadError> {
        let cells = std::mem::take(&mut self.row_cells);
        if let Some(grid) = self.grid.as_mut().filter(|_| !cells.is_empty()) {
            for row in self.row..self.row.saturating_add(self.row_repeat) {
                for (column, cell) in &cells {
                    grid.put((row, *column), cell.clone(), &mut self.budget)?;
                }
            }
        }
        self.row = self.row.saturating_add(self.row_repeat);
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), ReadError> {
        let Some(grid) = self.grid.take() else { return Ok(()) };
        if self.sheets.len() >= self.limits.sheets {
            return Err(ReadError::TooMany { what: "sheets", limit: self.limits.sheets, sheet: String::new() });
        }
        let mut sheet = Sheet::new(self.name.clone(), grid.rows, std::mem::take(&mut self.merges));
        sheet.hidden = self.hidden;
        self.sheets.push(sheet);
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if !self.in_paragraph || self.unseen > 0 {
            return;
        }
        if let Some(last) = self.cell.as_mut().and_then(|cell| cell.paragraphs.last_mut()) {
            last.push_str(text);
        }
    }
}

fn finished(open: &OpenCell) -> Cell {
    let shown = clean_text(open.paragraphs.join("\n").trim_end());
    match open.kind.as_str() {
        "float" | "currency" => {
            let value = open.value.as_deref().and_then(|value| value.parse().ok()).map(number_text);
            Cell { text: value.unwrap_or(shown), kind: CellKind::Number }
        }
        "percentage" => Cell { text: shown, kind: CellKind::Number },
        "date" => {
            // A cell that shows only year and month means the whole month.
            let has_day = shown.contains('日') || shown.chars().filter(|c| matches!(c, '-' | '/' | '.')).count() > 1;
            let day = open.value.as_deref().and_then(|value| value.get(..10)).map(str::to_owned);
            Cell { text: day.filter(|_| has_day).unwrap_or(shown), kind: CellKind::Date }
        }
        _ if is_error(&shown) => Cell { text: shown, kind: CellKind::Error },
        _ => Cell::text(shown),
    }
}

fn is_error(text: &str) -> bool {
    text.starts_with("Err:") || (text.starts_with('#') && (text.ends_with('!') || text == "#N/A" || text == "#NAME?"))
}
