//! The vault's keys as they lie beside the data, and who may use them: every process at work holds
//! the folder together with others, a change of the key holds it alone.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dugai_store::StoreError;
use dugai_store::seal::{MasterKey, SealError, open, seal};
use uuid::Uuid;

use crate::office::OfficeError;
use crate::tools::Entropy;

/// The key that seals and opens.
pub(crate) const NOW: &str = "vault.key";
/// The key before it, as long as a change is not finished: it only opens.
pub(crate) const BEFORE: &str = "vault.key.old";
/// A key that is made and not in use yet.
pub(crate) const NEXT: &str = "vault.key.new";
/// What is locked.
const LOCK: &str = "vault.lock";

/// What of the vault a backup must hold: the key, and the one before while a change is not finished.
pub const KEY_FILES: [&str; 2] = [NOW, BEFORE];

/// The keys of an office.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) now: MasterKey,
    pub(crate) before: Option<MasterKey>,
}

impl Keys {
    /// The keys of a folder where something was founded: a lost key is never replaced in silence,
    /// since what it sealed would be lost with it.
    pub(crate) fn load(folder: &Path) -> Result<Self, OfficeError> {
        let path = folder.join(NOW);
        let now = MasterKey::load(&path)?.ok_or(OfficeError::KeyMissing(path))?;
        Ok(Self { now, before: MasterKey::load(&folder.join(BEFORE))? })
    }

    /// The keys of a folder where nothing was founded yet; a missing one is made.
    pub(crate) fn load_or_create(folder: &Path, entropy: &Arc<dyn Entropy>) -> Result<Self, OfficeError> {
        let now = MasterKey::load_or_create(&folder.join(NOW), &|b| entropy.fill(b))?;
        Ok(Self { now, before: MasterKey::load(&folder.join(BEFORE))? })
    }

    /// Seals under the present key.
    pub(crate) fn seal(&self, id: Uuid, plain: &[u8], entropy: &dyn Entropy) -> Result<Vec<u8>, SealError> {
        seal(&self.now, &|b| entropy.fill(b), id.as_bytes(), plain)
    }

    /// Opens with the present key, or with the one before where a change did not come that far.
    pub(crate) fn open(&self, id: Uuid, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        match (open(&self.now, id.as_bytes(), sealed), &self.before) {
            (Err(SealError::Key), Some(before)) => open(before, id.as_bytes(), sealed),
            (opened, _) => opened,
        }
    }
}

/// Whether a change of the vault's key was begun in this folder and not finished.
#[must_use]
pub fn is_half_done(folder: &Path) -> bool {
    folder.join(BEFORE).exists() || folder.join(NEXT).exists()
}

/// The folder of a store, held until this is dropped or the process ends in any way.
#[derive(Clone, Debug)]
pub struct Hold {
    /// Where the file system has locks; elsewhere only together with others.
    _file: Option<Arc<File>>,
    alone: bool,
}

impl Hold {
    /// Holds the folder together with every other process at work.
    ///
    /// # Errors
    /// When a process holds it alone, or the lock cannot be made.
    pub fn shared(folder: &Path) -> Result<Self, OfficeError> {
        let (path, file) = lock_file(folder)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Self { _file: Some(Arc::new(file)), alone: false }),
            Err(TryLockError::WouldBlock) => Err(OfficeError::Sealed(format!(
                "{} is held by a command that must be alone (a change of the vault's key, or a copy); wait for its end",
                folder.display()
            ))),
            Err(TryLockError::Error(e)) if e.kind() == std::io::ErrorKind::Unsupported => {
                Ok(Self { _file: None, alone: false })
            }
            Err(TryLockError::Error(e)) => Err(unusable(&path, &e)),
        }
    }

    /// Together with others, to look only: a folder that cannot be written needs no lock, since nobody
    /// can change a key in it either.
    ///
    /// # Errors
    /// When a process holds it alone.
    pub fn looking(folder: &Path) -> Result<Self, OfficeError> {
        match OpenOptions::new().read(true).write(true).open(folder.join(LOCK)) {
            Ok(_) => Self::shared(folder),
            Err(_) => Ok(Self { _file: None, alone: false }),
        }
    }

    /// Holds the folder alone.
    ///
    /// # Errors
    /// When any process is at work in it, or its file system has no locks.
    pub fn alone(folder: &Path) -> Result<Self, OfficeError> {
        let (path, file) = lock_file(folder)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(Arc::new(file)), alone: true }),
            Err(TryLockError::WouldBlock) => Err(OfficeError::Sealed(format!(
                "another process is at work in {}: stop every `dugai serve` and wait for other commands, then try again",
                folder.display()
            ))),
            Err(TryLockError::Error(e)) => Err(unusable(&path, &e)),
        }
    }

    /// Whether nobody else is at work in the folder.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.alone
    }
}

fn lock_file(folder: &Path) -> Result<(PathBuf, File), OfficeError> {
    let path = folder.join(LOCK);
    match OpenOptions::new().create(true).truncate(false).write(true).open(&path) {
        Ok(file) => Ok((path, file)),
        Err(error) => Err(unusable(&path, &error)),
    }
}

fn unusable(path: &Path, error: &std::io::Error) -> OfficeError {
    OfficeError::Store(StoreError::Message(format!(
        "lock {}: {error}; check that the folder is writable and its file system knows locks",
        path.display()
    )))
}
