//! A clock and entropy for tests: a clock that is set by hand, bytes that never repeat and are
//! the same in every run. Nothing else belongs here.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dugai_domain::time::Timestamp;
use jiff::civil::Date;

use crate::tools::{Entropy, SetClock, Tools};

/// Bytes counted up: no two calls get the same, no two runs differ.
#[derive(Debug, Default)]
pub struct CountedEntropy(AtomicU64);

impl Entropy for CountedEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            // An odd multiplier spreads the count over all bits and repeats no value.
            let next = (self.0.fetch_add(1, Ordering::Relaxed) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            for (byte, value) in chunk.iter_mut().zip(next.to_le_bytes()) {
                *byte = value;
            }
        }
    }
}

/// Tools whose clock stands at ten in the morning of a day.
#[must_use]
pub fn tools_at(day: Date) -> Tools {
    Tools { clock: Arc::new(SetClock::at(Timestamp::at(day, 10, 0))), entropy: Arc::new(CountedEntropy::default()) }
}
