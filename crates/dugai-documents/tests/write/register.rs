//! Registers as workbook and csv.

use dugai_documents::read::{CellKind, Merge};
use dugai_documents::write::WriteError;
use dugai_documents::write::register::{Cell, Column, CsvRegister, Kind, RegisterHead, XlsxRegister};
use jiff::civil::date;

use crate::kit::{head, part, read_back, row_numbers, text, workbook};

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn csv(head: &RegisterHead, rows: &[Vec<Cell>]) -> (String, dugai_documents::write::register::Written) {
    let mut register = CsvRegister::new(head, Vec::new()).expect("a register");
    for row in rows {
        register.row(row).expect("a row");
    }
    let (bytes, written) = register.finish().expect("csv");
    (String::from_utf8(bytes).expect("UTF-8"), written)
}

#[test]
fn a_register_comes_back_as_it_was_written() {
    let rows: Vec<Vec<Cell>> = (1..=2_500)
        .map(|number| vec![Cell::Int(number), text(&format!("第{number}个问题\n两行")), Cell::Date(date(2026, 6, 30))])
        .collect();
    let (bytes, written) = workbook(RegisterHead { demo: true, ..head() }, &rows);
    assert_eq!(written.rows, 2_500);
    assert!(written.cuts.is_complete());
    let book = read_back(&bytes);
    let sheet = &book.sheets[0];
    assert_eq!(sheet.name, "云江市督察反馈问题整改台账");
    assert_eq!(sheet.cell(1, 1).text, "【演示】云江市督察反馈问题整改台账");
    assert_eq!(sheet.merge_at(1, 1), Some(&Merge { top: 1, left: 1, bottom: 1, right: 3 }));
    assert_eq!(sheet.cell(2, 1).text, "截至2026年3月5日18:00　筛选：石桥县");
    assert_eq!(sheet.cell(3, 3).text, "整改时限");
    assert_eq!(sheet.row_count(), 3 + 2_500 + 1);
    let last = 3 + 2_500;
    assert_eq!((sheet.cell(last, 1).text.as_str(), sheet.cell(last, 1).kind), ("2500", CellKind::Number));
    assert_eq!(sheet.cell(last, 2).text, "第2500个问题\n两行");
    assert_eq!((sheet.cell(last, 3).text.as_str(), sheet.cell(last, 3).kind), ("2026-06-30", CellKind::Date));
    assert!(sheet.cell(last + 1, 1).text.starts_with("填报人：李敏"));
    assert_eq!(sheet.merge_at(last + 1, 3).map(|merge| merge.left), Some(1));
}

#[test]
fn it_prints_on_a4_across_with_headings_and_numbers_on_every_page() {
    let (bytes, _) = workbook(head(), &[vec![Cell::Int(1), text("问题")]]);
    let sheet = part(&bytes, SHEET);
    for setting in [
        "<pageSetUpPr fitToPage=\"1\"/>",
        "paperSize=\"9\"",
        "fitToHeight=\"0\"",
        "orientation=\"landscape\"",
        "ySplit=\"3\"",
        "第 &amp;P 页 共 &amp;N 页",
    ] {
        assert!(sheet.contains(setting), "{setting} is missing");
    }
    assert!(!sheet.contains("演示"));
    assert!(part(&bytes, "xl/workbook.xml").contains("!$3:$3</definedName>"));
    assert!(part(&bytes, "xl/styles.xml").contains("<name val=\"宋体\"/>"));
    let (bytes, _) = workbook(RegisterHead { demo: true, ..head() }, &[]);
    assert!(part(&bytes, SHEET).contains("演示</oddHeader>"));
}

#[test]
fn every_row_stands_once_whatever_comes_last() {
    let rows = [vec![Cell::Int(1), text("甲")], vec![Cell::Int(2), text(&"长".repeat(200))]];
    for preparer_line in ["", "填报人：李敏", "填报人：李敏\n审核人：周卫国"] {
        let head = RegisterHead { preparer_line: preparer_line.to_owned(), ..head() };
        let (bytes, _) = workbook(head, &rows);
        let numbers = row_numbers(&part(&bytes, SHEET));
        let expected = 5 + u32::try_from(preparer_line.lines().count().max(1)).expect("few");
        assert_eq!(numbers, (1..=expected).collect::<Vec<_>>(), "{preparer_line:?}");
    }
}

#[test]
fn no_text_becomes_a_formula() {
    let dangerous = ["=1+1", "+86", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "＝1"];
    let rows: Vec<Vec<Cell>> = dangerous.iter().map(|word| vec![Cell::Empty, text(word)]).collect();
    let (bytes, written) = workbook(head(), &rows);
    assert_eq!(written.cuts.guarded, 0);
    let sheet = part(&bytes, SHEET);
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "));
    assert!(part(&bytes, "xl/styles.xml").contains("quotePrefix=\"1\""));
    let book = read_back(&bytes);
    assert_eq!(book.sheets[0].cell(4, 2).text, "=1+1");
    assert_eq!(book.sheets[0].cell(4, 2).kind, CellKind::Text);

    let (text_of_csv, written) = csv(&head(), &rows);
    assert_eq!(written.cuts.guarded, dangerous.len() as u64);
    for line in text_of_csv.split("\r\n").skip(1).filter(|line| !line.is_empty()) {
        let field = line.split(',').nth(1).expect("a field").trim_start_matches('"');
        assert!(field.starts_with('\''), "{line:?}");
    }
}

