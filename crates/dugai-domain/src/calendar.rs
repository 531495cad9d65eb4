//! The State Council's holiday calendar and every date computed with it.
//!
//! A [`Calendar`] is built from a [`CalendarTable`]: notices in the order they
//! were issued, a later one overriding the dates it names again. It answers what
//! a day is, counts working days and computes deadlines with their derivation.
//! Days of a year without a notice are *unknown*; whatever needs them is marked
//! provisional, never silently taken as certain.
//!
//! Not here: which matter has which term (clock rules), when a clock starts or
//! stops (the lifecycles), reading files, and the current date.

mod deadline;
mod table;
pub mod vectors;
mod walk;

pub use deadline::{Adjustment, Deadline, Derivation, Due, Shift, SkippedRun, Span, Start, Unit, Why};
pub use table::{CalendarError, CalendarTable, Notice, NoticeRef, OffRun, WorkDay};

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

/// What kind of day a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// Monday to Friday and not a holiday.
    Working,
    /// Saturday or Sunday that no notice names.
    Weekend,
    /// Off by a notice (放假, 调休), whatever the day of the week.
    Holiday,
    /// Saturday or Sunday worked by a notice (调休上班).
    MakeUp,
    /// In a year whose arrangement is not in the table.
    Unknown,
}

/// One day as the calendar knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day<'a> {
    /// What kind of day it is.
    pub kind: DayKind,
    /// The holiday the notice names for it (元旦, 春节 …).
    pub name: Option<&'a str>,
    /// The notice that settled it; none for days no notice names.
    pub notice: Option<&'a NoticeRef>,
}

/// A working day found by a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The day.
    pub date: Date,
    /// The first year met whose arrangement is not published.
    pub provisional: Option<i16>,
}

/// A signed number of working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkingDays {
    /// How many; negative when the second date lies before the first.
    pub days: i64,
    /// The first year inside whose arrangement is not published; there Monday
    /// to Friday were counted.
    pub provisional: Option<i16>,
}

/// What a notice says of one date.
#[derive(Clone, Debug)]
struct Mark {
    off: bool,
    name: String,
    notice: usize,
}

/// Validated calendar with constant-time lookup and counting.
#[derive(Clone, Debug)]
pub struct Calendar {
    version: u32,
    first_year: i16,
    last_year: i16,
    notices: Vec<NoticeRef>,
    /// 1 December before the first year: the earliest day a notice can move.
    origin: Date,
    /// One slot a day from `origin` to 31 December of the last year.
    marks: Vec<Option<Mark>>,
    /// Working days from `origin` up to, not including, each slot's day.
    worked: Vec<u32>,
}

impl Calendar {
    /// Checks a table and builds the lookup.
    ///
    /// Notices are applied in list order. This is how the two changes within a
    /// year are held: Labour Day 2019 and the Spring Festival of 2020, prolonged
    /// to 2 February by a second notice.
    ///
    /// # Errors
    /// No notice, a year missing in between, a year out of range, a reversed
    /// run, a date a notice for that year cannot name, or a date named twice in
    /// one notice.
    pub fn new(table: CalendarTable) -> Result<Self, CalendarError> {
        let years: BTreeSet<i16> = table.notices.iter().map(|n| n.year).collect();
        let (Some(&first_year), Some(&last_year)) = (years.first(), years.last()) else {
            return Err(CalendarError::Empty);
        };
        for year in [first_year, last_year] {
            if !(table::YEAR_MIN..=table::YEAR_MAX).contains(&year) {
                return Err(CalendarError::YearOutOfRange { year });
            }
        }
        if let Some(year) = (first_year..=last_year).find(|y| !years.contains(y)) {
            return Err(CalendarError::MissingYear { year });
        }
        let origin = table::earliest(first_year)?;
        let days = days_from(origin, table::latest(last_year)?) + 1;
        let mut calendar = Self {
            version: table.version,
            first_year,
            last_year,
            notices: Vec::new(),
            origin,
            marks: vec![None; usize::try_from(days).unwrap_or(0)],
            worked: Vec::new(),
        };
        for notice in table.notices {
            calendar.apply(notice)?;
        }
        calendar.sum();
        Ok(calendar)
    }

