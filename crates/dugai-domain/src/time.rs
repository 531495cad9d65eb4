//! Moments and days. The wall clock of every office in China is UTC+8, without
//! daylight saving since 1991, so the offset is a constant here.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Microseconds per day.
const DAY_MICROS: i64 = 86_400_000_000;
/// Beijing time, in microseconds east of UTC.
const BEIJING_MICROS: i64 = 8 * 3_600_000_000;
/// Days from 1970-01-01, the epoch, to a civil date and back.
const EPOCH: Date = Date::constant(1970, 1, 1);

/// A moment, in microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The civil day in Beijing at this moment.
    #[must_use]
    pub fn day(self) -> Date {
        day_from_number((self.0 + BEIJING_MICROS).div_euclid(DAY_MICROS))
    }

    /// The moment at which the given hour and minute strike in Beijing on a day.
    #[must_use]
    pub fn at(day: Date, hour: i8, minute: i8) -> Self {
        let of_day = (i64::from(hour) * 60 + i64::from(minute)) * 60_000_000;
        Self(day_number(day) * DAY_MICROS + of_day - BEIJING_MICROS)
    }

    /// Hour and minute of the day in Beijing.
    #[must_use]
    pub fn clock_face(self) -> (i64, i64) {
        let seconds = (self.0 + BEIJING_MICROS).rem_euclid(DAY_MICROS) / 1_000_000;
        (seconds / 3600, seconds / 60 % 60)
    }

    /// The same moment some seconds later (or earlier).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1_000_000)
    }
}

impl fmt::Display for Timestamp {
    /// `2026-11-24 22:05`, Beijing time, as tables print it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = self.clock_face();
        write!(f, "{} {hour:02}:{minute:02}", self.day())
    }
}

/// Days since 1970-01-01: the form in which the store keeps and compares days.
#[must_use]
pub fn day_number(day: Date) -> i64 {
    day.duration_since(EPOCH).as_hours() / 24
}

/// The day of a number made by [`day_number`]; numbers outside jiff's range give its ends.
#[must_use]
pub fn day_from_number(number: i64) -> Date {
    let span = jiff::Span::new().try_days(number).unwrap_or_default();
    EPOCH.saturating_add(span)
}

/// The one source of time. The domain only names it; the application brings it,
/// and a demo city or a test brings a simulated one.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// Whether somebody sets it: only a demonstration may run on such a clock.
    fn is_simulated(&self) -> bool {
        false
    }
}
