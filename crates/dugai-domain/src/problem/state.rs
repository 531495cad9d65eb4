//! What is known of a problem now: the fold of its events, never written by hand.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, EvidenceId, ProblemId, UnitId};
use crate::org::Panel;
use crate::problem::event::{MonthRecorded, NoticeRecorded};
use crate::problem::payload::*;
use crate::reference::Moment;
use crate::time::Timestamp;

pub use super::stage::Stage;

/// Who did something, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// When.
    pub at: Timestamp,
    /// Who; the program itself has no account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
}

/// Where a plan version stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PlanState {
    /// Being written.
    Draft,
    /// Waiting for a decision.
    Submitted {
        /// By whom and when.
        mark: Mark,
    },
    /// Approved and in force.
    Approved {
        /// By whom and when.
        mark: Mark,
        /// Opinion.
        opinion: Opinion,
    },
    /// Returned.
    Returned {
        /// By whom and when.
        mark: Mark,
        /// Opinion.
        opinion: Opinion,
    },
    /// Was approved; a later version took its place.
    Superseded {
        /// When it was approved.
        mark: Mark,
    },
}

/// One version of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanVersion {
    /// Version, from 1 in each life round.
    pub version: u32,
    /// Content.
    pub draft: PlanDraft,
    /// Who wrote it last.
    pub drafted: Mark,
    /// Where it stands.
    pub state: PlanState,
}

/// A measure under an approved plan, with its progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureProgress {
    /// As in the plan in force.
    pub measure: Measure,
    /// When the version that brought it was approved: nothing older proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Due day of the first approved plan: the baseline.
    pub baseline: Option<Date>,
    /// Per cent.
    pub percent: u8,
    /// Last words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Last report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<Mark>,
    /// When it was reported as done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Mark>,
    /// Acceptance by the supervising unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Mark>,
    /// How often it was returned.
    #[serde(default)]
    pub returns: u32,
    /// When it was returned last: what shows it done must be newer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Timestamp>,
    /// Units that supervised when it was accepted, and so vouched for it; none where the office stood in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouched: Vec<UnitId>,
    /// Evidence on which it was accepted, beside what names it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proof: Vec<EvidenceId>,
}

impl MeasureProgress {
    /// Whether this is the progress of a measure of a plan: the same words, goal and owner.
    #[must_use]
    pub fn is_of(&self, m: &Measure) -> bool {
        let own = &self.measure;
        (own.no, &own.text, &own.goal, own.owner) == (m.no, &m.text, &m.goal, m.owner)
    }

    /// It is to be done and accepted again, by the date it had.
    pub fn send_back(&mut self, at: Timestamp) {
        self.returned = Some(at);
        self.done = None;
        self.accepted = None;
        self.vouched.clear();
        self.proof.clear();
        self.percent = self.percent.min(99);
        self.returns += 1;
    }
}

/// A gate's signature, or its waiver with the second signer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum GateState {
    /// Signed.
    Signed {
        /// By whom.
        mark: Mark,
        /// Content.
        signature: GateSignature,
    },
    /// Said not to apply; waits for a second signer.
    Waived {
        /// By whom.
        mark: Mark,
        /// Reason.
        reason: String,
    },
    /// Not applicable, confirmed by a second signer.
    NotApplicable {
        /// Second signer.
        mark: Mark,
        /// Reason.
        reason: String,
    },
}

impl GateState {
    /// Whether the gate stands open no longer.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        matches!(self, Self::Signed { .. } | Self::NotApplicable { .. })
    }
}

/// A point of the sweep with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepState {
    /// The point.
    pub point: SweepPoint,
    /// The answer and who gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<(Mark, SweepAnswer)>,
}

/// An objection and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionState {
    /// When it came.
    pub mark: Mark,
    /// What is open about it.
    pub objection: Objection,
    /// Answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<(Mark, ObjectionAnswer)>,
}

/// An act of supervision and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisionState {
    /// Number, from 1.
    pub no: u32,
    /// When.
    pub mark: Mark,
    /// The act.
    pub act: Supervision,
    /// Answer or receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<(Mark, String)>,
    /// Whether the office closed it, and nobody answered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// What the body to which it was handed over did about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<(Mark, String)>,
}

