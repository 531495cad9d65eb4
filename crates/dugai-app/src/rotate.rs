//! A new key for the vault: every sealed value is put under it, then the old one goes.
//!
//! It may be killed at any moment and is begun again where it stopped. From the first to the last
//! value both keys lie in the folder, and whoever works meanwhile opens with either.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use dugai_store::blobs::Blobs;
use dugai_store::seal::{MasterKey, SealError, open, rewrap};
use dugai_store::sealed::{SealedIn, rewrap_write};
use dugai_store::{Commit, Store, StoreError};
use uuid::Uuid;

use crate::keys::{BEFORE, Hold, Keys, NEXT, NOW};
use crate::office::OfficeError;
use crate::tools::Entropy;

/// Values of the database changed in one transaction.
const VALUES: u32 = 100;
/// Files whose ids are read at once.
const FILES: u32 = 500;
/// Faults that are named one by one.
const NAMED: usize = 5;

/// What a change of the key did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// Whether it went on with a change that had been interrupted.
    pub resumed: bool,
    /// Sealed values of the database, all verified under the new key.
    pub values: u64,
    /// Sealed files, all verified under the new key.
    pub files: u64,
}

/// Gives the vault a new key, or finishes a change that was interrupted: puts every sealed value
/// under it, opens each with it alone, and removes the old key.
///
/// # Errors
/// When others are at work, a place cannot be read or written, or a value opens with neither key.
/// Both keys stay then, nothing is lost, and the same command goes on later.
pub async fn rotate(at: (&Store, &Blobs), hold: &Hold, entropy: &dyn Entropy) -> Result<Rotated, OfficeError> {
    if !hold.is_alone() {
        return Err(OfficeError::NotAllowed("rotate"));
    }
    let folder = at.0.folder();
    let resumed = begin(folder, entropy)?;
    let keys = Keys::load(folder)?;
    let mut work = Work { keys, at, faults: Vec::new() };
    work.rewrap_values().await?;
    work.rewrap_files().await?;
    let values = work.check_values().await?;
    let files = work.check_files().await?;
    work.judge()?;
    let old = folder.join(BEFORE);
    std::fs::remove_file(&old).and_then(|()| sync(folder)).map_err(|e| unusable(&old, &e))?;
    Ok(Rotated { resumed, values, files })
}

/// Brings the folder to where both keys lie in it, the new one in use; gives whether a change was
/// under way. Each step leaves a state that this function knows.
fn begin(folder: &Path, entropy: &dyn Entropy) -> Result<bool, OfficeError> {
    let [now, before, next] = [NOW, BEFORE, NEXT].map(|name| folder.join(name));
    if MasterKey::load(&now)?.is_none() {
        return Err(OfficeError::KeyMissing(now));
    }
    if before.exists() && bytes(&before)? != bytes(&now)? {
        return Ok(true);
    }
    let resumed = next.exists();
    if next.exists() && !matches!(MasterKey::load(&next), Ok(Some(_))) {
        // Its making was interrupted; nothing was ever sealed under it.
        std::fs::remove_file(&next).map_err(|e| unusable(&next, &e))?;
    }
    MasterKey::load_or_create(&next, &|b| entropy.fill(b))?;
    let half = before.with_extension("tmp");
    write_private(&half, &bytes(&now)?)
        .and_then(|()| std::fs::rename(&half, &before))
        .and_then(|()| sync(folder))
        .map_err(|e| unusable(&before, &e))?;
    std::fs::rename(&next, &now).and_then(|()| sync(folder)).map_err(|e| unusable(&now, &e))?;
    Ok(resumed)
}

/// A change that is under way.
struct Work<'a> {
    keys: Keys,
    at: (&'a Store, &'a Blobs),
    /// What could not be put under the new key.
    faults: Vec<String>,
}

