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
    /// Texts, each with whether it comes from a table inside the cell.
    pub(super) paragraphs: Vec<(String, bool)>,
    pub(super) span: usize,
    pub(super) vertical: Vertical,
}

/// A table while it is being read.
#[derive(Debug, Default)]
pub(super) struct DocTable {
    pub(super) rows: Vec<(usize, Vec<DocCell>)>,
}

impl DocTable {
    /// Its rows as lines, for the cell it stands in; a number at the head of a row numbers the line.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.rows.iter().map(|(_, cells)| {
            let text =
                |cell: &DocCell| cell.paragraphs.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("\n");
            let mut texts: Vec<String> = cells.iter().map(text).filter(|text| !text.trim().is_empty()).collect();
            let numbered = |text: &String| text.trim().len() < 4 && text.trim().chars().all(|c| c.is_ascii_digit());
            if texts.len() > 1 && texts.first().is_some_and(numbered) {
                let number = texts.remove(0);
                return format!("{}.{}", number.trim(), texts.join(" "));
            }
            texts.join(" ")
        })
    }

    /// The texts that stand in its own cells and not in tables inside them.
    pub(super) fn own_texts(&self) -> impl Iterator<Item = &String> {
        let own = self.rows.iter().flat_map(|row| &row.1).flat_map(|cell| &cell.paragraphs).filter(|part| !part.1);
        own.map(|(text, _)| text).filter(|text| !text.trim().is_empty())
    }

    /// Whether the table has one column only and serves to place real tables on the page.
    pub(super) fn only_frames(&self, inner: &[DocTable]) -> bool {
        let real = |table: &DocTable| table.rows.len() > 1 && table.rows.iter().any(|row| row.1.len() > 2);
        self.rows.iter().all(|row| row.1.len() < 2) && inner.iter().any(real)
    }

    /// Gives rows with as many cells as the fullest ones the same column borders.
    ///
    /// A border dragged by hand in one row shifts its cells against the header; they still are the
    /// cells of the same columns.
    fn straighten(&mut self) {
        let most = self.rows.iter().map(|row| row.1.len()).max().unwrap_or(0);
        let shape = |row: &(usize, Vec<DocCell>)| -> Vec<usize> {
            std::iter::once(row.0).chain(row.1.iter().map(|cell| cell.span.max(1))).collect()
        };
        let mut shapes: std::collections::HashMap<Vec<usize>, usize> = std::collections::HashMap::new();
        for row in self.rows.iter().filter(|row| row.1.len() == most) {
            *shapes.entry(shape(row)).or_default() += 1;
        }
        if most < 3 || shapes.len() < 2 {
            return;
        }
        let Some((common, _)) = shapes.into_iter().max_by(|a, b| (a.1, &b.0).cmp(&(b.1, &a.0))) else { return };
        for row in self.rows.iter_mut().filter(|row| row.1.len() == most) {
            row.0 = common.first().copied().unwrap_or(0);
            for (cell, span) in row.1.iter_mut().zip(common.iter().skip(1)) {
                cell.span = *span;
            }
        }
    }

    /// Lays the cells out on a grid.
    pub(super) fn into_sheet(mut self, name: &str, limits: &Limits, budget: &mut Budget) -> Result<Sheet, ReadError> {
        let too_many = |what, limit| Err(ReadError::TooMany { what, limit, sheet: name.to_owned() });
        if self.rows.len() > limits.rows {
            return too_many("rows", limits.rows);
        }
        self.straighten();
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
                    let texts: Vec<String> = cell.paragraphs.into_iter().map(|(text, _)| text).collect();
                    let text = clean_text(texts.join("\n").trim_end());
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
