//! Acts from signing to the work under the plan, and beside the path.

use dugai_domain::ids::GroupId;
use dugai_domain::problem::*;

use crate::city::{Case, NEW_ID, OTHER_PROBLEM, Pairs, life_until, pairs};
use crate::world::{BUREAU, COUNTY, HELPER, Life, OTHER, Person, content as c, d};

/// A case in which nothing hangs on other answers.
pub fn case(life: Life, who: Person, pairs: Pairs, expected: Command) -> Case {
    Case { life, who, pairs, expected, conditional: &[] }
}

fn on_list() -> Life {
    life_until(SourceKind::Complaint, |_| true)
}

fn at(stage: Stage) -> Life {
    life_until(SourceKind::Feedback, |p| p.stage == stage)
}

/// After other acts.
pub fn after(mut life: Life, acts: &[(Person, Command)]) -> Life {
    for (who, command) in acts {
        life.attempt(*who, command).unwrap_or_else(|e| panic!("{e}"));
    }
    life
}

pub fn text(text: &str) -> String {
    text.to_owned()
}

pub fn all() -> Vec<Case> {
    let mut all = chain();
    all.extend(more_chain());
    all.extend(plans());
    all.extend(work());
    all.extend(beside());
    all
}

fn chain() -> Vec<Case> {
    let (county, other, helper) = (COUNTY.to_string(), OTHER.to_string(), HELPER.to_string());
    let ended = format!("assisting/{helper}");
    let objection = Command::Bounce(Bounce { unit: COUNTY, clause: text("第三条"), reason: text("属他县") });
    vec![
        case(
            on_list(),
            Person::Worker,
            pairs(&[("unit", &county), ("note", " 收到\r\n即办 ")]),
            Command::Claim(Claim { unit: COUNTY, note: text("收到\n即办") }),
        ),
        case(
            at(Stage::Claimed),
            Person::Worker,
            pairs(&[("on_site", "1"), ("text", "已到现场")]),
            Command::TakeFirstStep(FirstStep {
                on_site: true,
                text: text("已到现场"),
                evidence: vec![],
                rectifying: false,
            }),
        ),
        case(
            on_list(),
            Person::Worker,
            pairs(&[("unit", &county), ("clause", "第三条"), ("reason", "属他县")]),
            Command::Bounce(Bounce { unit: COUNTY, clause: text("第三条"), reason: text("属他县") }),
        ),
        case(
            after(on_list(), &[(Person::Worker, objection)]),
            Person::Clerk,
            pairs(&[("unit", &county), ("reason", "属地责任")]),
            Command::UpholdAssignment(Ruling { unit: COUNTY, reason: text("属地责任") }),
        ),
        case(
            on_list(),
            Person::Clerk,
            pairs(&[("from", &county), ("to", &other), ("reason", "属地")]),
            Command::Transfer(Transfer { from: COUNTY, to: OTHER, reason: text("属地") }),
        ),
        case(
            on_list(),
            Person::Chief,
            pairs(&[("ground", "not_accepted"), ("reason", "重复"), ("answer", "已并办")]),
            Command::Decline(NotAccepted {
                reason: text("重复"), answer: text("已并办"), ..NotAccepted::default()
            }),
        ),
        case(
            at(Stage::Rectifying),
            Person::Chief,
            pairs(&[("ground", "withdrawn"), ("reason", "督察组更正"), ("document", "督察函〔2024〕9号")]),
            Command::Decline(NotAccepted {
                ground: Ground::Withdrawn,
                reason: text("督察组更正"),
                document: text("督察函〔2024〕9号"),
                ..NotAccepted::default()
            }),
        ),
        case(
            on_list(),
            Person::Clerk,
            pairs(&[
                ("role", "assisting"),
                ("unit", &other),
                ("person", "副县长 周宁"),
                ("from", "2024-03-04"),
                ("to", "2024-12-31"),
            ]),
            Command::AssignDuty(Duty {
                role: DutyRole::Assisting,
                unit: OTHER,
                person: text("副县长 周宁"),
                from: d("2024-03-04"),
                to: Some(d("2024-12-31")),
            }),
        ),
        case(
            on_list(),
            Person::Clerk,
            pairs(&[("duty", &ended), ("to", "2024-03-04"), ("reason", "职责调整")]),
            Command::EndDuty(DutyEnd {
                role: DutyRole::Assisting,
                unit: HELPER,
                to: d("2024-03-04"),
                reason: text("职责调整"),
                document: String::new(),
            }),
        ),
    ]
}

