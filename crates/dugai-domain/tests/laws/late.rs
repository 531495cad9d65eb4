//! Content from the self-check to the end, and for what happens beside the path.

use dugai_domain::actor::Who;
use dugai_domain::ids::ProblemId;
use dugai_domain::org::Role;
use dugai_domain::problem::check::{gate_signer, is_rectifier, open_gates};
use dugai_domain::problem::state::{DutyOrigin, GateState};
use dugai_domain::problem::*;
use uuid::Uuid;

use super::{Made, Scene};
use crate::world::{COUNTY, OFFICE, OTHER, content as c, reference};

impl Scene<'_> {
    pub(super) fn closing(&self, action: Action) -> Made {
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
                let kept = self.actor.is_office() || self.p.sweep.len() <= points.len();
                self.when(kept, Command::PlanSweep(points))
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
                let asked = self.p.source.kind != SourceKind::Complaint;
                self.when(!passed && asked && self.stands(Who::Office), Command::WaiveGate(waiver))
            }
            Action::ConfirmWaiver => {
                let waiting =
                    |s: &GateState| matches!(s, GateState::Waived { mark, .. } if mark.by != self.who.account());
                let valid = self.p.gates.get("satisfied").is_some_and(waiting);
                let waiver = GateWaiver { gate: "satisfied".to_owned(), reason: String::new() };
                Some((Command::ConfirmWaiver(waiver), valid))
            }
            Action::RecordAcceptance => {
                let mut record = c::acceptance(self.p.next_step, self.today, self.proof());
                if self.noise.is_multiple_of(4) {
                    record.verdict = AcceptanceVerdict::Returned;
                    record.reasons = vec!["evidence_lacking".to_owned()];
                    record.opinion = self.text();
                    record.by = Some(self.today);
                } else if self.noise.is_multiple_of(7) {
                    record.verdict = AcceptanceVerdict::AgreedWithConditions;
                    record.conditions = self.text();
                    record.conditions_by = Some(self.later(self.today, 20));
                }
                let returned = record.verdict == AcceptanceVerdict::Returned;
                // Only agreeing to the last step needs the gates.
                let last = self.p.next_step + 1 == self.p.steps.len();
                let passed = !last || open_gates(self.p, reference()).is_empty();
                let fresh = returned || passed && self.fresh(Some(self.p.work_began()));
                self.when(fresh && !record.evidence.is_empty(), Command::RecordAcceptance(record))
            }
            _ => self.ending(action),
        }
    }

    fn ending(&self, action: Action) -> Made {
        match action {
            Action::OpenNotice => {
                let days = if self.spoilt { 7 } else { 5 };
                self.ok(Command::OpenNotice(NoticeOpening { days, reason: self.text(), ..c::notice(self.today) }))
            }
            Action::ReceiveObjection => {
                let no = self.p.objections.len() as u32 + 1 + u32::from(self.spoilt);
                self.ok(Command::ReceiveObjection(c::objection(no)))
            }
            Action::AnswerObjection => {
                let open: Vec<u32> =
                    self.p.objections.iter().filter(|o| o.answer.is_none()).map(|o| o.objection.no).collect();
                let no = self.pick(&open)?;
                let upheld = (self.noise / 4).is_multiple_of(2);
                let answer = ObjectionAnswer { no, upheld, answer: self.text(), measures: vec![] };
                self.ok(Command::AnswerObjection(answer))
            }
            _ => {
                let result =
                    [LookBackResult::Holds, LookBackResult::Rebound, LookBackResult::Weak][self.noise as usize % 3];
                let evidence = self.proof();
                let proved = self.fresh(self.p.ended_or_looked_at());
                let look = LookBack { note: self.text(), evidence, ..c::look_back(self.today, result) };
                self.when(proved, Command::LookBack(look))
            }
        }
    }

    /// A field with another value than it has, and whether this person may correct it now.
    fn corrected(&self) -> (Field, String, bool) {
        let head = self.stands(Who::OfficeHead);
        let early = self.p.stage < Stage::SelfChecked;
        match self.noise % 6 {
            0 => {
                let county = [Some(COUNTY), Some(OTHER), None].into_iter().find(|unit| *unit != self.p.place.county);
                let value = county.flatten().map(|unit| unit.to_string()).unwrap_or_default();
                let fits = self.p.stage <= Stage::SelfChecked || self.p.stage == Stage::Declared;
                (Field::County, value, head && fits)
            }
            1 => {
                let kinds = [SourceKind::Complaint, SourceKind::SelfFound, SourceKind::Feedback];
                let kind = kinds.into_iter().find(|kind| *kind != self.p.source.kind).unwrap_or(SourceKind::Complaint);
                (Field::Kind, kind.code().to_owned(), head && early)
            }
            2 => (Field::Round, format!("第{}轮", self.life.history.len()), head),
            _ => (Field::Text, format!("更正{}", self.life.history.len()), true),
        }
    }

    fn sign(&self) -> Made {
        let gate = open_gates(self.p, reference()).into_iter().find(|code| {
            reference()
                .gate(code)
                .is_some_and(|g| self.stands(self.life.as_person(self.who, |ctx| gate_signer(g.signer, self.p, ctx))))
        });
        let mine = gate.is_some();
        let gate = gate.unwrap_or_else(|| "rectified".to_owned());
        let own = gate == "rectified" && is_rectifier(self.p, &self.actor);
        let me = self.who.account();
        let other = |s: &GateState| matches!(s, GateState::Signed { mark, .. } if mark.by == me);
        let twice = self.p.gates.iter().any(|(code, state)| *code != gate && other(state));
        let evidence = self.proof();
        let valid = mine && !own && !twice && self.fresh(Some(self.p.work_began()));
        let (statement, method) = (self.text(), c::SECRET.to_owned());
        let signature = GateSignature { gate, statement, method, evidence, rectifying: false };
        self.when(valid, Command::SignGate(signature))
    }

    pub(super) fn beside(&self, action: Action) -> Made {
        match action {
            Action::Supervise => {
                let text = self.text();
                let (unit, day) = (COUNTY, self.today);
                self.ok(Command::Supervise(match self.noise % 5 {
                    0 => Supervision::Urge { unit, text, reply_by: day },
                    1 => Supervision::Talk { unit, day, text },
                    2 => Supervision::Circular { unit, document: "通报1号".to_owned(), text },
                    3 => {
                        let (body, document) = ("市公安局".to_owned(), "移送1号".to_owned());
                        Supervision::HandOver { body, document, day, text, reply_by: Some(day) }
                    }
                    _ if self.spoilt => Supervision::Talk { unit, day, text },
                    _ => c::accountability(day),
                }))
            }
            Action::AnswerSupervision => {
                let open: Vec<u32> = self.p.supervisions.iter().filter(|s| s.awaits_answer()).map(|s| s.no).collect();
                let no = self.pick(&open)?;
                let act = self.p.supervisions.iter().find(|s| s.no == no)?.act.unit();
                let mine = act.map_or_else(|| self.actor.is_office(), |unit| self.actor.works_in(unit));
                let closed = self.actor.is_office() && act.is_some_and(|unit| !self.actor.works_in(unit));
                self.when(
                    mine || closed,
                    Command::AnswerSupervision(SupervisionAnswer { no, text: self.text(), closed }),
                )
            }
            Action::Meet => self.ok(Command::Meet(Meeting { text: self.text(), ..c::meeting(self.today) })),
            Action::Instruct => {
                let duties = c::meeting(self.today).decisions;
                let from = "某副省长".to_owned();
                self.ok(Command::Instruct(Instruction { from, text: self.text(), day: self.today, duties }))
            }
            Action::FinishDuty => {
                let open: Vec<u32> = self.p.duties.iter().filter(|t| t.done.is_none()).map(|t| t.no).collect();
                let no = self.pick(&open)?;
                let duty = self.p.duties.iter().find(|t| t.no == no)?;
                let mine = match duty.origin {
                    DutyOrigin::Acceptance => !is_rectifier(self.p, &self.actor),
                    _ => self.actor.works_in(duty.decision.unit) || self.actor.is_office(),
                };
                self.when(mine, Command::FinishDuty(DutyDone { no, result: self.text() }))
            }
            Action::Correct => {
                let of = if self.spoilt { self.p.version + 1 } else { 1 };
                let (reason, document) = (c::SECRET.to_owned(), "原件第3页".to_owned());
                let (field, value, valid) = self.corrected();
                self.when(valid, Command::Correct(Correction { of, field, value, reason, document }))
            }
            Action::ProposeChange => {
                let value = format!("目标{}", self.life.history.len());
                Some((
                    Command::ProposeChange(ProposedChange { field: Field::Goal, value, import: c::import_row() }),
                    true,
                ))
            }
            Action::DecideChange => {
                let open: Vec<u32> = self.p.proposals.iter().filter(|x| x.decided.is_none()).map(|x| x.no).collect();
                let no = self.pick(&open)?;
                self.ok(Command::DecideChange(ChangeDecision {
                    no,
                    taken: false,
                    reason: self.text(),
                    document: String::new(),
                }))
            }
            _ => {
                let days = i64::from(self.noise % 100);
                let told = |e: &Escalated| e.clock == "whole" && e.due == self.today && e.days == days;
                let fresh = !self.p.escalations.iter().any(|(_, e)| told(e));
                let owner = self.noise.is_multiple_of(3).then_some(OFFICE);
                let units = vec![(COUNTY, Role::Head)];
                let (clock, due) = ("whole".to_owned(), self.today);
                let step = Escalated { clock, due, days, units, accounts: vec![], owner };
                Some((Command::Escalate(step), fresh))
            }
        }
    }
}
