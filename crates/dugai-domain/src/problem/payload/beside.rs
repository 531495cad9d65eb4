//! Acts beside the path: supervision, meetings, instructions, returns, corrections, escalation.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ImportRef;
use crate::ids::{AccountId, UnitId};
use crate::org::Role;

/// An act of supervision or accountability: never a way to close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Supervision {
    /// 督办: an urge letter.
    Urge {
        /// To which unit.
        unit: UnitId,
        /// What is asked for.
        text: String,
        /// Reply by.
        reply_by: Date,
    },
    /// 约谈.
    Talk {
        /// With which unit.
        unit: UnitId,
        /// Day.
        day: Date,
        /// Record.
        text: String,
    },
    /// 通报.
    Circular {
        /// Which unit.
        unit: UnitId,
        /// Document number.
        document: String,
        /// Text.
        text: String,
    },
    /// 追责问责, with basis, form, body and date.
    Accountability {
        /// Post and unit held (names are kept by the deciding body).
        post: String,
        /// Unit.
        unit: UnitId,
        /// Form code.
        form: String,
        /// Basis document.
        basis: String,
        /// Deciding body.
        body: String,
        /// Day.
        day: Date,
    },
    /// 移送: suspected crime handed over.
    HandOver {
        /// To which body.
        body: String,
        /// Document number.
        document: String,
        /// Day.
        day: Date,
        /// The matter: what is suspected, and on what facts.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
        /// By when its receipt is asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_by: Option<Date>,
    },
}

impl Supervision {
    /// The unit it is addressed to; a hand-over goes to a body outside.
    #[must_use]
    pub fn unit(&self) -> Option<UnitId> {
        match self {
            Self::Urge { unit, .. }
            | Self::Talk { unit, .. }
            | Self::Circular { unit, .. }
            | Self::Accountability { unit, .. } => Some(*unit),
            Self::HandOver { .. } => None,
        }
    }

    /// The day by which an answer or a receipt is asked for.
    #[must_use]
    pub fn reply_by(&self) -> Option<Date> {
        match self {
            Self::Urge { reply_by, .. } => Some(*reply_by),
            Self::HandOver { reply_by, .. } => *reply_by,
            Self::Talk { .. } | Self::Circular { .. } | Self::Accountability { .. } => None,
        }
    }
}

/// The answer to an act of supervision; of a hand-over first the receipt, then the result. What the office closes
/// because nobody answers it has the reason in the place of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisionAnswer {
    /// Number of the act.
    pub no: u32,
    /// Answer.
    pub text: String,
    /// Whether the office closes it in the place of the unit that was asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

/// A duty decided at a meeting or visit, or laid down by an instruction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What.
    pub what: String,
    /// Who.
    pub unit: UnitId,
    /// By when.
    pub due: Date,
}

/// A visit or a meeting (现场调研, 现场推进会, 调度会).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Whether it took place on the site by the leader in charge.
    pub visit: bool,
    /// Day.
    pub day: Date,
    /// Who came, as printed.
    pub who: String,
    /// What was found or said.
    pub text: String,
    /// Decisions, each tracked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
}

/// A written instruction from above (指示批示).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instruction {
    /// From whom (post).
    pub from: String,
    /// Text.
    pub text: String,
    /// Day given.
    pub day: Date,
    /// Duties.
    pub duties: Vec<Decision>,
}

/// Finishing a tracked duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyDone {
    /// Number of the duty.
    pub no: u32,
    /// Result.
    pub result: String,
}

/// Work sent back (退回重办).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// Coded reasons, at least one.
    pub reasons: Vec<String>,
    /// Words.
    pub text: String,
    /// New date for the self-check.
    pub by: Date,
    /// Measures that must be done again; none: all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<u32>,
}

/// Which field a correction is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The problem's text.
    Text,
    /// Class line.
    Klass,
    /// Goal.
    Goal,
    /// Page of the report.
    Page,
    /// Date of the whole (`2026-12-31`).
    Due,
    /// Place in words.
    Place,
    /// County or zone (属地), as the id of its unit; empty: none.
    County,
    /// Kind of source, as its code.
    Kind,
    /// Round or document of the source.
    Round,
    /// Numbers, `市9 省3`; `市：YJ-3` where the number does not begin with a digit.
    Numbers,
    /// Measures of the list, as [`given_words`](crate::problem::given::given_words) puts them: until a plan is approved.
    Given,
    /// What a record says that no field holds (a document number, a day): the right words.
    Record,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 12] = [
        Self::Text,
        Self::Klass,
        Self::Goal,
        Self::Page,
        Self::Due,
        Self::Place,
        Self::County,
        Self::Kind,
        Self::Round,
        Self::Numbers,
        Self::Given,
        Self::Record,
    ];
    /// The code used in message files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Klass => "klass",
            Self::Goal => "goal",
            Self::Page => "page",
            Self::Due => "due",
            Self::Place => "place",
            Self::County => "county",
            Self::Kind => "kind",
            Self::Round => "round",
            Self::Numbers => "numbers",
            Self::Given => "given",
            Self::Record => "record",
        }
    }
}

/// A correction that names what it corrects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Version of the problem's event that was wrong.
    pub of: u64,
    /// Field.
    pub field: Field,
    /// New value.
    pub value: String,
    /// Reason.
    pub reason: String,
    /// The document, or the place in the list, that shows the right words: an inspectors' item needs one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
}

/// A changed cell of a re-import, waiting for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedChange {
    /// Field.
    pub field: Field,
    /// Value in the new file.
    pub value: String,
    /// Where it stands.
    pub import: ImportRef,
}

/// Decision on a proposed change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeDecision {
    /// Number of the proposal.
    pub no: u32,
    /// Whether it is taken over.
    pub taken: bool,
    /// Reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The document that shows the right day, where the day of the whole is moved.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
}

/// A plain reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Words.
    pub text: String,
}

/// A step of escalation that fell due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    /// Clock code, or `measure:3`, or `whole`.
    pub clock: String,
    /// The due day it concerns.
    pub due: Date,
    /// Days relative to it.
    pub days: i64,
    /// Who was told in units: a unit and the role in it.
    pub units: Vec<(UnitId, Role)>,
    /// Accounts that were told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountId>,
    /// The office that owns it because nobody was there to be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UnitId>,
}
