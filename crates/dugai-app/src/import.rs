//! Task lists into the store: brought and kept sealed, looked at as a plan, then executed in one
//! transaction or not at all. Nothing of a list is overwritten by a later one: a changed cell
//! is proposed to a person.
//!
//! `options` how a list is taken · `model` what a preview shows · `columns` what they mean and what is not kept ·
//! `names` unit names to units ·
//! `made` a task as a registration · `compare` with what is known · `plan` row by row ·
//! `execute` the one commit · `undo` while nobody acted · `rest` the workbook of the others.
//! Reading of files does not belong here: see the documents crate.

mod options;
mod model;
mod names;
mod columns;
mod made;
mod compare;
mod plan;
mod execute;
mod undo;
mod rest;

use dugai_documents::read::Limits;
use dugai_documents::tasklist::{ColumnChoice, PROFILES, read};
use dugai_domain::actor::Actor;
use dugai_domain::ids::ImportId;
use dugai_domain::time::Timestamp;
use dugai_store::Commit;
use dugai_store::desk::{ImportFile, import_file_out, import_file_write};
use sha2::{Digest, Sha256};

pub use execute::{Choice, Imported};
pub use model::{
    Back, Blocker, Change, Counts, Heed, ImportError, KnownGroup, OpenColumn, Part, Past, Preview, Row, RowState,
    Skipped, Told, UnknownName, Why,
};
pub use names::is_bare;
pub use options::Options;

use crate::office::{Office, OfficeError};
use plan::Plan;

/// Who does it, and when.
type By<'a> = (&'a Actor, Timestamp);

/// A form of list that the program knows: id, Chinese name, English name.
pub type Form = (&'static str, &'static str, &'static str);

/// The forms of lists the program knows.
pub fn forms() -> impl Iterator<Item = Form> {
    PROFILES.iter().map(|p| (p.id, p.zh, p.en))
}

/// Codes of the fields that a column can be given.
pub fn column_fields() -> impl Iterator<Item = &'static str> {
    ColumnChoice::FIELDS.into_iter().map(|(code, _)| code)
}

/// The largest file that is taken, in bytes.
#[must_use]
pub fn largest_file() -> usize {
    Limits::default().file_bytes
}

impl Office {
    /// Takes a file in: it is read once, sealed, and kept until its import is decided.
    ///
    /// # Errors
    /// When it holds no task list, or the right is missing.
    pub async fn bring(&self, name: &str, bytes: &[u8], by: By<'_>) -> Result<ImportId, ImportError> {
        self.bring_as((name, bytes), &Options::default(), by).await
    }

    /// The same, of a file whose form or columns a person names.
    ///
    /// # Errors
    /// Besides, when there is no such form or field.
    pub async fn bring_as(&self, file: (&str, &[u8]), options: &Options, by: By<'_>) -> Result<ImportId, ImportError> {
        let (name, bytes) = file;
        may_import(by.0)?;
        // A file that cannot be read is told now, while the person still has it in hand.
        read(name, bytes, &options.reading()?).map_err(|e| ImportError::unread(name, &e))?;
        let id = ImportId(self.tools.new_id());
        let file = ImportFile {
            account: by.0.account.map(|a| a.0),
            name: name.to_owned(),
            sealed: self.seal_bytes(id.0, bytes)?,
            at: by.1.0,
        };
        self.store.commit(Commit { writes: vec![import_file_write(id.0, &file)], ..Commit::default() }).await?;
        Ok(id)
    }

    /// What would become of a file's rows; nothing is written.
    ///
    /// # Errors
    /// When the file is decided already or unknown, an option cannot be used, or the right is missing.
    pub async fn preview(&self, id: ImportId, options: &Options, by: By<'_>) -> Result<Preview, ImportError> {
        Ok(self.planned(id, options, by).await?.preview())
    }

    /// What would become of the rows of a file that was not brought; nothing is written.
    ///
    /// # Errors
    /// When it cannot be read, an option cannot be used, or the right is missing.
    pub async fn look_at(&self, file: (&str, &[u8]), options: &Options, by: By<'_>) -> Result<Preview, ImportError> {
        may_import(by.0)?;
        Ok(self.plan_of((ImportId(self.tools.new_id()), file.0, file.1), options, by).await?.preview())
    }

    /// Lets a file go of which nothing is to be taken.
    ///
    /// # Errors
    /// When it was decided already or is unknown, or the right is missing.
    pub async fn discard_import(&self, id: ImportId, by: By<'_>) -> Result<(), ImportError> {
        may_import(by.0)?;
        self.import_bytes(id).await?;
        self.store.commit(Commit { writes: vec![import_file_out(id.0)], ..Commit::default() }).await?;
        Ok(())
    }

    /// The plan of an import, as of now.
    async fn planned(&self, id: ImportId, options: &Options, by: By<'_>) -> Result<Plan, ImportError> {
        may_import(by.0)?;
        let (name, bytes) = self.import_bytes(id).await?;
        self.plan_of((id, &name, &bytes), options, by).await
    }

    async fn plan_of(&self, file: (ImportId, &str, &[u8]), options: &Options, by: By<'_>) -> Result<Plan, ImportError> {
        let (id, name, bytes) = file;
        let reading = read(name, bytes, &options.reading()?).map_err(|e| ImportError::unread(name, &e))?;
        let sha256 = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        Plan::make(self, (id, reading, sha256), options, by).await
    }

    /// The name of a file that waits or was imported.
    ///
    /// # Errors
    /// When there is none, or the right is missing.
    pub async fn import_name(&self, id: ImportId, actor: &Actor) -> Result<String, ImportError> {
        may_import(actor)?;
        match self.store.import_file(id.0).await? {
            Some(file) => Ok(file.name),
            None => Ok(self.past_import(id, actor).await?.file),
        }
    }

    /// Name and bytes of a file that waits.
    async fn import_bytes(&self, id: ImportId) -> Result<(String, Vec<u8>), ImportError> {
        match self.store.import_file(id.0).await? {
            Some(file) => Ok((file.name, self.open_bytes(id.0, &file.sealed)?)),
            None if self.store.stream(id.0).await?.is_some_and(|s| s.kind == "import") => Err(ImportError::Decided),
            None => Err(OfficeError::NotFound.into()),
        }
    }
}

/// The office, and the program itself on the command line.
fn may_import(actor: &Actor) -> Result<(), OfficeError> {
    if actor.is_office() || actor.is_system() { Ok(()) } else { Err(OfficeError::NotAllowed("import")) }
}
