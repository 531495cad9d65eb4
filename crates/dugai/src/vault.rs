//! `dugai vault`: the key of what is sealed.

use clap::Subcommand;
use dugai_app::rotate::rotate;
use dugai_app::{Hold, Store, Target};

use crate::config::Place;
use crate::desk::{held, told};

/// What is done to the vault.
#[derive(Subcommand)]
pub enum Vault {
    /// Give the vault a new key, or finish a change that was interrupted.
    ///
    /// Stop every `dugai serve` first; the command refuses while one runs. Every sealed record and
    /// file is put under the new key and opened with it before the old key is removed. The command
    /// may be killed at any moment: until it is done both keys lie in the folder (vault.key,
    /// vault.key.old), the server can work in between, and the same command goes on. Old backups
    /// open with the key that they hold.
    ///
    /// Exit codes: 0 done; 1 not done, both keys stay and the message says why; 2 wrong usage.
    Rotate {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs a verb of `dugai vault`.
///
/// # Errors
/// When the store cannot be opened, others are at work, or something opens with neither key.
pub async fn run(place: &Place, verb: Vault) -> Result<(), String> {
    let Vault::Rotate { json } = verb;
    let target = place.target()?;
    let (store, hold) = alone(&target).await?;
    let blobs = place.blobs(target.folder())?;
    let done = rotate((&store, &blobs), &hold, &crate::system::SystemEntropy);
    let done = done.await.map_err(|e| told("change the vault's key")(&e))?;
    if json {
        let (resumed, values, files) = (done.resumed, done.values, done.files);
        crate::print(&serde_json::json!({ "resumed": resumed, "records": values, "files": files }).to_string());
    } else {
        crate::print(&format!(
            "the vault has a new key: {} sealed records and {} files open with it, the old key is gone\nback up now: older backups open only with the key that they hold",
            done.values, done.files
        ));
    }
    Ok(())
}

/// Opens a store that was founded, while nobody else is at work in its folder.
///
/// # Errors
/// When there is none, nothing was founded in it, or another process is at work.
pub async fn alone(target: &Target) -> Result<(Store, Hold), String> {
    held(target, Hold::alone).await
}
