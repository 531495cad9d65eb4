//! The schema of each act's content: types, what must be there, what may be chosen, how long it may be.

use dugai_app::text::{LIST_MAX, longest};
use dugai_domain::problem::{Action, Command};
use serde_json::{Map, Value, json};

use super::trace::{FORMS, Kind, Text, trace};

/// The schema of an act's content.
pub(super) fn schema_of(action: Action) -> Value {
    let Some(mut kind) = trace(|trace| Command::read(action, trace)) else { return one_of_several(action) };
    let whole = example(&kind);
    demand(&mut kind, "", &|at| {
        let mut without = whole.clone();
        let (above, name) = at.rsplit_once('/').unwrap_or_default();
        if let Some(Value::Object(map)) = without.pointer_mut(above) {
            map.remove(name);
        }
        Command::read(action, &without).is_err()
    });
    if let (Action::Register, Kind::Object(fields)) = (action, &mut kind) {
        // Only an import knows rows of files.
        fields.retain(|(name, ..)| *name != "import");
    }
    schema(&kind, "")
}

/// A value of a kind.
fn example(kind: &Kind) -> Value {
    match kind {
        Kind::Any => Value::Null,
        Kind::Text(form) => FORMS.iter().find(|(known, _)| known == form).map_or(Value::Null, |(_, text)| json!(text)),
        Kind::Integer(_) => json!(1),
        Kind::Flag => json!(true),
        Kind::List(inner) => json!([example(inner)]),
        Kind::Maybe(inner) => example(inner),
        Kind::Object(fields) => fields.iter().map(|(name, kind, _)| ((*name).to_owned(), example(kind))).collect(),
        Kind::Choice(all) => match all.first() {
            Some((name, None)) => json!(name),
            Some((name, Some(kind))) => json!({ *name: example(kind) }),
            None => Value::Null,
        },
    }
}

/// Marks the fields without which nothing can be read; `lacking` tries it for the field of a pointer.
fn demand(kind: &mut Kind, at: &str, lacking: &dyn Fn(&str) -> bool) {
    match kind {
        Kind::Object(fields) => {
            for (name, inner, required) in fields {
                let below = format!("{at}/{name}");
                *required = lacking(&below);
                demand(inner, &below, lacking);
            }
        }
        Kind::List(inner) => demand(inner, &format!("{at}/0"), lacking),
        Kind::Maybe(inner) => demand(inner, at, lacking),
        Kind::Any | Kind::Text(_) | Kind::Integer(_) | Kind::Flag | Kind::Choice(_) => {}
    }
}

