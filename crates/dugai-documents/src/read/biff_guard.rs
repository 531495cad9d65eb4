//! Walks the records of an old Excel workbook before the parser sees them.
//!
//! The parser fills the rectangle around all cells and reserves what the file announces; both
//! are bounded here, and a password is recognised. Values are not read here.

use super::compound::{u16_at, u32_at};
use super::{Damage, Limits, ReadError};

pub(super) const EOF: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
pub(super) const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
/// A record type no parser knows.
const IGNORED: u16 = 0x0FFF;
const CELLS: &[u16] = &[0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD, 0x00BD, 0x0006];

/// Checks the stream and takes out the announced dimensions, which the parser would trust. What
/// is cut off is ended where it was cut, and told.
pub(super) fn check(stream: &mut Vec<u8>, limits: &Limits) -> Result<Vec<Damage>, ReadError> {
    let (mut starts, mut missing) = (Vec::new(), Vec::new());
    for record in Records::new(stream, 0) {
        match record.kind {
            FILE_PASS => return Err(ReadError::Encrypted),
            BOUND_SHEET => {
                let at = u32_at(stream, record.data).and_then(|at| usize::try_from(at).ok());
                let name = name(stream, &record);
                match at.filter(|at| *at < stream.len()) {
                    Some(at) => starts.push((at, name)),
                    None => missing.push((record.data - 4, name)),
                }
            }
            EOF => break,
            _ => {}
        }
    }
    if starts.len() > limits.sheets {
        return Err(ReadError::TooMany { what: "sheets", limit: limits.sheets, sheet: String::new() });
    }
    if starts.is_empty() && !missing.is_empty() {
        return Err(cut());
    }
    let (mut area, mut damages, mut whole) = (0usize, Vec::new(), stream.len());
    for (start, name) in starts {
        area = area.saturating_add(sheet_area(stream, start));
        if area > limits.cells.saturating_mul(4) {
            return Err(ReadError::TooMany { what: "cells", limit: limits.cells, sheet: String::new() });
        }
        forget_dimensions(stream, start);
        if let Some((end, row)) = cut_off(stream, start) {
            whole = whole.min(end);
            damages.push(Damage::SheetEnd(name, row));
        }
    }
    if !damages.is_empty() {
        stream.truncate(whole);
        stream.extend([EOF.to_le_bytes(), [0, 0]].concat());
    }
    for (at, name) in missing {
        forget(stream, at);
        damages.push(Damage::Sheet(name));
    }
    Ok(damages)
}

/// The name of a sheet, as the record says it that announces it.
fn name(stream: &[u8], record: &Record) -> String {
    let bytes = stream.get(record.data..).map_or(&[][..], |rest| rest.get(..record.len).unwrap_or(rest));
    let Some((&[count, wide], text)) = bytes.get(6..).and_then(|bytes| bytes.split_first_chunk::<2>()) else {
        return String::new();
    };
    if wide & 1 == 1 {
        let units: Vec<u16> = text.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
        return String::from_utf16_lossy(units.get(..usize::from(count)).unwrap_or(&units));
    }
    text.iter().take(usize::from(count)).map(|byte| char::from(*byte)).collect()
}

/// Where the last whole record of a sheet without an end ends, and the last row it tells of.
fn cut_off(stream: &[u8], start: usize) -> Option<(usize, usize)> {
    let (mut end, mut row) = (start, 0);
    for record in Records::new(stream, start) {
        let after = record.data + record.len;
        if record.kind == EOF {
            return None;
        }
        if after > stream.len() {
            break;
        }
        end = after;
        if CELLS.contains(&record.kind) {
            row = row.max(u16_at(stream, record.data).map_or(0, |row| usize::from(row) + 1));
        }
    }
    Some((end, row))
}

fn cut() -> ReadError {
    ReadError::damaged("a sheet is missing, the file was probably cut")
}

fn sheet_area(stream: &[u8], start: usize) -> usize {
    let mut bounds: Option<[usize; 4]> = None;
    for record in Records::new(stream, start).take_while(|record| record.kind != EOF) {
        if !CELLS.contains(&record.kind) {
            continue;
        }
        let (Some(row), Some(left)) = (u16_at(stream, record.data), u16_at(stream, record.data + 2)) else {
            continue;
        };
        let (row, left) = (usize::from(row), usize::from(left));
        // A record of several numbers ends with its last column.
        let right = if record.kind == 0x00BD && record.len >= 6 {
            u16_at(stream, record.data + record.len - 2).map_or(left, usize::from).max(left)
        } else {
            left
        };
        let [top, bottom, west, east] = bounds.unwrap_or([row, row, left, right]);
        bounds = Some([top.min(row), bottom.max(row), west.min(left), east.max(right)]);
    }
    bounds.map_or(0, |[top, bottom, west, east]| (bottom - top + 1) * (east - west + 1))
}

fn forget_dimensions(stream: &mut [u8], start: usize) {
    let places: Vec<usize> = Records::new(stream, start)
        .take_while(|record| record.kind != EOF)
        .filter(|record| record.kind == DIMENSIONS)
        .map(|record| record.data - 4)
        .collect();
    for at in places {
        forget(stream, at);
    }
}

/// Makes a record one that no parser knows.
fn forget(stream: &mut [u8], at: usize) {
    if let Some(kind) = stream.get_mut(at..at + 2) {
        kind.copy_from_slice(&IGNORED.to_le_bytes());
    }
}

/// One record: its type, where its data begins and how long they are.
pub(super) struct Record {
    pub(super) kind: u16,
    pub(super) data: usize,
    pub(super) len: usize,
}

/// The records of a stream from a position on.
pub(super) struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let kind = u16_at(self.stream, self.at)?;
        let len = usize::from(u16_at(self.stream, self.at + 2)?);
        let data = self.at + 4;
        self.at = data + len;
        Some(Record { kind, data, len })
    }
}
