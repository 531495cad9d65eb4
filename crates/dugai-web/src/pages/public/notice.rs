//! Public notices that run now.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use dugai_app::public::PublicQuery;
use dugai_domain::problem::Stage;

use super::list::ROWS;
use super::{Case, Guest, NoticeSaid};
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{address, page};

#[derive(Template)]
#[template(path = "public/notices.html")]
struct NoticesPage {
    shell: Shell,
    total: String,
    notices: Vec<(Case, NoticeSaid)>,
    before: Option<String>,
    after: Option<String>,
}

/// `/public/notices`.
pub(super) async fn show(
    State(site): State<Site>,
    guest: Guest,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<impl IntoResponse, Fault> {
    let cut = pairs.iter().filter(|(n, _)| n == "after" || n == "before");
    let asked = cut.map(|(n, v)| (n.as_str(), v.as_str())).chain([("stage", Stage::Noticed.code())]);
    let (query, unread) = PublicQuery::from_pairs(asked);
    if let Some((name, _)) = unread.into_iter().next() {
        return Err(Fault::Unusable("condition", name));
    }
    let query = query.at_most(ROWS);
    let found = site.office.public_list(&query, guest.now).await?;
    let w = guest.w;
    let said = found.rows.iter().filter_map(|p| {
        let notice = NoticeSaid::of(p, w, &guest.setup.calendar, guest.now.day())?;
        Some((Case::of(p, w, &guest.setup), notice))
    });
    page(&NoticesPage {
        shell: guest.shell("public_notices"),
        total: w.number(found.total),
        notices: said.collect(),
        before: found.before.as_deref().map(|cut| address("/public/notices", [("before", cut)])),
        after: found.after.as_deref().map(|cut| address("/public/notices", [("after", cut)])),
    })
}
