//! Plans, measures, monthly dispatch, extensions, pauses, evidence.

use super::{evidence, known, measures, need, not_future, proof};
use crate::problem::action::{Action, Command};
use crate::problem::check::{Context, is_rectifier, rectifies};
use crate::problem::clocks::plan_due;
use crate::problem::event::{Event, MonthRecorded};
use crate::problem::payload::*;
use crate::problem::state::{ExtensionState, Problem};
use crate::reason::Reason;
use crate::reference::Moment;

pub(super) fn events(p: &Problem, command: &Command, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    match command {
        Command::DraftPlan(d) => {
            plan(d, ctx, r);
            // The day that the list gives is moved by an extension, which somebody else grants, and by nothing else.
            if let Some(limit) = p.due.date.filter(|limit| d.due.is_some_and(|due| due > *limit)) {
                r.push(Reason::DateOrder { field: "due", limit });
            }
            vec![Event::PlanDrafted(d.clone())]
        }
        Command::SubmitPlan(n) => {
            within_the_whole(p, r);
            vec![Event::PlanSubmitted(n.clone())]
        }
        Command::ApprovePlan(o) => {
            overtaken(p, r);
            within_the_whole(p, r);
            vec![Event::PlanApproved(o.clone())]
        }
        Command::ReturnPlan(o) => {
            returned(o, ctx, r);
            vec![Event::PlanReturned(o.clone())]
        }
        Command::ReportMeasure(m) => {
            report(p, m, ctx, r);
            vec![Event::MeasureReported(m.clone())]
        }
        Command::AcceptMeasure(v) => {
            verdict(p, v, ctx, r);
            if p.measures.iter().any(|m| m.measure.no == v.no && m.accepted.is_some()) {
                r.push(Reason::NoChange);
            }
            if p.measures.iter().any(|m| m.measure.no == v.no && m.done.is_none()) {
                r.push(Reason::MeasuresOpen { nos: vec![v.no] });
            }
            shown(p, v, ctx, r);
            vec![Event::MeasureAccepted(v.clone())]
        }
        Command::ReturnMeasure(v) => {
            verdict(p, v, ctx, r);
            returned(&v.opinion, ctx, r);
            // What nobody reported is open already.
            if p.measures.iter().any(|m| m.measure.no == v.no && m.reported.is_none()) {
                r.push(Reason::MeasuresOpen { nos: vec![v.no] });
            }
            vec![Event::MeasureReturned(v.clone())]
        }
        Command::ReportMonth(m) => month(p, m, ctx, r),
        Command::RequestExtension(x) => {
            extension(p, x, ctx, r);
            vec![Event::ExtensionRequested(x.clone())]
        }
        Command::DecideExtension(d) => {
            if !d.granted {
                need(&d.opinion, "opinion", r);
            } else if let Some(e) = p.extensions.last() {
                not_done(p, &e.request, r);
                not_after_whole(p, &e.request, r);
                later(p, &e.request, ctx, r);
                still_the_one(p, e, r);
            }
            vec![Event::ExtensionDecided(d.clone())]
        }
        Command::Pause(n) => {
            need(&n.text, "reason", r);
            vec![Event::Paused(n.clone())]
        }
        Command::Resume(n) => vec![Event::Resumed(n.clone())],
        Command::AddEvidence(e) => {
            added(p, e, ctx, r);
            vec![Event::EvidenceAdded(Evidence { rectifying: rectifies(p, ctx.actor), ..e.clone() })]
        }
        _ => Vec::new(),
    }
}

/// A plan whose day was overtaken, by an extension or a correction, while it waited is drafted anew.
fn overtaken(p: &Problem, r: &mut Vec<Reason>) {
    let Some((plan, limit)) = p.open_plan().zip(p.due.date) else { return };
    let moved = p.due_moves.last().is_some_and(|m| m.mark.at > plan.drafted.at);
    if plan.draft.due.is_some_and(|due| due > limit || moved && due != limit) {
        r.push(Reason::DateOrder { field: "due", limit });
    }
}

