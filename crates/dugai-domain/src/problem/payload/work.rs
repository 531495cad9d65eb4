//! Plans, measures, monthly dispatch, extensions.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{EvidenceId, UnitId};

/// A measure in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Number, from 1.
    pub no: u32,
    /// What is done.
    pub text: String,
    /// What it must reach.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub goal: String,
    /// Owner.
    pub owner: Option<UnitId>,
    /// Due day.
    pub due: Option<Date>,
    /// Kept up for good after its date.
    #[serde(default)]
    pub long_term: bool,
    /// Money, in fen (1/100 yuan).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money_fen: Option<i64>,
    /// Safety and quality notes (质量和安全).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub safety: String,
    /// Whether this is the lasting mechanism (长效机制).
    #[serde(default)]
    pub lasting: bool,
}

/// A version of the plan (整改方案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDraft {
    /// Goal.
    pub goal: String,
    /// Measures.
    pub measures: Vec<Measure>,
    /// Acceptance standard proposed for this kind of problem.
    pub standard: String,
    /// Date of the whole, if it is fixed here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Safety and quality conditions of the whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub safety: String,
}

/// A decision with an opinion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Opinion in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Coded reasons, where the decision is a return.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

/// Progress of one measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureReport {
    /// Number.
    pub no: u32,
    /// Done, in per cent.
    pub percent: u8,
    /// Words.
    pub note: String,
    /// Evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
}

/// Acceptance or return of one measure by the supervising unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureVerdict {
    /// Number.
    pub no: u32,
    /// Opinion and coded reasons.
    pub opinion: Opinion,
    /// Evidence relied on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
}

/// The five official words of a monthly dispatch (调度).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// 尚未启动.
    NotStarted,
    /// 未达序时进度.
    Behind,
    /// 达到序时进度.
    OnSchedule,
    /// 已完成.
    Done,
    /// 已验收销号.
    StruckOff,
}

impl Progress {
    /// Every word, in official order.
    pub const ALL: [Self; 5] = [Self::NotStarted, Self::Behind, Self::OnSchedule, Self::Done, Self::StruckOff];
    /// The code used in message files and filters.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Behind => "behind",
            Self::OnSchedule => "on_schedule",
            Self::Done => "done",
            Self::StruckOff => "struck_off",
        }
    }
    /// The official Chinese word, as tables and files carry it.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::NotStarted => "尚未启动",
            Self::Behind => "未达序时进度",
            Self::OnSchedule => "达到序时进度",
            Self::Done => "已完成",
            Self::StruckOff => "已验收销号",
        }
    }
}

/// One month's word for one problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthReport {
    /// Month, `2026-11`.
    pub month: String,
    /// The word given.
    pub word: Progress,
    /// Why, and what was done.
    pub text: String,
}

/// What an extension is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtensionOf {
    /// The plan's date.
    Plan,
    /// One measure's date.
    Measure(u32),
    /// The date of the whole.
    Whole,
}

/// Asking for a later date (延期申请).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionRequest {
    /// Of what.
    pub of: ExtensionOf,
    /// To which day.
    pub to: Date,
    /// Why.
    pub reason: String,
}

/// Decision on an extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionDecision {
    /// Whether it was granted.
    pub granted: bool,
    /// Opinion.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub opinion: String,
}
