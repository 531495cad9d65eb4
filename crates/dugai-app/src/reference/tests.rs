//! Out as a workbook and in again is the same; what was edited is told by sheet and row.

use dugai_documents::write::reference::book;
use dugai_documents::write::register::Cell;

use super::{BookError, Kind, plan, tables, to_book};
use crate::setup::shipped_reference;

/// A workbook of the starter set with its tables edited.
fn edited(edit: impl Fn(&str, &mut Vec<Vec<Cell>>)) -> Vec<u8> {
    let mut list: Vec<_> = tables::all(&shipped_reference().unwrap()).into_iter().map(tables::Table::drawn).collect();
    list.iter_mut().for_each(|t| edit(&t.name, &mut t.rows));
    list.retain(|t| !t.rows.is_empty());
    book(&list).unwrap().0
}

fn text(t: &str) -> Cell {
    Cell::Text(t.to_owned())
}

#[test]
fn the_starter_set_goes_out_and_comes_in_unchanged() {
    let now = shipped_reference().unwrap();
    let bytes = to_book(&now).unwrap();
    assert_eq!(bytes, to_book(&now).unwrap(), "the same data make the same bytes");
    let back = plan(&bytes, &now).unwrap();
    assert_eq!((back.changes.len(), back.kept.len()), (0, 0));
    assert_eq!(back.reference.version, now.version + 1);
    assert_eq!(super::Reference { version: now.version, ..back.reference }, now);
}

#[test]
fn what_was_edited_is_told_and_a_sheet_that_is_missing_keeps_its_table() {
    let now = shipped_reference().unwrap();
    let bytes = edited(|name, rows| match name {
        "问题类型" => {
            rows.remove(0);
            rows.push(vec![text("light"), text("光污染"), text("Light")]);
        }
        "办理时限" => rows[0][6] = Cell::Int(3),
        "退回原因" => rows.swap(0, 1),
        "验收标准" | "预警步骤" => rows.clear(),
        _ => {}
    });
    let plan = plan(&bytes, &now).unwrap();
    assert_eq!(plan.kept, ["验收标准", "预警步骤"]);
    assert_eq!((&plan.reference.standards, plan.reference.clocks[0].n), (&now.standards, 3));
    assert_eq!(plan.reference.clocks[0].escalation, now.clocks[0].escalation);
    let told: Vec<_> = plan.changes.iter().map(|c| (c.kind, c.sheet, c.row.as_str(), c.column)).collect();
    let clock = now.clocks[0].named.code.as_str();
    assert!(told.contains(&(Kind::Added, "问题类型", "light", "")), "{told:?}");
    assert!(told.contains(&(Kind::Ended, "问题类型", "water", "")));
    assert!(told.contains(&(Kind::Changed, "办理时限", clock, "数量")));
    assert!(told.contains(&(Kind::Moved, "退回原因", "", "")));
    assert_eq!(told.len(), 4, "{told:?}");
}

#[test]
fn every_cell_that_cannot_be_used_is_told_with_its_place() {
    let now = shipped_reference().unwrap();
    let bytes = edited(|name, rows| match name {
        "销号关口" => rows[1][5] = text("局长"),
        "办理时限" => {
            rows[0][6] = text("三");
            rows[1][10] = Cell::Empty;
        }
        "预警步骤" => rows[0][0] = text("unknown"),
        "问题类型" => rows[1][0] = text("water"),
        "基本设置" => rows[0][1] = Cell::Int(9),
        _ => {}
    });
    let Err(BookError::Cells(faults)) = plan(&bytes, &now) else { panic!("refused") };
    let told: Vec<_> = faults.iter().map(|f| (f.sheet, f.row, f.column.as_str(), f.wanted)).collect();
    for place in [
        ("销号关口", 4, "F", "choice"),
        ("办理时限", 3, "G", "number"),
        ("办理时限", 4, "K", "text"),
        ("预警步骤", 3, "A", "clock"),
        ("问题类型", 4, "A", "once"),
        ("基本设置", 3, "B", "present_version"),
    ] {
        assert!(told.contains(&place), "{place:?} in {told:?}");
    }
    assert!(matches!(plan(b"PK\x03\x04 no book", &now), Err(BookError::File(_))));
    assert!(matches!(plan(b"a,b\n1,2\n", &now), Err(BookError::NoSheet)));
    let none = book(&[tables::all(&now).remove(5).drawn()]).map(|(b, _)| b).unwrap();
    assert_eq!(plan(&none, &now).unwrap().kept.len(), 8);
}