/// Where a tracked duty came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyOrigin {
    /// A visit or meeting.
    Meeting,
    /// An instruction from above.
    Instruction,
    /// A condition of an acceptance.
    Acceptance,
    /// A step of escalation that found nobody to be told.
    Escalation,
}

/// A duty decided at a meeting, laid down by an instruction, set as a condition, or left by an
/// escalation that nobody received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackedDuty {
    /// Number, from 1.
    pub no: u32,
    /// Origin.
    pub origin: DutyOrigin,
    /// Content.
    pub decision: Decision,
    /// When it was laid down.
    pub mark: Mark,
    /// Result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<(Mark, String)>,
}

/// An extension asked for and decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionState {
    /// Request.
    pub request: ExtensionRequest,
    /// Who asked.
    pub mark: Mark,
    /// Decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<(Mark, ExtensionDecision)>,
}

impl ExtensionState {
    /// Whether it was granted.
    #[must_use]
    pub fn is_granted(&self) -> bool {
        self.decision.as_ref().is_some_and(|(_, d)| d.granted)
    }
}

/// A unit's objection to its assignment (退单).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BounceState {
    /// When.
    pub mark: Mark,
    /// Content.
    pub bounce: Bounce,
    /// When it was ruled that the assignment stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upheld: Option<Mark>,
}

/// One way to the end that a return cut short: its moments are kept, so that no clock of it is forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Moments from the self-check on.
    pub moments: BTreeMap<Moment, Timestamp>,
    /// When it was sent back.
    pub ended: Timestamp,
    /// Day of the whole as it stood then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Measures that had been done and are done again: number, day, when they had been done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<(u32, Option<Date>, Timestamp)>,
}

/// A day that had passed when another took its place: what was late by then stays late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lapse {
    /// Of the whole or of a measure.
    pub of: ExtensionOf,
    /// The day that had passed.
    pub due: Date,
    /// Up to when it is judged: when it was done, or asked for a later day, or overtaken by a new plan.
    pub ended: Timestamp,
}

/// A part that was said to have begun before it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backdated {
    /// Part.
    pub role: DutyRole,
    /// Unit.
    pub unit: UnitId,
    /// The day named.
    pub from: Date,
    /// The day on which it was recorded: nobody was told before.
    pub recorded: Date,
}

/// What moved the day of the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueMove {
    /// When and by whom.
    pub mark: Mark,
    /// Day before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Day after.
    pub to: Date,
}

/// A pause: the days in it do not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseState {
    /// From.
    pub from: Mark,
    /// To, if it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Mark>,
    /// Why.
    pub reason: String,
}

/// A change proposed by a re-import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalState {
    /// Number, from 1.
    pub no: u32,
    /// Content.
    pub change: ProposedChange,
    /// Decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<(Mark, bool)>,
}

/// A finished life round, kept when a problem rebounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastRound {
    /// Round, from 1.
    pub round: u32,
    /// When each moment was reached.
    pub moments: BTreeMap<Moment, Timestamp>,
    /// Plan versions.
    pub plans: Vec<PlanVersion>,
    /// Measures.
    pub measures: Vec<MeasureProgress>,
    /// Acceptance records.
    pub acceptances: Vec<(Mark, Acceptance)>,
    /// Extensions: their dates belong to this round's plan and measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<ExtensionState>,
    /// Pauses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<PauseState>,
    /// Ways to the end that returns cut short.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// Day of the whole with what moved it.
    #[serde(default)]
    pub due: Due,
    /// What moved it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub due_moves: Vec<DueMove>,
    /// Days that had passed when others took their place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lapsed: Vec<Lapse>,
    /// Gates as they stood.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub gates: BTreeMap<String, GateState>,
    /// Notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<(Mark, NoticeRecorded)>,
    /// Filing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing: Option<(Mark, Filing)>,
}

