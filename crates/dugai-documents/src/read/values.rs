//! How numbers and dates of a spreadsheet are written out as people see them.
//!
//! Deadlines in words are not read here: see `tasklist::deadline`.

use calamine::{CellErrorType, ExcelDateTime};

use super::{Cell, CellKind};

/// A number without a needless fraction and without binary noise.
pub(super) fn number_text(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return format!("{value:.0}");
    }
    // Fifteen significant digits are what a spreadsheet keeps; more is noise.
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    format!("{rounded}")
}

pub(super) fn number_cell(value: f64, format: Option<&str>) -> Cell {
    let percent = format.is_some_and(|code| bare_format(code).contains('%'));
    let text = if percent { format!("{}%", number_text(value * 100.0)) } else { number_text(value) };
    Cell { text, kind: CellKind::Number }
}

pub(super) fn error_cell(error: &CellErrorType) -> Cell {
    Cell { text: error.to_string(), kind: CellKind::Error }
}

/// A date by what its format shows: day, month or year.
pub(super) fn date_cell(date: &ExcelDateTime, format: Option<(&str, Option<u32>)>) -> Cell {
    if date.is_duration() {
        return Cell { text: number_text(date.as_f64()), kind: CellKind::Number };
    }
    let (year, month, day, hour, minute, ..) = date.to_ymd_hms_milli();
    let text = match shown_part(format) {
        Shown::Year => format!("{year:04}"),
        Shown::Month => format!("{year:04}-{month:02}"),
        Shown::Time => format!("{hour:02}:{minute:02}"),
        Shown::Day if hour == 0 && minute == 0 => format!("{year:04}-{month:02}-{day:02}"),
        Shown::Day => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
    };
    Cell { text, kind: CellKind::Date }
}

enum Shown {
    Year,
    Month,
    Day,
    Time,
}

fn shown_part(format: Option<(&str, Option<u32>)>) -> Shown {
    let Some((code, id)) = format else { return Shown::Day };
    // Chinese Excel keeps "2026年8月" as built-in formats 27 and 57 without a code.
    if matches!(id, Some(17 | 27 | 57)) {
        return Shown::Month;
    }
    let code = bare_format(code);
    let has = |letter: char| code.contains(letter);
    if code.is_empty() || code.contains("general") || has('d') {
        return Shown::Day;
    }
    match (has('y') || has('e'), has('m')) {
        (true, true) => Shown::Month,
        (true, false) => Shown::Year,
        (false, _) if has('h') || has('s') => Shown::Time,
        _ => Shown::Day,
    }
}

/// A format code without quoted text, escapes and bracketed parts, in lower case.
fn bare_format(code: &str) -> String {
    let mut bare = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                chars.by_ref().find(|c| *c == '"');
            }
            '[' => {
                chars.by_ref().find(|c| *c == ']');
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            ';' => break,
            other => bare.extend(other.to_lowercase()),
        }
    }
    bare
}

/// Line ends as one character; control characters and marks without width out.
pub(super) fn clean_text(text: &str) -> String {
    let text = text.replace("_x000D_", "").replace("\r\n", "\n").replace(['\r', '\u{b}'], "\n");
    text.chars().filter(|c| *c == '\n' || *c == '\t' || !(c.is_control() || unseen(*c))).collect()
}

/// Soft hyphens, joiners and direction marks, which arrive with text copied from elsewhere.
fn unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_are_shown_as_typed() {
        for (value, text) in [(1.0, "1"), (0.1 + 0.2, "0.3"), (12.6, "12.6"), (-3.0, "-3"), (2026.12, "2026.12")] {
            assert_eq!(number_text(value), text);
        }
        assert_eq!(number_cell(0.9, Some("0%")).text, "90%");
    }

    #[test]
    fn a_month_format_hides_the_day() {
        let date = ExcelDateTime::new(46235.0, ExcelDateTimeType::DateTime, false);
        assert_eq!(date_cell(&date, Some(("yyyy\"年\"m\"月\"", None))).text, "2026-08");
        assert_eq!(date_cell(&date, Some(("", Some(57)))).text, "2026-08");
        assert_eq!(date_cell(&date, Some(("yyyy-mm-dd", None))).text, "2026-08-01");
        assert_eq!(date_cell(&date, None).text, "2026-08-01");
    }
}
