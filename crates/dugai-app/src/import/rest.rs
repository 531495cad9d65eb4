//! The workbook of rows that were not taken, each with its reasons beside it.

use dugai_documents::read::{Cell, Limits, Sheet, open};
use dugai_documents::tasklist::{ReadOptions, Table, Task, read};
use dugai_documents::write::failed_rows::{FailedRow, FailedSheet, REASON, SOURCE_ROW, failed_rows};
use dugai_domain::actor::Actor;
use dugai_domain::ids::ImportId;

use super::model::{Back, ImportError, Row, RowState, Why};
use super::options::Options;
use super::plan::Plan;
use super::{By, may_import};
use crate::office::{Office, OfficeError};

/// Puts a reason into words.
pub type Say<'a> = &'a (dyn Fn(&Why) -> String + Sync);

/// Purpose under which the workbook is kept sealed after the import.
pub(super) const REST: &str = "import_rest";

impl Office {
    /// The workbook of the rows that cannot be taken, or after the import that were not.
    ///
    /// # Errors
    /// When there is none, or the right is missing.
    pub async fn failed_rows(
        &self,
        id: ImportId,
        options: &Options,
        say: Say<'_>,
        by: By<'_>,
    ) -> Result<Vec<u8>, ImportError> {
        may_import(by.0)?;
        if let Some((purpose, sealed, _)) = self.store.vault(id.0).await? {
            let kept = if purpose == REST { self.open_bytes(id.0, &sealed)? } else { return Err(missing()) };
            return Ok(kept);
        }
        let bytes = match self.import_bytes(id).await {
            Err(ImportError::Decided) => return Err(missing()),
            other => other?.1,
        };
        let plan = self.planned(id, options, by).await?;
        let back = |row: &Row| match row.state {
            RowState::Cannot => Some(row.clone()),
            RowState::Differs => Some(row.clone().given_back()),
            _ => None,
        };
        let rows: Vec<Row> = plan.rows.iter().filter_map(|p| back(&p.row)).collect();
        if rows.is_empty() { Err(missing()) } else { plan.rest((&bytes, &rows), say) }
    }
}

impl Office {
    /// The rows that came back in the workbook of an import that was made; none when all were taken.
    ///
    /// # Errors
    /// When the workbook cannot be opened, or the right is missing.
    pub async fn came_back(&self, id: ImportId, actor: &Actor) -> Result<Vec<Back>, ImportError> {
        may_import(actor)?;
        let kept = self.store.vault(id.0).await?.filter(|(purpose, ..)| purpose == REST);
        let Some((_, sealed, _)) = kept else { return Ok(Vec::new()) };
        let bytes = self.open_bytes(id.0, &sealed)?;
        // A list in which no task can be made out is still there to be downloaded.
        let Ok(reading) = read("", &bytes, &ReadOptions::default()) else { return Ok(Vec::new()) };
        let cell = |task: &Task, name: &str| task.cells.get(name).cloned().unwrap_or_default();
        let back = |task: &Task| Back {
            sheet: task.sheet.clone(),
            row: cell(task, SOURCE_ROW),
            number: task.no_text.clone(),
            text: task.problem.clone(),
            reasons: cell(task, REASON),
        };
        Ok(reading.tasks.iter().map(back).collect())
    }
}

fn missing() -> ImportError {
    OfficeError::NotFound.into()
}

/// The first row of a sheet below the header by which it was read.
fn headed(sheet: &Sheet, table: &Table, row: &Row) -> Sheet {
    let mut rows = vec![header_cells(table)];
    rows.extend((row.rows.0..=row.rows.1).filter_map(|at| sheet.rows.get(at - 1)).cloned());
    Sheet::new(sheet.name.clone(), rows, Vec::new())
}

