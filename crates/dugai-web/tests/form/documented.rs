//! What a program may send is documented: the content of every act fits its schema, and what does not fit
//! is told by the schema, too.

use dugai_web::api::content_schema;
use serde_json::{Value, json};

use crate::city::all;

/// What of a value its schema does not allow; only the words that schemas of contents use.
fn against(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    for word in ["oneOf", "anyOf"] {
        if let Some(several) = schema[word].as_array() {
            let fits = several.iter().filter(|one| against(one, value, at).is_empty()).count();
            return if fits == 1 { Vec::new() } else { vec![format!("{at}: {fits} of {word} fit {value}")] };
        }
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let mut told = Vec::new();
    if schema["type"] != kind {
        told.push(format!("{at}: {kind} and not {}", schema["type"]));
    }
    let listed = schema["enum"].as_array().is_none_or(|all| all.contains(value));
    let constant = schema.get("const").is_none_or(|one| one == value);
    let long = schema["maxLength"].as_u64().zip(value.as_str()).is_some_and(|(n, t)| t.chars().count() as u64 > n);
    let day = schema["format"] != "date" || value.as_str().is_some_and(|t| t.parse::<jiff::civil::Date>().is_ok());
    if !listed || !constant || long || !day {
        told.push(format!("{at}: {value} is none of {schema}"));
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(name).is_none() {
            told.push(format!("{at}.{name} is missing"));
        }
    }
    for (name, field) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(inner) => told.extend(against(inner, field, &format!("{at}.{name}"))),
            None => told.push(format!("{at}.{name} is unknown")),
        }
    }
    for one in value.as_array().into_iter().flatten() {
        told.extend(against(&schema["items"], one, at));
    }
    told
}

#[test]
fn the_content_of_every_act_fits_its_schema_and_a_wrong_one_does_not() {
    let mut acts = std::collections::BTreeSet::new();
    for case in all() {
        let (action, code) = (case.action(), case.action().code());
        let schema = content_schema(action);
        let content = case.expected.content(serde_json::value::Serializer).expect("JSON");
        assert_eq!(against(&schema, &content, code), Vec::<String>::new(), "{schema}");
        let mut strange = content.clone();
        if let Value::Object(map) = &mut strange {
            map.insert("strange".to_owned(), json!(1));
            assert!(!against(&schema, &strange, code).is_empty(), "{code}: a field that is not known");
        }
        acts.insert(action);
    }
    assert!(acts.len() > 40, "nearly every act has a form: {}", acts.len());
}
