//! One unit: what it is in charge of, who holds its posts and who held them on a day, its
//! problems as the visitor may see them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use dugai_app::register::Query;
use dugai_domain::admin::Account;
use dugai_domain::figures::Figure;
use dugai_domain::ids::UnitId;
use dugai_domain::org::{Post, Term, Unit};
use jiff::civil::Date;

use crate::fault::Fault;
use crate::pages::people::fields::Done;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, address, page};
use crate::words::W;

/// Figures shown of a unit's problems.
const FIGURES: [Figure; 4] = [Figure::Open, Figure::Overdue, Figure::StruckOff, Figure::Declared];

struct Holder {
    role: &'static str,
    name: String,
    acting: Option<String>,
    term: String,
    past: bool,
}

struct CountLine {
    title: &'static str,
    cells: Vec<Cell>,
}

struct Cell {
    label: &'static str,
    href: String,
    n: String,
}

struct Near {
    href: String,
    name: String,
}

#[derive(Template)]
#[template(path = "units/unit.html")]
struct UnitPage {
    shell: Shell,
    done: Option<Done>,
    admin: bool,
    teaches: bool,
    href: String,
    short: String,
    name: String,
    kind: &'static str,
    term: String,
    over: bool,
    others: String,
    parent: Option<Near>,
    children: Vec<Near>,
    duties: Vec<String>,
    counts: Vec<CountLine>,
    on: String,
    unread: bool,
    on_words: String,
    then: Vec<Holder>,
    posts: Vec<Holder>,
}

/// The unit of an id in an address.
pub(super) fn known<'v>(visitor: &'v Visitor, id: &str) -> Result<&'v Unit, Fault> {
    let id: UnitId = id.parse().map_err(|_| Fault::NotFound)?;
    visitor.setup.units.get(&id).ok_or(Fault::NotFound)
}

/// A term as tables print it.
pub(super) fn term(w: W, term: Term) -> String {
    let to = term.to.map_or_else(|| w.t("people.open_end").to_owned(), |to| w.date(to));
    format!("{} – {to}", w.date(term.from))
}

/// The page.
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Fault> {
    let (w, setup, today) = (visitor.w, &visitor.setup, visitor.actor().day);
    let unit = known(&visitor, &id)?;
    let asked = asked_day(&visitor);
    let on = asked.and_then(Result::ok).unwrap_or(today);
    let near = |u: &Unit| Near { href: format!("/units/{}", u.id), name: u.short.clone() };
    let mut children: Vec<&Unit> = setup.units.values().filter(|u| u.parent == Some(unit.id)).collect();
    children.sort_by(|a, b| a.short.cmp(&b.short));
    let counts = if visitor.rights().register { counts(&site, &visitor, unit).await? } else { Vec::new() };
    let admin = visitor.rights().admin;
    page(&UnitPage {
        shell: visitor.shell(&site, "units").await?,
        done: Done::of(&visitor, "units", unit.id),
        admin,
        teaches: admin || visitor.actor().is_office(),
        href: format!("/units/{}", unit.id),
        short: unit.short.clone(),
        name: unit.name.clone(),
        kind: w.code("unit_kind", unit.kind.code()),
        term: term(w, unit.term),
        over: unit.term.to.is_some_and(|to| to < today),
        others: w.list(&unit.aliases),
        parent: unit.parent.and_then(|p| setup.units.get(&p)).map(near),
        children: children.into_iter().map(near).collect(),
        duties: unit.duties.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect(),
        counts,
        on: w.date(on),
        unread: matches!(asked, Some(Err(()))),
        on_words: w.fill("units.then_on", &[("day", &w.date_long(on))]),
        then: holders(&visitor, unit.id, Some(on)),
        posts: holders(&visitor, unit.id, None),
    })
}

/// The day of `?on=`, if one was asked for; a value that is no day is told.
fn asked_day(visitor: &Visitor) -> Option<Result<Date, ()>> {
    let pairs = visitor.uri.query()?.split('&').filter_map(|p| p.split_once('='));
    let value = pairs.filter(|(n, v)| *n == "on" && !v.is_empty()).map(|(_, v)| v).next()?;
    Some(value.parse().map_err(|_| ()))
}

/// Who holds which post, or held it on a day; those still in it first.
fn holders(visitor: &Visitor, unit: UnitId, on: Option<Date>) -> Vec<Holder> {
    let day = visitor.actor().day;
    let here = |a: &&Account| a.posts.iter().any(|p| p.unit == unit);
    let mut posts: Vec<(&Account, &Post)> = Vec::new();
    for account in visitor.setup.accounts.values().filter(here) {
        let meant = |p: &&Post| p.unit == unit && on.is_none_or(|on| p.term.holds(on));
        posts.extend(account.posts.iter().filter(meant).map(|p| (account, p)));
    }
    let past = |p: &Post| on.is_none() && p.term.to.is_some_and(|to| to < day);
    posts.sort_by_key(|(_, p)| (past(p), p.role, std::cmp::Reverse(p.term.from)));
    let holder = |(account, post): (&Account, &Post)| Holder {
        role: visitor.w.code("role", post.role.code()),
        name: account.name.clone(),
        acting: post
            .acting_for
            .map(|whose| visitor.w.fill("people.acting_for", &[("name", &visitor.setup.account_name(whose))])),
        term: term(visitor.w, post.term),
        past: past(post),
    };
    posts.into_iter().map(holder).collect()
}

/// Problems of a unit by how it stands to them; every count links to exactly its rows.
async fn counts(site: &Site, visitor: &Visitor, unit: &Unit) -> Result<Vec<CountLine>, Fault> {
    let w = visitor.w;
    let plain = Query::default();
    let ways = [
        ("units.as_responsible", Query { unit: Some(unit.id), ..plain.clone() }),
        ("units.as_supervising", Query { supervisor: Some(unit.id), ..plain.clone() }),
        ("units.as_county", Query { county: Some(unit.id), ..plain.clone() }),
    ];
    let mut lines = Vec::new();
    for (title, base) in ways {
        if site.office.count(&base, visitor.actor()).await? == 0 {
            continue;
        }
        let mut cells = Vec::new();
        for figure in FIGURES {
            let query = Query { figure: Some(figure), ..base.clone() };
            let n = site.office.count(&query, visitor.actor()).await?;
            let pairs = query.filter_pairs();
            let href = address("/problems", pairs.iter().map(|(n, v)| (*n, v.as_str())));
            cells.push(Cell { label: w.code("figure", figure.code()), href, n: w.number(n) });
        }
        lines.push(CountLine { title: w.t(title), cells });
    }
    Ok(lines)
}
