//! What an enterprise is shown of its own case: the problem, what is asked of it and what became of it,
//! never how the authorities deal with it and with each other. A hand-over of suspected crime or an
//! unannounced visit would be worth nothing once its subject read of it.

use std::collections::BTreeSet;

use crate::actor::Actor;
use crate::ids::UnitId;
use crate::problem::event::Event;
use crate::problem::payload::Supervision;
use crate::problem::state::Problem;

/// The problem as an actor is shown it: whole, or, to who belongs to enterprises only, its outward side.
#[must_use]
pub fn shown(mut problem: Problem, actor: &Actor) -> Problem {
    let Some(own) = enterprises(actor) else { return problem };
    problem.supervisions.retain(|s| is_to(&s.act, &own));
    problem.duties.retain(|d| own.contains(&d.decision.unit));
    problem.meetings.clear();
    problem.instructions.clear();
    problem.escalations.clear();
    problem.task_force = None;
    problem
}

/// Goes through the events of a problem, oldest first, and tells which an actor is shown. An answer, an end
/// and a correction go with what they belong to.
#[derive(Debug)]
pub struct Shown<'a> {
    whole: &'a Problem,
    own: Option<BTreeSet<UnitId>>,
    /// Versions that were kept back so far.
    inside: BTreeSet<u64>,
}

impl<'a> Shown<'a> {
    /// `whole`: the problem after all its events.
    #[must_use]
    pub fn to(actor: &Actor, whole: &'a Problem) -> Self {
        Self { whole, own: enterprises(actor), inside: BTreeSet::new() }
    }

    /// Whether the actor is shown the event that made a version.
    pub fn shows(&mut self, version: u64, event: &Event) -> bool {
        let Some(own) = &self.own else { return true };
        let inside = is_inside(event, self.whole, (own, &self.inside));
        if inside {
            self.inside.insert(version);
        }
        !inside
    }
}

/// The units of who belongs to enterprises only; none of anybody else.
fn enterprises(actor: &Actor) -> Option<BTreeSet<UnitId>> {
    let own: BTreeSet<UnitId> = actor.units().collect();
    (!own.is_empty() && actor.is_of_enterprises()).then_some(own)
}

fn is_to(act: &Supervision, own: &BTreeSet<UnitId>) -> bool {
    !matches!(act, Supervision::Accountability { .. }) && act.unit().is_some_and(|unit| own.contains(&unit))
}

/// Whether an event is kept back, given the versions of those before it that were.
fn is_inside(event: &Event, whole: &Problem, known: (&BTreeSet<UnitId>, &BTreeSet<u64>)) -> bool {
    let (own, inside) = known;
    match event {
        Event::Supervised(act) => !is_to(act, own),
        Event::SupervisionAnswered(answer) => {
            !whole.supervisions.iter().any(|s| s.no == answer.no && is_to(&s.act, own))
        }
        Event::DutyFinished(done) => !whole.duties.iter().any(|d| d.no == done.no && own.contains(&d.decision.unit)),
        Event::Met(_) | Event::Instructed(_) | Event::TaskForceFormed(_) | Event::Escalated(_) => true,
        Event::Corrected(recorded) => inside.contains(&recorded.correction.of),
        _ => false,
    }
}
