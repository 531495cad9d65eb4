//! Every act on a problem: its name, its command, who may do it, and in which stages.
//! This table is the whole of the rights; nothing else decides who may do what.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::actor::Who;
use crate::problem::payload::*;
use crate::problem::state::Stage;

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident($payload:ty) = $code:literal by [$($who:ident),*] in $stages:expr;)*) => {
        /// An act on a problem, without its content.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($(#[$doc])* $name,)* }

        /// An act on a problem, with its content.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Command { $($(#[$doc])* $name($payload),)* }

        impl Action {
            /// Every act.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code used in URLs, message files and logs.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Relations to the problem that may do it; any one suffices.
            #[must_use]
            pub fn who(self) -> &'static [Who] {
                match self { $(Self::$name => &[$(Who::$who),*],)* }
            }

            /// Stages in which it can be done.
            #[must_use]
            pub fn stages(self) -> &'static [Stage] {
                match self { $(Self::$name => $stages,)* }
            }

            /// The act of a code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)* _ => None }
            }
        }

        impl Command {
            /// Which act this is.
            #[must_use]
            pub fn action(&self) -> Action {
                match self { $(Self::$name(_) => Action::$name,)* }
            }

            /// The act with its content read from any self-describing form: what programs send.
            ///
            /// # Errors
            /// When the content has not the form of this act.
            pub fn read<'de, D: Deserializer<'de>>(action: Action, content: D) -> Result<Self, D::Error> {
                match action { $(Action::$name => <$payload>::deserialize(content).map(Self::$name),)* }
            }

            /// Writes the content alone, in the form that [`Command::read`] reads.
            ///
            /// # Errors
            /// When the form cannot hold it.
            pub fn content<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$name(content) => content.serialize(to),)* }
            }
        }
    };
}

use Stage as S;

/// Before anything exists.
const NEW: &[Stage] = &[];
/// Open: neither struck off nor refused nor voided.
const OPEN: &[Stage] = &[
    S::Registered,
    S::Claimed,
    S::Planning,
    S::PlanSubmitted,
    S::Rectifying,
    S::SelfChecked,
    S::Accepting,
    S::Accepted,
    S::Noticed,
    S::NoticeClosed,
    S::Filed,
];
/// A plan may be written: signed for, not yet self-checked.
const PLANNABLE: &[Stage] = &[S::Claimed, S::Planning, S::PlanSubmitted, S::Rectifying];
/// Until the unit vouches for its work: a unit that has not signed may still object.
pub(crate) const BEFORE_SELF_CHECK: &[Stage] =
    &[S::Registered, S::Claimed, S::Planning, S::PlanSubmitted, S::Rectifying];
/// Until acceptance is applied for, the sweep can still be laid down.
const SWEEPABLE: &[Stage] = &[S::Claimed, S::Planning, S::PlanSubmitted, S::Rectifying, S::SelfChecked];
/// Before a plan is in force: the clocks that a pause stops run only here.
const PAUSABLE: &[Stage] = &[S::Claimed, S::Planning, S::PlanSubmitted];
/// A plan waits for a decision (a new version can wait while work goes on).
const SUBMITTED: &[Stage] = &[S::PlanSubmitted, S::Rectifying];
/// Work under an approved plan.
const WORKING: &[Stage] = &[S::Rectifying];
/// Work signed for and not ended.
const SIGNED: &[Stage] = &[
    S::Claimed,
    S::Planning,
    S::PlanSubmitted,
    S::Rectifying,
    S::SelfChecked,
    S::Accepting,
    S::Accepted,
    S::Noticed,
    S::NoticeClosed,
];
/// From self-check until strike-off: a gate that the reference data name meanwhile is signed as well.
const GATED: &[Stage] = &[S::SelfChecked, S::Accepting, S::Accepted, S::Noticed, S::NoticeClosed, S::Filed];
/// Anything that can be sent back.
const RETURNABLE: &[Stage] = &[S::SelfChecked, S::Accepting, S::Accepted, S::Noticed, S::NoticeClosed, S::Filed];
/// Ended well, by proof or by declaration.
const ENDED: &[Stage] = &[S::StruckOff, S::Declared];
/// Everything on the list, ended or not.
const LISTED: &[Stage] = &[
    S::Registered,
    S::Claimed,
    S::Planning,
    S::PlanSubmitted,
    S::Rectifying,
    S::SelfChecked,
    S::Accepting,
    S::Accepted,
    S::Noticed,
    S::NoticeClosed,
    S::Filed,
    S::StruckOff,
    S::Declared,
];

