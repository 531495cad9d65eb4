//! Blobs in a folder, one file each, written whole or not at all. All functions block: call them
//! where blocking is allowed.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use super::{missing, taken};
use crate::error::StoreError;

/// Between looking for an id and giving it its file nobody else may do the same.
static PUBLISH: Mutex<()> = Mutex::new(());
/// Tells apart the unfinished files of one process.
static UNFINISHED: AtomicU64 = AtomicU64::new(0);
/// Bytes by which it is tried whether there is room again.
const PROBE: usize = 1 << 21;

/// The blobs of one store, in `blobs/` under its folder.
#[derive(Clone, Debug)]
pub struct BlobFolder {
    root: PathBuf,
    /// Why the last blob could not be written; none after one that could.
    stuck: Arc<Mutex<Option<String>>>,
}

impl BlobFolder {
    /// The blobs under the folder of a store. Nothing is made before the first blob.
    #[must_use]
    pub fn new(store: &Path) -> Self {
        Self { root: store.join("blobs"), stuck: Arc::default() }
    }

    /// The folder of all.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a blob lies.
    #[must_use]
    pub fn path(&self, id: Uuid) -> PathBuf {
        self.root.join(super::place(id))
    }

    /// Writes a new blob durably: after `Ok` it survives a power cut, after an error or a crash
    /// there is no blob of this id.
    ///
    /// # Errors
    /// When the id has a blob already, or the folder cannot be written.
    pub fn put(&self, id: Uuid, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path(id);
        if path.exists() {
            return Err(taken(id));
        }
        let done = self.write(&path, bytes, |unfinished| publish(id, unfinished, &path));
        let why = match &done {
            Err(StoreError::Files(why)) => Some(why.clone()),
            _ => None,
        };
        *self.stuck.lock().unwrap_or_else(PoisonError::into_inner) = why;
        done
    }

    /// Why nothing can be written here, if the last blob could not be and the ground has not been mended
    /// since: something as large as a photograph is written and removed.
    #[must_use]
    pub fn is_stuck(&self) -> Option<String> {
        self.stuck.lock().unwrap_or_else(PoisonError::into_inner).as_ref()?;
        let probe = self.root.join(format!("probe-{}.tmp", UNFINISHED.fetch_add(1, Ordering::Relaxed)));
        let written = write_through(&probe, &vec![7; PROBE]).map_err(|error| StoreError::files(&probe, &error));
        // Where it was not made, there is nothing to remove.
        let _ = std::fs::remove_file(&probe);
        let why = written.err().map(|error| error.to_string());
        self.stuck.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&why);
        why
    }

    /// Writes other bytes over a blob: it is the old or the new one at any moment.
    ///
    /// # Errors
    /// When there is no such blob, or the folder cannot be written.
    pub fn replace(&self, id: Uuid, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path(id);
        if !path.is_file() {
            return Err(missing(id, &path.display().to_string()));
        }
        self.write(&path, bytes, |unfinished| {
            std::fs::rename(unfinished, &path).map_err(|error| StoreError::files(&path, &error))
        })
    }

    /// Writes a file beside its place, and lets it be moved there.
    fn write(
        &self,
        path: &Path,
        bytes: &[u8],
        publish: impl FnOnce(&Path) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let shard = path.parent().unwrap_or(&self.root);
        make_durable_folder(shard)?;
        let number = UNFINISHED.fetch_add(1, Ordering::Relaxed);
        let unfinished = path.with_extension(format!("{}-{number}.tmp", std::process::id()));
        let written = write_through(&unfinished, bytes)
            .map_err(|error| StoreError::files(&unfinished, &error))
            .and_then(|()| publish(&unfinished));
        if written.is_err() {
            let _ = std::fs::remove_file(&unfinished);
        }
        written?;
        sync_folder(shard).map_err(|error| StoreError::files(shard, &error))
    }

    /// The bytes of a blob.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn get(&self, id: Uuid) -> Result<Vec<u8>, StoreError> {
        let path = self.path(id);
        std::fs::read(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => missing(id, &path.display().to_string()),
            _ => StoreError::folder(&path, &error),
        })
    }

    /// Whether there is a blob of this id.
    ///
    /// # Errors
    /// When the folder cannot be looked into.
    pub fn exists(&self, id: Uuid) -> Result<bool, StoreError> {
        let path = self.path(id);
        path.try_exists().map_err(|error| StoreError::folder(&path, &error))
    }

    /// Ids of all blobs that lie here, recorded or not, in no order.
    ///
    /// # Errors
    /// When the folder cannot be read; none is no error.
    pub fn ids(&self) -> Result<Vec<Uuid>, StoreError> {
        let mut ids = Vec::new();
        for shard in listed(&self.root)? {
            let end = shard.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            for path in if shard.is_dir() { listed(&shard)? } else { Vec::new() } {
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                // Anything else, such as what a crash left unfinished, is no blob.
                let id = name.strip_suffix(".blob").and_then(|rest| Uuid::try_parse(&format!("{rest}{end}")).ok());
                ids.extend(id);
            }
        }
        Ok(ids)
    }

    /// Takes a blob away again whose commit failed; for nothing else, since a recorded blob is
    /// evidence. A blob that is not there is no error.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub fn remove(&self, id: Uuid) -> Result<(), StoreError> {
        let path = self.path(id);
        match std::fs::remove_file(&path) {
            Ok(()) => {
                let shard = path.parent().unwrap_or(&self.root);
                sync_folder(shard).map_err(|error| StoreError::folder(shard, &error))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(StoreError::folder(&path, &error)),
        }
    }
}