fn more_chain() -> Vec<Case> {
    let other_problem = OTHER_PROBLEM.to_string();
    let mayor = Person::Mayor.account().unwrap();
    let joined = Command::Join(Join { group: GroupId(NEW_ID), lead: OTHER_PROBLEM, reason: text("同一河段") });
    let mut imported = Life::new();
    let mut entry = c::registration(SourceKind::Feedback, imported.today());
    entry.import = Some(c::import_row());
    imported.attempt(Person::Clerk, &Command::Register(entry)).unwrap();
    vec![
        Case {
            life: on_list(),
            who: Person::Chief,
            pairs: pairs(&[
                ("guidance", "immediate"),
                ("types", "air"),
                ("types", "water"),
                ("steps[0].level", "市"),
                ("steps[0].unit", &BUREAU.to_string()),
                ("steps[4].level", "省"),
                ("steps[5].level", ""),
                ("reason", "按来文调整"),
            ]),
            expected: Command::Classify(Classification {
                guidance: Guidance::Immediate,
                types: vec![text("water"), text("air")],
                steps: vec![
                    AcceptanceStep { level: text("市"), unit: Some(BUREAU) },
                    AcceptanceStep { level: text("省"), unit: None },
                ],
                reason: text("按来文调整"),
                document: String::new(),
            }),
            conditional: &["reason"],
        },
        case(
            on_list(),
            Person::Chief,
            pairs(&[("level", "2"), ("reason", "三次投诉")]),
            Command::SetLevel(Level { level: 2, reason: text("三次投诉") }),
        ),
        Case {
            life: on_list(),
            who: Person::Chief,
            pairs: pairs(&[("account", &mayor.to_string()), ("visits_owed", "４")]),
            expected: Command::SetLeadOfficer(LeadOfficer {
                name: text("何远 副市长"),
                account: Some(mayor),
                visits_owed: 4,
            }),
            conditional: &["account"],
        },
        case(
            on_list(),
            Person::Chief,
            pairs(&[("name", "青衣江专班"), ("members", "甲（市局）\r\n\r\n乙（石桥县）\r\n")]),
            Command::FormTaskForce(TaskForce {
                name: text("青衣江专班"),
                members: vec![text("甲（市局）"), text("乙（石桥县）")],
            }),
        ),
        case(on_list(), Person::Clerk, pairs(&[("lead", &other_problem), ("reason", "同一河段")]), joined.clone()),
        case(
            after(on_list(), &[(Person::Clerk, joined)]),
            Person::Clerk,
            pairs(&[("reason", "并错")]),
            Command::Part(c::note("并错")),
        ),
        case(imported, Person::Clerk, pairs(&[("reason", "导错文件")]), Command::Void(c::note("导错文件"))),
    ]
}

