//! Reporting a month: one form a problem, the computed word chosen already; what is sent leaves
//! the page and the next one stands first.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query as Asked, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::ActError;
use dugai_app::month::{MonthRow, code, reported};
use dugai_app::register::Query;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::{Command, MonthReport, Problem, Progress};
use dugai_domain::reason::Reason;

use super::lines::badge;
use super::{is_mine, month_asked, readers};
use crate::fault::Fault;
use crate::pages::register::rows::{DueMark, due_mark, link};
use crate::pages::register::terms::path_to;
use crate::pages::register::{Pairs, first};
use crate::say::reason::reason;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

/// Forms on one page.
const FORMS: usize = 20;
/// Characters of a text.
const TEXT_MAX: usize = 2000;

/// The address of a month's forms.
pub fn path(month: &str) -> String {
    path_to("/dispatch/report", &[("month", month.to_owned())])
}

/// What was sent and refused.
struct Refused {
    id: ProblemId,
    word: String,
    text: String,
    faults: Vec<(&'static str, String)>,
}

/// A word that can be chosen.
struct Word {
    code: &'static str,
    text: &'static str,
    class: &'static str,
    computed: bool,
    on: bool,
}

/// The form of one problem.
struct Entry {
    id: String,
    seen: u64,
    keep: String,
    number: String,
    title: String,
    href: String,
    due: DueMark,
    percent: String,
    before: String,
    words: Vec<Word>,
    text: String,
    word_fault: String,
    text_fault: String,
    faults: Vec<String>,
}

/// A problem that is reported already.
struct Told {
    number: String,
    title: String,
    href: String,
    word: &'static str,
    class: &'static str,
    again: String,
}

#[derive(Template)]
#[template(path = "dispatch/report.html")]
struct ReportPage {
    shell: Shell,
    title: String,
    month: String,
    overview: String,
    done: String,
    clears: String,
    left: String,
    more: String,
    entries: Vec<Entry>,
    told: Vec<Told>,
    single: bool,
}

/// `GET /dispatch/report?month=`; with `id=` the form of one problem, to report it anew.
pub async fn blank(State(site): State<Site>, visitor: Visitor, Asked(pairs): Asked<Pairs>) -> Result<Response, Fault> {
    readers(&visitor)?;
    forms(&site, &visitor, &pairs, None).await
}

/// `POST /dispatch/{id}`.
pub async fn sent(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    readers(&visitor)?;
    let id: ProblemId = id.parse().map_err(|_| Fault::NotFound)?;
    let w = visitor.w;
    let (month, wrong) = month_asked(&visitor, &pairs);
    if wrong.is_some() {
        return Err(Fault::Unusable("month", "month".to_owned()));
    }
    let text = first(&pairs, "text").unwrap_or_default().trim();
    let chosen = first(&pairs, "word").unwrap_or_default();
    let refused = |faults| Refused { id, word: chosen.to_owned(), text: text.to_owned(), faults };
    let word = Progress::ALL.into_iter().find(|p| p.code() == chosen);
    let long = text.chars().count() > TEXT_MAX;
    let Some(word) = word.filter(|_| !long) else {
        let mut faults = Vec::new();
        faults.extend(word.is_none().then(|| ("word", w.t("dispatch.fault.word").to_owned())));
        faults.extend(long.then(|| ("text", w.t("dispatch.fault.text").to_owned())));
        return again(&site, &visitor, &pairs, (StatusCode::UNPROCESSABLE_ENTITY, refused(faults))).await;
    };
    let seen = first(&pairs, "seen").and_then(|n| n.parse().ok());
    let command = Command::ReportMonth(MonthReport { month: code(month), word, text: text.to_owned() });
    let faults = match site.office.act(id, seen, &command, visitor.by()).await {
        Ok(_) => {
            let pairs = [("month", code(month)), ("done", "reported".to_owned()), ("was", id.to_string())];
            return Ok(Redirect::to(&path_to("/dispatch/report", &pairs)).into_response());
        }
        Err(ActError::Refused(refusal)) => {
            let book = visitor.book();
            refusal.reasons.iter().map(|r| (field_of(r), reason(w, &book, r))).collect()
        }
        Err(ActError::Changed(_)) => vec![("", w.t("dispatch.fault.changed").to_owned())],
        Err(error) => return Err(error.into()),
    };
    again(&site, &visitor, &pairs, (StatusCode::CONFLICT, refused(faults))).await
}

fn field_of(r: &Reason) -> &'static str {
    match r {
        Reason::Field { field, .. } => field,
        _ => "",
    }
}

async fn again(site: &Site, visitor: &Visitor, pairs: &Pairs, state: (StatusCode, Refused)) -> Result<Response, Fault> {
    // Where the domain refused an act that is not the visitor's, there is no form to show it on.
    let problem = site.office.problem(state.1.id, visitor.actor()).await?;
    let answer = forms(site, visitor, pairs, Some((state.1, problem))).await?;
    Ok((state.0, answer).into_response())
}

