//! The simulated clock of a demonstration: it runs with the clock on the wall, moved on to a later
//! day by an event of the installation, so that every process and every restart goes by it.

use dugai_domain::actor::Actor;
use dugai_domain::admin::InstallationEvent;
use dugai_domain::time::{Timestamp, day_number};
use jiff::civil::Date;

use crate::admin::administrator;
use crate::office::{Office, OfficeError};

/// A demonstration moves on by so many days at once, at most.
const FARTHEST: i64 = 750;

impl Office {
    /// Moves the clock of a demonstration on to the morning of a later day: never back, so that
    /// nothing is recorded before what was. Everything that follows from the day follows at once.
    ///
    /// # Errors
    /// On an installation at work, for a day that is not later or too far away, or when the right is missing.
    pub async fn move_clock(&self, to: Date, by: (&Actor, Timestamp)) -> Result<(), OfficeError> {
        administrator(by.0)?;
        if !self.setup().await?.is_demo() {
            return Err(OfficeError::NotAllowed("simulated_clock"));
        }
        let today = self.now().day();
        if to <= today {
            return Err(OfficeError::Field { field: "day", expected: "later_day" });
        }
        if day_number(to) - day_number(today) > FARTHEST {
            return Err(OfficeError::Field { field: "day", expected: "nearer_day" });
        }
        let ahead = (Timestamp::at(to, 9, 0).0 - self.wall().0).div_euclid(1_000_000);
        self.installation(InstallationEvent::ClockMoved { to, ahead }, by).await?;
        // The setup is read again and takes the clock along.
        self.setup().await?;
        self.escalate().await?;
        Ok(())
    }
}
