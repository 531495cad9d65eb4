//! The list of units by kind, found by any name they ever had.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use dugai_domain::org::{Unit, UnitKind};

use crate::fault::Fault;
use crate::pages::people::fields::{Options, Pairs, Sent};
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

struct Line {
    href: String,
    short: String,
    name: String,
    others: String,
    parent: String,
    term: String,
    over: bool,
    coming: bool,
}

struct KindGroup {
    code: &'static str,
    title: &'static str,
    count: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "units/list.html")]
struct ListPage {
    shell: Shell,
    admin: bool,
    text: String,
    kind: String,
    kinds: Options,
    all: bool,
    total: u64,
    groups: Vec<KindGroup>,
}

/// The page.
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse, Fault> {
    let (w, day) = (visitor.w, visitor.actor().day);
    let sent = Sent::new(&pairs, w);
    let (text, kind, all) = (sent.value("q"), sent.value("kind"), sent.value("all") == "1");
    // Whoever looks for a name looks for it in all times.
    let in_time = |u: &Unit| all || !text.is_empty() || u.term.to.is_none_or(|to| to >= day);
    let meant = |u: &Unit| in_time(u) && (kind.is_empty() || u.kind.code() == kind) && is_called(u, text);
    let mut found: Vec<&Unit> = visitor.setup.units.values().filter(|u| meant(u)).collect();
    found.sort_by(|a, b| (a.kind, &a.short).cmp(&(b.kind, &b.short)));
    let group = |of: UnitKind| {
        let lines: Vec<Line> = found.iter().filter(|u| u.kind == of).map(|u| line(&visitor, u)).collect();
        let count = w.number(u64::try_from(lines.len()).unwrap_or(u64::MAX));
        KindGroup { code: of.code(), title: w.code("unit_kind", of.code()), count, lines }
    };
    page(&ListPage {
        shell: visitor.shell(&site, "units").await?,
        admin: visitor.rights().admin,
        text: text.to_owned(),
        kind: kind.to_owned(),
        kinds: UnitKind::ALL.map(|k| (k.code().to_owned(), w.code("unit_kind", k.code()).to_owned())).to_vec(),
        all,
        total: u64::try_from(found.len()).unwrap_or(u64::MAX),
        groups: UnitKind::ALL.into_iter().map(group).filter(|g| !g.lines.is_empty()).collect(),
    })
}

fn is_called(unit: &Unit, text: &str) -> bool {
    let mut names = unit.aliases.iter().chain([&unit.name, &unit.short]);
    text.is_empty() || names.any(|n| n.contains(text))
}

fn line(visitor: &Visitor, unit: &Unit) -> Line {
    let day = visitor.actor().day;
    Line {
        href: format!("/units/{}", unit.id),
        short: unit.short.clone(),
        name: unit.name.clone(),
        others: or_dash(visitor.w.list(&unit.aliases)),
        parent: or_dash(unit.parent.map_or_else(String::new, |p| visitor.setup.unit_name(p))),
        term: super::unit::term(visitor.w, unit.term),
        over: unit.term.to.is_some_and(|to| to < day),
        coming: unit.term.from > day,
    }
}

/// An empty cell says that it is empty.
fn or_dash(text: String) -> String {
    if text.is_empty() { "–".to_owned() } else { text }
}