#[test]
fn csv_is_what_excel_in_china_opens() {
    let rows = [vec![Cell::Int(-5), text("甲,“乙”\"丙\""), Cell::Date(date(2026, 3, 5))], vec![Cell::Int(2)]];
    let (written_text, written) = csv(&head(), &rows);
    assert_eq!(written_text, "\u{FEFF}序号,问题,整改时限\r\n-5,\"甲,“乙”\"\"丙\"\"\",2026-03-05\r\n2,,\r\n");
    assert_eq!((written.rows, written.cuts.guarded), (2, 0));
}

#[test]
fn what_is_lost_is_said_with_its_place() {
    let rows = [vec![Cell::Int(1), text("甲\u{0}乙")], vec![Cell::Int(2), text(&"长".repeat(40_000))]];
    let (bytes, written) = workbook(head(), &rows);
    assert_eq!((written.cuts.removed, written.cuts.shortened), (1, 1));
    let places: Vec<(u64, usize)> = written.cuts.cells.iter().map(|cell| (cell.row, cell.column)).collect();
    assert_eq!(places, [(4, 2), (5, 2)]);
    let book = read_back(&bytes);
    let long = &book.sheets[0].cell(5, 2).text;
    let kept = long.chars().take_while(|c| *c == '长').count();
    assert_eq!(kept + written.cuts.cells[1].left_out, 40_000);
    assert!(long.ends_with(&format!("略去{}字）", 40_000 - kept)));

    let (_, written) = csv(&head(), &rows);
    let places: Vec<(u64, usize)> = written.cuts.cells.iter().map(|cell| (cell.row, cell.column)).collect();
    assert_eq!(places, [(2, 2), (3, 2)]);
}

#[test]
fn a_row_higher_than_a_sheet_shows_spans_several() {
    let long = format!("{}\n{}", "长".repeat(1_500), "末句。");
    let rows = [
        vec![Cell::Int(1), text("短"), Cell::Date(date(2026, 3, 5))],
        vec![Cell::Int(2), text(&long), Cell::Date(date(2026, 3, 6))],
        vec![Cell::Int(3), text("短")],
    ];
    let (bytes, written) = workbook(head(), &rows);
    assert_eq!(written.rows, 3);
    let book = read_back(&bytes);
    let sheet = &book.sheets[0];
    let merge = sheet.merge_at(5, 2).expect("merged").to_owned();
    assert_eq!((merge.top, merge.left, merge.right), (5, 2, 2));
    for column in 1..=3 {
        assert_eq!(sheet.merge_at(merge.bottom, column).map(|merge| merge.top), Some(5), "all of the row");
    }
    assert_eq!(sheet.cell(5, 2).text, long);
    assert_eq!((sheet.cell(5, 1).text.as_str(), sheet.cell(5, 3).text.as_str()), ("2", "2026-03-06"));
    assert_eq!(sheet.cell(merge.bottom + 1, 1).text, "3");
    let xml = part(&bytes, SHEET);
    let heights: Vec<f64> =
        xml.split(" ht=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok()).collect();
    assert!(heights.iter().all(|height| *height <= 409.0), "{heights:?}");
    // 19 characters a line of 40 digits, 10 points high: all lines are to be seen.
    let shown: f64 = heights.iter().skip(4).take(merge.bottom - merge.top + 1).sum();
    assert!(shown >= 1_500.0 / 20.0 * 13.0, "{shown}: {heights:?}");
    let numbers = row_numbers(&xml);
    assert_eq!(numbers, (1..=u32::try_from(merge.bottom + 2).expect("few")).collect::<Vec<_>>());
}

#[test]
fn values_a_sheet_cannot_hold_stand_as_text() {
    let rows = [vec![Cell::Int(i64::MAX), Cell::Empty, Cell::Date(date(1899, 12, 31))]];
    let (bytes, _) = workbook(head(), &rows);
    let sheet = &read_back(&bytes).sheets[0];
    assert_eq!(sheet.cell(4, 1).text, i64::MAX.to_string());
    assert_eq!(sheet.cell(4, 3).text, "1899-12-31");
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut register = XlsxRegister::new(head(), Vec::new()).expect("a register");
    let error = register.row(&vec![Cell::Empty; 4]).expect_err("too many cells");
    assert!(matches!(error, WriteError::RowTooLong { row: 1, cells: 4, columns: 3 }));
    let none = RegisterHead { columns: Vec::new(), ..head() };
    assert_eq!(XlsxRegister::new(none.clone(), Vec::new()).err().map(|error| error.code()), Some("write-columns"));
    assert_eq!(CsvRegister::new(&none, Vec::new()).err().map(|error| error.code()), Some("write-columns"));
    let gone = std::path::Path::new("/nonexistent/waiting");
    assert!(XlsxRegister::new_in(head(), Vec::new(), gone).is_err());
}

#[test]
fn one_column_is_enough_and_the_same_values_make_the_same_bytes() {
    let one = RegisterHead { columns: vec![Column::new("问题", Kind::Text)], ..head() };
    let rows = [vec![text("甲")]];
    let (first, _) = workbook(one.clone(), &rows);
    let (second, _) = workbook(one, &rows);
    assert_eq!(first, second);
    assert_eq!(read_back(&first).sheets[0].cell(4, 1).text, "甲");
}
