//! Who answers: signing, passing on, the chain, level, leader, task force, joining.

use super::{known_types, need};
use crate::actor::Who;
use crate::problem::action::{Action, Command};
use crate::problem::check::{Context, no_ground, rectifies, vouchers};
use crate::problem::event::Event;
use crate::problem::payload::*;
use crate::problem::state::{Problem, Stage};
use crate::reason::Reason;
use crate::reference::{FixedClock, Moment};

pub(super) fn events(p: &Problem, command: &Command, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    let day = ctx.now.day();
    match command {
        Command::Claim(c) => {
            if !p.units_in(DutyRole::Responsible, day).any(|u| u == c.unit) || !ctx.actor.works_in(c.unit) {
                r.push(Reason::Field { field: "unit", expected: "your_responsible_unit" });
            }
            if p.claims.iter().any(|(_, unit)| *unit == c.unit) {
                r.push(Reason::AlreadyClaimed);
            }
            if p.objecting().any(|unit| unit == c.unit) {
                r.push(Reason::AlreadyBounced);
            }
            vec![Event::Claimed(c.clone())]
        }
        Command::TakeFirstStep(f) => {
            need(&f.text, "text", r);
            super::evidence(p, &f.evidence, false, r);
            vec![Event::FirstStepTaken(FirstStep { rectifying: rectifies(p, ctx.actor), ..f.clone() })]
        }
        Command::Bounce(b) => bounce(p, b, ctx, r),
        Command::UpholdAssignment(ruling) => {
            need(&ruling.reason, "reason", r);
            if !p.objecting().any(|unit| unit == ruling.unit) {
                r.push(Reason::NothingWaiting);
            }
            vec![Event::AssignmentUpheld(ruling.clone())]
        }
        Command::Transfer(t) => transfer(p, t, ctx, r),
        Command::Decline(n) => {
            decline(p, n, r);
            vec![Event::Declined(n.clone())]
        }
        Command::AssignDuty(d) => {
            assign_duty(p, d, ctx, r);
            vec![Event::DutyAssigned(d.clone())]
        }
        Command::EndDuty(e) => {
            end_duty(p, e, ctx, r);
            vec![Event::DutyEnded(e.clone())]
        }
        Command::Classify(c) => {
            known_types(&c.types, ctx, r);
            if c.steps != p.steps {
                new_steps(p, c, ctx, r);
            }
            vec![Event::Classified(c.clone())]
        }
        Command::SetLevel(l) => {
            need(&l.reason, "reason", r);
            if l.level > 3 {
                r.push(Reason::Field { field: "level", expected: "level_range" });
            }
            if l.level == p.level {
                r.push(Reason::NoChange);
            }
            vec![Event::LevelSet(l.clone())]
        }
        Command::SetLeadOfficer(l) => {
            need(&l.name, "name", r);
            if l.account.is_some_and(|a| p.rectifiers.contains(&a)) {
                r.push(Reason::OwnWork);
            }
            vec![Event::LeadOfficerSet(l.clone())]
        }
        Command::FormTaskForce(t) => {
            need(&t.name, "name", r);
            if t.members.is_empty() {
                r.push(Reason::Field { field: "members", expected: "at_least_one" });
            }
            vec![Event::TaskForceFormed(t.clone())]
        }
        Command::Join(j) => {
            need(&j.reason, "reason", r);
            if j.lead == p.id {
                r.push(Reason::Field { field: "lead", expected: "another_problem" });
            }
            vec![Event::Joined(j.clone())]
        }
        Command::Part(n) => {
            need(&n.text, "reason", r);
            vec![Event::Parted(n.clone())]
        }
        Command::Void(n) => {
            need(&n.text, "reason", r);
            vec![Event::Voided(n.clone())]
        }
        _ => Vec::new(),
    }
}

