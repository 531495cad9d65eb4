//! As many single acts as there are problems, and the report of all of them.

use askama::Template;
use axum::response::{IntoResponse, Response};
use dugai_app::ActError;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::{Claim, Command, Duty, DutyRole, Problem, Supervision};

use serde::{Deserialize, Serialize};

use super::super::rows::link;
use super::fields::Order;
use super::{Asked, Item, Verb, back, keep_key};
use crate::fault::Fault;
use crate::say::reason::reason;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};
use crate::words::{Lang, W};

/// What became of one problem.
struct Line {
    number: String,
    title: String,
    href: String,
    done: bool,
    reasons: Vec<String>,
}

#[derive(Template)]
#[template(path = "register/report.html")]
struct ReportPage {
    shell: Shell,
    title: &'static str,
    clears: String,
    done: u64,
    refused: u64,
    done_text: String,
    refused_text: String,
    lines: Vec<Line>,
    back: String,
}

/// What is kept of what became of one problem.
#[derive(Serialize, Deserialize)]
pub(super) struct Told {
    problem: ProblemId,
    done: bool,
    /// Why not, in the words of each language.
    reasons: Vec<[String; 2]>,
}

/// Does it, one by one, and tells of each.
pub(super) async fn run(site: &Site, visitor: &Visitor, order: &Order, items: &[Item]) -> Vec<Told> {
    let mut told = Vec::new();
    for item in items {
        let reasons = match site.office.problem(item.id, visitor.actor()).await {
            Ok(problem) => act(site, visitor, order, (*item, &problem)).await,
            Err(error) => reasons(visitor, error),
        };
        told.push(Told { problem: item.id, done: reasons.is_empty(), reasons });
    }
    told
}

/// The report of all of them.
pub(super) async fn show(site: &Site, visitor: &Visitor, asked: Asked<'_>, told: &[Told]) -> Result<Response, Fault> {
    let w = visitor.w;
    let mut lines = Vec::new();
    for one in told {
        lines.push(line(site, visitor, one).await?);
    }
    let done = lines.iter().filter(|l| l.done).count() as u64;
    let refused = lines.len() as u64 - done;
    let answer = page(&ReportPage {
        shell: visitor.shell(site, "problems").await?,
        title: w.code("bulk", asked.verb.code()),
        clears: keep_key(asked.id, visitor),
        done,
        refused,
        done_text: w.fill("bulk.done_n", &[("n", &w.number(done))]),
        refused_text: w.fill("bulk.refused_n", &[("n", &w.number(refused))]),
        lines,
        back: back(asked.pairs),
    })?;
    Ok(answer.into_response())
}

async fn line(site: &Site, visitor: &Visitor, told: &Told) -> Result<Line, Fault> {
    let (number, title, href) = match site.office.problem(told.problem, visitor.actor()).await {
        Ok(problem) => (problem.number_text(), problem.text.clone(), link(told.problem)),
        Err(ActError::NotFound) => ("–".to_owned(), String::new(), String::new()),
        Err(error) => return Err(error.into()),
    };
    let words = |[zh, en]: &[String; 2]| if visitor.w.lang == Lang::Zh { zh.clone() } else { en.clone() };
    Ok(Line { number, title, href, done: told.done, reasons: told.reasons.iter().map(words).collect() })
}

/// Does what is ordered to one problem; every reason why not.
async fn act(site: &Site, visitor: &Visitor, order: &Order, target: (Item, &Problem)) -> Vec<[String; 2]> {
    let (item, problem) = target;
    let commands = commands(visitor, order, problem);
    if commands.is_empty() {
        return vec![both("bulk.nobody")];
    }
    let mut seen = item.seen;
    let mut all = Vec::new();
    for command in &commands {
        match site.office.act(item.id, seen, command, visitor.by()).await {
            Ok(acted) => seen = Some(acted.problem.version),
            Err(error) => all.extend(reasons(visitor, error)),
        }
    }
    all
}

/// The acts of one problem, where nothing of them is still to be typed.
pub(super) fn known(verb: Verb, visitor: &Visitor, problem: &Problem) -> Option<Vec<Command>> {
    (verb == Verb::Claim).then(|| commands(visitor, &Order::Claim(String::new()), problem))
}

/// The acts of one problem: one for every unit it concerns.
fn commands(visitor: &Visitor, order: &Order, problem: &Problem) -> Vec<Command> {
    let day = visitor.now.day();
    let responsible: Vec<_> = problem.units_in(DutyRole::Responsible, day).collect();
    match order {
        Order::Claim(note) => {
            let mine: Vec<_> = responsible.iter().copied().filter(|u| visitor.actor().works_in(*u)).collect();
            // Somebody of another unit asks too, and is told by the domain why not.
            let units = if mine.is_empty() { responsible.into_iter().take(1).collect() } else { mine };
            units.into_iter().map(|unit| Command::Claim(Claim { unit, note: note.clone() })).collect()
        }
        Order::Assign(role, unit) => {
            vec![Command::AssignDuty(Duty { role: *role, unit: *unit, person: String::new(), from: day, to: None })]
        }
        Order::Urge(text, reply_by) => responsible
            .into_iter()
            .map(|unit| Command::Supervise(Supervision::Urge { unit, text: text.clone(), reply_by: *reply_by }))
            .collect(),
    }
}

/// The words of a key in each language.
fn both(key: &str) -> [String; 2] {
    [Lang::Zh, Lang::En].map(|lang| W::new(lang).t(key).to_owned())
}

fn reasons(visitor: &Visitor, error: ActError) -> Vec<[String; 2]> {
    match error {
        ActError::Refused(refusal) => {
            let book = visitor.book();
            let said = |r: &_| [Lang::Zh, Lang::En].map(|lang| reason(W::new(lang), &book, r));
            refusal.reasons.iter().map(said).collect()
        }
        ActError::NotFound => vec![both("bulk.not_seen")],
        ActError::Changed(_) => vec![both("bulk.changed")],
        other => {
            // What was done before stays done, so the report goes on and says so.
            tracing::error!(error = %other, "an act among many failed");
            vec![both("bulk.failed")]
        }
    }
}
