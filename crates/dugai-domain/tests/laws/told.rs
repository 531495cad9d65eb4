//! What the state alone says against an act, written down a second time from the recorded facts: the refusals
//! are held against it, so that one reason never keeps another silent.

use dugai_domain::problem::check::is_rectifier;
use dugai_domain::problem::state::PlanState;
use dugai_domain::problem::*;
use dugai_domain::reason::Reason;

/// An act, a fact, and the reason it is: among the reasons whenever the fact holds, and never otherwise.
type Row = (Action, fn(&Problem, &Context<'_>) -> bool, Reason);

fn signed(p: &Problem, ctx: &Context<'_>) -> bool {
    let today = ctx.now.day();
    let held = |d: &&Duty| d.from <= today && d.to.is_none_or(|to| today <= to) && ctx.actor.works_in(d.unit);
    let mine: Vec<&Duty> = p.chain.iter().filter(|d| d.role == DutyRole::Responsible).filter(held).collect();
    let done = |d: &&Duty| p.claims.iter().any(|(_, unit)| *unit == d.unit) || d.to.is_some();
    p.round > 1 || (!mine.is_empty() && mine.iter().all(done))
}

fn set_to_work(p: &Problem, ctx: &Context<'_>) -> bool {
    let me = ctx.actor.account;
    let wrote = p.plans.iter().map(|v| &v.drafted).chain(p.months.iter().map(|(mark, _)| mark));
    let asked = p.extensions.iter().map(|e| &e.mark).chain(p.measures.iter().filter_map(|m| m.reported.as_ref()));
    let by_me = me.is_some() && wrote.chain(asked).any(|mark| mark.by == me);
    by_me || p.measures.iter().any(|m| m.measure.owner.is_some_and(|unit| ctx.actor.works_in(unit)))
}

fn inspectors(p: &Problem, _: &Context<'_>) -> bool {
    use SourceKind::{Feedback, KeyConcern, PastRound, TypicalCase};
    matches!(p.source.kind, Feedback | KeyConcern | PastRound | TypicalCase)
}

fn paused(p: &Problem, _: &Context<'_>) -> bool {
    p.pauses.iter().any(|pause| pause.to.is_none())
}

fn rectified(p: &Problem, ctx: &Context<'_>) -> bool {
    is_rectifier(p, ctx.actor)
}

fn objection_waits(p: &Problem) -> bool {
    let stays = |unit| p.chain.iter().any(|d| d.role == DutyRole::Responsible && d.unit == unit && d.to.is_none());
    p.objecting().any(stays)
}

fn supervision_waits(s: &state::SupervisionState) -> bool {
    s.answer.is_none() || (matches!(s.act, Supervision::HandOver { .. }) && s.result.is_none())
}

/// The table.
pub fn rows() -> Vec<Row> {
    vec![
        (Action::Bounce, inspectors, Reason::InspectorsItem),
        (Action::Bounce, signed, Reason::AlreadyClaimed),
        (Action::Bounce, set_to_work, Reason::WorkBegun),
        (Action::Transfer, inspectors, Reason::InspectorsItem),
        (Action::Pause, paused, Reason::PauseState),
        (Action::Resume, |p, ctx| !paused(p, ctx), Reason::PauseState),
        (Action::Part, |p, _| p.group.is_none(), Reason::GroupState),
        (Action::Join, |p, _| p.group.is_some(), Reason::GroupState),
        (Action::UpholdAssignment, |p, _| !objection_waits(p), Reason::NothingWaiting),
        (Action::AnswerSweep, |p, _| p.sweep.is_empty(), Reason::NoSweep),
        (Action::LookBack, rectified, Reason::OwnWork),
        (Action::AcceptMeasure, rectified, Reason::OwnWork),
        (Action::ReturnMeasure, rectified, Reason::OwnWork),
        (Action::RecordAcceptance, rectified, Reason::OwnWork),
        (Action::RequestExtension, |p, _| p.extensions.iter().any(|e| e.decision.is_none()), Reason::AlreadyWaiting),
        (Action::DecideExtension, |p, _| p.extensions.iter().all(|e| e.decision.is_some()), Reason::NothingWaiting),
        (
            Action::DraftPlan,
            |p, _| p.plans.iter().any(|v| matches!(v.state, PlanState::Submitted { .. })),
            Reason::AlreadyWaiting,
        ),
        (Action::SubmitPlan, |p, _| !p.plans.iter().any(|v| v.state == PlanState::Draft), Reason::NoPlan),
        (
            Action::ApprovePlan,
            |p, _| !p.plans.iter().any(|v| matches!(v.state, PlanState::Submitted { .. })),
            Reason::NoPlan,
        ),
        (Action::DecideChange, |p, _| !p.proposals.iter().any(|x| x.decided.is_none()), Reason::NothingWaiting),
        (Action::AnswerObjection, |p, _| !p.objections.iter().any(|o| o.answer.is_none()), Reason::NothingWaiting),
        (Action::AnswerSupervision, |p, _| !p.supervisions.iter().any(supervision_waits), Reason::NothingWaiting),
        (Action::FinishDuty, |p, _| !p.duties.iter().any(|d| d.done.is_none()), Reason::NothingWaiting),
        (Action::ApplyAcceptance, |p, _| p.sweep.is_empty(), Reason::NoSweep),
        (Action::ApplyAcceptance, |p, _| p.self_check.is_none(), Reason::NoSelfCheck),
        (Action::SelfCheck, |p, _| p.approved_plan().is_none(), Reason::NoApprovedPlan),
    ]
}
