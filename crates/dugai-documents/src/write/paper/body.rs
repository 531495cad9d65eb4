//! Headings, paragraphs and tables of a paper as parts of a docx.

use docx_rs::{
    AlignmentType, Docx, HeightRule, Paragraph, Table, TableAlignmentType, TableCell, TableCellMargins,
    TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::document::{HEAD_FACE, LINE, Line, SIZE_4, SUBHEAD_FACE, TEXT_FACE, text_width};
use super::{Block, MAY_BREAK, Paper, title as titles};
use crate::write::WriteError;
use crate::write::clean::{half_widths, shown};

/// Above so many columns the text of a table is one size smaller.
const MANY_COLUMNS: usize = 6;
/// Half-width characters up to which the cells of a column are centred: a day in official words is one.
const SHORT: usize = 14;
/// Half-width characters of a name that stays on one line.
const NAME: usize = 8;
/// Half-width characters of a heading that stays on one line.
const HEADING: usize = 6;
/// Half-width characters of a figure that its unit stays with.
const FIGURE: usize = 4;
/// Lines above which a row may go on on the next page: one that may not and is higher than the
/// page would be cut off.
const HIGH: usize = 12;
/// Shares of name and value.
pub(super) const FACT_SHARES: [u32; 2] = [22, 78];
const CELL_MARGINS: (usize, usize) = (40, 100);
/// Line between a table and what follows; without it two tables would become one.
const AFTER_TABLE: i32 = 240;

/// Adds every block in order. What stands last before a signature, a paragraph or the last row of a table,
/// goes to the next page with it: a page with nothing but the signature could be put under any text.
pub(super) fn add(mut document: Docx, paper: &Paper) -> Result<Docx, WriteError> {
    let width = text_width(paper);
    let from = if paper.sign.is_some() { kept_from(&paper.blocks) } else { paper.blocks.len() };
    for (block, at) in paper.blocks.iter().zip(0..) {
        let keep = at >= from;
        document = match block {
            Block::Heading1(text) => document.add_paragraph(heading(text, HEAD_FACE, 0)),
            Block::Heading2(text) => document.add_paragraph(heading(text, SUBHEAD_FACE, 1)),
            Block::Para(text) => paragraphs(document, text, keep),
            Block::Table { caption, columns, rows } => {
                captioned(document, caption).add_table(ruled(columns, rows, (width, keep))?)
            }
            Block::Facts(facts) if facts.is_empty() => document,
            Block::Facts(facts) => document.add_table(pairs(facts, (width, keep))),
            Block::Space => document.add_paragraph(kept(Line::body().set(""), keep)),
        };
        if matches!(block, Block::Table { .. } | Block::Facts(_)) {
            let below = Line { pitch: AFTER_TABLE, ..Line::body() }.set("");
            document = document.add_paragraph(kept(below, keep));
        }
    }
    Ok(document)
}

/// From which block on all stay with the signature: the last one that says something, and what only makes
/// room for names below it.
fn kept_from(blocks: &[Block]) -> usize {
    let room = |block: &Block| match block {
        Block::Space => true,
        Block::Para(text) => text.trim_end().ends_with('：'),
        _ => false,
    };
    blocks.iter().rposition(|block| !room(block)).unwrap_or(0)
}

/// A paragraph, on one page with the next where it is to be kept.
fn kept(paragraph: Paragraph, keep: bool) -> Paragraph {
    if keep { paragraph.keep_next(true) } else { paragraph }
}

fn heading(text: &str, face: &'static str, level: usize) -> Paragraph {
    Line { face, ..Line::body() }.set(text).outline_lvl(level).keep_next(true)
}

fn paragraphs(mut document: Docx, text: &str, keep_last: bool) -> Docx {
    let text = shown(text);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    while let Some(line) = lines.next() {
        let keep = keep_last && lines.peek().is_none();
        document = document.add_paragraph(kept(Line::body().set(line), keep));
    }
    document
}

fn captioned(document: Docx, caption: &str) -> Docx {
    if caption.trim().is_empty() {
        return document;
    }
    let line = Line { face: HEAD_FACE, size: SIZE_4, align: AlignmentType::Center, pitch: LINE, ..Line::body() };
    document.add_paragraph(line.set(caption.trim()).keep_next(true))
}

/// How the cells of one table are set.
#[derive(Clone, Copy)]
struct Cells {
    size: usize,
    pitch: i32,
}

impl Cells {
    /// The width a column needs so that dates, numbers and names of four characters stay on one
    /// line, longer words of few characters and headings on two.
    fn least(self, title: &str, rows: &[Vec<String>], column: usize) -> usize {
        let words = rows.iter().filter_map(|row| row.get(column)).flat_map(|text| text.lines()).map(unbroken);
        let groups = title.split(MAY_BREAK).map(half_widths).max().unwrap_or(0);
        let heading = if groups <= HEADING || title.contains(MAY_BREAK) { groups } else { groups.div_ceil(4) * 2 };
        let longest = words.chain([heading]).filter(|width| *width <= SHORT).max().unwrap_or(0);
        // A half-width character is half as wide as the size, which counts half points; faces
        // that stand in for others run a little wider.
        longest * self.size * 6 + 2 * CELL_MARGINS.1
    }

    /// About how many lines a text takes in a column.
    fn lines(self, text: &str, width: usize) -> usize {
        let room = (width.saturating_sub(2 * CELL_MARGINS.1) / (self.size * 5)).max(2);
        text.lines().map(|line| half_widths(line).div_ceil(room).max(1)).sum()
    }

    /// A heading in lines of equal length where it is wider than its column.
    fn heading(self, title: &str, width: usize) -> String {
        let room = (width.saturating_sub(2 * CELL_MARGINS.1) / (self.size * 10)).max(1);
        let length = half_widths(title).div_ceil(2);
        if title.contains('\n') || length <= room {
            return title.to_owned();
        }
        if title.contains(MAY_BREAK) {
            return titles::lines(title, room).join("\n");
        }
        let even = length.div_ceil(length.div_ceil(room));
        let characters: Vec<char> = title.chars().collect();
        characters.chunks(even).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
    }

    fn cell(self, text: &str, face: &'static str, style: (usize, AlignmentType), keep: bool) -> TableCell {
        let (width, align) = style;
        let cell = TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center);
        let line = Line { face, size: self.size, align, first: 0, pitch: self.pitch, ..Line::body() };
        let text = shown(text);
        let set = |text: &str| kept(line.set(text).snap_to_grid(false), keep);
        let mut lines = text.lines().map(set);
        let first = lines.next().unwrap_or_else(|| set(""));
        lines.fold(cell.add_paragraph(first), TableCell::add_paragraph)
    }
}

