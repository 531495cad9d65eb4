//! What a command names besides the problem itself: units that are given something to do, and other
//! problems. Whether they exist is known outside the domain.

use crate::actor::Actor;
use crate::ids::{AccountId, ProblemId, UnitId};
use crate::problem::action::Command;
use crate::problem::payload::{AcceptanceStep, Duty, DutyRole, Field, SweepOutcome};
use crate::reason::Reason;

/// Reasons against a command whose units, or whose other problem, are not there.
#[must_use]
pub fn unknown(units_exist: bool, problem_exists: bool) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if !units_exist {
        reasons.push(Reason::Field { field: "unit", expected: "existing_unit" });
    }
    if !problem_exists {
        reasons.push(Reason::Field { field: "linked", expected: "known_problem" });
    }
    reasons
}

impl Command {
    /// Units that are given a part, a step, a measure, a duty or a letter: each must exist.
    #[must_use]
    pub fn units(&self) -> Vec<UnitId> {
        let steps = |list: &[AcceptanceStep]| list.iter().filter_map(|s| s.unit).collect::<Vec<_>>();
        let chain = |list: &[Duty]| list.iter().map(|d| d.unit).collect::<Vec<_>>();
        match self {
            Self::Register(r) => [chain(&r.chain), steps(&r.steps), r.place.county.into_iter().collect()].concat(),
            Self::Transfer(t) => vec![t.to],
            Self::AssignDuty(d) => vec![d.unit],
            Self::Classify(c) => steps(&c.steps),
            Self::DraftPlan(plan) => plan.measures.iter().filter_map(|m| m.owner).collect(),
            Self::Supervise(act) => act.unit().into_iter().collect(),
            Self::Meet(m) => m.decisions.iter().map(|d| d.unit).collect(),
            Self::Instruct(i) => i.duties.iter().map(|d| d.unit).collect(),
            Self::Correct(c) if c.field == Field::County => c.value.parse::<UnitId>().into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Parts that somebody who is not of the office gives, by entering a problem, to units that are neither the
    /// person's own nor under them: those the office gives. `above`: the units above one, nearest first. An
    /// enterprise that stands under nobody may be named by whoever found it.
    #[must_use]
    pub fn parts_of_others(&self, actor: &Actor, above: impl Fn(UnitId) -> Vec<UnitId>) -> Vec<Reason> {
        let Self::Register(registration) = self else { return Vec::new() };
        if actor.is_office() || actor.is_system() {
            return Vec::new();
        }
        let others = |d: &&Duty| {
            let over = above(d.unit);
            let free = d.role == DutyRole::Enterprise && over.is_empty();
            !free && !std::iter::once(d.unit).chain(over).any(|unit| actor.works_in(unit))
        };
        let mut roles: Vec<DutyRole> = registration.chain.iter().filter(others).map(|d| d.role).collect();
        roles.dedup();
        roles.iter().map(|role| Reason::Field { field: role.code(), expected: "own_units" }).collect()
    }

    /// The account that is put in charge: it must be a leader's, and no rectifier's.
    #[must_use]
    pub fn leader(&self) -> Option<AccountId> {
        match self {
            Self::SetLeadOfficer(l) => l.account,
            _ => None,
        }
    }

    /// Another problem that it points to.
    #[must_use]
    pub fn problem(&self) -> Option<ProblemId> {
        match self {
            Self::Join(join) => Some(join.lead),
            Self::AnswerSweep(answer) => match answer.outcome {
                SweepOutcome::Bad(id) => Some(id),
                SweepOutcome::Clean | SweepOutcome::Waived => None,
            },
            _ => None,
        }
    }
}
