//! 月调度: the whole list as it stood at the end of a month (or stands today), each problem with
//! the word that can be computed beside the word its unit reported for that month.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use dugai_domain::actor::Actor;
use dugai_domain::figures::Figure;
use dugai_domain::ids::{ProblemId, UnitId};
use dugai_domain::problem::event::MonthRecorded;
use dugai_domain::problem::outward::show_word;
use dugai_domain::problem::{Action, DutyRole, Mark, Problem, Progress, Stage, apply};
use dugai_domain::time::Timestamp;
use dugai_store::register::{RegisterRow, Sort};
use jiff::civil::Date;

use crate::act::recorded;
use crate::office::{Office, OfficeError};
use crate::register::{PAGE_MAX, Query};

/// What changed so shortly before it was read (in microseconds) may change once more within the same
/// moment, and is not kept.
const UNSETTLED: i64 = 2_000_000;
/// Months whose problems are kept in memory.
const KEPT: usize = 3;

/// What the state of a problem says of a month; the same until the problem changes.
#[derive(Clone, Debug)]
struct Facts {
    stage: Stage,
    computed: Progress,
    report: Option<(Mark, MonthRecorded)>,
    units: Vec<UnitId>,
    owed: bool,
    late: bool,
    reportable: bool,
}

/// Facts by problem, each with the moment of the change after which it was read; none: not on the list then.
type Known = HashMap<ProblemId, (i64, Option<Facts>)>;

/// Facts of the months that were looked at last, so that a view reads only what changed since.
#[derive(Debug, Default)]
pub(crate) struct Months(Mutex<Vec<((Date, Date), Known)>>);

impl Months {
    /// What is known of a month told for a day, taken out for the time of one view.
    fn take(&self, span: (Date, Date)) -> Known {
        let mut months = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = months.iter().position(|(kept, _)| *kept == span);
        at.map(|i| months.remove(i).1).unwrap_or_default()
    }

    /// Keeps it, as the newest; of two views at once the one that knows more stays.
    fn put(&self, span: (Date, Date), known: Known) {
        let mut months = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match months.iter_mut().find(|(kept, _)| *kept == span) {
            Some((_, other)) if other.len() > known.len() => {}
            Some((_, other)) => *other = known,
            None => months.push((span, known)),
        }
        let over = months.len().saturating_sub(KEPT);
        months.drain(..over);
    }
}

/// One problem in a month's dispatch.
#[derive(Clone, Debug)]
pub struct MonthRow {
    /// Its row of the register, as of now.
    pub row: RegisterRow,
    /// Stage on the day of the dispatch.
    pub stage: Stage,
    /// The word computed from plan and measures for that day.
    pub computed: Progress,
    /// The word in force reported for the month; a later report takes the place of an earlier.
    pub report: Option<(Mark, MonthRecorded)>,
    /// Units that answer for it now.
    pub units: Vec<UnitId>,
    /// Whether a report is owed for the month: signed for by its day, and not ended when the month did.
    pub owed: bool,
    /// Whether it was reported after the day by which it was due.
    pub late: bool,
    /// Whether it can still be reported now.
    pub reportable: bool,
}

impl MonthRow {
    /// Whether a report is owed and there is none.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.owed && self.report.is_none()
    }

    /// Whether its end is only declared by its source: counted apart.
    #[must_use]
    pub fn is_declared(&self) -> bool {
        self.stage == Stage::Declared
    }
}

/// A month's dispatch.
#[derive(Clone, Debug)]
pub struct Month {
    /// First day of the month.
    pub first: Date,
    /// The day it is told for: the month's last, or today in the running month.
    pub day: Date,
    /// Every problem of the list registered by then, in the list's order.
    pub rows: Vec<MonthRow>,
}

/// What a month's dispatch counts; every number is the length of a list of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthCounts {
    /// Problems in all.
    pub listed: u64,
    /// By computed word, in the order of [`Progress::ALL`]; what is only declared struck off is
    /// in no word.
    pub words: [u64; 5],
    /// Declared struck off by its source.
    pub declared: u64,
    /// Reports owed.
    pub owed: u64,
    /// Of those, reported.
    pub reported: u64,
    /// Of those, missing.
    pub missing: u64,
}

impl MonthCounts {
    /// Counts rows.
    #[must_use]
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a MonthRow>) -> Self {
        let mut counts = Self::default();
        for row in rows {
            counts.listed += 1;
            if row.is_declared() {
                counts.declared += 1;
            } else {
                let word = Progress::ALL.iter().zip(&mut counts.words).find(|(word, _)| **word == row.computed);
                word.into_iter().for_each(|(_, n)| *n += 1);
            }
            counts.owed += u64::from(row.owed);
            counts.missing += u64::from(row.is_missing());
        }
        counts.reported = counts.owed - counts.missing;
        counts
    }
}

impl Month {
    /// Its counts.
    #[must_use]
    pub fn counts(&self) -> MonthCounts {
        MonthCounts::of(&self.rows)
    }

    /// The month as commands write it: `2026-11`.
    #[must_use]
    pub fn code(&self) -> String {
        code(self.first)
    }
}

/// A share in per cent with one decimal, rounded half up; none of nothing. Every page and paper prints by it.
#[must_use]
pub fn share(part: u64, whole: u64) -> Option<String> {
    let tenths = (part.saturating_mul(2000) + whole).checked_div(whole.saturating_mul(2))?;
    Some(format!("{}.{}%", tenths / 10, tenths % 10))
}

