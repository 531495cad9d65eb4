//! The fields of every act, and the command they make, side by side: one file a family, in the
//! grouping of the domain's `decide`.

mod beside;
mod chain;
mod closing;
mod gates;
mod plan;
mod register;
mod work;

use dugai_domain::problem::{Action, Command, Problem};

use super::evidence;
use super::make::Make;
use super::spec::{FieldSpec, Lists};
use super::values::Sent;
use crate::words::W;

pub use beside::{of_supervision, supervision_kinds};
pub(super) use register::registration;
pub use register::registration_specs;

/// What a family does with an act of its own.
enum Family {
    Chain,
    Plan,
    Work,
    Gates,
    Closing,
    Beside,
    /// Uploaded: its file makes it, the form only says what it is.
    Evidence,
    /// Made by the program, by an import or from the vault; registered on a page of its own.
    NoForm,
}

fn family(action: Action) -> Family {
    match action {
        Action::Claim
        | Action::TakeFirstStep
        | Action::Bounce
        | Action::UpholdAssignment
        | Action::Transfer
        | Action::Decline
        | Action::AssignDuty
        | Action::EndDuty
        | Action::Classify
        | Action::SetLevel
        | Action::SetLeadOfficer
        | Action::FormTaskForce
        | Action::Join
        | Action::Part
        | Action::Void => Family::Chain,
        Action::DraftPlan | Action::SubmitPlan | Action::ApprovePlan | Action::ReturnPlan => Family::Plan,
        Action::ReportMeasure
        | Action::AcceptMeasure
        | Action::ReturnMeasure
        | Action::ReportMonth
        | Action::RequestExtension
        | Action::DecideExtension
        | Action::Pause
        | Action::Resume => Family::Work,
        Action::SelfCheck
        | Action::PlanSweep
        | Action::AnswerSweep
        | Action::SignGate
        | Action::WaiveGate
        | Action::ConfirmWaiver => Family::Gates,
        Action::ApplyAcceptance
        | Action::RecordAcceptance
        | Action::OpenNotice
        | Action::AnswerObjection
        | Action::CloseNotice
        | Action::File
        | Action::StrikeOff
        | Action::LookBack
        | Action::Return => Family::Closing,
        Action::Supervise
        | Action::AnswerSupervision
        | Action::Meet
        | Action::Instruct
        | Action::FinishDuty
        | Action::Correct
        | Action::DecideChange => Family::Beside,
        Action::AddEvidence => Family::Evidence,
        Action::Register | Action::ReceiveObjection | Action::ProposeChange | Action::Escalate => Family::NoForm,
    }
}

/// The fields of an act on a problem, with what is known filled in. Empty for acts that have no
/// form: registration (see [`registration_specs`]) and what the program itself does.
#[must_use]
pub fn specs(action: Action, problem: &Problem, lists: &Lists<'_>, w: W) -> Vec<FieldSpec> {
    let make = Make::new(action.code(), lists, w);
    match family(action) {
        Family::Chain => chain::fields(action, problem, &make),
        Family::Plan => plan::fields(action, problem, &make),
        Family::Work => work::fields(action, problem, &make),
        Family::Gates => gates::fields(action, problem, &make),
        Family::Closing => closing::fields(action, problem, &make),
        Family::Beside => beside::fields(action, problem, &make),
        Family::Evidence => evidence::fields(problem, &make),
        Family::NoForm => Vec::new(),
    }
}

/// The command of a checked form; `None` if the act has no form, or a fault was found.
pub(super) fn command(action: Action, problem: &Problem, lists: &Lists<'_>, sent: &mut Sent) -> Option<Command> {
    match family(action) {
        Family::Chain => chain::command(action, problem, lists, sent),
        Family::Plan => plan::command(action, lists, sent),
        Family::Work => work::command(action, problem, lists, sent),
        Family::Gates => gates::command(action, lists, sent),
        Family::Closing => closing::command(action, sent),
        Family::Beside => beside::command(action, problem, lists, sent),
        Family::Evidence | Family::NoForm => None,
    }
}

/// The value of a list whose code was chosen.
fn by_code<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str, chosen: &str) -> Option<T> {
    all.iter().copied().find(|x| code(*x) == chosen)
}
