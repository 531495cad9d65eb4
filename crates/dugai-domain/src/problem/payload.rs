//! What acts on a problem carry: one struct an act, used by its command and,
//! where nothing is added, by its event. Recorded for ever, so fields are only
//! ever added, with a default; a change of meaning is a new event.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, EvidenceId, GroupId, ImportId, ProblemId, UnitId, VaultId};
use crate::time::Timestamp;

/// Where a problem came from (问题来源).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// 督察反馈: feedback of a central or provincial inspection.
    Feedback,
    /// 重点关注: named by the inspectors as a key concern.
    KeyConcern,
    /// 历次督察: left over from an earlier round.
    PastRound,
    /// 信访举报: a citizen's complaint.
    Complaint,
    /// 典型案例: a published typical case.
    TypicalCase,
    /// 自查: found by the city or a unit itself.
    SelfFound,
}

impl SourceKind {
    /// Every kind, in list order.
    pub const ALL: [Self; 6] = [
        Self::Feedback, Self::KeyConcern, Self::PastRound,
        Self::Complaint, Self::TypicalCase, Self::SelfFound,
    ];

    /// The code used in message files and filters.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Feedback => "feedback",
            Self::KeyConcern => "key_concern",
            Self::PastRound => "past_round",
            Self::Complaint => "complaint",
            Self::TypicalCase => "typical_case",
            Self::SelfFound => "self_found",
        }
    }

    /// Whether only the inspectors themselves can correct or withdraw it.
    #[must_use]
    pub fn is_inspectors(self) -> bool {
        !matches!(self, Self::Complaint | Self::SelfFound)
    }
}

/// Source with its round and the page of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Kind.
    pub kind: SourceKind,
    /// Round or document (第三轮中央生态环境保护督察).
    pub round: String,
    /// Page or paragraph of the report.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub page: String,
}

/// A number at one level: the same item is 县8 and 市9.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Number {
    /// Level: 国, 省, 市, 县.
    pub level: String,
    /// The number as printed.
    pub no: String,
}

/// How the item is guided (分类指导).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guidance {
    /// 立行立改: put right at once.
    Immediate,
    /// 限期整改: by a date.
    ByDate,
    /// 长期坚持: kept up for good.
    LongTerm,
}

impl Guidance {
    /// Every class, in list order.
    pub const ALL: [Self; 3] = [Self::Immediate, Self::ByDate, Self::LongTerm];
    /// The code used in message files and filters.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Immediate => "immediate",
            Self::ByDate => "by_date",
            Self::LongTerm => "long_term",
        }
    }
}

/// Where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// County or park, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county: Option<UnitId>,
    /// In words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// When it must be finished, as written and as read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The words of the list (2026年12月底前).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The last day meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Whether it must be kept up afterwards (长期坚持).
    #[serde(default)]
    pub long_term: bool,
}

/// A part in the responsibility chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyRole {
    /// 责任单位 (牵头): answers for the rectification.
    Responsible,
    /// 配合单位.
    Assisting,
    /// 督导单位: supervises and accepts each measure.
    Supervising,
    /// 企业 (主体责任).
    Enterprise,
}

impl DutyRole {
    /// Every role, in the order of the chain.
    pub const ALL: [Self; 4] =
        [Self::Responsible, Self::Assisting, Self::Supervising, Self::Enterprise];
    /// The code used in message files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Responsible => "responsible",
            Self::Assisting => "assisting",
            Self::Supervising => "supervising",
            Self::Enterprise => "enterprise",
        }
    }
}

/// A unit's part, with its dates and the person named for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Which part.
    pub role: DutyRole,
    /// Which unit.
    pub unit: UnitId,
    /// The person named (post and name), if any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub person: String,
    /// From which day.
    pub from: Date,
    /// Until which day, if ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

/// A step of outside acceptance, as the list orders it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptanceStep {
    /// Level: 县, 市, 省.
    pub level: String,
    /// The accepting unit, if the list names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
}

