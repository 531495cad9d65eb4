//! Turns the rows of a Word table, with their spans, into a sheet.
//!
//! Reading the XML is done in `docx`.

use super::builder::Budget;
use super::values::clean_text;
use super::{Cell, Limits, Merge, ReadError, Sheet};

/// How a cell takes part in a vertical merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Vertical {
    /// On its own.
    #[default]
    None,
    /// The first cell of a merge.
    Restart,
    /// Shows the cell above.
    Continue,
}

/// A cell as written in the document.
#[derive(Debug, Default)]
pub(super) struct DocCell {
    pub(super) paragraphs: Vec<String>,
    pub(super) span: usize,
    pub(super) vertical: Vertical,
}

/// A table while it is being read.
#[derive(Debug, Default)]
pub(super) struct DocTable {
    pub(super) rows: Vec<(usize, Vec<DocCell>)>,
}

impl DocTable {
    /// Lays the cells out on a grid.
    pub(super) fn into_sheet(self, name: &str, limits: &Limits, budget: &mut Budget) -> Result<Sheet, ReadError> {
        let too_many = |what, limit| Err(ReadError::TooMany { what, limit, sheet: name.to_owned() });
        if self.rows.len() > limits.rows {
            return too_many("rows", limits.rows);
        }
        let mut rows = Vec::with_capacity(self.rows.len());
        let mut merges = Vec::new();
        // For each first column the vertical merge that is open there.
        let mut open: std::collections::HashMap<usize, Merge> = std::collections::HashMap::new();
        for (index, (skipped, cells)) in self.rows.into_iter().enumerate() {
            let row = index + 1;
            let mut out: Vec<Cell> = Vec::new();
            let mut column = skipped.saturating_add(1);
            for cell in cells {
                let span = cell.span.max(1);
                let right = column.saturating_add(span) - 1;
                if right > limits.columns {
                    return too_many("columns", limits.columns);
                }
                out.resize_with(right, Cell::default);
                let region = Merge { top: row, left: column, bottom: row, right };
                if cell.vertical == Vertical::Continue {
                    if let Some(merge) = open.get_mut(&column) {
                        merge.bottom = row;
                    }
                } else {
                    merges.extend(open.remove(&column));
                    let text = clean_text(cell.paragraphs.join("\n").trim_end());
                    let value = Cell::text(text);
                    budget.take(&value)?;
                    if let Some(slot) = out.get_mut(column - 1) {
                        *slot = value;
                    }
                    if cell.vertical == Vertical::Restart {
                        open.insert(column, region);
                    } else if span > 1 {
                        merges.push(region);
                    }
                }
                column = right + 1;
            }
            rows.push(out);
        }
        merges.extend(open.into_values());
        merges.sort_by_key(|merge| (merge.top, merge.left));
        Ok(Sheet::new(name, rows, merges))
    }
}
