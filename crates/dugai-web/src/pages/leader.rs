//! A leader's one page: what changed, what needs a decision, five figures, the three worst, the
//! problems in charge. For leaders and the office; every number leads to exactly its rows.

mod changes;
mod charge;
mod tiles;
mod urge;
mod waiting;

use askama::Template;
use axum::Router;
use axum::extract::{Query as Asked, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use dugai_app::overview::since_last_working_day;
use dugai_domain::ids::AccountId;
use dugai_domain::org::Role;
use dugai_domain::time::Timestamp;

use crate::fault::Fault;
use crate::pages::register::{Pairs, first};
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/leader", get(show))
        .route("/leader/changes", get(changes::show))
        .route("/leader/urge", get(urge::ask).post(urge::sent))
}

#[derive(Template)]
#[template(path = "leader/page.html")]
struct LeaderPage {
    shell: Shell,
    today: String,
    sub: String,
    done: String,
    clears: String,
    tiles: Vec<tiles::Tile>,
    waiting: waiting::Waiting,
    since: String,
    changes: Vec<changes::Kind>,
    cut_short: bool,
    worst: Vec<urge::Worst>,
    charge: Option<charge::Charge>,
    leaders: Vec<charge::Chief>,
}

/// `GET /leader`.
async fn show(State(site): State<Site>, visitor: Visitor, Asked(pairs): Asked<Pairs>) -> Result<Response, Fault> {
    readers(&visitor)?;
    let w = visitor.w;
    let since = since(&visitor);
    let who = whose(&visitor, &pairs);
    let charge = match who {
        Some(leader) => Some(charge::of(&site, &visitor, leader).await?),
        None => None,
    };
    let told = site.office.changes(since, visitor.actor()).await?;
    let done = first(&pairs, "done").and_then(|code| w.get(&format!("leader.done.{code}"))).unwrap_or_default();
    let tiles = tiles::tiles(&site, &visitor).await?;
    let waiting = waiting::waiting(&site, &visitor, (since, who)).await?;
    let changes = changes::kinds(&site, &visitor, &told).await?;
    let worst = urge::worst(&site, &visitor).await?;
    let leaders = if visitor.rights().office { charge::chiefs(&site, &visitor).await? } else { Vec::new() };
    let shell = visitor.shell(&site, "leader").await?;
    let answer = page(&LeaderPage {
        today: w.date_long(visitor.now.day()),
        sub: w.fill("leader.sub", &[("city", &visitor.setup.city()), ("time", &w.time(visitor.now))]),
        clears: first(&pairs, "problem").map_or_else(String::new, |id| urge::keep_key(&visitor, id)),
        done: done.to_owned(),
        tiles,
        waiting,
        since: since_said(&visitor, since),
        changes,
        cut_short: !told.whole,
        worst,
        leaders,
        charge,
        shell,
    })?;
    Ok(answer.into_response())
}

/// Since when, in words; that the day is a guess where the calendar of its year is not published.
fn since_said(visitor: &Visitor, since: Timestamp) -> String {
    let w = visitor.w;
    let said = w.fill("leader.since", &[("date", &w.date_long(since.day()))]);
    match visitor.setup.calendar.previous_working_day(visitor.now.day()).provisional {
        Some(year) => w.clauses([said, w.t1("clock.provisional", year)]),
        None => said,
    }
}

/// Leaders, and the office that prepares for them.
fn readers(visitor: &Visitor) -> Result<(), Fault> {
    let rights = visitor.rights();
    if rights.leader || rights.office { Ok(()) } else { Err(Fault::NotAllowed("leader")) }
}

/// From which moment on something is news.
fn since(visitor: &Visitor) -> Timestamp {
    since_last_working_day(&visitor.setup.calendar, visitor.now.day())
}

/// Whose problems in charge are shown: a leader's own, or for the office those of one it names.
fn whose(visitor: &Visitor, pairs: &Pairs) -> Option<AccountId> {
    if visitor.actor().has_role(Role::Leader) {
        return Some(visitor.signed.account);
    }
    let named = first(pairs, "leader").and_then(|id| id.parse().ok());
    named.filter(|id| visitor.setup.accounts.contains_key(id))
}
