//! One verb for many problems: first what would happen to each, then as many single acts, each
//! with its own rights and reasons, and one report. An item is sent with the version that was
//! looked at, so sending the same page twice does nothing twice. What is chosen has an address of
//! its own, and what became of it stands there afterwards: going back sends nothing again.

mod fields;
mod run;

use std::collections::BTreeSet;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::ActError;
use dugai_app::register::PAGE_MAX;
use dugai_domain::actor::Actor;
use dugai_domain::ids::ProblemId;
use dugai_domain::org::{Role, UnitKind};
use dugai_domain::problem::check::{Context, check};
use dugai_domain::problem::{Action, decide};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rows::link;
use super::terms::PATH;
use super::{Pairs, first, readers};
use crate::fault::Fault;
use crate::form::{FieldFault, Files, FormView};
use crate::say::reason::reason;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

/// What can be done to many problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Sign for them.
    Claim,
    /// Add an assisting or supervising unit.
    Assign,
    /// Urge the responsible units.
    Urge,
}

impl Verb {
    const ALL: [Self; 3] = [Self::Claim, Self::Assign, Self::Urge];

    /// Its code, in forms and under `bulk.` in the message files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Assign => "assign",
            Self::Urge => "urge",
        }
    }

    fn action(self) -> Action {
        match self {
            Self::Claim => Action::Claim,
            Self::Assign => Action::AssignDuty,
            Self::Urge => Action::Supervise,
        }
    }

    /// What a list offers to an actor; each item is asked again when it is done.
    pub fn offered(actor: &Actor) -> impl Iterator<Item = Self> {
        let works = actor.posts.iter().any(|p| {
            p.post.term.holds(actor.day)
                && matches!(p.post.role, Role::Officer | Role::Head)
                && p.kind != UnitKind::Office
        });
        let (office, leader) = (actor.is_office(), actor.has_role(Role::Leader));
        Self::ALL.into_iter().filter(move |verb| match verb {
            Self::Claim => works,
            Self::Assign => office,
            Self::Urge => office || leader,
        })
    }
}

/// A chosen problem and the version that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Item {
    id: ProblemId,
    seen: Option<u64>,
}

/// What would happen to a problem.
struct Prospect {
    number: String,
    title: String,
    href: String,
    reasons: Vec<String>,
}

#[derive(Template)]
#[template(path = "register/bulk.html")]
struct BulkPage {
    shell: Shell,
    title: &'static str,
    intro: &'static str,
    fault: String,
    prospects: Vec<Prospect>,
    heading: String,
    form: String,
    back: String,
}

/// What is kept of one act on many.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// What was chosen on the list, with what it had prepared for the fields.
    chosen: Pairs,
    /// What became of each, once it was done.
    report: Option<Vec<run::Told>>,
}

/// One act on many, with its address.
#[derive(Clone, Copy)]
struct Asked<'a> {
    id: Option<Uuid>,
    verb: Verb,
    pairs: &'a Pairs,
}

/// `POST /problems/bulk`: keeps what was chosen, and leads to its address.
pub async fn chosen(State(site): State<Site>, visitor: Visitor, Form(pairs): Form<Pairs>) -> Result<Response, Fault> {
    readers(&visitor)?;
    let asked = Asked { id: None, verb: verb(&pairs)?, pairs: &pairs };
    let fault = match items(&pairs).len() {
        0 => visitor.w.t("bulk.none").to_owned(),
        n if n > PAGE_MAX as usize => visitor.w.fill("bulk.too_many", &[("n", &PAGE_MAX)]),
        _ => String::new(),
    };
    if !fault.is_empty() {
        let answer = ask(&site, &visitor, asked, (Vec::new(), &fault, Vec::new())).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
    }
    let own = |name: &str| ["verb", "back", "id", "item"].contains(&name) || fields::NAMES.contains(&name);
    let chosen = pairs.iter().filter(|(name, _)| own(name)).cloned().collect();
    let body = body(&Kept { chosen, report: None })?;
    let id = site.office.keep_many(&body, (visitor.signed.account, visitor.now)).await?;
    Ok(Redirect::to(&place(id)).into_response())
}

