//! The number formats of an old Excel workbook: which cells show a month only, or a percentage.
//!
//! The parser hands over values without their formats. What a format shows is told in `values`.

use std::collections::HashMap;

use super::biff_guard::{BOUND_SHEET, EOF, Record, Records};
use super::compound::{u16_at, u32_at};

const BOF: u16 = 0x0809;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const MUL_RK: u16 = 0x00BD;
const FORMULA: u16 = 0x0006;
/// Format codes are short; what is longer is not one.
const CODE_CHARS: usize = 255;

/// The formats of a workbook and of each cell with a number.
#[derive(Debug, Default)]
pub(super) struct Formats {
    /// Codes written in the file by their number.
    codes: HashMap<u16, String>,
    /// For each style of a cell the number of its format.
    styles: Vec<u16>,
    /// For each sheet the style of its cells by row and column, from 0.
    sheets: Vec<HashMap<(u16, u16), u16>>,
}

impl Formats {
    /// Reads the formats of a stream; what cannot be read is left out.
    pub(super) fn read(stream: &[u8]) -> Self {
        let mut this = Self::default();
        let mut starts = Vec::new();
        let mut wide = true;
        for record in Records::new(stream, 0).take_while(|record| record.kind != EOF) {
            match record.kind {
                // Before Excel 97 texts were one byte a character.
                BOF => wide = u16_at(stream, record.data) == Some(0x0600),
                BOUND_SHEET => starts.push(u32_at(stream, record.data)),
                FORMAT => this.codes.extend(code(stream, &record, wide)),
                XF => this.styles.push(u16_at(stream, record.data + 2).unwrap_or(0)),
                _ => {}
            }
        }
        for start in starts {
            let start = start.and_then(|at| usize::try_from(at).ok());
            this.sheets.push(start.map(|at| this.cells(stream, at)).unwrap_or_default());
        }
        this
    }

    /// The cells of a sheet whose format is not the general one.
    fn cells(&self, stream: &[u8], start: usize) -> HashMap<(u16, u16), u16> {
        let mut cells = HashMap::new();
        for record in Records::new(stream, start).take_while(|record| record.kind != EOF) {
            let (Some(row), Some(column)) = (u16_at(stream, record.data), u16_at(stream, record.data + 2)) else {
                continue;
            };
            let count = match record.kind {
                NUMBER | RK | FORMULA => 1,
                MUL_RK => u16::try_from(record.len.saturating_sub(6) / 6).unwrap_or(0),
                _ => 0,
            };
            for offset in 0..count {
                let at = record.data + 4 + usize::from(offset) * 6;
                let format = u16_at(stream, at).and_then(|style| self.styles.get(usize::from(style))).copied();
                if let Some(format) = format.filter(|format| *format != 0) {
                    cells.insert((row, column.saturating_add(offset)), format);
                }
            }
        }
        cells
    }

    /// Code and number of the format of a cell, counted from 0; the code is empty for built-in ones.
    pub(super) fn at(&self, sheet: usize, row: usize, column: usize) -> Option<(&str, u32)> {
        let place = (u16::try_from(row).ok()?, u16::try_from(column).ok()?);
        let format = self.sheets.get(sheet)?.get(&place)?;
        // 9 and 10 are the built-in percentages, 17 is month and year.
        let built_in = match format {
            9 | 10 => "0%",
            17 => "mmm-yy",
            _ => "",
        };
        Some((self.codes.get(format).map_or(built_in, String::as_str), u32::from(*format)))
    }
}

/// Number and code of a format record.
fn code(stream: &[u8], record: &Record, wide: bool) -> Option<(u16, String)> {
    let number = u16_at(stream, record.data)?;
    let end = record.data.checked_add(record.len)?;
    let bytes = stream.get(record.data + 2..end)?;
    let text = if wide {
        let (head, rest) = bytes.split_at_checked(3)?;
        let count = usize::from(u16_at(head, 0)?).min(CODE_CHARS);
        // The lowest bit says whether characters take two bytes.
        if head.get(2)? & 1 == 1 {
            let units = rest.chunks_exact(2).take(count).map(|pair| u16_at(pair, 0).unwrap_or(0));
            char::decode_utf16(units).map(|c| c.unwrap_or(' ')).collect()
        } else {
            rest.iter().take(count).map(|byte| char::from(*byte)).collect()
        }
    } else {
        // Only the letters matter here; text of other alphabets stands in quotes.
        let (head, rest) = bytes.split_first()?;
        rest.iter().take(usize::from(*head)).map(|byte| char::from(*byte)).collect()
    };
    Some((number, text))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::read) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let len = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &len.to_le_bytes()[..], data].concat()
    }

    pub(in crate::read) fn words(words: &[u16]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn formats_are_found_for_cells() {
        let text: Vec<u16> = "yyyy\"年\"m\"月\"".encode_utf16().collect();
        let mut format = words(&[164, u16::try_from(text.len()).unwrap()]);
        format.push(1);
        format.extend(words(&text));
        let globals = |start: u32| {
            [
                record(BOF, &words(&[0x0600, 5])),
                record(FORMAT, &format),
                record(XF, &words(&[0, 0])),
                record(XF, &words(&[0, 164])),
                record(XF, &words(&[0, 9])),
                record(BOUND_SHEET, &start.to_le_bytes()),
                record(EOF, &[]),
            ]
            .concat()
        };
        let start = u32::try_from(globals(0).len()).unwrap();
        let sheet = [
            record(BOF, &words(&[0x0600, 0x10])),
            record(NUMBER, &[words(&[3, 6, 1]), vec![0; 8]].concat()),
            record(MUL_RK, &words(&[4, 1, 0, 0, 0, 2, 0, 0, 2])),
            record(EOF, &[]),
        ]
        .concat();
        let formats = Formats::read(&[globals(start), sheet].concat());
        assert_eq!(formats.at(0, 3, 6), Some(("yyyy\"年\"m\"月\"", 164)));
        assert_eq!(formats.at(0, 4, 1), None);
        assert_eq!(formats.at(0, 4, 2), Some(("0%", 9)));
        assert_eq!(formats.at(1, 3, 6), None);
        Formats::read(&globals(start)[..20]);
    }
}
