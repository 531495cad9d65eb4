//! `dugai copy`: a whole store into an empty place of the same or the other engine.

use std::path::Path;

use clap::Args;
use dugai_app::{BlobFolder, Blobs, Hold, Office, Store, Target};

use crate::config::Place;
use crate::desk::told;
use crate::keep;

/// Where a store is copied to.
#[derive(Args)]
pub struct Copy {
    /// `postgres://…` for a database of PostgreSQL, or a folder for an embedded one. It must hold nothing.
    #[arg(long)]
    to: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Copy {
    /// Whether a database of PostgreSQL is the target.
    fn is_url(&self) -> bool {
        self.to.starts_with("postgres://") || self.to.starts_with("postgresql://")
    }

    /// The folder that is the target, if one is.
    pub fn folder(&self) -> Option<std::path::PathBuf> {
        (!self.is_url()).then(|| self.to.clone().into())
    }
}

/// What lies in a folder that holds a store.
const OF_A_STORE: [&str; 3] = ["dugai.sqlite", "vault.key", "blobs"];

/// Copies the store, computes the register there, and verifies both sides.
///
/// # Errors
/// When others are at work, the target holds something, or the two differ in the end.
pub async fn run(place: &Place, args: &Copy) -> Result<(), String> {
    let source = place.target()?;
    let (from, hold) = crate::vault::alone(&source).await?;
    let folder = source.folder();
    let target = if args.is_url() {
        // Key and files stay where they are: the database is all that moves.
        Target::Postgres { url: args.to.clone(), folder: folder.to_owned() }
    } else {
        Target::Folder(args.to.clone().into())
    };
    let same = is_same(folder, target.folder())?;
    refuse_full(&target, same)?;
    let opened = Office::open_with(from, crate::system::tools(), place.blobs(folder)?, hold.clone());
    let opened = opened.await.map_err(|e| told("open the source")(&e))?;
    let (events, streams, root) = keep::sound(&opened).await.map_err(|what| format!("verify the source: {what}"))?;
    let from = &opened.store;
    let to = Store::open(&target).await.map_err(|e| told("open the target")(&e))?;
    let half = |what: String| format!("{what}; what the target holds is not whole: make it empty before you try again");
    // From here on the target bears a mark by which no command opens it, until the last line is checked.
    from.copy_into(&to).await.map_err(|e| told("copy the database")(&e))?;
    let blobs = files(place, folder, &target, same).map_err(half)?;
    let hold = if same { hold.clone() } else { Hold::shared(target.folder()).map_err(|e| half(e.to_string()))? };
    let office = Office::open_with(to, crate::system::tools(), blobs, hold);
    let office = office.await.map_err(|e| half(told("open the copy")(&e)))?;
    office.reindex().await.map_err(|e| half(told("compute the register")(&e)))?;
    let files = keep::all_there(&office.store, office.blobs()).await.map_err(half)?;
    let copied = keep::sound(&office).await.map_err(|what| half(format!("verify the copy: {what}")))?;
    if copied != (events, streams, root.clone()) {
        return Err(half("verify the copy: its root is not that of the source".to_owned()));
    }
    office.store.copy_is_whole().await.map_err(|e| half(told("end the copy")(&e)))?;
    if args.json {
        crate::print(
            &serde_json::json!({ "events": events, "streams": streams, "files": files, "root": root }).to_string(),
        );
    } else {
        crate::print(&format!(
            "copied and verified on both sides: {events} events in {streams} streams, {files} sealed files; root {root}\nnext: {}, then start; the source is as it was and must not be served any more",
            match &target {
                Target::Postgres { .. } => "set database_url to the target".to_owned(),
                Target::Folder(folder) => format!("set data = \"{}\" and take database_url away", folder.display()),
            }
        ));
    }
    Ok(())
}

/// Whether two folders are one. The second is made where it is missing.
fn is_same(one: &Path, other: &Path) -> Result<bool, String> {
    let told = |path: &Path, e: std::io::Error| format!("use {}: {e}", path.display());
    std::fs::create_dir_all(other).map_err(|e| told(other, e))?;
    let whole = |path: &Path| std::fs::canonicalize(path).map_err(|e| told(path, e));
    Ok(whole(one)? == whole(other)?)
}

/// A folder that holds a store, or the database of one, is not written into.
fn refuse_full(target: &Target, same: bool) -> Result<(), String> {
    let Target::Folder(folder) = target else { return Ok(()) };
    let looked_for = if same { OF_A_STORE.get(..1) } else { OF_A_STORE.get(..) };
    for name in looked_for.unwrap_or_default() {
        if folder.join(name).exists() {
            return Err(format!("copy to {}: there is a {name} already; name an empty folder", folder.display()));
        }
    }
    Ok(())
}

/// Brings files and key to the target's folder, where it is another; gives where the files are then.
fn files(place: &Place, from: &Path, target: &Target, same: bool) -> Result<Blobs, String> {
    let to = target.folder();
    let blobs = place.blobs(to)?;
    if !same {
        if let Blobs::Folder(there) = &blobs {
            keep::copy(BlobFolder::new(from).root(), there.root()).map_err(|e| format!("copy blobs: {e}"))?;
        }
        keep::keys(from, to)?;
    }
    Ok(blobs)
}