/// A problem as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Identity.
    pub id: ProblemId,
    /// Number of events folded in.
    pub version: u64,
    /// Life round: 1, and one more after each rebound.
    pub round: u32,
    /// Stage.
    pub stage: Stage,
    /// When it was registered, and by whom.
    pub registered: Mark,
    /// Source.
    pub source: Source,
    /// Numbers.
    pub numbers: Vec<Number>,
    /// Text.
    pub text: String,
    /// Class line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub klass: String,
    /// Types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Place.
    pub place: Place,
    /// Goal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub goal: String,
    /// Guidance class.
    pub guidance: Guidance,
    /// Due.
    pub due: Due,
    /// What moved the day of the whole in this round.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub due_moves: Vec<DueMove>,
    /// Days of this round that had passed when others took their place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lapsed: Vec<Lapse>,
    /// Chain, ended parts included.
    pub chain: Vec<Duty>,
    /// Parts of it that were recorded after the day on which they are said to have begun.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backdated: Vec<Backdated>,
    /// Acceptance steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<AcceptanceStep>,
    /// Measures of the list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<GivenMeasure>,
    /// Import row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportRef>,
    /// Moments of this round.
    pub moments: BTreeMap<Moment, Timestamp>,
    /// Ways to the end of this round that returns cut short.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// Units that signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<(Mark, UnitId)>,
    /// Units that sent it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bounces: Vec<BounceState>,
    /// Plan versions of this round.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<PlanVersion>,
    /// Measures of the plan in force.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<MeasureProgress>,
    /// Monthly words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<(Mark, MonthRecorded)>,
    /// Extensions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<ExtensionState>,
    /// Pauses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<PauseState>,
    /// Evidence, with who put it there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<(Mark, Evidence)>,
    /// Self-check of this round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_check: Option<(Mark, SelfCheck)>,
    /// Sweep.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sweep: Vec<SweepState>,
    /// Gates by code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub gates: BTreeMap<String, GateState>,
    /// Units that supervised when a gate was signed, by its code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vouched: BTreeMap<String, Vec<UnitId>>,
    /// Index of the acceptance step whose turn it is.
    #[serde(default)]
    pub next_step: usize,
    /// Acceptance records of this round, returns included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acceptances: Vec<(Mark, Acceptance)>,
    /// Notice of this round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<(Mark, NoticeRecorded)>,
    /// Objections of this round, of every notice in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objections: Vec<ObjectionState>,
    /// Filing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing: Option<(Mark, Filing)>,
    /// The document that declares it struck off, for items that arrive closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_by: Option<String>,
    /// Look-backs of all rounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub look_backs: Vec<(Mark, LookBack)>,
    /// Returns of all rounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returns: Vec<(Mark, Return)>,
    /// Supervision level.
    #[serde(default)]
    pub level: u8,
    /// Leader in charge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_officer: Option<LeadOfficer>,
    /// Task force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_force: Option<TaskForce>,
    /// Group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Join>,
    /// Supervision acts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supervisions: Vec<SupervisionState>,
    /// Visits and meetings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meetings: Vec<(Mark, Meeting)>,
    /// Instructions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instructions: Vec<(Mark, Instruction)>,
    /// Tracked duties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<TrackedDuty>,
    /// Proposed changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<ProposalState>,
    /// Escalations recorded, so that a step is told once: (clock, due, days).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalations: Vec<(Timestamp, Escalated)>,
    /// Accounts that worked on the rectification: they never accept it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub rectifiers: BTreeSet<AccountId>,
    /// Finished rounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past: Vec<PastRound>,
    /// How it ended without rectification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declined: Option<(Mark, NotAccepted)>,
    /// Why it was declined or voided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_note: Option<String>,
}

