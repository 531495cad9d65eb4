//! Acts from the self-check to strike-off, and after it.

use dugai_domain::problem::*;

use crate::cases::{after, case, text};
use crate::city::{Case, OTHER_PROBLEM, life_until, pairs};
use crate::world::{Life, Person, content as c, d};

fn at(stage: Stage) -> Life {
    life_until(SourceKind::Feedback, |p| p.stage == stage)
}

pub fn all() -> Vec<Case> {
    let mut all = checks();
    all.extend(gates());
    all.extend(acceptance());
    all.extend(ending());
    all
}

fn checks() -> Vec<Case> {
    let other = OTHER_PROBLEM.to_string();
    let accepted =
        life_until(SourceKind::Feedback, |p| !p.measures.is_empty() && p.measures.iter().all(|m| m.accepted.is_some()));
    let piece = accepted.p().evidence[0].1.id;
    let swept = life_until(SourceKind::Feedback, |p| !p.sweep.is_empty());
    let answered = life_until(SourceKind::Feedback, |p| p.stage == Stage::SelfChecked);
    vec![
        case(
            accepted,
            Person::Boss,
            pairs(&[("summary", "目标全部达到"), ("evidence", &piece.to_string())]),
            Command::SelfCheck(SelfCheck { summary: text("目标全部达到"), evidence: vec![piece] }),
        ),
        case(
            at(Stage::Rectifying),
            Person::Worker,
            pairs(&[
                ("points[0].direction", "same_river"),
                ("points[0].what", "上游砂石场"),
                ("points[1].direction", "same_owner"),
                ("points[1].what", ""),
            ]),
            Command::PlanSweep(vec![SweepPoint {
                no: 1, direction: text("same_river"), what: text("上游砂石场")
            }]),
        ),
        Case {
            life: swept,
            who: Person::Worker,
            pairs: pairs(&[("no", "2"), ("outcome", "bad"), ("linked", &other), ("note", "另有一处")]),
            expected: Command::AnswerSweep(SweepAnswer {
                no: 2,
                outcome: SweepOutcome::Bad(OTHER_PROBLEM),
                note: text("另有一处"),
            }),
            conditional: &["linked"],
        },
        case(
            answered,
            Person::Boss,
            pairs(&[("text", "申请县级验收")]),
            Command::ApplyAcceptance(c::note("申请县级验收")),
        ),
    ]
}

fn gates() -> Vec<Case> {
    let piece = at(Stage::Accepting).p().evidence[0].1.id;
    let waiver = GateWaiver { gate: text("satisfied"), reason: text("无反映人") };
    let waived = (Person::Clerk, Command::WaiveGate(waiver.clone()));
    vec![
        Case {
            life: at(Stage::Accepting),
            who: Person::Supervisor,
            pairs: pairs(&[
                ("gate", "rectified"),
                ("statement", "措施全部落实"),
                ("method", "现场核查"),
                ("evidence", &piece.to_string()),
            ]),
            expected: Command::SignGate(GateSignature {
                gate: text("rectified"),
                statement: text("措施全部落实"),
                method: text("现场核查"),
                evidence: vec![piece],
                rectifying: false,
            }),
            conditional: &["evidence"],
        },
        case(
            at(Stage::Accepting),
            Person::Clerk,
            pairs(&[("gate", "satisfied"), ("reason", "无反映人")]),
            waived.1.clone(),
        ),
        case(
            after(at(Stage::Accepting), &[waived]),
            Person::Chief,
            pairs(&[("gate", "satisfied"), ("reason", "属实")]),
            Command::ConfirmWaiver(GateWaiver { reason: text("属实"), ..waiver }),
        ),
    ]
}

