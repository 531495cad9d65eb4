//! Who is told of what: the addressees of an event, written to the inbox in the same
//! transaction. What is told names the problem and the event, never more.

use jiff::civil::Date;

use crate::ids::{AccountId, UnitId};
use crate::org::{Panel, Role};
use crate::problem::event::{Event, Recorded};
use crate::problem::payload::{AcceptanceVerdict, DutyRole, Escalated, ExtensionOf, Supervision};
use crate::problem::state::Problem;

/// To whom a line of the inbox goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Addressee {
    /// Everybody who works in a unit.
    Unit(UnitId),
    /// Those in a unit who hold a role.
    RoleIn(UnitId, Role),
    /// The rectification office.
    Office,
    /// One account.
    Account(AccountId),
}

/// Whether a line asks for an act (待办) or only informs (抄送).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Asks for an act.
    Todo,
    /// Informs.
    Copy,
}

/// The addressees of an event, given the state after it.
#[must_use]
pub fn tell(p: &Problem, recorded: &Recorded) -> Vec<(Addressee, Weight)> {
    let mut to = addressees(p, recorded);
    to.sort();
    to.dedup_by(|a, b| a.0 == b.0);
    to
}

fn addressees(p: &Problem, recorded: &Recorded) -> Vec<(Addressee, Weight)> {
    let day = recorded.at.day();
    let mut to: Vec<(Addressee, Weight)> = Vec::new();
    match &recorded.event {
        Event::Registered(_) | Event::Rebounded(_) => {
            if p.stage.is_open() {
                chain(p, day, Weight::Todo, &mut to);
            }
        }
        // Who is rid of it hears so as well as who has it now.
        Event::Transferred(t) => {
            to.extend([(Addressee::Unit(t.to), Weight::Todo), (Addressee::Unit(t.from), Weight::Copy)]);
        }
        Event::DutyEnded(e) => to.push((Addressee::Unit(e.unit), Weight::Copy)),
        Event::AssignmentUpheld(ruling) => to.push((Addressee::Unit(ruling.unit), Weight::Todo)),
        Event::DutyAssigned(d) => to
            .push((Addressee::Unit(d.unit), if d.role == DutyRole::Responsible { Weight::Todo } else { Weight::Copy })),
        Event::Claimed(_) => to.push((Addressee::Office, Weight::Copy)),
        Event::Bounced(_)
        | Event::ExtensionRequested(_)
        | Event::ObjectionReceived(_)
        | Event::SupervisionAnswered(_)
        | Event::GateWaived(_) => to.push((Addressee::Office, Weight::Todo)),
        Event::PlanSubmitted(_) => {
            to.push((Addressee::Office, Weight::Todo));
            lead(p, Weight::Todo, &mut to);
        }
        Event::PlanApproved(_)
        | Event::PlanReturned(_)
        | Event::ExtensionDecided(_)
        | Event::Returned(_)
        | Event::Paused(_)
        | Event::Resumed(_)
        | Event::MeasureReported(_)
        | Event::MeasureReturned(_)
        | Event::MeasureAccepted(_)
        | Event::SelfChecked(_)
        | Event::AcceptanceApplied(_)
        | Event::AcceptanceRecorded(_)
        | Event::ObjectionAnswered(_) => rectifying(p, &recorded.event, day, &mut to),
        // It is gone from the lists of all who had a part in it.
        Event::Declined(_) | Event::Voided(_) => {
            chain(p, day, Weight::Copy, &mut to);
            lead(p, Weight::Copy, &mut to);
        }
        Event::StruckOff(_) | Event::NoticeOpened(_) | Event::LevelSet(_) | Event::LeadOfficerSet(_) => {
            units(p, DutyRole::Responsible, day, Weight::Copy, &mut to);
            lead(p, Weight::Copy, &mut to);
            if matches!(recorded.event, Event::StruckOff(_) | Event::NoticeOpened(_)) {
                owners(p, Weight::Copy, &mut to);
                units(p, DutyRole::Enterprise, day, Weight::Copy, &mut to);
            }
        }
        Event::Supervised(act) => supervised(act, &mut to),
        Event::Met(m) => to.extend(m.decisions.iter().map(|d| (Addressee::Unit(d.unit), Weight::Todo))),
        Event::Instructed(i) => to.extend(i.duties.iter().map(|d| (Addressee::Unit(d.unit), Weight::Todo))),
        Event::Escalated(e) => escalated(e, &mut to),
        // A step of the daily work: who needs it has it to do, or reads it on the page. By name, so that nobody
        // forgets to decide on a new event.
        Event::FirstStepTaken(_)
        | Event::Classified(_)
        | Event::TaskForceFormed(_)
        | Event::Joined(_)
        | Event::Parted(_)
        | Event::PlanDrafted(_)
        | Event::MonthReported(_)
        | Event::EvidenceAdded(_)
        | Event::SweepPlanned(_)
        | Event::SweepAnswered(_)
        | Event::GateSigned(_)
        | Event::WaiverConfirmed(_)
        | Event::NoticeClosed(_)
        | Event::Filed(_)
        | Event::LookedBack(_)
        | Event::DutyFinished(_)
        | Event::Corrected(_)
        | Event::ChangeProposed(_)
        | Event::ChangeDecided(_) => {}
    }
    to
}

