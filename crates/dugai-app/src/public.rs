//! What leaves the house: problems in their public form, objections that come in during a
//! notice, and what the ledger tells to whom. Every answer here is built from
//! [`dugai_domain::disclosure`], so a page cannot show more by mistake.

mod leaf;
mod objection;
mod receipt;

use dugai_domain::disclosure::{PublicProblem, is_public, public_view};
use dugai_domain::figures::Figure;
use dugai_domain::ids::ProblemId;
use dugai_domain::time::Timestamp;
use dugai_store::register::Scope;

use crate::office::{Office, OfficeError};
use crate::register::{Query, Unread};

pub use leaf::{LeafProof, LeafSeen, LedgerHead};
pub use objection::{NoticeNow, Objection, ObjectionError, WORDS_MAX, WORDS_MIN, is_receipt, receipt_of};
pub use receipt::{PublicObjection, ReceiptSeen, tidy_receipt};

/// The figures the public pages print.
pub const FIGURES: [Figure; 4] = [Figure::Listed, Figure::Open, Figure::StruckOff, Figure::Declared];

/// Names of the conditions the public may ask with. Others would let somebody find out by
/// asking what the public form does not show.
pub const NAMES: [&str; 7] = ["q", "county", "stage", "figure", "after", "before", "per"];

/// What the public asks the list for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicQuery(Query);

impl PublicQuery {
    /// Reads pairs of an address: only text, county, stage, a public figure and the page.
    /// A value that cannot be read is told, and so is a name that is none of these [`NAMES`].
    #[must_use]
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<Unread>) {
        let (known, strange): (Vec<_>, Vec<_>) =
            pairs.into_iter().filter(|(name, _)| *name != "lang").partition(|(name, _)| NAMES.contains(name));
        let (mut query, mut unread) = Query::from_pairs(known);
        unread.extend(strange.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
        if let Some(figure) = query.figure.filter(|f| !FIGURES.contains(f)) {
            unread.push(("figure".to_owned(), figure.code().to_owned()));
            query.figure = None;
        }
        let (query, strange) = query.without_strange_cut();
        unread.extend(strange);
        (Self(query), unread)
    }

    /// The rows of one of the [`FIGURES`].
    #[must_use]
    pub fn of(figure: Figure) -> Self {
        Self(Query { figure: Some(figure).filter(|f| FIGURES.contains(f)), ..Query::default() })
    }

    /// The query behind it, to be shown in a form.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.0
    }

    /// The same with so many rows a page, unless it says a smaller number itself.
    #[must_use]
    pub fn at_most(mut self, rows: u32) -> Self {
        self.0.per = if self.0.per == 0 { rows } else { self.0.per.min(rows) };
        self
    }
}

/// One page of the public list.
#[derive(Clone, Debug)]
pub struct PublicPage {
    /// Problems in their public form.
    pub rows: Vec<PublicProblem>,
    /// How many the query holds, exactly.
    pub total: u64,
    /// Where the next page begins.
    pub after: Option<String>,
    /// Where the page before begins, read backwards.
    pub before: Option<String>,
}

impl Office {
    /// A page of the public list.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn public_list(&self, query: &PublicQuery, now: Timestamp) -> Result<PublicPage, OfficeError> {
        let today = now.day();
        let setup = self.setup().await?;
        let page = self.register_in(&query.0, Scope::Public, today).await?;
        let mut rows = Vec::with_capacity(page.rows.len());
        for row in &page.rows {
            let state = self.load(ProblemId(row.id)).await?;
            // A row that stopped being public between the two reads is left out.
            rows.extend(state.and_then(|p| public_view(&p, &setup.calendar, today)));
        }
        Ok(PublicPage { rows, total: page.total, after: page.after, before: page.before })
    }

    /// How many problems a public query holds.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn public_count(&self, query: &PublicQuery, now: Timestamp) -> Result<u64, OfficeError> {
        Ok(self.store.count(&query.0.filter(Scope::Public, now.day())).await?)
    }

    /// One problem in its public form.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] also where it exists and is not public.
    pub async fn public_problem(&self, id: ProblemId, now: Timestamp) -> Result<PublicProblem, OfficeError> {
        let (state, setup) = (self.load(id).await?, self.setup().await?);
        state.and_then(|p| public_view(&p, &setup.calendar, now.day())).ok_or(OfficeError::NotFound)
    }

    /// The ledger number of the last event of a public problem.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] also where it exists and is not public.
    pub async fn last_public_event(&self, id: ProblemId) -> Result<u64, OfficeError> {
        self.load(id).await?.filter(is_public).ok_or(OfficeError::NotFound)?;
        let events = self.store.events_of(id.0).await?;
        events.last().map(|row| row.seq).ok_or(OfficeError::NotFound)
    }
}
