//! Why something cannot be done, as data: a refusal lists every reason, and a
//! page shows the same list beside a button that is off.

use crate::actor::Who;
use crate::ids::UnitId;
use crate::problem::{Action, Stage};

/// One reason. The words are in the message files under `reason.<code>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The actor stands in none of the relations that may do this.
    NotYours {
        /// Relations that may.
        needs: &'static [Who],
    },
    /// The problem is in another stage.
    WrongStage {
        /// Stages in which it can be done.
        needs: &'static [Stage],
    },
    /// It is registered already: nothing is entered twice under one identity.
    OnTheList {
        /// Where it stands.
        stage: Stage,
    },
    /// A field is empty or unusable.
    Field {
        /// The field's code.
        field: &'static str,
        /// What was expected, as a code under `expected.`.
        expected: &'static str,
    },
    /// A date lies where it cannot.
    DateOrder {
        /// The field's code.
        field: &'static str,
        /// What it must not be before or after.
        limit: jiff::civil::Date,
    },
    /// The inspectors' item can only be corrected by them (照单全收).
    InspectorsItem,
    /// The unit has signed for it already.
    AlreadyClaimed,
    /// Work on it has begun: who works on it has taken it on.
    WorkBegun,
    /// The unit has sent it back once already (退单 is possible once).
    AlreadyBounced,
    /// The time for sending it back is over.
    BounceTooLate,
    /// The same person cannot do both.
    SamePerson {
        /// The act done before.
        did: Action,
    },
    /// What one person said needs the signature of a second.
    SecondSigner {
        /// Relations that may give it.
        needs: &'static [Who],
    },
    /// The rectifier never accepts or checks its own work (谁验收谁负责).
    OwnWork,
    /// There is no plan waiting in that state.
    NoPlan,
    /// There is no approved plan.
    NoApprovedPlan,
    /// A plan needs at least one measure, each with owner and date.
    MeasureIncomplete {
        /// Number of the measure.
        no: u32,
    },
    /// No measure of that number.
    NoSuchMeasure {
        /// Number asked for.
        no: u32,
    },
    /// Measures not yet reported as done.
    MeasuresOpen {
        /// Their numbers.
        nos: Vec<u32>,
    },
    /// Measures not yet accepted by the supervising unit.
    MeasuresNotAccepted {
        /// Their numbers.
        nos: Vec<u32>,
    },
    /// Evidence is missing.
    NoEvidence,
    /// Evidence named that this problem does not hold.
    ForeignEvidence,
    /// All evidence named is older than what it is to prove.
    EvidenceOld {
        /// Day from which on one piece at least must have been added.
        since: jiff::civil::Date,
    },
    /// All evidence named has ceased to be valid.
    EvidenceExpired {
        /// Last day on which any of it was valid.
        until: jiff::civil::Date,
    },
    /// A measure's day lies after the day of the whole.
    MeasureAfterWhole {
        /// Number of the measure.
        no: u32,
        /// Its day.
        due: jiff::civil::Date,
        /// Day of the whole.
        limit: jiff::civil::Date,
    },
    /// The self-check is missing.
    NoSelfCheck,
    /// The sweep has not been planned.
    NoSweep,
    /// Points of the sweep are unanswered.
    SweepOpen {
        /// Their numbers.
        nos: Vec<u32>,
    },
    /// Gates are not signed.
    GatesOpen {
        /// Their codes.
        gates: Vec<String>,
    },
    /// The gate is signed already.
    GateSigned,
    /// The person signed another gate: one person signs one.
    OneGate {
        /// The gate signed.
        gate: String,
    },
    /// This gate cannot be waived.
    GateNotWaivable,
    /// The gate's signer is another.
    GateSigner {
        /// Relation that signs it.
        needs: Who,
    },
    /// This is not the acceptance step whose turn it is.
    NotThisStep {
        /// The unit whose turn it is, if the list names one.
        unit: Option<UnitId>,
    },
    /// The step is one of another level than the actor's panel.
    NotThisLevel {
        /// The level of the step.
        level: String,
    },
    /// The list names no acceptance step.
    NoAcceptanceSteps,
    /// The public notice still runs.
    NoticeRunning {
        /// Its last day.
        until: jiff::civil::Date,
    },
    /// The calendar beyond this year is not published, so the notice cannot be ended by it.
    CalendarUnknown {
        /// First year without an arrangement.
        year: i16,
    },
    /// Objections without an answer.
    ObjectionsOpen {
        /// How many.
        n: usize,
    },
    /// There was no public notice, or it was not ended.
    NoNotice,
    /// It was not filed.
    NoFiling,
    /// Not a length of notice in the reference data.
    NoticeLength,
    /// A decision is waiting already.
    AlreadyWaiting,
    /// Nothing is waiting under that number.
    NothingWaiting,
    /// Somebody has acted since the import, so it cannot be undone.
    ActedUpon,
    /// A clock has run out: registering it anew would start it anew.
    ClockOverdue {
        /// The day on which it fell due.
        due: jiff::civil::Date,
    },
    /// Open duties from meetings or instructions.
    DutiesOpen {
        /// How many.
        n: usize,
    },
    /// Responsible units that have not signed for it.
    UnitsUnsigned {
        /// Which.
        units: Vec<UnitId>,
    },
    /// Units whose objection to the assignment waits for a ruling.
    UnitsObjecting {
        /// Which.
        units: Vec<UnitId>,
    },
    /// The clock stands still already, or runs already.
    PauseState,
    /// It belongs to this group already, or to none.
    GroupState,
    /// A code that the reference data does not know.
    UnknownCode {
        /// The field.
        field: &'static str,
        /// The code given.
        code: String,
    },
    /// Nothing would change.
    NoChange,
}

