//! A command to the events it causes, or every reason why not. Pure: the same state,
//! command and context always give the same answer.

mod beside;
mod chain;
mod closing;
mod work;

use crate::problem::action::Command;
use crate::problem::check::{Context, check};
use crate::problem::event::Event;
use crate::problem::payload::{Duty, Registration};
use crate::problem::state::Problem;
use crate::reason::{Reason, Refusal};

/// Decides on a command. `problem` is `None` only for a registration.
///
/// # Errors
/// A [`Refusal`] with every reason found: rights, stage, state and content together.
pub fn decide(problem: Option<&Problem>, command: &Command, ctx: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let action = command.action();
    let mut reasons = match (problem, command) {
        (None, Command::Register(_)) | (Some(_), _) => check(action, problem, ctx),
        (None, _) => vec![Reason::WrongStage { needs: action.stages() }],
    };
    let events = match (problem, command) {
        (_, Command::Register(r)) => {
            registration(r, ctx, &mut reasons);
            vec![Event::Registered(r.clone())]
        }
        (None, _) => Vec::new(),
        (Some(p), command) => events(p, command, ctx, &mut reasons),
    };
    let reasons = each_once(reasons);
    if reasons.is_empty() { Ok(events) } else { Err(Refusal { action, reasons }) }
}

/// What the state and the content both say is said once.
fn each_once(reasons: Vec<Reason>) -> Vec<Reason> {
    let mut once: Vec<Reason> = Vec::with_capacity(reasons.len());
    for reason in reasons {
        if !once.contains(&reason) {
            once.push(reason);
        }
    }
    once
}

/// Dispatches to the family that knows the content of the command.
fn events(p: &Problem, command: &Command, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    match command {
        Command::Register(_) => Vec::new(),
        Command::Claim(_)
        | Command::TakeFirstStep(_)
        | Command::Bounce(_)
        | Command::UpholdAssignment(_)
        | Command::Transfer(_)
        | Command::Decline(_)
        | Command::AssignDuty(_)
        | Command::EndDuty(_)
        | Command::Classify(_)
        | Command::SetLevel(_)
        | Command::SetLeadOfficer(_)
        | Command::FormTaskForce(_)
        | Command::Join(_)
        | Command::Part(_)
        | Command::Void(_) => chain::events(p, command, ctx, r),
        Command::DraftPlan(_)
        | Command::SubmitPlan(_)
        | Command::ApprovePlan(_)
        | Command::ReturnPlan(_)
        | Command::ReportMeasure(_)
        | Command::AcceptMeasure(_)
        | Command::ReturnMeasure(_)
        | Command::ReportMonth(_)
        | Command::RequestExtension(_)
        | Command::DecideExtension(_)
        | Command::Pause(_)
        | Command::Resume(_)
        | Command::AddEvidence(_) => work::events(p, command, ctx, r),
        Command::SelfCheck(_)
        | Command::PlanSweep(_)
        | Command::AnswerSweep(_)
        | Command::SignGate(_)
        | Command::WaiveGate(_)
        | Command::ConfirmWaiver(_)
        | Command::ApplyAcceptance(_)
        | Command::RecordAcceptance(_)
        | Command::OpenNotice(_)
        | Command::ReceiveObjection(_)
        | Command::AnswerObjection(_)
        | Command::CloseNotice(_)
        | Command::File(_)
        | Command::StrikeOff(_)
        | Command::LookBack(_)
        | Command::Return(_) => closing::events(p, command, ctx, r),
        Command::Supervise(_)
        | Command::AnswerSupervision(_)
        | Command::Meet(_)
        | Command::Instruct(_)
        | Command::FinishDuty(_)
        | Command::Correct(_)
        | Command::ProposeChange(_)
        | Command::DecideChange(_)
        | Command::Escalate(_) => beside::events(p, command, ctx, r),
    }
}

