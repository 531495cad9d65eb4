//! Opening a store only to look at it: nothing is made, no migration applied, and a folder that cannot be
//! written will do.

use dugai_app::{Hold, Office, Setup, Store, Target};
use dugai_domain::actor::Actor;

use crate::config::Place;
use crate::desk::{Desk, told};

/// The store of a target.
///
/// # Errors
/// When there is none, or another version of the program made it.
pub async fn store(target: &Target) -> Result<Store, String> {
    if let Target::Folder(folder) = target
        && !folder.join("dugai.sqlite").is_file()
    {
        return Err(format!(
            "open {}: there is no store in this folder; make one with `dugai init`, or name another with --data",
            folder.display()
        ));
    }
    Store::open_reading(target).await.map_err(|e| told("open the store")(&e))
}

/// The office of a place.
///
/// # Errors
/// As [`store`], and when nothing was founded there or its key cannot be used.
pub async fn desk(place: &Place) -> Result<Desk, String> {
    let target = place.target()?;
    let blobs = place.blobs(target.folder())?;
    let store = store(&target).await?;
    let setup = Setup::read(&store).await.map_err(|e| told("read the setup")(&e))?;
    if setup.installation.is_none() {
        return Err("open the store: nothing was founded in it yet; run `dugai init` first".to_owned());
    }
    let hold = Hold::looking(store.folder()).map_err(|e| told("open the office")(&e))?;
    let office = Office::open_with(store, crate::system::tools(), blobs, hold);
    let office = office.await.map_err(|e| told("open the office")(&e))?;
    let system = Actor::system(office.now().day());
    Ok(Desk { office, system })
}
