//! Events to state. Never fails: an event that is in the ledger happened.

use crate::ids::ProblemId;
use crate::problem::event::{ChangeRecorded, CorrectionRecorded, Event, NoticeRecorded, Recorded};
use crate::problem::given::read_given;
use crate::problem::payload::*;
use crate::problem::state::*;
use crate::reference::Moment;
use crate::time::Timestamp;

/// The state of a problem from its first event, which must be its registration.
/// Any other first event gives `None`: the caller holds a damaged stream.
#[must_use]
pub fn found(id: ProblemId, first: &Recorded) -> Option<Problem> {
    let Event::Registered(r) = &first.event else { return None };
    let mark = Mark { at: first.at, by: first.by };
    let mut problem = Problem {
        id,
        version: 1,
        round: 1,
        stage: Stage::Registered,
        registered: mark,
        source: r.source.clone(),
        numbers: r.numbers.clone(),
        text: r.text.clone(),
        klass: r.klass.clone(),
        types: r.types.clone(),
        place: r.place.clone(),
        goal: r.goal.clone(),
        guidance: r.guidance,
        due: r.due.clone(),
        due_moves: Vec::new(),
        lapsed: Vec::new(),
        chain: r.chain.clone(),
        backdated: Vec::new(),
        steps: r.steps.clone(),
        given: r.measures.clone(),
        import: r.import.clone(),
        moments: [(Moment::Registered, first.at)].into(),
        attempts: Vec::new(),
        claims: Vec::new(),
        bounces: Vec::new(),
        plans: Vec::new(),
        measures: Vec::new(),
        months: Vec::new(),
        extensions: Vec::new(),
        pauses: Vec::new(),
        evidence: Vec::new(),
        self_check: None,
        sweep: Vec::new(),
        gates: Default::default(),
        vouched: Default::default(),
        next_step: 0,
        acceptances: Vec::new(),
        notice: None,
        objections: Vec::new(),
        filing: None,
        declared_by: None,
        look_backs: Vec::new(),
        returns: Vec::new(),
        level: 0,
        lead_officer: None,
        task_force: None,
        group: None,
        supervisions: Vec::new(),
        meetings: Vec::new(),
        instructions: Vec::new(),
        duties: Vec::new(),
        proposals: Vec::new(),
        escalations: Vec::new(),
        rectifiers: Default::default(),
        past: Vec::new(),
        declined: None,
        ended_note: None,
    };
    if let Some(document) = &r.declared_struck_off {
        problem.stage = Stage::Declared;
        problem.declared_by = Some(document.clone());
        problem.moments.insert(Moment::Declared, first.at);
    }
    Some(problem)
}

/// Folds a whole stream.
#[must_use]
pub fn replay<'a>(id: ProblemId, events: impl IntoIterator<Item = &'a Recorded>) -> Option<Problem> {
    let mut events = events.into_iter();
    let mut problem = found(id, events.next()?)?;
    for event in events {
        problem.apply(event);
    }
    Some(problem)
}

