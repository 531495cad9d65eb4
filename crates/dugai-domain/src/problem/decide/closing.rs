//! From self-check to strike-off, and what comes after: gates, acceptance, notice,
//! filing, look-back, return.

use super::{evidence, known, measures, need, not_future, not_past, proof};
use crate::problem::action::{Action, Command};
use crate::problem::check::{Context, against_gate, open_gates, rectifies};
use crate::problem::event::{Event, NoticeRecorded};
use crate::problem::payload::*;
use crate::problem::state::{GateState, Problem, Stage};
use crate::reason::Reason;
use crate::reference::Moment;

pub(super) fn events(p: &Problem, command: &Command, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    match command {
        Command::SelfCheck(s) => {
            need(&s.summary, "summary", r);
            evidence(p, &s.evidence, false, r);
            if p.evidence.is_empty() {
                r.push(Reason::NoEvidence);
            }
            vec![Event::SelfChecked(s.clone())]
        }
        Command::PlanSweep(points) => {
            // Who rectifies may look wider, not less wide than was laid down.
            if !ctx.actor.is_office() && p.sweep.iter().any(|old| !points.contains(&old.point)) {
                r.push(Reason::Field { field: "points", expected: "planned_kept" });
            }
            sweep(points, ctx, r)
        }
        Command::AnswerSweep(a) => {
            need(&a.note, "note", r);
            match p.sweep.iter().find(|s| s.point.no == a.no) {
                None => r.push(Reason::NothingWaiting),
                Some(_) if a.outcome == SweepOutcome::Bad(p.id) => {
                    r.push(Reason::Field { field: "linked", expected: "another_problem" });
                }
                Some(_) => {}
            }
            vec![Event::SweepAnswered(a.clone())]
        }
        Command::SignGate(s) => sign(p, s, ctx, r),
        Command::WaiveGate(w) => waive(p, w, ctx, r),
        Command::ConfirmWaiver(w) => confirm(p, w, ctx, r),
        Command::ApplyAcceptance(n) => {
            need(&n.text, "text", r);
            vec![Event::AcceptanceApplied(n.clone())]
        }
        Command::RecordAcceptance(a) => acceptance(p, a, ctx, r),
        Command::OpenNotice(n) => notice(p, n, ctx, r),
        Command::ReceiveObjection(o) => {
            if o.no as usize != p.objections.len() + 1 {
                r.push(Reason::Field { field: "no", expected: "next_number" });
            }
            let first = p.notice.as_ref().map(|(_, n)| n.opening.first_day);
            if first.is_some_and(|first| ctx.now.day() < first) {
                r.push(Reason::Field { field: "first_day", expected: "begun" });
            }
            vec![Event::ObjectionReceived(o.clone())]
        }
        Command::AnswerObjection(a) => {
            need(&a.answer, "answer", r);
            if !p.objections.iter().any(|o| o.objection.no == a.no && o.answer.is_none()) {
                r.push(Reason::NothingWaiting);
            }
            measures(p, &a.measures, r);
            vec![Event::ObjectionAnswered(a.clone())]
        }
        Command::CloseNotice(n) => vec![Event::NoticeClosed(n.clone())],
        Command::File(f) => {
            need(&f.document, "document", r);
            need(&f.body, "body", r);
            not_future(f.day, "day", ctx, r);
            vec![Event::Filed(f.clone())]
        }
        Command::StrikeOff(n) => vec![Event::StruckOff(n.clone())],
        Command::LookBack(l) => look_back(p, l, ctx, r),
        Command::Return(x) => {
            need(&x.text, "text", r);
            not_past(x.by, "by", ctx, r);
            measures(p, &x.measures, r);
            if x.reasons.is_empty() {
                r.push(Reason::Field { field: "reasons", expected: "at_least_one" });
            }
            known("reasons", &x.reasons, ctx.reference.return_reasons.iter().map(|n| n.code.as_str()), r);
            vec![Event::Returned(x.clone())]
        }
        _ => Vec::new(),
    }
}

fn sweep(points: &[SweepPoint], ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    if points.is_empty() {
        r.push(Reason::Field { field: "points", expected: "at_least_one" });
    }
    for (i, point) in points.iter().enumerate() {
        need(&point.what, "what", r);
        if point.no as usize != i + 1 {
            r.push(Reason::Field { field: "no", expected: "next_number" });
        }
    }
    let codes: Vec<String> = points.iter().map(|p| p.direction.clone()).collect();
    known("direction", &codes, ctx.reference.sweep_directions.iter().map(|n| n.code.as_str()), r);
    vec![Event::SweepPlanned(points.to_vec())]
}

fn sign(p: &Problem, s: &GateSignature, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    need(&s.statement, "statement", r);
    r.extend(against_gate(Action::SignGate, &s.gate, p, ctx));
    if let Some(gate) = ctx.reference.gate(&s.gate) {
        if gate.evidence {
            proof(p, &s.evidence, (Some(p.work_began()), ctx), r);
        } else {
            evidence(p, &s.evidence, false, r);
        }
        // Whom a gate asks may be asked in more ways than one: the signer says in which (回访、走访、问卷).
        if gate.waivable {
            need(&s.method, "method", r);
        }
    }
    vec![Event::GateSigned(GateSignature { rectifying: rectifies(p, ctx.actor), ..s.clone() })]
}