impl Problem {
    /// Units in a part on a day.
    pub fn units_in(&self, role: DutyRole, day: Date) -> impl Iterator<Item = UnitId> + '_ {
        self.chain
            .iter()
            .filter(move |d| d.role == role && d.from <= day && d.to.is_none_or(|to| day <= to))
            .map(|d| d.unit)
    }

    /// Units that supervise and rectify nothing themselves: a list may name one unit for both, and
    /// then it supervises in name only (谁整改谁不验收).
    #[must_use]
    pub fn supervisors(&self, day: Date) -> Vec<UnitId> {
        self.units_in(DutyRole::Supervising, day).filter(|u| !self.is_rectified_by(*u)).collect()
    }

    /// Whether a unit rectifies or ever did: it answers for the whole, or owns a measure of any plan that was
    /// in force. A unit from which the problem was passed on within the same day, and which had not signed,
    /// did nothing.
    #[must_use]
    pub fn is_rectified_by(&self, unit: UnitId) -> bool {
        let answers = |d: &&Duty| {
            matches!(d.role, DutyRole::Responsible | DutyRole::Enterprise)
                && d.held_a_day()
                && !self.was_wrongly_assigned(d)
        };
        self.chain.iter().filter(answers).any(|d| d.unit == unit)
            || self.claims.iter().any(|(_, u)| *u == unit)
            || self.owners().any(|u| u == unit)
    }

    /// Owners of measures of every plan that is or was in force, in any round: what a later version dropped was
    /// carried out all the same.
    fn owners(&self) -> impl Iterator<Item = UnitId> + '_ {
        let plans = self.past.iter().flat_map(|round| &round.plans).chain(&self.plans);
        let in_force = |v: &&PlanVersion| matches!(v.state, PlanState::Approved { .. } | PlanState::Superseded { .. });
        plans.filter(in_force).flat_map(|v| &v.draft.measures).filter_map(|m| m.owner)
    }

    /// Whether a part ended because the unit's objection was granted before it had signed: it did nothing.
    fn was_wrongly_assigned(&self, d: &Duty) -> bool {
        let granted = |b: &BounceState| b.bounce.unit == d.unit && b.upheld.is_none() && b.mark.at.day() >= d.from;
        d.role == DutyRole::Responsible
            && d.to.is_some()
            && self.bounces.iter().any(granted)
            && !self.claims.iter().any(|(_, unit)| *unit == d.unit)
    }

    /// Units whose objection to the assignment waits for a ruling.
    pub fn objecting(&self) -> impl Iterator<Item = UnitId> + '_ {
        let open = self.bounces.iter().filter(|b| b.upheld.is_none() && self.is_of_present_duty(b));
        open.map(|b| b.bounce.unit)
    }

    /// Whether an objection is one to the duty that its unit bears now: one that was granted by passing the
    /// problem on says nothing when it comes back.
    #[must_use]
    pub fn is_of_present_duty(&self, b: &BounceState) -> bool {
        let own = |d: &&Duty| d.role == DutyRole::Responsible && d.unit == b.bounce.unit && d.to.is_none();
        self.chain.iter().filter(own).map(|d| d.from).max().is_some_and(|from| b.mark.at.day() >= from)
    }

    /// Responsible units that have not signed, whatever the stage: each signs for itself.
    pub fn unsigned(&self) -> impl Iterator<Item = UnitId> + '_ {
        self.units_in(DutyRole::Responsible, Date::MAX).filter(|u| !self.claims.iter().any(|(_, signed)| signed == u))
    }

    /// Grounds on which it can end now without rectification. What only the inspectors can take back is taken
    /// back by them, at any time; anything else is found untrue before a plan for it is approved.
    #[must_use]
    pub fn grounds(&self) -> Vec<Ground> {
        let inspectors = self.source.kind.is_inspectors();
        let undecided = !inspectors && self.round == 1 && !self.moments.contains_key(&Moment::PlanApproved);
        let fits = |ground: &Ground| match ground {
            Ground::NotAccepted => undecided && self.stage == Stage::Registered,
            Ground::Unfounded => undecided,
            Ground::Withdrawn => inspectors || self.source.kind == SourceKind::Complaint,
        };
        Ground::ALL.into_iter().filter(|g| self.stage.is_open() && fits(g)).collect()
    }

    /// When handling ended, by strike-off or without rectification.
    #[must_use]
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.moments.get(&Moment::StruckOff).copied().or(self.declined.as_ref().map(|(mark, _)| mark.at))
    }

    /// Whether the acceptance steps can be gone: there is one at least, and none is a rectifier's.
    #[must_use]
    pub fn can_be_accepted(&self) -> bool {
        let own = |s: &AcceptanceStep| matches!(self.panel_of(s), Ok(unit) if self.is_rectified_by(unit));
        !self.steps.is_empty() && !self.steps.iter().any(own)
    }

    /// The unit whose acceptors take a step; where the list names none, those of the county for a step of
    /// its level, else any panel of the level.
    ///
    /// # Errors
    /// The panel, where it is no one unit's.
    pub fn panel_of(&self, step: &AcceptanceStep) -> Result<UnitId, Panel> {
        match (step.unit, Panel::of_level(&step.level), self.place.county) {
            (Some(unit), ..) | (None, Panel::County, Some(unit)) => Ok(unit),
            (None, panel, _) => Err(panel),
        }
    }

    /// Panels that may see it once it was put up for acceptance, or arrived closed: those of steps that are no
    /// one unit's; of what arrived closed without any step, those of the city. Who sent it back, or agreed
    /// before it came back, keeps sight of what becomes of it.
    #[must_use]
    pub fn open_panels(&self) -> Vec<Panel> {
        let declared = self.stage == Stage::Declared;
        let shown = declared || self.was_put_up();
        let bare = (declared && self.steps.is_empty()).then_some(Panel::City);
        self.steps.iter().filter(|_| shown).filter_map(|s| self.panel_of(s).err()).chain(bare).collect()
    }

    /// Whether it was put up for acceptance at any time, in this round or an earlier one.
    fn was_put_up(&self) -> bool {
        let now = [&self.moments].into_iter().chain(self.attempts.iter().map(|a| &a.moments));
        let cut = self.past.iter().flat_map(|round| round.attempts.iter().map(|a| &a.moments));
        let before = self.past.iter().map(|round| &round.moments);
        now.chain(cut).chain(before).any(|moments| moments.contains_key(&Moment::AcceptanceApplied))
    }

    /// Every unit that has or had a part, owns a measure or a tracked duty, or accepts: it may
    /// see the problem. A unit whose duty ended keeps sight of what it did.
    #[must_use]
    pub fn concerned_units(&self) -> BTreeSet<UnitId> {
        let mut units: BTreeSet<UnitId> = self.chain.iter().map(|d| d.unit).collect();
        units.extend(self.steps.iter().filter_map(|s| s.unit));
        units.extend(self.duties.iter().map(|d| d.decision.unit));
        units.extend(self.owners());
        units.extend(self.supervisions.iter().filter_map(|s| s.act.unit()));
        units.extend(self.place.county);
        units
    }

    /// The plan in force.
    #[must_use]
    pub fn approved_plan(&self) -> Option<&PlanVersion> {
        self.plans.iter().rev().find(|p| matches!(p.state, PlanState::Approved { .. }))
    }

    /// The version being written or waiting.
    #[must_use]
    pub fn open_plan(&self) -> Option<&PlanVersion> {
        self.plans
            .last()
            .filter(|p| matches!(p.state, PlanState::Draft | PlanState::Submitted { .. } | PlanState::Returned { .. }))
    }

    /// A piece of evidence.
    #[must_use]
    pub fn evidence_of(&self, id: EvidenceId) -> Option<&Evidence> {
        self.evidence.iter().map(|(_, e)| e).find(|e| e.id == id)
    }

    /// Acceptance records of the present way to the end that agreed.
    pub fn agreed(&self) -> impl Iterator<Item = (&Mark, &Acceptance)> {
        let since = self.moments.get(&Moment::AcceptanceApplied).copied();
        let records = self.acceptances.iter().filter(|(_, a)| a.verdict != AcceptanceVerdict::Returned);
        records.filter(move |(mark, _)| since.is_some_and(|at| mark.at >= at)).map(|(mark, a)| (mark, a))
    }

    /// Whether anybody did anything since it was registered. The program's own warnings are no act, and
    /// neither is a proposal of another import that came to nothing.
    #[must_use]
    pub fn is_acted_upon(&self) -> bool {
        let declined = self.proposals.iter().filter(|p| p.decided.is_some_and(|(_, taken)| !taken)).count();
        self.version > 1 + (self.escalations.len() + 2 * declined) as u64
    }

    /// The numbers as tables print them: `市9 县8`.
    #[must_use]
    pub fn number_text(&self) -> String {
        self.numbers.iter().map(|n| format!("{}{}", n.level, n.no)).collect::<Vec<_>>().join(" ")
    }
}