impl Problem {
    /// Folds one more event in.
    pub fn apply(&mut self, recorded: &Recorded) {
        self.version += 1;
        let mark = Mark { at: recorded.at, by: recorded.by };
        match &recorded.event {
            Event::Registered(_) => {}
            Event::Claimed(_)
            | Event::FirstStepTaken(_)
            | Event::Bounced(_)
            | Event::AssignmentUpheld(_)
            | Event::Transferred(_)
            | Event::Declined(_)
            | Event::DutyAssigned(_)
            | Event::DutyEnded(_)
            | Event::Classified(_)
            | Event::LevelSet(_)
            | Event::LeadOfficerSet(_)
            | Event::TaskForceFormed(_)
            | Event::Joined(_)
            | Event::Parted(_)
            | Event::Voided(_) => self.apply_chain(mark, &recorded.event),
            Event::PlanDrafted(_)
            | Event::PlanSubmitted(_)
            | Event::PlanApproved(_)
            | Event::PlanReturned(_)
            | Event::MeasureReported(_)
            | Event::MeasureAccepted(_)
            | Event::MeasureReturned(_)
            | Event::MonthReported(_)
            | Event::ExtensionRequested(_)
            | Event::ExtensionDecided(_)
            | Event::Paused(_)
            | Event::Resumed(_)
            | Event::EvidenceAdded(_) => self.apply_work(mark, &recorded.event),
            Event::SelfChecked(_)
            | Event::SweepPlanned(_)
            | Event::SweepAnswered(_)
            | Event::GateSigned(_)
            | Event::GateWaived(_)
            | Event::WaiverConfirmed(_)
            | Event::AcceptanceApplied(_)
            | Event::AcceptanceRecorded(_)
            | Event::NoticeOpened(_)
            | Event::ObjectionReceived(_)
            | Event::ObjectionAnswered(_)
            | Event::NoticeClosed(_)
            | Event::Filed(_)
            | Event::StruckOff(_)
            | Event::LookedBack(_)
            | Event::Rebounded(_)
            | Event::Returned(_) => self.apply_closing(mark, &recorded.event),
            Event::Supervised(_)
            | Event::SupervisionAnswered(_)
            | Event::Met(_)
            | Event::Instructed(_)
            | Event::DutyFinished(_)
            | Event::Corrected(_)
            | Event::ChangeProposed(_)
            | Event::ChangeDecided(_)
            | Event::Escalated(_) => {
                self.apply_beside(mark, &recorded.event);
            }
        }
    }

    fn reach(&mut self, moment: Moment, mark: Mark) {
        self.moments.entry(moment).or_insert(mark.at);
    }

    fn worked(&mut self, mark: Mark) {
        self.rectifiers.extend(mark.by);
    }

    fn apply_chain(&mut self, mark: Mark, event: &Event) {
        match event {
            Event::Claimed(c) => {
                self.worked(mark);
                self.claims.push((mark, c.unit));
                self.reach(Moment::Claimed, mark);
                if self.stage == Stage::Registered {
                    self.stage = Stage::Claimed;
                }
            }
            Event::FirstStepTaken(f) => {
                // The leader in charge, or who stands in for the leader, went to see and has rectified nothing.
                if f.rectifying {
                    self.worked(mark);
                }
                self.reach(Moment::FirstResponse, mark);
                if f.on_site {
                    self.reach(Moment::FirstAction, mark);
                }
            }
            Event::Bounced(b) => self.bounces.push(BounceState { mark, bounce: b.clone(), upheld: None }),
            Event::AssignmentUpheld(ruling) => {
                let open = |b: &&mut BounceState| b.bounce.unit == ruling.unit && b.upheld.is_none();
                self.bounces.iter_mut().filter(open).for_each(|b| b.upheld = Some(mark));
            }
            Event::Transferred(t) => {
                let day = mark.at.day();
                // What began today ends before it began: the unit keeps its line and answers for no day.
                for duty in &mut self.chain {
                    if duty.role == DutyRole::Responsible && duty.unit == t.from && duty.to.is_none() {
                        duty.to = Some(day.yesterday().unwrap_or(day));
                    }
                }
                self.chain.push(Duty {
                    role: DutyRole::Responsible,
                    unit: t.to,
                    person: String::new(),
                    from: day,
                    to: None,
                });
            }
            Event::Declined(n) => {
                self.stage = match n.ground {
                    Ground::NotAccepted => Stage::NotAccepted,
                    Ground::Unfounded => Stage::Unfounded,
                    Ground::Withdrawn => Stage::Withdrawn,
                };
                self.declined = Some((mark, n.clone()));
                self.ended_note = Some(n.reason.clone());
            }
            Event::DutyAssigned(d) => {
                let recorded = mark.at.day();
                if d.from < recorded {
                    self.backdated.push(Backdated { role: d.role, unit: d.unit, from: d.from, recorded });
                }
                self.chain.push(d.clone());
            }
            Event::DutyEnded(e) => {
                for duty in &mut self.chain {
                    if duty.role == e.role && duty.unit == e.unit && duty.to.is_none() {
                        duty.to = Some(e.to);
                    }
                }
            }
            Event::Classified(c) => {
                self.guidance = c.guidance;
                self.types.clone_from(&c.types);
                self.steps.clone_from(&c.steps);
            }
            Event::LevelSet(l) => self.level = l.level,
            Event::LeadOfficerSet(l) => self.lead_officer = Some(l.clone()),
            Event::TaskForceFormed(t) => self.task_force = Some(t.clone()),
            Event::Joined(j) => self.group = Some(j.clone()),
            Event::Parted(_) => self.group = None,
            Event::Voided(n) => {
                self.stage = Stage::Voided;
                self.ended_note = Some(n.text.clone());
            }
            _ => {}
        }
    }

