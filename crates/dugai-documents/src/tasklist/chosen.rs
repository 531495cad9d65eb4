//! What a person says about the columns of a list: the form it has, and the meaning of headers
//! that no word tells.
//!
//! How headers are found without a person is in `header`.

use super::field::{Field, Level};
use super::header::Header;
use super::header_words::WORDS;
use super::profile::{PROFILES, Profile};
use super::text::squash;
use crate::read::column_letters;

/// How an assignment of a column begins: `col=HEADER=FIELD`.
const COLUMN: &str = "col=";

/// A form and single columns, as a person chose them.
#[derive(Debug, Clone, Default)]
pub struct ColumnChoice {
    /// The form.
    pub form: Option<&'static Profile>,
    /// Headers with the meaning given to them.
    pub columns: Vec<(String, Field)>,
}

/// Why a choice cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceFault {
    /// No form has this id.
    UnknownForm(String),
    /// No field has this code.
    UnknownField(String),
    /// Not written as `col=HEADER=FIELD`.
    Malformed(String),
}

impl ColumnChoice {
    /// Codes of the fields that a column can be given, with the fields.
    pub const FIELDS: [(&'static str, Field); 27] = [
        ("no", Field::No),
        ("nation_no", Field::UpperNo(Level::Nation)),
        ("province_no", Field::UpperNo(Level::Province)),
        ("city_no", Field::UpperNo(Level::City)),
        ("county_no", Field::UpperNo(Level::County)),
        ("upper_no", Field::UpperNo(Level::Upper)),
        ("klass", Field::Class),
        ("problem", Field::Problem),
        ("goal", Field::Goal),
        ("measure_no", Field::MeasureNo),
        ("measures", Field::Measures),
        ("measure_due", Field::MeasureDue),
        ("due", Field::Due),
        ("units", Field::Units),
        ("lead", Field::Lead),
        ("assist", Field::Assist),
        ("supervisor", Field::Supervisor),
        ("acceptor", Field::Acceptor),
        ("person", Field::Person),
        ("leader", Field::Leader),
        ("kind", Field::Kind),
        ("status", Field::Status),
        ("progress", Field::Progress),
        ("remark", Field::Remark),
        ("source", Field::Source),
        ("page", Field::Page),
        ("other", Field::Other),
    ];

    /// The code of a field under which it can be given.
    #[must_use]
    pub fn code(field: Field) -> &'static str {
        Self::FIELDS.iter().find(|(_, known)| *known == field).map_or("other", |(code, _)| code)
    }

    /// The field of a code.
    #[must_use]
    pub fn field(code: &str) -> Option<Field> {
        Self::FIELDS.iter().find(|(known, _)| *known == code).map(|(_, field)| *field)
    }

    /// Takes one more choice: the id of a form, or `col=HEADER=FIELD`.
    ///
    /// # Errors
    /// When there is no such form or field.
    pub fn add(&mut self, text: &str) -> Result<(), ChoiceFault> {
        let Some(pair) = text.strip_prefix(COLUMN) else {
            let form = PROFILES.iter().find(|profile| profile.id == text);
            self.form = Some(form.ok_or_else(|| ChoiceFault::UnknownForm(text.to_owned()))?);
            return Ok(());
        };
        let (header, code) = pair.rsplit_once('=').ok_or_else(|| ChoiceFault::Malformed(text.to_owned()))?;
        if squash(header).is_empty() {
            return Err(ChoiceFault::Malformed(text.to_owned()));
        }
        let field = Self::field(code.trim()).ok_or_else(|| ChoiceFault::UnknownField(code.trim().to_owned()))?;
        self.columns.push((header.trim().to_owned(), field));
        Ok(())
    }

    /// How a column is named where its header stands in several: with its letters.
    #[must_use]
    pub fn lettered(header: &str, index: usize) -> String {
        format!("{header}（{}列）", column_letters(index))
    }

