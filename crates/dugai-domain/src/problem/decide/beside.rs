//! Acts beside the path: supervision, meetings, instructions, corrections, escalation.
//! None of them moves a problem toward its end.

use super::{known, need, not_future, not_past};
use crate::actor::Who;
use crate::ids::UnitId;
use crate::problem::action::{BEFORE_SELF_CHECK, Command};
use crate::problem::check::{Context, against_answering, against_closing, against_finishing};
use crate::problem::event::{ChangeRecorded, CorrectionRecorded, Event};
use crate::problem::payload::*;
use crate::problem::state::{Problem, Stage, SupervisionState};
use crate::reason::Reason;

impl SupervisionState {
    /// Whether an answer may still come: of a hand-over the receipt and then the result.
    #[must_use]
    pub fn awaits_answer(&self) -> bool {
        let result = matches!(self.act, Supervision::HandOver { .. }) && self.result.is_none();
        self.answer.is_none() || result
    }
}

pub(super) fn events(p: &Problem, command: &Command, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    match command {
        Command::Supervise(s) => {
            supervision(s, ctx, r);
            vec![Event::Supervised(s.clone())]
        }
        Command::AnswerSupervision(a) => {
            need(&a.text, "text", r);
            match p.supervisions.iter().find(|s| s.no == a.no && s.awaits_answer()) {
                None => r.push(Reason::NothingWaiting),
                Some(s) if a.closed => r.extend(against_closing(s, ctx)),
                Some(s) => r.extend(against_answering(s, ctx)),
            }
            vec![Event::SupervisionAnswered(a.clone())]
        }
        Command::Meet(m) => {
            need(&m.text, "text", r);
            need(&m.who, "who", r);
            not_future(m.day, "day", ctx, r);
            decisions(&m.decisions, r);
            vec![Event::Met(m.clone())]
        }
        Command::Instruct(i) => {
            need(&i.from, "from", r);
            need(&i.text, "text", r);
            not_future(i.day, "day", ctx, r);
            if i.duties.is_empty() {
                r.push(Reason::Field { field: "duties", expected: "at_least_one" });
            }
            decisions(&i.duties, r);
            vec![Event::Instructed(i.clone())]
        }
        Command::FinishDuty(d) => {
            need(&d.result, "result", r);
            match p.duties.iter().find(|t| t.no == d.no && t.done.is_none()) {
                None => r.push(Reason::NothingWaiting),
                Some(t) => r.extend(against_finishing(t, p, ctx)),
            }
            vec![Event::DutyFinished(d.clone())]
        }
        Command::Correct(c) => correction(p, c, ctx, r),
        Command::ProposeChange(c) => {
            if p.field(c.field) == c.value {
                r.push(Reason::NoChange);
            }
            if p.proposals.iter().any(|x| x.decided.is_none() && x.change.field == c.field && x.change.value == c.value)
            {
                r.push(Reason::AlreadyWaiting);
            }
            of_the_list(p, c.field, r);
            vec![Event::ChangeProposed(c.clone())]
        }
        Command::DecideChange(d) => change(p, d, ctx, r),
        Command::Escalate(e) => {
            let told = |x: &Escalated| x.clock == e.clock && x.due == e.due && x.days == e.days;
            if p.escalations.iter().any(|(_, x)| told(x)) {
                r.push(Reason::NoChange);
            }
            vec![Event::Escalated(e.clone())]
        }
        _ => Vec::new(),
    }
}

fn supervision(s: &Supervision, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    match s {
        Supervision::Urge { text, reply_by, .. } => {
            need(text, "text", r);
            not_past(*reply_by, "reply_by", ctx, r);
        }
        Supervision::Talk { text, day, .. } => {
            need(text, "text", r);
            not_future(*day, "day", ctx, r);
        }
        Supervision::Circular { document, text, .. } => {
            need(document, "document", r);
            need(text, "text", r);
        }
        Supervision::Accountability { post, form, basis, body, day, .. } => {
            need(post, "post", r);
            need(basis, "basis", r);
            need(body, "body", r);
            not_future(*day, "day", ctx, r);
            known(
                "form",
                std::slice::from_ref(form),
                ctx.reference.accountability_forms.iter().map(|n| n.code.as_str()),
                r,
            );
        }
        Supervision::HandOver { body, document, day, text, reply_by } => {
            need(body, "body", r);
            need(document, "document", r);
            need(text, "text", r);
            not_future(*day, "day", ctx, r);
            if let Some(day) = reply_by {
                not_past(*day, "reply_by", ctx, r);
            }
        }
    }
}

fn decisions(list: &[Decision], r: &mut Vec<Reason>) {
    for decision in list {
        need(&decision.what, "what", r);
    }
}

/// A correction names the event it corrects; an inspectors' item changes only with the document, or the
/// place in the list, that shows the right words.
fn correction(p: &Problem, c: &Correction, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    let inspectors = p.source.kind.is_inspectors();
    if c.field == Field::Due {
        due_moved(p, &c.document, ctx, r);
    } else if inspectors {
        need(&c.document, "document", r);
    }
    need(&c.reason, "reason", r);
    if c.of == 0 || c.of > p.version {
        r.push(Reason::Field { field: "of", expected: "an_event" });
    }
    let old = p.field(c.field);
    if old == c.value {
        r.push(Reason::NoChange);
    }
    of_the_list(p, c.field, r);
    field_value(c.field, &c.value, r);
    measures_end_before(p, c.field, &c.value, r);
    identity(p, (c.field, &c.value), &c.document, ctx, r);
    vec![Event::Corrected(CorrectionRecorded { correction: c.clone(), old })]
}

