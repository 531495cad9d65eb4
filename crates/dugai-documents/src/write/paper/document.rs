//! The paper as a docx: page, title, address, attachments, signature, page numbers.
//!
//! The blocks of the text are in `body`, what the library cannot say itself in `parts`.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, DocGrid, DocGridType, Docx, FieldCharType, Footer, Header, InstrPAGE, InstrText, LineSpacing,
    LineSpacingType, PageMargin, PageOrientationType, Paragraph, Run, RunFonts, SpecialIndentType,
};

use super::{DEMO_MARK, Paper, addressee, attachment_lines, body, letter, parts, title as titles};
use crate::write::WriteError;
use crate::write::clean::{half_widths, shown};

/// A character of the text: 156 mm hold 28 of them. In twentieths of a point, as all lengths here.
pub(super) const CHAR: i32 = 315;
/// What characters of size 3 stand closer for that than their own width. A character grid of the
/// section would say the same, but not every office program sets it alike.
const CLOSER: i32 = -5;
/// The pitch of lines: 22 of them on a page.
pub(super) const LINE: i32 = 579;
const A4: (u32, u32) = (11_906, 16_838);
const HEADER_LINE: i32 = 300;

/// Sizes in half points.
pub(super) const SIZE_2: usize = 44;
pub(super) const SIZE_3: usize = 32;
pub(super) const SIZE_4: usize = 28;

/// Faces as offices name them; `parts` says what may stand in for each.
pub(super) const TITLE_FACE: &str = "方正小标宋简体";
pub(super) const TEXT_FACE: &str = "仿宋_GB2312";
pub(super) const HEAD_FACE: &str = "黑体";
pub(super) const SUBHEAD_FACE: &str = "楷体_GB2312";
pub(super) const SONG_FACE: &str = "宋体";

/// The paper as the bytes of a docx.
///
/// # Errors
/// When a row of a table is longer than its heading, or the document cannot be put together.
pub fn docx(paper: &Paper) -> Result<Vec<u8>, WriteError> {
    let mut document = letter::head(page(paper), paper);
    document = title(document, paper);
    if let Some(to) = filled(paper.to.as_deref()) {
        document = document.add_paragraph(Line { first: 0, ..Line::body() }.set(&addressee(to)));
    }
    document = body::add(document, paper)?;
    document = attachments(document, paper);
    document = signature(document, paper);
    document = letter::foot(document, paper);
    let mut built = document.build();
    parts::complete(&mut built)?;
    let mut bytes = Cursor::new(Vec::new());
    built.pack(&mut bytes).map_err(|error| WriteError::Document(error.to_string()))?;
    Ok(bytes.into_inner())
}

pub(super) fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Width of the text area.
pub(super) fn text_width(paper: &Paper) -> usize {
    let margins = margins(paper.landscape);
    let page = if paper.landscape { A4.1 } else { A4.0 };
    page as usize - (margins.left + margins.right).unsigned_abs() as usize
}

pub(super) fn twips(mm: f64) -> i32 {
    (mm * 1440.0 / 25.4).round() as i32
}

/// Landscape is the upright page turned: its head lies at the binding.
fn margins(landscape: bool) -> PageMargin {
    let (top, right, bottom, left) = if landscape { (28.0, 37.0, 26.0, 35.0) } else { (37.0, 26.0, 35.0, 28.0) };
    // The page number stands 7 mm below the text area.
    let footer = bottom - 7.0 - 5.0;
    PageMargin::new()
        .top(twips(top))
        .right(twips(right))
        .bottom(twips(bottom))
        .left(twips(left))
        .header(twips(15.0))
        .footer(twips(footer))
}

fn page(paper: &Paper) -> Docx {
    let (width, height) = if paper.landscape { (A4.1, A4.0) } else { A4 };
    let orient = if paper.landscape { PageOrientationType::Landscape } else { PageOrientationType::Portrait };
    let mut document = Docx::new()
        .page_size(width, height)
        .page_orient(orient)
        .page_margin(margins(paper.landscape))
        .default_fonts(face(TEXT_FACE))
        .default_size(SIZE_3)
        .footer(Footer::new().add_paragraph(page_number(AlignmentType::Right)))
        .even_footer(Footer::new().add_paragraph(page_number(AlignmentType::Left)));
    if paper.demo {
        document = document.header(demo_header()).even_header(demo_header());
    }
    document.document.section_property.doc_grid =
        Some(DocGrid::new().grid_type(DocGridType::Default).line_pitch(LINE as usize));
    document
}

fn demo_header() -> Header {
    let line = Line {
        face: HEAD_FACE,
        size: SIZE_4,
        align: AlignmentType::Center,
        first: 0,
        pitch: HEADER_LINE,
        ..Line::body()
    };
    Header::new().add_paragraph(line.set(DEMO_MARK))
}

