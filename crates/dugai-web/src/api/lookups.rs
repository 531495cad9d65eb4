//! What programs look up: who they are, figures, units, what waits, a deadline.

use axum::Json;
use axum::extract::{Path, Query, State};
use dugai_app::{NO_DAY, TodoRow, register};
use dugai_domain::calendar::{Deadline, SkippedRun, Span, Start, Unit, Why};
use dugai_domain::figures::Figure;
use dugai_domain::ids::UnitId;
use dugai_domain::problem::Stage;
use dugai_domain::time::{Timestamp, day_from_number};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::BASE;
use super::caller::{Caller, Pairs};
use super::said::{ApiFault, moment, unit};
use super::table::{Form, Param};
use crate::fault::Fault;
use crate::site::Site;
use crate::words::W;

/// Conditions of what waits.
pub(super) const WAITING: &[Param] = &[
    Param { name: "offset", form: Form::Number, required: false },
    Param { name: "limit", form: Form::Number, required: false },
];

/// Conditions of a deadline.
pub(super) const DEADLINE: &[Param] = &[
    Param { name: "start", form: Form::Day, required: true },
    Param { name: "n", form: Form::Number, required: true },
    Param { name: "unit", form: Form::Codes(|| vec!["natural", "working", "months"]), required: true },
    Param { name: "first", form: Form::Codes(|| vec!["next_day", "same_day"]), required: false },
    Param { name: "roll", form: Form::Flag, required: false },
];

/// Longest span that is counted.
const SPAN_MAX: u32 = 5000;

/// `GET /me`.
pub(super) async fn me(caller: Caller) -> Result<Json<Value>, ApiFault> {
    let setup = &caller.setup;
    let held = caller.actor().posts.iter().filter(|p| p.post.term.holds(caller.actor().day));
    let posts: Vec<Value> =
        held.map(|p| json!({ "role": p.post.role.code(), "unit": unit(setup, Some(p.post.unit)) })).collect();
    Ok(Json(json!({
        "account": caller.signed.account.to_string(),
        "name": setup.account_name(caller.signed.account),
        "posts": posts,
        "writes": caller.signed.writes,
        "city": setup.city(),
        "demonstration": setup.is_demo(),
        "now": moment(caller.now),
    })))
}

async fn counted(site: &Site, caller: &Caller, figure: Figure) -> Result<Value, ApiFault> {
    let (w, code) = (caller.w, figure.code());
    Ok(json!({
        "code": code,
        "name": w.code("figure", code),
        "definition": w.t(&format!("figure.{code}.definition")),
        "count": site.office.figure(figure, caller.actor()).await?,
        "as_of": moment(caller.now),
        "rows": format!("{BASE}/problems?figure={code}"),
    }))
}

/// `GET /figures`.
pub(super) async fn figures(State(site): State<Site>, caller: Caller) -> Result<Json<Value>, ApiFault> {
    let mut items = Vec::new();
    for figure in Figure::ALL {
        items.push(counted(&site, &caller, figure).await?);
    }
    Ok(Json(json!({ "items": items })))
}

/// `GET /figures/{code}`.
pub(super) async fn figure(
    State(site): State<Site>,
    caller: Caller,
    Path(code): Path<String>,
) -> Result<Json<Value>, ApiFault> {
    let figure = Figure::from_code(&code).ok_or(Fault::NotFound)?;
    Ok(Json(counted(&site, &caller, figure).await?))
}

/// `GET /units`.
pub(super) async fn units(caller: Caller) -> Result<Json<Value>, ApiFault> {
    let items = caller.setup.units.values().map(|u| {
        json!({
            "id": u.id.to_string(),
            "name": u.name,
            "short": u.short,
            "kind": u.kind.code(),
            "parent": u.parent.map(|p| p.to_string()),
            "aliases": u.aliases,
            "from": u.term.from,
            "to": u.term.to,
        })
    });
    Ok(Json(json!({ "items": items.collect::<Vec<_>>() })))
}

fn given<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(n, v)| n == name && !v.trim().is_empty()).map(|(_, v)| v.trim())
}

