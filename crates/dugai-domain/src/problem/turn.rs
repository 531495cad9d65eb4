//! Whose move it is: what a problem waits for now, and from whom. 我的待办 is exactly the
//! rows of this that fit a person, so its count equals its list and nothing has to be ticked off.

use jiff::Span;
use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::ids::{AccountId, UnitId};
use crate::org::{Panel, Role};
use crate::problem::action::Action;
use crate::problem::check::open_gates;
use crate::problem::payload::{AcceptanceStep, DutyRole, Field, Supervision};
use crate::problem::state::{DutyOrigin, GateState, PlanState, Problem, Stage};
use crate::reference::{GateSigner, Moment, Reference};

/// Natural days after which the office's head is asked whether a pause still has its reason.
const PAUSE_LOOKED_AT: i64 = 30;
/// Natural days before its day from which the word of a month is asked for.
pub const DAYS_FOR_WORD: i64 = 5;

/// Whom a problem waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hand {
    /// Somebody of a unit, in a role; none: officer or head.
    Unit(UnitId, Option<Role>),
    /// The rectification office; with a role: its head.
    Office(Option<Role>),
    /// The acceptance panels of a level, where the list names no unit for the step.
    Panel(Panel),
    /// The leader in charge.
    Account(AccountId),
}

/// One thing a problem waits for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Turn {
    /// From whom.
    pub hand: Hand,
    /// The act waited for.
    pub action: Action,
    /// Not before this day (a notice must run out, a look-back falls due, a duty begins).
    pub from: Option<Date>,
    /// Not after this day: a duty ends, and another takes its place.
    pub until: Option<Date>,
    /// Who is not asked: one person signs one gate, and nobody confirms what that person asked for.
    pub except: Vec<AccountId>,
}

impl Turn {
    /// Whether it is asked for on a day.
    #[must_use]
    pub fn is_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether one that begins goes on with what another asked for up to the day before.
    fn goes_on(&self, before: &Self) -> bool {
        let same = (self.hand, self.action, &self.except) == (before.hand, before.action, &before.except);
        same && self.from.is_some() && before.until.and_then(|until| until.tomorrow().ok()) == self.from
    }
}

/// Everything a problem waits for from a day on: who is asked follows the days of the duties, so that one which
/// begins later is asked then, and one which ends is asked no longer. `look_back` is the day by which it must be
/// looked at again.
#[must_use]
pub fn turns(p: &Problem, rules: (&Reference, &Calendar), look_back: Option<Date>, day: Date) -> Vec<Turn> {
    let mut found: Vec<Turn> = Vec::new();
    let mut next = Some(day);
    while let Some(from) = next {
        next = changes_after(p, from);
        let until = next.and_then(|next| next.yesterday().ok());
        for turn in on_day(p, rules, look_back, from) {
            let begins = if from == day { turn.from } else { Some(turn.from.map_or(from, |own| own.max(from))) };
            if until.is_some_and(|until| begins.is_some_and(|begins| begins > until)) {
                continue;
            }
            let turn = Turn { from: begins, until, ..turn };
            match found.iter_mut().find(|before| turn.goes_on(before)) {
                Some(before) => before.until = until,
                None => found.push(turn),
            }
        }
    }
    found.sort_unstable();
    found
}

/// The next day after one on which a duty begins, or has ended.
fn changes_after(p: &Problem, day: Date) -> Option<Date> {
    let begins = p.chain.iter().map(|duty| duty.from);
    let over = p.chain.iter().filter_map(|duty| duty.to?.tomorrow().ok());
    begins.chain(over).filter(|change| *change > day).min()
}

