//! A problem of the invented city taken up to its public notice, by the people whose turn it is.

use dugai_domain::ids::{EvidenceId, ProblemId};
use dugai_domain::problem::*;
use dugai_domain::reference::GateSigner;
use dugai_domain::time::Timestamp;
use jiff::civil::{Date, date};

use crate::kit::House;

/// The day on which everything happens.
pub const DAY: Date = date(2026, 3, 2);

/// A person of the office who must never be named in public.
pub const HIDDEN: &str = "钱不可见（虚构）";

pub async fn act(house: &House, id: ProblemId, who: &str, command: Command) -> Problem {
    let office = &house.site.office;
    let actor = house.cast.actor(office, who).await.expect("of the cast");
    let what = command.action().code();
    let done = office.act(id, None, &command, (&actor, Timestamp::at(DAY, 10, 0))).await;
    done.unwrap_or_else(|error| panic!("{what} by {who}: {error}")).problem
}

/// A public problem whose responsibility chain names a person.
pub async fn listed(house: &House, no: &str) -> ProblemId {
    register(house, no, SourceKind::Feedback).await
}

/// A problem the public does not see yet.
pub async fn self_found(house: &House, no: &str) -> ProblemId {
    register(house, no, SourceKind::SelfFound).await
}

async fn register(house: &House, no: &str, kind: SourceKind) -> ProblemId {
    let id = ProblemId(house.site.office.tools.new_id());
    let mut registration = house.cast.registration(no, DAY);
    registration.source.kind = kind;
    for duty in &mut registration.chain {
        duty.person = HIDDEN.to_owned();
    }
    act(house, id, "clerk", Command::Register(registration)).await;
    id
}

fn photo(house: &House) -> Evidence {
    Evidence {
        id: EvidenceId(house.site.office.tools.new_id()),
        title: "沉淀池照片".into(),
        kind: "photo".into(),
        media: "image/jpeg".into(),
        size: 1,
        commitment: "00".into(),
        happened: Some(DAY),
        captured: None,
        valid_until: None,
        measures: vec![1],
        before: None,
        replaces: None,
        located: false,
        rectifying: false,
    }
}

fn plan(house: &House) -> PlanDraft {
    let measure = Measure {
        no: 1,
        text: "建成沉淀池并长期运行".into(),
        goal: String::new(),
        owner: Some(house.cast.units[1]),
        due: Some(date(2026, 5, 31)),
        long_term: true,
        money_fen: None,
        safety: String::new(),
        lasting: true,
    };
    PlanDraft {
        goal: "废水零直排。".into(),
        measures: vec![measure],
        standard: "water".into(),
        due: None,
        safety: String::new(),
    }
}

/// Up to the self-check.
async fn rectified(house: &House, id: ProblemId) -> EvidenceId {
    let photo = photo(house);
    let proof = photo.id;
    let note = || Note { text: "同意".into() };
    let claim = Claim { unit: house.cast.units[1], note: String::new() };
    let report = MeasureReport { no: 1, percent: 100, note: "已建成".into(), evidence: vec![proof] };
    let verdict = MeasureVerdict { no: 1, opinion: Opinion::default(), evidence: vec![proof] };
    let point = SweepPoint { no: 1, direction: "same_river".into(), what: "同一河段其余料场".into() };
    let answer = SweepAnswer { no: 1, outcome: SweepOutcome::Clean, note: "已逐一核查".into() };
    let steps = [
        ("officer", Command::Claim(claim)),
        ("officer", Command::DraftPlan(plan(house))),
        ("officer", Command::SubmitPlan(note())),
        ("head", Command::ApprovePlan(Opinion { text: "同意".into(), reasons: Vec::new() })),
        ("officer", Command::AddEvidence(photo)),
        ("officer", Command::ReportMeasure(report)),
        ("supervisor", Command::AcceptMeasure(verdict)),
        ("officer", Command::PlanSweep(vec![point])),
        ("officer", Command::AnswerSweep(answer)),
        ("mayor", Command::SelfCheck(SelfCheck { summary: "目标已达到".into(), evidence: vec![proof] })),
        ("mayor", Command::ApplyAcceptance(note())),
    ];
    for (who, command) in steps {
        act(house, id, who, command).await;
    }
    proof
}

/// A problem on public notice.
pub async fn noticed(house: &House, no: &str) -> ProblemId {
    let id = listed(house, no).await;
    let proof = rectified(house, id).await;
    for gate in &house.site.office.setup().await.expect("read").reference.gates {
        let signer = match gate.signer {
            GateSigner::ResponsibleHead => "mayor",
            GateSigner::Supervising => "supervisor",
            GateSigner::Office if gate.waivable => "head",
            GateSigner::Office => "clerk",
        };
        let signature = GateSignature {
            gate: gate.named.code.clone(),
            statement: "属实".into(),
            method: "现场走访".into(),
            evidence: vec![proof],
            rectifying: false,
        };
        act(house, id, signer, Command::SignGate(signature)).await;
    }
    let acceptance = Acceptance {
        step: 0,
        verdict: AcceptanceVerdict::Agreed,
        visited: DAY,
        panel: vec![HIDDEN.into()],
        opinion: "同意通过验收".into(),
        conditions: String::new(),
        conditions_by: None,
        reasons: Vec::new(),
        measures: Vec::new(),
        by: None,
        evidence: vec![proof],
    };
    act(house, id, "acceptor", Command::RecordAcceptance(acceptance)).await;
    let notice = NoticeOpening {
        first_day: DAY,
        days: 10,
        place: "市政府网站".into(),
        phone: "0000-0000000".into(),
        reason: String::new(),
    };
    act(house, id, "clerk", Command::OpenNotice(notice)).await;
    id
}
