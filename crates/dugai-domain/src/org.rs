//! Units, posts and terms of office: who stood where, and when.
//!
//! 三管三必须: a county or park answers for its ground (属地), a department for its
//! trade (监管), an enterprise for itself (主体). The kinds of unit say which.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, UnitId};

/// A span of days, both ends inclusive; an open end means "still".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// First day.
    pub from: Date,
    /// Last day, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

impl Term {
    /// A term that begins on a day and has no end yet.
    #[must_use]
    pub fn since(from: Date) -> Self {
        Self { from, to: None }
    }

    /// Whether the day lies in the term.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// What a unit is, and so what it answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// The rectification office (整改办).
    Office,
    /// The city's Party committee and government, or the city task force (工作专班).
    City,
    /// A county or district (县、区): 属地.
    County,
    /// A development zone (经开区): 属地.
    Park,
    /// A department of the city (市直部门), or under a county its bureau or a township (县直部门、乡镇): 监管.
    Department,
    /// A special group (专项工作组).
    SpecialGroup,
    /// An enterprise (企业): 主体.
    Enterprise,
    /// The level above: province or centre.
    Superior,
}

impl UnitKind {
    /// Every kind, in the order in which lists show them.
    pub const ALL: [Self; 8] = [
        Self::Office,
        Self::City,
        Self::County,
        Self::Park,
        Self::Department,
        Self::SpecialGroup,
        Self::Enterprise,
        Self::Superior,
    ];

    /// The code used in message files and filters.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::City => "city",
            Self::County => "county",
            Self::Park => "park",
            Self::Department => "department",
            Self::SpecialGroup => "special_group",
            Self::Enterprise => "enterprise",
            Self::Superior => "superior",
        }
    }
}

/// A unit with its names of all times: an old name is found for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Identity.
    pub id: UnitId,
    /// Full official name (雅安市生态环境局).
    pub name: String,
    /// Short name used in tables (市生态环境局).
    pub short: String,
    /// What it is.
    pub kind: UnitKind,
    /// The unit above it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitId>,
    /// Former and other names, as offices write them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// What it is in charge of, quoted when work is passed on (职责清单).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub duties: String,
    /// When it exists.
    pub term: Term,
}

/// The acceptance panels of one level, of whatever unit: who accepts where a list names no unit for a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Panel {
    /// Of counties, districts and zones.
    County,
    /// Of the city.
    City,
    /// Of the province or the centre.
    Above,
}

impl Panel {
    /// The panel of a step's level as lists print it: 县级, 市级, 省级 and their short forms.
    #[must_use]
    pub fn of_level(level: &str) -> Self {
        match level.trim().chars().next() {
            Some('县' | '区' | '镇' | '乡' | '街' | '园') => Self::County,
            Some('省' | '国' | '中' | '部') => Self::Above,
            _ => Self::City,
        }
    }

    /// The panel to which acceptors of a unit belong, given its kind and whether it stands under a county
    /// or zone: a county's bureau accepts for the county, never for the city. An enterprise has none.
    #[must_use]
    pub fn of_unit_kind(kind: UnitKind, under_ground: bool) -> Option<Self> {
        match kind {
            UnitKind::County | UnitKind::Park => Some(Self::County),
            UnitKind::Department | UnitKind::SpecialGroup if under_ground => Some(Self::County),
            UnitKind::Office | UnitKind::City | UnitKind::Department | UnitKind::SpecialGroup => Some(Self::City),
            UnitKind::Superior => Some(Self::Above),
            UnitKind::Enterprise => None,
        }
    }

    /// Stands for the panel wherever units are listed; no unit has such an id.
    #[must_use]
    pub fn unit(self) -> UnitId {
        UnitId(uuid::Uuid::from_u128(u128::MAX - self as u128))
    }

    /// The panel for which an id stands.
    #[must_use]
    pub fn of_unit(unit: UnitId) -> Option<Self> {
        [Self::County, Self::City, Self::Above].into_iter().find(|panel| panel.unit() == unit)
    }

    /// The code used in message files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::City => "city",
            Self::Above => "above",
        }
    }
}

/// The county or zone under which a unit stands (属地), looked up through the units above it; none for a
/// unit of the city, and for a county itself.
#[must_use]
pub fn ground_of<'a>(unit: &'a Unit, units: impl Fn(UnitId) -> Option<&'a Unit>) -> Option<UnitId> {
    let mut seen = vec![unit.id];
    let mut at = unit;
    while let Some(above) = at.parent.filter(|id| !seen.contains(id)).and_then(&units) {
        if matches!(above.kind, UnitKind::County | UnitKind::Park) {
            return Some(above.id);
        }
        seen.push(above.id);
        at = above;
    }
    None
}

/// What a person may be in a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works on the unit's matters (经办人). In the rectification office: the clerk.
    Officer,
    /// Heads the unit or signs for it (负责人).
    Head,
    /// A leader of the city (市领导), who can be put in charge of a case (包案).
    Leader,
    /// Member of an acceptance panel (验收人员).
    Acceptor,
    /// Reads everything, changes nothing (审计).
    Auditor,
    /// Keeps accounts and units (系统管理员); has no right in any case.
    Administrator,
}

impl Role {
    /// Every role, in the order in which lists show them.
    pub const ALL: [Self; 6] =
        [Self::Officer, Self::Head, Self::Leader, Self::Acceptor, Self::Auditor, Self::Administrator];

    /// The code used in message files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Head => "head",
            Self::Leader => "leader",
            Self::Acceptor => "acceptor",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }
}

/// A person's place in a unit for a time. "Who held the post then" is answered from these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// What the person is there.
    pub role: Role,
    /// Where.
    pub unit: UnitId,
    /// From when to when.
    pub term: Term,
    /// For an acting deputy: whose post it is (代理).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acting_for: Option<AccountId>,
}