fn on_day(p: &Problem, rules: (&Reference, &Calendar), look_back: Option<Date>, day: Date) -> Vec<Turn> {
    let (reference, calendar) = rules;
    let own = reference.offices.iter().any(|office| p.is_rectified_by(*office));
    let mut list = Turns { p, own, day, list: Vec::new() };
    match p.stage {
        Stage::Registered => {}
        Stage::Claimed | Stage::Planning => list.planning(),
        Stage::PlanSubmitted => {}
        Stage::Rectifying => list.rectifying(),
        Stage::SelfChecked | Stage::Accepting => list.before_acceptance(reference),
        Stage::Accepted => list.office(Action::OpenNotice, None),
        Stage::Noticed => list.noticed(calendar),
        Stage::NoticeClosed => list.office(Action::File, None),
        Stage::Filed if open_gates(p, reference).is_empty() => list.office(Action::StrikeOff, Some(Role::Head)),
        Stage::Filed => {}
        Stage::StruckOff | Stage::Declared => {
            if look_back.is_some() {
                list.looking_back(look_back);
            }
        }
        Stage::NotAccepted | Stage::Voided | Stage::Unfounded | Stage::Withdrawn => return Vec::new(),
    }
    list.beside(reference);
    let mut found = list.list;
    // What can no longer be done here (a later date asked for, and the work finished since) waits for nobody.
    found.retain(|t| t.action.stages().contains(&p.stage));
    found.sort_unstable();
    found.dedup();
    found
}

struct Turns<'a> {
    p: &'a Problem,
    /// Whether the office itself rectifies: then it accepts nothing and looks back at nothing.
    own: bool,
    /// The day on which is asked.
    day: Date,
    list: Vec<Turn>,
}

