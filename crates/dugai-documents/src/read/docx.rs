//! Tables of a Word document, with the paragraphs that stand before each and between all.
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
use super::xml::{attribute, broken, count, is_whole, reference};
use super::{Cell, Damage, FileKind, Limits, Paragraph, ReadError, Sheet, Workbook, zip_guard};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    let document = zip_guard::entry_text(bytes, "word/document.xml", limits)?;
    let mut damages = Vec::new();
    let mut part = |name: &str, damage: Damage| {
        // Most documents have no lists of their own; that is no damage.
        let text = zip_guard::entry_text(bytes, name, limits);
        if zip_guard::has_entry(bytes, name) && !text.as_ref().is_ok_and(|text| text.is_empty() || is_whole(text)) {
            damages.push(damage);
        }
        text.unwrap_or_default()
    };
    let styles = Styles::parse(&part("word/styles.xml", Damage::Styles));
    let numbering = Numbering::parse(&part("word/numbering.xml", Damage::Numbering), &styles);
    let mut walk = Walk::new(numbering, styles, limits);
    if let Some(fault) = walk.all(&document)? {
        walk.close()?;
        if walk.sheets.is_empty() && walk.paragraphs_read.is_empty() {
            return Err(fault);
        }
        damages.push(Damage::DocumentEnd);
    }
    let Walk { sheets, paragraphs_read: paragraphs, .. } = walk;
    Ok(Workbook { sheets, paragraphs, damages, ..Workbook::new(FileKind::Docx) })
}

/// Tables inside tables kept as tables; deeper ones are only text.
const NESTED_MAX: usize = 4;

/// A paragraph while it is being read; text boxes nest them.
#[derive(Default)]
struct OpenParagraph {
    text: String,
    /// How many bytes at its head are bold.
    bold: usize,
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
    /// Paragraphs outside of tables.
    paragraphs_read: Vec<Paragraph>,
    /// Where those begin that stand before the next table.
    before: usize,
    /// Open tables from the outermost on; at most [`NESTED_MAX`].
    tables: Vec<OpenTable>,
    depth: usize,
    paragraphs: Vec<OpenParagraph>,
    /// The beginning of a paragraph whose end was deleted.
    pending: String,
    /// For every open run whether it is hidden, and whether it is bold.
    runs: Vec<(bool, bool)>,
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
            paragraphs_read: Vec::new(),
            before: 0,
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

