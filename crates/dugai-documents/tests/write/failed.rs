//! Rows that were not taken.

use dugai_documents::read::{Cell, CellKind, Merge, Sheet};
use dugai_documents::write::WriteError;
use dugai_documents::write::failed_rows::{FailedRow, FailedSheet, failed_rows};

use crate::kit::{part, read_back};

fn merge(top: usize, left: usize, bottom: usize, right: usize) -> Merge {
    Merge { top, left, bottom, right }
}

/// A title, two header rows, and five entries of which two and three share a unit.
fn source() -> Sheet {
    let texts = [
        ["整改清单", "", "", ""],
        ["序号", "责任", "", "时限"],
        ["", "单位", "联系人", ""],
        ["1", "县水利局", "李敏", "2026-06-30"],
        ["2", "县自然资源局", "=1+1", "六月底前"],
        ["3", "", "周卫国", "2026-06"],
        ["4", "", "王成", "2026-07-31"],
        ["007", "县林业局", "", ""],
    ];
    let rows = texts
        .iter()
        .zip(1..)
        .map(|(row, number)| {
            let cells = row.iter().zip(0..).map(|(text, column)| {
                let mut cell = Cell::text(*text);
                cell.kind = match (column, number) {
                    (0, 4..=7) => CellKind::Number,
                    (3, 4 | 6 | 7) => CellKind::Date,
                    _ => cell.kind,
                };
                cell
            });
            cells.collect()
        })
        .collect();
    let merges = vec![merge(1, 1, 1, 4), merge(2, 1, 3, 1), merge(2, 2, 2, 3), merge(2, 4, 3, 4), merge(5, 2, 7, 2)];
    Sheet::new("清单/一", rows, merges)
}

fn failed(first: usize, last: usize, reasons: &[&str]) -> FailedRow {
    FailedRow { rows: first..=last, reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect() }
}

#[test]
fn only_the_rows_not_taken_are_there_in_the_layout_of_the_source() {
    let sheet = source();
    let rows = vec![failed(5, 5, &["时限不是日期", "责任单位未找到"]), failed(7, 8, &["编号重复"])];
    let sheets = [FailedSheet { sheet: &sheet, header: 2..=3, failed: rows }];
    let written = failed_rows("石桥县清单.xlsx", &sheets).expect("a workbook");
    assert_eq!(written.rows, 3);
    assert!(written.cuts.is_complete());
    let book = read_back(&written.bytes);
    let copy = &book.sheets[0];
    assert_eq!(copy.name, "清单_一");
    assert_eq!(copy.row_count(), 6);
    for expected in [merge(1, 1, 1, 4), merge(2, 1, 3, 1), merge(2, 2, 2, 3), merge(2, 4, 3, 4), merge(4, 2, 5, 2)] {
        assert!(copy.merges.contains(&expected), "{expected:?} in {:?}", copy.merges);
    }
    // The shared unit is shown for both rows, although one row between them was taken.
    assert_eq!(copy.shown(4, 2).text, "县自然资源局");
    assert_eq!(copy.shown(5, 2).text, "县自然资源局");
    assert_eq!((copy.cell(4, 1).text.as_str(), copy.cell(4, 1).kind), ("2", CellKind::Number));
    assert_eq!((copy.cell(5, 4).text.as_str(), copy.cell(5, 4).kind), ("2026-07-31", CellKind::Date));
    assert_eq!((copy.cell(6, 1).text.as_str(), copy.cell(6, 1).kind), ("007", CellKind::Text));
    assert_eq!((copy.cell(4, 3).text.as_str(), copy.cell(4, 3).kind), ("=1+1", CellKind::Text));
    let added = |row| [5, 6, 7].map(|column| copy.shown(row, column).text.as_str());
    assert_eq!(added(2), ["未导入原因", "原表行号", "原文件"]);
    assert_eq!(added(3), ["未导入原因", "原表行号", "原文件"]);
    assert_eq!(added(4), ["时限不是日期\n责任单位未找到", "5", "石桥县清单.xlsx"]);
    assert_eq!(added(5), ["编号重复", "7", "石桥县清单.xlsx"]);
    assert_eq!(added(6), ["", "8", "石桥县清单.xlsx"]);
    let xml = part(&written.bytes, "xl/worksheets/sheet1.xml");
    assert!(!xml.contains("<f>") && xml.contains("ySplit=\"3\""));
    assert!(part(&written.bytes, "xl/styles.xml").contains("<color rgb=\"FFC00000\"/>"));
}

#[test]
fn a_month_without_a_day_stays_as_it_was_typed() {
    let sheet = source();
    let sheets = [FailedSheet { sheet: &sheet, header: 2..=3, failed: vec![failed(6, 6, &["月份"])] }];
    let book = read_back(&failed_rows("a.xlsx", &sheets).expect("a workbook").bytes);
    assert_eq!((book.sheets[0].cell(4, 4).text.as_str(), book.sheets[0].cell(4, 4).kind), ("2026-06", CellKind::Text));
    assert_eq!(book.sheets[0].cell(4, 2).text, "县自然资源局");
}

#[test]
fn sheets_without_such_rows_are_left_out_and_wrong_rows_refused() {
    let sheet = source();
    let with = |header, failed| FailedSheet { sheet: &sheet, header, failed };
    let sheets = [with(2..=3, Vec::new()), with(2..=3, vec![failed(4, 4, &["重复"])])];
    assert_eq!(read_back(&failed_rows("a.xlsx", &sheets).expect("a workbook").bytes).sheets.len(), 1);
    assert!(matches!(failed_rows("a.xlsx", &sheets[..1]), Err(WriteError::NoRows)));
    for bad in [
        with(0..=1, vec![failed(4, 4, &[])]),
        with(2..=3, vec![failed(3, 4, &[])]),
        with(2..=3, vec![failed(8, 9, &[])]),
    ] {
        assert!(matches!(failed_rows("a.xlsx", &[bad]), Err(WriteError::NoSuchRow { rows: 8, .. })));
    }
}

#[test]
fn what_is_lost_is_said_once() {
    let rows = vec![vec![Cell::text("问题")], vec![Cell::text("甲\u{0}乙")], vec![Cell::text("")]];
    let sheet = Sheet::new("表", rows, vec![merge(2, 1, 3, 1)]);
    let sheets = [FailedSheet { sheet: &sheet, header: 1..=1, failed: vec![failed(2, 3, &["查"])] }];
    let written = failed_rows("a.xlsx", &sheets).expect("a workbook");
    assert_eq!((written.cuts.removed, written.cuts.cells.len()), (1, 1));
    assert_eq!((written.cuts.cells[0].row, written.cuts.cells[0].column), (2, 1));
}

#[test]
fn regions_on_top_of_each_other_lose_no_value() {
    let cell = |text: &str| Cell::text(text);
    let rows = vec![vec![cell("甲"), cell("乙")], vec![cell("一"), cell("二")], vec![cell("三"), cell("四")]];
    let sheet = Sheet::new("表", rows, vec![merge(2, 1, 3, 1), merge(2, 1, 2, 2)]);
    let sheets = [FailedSheet { sheet: &sheet, header: 1..=1, failed: vec![failed(2, 3, &["查"])] }];
    let book = read_back(&failed_rows("a.xlsx", &sheets).expect("a workbook").bytes);
    assert_eq!(book.sheets[0].shown(2, 1).text, "一");
    assert_eq!(book.sheets[0].shown(3, 1).text, "一");
    assert_eq!(book.sheets[0].cell(3, 2).text, "四");
}
