//! Acting: which acts are possible and why others are not, one act, a registration.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dugai_app::{Acted, text};
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::check::check;
use dugai_domain::problem::{Action, Command, Event};
use dugai_domain::reason::Reason;
use serde_json::{Map, Value, json};

use super::BASE;
use super::caller::{Caller, id_of};
use super::said::{ApiFault, reasons};
use super::wrong;
use crate::fault::Fault;
use crate::site::Site;
use crate::words::W;

type Sent = Result<Json<Value>, JsonRejection>;

/// Whether a program may ask for an act here. Registration has an address of its own; evidence
/// and objections come with content that is sealed beside the event; the rest belongs to
/// imports and to the program itself.
pub(super) fn is_offered(action: Action) -> bool {
    !matches!(
        action,
        Action::Register
            | Action::AddEvidence
            | Action::ReceiveObjection
            | Action::ProposeChange
            | Action::Void
            | Action::Escalate
    )
}

/// `GET /problems/{id}/actions`.
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiFault> {
    let problem = site.office.problem(id_of(&id)?, caller.actor()).await?;
    let (w, setup) = (caller.w, &caller.setup);
    let ctx = caller.context();
    let items = Action::ALL.iter().copied().filter(|a| is_offered(*a)).map(|action| {
        let against = check(action, Some(&problem), &ctx);
        json!({
            "action": action.code(),
            "name": w.code("action", action.code()),
            "possible": against.is_empty(),
            "reasons": reasons(w, setup, &against),
            "codes": against.iter().map(Reason::code).collect::<Vec<_>>(),
        })
    });
    Ok(Json(json!({ "version": problem.version, "items": items.collect::<Vec<_>>() })))
}

