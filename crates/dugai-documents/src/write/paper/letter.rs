//! The frame of an official letter: whose letter it is (发文机关标志), its number and, on one to a body
//! above, who signed it off (签发人) over a red line, and at the foot of the last page who gets copies and who printed it (版记).

use docx_rs::{
    AlignmentType, BorderType, Docx, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run, Tab,
    TabValueType, Table, TableBorder, TableBorderPosition, TableBorders, TableCell, TableCellMargins, TableLayoutType,
    TablePositionProperty, TableRow, WidthType,
};

use super::Paper;
use super::document::{
    CHAR, LINE, Line, SIZE_3, SIZE_4, SUBHEAD_FACE, TEXT_FACE, TITLE_FACE, face, filled, text_width, twips,
};
use super::title::lines;
use crate::write::clean::{half_widths, shown};

const RED: &str = "FF0000";
/// Sizes of the mark in half points.
const MARK_SIZES: [usize; 4] = [72, 60, 52, 44];
const SMALLEST_MARK: usize = 36;
/// Lines of a colophon, in eighths of a point: 0.35 mm outside, 0.25 mm between.
const OUTER: usize = 8;
const INNER: usize = 6;
const COLOPHON_PITCH: i32 = 440;
/// One character from the edge.
const EDGE: usize = SIZE_4 * 10;

/// Adds the mark and the number, with the red line below.
pub(super) fn head(mut document: Docx, paper: &Paper) -> Docx {
    let number = paper.number.as_deref().map(shown).filter(|number| !number.trim().is_empty());
    let Some(mark) = filled(paper.mark.as_deref()) else {
        let Some(number) = number else { return document };
        let line = Line { align: AlignmentType::Center, after: LINE as u32, ..Line::body() };
        return document.add_paragraph(line.set(&number));
    };
    let (size, set) = mark_lines(mark, text_width(paper));
    for (text, index) in set.iter().zip(0..) {
        let line = Line {
            face: TITLE_FACE,
            size,
            align: AlignmentType::Center,
            first: 0,
            // The mark stands 35 mm below the head of the text area.
            before: if index == 0 { twips(35.0) as u32 } else { 0 },
            pitch: i32::try_from(size).unwrap_or(0) * 13,
            ..Line::body()
        };
        document = document.add_paragraph(line.colored(text, Some(RED)).keep_next(true));
    }
    document.add_paragraph(numbered(paper, &number.unwrap_or_default()))
}

/// The number over the red line: in the middle, or one character from the left where a letter goes up
/// and who signed it off stands one character from the right.
fn numbered(paper: &Paper, number: &str) -> Paragraph {
    let line = Line { before: 2 * LINE as u32, after: 2 * LINE as u32, ..Line::body() };
    let set = match super::signer(paper) {
        None => Line { align: AlignmentType::Center, ..line }.set(number),
        Some(name) => {
            let right = text_width(paper).saturating_sub(CHAR as usize);
            let run = |face_of: &'static str| Run::new().fonts(face(face_of)).size(SIZE_3);
            Line { align: AlignmentType::Left, first: CHAR, ..line }
                .set(number)
                .add_tab(Tab::new().val(TabValueType::Right).pos(right))
                .add_run(run(TEXT_FACE).add_tab().add_text(super::SIGNER))
                .add_run(run(SUBHEAD_FACE).add_text(shown(&name)))
        }
    };
    let red = ParagraphBorder::new(ParagraphBorderPosition::Bottom).val(BorderType::Single);
    let below = ParagraphBorders::with_empty().set(red.size(12).space(11).color(RED));
    set.set_borders(below).keep_next(true)
}

/// The greatest size in which the mark fits, best in one line, else in two.
fn mark_lines(mark: &str, width: usize) -> (usize, Vec<String>) {
    let at = |size: usize| (size, lines(&shown(mark), width / (size * 10)));
    let fits = |(size, set): &(usize, Vec<String>), most: usize| {
        set.len() <= most && set.iter().all(|line| half_widths(line) * size * 5 <= width)
    };
    let one = MARK_SIZES.into_iter().take(3).map(at).find(|set| fits(set, 1));
    let two = || MARK_SIZES.into_iter().map(at).find(|set| fits(set, 2));
    one.or_else(two).unwrap_or_else(|| at(SMALLEST_MARK))
}

/// Adds the colophon as a table at the foot of the text area of the last page.
pub(super) fn foot(document: Docx, paper: &Paper) -> Docx {
    let Some(colophon) = &paper.colophon else { return document };
    let date = format!("{}印发", shown(colophon.date.trim()));
    // Faces that stand in for others run a little wider.
    let right = (half_widths(&date) + 6) * SIZE_4 * 5 + EDGE;
    let left = text_width(paper).saturating_sub(right);
    let printer = lines(&shown(&colophon.printer), left.saturating_sub(EDGE) / (SIZE_4 * 10));
    let mut rows = Vec::new();
    if let Some(copies) = super::copies_line(&colophon.copies) {
        rows.push(TableRow::new(vec![cell(&[copies], left + right, AlignmentType::Left).grid_span(2)]).cant_split());
    }
    let printed = [cell(&printer, left, AlignmentType::Left), cell(&[date], right, AlignmentType::Right)];
    rows.push(TableRow::new(printed.to_vec()).cant_split());
    let rule = |position, size| TableBorder::new(position).border_type(BorderType::Single).size(size).color("000000");
    let rules = TableBorders::with_empty()
        .set(rule(TableBorderPosition::Top, OUTER))
        .set(rule(TableBorderPosition::InsideH, INNER))
        .set(rule(TableBorderPosition::Bottom, OUTER));
    let place = TablePositionProperty::new()
        .vertical_anchor("margin")
        .horizontal_anchor("margin")
        .position_x_alignment("center")
        .position_y_alignment("bottom");
    let table = Table::without_borders(rows)
        .layout(TableLayoutType::Fixed)
        .width(left + right, WidthType::Dxa)
        .margins(TableCellMargins::new().margin(20, 0, 20, 0))
        .set_borders(rules)
        .set_grid(vec![left, right])
        .position(place);
    // The table hangs on the paragraph after it.
    document.add_table(table).add_paragraph(Line { size: 2, pitch: 20, ..Line::body() }.set(""))
}

/// A cell of the colophon, its text one character from the edge of the page.
fn cell(texts: &[String], width: usize, align: AlignmentType) -> TableCell {
    let edge = Some(EDGE as i32);
    let (left, right) = if matches!(align, AlignmentType::Left) { (edge, None) } else { (None, edge) };
    let line = Line { size: SIZE_4, first: 0, align, pitch: COLOPHON_PITCH, ..Line::body() };
    // Its rows stay together where an office program does not place the table.
    let set = |text: &String| line.set(text).snap_to_grid(false).indent(left, None, right, None).keep_next(true);
    let set = texts.iter().map(set);
    set.fold(TableCell::new().width(width, WidthType::Dxa), TableCell::add_paragraph)
}
