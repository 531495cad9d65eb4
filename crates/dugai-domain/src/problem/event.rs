//! What is recorded of a problem, for ever. The serialised form of each variant is
//! frozen once released (`tests/fixtures/` holds one of each); a new meaning is a new variant.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::AccountId;
use crate::problem::payload::*;
use crate::time::Timestamp;

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident($payload:ty) = $code:literal;)*) => {
        /// One thing that happened to a problem.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Event {
            $($(#[$doc])* #[serde(rename = $code)] $name($payload),)*
        }

        impl Event {
            /// The code stored beside the event and used in message files.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name(_) => $code,)* }
            }

            /// Every code.
            pub const CODES: &'static [&'static str] = &[$($code,)*];
        }
    };
}

/// A month's word together with what could be computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthRecorded {
    /// What was reported.
    pub report: MonthReport,
    /// What the program computed from plan and measures.
    pub computed: Progress,
}

/// The notice with its computed last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRecorded {
    /// As opened.
    pub opening: NoticeOpening,
    /// Last day, counted with the first as day one.
    pub last_day: Date,
    /// Calendar version used.
    pub calendar: u32,
    /// First year without a published arrangement, if the count reached it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisional: Option<i16>,
}

/// A correction with the value it replaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionRecorded {
    /// As asked.
    pub correction: Correction,
    /// Value before.
    pub old: String,
}

/// A decision on a proposed change with the values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRecorded {
    /// As decided.
    pub decision: ChangeDecision,
    /// Field.
    pub field: Field,
    /// Value before.
    pub old: String,
    /// Value proposed.
    pub value: String,
}

events! {
    /// Entered on the list.
    Registered(Registration) = "registered";
    /// Signed for.
    Claimed(Claim) = "claimed";
    /// First response or action.
    FirstStepTaken(FirstStep) = "first_step_taken";
    /// Sent back as not competent.
    Bounced(Bounce) = "bounced";
    /// The assignment stays after an objection.
    AssignmentUpheld(Ruling) = "assignment_upheld";
    /// Passed on.
    Transferred(Transfer) = "transferred";
    /// Not accepted.
    Declined(NotAccepted) = "declined";
    /// Part added.
    DutyAssigned(Duty) = "duty_assigned";
    /// Part ended.
    DutyEnded(DutyEnd) = "duty_ended";
    /// Classified.
    Classified(Classification) = "classified";
    /// Level set.
    LevelSet(Level) = "level_set";
    /// Leader in charge.
    LeadOfficerSet(LeadOfficer) = "lead_officer_set";
    /// Task force.
    TaskForceFormed(TaskForce) = "task_force_formed";
    /// Joined to a group.
    Joined(Join) = "joined";
    /// Left its group.
    Parted(Note) = "parted";
    /// Plan written.
    PlanDrafted(PlanDraft) = "plan_drafted";
    /// Plan submitted.
    PlanSubmitted(Note) = "plan_submitted";
    /// Plan approved.
    PlanApproved(Opinion) = "plan_approved";
    /// Plan returned.
    PlanReturned(Opinion) = "plan_returned";
    /// Progress of a measure.
    MeasureReported(MeasureReport) = "measure_reported";
    /// Measure accepted.
    MeasureAccepted(MeasureVerdict) = "measure_accepted";
    /// Measure returned.
    MeasureReturned(MeasureVerdict) = "measure_returned";
    /// Monthly dispatch.
    MonthReported(MonthRecorded) = "month_reported";
    /// Extension asked for.
    ExtensionRequested(ExtensionRequest) = "extension_requested";
    /// Extension decided.
    ExtensionDecided(ExtensionDecision) = "extension_decided";
    /// Clocks stopped.
    Paused(Note) = "paused";
    /// Clocks go on.
    Resumed(Note) = "resumed";
    /// Evidence.
    EvidenceAdded(Evidence) = "evidence_added";
    /// Self-check.
    SelfChecked(SelfCheck) = "self_checked";
    /// Sweep planned.
    SweepPlanned(Vec<SweepPoint>) = "sweep_planned";
    /// Sweep point answered.
    SweepAnswered(SweepAnswer) = "sweep_answered";
    /// Gate signed.
    GateSigned(GateSignature) = "gate_signed";
    /// Gate said not to apply.
    GateWaived(GateWaiver) = "gate_waived";
    /// Second signature on that.
    WaiverConfirmed(GateWaiver) = "waiver_confirmed";
    /// Acceptance applied for.
    AcceptanceApplied(Note) = "acceptance_applied";
    /// Acceptance step.
    AcceptanceRecorded(Acceptance) = "acceptance_recorded";
    /// Notice opened.
    NoticeOpened(NoticeRecorded) = "notice_opened";
    /// Objection.
    ObjectionReceived(Objection) = "objection_received";
    /// Objection answered.
    ObjectionAnswered(ObjectionAnswer) = "objection_answered";
    /// Notice over.
    NoticeClosed(Note) = "notice_closed";
    /// Filed.
    Filed(Filing) = "filed";
    /// Struck off.
    StruckOff(Note) = "struck_off";
    /// Looked back.
    LookedBack(LookBack) = "looked_back";
    /// Back again: reopened with its whole past.
    Rebounded(Note) = "rebounded";
    /// Urge, talk, circular, accountability, hand-over.
    Supervised(Supervision) = "supervised";
    /// Answer to it.
    SupervisionAnswered(SupervisionAnswer) = "supervision_answered";
    /// Visit or meeting.
    Met(Meeting) = "met";
    /// Instruction from above.
    Instructed(Instruction) = "instructed";
    /// Tracked duty finished.
    DutyFinished(DutyDone) = "duty_finished";
    /// Sent back for rework.
    Returned(Return) = "returned";
    /// Corrected.
    Corrected(CorrectionRecorded) = "corrected";
    /// Change proposed by a re-import.
    ChangeProposed(ProposedChange) = "change_proposed";
    /// Change decided.
    ChangeDecided(ChangeRecorded) = "change_decided";
    /// Import undone.
    Voided(Note) = "voided";
    /// Escalated.
    Escalated(Escalated) = "escalated";
}

/// An event with who and when: what `apply` folds.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Recorded at.
    pub at: Timestamp,
    /// By whom; the program itself has no account.
    pub by: Option<AccountId>,
    /// What.
    pub event: Event,
}