/// Whom the work itself concerns, from the approved plan to the opinion on it.
fn rectifying(p: &Problem, event: &Event, day: Date, to: &mut Vec<(Addressee, Weight)>) {
    match event {
        // The work begins, begins again, stands still or goes on: for whoever carries out a measure as well, and the
        // enterprise it is about.
        Event::PlanApproved(_) | Event::Returned(_) => {
            units(p, DutyRole::Responsible, day, Weight::Todo, to);
            owners(p, Weight::Todo, to);
            units(p, DutyRole::Enterprise, day, Weight::Copy, to);
        }
        Event::Paused(_) | Event::Resumed(_) => {
            units(p, DutyRole::Responsible, day, Weight::Todo, to);
            owners(p, Weight::Copy, to);
            units(p, DutyRole::Enterprise, day, Weight::Copy, to);
        }
        Event::PlanReturned(_) => units(p, DutyRole::Responsible, day, Weight::Todo, to),
        Event::ExtensionDecided(_) => {
            units(p, DutyRole::Responsible, day, Weight::Todo, to);
            let asked = p.extensions.last().map(|e| e.request.of);
            match asked {
                Some(ExtensionOf::Measure(no)) => owner(p, no, Weight::Copy, to),
                _ => owners(p, Weight::Copy, to),
            }
        }
        Event::MeasureReturned(v) => {
            units(p, DutyRole::Responsible, day, Weight::Todo, to);
            owner(p, v.no, Weight::Todo, to);
        }
        Event::MeasureReported(m) if m.percent >= 100 => supervising(p, day, Weight::Todo, to),
        Event::MeasureAccepted(v) => {
            units(p, DutyRole::Responsible, day, Weight::Copy, to);
            owner(p, v.no, Weight::Copy, to);
        }
        Event::SelfChecked(_) => {
            supervising(p, day, Weight::Todo, to);
            to.push((Addressee::Office, Weight::Todo));
        }
        Event::AcceptanceApplied(_) => acceptors(p, to),
        Event::AcceptanceRecorded(a) => {
            units(p, DutyRole::Responsible, day, Weight::Copy, to);
            owners(p, if a.verdict == AcceptanceVerdict::Returned { Weight::Todo } else { Weight::Copy }, to);
            units(p, DutyRole::Enterprise, day, Weight::Copy, to);
            to.push((Addressee::Office, Weight::Todo));
            acceptors(p, to);
        }
        Event::ObjectionAnswered(a) if a.upheld => {
            units(p, DutyRole::Responsible, day, Weight::Todo, to);
            owners(p, Weight::Todo, to);
        }
        _ => {}
    }
}

/// The units that carry out measures; who has one still to do is asked, the others are told.
fn owners(p: &Problem, weight: Weight, to: &mut Vec<(Addressee, Weight)>) {
    for m in &p.measures {
        let weight = if m.done.is_some() { Weight::Copy } else { weight };
        to.extend(m.measure.owner.map(|unit| (Addressee::Unit(unit), weight)));
    }
}

/// The unit that carries out a measure.
fn owner(p: &Problem, no: u32, weight: Weight, to: &mut Vec<(Addressee, Weight)>) {
    let owner = p.measures.iter().find(|m| m.measure.no == no).and_then(|m| m.measure.owner);
    to.extend(owner.map(|unit| (Addressee::Unit(unit), weight)));
}

/// The unit that an act of supervision is addressed to; what is handed over is the office's to follow.
fn supervised(act: &Supervision, to: &mut Vec<(Addressee, Weight)>) {
    to.push(match act {
        Supervision::Urge { unit, .. } | Supervision::Talk { unit, .. } | Supervision::Circular { unit, .. } => {
            (Addressee::Unit(*unit), Weight::Todo)
        }
        Supervision::Accountability { unit, .. } => (Addressee::RoleIn(*unit, Role::Head), Weight::Copy),
        Supervision::HandOver { .. } => (Addressee::Office, Weight::Copy),
    });
}

fn escalated(e: &Escalated, to: &mut Vec<(Addressee, Weight)>) {
    if e.owner.is_some() {
        to.push((Addressee::Office, Weight::Todo));
    }
    to.extend(e.units.iter().map(|(unit, role)| (Addressee::RoleIn(*unit, *role), Weight::Todo)));
    to.extend(e.accounts.iter().map(|account| (Addressee::Account(*account), Weight::Todo)));
}

/// Everybody in a part of the chain; it asks only those who answer for the whole.
fn chain(p: &Problem, day: Date, responsible: Weight, to: &mut Vec<(Addressee, Weight)>) {
    units(p, DutyRole::Responsible, day, responsible, to);
    units(p, DutyRole::Assisting, day, Weight::Copy, to);
    units(p, DutyRole::Supervising, day, Weight::Copy, to);
}

fn units(p: &Problem, role: DutyRole, day: Date, weight: Weight, to: &mut Vec<(Addressee, Weight)>) {
    to.extend(p.units_in(role, day).map(|u| (Addressee::Unit(u), weight)));
}

fn supervising(p: &Problem, day: Date, weight: Weight, to: &mut Vec<(Addressee, Weight)>) {
    let supervisors = p.supervisors(day);
    if supervisors.is_empty() {
        to.push((Addressee::Office, weight));
    }
    to.extend(supervisors.into_iter().map(|u| (Addressee::Unit(u), weight)));
}

fn acceptors(p: &Problem, to: &mut Vec<(Addressee, Weight)>) {
    if let Some(step) = p.steps.get(p.next_step) {
        // Where no one unit takes the step, whose acceptors of its level: the same as have it to do.
        let unit = p.panel_of(step).unwrap_or_else(Panel::unit);
        to.push((Addressee::RoleIn(unit, Role::Acceptor), Weight::Todo));
    }
}

fn lead(p: &Problem, weight: Weight, to: &mut Vec<(Addressee, Weight)>) {
    if let Some(account) = p.lead_officer.as_ref().and_then(|l| l.account) {
        to.push((Addressee::Account(account), weight));
    }
}
