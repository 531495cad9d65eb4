//! Entering on the list and who answers: source, numbers, place, chain, level, leader, joining.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, EvidenceId, GroupId, ImportId, ProblemId, UnitId};

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

crate::numbered::numbered!(SourceKind {
    Feedback = 0,
    KeyConcern = 1,
    PastRound = 2,
    Complaint = 3,
    TypicalCase = 4,
    SelfFound = 5,
});

impl SourceKind {
    /// Every kind, in list order.
    pub const ALL: [Self; 6] =
        [Self::Feedback, Self::KeyConcern, Self::PastRound, Self::Complaint, Self::TypicalCase, Self::SelfFound];

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

    /// The kind of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
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

impl Number {
    /// As a person writes it and [`Number::read`] reads it: `市9`; with a colon where the number itself
    /// does not begin with a digit, or the level holds one.
    #[must_use]
    pub fn text(&self) -> String {
        let plain = format!("{}{}", self.level, self.no);
        if Self::read(&plain).as_ref() == Some(self) { plain } else { format!("{}：{}", self.level, self.no) }
    }

    /// Reads `市9`, `市：YJ-2026-3` or a bare `9`. Corrections of the ledger are read by this: recorded form,
    /// frozen as [`given`](crate::problem::given) is.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        let (level, no) = match word.split_once(['：', ':']) {
            Some(pair) => pair,
            None => word.split_at(word.find(|c: char| c.is_ascii_digit())?),
        };
        // Without a colon a level is a word of letters: `YJ-2026` is no level `YJ-`.
        let clear = word.contains(['：', ':']) || level.chars().all(char::is_alphabetic);
        (clear && !no.trim().is_empty()).then(|| Self { level: level.trim().to_owned(), no: no.trim().to_owned() })
    }
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

crate::numbered::numbered!(Guidance {
    Immediate = 0,
    ByDate = 1,
    LongTerm = 2,
});

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
    pub const ALL: [Self; 4] = [Self::Responsible, Self::Assisting, Self::Supervising, Self::Enterprise];
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

impl Duty {
    /// Whether it lasted at least one day: what is passed on within the day on which it began did not.
    #[must_use]
    pub fn held_a_day(&self) -> bool {
        self.to.is_none_or(|to| self.from <= to)
    }
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
    /// Whether who went stood on the side that rectifies: set by the decision, whatever was sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rectifying: bool,
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

/// Ruling that a unit's objection does not hold and the assignment stays (维持交办).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// The unit that objected.
    pub unit: UnitId,
    /// Why it is competent.
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

/// On what ground an item ends without rectification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 不予受理: it is none of the office's matters.
    #[default]
    NotAccepted,
    /// 查不属实: the inquiry found that what was said is not so.
    Unfounded,
    /// 督察组撤回: the inspectors took it back.
    Withdrawn,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 3] = [Self::NotAccepted, Self::Unfounded, Self::Withdrawn];
    /// The code used in message files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAccepted => "not_accepted",
            Self::Unfounded => "unfounded",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Ending an item without rectification: not accepted, found untrue, or withdrawn by the inspectors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotAccepted {
    /// Ground.
    #[serde(default, skip_serializing_if = "Ground::is_default")]
    pub ground: Ground,
    /// Reason.
    pub reason: String,
    /// The answer given to whoever brought it; nobody brought an inspectors' item.
    pub answer: String,
    /// The inspectors' document, where they withdraw it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
    /// Evidence, where it was found untrue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
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
    /// The document behind it: an inspectors' item changes its responsible or supervising unit by one only.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
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
    /// Why steps that stood are changed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The document behind it: the order that an inspectors' list gives is changed by one only.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
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