/// `— 1 —`, one character from the outer edge.
fn page_number(side: AlignmentType) -> Paragraph {
    let edge = Some(SIZE_4 as i32 * 10);
    let (left, right) = if matches!(side, AlignmentType::Left) { (edge, None) } else { (None, edge) };
    let run = Run::new()
        .fonts(face(SONG_FACE))
        .size(SIZE_4)
        .add_text("— ")
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::PAGE(InstrPAGE::new()))
        .add_field_char(FieldCharType::Separate, false)
        .add_text("1")
        .add_field_char(FieldCharType::End, false)
        .add_text(" —");
    Paragraph::new().align(side).indent(left, None, right, None).line_spacing(exact(HEADER_LINE)).add_run(run)
}

fn title(mut document: Docx, paper: &Paper) -> Docx {
    let text = shown(&paper.title);
    let lines = titles::lines(&text, text_width(paper) / (SIZE_2 * 10));
    for (line, index) in lines.iter().zip(1..) {
        let after = if index == lines.len() { LINE as u32 } else { 0 };
        let set = Line {
            face: TITLE_FACE,
            size: SIZE_2,
            align: AlignmentType::Center,
            first: 0,
            pitch: 660,
            after,
            ..Line::body()
        };
        document = document.add_paragraph(set.set(line).keep_next(true));
    }
    document
}

/// One empty line below the text; further lines stand under the first name.
fn attachments(mut document: Docx, paper: &Paper) -> Docx {
    let single = paper.attachments.len() == 1;
    for (text, index) in attachment_lines(&paper.attachments).iter().zip(0..) {
        let (left, hanging) = if single { (5, 3) } else { (6, if index == 0 { 4 } else { 1 }) };
        let line =
            Line { before: if index == 0 { LINE as u32 } else { 0 }, align: AlignmentType::Left, ..Line::body() };
        let indent = Some(SpecialIndentType::Hanging(hanging * CHAR));
        let paragraph = line.set(text).indent(Some(left * CHAR), indent, None, None);
        document = document.add_paragraph(if paper.sign.is_some() { paragraph.keep_next(true) } else { paragraph });
    }
    document
}

/// The date four characters from the right edge, the unit centred over it as far as it fits.
fn signature(document: Docx, paper: &Paper) -> Docx {
    let Some((unit, date)) = &paper.sign else { return document };
    let (unit, date) = (shown(unit.trim()).replace('\n', ""), shown(date.trim()).replace('\n', ""));
    let half = CHAR / 2;
    let width = |text: &str| i32::try_from(half_widths(text)).unwrap_or(i32::MAX / CHAR) * half;
    let edge = 4 * CHAR;
    let unit_edge = (edge + (width(&date) - width(&unit)) / 2).max(0);
    let line = |before: i32, right: i32, text: &str| {
        let line = Line { align: AlignmentType::Right, before: before as u32, first: 0, ..Line::body() };
        line.set(text).indent(None, None, Some(right), None)
    };
    let date =
        line(0, edge, &date).line_spacing(exact(LINE).after(if paper.colophon.is_some() { LINE as u32 } else { 0 }));
    // A colophon on a page of its own would be one of any letter.
    let date = if paper.colophon.is_some() { date.keep_next(true) } else { date };
    // Who signs is not known: room is left above the day.
    document.add_paragraph(line(2 * LINE, unit_edge, &unit).keep_next(true)).add_paragraph(date)
}

/// How a paragraph is set.
pub(super) struct Line {
    pub(super) face: &'static str,
    pub(super) size: usize,
    pub(super) align: AlignmentType,
    /// Indent of the first line.
    pub(super) first: i32,
    pub(super) pitch: i32,
    pub(super) before: u32,
    pub(super) after: u32,
}

impl Line {
    /// Running text.
    pub(super) fn body() -> Self {
        Self {
            face: TEXT_FACE,
            size: SIZE_3,
            align: AlignmentType::Both,
            first: 2 * CHAR,
            pitch: LINE,
            before: 0,
            after: 0,
        }
    }

    /// A paragraph of one text.
    pub(super) fn set(&self, text: &str) -> Paragraph {
        self.colored(text, None)
    }

    /// The same in a colour.
    pub(super) fn colored(&self, text: &str, color: Option<&str>) -> Paragraph {
        let first = if matches!(self.align, AlignmentType::Center) { 0 } else { self.first };
        let run = Run::new().fonts(face(self.face)).size(self.size).add_text(shown(text).replace('\n', " "));
        let run = if self.size == SIZE_3 { run.character_spacing(CLOSER) } else { run };
        let run = if let Some(color) = color { run.color(color) } else { run };
        Paragraph::new()
            .align(self.align)
            .indent(None, Some(SpecialIndentType::FirstLine(first)), None, None)
            .line_spacing(exact(self.pitch).before(self.before).after(self.after))
            // The standard wants full pages of 22 lines; single lines may stand alone.
            .widow_control(false)
            .add_run(run)
    }
}

fn exact(pitch: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(pitch)
}

/// A face for Chinese and Latin alike; the hint gives quotation marks their Chinese width.
pub(super) fn face(name: &str) -> RunFonts {
    RunFonts::new().ascii(name).hi_ansi(name).east_asia(name).cs(name).hint("eastAsia")
}