/// A value of an address by a reader; what cannot be read is told.
fn read<T>(w: W, pairs: &Pairs, name: &str, reader: impl Fn(&str) -> Option<T>) -> Result<Option<T>, ApiFault> {
    let Some(text) = given(pairs, name) else { return Ok(None) };
    let value = reader(text).ok_or_else(|| ApiFault::unread(w, &[(name.to_owned(), text.to_owned())]))?;
    Ok(Some(value))
}

/// `GET /todo`.
pub(super) async fn todo(
    State(site): State<Site>,
    caller: Caller,
    Query(pairs): Query<Pairs>,
) -> Result<Json<Value>, ApiFault> {
    caller.only(&pairs, WAITING)?;
    let offset = read(caller.w, &pairs, "offset", |t| t.parse::<u32>().ok())?.unwrap_or(0);
    let within = |n: &u32| (1..=register::PAGE_MAX).contains(n);
    let limit = read(caller.w, &pairs, "limit", |t| t.parse().ok().filter(within))?.unwrap_or(register::PAGE);
    let asked = register::Query::default();
    let (rows, total) = site.office.todo(&asked, caller.actor(), (offset, limit)).await?;
    let items: Vec<Value> = rows.iter().map(|r| waiting(&caller, r)).collect();
    Ok(Json(json!({ "total": total, "offset": offset, "items": items })))
}

fn waiting(caller: &Caller, r: &TodoRow) -> Value {
    json!({
        "problem": r.problem.as_simple().to_string(),
        "number": r.number,
        "text": r.title,
        "stage": Stage::of_number(r.stage).map(Stage::code),
        "action": r.action,
        "action_name": caller.w.code("action", &r.action),
        "due": (r.due != NO_DAY).then(|| day_from_number(r.due)),
        "unit": unit(&caller.setup, r.unit.map(UnitId)),
        "changed": moment(Timestamp(r.changed)),
    })
}

/// `GET /calendar/deadline`.
pub(super) async fn deadline(caller: Caller, Query(pairs): Query<Pairs>) -> Result<Json<Value>, ApiFault> {
    let w = caller.w;
    caller.only(&pairs, DEADLINE)?;
    let missing = |name: &str| ApiFault::unread(w, &[(name.to_owned(), String::new())]);
    let start = read(w, &pairs, "start", |t| t.parse::<Date>().ok())?.ok_or_else(|| missing("start"))?;
    let n = read(w, &pairs, "n", |t| t.parse().ok().filter(|n| (1..=SPAN_MAX).contains(n)))?;
    let unit = read(w, &pairs, "unit", unit_of)?.ok_or_else(|| missing("unit"))?;
    let first = read(w, &pairs, "first", start_of)?.unwrap_or(Start::NextDay);
    let roll = given(&pairs, "roll").is_some_and(|v| matches!(v, "1" | "true" | "on"));
    let span = Span { n: n.ok_or_else(|| missing("n"))?, unit, start: first, roll };
    let calendar = &caller.setup.calendar;
    Ok(Json(derived(&calendar.deadline(start, span), calendar.version())))
}

fn unit_of(text: &str) -> Option<Unit> {
    match text {
        "natural" => Some(Unit::Natural),
        "working" => Some(Unit::Working),
        "months" => Some(Unit::Months),
        _ => None,
    }
}

fn start_of(text: &str) -> Option<Start> {
    match text {
        "next_day" => Some(Start::NextDay),
        "same_day" => Some(Start::SameDay),
        _ => None,
    }
}

fn derived(deadline: &Deadline, calendar: u32) -> Value {
    let d = &deadline.derivation;
    json!({
        "date": deadline.date,
        "provisional_year": deadline.provisional,
        "calendar": calendar,
        "start": d.start,
        "first_counted": d.first_counted,
        "counted": d.counted,
        "skipped": d.skipped.iter().map(skipped).collect::<Vec<_>>(),
        "make_up_counted": d.make_up_counted,
        "rolled_from": d.rolled_from,
    })
}

fn skipped(run: &SkippedRun) -> Value {
    let (why, name) = match &run.why {
        Why::Weekend => ("weekend", None),
        Why::Holiday(name) => ("holiday", Some(name)),
        Why::Paused => ("paused", None),
    };
    json!({ "from": run.from, "to": run.to, "why": why, "name": name })
}