/// Half-width characters of a cell that should stay together. Chinese breaks anywhere, so only a
/// short name does; letters and digits in a row cannot break at all.
fn unbroken(text: &str) -> usize {
    let whole = half_widths(text);
    if text.is_ascii() && whole <= NAME {
        // Figures run wider still where a face stands in.
        return whole + 1;
    }
    if text.is_ascii() || whole <= NAME {
        return whole;
    }
    let runs = text.split(|c: char| !c.is_ascii_graphic()).map(str::len).max().unwrap_or(0);
    match whole {
        // A figure and its unit.
        _ if whole <= SHORT && runs >= FIGURE => whole,
        _ if whole <= SHORT => runs.max(whole.div_ceil(4) * 2),
        _ => runs,
    }
}

/// A table; with `keep` its last row stays with what follows.
fn ruled(columns: &[(String, u32)], rows: &[Vec<String>], at: (usize, bool)) -> Result<Table, WriteError> {
    let (width, keep) = at;
    if columns.is_empty() {
        return Err(WriteError::Columns { columns: 0, limit: 63 });
    }
    let cells =
        if columns.len() > MANY_COLUMNS { Cells { size: 21, pitch: 300 } } else { Cells { size: 24, pitch: 360 } };
    let shares: Vec<u32> = columns.iter().map(|(_, share)| *share).collect();
    let least: Vec<usize> =
        columns.iter().zip(0..).map(|((title, _), column)| cells.least(title, rows, column)).collect();
    let widths = widths(&shares, &least, width);
    let head = columns.iter().zip(&widths).map(|((title, _), width)| {
        cells.cell(&cells.heading(title, *width), HEAD_FACE, (*width, AlignmentType::Center), keep && rows.is_empty())
    });
    // The row height is the mark by which `parts` finds the rows that repeat.
    let mut table_rows =
        vec![TableRow::new(head.collect()).cant_split().row_height(1.0).height_rule(HeightRule::AtLeast)];
    let aligns: Vec<AlignmentType> = (0..columns.len()).map(|column| alignment(rows, column)).collect();
    for (row, number) in rows.iter().zip(1_u64..) {
        if row.len() > columns.len() {
            return Err(WriteError::RowTooLong { row: number, cells: row.len(), columns: columns.len() });
        }
        let texts = row.iter().map(String::as_str).chain(std::iter::repeat(""));
        let set = texts.zip(widths.iter().copied().zip(aligns.iter().copied()));
        let lines = row.iter().zip(&widths).map(|(text, width)| cells.lines(text, *width)).max().unwrap_or(0);
        let last = keep && number == rows.len() as u64;
        let set = set.map(|(text, style)| cells.cell(text, TEXT_FACE, style, last && lines <= HIGH));
        table_rows.push(unsplit(TableRow::new(set.collect()), lines));
    }
    Ok(framed(table_rows, widths))
}

