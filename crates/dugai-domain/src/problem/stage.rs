//! Where a problem stands: the stages of its path, and the ends beside it.

use serde::{Deserialize, Serialize};

/// Where a problem stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 已登记: on the list, not signed for.
    Registered,
    /// 已认领.
    Claimed,
    /// 方案编制.
    Planning,
    /// 方案报审.
    PlanSubmitted,
    /// 整改中.
    Rectifying,
    /// 已自查.
    SelfChecked,
    /// 验收中.
    Accepting,
    /// 已验收.
    Accepted,
    /// 公示中.
    Noticed,
    /// 公示期满.
    NoticeClosed,
    /// 已备案.
    Filed,
    /// 已销号.
    StruckOff,
    /// 来文载明已销号: declared so by its source, proved by nothing here.
    Declared,
    /// 不予受理.
    NotAccepted,
    /// 导入已撤销.
    Voided,
    /// 查不属实: ended before a plan, on evidence.
    Unfounded,
    /// 督察组撤回: ended by a document of the inspectors.
    Withdrawn,
}

crate::numbered::numbered!(Stage {
    Registered = 0,
    Claimed = 1,
    Planning = 2,
    PlanSubmitted = 3,
    Rectifying = 4,
    SelfChecked = 5,
    Accepting = 6,
    Accepted = 7,
    Noticed = 8,
    NoticeClosed = 9,
    Filed = 10,
    StruckOff = 11,
    Declared = 12,
    NotAccepted = 13,
    Voided = 14,
    Unfounded = 15,
    Withdrawn = 16,
});

impl Stage {
    /// Every stage, in the order of the path.
    pub const ALL: [Self; 17] = [
        Self::Registered,
        Self::Claimed,
        Self::Planning,
        Self::PlanSubmitted,
        Self::Rectifying,
        Self::SelfChecked,
        Self::Accepting,
        Self::Accepted,
        Self::Noticed,
        Self::NoticeClosed,
        Self::Filed,
        Self::StruckOff,
        Self::Declared,
        Self::NotAccepted,
        Self::Voided,
        Self::Unfounded,
        Self::Withdrawn,
    ];

    /// The code used in message files and filters.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Claimed => "claimed",
            Self::Planning => "planning",
            Self::PlanSubmitted => "plan_submitted",
            Self::Rectifying => "rectifying",
            Self::SelfChecked => "self_checked",
            Self::Accepting => "accepting",
            Self::Accepted => "accepted",
            Self::Noticed => "noticed",
            Self::NoticeClosed => "notice_closed",
            Self::Filed => "filed",
            Self::StruckOff => "struck_off",
            Self::Declared => "declared",
            Self::NotAccepted => "not_accepted",
            Self::Voided => "voided",
            Self::Unfounded => "unfounded",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The stage of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Whether work on it goes on.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Self::Registered
            | Self::Claimed
            | Self::Planning
            | Self::PlanSubmitted
            | Self::Rectifying
            | Self::SelfChecked
            | Self::Accepting
            | Self::Accepted
            | Self::Noticed
            | Self::NoticeClosed
            | Self::Filed => true,
            Self::StruckOff | Self::Declared | Self::NotAccepted | Self::Voided | Self::Unfounded | Self::Withdrawn => {
                false
            }
        }
    }

    /// Whether it left the list without rectification: counted apart, and in no figure of the list.
    #[must_use]
    pub fn is_off_the_list(self) -> bool {
        matches!(self, Self::NotAccepted | Self::Voided | Self::Unfounded | Self::Withdrawn)
    }
}
