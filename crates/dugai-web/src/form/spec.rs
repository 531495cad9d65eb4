//! What a form is made of, as data.

use dugai_domain::ids::{AccountId, ProblemId, UnitId};
use dugai_domain::org::UnitKind;
use dugai_domain::reference::Reference;
use jiff::civil::Date;
use uuid::Uuid;

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Line,
    /// Several lines of text.
    Area,
    /// A day.
    Date {
        /// First day that can be given.
        min: Option<Date>,
        /// Last day that can be given.
        max: Option<Date>,
    },
    /// A whole number.
    Number {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
        /// Of what, shown beside the label.
        unit_label: String,
    },
    /// Money: 万元 in the form, fen in the command.
    Money,
    /// One of these (value, words).
    Choice(Vec<(String, String)>),
    /// One of these, settled by the page: shown, not asked.
    Fixed(Vec<(String, String)>),
    /// Any of these.
    Many(Vec<(String, String)>),
    /// Any of many, which stand in groups: a group's words and how many of the options are its own.
    Pick {
        /// The options, group by group.
        options: Vec<(String, String)>,
        /// The groups in their order.
        groups: Vec<(String, usize)>,
    },
    /// Yes, or not ticked.
    Check,
    /// Any pieces of the problem's evidence.
    Evidence(Vec<(String, String)>),
    /// One thing a line.
    Lines,
    /// Rows that a person adds and removes.
    Rows {
        /// How many are needed.
        min: usize,
        /// A fresh row.
        fields: Vec<FieldSpec>,
        /// The rows there are.
        rows: Vec<Vec<FieldSpec>>,
    },
}

impl FieldKind {
    /// What the field offers, where it offers anything.
    #[must_use]
    pub fn options(&self) -> &[(String, String)] {
        match self {
            Self::Choice(o) | Self::Fixed(o) | Self::Many(o) | Self::Evidence(o) => o,
            Self::Pick { options, .. } => options,
            _ => &[],
        }
    }
}

/// A field with its words, its value and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Name in the form; inside rows without the row's prefix.
    pub name: String,
    /// Label.
    pub label: String,
    /// What helps to fill it in; may be empty.
    pub hint: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Whether it must be filled in.
    pub required: bool,
    /// Preset or typed.
    pub value: Vec<String>,
    /// What is wrong with it.
    pub fault: Option<String>,
}

impl FieldSpec {
    /// Marks it as needed.
    pub(super) fn need(mut self) -> Self {
        self.required = true;
        self
    }

    /// Fills one value in.
    pub(super) fn with(mut self, value: impl ToString) -> Self {
        self.value = vec![value.to_string()];
        self
    }

    /// Fills a value in, if there is one.
    pub(super) fn with_some(self, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(value),
            None => self,
        }
    }

    /// Fills several values in.
    pub(super) fn with_all<T: ToString>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        self.value = values.into_iter().map(|v| v.to_string()).collect();
        self
    }

    /// Chooses the only option there is; a choice of one needs no thought.
    pub(super) fn with_only(self) -> Self {
        match self.kind.options() {
            [(only, _)] => {
                let only = only.clone();
                self.with(only)
            }
            _ => self,
        }
    }

    /// Adds another fault to the field.
    pub(super) fn blame(&mut self, message: &str) {
        match &mut self.fault {
            Some(fault) => {
                fault.push(' ');
                fault.push_str(message);
            }
            None => self.fault = Some(message.to_owned()),
        }
    }
}

/// What is wrong with a field, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Name as sent (`measures[2].due`); of the form as a whole: empty.
    pub field: String,
    /// A sentence.
    pub message: String,
}

/// What fields choose from. Words are in the language of the page.
#[derive(Clone, Copy, Debug)]
pub struct Lists<'a> {
    /// Reference data in force.
    pub reference: &'a Reference,
    /// Units that exist today, in the order in which lists show them.
    pub units: &'a [(UnitId, String, UnitKind)],
    /// Leaders who have a log-in, with name and post as papers print them.
    pub leaders: &'a [(AccountId, String)],
    /// Units in which the person works.
    pub my_units: &'a [UnitId],
    /// Gates that the person may sign, or say not to apply.
    pub gates: &'a [String],
    /// Other problems that can be named (to join, to link).
    pub candidates: &'a [(ProblemId, String)],
    /// A fresh id for what the act creates (the group of a joining).
    pub new_id: Uuid,
    /// The civil day.
    pub today: Date,
}