fn registration(reg: &Registration, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    need(&reg.text, "text", r);
    need(&reg.source.round, "round", r);
    if reg.numbers.is_empty() || reg.numbers.iter().any(|n| n.no.trim().is_empty()) {
        r.push(Reason::Field { field: "numbers", expected: "at_least_one" });
    }
    if !reg.chain.iter().any(|d| is_responsible(d) && d.from <= ctx.now.day() && d.to.is_none()) {
        r.push(Reason::Field { field: "responsible", expected: "at_least_one" });
    }
    let self_found_elsewhere = !ctx.actor.is_office() && !ctx.actor.is_system();
    // Nor does anybody but the office say of a problem that it is struck off already.
    if self_found_elsewhere && (reg.source.kind.is_inspectors() || reg.declared_struck_off.is_some()) {
        r.push(Reason::NotYours { needs: &[crate::actor::Who::Office] });
    }
    known_types(&reg.types, ctx, r);
}

fn is_responsible(duty: &Duty) -> bool {
    duty.role == crate::problem::payload::DutyRole::Responsible
}

fn known_types(types: &[String], ctx: &Context<'_>, r: &mut Vec<Reason>) {
    known("types", types, ctx.reference.types.iter().map(|t| t.code.as_str()), r);
}

/// Codes that the reference data must know.
fn known<'a>(field: &'static str, codes: &[String], list: impl Iterator<Item = &'a str> + Clone, r: &mut Vec<Reason>) {
    for code in codes {
        if !list.clone().any(|c| c == code) {
            r.push(Reason::UnknownCode { field, code: code.clone() });
        }
    }
}

/// Measures that must exist.
fn measures(p: &Problem, nos: &[u32], r: &mut Vec<Reason>) {
    for no in nos {
        if !p.measures.iter().any(|m| m.measure.no == *no) {
            r.push(Reason::NoSuchMeasure { no: *no });
        }
    }
}

/// A text that must not be empty.
fn need(text: &str, field: &'static str, r: &mut Vec<Reason>) {
    if text.trim().is_empty() {
        r.push(Reason::Field { field, expected: "not_empty" });
    }
}

/// Evidence that must belong to the problem; at least one piece where `required`.
fn evidence(p: &Problem, ids: &[crate::ids::EvidenceId], required: bool, r: &mut Vec<Reason>) {
    if required && ids.is_empty() {
        r.push(Reason::NoEvidence);
    }
    if ids.iter().any(|id| p.evidence_of(*id).is_none()) {
        r.push(Reason::ForeignEvidence);
    }
}

/// Evidence that must prove something now: one piece at least that is valid still and not older than what it
/// is to prove.
fn proof(
    p: &Problem,
    ids: &[crate::ids::EvidenceId],
    fit: (Option<crate::time::Timestamp>, &Context<'_>),
    r: &mut Vec<Reason>,
) {
    evidence(p, ids, true, r);
    let (since, ctx) = fit;
    let named: Vec<_> = p.evidence.iter().filter(|(_, e)| ids.contains(&e.id)).collect();
    let today = ctx.now.day();
    if named.is_empty() || p.proofs(since, today).any(|(_, e)| ids.contains(&e.id)) {
        return;
    }
    match (since, named.iter().filter_map(|(_, e)| e.valid_until).max()) {
        (_, Some(until)) if !named.iter().any(|(_, e)| e.is_valid_on(today)) => {
            r.push(Reason::EvidenceExpired { until })
        }
        (Some(since), _) => r.push(Reason::EvidenceOld { since: since.day() }),
        (None, _) => {}
    }
}

/// A day that must not lie in the future.
fn not_future(day: jiff::civil::Date, field: &'static str, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    if day > ctx.now.day() {
        r.push(Reason::DateOrder { field, limit: ctx.now.day() });
    }
}

/// A day that must not lie in the past.
fn not_past(day: jiff::civil::Date, field: &'static str, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    if day < ctx.now.day() {
        r.push(Reason::DateOrder { field, limit: ctx.now.day() });
    }
}
