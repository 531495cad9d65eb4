//! The group that a problem leads or was joined to (并案): who else is in it, and what it has in common with
//! the leading one.

use dugai_app::RegisterRow;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::{Action, DutyRole, Join, Problem, Stage};
use jiff::civil::Date;

use crate::say::Names;

use super::case::{Case, Link};
use super::head::stage_class;

/// The group it leads or was joined to.
pub struct Group {
    /// The problem it was joined to; none where it leads the group itself.
    pub lead: Option<Lead>,
    /// The others that were joined to the same one.
    pub others: Vec<Member>,
    /// How many more there are than are shown.
    pub more: u64,
    /// Leaving the group.
    pub part: Option<Link>,
}

/// The leading problem.
pub struct Lead {
    /// Number and page.
    pub link: Link,
    /// Its text; empty where it is out of sight.
    pub text: String,
    /// Class and word of its stage, where it is in sight.
    pub stage: Option<(&'static str, &'static str)>,
    /// Why this one was joined to it.
    pub reason: String,
    /// What the two have in common, part by part.
    pub shared: Vec<(&'static str, String)>,
}

/// Another one of the group.
pub struct Member {
    /// Number and page.
    pub link: Link,
    /// Its text.
    pub text: String,
    /// Class and word of its stage.
    pub stage: (&'static str, &'static str),
}

/// The group of a case.
pub fn view(case: &Case<'_>) -> Option<Group> {
    let others: Vec<Member> = case.joined.0.iter().filter(|r| r.id != case.p.id.0).map(|r| member(case, r)).collect();
    if case.p.group.is_none() && others.is_empty() {
        return None;
    }
    Some(Group {
        lead: case.p.group.as_ref().map(|join| lead(case, join)),
        more: case.joined.1.saturating_sub(case.joined.0.len() as u64),
        others,
        part: case.can(Action::Part).then(|| case.act(Action::Part, &[])),
    })
}

fn lead(case: &Case<'_>, join: &Join) -> Lead {
    let other = case.lead.as_ref();
    Lead {
        link: Link { href: format!("/problems/{}", join.lead), text: case.book.problem(join.lead) },
        text: other.map(|p| p.text.clone()).unwrap_or_default(),
        stage: other.map(|p| (stage_class(p.stage), case.w.code("stage", p.stage.code()))),
        reason: join.reason.clone(),
        shared: other.map(|p| shared(case, p)).unwrap_or_default(),
    }
}

fn member(case: &Case<'_>, row: &RegisterRow) -> Member {
    let stage = Stage::of_number(row.stage);
    Member {
        link: Link { href: format!("/problems/{}", ProblemId(row.id)), text: row.number.clone() },
        text: row.title.clone(),
        stage: stage.map_or(("", ""), |s| (stage_class(s), case.w.code("stage", s.code()))),
    }
}

/// What a problem has in common with the one that leads its group.
fn shared(case: &Case<'_>, lead: &Problem) -> Vec<(&'static str, String)> {
    let (w, p) = (case.w, case.p);
    let units = |role: DutyRole| {
        let theirs: Vec<_> = lead.units_in(role, Date::MAX).collect();
        let both = p.units_in(role, Date::MAX).filter(|u| theirs.contains(u));
        w.list(both.map(|u| case.unit(u)).collect::<Vec<_>>())
    };
    let types = p.types.iter().filter(|t| lead.types.contains(t));
    let types = w.list(types.map(|t| case.book.type_name(t, w.lang)).collect::<Vec<_>>());
    let same = |a: &str, b: &str| if a == b { a.to_owned() } else { String::new() };
    let county = p.place.county.filter(|c| lead.place.county == Some(*c));
    let mut list: Vec<(&'static str, String)> = DutyRole::ALL.map(|r| (w.code("duty", r.code()), units(r))).into();
    list.extend([
        (w.code("label", "county"), county.map(|u| case.unit(u)).unwrap_or_default()),
        (w.code("label", "place"), same(&p.place.words, &lead.place.words)),
        (w.code("label", "types"), types),
        (w.code("label", "round"), same(&p.source.round, &lead.source.round)),
    ]);
    list.retain(|(_, value)| !value.is_empty());
    list
}