    fn apply_work(&mut self, mark: Mark, event: &Event) {
        match event {
            Event::PlanDrafted(draft) => self.apply_draft(mark, draft),
            Event::PlanSubmitted(_) => {
                self.worked(mark);
                if let Some(plan) = self.plans.last_mut() {
                    plan.state = PlanState::Submitted { mark };
                }
                self.reach(Moment::PlanSubmitted, mark);
                if self.stage != Stage::Rectifying {
                    self.stage = Stage::PlanSubmitted;
                }
            }
            Event::PlanApproved(opinion) => self.apply_approval(mark, opinion),
            Event::PlanReturned(opinion) => {
                if let Some(plan) = self.plans.last_mut() {
                    plan.state = PlanState::Returned { mark, opinion: opinion.clone() };
                }
                if self.stage == Stage::PlanSubmitted {
                    self.stage = Stage::Planning;
                }
            }
            Event::MeasureReported(r) => {
                self.worked(mark);
                self.reach(Moment::FirstAction, mark);
                self.reach(Moment::FirstResponse, mark);
                if let Some(m) = self.measures.iter_mut().find(|m| m.measure.no == r.no) {
                    m.percent = r.percent.min(100);
                    m.note.clone_from(&r.note);
                    m.reported = Some(mark);
                    m.done = if r.percent >= 100 { m.done.or(Some(mark)) } else { None };
                }
            }
            Event::MeasureAccepted(v) => {
                let vouched = self.supervisors(mark.at.day());
                if let Some(m) = self.measures.iter_mut().find(|m| m.measure.no == v.no) {
                    m.accepted = Some(mark);
                    m.vouched = vouched;
                    m.proof.clone_from(&v.evidence);
                }
            }
            Event::MeasureReturned(v) => {
                if let Some(m) = self.measures.iter_mut().find(|m| m.measure.no == v.no) {
                    m.send_back(mark.at);
                }
            }
            Event::MonthReported(m) => {
                self.worked(mark);
                self.months.push((mark, m.clone()));
            }
            Event::ExtensionRequested(r) => {
                self.worked(mark);
                self.extensions.push(ExtensionState { request: r.clone(), mark, decision: None })
            }
            Event::ExtensionDecided(d) => self.apply_extension(mark, d),
            Event::Paused(n) => self.pauses.push(PauseState { from: mark, to: None, reason: n.text.clone() }),
            Event::Resumed(_) => {
                if let Some(pause) = self.pauses.last_mut() {
                    pause.to = Some(mark);
                }
            }
            Event::EvidenceAdded(e) => {
                if e.rectifying {
                    self.worked(mark);
                }
                self.evidence.push((mark, e.clone()));
            }
            _ => {}
        }
    }

    fn apply_draft(&mut self, mark: Mark, draft: &PlanDraft) {
        self.worked(mark);
        match self.plans.last_mut() {
            Some(plan) if plan.state == PlanState::Draft => {
                plan.draft = draft.clone();
                plan.drafted = mark;
            }
            last => {
                let version = last.map_or(0, |p| p.version) + 1;
                self.plans.push(PlanVersion { version, draft: draft.clone(), drafted: mark, state: PlanState::Draft });
            }
        }
        if matches!(self.stage, Stage::Claimed) {
            self.stage = Stage::Planning;
        }
    }

