//! How a problem stands on a day: its day as it was then, the word of a month, what is newer than what it proves.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;

use crate::problem::action::Action;
use crate::problem::payload::{Duty, Evidence, Guidance, Progress};
use crate::problem::state::{Attempt, Backdated, Mark, Problem};
use crate::reference::{Moment, Reference};
use crate::time::Timestamp;

/// The word of one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthWord {
    /// First day of the month.
    pub first: Date,
    /// The day by which it is due.
    pub due: Date,
    /// When it was first given.
    pub told: Option<Timestamp>,
}

impl Problem {
    /// The word of each month (月调度) from that of the signature on, without end. A month whose day had passed
    /// when the unit signed is not asked for, nor one whose day fell between a filing and the return that undid it.
    pub fn month_words(&self, reference: &Reference) -> impl Iterator<Item = MonthWord> {
        let mut told: BTreeMap<Date, Timestamp> = BTreeMap::new();
        for (mark, m) in self.months.iter().filter(|(mark, _)| mark.at >= self.round_began()) {
            if let Ok(first) = format!("{}-01", m.report.month).parse() {
                told.entry(first).or_insert(mark.at);
            }
        }
        let signed = self.moments.get(&Moment::Claimed).map(|at| at.day());
        let months = signed.map(|day| day.first_of_month().series(Span::new().months(1)));
        months.into_iter().flatten().filter_map(move |first| {
            let due = reference.word_due(first).filter(|due| signed.is_some_and(|day| day <= *due))?;
            let told = told.get(&first).copied();
            let in_time = told.is_some_and(|at| at.day() <= due);
            (in_time || !self.was_filed_on(due)).then_some(MonthWord { first, due, told })
        })
    }

    /// Whether it was filed on a day and only later sent back to work: nobody could report then.
    fn was_filed_on(&self, day: Date) -> bool {
        let filed =
            |a: &Attempt| a.moments.get(&Moment::Filed).is_some_and(|at| at.day() <= day && day < a.ended.day());
        self.attempts.iter().any(filed)
    }

    /// The month whose word is owed next, as long as work goes on; a later one does not stand in for it.
    #[must_use]
    pub fn month_owed(&self, reference: &Reference) -> Option<MonthWord> {
        let open = Action::ReportMonth.stages().contains(&self.stage);
        self.month_words(reference).find(|word| word.told.is_none()).filter(|_| open)
    }

    /// The word of one month, where it is asked for: the unit had signed by its day.
    #[must_use]
    pub fn month_word(&self, first: Date, reference: &Reference) -> Option<MonthWord> {
        self.month_words(reference).take_while(|word| word.first <= first).find(|word| word.first == first)
    }

    /// The day on which a part was told to its unit: not before it was recorded, whenever it is said to begin.
    #[must_use]
    pub fn told_of(&self, duty: &Duty) -> Date {
        let own = |b: &&Backdated| (b.role, b.unit, b.from) == (duty.role, duty.unit, duty.from);
        self.backdated.iter().rev().find(own).map_or(duty.from, |b| b.recorded)
    }

    /// From when on no word of a month is owed: work is over.
    #[must_use]
    pub fn no_word_since(&self) -> Option<Timestamp> {
        self.moments.get(&Moment::Filed).copied().or(self.ended_at())
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

    /// Pieces that prove something on a day: valid still, and not older than what they are to prove.
    pub fn proofs(&self, since: Option<Timestamp>, day: Date) -> impl DoubleEndedIterator<Item = &(Mark, Evidence)> {
        self.evidence.iter().filter(move |(mark, e)| Some(mark.at) >= since && e.is_valid_on(day))
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
