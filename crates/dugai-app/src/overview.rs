//! What a leader's page and the charts ask: what happened since a moment, which problems are
//! worst, what a leader is in charge of, counts by two columns and by month. Each number comes
//! with the query of exactly its rows.

use std::cmp::Reverse;

use dugai_domain::actor::Actor;
use dugai_domain::calendar::Calendar;
use dugai_domain::figures::Figure;
use dugai_domain::ids::{AccountId, ProblemId};
use dugai_domain::problem::Problem;
use dugai_domain::time::{Timestamp, day_from_number};
use dugai_store::register::{Facet, Filter, RegisterRow, Sort};
use jiff::civil::Date;

use crate::office::{Office, OfficeError};
use crate::register::{PAGE_MAX, Query, scope_of};

/// Events read at once.
const STEP: u32 = 500;
/// Most events of problems that are looked through; beyond, the page says so.
pub const CHANGES_MAX: usize = 20_000;
/// Problems in charge of one leader that are shown with their states.
pub const CHARGE_MAX: u32 = 100;

/// One thing that happened to a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Number in the ledger.
    pub seq: u64,
    /// The problem.
    pub problem: ProblemId,
    /// When.
    pub at: Timestamp,
    /// Who; the program itself has no account.
    pub by: Option<AccountId>,
    /// Code of the event.
    pub event: String,
}

/// What happened since a moment, newest first.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The moment.
    pub since: Timestamp,
    /// Events.
    pub list: Vec<Change>,
    /// Whether everything since then was looked at.
    pub whole: bool,
}

impl Changes {
    /// Those of some kinds.
    pub fn of<'a>(&'a self, codes: &'a [&'a str]) -> impl Iterator<Item = &'a Change> {
        self.list.iter().filter(|c| codes.contains(&c.event.as_str()))
    }
}

/// A row of the register with the state behind it.
#[derive(Clone, Debug)]
pub struct Stated {
    /// Row.
    pub row: RegisterRow,
    /// State.
    pub problem: Problem,
}

/// Registrations and strike-offs of one month, each with the query of its rows.
#[derive(Clone, Debug)]
pub struct MonthFlow {
    /// First day of the month.
    pub month: Date,
    /// Registered in it.
    pub registered: (u64, Query),
    /// Struck off in it, by proof.
    pub struck_off: (u64, Query),
}

/// The first moment of the last working day before a day: what is new is new since then.
#[must_use]
pub fn since_last_working_day(calendar: &Calendar, today: Date) -> Timestamp {
    Timestamp::at(calendar.previous_working_day(today).date, 0, 0)
}

impl Office {
    /// What happened to problems since a moment, for who sees every problem.
    ///
    /// # Errors
    /// When the actor does not see everything, or the store cannot be read.
    pub async fn changes(&self, since: Timestamp, actor: &Actor) -> Result<Changes, OfficeError> {
        if !actor.sees_everything() {
            return Err(OfficeError::NotAllowed("leader"));
        }
        let (mut list, mut before, mut read) = (Vec::new(), u64::MAX, 0);
        loop {
            let page = self.store.latest(before, STEP).await?;
            read += page.len();
            let known = list.len();
            let fresh = page.iter().filter(|row| row.at >= since.0);
            list.extend(fresh.map(|row| Change {
                seq: row.seq,
                problem: ProblemId(row.stream),
                at: Timestamp(row.at),
                by: row.actor.map(AccountId),
                event: row.event.clone(),
            }));
            // Writers wait for each other, so moments may stand a little out of order: only a
            // whole step without anything new ends the search.
            let ended = page.len() < STEP as usize || list.len() == known;
            before = page.last().map_or(0, |row| row.seq);
            if ended || read >= CHANGES_MAX {
                return Ok(Changes { since, list, whole: ended });
            }
        }
    }

