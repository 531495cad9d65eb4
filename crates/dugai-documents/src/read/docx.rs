//! Tables of a Word document, with the paragraphs that stand before each.
//!
//! Deleted text of tracked changes and fallback copies are passed over; a table inside a cell
//! becomes text of that cell.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::builder::Budget;
use super::docx_grid::{DocCell, DocTable, Vertical};
use super::docx_numbering::Numbering;
use super::xml::{attribute, broken, count, reference};
use super::{Limits, ReadError, Sheet, zip_guard};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<(Vec<Sheet>, Vec<&'static str>), ReadError> {
    let document = zip_guard::entry_text(bytes, "word/document.xml", limits)?;
    let numbering = zip_guard::entry_text(bytes, "word/numbering.xml", limits).unwrap_or_default();
    let mut walk = Walk::new(Numbering::parse(&numbering), limits);
    let mut reader = Reader::from_str(&document);
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
    if walk.depth > 0 {
        return Err(ReadError::damaged("a table is cut off"));
    }
    Ok((walk.sheets, Vec::new()))
}

/// A paragraph while it is being read; text boxes nest them.
#[derive(Default)]
struct Paragraph {
    text: String,
    list: Option<String>,
    level: usize,
}

struct Walk {
    numbering: Numbering,
    limits: Limits,
    budget: Budget,
    sheets: Vec<Sheet>,
    before: Vec<String>,
    table: DocTable,
    depth: usize,
    paragraphs: Vec<Paragraph>,
    in_text: bool,
    in_properties: bool,
    /// Depth inside an element whose content does not show.
    unseen: usize,
    row_deleted: bool,
}

impl Walk {
    fn new(numbering: Numbering, limits: &Limits) -> Self {
        Self {
            numbering,
            limits: *limits,
            budget: Budget::new(limits),
            sheets: Vec::new(),
            before: Vec::new(),
            table: DocTable::default(),
            depth: 0,
            paragraphs: Vec::new(),
            in_text: false,
            in_properties: false,
            unseen: 0,
            row_deleted: false,
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let name = name.as_ref();
        if self.unseen > 0 || matches!(name, "Fallback" | "moveFrom") {
            self.unseen += 1;
            return;
        }
        match name {
            "tbl" => self.depth += 1,
            "tr" if self.depth == 1 => {
                self.row_deleted = false;
                self.table.rows.push((0, Vec::new()));
            }
            "tc" if self.depth == 1 => {
                if let Some((_, cells)) = self.table.rows.last_mut() {
                    cells.push(DocCell::default());
                }
            }
            "p" => self.paragraphs.push(Paragraph::default()),
            "t" => self.in_text = true,
            "br" | "cr" => self.push("\n"),
            "pPr" => self.in_properties = true,
            // Among the properties of a paragraph this is a tab stop, not a character.
            "tab" if !self.in_properties => self.push("\t"),
            "noBreakHyphen" => self.push("-"),
            _ => self.property(name, element),
        }
    }

    fn property(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "gridBefore" if self.depth == 1 => {
                if let Some((skipped, _)) = self.table.rows.last_mut() {
                    *skipped = count(element, "val").min(self.limits.columns);
                }
            }
            "gridSpan" if self.depth == 1 => {
                if let Some(cell) = self.cell() {
                    cell.span = count(element, "val");
                }
            }
            "vMerge" if self.depth == 1 => {
                let restart = attribute(element, "val").as_deref() == Some("restart");
                if let Some(cell) = self.cell() {
                    cell.vertical = if restart { Vertical::Restart } else { Vertical::Continue };
                }
            }
            // A deletion mark on a row stands before its cells and outside any paragraph.
            "del" if self.depth == 1 && self.paragraphs.is_empty() => {
                self.row_deleted = self.table.rows.last().is_some_and(|(_, cells)| cells.is_empty());
            }
            "numId" => {
                let list = attribute(element, "val").filter(|list| list != "0");
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.list = list;
                }
            }
            "ilvl" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.level = attribute(element, "val").and_then(|v| v.parse().ok()).unwrap_or(0);
                }
            }
            _ => {}
        }
    }

    fn cell(&mut self) -> Option<&mut DocCell> {
        self.table.rows.last_mut().and_then(|(_, cells)| cells.last_mut())
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        if self.unseen > 0 {
            self.unseen -= 1;
            return Ok(());
        }
        match name {
            "t" => self.in_text = false,
            "pPr" => self.in_properties = false,
            "p" => self.end_paragraph(),
            "tr" if self.depth == 1 && self.row_deleted => {
                self.table.rows.pop();
                self.row_deleted = false;
            }
            "tbl" if self.depth > 0 => {
                self.depth -= 1;
                if self.depth == 0 {
                    self.end_table()?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        if let Some(list) = paragraph.list.take() {
            // An empty list paragraph shows its number too: row numbers are made that way.
            let label = self.numbering.next_label(&list, paragraph.level);
            paragraph.text.insert_str(0, &label);
        }
        if let Some(outer) = self.paragraphs.last_mut() {
            outer.text.push_str(&paragraph.text);
        } else if self.depth == 0 {
            if !paragraph.text.trim().is_empty() {
                self.before.push(paragraph.text);
            }
        } else if let Some(cell) = self.cell() {
            cell.paragraphs.push(paragraph.text);
        }
    }

    fn end_table(&mut self) -> Result<(), ReadError> {
        if self.sheets.len() >= self.limits.sheets {
            return Err(ReadError::TooMany { what: "sheets", limit: self.limits.sheets, sheet: String::new() });
        }
        let name = format!("表格{}", self.sheets.len() + 1);
        let table = std::mem::take(&mut self.table);
        let mut sheet = table.into_sheet(&name, &self.limits, &mut self.budget)?;
        sheet.before = std::mem::take(&mut self.before);
        self.sheets.push(sheet);
        Ok(())
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.unseen == 0 {
            self.push(text);
        }
    }
}
