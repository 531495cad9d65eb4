//! The form of an act and what becomes of it: done, refused with every reason, or overtaken by
//! somebody else. What was typed is never lost.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::ActError;
use dugai_app::Kept;
use dugai_domain::problem::check::check;
use dugai_domain::problem::{Action, Problem};
use dugai_domain::reason::{Reason, Refusal};

use crate::fault::Fault;
use crate::form::{
    FieldFault, FieldKind, FieldSpec, Files, FormView, adding, of_supervision, parse, preset, refill, specs,
    supervision_kinds,
};
use crate::say::event::event;
use crate::say::reason::reason;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, address, page};
use crate::words::W;

use super::case::{Case, Link, act_address, tab_address};
use super::decided::{Block, decided};
use super::entry::Entry;
use super::files::{Received, attach, takes_evidence};
use super::head::{Tab, stage_class, start};
use super::lists::Owned;
use super::panel::{Why, opposite, why};
use super::proof::is_picture;
use super::{Pairs, id_of, value};

/// Pair with the version a form was made for.
pub const SEEN: &str = "seen";

/// The page of a form.
#[derive(Template)]
#[template(path = "problem/act.html")]
pub struct ActPage {
    shell: Shell,
    /// Act.
    act: &'static str,
    /// Numbers.
    number: String,
    /// Beginning of the text.
    title: String,
    /// Class and word of the stage.
    stage: (&'static str, &'static str),
    /// The problem's page.
    href: String,
    /// That it cannot be done now.
    not_now: String,
    /// Why it cannot be done; then there is no form.
    reasons: Vec<Why>,
    /// What happened since the form was made.
    changed: Vec<Entry>,
    /// That files which came with it are kept already; empty for none.
    kept: String,
    /// What is decided, to be read before it is.
    decided: Vec<Block>,
    /// The act that decides the other way, with its words.
    other: Option<Link>,
    /// Kinds of the act to choose from, each with what it is; then there is no form yet.
    kinds: Vec<(Link, &'static str)>,
    /// Where another kind is chosen.
    other_kind: Option<String>,
    /// The form.
    form: Option<FormView>,
}

/// Pair with the kind of supervision.
const KIND: &str = "kind";

/// The kind of supervision that the page has settled.
fn kind_of(action: Action, specs: &[FieldSpec]) -> Option<&str> {
    let kind = specs.iter().find(|s| action == Action::Supervise && s.name == KIND)?;
    kind.value.first().map(String::as_str).filter(|_| matches!(kind.kind, FieldKind::Fixed(_)))
}

/// Of an act of several kinds only the fields of the settled one.
fn narrowed(action: Action, specs: Vec<FieldSpec>, w: W) -> Vec<FieldSpec> {
    match kind_of(action, &specs).map(str::to_owned) {
        Some(kind) => of_supervision(&kind, specs, w),
        None => specs,
    }
}

/// The kinds among which somebody chooses first, while none is settled.
fn kinds(case: &Case<'_>, action: Action, settled: Option<&str>) -> Vec<(Link, &'static str)> {
    let open = action == Action::Supervise && settled.is_none();
    let kinds = supervision_kinds().filter(|_| open);
    kinds
        .map(|kind| {
            let href = act_address(case.p.id, action, &[(KIND, kind)]);
            let text = case.w.code("supervision", kind).to_owned();
            (Link { href, text }, case.w.code("supervision_note", kind))
        })
        .collect()
}

/// What is shown of a form besides its fields.
#[derive(Default)]
pub struct Shown {
    /// Faults.
    pub faults: Vec<FieldFault>,
    /// What happened since the form was made.
    pub changed: Vec<Entry>,
    /// How many of the files that came with it are kept already.
    pub kept: usize,
}

/// Files that can be sent with the form of an act: new evidence, or beside what evidence the act
/// names.
fn files(case: &Case<'_>, action: Action, specs: &[FieldSpec]) -> Files {
    let named = takes_evidence(specs);
    match action {
        Action::AddEvidence => Files::Needed,
        _ if named && case.can(Action::AddEvidence) => Files::Offered,
        _ => Files::None,
    }
}

/// Key under which the browser keeps what was typed.
pub fn keep_key(case: &Case<'_>, action: Action) -> String {
    let who = case.actor.account.map(|a| a.to_string()).unwrap_or_default();
    format!("problem-{}-{}-{who}", case.p.id, action.code())
}

/// The page of a form, drawn.
///
/// # Errors
/// When the counts around the page cannot be read.
pub async fn draw(
    around: (&Site, &Visitor),
    case: &Case<'_>,
    what: (Action, &Pairs),
    fields: (Vec<FieldSpec>, Shown),
) -> Result<Response, Fault> {
    let (site, visitor) = around;
    let (action, settled) = what;
    let (specs, shown) = fields;
    let (w, p) = (case.w, case.p);
    let reasons = check(action, Some(p), &case.ctx());
    let kind = kind_of(action, &specs).map(str::to_owned);
    let act = kind.as_ref().map_or_else(|| w.code("action", action.code()), |k| w.code("supervision", k));
    let kinds = kinds(case, action, kind.as_deref());
    let pairs = settled.iter().map(|(n, v)| (n.as_str(), v.as_str()));
    let shows = reasons.is_empty() && kinds.is_empty();
    let decided = if shows { decided(site, case, (action, settled)).await? } else { Vec::new() };
    let other = opposite(action).filter(|other| shows && case.can(*other));
    let form = FormView {
        action_url: address(&act_address(p.id, action, &[]), pairs),
        submit_label: act.to_owned(),
        cancel_url: tab_address(p.id, Tab::of(action).code()),
        faults: shown.faults,
        keep_key: keep_key(case, action),
        hidden: vec![(SEEN.to_owned(), p.version.to_string())],
        files: files(case, action, &specs),
        pictures: case.p.evidence.iter().filter(|(_, e)| is_picture(e)).map(|(_, e)| e.id.to_string()).collect(),
        specs,
        w,
    };
    let page = page(&ActPage {
        shell: visitor.shell(site, "problems").await?,
        not_now: w.fill("problem.not_now", &[("act", &act)]),
        act,
        number: p.number_text(),
        title: start(&p.text),
        stage: (stage_class(p.stage), w.code("stage", p.stage.code())),
        href: tab_address(p.id, ""),
        form: Some(form).filter(|_| shows),
        kept: if shown.kept > 0 { w.t1("problem.upload.kept", shown.kept) } else { String::new() },
        other: other.map(|other| case.act(other, &pairs_of(settled))),
        decided,
        kinds: if reasons.is_empty() { kinds } else { Vec::new() },
        other_kind: kind.map(|_| act_address(p.id, action, &[])),
        reasons: reasons.iter().map(|r| why(case, r)).collect(),
        changed: shown.changed,
    })?;
    Ok(page.into_response())
}

fn pairs_of(pairs: &Pairs) -> Vec<(&str, &str)> {
    pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect()
}

/// The act of an address that has a form here.
fn act_of(code: &str) -> Result<Action, Fault> {
    Action::from_code(code).ok_or(Fault::NotFound)
}

/// The language of the address is no settled field.
pub fn settled(pairs: Pairs) -> Pairs {
    pairs.into_iter().filter(|(name, _)| name != "lang").collect()
}

/// The version a form was made for.
pub fn seen(sent: &Pairs) -> Option<u64> {
    value(sent, SEEN).and_then(|v| v.parse().ok())
}

/// A correction names one of the records that there are, newest first.
async fn name_records(
    site: &Site,
    visitor: &Visitor,
    of: (Action, &Problem),
    fields: &mut [FieldSpec],
) -> Result<(), Fault> {
    let (action, problem) = of;
    let Some(field) = fields.iter_mut().find(|f| action == Action::Correct && f.name == "of") else { return Ok(()) };
    let history = site.office.history(problem.id, visitor.actor()).await?;
    let (w, book) = (visitor.w, visitor.book());
    let option = |Kept { version, recorded, .. }: &Kept| {
        let said = event(w, &book, recorded);
        let words = w.fill("form.record_no", &[("n", version), ("day", &recorded.at.day()), ("what", &said.head)]);
        (version.to_string(), words)
    };
    field.kind = FieldKind::Choice(history.iter().rev().map(option).collect());
    Ok(())
}

/// Shows the form.
pub async fn form(
    State(site): State<Site>,
    visitor: Visitor,
    Path((id, code)): Path<(String, String)>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Fault> {
    let action = act_of(&code)?;
    let pairs = settled(pairs);
    let problem = site.office.problem(id_of(&id)?, visitor.actor()).await?;
    let owned = Owned::new(&site, &visitor, action, &pairs).await?.of(&problem);
    let mut fields = specs(action, &problem, &owned.lists(), visitor.w);
    if fields.is_empty() {
        return Err(Fault::NotFound);
    }
    name_records(&site, &visitor, (action, &problem), &mut fields).await?;
    preset(&mut fields, &pairs);
    let fields = narrowed(action, fields, visitor.w);
    let case = Case::new(&site, &visitor, &problem).await?;
    draw((&site, &visitor), &case, (action, &pairs), (fields, Shown::default())).await
}

/// Takes the form.
pub async fn send(
    State(site): State<Site>,
    visitor: Visitor,
    Path((id, code)): Path<(String, String)>,
    Query(pairs): Query<Pairs>,
    mut received: Received,
) -> Result<Response, Fault> {
    let (action, mut pairs) = (act_of(&code)?, settled(pairs));
    let problem = site.office.problem(id_of(&id)?, visitor.actor()).await?;
    let attached = attach((&site, &visitor), &problem, action, &mut received).await?;
    let (problem, sent) = (attached.problem.unwrap_or(problem), received.pairs);
    // The kind was chosen before; a form that names its own keeps it when it is shown again.
    if let Some(kind) = value(&sent, KIND).filter(|_| action == Action::Supervise && value(&pairs, KIND).is_none()) {
        pairs.push((KIND.to_owned(), kind.to_owned()));
    }
    let owned = Owned::new(&site, &visitor, action, &sent).await?.of(&problem);
    let kept = attached.kept;
    let again = Again { site: &site, visitor: &visitor, action, pairs: &pairs, sent: &sent, owned: &owned, kept };
    if adding(&sent).is_some() {
        return again.with(StatusCode::OK, &problem, Shown::default()).await;
    }
    if seen(&sent).is_some_and(|version| version != problem.version) {
        return again.overtaken(&problem).await;
    }
    let command = match parse(action, &problem, &owned.lists(), &sent, visitor.w) {
        Ok(command) if attached.faults.is_empty() => command,
        other => {
            // A file that could not be kept may be the one that matters: the person decides.
            let faults = attached.faults.into_iter().chain(other.err().into_iter().flatten()).collect();
            return again.with(StatusCode::UNPROCESSABLE_ENTITY, &problem, Shown { faults, ..Shown::default() }).await;
        }
    };
    match site.office.act(problem.id, seen(&sent), &command, visitor.by()).await {
        Ok(acted) => Ok(Redirect::to(&done_address(&acted.problem, action)).into_response()),
        Err(ActError::Refused(refusal)) => {
            let case = Case::new(&site, &visitor, &problem).await?;
            let shown = Shown { faults: refused(&case, &refusal), ..Shown::default() };
            again.with(StatusCode::CONFLICT, &problem, shown).await
        }
        Err(ActError::Changed(now)) => again.overtaken(&now).await,
        Err(ActError::Known { number, .. }) => {
            let message = visitor.w.fill("problem.number_taken", &[("number", &number)]);
            let faults = vec![FieldFault { field: "value".to_owned(), message }];
            again.with(StatusCode::CONFLICT, &problem, Shown { faults, ..Shown::default() }).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Where the result of an act is seen.
pub fn done_address(p: &Problem, action: Action) -> String {
    let tab = Tab::of(action).code();
    let pairs = [("tab", tab), ("done", action.code())];
    address(&format!("/problems/{}", p.id), pairs.into_iter().filter(|(_, v)| !v.is_empty()))
}

/// Reasons of a refusal, each beside its field where the form has one.
pub fn refused(case: &Case<'_>, refusal: &Refusal) -> Vec<FieldFault> {
    let fault = |r: &Reason| {
        let field = match r {
            Reason::Field { field, .. } | Reason::DateOrder { field, .. } | Reason::UnknownCode { field, .. } => *field,
            Reason::NoEvidence | Reason::ForeignEvidence => "evidence",
            _ => "",
        };
        FieldFault { field: field.to_owned(), message: reason(case.w, &case.book, r) }
    };
    refusal.reasons.iter().map(fault).collect()
}

/// What happened to a problem after a version.
///
/// # Errors
/// When the store cannot be read.
pub async fn since(site: &Site, case: &Case<'_>, version: Option<u64>) -> Result<Vec<Entry>, Fault> {
    let history = site.office.history(case.p.id, case.actor).await?;
    let known = version.unwrap_or(u64::MAX);
    Ok(history.iter().filter(|kept| kept.version > known).map(|kept| Entry::said(case, &kept.recorded)).collect())
}

/// A form that is shown again, with what was typed.
struct Again<'a> {
    site: &'a Site,
    visitor: &'a Visitor,
    action: Action,
    pairs: &'a Pairs,
    sent: &'a Pairs,
    owned: &'a Owned<'a>,
    /// Files that are kept already.
    kept: usize,
}

impl Again<'_> {
    async fn with(&self, status: StatusCode, problem: &Problem, shown: Shown) -> Result<Response, Fault> {
        let shown = Shown { kept: self.kept, ..shown };
        let mut fields = specs(self.action, problem, &self.owned.lists(), self.visitor.w);
        if fields.is_empty() {
            return Err(Fault::NotFound);
        }
        name_records(self.site, self.visitor, (self.action, problem), &mut fields).await?;
        preset(&mut fields, self.pairs);
        let mut fields = narrowed(self.action, fields, self.visitor.w);
        refill(&mut fields, self.sent, &shown.faults);
        let case = Case::new(self.site, self.visitor, problem).await?;
        let page = draw((self.site, self.visitor), &case, (self.action, self.pairs), (fields, shown)).await?;
        Ok((status, page).into_response())
    }

    /// Somebody else was first: what they did, and the same form on what is there now.
    async fn overtaken(&self, problem: &Problem) -> Result<Response, Fault> {
        let case = Case::new(self.site, self.visitor, problem).await?;
        let changed = since(self.site, &case, seen(self.sent)).await?;
        self.with(StatusCode::CONFLICT, problem, Shown { changed, ..Shown::default() }).await
    }
}
