//! Whose post gave the right: an acting deputy (代理) signs under the own name, and whoever reads
//! the record must see for whom.

use dugai_domain::actor::{Actor, HeldPost};
use dugai_domain::ids::AccountId;
use dugai_domain::problem::{Action, Event, Mark, Problem};

use crate::setup::Setup;

/// The act that is recorded by an event.
#[must_use]
pub fn action_of(event: &Event) -> Action {
    match event {
        Event::Registered(_) => Action::Register,
        Event::Claimed(_) => Action::Claim,
        Event::FirstStepTaken(_) => Action::TakeFirstStep,
        Event::Bounced(_) => Action::Bounce,
        Event::Transferred(_) => Action::Transfer,
        Event::AssignmentUpheld(_) => Action::UpholdAssignment,
        Event::Declined(_) => Action::Decline,
        Event::DutyAssigned(_) => Action::AssignDuty,
        Event::DutyEnded(_) => Action::EndDuty,
        Event::Classified(_) => Action::Classify,
        Event::LevelSet(_) => Action::SetLevel,
        Event::LeadOfficerSet(_) => Action::SetLeadOfficer,
        Event::TaskForceFormed(_) => Action::FormTaskForce,
        Event::Joined(_) => Action::Join,
        Event::Parted(_) => Action::Part,
        Event::PlanDrafted(_) => Action::DraftPlan,
        Event::PlanSubmitted(_) => Action::SubmitPlan,
        Event::PlanApproved(_) => Action::ApprovePlan,
        Event::PlanReturned(_) => Action::ReturnPlan,
        Event::MeasureReported(_) => Action::ReportMeasure,
        Event::MeasureAccepted(_) => Action::AcceptMeasure,
        Event::MeasureReturned(_) => Action::ReturnMeasure,
        Event::MonthReported(_) => Action::ReportMonth,
        Event::ExtensionRequested(_) => Action::RequestExtension,
        Event::ExtensionDecided(_) => Action::DecideExtension,
        Event::Paused(_) => Action::Pause,
        Event::Resumed(_) => Action::Resume,
        Event::EvidenceAdded(_) => Action::AddEvidence,
        Event::SelfChecked(_) => Action::SelfCheck,
        Event::SweepPlanned(_) => Action::PlanSweep,
        Event::SweepAnswered(_) => Action::AnswerSweep,
        Event::GateSigned(_) => Action::SignGate,
        Event::GateWaived(_) => Action::WaiveGate,
        Event::WaiverConfirmed(_) => Action::ConfirmWaiver,
        Event::AcceptanceApplied(_) => Action::ApplyAcceptance,
        Event::AcceptanceRecorded(_) => Action::RecordAcceptance,
        Event::NoticeOpened(_) => Action::OpenNotice,
        Event::ObjectionReceived(_) => Action::ReceiveObjection,
        Event::ObjectionAnswered(_) => Action::AnswerObjection,
        Event::NoticeClosed(_) => Action::CloseNotice,
        Event::Filed(_) => Action::File,
        Event::StruckOff(_) => Action::StrikeOff,
        Event::LookedBack(_) | Event::Rebounded(_) => Action::LookBack,
        Event::Supervised(_) => Action::Supervise,
        Event::SupervisionAnswered(_) => Action::AnswerSupervision,
        Event::Met(_) => Action::Meet,
        Event::Instructed(_) => Action::Instruct,
        Event::DutyFinished(_) => Action::FinishDuty,
        Event::Returned(_) => Action::Return,
        Event::Corrected(_) => Action::Correct,
        Event::ChangeProposed(_) => Action::ProposeChange,
        Event::ChangeDecided(_) => Action::DecideChange,
        Event::Escalated(_) => Action::Escalate,
        Event::Voided(_) => Action::Void,
    }
}

/// For whom somebody acted: only where the own posts of that day did not give the right to the
/// act, and an acting one did.
#[must_use]
pub fn acting_for(setup: &Setup, p: &Problem, mark: Mark, action: Action) -> Option<AccountId> {
    let (account, day) = (mark.by?, mark.at.day());
    let held = setup.accounts.get(&account)?.posts.iter().filter(|post| post.term.holds(day));
    let held = held.filter_map(|post| setup.held(post));
    let (acting, own): (Vec<HeldPost>, Vec<HeldPost>) = held.partition(|h| h.post.acting_for.is_some());
    let may = |posts: Vec<HeldPost>| {
        let actor = Actor { account: Some(account), posts, day };
        action.who().iter().any(|who| actor.stands_as(*who, Some(p)))
    };
    if acting.is_empty() || may(own.clone()) {
        return None;
    }
    acting.into_iter().find(|h| may(own.iter().cloned().chain([h.clone()]).collect())).and_then(|h| h.post.acting_for)
}