/// The days of a plan fit together: what must be finished by a date has one, from the list or from the plan, and
/// no measure ends after it.
fn within_the_whole(p: &Problem, r: &mut Vec<Reason>) {
    let Some(plan) = p.open_plan().filter(|_| !p.is_long_term()) else { return };
    let Some(limit) = plan.draft.due.or(p.due.date) else {
        if p.guidance == Guidance::ByDate {
            r.push(Reason::Field { field: "due", expected: "not_empty" });
        }
        return;
    };
    for m in &plan.draft.measures {
        if let Some(due) = m.due.filter(|due| *due > limit) {
            r.push(Reason::MeasureAfterWhole { no: m.no, due, limit });
        }
    }
}

/// Something shows the measure done that is valid still and was added since the version that brought it was
/// approved, and since it was returned last. What was there before proves another measure of that number.
fn shown(p: &Problem, v: &MeasureVerdict, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    let m = p.measures.iter().find(|m| m.measure.no == v.no);
    let approved = m.and_then(|m| m.since).or(p.moments.get(&Moment::PlanApproved).copied());
    let since = m.and_then(|m| m.returned).max(approved);
    if p.proofs(since, ctx.now.day()).any(|(_, e)| e.measures.contains(&v.no)) {
        evidence(p, &v.evidence, false, r);
    } else {
        proof(p, &v.evidence, (since, ctx), r);
    }
}

fn plan(d: &PlanDraft, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    need(&d.goal, "goal", r);
    if d.measures.is_empty() {
        r.push(Reason::Field { field: "measures", expected: "at_least_one" });
    }
    for (i, m) in d.measures.iter().enumerate() {
        let dated = m.due.is_some() || m.long_term;
        if m.text.trim().is_empty() || m.owner.is_none() || !dated || m.no as usize != i + 1 {
            r.push(Reason::MeasureIncomplete { no: m.no });
        }
    }
    if !d.measures.iter().any(|m| m.lasting) {
        r.push(Reason::Field { field: "lasting", expected: "at_least_one" });
    }
    match ctx.reference.standard(&d.standard) {
        None => r.push(Reason::UnknownCode { field: "standard", code: d.standard.clone() }),
        Some(s) if s.safety && d.safety.trim().is_empty() => {
            r.push(Reason::Field { field: "safety", expected: "not_empty" });
        }
        Some(_) => {}
    }
}

fn report(p: &Problem, m: &MeasureReport, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    if m.percent > 100 {
        r.push(Reason::Field { field: "percent", expected: "percent" });
    }
    need(&m.note, "note", r);
    evidence(p, &m.evidence, false, r);
    match p.measures.iter().find(|x| x.measure.no == m.no) {
        None => r.push(Reason::NoSuchMeasure { no: m.no }),
        Some(x) => {
            let lead = p.units_in(DutyRole::Responsible, ctx.now.day()).any(|u| ctx.actor.works_in(u));
            if !lead && !x.measure.owner.is_some_and(|owner| ctx.actor.works_in(owner)) {
                r.push(Reason::NotYours { needs: Action::ReportMeasure.who() });
            }
            if x.accepted.is_some() {
                r.push(Reason::NoChange);
            }
        }
    }
}

/// The supervising unit accepts each measure; nobody accepts a measure of its own unit.
fn verdict(p: &Problem, v: &MeasureVerdict, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    match p.measures.iter().find(|m| m.measure.no == v.no) {
        None => r.push(Reason::NoSuchMeasure { no: v.no }),
        Some(m) => {
            let own = m.measure.owner.is_some_and(|o| ctx.actor.works_in(o));
            // The units of the chain are looked at by `check`; the owner of a measure may be another.
            if own && !is_rectifier(p, ctx.actor) {
                r.push(Reason::OwnWork);
            }
        }
    }
}

fn returned(o: &Opinion, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    need(&o.text, "opinion", r);
    if o.reasons.is_empty() {
        r.push(Reason::Field { field: "reasons", expected: "at_least_one" });
    }
    known("reasons", &o.reasons, ctx.reference.return_reasons.iter().map(|n| n.code.as_str()), r);
}

