//! Content for any act, made from the state: valid unless it says otherwise. The second part of
//! an answer is true only where the content is valid for that person now, judged here.

use dugai_domain::actor::{Actor, Who};
use dugai_domain::ids::{EvidenceId, GroupId, ProblemId};
use dugai_domain::problem::check::{gate_signer, is_rectifier, open_gates, supervisor};
use dugai_domain::problem::state::GateState;
use dugai_domain::problem::*;
use jiff::civil::Date;
use uuid::Uuid;

use crate::any::text;
use crate::world::{
    BUREAU, COUNTY, FIRM, HELPER, Life, OFFICE, OTHER, PANEL, Person, content as c, reference,
};

type Made = Option<(Command, bool)>;

/// What the makers of content look at.
struct Scene<'a> {
    life: &'a Life,
    p: &'a Problem,
    actor: Actor,
    who: Person,
    today: Date,
    noise: u32,
    /// The content is to be unusable.
    spoilt: bool,
}

pub fn registration(noise: u32, day: Date) -> Registration {
    let kind = SourceKind::ALL[noise as usize / 64 % SourceKind::ALL.len()];
    let mut item = c::registration(kind, day);
    if noise / 7 % 5 == 0 {
        item.import = Some(c::import_row());
    }
    if noise / 11 % 12 == 0 {
        item.declared_struck_off = Some("来文第3号".to_owned());
    }
    if noise / 13 % 6 == 0 {
        item.chain.retain(|d| d.role != DutyRole::Supervising);
    }
    if noise / 17 % 9 == 0 {
        item.due.date = None;
    }
    item
}

/// Content for an act by a person.
pub fn command(action: Action, life: &Life, who: Person, noise: u32) -> Made {
    let p = life.state.as_ref()?;
    let today = life.today();
    let s = Scene { life, p, actor: who.actor(today), who, today, noise: noise / 8, spoilt: noise % 8 == 0 };
    let ok = |command| Some((command, !s.spoilt));
    let note = || c::note(&text(s.spoilt));
    match action {
        Action::Register => Some((Command::Register(registration(noise, today)), false)),
        Action::SubmitPlan => Some((Command::SubmitPlan(note()), true)),
        Action::ApprovePlan => Some((Command::ApprovePlan(Opinion::default()), true)),
        Action::CloseNotice => Some((Command::CloseNotice(note()), true)),
        Action::StrikeOff => Some((Command::StrikeOff(note()), true)),
        Action::Resume => Some((Command::Resume(note()), true)),
        Action::Pause => ok(Command::Pause(note())),
        Action::Part => ok(Command::Part(note())),
        Action::Void => ok(Command::Void(note())),
        Action::ApplyAcceptance => ok(Command::ApplyAcceptance(note())),
        Action::ReturnPlan => ok(Command::ReturnPlan(s.opinion())),
        Action::Decline => ok(Command::Decline(NotAccepted { reason: text(s.spoilt), answer: text(s.spoilt) })),
        Action::Return => ok(Command::Return(Return { text: text(s.spoilt), ..c::returned(today) })),
        Action::File => ok(Command::File(Filing { document: text(s.spoilt), body: "省整改办".to_owned(), day: today })),
        Action::TakeFirstStep => {
            ok(Command::TakeFirstStep(FirstStep { on_site: s.noise % 2 == 0, text: text(s.spoilt), evidence: vec![] }))
        }
        Action::Claim | Action::Bounce | Action::Transfer | Action::AssignDuty | Action::EndDuty | Action::Classify
        | Action::SetLevel | Action::SetLeadOfficer | Action::FormTaskForce | Action::Join => s.chain(action),
        Action::DraftPlan | Action::ReportMeasure | Action::AcceptMeasure | Action::ReturnMeasure
        | Action::ReportMonth | Action::RequestExtension | Action::DecideExtension | Action::AddEvidence => s.work(action),
        Action::SelfCheck | Action::PlanSweep | Action::AnswerSweep | Action::SignGate | Action::WaiveGate
        | Action::ConfirmWaiver | Action::RecordAcceptance | Action::OpenNotice | Action::ReceiveObjection
        | Action::AnswerObjection | Action::LookBack => s.closing(action),
        Action::Supervise | Action::AnswerSupervision | Action::Meet | Action::Instruct | Action::FinishDuty
        | Action::Correct | Action::ProposeChange | Action::DecideChange | Action::Escalate => s.beside(action),
    }
}

