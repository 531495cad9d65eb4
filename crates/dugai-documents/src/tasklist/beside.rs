//! Lists that stand side by side in one sheet, taken apart so that each is read alone.
//!
//! Where a second list begins is told by `header`.

use std::borrow::Cow;

use crate::read::{Cell, Merge, Sheet};

use super::chosen::ColumnChoice;
use super::header::find_header;

/// The sheet as it is, or one sheet for each list beside another; positions stay those of the file.
pub(super) fn apart<'a>(sheet: &'a Sheet, choice: &ColumnChoice) -> Vec<Cow<'a, Sheet>> {
    let mut parts = Vec::new();
    let mut rest = Cow::Borrowed(sheet);
    let mut from = 1;
    while let Some((top, cut)) = find_header(&rest, 1, choice).and_then(|header| Some((header.top, header.beside?))) {
        parts.push(Cow::Owned(only(sheet, top, from..cut)));
        rest = Cow::Owned(only(sheet, top, cut..sheet.column_count() + 1));
        from = cut;
    }
    parts.push(rest);
    parts
}

/// The sheet with only some columns from the header on; what stands above is the title of all.
fn only(sheet: &Sheet, top: usize, columns: std::ops::Range<usize>) -> Sheet {
    let row = |(at, cells): (usize, &Vec<Cell>)| {
        // A line of titles, one above each list, is no title of all.
        let each = cells.iter().filter(|cell| !cell.is_blank()).count() > 1;
        let kept = |index: usize| at + 1 < top && !each || columns.contains(&(index + 1));
        cells.iter().enumerate().map(|(index, cell)| if kept(index) { cell.clone() } else { Cell::default() }).collect()
    };
    let rows = sheet.rows.iter().enumerate().map(row).collect();
    let clip = |merge: &Merge| {
        if merge.bottom < top {
            return Some(*merge);
        }
        let (left, right) = (merge.left.max(columns.start), merge.right.min(columns.end - 1));
        (left <= right && left == merge.left).then_some(Merge { right, ..*merge })
    };
    let merges = sheet.merges.iter().filter_map(clip).collect();
    let mut part = Sheet::new(sheet.name.clone(), rows, merges);
    part.before.clone_from(&sheet.before);
    part.hidden_rows.clone_from(&sheet.hidden_rows);
    part.hidden_columns.clone_from(&sheet.hidden_columns);
    part.formulas.clone_from(&sheet.formulas);
    part.open_quote = sheet.open_quote.filter(|_| columns.start == 1);
    part
}
