//! The register as people ask for it: one query, read from and written to an address, used by
//! the list page, saved filters, figures, exports and the interface for programs alike.

mod query;

use dugai_domain::actor::Actor;
use dugai_domain::figures::Figure;
use dugai_domain::ids::UnitId;
use dugai_domain::org::{Panel, Role, UnitKind};
use dugai_domain::time::{Timestamp, day_number};
use dugai_store::Store;
use dugai_store::desk::Reader;
use dugai_store::register::{Cut, Facet, Filter, Mine, RegisterRow, Scope, TodoRow};
use jiff::civil::Date;

pub use dugai_store::register::Lack;
pub use query::{NOBODY, Query, Unread};

use crate::office::{Office, OfficeError};

/// Most rows on one page.
pub const PAGE_MAX: u32 = 500;
/// Rows on one page unless asked otherwise.
pub const PAGE: u32 = 50;
/// One page of the register.
#[derive(Clone, Debug)]
pub struct Page {
    /// Rows.
    pub rows: Vec<RegisterRow>,
    /// How many rows the query holds, exactly.
    pub total: u64,
    /// Code of the cut at which the next page begins.
    pub after: Option<String>,
    /// Code of the cut at which the page before begins, read backwards.
    pub before: Option<String>,
}

/// Row scope, in one place: who may see which rows.
#[must_use]
pub fn scope_of(actor: &Actor) -> Scope {
    if actor.sees_everything() {
        return Scope::All;
    }
    Scope::Units(actor.units().chain(actor.panels().map(Panel::unit)).map(|u| u.0).collect())
}

/// What is a person's to do: posts held today.
#[must_use]
pub fn mine(actor: &Actor) -> Mine {
    let mut mine = Mine { account: actor.account.map(|a| a.0), today: day_number(actor.day), ..Mine::default() };
    for held in actor.posts.iter().filter(|p| p.post.term.holds(actor.day)) {
        let unit = held.post.unit.0;
        match held.post.role {
            Role::Officer | Role::Head => {
                let role = held.post.role.code();
                mine.units.push((unit, role));
                if held.kind == UnitKind::Office {
                    mine.office.push(role);
                }
            }
            Role::Acceptor => {
                mine.units.push((unit, "acceptor"));
                mine.units.extend(held.panel().map(|panel| (panel.unit().0, "acceptor")));
            }
            Role::Leader => mine.leads.extend(held.post.acting_for.or(actor.account).map(|a| a.0)),
            Role::Auditor | Role::Administrator => {}
        }
    }
    mine
}

/// Whose lines of the inbox a person reads.
#[must_use]
pub fn reader(actor: &Actor) -> Option<Reader> {
    let held = actor.posts.iter().filter(|p| p.post.term.holds(actor.day));
    let own = held.map(|p| (p.post.unit.0, p.post.role.code()));
    let units = own.chain(actor.panels().map(|panel| (panel.unit().0, Role::Acceptor.code()))).collect();
    // A deputy reads what is told to whoever the deputy acts for, as long as that lasts.
    let held = actor.posts.iter().filter(|p| p.post.term.holds(actor.day));
    let acts_for = held.filter_map(|p| p.post.acting_for).map(|account| account.0).collect();
    Some(Reader { account: actor.account?.0, acts_for, units, office: actor.is_office() })
}

impl Office {
    /// Runs what answers one reader and writes nothing: its lists and counts hold what was committed before
    /// the first of them was asked for. See [`Store::in_one_moment`].
    pub async fn in_one_moment<T>(reads: impl Future<Output = T>) -> T {
        Store::in_one_moment(reads).await
    }

    /// Reads the register into memory before the first person asks for it; gives how many rows.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn warm(&self) -> Result<u64, OfficeError> {
        Ok(self.store.count(&Filter::of(Scope::All)).await?)
    }

    /// A page of the register within an actor's sight.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn register(&self, query: &Query, actor: &Actor) -> Result<Page, OfficeError> {
        self.register_in(query, scope_of(actor), actor.day).await
    }

    /// A page of the register within a scope (the public pages have their own).
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn register_in(&self, query: &Query, scope: Scope, today: Date) -> Result<Page, OfficeError> {
        let filter = query.filter(scope, today);
        let per = if query.per == 0 { PAGE } else { query.per.min(PAGE_MAX) };
        let cut = query.cut.as_ref().and_then(|(code, back)| Some((Cut::parse(code, query.sort)?, *back)));
        let from = cut.as_ref().map(|(c, back)| (c, *back));
        let listed = self.store.list(&filter, (query.sort, query.descending), from, per).await?;
        let total = listed.total;
        let backwards = from.is_some_and(|(_, back)| back);
        let cut_of = |row: Option<&RegisterRow>| row.map(|r| r.cut(query.sort).code());
        let has_next = if backwards { true } else { listed.more };
        let has_before = if backwards { listed.more } else { from.is_some() };
        Ok(Page {
            after: cut_of(listed.rows.last()).filter(|_| has_next),
            before: cut_of(listed.rows.first()).filter(|_| has_before),
            rows: listed.rows,
            total,
        })
    }

    /// How many rows a query holds for an actor.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn count(&self, query: &Query, actor: &Actor) -> Result<u64, OfficeError> {
        Ok(self.store.count(&query.filter(scope_of(actor), actor.day)).await?)
    }

    /// A defined figure, within an actor's sight.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn figure(&self, figure: Figure, actor: &Actor) -> Result<u64, OfficeError> {
        self.count(&Query { figure: Some(figure), ..Query::default() }, actor).await
    }

    /// Counts of a query by a facet, within an actor's sight.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn count_by(
        &self,
        query: &Query,
        facet: Facet,
        actor: &Actor,
    ) -> Result<Vec<(String, u64)>, OfficeError> {
        Ok(self.store.count_by(&query.filter(scope_of(actor), actor.day), facet).await?)
    }

    /// What waits for a person: rows from an offset, and how many in all.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn todo(
        &self,
        query: &Query,
        actor: &Actor,
        page: (u32, u32),
    ) -> Result<(Vec<TodoRow>, u64), OfficeError> {
        let filter = query.filter(scope_of(actor), actor.day);
        let mine = mine(actor);
        Ok(self.store.todo(&mine, &filter, page).await?)
    }

    /// How many things wait for a person: as many as [`Office::todo`] lists.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn todo_count(&self, query: &Query, actor: &Actor) -> Result<u64, OfficeError> {
        Ok(self.store.todo_count(&mine(actor), &query.filter(scope_of(actor), actor.day)).await?)
    }

    /// How many things wait for a unit, whoever works there.
    pub(crate) async fn waiting_for(&self, unit: UnitId, now: Timestamp) -> Result<u64, OfficeError> {
        let mine = Mine {
            units: vec![(unit.0, "officer"), (unit.0, "head")],
            today: day_number(now.day()),
            ..Mine::default()
        };
        Ok(self.store.todo_count(&mine, &Filter::of(Scope::All)).await?)
    }
}
