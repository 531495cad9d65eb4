//! What is wrong with content that a program sent, in the reader's language. Readers of JSON speak
//! English only: what they say is taken apart, and names of fields and codes stay as they are.

use crate::words::{Lang, W};

/// A field that nobody knows.
pub(super) fn unknown(w: W, field: &str) -> String {
    w.fill("api.wrong.unknown", &[("field", &field)])
}

/// The version read is missing or no number.
pub(super) fn seen(w: W) -> String {
    w.t("api.wrong.seen").to_owned()
}

/// A field that does not belong here.
pub(super) fn not_here(w: W, field: &str) -> String {
    w.fill("api.wrong.not_here", &[("field", &field)])
}

/// Why a content could not be read.
pub(super) fn content(w: W, error: &str) -> String {
    let mut names = error.split('`').skip(1).step_by(2);
    let first = names.next().unwrap_or_default();
    if error.starts_with("missing field") {
        return w.fill("api.wrong.missing", &[("field", &first)]);
    }
    if error.starts_with("unknown field") {
        return unknown(w, first);
    }
    if error.starts_with("unknown variant") {
        return w.fill("api.wrong.choice", &[("value", &first), ("known", &w.list(names))]);
    }
    // What is left are types and the forms of dates and ids.
    match w.lang {
        Lang::Zh => match quoted(error) {
            Some(value) => w.fill("api.wrong.form", &[("value", &value)]),
            None => w.t("api.wrong.type").to_owned(),
        },
        Lang::En => error.to_owned(),
    }
}

/// The value that an error shows, between quotes or backticks.
fn quoted(error: &str) -> Option<&str> {
    let (mark, _) = error.char_indices().find(|(_, c)| matches!(c, '"' | '`'))?;
    let (quote, rest) = error.get(mark..)?.split_at_checked(1)?;
    rest.split_once(quote).map(|(value, _)| value)
}

/// Where a text stops being JSON, as its reader says it.
pub(super) fn syntax(w: W, error: &str) -> String {
    let place = error.rsplit_once(" at line ").and_then(|(_, place)| place.split_once(" column "));
    match place {
        Some((line, column)) => w.fill("api.wrong.syntax", &[("line", &line), ("column", &column)]),
        None => w.t("api.wrong.broken").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_english_sentence_stands_in_a_chinese_reason() {
        let zh = W::new(Lang::Zh);
        for (error, keeps) in [
            ("missing field `unit`", vec!["unit"]),
            ("unknown field `nota`, expected `unit` or `note`", vec!["nota"]),
            ("unknown variant `x`, expected one of `at_once`, `by_date`", vec!["x", "at_once、by_date"]),
            ("invalid type: string \"soon\", expected u32", vec!["soon"]),
            ("invalid type: integer `5`, expected a string", vec!["5"]),
            ("invalid type: null, expected a sequence", vec![]),
        ] {
            let said = content(zh, error);
            assert!(keeps.iter().all(|k| said.contains(k)), "{said}");
            assert!(!["expected", "invalid", "missing", "unknown"].iter().any(|e| said.contains(e)), "{said}");
        }
        let said = syntax(zh, "Failed to parse the request body as JSON: a: EOF while parsing at line 3 column 14");
        assert!(said.contains('3') && said.contains("14") && !said.contains("EOF"), "{said}");
        assert!(!syntax(zh, "Failed to buffer the request body").contains("Failed"));
        let en = W::new(Lang::En);
        assert_eq!(content(en, "invalid type: null, expected a sequence"), "invalid type: null, expected a sequence");
        assert!(content(en, "missing field `unit`").contains("`unit`"));
    }
}
