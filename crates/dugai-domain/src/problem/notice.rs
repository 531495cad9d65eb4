//! The days of a public notice: one answer for pages, objections, lists and the rule of closing.

use jiff::civil::Date;

use super::state::Problem;
use crate::calendar::Calendar;
use crate::reference::Moment;

/// From when to when a notice runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeDays {
    /// Its first day, which counts.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// First year whose holiday arrangement is not published, if the count reached it: the last day may move.
    pub provisional: Option<i16>,
}

impl NoticeDays {
    /// Whether it has run out: its last day is certain and past.
    #[must_use]
    pub fn is_over(&self, today: Date) -> bool {
        today > self.last && self.provisional.is_none()
    }
}

impl Problem {
    /// The days of the notice. What was announced to everybody is never shortened; where a calendar
    /// published since makes the count longer, the later day holds. Once it is closed nothing moves it.
    #[must_use]
    pub fn notice_days(&self, calendar: &Calendar) -> Option<NoticeDays> {
        let (_, notice) = self.notice.as_ref()?;
        let (first, announced) = (notice.opening.first_day, notice.last_day);
        let counted = calendar.deadline(first, notice.opening.span());
        let (last, provisional) = match self.moments.get(&Moment::NoticeClosed).map(|at| at.day()) {
            Some(closed) if counted.date >= closed => (announced, None),
            Some(_) => (announced.max(counted.date), None),
            None => (announced.max(counted.date), counted.provisional),
        };
        Some(NoticeDays { first, last, provisional })
    }
}