    /// Reads the elements of the document; what stands in the way of going on to its end.
    fn all(&mut self, document: &str) -> Result<Option<ReadError>, ReadError> {
        let mut reader = Reader::from_str(document);
        let mut open = 0usize;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    open += 1;
                    self.start(&element);
                }
                Ok(Event::Empty(element)) => {
                    self.start(&element);
                    self.end(element.local_name().as_ref())?;
                }
                Ok(Event::End(element)) => {
                    open = open.saturating_sub(1);
                    self.end(element.local_name().as_ref())?;
                }
                Ok(Event::Text(text)) => self.text(&text.xml10_content()),
                Ok(Event::CData(text)) => self.text(&text.xml10_content()),
                Ok(Event::GeneralRef(entity)) => self.text(&reference(&entity)),
                Ok(Event::Eof) => return Ok((open > 0).then(|| ReadError::damaged("its text is cut off"))),
                Ok(_) => {}
                Err(error) => return Ok(Some(broken(&error))),
            }
        }
    }

    /// Ends what is still open where the document breaks off.
    fn close(&mut self) -> Result<(), ReadError> {
        self.unseen = 0;
        while !self.paragraphs.is_empty() {
            self.end("p")?;
        }
        while self.depth > 0 {
            self.end("tbl")?;
        }
        Ok(())
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
            "p" => self.paragraphs.push(OpenParagraph::default()),
            "r" => self.runs.push((false, false)),
            "t" => self.in_text = true,
            "br" | "cr" => self.push("\n"),
            "pPr" => self.in_properties = true,
            // Among the properties of a paragraph this is a tab stop, not a character.
            "tab" if !self.in_properties => self.push("\t"),
            "noBreakHyphen" => self.push("-"),
            "numId" | "ilvl" | "pStyle" | "vanish" | "b" | "del" => self.paragraph_property(name, element),
            _ => self.cell_property(name, element),
        }
    }

    fn paragraph_property(&mut self, name: &str, element: &BytesStart<'_>) {
        let value = attribute(element, "val");
        if matches!(name, "vanish" | "b") {
            let on = !matches!(value.as_deref(), Some("0" | "false" | "off"));
            if let Some(run) = self.runs.last_mut().filter(|_| !self.in_properties) {
                *(if name == "b" { &mut run.1 } else { &mut run.0 }) = on;
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
            "p" => return self.end_paragraph(),
            "tc" => return self.end_cell(),
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

    fn end_paragraph(&mut self) -> Result<(), ReadError> {
        let Some(mut paragraph) = self.paragraphs.pop() else { return Ok(()) };
        if let Some((list, level)) = self.list_of(&paragraph) {
            // An empty list paragraph shows its number too: row numbers are made that way.
            let label = self.numbering.next_label(&list, level);
            // What would run into the text is set off, as Word does with a tab.
            let gap = if label.ends_with(char::is_alphanumeric) && !paragraph.text.is_empty() { "\t" } else { "" };
            let label = format!("{label}{gap}");
            paragraph.bold += if paragraph.bold > 0 { label.len() } else { 0 };
            paragraph.text.insert_str(0, &label);
        }
        let around = self.tables.last().map_or(0, |open| open.around);
        if let Some(outer) = self.paragraphs.get_mut(around..).and_then(|open| open.last_mut()) {
            outer.text.push_str(&paragraph.text);
            return Ok(());
        }
        if !self.pending.is_empty() {
            paragraph.text.insert_str(0, &std::mem::take(&mut self.pending));
            paragraph.bold = 0;
        }
        if paragraph.joins_next {
            self.pending = paragraph.text;
            return Ok(());
        }
        self.keep(paragraph)
    }

    fn list_of(&self, paragraph: &OpenParagraph) -> Option<(String, usize)> {
        let styled = || paragraph.style.as_deref().and_then(|style| self.numbering.of_style(&self.styles, style));
        match &paragraph.list {
            Some(own) if own.is_empty() => None,
            Some(own) => Some((own.clone(), paragraph.level.unwrap_or(0))),
            None => styled().map(|(list, level)| (list, paragraph.level.unwrap_or(level))),
        }
    }

    fn keep(&mut self, paragraph: OpenParagraph) -> Result<(), ReadError> {
        if self.depth == 0 {
            return self.outside(Paragraph {
                text: paragraph.text,
                bold: paragraph.bold,
                style: paragraph.style.unwrap_or_default(),
            });
        }
        let inner = self.depth > self.tables.len();
        let cell = self.tables.last_mut().and_then(|open| open.table.rows.last_mut()).and_then(|row| row.1.last_mut());
        if let Some(cell) = cell {
            cell.paragraphs.push((paragraph.text, inner));
        }
        Ok(())
    }

    /// Keeps a paragraph that stands in no table.
    fn outside(&mut self, paragraph: Paragraph) -> Result<(), ReadError> {
        if !paragraph.text.trim().is_empty() {
            self.budget.take(&Cell::text(paragraph.text.as_str()))?;
            self.paragraphs_read.push(paragraph);
        }
        Ok(())
    }

    /// A cell ends a paragraph even when the mark of its last one was deleted.
    fn end_cell(&mut self) -> Result<(), ReadError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let text = std::mem::take(&mut self.pending);
        self.keep(OpenParagraph { text, ..OpenParagraph::default() })
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
        for text in open.table.own_texts() {
            self.outside(Paragraph { text: text.clone(), ..Paragraph::default() })?;
        }
        open.inner.into_iter().try_for_each(|table| self.add_sheet(table))
    }

    fn add_sheet(&mut self, table: DocTable) -> Result<(), ReadError> {
        if self.sheets.len() >= self.limits.sheets {
            return Err(ReadError::TooMany { what: "sheets", limit: self.limits.sheets, sheet: String::new() });
        }
        let name = format!("表格{}", self.sheets.len() + 1);
        let mut sheet = table.into_sheet(&name, &self.limits, &mut self.budget)?;
        let before = self.paragraphs_read.get(self.before..).unwrap_or(&[]);
        sheet.before = before.iter().map(|paragraph| paragraph.text.clone()).collect();
        self.before = self.paragraphs_read.len();
        self.sheets.push(sheet);
        Ok(())
    }

    fn push(&mut self, text: &str) {
        if self.runs.iter().any(|(hidden, _)| *hidden) {
            return;
        }
        let bold = self.runs.last().is_some_and(|(_, bold)| *bold);
        if let Some(paragraph) = self.paragraphs.last_mut() {
            if bold && paragraph.bold == paragraph.text.len() {
                paragraph.bold += text.len();
            }
            paragraph.text.push_str(text);
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.unseen == 0 {
            self.push(text);
        }
    }
}
