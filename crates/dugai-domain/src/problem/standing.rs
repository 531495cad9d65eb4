//! How a problem stands on a day: its day as it was then, the word of a month, what is newer than what it proves.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::problem::action::Action;
use crate::problem::payload::{Guidance, Progress};
use crate::problem::state::{Mark, Problem};
use crate::reference::Moment;
use crate::time::Timestamp;

impl Problem {
    /// The month whose word (月调度) is owed next: its first day, and the day by which it is due. Months are
    /// owed from that of the signature on, one after the other, as long as work goes on.
    #[must_use]
    pub fn month_owed(&self, dispatch_day: i8) -> Option<(Date, Date)> {
        if !Action::ReportMonth.stages().contains(&self.stage) {
            return None;
        }
        let signed = self.moments.get(&Moment::Claimed)?.day().first_of_month();
        let told = self.months.iter().filter(|(mark, _)| mark.at >= self.round_began());
        let told: BTreeSet<Date> = told.filter_map(|(_, m)| format!("{}-01", m.report.month).parse().ok()).collect();
        // The earliest without a word: a later one does not stand in for it.
        let mut first = signed;
        while told.contains(&first) {
            first = first.checked_add(jiff::Span::new().months(1)).ok()?;
        }
        let day = dispatch_day.clamp(1, first.days_in_month());
        Some((first, first.with().day(day).build().ok()?))
    }

    /// When this round began.
    #[must_use]
    pub fn round_began(&self) -> Timestamp {
        self.moments.get(&Moment::Registered).copied().unwrap_or(self.registered.at)
    }

    /// When the work that is to be vouched for began: with the round, or when it was sent back last. Nothing
    /// older proves that it is done.
    #[must_use]
    pub fn work_began(&self) -> Timestamp {
        self.attempts.last().map_or(self.round_began(), |attempt| attempt.ended)
    }

    /// When it ended, or was looked at last: a look-back shows something newer.
    #[must_use]
    pub fn ended_or_looked_at(&self) -> Option<Timestamp> {
        let ended = *self.moments.get(&Moment::StruckOff).or(self.moments.get(&Moment::Declared))?;
        Some(self.look_backs.last().map_or(ended, |(mark, _)| mark.at.max(ended)))
    }

    /// Whether the clocks stand still.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.pauses.last().is_some_and(|p| p.to.is_none())
    }

    /// The day by which the whole must be finished: extensions count.
    #[must_use]
    pub fn due_date(&self) -> Option<Date> {
        self.due.date
    }

    /// The day of the whole as it stood at a moment.
    #[must_use]
    pub fn due_at(&self, at: Timestamp) -> Option<Date> {
        self.due_moves.iter().find(|m| m.mark.at > at).map_or(self.due.date, |m| m.from)
    }

    /// Whether it is kept up for good (长期坚持): its measures may end after its day, and it needs none.
    #[must_use]
    pub fn is_long_term(&self) -> bool {
        self.guidance == Guidance::LongTerm || self.due.long_term
    }

    /// Share done, from the measures, in per cent.
    #[must_use]
    pub fn percent(&self) -> u8 {
        if self.measures.is_empty() {
            return 0;
        }
        let sum: u32 = self.measures.iter().map(|m| u32::from(m.percent)).sum();
        u8::try_from(sum / self.measures.len() as u32).unwrap_or(100)
    }

    /// The official word that can be computed for a day (调度): argued words may differ. 已完成 needs the
    /// supervising unit's acceptance of every measure, not the unit's own report. What was not self-checked
    /// by the day of the whole is behind, whatever its measures say. What is only declared struck off has
    /// the last word here and is counted apart by whoever prints it.
    #[must_use]
    pub fn computed_progress(&self, day: Date) -> Progress {
        let by = |moment: Moment| self.moments.get(&moment).is_some_and(|at| at.day() <= day);
        let marked = |mark: &Option<Mark>| mark.is_some_and(|m| m.at.day() <= day);
        if by(Moment::StruckOff) || by(Moment::Declared) {
            return Progress::StruckOff;
        }
        if !by(Moment::PlanApproved) {
            return Progress::NotStarted;
        }
        let whole = self.due_at(Timestamp::at(day, 23, 59)).is_some_and(|due| due < day);
        if whole && !by(Moment::SelfChecked) {
            return Progress::Behind;
        }
        if !self.measures.is_empty() && self.measures.iter().all(|m| marked(&m.accepted)) {
            return Progress::Done;
        }
        let late = self.measures.iter().any(|m| !marked(&m.done) && m.measure.due.is_some_and(|due| due < day));
        if late { Progress::Behind } else { Progress::OnSchedule }
    }
}
