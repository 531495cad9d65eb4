//! The walk over the days from the start of a term to its last day.
//!
//! Every day is looked at once and either counts or is noted with the reason
//! why not, so the derivation is the computation itself, not a second account
//! of it.

use jiff::civil::Date;

use super::deadline::{Adjustment, Deadline, Derivation, Due, Shift, SkippedRun, Span, Start, Unit, Why};
use super::{Calendar, DayKind, days_from};

/// A pause and the days it cost.
struct Pause {
    from: Date,
    to: Option<Date>,
    lost: u32,
    met: bool,
}

impl Pause {
    fn holds(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// Where a stretch of counting begins from.
enum Base {
    /// The term itself.
    Term,
    /// A date somebody set.
    Set(Date),
}

/// A count in progress.
pub(super) struct Walk<'a> {
    calendar: &'a Calendar,
    /// The next day to look at.
    cursor: Date,
    /// The last day counted.
    last: Date,
    pauses: Vec<Pause>,
    suspended: Option<Date>,
    provisional: Option<i16>,
    derivation: Derivation,
}

impl<'a> Walk<'a> {
    /// Counts the term and everything that happened to it.
    pub(super) fn run(calendar: &'a Calendar, start: Date, span: Span, adjustments: &[Adjustment]) -> Self {
        let first_counted = match span.start {
            Start::SameDay if span.n > 0 => start,
            _ => start.tomorrow().unwrap_or(start),
        };
        let mut walk = Self {
            calendar,
            cursor: first_counted,
            last: start,
            pauses: Vec::new(),
            suspended: None,
            provisional: None,
            derivation: Derivation {
                start,
                first_counted,
                span,
                counted: 0,
                skipped: Vec::new(),
                make_up_counted: Vec::new(),
                rolled_from: None,
                shifts: Vec::new(),
            },
        };
        let mut base = Base::Term;
        let mut set = adjustments.iter().filter_map(|a| match a {
            Adjustment::NewDate(date) => Some(*date),
            _ => None,
        });
        for stretch in adjustments.split(|a| matches!(a, Adjustment::NewDate(_))) {
            walk.stretch(&base, stretch);
            if let Some(date) = set.next() {
                walk.reset(date);
                base = Base::Set(date);
            }
        }
        walk
    }

    /// The deadline, for a walk that met no open pause.
    pub(super) fn finish(self) -> Deadline {
        Deadline { date: self.last, provisional: self.provisional, derivation: self.derivation }
    }

    /// The deadline, or where the clock stands.
    pub(super) fn outcome(self) -> Due {
        match self.suspended {
            Some(since) => Due::Suspended { since, counted: self.derivation.counted },
            None => Due::On(self.finish()),
        }
    }

    /// Counts one base with the pauses and extensions that follow it.
    fn stretch(&mut self, base: &Base, adjustments: &[Adjustment]) {
        self.pauses = adjustments
            .iter()
            .filter_map(|a| match *a {
                Adjustment::Pause { from, to } => Some(Pause { from, to, lost: 0, met: false }),
                _ => None,
            })
            .collect();
        match base {
            Base::Term => self.term(),
            Base::Set(date) => self.set(*date),
        }
        let mut moved = matches!(base, Base::Term);
        let mut extended = Vec::new();
        for adjustment in adjustments {
            if let Adjustment::Extension { n, unit, approved } = *adjustment
                && self.suspended.is_none()
            {
                extended.push(self.extend(n, unit, approved));
                moved = true;
            }
        }
        moved |= self.pauses.iter().any(|p| p.lost > 0);
        if moved && self.derivation.span.roll && self.suspended.is_none() {
            self.roll();
        }
        self.record(adjustments, extended);
    }

    /// Counts the term as its span says.
    fn term(&mut self) {
        let Derivation { start, first_counted, span, .. } = self.derivation;
        match span.unit {
            Unit::Natural => self.count(span.n, false),
            Unit::Working => self.count(span.n, true),
            Unit::Months => {
                let mut end = add_months(start, span.n);
                if span.start == Start::SameDay && span.n > 0 && end.day() == start.day() {
                    end = end.yesterday().unwrap_or(end);
                }
                if span.n > 0 {
                    self.count(stretch_days(first_counted, end), false);
                }
            }
        }
    }

    /// Counts natural days to a date that was set.
    fn set(&mut self, date: Date) {
        self.last = date;
        if date >= self.cursor {
            self.count(stretch_days(self.cursor, date), false);
        } else {
            self.cursor = date.tomorrow().unwrap_or(date);
        }
    }

