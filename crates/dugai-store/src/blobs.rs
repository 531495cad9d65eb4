//! Sealed blobs: in a folder beside the database, or in an object store that speaks the protocol
//! of S3. Each is written whole or not at all, and never changed but by a new key around it.
//!
//! What is inside them (sealed bytes) and which record names them is the caller's business.

mod folder;
mod s3;
mod sign;

use std::sync::Arc;

use uuid::Uuid;

use crate::value::Value;
use crate::{Store, StoreError};

pub use folder::BlobFolder;
pub use s3::{S3, S3Settings, Secret};

const IDS: &str = "SELECT id FROM blob WHERE id > $1 ORDER BY id LIMIT $2";

/// Statements of this module, by name.
pub(crate) const SQL: &[(&str, &str)] = &[("blob.ids", IDS)];

/// The blobs of one store. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Blobs {
    /// In `blobs/` under the folder of the store.
    Folder(BlobFolder),
    /// In an object store.
    S3(Arc<S3>),
}

impl Blobs {
    /// Where they lie, in words.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Folder(folder) => folder.root().display().to_string(),
            Self::S3(s3) => s3.place(),
        }
    }

    /// Why nothing can be written in a folder, if the last blob could not be; it is tried. Whether an
    /// object store answers is seen by each act.
    pub async fn is_stuck(&self) -> Option<String> {
        match self.clone() {
            Self::Folder(folder) => tokio::task::spawn_blocking(move || folder.is_stuck()).await.ok().flatten(),
            Self::S3(_) => None,
        }
    }

    /// Writes a new blob durably: after `Ok` it survives a power cut. After an error nothing names
    /// it; in a folder there is none either, in an object store one may have arrived whose answer
    /// was lost, and it is asked to be taken away.
    ///
    /// # Errors
    /// When the id has a blob already, or the place cannot be written.
    pub async fn put(&self, id: Uuid, bytes: Vec<u8>) -> Result<(), StoreError> {
        match self.clone() {
            Self::Folder(folder) => aside(move || folder.put(id, &bytes)).await,
            Self::S3(s3) => aside(move || s3.put(id, &bytes)).await,
        }
    }

    /// Writes other bytes over a blob, which is the old or the new one at any moment: for a new key
    /// around the same content, and for nothing else.
    ///
    /// # Errors
    /// When there is no such blob, or the place cannot be written.
    pub async fn replace(&self, id: Uuid, bytes: Vec<u8>) -> Result<(), StoreError> {
        match self.clone() {
            Self::Folder(folder) => aside(move || folder.replace(id, &bytes)).await,
            Self::S3(s3) => aside(move || s3.replace(id, &bytes)).await,
        }
    }

    /// The bytes of a blob.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub async fn get(&self, id: Uuid) -> Result<Vec<u8>, StoreError> {
        match self.clone() {
            Self::Folder(folder) => aside(move || folder.get(id)).await,
            Self::S3(s3) => aside(move || s3.get(id)).await,
        }
    }

    /// Whether there is a blob of this id.
    ///
    /// # Errors
    /// When the place cannot be looked into.
    pub async fn exists(&self, id: Uuid) -> Result<bool, StoreError> {
        match self.clone() {
            Self::Folder(folder) => aside(move || folder.exists(id)).await,
            Self::S3(s3) => aside(move || s3.exists(id)).await,
        }
    }

    /// Takes a blob away again whose commit failed; for nothing else, since a recorded blob is
    /// evidence. A blob that is not there is no error.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub async fn remove(&self, id: Uuid) -> Result<(), StoreError> {
        match self.clone() {
            Self::Folder(folder) => aside(move || folder.remove(id)).await,
            Self::S3(s3) => aside(move || s3.remove(id)).await,
        }
    }
}

/// Runs what blocks where it may.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(ended) => Err(StoreError::Files(format!("the work on it ended early: {ended}"))),
    }
}

/// Where a blob lies under the place of all: `ab/<rest>.blob`. `ab` are the last two digits of the
/// id; the first ones are the time and would put all blobs into one folder.
fn place(id: Uuid) -> String {
    let digits = id.simple().to_string();
    let (rest, shard) = digits.split_at(digits.len() - 2);
    format!("{shard}/{rest}.blob")
}

fn taken(id: Uuid) -> StoreError {
    StoreError::message(format!("blob {id} exists already: blobs are never overwritten; use a new id"))
}

fn missing(id: Uuid, place: &str) -> StoreError {
    StoreError::message(format!("blob {id} is missing: put {place} back from a backup"))
}

impl Store {
    /// Ids of recorded blobs after an id, in their order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn blob_ids(&self, after: Uuid, limit: u32) -> Result<Vec<Uuid>, StoreError> {
        let rows = self.query(IDS, &[after.into(), Value::Int(i64::from(limit))]).await?;
        rows.iter().map(|r| r.id(0)).collect()
    }
}