    /// Lays one notice over what earlier ones said.
    fn apply(&mut self, notice: Notice) -> Result<(), CalendarError> {
        let place = self.notices.len();
        for (date, off, name) in notice.days()? {
            if let Some(slot) = self.index(date).and_then(|i| self.marks.get_mut(i)) {
                *slot = Some(Mark { off, name, notice: place });
            }
        }
        self.notices.push(notice.into_ref());
        Ok(())
    }

    /// Fills the running sum of working days.
    fn sum(&mut self) {
        let mut total = 0;
        let mut day = self.origin;
        let mut worked = Vec::with_capacity(self.marks.len() + 1);
        worked.push(total);
        for _ in 0..self.marks.len() {
            total += u32::from(self.works(day));
            worked.push(total);
            day = day.tomorrow().unwrap_or(day);
        }
        self.worked = worked;
    }

    /// The version of the table this calendar was made from.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The first day whose kind is known for certain.
    #[must_use]
    pub fn known_from(&self) -> Date {
        Date::new(self.first_year, 1, 1).unwrap_or(Date::MIN)
    }

    /// The last day whose kind is known: 31 December of the last published year.
    ///
    /// The next year's notice may still move the last days of December, as the
    /// ones for 2019 and 2023 did; the table's version changes then.
    #[must_use]
    pub fn known_through(&self) -> Date {
        Date::new(self.last_year, 12, 31).unwrap_or(Date::MAX)
    }

    /// Whether the arrangement of the date's year is in the table.
    #[must_use]
    pub fn covers(&self, date: Date) -> bool {
        (self.first_year..=self.last_year).contains(&date.year())
    }

    /// The notices, in the order they apply.
    #[must_use]
    pub fn notices(&self) -> &[NoticeRef] {
        &self.notices
    }

