//! The public list with its four figures.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use dugai_app::public::{FIGURES, PublicPage, PublicQuery};
use dugai_domain::disclosure::PublicProblem;
use dugai_domain::problem::Stage;

use super::{Case, Guest, counties};
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{address, page};
use crate::words::W;

/// Problems on one page: a few screens of a telephone.
pub(super) const ROWS: u32 = 12;

struct Figure {
    name: &'static str,
    count: String,
    href: String,
    code: &'static str,
    current: bool,
}

#[derive(Template)]
#[template(path = "public/list.html")]
struct ListPage {
    shell: Shell,
    figures: Vec<Figure>,
    text: String,
    counties: Vec<(String, String, bool)>,
    stages: Vec<(&'static str, &'static str, bool)>,
    figure: Option<&'static str>,
    unread: Vec<String>,
    filtered: bool,
    total: String,
    cases: Vec<Case>,
    before: Option<String>,
    after: Option<String>,
    json: String,
    csv: String,
}

/// `/public`.
pub(super) async fn show(
    State(site): State<Site>,
    guest: Guest,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<impl IntoResponse, Fault> {
    let (query, unread) = PublicQuery::from_pairs(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())));
    let query = query.at_most(ROWS);
    let found = site.office.public_list(&query, guest.now).await?;
    let figures = figures(&site, &guest, &query).await?;
    page(&view(&guest, figures, (&query, found), unread))
}

async fn figures(site: &Site, guest: &Guest, query: &PublicQuery) -> Result<Vec<Figure>, Fault> {
    let mut figures = Vec::new();
    for figure in FIGURES {
        let count = site.office.public_count(&PublicQuery::of(figure), guest.now).await?;
        figures.push(Figure {
            name: guest.w.code("public.figure", figure.code()),
            count: guest.w.number(count),
            href: address("/public", [("figure", figure.code())]),
            code: figure.code(),
            current: query.query().figure == Some(figure),
        });
    }
    Ok(figures)
}

fn view(
    guest: &Guest,
    figures: Vec<Figure>,
    (query, found): (&PublicQuery, PublicPage),
    unread: Vec<(String, String)>,
) -> ListPage {
    let (w, q) = (guest.w, query.query());
    let kept = q.filter_pairs();
    let with = |path: &str, cut: Option<(&'static str, &str)>| {
        address(path, kept.iter().map(|(n, v)| (*n, v.as_str())).chain(cut))
    };
    let county = q.county.map(|u| u.to_string());
    ListPage {
        shell: guest.shell("public"),
        figures,
        text: q.text.clone(),
        counties: counties(&guest.setup, guest.now.day())
            .into_iter()
            .map(|(id, name)| (id.clone(), name, county.as_ref() == Some(&id)))
            .collect(),
        stages: stages(w, &q.stages),
        figure: q.figure.map(|f| f.code()),
        unread: unread.iter().map(|(n, v)| w.fill("public.unread", &[("name", n), ("value", v)])).collect(),
        filtered: !kept.is_empty(),
        total: w.number(found.total),
        cases: found.rows.iter().map(|p: &PublicProblem| Case::of(p, w, &guest.setup)).collect(),
        before: found.before.as_deref().map(|cut| with("/public", Some(("before", cut)))),
        after: found.after.as_deref().map(|cut| with("/public", Some(("after", cut)))),
        json: with("/public/list.json", None),
        csv: with("/public/list.csv", None),
    }
}

/// Stages a public problem can be in.
fn stages(w: W, chosen: &[Stage]) -> Vec<(&'static str, &'static str, bool)> {
    let shown = Stage::ALL.into_iter().filter(|s| !matches!(s, Stage::NotAccepted | Stage::Voided | Stage::Unfounded));
    shown.map(|s| (s.code(), w.code("stage", s.code()), chosen.contains(&s))).collect()
}
