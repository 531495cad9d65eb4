//! Every reason against an act, before its content is looked at: rights, stage,
//! and what the state still lacks. Pages show this beside a button that is off.

use crate::actor::{Actor, Who};
use crate::calendar::Calendar;
use crate::ids::UnitId;
use crate::problem::action::Action;
use crate::problem::clocks::{Clock, ClockState, clocks};
use crate::problem::payload::{Acceptance, DutyRole, SourceKind};
use crate::problem::state::{
    DutyOrigin, GateState, Mark, MeasureProgress, PlanState, Problem, Stage, SupervisionState, TrackedDuty,
};
use crate::reason::Reason;
use crate::reference::{ClockKind, Gate, GateSigner, Moment, Reference};
use crate::time::Timestamp;

/// What a decision may look at besides the problem itself.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Now.
    pub now: Timestamp,
    /// Who acts.
    pub actor: &'a Actor,
    /// Reference data in force.
    pub reference: &'a Reference,
    /// Calendar in force.
    pub calendar: &'a Calendar,
}

/// Every act on a problem that exists, with every reason against it (empty: it can be done).
#[must_use]
pub fn allowed(problem: &Problem, ctx: &Context<'_>) -> Vec<(Action, Vec<Reason>)> {
    let acts = Action::ALL.iter().filter(|a| **a != Action::Register);
    acts.map(|&action| (action, check(action, Some(problem), ctx))).collect()
}