/// A word other than the computed one must be argued.
fn month(p: &Problem, m: &MonthReport, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    let this = ctx.now.day().strftime("%Y-%m").to_string();
    let first = format!("{}-01", m.month).parse::<jiff::civil::Date>().ok().filter(|_| m.month.len() == 7);
    let listed = p.registered.at.day().strftime("%Y-%m").to_string();
    if first.is_none() || m.month > this || m.month < listed {
        r.push(Reason::Field { field: "month", expected: "month" });
    }
    // A month is told as it stood at its end, however late it is told.
    let computed = p.computed_progress(first.map_or(ctx.now.day(), |f| f.last_of_month().min(ctx.now.day())));
    if m.word == Progress::StruckOff || (m.word == Progress::Done && computed != Progress::Done) {
        r.push(Reason::Field { field: "word", expected: "word_computed" });
    }
    if m.word != computed {
        need(&m.text, "text", r);
    }
    vec![Event::MonthReported(MonthRecorded { report: m.clone(), computed })]
}

/// What is done was done in time or late: no later day changes that.
fn not_done(p: &Problem, x: &ExtensionRequest, r: &mut Vec<Reason>) {
    let done = match x.of {
        ExtensionOf::Plan => p.moments.contains_key(&Moment::PlanApproved),
        ExtensionOf::Whole => p.moments.contains_key(&Moment::SelfChecked),
        ExtensionOf::Measure(no) => p.measures.iter().any(|m| m.measure.no == no && m.done.is_some()),
    };
    if done {
        r.push(Reason::Field { field: "of", expected: "not_done" });
    }
}

/// A measure is granted no day after that of the whole: the whole is extended first.
fn not_after_whole(p: &Problem, x: &ExtensionRequest, r: &mut Vec<Reason>) {
    let ExtensionOf::Measure(no) = x.of else { return };
    if let Some(limit) = p.due.date.filter(|limit| !p.is_long_term() && x.to > *limit) {
        r.push(Reason::MeasureAfterWhole { no, due: x.to, limit });
    }
}

fn extension(p: &Problem, x: &ExtensionRequest, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    need(&x.reason, "reason", r);
    not_done(p, x, r);
    not_after_whole(p, x, r);
    if x.to < ctx.now.day() {
        r.push(Reason::Field { field: "to", expected: "today_or_later" });
    }
    later(p, x, ctx, r);
}

/// A measure of a number is another one once a version came into force that says so.
fn still_the_one(p: &Problem, e: &ExtensionState, r: &mut Vec<Reason>) {
    let ExtensionOf::Measure(no) = e.request.of else { return };
    if !p.measures.iter().any(|m| m.measure.no == no && m.since.is_none_or(|since| since <= e.mark.at)) {
        r.push(Reason::Field { field: "of", expected: "as_asked" });
    }
}

/// A later day is later than the one in force, when it is asked for and when it is granted.
fn later(p: &Problem, x: &ExtensionRequest, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    let current = match x.of {
        ExtensionOf::Plan => plan_due(p, ctx.reference, ctx.calendar, ctx.now),
        ExtensionOf::Whole => p.due.date,
        ExtensionOf::Measure(no) => match p.measures.iter().find(|m| m.measure.no == no) {
            None => {
                r.push(Reason::NoSuchMeasure { no });
                None
            }
            Some(m) => m.measure.due,
        },
    };
    if let Some(limit) = current.filter(|due| x.to <= *due) {
        r.push(Reason::DateOrder { field: "to", limit });
    }
}

fn added(p: &Problem, e: &Evidence, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    need(&e.title, "title", r);
    if p.evidence_of(e.id).is_some() {
        r.push(Reason::NoChange);
    }
    if let Some(day) = e.happened {
        not_future(day, "happened", ctx, r);
    }
    measures(p, &e.measures, r);
    for other in [e.before, e.replaces].into_iter().flatten() {
        if p.evidence_of(other).is_none() {
            r.push(Reason::ForeignEvidence);
        }
    }
    if e.before.and_then(|id| p.evidence_of(id)).is_some_and(|before| !before.is_picture()) {
        r.push(Reason::Field { field: "before", expected: "picture" });
    }
}
