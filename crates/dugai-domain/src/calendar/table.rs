//! The calendar's table form: notices as they are kept in a file.
//!
//! Serialisable on purpose: the table is reference data, shipped, edited,
//! imported and exported. Reading the file itself is not done here.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Years a notice can be for; the first holiday measure is of 1949.
pub(super) const YEAR_MIN: i16 = 1949;
pub(super) const YEAR_MAX: i16 = 9998;

/// A whole table: what one version of the calendar knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarTable {
    /// Goes up with every change, so that a computed date can name its basis.
    pub version: u32,
    /// Notices in the order issued; later ones override the dates they name.
    #[serde(rename = "notice", default)]
    pub notices: Vec<Notice>,
}

/// One holiday notice of the State Council's General Office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The year it arranges. It may also move days of the December before.
    pub year: i16,
    /// Title as published.
    pub title: String,
    /// Document number, where it is known for certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Where it is published.
    pub address: String,
    /// Days off.
    #[serde(default)]
    pub off: Vec<OffRun>,
    /// Working days by notice: weekends worked, or weekdays made working again.
    #[serde(default)]
    pub work: Vec<WorkDay>,
}

/// Days off in a row, written `["2026-01-01", "2026-01-03", "元旦"]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Date, Date, String)", into = "(Date, Date, String)")]
pub struct OffRun {
    /// First day off.
    pub from: Date,
    /// Last day off.
    pub to: Date,
    /// Name of the holiday.
    pub name: String,
}

impl From<(Date, Date, String)> for OffRun {
    fn from((from, to, name): (Date, Date, String)) -> Self {
        Self { from, to, name }
    }
}

impl From<OffRun> for (Date, Date, String) {
    fn from(run: OffRun) -> Self {
        (run.from, run.to, run.name)
    }
}

/// A day worked by notice, written `["2026-01-04", "元旦"]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Date, String)", into = "(Date, String)")]
pub struct WorkDay {
    /// The day.
    pub date: Date,
    /// The holiday it is worked for.
    pub name: String,
}

impl From<(Date, String)> for WorkDay {
    fn from((date, name): (Date, String)) -> Self {
        Self { date, name }
    }
}

impl From<WorkDay> for (Date, String) {
    fn from(day: WorkDay) -> Self {
        (day.date, day.name)
    }
}

/// A notice without its days: what a day or a derivation cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRef {
    /// The year it arranges.
    pub year: i16,
    /// Title as published.
    pub title: String,
    /// Document number, where it is known for certain.
    pub number: Option<String>,
    /// Where it is published.
    pub address: String,
}

impl Notice {
    /// Every date the notice names, with "off" and the holiday.
    pub(super) fn days(&self) -> Result<Vec<(Date, bool, String)>, CalendarError> {
        let mut days = Vec::new();
        for run in &self.off {
            self.check(run.from)?;
            self.check(run.to)?;
            if run.to < run.from {
                return Err(CalendarError::Reversed { year: self.year, from: run.from, to: run.to });
            }
            let mut day = run.from;
            while day <= run.to {
                days.push((day, true, run.name.clone()));
                let Ok(next) = day.tomorrow() else { break };
                day = next;
            }
        }
        for work in &self.work {
            self.check(work.date)?;
            days.push((work.date, false, work.name.clone()));
        }
        let mut seen = BTreeSet::new();
        match days.iter().find(|(date, ..)| !seen.insert(*date)) {
            Some(&(date, ..)) => Err(CalendarError::NamedTwice { year: self.year, date }),
            None => Ok(days),
        }
    }

    fn check(&self, date: Date) -> Result<(), CalendarError> {
        if (earliest(self.year)?..=latest(self.year)?).contains(&date) {
            Ok(())
        } else {
            Err(CalendarError::OutsideYear { year: self.year, date })
        }
    }

    pub(super) fn into_ref(self) -> NoticeRef {
        NoticeRef { year: self.year, title: self.title, number: self.number, address: self.address }
    }
}

/// The earliest day a notice for the year can name.
pub(super) fn earliest(year: i16) -> Result<Date, CalendarError> {
    Date::new(year.saturating_sub(1), 12, 1).map_err(|_| CalendarError::YearOutOfRange { year })
}

/// The latest day a notice for the year can name.
pub(super) fn latest(year: i16) -> Result<Date, CalendarError> {
    Date::new(year, 12, 31).map_err(|_| CalendarError::YearOutOfRange { year })
}

/// Why a table is no calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The table has no notice.
    #[error("build the calendar: the table has no notice; add at least one [[notice]]")]
    Empty,
    /// A year that cannot be meant.
    #[error("build the calendar: year {year} is not between {YEAR_MIN} and {YEAR_MAX}")]
    YearOutOfRange {
        /// The year as written.
        year: i16,
    },
    /// Years must follow each other, or the known stretch would have a hole.
    #[error("build the calendar: no notice for {year}, which lies between years that have one")]
    MissingYear {
        /// The year without a notice.
        year: i16,
    },
    /// A run of days off ends before it begins.
    #[error("build the calendar: notice for {year}: days off from {from} to {to} are reversed")]
    Reversed {
        /// The notice's year.
        year: i16,
        /// First day as written.
        from: Date,
        /// Last day as written.
        to: Date,
    },
    /// A date that belongs to another year's notice.
    #[error(
        "build the calendar: notice for {year} names {date}; it may name days of {year} \
         and of the December before"
    )]
    OutsideYear {
        /// The notice's year.
        year: i16,
        /// The date.
        date: Date,
    },
    /// One notice says two things of one date.
    #[error("build the calendar: notice for {year} names {date} twice; keep one entry")]
    NamedTwice {
        /// The notice's year.
        year: i16,
        /// The date.
        date: Date,
    },
}
