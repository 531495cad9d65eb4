//! What changed since the last working day: counts by kind on the page, and behind each the list
//! of exactly those events.

use askama::Template;
use axum::extract::{Query as Asked, State};
use axum::response::{IntoResponse, Response};
use dugai_app::overview::Changes;
use dugai_app::register::Query;
use dugai_domain::figures::Figure;
use jiff::civil::Date;

use super::{readers, since, since_said};
use crate::fault::Fault;
use crate::pages::register::rows::link;
use crate::pages::register::terms::{path_to, to};
use crate::pages::register::{Pairs, first};
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

/// Events on one page of the list.
const PER: usize = 200;

/// Kinds of change with the events that make them.
const KINDS: [(&str, &[&str]); 8] = [
    ("registered", &["registered"]),
    ("claimed", &["claimed"]),
    ("plan_approved", &["plan_approved"]),
    ("accepted", &["acceptance_recorded"]),
    ("struck_off", &["struck_off"]),
    ("returned", &["plan_returned", "measure_returned", "returned"]),
    ("rebounded", &["rebounded"]),
    ("escalated", &["escalated"]),
];

/// A kind of change, ready to print.
pub struct Kind {
    /// How many.
    pub n: String,
    /// What.
    pub text: &'static str,
    /// Its rows.
    pub href: String,
    /// Its definition, where the word alone does not say it.
    pub definition: String,
}

/// Every kind with its count; what is overdue since then comes first.
pub async fn kinds(site: &Site, visitor: &Visitor, told: &Changes) -> Result<Vec<Kind>, Fault> {
    let w = visitor.w;
    let mut kinds = Vec::new();
    if let Some((query, from, until)) = newly_overdue(told.since.day(), visitor.now.day()) {
        let n = site.office.count(&query, visitor.actor()).await?;
        let definition = w.fill("leader.overdue_definition", &[("from", &w.date(from)), ("to", &w.date(until))]);
        kinds.push(Kind { n: w.number(n), text: w.t("leader.change.overdue"), href: to(&query), definition });
    }
    for (code, events) in KINDS {
        let n = told.of(events).count() as u64;
        let href = path_to("/leader/changes", &[("kind", code.to_owned())]);
        kinds.push(Kind { n: w.number(n), text: w.code("leader.change", code), href, definition: String::new() });
    }
    Ok(kinds)
}

/// Rows that became overdue from a day until today: what was due on a day is overdue from the next.
fn newly_overdue(since: Date, today: Date) -> Option<(Query, Date, Date)> {
    let (from, until) = (since.yesterday().ok()?, today.yesterday().ok()?);
    let due = (Some(from), Some(until));
    Some((Query { figure: Some(Figure::Overdue), due, ..Query::default() }, from, until))
}

/// An event, ready to print.
struct Line {
    time: String,
    number: String,
    title: String,
    href: String,
    what: &'static str,
    who: String,
    seq: String,
    ledger: String,
}

#[derive(Template)]
#[template(path = "leader/changes.html")]
struct ChangesPage {
    shell: Shell,
    title: &'static str,
    since: String,
    total: String,
    cut_short: bool,
    lines: Vec<Line>,
    before: String,
    after: String,
}

/// `GET /leader/changes?kind=`.
pub async fn show(State(site): State<Site>, visitor: Visitor, Asked(pairs): Asked<Pairs>) -> Result<Response, Fault> {
    readers(&visitor)?;
    let w = visitor.w;
    let asked = first(&pairs, "kind").unwrap_or_default();
    let (code, events) = KINDS.into_iter().find(|(code, _)| *code == asked).ok_or(Fault::NotFound)?;
    let told = site.office.changes(since(&visitor), visitor.actor()).await?;
    let at: usize = first(&pairs, "page").and_then(|n| n.parse().ok()).filter(|n| *n > 0).unwrap_or(1);
    let total = told.of(events).count();
    let shown = told.of(events).skip((at - 1).saturating_mul(PER)).take(PER);
    let mut lines = Vec::new();
    for change in shown {
        let row = site.office.row_of(change.problem, visitor.actor()).await?;
        let (number, title) = row.map_or_else(Default::default, |r| (r.number, r.title));
        lines.push(Line {
            time: w.time(change.at),
            number: if number.is_empty() { "–".to_owned() } else { number },
            title,
            href: link(change.problem),
            what: w.code("event", &change.event),
            who: change.by.map_or_else(|| w.t("who.system").to_owned(), |a| visitor.setup.account_name(a)),
            seq: change.seq.to_string(),
            ledger: format!("/ledger/event/{}", change.seq),
        });
    }
    let place = |at: usize| path_to("/leader/changes", &[("kind", code.to_owned()), ("page", at.to_string())]);
    let shell = visitor.shell(&site, "leader").await?;
    let answer = page(&ChangesPage {
        title: w.code("leader.change", code),
        since: since_said(&visitor, told.since),
        total: w.t1("leader.events", w.number(total as u64)),
        cut_short: !told.whole,
        lines,
        before: if at > 1 { place(at - 1) } else { String::new() },
        after: if at.saturating_mul(PER) < total { place(at + 1) } else { String::new() },
        shell,
    })?;
    Ok(answer.into_response())
}
