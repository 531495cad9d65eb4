//! Files made to hurt: bombs, garbage, cut and bent files. None may panic or eat memory.

use dugai_documents::read::{Limits, ReadError, open};
use dugai_documents::tasklist::{ReadOptions, read, read_deadline, read_progress, split_measures, split_units};

use crate::kit::{SheetXml, csv, docx, workbook, xlsx, zipped};

/// A small generator with a fixed seed, so that a failure can be repeated.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

fn samples() -> Vec<Vec<u8>> {
    let list =
        "序号|问题|整改措施|责任单位|整改时限\n一、水||||\n1|甲|1.做。2.验收。|甲局|2026年底前\n2|乙|做|乙局|2026.4.30";
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let mut files: Vec<_> = std::fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut samples =
        vec![xlsx(list, &[(2, 1, 2, 5)]), csv(list), docx("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", "")];
    samples.extend(
        files.iter().filter(|path| !path.to_string_lossy().ends_with(".md")).map(|path| std::fs::read(path).unwrap()),
    );
    samples
}

#[test]
fn cut_and_bent_files_never_panic() {
    let mut noise = Noise(7);
    let options = ReadOptions::default();
    for sample in samples() {
        for _ in 0..40 {
            let cut = noise.below(sample.len());
            let _ = read("cut", &sample[..cut], &options);
            let mut bent = sample.clone();
            for _ in 0..1 + noise.below(12) {
                let at = noise.below(bent.len());
                bent[at] = u8::try_from(noise.below(256)).unwrap();
            }
            let _ = read("bent", &bent, &options);
        }
    }
}

#[test]
fn garbage_never_panics() {
    let mut noise = Noise(11);
    let options = ReadOptions::default();
    let heads: [&[u8]; 5] = [
        b"",
        b"PK\x03\x04",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "序号,问题,整改措施,责任单位\n".as_bytes(),
        b"\xFF\xFE",
    ];
    for round in 0..400 {
        let mut bytes = heads[round % heads.len()].to_vec();
        bytes.extend((0..noise.below(3_000)).map(|_| 0u8));
        for byte in bytes.iter_mut().skip(heads[round % heads.len()].len()) {
            *byte = u8::try_from(noise.below(256)).unwrap();
        }
        let _ = read("garbage", &bytes, &options);
    }
}

#[test]
fn odd_texts_never_panic() {
    let pieces = [
        "1",
        "2",
        ".",
        "、",
        "（",
        "）",
        "(",
        "一",
        "二",
        "是",
        "第",
        "，",
        "①",
        "年",
        "月",
        "日",
        "2026",
        "26",
        "底",
        "前",
        "-",
        "/",
        "\n",
        "措施",
        "县",
        "人民政府",
        "和",
        "：",
        "牵头",
        "季度",
        "６",
        "十",
        " ",
        "；",
        "。",
        "半",
        "上",
        "’",
        "起",
        "𠮷",
        "",
    ];
    let mut noise = Noise(3);
    for _ in 0..20_000 {
        let text: String = (0..noise.below(14)).map(|_| pieces[noise.below(pieces.len())]).collect();
        let split = split_measures(&text);
        assert!(split.items.iter().all(|(_, item)| !item.is_empty()), "{text:?}");
        let _ = read_deadline(&text, noise.below(2) == 0);
        let _ = split_units(&text);
        let _ = read_progress(&text);
    }
}

#[test]
fn a_zip_bomb_is_stopped_while_unpacking() {
    let big = "0".repeat(3 << 20);
    let bytes = zipped(&[("xl/workbook.xml", "<workbook/>"), ("xl/sharedStrings.xml", &big)]);
    assert!(bytes.len() < 64 << 10, "it packs small");
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    let error = open(&bytes, &limits).unwrap_err();
    assert_eq!(error, ReadError::UnpacksTooLarge { limit: 1 << 20 });
    assert!(error.text_zh("炸弹.xlsx").contains("解压后超过上限"));
}

#[test]
fn a_zip_that_lies_about_its_size_is_stopped_too() {
    let big = "0".repeat(3 << 20);
    let mut bytes = zipped(&[("xl/workbook.xml", "<workbook/>"), ("xl/sharedStrings.xml", &big)]);
    let real = u32::try_from(big.len()).unwrap().to_le_bytes();
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == real {
            bytes[at..at + 4].copy_from_slice(&9u32.to_le_bytes());
        }
    }
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    assert!(open(&bytes, &limits).is_err());
}

#[test]
fn limits_are_said_with_their_number() {
    let limits = Limits { file_bytes: 10, ..Limits::default() };
    assert_eq!(open(b"12345678901", &limits).unwrap_err(), ReadError::FileTooLarge { bytes: 11, limit: 10 });
    let bytes = csv("序号|问题|整改措施|责任单位|整改时限\n1|甲|做|甲局|2026\n2|乙|做|甲局|2026");
    let rows = Limits { rows: 2, ..Limits::default() };
    assert!(open(&bytes, &rows).unwrap_err().text_zh("f").contains("行数超过上限2"));
    let columns = Limits { columns: 3, ..Limits::default() };
    assert!(matches!(open(&bytes, &columns).unwrap_err(), ReadError::TooMany { what: "columns", .. }));
    let cells = Limits { cells: 4, ..Limits::default() };
    assert!(matches!(open(&bytes, &cells).unwrap_err(), ReadError::TooMany { what: "cells", .. }));
}

#[test]
fn a_cell_at_the_far_corner_costs_nothing() {
    let rows = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#.to_owned();
    let sheet = SheetXml { name: "a", hidden: false, rows, merges: vec![(1, 1, 1_048_576, 16_384)] };
    let error = open(&workbook(&[sheet], &[]), &Limits::default()).unwrap_err();
    assert!(matches!(error, ReadError::TooMany { .. }));
}

#[test]
fn a_repeated_row_of_an_open_document_is_bounded() {
    let content = r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:spreadsheet><table:table table:name="a"><table:table-row table:number-rows-repeated="1000000000"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:document-content>"#;
    assert!(matches!(
        open(&zipped(&[("content.xml", content)]), &Limits::default()).unwrap_err(),
        ReadError::TooMany { .. }
    ));
}