    /// The worst problems within an actor's sight: longest overdue first; of the same day the
    /// higher level, then more returns.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn worst(&self, most: usize, actor: &Actor) -> Result<Vec<Stated>, OfficeError> {
        let limit = u32::try_from(most).unwrap_or(PAGE_MAX).clamp(1, PAGE_MAX);
        let longest = Query { figure: Some(Figure::Overdue), sort: Sort::Due, per: limit, ..Query::default() };
        let rows = self.register(&longest, actor).await?.rows;
        let Some(last) = rows.last() else { return Ok(Vec::new()) };
        // Everything due on the last of these days competes for its place.
        let due = (None, Some(day_from_number(last.due)));
        let tied = self.register(&Query { due, per: PAGE_MAX, ..longest }, actor).await?.rows;
        let mut found = self.stated(tied).await?;
        found.sort_by_key(|s| (s.row.due, Reverse(s.row.level), Reverse(s.problem.returns.len()), s.row.id));
        found.truncate(most);
        Ok(found)
    }

    /// Open problems a leader is in charge of, nearest due day first, and how many there are.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn in_charge(&self, leader: AccountId, actor: &Actor) -> Result<(Vec<Stated>, u64), OfficeError> {
        let query = Query { sort: Sort::Due, per: CHARGE_MAX, ..charge(leader) };
        let page = self.register(&query, actor).await?;
        Ok((self.stated(page.rows).await?, page.total))
    }

    /// The problems that were joined to one, as far as an actor sees them, and how many; the first
    /// hundred in the order of their numbers.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn joined_to(&self, lead: ProblemId, actor: &Actor) -> Result<(Vec<RegisterRow>, u64), OfficeError> {
        let filter = Filter { group: Some(lead.0), ..Filter::of(scope_of(actor)) };
        let listed = self.store.list(&filter, (Sort::Number, false), None, CHARGE_MAX).await?;
        Ok((listed.rows, listed.total))
    }

    /// The row of a problem, for who sees every problem; a voided one has its row still.
    ///
    /// # Errors
    /// When the actor does not see everything, or the store cannot be read.
    pub async fn row_of(&self, problem: ProblemId, actor: &Actor) -> Result<Option<RegisterRow>, OfficeError> {
        if !actor.sees_everything() {
            return Err(OfficeError::NotAllowed("leader"));
        }
        Ok(self.store.listed(problem.0).await?)
    }

    async fn stated(&self, rows: Vec<RegisterRow>) -> Result<Vec<Stated>, OfficeError> {
        let mut found = Vec::new();
        for row in rows {
            if let Some(problem) = self.load(ProblemId(row.id)).await? {
                found.push(Stated { row, problem });
            }
        }
        Ok(found)
    }

    /// Counts of a query by two facets, within an actor's sight.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn count_by_two(
        &self,
        query: &Query,
        facets: (Facet, Facet),
        actor: &Actor,
    ) -> Result<Vec<(String, String, u64)>, OfficeError> {
        Ok(self.store.count_by_two(&query.filter(scope_of(actor), actor.day), facets).await?)
    }

    /// Registrations and strike-offs of the last months, oldest first, within an actor's sight.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn month_flows(&self, query: &Query, months: u32, actor: &Actor) -> Result<Vec<MonthFlow>, OfficeError> {
        let this = actor.day.first_of_month();
        let mut flows = Vec::new();
        for back in (0..months).rev() {
            let Ok(month) = this.checked_sub(jiff::Span::new().months(back)) else { continue };
            let span = (Some(month), Some(month.last_of_month()));
            let came = Query { figure: Some(Figure::Listed), registered: span, ..query.clone() };
            let went = Query { figure: Some(Figure::StruckOff), struck: span, ..query.clone() };
            let registered = (self.count(&came, actor).await?, came);
            let struck_off = (self.count(&went, actor).await?, went);
            flows.push(MonthFlow { month, registered, struck_off });
        }
        Ok(flows)
    }
}

/// The rows a leader is in charge of and that are open.
#[must_use]
pub fn charge(leader: AccountId) -> Query {
    Query { figure: Some(Figure::Open), leader: Some(leader), ..Query::default() }
}
