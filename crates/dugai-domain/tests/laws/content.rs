//! Content for any act, made from the state: valid unless it says otherwise. The second part of
//! an answer is true only where the content is valid for that person now, judged here.

use dugai_domain::actor::{Actor, Who};
use dugai_domain::ids::EvidenceId;
use dugai_domain::problem::*;
use jiff::civil::Date;

use crate::any::text;
use crate::world::{Life, Person, content as c};

mod early;
mod late;

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
    if (noise / 7).is_multiple_of(3) {
        item.import = Some(c::import_row());
    }
    if (noise / 11).is_multiple_of(12) {
        item.declared_struck_off = Some("来文第3号".to_owned());
    }
    if (noise / 13).is_multiple_of(6) {
        item.chain.retain(|d| d.role != DutyRole::Supervising);
    }
    if (noise / 17).is_multiple_of(9) {
        item.due.date = None;
    }
    item
}

/// Content for an act by a person.
pub fn command(action: Action, life: &Life, who: Person, noise: u32) -> Made {
    let p = life.state.as_ref()?;
    let today = life.today();
    let s = Scene { life, p, actor: who.actor(today), who, today, noise: noise / 8, spoilt: noise.is_multiple_of(8) };
    let ok = |command| Some((command, !s.spoilt));
    let note = || c::note(&text(s.spoilt));
    match action {
        Action::Register => Some((Command::Register(registration(noise, today)), false)),
        Action::SubmitPlan => Some((Command::SubmitPlan(note()), s.days_fit())),
        Action::ApprovePlan => {
            // A day that was moved while the plan waited overtakes it.
            let draft = p.open_plan().and_then(|v| Some((v.draft.due?, v.drafted.at)));
            let moved = |at| p.due_moves.last().is_some_and(|m| m.mark.at > at);
            let over = draft.zip(p.due.date).is_some_and(|((due, at), limit)| due > limit || moved(at) && due != limit);
            Some((Command::ApprovePlan(Opinion::default()), !over && s.days_fit()))
        }
        Action::CloseNotice => Some((Command::CloseNotice(note()), true)),
        Action::StrikeOff => Some((Command::StrikeOff(note()), true)),
        Action::Resume => Some((Command::Resume(note()), true)),
        Action::Pause => ok(Command::Pause(note())),
        Action::Part => ok(Command::Part(note())),
        Action::Void => ok(Command::Void(note())),
        Action::ApplyAcceptance => ok(Command::ApplyAcceptance(note())),
        Action::ReturnPlan => ok(Command::ReturnPlan(s.opinion())),
        Action::Decline => s.decline(),
        Action::Return => ok(Command::Return(Return { text: text(s.spoilt), ..c::returned(today) })),
        Action::File => {
            ok(Command::File(Filing { document: text(s.spoilt), body: "省整改办".to_owned(), day: today }))
        }
        Action::TakeFirstStep => ok(Command::TakeFirstStep(FirstStep {
            on_site: s.noise.is_multiple_of(2),
            text: text(s.spoilt),
            evidence: vec![],
            rectifying: false,
        })),
        Action::Claim
        | Action::Bounce
        | Action::UpholdAssignment
        | Action::Transfer
        | Action::AssignDuty
        | Action::EndDuty
        | Action::Classify
        | Action::SetLevel
        | Action::SetLeadOfficer
        | Action::FormTaskForce
        | Action::Join => s.chain(action),
        Action::DraftPlan
        | Action::ReportMeasure
        | Action::AcceptMeasure
        | Action::ReturnMeasure
        | Action::ReportMonth
        | Action::RequestExtension
        | Action::DecideExtension
        | Action::AddEvidence => s.work(action),
        Action::SelfCheck
        | Action::PlanSweep
        | Action::AnswerSweep
        | Action::SignGate
        | Action::WaiveGate
        | Action::ConfirmWaiver
        | Action::RecordAcceptance
        | Action::OpenNotice
        | Action::ReceiveObjection
        | Action::AnswerObjection
        | Action::LookBack => s.closing(action),
        Action::Supervise
        | Action::AnswerSupervision
        | Action::Meet
        | Action::Instruct
        | Action::FinishDuty
        | Action::Correct
        | Action::ProposeChange
        | Action::DecideChange
        | Action::Escalate => s.beside(action),
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

    fn decline(&self) -> Made {
        let ground = self.pick(&self.p.grounds());
        let evidence = self.proof();
        let shown = ground != Some(Ground::Unfounded) || !evidence.is_empty();
        let ended = NotAccepted {
            ground: ground.unwrap_or_default(),
            reason: self.text(),
            answer: self.text(),
            document: self.text(),
            evidence,
        };
        self.when(ground.is_some() && shown, Command::Decline(ended))
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

    /// Whether the plan that is written names no day after that of the whole, and the whole has one.
    fn days_fit(&self) -> bool {
        let long_term = self.p.guidance == Guidance::LongTerm;
        let Some(draft) = self.p.plans.last().map(|v| &v.draft).filter(|_| !long_term) else { return true };
        let whole = draft.due.or(self.p.due.date);
        whole.is_some_and(|limit| draft.measures.iter().all(|m| m.due.is_some_and(|due| due <= limit)))
    }

    /// Whether the first piece, which stands for proof, is not older than what it is to prove.
    fn fresh(&self, since: Option<dugai_domain::time::Timestamp>) -> bool {
        self.p.evidence.first().is_some_and(|(mark, _)| Some(mark.at) >= since)
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
}