    /// Goes on counting from the last day counted.
    fn extend(&mut self, n: u32, unit: Unit, approved: Date) -> Shift {
        let from = self.last;
        let over = if self.derivation.span.roll { self.calendar.working_day_on_or_after(from).date } else { from };
        match unit {
            Unit::Natural => self.count(n, false),
            Unit::Working => self.count(n, true),
            Unit::Months => {
                let days = days_from(from, add_months(from, n));
                self.count(u32::try_from(days).unwrap_or(0), false);
            }
        }
        Shift::Extended { n, unit, approved, from, to: self.last, late: approved > over }
    }

    /// Forgets the count so far; the record of what happened stays.
    fn reset(&mut self, date: Date) {
        let from = self.suspended.is_none().then_some(self.last);
        let derivation = &mut self.derivation;
        derivation.shifts.push(Shift::Reset { from, to: date });
        derivation.counted = 0;
        derivation.skipped.clear();
        derivation.make_up_counted.clear();
        derivation.rolled_from = None;
        self.cursor = derivation.first_counted;
        self.suspended = None;
        self.provisional = None;
    }

    /// Notes the effects in the order the adjustments were given.
    fn record(&mut self, adjustments: &[Adjustment], extended: Vec<Shift>) {
        let mut pauses = self.pauses.iter();
        let mut extended = extended.into_iter();
        for adjustment in adjustments {
            let shift = match adjustment {
                Adjustment::Extension { .. } => extended.next(),
                Adjustment::NewDate(_) => None,
                Adjustment::Pause { .. } => pauses
                    .next()
                    .filter(|p| p.met)
                    .and_then(|p| p.to.map(|to| Shift::Paused { from: p.from, to, days: p.lost })),
            };
            self.derivation.shifts.extend(shift);
        }
    }

    /// Counts `n` days, natural or working, from the cursor on.
    fn count(&mut self, n: u32, working: bool) {
        let mut left = n;
        while left > 0 {
            let day = self.cursor;
            if self.paused(day, working) {
                if self.suspended.is_some() {
                    return;
                }
            } else if !working || self.passes(day) {
                self.last = day;
                self.derivation.counted += 1;
                left -= 1;
            }
            let Ok(next) = day.tomorrow() else { return };
            self.cursor = next;
        }
    }

    /// Moves a last day that is a rest day to the next working day outside
    /// every pause.
    fn roll(&mut self) {
        let from = self.last;
        self.provisional = self.provisional.or(self.calendar.unpublished(from));
        if self.calendar.works(from) {
            return;
        }
        let mut day = from;
        while let Ok(next) = day.tomorrow() {
            day = next;
            if self.paused(day, true) {
                if self.suspended.is_some() {
                    return;
                }
            } else if self.passes(day) {
                self.derivation.rolled_from = Some(from);
                self.last = day;
                return;
            }
        }
    }

    /// Whether a pause holds the day; notes it as skipped if so.
    fn paused(&mut self, day: Date, working: bool) -> bool {
        let Some(pause) = self.pauses.iter_mut().find(|p| p.holds(day)) else {
            return false;
        };
        pause.met = true;
        if pause.to.is_none() {
            self.suspended = Some(pause.from);
            return true;
        }
        if !working || self.calendar.works(day) {
            pause.lost += 1;
        }
        self.skip(day, Why::Paused);
        true
    }

    /// Whether work is done on the day; notes a rest day as skipped.
    fn passes(&mut self, day: Date) -> bool {
        let found = self.calendar.day(day);
        match found.kind {
            DayKind::Working => true,
            DayKind::MakeUp => {
                self.derivation.make_up_counted.push(day);
                true
            }
            DayKind::Weekend => {
                self.skip(day, Why::Weekend);
                false
            }
            DayKind::Holiday => {
                self.skip(day, Why::Holiday(found.name.unwrap_or_default().to_owned()));
                false
            }
            DayKind::Unknown => {
                self.provisional = self.provisional.or(Some(day.year()));
                let works = self.calendar.works(day);
                if !works {
                    self.skip(day, Why::Weekend);
                }
                works
            }
        }
    }

    /// Adds a day to the runs passed over.
    fn skip(&mut self, day: Date, why: Why) {
        if let Some(run) = self.derivation.skipped.last_mut()
            && run.why == why
            && run.to.tomorrow().is_ok_and(|next| next == day)
        {
            run.to = day;
        } else {
            self.derivation.skipped.push(SkippedRun { from: day, to: day, why });
        }
    }
}

/// The same day `n` months on, or the month's last day (Civil Code art. 202).
fn add_months(date: Date, n: u32) -> Date {
    jiff::Span::new().try_months(i64::from(n)).and_then(|span| date.checked_add(span)).unwrap_or(Date::MAX)
}

/// Days from `first` to `last`, both included.
fn stretch_days(first: Date, last: Date) -> u32 {
    u32::try_from(days_from(first, last) + 1).unwrap_or(0)
}