/// The row on one page, unless it is so high that it goes on on the next.
fn unsplit(row: TableRow, lines: usize) -> TableRow {
    if lines > HIGH { row } else { row.cant_split() }
}

fn pairs(facts: &[(String, String)], (width, keep): (usize, bool)) -> Table {
    let widths = widths(&FACT_SHARES, &[0, 0], width);
    let cells = Cells { size: 24, pitch: 400 };
    let (name_width, value_width) = (widths.first().copied().unwrap_or(0), widths.last().copied().unwrap_or(0));
    let rows = facts.iter().zip(1..).map(|((name, value), number)| {
        let lines = cells.lines(value, value_width);
        let last = keep && number == facts.len() && lines <= HIGH;
        let name = cells.cell(name, HEAD_FACE, (name_width, AlignmentType::Center), last);
        let value = cells.cell(value, TEXT_FACE, (value_width, AlignmentType::Left), last);
        unsplit(TableRow::new(vec![name, value]), lines)
    });
    framed(rows.collect(), widths)
}

fn framed(rows: Vec<TableRow>, widths: Vec<usize>) -> Table {
    let (vertical, horizontal) = CELL_MARGINS;
    Table::new(rows)
        .layout(TableLayoutType::Fixed)
        .align(TableAlignmentType::Center)
        .width(widths.iter().sum(), WidthType::Dxa)
        .margins(TableCellMargins::new().margin(vertical, horizontal, vertical, horizontal))
        .set_grid(widths)
}

/// Columns of short cells, such as dates and counts, are centred.
fn alignment(rows: &[Vec<String>], column: usize) -> AlignmentType {
    let is_short = rows.iter().filter_map(|row| row.get(column)).all(|text| half_widths(text) <= SHORT);
    if is_short { AlignmentType::Center } else { AlignmentType::Left }
}

/// Widths by share, none below its least as far as there is room, and the widest never below half
/// of its share; the last takes what rounding left.
fn widths(shares: &[u32], least: &[usize], width: usize) -> Vec<usize> {
    let shares: Vec<usize> = shares.iter().map(|share| (*share).max(1) as usize).collect();
    let sum: usize = shares.iter().sum::<usize>().max(1);
    let mut widths: Vec<usize> = shares.iter().map(|share| width * share / sum).collect();
    let widest = shares.iter().max().copied().unwrap_or(1);
    let half = |(share, width): (&usize, &usize)| if *share == widest { width / 2 } else { 0 };
    let kept: Vec<usize> = shares.iter().zip(&widths).map(half).collect();
    let least: Vec<usize> = least.iter().zip(&kept).map(|(least, kept)| *least.max(kept)).collect();
    let missing: usize = widths.iter().zip(&least).map(|(width, least)| least.saturating_sub(*width)).sum();
    let spare: usize = widths.iter().zip(&least).map(|(width, least)| width.saturating_sub(*least)).sum();
    let given = missing.min(spare);
    if given > 0 {
        for (width, least) in widths.iter_mut().zip(&least) {
            let over = width.saturating_sub(*least);
            *width += least.saturating_sub(*width) * given / missing;
            *width -= (over * given).div_ceil(spare).min(over);
        }
    }
    let used: usize = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last += width.saturating_sub(used);
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::widths;

    #[test]
    fn shares_fill_the_whole_width() {
        assert_eq!(widths(&[1, 1, 1], &[0, 0, 0], 100), [33, 33, 34]);
        assert_eq!(widths(&[0, 3], &[0, 0], 8), [2, 6]);
        assert!(widths(&[], &[], 8).is_empty());
    }

    #[test]
    fn narrow_columns_get_what_they_need_from_wide_ones() {
        assert_eq!(widths(&[1, 9], &[30, 0], 100), [30, 70]);
        let three = widths(&[10, 50, 40], &[25, 10, 10], 100);
        assert_eq!(three[0], 25);
        assert_eq!(three.iter().sum::<usize>(), 100);
        assert!(three[1] > three[2] && three[2] >= 30);
        // No room for all: the shares stay, or each gets its part of what there is.
        assert_eq!(widths(&[1, 1], &[90, 90], 100), [50, 50]);
        assert_eq!(widths(&[10, 80, 10], &[40, 0, 40], 100), [30, 40, 30]);
    }
}
