//! Charts over the register within the reader's sight. The table beside each chart is the truth,
//! and each of its numbers leads to exactly its rows.

mod charts;
mod counts;

use askama::Template;
use axum::Router;
use axum::extract::{Query as Asked, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use dugai_app::register::Query;
use dugai_domain::figures::Figure;
use dugai_domain::org::UnitKind;

use crate::fault::Fault;
use crate::pages::register::Pairs;
use crate::pages::register::terms::{said, to};
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};
use charts::Chart;
use counts::{Rate, Sum};

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/dashboards", get(show))
}

/// A choice of the form: value, words, whether it is the one.
type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "dashboards/page.html")]
struct ChartsPage {
    shell: Shell,
    sub: String,
    print: String,
    unread: Vec<String>,
    rounds: Vec<Choice>,
    counties: Vec<Choice>,
    sums: Vec<Sum>,
    rates: Vec<Rate>,
    charts: Vec<Chart>,
    empty: bool,
    all: String,
}

/// `GET /dashboards?round=&county=`.
async fn show(State(site): State<Site>, visitor: Visitor, Asked(pairs): Asked<Pairs>) -> Result<Response, Fault> {
    if !visitor.rights().register {
        return Err(Fault::NotAllowed("register"));
    }
    let w = visitor.w;
    let (asked, unread) = Query::from_pairs(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())));
    // Only what the form offers narrows the charts: what cannot be seen on the page must not count.
    let base = Query { round: asked.round, county: asked.county, figure: Some(Figure::Listed), ..Query::default() };
    let counts = counts::read(&site, &visitor, &base).await?;
    let charts = charts::charts(&site, &visitor, &base).await?;
    let rounds = site.office.source_rounds(visitor.actor()).await?;
    let shell = visitor.shell(&site, "dashboards").await?;
    let conditions = base.filter_pairs().into_iter().filter(|(name, _)| *name != "figure");
    let conditions: Vec<String> = conditions.map(|(n, v)| said(w, &visitor.setup, n, &v)).collect();
    let scope = if visitor.actor().sees_everything() { "dashboards.scope_all" } else { "dashboards.scope_own" };
    let sub = w.fill("dashboards.sub", &[("scope", &w.t(scope)), ("time", &w.time(visitor.now))]);
    let unit = shell.person.as_ref().map(|p| p.unit.clone()).unwrap_or_default();
    let answer = page(&ChartsPage {
        print: w.clauses([unit, w.list(&conditions), sub.clone()].into_iter().filter(|part| !part.is_empty())),
        sub,
        unread: unread.iter().map(|(n, v)| said(w, &visitor.setup, n, v)).collect(),
        rounds: rounds
            .into_iter()
            .filter(|round| !round.is_empty())
            .map(|round| (round.clone(), round.clone(), round == base.round))
            .collect(),
        counties: counties(&visitor, &base),
        empty: counts.listed == 0,
        sums: counts.sums(w, &base),
        rates: counts.rates(w),
        charts,
        all: to(&base),
        shell,
    })?;
    Ok(answer.into_response())
}

/// Counties and parks of today, and the one asked for even if it is gone.
fn counties(visitor: &Visitor, base: &Query) -> Vec<Choice> {
    let ground = |kind| matches!(kind, UnitKind::County | UnitKind::Park);
    let today = visitor.setup.units_on(visitor.now.day());
    let mut list: Vec<_> = today.into_iter().filter(|u| ground(u.kind)).map(|u| (u.id, u.short.clone())).collect();
    if let Some(id) = base.county.filter(|id| list.iter().all(|(known, _)| known != id)) {
        list.push((id, visitor.setup.unit_name(id)));
    }
    list.into_iter().map(|(id, name)| (id.to_string(), name, base.county == Some(id))).collect()
}
