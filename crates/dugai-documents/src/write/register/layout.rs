//! Widths, heights and cell formats of the official register.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

use super::{Column, Kind, RegisterHead};
use crate::write::heights;

pub(super) const TITLE_POINTS: f64 = 18.0;
pub(super) const LINE_POINTS: f64 = 10.5;
pub(super) const BODY_POINTS: f64 = 10.0;

/// The face of official tables; only its name goes into the file.
const SONG: &str = "宋体";

/// Formats of one workbook.
pub(super) struct Formats {
    pub(super) title: Format,
    pub(super) line: Format,
    pub(super) last: Format,
    pub(super) header: Format,
    text: [Format; 3],
    quoted: [Format; 3],
    date: [Format; 3],
    number: [Format; 3],
}

impl Formats {
    pub(super) fn new() -> Self {
        let song = |size: f64| Format::new().set_font_name(SONG).set_font_charset(134).set_font_size(size);
        let body = |kind: Kind| {
            let align = if kind == Kind::Text { FormatAlign::Left } else { FormatAlign::Center };
            song(BODY_POINTS)
                .set_text_wrap()
                .set_border(FormatBorder::Thin)
                .set_align(align)
                .set_align(FormatAlign::VerticalCenter)
        };
        let each =
            |make: &dyn Fn(Format) -> Format| [Kind::Text, Kind::Date, Kind::Number].map(|kind| make(body(kind)));
        let middle = |format: Format| format.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        Self {
            title: middle(song(TITLE_POINTS)).set_bold().set_text_wrap(),
            line: song(LINE_POINTS).set_text_wrap().set_align(FormatAlign::VerticalCenter),
            last: song(LINE_POINTS).set_shrink().set_align(FormatAlign::VerticalCenter),
            header: middle(song(LINE_POINTS)).set_bold().set_text_wrap().set_border(FormatBorder::Thin),
            text: each(&|format| format),
            quoted: each(&Format::set_quote_prefix),
            date: each(&|format| format.set_num_format("yyyy-mm-dd")),
            number: each(&|format| format.set_num_format("0")),
        }
    }

    pub(super) fn text(&self, kind: Kind) -> &Format {
        pick(&self.text, kind)
    }

    /// Text that stays text even when somebody edits the cell.
    pub(super) fn quoted(&self, kind: Kind) -> &Format {
        pick(&self.quoted, kind)
    }

    pub(super) fn date(&self, kind: Kind) -> &Format {
        pick(&self.date, kind)
    }

    pub(super) fn number(&self, kind: Kind) -> &Format {
        pick(&self.number, kind)
    }
}

fn pick(formats: &[Format; 3], kind: Kind) -> &Format {
    let [text, date, number] = formats;
    match kind {
        Kind::Text => text,
        Kind::Date => date,
        Kind::Number => number,
    }
}

/// Width of a column in digits.
pub(super) fn width(column: &Column) -> f64 {
    if column.width > 0.0 {
        return column.width.clamp(3.0, 120.0);
    }
    match column.kind {
        Kind::Text => 26.0,
        Kind::Date => 12.0,
        Kind::Number => 8.0,
    }
}

/// Height of a line over all columns: merged cells do not grow by themselves.
pub(super) fn merged_height(head: &RegisterHead, text: &str, size: f64) -> f64 {
    let all = head.columns.iter().map(width).sum();
    heights::height(heights::lines(text, all, size), size) + size / 2.0
}

/// The height a row needs, gathered cell by cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowHeight {
    lines: f64,
    size: f64,
}

impl RowHeight {
    pub(super) fn new(size: f64) -> Self {
        Self { lines: 1.0, size }
    }

    pub(super) fn text(&mut self, text: &str, column: &Column) {
        self.lines = self.lines.max(heights::lines(text, width(column), self.size));
    }

    pub(super) fn points(self) -> f64 {
        heights::height(self.lines, self.size)
    }

    /// Over how many rows of the sheet, and how high each.
    pub(super) fn rows(self) -> (u32, f64) {
        heights::rows(self.lines, self.size)
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, Kind, LINE_POINTS, RegisterHead, RowHeight, TITLE_POINTS, merged_height, width};

    #[test]
    fn rows_are_as_high_as_their_highest_cell() {
        let columns = vec![Column::new("问题", Kind::Text), Column::new("时限", Kind::Date)];
        let head = RegisterHead {
            title: String::new(),
            subtitle: String::new(),
            columns,
            preparer_line: String::new(),
            demo: false,
        };
        assert!((width(&head.columns[0]) - 26.0).abs() < f64::EPSILON);
        assert!((width(&Column::new("x", Kind::Text).wide(500.0)) - 120.0).abs() < f64::EPSILON);
        let short = merged_height(&head, "台账", TITLE_POINTS);
        assert!(merged_height(&head, &"长".repeat(25), TITLE_POINTS) > short * 1.8);
        assert!(merged_height(&head, "一\n二", LINE_POINTS) > merged_height(&head, "一二", LINE_POINTS));
        let mut height = RowHeight::new(10.0);
        let empty = height.points();
        height.text("2026-03-05", &head.columns[1]);
        assert!((height.points() - empty).abs() < f64::EPSILON);
        height.text(&"长".repeat(40), &head.columns[0]);
        height.text("短", &head.columns[0]);
        assert!(height.points() > empty * 2.5);
    }
}
