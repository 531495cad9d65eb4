//! The list itself, and the search that leads to it.

use askama::Template;
use axum::extract::{Query as Asked, State};
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::ActError;
use dugai_app::register::{Page, Query};
use dugai_domain::ids::ProblemId;

use super::bulk::Verb;
use super::filters::{SavedChip, saved_chips};
use super::rows::{Col, HeadView, RowView, Rows, heads, link};
use super::terms::{Chip, QueryForm, chips, figure_chips, form, path_to, said, to, whole};
use super::{Pairs, first, readers};
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, address, page};

/// What an act that led here left to say.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// A sentence.
    pub text: String,
    /// The problem it is about.
    pub href: String,
    /// Typed text the browser may forget.
    pub clears: String,
}

/// The name typed for a filter, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct SaveForm {
    /// Name.
    pub name: String,
    /// Fault.
    pub fault: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "register/list.html")]
struct ListPage {
    shell: Shell,
    done: Option<Done>,
    unread: Vec<String>,
    form: QueryForm,
    chips: Vec<Chip>,
    figures: Vec<Chip>,
    saved: Vec<SavedChip>,
    save: SaveForm,
    /// The query as kept and as sent back.
    pairs: String,
    total: String,
    on_page: String,
    heads: Vec<HeadView>,
    rows: Vec<RowView>,
    verbs: Vec<(&'static str, &'static str)>,
    may_enter: bool,
    filtered: bool,
    exports: [String; 3],
    first: String,
    before: String,
    after: String,
    print: String,
    cut_off: String,
}

/// `GET /problems`.
pub async fn show(State(site): State<Site>, visitor: Visitor, Asked(pairs): Asked<Pairs>) -> Result<Response, Fault> {
    list(&site, &visitor, &pairs, SaveForm::default()).await
}

/// The list of the pairs of an address.
pub async fn list(site: &Site, visitor: &Visitor, pairs: &Pairs, save: SaveForm) -> Result<Response, Fault> {
    readers(visitor)?;
    let (w, actor) = (visitor.w, visitor.actor());
    let (query, mut unread) = Query::from_pairs(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())));
    let (query, strange) = query.without_strange_cut();
    unread.extend(strange);
    let found = site.office.register(&query, actor).await?;
    let chips = chips(w, &visitor.setup, &query);
    let shell = Shell { query: query.text.clone(), ..visitor.shell(site, "problems").await? };
    let cut_off = w.fill("register.cut_off", &[("time", &w.time(visitor.now))]);
    let conditions =
        if chips.is_empty() { w.t("register.no_condition").to_owned() } else { w.list(chips.iter().map(|c| &c.text)) };
    let unit = shell.person.as_ref().map(|p| p.unit.clone()).unwrap_or_default();
    let ends = places(&query, &found);
    let [first, before, after] = ends;
    let answer = page(&ListPage {
        done: done(site, visitor, pairs).await?,
        unread: unread.iter().map(|(n, v)| said(w, &visitor.setup, n, v)).collect(),
        form: form(site, visitor, &query).await?,
        figures: figure_chips(w, &query),
        saved: saved_chips(site, visitor, Some(&query)).await?,
        save,
        pairs: encoded(&query),
        total: w.t1("register.total", w.number(found.total)),
        on_page: w.fill("register.on_page", &[("n", &found.rows.len())]),
        heads: heads(w, &Col::ALL, &query, to),
        rows: Rows::of(visitor, &Col::ALL).views(&found.rows),
        verbs: Verb::offered(actor).map(|v| (v.code(), w.code("bulk", v.code()))).collect(),
        may_enter: super::entry::may_enter(actor),
        filtered: !chips.is_empty(),
        exports: [".xlsx", ".csv", ""].map(|form| path_to(&format!("/problems/export{form}"), &whole(&query))),
        first,
        before,
        after,
        print: w.clauses([unit.as_str(), &conditions, &cut_off]),
        cut_off,
        chips,
        shell,
    })?;
    Ok(answer.into_response())
}

/// Addresses of the first page, the one before and the one after; empty where there is none.
fn places(query: &Query, found: &Page) -> [String; 3] {
    let at = |cut: Option<(String, bool)>| to(&Query { cut, ..query.clone() });
    let side = |code: &Option<String>, back| code.clone().map_or_else(String::new, |code| at(Some((code, back))));
    let first = if found.before.is_some() { at(None) } else { String::new() };
    [first, side(&found.before, true), side(&found.after, false)]
}

/// A query as the part of an address behind the question mark.
pub fn encoded(query: &Query) -> String {
    let whole = whole(query);
    let path = address("", whole.iter().map(|(n, v)| (*n, v.as_str())));
    path.strip_prefix('?').unwrap_or_default().to_owned()
}

async fn done(site: &Site, visitor: &Visitor, pairs: &Pairs) -> Result<Option<Done>, Fault> {
    let w = visitor.w;
    let Some(code) = first(pairs, "done") else { return Ok(None) };
    if code != "registered" {
        let known = ["filter_saved", "filter_dropped"].into_iter().find(|c| *c == code);
        return Ok(known.map(|c| Done { text: w.code("register", c).to_owned(), ..Done::default() }));
    }
    let Some(id) = first(pairs, "new").and_then(|id| id.parse::<ProblemId>().ok()) else { return Ok(None) };
    let clears = super::entry::keep_key(visitor);
    match site.office.problem(id, visitor.actor()).await {
        Ok(problem) => {
            let text = w.fill("register.registered", &[("number", &problem.number_text())]);
            Ok(Some(Done { text, href: link(id), clears }))
        }
        // A unit may enter what another one answers for, which it then does not see.
        Err(ActError::NotFound) => {
            Ok(Some(Done { text: w.t("register.registered_elsewhere").to_owned(), href: String::new(), clears }))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /search?q=`: a number that one problem bears leads to it, anything else to the list.
pub async fn search(State(site): State<Site>, visitor: Visitor, Asked(pairs): Asked<Pairs>) -> Result<Response, Fault> {
    readers(&visitor)?;
    let text = first(&pairs, "q").unwrap_or_default().trim();
    let only = site.office.only_of_number(text, visitor.actor()).await?;
    let list = Query { text: text.to_owned(), ..Query::default() };
    Ok(Redirect::to(&only.map_or_else(|| to(&list), link)).into_response())
}