acts! {
    /// 登记: enter on the list.
    Register(Registration) = "register" by [Office, AnyUnit, System] in NEW;
    /// 签收认领: sign for it.
    Claim(Claim) = "claim" by [Responsible] in OPEN;
    /// 第一时间回应、行动.
    TakeFirstStep(FirstStep) = "first_step" by [Responsible, Assisting, LeadOfficer] in SIGNED;
    /// 退单: say that the unit is not competent.
    Bounce(Bounce) = "bounce" by [Responsible] in BEFORE_SELF_CHECK;
    /// 维持交办: rule that the objection does not hold.
    UpholdAssignment(Ruling) = "uphold_assignment" by [Office] in OPEN;
    /// 移交: pass to another responsible unit.
    Transfer(Transfer) = "transfer" by [Office] in OPEN;
    /// 终止办理: not accepted, found untrue, or withdrawn by the inspectors.
    Decline(NotAccepted) = "decline" by [OfficeHead] in OPEN;
    /// 增加责任: add a part to the chain.
    AssignDuty(Duty) = "assign_duty" by [Office] in LISTED;
    /// 解除责任: end a part of the chain.
    EndDuty(DutyEnd) = "end_duty" by [Office] in OPEN;
    /// 分类: class, types, acceptance steps.
    Classify(Classification) = "classify" by [Office] in OPEN;
    /// 督办级别.
    SetLevel(Level) = "set_level" by [OfficeHead, Leader] in OPEN;
    /// 包案.
    SetLeadOfficer(LeadOfficer) = "set_lead_officer" by [OfficeHead, Leader] in OPEN;
    /// 成立专班.
    FormTaskForce(TaskForce) = "form_task_force" by [OfficeHead, LeadOfficer] in OPEN;
    /// 并案.
    Join(Join) = "join" by [Office] in OPEN;
    /// 拆分.
    Part(Note) = "part" by [Office] in LISTED;
    /// 编制整改方案.
    DraftPlan(PlanDraft) = "draft_plan" by [Responsible] in PLANNABLE;
    /// 报审方案.
    SubmitPlan(Note) = "submit_plan" by [Responsible] in PLANNABLE;
    /// 批准方案.
    ApprovePlan(Opinion) = "approve_plan" by [OfficeHead, LeadOfficer] in SUBMITTED;
    /// 退回方案.
    ReturnPlan(Opinion) = "return_plan" by [OfficeHead, LeadOfficer] in SUBMITTED;
    /// 报告措施进展.
    ReportMeasure(MeasureReport) = "report_measure" by [Responsible, MeasureOwner] in WORKING;
    /// 验收措施.
    AcceptMeasure(MeasureVerdict) = "accept_measure" by [Supervising, Office] in WORKING;
    /// 退回措施.
    ReturnMeasure(MeasureVerdict) = "return_measure" by [Supervising, Office] in WORKING;
    /// 月调度.
    ReportMonth(MonthReport) = "report_month" by [Responsible] in SIGNED;
    /// 申请延期.
    RequestExtension(ExtensionRequest) = "request_extension" by [Responsible] in PLANNABLE;
    /// 批复延期.
    DecideExtension(ExtensionDecision) = "decide_extension" by [OfficeHead, LeadOfficer] in PLANNABLE;
    /// 中止计时.
    Pause(Note) = "pause" by [OfficeHead] in PAUSABLE;
    /// 恢复计时.
    Resume(Note) = "resume" by [OfficeHead] in OPEN;
    /// 上传佐证.
    AddEvidence(Evidence) = "add_evidence" by [Responsible, Assisting, Supervising, Acceptor, Office, Enterprise, LeadOfficer] in LISTED;
    /// 自查自验.
    SelfCheck(SelfCheck) = "self_check" by [ResponsibleHead] in WORKING;
    /// 部署举一反三.
    PlanSweep(Vec<SweepPoint>) = "plan_sweep" by [Responsible, Office] in SWEEPABLE;
    /// 举一反三逐项回答.
    AnswerSweep(SweepAnswer) = "answer_sweep" by [Responsible] in &[S::Rectifying, S::SelfChecked];
    /// 签署关口.
    SignGate(GateSignature) = "sign_gate" by [ResponsibleHead, Supervising, Office] in GATED;
    /// 关口不适用.
    WaiveGate(GateWaiver) = "waive_gate" by [ResponsibleHead, Supervising, Office] in GATED;
    /// 确认不适用 (second signer).
    ConfirmWaiver(GateWaiver) = "confirm_waiver" by [OfficeHead, LeadOfficer] in GATED;
    /// 申请验收.
    ApplyAcceptance(Note) = "apply_acceptance" by [ResponsibleHead] in &[S::SelfChecked];
    /// 验收.
    RecordAcceptance(Acceptance) = "record_acceptance" by [Acceptor] in &[S::Accepting];
    /// 公示.
    OpenNotice(NoticeOpening) = "open_notice" by [Office] in &[S::Accepted, S::Noticed];
    /// 收到异议.
    ReceiveObjection(Objection) = "receive_objection" by [Office, System] in &[S::Noticed];
    /// 答复异议.
    AnswerObjection(ObjectionAnswer) = "answer_objection" by [Office] in OPEN;
    /// 公示结束.
    CloseNotice(Note) = "close_notice" by [Office] in &[S::Noticed];
    /// 备案.
    File(Filing) = "file" by [Office] in &[S::NoticeClosed];
    /// 销号.
    StrikeOff(Note) = "strike_off" by [OfficeHead] in &[S::Filed];
    /// 回头看.
    LookBack(LookBack) = "look_back" by [Office, Supervising, Acceptor] in ENDED;
    /// 督办、约谈、通报、追责、移送.
    Supervise(Supervision) = "supervise" by [Office, Leader] in LISTED;
    /// 答复督办.
    AnswerSupervision(SupervisionAnswer) = "answer_supervision" by [Addressed, Office] in LISTED;
    /// 现场调研、会议.
    Meet(Meeting) = "meet" by [Office, LeadOfficer, Leader] in LISTED;
    /// 指示批示.
    Instruct(Instruction) = "instruct" by [Office, Leader] in LISTED;
    /// 办结议定事项.
    FinishDuty(DutyDone) = "finish_duty" by [DutyOwner, Supervising, Acceptor, Office] in LISTED;
    /// 退回重办.
    Return(Return) = "return" by [OfficeHead, LeadOfficer, Supervising] in RETURNABLE;
    /// 更正.
    Correct(Correction) = "correct" by [Office] in LISTED;
    /// 提出变更 (re-import).
    ProposeChange(ProposedChange) = "propose_change" by [Office] in LISTED;
    /// 处理变更.
    DecideChange(ChangeDecision) = "decide_change" by [Office] in LISTED;
    /// 撤销导入.
    Void(Note) = "void" by [Office] in &[S::Registered, S::Declared];
    /// 预警升级.
    Escalate(Escalated) = "escalate" by [System] in LISTED;
}

impl Action {
    /// Whether a page shows it as a button of its own. The others belong to the program, to imports,
    /// or to a part of the page (a measure, a proposal, a waiver).
    #[must_use]
    pub fn has_button(self) -> bool {
        !matches!(
            self,
            Self::Register
                | Self::Escalate
                | Self::ProposeChange
                | Self::Void
                | Self::ReceiveObjection
                | Self::ConfirmWaiver
                | Self::AcceptMeasure
                | Self::ReturnMeasure
                | Self::DecideChange
        )
    }
}
