//! Collects cells into rows while counting them against the limits of a file.

use super::{Cell, Limits, ReadError};

/// What may still be taken from the file as a whole.
pub(super) struct Budget {
    limits: Limits,
    cells: usize,
    text: usize,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { limits: *limits, cells: 0, text: 0 }
    }

    pub(super) fn take(&mut self, cell: &Cell) -> Result<(), ReadError> {
        self.cells += 1;
        self.text = self.text.saturating_add(cell.text.len());
        let whole = |what, limit| Err(ReadError::TooMany { what, limit, sheet: String::new() });
        if self.cells > self.limits.cells {
            return whole("cells", self.limits.cells);
        }
        if self.text > self.limits.text_bytes {
            return whole("text bytes", self.limits.text_bytes);
        }
        Ok(())
    }
}

/// Collects cells in any order into rows.
pub(super) struct GridBuilder {
    sheet: String,
    pub(super) rows: Vec<Vec<Cell>>,
}

impl GridBuilder {
    pub(super) fn new(sheet: &str) -> Self {
        Self { sheet: sheet.to_owned(), rows: Vec::new() }
    }

    /// Puts a cell at a 1-based position; blank cells are left out.
    pub(super) fn put(
        &mut self,
        (row, column): (usize, usize),
        cell: Cell,
        budget: &mut Budget,
    ) -> Result<(), ReadError> {
        if cell.text.is_empty() || row == 0 || column == 0 {
            return Ok(());
        }
        let too_many = |what, limit| Err(ReadError::TooMany { what, limit, sheet: self.sheet.clone() });
        if row > budget.limits.rows {
            return too_many("rows", budget.limits.rows);
        }
        if column > budget.limits.columns {
            return too_many("columns", budget.limits.columns);
        }
        budget.take(&cell)?;
        if self.rows.len() < row {
            self.rows.resize_with(row, Vec::new);
        }
        if let Some(cells) = self.rows.get_mut(row - 1) {
            if cells.len() < column {
                cells.resize_with(column, Cell::default);
            }
            if let Some(slot) = cells.get_mut(column - 1) {
                *slot = cell;
            }
        }
        Ok(())
    }
}
