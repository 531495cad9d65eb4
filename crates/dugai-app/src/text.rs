//! What a text may hold and how long it may be, wherever it comes from: one rule for programs, pages
//! and imports. Without it a text could be taken that no page can show and no other database can hold.

use serde_json::Value;

use crate::office::OfficeError;

/// Characters of a number on a list.
pub const NUMBER_MAX: usize = 40;
/// Characters of a name, a title, a clause: what stands in one line.
pub const LINE_MAX: usize = 200;
/// Characters of a text; official lists have cells of some thousand.
pub const TEXT_MAX: usize = 20_000;
/// Entries of a list.
pub const LIST_MAX: usize = 500;

/// Fields of one line.
const LINES: [&str; 22] = [
    "name",
    "short",
    "alias",
    "city",
    "login",
    "title",
    "round",
    "batch",
    "page",
    "place",
    "enterprise",
    "klass",
    "owner",
    "clause",
    "position",
    "code",
    "kind",
    "number",
    "media",
    "digest",
    "profile",
    "types",
];

/// What is wrong with a text or a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It holds a character that is no text: anything but letters, signs, tabs and line ends.
    Character,
    /// It has more than so many characters.
    Long(usize),
    /// It has more than so many entries.
    Many(usize),
}

/// Most characters of a field by its name.
#[must_use]
pub fn longest(field: &str) -> usize {
    match field {
        "no" => NUMBER_MAX,
        line if LINES.contains(&line) => LINE_MAX,
        _ => TEXT_MAX,
    }
}

/// What is wrong with a text of a field.
#[must_use]
pub fn fault(field: &str, text: &str) -> Option<Fault> {
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t' && c != '\r') {
        return Some(Fault::Character);
    }
    let most = longest(field);
    // A character has at most four bytes: a far too long text need not be counted.
    (text.len() > most && text.chars().take(most + 1).count() > most).then_some(Fault::Long(most))
}

/// Every text and list in a content that cannot be used, with the way to it: `measures.0.text`.
#[must_use]
pub fn faults(content: &Value) -> Vec<(String, Fault)> {
    let mut found = Vec::new();
    walk(content, ("", String::new()), &mut found);
    found
}

fn walk(value: &Value, at: (&str, String), found: &mut Vec<(String, Fault)>) {
    let (field, way) = at;
    let below = |name: &str| if way.is_empty() { name.to_owned() } else { format!("{way}.{name}") };
    match value {
        Value::String(text) => found.extend(fault(field, text).map(|fault| (way, fault))),
        Value::Array(list) if list.len() > LIST_MAX => found.push((way, Fault::Many(LIST_MAX))),
        // The entries of a list are of the kind that the list is named for.
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, one)| walk(one, (field, below(&i.to_string())), found))
        }
        Value::Object(map) => map.iter().for_each(|(name, one)| walk(one, (name, below(name)), found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Refuses a text of a field that cannot be kept.
///
/// # Errors
/// Naming the field.
pub(crate) fn keepable(text: &str, field: &'static str) -> Result<(), OfficeError> {
    match fault(field, text) {
        None => Ok(()),
        Some(Fault::Character) => Err(OfficeError::Field { field, expected: "plain_text" }),
        Some(Fault::Long(_) | Fault::Many(_)) => Err(OfficeError::Field { field, expected: "shorter_text" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_a_content_is_looked_at_with_the_measure_of_its_kind() {
        let content = serde_json::json!({
            "text": "两行\n和\t制表", "numbers": [{ "level": "市", "no": "2\u{0}x" }, { "level": "市", "no": "9".repeat(41) }],
            "place": "地".repeat(200), "types": ["水".repeat(201)], "goal": "x".repeat(TEXT_MAX + 1),
            "measures": vec![1; LIST_MAX + 1],
        });
        let mut found = faults(&content);
        found.sort_by(|a, b| a.0.cmp(&b.0));
        let expected = [
            ("goal", Fault::Long(TEXT_MAX)),
            ("measures", Fault::Many(LIST_MAX)),
            ("numbers.0.no", Fault::Character),
            ("numbers.1.no", Fault::Long(NUMBER_MAX)),
            ("types.0", Fault::Long(LINE_MAX)),
        ];
        assert_eq!(found, expected.map(|(at, fault)| (at.to_owned(), fault)));
    }
}
