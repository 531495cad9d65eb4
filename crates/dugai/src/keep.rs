//! `dugai backup`, `restore`, `migrate`: keeping a store safe.

use std::path::Path;

use dugai_app::keys::KEY_FILES;
use dugai_app::{BlobFolder, Blobs, Hold, Office, Store, Verdict};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::config::Place;
use crate::desk::{Desk, told};

/// Files carried at once.
const CARRIERS: usize = 8;
/// Ids read at once.
const PAGE: u32 = 1000;

/// Copies a running store into a new folder: database, sealed files wherever they lie, and last the
/// vault's key: a folder without it is no backup.
///
/// # Errors
/// When the folder exists already or cannot be written. When recorded files are missing: they are named,
/// and the copy stands, with all that is there.
pub async fn backup(place: &Place, to: &Path) -> Result<(), String> {
    let desk = Desk::open(place).await?;
    let office = &desk.office;
    // The database first: every file that it names was written before it was named.
    office.store.backup(to).await.map_err(|e| told("back up the database")(&e))?;
    let ids = recorded(&office.store).await?;
    let copied = Blobs::Folder(BlobFolder::new(to));
    let carried = match office.blobs() {
        Blobs::Folder(folder) => {
            copy(folder.root(), BlobFolder::new(to).root()).map_err(|e| format!("back up blobs: {e}"))
        }
        Blobs::S3(_) => carry(&ids, office.blobs(), &copied).await,
    };
    carried.map_err(|e| format!("{e}; {} is no whole backup: remove it", to.display()))?;
    let gaps = missing(&ids, &copied).await?;
    keys(office.store.folder(), to)?;
    crate::print(&format!(
        "backed up to {}\nit holds the vault's key: keep it where only those may read it who may read personal data",
        to.display()
    ));
    without_gaps(&gaps, &format!("are missing in {}, and in {}", to.display(), office.blobs().place()))
}

/// Nothing is missing; or what is, by name.
fn without_gaps(gaps: &[Uuid], place: &str) -> Result<(), String> {
    if gaps.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = gaps.iter().map(Uuid::to_string).collect();
    let (count, named) = (gaps.len(), named.join(", "));
    Err(format!("{count} recorded files {place}: {named}; everything else is there; look for them in an older backup"))
}

/// Copies the vault's key, and the one before it while a change of it is not finished.
///
/// # Errors
/// When one cannot be copied.
pub fn keys(from: &Path, to: &Path) -> Result<(), String> {
    // The one in use goes last: without it nothing is opened.
    for name in KEY_FILES.iter().rev() {
        copy(&from.join(name), &to.join(name)).map_err(|e| format!("copy {name}: {e}"))?;
    }
    Ok(())
}