/// Cards, or tasks written as paragraphs, as rows below the header by which they were read; each keeps
/// its number where there is room for what stands above it.
fn carded(
    table: &Table,
    of: &[(&Row, Option<&Task>)],
    reasons: &dyn Fn(&Row) -> Vec<String>,
) -> (Sheet, Vec<FailedRow>) {
    let mut rows = vec![header_cells(table)];
    let mut failed = Vec::new();
    for (row, task) in of {
        let mut values = header_cells(table);
        for column in &table.header.columns {
            let text = task.and_then(|task| task.cells.get(&column.header)).cloned().unwrap_or_default();
            if let Some(cell) = values.get_mut(column.index.saturating_sub(1)) {
                *cell = Cell::text(text);
            }
        }
        let at = row.rows.0.max(rows.len() + 1);
        rows.resize(at - 1, Vec::new());
        rows.push(values);
        failed.push(FailedRow { rows: at..=at, reasons: reasons(row) });
    }
    (Sheet::new(table.sheet.clone(), rows, Vec::new()), failed)
}

/// The header by which a table was read, as a row.
fn header_cells(table: &Table) -> Vec<Cell> {
    let width = table.header.columns.iter().map(|column| column.index).max().unwrap_or(0);
    let mut cells = vec![Cell::default(); width];
    for column in &table.header.columns {
        if let Some(cell) = cells.get_mut(column.index.saturating_sub(1)) {
            *cell = Cell::text(column.header.clone());
        }
    }
    cells
}

impl Plan {
    /// The workbook of some rows of the file.
    pub(super) fn rest(&self, of: (&[u8], &[Row]), say: Say<'_>) -> Result<Vec<u8>, ImportError> {
        let (bytes, rows) = of;
        let file = self.reading.file_name.as_str();
        let workbook = open(bytes, &Limits::default()).map_err(|e| ImportError::unread(file, &e))?;
        let mut made: Vec<(Sheet, Vec<FailedRow>)> = Vec::new();
        let mut sheets: Vec<FailedSheet<'_>> = Vec::new();
        for (index, table) in self.reading.tables.iter().enumerate() {
            let of_table = |row: &&Row| self.reading.tasks.get(row.index).is_some_and(|t| t.table == index);
            let reasons = |row: &Row| row.reasons.iter().map(say).collect();
            // The names of a card stand beside its values: it gets the header it was read by.
            if table.upright {
                let own = rows.iter().filter(of_table).map(|row| (row, self.reading.tasks.get(row.index)));
                let own: Vec<(&Row, Option<&Task>)> = own.collect();
                made.extend((!own.is_empty()).then(|| carded(table, &own, &reasons)));
                continue;
            }
            let Some(sheet) = workbook.sheets.iter().find(|s| s.name == table.sheet) else { continue };
            // A table that goes on has its header in another.
            if table.header.top == 0 {
                let (alone, others): (Vec<&Row>, Vec<&Row>) =
                    rows.iter().filter(of_table).partition(|row| row.rows.0 == 1);
                for row in alone {
                    let sheet = headed(sheet, table, row);
                    let rows = 2..=sheet.row_count();
                    made.push((sheet, vec![FailedRow { rows, reasons: reasons(row) }]));
                }
                let others = others.into_iter();
                let failed: Vec<FailedRow> =
                    others.map(|row| FailedRow { rows: row.rows.0..=row.rows.1, reasons: reasons(row) }).collect();
                if !failed.is_empty() {
                    let mut rows = sheet.rows.clone();
                    if let Some(first) = rows.first_mut() {
                        *first = header_cells(table);
                    }
                    let merges = sheet.merges.iter().filter(|merge| merge.top > 1).copied().collect();
                    made.push((Sheet::new(sheet.name.clone(), rows, merges), failed));
                }
                continue;
            }
            let failed: Vec<FailedRow> = rows
                .iter()
                .filter(of_table)
                .map(|row| FailedRow { rows: row.rows.0..=row.rows.1, reasons: reasons(row) })
                .collect();
            if !failed.is_empty() {
                sheets.push(FailedSheet { sheet, header: table.header.top..=table.header.bottom, failed });
            }
        }
        sheets.extend(made.iter().map(|(sheet, failed)| FailedSheet { sheet, header: 1..=1, failed: failed.clone() }));
        Ok(failed_rows(file, &sheets)?.bytes)
    }
}