impl Scene<'_> {
    fn ok(&self, command: Command) -> Made {
        Some((command, !self.spoilt))
    }

    fn when(&self, valid: bool, command: Command) -> Made {
        Some((command, valid && !self.spoilt))
    }

    fn pick<T: Copy>(&self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.noise as usize % from.len()])
    }

    fn text(&self) -> String {
        text(self.spoilt)
    }

    fn opinion(&self) -> Opinion {
        Opinion { text: self.text(), ..c::opinion() }
    }

    fn in_part(&self, role: DutyRole, unit: dugai_domain::ids::UnitId) -> bool {
        self.p.units_in(role, self.today).any(|u| u == unit)
    }

    fn stands(&self, who: Who) -> bool {
        self.actor.stands_as(who, Some(self.p))
    }

    /// One piece that the problem holds; a foreign one when spoilt.
    fn proof(&self) -> Vec<EvidenceId> {
        if self.spoilt {
            return vec![c::evidence_id(999_999)];
        }
        self.p.evidence.iter().map(|(_, e)| e.id).take(1).collect()
    }

    fn later(&self, from: Date, days: u32) -> Date {
        from.checked_add(jiff::Span::new().days(i64::from(days))).unwrap_or(from)
    }

    fn chain(&self, action: Action) -> Made {
        let own = self.actor.posts.first().map_or(OFFICE, |h| h.post.unit);
        let responsible = self.p.units_in(DutyRole::Responsible, self.today).next()?;
        match action {
            Action::Claim => {
                let valid = self.in_part(DutyRole::Responsible, own)
                    && self.actor.works_in(own)
                    && !self.p.claims.iter().any(|(_, u)| *u == own);
                Some((Command::Claim(Claim { unit: own, note: String::new() }), valid))
            }
            Action::Bounce => {
                let fresh = self.p.registered.at.day() == self.today && own == COUNTY;
                let again = self.p.bounces.iter().any(|(_, b)| b.unit == own);
                let bounce = Bounce { unit: own, clause: self.text(), reason: "不属职责".to_owned() };
                self.when(fresh && !again, Command::Bounce(bounce))
            }
            Action::Transfer => {
                let transfer = Transfer { reason: self.text(), ..c::transfer(responsible) };
                let free = !self.in_part(DutyRole::Responsible, transfer.to);
                self.when(free && !self.p.source.kind.is_inspectors(), Command::Transfer(transfer))
            }
            Action::AssignDuty => {
                let role = self.pick(&DutyRole::ALL)?;
                let unit = [COUNTY, HELPER, BUREAU, FIRM, OTHER, PANEL][self.noise as usize / 4 % 6];
                let free = !self.in_part(role, unit)
                    && (role == DutyRole::Responsible || !self.in_part(DutyRole::Responsible, unit));
                Some((Command::AssignDuty(c::duty(role, unit, self.today)), free))
            }
            Action::EndDuty => {
                let open: Vec<_> = self.p.chain.iter().filter(|d| d.to.is_none()).map(|d| (d.role, d.unit)).collect();
                let (role, unit) = self.pick(&open)?;
                let left = self.p.units_in(DutyRole::Responsible, self.today).any(|u| u != unit);
                let end = DutyEnd { role, unit, to: self.today, reason: self.text() };
                self.when(role != DutyRole::Responsible || left, Command::EndDuty(end))
            }
            Action::Classify => {
                let steps = self.p.steps.clone();
                let types = if self.spoilt { "smell" } else { "water" };
                self.ok(Command::Classify(Classification { guidance: Guidance::LongTerm, types: vec![types.to_owned()], steps }))
            }
            Action::SetLevel => self.ok(Command::SetLevel(Level { level: (self.p.level + 1) % 4, reason: self.text() })),
            Action::SetLeadOfficer => {
                let account = [Person::Mayor, Person::Worker][self.noise as usize % 2].account();
                self.ok(Command::SetLeadOfficer(LeadOfficer { name: self.text(), account, visits_owed: 4 }))
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

    fn work(&self, action: Action) -> Made {
        let numbers: Vec<u32> = self.p.measures.iter().map(|m| m.measure.no).collect();
        match action {
            Action::DraftPlan => {
                let mut plan = c::plan(1 + self.noise % 3, self.noise / 3 % 3, self.later(self.today, 40));
                if self.noise % 5 == 0 {
                    plan.due = Some(self.later(self.today, 90));
                }
                plan.goal = self.text();
                self.ok(Command::DraftPlan(plan))
            }
            Action::ReportMeasure => {
                let no = self.pick(&numbers)?;
                let m = self.p.measures.iter().find(|m| m.measure.no == no)?;
                let mine = self.stands(Who::Responsible) || m.measure.owner.is_some_and(|u| self.actor.works_in(u));
                let report = MeasureReport { note: self.text(), ..c::report(no, [40, 100][self.noise as usize / 8 % 2]) };
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
                    Some(no) if self.noise % 3 == 0 => ExtensionOf::Measure(no),
                    _ => [ExtensionOf::Whole, ExtensionOf::Plan][self.noise as usize % 2],
                };
                let to = self.later(self.p.due.date.unwrap_or(self.today).max(self.later(self.today, 400)), 30);
                self.ok(Command::RequestExtension(ExtensionRequest { of, to, reason: self.text() }))
            }
            Action::DecideExtension => {
                let decision = ExtensionDecision { granted: self.noise % 4 != 0, opinion: c::SECRET.to_owned() };
                Some((Command::DecideExtension(decision), true))
            }
            _ => {
                let measures = self.pick(&numbers).into_iter().collect();
                let mut evidence = c::evidence(self.life.history.len() as u128, measures);
                evidence.title = self.text();
                self.ok(Command::AddEvidence(evidence))
            }
        }
    }

    fn judge(&self, action: Action, no: u32) -> Made {
        let m = self.p.measures.iter().find(|m| m.measure.no == no)?;
        let needs = self.life.as_person(self.who, |ctx| supervisor(self.p, ctx));
        let own = m.measure.owner.is_some_and(|u| self.actor.works_in(u)) || is_rectifier(self.p, &self.actor);
        let may = self.stands(needs) && !own && m.accepted.is_none();
        let verdict = MeasureVerdict { no, opinion: self.opinion(), evidence: self.proof() };
        if action == Action::ReturnMeasure {
            return self.when(may, Command::ReturnMeasure(verdict));
        }
        let proved = !verdict.evidence.is_empty() && m.done.is_some();
        self.when(may && proved, Command::AcceptMeasure(verdict))
    }

    fn closing(&self, action: Action) -> Made {
        match action {
            Action::SelfCheck => {
                let check = SelfCheck { summary: self.text(), evidence: self.proof() };
                self.when(!self.p.evidence.is_empty(), Command::SelfCheck(check))
            }
            Action::PlanSweep => {
                let mut points = c::sweep();
                points.truncate(1 + self.noise as usize % 2);
                if self.spoilt {
                    points.clear();
                }
                self.ok(Command::PlanSweep(points))
            }
            Action::AnswerSweep => {
                let numbers: Vec<u32> = self.p.sweep.iter().map(|s| s.point.no).collect();
                let no = self.pick(&numbers)?;
                let other = SweepOutcome::Bad(ProblemId(Uuid::from_u128(3)));
                let outcome = [SweepOutcome::Clean, SweepOutcome::Waived, other][self.noise as usize / 2 % 3];
                self.ok(Command::AnswerSweep(SweepAnswer { no, outcome, note: self.text() }))
            }
            Action::SignGate => self.sign(),
            Action::WaiveGate => {
                let passed = self.p.gates.get("satisfied").is_some_and(GateState::is_passed);
                let waiver = GateWaiver { gate: "satisfied".to_owned(), reason: self.text() };
                self.when(!passed && self.stands(Who::Office), Command::WaiveGate(waiver))
            }
            Action::ConfirmWaiver => {
                let waiting = |s: &GateState| matches!(s, GateState::Waived { mark, .. } if mark.by != self.who.account());
                let valid = self.p.gates.get("satisfied").is_some_and(waiting);
                let waiver = GateWaiver { gate: "satisfied".to_owned(), reason: String::new() };
                Some((Command::ConfirmWaiver(waiver), valid))
            }
            Action::RecordAcceptance => {
                let mut record = c::acceptance(self.p.next_step, self.today, self.proof());
                if self.noise % 4 == 0 {
                    record.verdict = AcceptanceVerdict::Returned;
                    record.reasons = vec!["evidence_lacking".to_owned()];
                    record.opinion = self.text();
                }
                self.when(!record.evidence.is_empty(), Command::RecordAcceptance(record))
            }
            Action::OpenNotice => {
                let days = if self.spoilt { 7 } else { 5 };
                self.ok(Command::OpenNotice(NoticeOpening { days, ..c::notice(self.today) }))
            }
            Action::ReceiveObjection => {
                let no = self.p.objections.len() as u32 + 1 + u32::from(self.spoilt);
                self.ok(Command::ReceiveObjection(c::objection(no)))
            }
            Action::AnswerObjection => {
                let open: Vec<u32> =
                    self.p.objections.iter().filter(|o| o.answer.is_none()).map(|o| o.objection.no).collect();
                let no = self.pick(&open)?;
                let answer = ObjectionAnswer { no, upheld: self.noise / 4 % 2 == 0, answer: self.text() };
                self.ok(Command::AnswerObjection(answer))
            }
            _ => {
                let result = [LookBackResult::Holds, LookBackResult::Rebound, LookBackResult::Weak][self.noise as usize % 3];
                let look = LookBack { note: self.text(), ..c::look_back(self.today, result) };
                self.ok(Command::LookBack(look))
            }
        }
    }

    fn sign(&self) -> Made {
        let gate = open_gates(self.p, reference()).into_iter().find(|code| {
            reference().gate(code).is_some_and(|g| {
                self.stands(self.life.as_person(self.who, |ctx| gate_signer(g.signer, self.p, ctx)))
            })
        });
        let mine = gate.is_some();
        let gate = gate.unwrap_or_else(|| "rectified".to_owned());
        let own = gate == "rectified" && (is_rectifier(self.p, &self.actor) || self.p.evidence.is_empty());
        let signature =
            GateSignature { gate, statement: self.text(), method: c::SECRET.to_owned(), evidence: self.proof() };
        self.when(mine && !own, Command::SignGate(signature))
    }

    fn beside(&self, action: Action) -> Made {
        match action {
            Action::Supervise => {
                let text = self.text();
                let (unit, day) = (COUNTY, self.today);
                self.ok(Command::Supervise(match self.noise % 5 {
                    0 => Supervision::Urge { unit, text, reply_by: day },
                    1 => Supervision::Talk { unit, day, text },
                    2 => Supervision::Circular { unit, document: "通报1号".to_owned(), text },
                    3 => Supervision::HandOver { body: text, document: "移送1号".to_owned(), day },
                    _ if self.spoilt => Supervision::Talk { unit, day, text },
                    _ => c::accountability(day),
                }))
            }
            Action::AnswerSupervision => {
                let open: Vec<u32> = self.p.supervisions.iter().filter(|s| s.answer.is_none()).map(|s| s.no).collect();
                let no = self.pick(&open)?;
                self.ok(Command::AnswerSupervision(SupervisionAnswer { no, text: self.text() }))
            }
            Action::Meet => self.ok(Command::Meet(Meeting { text: self.text(), ..c::meeting(self.today) })),
            Action::Instruct => {
                let duties = c::meeting(self.today).decisions;
                let from = "某副省长".to_owned();
                self.ok(Command::Instruct(Instruction { from, text: self.text(), day: self.today, duties }))
            }
            Action::FinishDuty => {
                let open: Vec<_> = self.p.duties.iter().filter(|t| t.done.is_none()).map(|t| (t.no, t.decision.unit)).collect();
                let (no, unit) = self.pick(&open)?;
                let mine = self.actor.works_in(unit) || self.actor.is_office();
                self.when(mine, Command::FinishDuty(DutyDone { no, result: self.text() }))
            }
            Action::Correct => {
                let of = if self.spoilt { self.p.version + 1 } else { 1 };
                let value = format!("更正{}", self.life.history.len());
                let reason = c::SECRET.to_owned();
                self.ok(Command::Correct(Correction { of, field: Field::Text, value, reason }))
            }
            Action::ProposeChange => {
                let value = format!("目标{}", self.life.history.len());
                Some((Command::ProposeChange(ProposedChange { field: Field::Goal, value, import: c::import_row() }), true))
            }
            Action::DecideChange => {
                let open: Vec<u32> = self.p.proposals.iter().filter(|x| x.decided.is_none()).map(|x| x.no).collect();
                let no = self.pick(&open)?;
                self.ok(Command::DecideChange(ChangeDecision { no, taken: false, reason: self.text() }))
            }
            _ => {
                let days = i64::from(self.noise % 100);
                let told = |e: &Escalated| e.clock == "whole" && e.due == self.today && e.days == days;
                let fresh = !self.p.escalations.iter().any(|(_, e)| told(e));
                let step = Escalated { clock: "whole".to_owned(), due: self.today, days, units: vec![COUNTY], nobody: false };
                Some((Command::Escalate(step), fresh))
            }
        }
    }
}