/// Ids of all files that a store has recorded.
///
/// # Errors
/// When the store cannot be read.
pub async fn recorded(store: &Store) -> Result<Vec<Uuid>, String> {
    let mut all: Vec<Uuid> = Vec::new();
    loop {
        let after = all.last().copied().unwrap_or_default();
        let page = store.blob_ids(after, PAGE).await.map_err(|e| told("read the list of files")(&e))?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// Carries sealed files from one place to another, some at once. One that is there already with the
/// same bytes is left, so that an interrupted restore can be repeated. One that is missing is passed over:
/// see [`missing`].
///
/// # Errors
/// When one cannot be read or written, or is there with other bytes.
pub async fn carry(ids: &[Uuid], from: &Blobs, to: &Blobs) -> Result<(), String> {
    for some in ids.chunks(CARRIERS) {
        let mut running = JoinSet::new();
        for id in some.iter().copied() {
            let (from, to) = (from.clone(), to.clone());
            running.spawn(async move {
                let bytes = match from.get(id).await {
                    Err(_) if !from.exists(id).await? => return Ok(()),
                    read => read?,
                };
                if to.exists(id).await? && to.get(id).await? == bytes { Ok(()) } else { to.put(id, bytes).await }
            });
        }
        while let Some(done) = running.join_next().await {
            done.map_err(|e| format!("carry files: {e}"))?.map_err(|e| told("carry files")(&e))?;
        }
    }
    Ok(())
}

/// Puts a backup into a new store and verifies it.
///
/// # Errors
/// When there is no backup, the store exists already, or the verification finds a difference. When the
/// backup lacks recorded files: they are named, and the rest is put back.
pub async fn restore(place: &Place, from: &Path) -> Result<(), String> {
    let target = place.target()?;
    let folder = target.folder();
    let blobs = place.blobs(folder)?;
    if !from.join("vault.key").is_file() {
        return Err(format!("restore {}: there is no backup in this folder", from.display()));
    }
    for name in ["dugai.sqlite", "vault.key", "blobs"] {
        if folder.join(name).exists() {
            return Err(format!(
                "restore into {}: there is a store already; name an empty folder with --data",
                folder.display()
            ));
        }
    }
    std::fs::create_dir_all(folder).map_err(|e| format!("restore into {}: {e}", folder.display()))?;
    Store::restore(&target, from).await.map_err(|e| told("restore the database")(&e))?;
    let kept = BlobFolder::new(from);
    match &blobs {
        Blobs::Folder(folder) => copy(kept.root(), folder.root()).map_err(|e| format!("restore blobs: {e}"))?,
        Blobs::S3(_) => {
            let ids = kept.ids().map_err(|e| told("read the backup")(&e))?;
            carry(&ids, &Blobs::Folder(kept), &blobs).await?;
        }
    }
    keys(from, folder)?;
    let store = Store::open(&target).await.map_err(|e| told("open the store")(&e))?;
    let ids = recorded(&store).await?;
    let gaps = missing(&ids, &blobs).await?;
    let place = blobs.place();
    let hold = Hold::shared(folder).map_err(|e| told("open the office")(&e))?;
    let office = Office::open_with(store, crate::system::tools(), blobs, hold);
    let office = office.await.map_err(|e| told("open what was restored")(&e))?;
    let (events, streams, _) = sound(&office).await.map_err(|what| format!("verify what was restored: {what}"))?;
    let files = ids.len() - gaps.len();
    crate::print(&format!("restored and verified: {events} events in {streams} streams, {files} sealed files"));
    without_gaps(&gaps, &format!("are not in the backup and not in {place}"))
}

/// Which of these files are not there.
///
/// # Errors
/// When the place cannot be read.
async fn missing(ids: &[Uuid], blobs: &Blobs) -> Result<Vec<Uuid>, String> {
    let mut gaps = Vec::new();
    for id in ids {
        if !blobs.exists(*id).await.map_err(|e| told("look for files")(&e))? {
            gaps.push(*id);
        }
    }
    Ok(gaps)
}

/// How many files are recorded; all of them must be there.
///
/// # Errors
/// When one is missing: the first is named.
pub async fn all_there(store: &Store, blobs: &Blobs) -> Result<usize, String> {
    let ids = recorded(store).await?;
    match missing(&ids, blobs).await?.first() {
        Some(id) => Err(format!("the sealed file {id} is recorded and is not in {}", blobs.place())),
        None => Ok(ids.len()),
    }
}

/// Events, streams and root of a store that is sound.
///
/// # Errors
/// The first difference, in words.
pub async fn sound(office: &Office) -> Result<(u64, u64, String), String> {
    match office.verify().await.map_err(|e| told("verify")(&e))? {
        Verdict::Sound { events, streams, root, .. } => Ok((events, streams, root.to_base64())),
        Verdict::Differs(what) => Err(what),
    }
}

/// Copies a file, or a folder with everything in it; what does not exist is nothing to copy.
///
/// # Errors
/// When something cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    if from.is_dir() {
        std::fs::create_dir_all(to)?;
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            // Half-written files of a crash are no files of the store.
            if entry.path().extension().is_none_or(|e| e != "tmp") {
                copy(&entry.path(), &to.join(entry.file_name()))?;
            }
        }
    } else if from.is_file() {
        std::fs::copy(from, to)?;
    }
    Ok(())
}

/// Applies the migrations that have not run yet, and computes the register anew: what a change of
/// rules left unfinished is mended, too.
///
/// # Errors
/// When there is no store, it is newer than this program, or it cannot be written.
pub async fn migrate(place: &Place) -> Result<(), String> {
    let desk = Desk::open(place).await?;
    let office = &desk.office;
    let renewed = office.store.renew_search().await.map_err(|e| told("make the search index anew")(&e))?;
    office.reindex().await.map_err(|e| told("compute the register")(&e))?;
    let (folder, engine) = (office.store.folder().display(), office.store.engine_name());
    for fault in office.store.put_back() {
        crate::print(&format!("put back: {fault}; find out who did that"));
    }
    let search = if renewed { "; the search index was damaged and is made anew" } else { "" };
    crate::print(&format!("the schema and the register of {folder} ({engine}) are up to date{search}"));
    Ok(())
}