/// What lies in a folder; nothing where there is none.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let told = |error: std::io::Error| StoreError::folder(folder, &error);
    match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|e| e.map(|e| e.path()).map_err(told)).collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(told(error)),
    }
}

fn write_through(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // A crash can leave a file of this very name, since process ids come again.
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Renaming replaces what is there, so the look before it happens under a lock.
fn publish(id: Uuid, unfinished: &Path, path: &Path) -> Result<(), StoreError> {
    let _alone = PUBLISH.lock().unwrap_or_else(PoisonError::into_inner);
    if path.try_exists().map_err(|error| StoreError::files(path, &error))? {
        return Err(taken(id));
    }
    std::fs::rename(unfinished, path).map_err(|error| StoreError::files(path, &error))
}

/// A new folder is only there for good once its parent is synced.
fn make_durable_folder(folder: &Path) -> Result<(), StoreError> {
    if folder.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(folder).map_err(|error| StoreError::files(folder, &error))?;
    for parent in folder.ancestors().skip(1).take(2) {
        sync_folder(parent).map_err(|error| StoreError::files(parent, &error))?;
    }
    Ok(())
}

fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
        }
        found
    }

    #[test]
    fn keeps_a_blob_and_gives_it_back() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = BlobFolder::new(folder.path());
        let id = Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_cdef);
        assert!(!blobs.exists(id).unwrap());
        blobs.put(id, b"sealed").unwrap();
        assert!(blobs.exists(id).unwrap());
        assert_eq!(blobs.get(id).unwrap(), b"sealed");
        let expected = folder.path().join("blobs/ef/0193000000007000800000000000cd.blob");
        assert_eq!(files(folder.path()), [expected], "one file, nothing unfinished beside it");
        std::fs::write(folder.path().join("blobs/ef/half.7-1.tmp"), b"half").unwrap();
        assert_eq!(blobs.ids().unwrap(), [id]);
        assert!(BlobFolder::new(&folder.path().join("nowhere")).ids().unwrap().is_empty());
    }

    #[test]
    fn a_second_blob_of_one_id_is_refused_and_the_first_stays() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = BlobFolder::new(folder.path());
        blobs.put(Uuid::from_u128(1), b"first").unwrap();
        let message = blobs.put(Uuid::from_u128(1), b"second").unwrap_err().to_string();
        assert!(message.contains("exists already"), "{message}");
        assert_eq!(blobs.get(Uuid::from_u128(1)).unwrap(), b"first");
        assert_eq!(files(folder.path()).len(), 1);
    }

    #[test]
    fn of_many_writers_of_one_id_exactly_one_succeeds() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = BlobFolder::new(folder.path());
        let won = std::thread::scope(|scope| {
            let writers: Vec<_> = (0u8..8)
                .map(|writer| {
                    let blobs = &blobs;
                    scope.spawn(move || blobs.put(Uuid::from_u128(1), &[writer; 5000]).is_ok().then_some(writer))
                })
                .collect();
            writers.into_iter().filter_map(|writer| writer.join().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(won.len(), 1);
        assert_eq!(blobs.get(Uuid::from_u128(1)).unwrap(), [won[0]; 5000]);
        assert_eq!(files(folder.path()).len(), 1);
    }

    #[test]
    fn what_a_crash_left_unfinished_is_no_blob() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = BlobFolder::new(folder.path());
        let path = blobs.path(Uuid::from_u128(1));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        // The names this process would use next, as an earlier process of the same number left them.
        let next = UNFINISHED.load(Ordering::Relaxed);
        for number in next..next + 50 {
            std::fs::write(path.with_extension(format!("{}-{number}.tmp", std::process::id())), b"half").unwrap();
        }
        assert!(!blobs.exists(Uuid::from_u128(1)).unwrap());
        assert!(blobs.get(Uuid::from_u128(1)).is_err());
        blobs.put(Uuid::from_u128(1), b"whole").unwrap();
        assert_eq!(blobs.get(Uuid::from_u128(1)).unwrap(), b"whole");
    }

    #[test]
    fn a_failed_commit_can_be_undone_and_a_missing_blob_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = BlobFolder::new(folder.path());
        let id = Uuid::from_u128(5);
        blobs.put(id, b"x").unwrap();
        blobs.remove(id).unwrap();
        blobs.remove(id).unwrap();
        let message = blobs.get(id).unwrap_err().to_string();
        assert!(message.contains(&id.to_string()) && message.contains("backup"), "{message}");
        blobs.put(id, b"y").unwrap();
        assert_eq!(blobs.get(id).unwrap(), b"y");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("blobs"), b"a file where the folder should be").unwrap();
        let blobs = BlobFolder::new(folder.path());
        let message = blobs.put(Uuid::from_u128(1), b"x").unwrap_err().to_string();
        assert!(message.contains("blobs") && message.contains("writable"), "{message}");
    }
}
