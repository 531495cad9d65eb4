//! Reading problems: the list, one problem, its events and its clocks.

use axum::Json;
use axum::extract::{Path, Query, State};
use dugai_app::Kept;
use dugai_app::{NO_DAY, RegisterRow, Setup, register};
use dugai_domain::figures::Figure;
use dugai_domain::ids::{AccountId, UnitId};
use dugai_domain::problem::clocks::clocks as clocks_of;
use dugai_domain::problem::{Guidance, SourceKind, Stage};
use dugai_domain::time::{Timestamp, day_from_number};
use serde_json::{Value, json};

use super::caller::{Caller, Pairs, id_of};
use super::said::{ApiFault, moment, person, unit};
use super::table::{Form, Param};
use crate::names::book;
use crate::say::clock::clock;
use crate::say::event::event;
use crate::site::Site;

const fn param(name: &'static str, form: Form) -> Param {
    Param { name, form, required: false }
}

/// Conditions of the list: those of the register's page.
pub(super) const PARAMS: &[Param] = &[
    param("q", Form::Text),
    param("figure", Form::Codes(|| Figure::ALL.iter().map(|f| f.code()).collect())),
    param("stage", Form::Codes(|| Stage::ALL.iter().map(|s| s.code()).collect())),
    param("source", Form::Codes(|| SourceKind::ALL.iter().map(|s| s.code()).collect())),
    param("guidance", Form::Codes(|| Guidance::ALL.iter().map(|g| g.code()).collect())),
    param("type", Form::Text),
    param("unit", Form::IdOrNone),
    param("supervisor", Form::IdOrNone),
    param("county", Form::IdOrNone),
    param("leader", Form::IdOrNone),
    param("level", Form::Number),
    param("due_from", Form::Day),
    param("due_to", Form::Day),
    param("struck_from", Form::Day),
    param("struck_to", Form::Day),
    param("registered_from", Form::Day),
    param("registered_to", Form::Day),
    param("changed_from", Form::Day),
    param("changed_to", Form::Day),
    param("rebounded", Form::Flag),
    param("round", Form::Text),
    param("sort", Form::Text),
    param("per", Form::Number),
    param("after", Form::Text),
    param("before", Form::Text),
];

/// `GET /problems`.
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Query(pairs): Query<Pairs>,
) -> Result<Json<Value>, ApiFault> {
    caller.only(&pairs, PARAMS)?;
    let (query, mut unread) = register::Query::from_pairs(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())));
    let (query, strange) = query.without_strange_cut();
    unread.extend(strange);
    if !unread.is_empty() {
        return Err(ApiFault::unread(caller.w, &unread));
    }
    let page = site.office.register(&query, caller.actor()).await?;
    let items: Vec<Value> = page.rows.iter().map(|r| row(r, &caller.setup)).collect();
    Ok(Json(json!({
        "total": page.total,
        "as_of": moment(caller.now),
        "items": items,
        "after": page.after,
        "before": page.before,
    })))
}

fn day(number: i64) -> Value {
    if number == NO_DAY { Value::Null } else { json!(day_from_number(number)) }
}

/// A row of the register.
fn row(r: &RegisterRow, setup: &Setup) -> Value {
    json!({
        "id": r.id.as_simple().to_string(),
        "number": r.number,
        "text": r.title,
        "place": r.place,
        "source": SourceKind::of_number(r.source).map(SourceKind::code),
        "source_round": r.source_round,
        "stage": Stage::of_number(r.stage).map(Stage::code),
        "guidance": Guidance::of_number(r.guidance).map(Guidance::code),
        "type": r.kind,
        "level": r.level,
        "unit": unit(setup, r.unit.map(UnitId)),
        "supervisor": unit(setup, r.supervisor.map(UnitId)),
        "county": unit(setup, r.county.map(UnitId)),
        "leader": person(setup, r.leader.map(AccountId)),
        "due": day(r.due),
        "whole_due": day(r.whole_due),
        "look_back": day(r.look_back),
        // What a letter only declares nobody here struck off.
        "struck_off": if Stage::of_number(r.stage) == Some(Stage::Declared) { Value::Null } else { day(r.struck_off) },
        "notice_until": day(r.notice_until),
        "round": r.round,
        "percent": r.percent,
        "public": r.public,
        "registered": moment(Timestamp(r.registered)),
        "changed": moment(Timestamp(r.changed)),
    })
}

/// `GET /problems/{id}`: the state as it is kept.
pub(super) async fn one(
    State(site): State<Site>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiFault> {
    let id = id_of(&id)?;
    let problem = site.office.problem(id, caller.actor()).await?;
    let form = |source| dugai_app::OfficeError::Form { kind: "problem", id: id.0, source };
    Ok(Json(serde_json::to_value(&problem).map_err(form)?))
}

/// `GET /problems/{id}/events`.
pub(super) async fn events(
    State(site): State<Site>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiFault> {
    let id = id_of(&id)?;
    let history = site.office.history(id, caller.actor()).await?;
    let names = book(&caller.setup);
    let items = history.iter().map(|Kept { seq, recorded, .. }| {
        let code = recorded.event.code();
        // The recorded form names the event around its content; here the name has its own place.
        let whole = serde_json::to_value(&recorded.event).unwrap_or_default();
        json!({
            "seq": seq,
            "at": moment(recorded.at),
            "by": person(&caller.setup, recorded.by),
            "event": code,
            "words": event(caller.w, &names, recorded).head,
            "content": whole.get(code),
        })
    });
    Ok(Json(json!({ "items": items.collect::<Vec<_>>() })))
}

/// `GET /problems/{id}/clocks`.
pub(super) async fn clocks(
    State(site): State<Site>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiFault> {
    let problem = site.office.problem(id_of(&id)?, caller.actor()).await?;
    let (setup, names) = (&caller.setup, book(&caller.setup));
    let items = clocks_of(&problem, &setup.reference, &setup.calendar, caller.now).into_iter().map(|c| {
        let said = clock(caller.w, &names, &c);
        let steps: Vec<Value> = said.steps.iter().map(|s| json!({ "label": s.label, "text": s.text })).collect();
        json!({
            "id": c.id.text(),
            "name": said.title,
            "state": c.state.code(),
            "words": said.due,
            "started": c.started,
            "due": c.term.date(),
            "stopped": c.stopped.map(moment),
            "days_left": c.days_left,
            "provisional_year": c.term.provisional(),
            "derivation": steps,
        })
    });
    Ok(Json(json!({ "items": items.collect::<Vec<_>>() })))
}
