//! The small forms of units, people, account and reference data: fields with their words, what
//! was sent read back, faults beside the fields. Acts on problems have their own in `form`.

use std::fmt::Display;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dugai_app::OfficeError;
use dugai_app::register::Query;
use jiff::civil::Date;

use crate::fault::Fault;
use crate::form::{FieldFault, FieldKind, FieldSpec, Files, FormView, refill};
use crate::pages::register::terms::to;
use crate::shell::Shell;
use crate::visitor::{Visitor, page};
use crate::words::W;

/// Pairs as a form or an address sends them.
pub(crate) type Pairs = Vec<(String, String)>;

/// What was typed into a form, and its faults, once it was sent.
pub(crate) type Typed<'a> = Option<(&'a [(String, String)], Vec<FieldFault>)>;

/// Value and words of what a field offers.
pub(crate) type Options = Vec<(String, String)>;

/// Characters in a line, and in a text.
const LINE_MAX: usize = 200;
const TEXT_MAX: usize = 5000;

/// Makes fields: words are looked for under `<area>.field.<name>`, then under `field.<name>`.
#[derive(Clone, Copy)]
pub(crate) struct Make {
    area: &'static str,
    w: W,
}

impl Make {
    pub(crate) fn new(area: &'static str, w: W) -> Self {
        Self { area, w }
    }

    pub(crate) fn field(&self, name: &str, kind: FieldKind) -> FieldSpec {
        let own = self.w.get(&format!("{}.field.{name}", self.area));
        let label = own.unwrap_or_else(|| self.w.code("field", name));
        let hint = self.w.get(&format!("{}.field.{name}_hint", self.area)).unwrap_or_default();
        FieldSpec {
            name: name.to_owned(),
            label: label.to_owned(),
            hint: hint.to_owned(),
            kind,
            required: false,
            value: Vec::new(),
            fault: None,
        }
    }

    pub(crate) fn line(&self, name: &str) -> FieldSpec {
        self.field(name, FieldKind::Line)
    }

    pub(crate) fn day(&self, name: &str) -> FieldSpec {
        self.field(name, FieldKind::Date { min: None, max: None })
    }

    pub(crate) fn choice(&self, name: &str, options: Options) -> FieldSpec {
        self.field(name, FieldKind::Choice(options))
    }

    pub(crate) fn number(&self, name: &str, min: i64, max: i64) -> FieldSpec {
        self.field(name, FieldKind::Number { min, max, unit_label: String::new() })
    }

    /// Codes with their words of one area of the message files.
    pub(crate) fn codes<'c>(&self, area: &str, codes: impl IntoIterator<Item = &'c str>) -> Options {
        codes.into_iter().map(|c| (c.to_owned(), self.w.code(area, c).to_owned())).collect()
    }
}

/// A field that must be filled in.
pub(crate) fn needed(mut spec: FieldSpec) -> FieldSpec {
    spec.required = true;
    spec
}

/// A field with what is known of it.
pub(crate) fn holding(mut spec: FieldSpec, value: impl Display) -> FieldSpec {
    spec.value = vec![value.to_string()];
    spec
}

/// A field of many lines or boxes with what is known of it.
pub(crate) fn holding_all<T: ToString>(mut spec: FieldSpec, values: impl IntoIterator<Item = T>) -> FieldSpec {
    spec.value = values.into_iter().map(|v| v.to_string()).collect();
    spec
}

/// A box, ticked or not.
pub(crate) fn ticked(mut spec: FieldSpec, on: bool) -> FieldSpec {
    spec.value = on.then(|| "1".to_owned()).into_iter().collect();
    spec
}

/// What was sent, read back with every fault found on the way.
pub(crate) struct Sent<'a> {
    pairs: &'a [(String, String)],
    w: W,
    /// Faults so far.
    pub(crate) faults: Vec<FieldFault>,
}

