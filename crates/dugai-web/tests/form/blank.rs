//! The marks once more, from the other side: commands whose texts and lists are empty, given to
//! the domain. What it demands of them must be exactly what the forms mark.

use std::collections::BTreeSet;

use dugai_domain::problem::*;
use dugai_domain::reason::Reason;
use dugai_web::form::FieldKind;

use crate::city::{Case, ZH, all};

/// The same command with every text and list empty.
fn blank(command: &Command) -> Command {
    let note = || Note { text: String::new() };
    let empty = String::new;
    match command.clone() {
        Command::Claim(x) => Command::Claim(Claim { note: empty(), ..x }),
        Command::TakeFirstStep(x) => Command::TakeFirstStep(FirstStep { text: empty(), evidence: vec![], ..x }),
        Command::Bounce(x) => Command::Bounce(Bounce { clause: empty(), reason: empty(), ..x }),
        Command::UpholdAssignment(x) => Command::UpholdAssignment(Ruling { reason: empty(), ..x }),
        Command::Transfer(x) => Command::Transfer(Transfer { reason: empty(), ..x }),
        Command::Decline(n) => Command::Decline(NotAccepted { ground: n.ground, ..NotAccepted::default() }),
        Command::AssignDuty(x) => Command::AssignDuty(Duty { person: empty(), ..x }),
        Command::EndDuty(x) => Command::EndDuty(DutyEnd { reason: empty(), ..x }),
        Command::Classify(x) => {
            Command::Classify(Classification { types: vec![], steps: vec![], reason: empty(), document: empty(), ..x })
        }
        Command::SetLevel(x) => Command::SetLevel(Level { reason: empty(), ..x }),
        Command::SetLeadOfficer(x) => Command::SetLeadOfficer(LeadOfficer { name: empty(), account: None, ..x }),
        Command::FormTaskForce(_) => Command::FormTaskForce(TaskForce { name: empty(), members: vec![] }),
        Command::Join(x) => Command::Join(Join { reason: empty(), ..x }),
        Command::Part(_) => Command::Part(note()),
        Command::Void(_) => Command::Void(note()),
        Command::DraftPlan(x) => Command::DraftPlan(PlanDraft {
            goal: empty(),
            measures: x.measures.into_iter().map(|m| Measure { text: empty(), ..m }).collect(),
            safety: empty(),
            ..x
        }),
        Command::SubmitPlan(_) => Command::SubmitPlan(note()),
        Command::ApprovePlan(_) => Command::ApprovePlan(Opinion::default()),
        Command::ReturnPlan(_) => Command::ReturnPlan(Opinion::default()),
        Command::ReportMeasure(x) => Command::ReportMeasure(MeasureReport { note: empty(), evidence: vec![], ..x }),
        Command::AcceptMeasure(x) => Command::AcceptMeasure(bare(x)),
        Command::ReturnMeasure(x) => Command::ReturnMeasure(bare(x)),
        Command::ReportMonth(x) => Command::ReportMonth(MonthReport { text: empty(), ..x }),
        Command::RequestExtension(x) => Command::RequestExtension(ExtensionRequest { reason: empty(), ..x }),
        Command::DecideExtension(x) => Command::DecideExtension(ExtensionDecision { opinion: empty(), ..x }),
        Command::Pause(_) => Command::Pause(note()),
        Command::Resume(_) => Command::Resume(note()),
        other => blank_closing(other),
    }
}

fn bare(x: MeasureVerdict) -> MeasureVerdict {
    MeasureVerdict { opinion: Opinion::default(), evidence: vec![], ..x }
}