fn waive(p: &Problem, w: &GateWaiver, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    need(&w.reason, "reason", r);
    r.extend(against_gate(Action::WaiveGate, &w.gate, p, ctx));
    vec![Event::GateWaived(w.clone())]
}

fn confirm(p: &Problem, w: &GateWaiver, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    match p.gates.get(&w.gate) {
        Some(GateState::Waived { mark, .. }) => {
            if mark.by.is_some() && mark.by == ctx.actor.account {
                r.push(Reason::SecondSigner { needs: Action::ConfirmWaiver.who() });
            }
        }
        _ => r.push(Reason::NothingWaiting),
    }
    vec![Event::WaiverConfirmed(w.clone())]
}

fn acceptance(p: &Problem, a: &Acceptance, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    need(&a.opinion, "opinion", r);
    not_future(a.visited, "visited", ctx, r);
    if a.panel.iter().all(|name| name.trim().is_empty()) {
        r.push(Reason::Field { field: "panel", expected: "at_least_one" });
    }
    if a.step != p.next_step {
        r.push(Reason::NotThisStep { unit: p.steps.get(p.next_step).and_then(|s| p.panel_of(s).ok()) });
    }
    match a.verdict {
        AcceptanceVerdict::Returned => {
            if a.reasons.is_empty() {
                r.push(Reason::Field { field: "reasons", expected: "at_least_one" });
            }
            known("reasons", &a.reasons, ctx.reference.return_reasons.iter().map(|n| n.code.as_str()), r);
            match a.by {
                Some(by) => not_past(by, "by", ctx, r),
                None => r.push(Reason::Field { field: "by", expected: "not_empty" }),
            }
            measures(p, &a.measures, r);
        }
        AcceptanceVerdict::AgreedWithConditions => {
            r.extend(gates_before_the_last(p, ctx));
            need(&a.conditions, "conditions", r);
            match a.conditions_by {
                Some(by) => not_past(by, "conditions_by", ctx, r),
                None => r.push(Reason::Field { field: "conditions_by", expected: "not_empty" }),
            }
            proof(p, &a.evidence, (Some(p.work_began()), ctx), r);
        }
        AcceptanceVerdict::Agreed => {
            r.extend(gates_before_the_last(p, ctx));
            proof(p, &a.evidence, (Some(p.work_began()), ctx), r);
        }
    }
    if p.self_check.as_ref().is_some_and(|(mark, _)| a.visited < mark.at.day()) {
        let limit = p.self_check.as_ref().map_or(ctx.now.day(), |(mark, _)| mark.at.day());
        r.push(Reason::DateOrder { field: "visited", limit });
    }
    vec![Event::AcceptanceRecorded(a.clone())]
}

/// The last step agrees when every gate is passed. To send the work back it needs none: an open one is often the
/// very reason.
fn gates_before_the_last(p: &Problem, ctx: &Context<'_>) -> Option<Reason> {
    let gates = open_gates(p, ctx.reference);
    (p.next_step + 1 == p.steps.len() && !gates.is_empty()).then_some(Reason::GatesOpen { gates })
}

/// Natural days ahead at which a notice begins at the latest.
const NOTICE_AHEAD: i64 = 30;

/// The first day of a public notice counts as day one (practice of published notices). One that was opened
/// with a mistake is opened anew: its full length runs again.
fn notice(p: &Problem, n: &NoticeOpening, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    need(&n.place, "place", r);
    need(&n.phone, "phone", r);
    not_past(n.first_day, "first_day", ctx, r);
    let latest = ctx.now.day().saturating_add(jiff::Span::new().days(NOTICE_AHEAD));
    if n.first_day > latest {
        r.push(Reason::Field { field: "first_day", expected: "within_thirty_days" });
    }
    if p.stage == Stage::Noticed {
        need(&n.reason, "reason", r);
    }
    if !ctx.reference.notice_days.contains(&n.days) {
        r.push(Reason::NoticeLength);
    }
    let deadline = ctx.calendar.deadline(n.first_day, n.span());
    vec![Event::NoticeOpened(NoticeRecorded {
        opening: n.clone(),
        last_day: deadline.date,
        calendar: ctx.calendar.version(),
        provisional: deadline.provisional,
    })]
}

fn look_back(p: &Problem, l: &LookBack, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    need(&l.note, "note", r);
    not_future(l.visited, "visited", ctx, r);
    let ended = p.moments.get(&Moment::StruckOff).map(|at| at.day());
    if let Some(limit) = ended.filter(|day| l.visited < *day) {
        r.push(Reason::DateOrder { field: "visited", limit });
    }
    // What shows that it holds was not there before it ended, or was looked at last.
    proof(p, &l.evidence, (p.ended_or_looked_at(), ctx), r);
    let mut events = vec![Event::LookedBack(l.clone())];
    if l.result == LookBackResult::Rebound {
        events.push(Event::Rebounded(Note { text: l.note.clone() }));
    }
    events
}
