//! Every version of the reference data: who set it, when, what changed in words; and each of them
//! to be read as it was, since dates and decisions of its days stand on it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use dugai_app::reference::{Change, Kind, Version};

use super::show::{Standing, draw};
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};
use crate::words::W;

struct Line {
    version: u32,
    set: String,
    valid_from: String,
    now: bool,
    count: String,
    changes: Vec<String>,
}

#[derive(Template)]
#[template(path = "reference/versions.html")]
struct VersionsPage {
    shell: Shell,
    lines: Vec<Line>,
}

/// By whom and when a version was set.
fn set_by(visitor: &Visitor, v: &Version) -> String {
    let w = visitor.w;
    let Some(at) = v.at else { return w.t("reference.versions.shipped").to_owned() };
    let who = v.by.map_or_else(|| w.t("who.system").to_owned(), |a| visitor.setup.account_name(a));
    w.fill("reference.versions.set", &[("who", &who), ("at", &w.time(at))])
}

/// A change in one sentence. Names of sheets and columns are those of the workbook.
fn said(w: W, c: &Change) -> String {
    let what =
        [c.sheet, c.row.as_str(), c.column].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ");
    match c.kind {
        Kind::Added => w.fill("reference.versions.added", &[("what", &what), ("after", &c.after)]),
        Kind::Ended => w.fill("reference.versions.ended", &[("what", &what), ("before", &c.before)]),
        Kind::Changed | Kind::Moved => {
            let empty = w.t("reference.versions.empty");
            let or = |text: &str| if text.is_empty() { empty.to_owned() } else { text.to_owned() };
            let key = if c.kind == Kind::Moved { "reference.versions.moved" } else { "reference.versions.changed" };
            w.fill(key, &[("what", &what), ("before", &or(&c.before)), ("after", &or(&c.after))])
        }
    }
}

/// `GET /reference/versions`.
pub(super) async fn list(State(site): State<Site>, visitor: Visitor) -> Result<impl IntoResponse, Fault> {
    let w = visitor.w;
    let versions = site.office.reference_versions().await?;
    let line = |v: &Version| Line {
        version: v.reference.version,
        set: set_by(&visitor, v),
        valid_from: w.date_long(v.reference.valid_from),
        now: v.reference.version == visitor.setup.reference.version,
        count: w.t1("reference.versions.count", v.changes.len()),
        changes: v.changes.iter().map(|c| said(w, c)).collect(),
    };
    let lines = versions.iter().rev().map(line).collect();
    page(&VersionsPage { shell: visitor.shell(&site, "reference").await?, lines })
}

/// `GET /reference/versions/{n}`: a version as it was.
pub(super) async fn one(
    State(site): State<Site>,
    visitor: Visitor,
    Path(n): Path<u32>,
) -> Result<impl IntoResponse, Fault> {
    let versions = site.office.reference_versions().await?;
    let found = versions.iter().rev().find(|v| v.reference.version == n).ok_or(Fault::NotFound)?;
    let shell = visitor.shell(&site, "reference").await?;
    let now = n == visitor.setup.reference.version;
    let old = (!now).then(|| visitor.w.fill("reference.versions.old", &[("set", &set_by(&visitor, found))]));
    draw(
        &visitor,
        shell,
        &found.reference,
        Standing { done: None, computing: false, own: found.at.is_some(), sets: false, old },
    )
}
