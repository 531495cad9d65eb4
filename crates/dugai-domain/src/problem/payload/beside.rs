//! Acts beside the path: supervision, meetings, instructions, returns, corrections, escalation.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ImportRef;
use crate::ids::UnitId;

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
    },
}

/// The answer to an act of supervision, or the receipt of a hand-over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisionAnswer {
    /// Number of the act.
    pub no: u32,
    /// Answer.
    pub text: String,
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
    /// Numbers, `市9 省3`.
    Numbers,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 7] = [Self::Text, Self::Klass, Self::Goal, Self::Page, Self::Due, Self::Place, Self::Numbers];
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
            Self::Numbers => "numbers",
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
    /// Reason, and for an inspectors' item the document that corrects it.
    pub reason: String,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeDecision {
    /// Number of the proposal.
    pub no: u32,
    /// Whether it is taken over.
    pub taken: bool,
    /// Reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
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
    /// Units whose officers or heads were told.
    pub units: Vec<UnitId>,
    /// Whether nobody was there to be told; then the office owns it.
    #[serde(default)]
    pub nobody: bool,
}
