//! Tables of a Word document, with the paragraphs that stand before each.
//!
//! Deleted and hidden text, what formatting was before a tracked change, and fallback copies are
//! passed over. A table inside a cell becomes text of that cell, unless the outer table only
//! frames it.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::builder::Budget;
use super::docx_grid::{DocCell, DocTable, Vertical};
use super::docx_numbering::Numbering;
use super::docx_styles::Styles;
use super::xml::{attribute, broken, count, reference};
use super::{Limits, ReadError, Sheet, zip_guard};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<(Vec<Sheet>, Vec<&'static str>), ReadError> {
    let document = zip_guard::entry_text(bytes, "word/document.xml", limits)?;
    let part = |name: &str| zip_guard::entry_text(bytes, name, limits).unwrap_or_default();
    let styles = Styles::parse(&part("word/styles.xml"));
    let numbering = Numbering::parse(&part("word/numbering.xml"), &styles);
    let mut walk = Walk::new(numbering, styles, limits);
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

/// Tables inside tables kept as tables; deeper ones are only text.
const NESTED_MAX: usize = 4;

/// A paragraph while it is being read; text boxes nest them.
#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    /// The list named by the paragraph itself; an empty name takes it out of the list of its style.
    list: Option<String>,
    level: Option<usize>,
    /// Its end was deleted: it goes on in the next paragraph.
    joins_next: bool,
}

/// A table while it is being read.
#[derive(Default)]
struct OpenTable {
    table: DocTable,
    inner: Vec<DocTable>,
    row_deleted: bool,
    /// Paragraphs open around it, when it stands in a text box.
    around: usize,
}

struct Walk {
    numbering: Numbering,
    styles: Styles,
    limits: Limits,
    budget: Budget,
    sheets: Vec<Sheet>,
    before: Vec<String>,
    /// Open tables from the outermost on; at most [`NESTED_MAX`].
    tables: Vec<OpenTable>,
    depth: usize,
    paragraphs: Vec<Paragraph>,
    /// The beginning of a paragraph whose end was deleted.
    pending: String,
    /// For every open run whether it is hidden.
    runs: Vec<bool>,
    in_text: bool,
    in_properties: bool,
    /// Depth inside an element whose content does not show.
    unseen: usize,
}

impl Walk {
    fn new(numbering: Numbering, styles: Styles, limits: &Limits) -> Self {
        Self {
            numbering,
            styles,
            limits: *limits,
            budget: Budget::new(limits),
            sheets: Vec::new(),
            before: Vec::new(),
            tables: Vec::new(),
            depth: 0,
            paragraphs: Vec::new(),
            pending: String::new(),
            runs: Vec::new(),
            in_text: false,
            in_properties: false,
            unseen: 0,
        }
    }

    /// The table whose structure is being read, unless it lies too deep.
    fn table(&mut self) -> Option<&mut OpenTable> {
        if self.depth > NESTED_MAX { None } else { self.tables.last_mut() }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let name = name.as_ref();
        if self.unseen > 0 || matches!(name, "Fallback" | "moveFrom") || name.ends_with("PrChange") {
            self.unseen += 1;
            return;
        }
        match name {
            "tbl" => {
                self.depth += 1;
                if self.depth <= NESTED_MAX {
                    let around = self.paragraphs.len();
                    self.tables.push(OpenTable { around, ..OpenTable::default() });
                }
            }
            "tr" => {
                if let Some(open) = self.table() {
                    open.row_deleted = false;
                    open.table.rows.push((0, Vec::new()));
                }
            }
            "tc" => {
                if let Some((_, cells)) = self.table().and_then(|open| open.table.rows.last_mut()) {
                    cells.push(DocCell::default());
                }
            }
            "p" => self.paragraphs.push(Paragraph::default()),
            "r" => self.runs.push(false),
            "t" => self.in_text = true,
            "br" | "cr" => self.push("\n"),
            "pPr" => self.in_properties = true,
            // Among the properties of a paragraph this is a tab stop, not a character.
            "tab" if !self.in_properties => self.push("\t"),
            "noBreakHyphen" => self.push("-"),
            "numId" | "ilvl" | "pStyle" | "vanish" | "del" => self.paragraph_property(name, element),
            _ => self.cell_property(name, element),
        }
    }

    fn paragraph_property(&mut self, name: &str, element: &BytesStart<'_>) {
        let value = attribute(element, "val");
        if name == "vanish" {
            let on = !matches!(value.as_deref(), Some("0" | "false" | "off"));
            if let Some(run) = self.runs.last_mut().filter(|_| !self.in_properties) {
                *run = on;
            }
            return;
        }
        // A deletion mark on a row stands before its cells and outside any paragraph.
        if name == "del" && !self.in_properties {
            if let Some(open) = self.table() {
                open.row_deleted |= open.table.rows.last().is_some_and(|(_, cells)| cells.is_empty());
            }
            return;
        }
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match name {
            "numId" => paragraph.list = value.map(|list| if list == "0" { String::new() } else { list }),
            "ilvl" => paragraph.level = value.and_then(|level| level.parse().ok()),
            "pStyle" => paragraph.style = value,
            _ => paragraph.joins_next = true,
        }
    }