    fn apply_approval(&mut self, mark: Mark, opinion: &Opinion) {
        for plan in &mut self.plans {
            if let PlanState::Approved { mark, .. } = &plan.state {
                plan.state = PlanState::Superseded { mark: *mark };
            }
        }
        let Some(plan) = self.plans.last_mut() else { return };
        plan.state = PlanState::Approved { mark, opinion: opinion.clone() };
        let draft = plan.draft.clone();
        let old = std::mem::take(&mut self.measures);
        self.overtake(mark.at, &old, &draft);
        self.measures = draft
            .measures
            .iter()
            .map(|m| match old.iter().find(|o| o.is_of(m)) {
                // What is done was done by the date that held then.
                Some(o) if o.done.is_some() => {
                    MeasureProgress { measure: Measure { due: o.measure.due, ..m.clone() }, ..o.clone() }
                }
                Some(o) => MeasureProgress { measure: m.clone(), ..o.clone() },
                None => MeasureProgress {
                    measure: m.clone(),
                    since: Some(mark.at),
                    baseline: old.iter().find(|o| o.measure.no == m.no).map_or(m.due, |o| o.baseline),
                    percent: 0,
                    note: String::new(),
                    reported: None,
                    done: None,
                    accepted: None,
                    returns: 0,
                    returned: None,
                    vouched: Vec::new(),
                    proof: Vec::new(),
                },
            })
            .collect();
        if let Some(due) = draft.due {
            self.move_due(mark, due);
        }
        self.reach(Moment::PlanApproved, mark);
        // What a pause stops is over: left open, it would stand still for nothing.
        self.pauses.iter_mut().filter(|pause| pause.to.is_none()).for_each(|pause| pause.to = Some(mark));
        if matches!(self.stage, Stage::PlanSubmitted | Stage::Planning) {
            self.stage = Stage::Rectifying;
        }
    }

    /// A new version gives no measure back the time that it had let pass: what was done late and is no more
    /// in the plan, and what is overdue and has another day or none in the new one, keeps its clock.
    fn overtake(&mut self, at: Timestamp, old: &[MeasureProgress], draft: &PlanDraft) {
        for o in old {
            let Some(due) = o.measure.due else { continue };
            let next = draft.measures.iter().find(|m| o.is_of(m));
            let kept = next.is_some_and(|m| o.done.is_some() || m.due == Some(due));
            let ended = o.done.map_or(at, |done| done.at);
            if !kept && ended.day() > due {
                self.lapsed.push(Lapse { of: ExtensionOf::Measure(o.measure.no), due, ended });
            }
        }
    }

    fn apply_extension(&mut self, mark: Mark, decision: &ExtensionDecision) {
        let Some(state) = self.extensions.iter_mut().rev().find(|e| e.decision.is_none()) else { return };
        state.decision = Some((mark, decision.clone()));
        if !decision.granted {
            return;
        }
        let (of, to, asked) = (state.request.of, state.request.to, state.mark.at);
        let before = match of {
            ExtensionOf::Plan => None,
            ExtensionOf::Whole => {
                let before = self.due.date;
                self.move_due(mark, to);
                before
            }
            ExtensionOf::Measure(no) => {
                let measure = self.measures.iter_mut().find(|m| m.measure.no == no);
                measure.and_then(|m| m.measure.due.replace(to))
            }
        };
        // Asked for when the day had passed: it was late up to then, whatever was granted.
        if let Some(due) = before.filter(|due| asked.day() > *due) {
            self.lapsed.push(Lapse { of, due, ended: asked });
        }
    }