impl<'a> Sent<'a> {
    pub(crate) fn new(pairs: &'a [(String, String)], w: W) -> Self {
        Self { pairs, w, faults: Vec::new() }
    }

    /// A value without the spaces around it; empty when it was not sent.
    pub(crate) fn value(&self, name: &str) -> &'a str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
    }

    pub(crate) fn blame(&mut self, name: &str, message: impl Into<String>) {
        self.faults.push(FieldFault { field: name.to_owned(), message: message.into() });
    }

    /// A text within its length; control characters but for the end of a line cannot be kept.
    pub(crate) fn text(&mut self, name: &str) -> String {
        self.within(name, TEXT_MAX)
    }

    fn within(&mut self, name: &str, max: usize) -> String {
        let text = self.value(name);
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.blame(name, self.w.t("form.fault.characters"));
        }
        if text.chars().count() > max {
            self.blame(name, self.w.t1("form.fault.long", max));
        }
        text.replace("\r\n", "\n")
    }

    /// A line that must be there.
    pub(crate) fn needed(&mut self, name: &str) -> String {
        let text = self.within(name, LINE_MAX);
        if text.is_empty() {
            self.blame(name, self.w.t("form.fault.missing"));
        }
        text
    }

    /// A text that must be there.
    pub(crate) fn needed_text(&mut self, name: &str) -> String {
        let text = self.text(name);
        if text.is_empty() {
            self.blame(name, self.w.t("form.fault.missing"));
        }
        text
    }

    /// The words of a key, for a fault.
    pub(crate) fn word(&self, key: &str) -> &'static str {
        self.w.t(key)
    }

    /// The lines of a field that holds one thing a line.
    pub(crate) fn lines(&mut self, name: &str) -> Vec<String> {
        let text = self.text(name);
        text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
    }

    /// A day, if one was given.
    pub(crate) fn day(&mut self, name: &str) -> Option<Date> {
        let text = self.value(name);
        if text.is_empty() {
            return None;
        }
        let day = text.parse::<Date>().ok().filter(|d| text.len() == 10 && (1949..=2199).contains(&d.year()));
        if day.is_none() {
            self.blame(name, self.w.t("form.fault.date"));
        }
        day
    }

    /// A day that must be given.
    pub(crate) fn needed_day(&mut self, name: &str) -> Option<Date> {
        if self.value(name).is_empty() {
            self.blame(name, self.w.t("form.fault.date_missing"));
        }
        self.day(name)
    }

    /// A whole number within bounds.
    pub(crate) fn number(&mut self, name: &str, min: i64, max: i64) -> i64 {
        let number = self.value(name).parse::<i64>().ok().filter(|n| (min..=max).contains(n));
        if number.is_none() {
            self.blame(name, self.w.fill("form.fault.number", &[("min", &min), ("max", &max)]));
        }
        number.unwrap_or(min)
    }

    /// One of what is offered.
    pub(crate) fn chosen<T: Copy>(&mut self, name: &str, offered: &[(&str, T)]) -> Option<T> {
        let value = self.value(name);
        let found = offered.iter().find(|(code, _)| *code == value).map(|(_, t)| *t);
        if found.is_none() {
            let why = if value.is_empty() { "form.fault.choose" } else { "form.fault.unknown" };
            self.blame(name, self.w.t(why));
        }
        found
    }

    /// The prefixes of the rows of a block that hold anything, in their order: `types[3].`.
    pub(crate) fn rows(&self, block: &str) -> Vec<String> {
        let mut rows: Vec<String> = Vec::new();
        for (name, value) in self.pairs {
            let inside = name.strip_prefix(block).and_then(|r| r.strip_prefix('[')).and_then(|r| r.split_once("]."));
            if let Some((digits, _)) = inside
                && !value.trim().is_empty()
                && digits.len() <= 4
                && digits.bytes().all(|b| b.is_ascii_digit())
            {
                let row = format!("{block}[{digits}].");
                if !rows.contains(&row) {
                    rows.push(row);
                }
            }
        }
        rows
    }
}