    fn cell_property(&mut self, name: &str, element: &BytesStart<'_>) {
        let columns = self.limits.columns;
        let Some((skipped, cells)) = self.table().and_then(|open| open.table.rows.last_mut()) else { return };
        match name {
            "gridBefore" => *skipped = count(element, "val").min(columns),
            "gridSpan" => {
                if let Some(cell) = cells.last_mut() {
                    cell.span = count(element, "val");
                }
            }
            "vMerge" => {
                let restart = attribute(element, "val").as_deref() == Some("restart");
                if let Some(cell) = cells.last_mut() {
                    cell.vertical = if restart { Vertical::Restart } else { Vertical::Continue };
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        if self.unseen > 0 {
            self.unseen -= 1;
            return Ok(());
        }
        match name {
            "t" => self.in_text = false,
            "r" => {
                self.runs.pop();
            }
            "pPr" => self.in_properties = false,
            "p" => self.end_paragraph(),
            "tc" => self.end_cell(),
            "tr" => {
                if let Some(open) = self.table().filter(|open| open.row_deleted) {
                    open.table.rows.pop();
                    open.row_deleted = false;
                }
            }
            "tbl" if self.depth > 0 => {
                if self.depth <= NESTED_MAX {
                    self.end_table()?;
                }
                self.depth = self.depth.saturating_sub(1);
            }
            _ => {}
        }
        Ok(())
    }

    fn end_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        if let Some((list, level)) = self.list_of(&paragraph) {
            // An empty list paragraph shows its number too: row numbers are made that way.
            let label = self.numbering.next_label(&list, level);
            // What would run into the text is set off, as Word does with a tab.
            let gap = if label.ends_with(char::is_alphanumeric) && !paragraph.text.is_empty() { "\t" } else { "" };
            paragraph.text.insert_str(0, &format!("{label}{gap}"));
        }
        let around = self.tables.last().map_or(0, |open| open.around);
        if let Some(outer) = self.paragraphs.get_mut(around..).and_then(|open| open.last_mut()) {
            outer.text.push_str(&paragraph.text);
            return;
        }
        if !self.pending.is_empty() {
            paragraph.text.insert_str(0, &std::mem::take(&mut self.pending));
        }
        if paragraph.joins_next {
            self.pending = paragraph.text;
            return;
        }
        self.keep(paragraph.text);
    }

    fn list_of(&self, paragraph: &Paragraph) -> Option<(String, usize)> {
        let styled = || paragraph.style.as_deref().and_then(|style| self.numbering.of_style(&self.styles, style));
        match &paragraph.list {
            Some(own) if own.is_empty() => None,
            Some(own) => Some((own.clone(), paragraph.level.unwrap_or(0))),
            None => styled().map(|(list, level)| (list, paragraph.level.unwrap_or(level))),
        }
    }

    fn keep(&mut self, text: String) {
        if self.depth == 0 {
            if !text.trim().is_empty() {
                self.before.push(text);
            }
            return;
        }
        let inner = self.depth > self.tables.len();
        let cell = self.tables.last_mut().and_then(|open| open.table.rows.last_mut()).and_then(|row| row.1.last_mut());
        if let Some(cell) = cell {
            cell.paragraphs.push((text, inner));
        }
    }

    /// A cell ends a paragraph even when the mark of its last one was deleted.
    fn end_cell(&mut self) {
        if !self.pending.is_empty() {
            let text = std::mem::take(&mut self.pending);
            self.keep(text);
        }
    }

    fn end_table(&mut self) -> Result<(), ReadError> {
        let Some(open) = self.tables.pop() else { return Ok(()) };
        if let Some(outer) = self.tables.last_mut() {
            if let Some(cell) = outer.table.rows.last_mut().and_then(|row| row.1.last_mut()) {
                cell.paragraphs.extend(open.table.lines().map(|line| (line, true)));
            }
            let framed = if open.table.only_frames(&open.inner) { open.inner } else { vec![open.table] };
            outer.inner.extend(framed);
            return Ok(());
        }
        if !open.table.only_frames(&open.inner) {
            return self.add_sheet(open.table);
        }
        self.before.extend(open.table.own_texts().cloned());
        open.inner.into_iter().try_for_each(|table| self.add_sheet(table))
    }

    fn add_sheet(&mut self, table: DocTable) -> Result<(), ReadError> {
        if self.sheets.len() >= self.limits.sheets {
            return Err(ReadError::TooMany { what: "sheets", limit: self.limits.sheets, sheet: String::new() });
        }
        let name = format!("表格{}", self.sheets.len() + 1);
        let mut sheet = table.into_sheet(&name, &self.limits, &mut self.budget)?;
        sheet.before = std::mem::take(&mut self.before);
        self.sheets.push(sheet);
        Ok(())
    }

    fn push(&mut self, text: &str) {
        if self.runs.iter().any(|hidden| *hidden) {
            return;
        }
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