/// The day of the whole is set right by the office's head alone, and no more once the unit has vouched for its
/// work. An inspectors' item, and one whose day has passed, needs the document that shows the right day: it is
/// said to have been no other day ever, so nothing was late.
fn due_moved(p: &Problem, document: &str, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    if !ctx.actor.stands_as(Who::OfficeHead, Some(p)) {
        r.push(Reason::NotYours { needs: &[Who::OfficeHead] });
    }
    if !BEFORE_SELF_CHECK.contains(&p.stage) {
        r.push(Reason::WrongStage { needs: BEFORE_SELF_CHECK });
    }
    if p.source.kind.is_inspectors() || p.due.date.is_some_and(|due| due < ctx.now.day()) {
        need(document, "document", r);
    }
}

/// From the list to the self-check, and what arrived closed: no acceptance was built on the county yet.
const BEFORE_ACCEPTANCE: &[Stage] = &[
    Stage::Registered,
    Stage::Claimed,
    Stage::Planning,
    Stage::PlanSubmitted,
    Stage::Rectifying,
    Stage::SelfChecked,
    Stage::Declared,
];

/// County, kind and round say which problem it is, who sees it, who accepts it and by which rules it is handled:
/// the office's head alone sets them right. The kind no more once the unit has vouched for its work, because what
/// may be waived, sent back or withdrawn hangs on it; nor the county once acceptance was applied for, because whoever
/// takes its steps hangs on that.
fn identity(p: &Problem, new: (Field, &str), document: &str, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    let (field, value) = new;
    let needs = match field {
        Field::Kind => BEFORE_SELF_CHECK,
        Field::County => BEFORE_ACCEPTANCE,
        Field::Round => &[],
        _ => return,
    };
    if !ctx.actor.stands_as(Who::OfficeHead, Some(p)) {
        r.push(Reason::NotYours { needs: &[Who::OfficeHead] });
    }
    if !needs.is_empty() && !needs.contains(&p.stage) {
        r.push(Reason::WrongStage { needs });
    }
    // What the inspectors gave keeps its units: an objection that waits is ruled on first.
    if field == Field::Kind && SourceKind::from_code(value).is_some_and(SourceKind::is_inspectors) {
        need(document, "document", r);
        let units: Vec<UnitId> = p.objecting().collect();
        if !units.is_empty() {
            r.push(Reason::UnitsObjecting { units });
        }
    }
}

/// What a re-import proposes is taken over like a correction; for other fields than the day its row of the new
/// list is the document.
fn change(p: &Problem, d: &ChangeDecision, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    let Some(proposal) = p.proposals.iter().find(|x| x.no == d.no && x.decided.is_none()) else {
        r.push(Reason::NothingWaiting);
        return Vec::new();
    };
    if d.taken {
        of_the_list(p, proposal.change.field, r);
        if proposal.change.field == Field::Due {
            due_moved(p, &d.document, ctx, r);
        }
        field_value(proposal.change.field, &proposal.change.value, r);
        measures_end_before(p, proposal.change.field, &proposal.change.value, r);
        identity(p, (proposal.change.field, &proposal.change.value), &d.document, ctx, r);
    } else {
        need(&d.reason, "reason", r);
    }
    vec![Event::ChangeDecided(ChangeRecorded {
        decision: d.clone(),
        field: proposal.change.field,
        old: p.field(proposal.change.field),
        value: proposal.change.value.clone(),
    })]
}

/// What is still to be done ends by the day of the whole, wherever that is moved.
fn measures_end_before(p: &Problem, field: Field, value: &str, r: &mut Vec<Reason>) {
    let Some(limit) = value.parse::<jiff::civil::Date>().ok().filter(|_| field == Field::Due) else { return };
    for m in p.measures.iter().filter(|m| m.done.is_none() && !p.is_long_term()) {
        if let Some(due) = m.measure.due.filter(|due| *due > limit) {
            r.push(Reason::MeasureAfterWhole { no: m.measure.no, due, limit });
        }
    }
}

/// Once a plan is approved its own versions say what is to be done, and no longer the list.
fn of_the_list(p: &Problem, field: Field, r: &mut Vec<Reason>) {
    if field == Field::Given && !p.measures.is_empty() {
        r.push(Reason::Field { field: "given", expected: "plan_version" });
    }
}

fn field_value(field: Field, value: &str, r: &mut Vec<Reason>) {
    match field {
        Field::Due if value.parse::<jiff::civil::Date>().is_err() => {
            r.push(Reason::Field { field: "due", expected: "date" });
        }
        Field::Numbers if crate::problem::apply::parse_numbers(value).is_none() => {
            r.push(Reason::Field { field: "numbers", expected: "level_and_number" });
        }
        Field::Given if crate::problem::given::read_given(value).is_none() => {
            r.push(Reason::Field { field: "given", expected: "measure_a_line" });
        }
        Field::County if !value.is_empty() && value.parse::<UnitId>().is_err() => {
            r.push(Reason::Field { field: "county", expected: "existing_unit" });
        }
        Field::Kind if SourceKind::from_code(value).is_none() => {
            r.push(Reason::UnknownCode { field: "kind", code: value.to_owned() });
        }
        Field::Round => need(value, "round", r),
        Field::Text => need(value, "text", r),
        Field::Record => need(value, "value", r),
        _ => {}
    }
}
