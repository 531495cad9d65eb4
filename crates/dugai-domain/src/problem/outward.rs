//! What an enterprise is shown of its own case: the problem, what is asked of it and what became of it,
//! never how the authorities deal with it and with each other. A hand-over of suspected crime or an
//! unannounced visit would be worth nothing once its subject read of it.
//!
//! Every kind of event and every field of the state is named here, so that a new one does not build until
//! somebody has said on which side it stands.

use std::collections::BTreeSet;

use crate::actor::Actor;
use crate::ids::UnitId;
use crate::problem::event::{Event, MonthRecorded};
use crate::problem::payload::Supervision;
use crate::problem::state::Problem;

/// The problem as an actor is shown it: whole, or, to who belongs to enterprises only, its outward side.
#[must_use]
pub fn shown(mut problem: Problem, actor: &Actor) -> Problem {
    if let Some(own) = enterprises(actor) {
        turn_outward(&mut problem, &own);
    }
    problem
}

/// A month's word as an actor is shown it: what the authorities report to each other loses its words.
pub fn show_word(word: &mut MonthRecorded, actor: &Actor) {
    if enterprises(actor).is_some() {
        word.report.text.clear();
    }
}

/// Takes out of a problem what stays inside. What only its words tell of loses the words: dates and parts of
/// it stand behind clocks and turns.
fn turn_outward(problem: &mut Problem, own: &BTreeSet<UnitId>) {
    #[rustfmt::skip]
    let Problem {
        // What the list says, and who answers for it.
        id: _, version: _, round: _, stage: _, registered: _, source: _, numbers: _, text: _, klass: _, types: _,
        place: _, goal: _, guidance: _, due: _, due_moves: _, lapsed: _, chain: _, backdated: _, steps: _, given: _,
        import: _, level: _, lead_officer: _,
        // What is asked of it, and how far it got.
        moments: _, attempts: _, claims: _, plans: _, measures: _, extensions: _, pauses: _, evidence: _,
        self_check: _, sweep: _, gates: _, vouched: _, next_step: _, acceptances: _, notice: _, filing: _,
        declared_by: _, look_backs: _, returns: _, rectifiers: _, past: _, declined: _, ended_note: _,
        // How the authorities deal with it and with each other.
        bounces, months, objections, task_force, group, supervisions, meetings, instructions, duties, proposals,
        escalations,
    } = problem;
    *task_force = None;
    *group = None;
    supervisions.retain(|s| is_to(&s.act, own));
    duties.retain(|d| own.contains(&d.decision.unit));
    meetings.clear();
    instructions.clear();
    proposals.clear();
    escalations.clear();
    for bounce in bounces {
        bounce.bounce.clause.clear();
        bounce.bounce.reason.clear();
    }
    for (_, month) in months {
        month.report.text.clear();
    }
    for objection in objections {
        objection.objection.summary.clear();
    }
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
#[rustfmt::skip]
fn is_inside(event: &Event, whole: &Problem, known: (&BTreeSet<UnitId>, &BTreeSet<u64>)) -> bool {
    use Event as E;
    let (own, inside) = known;
    match event {
        E::Supervised(act) => !is_to(act, own),
        E::SupervisionAnswered(answer) => !whole.supervisions.iter().any(|s| s.no == answer.no && is_to(&s.act, own)),
        E::DutyFinished(done) => !whole.duties.iter().any(|d| d.no == done.no && own.contains(&d.decision.unit)),
        E::Corrected(recorded) => inside.contains(&recorded.correction.of),
        // Who is competent, how it is followed and reported, what is asked of the authorities.
        E::Bounced(_) | E::AssignmentUpheld(_) | E::Transferred(_) | E::LevelSet(_) | E::TaskForceFormed(_)
        | E::Joined(_) | E::Parted(_) | E::MonthReported(_) | E::Met(_) | E::Instructed(_) | E::Escalated(_)
        | E::ChangeProposed(_) | E::ChangeDecided(_)
        // Who objects must not be guessed from what the office wrote of it.
        | E::ObjectionReceived(_) => true,
        E::Registered(_) | E::Claimed(_) | E::FirstStepTaken(_) | E::Declined(_) | E::DutyAssigned(_)
        | E::DutyEnded(_) | E::Classified(_) | E::LeadOfficerSet(_) | E::PlanDrafted(_) | E::PlanSubmitted(_)
        | E::PlanApproved(_) | E::PlanReturned(_) | E::MeasureReported(_) | E::MeasureAccepted(_)
        | E::MeasureReturned(_) | E::ExtensionRequested(_) | E::ExtensionDecided(_) | E::Paused(_) | E::Resumed(_)
        | E::EvidenceAdded(_) | E::SelfChecked(_) | E::SweepPlanned(_) | E::SweepAnswered(_) | E::GateSigned(_)
        | E::GateWaived(_) | E::WaiverConfirmed(_) | E::AcceptanceApplied(_) | E::AcceptanceRecorded(_)
        | E::NoticeOpened(_) | E::ObjectionAnswered(_) | E::NoticeClosed(_) | E::Filed(_) | E::StruckOff(_)
        | E::LookedBack(_) | E::Rebounded(_) | E::Returned(_) | E::Voided(_) => false,
    }
}
