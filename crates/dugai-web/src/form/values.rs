//! What was sent, once it is known to be sound: cleaned texts, days, numbers and ids by name.

use std::collections::BTreeMap;
use std::str::FromStr;

use jiff::civil::Date;

use super::spec::FieldFault;
use crate::words::W;

/// The sound values of a form or of one of its rows.
#[derive(Debug, Default)]
pub(super) struct Values(BTreeMap<String, Vec<String>>);

impl Values {
    pub(super) fn set(&mut self, name: &str, values: Vec<String>) {
        self.0.insert(name.to_owned(), values);
    }

    /// Every value.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// The text, empty if there is none.
    pub(super) fn text(&self, name: &str) -> String {
        self.first(name).unwrap_or_default().to_owned()
    }

    fn first(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(|v| v.first()).map(String::as_str).filter(|v| !v.is_empty())
    }

    /// A number, an id or a day, if there is one.
    pub(super) fn get<T: FromStr>(&self, name: &str) -> Option<T> {
        self.first(name)?.parse().ok()
    }

    /// A day, if there is one.
    pub(super) fn date(&self, name: &str) -> Option<Date> {
        self.get(name)
    }

    /// Every number or id.
    pub(super) fn every<T: FromStr>(&self, name: &str) -> Vec<T> {
        self.0.get(name).into_iter().flatten().filter_map(|v| v.parse().ok()).collect()
    }

    /// Whether it was ticked, or answered with yes.
    pub(super) fn yes(&self, name: &str) -> bool {
        self.first(name) == Some(YES)
    }

    /// Whether this option was chosen.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.first(name) == Some(value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }
}

/// What a ticked box and the answer "yes" send.
pub(super) const YES: &str = "1";
/// What the answer "no" sends.
pub(super) const NO: &str = "0";

/// A row of a block that repeats, with the prefix of its names as sent.
#[derive(Debug)]
pub(super) struct Row {
    pub at: String,
    pub v: Values,
}

/// A checked form, still collecting faults that hang on several fields.
#[derive(Debug)]
pub(super) struct Sent {
    pub w: W,
    pub v: Values,
    pub rows: BTreeMap<String, Vec<Row>>,
    pub faults: Vec<FieldFault>,
}

impl Sent {
    /// One more fault, in the words of a key.
    pub(super) fn blame(&mut self, field: &str, key: &str) {
        self.faults.push(FieldFault { field: field.to_owned(), message: self.w.t(key).to_owned() });
    }

    /// A field that this combination of answers needs, unless it is blamed already.
    pub(super) fn need(&mut self, field: &str, key: &str) {
        if !self.v.has(field) && !self.faults.iter().any(|f| f.field == field) {
            self.blame(field, key);
        }
    }

    /// The rows of a block, to be consumed.
    pub(super) fn take_rows(&mut self, name: &str) -> Vec<Row> {
        self.rows.remove(name).unwrap_or_default()
    }
}
