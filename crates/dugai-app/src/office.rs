//! An office at work: the store, the keys, time and randomness, and the setup in force.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, RwLock};

use dugai_domain::time::Timestamp;
use dugai_store::blobs::{BlobFolder, Blobs};
use dugai_store::{Store, StoreError};
use uuid::Uuid;

use crate::keys::{Hold, Keys, NOW};
use crate::month::Months;
use crate::setup::Setup;
use crate::tools::{AheadClock, Tools};

/// An office at work. Cheap to share behind an `Arc`.
pub struct Office {
    /// Where everything is recorded.
    pub store: Store,
    /// Time and randomness.
    pub tools: Tools,
    pub(crate) keys: Arc<Keys>,
    pub(crate) blobs: Blobs,
    /// As long as the office is open nobody changes the vault's key.
    _hold: Hold,
    setup: RwLock<Arc<Setup>>,
    clock: Arc<AheadClock>,
    pub(crate) months: Months,
    /// Rows of acts may have been computed by rules of before.
    pub(crate) rows_in_doubt: AtomicBool,
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
    /// Opens an office on a store, with its files in the folder of the store: reads the setup,
    /// loads or makes the vault's key.
    ///
    /// # Errors
    /// When a record, the reference data, the calendar or the key cannot be used; when the
    /// clock is a simulated one and the installation no demonstration.
    pub async fn open(store: Store, tools: Tools) -> Result<Self, OfficeError> {
        let blobs = Blobs::Folder(BlobFolder::new(store.folder()));
        let hold = Hold::shared(store.folder())?;
        Self::open_with(store, tools, blobs, hold).await
    }

    /// The same with files elsewhere, and the folder held already.
    ///
    /// # Errors
    /// As [`Office::open`].
    pub async fn open_with(store: Store, tools: Tools, blobs: Blobs, hold: Hold) -> Result<Self, OfficeError> {
        let setup = Setup::read(&store).await?;
        if tools.clock.is_simulated() && setup.installation.as_ref().is_some_and(|i| !i.demo) {
            return Err(OfficeError::NotAllowed("simulated_clock"));
        }
        let clock = Arc::new(AheadClock::over(Arc::clone(&tools.clock)));
        clock.run_ahead(setup.ahead());
        let tools = Tools { clock: Arc::<AheadClock>::clone(&clock), ..tools };
        let keys = if setup.installation.is_some() {
            Keys::load(store.folder())?
        } else {
            Keys::load_or_create(store.folder(), &tools.entropy)?
        };
        let office = Self {
            store,
            tools,
            keys: Arc::new(keys),
            blobs,
            _hold: hold,
            setup: RwLock::new(Arc::new(setup)),
            clock,
            months: Months::default(),
            rows_in_doubt: AtomicBool::new(false),
        };
        for fault in office.store.put_back() {
            tracing::error!(
                fault,
                "the guard of the events was not as it must be, and was put back: find out who did that"
            );
        }
        if office.setup().await?.installation.is_some() && !office.signer_works().await {
            return Err(OfficeError::KeyWrong(office.store.folder().join(NOW)));
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
            self.clock.run_ahead(fresh.ahead());
            *slot = Arc::clone(&fresh);
        }
        Ok(fresh)
    }

    /// Why nothing can be written, into the database or the folder of files, as far as acts have met it.
    pub async fn is_stuck(&self) -> Option<String> {
        match self.store.is_stuck().await {
            Some(why) => Some(why),
            None => self.blobs.is_stuck().await,
        }
    }

    /// Where the sealed files lie.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.tools.now()
    }

    /// Now by the clock on the wall: sessions, tokens and waits after failures run by it, so that
    /// nobody is signed out when a demonstration goes on to another day.
    #[must_use]
    pub fn wall(&self) -> Timestamp {
        self.clock.wall()
    }
}
