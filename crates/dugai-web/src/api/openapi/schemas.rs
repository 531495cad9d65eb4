//! The schemas of the document: answers by hand, contents of acts from their own readers.

use dugai_domain::problem::{Action, Stage};
use serde_json::{Map, Value, json};

use crate::api::acts::is_offered;
use crate::api::contents::schema_of;
use crate::api::evidence::FIELDS;

/// A reference to a schema.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Name of the schema of an act's content.
pub(super) fn content_name(action: Action) -> String {
    format!("content_{}", action.code())
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn maybe(kind: &str) -> Value {
    json!({ "type": [kind, "null"] })
}

fn number() -> Value {
    json!({ "type": "integer" })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

fn day() -> Value {
    json!({ "type": ["string", "null"], "format": "date" })
}

fn moment() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn named() -> Value {
    json!({ "type": ["object", "null"], "properties": { "id": text(), "name": text() } })
}

/// An object of which every field is always there.
fn object(fields: Vec<(&str, Value)>) -> Value {
    let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn items(of: Value) -> Value {
    object(vec![("items", list(of))])
}

/// Every schema.
pub(super) fn all() -> Value {
    let mut all = Map::new();
    let answers = [
        ("Error", error()),
        ("Document", json!({ "type": "object" })),
        ("Me", me()),
        ("ProblemRow", row()),
        ("ProblemPage", page()),
        ("Problem", problem()),
        ("Events", items(event())),
        ("Clocks", items(clock())),
        ("Actions", object(vec![("version", number()), ("items", list(action()))])),
        ("Done", done()),
        ("Figure", figure()),
        ("Figures", items(reference("Figure"))),
        ("Units", items(unit())),
        ("TodoPage", object(vec![("total", number()), ("offset", number()), ("items", list(todo()))])),
        ("Deadline", deadline()),
        ("Evidence", evidence()),
        ("EvidenceList", object(vec![("version", number()), ("items", list(piece()))])),
        ("EvidenceAdded", object(vec![("id", text()), ("version", number()), ("items", list(piece()))])),
        ("Registration", schema_of(Action::Register)),
    ];
    all.extend(answers.map(|(name, schema)| (name.to_owned(), schema)));
    let offered = Action::ALL.iter().copied().filter(|a| is_offered(*a));
    all.extend(offered.map(|a| (content_name(a), schema_of(a))));
    Value::Object(all)
}

fn error() -> Value {
    json!({
        "type": "object",
        "required": ["error", "reasons"],
        "properties": { "error": text(), "reasons": list(text()), "codes": list(text()), "version": number() },
    })
}

fn stage() -> Value {
    json!({ "type": "string", "enum": Stage::ALL.map(Stage::code) })
}

fn me() -> Value {
    object(vec![
        ("account", text()),
        ("name", text()),
        ("posts", list(object(vec![("role", text()), ("unit", named())]))),
        ("writes", flag()),
        ("city", text()),
        ("demonstration", flag()),
        ("now", moment()),
    ])
}

fn row() -> Value {
    object(vec![
        ("id", text()),
        ("number", text()),
        ("text", text()),
        ("place", text()),
        ("source", text()),
        ("source_round", text()),
        ("stage", stage()),
        ("guidance", text()),
        ("type", text()),
        ("level", number()),
        ("unit", named()),
        ("supervisor", named()),
        ("county", named()),
        ("leader", named()),
        ("due", day()),
        ("whole_due", day()),
        ("look_back", day()),
        ("struck_off", day()),
        ("notice_until", day()),
        ("round", number()),
        ("percent", number()),
        ("public", flag()),
        ("registered", moment()),
        ("changed", moment()),
    ])
}

fn page() -> Value {
    object(vec![
        ("total", number()),
        ("as_of", moment()),
        ("items", list(reference("ProblemRow"))),
        ("after", maybe("string")),
        ("before", maybe("string")),
    ])
}

/// The state as it is kept: what is always there, and what is there once it happened.
fn problem() -> Value {
    let thing = || json!({ "type": "object" });
    // Who and when, with what was done.
    let marked = || list(json!({ "type": "array" }));
    let mut schema = object(vec![
        ("id", text()),
        ("version", number()),
        ("round", number()),
        ("stage", stage()),
        ("registered", json!({ "type": "object" })),
        ("source", json!({ "type": "object" })),
        ("numbers", list(json!({ "type": "object" }))),
        ("text", text()),
        ("place", json!({ "type": "object" })),
        ("guidance", text()),
        ("due", json!({ "type": "object" })),
        ("chain", list(json!({ "type": "object" }))),
        ("moments", json!({ "type": "object" })),
        ("next_step", number()),
        ("level", number()),
    ]);
    let things = [
        "due_moves",
        "lapsed",
        "backdated",
        "steps",
        "given",
        "attempts",
        "bounces",
        "plans",
        "measures",
        "extensions",
        "pauses",
        "sweep",
        "objections",
        "supervisions",
        "duties",
        "proposals",
        "past",
    ];
    let marks = [
        "claims",
        "months",
        "evidence",
        "acceptances",
        "look_backs",
        "returns",
        "meetings",
        "instructions",
        "escalations",
    ];
    let pairs = ["self_check", "notice", "filing", "declined"];
    let single = ["import", "gates", "vouched", "lead_officer", "task_force", "group"];
    let texts = ["klass", "goal", "declared_by", "ended_note"];
    let lists = ["types", "rectifiers"];
    let optional = things
        .map(|name| (name, list(thing())))
        .into_iter()
        .chain(marks.map(|name| (name, marked())))
        .chain(pairs.map(|name| (name, json!({ "type": "array" }))))
        .chain(single.map(|name| (name, thing())))
        .chain(texts.map(|name| (name, text())))
        .chain(lists.map(|name| (name, list(text()))));
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.extend(optional.map(|(name, schema)| (name.to_owned(), schema)));
    }
    schema
}

fn event() -> Value {
    object(vec![
        ("seq", number()),
        ("at", moment()),
        ("by", named()),
        ("event", text()),
        ("words", text()),
        ("content", json!({})),
    ])
}

fn clock() -> Value {
    object(vec![
        ("id", text()),
        ("name", text()),
        ("state", text()),
        ("words", text()),
        ("started", day()),
        ("due", day()),
        ("stopped", json!({ "type": ["string", "null"], "format": "date-time" })),
        ("days_left", maybe("integer")),
        ("provisional_year", maybe("integer")),
        ("derivation", list(object(vec![("label", text()), ("text", text())]))),
    ])
}

fn action() -> Value {
    object(vec![
        ("action", text()),
        ("name", text()),
        ("possible", flag()),
        ("reasons", list(text())),
        ("codes", list(text())),
    ])
}

/// The parts of a form that brings files.
fn evidence() -> Value {
    let mut properties: Map<String, Value> = FIELDS.iter().map(|name| ((*name).to_owned(), text())).collect();
    properties.insert("measures".to_owned(), list(number()));
    properties.insert("seen".to_owned(), json!({ "type": "integer", "minimum": 1 }));
    // Several parts of this name bring several files.
    properties.insert("file".to_owned(), list(json!({ "contentMediaType": "application/octet-stream" })));
    json!({
        "type": "object",
        "required": ["seen", "title", "kind", "file"],
        "additionalProperties": false,
        "properties": properties,
    })
}

fn piece() -> Value {
    object(vec![
        ("id", text()),
        ("title", text()),
        ("kind", text()),
        ("media", text()),
        ("size", number()),
        ("digest", text()),
        ("happened", day()),
        ("captured", json!({ "type": ["string", "null"], "format": "date-time" })),
        ("valid_until", day()),
        ("measures", list(number())),
        ("before", maybe("string")),
        ("replaces", maybe("string")),
        ("located", flag()),
        ("bytes", text()),
    ])
}

fn done() -> Value {
    object(vec![
        ("id", text()),
        ("version", number()),
        ("stage", stage()),
        ("number", text()),
        ("events", list(text())),
    ])
}

fn figure() -> Value {
    object(vec![
        ("code", text()),
        ("name", text()),
        ("definition", text()),
        ("count", number()),
        ("as_of", moment()),
        ("rows", text()),
    ])
}

fn unit() -> Value {
    object(vec![
        ("id", text()),
        ("name", text()),
        ("short", text()),
        ("kind", text()),
        ("parent", maybe("string")),
        ("aliases", list(text())),
        ("from", day()),
        ("to", day()),
    ])
}

fn todo() -> Value {
    object(vec![
        ("problem", text()),
        ("number", text()),
        ("text", text()),
        ("stage", stage()),
        ("action", text()),
        ("action_name", text()),
        ("due", day()),
        ("unit", named()),
        ("changed", moment()),
    ])
}

fn deadline() -> Value {
    let run = object(vec![("from", day()), ("to", day()), ("why", text()), ("name", maybe("string"))]);
    object(vec![
        ("date", day()),
        ("provisional_year", maybe("integer")),
        ("calendar", number()),
        ("start", day()),
        ("first_counted", day()),
        ("counted", number()),
        ("skipped", list(run)),
        ("make_up_counted", list(day())),
        ("rolled_from", day()),
    ])
}
