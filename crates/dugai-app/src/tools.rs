//! Time and randomness as parameters: whoever opens an office brings them, a test or a
//! demonstration brings its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use dugai_domain::time::{Clock, Timestamp};
use uuid::Uuid;

use crate::office::OfficeError;

/// Does what keeps a core busy for a while in a thread of its own, so that other requests are answered
/// meanwhile.
///
/// # Errors
/// When it could not be done.
pub(crate) async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, OfficeError> {
    tokio::task::spawn_blocking(work).await.map_err(|e| OfficeError::Sealed(format!("work apart: {e}")))
}

/// A source of unpredictable bytes.
pub trait Entropy: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// What an office is given from outside.
#[derive(Clone)]
pub struct Tools {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The randomness.
    pub entropy: Arc<dyn Entropy>,
}

impl Tools {
    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new id: UUIDv7, so that later ones sort behind earlier ones.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        let mut random = [0_u8; 10];
        self.entropy.fill(&mut random);
        let millis = u64::try_from(self.now().0.div_euclid(1000)).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// Unpredictable bytes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0_u8; N];
        self.entropy.fill(&mut bytes);
        bytes
    }
}

/// The clock of an office: the one it was given, moved on by what a demonstration recorded.
pub(crate) struct AheadClock {
    wall: Arc<dyn Clock>,
    ahead: AtomicI64,
}

impl AheadClock {
    /// A clock that runs with another so far.
    pub(crate) fn over(wall: Arc<dyn Clock>) -> Self {
        Self { wall, ahead: AtomicI64::new(0) }
    }

    /// Lets it run so many seconds before the other.
    pub(crate) fn run_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::SeqCst);
    }

    /// The moment on the other clock.
    pub(crate) fn wall(&self) -> Timestamp {
        self.wall.now()
    }
}

impl Clock for AheadClock {
    fn now(&self) -> Timestamp {
        self.wall.now().plus_seconds(self.ahead.load(Ordering::SeqCst))
    }

    fn is_simulated(&self) -> bool {
        self.wall.is_simulated() || self.ahead.load(Ordering::SeqCst) != 0
    }
}

/// A clock that somebody sets: for the history of a demonstration, and for tests.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// A clock that stands at a moment.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Sets it.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    fn is_simulated(&self) -> bool {
        true
    }
}
