//! Definitions (口径) of the figures that pages, exports and the API print. One definition,
//! one filter over the register's index; every figure links to exactly those rows.

use crate::problem::Stage;

/// A figure with its definition. Its words are in the message files under `figure.<code>`
/// and `figure.<code>.definition`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// 清单总数: everything on the list, without voided and not accepted items.
    Listed,
    /// 未销号: open items.
    Open,
    /// 超期: open items whose nearest due day has passed.
    Overdue,
    /// 即将到期: open items due within seven days from today.
    DueSoon,
    /// 未认领: not signed for.
    Unclaimed,
    /// 待审方案.
    PlansWaiting,
    /// 验收公示中: from acceptance to filing.
    Closing,
    /// 已销号: proved here.
    StruckOff,
    /// 来文载明已销号: declared by its source, counted apart.
    Declared,
    /// 待回头看: ended, and the day by which it was to be looked at again has passed.
    LookBackDue,
    /// 反弹: in a second or later life round.
    Rebounded,
}

/// A bound on a day column, relative to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayBound {
    /// Strictly before today.
    Past,
    /// Today or later, at most so many days ahead.
    Within(i64),
}

/// What a figure selects: the one place where it is defined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Stages.
    pub stages: Vec<Stage>,
    /// Bound on the nearest due day.
    pub due: Option<DayBound>,
    /// Bound on the look-back day.
    pub look_back: Option<DayBound>,
    /// Only second and later life rounds.
    pub rebounded: bool,
}

impl Figure {
    /// Every figure.
    pub const ALL: [Self; 11] = [
        Self::Listed,
        Self::Open,
        Self::Overdue,
        Self::DueSoon,
        Self::Unclaimed,
        Self::PlansWaiting,
        Self::Closing,
        Self::StruckOff,
        Self::Declared,
        Self::LookBackDue,
        Self::Rebounded,
    ];

    /// The code used in URLs and message files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::DueSoon => "due_soon",
            Self::Unclaimed => "unclaimed",
            Self::PlansWaiting => "plans_waiting",
            Self::Closing => "closing",
            Self::StruckOff => "struck_off",
            Self::Declared => "declared",
            Self::LookBackDue => "look_back_due",
            Self::Rebounded => "rebounded",
        }
    }

    /// The figure of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.code() == code)
    }

    /// The rows it counts.
    #[must_use]
    pub fn selection(self) -> Selection {
        let open = || Stage::ALL.into_iter().filter(|s| s.is_open()).collect::<Vec<_>>();
        let only = |stages: &[Stage]| Selection { stages: stages.to_vec(), ..Selection::default() };
        match self {
            Self::Listed => only(&Stage::ALL.into_iter().filter(|s| !s.is_off_the_list()).collect::<Vec<_>>()),
            Self::Open => only(&open()),
            Self::Overdue => Selection { due: Some(DayBound::Past), ..only(&open()) },
            Self::DueSoon => Selection { due: Some(DayBound::Within(7)), ..only(&open()) },
            Self::Unclaimed => only(&[Stage::Registered]),
            Self::PlansWaiting => only(&[Stage::PlanSubmitted]),
            Self::Closing => {
                only(&[Stage::Accepting, Stage::Accepted, Stage::Noticed, Stage::NoticeClosed, Stage::Filed])
            }
            Self::StruckOff => only(&[Stage::StruckOff]),
            Self::Declared => only(&[Stage::Declared]),
            Self::LookBackDue => {
                Selection { look_back: Some(DayBound::Past), ..only(&[Stage::StruckOff, Stage::Declared]) }
            }
            Self::Rebounded => Selection { rebounded: true, ..Selection::default() },
        }
    }
}
