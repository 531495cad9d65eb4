//! The schema of each act's content: types, what must be there, what may be chosen, how long it may be.

use std::collections::BTreeSet;

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
    let mut forms: Vec<Tagged> = Vec::new();
    for name in quoted(names, "") {
        let mut form = Tagged { content: Map::from_iter([(tag.clone(), json!(name))]), fields: Vec::new() };
        form.fields.push((tag.clone(), json!({ "type": "string", "const": name }), true));
        while let Some(field) = told(&Value::Object(form.content.clone()))
            .and_then(|error| quoted(&error, "missing field").pop())
            .filter(|field| !form.content.contains_key(field))
        {
            let lacks = |content: &Value| told(content).is_none_or(|error| error.starts_with("missing field"));
            if !form.take(&field, true, &lacks) {
                break;
            }
        }
        forms.push(form);
    }
    // What one record demands another may take: a field is known where a value of no kind is refused.
    let known: BTreeSet<String> = forms.iter().flat_map(|f| f.fields.iter().map(|(name, ..)| name.clone())).collect();
    for form in &mut forms {
        for field in &known {
            let mut odd = form.content.clone();
            if !odd.contains_key(field)
                && odd.insert(field.clone(), json!([[]])).is_none()
                && told(&Value::Object(odd)).is_some()
            {
                form.take(field, false, &|content| told(content).is_none());
            }
        }
    }
    let forms = forms
        .iter()
        .map(|f| object(f.fields.iter().map(|(name, schema, must)| (name.as_str(), schema.clone(), *must))));
    json!({ "oneOf": forms.collect::<Vec<_>>() })
}

/// One of several records: a content that is read as it, as far as it is known, and its fields with their
/// schemas, and whether each must be there.
struct Tagged {
    content: Map<String, Value>,
    fields: Vec<(String, Value, bool)>,
}

impl Tagged {
    /// Takes a field of the first kind with which a content is `read`; false: of none.
    fn take(&mut self, field: &str, must: bool, read: &dyn Fn(&Value) -> bool) -> bool {
        let kinds =
            [Kind::Text(Text::Plain), Kind::Text(Text::Id), Kind::Text(Text::Day), Kind::Integer(false), Kind::Flag];
        for kind in kinds {
            self.content.insert(field.to_owned(), example(&kind));
            if read(&Value::Object(self.content.clone())) {
                self.fields.push((field.to_owned(), schema(&kind, field), must));
                return true;
            }
        }
        self.content.remove(field);
        false
    }
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
        let supervise = schema_of(Action::Supervise);
        let of = |kind: &str| {
            supervise["oneOf"]
                .as_array()
                .unwrap()
                .iter()
                .find(|f| f["properties"]["kind"]["const"] == kind)
                .unwrap()
                .clone()
        };
        let hand_over = of("hand_over");
        assert!(hand_over["properties"]["text"].is_object(), "what has a default is named too: {hand_over}");
        assert!(hand_over["properties"]["reply_by"].is_object() && hand_over["properties"]["unit"].is_null());
    }

    #[test]
    fn no_content_is_left_untyped() {
        for action in Action::ALL {
            let schema = schema_of(*action).to_string();
            assert!(!schema.contains("{}") || schema.contains(r#""properties":{}"#), "{}: {schema}", action.code());
        }
    }
}