/// An error of the office as a fault of a form, if it is one.
///
/// # Errors
/// Anything else, as the answer to the whole request.
pub(crate) fn beside(w: W, error: OfficeError) -> Result<FieldFault, Fault> {
    match error {
        OfficeError::Field { field, expected } => {
            Ok(FieldFault { field: field.to_owned(), message: w.code("expected", expected).to_owned() })
        }
        OfficeError::Changed => Ok(FieldFault { field: String::new(), message: w.t("expected.unchanged").to_owned() }),
        other => Err(other.into()),
    }
}

/// The address of rows, for who may see them all; who only keeps accounts is told the number.
pub(crate) fn rows_of(visitor: &Visitor, query: &Query) -> String {
    if visitor.actor().sees_everything() { to(query) } else { String::new() }
}

/// The form of a page.
pub(crate) struct Draft {
    /// Where it is sent.
    pub(crate) action: String,
    /// Key of the button's words.
    pub(crate) submit: &'static str,
    /// Where "cancel" leads.
    pub(crate) cancel: String,
    /// Fields.
    pub(crate) specs: Vec<FieldSpec>,
    /// What the browser keeps it under; see [`kept`].
    pub(crate) kept: String,
    /// Hidden pairs.
    pub(crate) hidden: Pairs,
}

impl Draft {
    /// As HTML; with what was typed and its faults when it was sent already.
    pub(crate) fn html(self, w: W, sent: Typed<'_>) -> Result<String, Fault> {
        let Self { action, submit, cancel, mut specs, kept, hidden } = self;
        let faults = match sent {
            Some((pairs, faults)) => {
                refill(&mut specs, pairs, &faults);
                faults
            }
            None => Vec::new(),
        };
        let view = FormView {
            action_url: action,
            submit_label: w.t(submit).to_owned(),
            cancel_url: cancel,
            specs,
            faults,
            keep_key: kept,
            hidden,
            files: Files::None,
            pictures: Vec::new(),
            w,
        };
        Ok(view.render()?)
    }
}

/// The key under which a browser keeps what somebody typed in a form.
pub(crate) fn kept(visitor: &Visitor, form: &str, of: impl Display) -> String {
    format!("{form}-{}-{of}", visitor.signed.account)
}

/// What a page says after something was done.
pub(crate) struct Done {
    /// The sentence.
    pub(crate) text: &'static str,
    /// Which kept form it clears.
    pub(crate) kept: String,
}

impl Done {
    /// From `?done=<code>`, with the words `<area>.done.<code>`; `of` is the id of the thing.
    pub(crate) fn of(visitor: &Visitor, area: &str, of: impl Display) -> Option<Self> {
        let pairs = visitor.uri.query()?.split('&').filter_map(|p| p.split_once('='));
        let code = pairs.filter(|(n, _)| *n == "done").map(|(_, v)| v).next()?;
        let text = visitor.w.get(&format!("{area}.done.{code}"))?;
        Some(Self { text, kept: kept(visitor, &format!("{area}-{code}"), of) })
    }
}

/// A page that is nothing but a form.
#[derive(Template)]
#[template(path = "people/form.html")]
pub(crate) struct FormPage {
    pub(crate) shell: Shell,
    /// The page above: address and words.
    pub(crate) up: (String, String),
    pub(crate) title: String,
    /// What there is to know before.
    pub(crate) intro: Vec<String>,
    /// What stands in the way: words, and where its rows are if the person may see them.
    pub(crate) links: Vec<(String, String)>,
    /// The form, drawn.
    pub(crate) form: String,
}

impl FormPage {
    /// The answer; a form with faults is not the page that was hoped for.
    pub(crate) fn answer(&self, faulty: bool) -> Result<Response, Fault> {
        let status = if faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok((status, page(self)?).into_response())
    }
}
