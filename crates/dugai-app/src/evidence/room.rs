//! Room for heavy files: a picture takes some hundred megabytes while it is unpacked, a video as
//! much while it is sealed or opened. Only so many are worked on at once; the others wait.

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::JoinError;

/// So many at once, whoever asks.
pub(super) const AT_ONCE: usize = 2;
static ROOM: Semaphore = Semaphore::const_new(AT_ONCE);

/// A place, given back when it is dropped. Who has one must not ask for another.
pub(super) type Room = Option<SemaphorePermit<'static>>;

/// Waits for a place. The room is never closed, so that there always is one in the end.
pub(super) async fn room() -> Room {
    ROOM.acquire().await.ok()
}

/// Does heavy work where blocking is allowed, as soon as there is room.
pub(super) async fn heavy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
    let place = room().await;
    tokio::task::spawn_blocking(move || {
        // Held until the work ends, even when nobody waits for it any more.
        let _place = place;
        work()
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_dozen_heavy_files_are_worked_on_two_at_a_time() {
        let (inside, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let tasks: Vec<_> = (0..12)
            .map(|_| {
                let (inside, most) = (Arc::clone(&inside), Arc::clone(&most));
                tokio::spawn(heavy(move || {
                    most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(std::time::Duration::from_millis(5));
                    inside.fetch_sub(1, Ordering::SeqCst);
                }))
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert!((1..=AT_ONCE).contains(&most.load(Ordering::SeqCst)), "{most:?}");
        assert_eq!(inside.load(Ordering::SeqCst), 0);
    }
}
