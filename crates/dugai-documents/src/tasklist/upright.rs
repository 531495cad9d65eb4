//! Turns tables that put the name of a field beside its value: one task a table, one field a row.
//!
//! The turned sheet has the names as its header and one row with the values, so that everything
//! else reads it like any list.

use crate::read::{Cell, Sheet};

use super::field::{Field, Sure, recognise};

/// Fields a table must name to be read this way.
const FIELDS_MIN: usize = 4;

/// The names and values of one task.
#[derive(Default)]
struct Block<'a> {
    first: usize,
    exact: usize,
    fields: Vec<Field>,
    names: Vec<&'a Cell>,
    values: Vec<&'a Cell>,
}

impl Block<'_> {
    fn is_task(&self) -> bool {
        let has = |field| self.fields.contains(&field);
        let subject = has(Field::Problem) || has(Field::Task);
        subject && has(Field::Measures) && self.fields.len() >= FIELDS_MIN && self.exact >= 2
    }
}

/// The tasks of a table as lists of one task each, with the row where each begins; none when any
/// part of the table cannot be read this way.
pub(super) fn turned(sheet: &Sheet) -> Vec<(Sheet, usize)> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for row in 1..=sheet.row_count() {
        for (name, value) in pairs(sheet, row) {
            let Some((field, sure)) = recognise(&name.text) else { continue };
            // The first name of a task, once more, begins the next task.
            if blocks.last().is_none_or(|block| block.fields.first() == Some(&field)) {
                blocks.push(Block { first: row, ..Block::default() });
            }
            let Some(block) = blocks.last_mut() else { continue };
            if block.fields.contains(&field) && field != Field::Other {
                return Vec::new();
            }
            block.fields.push(field);
            block.exact += usize::from(sure == Sure::Exact);
            block.names.push(name);
            block.values.push(value);
        }
    }
    let named: usize = blocks.iter().map(|block| block.names.len()).sum();
    // Most of the rows must speak this way, or the table is something else.
    if !blocks.iter().all(Block::is_task) || named * 2 < sheet.row_count() {
        return Vec::new();
    }
    let turn = |block: Block<'_>| {
        let cells = |row: Vec<&Cell>| row.into_iter().cloned().collect();
        let mut turned = Sheet::new(sheet.name.clone(), vec![cells(block.names), cells(block.values)], Vec::new());
        turned.before.clone_from(&sheet.before);
        (turned, block.first)
    };
    blocks.into_iter().map(turn).collect()
}

/// Name and value, name and value: the cells of a row, two by two.
fn pairs(sheet: &Sheet, row: usize) -> Vec<(&Cell, &Cell)> {
    let width = sheet.rows.get(row - 1).map_or(0, Vec::len).max(sheet.column_count());
    // A merged cell is one cell; a blank value still is the value of its name.
    let own: Vec<&Cell> = (1..=width)
        .filter(|column| sheet.merge_at(row, *column).is_none_or(|merge| merge.left == *column && merge.top == row))
        .map(|column| sheet.cell(row, column))
        .collect();
    own.chunks(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect()
}
