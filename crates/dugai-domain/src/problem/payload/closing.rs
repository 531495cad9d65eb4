//! Evidence, self-check, sweep, gates, acceptance, notice, filing, look-back.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{Span, Start, Unit};
use crate::ids::{EvidenceId, ProblemId, VaultId};
use crate::time::Timestamp;

use super::beside::Return;

/// A piece of evidence: what it is and when it was true. The file itself is an
/// encrypted blob named by the id; the commitment is the salted hash of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Identity.
    pub id: EvidenceId,
    /// Title.
    pub title: String,
    /// Kind: photo, document, monitoring, video, other.
    pub kind: String,
    /// Media type as sniffed.
    pub media: String,
    /// Size in bytes.
    pub size: u64,
    /// Salted commitment to the bytes, hex.
    pub commitment: String,
    /// When what it shows happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Date>,
    /// When it was captured, as its own data says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<Timestamp>,
    /// Until when it is valid (monitoring reports).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// Measures it proves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<u32>,
    /// The picture taken before, if this is the one after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<EvidenceId>,
    /// The version it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<EvidenceId>,
    /// Whether the original carried a location (sealed in the vault).
    #[serde(default)]
    pub located: bool,
    /// Whether who added it stood on the side that rectifies: set by the decision, whatever was sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rectifying: bool,
}

impl Evidence {
    /// Whether it is a picture: what shows a site before the work, or after.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        self.media.starts_with("image/")
    }

    /// Whether it can prove anything on a day: what was valid for a time proves nothing after it.
    #[must_use]
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_until.is_none_or(|until| day <= until)
    }
}

/// Self-check (自查自验).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfCheck {
    /// Summary.
    pub summary: String,
    /// Evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
}

/// One point of the sweep (举一反三).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepPoint {
    /// Number, from 1.
    pub no: u32,
    /// Direction, a code of the reference data.
    pub direction: String,
    /// What is looked at.
    pub what: String,
}

/// The answer to one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SweepOutcome {
    /// Checked, nothing found.
    Clean,
    /// Something found; it stands on the list itself.
    Bad(ProblemId),
    /// Not checked, with a reason.
    Waived,
}

/// Answer to one point of the sweep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepAnswer {
    /// Number of the point.
    pub no: u32,
    /// Outcome.
    pub outcome: SweepOutcome,
    /// Words: how it was checked, or why not.
    pub note: String,
}

/// Signing a gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateSignature {
    /// Gate code.
    pub gate: String,
    /// What the signer vouches for.
    pub statement: String,
    /// How (群众满意: call-back, visit, survey).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub method: String,
    /// Evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
    /// Whether who signed stood on the side that rectifies: set by the decision, whatever was sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rectifying: bool,
}

/// Saying that a gate does not apply; counts once a second person confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateWaiver {
    /// Gate code.
    pub gate: String,
    /// Reason.
    pub reason: String,
}

/// What an acceptance step decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AcceptanceVerdict {
    /// 同意.
    Agreed,
    /// 原则同意, with conditions to be met.
    AgreedWithConditions,
    /// 不同意, returned.
    Returned,
}

/// The record of one acceptance step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Index of the step in the list's order, from 0.
    pub step: usize,
    /// Verdict.
    pub verdict: AcceptanceVerdict,
    /// Day of the visit to the site.
    pub visited: Date,
    /// Panel members as printed (name, unit).
    pub panel: Vec<String>,
    /// Opinion.
    pub opinion: String,
    /// Conditions, or reasons of a return.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub conditions: String,
    /// By when the conditions must be met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions_by: Option<Date>,
    /// Coded reasons of a return.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// Measures that must be done again after a return; none: all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<u32>,
    /// New date for the self-check after a return; a record from before there was one has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Date>,
    /// Evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
}

impl Acceptance {
    /// What a refused step is: work sent back like any other, with its reasons and its new date.
    #[must_use]
    pub fn as_return(&self) -> Option<Return> {
        let by = self.by.filter(|_| self.verdict == AcceptanceVerdict::Returned)?;
        let (reasons, text, measures) = (self.reasons.clone(), self.opinion.clone(), self.measures.clone());
        Some(Return { reasons, text, by, measures })
    }
}

/// Opening the public notice (公示); its first day counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeOpening {
    /// First day.
    pub first_day: Date,
    /// Working days.
    pub days: u32,
    /// Where it is published.
    pub place: String,
    /// Telephone for objections.
    pub phone: String,
    /// Why a notice that is open is opened anew.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl NoticeOpening {
    /// How long it lasts: working days, the first one counted (practice of published notices).
    #[must_use]
    pub fn span(&self) -> Span {
        Span { n: self.days, unit: Unit::Working, start: Start::SameDay, roll: false }
    }
}

/// An objection; who brought it and their words are in the vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Number within the life round, from 1.
    pub no: u32,
    /// Vault entry with name, contact and the words as written.
    pub vault: VaultId,
    /// Salted commitment to the words.
    pub commitment: String,
    /// Summary without personal data, written by the office.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
}

/// Answer to an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionAnswer {
    /// Number.
    pub no: u32,
    /// Whether the objection is right: then the work goes back.
    pub upheld: bool,
    /// Answer, without personal data.
    pub answer: String,
    /// Measures that must be done again, if it is right; none: all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<u32>,
}

/// Filing with the body above (备案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// Document number.
    pub document: String,
    /// Body with which it is filed.
    pub body: String,
    /// Day.
    pub day: Date,
}

/// What a look-back found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookBackResult {
    /// 保持良好.
    Holds,
    /// Weak points, to be watched.
    Weak,
    /// 反弹: the problem is back.
    Rebound,
}

/// A look-back (回头看).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookBack {
    /// Day of the visit.
    pub visited: Date,
    /// Result.
    pub result: LookBackResult,
    /// What was seen.
    pub note: String,
    /// Whether the lasting measure still works.
    pub lasting_works: bool,
    /// Evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
}

impl LookBack {
    /// Whether it must be looked at again: it does not hold well, or the lasting measure has ceased.
    #[must_use]
    pub fn is_weak(&self) -> bool {
        self.result != LookBackResult::Holds || !self.lasting_works
    }
}