    /// The meaning given to a column.
    #[must_use]
    pub fn of(&self, header: &str, index: usize) -> Option<Field> {
        let is = |name: &str| {
            let name = squash(name);
            name == squash(header) || name == squash(&Self::lettered(header, index))
        };
        self.columns.iter().rev().find(|(name, _)| is(name)).map(|(_, field)| *field)
    }

    /// Headers chosen that none of the lists has.
    pub(super) fn unmet<'a>(&'a self, headers: &[&Header]) -> Vec<&'a str> {
        let met = |name: &str| {
            headers.iter().flat_map(|header| &header.columns).any(|column| {
                let name = squash(name);
                name == squash(&column.header) || name == squash(&Self::lettered(&column.header, column.index))
            })
        };
        self.columns.iter().map(|(name, _)| name.as_str()).filter(|name| !met(name)).collect()
    }

    /// Gives columns what was chosen for them; another column with the same words steps back.
    pub(super) fn apply(&self, header: &mut Header) {
        let mut given = Vec::new();
        for column in &mut header.columns {
            if let Some(field) = self.of(&column.header, column.index) {
                column.field = Some(field);
                given.push((field, column.index));
            }
        }
        for column in &mut header.columns {
            let taken = |(field, index): &(Field, usize)| {
                *field != Field::Other && Some(*field) == column.field && *index != column.index
            };
            if given.iter().any(taken) && !given.iter().any(|(_, index)| *index == column.index) {
                column.field = None;
            }
        }
        header.ticks.retain(|(index, _)| !given.iter().any(|(_, own)| own == index));
        if let Some(form) = self.form {
            fill(header, form);
        }
    }
}

/// Columns no word tells, by their place in the form: the only one between two known columns is
/// the only field that the form has there.
fn fill(header: &mut Header, form: &Profile) {
    let place = |field: Option<Field>| field.and_then(|field| form.fields.iter().position(|known| *known == field));
    let own: Vec<Option<Field>> = header.columns.iter().map(|column| column.field).collect();
    let unknown = |at: usize| own.get(at).copied().flatten().is_none();
    for at in (0..own.len()).filter(|at| unknown(*at)) {
        let left = own.get(..at).unwrap_or(&[]).iter().rposition(|field| place(*field).is_some());
        let right = own.iter().skip(at + 1).position(|field| place(*field).is_some()).map(|next| at + 1 + next);
        let from = left.and_then(|left| place(own.get(left).copied().flatten())).map_or(0, |place| place + 1);
        let to = right.and_then(|right| place(own.get(right).copied().flatten())).unwrap_or(form.fields.len());
        let gap = left.map_or(0, |left| left + 1)..right.unwrap_or(own.len());
        let free = form.fields.get(from..to).unwrap_or(&[]).iter().filter(|field| !own.contains(&Some(**field)));
        let free: Vec<Field> = free.copied().collect();
        if let ([field], 1) = (free.as_slice(), gap.filter(|at| unknown(*at)).count())
            && let Some(column) = header.columns.get_mut(at)
        {
            column.field = Some(*field);
        }
    }
}

/// Words of the form's columns that a header lacks.
pub(super) fn missing(header: &Header, form: &Profile) -> Vec<String> {
    let has = |field: Field| match field {
        Field::UpperNo(_) => !header.upper_columns().is_empty(),
        Field::Units | Field::Lead => header.column(Field::Units).or(header.column(Field::Lead)).is_some(),
        Field::Due | Field::MeasureDue => header.column(Field::Due).or(header.column(Field::MeasureDue)).is_some(),
        other => header.column(other).is_some(),
    };
    form.fields.iter().filter(|field| !has(**field)).map(|field| word(*field)).collect()
}

/// The word by which a field is known to offices.
fn word(field: Field) -> String {
    let known = || WORDS.iter().find(|(_, known)| *known == field).map_or("", |(word, _)| word).to_owned();
    match field {
        Field::UpperNo(level) => format!("{}序号", level.zh()),
        Field::MeasureDue => "措施完成时限".to_owned(),
        Field::Problem => "存在问题".to_owned(),
        _ => known(),
    }
}
