//! What every decision looks at: the store, the reference data and the calendar in force.

use dugai_domain::calendar::{Calendar, CalendarTable};
use dugai_domain::reference::Reference;
use dugai_store::Store;

/// The starter set shipped with the program.
const REFERENCE: &str = include_str!("../../dugai-domain/data/reference.toml");
/// The calendar table shipped with the program.
const CALENDAR: &str = include_str!("../../dugai-domain/data/calendar.toml");

/// An office at work.
pub struct Office {
    /// Where everything is recorded.
    pub store: Store,
    /// Reference data in force.
    pub reference: Reference,
    /// Calendar in force.
    pub calendar: Calendar,
}

/// Why an office cannot open.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The reference data cannot be read.
    #[error("read the reference data")]
    Reference(#[source] toml::de::Error),
    /// The reference data can be read but not used.
    #[error("use the reference data: {0}")]
    Unusable(String),
    /// The calendar cannot be read.
    #[error("read the calendar table")]
    CalendarTable(#[source] toml::de::Error),
    /// The calendar can be read but not used; an empty one is refused.
    #[error("use the calendar table")]
    Calendar(#[source] dugai_domain::calendar::CalendarError),
}

impl Office {
    /// An office on a store, with the starter reference data and calendar.
    ///
    /// # Errors
    /// When either document cannot be used; an empty calendar never is.
    pub fn open(store: Store) -> Result<Self, OfficeError> {
        let reference: Reference = toml::from_str(REFERENCE).map_err(OfficeError::Reference)?;
        let faults = reference.faults();
        if !faults.is_empty() {
            return Err(OfficeError::Unusable(faults.join("; ")));
        }
        Ok(Self { store, reference, calendar: shipped_calendar()? })
    }
}

/// The calendar shipped with the program.
///
/// # Errors
/// When its table cannot be read or used.
pub fn shipped_calendar() -> Result<Calendar, OfficeError> {
    let table: CalendarTable = toml::from_str(CALENDAR).map_err(OfficeError::CalendarTable)?;
    Calendar::new(table).map_err(OfficeError::Calendar)
}
