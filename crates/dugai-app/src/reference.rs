//! Reference data as a workbook: out for an office to edit, in again as a plan that says what
//! would change. Nothing is written here: the plan's document goes to
//! [`crate::Office::set_reference`] like any other.

mod compare;
mod read;
mod tables;

use dugai_documents::read::{Limits, ReadError, open};
use dugai_documents::write::WriteError;
use dugai_documents::write::reference::book;
use dugai_domain::admin::InstallationEvent;
use dugai_domain::ids::AccountId;
use dugai_domain::reference::Reference;
use dugai_domain::time::Timestamp;

use crate::office::{Office, OfficeError};

pub use compare::{Change, Kind, changes};
pub use read::Fault;

/// The reference data of a version as a workbook.
///
/// # Errors
/// When the workbook cannot be made.
pub fn to_book(reference: &Reference) -> Result<Vec<u8>, WriteError> {
    let tables: Vec<_> = tables::all(reference).into_iter().map(tables::Table::drawn).collect();
    book(&tables).map(|(bytes, _)| bytes)
}

/// What a workbook would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The document it makes: the next version.
    pub reference: Reference,
    /// What differs from the version in force.
    pub changes: Vec<Change>,
    /// Sheets that the workbook does not have: their tables stay as they are.
    pub kept: Vec<&'static str>,
}

/// Why a workbook makes no plan.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// The file cannot be opened.
    #[error(transparent)]
    File(#[from] ReadError),
    /// It has none of the sheets.
    #[error("no sheet of reference data in the file")]
    NoSheet,
    /// Cells that cannot be used, all of them.
    #[error("{} cells cannot be used", .0.len())]
    Cells(Vec<Fault>),
}

/// One version that was set: when, by whom, what it said, and what it changed in the one before.
#[derive(Clone, Debug)]
pub struct Version {
    /// When it was set; none for the one the program came with.
    pub at: Option<Timestamp>,
    /// By whom.
    pub by: Option<AccountId>,
    /// What it says.
    pub reference: Reference,
    /// What differs from the version before.
    pub changes: Vec<Change>,
}

impl Office {
    /// Every version of the reference data, oldest first; the first is the one the program came with.
    ///
    /// # Errors
    /// When the ledger cannot be read, or holds an event of an unknown form.
    pub async fn reference_versions(&self) -> Result<Vec<Version>, OfficeError> {
        let mut list: Vec<Version> = Vec::new();
        let setup = self.setup().await?;
        let Some(installation) = &setup.installation else { return Ok(list) };
        for row in self.store.events_of(installation.id.0).await?.iter().filter(|row| row.event == "reference_set") {
            let form = |source| OfficeError::Form { kind: "installation", id: row.stream, source };
            let event: InstallationEvent = serde_json::from_str(&row.payload).map_err(form)?;
            let InstallationEvent::ReferenceSet(reference) = event else { continue };
            let reference = *reference;
            let changes = list.last().map(|before| compare::changes(&before.reference, &reference)).unwrap_or_default();
            // The first came with the founding.
            let at = (!list.is_empty()).then_some(Timestamp(row.at));
            list.push(Version { at, by: row.actor.map(AccountId), reference, changes });
        }
        Ok(list)
    }
}

/// Reads a workbook and compares it with the version in force.
///
/// # Errors
/// When the file cannot be opened, holds none of the sheets, or has cells that cannot be used.
pub fn plan(bytes: &[u8], now: &Reference) -> Result<Plan, BookError> {
    let limits = Limits { file_bytes: 8 << 20, unpacked_bytes: 64 << 20, rows: 5_000, ..Limits::default() };
    let workbook = open(bytes, &limits)?;
    let (mut reference, kept) = read::reference(&workbook, now)?;
    let changes = changes(now, &reference);
    reference.version = now.version.saturating_add(1);
    Ok(Plan { reference, changes, kept })
}

#[cfg(test)]
mod tests;