    /// What the date is, by which notice.
    #[must_use]
    pub fn day(&self, date: Date) -> Day<'_> {
        let mark = self.mark(date);
        Day {
            kind: match mark {
                Some(mark) if mark.off => DayKind::Holiday,
                Some(_) if is_weekend(date) => DayKind::MakeUp,
                Some(_) => DayKind::Working,
                None if !self.covers(date) => DayKind::Unknown,
                None if is_weekend(date) => DayKind::Weekend,
                None => DayKind::Working,
            },
            name: mark.map(|m| m.name.as_str()),
            notice: mark.and_then(|m| self.notices.get(m.notice)),
        }
    }

    /// Whether work is done on the date; `None` when its year is not published.
    #[must_use]
    pub fn is_working(&self, date: Date) -> Option<bool> {
        let known = self.covers(date) || self.mark(date).is_some();
        known.then(|| self.works(date))
    }

    /// Whether work is done, taking Monday to Friday where nothing is published.
    #[must_use]
    pub(crate) fn works(&self, date: Date) -> bool {
        self.mark(date).map_or(!is_weekend(date), |mark| !mark.off)
    }

    /// The date's year if nothing is published about the date.
    #[must_use]
    pub(crate) fn unpublished(&self, date: Date) -> Option<i16> {
        self.is_working(date).is_none().then(|| date.year())
    }

    /// The first working day on the date or after it.
    ///
    /// This is where a last day that is a legal rest day ends (Civil Code
    /// art. 203).
    #[must_use]
    pub fn working_day_on_or_after(&self, date: Date) -> Found {
        self.seek(date, Date::tomorrow)
    }

    /// The first working day after the date.
    #[must_use]
    pub fn next_working_day(&self, date: Date) -> Found {
        self.seek(date.tomorrow().unwrap_or(date), Date::tomorrow)
    }

    /// The last working day before the date.
    #[must_use]
    pub fn previous_working_day(&self, date: Date) -> Found {
        self.seek(date.yesterday().unwrap_or(date), Date::yesterday)
    }

    fn seek(&self, from: Date, step: fn(Date) -> Result<Date, jiff::Error>) -> Found {
        let mut date = from;
        let mut provisional = self.unpublished(date);
        while !self.works(date) {
            let Ok(next) = step(date) else { break };
            date = next;
            provisional = provisional.or(self.unpublished(date));
        }
        Found { date, provisional }
    }

    /// Working days from `a` to `b`, both days included; none when `b` is before
    /// `a`. This is how the length of a public notice is checked: its first day
    /// counts, as published notices of 5 and 10 working days show.
    ///
    /// `None` when a day between lies in a year that is not published.
    #[must_use]
    pub fn working_days_inclusive(&self, a: Date, b: Date) -> Option<u32> {
        if !self.covers(a) || !self.covers(b) {
            return None;
        }
        Some(u32::try_from(self.presumed(a, b)).unwrap_or(0))
    }

    /// Working days after `a` up to and including `b`, negative when `b` lies
    /// before `a`: "overdue by n working days" from the due date to today.
    #[must_use]
    pub fn working_days_between(&self, a: Date, b: Date) -> WorkingDays {
        let (early, late) = if a <= b { (a, b) } else { (b, a) };
        let first = early.tomorrow().unwrap_or(early);
        let days = if early == late { 0 } else { self.presumed(first, late) };
        let provisional = if early == late { None } else { self.first_unpublished(first, late) };
        WorkingDays { days: if a <= b { days } else { -days }, provisional }
    }

    /// The first year of the interval that is not published.
    fn first_unpublished(&self, a: Date, b: Date) -> Option<i16> {
        if self.covers(a) && self.covers(b) {
            return None;
        }
        if a < self.known_from() {
            return Some(a.year());
        }
        Some(a.year().max(self.last_year.saturating_add(1)))
    }

    /// Working days from `a` to `b` inclusive, Monday to Friday where unknown.
    fn presumed(&self, a: Date, b: Date) -> i64 {
        if b < a {
            return 0;
        }
        if let (Some(i), Some(j)) = (self.index(a), self.index(b))
            && let (Some(before), Some(through)) = (self.worked.get(i), self.worked.get(j + 1))
        {
            return i64::from(*through) - i64::from(*before);
        }
        let mut days = 0;
        let mut day = a;
        loop {
            days += i64::from(self.works(day));
            match day.tomorrow() {
                Ok(next) if next <= b => day = next,
                _ => return days,
            }
        }
    }

    /// The last day of a term that begins with the event of `start`.
    ///
    /// Rules: the day of the event is not counted unless the span says so
    /// (Civil Code art. 201); months end on the same day of the month or at its
    /// end (art. 202); a last day that is a rest day moves if the span rolls
    /// (art. 203). Term lengths beyond the year 9999 end on its last day.
    #[must_use]
    pub fn deadline(&self, start: Date, span: Span) -> Deadline {
        walk::Walk::run(self, start, span, &[]).finish()
    }

    /// [`Calendar::deadline`] with what happened to the clock since, in the
    /// order it happened. How each kind acts is told at [`Adjustment`].
    #[must_use]
    pub fn deadline_with(&self, start: Date, span: Span, adjustments: &[Adjustment]) -> Due {
        walk::Walk::run(self, start, span, adjustments).outcome()
    }

    fn index(&self, date: Date) -> Option<usize> {
        let offset = usize::try_from(days_from(self.origin, date)).ok()?;
        (offset < self.marks.len()).then_some(offset)
    }

    fn mark(&self, date: Date) -> Option<&Mark> {
        self.index(date).and_then(|i| self.marks.get(i))?.as_ref()
    }
}

/// Natural days from `a` to `b`; negative when `b` lies before `a`.
pub(crate) fn days_from(a: Date, b: Date) -> i64 {
    a.duration_until(b).as_hours() / 24
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}