fn acceptance() -> Vec<Case> {
    let piece = at(Stage::Accepting).p().evidence[0].1.id;
    let record = Acceptance {
        step: 0,
        verdict: AcceptanceVerdict::AgreedWithConditions,
        visited: d("2024-03-04"),
        panel: vec![text("张某（市局）"), text("李某（县局）")],
        opinion: text("原则同意"),
        conditions: text("补种"),
        conditions_by: Some(d("2024-06-30")),
        reasons: vec![],
        measures: vec![],
        by: None,
        evidence: vec![piece],
    };
    vec![
        Case {
            life: at(Stage::Accepting),
            who: Person::PanelA,
            pairs: pairs(&[
                ("step", "0"),
                ("verdict", "agreed_with_conditions"),
                ("visited", "2024-03-04"),
                ("panel", "张某（市局）\n李某（县局）"),
                ("opinion", "原则同意"),
                ("conditions", "补种"),
                ("conditions_by", "2024-06-30"),
                ("evidence", &piece.to_string()),
            ]),
            expected: Command::RecordAcceptance(record),
            conditional: &["conditions", "conditions_by", "evidence"],
        },
        case(
            at(Stage::Accepted),
            Person::Clerk,
            pairs(&[("first_day", "2024-03-05"), ("days", "5"), ("place", "市政府网站"), ("phone", "0000-000000")]),
            Command::OpenNotice(c::notice(d("2024-03-05"))),
        ),
        case(
            at(Stage::Noticed),
            Person::Clerk,
            pairs(&[
                ("first_day", "2024-03-05"),
                ("days", "5"),
                ("place", "市政府网站"),
                ("phone", "0000-000000"),
                ("reason", "首日填错"),
            ]),
            Command::OpenNotice(NoticeOpening { reason: text("首日填错"), ..c::notice(d("2024-03-05")) }),
        ),
        case(
            after(at(Stage::Noticed), &[(Person::Clerk, Command::ReceiveObjection(c::objection(1)))]),
            Person::Clerk,
            pairs(&[("no", "1"), ("upheld", "1"), ("answer", "重新整改"), ("measures", "1")]),
            Command::AnswerObjection(ObjectionAnswer {
                no: 1,
                upheld: true,
                answer: text("重新整改"),
                measures: vec![1],
            }),
        ),
        case(
            at(Stage::Accepting),
            Person::Chief,
            pairs(&[("reasons", "shallow_inquiry"), ("text", "再查"), ("by", "2024-04-30"), ("measures", "2")]),
            Command::Return(Return {
                reasons: vec![text("shallow_inquiry")],
                text: text("再查"),
                by: d("2024-04-30"),
                measures: vec![2],
            }),
        ),
    ]
}

fn ending() -> Vec<Case> {
    let mut over = at(Stage::Noticed);
    over.pass(30);
    let closed = at(Stage::NoticeClosed);
    let filed_on = closed.today();
    let struck = after(at(Stage::StruckOff), &[(Person::Clerk, Command::AddEvidence(c::evidence(7000, vec![])))]);
    let seen = struck.today();
    let piece = c::evidence_id(7000);
    vec![
        case(over, Person::Clerk, pairs(&[("text", "无异议")]), Command::CloseNotice(c::note("无异议"))),
        case(
            closed,
            Person::Clerk,
            pairs(&[("document", "整改办〔2024〕1号"), ("body", "省整改办"), ("day", &filed_on.to_string())]),
            Command::File(Filing {
                document: text("整改办〔2024〕1号"), body: text("省整改办"), day: filed_on
            }),
        ),
        case(at(Stage::Filed), Person::Chief, pairs(&[("text", "准予销号")]), Command::StrikeOff(c::note("准予销号"))),
        case(
            struck,
            Person::PanelB,
            pairs(&[
                ("visited", &seen.to_string()),
                ("result", "weak"),
                ("lasting_works", "0"),
                ("note", "巡河不足"),
                ("evidence", &piece.to_string()),
            ]),
            Command::LookBack(LookBack {
                visited: seen,
                result: LookBackResult::Weak,
                note: text("巡河不足"),
                lasting_works: false,
                evidence: vec![piece],
            }),
        ),
    ]
}
