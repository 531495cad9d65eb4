//! Opening a store only to look at it: nothing is made, no migration applied, and a folder that cannot be
//! written will do.

use dugai_app::{Hold, Office, Store, Target};
use dugai_domain::actor::Actor;

use crate::config::Place;
use crate::desk::{Desk, founded_in, told};

/// The store of a target.
///
/// # Errors
/// When there is none, nothing was founded in it, or another version of the program made it.
pub async fn store(target: &Target) -> Result<Store, String> {
    let store = Store::find_reading(target).await.map_err(|e| told("open the store")(&e))?;
    founded_in(target, store).await
}

/// The office of a place.
///
/// # Errors
/// As [`store`], and when nothing was founded there or its key cannot be used.
pub async fn desk(place: &Place) -> Result<Desk, String> {
    let target = place.target()?;
    let blobs = place.blobs(target.folder())?;
    let store = store(&target).await?;
    let hold = Hold::looking(store.folder()).map_err(|e| told("open the office")(&e))?;
    let office = Office::open_with(store, crate::system::tools(), blobs, hold);
    let office = office.await.map_err(|e| told("open the office")(&e))?;
    let system = Actor::system(office.now().day());
    Ok(Desk { office, system })
}
