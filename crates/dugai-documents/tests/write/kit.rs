//! A small vocabulary for tests: parts of a zip, and registers of a few columns.

use std::io::{Cursor, Read};

use dugai_documents::read::{Limits, Workbook, open};
use dugai_documents::write::register::{Cell, Column, Kind, RegisterHead, Written, XlsxRegister};

/// One part of a zip as text.
#[track_caller]
pub fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    archive.by_name(name).expect(name).read_to_string(&mut text).expect("text");
    text
}

/// Reads a file with the reader of the house.
#[track_caller]
pub fn read_back(bytes: &[u8]) -> Workbook {
    match open(bytes, &Limits::default()) {
        Ok(book) => book,
        Err(error) => panic!("{error}"),
    }
}

/// A register of number, text and day.
pub fn head() -> RegisterHead {
    RegisterHead {
        title: "云江市督察反馈问题整改台账".to_owned(),
        subtitle: "截至2026年3月5日18:00　筛选：石桥县".to_owned(),
        columns: vec![
            Column::new("序号", Kind::Number),
            Column::new("问题", Kind::Text).wide(40.0),
            Column::new("整改时限", Kind::Date),
        ],
        preparer_line: "填报人：李敏　审核人：周卫国　联系电话：0830-5550123".to_owned(),
        demo: false,
    }
}

/// The register with the rows, as bytes.
#[track_caller]
pub fn workbook(head: RegisterHead, rows: &[Vec<Cell>]) -> (Vec<u8>, Written) {
    let mut register = XlsxRegister::new(head, Vec::new()).expect("a register");
    for row in rows {
        register.row(row).expect("a row");
    }
    register.finish().expect("a workbook")
}

/// A text cell.
pub fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// Row numbers of a sheet in the order in which they stand in its XML.
pub fn row_numbers(sheet: &str) -> Vec<u32> {
    sheet.split("<row r=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok()).collect()
}
