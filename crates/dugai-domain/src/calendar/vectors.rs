//! Worked examples: questions to the calendar as data, and their answers.
//!
//! A document of any shape is read with serde into [`Document`]; every object in
//! it that has an `op` is a [`Vector`], named by its `id` or by the place it
//! stands in. Used to check a calendar against examples somebody else computed.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::{Calendar, Span, Start, Unit};

/// Terms longer than this are a slip of the pen, not a question.
const N_MAX: i64 = 36_600;

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector {
    /// What to compute; the known ones are told at [`answer`].
    pub op: String,
    /// First date.
    pub start: Date,
    /// Last date, for counting.
    pub end: Option<Date>,
    /// How many days or months, for adding.
    pub n: Option<u32>,
    /// Move a last day that is a rest day, also where `op` does not say so.
    pub roll: bool,
}

/// One answer; written as a date, a number or null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A last day.
    Date(Date),
    /// A number of working days.
    Count(u32),
    /// A day needed lies in a year whose arrangement is not published.
    Unknown,
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Date(date) => date.serialize(serializer),
            Self::Count(count) => count.serialize(serializer),
            Self::Unknown => serializer.serialize_none(),
        }
    }
}

/// Why a vector has no answer. Each names the vector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VectorError {
    /// No such operation.
    #[error("answer {id}: unknown op {op:?}")]
    UnknownOp {
        /// The vector.
        id: String,
        /// The operation as written.
        op: String,
    },
    /// A field is missing or is not what it must be.
    #[error("answer {id}: field {field:?} must be {expected}")]
    Field {
        /// The vector.
        id: String,
        /// The field.
        field: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// Two vectors of one name: one answer would hide the other.
    #[error("answer {id}: the id stands twice in the document")]
    Twice {
        /// The name.
        id: String,
    },
}

/// Answers one question.
///
/// `add_working_days`, `add_natural_days` and `add_months`, each also with
/// `_roll`, do not count the start day (Civil Code arts. 201–203);
/// `notice_last_day` counts working days with the start day as day 1 (practice
/// of public notices); `count_working_days_inclusive` counts from `start` to
/// `end`.
///
/// # Errors
/// An unknown `op`, or a field the operation needs is missing.
pub fn answer(calendar: &Calendar, id: &str, vector: &Vector) -> Result<Answer, VectorError> {
    let missing = |field, expected| VectorError::Field { id: id.to_owned(), field, expected };
    if vector.op == "count_working_days_inclusive" {
        let end = vector.end.ok_or_else(|| missing("end", A_DATE))?;
        let count = calendar.working_days_inclusive(vector.start, end);
        return Ok(count.map_or(Answer::Unknown, Answer::Count));
    }
    let (name, roll) = match vector.op.strip_suffix("_roll") {
        Some(name) => (name, true),
        None => (vector.op.as_str(), vector.roll),
    };
    let (unit, start) = match name {
        "add_working_days" => (Unit::Working, Start::NextDay),
        "add_natural_days" => (Unit::Natural, Start::NextDay),
        "add_months" => (Unit::Months, Start::NextDay),
        "notice_last_day" => (Unit::Working, Start::SameDay),
        _ => {
            return Err(VectorError::UnknownOp { id: id.to_owned(), op: vector.op.clone() });
        }
    };
    let n = vector.n.ok_or_else(|| missing("n", A_NUMBER))?;
    let deadline = calendar.deadline(vector.start, Span { n, unit, start, roll });
    Ok(match deadline.provisional {
        None => Answer::Date(deadline.date),
        Some(_) => Answer::Unknown,
    })
}

/// What each vector of a document gave, under its name, in the order they stand in it.
pub type Each<T> = Vec<(String, Result<T, VectorError>)>;

/// Answers every vector of a document, in the order they stand in it; one that is no question has the
/// reason in its place.
///
/// # Errors
/// A name that stands twice.
pub fn answer_all(calendar: &Calendar, document: &Document) -> Result<Each<Answer>, VectorError> {
    let answered = |(id, vector): (String, Result<Vector, _>)| {
        let answer = vector.and_then(|vector| answer(calendar, &id, &vector));
        (id, answer)
    };
    Ok(document.vectors()?.into_iter().map(answered).collect())
}

const A_DATE: &str = "a date like \"2026-09-15\"";
const A_NUMBER: &str = "a whole number from 0 to 36600";

/// Any document of maps, lists and plain values, in its own order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// Keys and values as written.
    Map(Vec<(String, Document)>),
    /// A list.
    List(Vec<Document>),
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// True or false.
    Truth(bool),
    /// A number that is not whole; no vector uses one.
    Fraction,
    /// Null.
    Null,
}

impl Document {
    /// Every object with an `op`, under its `id`; without one, under the key it
    /// stands at, with its place where it stands in a list.
    ///
    /// # Errors
    /// A name that stands twice. A vector with a field that is not what it must be has the reason in its place.
    pub fn vectors(&self) -> Result<Each<Vector>, VectorError> {
        let mut found = Vec::new();
        self.collect("document", &mut found);
        let mut seen = BTreeSet::new();
        match found.iter().find(|(id, _)| !seen.insert(id.as_str())) {
            Some((id, _)) => Err(VectorError::Twice { id: id.clone() }),
            None => Ok(found),
        }
    }

    fn collect(&self, place: &str, found: &mut Each<Vector>) {
        match self {
            Self::Map(_) if self.get("op").is_some() => {
                let id = match self.get("id") {
                    Some(Self::Text(id)) => id.clone(),
                    Some(Self::Number(id)) => id.to_string(),
                    _ => place.to_owned(),
                };
                let vector = self.vector(&id);
                found.push((id, vector));
            }
            Self::Map(entries) => {
                for (key, value) in entries {
                    value.collect(key, found);
                }
            }
            Self::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    item.collect(&format!("{place}[{i}]"), found);
                }
            }
            Self::Text(_) | Self::Number(_) | Self::Truth(_) | Self::Fraction | Self::Null => {}
        }
    }

    fn vector(&self, id: &str) -> Result<Vector, VectorError> {
        let wrong = |field, expected| VectorError::Field { id: id.to_owned(), field, expected };
        let date = |field| match self.get(field) {
            None | Some(Self::Null) => Ok(None),
            Some(Self::Text(text)) => text.parse().map(Some).map_err(|_| wrong(field, A_DATE)),
            Some(_) => Err(wrong(field, A_DATE)),
        };
        let n = match self.get("n") {
            None | Some(Self::Null) => None,
            Some(Self::Number(n)) if (0..=N_MAX).contains(n) => u32::try_from(*n).ok(),
            Some(_) => return Err(wrong("n", A_NUMBER)),
        };
        let Some(Self::Text(op)) = self.get("op") else {
            return Err(wrong("op", "the name of an operation"));
        };
        Ok(Vector {
            op: op.clone(),
            start: date("start")?.ok_or_else(|| wrong("start", A_DATE))?,
            end: date("end")?,
            n,
            roll: self.get("roll") == Some(&Self::Truth(true)),
        })
    }

    fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Document;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a document of maps, lists and plain values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Document::Map(entries))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Document, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Document::List(items))
    }

    fn visit_str<E>(self, text: &str) -> Result<Document, E> {
        Ok(Document::Text(text.to_owned()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Document, E> {
        Ok(Document::Number(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Document, E> {
        Ok(Document::Number(i64::try_from(number).unwrap_or(i64::MAX)))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Document, E> {
        Ok(Document::Fraction)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Document, E> {
        Ok(Document::Truth(truth))
    }

    fn visit_unit<E>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }
}