    fn apply_closing(&mut self, mark: Mark, event: &Event) {
        match event {
            Event::SelfChecked(s) => {
                self.worked(mark);
                self.self_check = Some((mark, s.clone()));
                self.reach(Moment::SelfChecked, mark);
                self.stage = Stage::SelfChecked;
            }
            Event::SweepPlanned(points) => {
                let old = std::mem::take(&mut self.sweep);
                self.sweep = points
                    .iter()
                    .map(|p| SweepState {
                        point: p.clone(),
                        answer: old.iter().find(|o| o.point == *p).and_then(|o| o.answer.clone()),
                    })
                    .collect();
            }
            Event::SweepAnswered(a) => {
                self.worked(mark);
                if let Some(s) = self.sweep.iter_mut().find(|s| s.point.no == a.no) {
                    s.answer = Some((mark, a.clone()));
                }
            }
            Event::GateSigned(s) => {
                if s.rectifying {
                    self.worked(mark);
                }
                self.vouched.insert(s.gate.clone(), self.supervisors(mark.at.day()));
                self.gates.insert(s.gate.clone(), GateState::Signed { mark, signature: s.clone() });
            }
            Event::GateWaived(w) => {
                self.gates.insert(w.gate.clone(), GateState::Waived { mark, reason: w.reason.clone() });
            }
            Event::WaiverConfirmed(w) => {
                let reason = match self.gates.get(&w.gate) {
                    Some(GateState::Waived { reason, .. }) => reason.clone(),
                    _ => w.reason.clone(),
                };
                self.gates.insert(w.gate.clone(), GateState::NotApplicable { mark, reason });
            }
            Event::AcceptanceApplied(_) => {
                self.worked(mark);
                self.reach(Moment::AcceptanceApplied, mark);
                self.next_step = 0;
                self.stage = Stage::Accepting;
            }
            Event::AcceptanceRecorded(a) => self.apply_acceptance(mark, a),
            Event::NoticeOpened(n) => self.open_notice(mark, n),
            Event::ObjectionReceived(o) => {
                self.objections.push(ObjectionState { mark, objection: o.clone(), answer: None });
            }
            Event::ObjectionAnswered(a) => {
                if let Some(o) = self.objections.iter_mut().find(|o| o.objection.no == a.no) {
                    o.answer = Some((mark, a.clone()));
                }
                if a.upheld && self.stage > Stage::Rectifying {
                    self.back_to_work(mark, &a.measures);
                } else if a.upheld && self.stage == Stage::Rectifying {
                    // The work goes on already: what this one names is done again as well.
                    self.send_back(mark, &a.measures);
                }
            }
            Event::NoticeClosed(_) => {
                self.reach(Moment::NoticeClosed, mark);
                self.stage = Stage::NoticeClosed;
            }
            Event::Filed(f) => {
                self.filing = Some((mark, f.clone()));
                self.reach(Moment::Filed, mark);
                self.stage = Stage::Filed;
            }
            Event::StruckOff(_) => {
                self.reach(Moment::StruckOff, mark);
                self.stage = Stage::StruckOff;
            }
            Event::LookedBack(l) => {
                self.look_backs.push((mark, l.clone()));
                if !l.is_weak() {
                    self.moments.insert(Moment::LookedBack, mark.at);
                }
            }
            Event::Rebounded(_) => self.rebound(mark),
            Event::Returned(r) => {
                self.returns.push((mark, r.clone()));
                self.back_to_work(mark, &r.measures);
            }
            _ => {}
        }
    }

    fn open_notice(&mut self, mark: Mark, notice: &NoticeRecorded) {
        // Objections of an earlier notice stay: one without an answer is still owed it.
        self.notice = Some((mark, notice.clone()));
        // It is open from its first day on, not from the day on which that was decided.
        let first = Timestamp::at(notice.opening.first_day, 0, 0);
        // One that is opened anew before its first day was never open.
        if self.moments.get(&Moment::NoticeOpened).is_some_and(|at| *at > mark.at) {
            self.moments.remove(&Moment::NoticeOpened);
        }
        self.reach(Moment::NoticeOpened, Mark { at: mark.at.max(first), by: mark.by });
        self.stage = Stage::Noticed;
    }