/// A measure as a task list gave it, the seed of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenMeasure {
    /// Number in the list.
    pub no: u32,
    /// Text.
    pub text: String,
    /// Date words and date.
    #[serde(default)]
    pub due: Due,
}

/// Which row of which import a problem came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRef {
    /// The import.
    pub import: ImportId,
    /// Sheet name.
    pub sheet: String,
    /// 1-based row.
    pub row: u32,
}

/// Entering a problem on the list (照单全收).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Source.
    pub source: Source,
    /// Numbers at each level, at least one.
    pub numbers: Vec<Number>,
    /// The problem in the words of its source.
    pub text: String,
    /// Class line of the list (一、…).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub klass: String,
    /// Types, codes of the reference data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Place.
    #[serde(default)]
    pub place: Place,
    /// Goal of the rectification.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub goal: String,
    /// Guidance class.
    pub guidance: Guidance,
    /// When.
    #[serde(default)]
    pub due: Due,
    /// Responsibility chain.
    pub chain: Vec<Duty>,
    /// Acceptance steps in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<AcceptanceStep>,
    /// Measures of the list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<GivenMeasure>,
    /// The document by which the item arrives already closed, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_struck_off: Option<String>,
    /// Import row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportRef>,
}

/// A unit signs for a problem (签收、认领).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The unit.
    pub unit: UnitId,
    /// Opinion.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// First response or first action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstStep {
    /// Whether something was done on the ground (行动), not only said (回应).
    pub on_site: bool,
    /// What.
    pub text: String,
    /// Evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
}

/// A unit says it is not competent (退单), quoting the duty list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounce {
    /// The unit.
    pub unit: UnitId,
    /// The clause of the duty list quoted.
    pub clause: String,
    /// Reason.
    pub reason: String,
}

/// Passing to another responsible unit (移交), or ruling after a bounce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// From.
    pub from: UnitId,
    /// To.
    pub to: UnitId,
    /// Reason.
    pub reason: String,
}

/// Not accepting a complaint or a self-found item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotAccepted {
    /// Reason.
    pub reason: String,
    /// The answer given to whoever brought it.
    pub answer: String,
}

/// Ending a duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyEnd {
    /// Part.
    pub role: DutyRole,
    /// Unit.
    pub unit: UnitId,
    /// Last day.
    pub to: Date,
    /// Reason.
    pub reason: String,
}

/// Class, types and acceptance steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classification {
    /// Guidance class.
    pub guidance: Guidance,
    /// Type codes.
    pub types: Vec<String>,
    /// Acceptance steps in order.
    pub steps: Vec<AcceptanceStep>,
}

/// Supervision level (督办级别): 0 ordinary, 1 county, 2 city, 3 chief (挂牌督办).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// Level, 0 to 3.
    pub level: u8,
    /// Reason.
    pub reason: String,
}

/// The leader in charge (包案领导).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadOfficer {
    /// Name and post as papers print them.
    pub name: String,
    /// The log-in, if the leader has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// Visits owed a year.
    #[serde(default)]
    pub visits_owed: u32,
}

/// A task force (专班).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskForce {
    /// Name.
    pub name: String,
    /// Members as printed (name, unit, part).
    pub members: Vec<String>,
}

/// Joining (并案): a relation; nothing moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// The group.
    pub group: GroupId,
    /// The problem that leads the group.
    pub lead: ProblemId,
    /// Why.
    pub reason: String,
}

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
    pub const ALL: [Self; 5] =
        [Self::NotStarted, Self::Behind, Self::OnSchedule, Self::Done, Self::StruckOff];
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
    /// Coded reasons of a return.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// Evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
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
    pub const ALL: [Self; 7] = [
        Self::Text, Self::Klass, Self::Goal, Self::Page, Self::Due, Self::Place, Self::Numbers,
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
