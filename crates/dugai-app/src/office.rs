//! An office at work: the store, the keys, time and randomness, and the setup in force.

use std::path::PathBuf;
use std::sync::{Arc, RwLock};

use dugai_domain::time::Timestamp;
use dugai_store::blobs::BlobFolder;
use dugai_store::seal::MasterKey;
use dugai_store::{Store, StoreError};
use uuid::Uuid;

use crate::setup::Setup;
use crate::tools::Tools;

/// File of the vault's master key, beside the data.
const VAULT_KEY: &str = "vault.key";

/// An office at work. Cheap to share behind an `Arc`.
pub struct Office {
    /// Where everything is recorded.
    pub store: Store,
    /// Time and randomness.
    pub tools: Tools,
    pub(crate) master: MasterKey,
    pub(crate) blobs: BlobFolder,
    setup: RwLock<Arc<Setup>>,
}

/// Why an office cannot open, or a use case cannot end.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The reference data cannot be read.
    #[error("read the reference data")]
    Reference(#[source] toml::de::Error),
    /// The reference data can be read but not used.
    #[error("use the reference data: {0}")]
    Unusable(String),
    /// The calendar cannot be read.
    #[error("read the calendar table")]
    CalendarTable(#[source] toml::de::Error),
    /// The calendar can be read but not used; an empty one is refused.
    #[error("use the calendar table")]
    Calendar(#[source] dugai_domain::calendar::CalendarError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record could not be read or written as JSON.
    #[error("{kind} {id} holds a record of an unknown form")]
    Form {
        /// Kind of stream.
        kind: &'static str,
        /// Which.
        id: Uuid,
        /// What was wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// It is not this person's to do; the code names what was asked for.
    #[error("not allowed: {0}")]
    NotAllowed(&'static str),
    /// Something given cannot be used: the field's code and what was expected, as codes of the message files.
    #[error("field {field}: {expected}")]
    Field {
        /// Field.
        field: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// Nothing of that id, or nothing this person may see.
    #[error("no such record")]
    NotFound,
    /// Somebody else changed it first.
    #[error("changed by somebody else meanwhile")]
    Changed,
    /// The vault's key is gone.
    #[error("the vault's key {} is missing: bring it back from a backup; without it personal data and files cannot be opened", .0.display())]
    KeyMissing(PathBuf),
    /// The vault's key is another installation's.
    #[error("the vault's key {} is not the one this store was founded with: bring the right one back from a backup", .0.display())]
    KeyWrong(PathBuf),
    /// A sealed record could not be opened or a key not be used.
    #[error("{0}")]
    Sealed(String),
}

impl Office {
    /// Opens an office on a store: reads the setup, loads or makes the vault's key.
    ///
    /// # Errors
    /// When a record, the reference data, the calendar or the key cannot be used; when the
    /// clock is a simulated one and the installation no demonstration.
    pub async fn open(store: Store, tools: Tools) -> Result<Self, OfficeError> {
        let setup = Setup::read(&store).await?;
        if tools.clock.is_simulated() && setup.installation.as_ref().is_some_and(|i| !i.demo) {
            return Err(OfficeError::NotAllowed("simulated_clock"));
        }
        let path = store.folder().join(VAULT_KEY);
        let master = if setup.installation.is_some() {
            // A lost key is never replaced in silence: what it sealed would be lost with it.
            MasterKey::load(&path)?.ok_or(OfficeError::KeyMissing(path))?
        } else {
            let entropy = Arc::clone(&tools.entropy);
            MasterKey::load_or_create(&path, &move |b| entropy.fill(b))?
        };
        let blobs = BlobFolder::new(store.folder());
        let office = Self { store, tools, master, blobs, setup: RwLock::new(Arc::new(setup)) };
        if office.setup().await?.installation.is_some() && !office.signer_works().await {
            return Err(OfficeError::KeyWrong(office.store.folder().join(VAULT_KEY)));
        }
        Ok(office)
    }

    /// The setup in force; read anew when any process changed it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn setup(&self) -> Result<Arc<Setup>, OfficeError> {
        let kept = self.setup.read().map(|s| Arc::clone(&s)).ok();
        let generation = self.store.counter("directory").await?;
        if let Some(kept) = kept
            && kept.generation == generation
        {
            return Ok(kept);
        }
        let fresh = Arc::new(Setup::read(&self.store).await?);
        if let Ok(mut slot) = self.setup.write() {
            *slot = Arc::clone(&fresh);
        }
        Ok(fresh)
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.tools.now()
    }
}