/// Whoever brought it is answered; the inspectors withdraw by a document; untrue is what was shown to be so.
fn decline(p: &Problem, n: &NotAccepted, r: &mut Vec<Reason>) {
    need(&n.reason, "reason", r);
    if !p.source.kind.is_inspectors() {
        need(&n.answer, "answer", r);
    }
    super::evidence(p, &n.evidence, n.ground == Ground::Unfounded, r);
    if n.ground == Ground::Withdrawn {
        need(&n.document, "document", r);
    }
    if p.grounds().contains(&n.ground) || !p.stage.is_open() {
        return;
    }
    r.push(match n.ground {
        Ground::Withdrawn => Reason::Field { field: "ground", expected: "fitting_ground" },
        _ if p.source.kind.is_inspectors() => Reason::InspectorsItem,
        Ground::NotAccepted if p.round == 1 => Reason::WrongStage { needs: &[Stage::Registered] },
        _ => no_ground(p),
    });
}

/// The order of acceptance. Steps that stood are changed with a reason; those that an inspectors' list gave, and
/// those not yet gone while acceptance runs, by the office's head; what was gone stays.
fn new_steps(p: &Problem, c: &Classification, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    // New steps never name a rectifier; old ones that came to do so stay until they are changed.
    if c.steps.iter().any(|s| s.unit.is_some_and(|u| p.is_rectified_by(u))) {
        r.push(Reason::OwnWork);
    }
    if p.stage.is_open() && p.stage > Stage::Accepting {
        r.push(Reason::WrongStage { needs: STEPS_CHANGE });
    }
    if p.steps.is_empty() {
        return;
    }
    need(&c.reason, "reason", r);
    if p.source.kind.is_inspectors() {
        need(&c.document, "document", r);
    }
    let running = p.stage == Stage::Accepting;
    if (running || p.source.kind.is_inspectors()) && !ctx.actor.stands_as(Who::OfficeHead, Some(p)) {
        r.push(Reason::NotYours { needs: &[Who::OfficeHead] });
    }
    if running && (c.steps.len() <= p.next_step || c.steps.get(..p.next_step) != p.steps.get(..p.next_step)) {
        r.push(Reason::Field { field: "steps", expected: "gone_kept" });
    }
}

/// Stages in which steps can be changed.
const STEPS_CHANGE: &[Stage] = &[
    Stage::Registered,
    Stage::Claimed,
    Stage::Planning,
    Stage::PlanSubmitted,
    Stage::Rectifying,
    Stage::SelfChecked,
    Stage::Accepting,
];

/// A part begins on a day of the problem's own life, and who rectifies is given no other part. What has ended is
/// only given somebody to look back at it.
fn assign_duty(p: &Problem, d: &Duty, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    let day = ctx.now.day();
    if !p.stage.is_open() && d.role != DutyRole::Supervising {
        r.push(Reason::WrongStage { needs: Action::Transfer.stages() });
    }
    if p.units_in(d.role, day).any(|u| u == d.unit) {
        r.push(Reason::NoChange);
    }
    if d.role != DutyRole::Responsible && p.units_in(DutyRole::Responsible, day).any(|u| u == d.unit) {
        r.push(Reason::OwnWork);
    }
    let registered = p.registered.at.day();
    if matches!(d.role, DutyRole::Responsible | DutyRole::Enterprise) {
        judges_nothing_here(p, d.unit, ctx, r);
    }
    if d.from < registered {
        r.push(Reason::DateOrder { field: "start_day", limit: registered });
    }
    if d.to.is_some_and(|to| to < d.from) {
        r.push(Reason::DateOrder { field: "last_day", limit: d.from });
    }
}

/// Who judged the work of others does not come to answer for it: once acceptance was applied for, who takes a
/// step of its order; and who vouched for a measure or signed as supervising unit.
fn judges_nothing_here(p: &Problem, unit: crate::ids::UnitId, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    let takes = |s: &AcceptanceStep| p.panel_of(s) == Ok(unit);
    let accepts = p.stage >= Stage::Accepting && p.steps.iter().any(takes);
    if (accepts || vouchers(p, ctx.reference).contains(&unit)) && !r.contains(&Reason::OwnWork) {
        r.push(Reason::OwnWork);
    }
}