/// A month as commands write it: `2026-11`.
#[must_use]
pub fn code(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

/// The first day of a month written `2026-11`, if it is one and not in the future.
#[must_use]
pub fn month_of(text: &str, today: Date) -> Option<Date> {
    let first: Date = format!("{text}-01").parse().ok().filter(|_| text.len() == 7)?;
    (first <= today).then_some(first)
}

/// The word reported for a month that is in force.
#[must_use]
pub fn reported<'a>(problem: &'a Problem, month: &str) -> Option<&'a (Mark, MonthRecorded)> {
    problem.months.iter().rev().find(|(_, m)| m.report.month == month)
}

impl Office {
    /// The dispatch of a month over what a query holds within an actor's sight.
    ///
    /// # Errors
    /// When it is no month or one to come, or the store cannot be read.
    pub async fn month(&self, month: &str, query: &Query, actor: &Actor) -> Result<Month, OfficeError> {
        let wrong = OfficeError::Field { field: "month", expected: "month" };
        let first = month_of(month, actor.day).ok_or(wrong)?;
        let day = first.last_of_month().min(actor.day);
        let figure = query.figure.or(Some(Figure::Listed));
        let mut asked =
            Query { figure, sort: Sort::Number, per: PAGE_MAX, descending: false, cut: None, ..query.clone() };
        asked.registered.1 = Some(asked.registered.1.map_or(day, |to| to.min(day)));
        let mut rows = Vec::new();
        let mut known = self.months.take((first, day));
        loop {
            let page = self.register(&asked, actor).await?;
            for row in page.rows {
                rows.extend(self.month_row(row, (month, day), &mut known).await?);
            }
            match page.after {
                Some(cut) => asked.cut = Some((cut, false)),
                None => break,
            }
        }
        self.months.put((first, day), known);
        for (_, word) in rows.iter_mut().filter_map(|row| row.report.as_mut()) {
            show_word(word, actor);
        }
        Ok(Month { first, day, rows })
    }

    /// One problem; none where it was not on the list on that day.
    async fn month_row(
        &self,
        row: RegisterRow,
        span: (&str, Date),
        known: &mut Known,
    ) -> Result<Option<MonthRow>, OfficeError> {
        let (month, day) = span;
        // What did not change since then stands as it stood.
        let still = Timestamp(row.changed).day() <= day;
        if let Some(stage) = Stage::of_number(row.stage).filter(|s| still && !s.is_open()) {
            return Ok(ended(row, stage));
        }
        let id = ProblemId(row.id);
        let facts = match known.get(&id) {
            Some((changed, facts)) if *changed == row.changed => facts.clone(),
            _ => {
                let facts = self.month_facts(id, (month, day), still).await?;
                if row.changed + UNSETTLED < self.now().0 {
                    known.insert(id, (row.changed, facts.clone()));
                }
                facts
            }
        };
        Ok(facts.map(|f| MonthRow {
            row,
            stage: f.stage,
            computed: f.computed,
            report: f.report,
            units: f.units,
            owed: f.owed,
            late: f.late,
            reportable: f.reportable,
        }))
    }

    /// What the state says, as of a day after which it did (or did not) change.
    async fn month_facts(&self, id: ProblemId, span: (&str, Date), still: bool) -> Result<Option<Facts>, OfficeError> {
        let (month, day) = span;
        let Some(now) = self.load(id).await? else { return Ok(None) };
        let setup = self.setup().await?;
        let word = now.month_word(day.first_of_month(), &setup.reference);
        let then = if still { Some(now.clone()) } else { self.as_of(id, day).await? };
        let Some(then) = then.filter(|p| !p.stage.is_off_the_list()) else {
            return Ok(None);
        };
        let signed = Action::ReportMonth.stages();
        Ok(Some(Facts {
            stage: then.stage,
            computed: then.computed_progress(day),
            report: reported(&now, month).cloned(),
            units: now.units_in(DutyRole::Responsible, Date::MAX).collect(),
            owed: signed.contains(&then.stage) && then.month_word(day.first_of_month(), &setup.reference).is_some(),
            late: word.is_some_and(|w| w.told.is_some_and(|at| at.day() > w.due)),
            reportable: signed.contains(&now.stage),
        }))
    }

    /// A problem as it stood at the end of a day.
    async fn as_of(&self, id: ProblemId, day: Date) -> Result<Option<Problem>, OfficeError> {
        let rows = self.store.events_of(id.0).await?;
        let events: Vec<_> = rows.iter().map(recorded).collect::<Result<_, _>>()?;
        Ok(apply::replay(id, events.iter().filter(|e| e.at.day() <= day)))
    }
}

/// One that had ended: no state is needed to tell its word, and nothing is owed for it.
fn ended(row: RegisterRow, stage: Stage) -> Option<MonthRow> {
    let units = row.unit.map(UnitId).into_iter().collect();
    let computed = Progress::StruckOff;
    let listed = matches!(stage, Stage::StruckOff | Stage::Declared);
    listed.then_some(MonthRow {
        row,
        stage,
        computed,
        report: None,
        units,
        owed: false,
        late: false,
        reportable: false,
    })
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares_are_rounded_half_up_and_none_of_nothing() {
        assert_eq!(share(1, 3).as_deref(), Some("33.3%"));
        assert_eq!(share(2, 3).as_deref(), Some("66.7%"));
        assert_eq!(share(1, 16).as_deref(), Some("6.3%"), "6.25 goes up");
        assert_eq!(share(5, 5).as_deref(), Some("100.0%"));
        assert_eq!(share(0, 0), None);
    }
}