impl Turns<'_> {
    fn push(&mut self, hand: Hand, action: Action, from: Option<Date>) {
        // Who signed one gate is not asked for another.
        let signed = |state: &GateState| match state {
            GateState::Signed { mark, .. } => mark.by,
            _ => None,
        };
        let except =
            if action == Action::SignGate { self.p.gates.values().filter_map(signed).collect() } else { Vec::new() };
        self.list.push(Turn { hand, action, from, until: None, except });
    }

    fn office(&mut self, action: Action, role: Option<Role>) {
        self.push(Hand::Office(role), action, None);
    }

    /// Units in a part of the chain on the day.
    fn in_part(&self, part: DutyRole) -> Vec<UnitId> {
        self.p.units_in(part, self.day).collect()
    }

    fn responsible(&mut self, action: Action, role: Option<Role>) {
        for unit in self.in_part(DutyRole::Responsible) {
            self.push(Hand::Unit(unit, role), action, None);
        }
    }

    fn panel(&self, step: &AcceptanceStep) -> Hand {
        self.p.panel_of(step).map_or_else(Hand::Panel, |unit| Hand::Unit(unit, Some(Role::Acceptor)))
    }

    /// Each responsible unit signs for itself, whatever the stage; an objection waits for a ruling.
    fn signing(&mut self) {
        let p = self.p;
        let objecting: Vec<UnitId> = p.objecting().collect();
        if !objecting.is_empty() {
            self.office(Action::Transfer, None);
            self.office(Action::UpholdAssignment, None);
        }
        let now = self.in_part(DutyRole::Responsible);
        for unit in p.unsigned().filter(|unit| now.contains(unit) && !objecting.contains(unit)) {
            self.push(Hand::Unit(unit, None), Action::Claim, None);
        }
        if now.is_empty() {
            self.office(Action::AssignDuty, None);
        }
    }

    fn supervising(&mut self, action: Action) {
        let units = self.p.supervisors(self.day);
        if units.is_empty() {
            // Who rectifies never accepts: the office then names somebody who may.
            self.office(if self.own { Action::AssignDuty } else { action }, None);
        }
        for unit in units {
            self.push(Hand::Unit(unit, None), action, None);
        }
    }

    /// The office looks back; at its own work whoever supervised it, or else who accepted it.
    fn looking_back(&mut self, from: Option<Date>) {
        let p = self.p;
        let mut hands: Vec<Hand> = Vec::new();
        if self.own {
            hands.extend(p.supervisors(self.day).into_iter().map(|unit| Hand::Unit(unit, None)));
            if hands.is_empty() {
                let accepted = p.steps.iter().filter(|s| p.panel_of(s).map_or(true, |u| !p.is_rectified_by(u)));
                hands.extend(accepted.map(|s| self.panel(s)));
                // What arrived closed and names no step is looked at by whoever accepts for the city.
                if p.steps.is_empty() {
                    hands.push(Hand::Panel(Panel::City));
                }
            }
        }
        if hands.is_empty() {
            hands.push(Hand::Office(None));
        }
        for hand in hands {
            self.push(hand, Action::LookBack, from);
        }
    }

    /// Where the list names nobody to supervise, the office stands in and runs short of people who may sign:
    /// its head is asked to name a unit, from the plan on until the gate of the supervising unit is passed.
    fn nobody_supervises(&mut self, reference: &Reference) {
        let p = self.p;
        let signs = |code: &String| reference.gate(code).is_some_and(|g| g.signer == GateSigner::Supervising);
        let waiting = p.stage >= Stage::PlanSubmitted && open_gates(p, reference).iter().any(signs);
        if waiting && p.supervisors(self.day).is_empty() {
            self.office(Action::AssignDuty, Some(Role::Head));
        }
    }

    fn planning(&mut self) {
        let written = self.p.open_plan().is_some_and(|v| v.state == PlanState::Draft);
        self.responsible(if written { Action::SubmitPlan } else { Action::DraftPlan }, None);
    }

    fn rectifying(&mut self) {
        let owners: Vec<Option<UnitId>> =
            self.p.measures.iter().filter(|m| m.done.is_none()).map(|m| m.measure.owner).collect();
        for owner in &owners {
            match owner {
                Some(unit) => self.push(Hand::Unit(*unit, None), Action::ReportMeasure, None),
                None => self.responsible(Action::ReportMeasure, None),
            }
        }
        if self.p.measures.iter().any(|m| m.done.is_some() && m.accepted.is_none()) {
            self.supervising(Action::AcceptMeasure);
        }
        let submitted = self.p.open_plan().is_some_and(|v| matches!(v.state, PlanState::Submitted { .. }));
        let accepted = self.p.measures.iter().all(|m| m.accepted.is_some());
        let now = self.in_part(DutyRole::Responsible);
        let signed = !self.p.unsigned().any(|unit| now.contains(&unit));
        let swept = self.p.sweep.iter().all(|s| s.answer.is_some());
        if accepted && !submitted && signed && swept {
            self.responsible(Action::SelfCheck, Some(Role::Head));
        }
        if self.p.sweep.is_empty() {
            self.responsible(Action::PlanSweep, None);
        }
        self.sweep();
    }

    fn sweep(&mut self) {
        if self.p.sweep.iter().any(|s| s.answer.is_none()) {
            self.responsible(Action::AnswerSweep, None);
        }
    }

    /// Gates wait for their signers until strike-off: the reference data may name one meanwhile.
    fn gates(&mut self, reference: &Reference) {
        for code in open_gates(self.p, reference) {
            if let Some(GateState::Waived { mark, .. }) = self.p.gates.get(&code) {
                self.decision_of_another(Action::ConfirmWaiver, mark.by);
                continue;
            }
            match reference.gate(&code).map(|g| g.signer) {
                Some(GateSigner::ResponsibleHead) => self.responsible(Action::SignGate, Some(Role::Head)),
                Some(GateSigner::Supervising) => self.supervising(Action::SignGate),
                Some(GateSigner::Office) | None => self.office(Action::SignGate, None),
            }
        }
    }

    fn before_acceptance(&mut self, reference: &Reference) {
        if self.p.stage == Stage::SelfChecked {
            self.sweep();
            if self.p.sweep.is_empty() {
                self.responsible(Action::PlanSweep, None);
            } else if self.p.can_be_accepted() {
                self.responsible(Action::ApplyAcceptance, Some(Role::Head));
            }
        } else if let Some(step) = self.p.steps.get(self.p.next_step) {
            // The last step waits for every gate.
            if self.p.next_step + 1 < self.p.steps.len() || open_gates(self.p, reference).is_empty() {
                self.push(self.panel(step), Action::RecordAcceptance, None);
            }
        }
    }

    fn noticed(&mut self, calendar: &Calendar) {
        if self.p.objections.iter().any(|o| o.answer.is_none()) {
            // It is answered first: see what runs beside the path.
        } else if let Some(days) = self.p.notice_days(calendar) {
            let after = days.last.tomorrow().ok();
            self.push(Hand::Office(None), Action::CloseNotice, after);
        }
    }

    /// What runs beside the path, at any stage.
    fn beside(&mut self, reference: &Reference) {
        let p = self.p;
        if p.stage.is_open() {
            self.signing();
            self.month(reference);
            self.nobody_supervises(reference);
        }
        if Action::SignGate.stages().contains(&p.stage) {
            self.gates(reference);
        }
        if p.objections.iter().any(|o| o.answer.is_none()) {
            self.office(Action::AnswerObjection, None);
        }
        if let Some(pause) = p.pauses.last().filter(|pause| pause.to.is_none()) {
            // A pause that nobody thinks of any more would stop the clocks for good.
            let from = pause.from.at.day().checked_add(Span::new().days(PAUSE_LOOKED_AT)).ok();
            self.push(Hand::Office(Some(Role::Head)), Action::Resume, from);
        }
        // A list that names no acceptance step, or a rectifier for one: the office must say who
        // accepts, or it ends nowhere.
        let before = !matches!(p.stage, Stage::Registered | Stage::Accepting);
        if before && p.stage < Stage::Accepted && !p.can_be_accepted() {
            // The order that an inspectors' list gives is changed by the head alone.
            let given = p.source.kind.is_inspectors() && !p.steps.is_empty();
            self.office(Action::Classify, given.then_some(Role::Head));
        }
        if p.open_plan().is_some_and(|v| matches!(v.state, PlanState::Submitted { .. })) {
            self.decision(Action::ApprovePlan);
        }
        if p.extensions.last().is_some_and(|e| e.decision.is_none()) && p.stage.is_open() {
            self.decision(Action::DecideExtension);
        }
        for s in p.supervisions.iter().filter(|s| s.awaits_answer()) {
            match &s.act {
                Supervision::Urge { unit, .. } => self.push(Hand::Unit(*unit, None), Action::AnswerSupervision, None),
                Supervision::HandOver { .. } => self.office(Action::AnswerSupervision, None),
                _ => {}
            }
        }
        for duty in p.duties.iter().filter(|d| d.done.is_none()) {
            match duty.origin {
                // Who set the condition, or the office for the panel, says that it is met; not who rectifies.
                DutyOrigin::Acceptance => self.supervising(Action::FinishDuty),
                _ => self.push(Hand::Unit(duty.decision.unit, None), Action::FinishDuty, None),
            }
        }
        if p.proposals.iter().any(|c| c.decided.is_none()) {
            // The day of the whole is moved by the head alone.
            let day = p.proposals.iter().filter(|c| c.decided.is_none()).all(|c| c.change.field == Field::Due);
            self.office(Action::DecideChange, day.then_some(Role::Head));
        }
        if p.stage.is_open() && p.moments.contains_key(&Moment::Claimed) {
            let (response, action) = (Moment::FirstResponse, Moment::FirstAction);
            if !p.moments.contains_key(&response) || !p.moments.contains_key(&action) {
                self.responsible(Action::TakeFirstStep, None);
            }
        }
    }

    /// The word of the month owed next, from the day on which it can be written until it is given.
    fn month(&mut self, reference: &Reference) {
        if let Some(word) = self.p.month_owed(reference) {
            let from = word.due.checked_sub(Span::new().days(DAYS_FOR_WORD)).ok();
            for unit in self.in_part(DutyRole::Responsible) {
                self.push(Hand::Unit(unit, None), Action::ReportMonth, from.map(|day| day.max(word.first)));
            }
        }
    }

    /// The office's head decides, and the leader in charge may.
    fn decision(&mut self, action: Action) {
        self.decision_of_another(action, None);
    }

    /// The same by somebody else than who asked for it.
    fn decision_of_another(&mut self, action: Action, author: Option<AccountId>) {
        let leader = self.p.lead_officer.as_ref().and_then(|l| l.account).map(Hand::Account);
        for hand in [Hand::Office(Some(Role::Head))].into_iter().chain(leader) {
            self.push(hand, action, None);
            if let Some(turn) = self.list.last_mut() {
                turn.except.extend(author);
            }
        }
    }
}
