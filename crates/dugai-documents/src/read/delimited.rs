//! Text with separators (CSV): finds the separator and keeps the row numbers Excel would show.

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::builder::{Budget, GridBuilder};
use super::values::clean_text;
use super::{Cell, FileKind, Limits, ReadError, Sheet, Workbook, decode, width_guard};

const SEPARATORS: &[u8] = b",\t;|";
/// Records looked at to choose the separator.
const SAMPLE: usize = 400;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    let (text, broken) = decode::decode(bytes);
    let (text, separator) = declared_separator(&text);
    let separator = match separator {
        Some(declared) => *width_guard::usable(text.as_bytes(), &[declared])?.first().unwrap_or(&declared),
        None => best_separator(text, &width_guard::usable(text.as_bytes(), SEPARATORS)?),
    };
    let mut reader = reader(text, separator);
    let mut grid = GridBuilder::new("");
    let mut budget = Budget::new(limits);
    let (mut record, mut row, mut end) = (ByteRecord::new(), 0usize, 0usize);
    let open = open_quote(text, separator);
    let mut open_row = None;
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(ReadError::damaged(error.to_string())),
        }
        let position = record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(end)).max(end);
        let next = usize::try_from(reader.position().byte()).unwrap_or(position);
        row += 1 + blank_lines(text.as_bytes(), end, next);
        for (index, field) in record.iter().enumerate() {
            let text = clean_text(&String::from_utf8_lossy(field));
            grid.put((row, index + 1), Cell::text(text), &mut budget)?;
        }
        if open.is_some_and(|open| (position..next.max(position + 1)).contains(&open)) {
            open_row = Some(row);
        }
        end = next;
    }
    let mut sheet = Sheet::new("CSV", grid.rows, Vec::new());
    sheet.open_quote = open_row;
    let notes = if broken { vec!["encoding-doubtful"] } else { Vec::new() };
    Ok(Workbook { notes, ..Workbook::of_sheets(FileKind::Delimited, vec![sheet]) })
}

/// Where a field is opened by a quote that nothing closes, or that is closed inside other text:
/// what follows was taken into one cell.
fn open_quote(text: &str, separator: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let ends = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == separator || matches!(byte, b'\r' | b'\n'));
    let (mut at, mut start) = (0, true);
    while at < bytes.len() {
        if start && bytes.get(at) == Some(&b'"') {
            let opened = at;
            at += 1;
            loop {
                match (bytes.get(at), bytes.get(at + 1)) {
                    (None, _) => return Some(opened),
                    (Some(b'"'), Some(b'"')) => at += 2,
                    (Some(b'"'), next) if ends(next) => break,
                    (Some(b'"'), _) => return Some(opened),
                    _ => at += 1,
                }
            }
        }
        start = ends(bytes.get(at));
        at += 1;
    }
    None
}

/// Empty lines the reader passed over before a record that was read from `from` up to `to`.
fn blank_lines(bytes: &[u8], from: usize, to: usize) -> usize {
    let mut from = from;
    // Between the two halves of a line end the reader may already have stopped.
    if from > 0 && bytes.get(from - 1) == Some(&b'\r') && bytes.get(from) == Some(&b'\n') {
        from += 1;
    }
    let mut count = 0;
    for (index, byte) in bytes.iter().enumerate().take(to).skip(from) {
        match byte {
            b'\n' => count += 1,
            b'\r' if bytes.get(index + 1) != Some(&b'\n') => count += 1,
            b'\r' => {}
            _ => break,
        }
    }
    count
}

fn declared_separator(text: &str) -> (&str, Option<u8>) {
    let line = text.lines().next().unwrap_or("");
    let trimmed = line.trim_end();
    match trimmed.strip_prefix("sep=").map(str::as_bytes) {
        // Excel does not count this line, but it does show in the file; keep it as an empty row.
        Some([separator]) => (text.get(line.len()..).unwrap_or(""), Some(*separator)),
        _ => (text, None),
    }
}

fn reader(text: &str, separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

/// The separator that cuts most records into the same number of fields.
fn best_separator(text: &str, usable: &[u8]) -> u8 {
    let mut best = (0usize, usable.first().copied().unwrap_or(b','));
    for separator in usable {
        let mut widths = std::collections::BTreeMap::<usize, usize>::new();
        let mut reader = reader(text, *separator);
        for record in reader.byte_records().take(SAMPLE).flatten() {
            *widths.entry(record.len()).or_default() += 1;
        }
        let score = widths.iter().filter(|(width, _)| **width > 1).map(|(width, count)| count * width.min(&12)).max();
        if score.unwrap_or(0) > best.0 {
            best = (score.unwrap_or(0), *separator);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows_of(text: &str) -> Vec<(usize, Vec<String>)> {
        let sheets = read(text.as_bytes(), &Limits::default()).unwrap().sheets;
        let rows = &sheets[0].rows;
        rows.iter()
            .enumerate()
            .filter(|(_, cells)| !cells.is_empty())
            .map(|(i, cells)| (i + 1, cells.iter().map(|c| c.text.clone()).collect()))
            .collect()
    }

    #[test]
    fn row_numbers_count_blank_lines_and_quoted_breaks_once() {
        for end in ["\n", "\r\n"] {
            let text = format!("标题{end}{end}a,b{end}\"x{end}y\",z{end}{end}{end}c,d{end}");
            let rows: Vec<usize> = rows_of(&text).into_iter().map(|(row, _)| row).collect();
            assert_eq!(rows, [1, 3, 4, 7], "{end:?}");
        }
    }

    #[test]
    fn the_separator_is_found() {
        for separator in [',', ';', '\t', '|'] {
            let text = format!("序号{separator}问题{separator}措施\n1{separator}甲{separator}乙\n");
            assert_eq!(rows_of(&text)[1].1, ["1", "甲", "乙"], "{separator:?}");
        }
    }
}
