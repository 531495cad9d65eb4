//! The OpenAPI 3.1 document, made from the table of operations.

mod schemas;

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::table::{BYTES, Body, Form, OPERATIONS, Operation, Param, Verb};
use super::{BASE, acts};
use crate::fault::Fault;
use crate::site::Site;
use crate::words::W;
use dugai_domain::figures::Figure;
use dugai_domain::problem::Action;

/// `GET /openapi.json`.
pub(super) async fn show(State(site): State<Site>, w: W) -> Result<Json<Value>, Fault> {
    let setup = site.office.setup().await?;
    let mut paths: Map<String, Value> = Map::new();
    for op in OPERATIONS {
        let path = paths.entry(format!("{BASE}{}", op.path)).or_insert_with(|| json!({}));
        if let Value::Object(path) = path {
            path.insert(op.verb.word().to_owned(), operation(op, w));
        }
    }
    Ok(Json(json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("{} {}", w.t("shell.name"), setup.city()),
            "version": env!("CARGO_PKG_VERSION"),
            "description": w.t("api.about"),
        },
        "security": [{ "token": [] }, { "session": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": w.t("api.token") },
                "session": { "type": "apiKey", "in": "cookie", "name": "sid", "description": w.t("api.session") },
            },
            "schemas": schemas::all(),
        },
    })))
}

fn operation(op: &Operation, w: W) -> Value {
    let mut parameters: Vec<Value> = in_path(op.path).map(|name| path_parameter(name, w)).collect();
    parameters.extend(op.params.iter().map(|p| parameter(p, w)));
    let mut out = json!({
        "operationId": op.id,
        "summary": w.code("api.op", op.id),
        "parameters": parameters,
        "responses": responses(op, w),
    });
    if let Value::Object(map) = &mut out {
        if let Some(schema) = body(op.body) {
            let media = if op.body == Body::Evidence { "multipart/form-data" } else { "application/json" };
            let body = json!({ "required": true, "content": { media: { "schema": schema } } });
            map.insert("requestBody".to_owned(), body);
        }
        if op.open {
            map.insert("security".to_owned(), json!([]));
        } else if op.verb == Verb::Post {
            map.insert("security".to_owned(), json!([{ "token": [] }]));
        }
    }
    out
}

fn body(body: Body) -> Option<Value> {
    match body {
        Body::None => None,
        Body::Registration => Some(schemas::reference("Registration")),
        Body::Evidence => Some(schemas::reference("Evidence")),
        Body::Act => Some(json!({
            "type": "object",
            "required": ["seen"],
            "additionalProperties": false,
            "properties": {
                "seen": { "type": "integer", "minimum": 1 },
                "content": { "anyOf": contents() },
            },
        })),
    }
}

/// The content of each act that is offered.
fn contents() -> Vec<Value> {
    offered().map(|a| schemas::reference(&schemas::content_name(a))).collect()
}

fn offered() -> impl Iterator<Item = Action> {
    Action::ALL.iter().copied().filter(|a| acts::is_offered(*a))
}

/// Names between braces in an address.
fn in_path(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

fn path_parameter(name: &str, w: W) -> Value {
    let schema = match name {
        "action" => json!({ "type": "string", "enum": offered().map(Action::code).collect::<Vec<_>>() }),
        "code" => json!({ "type": "string", "enum": Figure::ALL.map(Figure::code) }),
        _ => form(Form::Id),
    };
    let words = w.code("api.param", name);
    json!({ "name": name, "in": "path", "required": true, "description": words, "schema": schema })
}

fn parameter(p: &Param, w: W) -> Value {
    let words = w.code("api.param", p.name);
    json!({ "name": p.name, "in": "query", "required": p.required, "description": words, "schema": form(p.form) })
}

fn form(form: Form) -> Value {
    match form {
        Form::Text => json!({ "type": "string" }),
        Form::Id => json!({ "type": "string", "pattern": "^[0-9a-f-]{32,36}$" }),
        Form::IdOrNone => json!({ "type": "string", "pattern": "^([0-9a-f-]{32,36}|none)$" }),
        Form::Day => json!({ "type": "string", "format": "date" }),
        Form::Number => json!({ "type": "integer", "minimum": 0 }),
        Form::Flag => json!({ "type": "string", "enum": ["1", "true", "on"] }),
        Form::Codes(codes) => json!({ "type": "string", "enum": codes() }),
    }
}

fn responses(op: &Operation, w: W) -> Value {
    let good = if matches!(op.body, Body::Registration | Body::Evidence) { "201" } else { "200" };
    let of = |schema: &str, words: &str| json!({ "description": words, "content": { "application/json": { "schema": schemas::reference(schema) } } });
    let mut all = Map::new();
    let words = w.t("api.status.good");
    let bytes = || json!({ "description": words, "content": { "application/octet-stream": {} } });
    all.insert(good.to_owned(), if op.answer == BYTES { bytes() } else { of(op.answer, words) });
    let mut bad = |status: &str| {
        all.insert(status.to_owned(), of("Error", w.code("api.status", status)));
    };
    if !op.open {
        bad("401");
        bad("403");
    }
    if op.path.contains('{') {
        bad("404");
    }
    if op.verb == Verb::Post {
        bad("400");
        bad("409");
    }
    // What is known of the request alone is told before anybody is asked for.
    bad("405");
    if op.verb == Verb::Post {
        bad("413");
        bad("415");
    }
    if op.verb == Verb::Post || !op.params.is_empty() {
        bad("422");
    }
    bad("503");
    Value::Object(all)
}
