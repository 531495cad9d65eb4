//! Forms of task lists that are in use, as data: which columns each one has.
//!
//! A profile only names the form a list has; columns are read by their words either way.

use super::field::{Field, Level};
use super::header::Header;

/// A known form.
#[derive(Debug, Clone, Copy)]
pub struct Profile {
    /// Stable id.
    pub id: &'static str,
    /// Name in Chinese.
    pub zh: &'static str,
    /// Name in English.
    pub en: &'static str,
    /// Columns of the form.
    pub fields: &'static [Field],
}

/// The forms shipped with the program.
pub const PROFILES: &[Profile] = &[
    Profile {
        id: "city-feedback",
        zh: "市级督察反馈整改任务清单（措施在一格内）",
        en: "city list of inspection feedback, measures in one cell",
        fields: &[
            Field::No,
            Field::UpperNo(Level::Province),
            Field::Problem,
            Field::Goal,
            Field::Measures,
            Field::Units,
            Field::Supervisor,
            Field::Due,
        ],
    },
    Profile {
        id: "county-measure-rows",
        zh: "县级整改任务分解表（措施一行一条）",
        en: "county breakdown, one row per measure",
        fields: &[
            Field::No,
            Field::UpperNo(Level::City),
            Field::Class,
            Field::Problem,
            Field::Goal,
            Field::MeasureNo,
            Field::Measures,
            Field::MeasureDue,
            Field::Lead,
            Field::Assist,
            Field::Acceptor,
            Field::Due,
            Field::Status,
        ],
    },
    Profile {
        id: "plan-annex",
        zh: "整改方案附件清单",
        en: "annex list of a rectification plan",
        fields: &[Field::No, Field::Problem, Field::Goal, Field::Measures, Field::Units, Field::Supervisor, Field::Due],
    },
    Profile {
        id: "public-notice",
        zh: "整改情况公示表",
        en: "public notice of results",
        fields: &[Field::Problem, Field::Units, Field::Measures, Field::Goal, Field::Due, Field::Progress],
    },
    Profile {
        id: "notice-numbered",
        zh: "整改完成情况公示表（带序号）",
        en: "numbered public notice of results",
        fields: &[Field::No, Field::Problem, Field::Goal, Field::Measures, Field::Progress, Field::Units, Field::Due],
    },
    Profile {
        id: "county-three-units",
        zh: "县级清单（牵头、责任、配合单位）",
        en: "county list with lead, responsible and assisting units",
        fields: &[
            Field::No,
            Field::Problem,
            Field::Lead,
            Field::Units,
            Field::Assist,
            Field::Goal,
            Field::Due,
            Field::Measures,
            Field::Progress,
        ],
    },
    Profile {
        id: "self-inspection",
        zh: "自查问题整改清单",
        en: "list of problems found by self-inspection",
        fields: &[
            Field::No,
            Field::Source,
            Field::Class,
            Field::Problem,
            Field::Kind,
            Field::Measures,
            Field::Due,
            Field::Units,
            Field::Person,
            Field::Status,
        ],
    },
    Profile {
        id: "full",
        zh: "整改任务总清单（全字段）",
        en: "complete list with every field",
        fields: &[
            Field::No,
            Field::UpperNo(Level::Upper),
            Field::Source,
            Field::Problem,
            Field::Class,
            Field::Kind,
            Field::Goal,
            Field::Measures,
            Field::Due,
            Field::Lead,
            Field::Assist,
            Field::Supervisor,
            Field::Acceptor,
            Field::Person,
            Field::Leader,
            Field::Progress,
            Field::Status,
        ],
    },
];

/// The form that shares most columns with a header, when it shares at least two thirds; of equal
/// ones the first.
#[must_use]
pub fn matching_profile(header: &Header) -> Option<&'static Profile> {
    let own: Vec<Field> =
        header.columns.iter().filter_map(|column| column.field).filter(|field| *field != Field::Other).collect();
    let share = |profile: &Profile| {
        let common = profile.fields.iter().filter(|field| own.contains(field)).count();
        let union = profile.fields.len() + own.len() - common;
        common * 100 / union.max(1)
    };
    PROFILES.iter().rev().max_by_key(|profile| share(profile)).filter(|profile| share(profile) >= 66)
}