/// A kind as a schema; a text is as long as its field may be.
fn schema(kind: &Kind, field: &str) -> Value {
    match kind {
        Kind::Any => json!({}),
        Kind::Text(Text::Plain) => json!({ "type": "string", "maxLength": longest(field) }),
        Kind::Text(Text::Id) => json!({ "type": "string", "pattern": "^[0-9a-f-]{32,36}$" }),
        Kind::Text(Text::Day) => json!({ "type": "string", "format": "date" }),
        Kind::Integer(true) => json!({ "type": "integer" }),
        Kind::Integer(false) => json!({ "type": "integer", "minimum": 0 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::List(inner) => json!({ "type": "array", "items": schema(inner, field), "maxItems": LIST_MAX }),
        Kind::Maybe(inner) => json!({ "anyOf": [schema(inner, field), { "type": "null" }] }),
        Kind::Object(fields) => object(fields.iter().map(|(name, kind, must)| (*name, schema(kind, name), *must))),
        Kind::Choice(all) => choice(all),
    }
}

fn object<'a>(fields: impl Iterator<Item = (&'a str, Value, bool)>) -> Value {
    let (mut required, mut properties) = (Vec::new(), Map::new());
    for (name, schema, must) in fields {
        if must {
            required.push(name.to_owned());
        }
        properties.insert(name.to_owned(), schema);
    }
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn choice(all: &[(&'static str, Option<Kind>)]) -> Value {
    let codes: Vec<&str> = all.iter().filter(|(_, brings)| brings.is_none()).map(|(name, _)| *name).collect();
    let plain = json!({ "type": "string", "enum": codes });
    let bringing = all.iter().filter_map(|(name, brings)| brings.as_ref().map(|kind| (*name, kind)));
    let bringing: Vec<Value> =
        bringing.map(|(name, kind)| object([(name, schema(kind, name), true)].into_iter())).collect();
    if bringing.is_empty() {
        return plain;
    }
    let plain = if codes.is_empty() { None } else { Some(plain) };
    json!({ "oneOf": plain.into_iter().chain(bringing).collect::<Vec<_>>() })
}

/// A content that is one of several records, told apart by one of their fields: asked field by field,
/// until its reader lacks nothing.
fn one_of_several(action: Action) -> Value {
    let told = |content: &Value| Command::read(action, content).err().map(|e: serde_json::Error| e.to_string());
    let Some(tag) = told(&json!({})).as_deref().and_then(|error| quoted(error, "missing field").pop()) else {
        return json!({ "type": "object" });
    };
    let unknown = told(&json!({ tag.as_str(): "" })).unwrap_or_default();
    let (_, names) = unknown.split_once("expected").unwrap_or_default();
    let forms = quoted(names, "").into_iter().map(|name| {
        let mut content = Map::from_iter([(tag.clone(), json!(name))]);
        let mut fields = vec![(tag.clone(), json!({ "type": "string", "const": name }))];
        while let Some(field) = told(&Value::Object(content.clone())).and_then(|e| quoted(&e, "missing field").pop()) {
            let values = [
                Kind::Text(Text::Plain),
                Kind::Text(Text::Id),
                Kind::Text(Text::Day),
                Kind::Integer(false),
                Kind::Flag,
            ];
            let fitting = values.into_iter().find(|kind| {
                content.insert(field.clone(), example(kind));
                told(&Value::Object(content.clone())).is_none_or(|error| error.starts_with("missing field"))
            });
            let Some(kind) = fitting else { break };
            fields.push((field.clone(), schema(&kind, &field)));
        }
        object(fields.iter().map(|(name, schema)| (name.as_str(), schema.clone(), true)))
    });
    json!({ "oneOf": forms.collect::<Vec<_>>() })
}

/// What stands between backticks in an error that begins so.
fn quoted(error: &str, begins: &str) -> Vec<String> {
    if !error.starts_with(begins) {
        return Vec::new();
    }
    error.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_demands_and_choices_are_those_of_the_reader() {
        let claim = schema_of(Action::Claim);
        assert_eq!(claim["required"], json!(["unit"]));
        assert_eq!(claim["properties"]["unit"]["pattern"], "^[0-9a-f-]{32,36}$");
        assert_eq!(claim["properties"]["note"], json!({ "type": "string", "maxLength": 20_000 }));
        let register = schema_of(Action::Register);
        let kinds = &register["properties"]["source"]["properties"]["kind"]["enum"];
        assert!(kinds.as_array().is_some_and(|k| k.len() == 6 && k.contains(&json!("key_concern"))), "{kinds}");
        assert!(register["properties"]["import"].is_null() && register["properties"]["text"]["type"] == "string");
        let measure = &schema_of(Action::DraftPlan)["properties"]["measures"]["items"];
        assert_eq!(measure["required"], json!(["no", "text"]));
        assert_eq!(measure["properties"]["due"]["anyOf"][0]["format"], "date");
        let urge = &schema_of(Action::Supervise)["oneOf"][0];
        assert_eq!(
            (&urge["properties"]["kind"]["const"], &urge["properties"]["reply_by"]["format"]),
            (&json!("urge"), &json!("date"))
        );
    }

    #[test]
    fn no_content_is_left_untyped() {
        for action in Action::ALL {
            let schema = schema_of(*action).to_string();
            assert!(!schema.contains("{}") || schema.contains(r#""properties":{}"#), "{}: {schema}", action.code());
        }
    }
}