fn blank_closing(command: Command) -> Command {
    let note = || Note { text: String::new() };
    let empty = String::new;
    match command {
        Command::SelfCheck(_) => Command::SelfCheck(SelfCheck { summary: empty(), evidence: vec![] }),
        Command::PlanSweep(_) => Command::PlanSweep(vec![]),
        Command::AnswerSweep(x) => Command::AnswerSweep(SweepAnswer { note: empty(), ..x }),
        Command::SignGate(x) => {
            Command::SignGate(GateSignature { statement: empty(), method: empty(), evidence: vec![], ..x })
        }
        Command::WaiveGate(x) => Command::WaiveGate(GateWaiver { reason: empty(), ..x }),
        Command::ConfirmWaiver(x) => Command::ConfirmWaiver(GateWaiver { reason: empty(), ..x }),
        Command::ApplyAcceptance(_) => Command::ApplyAcceptance(note()),
        Command::RecordAcceptance(x) => Command::RecordAcceptance(Acceptance {
            panel: vec![],
            opinion: empty(),
            conditions: empty(),
            evidence: vec![],
            ..x
        }),
        Command::OpenNotice(x) => {
            Command::OpenNotice(NoticeOpening { place: empty(), phone: empty(), reason: empty(), ..x })
        }
        Command::AnswerObjection(x) => Command::AnswerObjection(ObjectionAnswer { answer: empty(), ..x }),
        Command::CloseNotice(_) => Command::CloseNotice(note()),
        Command::File(x) => Command::File(Filing { document: empty(), body: empty(), ..x }),
        Command::StrikeOff(_) => Command::StrikeOff(note()),
        Command::LookBack(x) => Command::LookBack(LookBack { note: empty(), evidence: vec![], ..x }),
        Command::Return(x) => Command::Return(Return { reasons: vec![], text: empty(), ..x }),
        Command::Supervise(Supervision::Urge { unit, reply_by, .. }) => {
            Command::Supervise(Supervision::Urge { unit, text: empty(), reply_by })
        }
        Command::AnswerSupervision(x) => Command::AnswerSupervision(SupervisionAnswer { text: empty(), ..x }),
        Command::Meet(x) => Command::Meet(Meeting { who: empty(), text: empty(), decisions: vec![], ..x }),
        Command::Instruct(x) => Command::Instruct(Instruction { from: empty(), text: empty(), duties: vec![], ..x }),
        Command::FinishDuty(x) => Command::FinishDuty(DutyDone { result: empty(), ..x }),
        Command::Correct(x) => Command::Correct(Correction { value: empty(), reason: empty(), document: empty(), ..x }),
        Command::DecideChange(x) => Command::DecideChange(ChangeDecision { reason: empty(), ..x }),
        other => panic!("no blank form of {}", other.action().code()),
    }
}

/// Fields that the domain finds empty.
fn demanded(case: &Case) -> BTreeSet<String> {
    let field = |reason: Reason| match reason {
        Reason::Field { field, expected: "not_empty" | "at_least_one" } => field.to_owned(),
        Reason::NoEvidence => "evidence".to_owned(),
        Reason::MeasureIncomplete { .. } => "measures".to_owned(),
        other => panic!("{}: {other:?}", case.action().code()),
    };
    case.decide(&blank(&case.expected)).into_iter().map(field).collect()
}

/// Texts and lists that the form marks, and those that this combination of answers needs.
fn marked(case: &Case) -> BTreeSet<String> {
    let open = |kind: &FieldKind| {
        matches!(
            kind,
            FieldKind::Line
                | FieldKind::Area
                | FieldKind::Lines
                | FieldKind::Many(_)
                | FieldKind::Pick { .. }
                | FieldKind::Evidence(_)
                | FieldKind::Rows { .. }
        )
    };
    let specs = case.specs(ZH);
    let needed = |name: &str, required: bool| required || case.conditional.contains(&name);
    let marked = specs.iter().filter(|s| open(&s.kind) && needed(&s.name, s.required));
    marked.map(|s| s.name.clone()).collect()
}

#[test]
fn the_domain_demands_what_is_marked() {
    for case in all() {
        let demanded = demanded(&case);
        let mut marked = marked(&case);
        if case.action() == Action::SetLeadOfficer {
            // A name, typed or of the leader chosen: told by the test of what is missing.
            marked.insert("name".to_owned());
        }
        assert_eq!(demanded, marked, "{}", case.action().code());
    }
}
