//! Text that fits into a cell or a paragraph, and the record of what had to go for that.

use std::borrow::Cow;

/// UTF-16 units one cell of a workbook holds.
pub(super) const CELL_UNITS: usize = 32_767;
/// Units kept free for the mark of a shortened cell.
const MARK_UNITS: usize = 40;
/// Places that are remembered one by one; further ones are only counted.
const PLACES: usize = 200;

/// A cell that does not show all of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutCell {
    /// Row in the written file, 1-based.
    pub row: u64,
    /// Column in the written file, 1-based.
    pub column: usize,
    /// Characters that were removed because no office file may hold them.
    pub removed: usize,
    /// Characters left out at the end because the cell was full.
    pub left_out: usize,
}

/// What was written differently from what was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cuts {
    /// Characters removed in all, such as control characters.
    pub removed: u64,
    /// Cells that end with a mark because their text was too long.
    pub shortened: u64,
    /// Cells that got an apostrophe so that no program takes them for a formula (csv only).
    pub guarded: u64,
    /// The first 200 cells that lost something.
    pub cells: Vec<CutCell>,
}

impl Cuts {
    /// Whether every text is there in full.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.removed == 0 && self.shortened == 0
    }

    /// Text for one cell; whatever it loses is recorded under its place.
    pub(super) fn cell<'a>(&mut self, text: &'a str, (row, column): (u64, usize), units: usize) -> Cow<'a, str> {
        let (clean, removed) = legal(text);
        let (fitted, left_out) = fitting(clean, units);
        if removed + left_out > 0 {
            self.removed += removed as u64;
            self.shortened += u64::from(left_out > 0);
            if self.cells.len() < PLACES {
                self.cells.push(CutCell { row, column, removed, left_out });
            }
        }
        fitted
    }
}

/// Whether an XML document may hold the character.
fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Line ends become `\n`; characters that XML forbids go and are counted.
fn legal(text: &str) -> (Cow<'_, str>, usize) {
    if text.chars().all(is_legal) {
        return (Cow::Borrowed(text), 0);
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let clean: String = lines.chars().filter(|c| is_legal(*c)).collect();
    let removed = lines.chars().count() - clean.chars().count();
    (Cow::Owned(clean), removed)
}

/// Text for a paper: what cannot be shown stands as a replacement character, so nothing vanishes.
pub(super) fn shown(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace(['\r', '\u{B}'], "\n");
    lines.chars().map(|c| if is_legal(c) { c } else { '\u{FFFD}' }).collect()
}

/// The text, or its beginning with a visible mark, and how many characters were left out.
fn fitting(text: Cow<'_, str>, units: usize) -> (Cow<'_, str>, usize) {
    // UTF-16 never needs more units than UTF-8 needs bytes.
    if text.len() <= units || text.encode_utf16().count() <= units {
        return (text, 0);
    }
    let room = units.saturating_sub(MARK_UNITS);
    let mut used = 0;
    let end = text
        .char_indices()
        .find(|(_, c)| {
            used += c.len_utf16();
            used > room
        })
        .map_or(text.len(), |(at, _)| at);
    let (kept, rest) = text.split_at(end);
    let left_out = rest.chars().count();
    (Cow::Owned(format!("{kept}……（超出单元格上限，此处略去{left_out}字）")), left_out)
}

/// Width of a text as half-width characters, as fonts for Chinese set it.
pub(super) fn half_widths(text: &str) -> usize {
    text.chars()
        .map(|c| {
            if c.is_ascii() {
                1
            } else if c == '\u{200B}' {
                0
            } else {
                2
            }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::{CELL_UNITS, CutCell, Cuts, half_widths, shown};

    #[test]
    fn what_a_cell_loses_is_recorded_with_its_place() {
        let mut cuts = Cuts::default();
        assert_eq!(cuts.cell("甲\u{1}乙\u{FFFE}\r\n丙", (4, 2), CELL_UNITS), "甲乙\n丙");
        assert_eq!(cuts.cell("平常的字\t𠮷", (5, 1), CELL_UNITS), "平常的字\t𠮷");
        assert_eq!(cuts.removed, 2);
        assert_eq!(cuts.cells, [CutCell { row: 4, column: 2, removed: 2, left_out: 0 }]);
        assert!(!cuts.is_complete());
    }

    #[test]
    fn the_limit_counts_utf16_and_never_splits_a_character() {
        let mut cuts = Cuts::default();
        let full = "𠮷".repeat(CELL_UNITS / 2);
        assert_eq!(cuts.cell(&full, (1, 1), CELL_UNITS), full.as_str());
        assert!(cuts.is_complete());
        let over = "𠮷".repeat(CELL_UNITS);
        let cut = cuts.cell(&over, (1, 1), CELL_UNITS).into_owned();
        assert!(cut.encode_utf16().count() <= CELL_UNITS);
        let kept = cut.chars().filter(|c| *c == '𠮷').count();
        assert!(cut.ends_with(&format!("略去{}字）", CELL_UNITS - kept)), "{}", &cut[cut.len() - 80..]);
        assert_eq!((cuts.shortened, cuts.removed), (1, 0));
    }

    #[test]
    fn a_paper_shows_where_something_could_not_be_shown() {
        assert_eq!(shown("一\u{0}二\u{B}三\r四"), "一\u{FFFD}二\n三\n四");
        assert_eq!(half_widths("Ab三"), 4);
    }
}