fn plans() -> Vec<Case> {
    let (county, helper) = (COUNTY.to_string(), HELPER.to_string());
    let measure = |no, text: &str, owner| Measure {
        no,
        text: text.to_owned(),
        goal: String::new(),
        owner: Some(owner),
        due: Some(d("2024-10-31")),
        long_term: false,
        money_fen: None,
        safety: String::new(),
        lasting: false,
    };
    let first = Measure { money_fen: Some(12_500_000), goal: text("无堆料"), ..measure(1, "清退", COUNTY) };
    let second = Measure { due: None, long_term: true, lasting: true, ..measure(2, "巡河", HELPER) };
    let draft = Case {
        life: at(Stage::Claimed),
        who: Person::Worker,
        pairs: pairs(&[
            ("goal", "恢复河道"),
            ("measures[0].text", "清退"),
            ("measures[0].goal", "无堆料"),
            ("measures[0].owner", &county),
            ("measures[0].due", "2024-10-31"),
            ("measures[0].money", "12.5"),
            ("measures[2].text", "巡河"),
            ("measures[2].owner", &helper),
            ("measures[2].due", ""),
            ("measures[2].long_term", "1"),
            ("measures[2].lasting", "1"),
            ("measures[3].text", ""),
            ("measures[3].owner", &county),
            ("measures[3].due", "2024-12-31"),
            ("standard", "mine"),
            ("safety", "边坡监测"),
        ]),
        expected: Command::DraftPlan(PlanDraft {
            goal: text("恢复河道"),
            measures: vec![first, second],
            standard: text("mine"),
            due: None,
            safety: text("边坡监测"),
        }),
        conditional: &["safety", "measures[0].due"],
    };
    let written = life_until(SourceKind::Feedback, |p| p.open_plan().is_some());
    let reasons = pairs(&[("opinion", "再细化"), ("reasons", "loose_measures")]);
    let returned = Opinion { text: text("再细化"), reasons: vec![text("loose_measures")] };
    vec![
        draft,
        case(written, Person::Worker, pairs(&[("text", "请审")]), Command::SubmitPlan(c::note("请审"))),
        case(
            at(Stage::PlanSubmitted),
            Person::Chief,
            pairs(&[("opinion", "同意")]),
            Command::ApprovePlan(Opinion { text: text("同意"), reasons: vec![] }),
        ),
        case(at(Stage::PlanSubmitted), Person::Chief, reasons, Command::ReturnPlan(returned)),
    ]
}

fn work() -> Vec<Case> {
    let proved = || {
        life_until(SourceKind::Feedback, |p| {
            p.measures.first().is_some_and(|m| m.done.is_some() && m.accepted.is_none()) && !p.evidence.is_empty()
        })
    };
    let piece = proved().p().evidence[0].1.id;
    let asked = ExtensionRequest { of: ExtensionOf::Measure(1), to: d("2024-12-20"), reason: text("汛期") };
    let request = Command::RequestExtension(asked);
    let paused = (Person::Chief, Command::Pause(c::note("诉讼")));
    let verdict = |text: &str, reasons: &[&str]| MeasureVerdict {
        no: 1,
        opinion: Opinion { text: text.to_owned(), reasons: reasons.iter().map(|r| (*r).to_owned()).collect() },
        evidence: vec![piece],
    };
    let chosen = piece.to_string();
    let month = MonthReport { month: text("2024-03"), word: Progress::Behind, text: text("缺土") };
    vec![
        case(
            proved(),
            Person::Worker,
            pairs(&[("no", "2"), ("percent", "60"), ("note", "过半"), ("evidence", &chosen)]),
            Command::ReportMeasure(MeasureReport { no: 2, percent: 60, note: text("过半"), evidence: vec![piece] }),
        ),
        case(
            proved(),
            Person::Supervisor,
            pairs(&[("no", "1"), ("opinion", "属实"), ("evidence", &chosen)]),
            Command::AcceptMeasure(verdict("属实", &[])),
        ),
        case(
            proved(),
            Person::Supervisor,
            pairs(&[("no", "1"), ("opinion", "再清"), ("reasons", "half_solved"), ("evidence", &chosen)]),
            Command::ReturnMeasure(verdict("再清", &["half_solved"])),
        ),
        Case {
            life: at(Stage::Rectifying),
            who: Person::Worker,
            pairs: pairs(&[("month", "2024-03"), ("word", "behind"), ("text", "缺土")]),
            expected: Command::ReportMonth(month),
            conditional: &["text"],
        },
        case(
            at(Stage::Rectifying),
            Person::Worker,
            pairs(&[("of", "measure:1"), ("to", "2024-12-20"), ("reason", "汛期")]),
            request.clone(),
        ),
        Case {
            life: after(at(Stage::Rectifying), &[(Person::Worker, request)]),
            who: Person::Chief,
            pairs: pairs(&[("granted", "0"), ("opinion", "抓紧")]),
            expected: Command::DecideExtension(ExtensionDecision { granted: false, opinion: text("抓紧") }),
            conditional: &["opinion"],
        },
        case(at(Stage::Claimed), Person::Chief, pairs(&[("reason", "诉讼")]), paused.1.clone()),
        case(
            after(at(Stage::Claimed), &[paused]),
            Person::Chief,
            pairs(&[("text", "诉讼结束")]),
            Command::Resume(c::note("诉讼结束")),
        ),
    ]
}

