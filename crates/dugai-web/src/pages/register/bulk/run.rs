//! As many single acts as there are problems, and the report of all of them.

use askama::Template;
use axum::response::{IntoResponse, Response};
use dugai_app::ActError;
use dugai_domain::problem::{Claim, Command, Duty, DutyRole, Problem, Supervision};

use super::super::rows::link;
use super::fields::Order;
use super::{Item, Verb, keep_key};
use crate::fault::Fault;
use crate::say::reason::reason;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

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

/// Does it, one by one, and reports on each.
pub(super) async fn run(
    site: &Site,
    visitor: &Visitor,
    order: (Verb, &Order),
    chosen: (&[Item], String),
) -> Result<Response, Fault> {
    let ((verb, order), (items, back)) = (order, chosen);
    let w = visitor.w;
    let mut lines = Vec::new();
    for item in items {
        lines.push(one(site, visitor, order, *item).await);
    }
    let done = lines.iter().filter(|l| l.done).count() as u64;
    let refused = lines.len() as u64 - done;
    let answer = page(&ReportPage {
        shell: visitor.shell(site, "problems").await?,
        title: w.code("bulk", verb.code()),
        clears: keep_key(verb, visitor),
        done,
        refused,
        done_text: w.fill("bulk.done_n", &[("n", &w.number(done))]),
        refused_text: w.fill("bulk.refused_n", &[("n", &w.number(refused))]),
        lines,
        back,
    })?;
    Ok(answer.into_response())
}

async fn one(site: &Site, visitor: &Visitor, order: &Order, item: Item) -> Line {
    let problem = match site.office.problem(item.id, visitor.actor()).await {
        Ok(problem) => problem,
        Err(error) => {
            let reasons = reasons(visitor, error);
            return Line { number: "–".to_owned(), title: String::new(), href: String::new(), done: false, reasons };
        }
    };
    let reasons = act(site, visitor, order, (item, &problem)).await;
    Line {
        number: problem.number_text(),
        title: problem.text.clone(),
        href: link(item.id),
        done: reasons.is_empty(),
        reasons,
    }
}

/// Does what is ordered to one problem; every reason why not.
async fn act(site: &Site, visitor: &Visitor, order: &Order, target: (Item, &Problem)) -> Vec<String> {
    let (item, problem) = target;
    let commands = commands(visitor, order, problem);
    if commands.is_empty() {
        return vec![visitor.w.t("bulk.nobody").to_owned()];
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

fn reasons(visitor: &Visitor, error: ActError) -> Vec<String> {
    let w = visitor.w;
    match error {
        ActError::Refused(refusal) => {
            let book = visitor.book();
            refusal.reasons.iter().map(|r| reason(w, &book, r)).collect()
        }
        ActError::NotFound => vec![w.t("bulk.not_seen").to_owned()],
        ActError::Changed(_) => vec![w.t("bulk.changed").to_owned()],
        other => {
            // What was done before stays done, so the report goes on and says so.
            tracing::error!(error = %other, "an act among many failed");
            vec![w.t("bulk.failed").to_owned()]
        }
    }
}
