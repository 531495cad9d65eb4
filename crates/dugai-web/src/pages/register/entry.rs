//! Entering a problem by hand: the office everything, a unit what it found itself.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::ActError;
use dugai_domain::actor::{Actor, Who};
use dugai_domain::ids::{AccountId, ProblemId, UnitId};
use dugai_domain::org::UnitKind;
use dugai_domain::problem::{Command, SourceKind};
use dugai_domain::reason::Reason;

use super::Pairs;
use super::rows::link;
use super::terms::{PATH, path_to};
use crate::fault::Fault;
use crate::form::{
    FieldFault, FieldSpec, Files, FormView, Lists, adding, parse_registration, preset, refill, registration_specs,
};
use crate::say::reason::reason;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

#[derive(Template)]
#[template(path = "register/new.html")]
struct EntryPage {
    shell: Shell,
    intro: &'static str,
    known: Option<(String, String)>,
    form: String,
}

/// Whether an actor may enter problems at all.
#[must_use]
pub fn may_enter(actor: &Actor) -> bool {
    actor.stands_as(Who::Office, None) || actor.stands_as(Who::AnyUnit, None)
}

/// Under which key the browser keeps what was typed.
#[must_use]
pub fn keep_key(visitor: &Visitor) -> String {
    format!("problem-new-{}", visitor.signed.account)
}

/// What the form chooses from, owned.
struct Choices {
    units: Vec<(UnitId, String, UnitKind)>,
    leaders: Vec<(AccountId, String)>,
    mine: Vec<UnitId>,
}

impl Choices {
    fn of(visitor: &Visitor) -> Self {
        let day = visitor.now.day();
        let setup = &visitor.setup;
        Self {
            units: setup.units_on(day).into_iter().map(|u| (u.id, u.short.clone(), u.kind)).collect(),
            leaders: setup.leaders_on(day).into_iter().map(|a| (a.id, a.name.clone())).collect(),
            mine: visitor.actor().units().collect(),
        }
    }

    fn lists<'a>(&'a self, site: &Site, visitor: &'a Visitor) -> Lists<'a> {
        Lists {
            reference: &visitor.setup.reference,
            units: &self.units,
            leaders: &self.leaders,
            my_units: &self.mine,
            gates: &[],
            candidates: &[],
            new_id: site.office.tools.new_id(),
            today: visitor.now.day(),
        }
    }
}

/// Fields of the form; a unit enters what it found itself, and nothing else.
fn fields(visitor: &Visitor, lists: &Lists<'_>) -> Vec<FieldSpec> {
    let mut specs = registration_specs(lists, visitor.w);
    if !visitor.actor().is_office() {
        preset(&mut specs, &[("kind".to_owned(), SourceKind::SelfFound.code().to_owned())]);
    }
    specs
}

/// `GET /problems/new`.
pub async fn blank(State(site): State<Site>, visitor: Visitor) -> Result<Response, Fault> {
    enterers(&visitor)?;
    let choices = Choices::of(&visitor);
    let specs = fields(&visitor, &choices.lists(&site, &visitor));
    show(&site, &visitor, (specs, Vec::new()), None).await
}

/// `POST /problems/new`.
pub async fn sent(State(site): State<Site>, visitor: Visitor, Form(pairs): Form<Pairs>) -> Result<Response, Fault> {
    enterers(&visitor)?;
    let choices = Choices::of(&visitor);
    let lists = choices.lists(&site, &visitor);
    let mut specs = fields(&visitor, &lists);
    if adding(&pairs).is_some() {
        refill(&mut specs, &pairs, &[]);
        return show(&site, &visitor, (specs, Vec::new()), None).await;
    }
    let command = match parse_registration(&lists, &pairs, visitor.w) {
        Ok(command) => command,
        Err(faults) => {
            refill(&mut specs, &pairs, &faults);
            let answer = show(&site, &visitor, (specs, faults), None).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
        }
    };
    let id = ProblemId(lists.new_id);
    match enter(&site, &visitor, id, &command).await? {
        None => {
            let pairs = [("done", "registered".to_owned()), ("new", id.to_string())];
            Ok(Redirect::to(&path_to(PATH, &pairs)).into_response())
        }
        Some(Refused { faults, known }) => {
            refill(&mut specs, &pairs, &faults);
            let answer = show(&site, &visitor, (specs, faults), known).await?;
            Ok((StatusCode::CONFLICT, answer).into_response())
        }
    }
}

/// Why it was not entered, with the problem that has its number.
struct Refused {
    faults: Vec<FieldFault>,
    known: Option<(String, String)>,
}

async fn enter(site: &Site, visitor: &Visitor, id: ProblemId, command: &Command) -> Result<Option<Refused>, Fault> {
    let w = visitor.w;
    match site.office.act(id, None, command, visitor.by()).await {
        Ok(_) => Ok(None),
        Err(ActError::Refused(refusal)) => {
            let book = visitor.book();
            let fault = |r: &Reason| FieldFault { field: field_of(r), message: reason(w, &book, r) };
            Ok(Some(Refused { faults: refusal.reasons.iter().map(fault).collect(), known: None }))
        }
        Err(ActError::Known { number, problem }) => {
            let message = w.fill("entry.known", &[("number", &number)]);
            // Where it is, only to who may see it.
            let seen = site.office.problem(problem, visitor.actor()).await.is_ok();
            let known = seen.then(|| (message.clone(), link(problem)));
            Ok(Some(Refused { faults: vec![FieldFault { field: "numbers".to_owned(), message }], known }))
        }
        Err(error) => Err(error.into()),
    }
}

/// The field that a reason is about; empty for the whole.
fn field_of(r: &Reason) -> String {
    match r {
        Reason::Field { field, .. } | Reason::DateOrder { field, .. } | Reason::UnknownCode { field, .. } => {
            (*field).to_owned()
        }
        _ => String::new(),
    }
}

fn enterers(visitor: &Visitor) -> Result<(), Fault> {
    if may_enter(visitor.actor()) { Ok(()) } else { Err(Fault::NotAllowed("register")) }
}

async fn show(
    site: &Site,
    visitor: &Visitor,
    form: (Vec<FieldSpec>, Vec<FieldFault>),
    known: Option<(String, String)>,
) -> Result<Response, Fault> {
    let w = visitor.w;
    let (specs, faults) = form;
    let view = FormView {
        action_url: "/problems/new".to_owned(),
        submit_label: w.t("entry.submit").to_owned(),
        cancel_url: PATH.to_owned(),
        specs,
        faults,
        keep_key: keep_key(visitor),
        hidden: Vec::new(),
        files: Files::None,
        pictures: Vec::new(),
        w,
    };
    let intro = w.t(if visitor.actor().is_office() { "entry.intro" } else { "entry.intro_unit" });
    let shell = visitor.shell(site, "problems").await?;
    let answer = page(&EntryPage { shell, intro, known, form: askama::Template::render(&view)? })?;
    Ok(answer.into_response())
}