fn beside() -> Vec<Case> {
    let (county, helper) = (COUNTY.to_string(), HELPER.to_string());
    let urge = Supervision::Urge { unit: COUNTY, text: text("限期答复"), reply_by: d("2024-03-20") };
    let urged = (Person::Clerk, Command::Supervise(urge));
    let decision = |due: &str| Decision { what: text("清运"), unit: HELPER, due: d(due) };
    let met = Meeting {
        visit: true,
        day: d("2024-03-04"),
        who: text("何远"),
        text: text("现场会"),
        decisions: vec![decision("2024-04-30")],
    };
    let order = Instruction {
        from: text("市委书记"),
        text: text("查清"),
        day: d("2024-03-01"),
        duties: vec![decision("2024-05-31")],
    };
    let change = ProposedChange { field: Field::Page, value: text("13"), import: c::import_row() };
    let correction = Correction {
        of: 1,
        field: Field::Goal,
        value: text("彻底清退"),
        reason: text("笔误"),
        document: text("原件第3页"),
    };
    vec![
        Case {
            life: on_list(),
            who: Person::Clerk,
            pairs: pairs(&[("kind", "urge"), ("unit", &county), ("text", "限期答复"), ("reply_by", "2024-03-20")]),
            expected: urged.1.clone(),
            conditional: &["unit", "text", "reply_by"],
        },
        case(
            after(on_list(), &[urged]),
            Person::Worker,
            pairs(&[("no", "1"), ("text", "已办")]),
            Command::AnswerSupervision(SupervisionAnswer { no: 1, text: text("已办"), closed: false }),
        ),
        case(
            on_list(),
            Person::Clerk,
            pairs(&[
                ("visit", "1"),
                ("day", "2024-03-04"),
                ("who", "何远"),
                ("text", "现场会"),
                ("decisions[0].what", "清运"),
                ("decisions[0].unit", &helper),
                ("decisions[0].due", "2024-04-30"),
            ]),
            Command::Meet(met.clone()),
        ),
        case(
            on_list(),
            Person::Clerk,
            pairs(&[
                ("from", "市委书记"),
                ("text", "查清"),
                ("day", "2024-03-01"),
                ("duties[0].what", "清运"),
                ("duties[0].unit", &helper),
                ("duties[0].due", "2024-05-31"),
            ]),
            Command::Instruct(order),
        ),
        case(
            after(on_list(), &[(Person::Clerk, Command::Meet(met))]),
            Person::Helper,
            pairs(&[("no", "1"), ("result", "已清运")]),
            Command::FinishDuty(DutyDone { no: 1, result: text("已清运") }),
        ),
        case(
            on_list(),
            Person::Clerk,
            pairs(&[
                ("field", "goal"),
                ("value", "彻底清退"),
                ("of", "1"),
                ("reason", "笔误"),
                ("document", "原件第3页"),
            ]),
            Command::Correct(correction),
        ),
        Case {
            life: after(on_list(), &[(Person::Clerk, Command::ProposeChange(change))]),
            who: Person::Clerk,
            pairs: pairs(&[("no", "1"), ("taken", "0"), ("reason", "原文无误"), ("document", "来文第3号")]),
            expected: Command::DecideChange(ChangeDecision {
                no: 1,
                taken: false,
                reason: text("原文无误"),
                document: text("来文第3号"),
            }),
            conditional: &["reason"],
        },
    ]
}
