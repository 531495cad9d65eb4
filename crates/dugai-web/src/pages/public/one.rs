//! One problem in its public form.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use dugai_domain::disclosure::PublicProblem;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::Stage;

use super::receipt::Said;
use super::{Case, Guest, NoticeSaid, guidance_class, names};
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::page;
use crate::words::W;

struct Step {
    word: &'static str,
    class: &'static str,
    current: bool,
}

struct MeasureLine {
    no: usize,
    text: String,
    due: String,
    accepted: bool,
}

#[derive(Template)]
#[template(path = "public/one.html")]
struct OnePage {
    shell: Shell,
    case: Case,
    source: String,
    guidance: &'static str,
    guidance_class: &'static str,
    supervisors: String,
    goal: String,
    declared: bool,
    steps: Vec<Step>,
    measures: Vec<MeasureLine>,
    notice: Option<NoticeSaid>,
    open: bool,
    struck_off: Option<String>,
    looked_back: Vec<String>,
    event: u64,
    objections: Vec<Said>,
}

/// A problem's id out of an address; what is no id is not there.
pub(super) fn id_of(text: &str) -> Result<ProblemId, Fault> {
    text.parse().map_err(|_| Fault::NotFound)
}

/// `/public/{id}`.
pub(super) async fn show(
    State(site): State<Site>,
    guest: Guest,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Fault> {
    let id = id_of(&id)?;
    let problem = site.office.public_problem(id, guest.now).await?;
    let event = site.office.last_public_event(id).await?;
    let objections = site.office.public_objections(id).await?;
    let objections = objections.iter().map(|o| Said::of(guest.w, o)).collect();
    page(&OnePage { objections, ..view(&guest, &problem, event) })
}

fn view(guest: &Guest, p: &PublicProblem, event: u64) -> OnePage {
    let (w, setup) = (guest.w, &guest.setup);
    let measures = p.measures.iter().enumerate().map(|(i, (text, due, accepted))| MeasureLine {
        no: i + 1,
        text: text.clone(),
        due: due.map(|d| w.date(d)).unwrap_or_default(),
        accepted: *accepted,
    });
    OnePage {
        shell: guest.shell("public"),
        case: Case::of(p, w, setup),
        source: format!("{} · {}", w.code("source", p.source.0.code()), p.source.1),
        guidance: w.code("guidance", p.guidance.code()),
        guidance_class: guidance_class(p.guidance),
        supervisors: names(w, setup, &p.supervisors),
        goal: p.goal.clone(),
        declared: p.declared,
        steps: steps(w, p.stage),
        measures: measures.collect(),
        notice: NoticeSaid::of(p, w, &setup.calendar, guest.now.day()),
        open: p.stage == Stage::Noticed,
        struck_off: p.struck_off.filter(|_| p.stage == Stage::StruckOff).map(|d| w.date_long(d)),
        looked_back: p.looked_back.iter().map(|d| w.date_long(*d)).collect(),
        event,
        objections: Vec::new(),
    }
}

/// The steps of the path, as the public sees it.
const STEPS: [&str; 8] = ["register", "plan", "rectify", "check", "accept", "notice", "file", "strike"];

/// How many steps are done in a stage; the next one is going on.
fn done(stage: Stage) -> usize {
    match stage {
        Stage::Registered | Stage::Claimed | Stage::Planning | Stage::PlanSubmitted => 1,
        Stage::Rectifying => 2,
        Stage::SelfChecked | Stage::Accepting => 4,
        Stage::Accepted | Stage::Noticed => 5,
        Stage::NoticeClosed => 6,
        Stage::Filed => 7,
        Stage::StruckOff => 8,
        Stage::Declared | Stage::NotAccepted | Stage::Voided | Stage::Unfounded | Stage::Withdrawn => 0,
    }
}

fn steps(w: W, stage: Stage) -> Vec<Step> {
    let done = done(stage);
    let class = |i| match i {
        i if i < done => "done",
        i if i == done => "current",
        _ => "",
    };
    let step =
        |(i, code): (usize, &&str)| Step { word: w.code("public.step", code), class: class(i), current: i == done };
    STEPS.iter().enumerate().map(step).collect()
}