impl Reason {
    /// The code under which message files keep the words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotYours { .. } => "not_yours",
            Self::WrongStage { .. } => "wrong_stage",
            Self::OnTheList { .. } => "on_the_list",
            Self::Field { .. } => "field",
            Self::DateOrder { .. } => "date_order",
            Self::InspectorsItem => "inspectors_item",
            Self::AlreadyClaimed => "already_claimed",
            Self::WorkBegun => "work_begun",
            Self::AlreadyBounced => "already_bounced",
            Self::BounceTooLate => "bounce_too_late",
            Self::SamePerson { .. } => "same_person",
            Self::SecondSigner { .. } => "second_signer",
            Self::OwnWork => "own_work",
            Self::NoPlan => "no_plan",
            Self::NoApprovedPlan => "no_approved_plan",
            Self::MeasureIncomplete { .. } => "measure_incomplete",
            Self::NoSuchMeasure { .. } => "no_such_measure",
            Self::MeasuresOpen { .. } => "measures_open",
            Self::MeasuresNotAccepted { .. } => "measures_not_accepted",
            Self::NoEvidence => "no_evidence",
            Self::ForeignEvidence => "foreign_evidence",
            Self::EvidenceOld { .. } => "evidence_old",
            Self::EvidenceExpired { .. } => "evidence_expired",
            Self::MeasureAfterWhole { .. } => "measure_after_whole",
            Self::NoSelfCheck => "no_self_check",
            Self::NoSweep => "no_sweep",
            Self::SweepOpen { .. } => "sweep_open",
            Self::GatesOpen { .. } => "gates_open",
            Self::GateSigned => "gate_signed",
            Self::OneGate { .. } => "one_gate",
            Self::GateNotWaivable => "gate_not_waivable",
            Self::GateSigner { .. } => "gate_signer",
            Self::NotThisStep { .. } => "not_this_step",
            Self::NotThisLevel { .. } => "not_this_level",
            Self::NoAcceptanceSteps => "no_acceptance_steps",
            Self::NoticeRunning { .. } => "notice_running",
            Self::CalendarUnknown { .. } => "calendar_unknown",
            Self::ObjectionsOpen { .. } => "objections_open",
            Self::NoNotice => "no_notice",
            Self::NoFiling => "no_filing",
            Self::NoticeLength => "notice_length",
            Self::AlreadyWaiting => "already_waiting",
            Self::NothingWaiting => "nothing_waiting",
            Self::ActedUpon => "acted_upon",
            Self::ClockOverdue { .. } => "clock_overdue",
            Self::DutiesOpen { .. } => "duties_open",
            Self::UnitsUnsigned { .. } => "units_unsigned",
            Self::UnitsObjecting { .. } => "units_objecting",
            Self::PauseState => "pause_state",
            Self::GroupState => "group_state",
            Self::UnknownCode { .. } => "unknown_code",
            Self::NoChange => "no_change",
        }
    }
}

/// A command that was refused: every reason, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What was asked for.
    pub action: Action,
    /// Every reason, in the order in which they were found.
    pub reasons: Vec<Reason>,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let codes: Vec<_> = self.reasons.iter().map(Reason::code).collect();
        write!(f, "{} refused: {}", self.action.code(), codes.join(", "))
    }
}

impl std::error::Error for Refusal {}
