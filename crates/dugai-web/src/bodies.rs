//! Room for what requests bring: files stand in memory until they are sealed, so all that is on its
//! way together has a bound. Who finds no room is told at once, before anything is read.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::fault::Fault;

/// Kilobytes that large bodies may take together: two of the largest.
const LARGE: usize = 448 << 10;
/// Kilobytes kept free for small ones, so that videos on a slow line do not keep photographs out.
const SMALL: usize = 64 << 10;
/// A body of no more kilobytes than this is small.
const SMALL_MAX: u32 = 16 << 10;

/// Room for bodies, counted in kilobytes.
#[derive(Debug)]
pub struct Bodies {
    large: Arc<Semaphore>,
    small: Arc<Semaphore>,
}

impl Default for Bodies {
    fn default() -> Self {
        Self { large: Arc::new(Semaphore::new(LARGE)), small: Arc::new(Semaphore::new(SMALL)) }
    }
}

/// The room of one body, given back when it is dropped.
#[derive(Debug)]
pub struct Held {
    _room: OwnedSemaphorePermit,
}

impl Bodies {
    /// Room for the body of a request that takes at most `limit` bytes. A body that does not say
    /// how long it is may come to the limit.
    ///
    /// # Errors
    /// [`Fault::Busy`] when there is none now.
    pub fn hold(&self, headers: &HeaderMap, limit: usize) -> Result<Held, Fault> {
        let said = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
        let kilobytes = u32::try_from(said.unwrap_or(limit).min(limit).div_ceil(1024)).unwrap_or(u32::MAX);
        let take = |room: &Arc<Semaphore>| Arc::clone(room).try_acquire_many_owned(kilobytes).ok();
        let small = if kilobytes <= SMALL_MAX { take(&self.small) } else { None };
        small.or_else(|| take(&self.large)).map(|room| Held { _room: room }).ok_or(Fault::Busy)
    }
}
