//! Content for who answers and for the work under a plan.

use dugai_domain::actor::Who;
use dugai_domain::ids::{GroupId, ProblemId};
use dugai_domain::problem::check::{is_rectifier, supervisor};
use dugai_domain::problem::*;
use jiff::civil::Date;
use uuid::Uuid;

use super::{Made, Scene};
use crate::world::{BUREAU, COUNTY, FIRM, HELPER, OFFICE, OTHER, PANEL, Person, content as c};

impl Scene<'_> {
    pub(super) fn chain(&self, action: Action) -> Made {
        let own = self.actor.posts.first().map_or(OFFICE, |h| h.post.unit);
        let responsible = self.p.units_in(DutyRole::Responsible, self.today).next()?;
        match action {
            Action::Claim => {
                let valid = self.in_part(DutyRole::Responsible, own)
                    && self.actor.works_in(own)
                    && !self.p.claims.iter().any(|(_, u)| *u == own)
                    && !self.p.objecting().any(|u| u == own);
                Some((Command::Claim(Claim { unit: own, note: String::new() }), valid))
            }
            Action::Bounce => {
                let fresh = self.p.registered.at.day() == self.today && own == COUNTY;
                let again = self.p.bounces.iter().any(|b| b.bounce.unit == own);
                let bounce = Bounce { unit: own, clause: self.text(), reason: "不属职责".to_owned() };
                self.when(fresh && !again, Command::Bounce(bounce))
            }
            Action::UpholdAssignment => {
                let open: Vec<_> = self.p.objecting().collect();
                let unit = self.pick(&open)?;
                self.ok(Command::UpholdAssignment(Ruling { unit, reason: self.text() }))
            }
            Action::Transfer => {
                let transfer = Transfer { reason: self.text(), ..c::transfer(responsible) };
                let judges = self.panel(transfer.to) || self.vouched(transfer.to);
                let free = !self.in_part(DutyRole::Responsible, transfer.to) && !judges;
                self.when(free && !self.p.source.kind.is_inspectors(), Command::Transfer(transfer))
            }
            Action::AssignDuty => {
                let role = self.pick(&DutyRole::ALL)?;
                let unit = [COUNTY, HELPER, BUREAU, FIRM, OTHER, PANEL][self.noise as usize / 4 % 6];
                let rectifies = matches!(role, DutyRole::Responsible | DutyRole::Enterprise);
                let judges = rectifies && (self.panel(unit) || self.vouched(unit));
                let free = !self.in_part(role, unit)
                    && !judges
                    && (role == DutyRole::Responsible || !self.in_part(DutyRole::Responsible, unit));
                let open = self.p.stage.is_open() || role == DutyRole::Supervising;
                Some((Command::AssignDuty(c::duty(role, unit, self.today)), free && open))
            }
            Action::EndDuty => {
                let open: Vec<_> = self.p.chain.iter().filter(|d| d.to.is_none()).map(|d| (d.role, d.unit)).collect();
                let (role, unit) = self.pick(&open)?;
                let stays = |d: &Duty| d.role == DutyRole::Responsible && d.unit != unit && d.to.is_none();
                let by_document = !self.p.source.kind.is_inspectors() || self.stands(Who::OfficeHead);
                let left = self.p.chain.iter().any(stays) && by_document;
                let document = "更正函".to_owned();
                let to = self.later(self.today, self.noise / 16 % 4);
                let end = DutyEnd { role, unit, to, reason: self.text(), document };
                let alone = role == DutyRole::Supervising && !by_document;
                self.when(!alone && (role != DutyRole::Responsible || left), Command::EndDuty(end))
            }
            Action::Classify => {
                let steps = self.p.steps.clone();
                let types = if self.spoilt { "smell" } else { "water" };
                self.ok(Command::Classify(Classification {
                    types: vec![types.to_owned()],
                    ..c::classification(Guidance::LongTerm, steps)
                }))
            }
            Action::SetLevel => {
                self.ok(Command::SetLevel(Level { level: (self.p.level + 1) % 4, reason: self.text() }))
            }
            Action::SetLeadOfficer => {
                let account = [Person::Mayor, Person::Worker][self.noise as usize % 2].account();
                let free = !account.is_some_and(|a| self.p.rectifiers.contains(&a));
                self.when(free, Command::SetLeadOfficer(LeadOfficer { name: self.text(), account, visits_owed: 4 }))
            }
            Action::FormTaskForce => {
                self.ok(Command::FormTaskForce(TaskForce { name: self.text(), members: vec!["张某".to_owned()] }))
            }
            _ => {
                let lead = if self.spoilt { self.p.id } else { ProblemId(Uuid::from_u128(2)) };
                let group = GroupId(Uuid::from_u128(u128::from(self.noise)));
                self.ok(Command::Join(Join { group, lead, reason: "同一点位".to_owned() }))
            }
        }
    }

    pub(super) fn work(&self, action: Action) -> Made {
        let numbers: Vec<u32> = self.p.measures.iter().map(|m| m.measure.no).collect();
        match action {
            Action::DraftPlan => {
                let mut plan = c::plan(1 + self.noise % 3, self.noise / 3 % 3, self.later(self.today, 40));
                if self.noise.is_multiple_of(5) || self.p.due.date.is_none() {
                    let wished = self.later(self.today, 90);
                    plan.due = Some(self.p.due.date.map_or(wished, |limit| limit.min(wished)));
                }
                plan.goal = self.text();
                self.ok(Command::DraftPlan(plan))
            }
            Action::ReportMeasure => {
                let no = self.pick(&numbers)?;
                let m = self.p.measures.iter().find(|m| m.measure.no == no)?;
                let mine = self.stands(Who::Responsible) || m.measure.owner.is_some_and(|u| self.actor.works_in(u));
                let report =
                    MeasureReport { note: self.text(), ..c::report(no, [40, 100][self.noise as usize / 8 % 2]) };
                self.when(mine && m.accepted.is_none(), Command::ReportMeasure(report))
            }
            Action::AcceptMeasure | Action::ReturnMeasure => self.judge(action, self.pick(&numbers)?),
            Action::ReportMonth => {
                let word = self.p.computed_progress(self.today);
                let word = if self.spoilt { Progress::StruckOff } else { word };
                let month = self.today.strftime("%Y-%m").to_string();
                self.ok(Command::ReportMonth(MonthReport { month, word, text: c::SECRET.to_owned() }))
            }
            Action::RequestExtension => {
                let of = match self.pick(&numbers) {
                    Some(no) if self.noise.is_multiple_of(3) => ExtensionOf::Measure(no),
                    _ => [ExtensionOf::Whole, ExtensionOf::Plan][self.noise as usize % 2],
                };
                let to = self.later(self.p.due.date.unwrap_or(self.today).max(self.later(self.today, 400)), 30);
                let had = self.p.extensions.iter().any(|e| e.request.of == of && e.request.to >= to);
                let fits = !had && (!matches!(of, ExtensionOf::Measure(_)) || self.within(to));
                self.when(
                    fits && !self.done(of),
                    Command::RequestExtension(ExtensionRequest { of, to, reason: self.text() }),
                )
            }
            Action::DecideExtension => {
                let decision =
                    ExtensionDecision { granted: !self.noise.is_multiple_of(4), opinion: c::SECRET.to_owned() };
                let wide = |x: &ExtensionRequest| matches!(x.of, ExtensionOf::Measure(_)) && !self.within(x.to);
                let stale = |x: &ExtensionRequest| self.done(x.of) || wide(x);
                let revised = |e: &state::ExtensionState| match e.request.of {
                    ExtensionOf::Measure(no) => {
                        let same = |m: &state::MeasureProgress| m.measure.no == no && m.since <= Some(e.mark.at);
                        let later = |m: &state::MeasureProgress| m.measure.due < Some(e.request.to);
                        !self.p.measures.iter().any(|m| same(m) && later(m))
                    }
                    _ => false,
                };
                let last = self.p.extensions.last();
                let late = last.is_some_and(|e| stale(&e.request) || revised(e)) && decision.granted;
                Some((Command::DecideExtension(decision), !late))
            }
            _ => {
                let measures = self.pick(&numbers).into_iter().collect();
                let mut evidence = c::evidence(self.life.history.len() as u128, measures);
                evidence.title = self.text();
                self.ok(Command::AddEvidence(evidence))
            }
        }
    }

    /// Whether a unit takes a step of an acceptance that was applied for.
    fn panel(&self, unit: dugai_domain::ids::UnitId) -> bool {
        self.p.stage >= Stage::Accepting && self.p.steps.iter().any(|s| self.p.panel_of(s) == Ok(unit))
    }

    /// Whether a unit supervised when a measure was accepted, or the gate of the supervising unit signed.
    fn vouched(&self, unit: dugai_domain::ids::UnitId) -> bool {
        let measures = self.p.measures.iter().filter(|m| m.accepted.is_some()).map(|m| &m.vouched);
        measures.chain(self.p.vouched.get("rectified")).any(|units| units.contains(&unit))
    }

    /// Whether a measure may end on a day: not after the whole.
    fn within(&self, to: Date) -> bool {
        self.p.guidance == Guidance::LongTerm || self.p.due.date.is_none_or(|limit| to <= limit)
    }

    fn done(&self, of: ExtensionOf) -> bool {
        match of {
            ExtensionOf::Plan => self.p.moments.contains_key(&dugai_domain::reference::Moment::PlanApproved),
            ExtensionOf::Whole => false,
            ExtensionOf::Measure(no) => self.p.measures.iter().any(|m| m.measure.no == no && m.done.is_some()),
        }
    }

    fn judge(&self, action: Action, no: u32) -> Made {
        let m = self.p.measures.iter().find(|m| m.measure.no == no)?;
        let needs = self.life.as_person(self.who, |ctx| supervisor(self.p, ctx));
        let own = m.measure.owner.is_some_and(|u| self.actor.works_in(u)) || is_rectifier(self.p, &self.actor);
        let may = self.stands(needs) && !own;
        let verdict = MeasureVerdict { no, opinion: self.opinion(), evidence: self.proof() };
        if action == Action::ReturnMeasure {
            return self.when(may && m.reported.is_some(), Command::ReturnMeasure(verdict));
        }
        let since = m.since.max(m.returned);
        let shows = |e: &Evidence| e.measures.contains(&no) || verdict.evidence.contains(&e.id);
        let anew = self.p.evidence.iter().any(|(mark, e)| Some(mark.at) >= since && shows(e));
        let proved = !verdict.evidence.is_empty() && m.done.is_some() && m.accepted.is_none() && anew;
        self.when(may && proved, Command::AcceptMeasure(verdict))
    }
}