/// `POST /problems/{id}/actions/{action}`.
pub(super) async fn act(
    State(site): State<Site>,
    caller: Caller,
    Path((id, action)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, ApiFault> {
    caller.writes()?;
    let id = id_of(&id)?;
    let action = Action::from_code(&action).filter(|a| is_offered(*a)).ok_or(Fault::NotFound)?;
    let mut body = object(&caller, sent)?;
    let seen = body.remove("seen");
    let content = body.remove("content").unwrap_or_else(|| json!({}));
    let mut faults: Vec<String> = body.keys().map(|name| wrong::unknown(caller.w, name)).collect();
    let seen = seen.as_ref().and_then(Value::as_u64);
    if seen.is_none() {
        faults.push(wrong::seen(caller.w));
    }
    faults.extend(unkeepable(caller.w, &content));
    let command = command((caller.w, action), &content, &mut faults);
    let (Some(command), true) = (command, faults.is_empty()) else {
        return Err(ApiFault::content(caller.w, faults));
    };
    // Who may not see it, or may not do it, is told so by the use case.
    let done = site.office.act(id, seen, &command, caller.by()).await;
    let acted = done.map_err(|error| ApiFault::of_act(&caller, error))?;
    Ok(Json(told(id, &acted)).into_response())
}

/// `POST /problems`.
pub(super) async fn register(State(site): State<Site>, caller: Caller, sent: Sent) -> Result<Response, ApiFault> {
    caller.writes()?;
    let body = Value::Object(object(&caller, sent)?);
    let mut faults = unkeepable(caller.w, &body);
    let command = command((caller.w, Action::Register), &body, &mut faults);
    let (Some(command), true) = (command, faults.is_empty()) else {
        return Err(ApiFault::content(caller.w, faults));
    };
    if let Command::Register(registration) = &command {
        // Only an import knows rows of files.
        if registration.import.is_some() {
            return Err(ApiFault::content(caller.w, [wrong::not_here(caller.w, "import")]));
        }
    }
    let id = ProblemId(site.office.tools.new_id());
    let done = site.office.act(id, None, &command, caller.by()).await;
    let acted = done.map_err(|error| ApiFault::of_act(&caller, error))?;
    let mut response = (StatusCode::CREATED, Json(told(id, &acted))).into_response();
    if let Ok(place) = HeaderValue::try_from(format!("{BASE}/problems/{id}")) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

fn object(caller: &Caller, sent: Sent) -> Result<Map<String, Value>, ApiFault> {
    match sent {
        Ok(Json(Value::Object(map))) => Ok(map),
        Ok(_) => Err(ApiFault::no_json(caller.w, caller.w.t("api.wrong.no_object"))),
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(Fault::Request(StatusCode::PAYLOAD_TOO_LARGE).into())
        }
        Err(error) if error.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            Err(Fault::Request(StatusCode::UNSUPPORTED_MEDIA_TYPE).into())
        }
        Err(error) => Err(ApiFault::no_json(caller.w, &wrong::syntax(caller.w, &error.body_text()))),
    }
}

/// Texts and lists of a content that cannot be kept, in words.
fn unkeepable(w: W, content: &Value) -> Vec<String> {
    let words = |fault| match fault {
        text::Fault::Character => w.t("form.fault.characters").to_owned(),
        text::Fault::Long(n) => w.fill("form.fault.long", &[("n", &n)]),
        text::Fault::Many(n) => w.fill("form.fault.rows_max", &[("n", &n)]),
    };
    text::faults(content).into_iter().map(|(at, fault)| format!("{at}: {}", words(fault))).collect()
}

fn told(id: ProblemId, acted: &Acted) -> Value {
    json!({
        "id": id.to_string(),
        "version": acted.problem.version,
        "stage": acted.problem.stage.code(),
        "number": acted.problem.number_text(),
        "events": acted.events.iter().map(Event::code).collect::<Vec<_>>(),
    })
}

/// The command in a content; what is wrong with it is added to the faults.
fn command(what: (W, Action), content: &Value, faults: &mut Vec<String>) -> Option<Command> {
    let (w, action) = what;
    match Command::read(action, content) {
        Ok(command) => {
            if let Ok(kept) = command.content(serde_json::value::Serializer) {
                let mut strange = Vec::new();
                lost(content, &kept, "", &mut strange);
                faults.extend(strange.iter().map(|field| wrong::unknown(w, field)));
            }
            Some(command)
        }
        Err(error) => {
            faults.push(wrong::content(w, &error.to_string()));
            None
        }
    }
}

/// Fields that were sent and not taken: a misspelt name must not be lost in silence.
fn lost(sent: &Value, kept: &Value, at: &str, strange: &mut Vec<String>) {
    match (sent, kept) {
        (Value::Object(sent), kept) => {
            for (name, value) in sent {
                match kept.get(name) {
                    Some(kept) => lost(value, kept, &format!("{at}{name}."), strange),
                    None if says_nothing(value) => {}
                    None => strange.push(format!("{at}{name}")),
                }
            }
        }
        (Value::Array(sent), Value::Array(kept)) => {
            for (i, (sent, kept)) in sent.iter().zip(kept).enumerate() {
                lost(sent, kept, &format!("{at}{i}."), strange);
            }
        }
        _ => {}
    }
}

/// A value that a record leaves out.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_misspelt_field_is_told_at_any_depth_and_an_empty_one_is_not() {
        let en = W::new(Lang::En);
        let draft = json!({
            "goal": "g", "standard": "water", "safty": "x", "due": null,
            "measures": [{ "no": 1, "text": "t", "owner": null, "due": null, "golas": "x", "goal": "" }],
        });
        let mut faults = Vec::new();
        assert!(command((en, Action::DraftPlan), &draft, &mut faults).is_some());
        assert_eq!(faults, ["There is no field `measures.0.golas`", "There is no field `safty`"]);
        let mut faults = Vec::new();
        assert!(command((en, Action::DraftPlan), &json!({ "goal": "g" }), &mut faults).is_none());
        assert_eq!(faults, ["The field `measures` is missing"]);
    }
}
