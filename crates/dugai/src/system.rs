//! The one system clock and the one system generator: everything else takes them as parameters.

use std::sync::Arc;

use dugai_app::{Entropy, Tools};
use dugai_domain::time::{Clock, Timestamp};

/// The machine's clock.
struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// The machine's generator of unpredictable bytes.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        // Without randomness no key, id or session can be made: nothing may go on. The kernel
        // gives it on every system this program runs on, so the failure is a broken machine.
        if getrandom::fill(buffer).is_err() {
            crate::warn("the system gives no random bytes; stopping");
            std::process::abort();
        }
    }
}

/// The machine's clock and generator.
pub fn tools() -> Tools {
    Tools { clock: Arc::new(SystemClock), entropy: Arc::new(SystemEntropy) }
}