/// `GET /problems/bulk/{id}`: what would happen, or what became of it.
pub async fn show(State(site): State<Site>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Fault> {
    readers(&visitor)?;
    let (id, kept) = kept(&site, &visitor, &id).await?;
    let asked = Asked { id: Some(id), verb: verb(&kept.chosen)?, pairs: &kept.chosen };
    match &kept.report {
        Some(report) => run::show(&site, &visitor, asked, report).await,
        None => ask(&site, &visitor, asked, (items(&kept.chosen), "", Vec::new())).await,
    }
}

/// `POST /problems/bulk/{id}`: does it, once.
pub async fn sent(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    readers(&visitor)?;
    let (id, kept) = kept(&site, &visitor, &id).await?;
    let settled = kept.chosen.iter().filter(|(name, _)| name == "verb" || name == "back").cloned();
    let pairs: Pairs = settled.chain(pairs.into_iter().filter(|(name, _)| name != "verb" && name != "back")).collect();
    let asked = Asked { id: Some(id), verb: verb(&pairs)?, pairs: &pairs };
    // Only what was chosen, of which the second page was shown.
    let among = items(&kept.chosen);
    let items: Vec<Item> = items(&pairs).into_iter().filter(|i| among.iter().any(|a| a.id == i.id)).collect();
    if kept.report.is_none() && items.is_empty() {
        let answer = ask(&site, &visitor, asked, (among, visitor.w.t("bulk.none"), Vec::new())).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
    }
    if kept.report.is_none() {
        match fields::read(asked.verb, &visitor, &pairs) {
            Ok(order) => {
                let report = Some(run::run(&site, &visitor, &order, &items).await);
                let body = body(&Kept { chosen: kept.chosen, report })?;
                site.office.tell_many(id, &body, visitor.signed.account).await?;
            }
            Err(faults) => {
                let answer = ask(&site, &visitor, asked, (items, "", faults)).await?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
            }
        }
    }
    Ok(Redirect::to(&place(id)).into_response())
}

/// Where what was chosen has its address.
fn place(id: Uuid) -> String {
    format!("{PATH}/bulk/{id}")
}

fn verb(pairs: &Pairs) -> Result<Verb, Fault> {
    let code = first(pairs, "verb").unwrap_or_default();
    Verb::ALL.into_iter().find(|v| v.code() == code).ok_or(Fault::NotFound)
}

fn body(kept: &Kept) -> Result<String, Fault> {
    serde_json::to_string(kept).map_err(|e| Fault::Broken(e.to_string()))
}

async fn kept(site: &Site, visitor: &Visitor, id: &str) -> Result<(Uuid, Kept), Fault> {
    let id: Uuid = id.parse().map_err(|_| Fault::NotFound)?;
    let body = site.office.many(id, visitor.signed.account).await?.ok_or(Fault::NotFound)?;
    let kept = serde_json::from_str(&body).map_err(|e| Fault::Broken(e.to_string()))?;
    Ok((id, kept))
}

/// The chosen problems, each once: `id` from the list, `item` with its version from the second page.
fn items(pairs: &Pairs) -> Vec<Item> {
    let read = |(name, value): &(String, String)| match name.as_str() {
        "id" => Some(Item { id: value.parse().ok()?, seen: None }),
        "item" => {
            let (id, seen) = value.split_once(':')?;
            Some(Item { id: id.parse().ok()?, seen: Some(seen.parse().ok()?) })
        }
        _ => None,
    };
    let mut known = BTreeSet::new();
    pairs.iter().filter_map(read).filter(|item| known.insert(item.id)).collect()
}

/// The list from which it came.
fn back(pairs: &Pairs) -> String {
    match first(pairs, "back").unwrap_or_default() {
        "" => PATH.to_owned(),
        query => format!("{PATH}?{query}"),
    }
}

/// Under which key the browser keeps what was typed.
fn keep_key(id: Option<Uuid>, visitor: &Visitor) -> String {
    format!("bulk-{}-{}", id.unwrap_or_default(), visitor.signed.account)
}

/// The second page: what would happen to each, and the few fields that hold for all.
async fn ask(
    site: &Site,
    visitor: &Visitor,
    asked: Asked<'_>,
    state: (Vec<Item>, &str, Vec<FieldFault>),
) -> Result<Response, Fault> {
    let (Asked { id, verb, pairs }, (items, fault, faults)) = (asked, state);
    let w = visitor.w;
    let mut prospects = Vec::new();
    let mut hidden = Vec::new();
    for item in items {
        let (prospect, version) = prospect(site, visitor, verb, item).await?;
        // A version looked at stays the one looked at, whatever came between.
        let seen = item.seen.unwrap_or(version);
        hidden.push(("item".to_owned(), format!("{}:{seen}", item.id)));
        prospects.push(prospect);
    }
    let form = FormView {
        action_url: id.map_or_else(String::new, place),
        submit_label: w.code("bulk", verb.code()).to_owned(),
        cancel_url: back(pairs),
        specs: fields::specs(verb, visitor, pairs, &faults),
        faults,
        keep_key: keep_key(id, visitor),
        hidden,
        files: Files::None,
        pictures: Vec::new(),
        w,
    };
    let form = if prospects.is_empty() { String::new() } else { Template::render(&form)? };
    let answer = page(&BulkPage {
        shell: visitor.shell(site, "problems").await?,
        title: w.code("bulk", verb.code()),
        intro: w.t(&format!("bulk.intro_{}", verb.code())),
        fault: fault.to_owned(),
        heading: w.fill("bulk.items", &[("n", &prospects.len())]),
        prospects,
        form,
        back: back(pairs),
    })?;
    Ok(answer.into_response())
}

/// What would happen to one, and its version.
async fn prospect(site: &Site, visitor: &Visitor, verb: Verb, item: Item) -> Result<(Prospect, u64), Fault> {
    let w = visitor.w;
    let problem = match site.office.problem(item.id, visitor.actor()).await {
        Ok(problem) => problem,
        Err(ActError::NotFound) => {
            let reasons = vec![w.t("bulk.not_seen").to_owned()];
            let none = Prospect { number: "–".to_owned(), title: String::new(), href: String::new(), reasons };
            return Ok((none, 0));
        }
        Err(error) => return Err(error.into()),
    };
    let setup = &visitor.setup;
    let (actor, now) = visitor.by();
    let ctx = Context { now, actor, reference: &setup.reference, calendar: &setup.calendar };
    let reasons = match run::known(verb, visitor, &problem) {
        Some(commands) => {
            commands.iter().filter_map(|c| decide(Some(&problem), c, &ctx).err()).flat_map(|r| r.reasons).collect()
        }
        // What is still to be typed is not judged yet; right and stage are.
        None => check(verb.action(), Some(&problem), &ctx),
    };
    let book = visitor.book();
    let prospect = Prospect {
        number: problem.number_text(),
        title: problem.text.clone(),
        href: link(item.id),
        reasons: reasons.iter().map(|r| reason(w, &book, r)).collect(),
    };
    Ok((prospect, problem.version))
}
