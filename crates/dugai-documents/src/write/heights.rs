//! How high a row must be for its wrapped texts.
//!
//! Excel would find out by itself; other office programs do not, and print the texts over each
//! other. So every row gets its height, rather a little too much than too little.

use super::clean::half_widths;

/// Excel's highest row, in points.
const HIGHEST: f64 = 409.0;
/// Points a digit of the standard font takes; widths of columns are counted in it.
const POINTS_A_DIGIT: f64 = 5.25;
/// A little of the width is margin, and faces that stand in for others run wider.
const USABLE: f64 = 0.94;

/// Lines a text takes in a width of so many digits, set in a size in points.
pub(super) fn lines(text: &str, width: f64, size: f64) -> f64 {
    let room = width * POINTS_A_DIGIT * USABLE;
    // A full-width character is as wide as its size; a line may end half of one early.
    let half = size / 2.0;
    let fitting = (room / half - 1.0).max(2.0);
    text.split('\n').map(|line| (half_widths(line) as f64 / fitting).ceil().max(1.0)).sum()
}

/// Height of so many lines of a size, in one row.
pub(super) fn height(lines: f64, size: f64) -> f64 {
    needed(lines, size).min(HIGHEST)
}

/// The same over as many rows as it takes to show all of them: how many, and how high each is.
pub(super) fn rows(lines: f64, size: f64) -> (u32, f64) {
    let all = needed(lines, size);
    let rows = (all / HIGHEST).ceil().max(1.0);
    (rows as u32, all / rows)
}

fn needed(lines: f64, size: f64) -> f64 {
    lines * size * 1.36 + 4.0
}

#[cfg(test)]
mod tests {
    use super::{height, lines, rows};

    fn is(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-9
    }

    #[test]
    fn long_texts_and_line_breaks_make_rows_higher() {
        assert!(is(lines("", 20.0, 10.0), 1.0));
        assert!(is(lines("一\n二\n三", 20.0, 10.0), 3.0));
        assert!(is(lines(&"长".repeat(27), 20.0, 10.0), 3.0));
        assert!(lines(&"长".repeat(27), 40.0, 10.0) < 3.0);
        assert!(is(height(1_000.0, 10.0), 409.0));
        assert!(height(2.0, 10.0) > height(1.0, 10.0));
    }

    #[test]
    fn what_one_row_cannot_show_is_spread_over_several() {
        assert_eq!(rows(2.0, 10.0), (1, height(2.0, 10.0)));
        let (several, each) = rows(100.0, 10.0);
        assert!(several == 4 && each <= 409.0 && is(each * 4.0, 1364.0), "{several} of {each}");
    }
}
