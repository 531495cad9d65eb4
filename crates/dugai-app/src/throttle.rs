//! How tries are slowed down: so many are free, and each one after them makes the next wait, longer
//! every time. The one throttle for log-in, objections and receipt numbers; who is counted, and under
//! what key, is said there.

use dugai_domain::time::Timestamp;
use dugai_store::Write;
use dugai_store::people::throttle_write;

use crate::office::{Office, OfficeError};

/// Tries are forgotten so many seconds after the last.
pub(crate) const FORGET: i64 = 86_400;
/// A wait is doubled at most so often.
const DOUBLINGS: u64 = 10;

/// How many tries cost nothing, and how long the waits after them are, in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// Tries that bring no wait.
    pub(crate) free: u64,
    /// The first wait; each one after it is twice as long.
    pub(crate) first: i64,
    /// The longest.
    pub(crate) longest: i64,
}

/// What becomes of one more try.
pub(crate) enum OneMore {
    /// It is free to go on; the write counts it.
    Counted(Write),
    /// Not before this moment.
    Wait(Timestamp),
}

impl Pace {
    /// The wait that a try brings when so many were counted before it.
    fn after(self, before: u64) -> i64 {
        match before.checked_sub(self.free) {
            None => 0,
            Some(beyond) => (self.first << beyond.min(DOUBLINGS)).min(self.longest),
        }
    }

    /// The end of the wait that runs now. While tries are free, the moment kept beside the count is only
    /// that of the last one, which another caller, or a server whose clock is before this one's, may have
    /// set later than `now`: it makes nobody wait.
    fn waits(self, (count, until): (u64, i64), now: Timestamp) -> Option<Timestamp> {
        (count > self.free && until > now.0).then_some(Timestamp(until))
    }
}

impl Office {
    /// The write that counts one more try under a key, or until when it must wait. The write fails as a
    /// conflict when another was counted meanwhile: then it is to be asked for anew.
    pub(crate) async fn one_more(&self, key: &str, pace: Pace, now: Timestamp) -> Result<OneMore, OfficeError> {
        let was = self.store.throttle(key).await?;
        if let Some(until) = pace.waits(was, now) {
            return Ok(OneMore::Wait(until));
        }
        let (count, last) = was;
        let before = if Timestamp(last).plus_seconds(FORGET) < now { 0 } else { count };
        Ok(OneMore::Counted(throttle_write(key, was, (before + 1, now.plus_seconds(pace.after(before)).0))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_begin_after_the_free_tries_and_double_up_to_the_longest() {
        let pace = Pace { free: 4, first: 1, longest: 900 };
        let waits: Vec<i64> = [0, 3, 4, 5, 6, 13, 14, 90].into_iter().map(|before| pace.after(before)).collect();
        assert_eq!(waits, [0, 0, 1, 2, 4, 512, 900, 900]);
    }

    #[test]
    fn the_moment_of_a_free_try_makes_nobody_wait() {
        let pace = Pace { free: 4, first: 1, longest: 900 };
        let now = Timestamp(1_000_000);
        assert_eq!(pace.waits((4, 1_000_001), now), None, "a free try of a later clock");
        assert_eq!(pace.waits((5, 1_000_001), now), Some(Timestamp(1_000_001)));
        assert_eq!(pace.waits((5, 1_000_000), now), None, "the wait is over");
    }
}
