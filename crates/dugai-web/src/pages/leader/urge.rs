//! The three worst with their reasons, and the urge letter: from the page itself, or on a page of
//! its own where more is to be chosen or something is to be put right.

use askama::Template;
use axum::Form;
use axum::extract::{Query as Asked, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::ActError;
use dugai_app::overview::Stated;
use dugai_domain::ids::{ProblemId, UnitId};
use dugai_domain::problem::{Command, DutyRole, Problem, Supervision};
use dugai_domain::reason::Reason;
use dugai_domain::time::day_number;
use jiff::civil::Date;

use super::readers;
use crate::fault::Fault;
use crate::form::{FieldFault, FieldKind, FieldSpec, Files, FormView};
use crate::pages::register::rows::{DueMark, due_mark, link, stage_class};
use crate::pages::register::terms::path_to;
use crate::pages::register::{Pairs, first};
use crate::say::reason::reason;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

/// How many are called the worst.
const WORST: usize = 3;
/// Working days a reply is given.
const REPLY_DAYS: usize = 3;
/// Characters of a text.
const TEXT_MAX: usize = 2000;

/// One of the worst, with its small form.
pub struct Worst {
    /// Place, from 1.
    pub rank: usize,
    /// Its id.
    pub id: String,
    /// Version looked at.
    pub seen: u64,
    /// Number.
    pub number: String,
    /// Text.
    pub title: String,
    /// The problem.
    pub href: String,
    /// Stage in words, and the class of its badge.
    pub stage: (&'static str, &'static str),
    /// Due mark.
    pub due: DueMark,
    /// Reasons.
    pub why: String,
    /// Units that answer for it.
    pub units: Vec<(String, String)>,
    /// Their names.
    pub who: String,
    /// An urge that waits for its answer, in words; empty for none.
    pub urged: String,
    /// Under which key the browser keeps the letter.
    pub keep: String,
    /// Text to begin with.
    pub text: &'static str,
    /// Reply by, to begin with.
    pub reply_by: String,
    /// First day allowed.
    pub today: String,
}

/// The worst, as of now.
pub async fn worst(site: &Site, visitor: &Visitor) -> Result<Vec<Worst>, Fault> {
    let found = site.office.worst(WORST, visitor.actor()).await?;
    Ok(found.iter().zip(1..).map(|(s, rank)| card(visitor, s, rank)).collect())
}

fn card(visitor: &Visitor, s: &Stated, rank: usize) -> Worst {
    let (w, id, today) = (visitor.w, ProblemId(s.row.id), visitor.now.day());
    let units = units(visitor, &s.problem);
    Worst {
        rank,
        id: id.to_string(),
        seen: s.problem.version,
        number: s.row.number.clone(),
        title: s.row.title.clone(),
        href: link(id),
        stage: (w.code("stage", s.problem.stage.code()), stage_class(s.problem.stage)),
        due: due_mark(w, id, s.row.due, today),
        why: why(visitor, s),
        who: w.list(units.iter().map(|(_, name)| name)),
        units,
        urged: urged(visitor, &s.problem),
        keep: keep_key(visitor, &id.to_string()),
        text: w.t("leader.urge_preset"),
        reply_by: reply_by(visitor).to_string(),
        today: today.to_string(),
    }
}

/// Under which key the browser keeps the letter about a problem.
pub fn keep_key(visitor: &Visitor, problem: &str) -> String {
    format!("urge-{problem}-{}", visitor.signed.account)
}

/// Why it is among the worst.
fn why(visitor: &Visitor, s: &Stated) -> String {
    let w = visitor.w;
    let mut parts = vec![w.t1("leader.overdue_by", day_number(visitor.now.day()) - s.row.due)];
    if s.row.level > 0 {
        parts.push(w.t(&format!("level.{}", s.row.level)).to_owned());
    }
    match s.problem.returns.len() {
        0 => {}
        n => parts.push(w.t1("leader.returned", n)),
    }
    if s.problem.round > 1 {
        parts.push(w.fill("register.round_no", &[("n", &s.problem.round)]));
    }
    w.list(parts)
}

fn urged(visitor: &Visitor, problem: &Problem) -> String {
    let w = visitor.w;
    let open = problem.supervisions.iter().rev().filter(|s| s.answer.is_none());
    let waits = open.filter_map(|s| match &s.act {
        Supervision::Urge { reply_by, .. } => Some(*reply_by),
        _ => None,
    });
    let said = |day: Date| {
        let key = if day < visitor.now.day() { "leader.urged_late" } else { "leader.urged" };
        w.fill(key, &[("date", &w.date(day))])
    };
    waits.map(said).next().unwrap_or_default()
}

/// Units that answer for a problem today.
fn units(visitor: &Visitor, problem: &Problem) -> Vec<(String, String)> {
    let units = problem.units_in(DutyRole::Responsible, visitor.now.day());
    units.map(|u| (u.to_string(), visitor.setup.unit_name(u))).collect()
}

fn reply_by(visitor: &Visitor) -> Date {
    let calendar = &visitor.setup.calendar;
    (0..REPLY_DAYS).fold(visitor.now.day(), |day, _| calendar.next_working_day(day).date)
}

#[derive(Template)]
#[template(path = "leader/urge.html")]
struct UrgePage {
    shell: Shell,
    number: String,
    title: String,
    href: String,
    urged: String,
    form: String,
}

/// `GET /leader/urge?problem=`.
pub async fn ask(State(site): State<Site>, visitor: Visitor, Asked(pairs): Asked<Pairs>) -> Result<Response, Fault> {
    readers(&visitor)?;
    let problem = named(&site, &visitor, &pairs).await?;
    let typed = [
        ("text".to_owned(), visitor.w.t("leader.urge_preset").to_owned()),
        ("reply_by".to_owned(), reply_by(&visitor).to_string()),
    ];
    show(&site, &visitor, &problem, (&typed, Vec::new())).await
}

/// `POST /leader/urge`.
pub async fn sent(State(site): State<Site>, visitor: Visitor, Form(pairs): Form<Pairs>) -> Result<Response, Fault> {
    readers(&visitor)?;
    let problem = named(&site, &visitor, &pairs).await?;
    let seen = first(&pairs, "seen").and_then(|n| n.parse().ok());
    let order = match read(&visitor, &problem, &pairs) {
        Ok(order) => order,
        Err(faults) => return again(&site, &visitor, &problem, (&pairs, faults)).await,
    };
    match site.office.act(problem.id, seen, &Command::Supervise(order), visitor.by()).await {
        Ok(_) => {
            let pairs = [("done", "urged".to_owned()), ("problem", problem.id.to_string())];
            Ok(Redirect::to(&path_to("/leader", &pairs)).into_response())
        }
        Err(ActError::Refused(refusal)) => {
            let book = visitor.book();
            let fault = |r: &Reason| FieldFault { field: String::new(), message: reason(visitor.w, &book, r) };
            let faults = refusal.reasons.iter().map(fault).collect();
            again(&site, &visitor, &problem, (&pairs, faults)).await
        }
        Err(ActError::Changed(now)) => {
            let message = visitor.w.t("leader.changed").to_owned();
            let faults = vec![FieldFault { field: String::new(), message }];
            again(&site, &visitor, &now, (&pairs, faults)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn named(site: &Site, visitor: &Visitor, pairs: &Pairs) -> Result<Problem, Fault> {
    let id: ProblemId = first(pairs, "problem").and_then(|id| id.parse().ok()).ok_or(Fault::NotFound)?;
    Ok(site.office.problem(id, visitor.actor()).await?)
}

/// Reads the letter, or tells every fault.
fn read(visitor: &Visitor, problem: &Problem, pairs: &Pairs) -> Result<Supervision, Vec<FieldFault>> {
    let value = |name: &str| first(pairs, name).unwrap_or_default().trim();
    let unit: Option<UnitId> =
        units(visitor, problem).iter().find(|(id, _)| id == value("unit")).and_then(|(id, _)| id.parse().ok());
    let text = Some(value("text")).filter(|t| !t.is_empty() && t.chars().count() <= TEXT_MAX);
    let day: Option<Date> = value("reply_by").parse().ok().filter(|day| *day >= visitor.now.day());
    match (unit, text, day) {
        (Some(unit), Some(text), Some(reply_by)) => Ok(Supervision::Urge { unit, text: text.to_owned(), reply_by }),
        (unit, text, day) => {
            let wrong = [("unit", unit.is_none()), ("text", text.is_none()), ("reply_by", day.is_none())];
            let fault = |name: &str| FieldFault {
                field: name.to_owned(),
                message: visitor.w.code("leader.fault", name).to_owned(),
            };
            Err(wrong.into_iter().filter(|(_, wrong)| *wrong).map(|(name, _)| fault(name)).collect())
        }
    }
}

async fn again(
    site: &Site,
    visitor: &Visitor,
    problem: &Problem,
    state: (&Pairs, Vec<FieldFault>),
) -> Result<Response, Fault> {
    let answer = show(site, visitor, problem, (state.0, state.1)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response())
}

async fn show(
    site: &Site,
    visitor: &Visitor,
    problem: &Problem,
    state: (&[(String, String)], Vec<FieldFault>),
) -> Result<Response, Fault> {
    let w = visitor.w;
    let (typed, faults) = state;
    let field = |name: &str, kind: FieldKind| FieldSpec {
        name: name.to_owned(),
        label: w.code("leader.field", name).to_owned(),
        hint: String::new(),
        kind,
        required: true,
        value: first(typed, name).map(str::to_owned).into_iter().collect(),
        fault: faults.iter().find(|f| f.field == name).map(|f| f.message.clone()),
    };
    let units = units(visitor, problem);
    let mut unit = field("unit", FieldKind::Choice(units.clone()));
    if let (true, [(only, _)]) = (unit.value.is_empty(), units.as_slice()) {
        unit.value = vec![only.clone()];
    }
    let day = FieldKind::Date { min: Some(visitor.now.day()), max: None };
    let specs = vec![unit, field("text", FieldKind::Area), field("reply_by", day)];
    let form = FormView {
        action_url: "/leader/urge".to_owned(),
        submit_label: w.t("leader.urge").to_owned(),
        cancel_url: "/leader".to_owned(),
        specs,
        faults,
        keep_key: keep_key(visitor, &problem.id.to_string()),
        hidden: vec![("problem".to_owned(), problem.id.to_string()), ("seen".to_owned(), problem.version.to_string())],
        files: Files::None,
        pictures: Vec::new(),
        w,
    };
    let shell = visitor.shell(site, "leader").await?;
    let answer = page(&UrgePage {
        number: problem.number_text(),
        title: problem.text.clone(),
        href: link(problem.id),
        urged: urged(visitor, problem),
        form: Template::render(&form)?,
        shell,
    })?;
    Ok(answer.into_response())
}