/// Every reason against one act.
#[must_use]
pub fn check(action: Action, problem: Option<&Problem>, ctx: &Context<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let stands = |who: &Who| ctx.actor.stands_as(*who, problem);
    if !action.who().iter().any(stands) {
        reasons.push(Reason::NotYours { needs: action.who() });
    }
    let Some(problem) = problem else { return reasons };
    if action == Action::Register {
        reasons.push(Reason::OnTheList { stage: problem.stage });
    } else if !action.stages().contains(&problem.stage) {
        reasons.push(Reason::WrongStage { needs: action.stages() });
    }
    reasons.extend(state_reasons(action, problem, ctx));
    for reason in nothing_left(action, problem, ctx) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

/// Reasons for which nothing of what waits for an act is left for this person.
fn nothing_left(action: Action, p: &Problem, ctx: &Context<'_>) -> Vec<Reason> {
    let each: Vec<Option<Reason>> = match action {
        Action::Claim | Action::Bounce => {
            let mine = p.units_in(DutyRole::Responsible, ctx.now.day()).filter(|unit| ctx.actor.works_in(*unit));
            mine.map(|unit| against_signing(action, unit, p)).collect()
        }
        Action::FinishDuty => {
            p.duties.iter().filter(|d| d.done.is_none()).map(|d| against_finishing(d, p, ctx)).collect()
        }
        Action::AnswerSupervision => {
            let open = p.supervisions.iter().filter(|s| s.awaits_answer());
            open.map(|s| against_answering(s, ctx).and(against_closing(s, ctx))).collect()
        }
        Action::SubmitPlan | Action::ApprovePlan => {
            // Who vouched for a measure is given none of its own: the plan is written anew.
            let owners = p.open_plan().into_iter().flat_map(|v| &v.draft.measures).filter_map(|m| m.owner);
            let vouched = vouchers(p, ctx.reference);
            return owners.filter(|unit| vouched.contains(unit)).map(|_| Reason::OwnWork).take(1).collect();
        }
        _ => return Vec::new(),
    };
    each.into_iter().collect::<Option<Vec<Reason>>>().unwrap_or_default()
}

/// Why a responsible unit neither signs nor sends back.
fn against_signing(action: Action, unit: UnitId, p: &Problem) -> Option<Reason> {
    let objected = match action {
        // One that was overruled is bound to sign.
        Action::Claim => p.objecting().any(|other| other == unit),
        _ => p.bounces.iter().any(|b| b.bounce.unit == unit),
    };
    match p.unsigned().any(|other| other == unit) {
        false => Some(Reason::AlreadyClaimed),
        true => objected.then_some(Reason::AlreadyBounced),
    }
}

/// Why a person cannot say that a duty is done. That a condition of acceptance is met is not said by who had to
/// meet it.
pub(super) fn against_finishing(duty: &TrackedDuty, p: &Problem, ctx: &Context<'_>) -> Option<Reason> {
    if duty.origin == DutyOrigin::Acceptance {
        return is_rectifier(p, ctx.actor).then_some(Reason::OwnWork);
    }
    let own = ctx.actor.works_in(duty.decision.unit) || ctx.actor.is_office();
    (!own).then_some(Reason::Field { field: "unit", expected: "your_duty" })
}

/// Why a person cannot answer: a unit answers for itself; receipt and result of a hand-over come to the office.
pub(super) fn against_answering(s: &SupervisionState, ctx: &Context<'_>) -> Option<Reason> {
    let own = s.act.unit().map_or_else(|| ctx.actor.is_office(), |unit| ctx.actor.works_in(unit));
    (!own).then_some(Reason::Field { field: "unit", expected: "your_duty" })
}

/// Why a person cannot close what was asked of a unit: the office does so, with its reason, where nobody answers;
/// what waits for the office itself is answered.
pub(super) fn against_closing(s: &SupervisionState, ctx: &Context<'_>) -> Option<Reason> {
    let closes = ctx.actor.is_office() && s.act.unit().is_some_and(|unit| !ctx.actor.works_in(unit));
    (!closes).then_some(Reason::Field { field: "unit", expected: "your_duty" })
}

/// Units whose people vouched for the work of others in this round: they accepted a measure, or signed the gate
/// of the supervising unit. They never rectify it as well.
#[must_use]
pub fn vouchers(p: &Problem, reference: &Reference) -> Vec<UnitId> {
    // Where nobody supervised, the office stood in.
    let named = |units: Option<&Vec<UnitId>>| match units {
        Some(units) if !units.is_empty() => units.clone(),
        _ => reference.offices.clone(),
    };
    let signs = |g: &&Gate| {
        g.signer == GateSigner::Supervising && matches!(p.gates.get(&g.named.code), Some(GateState::Signed { .. }))
    };
    let of_measures = p.measures.iter().filter(|m| m.accepted.is_some()).flat_map(|m| named(Some(&m.vouched)));
    let of_gates = reference.gates.iter().filter(signs).flat_map(|g| named(p.vouched.get(&g.named.code)));
    of_measures.chain(of_gates).collect()
}

/// Reasons in the state itself, by act. One arm an act, none with a condition of its own: the first that fits
/// would keep the others silent.
fn state_reasons(action: Action, p: &Problem, ctx: &Context<'_>) -> Vec<Reason> {
    let mut r = Vec::new();
    match action {
        Action::Bounce => bounce_reasons(p, ctx, &mut r),
        Action::Decline => {
            r.extend((p.grounds().is_empty() && p.stage.is_open()).then(|| no_ground(p)));
            own_judgement(p, ctx, &mut r);
        }
        Action::UpholdAssignment => when(p.objecting().next().is_none(), Reason::NothingWaiting, &mut r),
        Action::ApprovePlan => {
            waiting_plan(p, ctx, &mut r);
            own_judgement(p, ctx, &mut r);
        }
        Action::ReturnPlan => waiting_plan(p, ctx, &mut r),
        Action::DraftPlan => {
            let submitted = p.open_plan().is_some_and(|v| matches!(v.state, PlanState::Submitted { .. }));
            when(submitted, Reason::AlreadyWaiting, &mut r);
        }
        Action::SubmitPlan => {
            when(p.open_plan().is_none_or(|v| v.state != PlanState::Draft), Reason::NoPlan, &mut r);
        }
        Action::RequestExtension => {
            when(p.extensions.last().is_some_and(|e| e.decision.is_none()), Reason::AlreadyWaiting, &mut r);
        }
        Action::DecideExtension => {
            waiting_extension(p, ctx, &mut r);
            own_judgement(p, ctx, &mut r);
        }
        Action::Pause => when(p.is_paused(), Reason::PauseState, &mut r),
        Action::Resume => when(!p.is_paused(), Reason::PauseState, &mut r),
        Action::Transfer => when(p.source.kind.is_inspectors(), Reason::InspectorsItem, &mut r),
        Action::DecideChange => {
            when(p.proposals.iter().all(|x| x.decided.is_some()), Reason::NothingWaiting, &mut r);
        }
        Action::SelfCheck => {
            self_check_reasons(p, ctx, &mut r);
            // What was laid down is answered before the unit vouches; what nobody laid down yet, before it applies.
            r.extend(unanswered(p));
        }
        Action::SignGate | Action::WaiveGate => gate_reasons(action, p, ctx, &mut r),
        Action::ConfirmWaiver | Action::OpenNotice | Action::File => own_judgement(p, ctx, &mut r),
        Action::ApplyAcceptance => application_reasons(p, &mut r),
        Action::RecordAcceptance => acceptance_reasons(p, ctx, &mut r),
        Action::CloseNotice => notice_reasons(p, ctx, &mut r),
        Action::StrikeOff => strike_off_reasons(p, ctx, &mut r),
        Action::AcceptMeasure | Action::ReturnMeasure => {
            let needs = supervisor(p, ctx);
            when(!ctx.actor.stands_as(needs, Some(p)), Reason::GateSigner { needs }, &mut r);
            when(is_rectifier(p, ctx.actor), Reason::OwnWork, &mut r);
        }
        Action::LookBack => when(is_rectifier(p, ctx.actor), Reason::OwnWork, &mut r),
        Action::Part => when(p.group.is_none(), Reason::GroupState, &mut r),
        Action::Join => when(p.group.is_some(), Reason::GroupState, &mut r),
        Action::AnswerObjection => {
            when(p.objections.iter().all(|o| o.answer.is_some()), Reason::NothingWaiting, &mut r);
            own_judgement(p, ctx, &mut r);
        }
        Action::AnswerSupervision => {
            when(!p.supervisions.iter().any(SupervisionState::awaits_answer), Reason::NothingWaiting, &mut r);
        }
        Action::FinishDuty => when(p.duties.iter().all(|d| d.done.is_some()), Reason::NothingWaiting, &mut r),
        Action::AnswerSweep => when(p.sweep.is_empty(), Reason::NoSweep, &mut r),
        Action::Void => {
            when(p.is_acted_upon() || p.import.is_none(), Reason::ActedUpon, &mut r);
            r.extend(run_out(p, ctx));
        }
        // The state says nothing against these; their content may.
        Action::Register
        | Action::Claim
        | Action::TakeFirstStep
        | Action::AssignDuty
        | Action::EndDuty
        | Action::Classify
        | Action::SetLevel
        | Action::SetLeadOfficer
        | Action::FormTaskForce
        | Action::ReportMeasure
        | Action::ReportMonth
        | Action::AddEvidence
        | Action::PlanSweep
        | Action::ReceiveObjection
        | Action::Supervise
        | Action::Meet
        | Action::Instruct
        | Action::Return
        | Action::Correct
        | Action::ProposeChange
        | Action::Escalate => {}
    }
    r
}

fn when(wrong: bool, reason: Reason, r: &mut Vec<Reason>) {
    r.extend(wrong.then_some(reason));
}

/// 退单 is for what the inspectors did not assign, and for who has not signed for it, in this round or an earlier one.
fn bounce_reasons(p: &Problem, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    when(p.source.kind.is_inspectors(), Reason::InspectorsItem, r);
    let mine = |unit: &UnitId| ctx.actor.works_in(*unit);
    let answers = p.units_in(DutyRole::Responsible, ctx.now.day()).any(|unit| mine(&unit));
    let signed = answers && !p.unsigned().any(|unit| mine(&unit));
    when(p.round > 1 || signed, Reason::AlreadyClaimed, r);
    when(has_worked(p, ctx), Reason::WorkBegun, r);
}

/// Whether this person, or the unit by a measure of the plan in force, has set to work on it: who does so has taken
/// it on, signed or not, and only the office passes it to another.
fn has_worked(p: &Problem, ctx: &Context<'_>) -> bool {
    let mine = |mark: &Mark| mark.by.is_some() && mark.by == ctx.actor.account;
    p.plans.iter().any(|v| mine(&v.drafted))
        || p.months.iter().any(|(mark, _)| mine(mark))
        || p.extensions.iter().any(|e| mine(&e.mark))
        || p.measures.iter().any(|m| m.reported.as_ref().is_some_and(mine))
        || p.measures.iter().filter_map(|m| m.measure.owner).any(|owner| ctx.actor.works_in(owner))
}

/// An extension that waits, asked for by somebody else.
fn waiting_extension(p: &Problem, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    match p.extensions.last().filter(|e| e.decision.is_none()) {
        Some(e) => {
            let same = e.mark.by.is_some() && e.mark.by == ctx.actor.account;
            when(same, Reason::SamePerson { did: Action::RequestExtension }, r);
        }
        None => r.push(Reason::NothingWaiting),
    }
}

/// Who rectified decides neither on the plan nor on what came of it, whatever post was taken since. Where the
/// office itself rectifies nobody else could: what it vouches for is then accepted by others all the same.
fn own_judgement(p: &Problem, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    if judges_own_work(p, ctx) {
        r.push(Reason::OwnWork);
    }
}

fn judges_own_work(p: &Problem, ctx: &Context<'_>) -> bool {
    is_rectifier(p, ctx.actor) && !ctx.actor.offices().any(|office| p.is_rectified_by(office))
}

/// A gate is signed by whom the reference data name, by each person once, and not by who rectified unless the
/// gate is the rectifier's own. Every reason, if none of the gates is left for this person.
fn gate_reasons(action: Action, p: &Problem, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    let open = open_gates(p, ctx.reference);
    if open.is_empty() {
        r.push(Reason::GateSigned);
        return;
    }
    if action == Action::SignGate {
        r.extend(signed_already(p, ctx));
    }
    let each: Vec<Vec<Reason>> = open.iter().map(|code| against_gate(action, code, p, ctx)).collect();
    if each.iter().all(|reasons| !reasons.is_empty()) {
        for reason in each.into_iter().flatten() {
            if !r.contains(&reason) {
                r.push(reason);
            }
        }
    }
}

/// Gates that a person may sign, or say not to apply, now: what a form offers.
#[must_use]
pub fn gates_for(action: Action, p: &Problem, ctx: &Context<'_>) -> Vec<String> {
    if action == Action::SignGate && signed_already(p, ctx).is_some() {
        return Vec::new();
    }
    let open = open_gates(p, ctx.reference).into_iter();
    open.filter(|code| against_gate(action, code, p, ctx).is_empty()).collect()
}

/// Reasons for which a person cannot sign one gate, or say that it does not apply.
pub(super) fn against_gate(action: Action, code: &str, p: &Problem, ctx: &Context<'_>) -> Vec<Reason> {
    let Some(gate) = ctx.reference.gate(code) else {
        return vec![Reason::UnknownCode { field: "gate", code: code.to_owned() }];
    };
    let mut r = Vec::new();
    if p.gates.get(code).is_some_and(GateState::is_passed) {
        r.push(Reason::GateSigned);
    }
    let needs = gate_signer(gate.signer, p, ctx);
    if !ctx.actor.stands_as(needs, Some(p)) {
        r.push(Reason::GateSigner { needs });
    }
    let own = match gate.signer {
        GateSigner::ResponsibleHead => false,
        GateSigner::Office => judges_own_work(p, ctx),
        GateSigner::Supervising => is_rectifier(p, ctx.actor),
    };
    if own {
        r.push(Reason::OwnWork);
    }
    // Whether it applies is asked only where nobody brought the problem: who did is asked.
    if action == Action::WaiveGate && (!gate.waivable || p.source.kind == SourceKind::Complaint) {
        r.push(Reason::GateNotWaivable);
    }
    r
}

/// The gate that this person signed on the present way to the end: one person signs one.
fn signed_already(p: &Problem, ctx: &Context<'_>) -> Option<Reason> {
    let me = ctx.actor.account?;
    let mine = |state: &GateState| matches!(state, GateState::Signed { mark, .. } if mark.by == Some(me));
    p.gates.iter().find(|(_, state)| mine(state)).map(|(gate, _)| Reason::OneGate { gate: gate.clone() })
}

/// A computed term that has run out: undoing the import and importing again would begin it anew.
fn run_out(p: &Problem, ctx: &Context<'_>) -> Option<Reason> {
    let over = |c: &Clock<'_>| c.state == ClockState::Overdue && c.rule.is_some_and(|r| r.kind == ClockKind::Handling);
    let clock = clocks(p, ctx.reference, ctx.calendar, ctx.now).into_iter().find(over)?;
    clock.term.date().map(|due| Reason::ClockOverdue { due })
}

/// Why what nobody else withdraws cannot end without rectification any more.
pub(super) fn no_ground(p: &Problem) -> Reason {
    let needs = &[Stage::Registered, Stage::Claimed, Stage::Planning, Stage::PlanSubmitted];
    if p.round > 1 { Reason::AlreadyClaimed } else { Reason::WrongStage { needs } }
}

fn waiting_plan(p: &Problem, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    match p.open_plan().map(|v| (&v.state, v.drafted.by)) {
        Some((PlanState::Submitted { mark }, drafted)) => {
            let me = ctx.actor.account;
            if me.is_some() && (mark.by == me || drafted == me) {
                r.push(Reason::SamePerson { did: Action::SubmitPlan });
            }
        }
        _ => r.push(Reason::NoPlan),
    }
}

/// Every responsible unit stands behind it: none has still to sign, none's objection waits for a ruling.
fn signing_reasons(p: &Problem, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    let (objecting, unsigned): (Vec<UnitId>, Vec<UnitId>) = p
        .unsigned()
        .filter(|unit| p.units_in(DutyRole::Responsible, ctx.now.day()).any(|now| now == *unit))
        .partition(|unit| p.objecting().any(|other| other == *unit));
    if !objecting.is_empty() {
        r.push(Reason::UnitsObjecting { units: objecting });
    }
    if !unsigned.is_empty() {
        r.push(Reason::UnitsUnsigned { units: unsigned });
    }
}

/// Measures must be done and accepted before the unit may vouch for the whole.
fn self_check_reasons(p: &Problem, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    signing_reasons(p, ctx, r);
    if p.approved_plan().is_none() {
        r.push(Reason::NoApprovedPlan);
        return;
    }
    // A version that waits would change what is vouched for: it is decided first.
    if p.open_plan().is_some_and(|v| matches!(v.state, PlanState::Submitted { .. })) {
        r.push(Reason::AlreadyWaiting);
    }
    let open: Vec<u32> = p.measures.iter().filter(|m| m.done.is_none()).map(|m| m.measure.no).collect();
    if !open.is_empty() {
        r.push(Reason::MeasuresOpen { nos: open });
    }
    let pending: Vec<u32> = p.measures.iter().filter(|m| m.accepted.is_none()).map(|m| m.measure.no).collect();
    if !pending.is_empty() {
        r.push(Reason::MeasuresNotAccepted { nos: pending });
    }
    // What an escalation left with the office holds up nobody's work.
    let duties = p.duties.iter().filter(|d| d.done.is_none() && d.origin != DutyOrigin::Escalation).count();
    if duties > 0 {
        r.push(Reason::DutiesOpen { n: duties });
    }
}

/// The sweep must be answered before outside acceptance is applied for.
fn application_reasons(p: &Problem, r: &mut Vec<Reason>) {
    if p.self_check.is_none() {
        r.push(Reason::NoSelfCheck);
    }
    sweep_reasons(p, r);
    if p.steps.is_empty() {
        r.push(Reason::NoAcceptanceSteps);
    } else if !p.can_be_accepted() {
        r.push(Reason::OwnWork);
    }
}

fn sweep_reasons(p: &Problem, r: &mut Vec<Reason>) {
    if p.sweep.is_empty() {
        r.push(Reason::NoSweep);
    }
    r.extend(unanswered(p));
}

/// The points of the sweep without an answer, by number.
fn unanswered(p: &Problem) -> Option<Reason> {
    let nos: Vec<u32> = p.sweep.iter().filter(|s| s.answer.is_none()).map(|s| s.point.no).collect();
    (!nos.is_empty()).then_some(Reason::SweepOpen { nos })
}

fn acceptance_reasons(p: &Problem, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    if is_rectifier(p, ctx.actor) {
        r.push(Reason::OwnWork);
    }
    if p.agreed().any(|(mark, _)| mark.by.is_some() && mark.by == ctx.actor.account) {
        r.push(Reason::SamePerson { did: Action::RecordAcceptance });
    }
    if let Some(step) = p.steps.get(p.next_step) {
        match p.panel_of(step) {
            Ok(unit) if !ctx.actor.accepts_for(unit) => r.push(Reason::NotThisStep { unit: Some(unit) }),
            Err(panel) if !ctx.actor.panels().any(|own| own == panel) => {
                r.push(Reason::NotThisLevel { level: step.level.clone() });
            }
            _ => {}
        }
    }
}

fn notice_reasons(p: &Problem, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    own_judgement(p, ctx, r);
    let open = p.objections.iter().filter(|o| o.answer.is_none()).count();
    if open > 0 {
        r.push(Reason::ObjectionsOpen { n: open });
    }
    let Some(notice) = p.notice_days(ctx.calendar) else { return };
    if let Some(year) = notice.provisional {
        r.push(Reason::CalendarUnknown { year });
    }
    if ctx.now.day() <= notice.last {
        r.push(Reason::NoticeRunning { until: notice.last });
    }
}

/// Rule 2 of the rules that never bend, checked once more at the very end: no earlier
/// step is trusted to have looked.
fn strike_off_reasons(p: &Problem, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    own_judgement(p, ctx, r);
    self_check_reasons(p, ctx, r);
    if p.self_check.is_none() {
        r.push(Reason::NoSelfCheck);
    }
    sweep_reasons(p, r);
    let open = open_gates(p, ctx.reference);
    if !open.is_empty() {
        r.push(Reason::GatesOpen { gates: open });
    }
    let agreed = |step| p.agreed().any(|(_, a)| a.step == step && !a.evidence.is_empty());
    if p.steps.is_empty() || p.next_step < p.steps.len() || !(0..p.steps.len()).all(agreed) {
        r.push(Reason::NoAcceptanceSteps);
    }
    noticed_and_filed(p, ctx, r);
    let proved = |m: &&MeasureProgress| {
        p.evidence.iter().any(|(_, e)| e.measures.contains(&m.measure.no) || m.proof.contains(&e.id))
    };
    if !p.measures.iter().all(|m| proved(&m)) {
        r.push(Reason::NoEvidence);
    }
    let own = |(mark, a): (&Mark, &Acceptance)| {
        let unit = p.steps.get(a.step).and_then(|s| p.panel_of(s).ok());
        mark.by.is_some_and(|by| p.rectifiers.contains(&by)) || unit.is_some_and(|u| p.is_rectified_by(u))
    };
    let vouched = || vouchers(p, ctx.reference).into_iter().any(|unit| p.is_rectified_by(unit));
    if (p.agreed().any(own) || vouched()) && !r.contains(&Reason::OwnWork) {
        r.push(Reason::OwnWork);
    }
}

/// The notice ran its time without an objection left open, and it was filed.
fn noticed_and_filed(p: &Problem, ctx: &Context<'_>, r: &mut Vec<Reason>) {
    match &p.notice {
        Some((_, notice)) if ctx.now.day() <= notice.last_day => {
            r.push(Reason::NoticeRunning { until: notice.last_day })
        }
        Some(_) if p.moments.contains_key(&Moment::NoticeClosed) => {}
        _ => r.push(Reason::NoNotice),
    }
    let objections = p.objections.iter().filter(|o| o.answer.is_none()).count();
    if objections > 0 {
        r.push(Reason::ObjectionsOpen { n: objections });
    }
    if p.filing.is_none() {
        r.push(Reason::NoFiling);
    }
}

/// Gates of the reference data that nobody has passed yet.
#[must_use]
pub fn open_gates(p: &Problem, reference: &Reference) -> Vec<String> {
    reference
        .gates
        .iter()
        .filter(|g| !p.gates.get(&g.named.code).is_some_and(GateState::is_passed))
        .map(|g| g.named.code.clone())
        .collect()
}

/// Whether the actor rectified, or belongs to a unit that did: such a person never accepts.
#[must_use]
pub fn is_rectifier(p: &Problem, actor: &Actor) -> bool {
    actor.account.is_some_and(|a| p.rectifiers.contains(&a)) || actor.bodies().any(|u| p.is_rectified_by(u))
}

/// Whether the actor stands on the side that rectifies: what such a person does marks it for ever.
#[must_use]
pub fn rectifies(p: &Problem, actor: &Actor) -> bool {
    [Who::Responsible, Who::Assisting, Who::Enterprise, Who::MeasureOwner]
        .iter()
        .any(|who| actor.stands_as(*who, Some(p)))
}

/// The relation that signs a gate of this problem.
#[must_use]
pub fn gate_signer(signer: GateSigner, p: &Problem, ctx: &Context<'_>) -> Who {
    match signer {
        GateSigner::ResponsibleHead => Who::ResponsibleHead,
        GateSigner::Office => Who::Office,
        GateSigner::Supervising => supervisor(p, ctx),
    }
}

/// The supervising unit accepts measures; where the list names none but the rectifier itself, the
/// office stands in.
#[must_use]
pub fn supervisor(p: &Problem, ctx: &Context<'_>) -> Who {
    if p.supervisors(ctx.now.day()).is_empty() { Who::Office } else { Who::Supervising }
}