    fn apply_acceptance(&mut self, mark: Mark, acceptance: &Acceptance) {
        self.acceptances.push((mark, acceptance.clone()));
        match acceptance.verdict {
            AcceptanceVerdict::Returned => {
                self.returns.extend(acceptance.as_return().map(|back| (mark, back)));
                self.back_to_work(mark, &acceptance.measures);
            }
            AcceptanceVerdict::Agreed | AcceptanceVerdict::AgreedWithConditions => {
                if let (Some(due), Some(unit)) = (acceptance.conditions_by, self.answering()) {
                    let what = acceptance.conditions.clone();
                    self.track(mark, DutyOrigin::Acceptance, &[Decision { what, unit, due }]);
                }
                self.next_step = acceptance.step + 1;
                if self.next_step >= self.steps.len() {
                    self.reach(Moment::Accepted, mark);
                    self.stage = Stage::Accepted;
                }
            }
        }
    }

    /// The first unit that answers for the whole.
    fn answering(&self) -> Option<crate::ids::UnitId> {
        self.units_in(DutyRole::Responsible, jiff::civil::Date::MAX).next()
    }

    /// Measures named (all, if none is) are to be done again; gives those that had been done: their number,
    /// their day, and when they were done.
    fn send_back(&mut self, mark: Mark, measures: &[u32]) -> Vec<(u32, Option<jiff::civil::Date>, Timestamp)> {
        let mut done = Vec::new();
        for m in self.measures.iter_mut().filter(|m| measures.is_empty() || measures.contains(&m.measure.no)) {
            done.extend(m.done.map(|at| (m.measure.no, m.measure.due, at.at)));
            m.send_back(mark.at);
        }
        done
    }

    fn move_due(&mut self, mark: Mark, to: jiff::civil::Date) {
        if self.due.date != Some(to) {
            self.due_moves.push(DueMove { mark, from: self.due.date, to });
            self.due.date = Some(to);
        }
    }

    /// Work goes on: what vouched for its end counts no longer, and the measures named (all, if none
    /// is) are to be done and accepted again, by the dates they had. The clocks of the way that was cut
    /// short are kept, so that no return hides lateness.
    fn back_to_work(&mut self, mark: Mark, measures: &[u32]) {
        self.stage = Stage::Rectifying;
        let due = self.due.date;
        let late = self.send_back(mark, measures);
        self.self_check = None;
        self.gates.clear();
        self.vouched.clear();
        self.next_step = 0;
        self.notice = None;
        self.filing = None;
        let moments: std::collections::BTreeMap<Moment, Timestamp> =
            Moment::TO_THE_END.iter().filter_map(|m| self.moments.remove_entry(m)).collect();
        if !moments.is_empty() {
            self.attempts.push(Attempt { moments, ended: mark.at, due, measures: late });
        }
    }

    /// A rebound reopens the old problem; its finished round is kept whole.
    fn rebound(&mut self, mark: Mark) {
        self.past.push(PastRound {
            round: self.round,
            moments: std::mem::take(&mut self.moments),
            plans: std::mem::take(&mut self.plans),
            measures: std::mem::take(&mut self.measures),
            acceptances: std::mem::take(&mut self.acceptances),
            extensions: std::mem::take(&mut self.extensions),
            pauses: std::mem::take(&mut self.pauses),
            attempts: std::mem::take(&mut self.attempts),
            due: std::mem::take(&mut self.due),
            due_moves: std::mem::take(&mut self.due_moves),
            lapsed: std::mem::take(&mut self.lapsed),
            gates: std::mem::take(&mut self.gates),
            notice: self.notice.take(),
            filing: self.filing.take(),
        });
        self.back_to_work(mark, &[]);
        self.round += 1;
        self.bounces.clear();
        self.claims.clear();
        self.sweep.clear();
        self.objections.clear();
        self.stage = Stage::Registered;
        self.moments.insert(Moment::Registered, mark.at);
    }

