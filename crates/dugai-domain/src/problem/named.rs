//! What a command names besides the problem itself: units that are given something to do, and other
//! problems. Whether they exist is known outside the domain.

use crate::ids::{AccountId, ProblemId, UnitId};
use crate::problem::action::Command;
use crate::problem::payload::{AcceptanceStep, Duty, SweepOutcome};
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
            _ => Vec::new(),
        }
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