impl Work<'_> {
    /// A value under the new key; nothing when it is already, or when it cannot be, which is noted.
    fn rewrapped(&mut self, what: &str, id: Uuid, sealed: &[u8]) -> Option<Vec<u8>> {
        if rewrap(&self.keys.now, &self.keys.now, sealed).is_ok() {
            return None;
        }
        let before = self.keys.before.as_ref();
        match before.map_or(Err(SealError::Key), |old| rewrap(old, &self.keys.now, sealed)) {
            Ok(fresh) => Some(fresh),
            Err(error) => {
                self.faults.push(format!("{what} {id}: {error}"));
                None
            }
        }
    }

    async fn rewrap_values(&mut self) -> Result<(), OfficeError> {
        for place in SealedIn::ALL {
            let mut after = Uuid::nil();
            loop {
                let page = self.at.0.sealed_after(place, after, VALUES).await?;
                let Some((last, _)) = page.last() else { break };
                after = *last;
                let mut writes = Vec::new();
                for (id, sealed) in page {
                    if let Some(fresh) = self.rewrapped("record", id, &sealed) {
                        writes.push(rewrap_write(place, id, (sealed, fresh)));
                    }
                }
                self.at.0.commit(Commit { writes, ..Commit::default() }).await?;
            }
        }
        Ok(())
    }

    async fn rewrap_files(&mut self) -> Result<(), OfficeError> {
        let mut after = Uuid::nil();
        loop {
            let ids = self.at.0.blob_ids(after, FILES).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = *last;
            for id in ids {
                let Some(sealed) = self.file(id).await? else { continue };
                if let Some(fresh) = self.rewrapped("file", id, &sealed) {
                    self.at.1.replace(id, fresh).await?;
                }
            }
        }
    }

    /// The bytes of a recorded file; one that is missing is noted.
    async fn file(&mut self, id: Uuid) -> Result<Option<Vec<u8>>, OfficeError> {
        match self.at.1.get(id).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(StoreError::Message(what)) => {
                self.faults.push(what);
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn check(&mut self, what: &str, id: Uuid, sealed: &[u8]) {
        if let Err(error) = open(&self.keys.now, id.as_bytes(), sealed) {
            self.faults.push(format!("{what} {id}: {error}"));
        }
    }

    /// Opens every value of the database with the new key alone; gives how many there are.
    async fn check_values(&mut self) -> Result<u64, OfficeError> {
        let mut count = 0;
        for place in SealedIn::ALL {
            let mut after = Uuid::nil();
            loop {
                let page = self.at.0.sealed_after(place, after, VALUES).await?;
                let Some((last, _)) = page.last() else { break };
                after = *last;
                count += page.len() as u64;
                for (id, sealed) in page {
                    self.check("record", id, &sealed);
                }
            }
        }
        Ok(count)
    }

    /// Opens every recorded file with the new key alone; gives how many there are.
    async fn check_files(&mut self) -> Result<u64, OfficeError> {
        let (mut after, mut count) = (Uuid::nil(), 0);
        loop {
            let ids = self.at.0.blob_ids(after, FILES).await?;
            let Some(last) = ids.last() else { return Ok(count) };
            after = *last;
            count += ids.len() as u64;
            for id in ids {
                if let Some(sealed) = self.file(id).await? {
                    self.check("file", id, &sealed);
                }
            }
        }
    }

    /// Everything is under the new key, or the old one must stay.
    fn judge(mut self) -> Result<(), OfficeError> {
        self.faults.sort();
        self.faults.dedup();
        if self.faults.is_empty() {
            return Ok(());
        }
        let more = self.faults.len().saturating_sub(NAMED);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        self.faults.truncate(NAMED);
        Err(OfficeError::Sealed(format!(
            "the new key is in use and the old one stays beside it, since not everything could be put under the new one: {}{more}. Put what is missing back from a backup and run this again",
            self.faults.join("; ")
        )))
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, OfficeError> {
    std::fs::read(path).map_err(|e| unusable(path, &e))
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn unusable(path: &Path, error: &std::io::Error) -> OfficeError {
    OfficeError::Sealed(format!("change the vault's key: {}: {error}", path.display()))
}

#[cfg(test)]
mod tests;