    fn apply_beside(&mut self, mark: Mark, event: &Event) {
        match event {
            Event::Supervised(act) => {
                let no = self.supervisions.len() as u32 + 1;
                self.supervisions.push(SupervisionState {
                    no,
                    mark,
                    act: act.clone(),
                    answer: None,
                    closed: false,
                    result: None,
                });
            }
            Event::SupervisionAnswered(a) => {
                if let Some(s) = self.supervisions.iter_mut().find(|s| s.no == a.no) {
                    let said = Some((mark, a.text.clone()));
                    if s.answer.is_some() && s.awaits_answer() {
                        s.result = said
                    } else {
                        s.answer = said
                    }
                    s.closed = a.closed;
                }
            }
            Event::Met(m) => {
                self.meetings.push((mark, m.clone()));
                self.track(mark, DutyOrigin::Meeting, &m.decisions);
            }
            Event::Instructed(i) => {
                self.instructions.push((mark, i.clone()));
                self.track(mark, DutyOrigin::Instruction, &i.duties);
            }
            Event::DutyFinished(d) => {
                if let Some(t) = self.duties.iter_mut().find(|t| t.no == d.no) {
                    t.done = Some((mark, d.result.clone()));
                }
            }
            Event::Corrected(CorrectionRecorded { correction, .. }) => {
                self.set_field(mark, correction.field, &correction.value);
            }
            Event::ChangeProposed(change) => {
                let no = self.proposals.len() as u32 + 1;
                self.proposals.push(ProposalState { no, change: change.clone(), decided: None });
            }
            Event::ChangeDecided(ChangeRecorded { decision, field, value, .. }) => {
                if let Some(p) = self.proposals.iter_mut().find(|p| p.no == decision.no) {
                    p.decided = Some((mark, decision.taken));
                }
                if decision.taken {
                    self.set_field(mark, *field, value);
                }
            }
            Event::Escalated(e) => {
                self.escalations.push((mark.at, e.clone()));
                if let Some(unit) = e.owner {
                    let what = e.clock.clone();
                    self.track(mark, DutyOrigin::Escalation, &[Decision { what, unit, due: mark.at.day() }]);
                }
            }
            _ => {}
        }
    }

    fn track(&mut self, mark: Mark, origin: DutyOrigin, decisions: &[Decision]) {
        for decision in decisions {
            let no = self.duties.len() as u32 + 1;
            self.duties.push(TrackedDuty { no, origin, decision: decision.clone(), mark, done: None });
        }
    }

    /// The text of a correction is recorded form, and how it is read is frozen: see [`Number::read`] and
    /// [`read_given`]. Only what was read went into the ledger; words that could not be read after all leave the
    /// field as it is, because an empty one would say that the list named nothing.
    fn set_field(&mut self, mark: Mark, field: Field, value: &str) {
        match field {
            // The words beside the record are the correction.
            Field::Record => {}
            Field::Text => self.text = value.to_owned(),
            Field::Klass => self.klass = value.to_owned(),
            Field::Goal => self.goal = value.to_owned(),
            Field::Page => self.source.page = value.to_owned(),
            Field::Place => self.place.words = value.to_owned(),
            Field::Round => self.source.round = value.to_owned(),
            Field::County if value.is_empty() => self.place.county = None,
            Field::County => self.place.county = value.parse().ok().or(self.place.county),
            Field::Kind => self.source.kind = SourceKind::from_code(value).unwrap_or(self.source.kind),
            Field::Due => match value.parse() {
                Ok(date) => {
                    value.clone_into(&mut self.due.text);
                    self.move_due(mark, date);
                }
                Err(_) => self.due.text = value.to_owned(),
            },
            Field::Numbers => {
                if let Some(numbers) = parse_numbers(value) {
                    self.numbers = numbers;
                }
            }
            Field::Given => {
                if let Some(given) = read_given(value) {
                    self.given = given;
                }
            }
        }
    }
}

/// `市9 县8` to (level, number) pairs; nothing if a part cannot be read.
#[must_use]
pub fn parse_numbers(text: &str) -> Option<Vec<Number>> {
    let numbers: Option<Vec<Number>> = text.split_whitespace().map(Number::read).collect();
    numbers.filter(|n| !n.is_empty())
}