async fn forms(
    site: &Site,
    visitor: &Visitor,
    pairs: &Pairs,
    refused: Option<(Refused, Problem)>,
) -> Result<Response, Fault> {
    let w = visitor.w;
    let month = code(month_asked(visitor, pairs).0);
    let found = site.office.month(&month, &Query::default(), visitor.actor()).await?;
    let own: Vec<&MonthRow> = found.rows.iter().filter(|r| is_mine(visitor, r)).collect();
    let single: Option<ProblemId> = first(pairs, "id").and_then(|id| id.parse().ok());
    let refused_id = refused.as_ref().map(|(r, _)| r.id);
    let wanted = |row: &MonthRow| match (single, refused_id) {
        (Some(id), _) => row.row.id == id.0,
        // What was refused is shown in front, from what was sent.
        (None, Some(id)) => row.is_missing() && row.row.id != id.0,
        (None, None) => row.is_missing(),
    };
    let missing = own.iter().filter(|r| r.is_missing()).count();
    let mut entries = Vec::new();
    if let Some((refused, problem)) = &refused {
        entries.push(entry(visitor, &month, problem, Some(refused)));
    }
    for row in own.iter().filter(|r| wanted(r)).take(FORMS) {
        let problem = site.office.problem(ProblemId(row.row.id), visitor.actor()).await?;
        entries.push(entry(visitor, &month, &problem, None));
    }
    let left = missing.saturating_sub(entries.len());
    let told = if single.is_some() { Vec::new() } else { told(visitor, &month, &own) };
    let done = first(pairs, "done").and_then(|code| w.get(&format!("dispatch.done.{code}"))).unwrap_or_default();
    let was = first(pairs, "was").unwrap_or_default();
    let shell = visitor.shell(site, "dispatch").await?;
    let answer = page(&ReportPage {
        title: w.fill("dispatch.report_of", &[("month", &w.month_long(found.first))]),
        overview: path_to("/dispatch", &[("month", month.clone())]),
        done: done.to_owned(),
        clears: if done.is_empty() { String::new() } else { keep_key(visitor, &month, was) },
        left: w.fill("dispatch.left", &[("missing", &missing), ("owed", &own.len())]),
        more: if single.is_none() && left > 0 { w.t1("dispatch.more", left) } else { String::new() },
        entries,
        told,
        single: single.is_some(),
        month,
        shell,
    })?;
    Ok(answer.into_response())
}

fn keep_key(visitor: &Visitor, month: &str, id: &str) -> String {
    format!("month-{month}-{id}-{}", visitor.signed.account)
}

fn told(visitor: &Visitor, month: &str, own: &[&MonthRow]) -> Vec<Told> {
    let one = |row: &&&MonthRow| {
        let (_, report) = row.report.as_ref()?;
        let id = ProblemId(row.row.id);
        let pairs = [("month", month.to_owned()), ("id", id.to_string())];
        Some(Told {
            number: row.row.number.clone(),
            title: row.row.title.clone(),
            href: link(id),
            word: visitor.w.code("progress", report.report.word.code()),
            class: badge(report.report.word),
            again: path_to("/dispatch/report", &pairs),
        })
    };
    own.iter().filter_map(|row| one(&row)).collect()
}

/// The form of a problem: with what was sent, else with what was reported, else as computed.
fn entry(visitor: &Visitor, month: &str, problem: &Problem, refused: Option<&Refused>) -> Entry {
    let w = visitor.w;
    let today = visitor.now.day();
    let computed = problem.computed_progress(today);
    let known = reported(problem, month).map(|(_, m)| &m.report);
    let (word, text) = match (refused, known) {
        (Some(r), _) => (r.word.as_str(), r.text.clone()),
        (None, Some(m)) => (m.word.code(), m.text.clone()),
        (None, None) => (computed.code(), String::new()),
    };
    let last = problem.months.iter().rev().find(|(_, m)| m.report.month.as_str() < month);
    let of = |field: &str| {
        let faults = refused.iter().flat_map(|r| &r.faults);
        faults.filter(|(f, _)| *f == field).map(|(_, m)| m.clone()).collect::<Vec<_>>().join(" ")
    };
    let due = dugai_app::index::indexed(problem, &visitor.setup, visitor.now).row.due;
    Entry {
        id: problem.id.to_string(),
        seen: problem.version,
        keep: keep_key(visitor, month, &problem.id.to_string()),
        number: problem.number_text(),
        title: problem.text.clone(),
        href: link(problem.id),
        due: due_mark(w, problem.id, due, today),
        percent: w.fill("dispatch.percent", &[("n", &problem.percent())]),
        before: last.map_or_else(String::new, |(_, m)| {
            let values: [(&str, &dyn std::fmt::Display); 3] = [
                ("month", &m.report.month),
                ("word", &w.code("progress", m.report.word.code())),
                ("text", &m.report.text),
            ];
            w.fill("dispatch.before", &values)
        }),
        words: words(visitor, computed, word),
        text,
        word_fault: of("word"),
        text_fault: of("text"),
        faults: refused
            .iter()
            .flat_map(|r| &r.faults)
            .filter(|(field, _)| !matches!(*field, "word" | "text"))
            .map(|(_, m)| m.clone())
            .collect(),
    }
}

/// The words that can be reported: never struck off, and done only where it is computed.
fn words(visitor: &Visitor, computed: Progress, chosen: &str) -> Vec<Word> {
    let can = |word: &Progress| *word != Progress::StruckOff && (*word != Progress::Done || computed == Progress::Done);
    let word = |word: Progress| Word {
        code: word.code(),
        text: visitor.w.code("progress", word.code()),
        class: badge(word),
        computed: word == computed,
        on: word.code() == chosen,
    };
    Progress::ALL.into_iter().filter(can).map(word).collect()
}
