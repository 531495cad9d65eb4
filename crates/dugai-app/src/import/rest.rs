//! The workbook of rows that were not taken, each with its reasons beside it.

use dugai_documents::read::{Limits, open};
use dugai_documents::write::failed_rows::{FailedRow, FailedSheet, failed_rows};
use dugai_domain::ids::ImportId;

use super::model::{ImportError, Row, RowState, Why};
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
        let rows: Vec<Row> =
            plan.rows.iter().filter(|p| p.row.state == RowState::Cannot).map(|p| p.row.clone()).collect();
        if rows.is_empty() { Err(missing()) } else { plan.rest((&bytes, &rows), say) }
    }
}

fn missing() -> ImportError {
    OfficeError::NotFound.into()
}

impl Plan {
    /// The workbook of some rows of the file.
    pub(super) fn rest(&self, of: (&[u8], &[Row]), say: Say<'_>) -> Result<Vec<u8>, ImportError> {
        let (bytes, rows) = of;
        let file = self.reading.file_name.as_str();
        let workbook = open(bytes, &Limits::default()).map_err(|e| ImportError::unread(file, &e))?;
        let mut sheets: Vec<FailedSheet<'_>> = Vec::new();
        for (index, table) in self.reading.tables.iter().enumerate() {
            let Some(sheet) = workbook.sheets.iter().find(|s| s.name == table.sheet) else { continue };
            let of_table = |row: &&Row| self.reading.tasks.get(row.index).is_some_and(|t| t.table == index);
            let failed: Vec<FailedRow> = rows
                .iter()
                .filter(of_table)
                .map(|row| FailedRow { rows: row.rows.0..=row.rows.1, reasons: row.reasons.iter().map(say).collect() })
                .collect();
            // A table that goes on without a header has its first rows above the list instead.
            let header = if table.header.top > 0 { table.header.top..=table.header.bottom } else { 1..=1 };
            let fits = |row: &FailedRow| row.rows.start() > header.end();
            let (failed, above): (Vec<FailedRow>, Vec<FailedRow>) = failed.into_iter().partition(fits);
            for row in above {
                // Its header is in another table: the row stands as the header of its own sheet.
                sheets.push(FailedSheet { sheet, header: row.rows.clone(), failed: vec![row] });
            }
            if !failed.is_empty() {
                sheets.push(FailedSheet { sheet, header, failed });
            }
        }
        Ok(failed_rows(file, &sheets)?.bytes)
    }
}