/// A duty ends today or later, never backwards, and never the last one that answers. An inspectors'
/// item keeps the units of its list that answer and supervise until a document says otherwise.
fn end_duty(p: &Problem, e: &DutyEnd, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    need(&e.reason, "reason", r);
    super::not_past(e.to, "last_day", ctx, r);
    let held = p.chain.iter().find(|d| d.role == e.role && d.unit == e.unit && d.to.is_none());
    match held {
        None => r.push(Reason::NothingWaiting),
        Some(d) if e.to < d.from => r.push(Reason::DateOrder { field: "last_day", limit: d.from }),
        Some(_) => {}
    }
    if p.source.kind.is_inspectors() && matches!(e.role, DutyRole::Responsible | DutyRole::Supervising) {
        need(&e.document, "document", r);
        if !ctx.actor.stands_as(Who::OfficeHead, Some(p)) {
            r.push(Reason::NotYours { needs: &[Who::OfficeHead] });
        }
    }
    if e.role != DutyRole::Responsible {
        return;
    }
    let next = e.to.tomorrow().unwrap_or(e.to);
    let stays = |d: &Duty| d.role == DutyRole::Responsible && d.unit != e.unit && d.to.is_none() && d.from <= next;
    if !p.chain.iter().any(stays) {
        r.push(Reason::Field { field: "responsible", expected: "at_least_one" });
    }
}

/// 退单: once a unit, in time (5 working days, after 信访工作条例 art. 23), quoting the duty list.
fn bounce(p: &Problem, b: &Bounce, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    need(&b.clause, "clause", r);
    need(&b.reason, "reason", r);
    if !ctx.actor.works_in(b.unit) {
        r.push(Reason::Field { field: "unit", expected: "your_responsible_unit" });
    }
    if p.bounces.iter().any(|old| old.bounce.unit == b.unit) {
        r.push(Reason::AlreadyBounced);
    }
    if p.claims.iter().any(|(_, unit)| *unit == b.unit) && !r.contains(&Reason::AlreadyClaimed) {
        r.push(Reason::AlreadyClaimed);
    }
    let registered = p.moments.get(&Moment::Registered).unwrap_or(&p.registered.at).day();
    let duty = p.chain.iter().find(|d| d.role == DutyRole::Responsible && d.unit == b.unit && d.to.is_none());
    let since = duty.map_or(registered, |d| p.told_of(d).max(registered));
    let rule = ctx.reference.clock_on(FixedClock::BOUNCE.code, since);
    if rule.is_some_and(|rule| ctx.now.day() > ctx.calendar.deadline(since, rule.span()).date) {
        r.push(Reason::BounceTooLate);
    }
    vec![Event::Bounced(b.clone())]
}

/// An inspectors' item keeps its list: its responsible unit changes only as a correction of
/// the chain with the document behind it, never because a unit refused.
fn transfer(p: &Problem, t: &Transfer, ctx: &Context<'_>, r: &mut Vec<Reason>) -> Vec<Event> {
    need(&t.reason, "reason", r);
    if p.source.kind.is_inspectors() {
        r.push(Reason::InspectorsItem);
    }
    if !p.units_in(DutyRole::Responsible, ctx.now.day()).any(|u| u == t.from) {
        r.push(Reason::Field { field: "from", expected: "a_responsible_unit" });
    }
    if t.from == t.to || p.units_in(DutyRole::Responsible, ctx.now.day()).any(|u| u == t.to) {
        r.push(Reason::NoChange);
    }
    judges_nothing_here(p, t.to, ctx, r);
    vec![Event::Transferred(t.clone())]
}
