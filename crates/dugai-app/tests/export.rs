//! The register and the papers as files: on every engine at hand. All people are invented.

mod kit;

use std::io::{Cursor, Read};

use dugai_app::evidence::Meta;
use dugai_app::export::{Column, Form, Preparer, Wanted};
use dugai_app::import::{Options, RowState};
use dugai_app::papers::{Block, Case, Paper, PaperKind, Told, Which, docx, html};
use dugai_app::register::Query;
use dugai_app::{ActError, OfficeError};
use dugai_documents::read::{Limits, open};
use dugai_domain::actor::Actor;
use dugai_domain::ids::{EvidenceId, ProblemId};
use dugai_domain::org::{Post, Role, Term, Unit};
use dugai_domain::problem::*;
use dugai_domain::reference::{GateSigner, Reference};
use dugai_domain::time::Timestamp;
use jiff::civil::{Date, date};
use kit::{House, houses};

fn wanted(query: Query, columns: &[Column], form: Form) -> Wanted {
    let preparer = Preparer { name: "李敏".into(), reviewer: String::new(), phone: "0000000".into() };
    Wanted { query, columns: columns.to_vec(), form, preparer }
}

impl House {
    async fn export(&self, who: &str, wanted: &Wanted) -> (u64, Vec<u8>) {
        let actor = self.cast.actor(&self.office, who).await.expect("known");
        let mut out = Cursor::new(Vec::new());
        let by = (&actor, self.office.now());
        let done = self.office.export_register(wanted, &mut out, by).await.expect("exported");
        (done.rows, out.into_inner())
    }

    fn day(&self, day: Date) {
        self.clock.set(Timestamp::at(day, 10, 0));
    }

    async fn act(&self, who: &str, id: ProblemId, command: Command) {
        let actor = self.cast.actor(&self.office, who).await.expect("known");
        self.office.act(id, None, &command, (&actor, self.office.now())).await.expect("allowed");
    }

    async fn case(&self, id: ProblemId) -> Case {
        let clerk = self.cast.actor(&self.office, "clerk").await.expect("known");
        self.office.case(id, (&clerk, self.office.now())).await.expect("seen")
    }
}

/// The cells of the first sheet, as text.
fn grid(bytes: &[u8]) -> Vec<Vec<String>> {
    let book = open(bytes, &Limits::default()).expect("a workbook");
    let sheet = &book.sheets[0];
    (1..=sheet.row_count())
        .map(|row| (1..=sheet.column_count()).map(|column| sheet.cell(row, column).text.clone()).collect())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_file_holds_what_the_filter_shows_and_nothing_else() {
    for house in houses().await {
        for n in 1..=7 {
            house.cast.register(&house.office, &n.to_string()).await.expect("registered");
        }
        let claimed = house.cast.register(&house.office, "8").await.expect("registered");
        house.act("officer", claimed, Command::Claim(Claim { unit: house.cast.units[1], note: String::new() })).await;
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        for query in ["", "stage=claimed", "q=市3", "figure=overdue", "sort=-changed", "stage=filed"] {
            let pairs: Vec<(&str, &str)> = query.split('&').filter_map(|p| p.split_once('=')).collect();
            let (query, unread) = Query::from_pairs(pairs);
            assert!(unread.is_empty());
            let page = house.office.register(&query, &clerk).await.expect("read");
            let columns = [Column::Seq, Column::Number, Column::Unit, Column::Progress, Column::Registered];
            let (rows, bytes) = house.export("clerk", &wanted(query.clone(), &columns, Form::Xlsx)).await;
            assert_eq!(rows, page.total);
            let cells = grid(&bytes);
            assert!(cells[0][0].contains("【演示】") && cells[0][0].contains("整改任务清单"), "{:?}", cells[0]);
            assert!(cells[1][0].starts_with("截至时间：2026-03-02 10:00"), "{:?}", cells[1]);
            assert_eq!(cells[2], ["序号", "编号", "责任单位", "整改进展", "登记日期"]);
            let numbers: Vec<&str> = cells[3..3 + rows as usize].iter().map(|r| r[1].as_str()).collect();
            let shown: Vec<&str> = page.rows.iter().map(|r| r.number.as_str()).collect();
            assert_eq!(numbers, shown);
            assert!(cells[3 + rows as usize][0].starts_with("填报人：李敏"), "{cells:?}");
            assert!(cells[3..3 + rows as usize].iter().all(|r| r[2] == "石桥县" && r[3] == "尚未启动"));
            let (csv_rows, csv) = house.export("clerk", &wanted(query.clone(), &columns, Form::Csv)).await;
            assert_eq!((csv_rows, csv.iter().filter(|b| **b == b'\n').count() as u64), (rows, rows + 1));
            let (_, json) = house.export("clerk", &wanted(query, &columns, Form::Json)).await;
            let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
            assert_eq!(json["rows"].as_array().expect("rows").len() as u64, rows);
            assert_eq!(json["demonstration"], true);
        }
        let all = wanted(Query::default(), &[], Form::Csv);
        assert_eq!(house.export("officer", &all).await.0, 8);
        assert_eq!(house.export("other", &all).await.0, 0, "another county sees none of them");
        assert_eq!(house.export("admin", &all).await.0, 0, "accounts give no sight of problems");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_rows_than_are_read_at_once_come_once_each_in_every_order() {
    for house in houses().await {
        for n in 1..=505 {
            house.cast.register(&house.office, &n.to_string()).await.expect("registered");
        }
        for sort in ["number", "-number", "due", "-changed"] {
            let (query, _) = Query::from_pairs([("sort", sort)]);
            let (rows, json) = house.export("officer", &wanted(query, &[Column::Number], Form::Json)).await;
            let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
            let list = json["rows"].as_array().expect("rows");
            let numbers: std::collections::BTreeSet<&str> = list.iter().filter_map(|r| r["number"].as_str()).collect();
            assert_eq!((rows, list.len(), numbers.len()), (505, 505, 505), "{sort}");
            let first = if sort == "-number" { "市505" } else { "市1" };
            assert!(list[0]["number"] == first || !sort.ends_with("number"), "{sort}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_text_becomes_a_formula_and_every_column_can_be_chosen() {
    for house in houses().await {
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        let mut hostile = house.cast.registration("9", date(2026, 3, 2));
        hostile.text = "=HYPERLINK(\"http://invalid\",\"虚构\")".into();
        hostile.goal = "@SUM(1)".into();
        let due = Due { text: "2026年6月底前".into(), date: Some(date(2026, 6, 30)), long_term: true };
        hostile.measures = vec![GivenMeasure { no: 1, text: "建沉淀池".into(), due }];
        let command = Command::Register(hostile);
        let id = ProblemId(house.office.tools.new_id());
        house.office.act(id, None, &command, (&clerk, house.office.now())).await.expect("registered");
        let (_, csv) = house.export("clerk", &wanted(Query::default(), Column::ALL, Form::Csv)).await;
        let csv = String::from_utf8(csv).expect("text");
        assert!(csv.contains("\"'=HYPERLINK(") && csv.contains(",'@SUM(1),"), "{csv}");
        assert!(csv.contains("1. 建沉淀池（2026年6月底前，长期坚持）"), "{csv}");
        let (_, bytes) = house.export("clerk", &wanted(Query::default(), Column::ALL, Form::Xlsx)).await;
        let cells = grid(&bytes);
        assert_eq!(cells[2], Column::ALL.iter().map(|c| c.title()).collect::<Vec<_>>());
        let at = |column: Column| Column::ALL.iter().position(|c| *c == column).expect("there");
        assert_eq!(cells[3][at(Column::Text)], "=HYPERLINK(\"http://invalid\",\"虚构\")");
        assert_eq!(cells[3][at(Column::County)], "石桥县");
        assert_eq!(cells[3][at(Column::Type)], "水");
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        let mut sheet = String::new();
        zip.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut sheet).expect("text");
        assert!(!sheet.contains("<f>"), "a formula was written");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_list_brought_in_can_be_printed_back_in_its_columns() {
    for house in houses().await {
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        let mut listed = house.cast.registration("9", date(2026, 3, 2));
        listed.numbers.push(Number { level: "县".into(), no: "1".into() });
        listed.klass = "一、水污染防治存在薄弱环节".into();
        listed.chain[0].person = "李敏".into();
        let helper = Duty { role: DutyRole::Assisting, unit: house.cast.units[2], ..listed.chain[0].clone() };
        listed.chain.push(Duty { person: String::new(), ..helper });
        let given = |no, text: &str, due: &str| {
            let due = Due { text: due.into(), date: None, long_term: due.contains("长期") };
            GivenMeasure { no, text: text.into(), due }
        };
        listed.measures = vec![given(1, "建沉淀池", "2026年6月底前"), given(2, "逐月监测", "长期坚持")];
        let command = Command::Register(listed);
        let id = ProblemId(house.office.tools.new_id());
        house.office.act(id, None, &command, (&clerk, house.office.now())).await.expect("registered");
        let columns =
            "county_no city_no class text goal measures measure_due unit assist person acceptor due enterprise";
        let columns: Vec<Column> = columns.split(' ').map(|c| Column::from_code(c).expect("known")).collect();
        let (_, bytes) = house.export("clerk", &wanted(Query::default(), &columns, Form::Xlsx)).await;
        let cells = grid(&bytes);
        assert_eq!(cells[3][..3], ["1", "9", "一、水污染防治存在薄弱环节"]);
        assert_eq!(cells[3][6], "1. 2026年6月底前\n2. 长期坚持");
        let setup = house.office.setup().await.expect("read");
        let name = |n: usize| setup.unit_name(house.cast.units[n]);
        assert_eq!(cells[3][7..11], [name(1), name(2), "李敏".to_owned(), name(3)]);
        assert_eq!(cells[3][12], name(4));
        let read = dugai_documents::tasklist::read("台账.xlsx", &bytes, &Default::default()).expect("a list");
        let task = read.tasks.first().expect("a task");
        assert_eq!((task.no, task.measures.len()), (Some(1), 2), "{task:?}");
        assert_eq!((task.assist.clone(), task.acceptor.clone()), (Some(name(2)), Some(name(3))));
        assert_eq!(task.person.as_deref(), Some("李敏"));
        assert_eq!(task.klass.as_deref(), Some("一、水污染防治存在薄弱环节"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_that_was_moved_stands_on_every_paper_and_in_the_register() {
    for house in houses().await {
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        let mut listed = house.cast.registration("9", date(2026, 3, 2));
        listed.due = Due { text: "2026年12月底前".into(), date: Some(date(2026, 12, 31)), long_term: false };
        let id = ProblemId(house.office.tools.new_id());
        house.office.act(id, None, &Command::Register(listed), (&clerk, house.office.now())).await.expect("registered");
        house.cast.up_to(&house.office, id, "approve_plan").await.expect("played");
        let ask = ExtensionRequest { of: ExtensionOf::Whole, to: date(2027, 3, 31), reason: "汛期".into() };
        house.act("officer", id, Command::RequestExtension(ask)).await;
        let grant = ExtensionDecision { granted: true, opinion: "同意".into() };
        house.act("head", id, Command::DecideExtension(grant)).await;
        let moved = "2027年3月31日（原时限：2026年12月底前）";
        let (_, json) = house.export("clerk", &wanted(Query::default(), &[Column::Due], Form::Json)).await;
        let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        assert_eq!(json["rows"][0]["due"], moved);
        let case = house.case(id).await;
        for kind in [PaperKind::TaskList, PaperKind::File] {
            let said = text(&case.paper(Which { kind, round: 1, no: 1 }, tell).expect("made").1);
            assert!(said.contains(&format!("<th scope=\"row\">整改时限</th><td>{moved}</td>")), "{said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_register_reads_back_with_the_numbers_it_was_written_with() {
    for house in houses().await {
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        let by = (&clerk, house.office.now());
        for (no, county) in [("12", "1"), ("7", "8"), ("30", "")] {
            let mut listed = house.cast.registration(no, date(2026, 3, 2));
            // The usual columns name no enterprise.
            listed.chain.retain(|duty| duty.role != DutyRole::Enterprise);
            listed.text = format!("虚构问题{no}：{}", "料场废水未经处理排入河道。".repeat(60));
            if !county.is_empty() {
                listed.numbers.push(Number { level: "石桥县".into(), no: county.into() });
            }
            let id = ProblemId(house.office.tools.new_id());
            let due = Due { text: "2026年6月底前".into(), date: Some(date(2026, 6, 30)), long_term: true };
            listed.measures = vec![GivenMeasure { no: 1, text: "建沉淀池".into(), due }];
            house.office.act(id, None, &Command::Register(listed), by).await.expect("registered");
            if no == "30" {
                // From then on the register prints the measures of the plan.
                house.cast.up_to(&house.office, id, "approve_plan").await.expect("played");
            }
        }
        let (_, bytes) = house.export("clerk", &wanted(Query::default(), &[], Form::Xlsx)).await;
        let read = dugai_documents::tasklist::read("台账.xlsx", &bytes, &Default::default()).expect("a list");
        let numbers: Vec<Option<i64>> = read.tasks.iter().map(|task| task.no).collect();
        assert_eq!(numbers, [Some(7), Some(12), Some(30)], "{:?}", read.findings);
        let id = house.office.bring("台账.xlsx", &bytes, by).await.expect("taken in");
        let round = "虚构的第一轮督察".to_owned();
        let options = Options { source: Some(SourceKind::Feedback), round, ..Options::default() };
        let preview = house.office.preview(id, &options, by).await.expect("previewed");
        let rows: Vec<(String, bool)> =
            preview.rows.iter().map(|row| (row.number.clone(), matches!(row.state, RowState::Same))).collect();
        let same = |number: &str| (number.to_owned(), true);
        assert_eq!(rows, [same("市7 石桥县8"), same("市12 石桥县1"), same("市30")], "{preview:?}");
    }
}

/// One line an event, without words of the pages.
fn tell(case: &Case) -> Vec<Told> {
    let told =
        |(_, r): &(u64, Recorded)| Told { head: r.event.code().to_owned(), by: String::new(), lines: Vec::new() };
    case.history.iter().map(told).collect()
}

fn text(paper: &Paper) -> String {
    html(paper)
}

/// From the list to struck off; gives the problem and its one piece of evidence.
async fn struck_off(house: &House) -> (ProblemId, EvidenceId) {
    let [_, county, ..] = house.cast.units;
    let id = house.cast.register(&house.office, "9").await.expect("registered");
    house.act("officer", id, Command::Claim(Claim { unit: county, note: String::new() })).await;
    let measure = Measure {
        no: 1,
        text: "建成三级沉淀池并长期运行".into(),
        goal: "废水不外排".into(),
        owner: Some(county),
        due: Some(date(2026, 5, 31)),
        long_term: true,
        money_fen: Some(120_000_000),
        safety: "池壁设护栏".into(),
        lasting: true,
    };
    let (goal, standard) = ("废水零直排。".into(), "water".into());
    let plan = PlanDraft { goal, measures: vec![measure], standard, due: None, safety: String::new() };
    house.act("officer", id, Command::DraftPlan(plan)).await;
    house.act("officer", id, Command::SubmitPlan(Note::default())).await;
    house.act("head", id, Command::ApprovePlan(Opinion { text: "同意".into(), reasons: Vec::new() })).await;
    let urge =
        Supervision::Urge { unit: county, text: "抓紧完成沉淀池建设。".into(), reply_by: date(2026, 3, 20) };
    house.act("clerk", id, Command::Supervise(urge)).await;
    house.day(date(2026, 3, 5));
    let officer = house.cast.actor(&house.office, "officer").await.expect("known");
    let meta =
        Meta { title: "沉淀池现场/记录".into(), kind: "document".into(), measures: vec![1], ..Meta::default() };
    let files = vec![("记录.txt".to_owned(), "沉淀池已建成（虚构）".as_bytes().to_vec())];
    let by = (&officer, house.office.now());
    let acted = house.office.add_evidence((id, None), &meta, files, by).await.expect("added");
    let photo = acted.problem.evidence[0].1.id;
    let report = MeasureReport { no: 1, percent: 100, note: "已建成".into(), evidence: vec![photo] };
    house.act("officer", id, Command::ReportMeasure(report)).await;
    let verdict = MeasureVerdict { no: 1, opinion: Opinion::default(), evidence: vec![photo] };
    house.act("supervisor", id, Command::AcceptMeasure(verdict)).await;
    let point = SweepPoint { no: 1, direction: "same_river".into(), what: "同一河段其余料场".into() };
    house.act("officer", id, Command::PlanSweep(vec![point])).await;
    let answer = SweepAnswer { no: 1, outcome: SweepOutcome::Clean, note: "已逐一核查".into() };
    house.act("officer", id, Command::AnswerSweep(answer)).await;
    let check = SelfCheck { summary: "整改目标已达到。".into(), evidence: vec![photo] };
    house.act("mayor", id, Command::SelfCheck(check)).await;
    house.act("mayor", id, Command::ApplyAcceptance(Note { text: "申请验收".into() })).await;
    gates(house, id, photo).await;
    house.day(date(2026, 3, 6));
    house.act("acceptor", id, Command::RecordAcceptance(acceptance(photo))).await;
    let (place, phone) = ("市政府网站".into(), "0000000".into());
    let notice = NoticeOpening { first_day: date(2026, 3, 9), days: 5, place, phone, reason: String::new() };
    house.act("clerk", id, Command::OpenNotice(notice)).await;
    house.day(date(2026, 3, 16));
    house.act("clerk", id, Command::CloseNotice(Note::default())).await;
    let filing =
        Filing { document: "虚构〔2026〕1号".into(), body: "省督察办".into(), day: date(2026, 3, 16) };
    house.act("clerk", id, Command::File(filing)).await;
    house.act("head", id, Command::StrikeOff(Note { text: "准予销号".into() })).await;
    (id, photo)
}

/// Every gate, each with its own signer.
async fn gates(house: &House, id: ProblemId, photo: EvidenceId) {
    for gate in &house.office.setup().await.expect("read").reference.gates {
        let signer = match gate.signer {
            GateSigner::ResponsibleHead => "mayor",
            GateSigner::Supervising => "supervisor",
            GateSigner::Office if gate.waivable => "head",
            GateSigner::Office => "clerk",
        };
        let (statement, method) = ("属实".into(), "现场走访".into());
        let signature = GateSignature {
            gate: gate.named.code.clone(),
            statement,
            method,
            evidence: vec![photo],
            rectifying: false,
        };
        house.act(signer, id, Command::SignGate(signature)).await;
    }
}

fn acceptance(photo: EvidenceId) -> Acceptance {
    Acceptance {
        step: 0,
        verdict: AcceptanceVerdict::Agreed,
        visited: date(2026, 3, 6),
        panel: vec!["验收人员甲（虚构）".into()],
        opinion: "措施全部落实，同意通过验收。".into(),
        conditions: String::new(),
        conditions_by: None,
        reasons: Vec::new(),
        measures: Vec::new(),
        by: None,
        evidence: vec![photo],
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn papers_hold_what_is_recorded_and_name_what_is_missing() {
    for house in houses().await {
        let fresh = house.cast.register(&house.office, "1").await.expect("registered");
        let case = house.case(fresh).await;
        let missing: Vec<(&str, Option<&str>)> =
            case.offered().iter().map(|o| (o.which.kind.code(), o.missing)).collect();
        assert_eq!(missing[0], ("task_list", None));
        assert_eq!(missing[1], ("self_check", Some("paper_self_check")));
        assert_eq!(missing.iter().filter(|(_, m)| m.is_none()).count(), 2, "{missing:?}");
        for offered in case.offered().iter().filter(|o| o.missing.is_some()) {
            let paper = case.paper(offered.which, tell);
            assert!(matches!(paper, Err(OfficeError::Field { field, .. }) if Some(field) == offered.missing));
        }
        let (id, _) = struck_off(&house).await;
        let case = house.case(id).await;
        let one = |kind| case.paper(Which { kind, round: 1, no: 1 }, tell).expect("recorded").1;
        for kind in PaperKind::ALL {
            let paper = one(kind);
            assert!(paper.demo, "{kind:?}");
            assert!(docx(&paper).expect("a document").starts_with(b"PK"));
        }
        assert!(text(&one(PaperKind::Acceptance)).contains("措施全部落实，同意通过验收。"));
        let notice = text(&one(PaperKind::Notice));
        assert!(notice.contains("2026年3月9日至2026年3月13日（5个工作日）"), "{notice}");
        assert!(!notice.contains("验收人员甲"), "no person's name in what the public reads");
        let struck = text(&one(PaperKind::StrikeOff));
        let head =
            "<p class=\"no-line ruled upward\"><span>虚构〔2026〕1号</span> <span>签发人：<i>　　　　</i></span></p>";
        assert!(struck.contains(head), "filed by the clerk, so nobody signed it off yet: {struck}");
        assert!(!struck.contains("准予销号") && !struck.contains("销号意见"), "a letter asks: {struck}");
        assert!(struck.contains("其中经督导单位"), "{struck}");
        let approval = text(&one(PaperKind::Approval));
        assert!(approval.contains("<th scope=\"row\">签批日期</th><td>2026年3月16日</td>"), "{approval}");
        assert!(approval.contains("准予销号") && approval.contains("<td>虚构〔2026〕1号（报省督察办"), "{approval}");
        assert!(struck.contains("<p class=\"mark\">云江市") && struck.contains("2026年3月16日印发"), "{struck}");
        assert!(struck.contains("<p class=\"to\">省督察办：</p>"), "{struck}");
        let urge = one(PaperKind::Urge);
        assert_eq!(urge.number.as_deref(), Some("〔2026〕　　号"));
        let colophon = urge.colophon.as_ref().expect("a letter");
        assert!(!colophon.copies.is_empty() && !colophon.copies.contains(&"石桥县人民政府".to_owned()), "{colophon:?}");
        assert_eq!(urge.to.as_deref(), Some("石桥县人民政府"));
        assert_eq!(urge.sign.as_ref().map(|s| s.1.as_str()), Some("2026年3月2日"));
        let whole = one(PaperKind::File);
        let said = text(&whole);
        assert!(said.contains("（质量和安全：池壁设护栏）<br>（长效机制）"), "{said}");
        assert!(said.contains("2026年5月31日<br>长期坚持</td>"), "{said}");
        assert!(said.contains("加盐哈希承诺") && !text(&one(PaperKind::SelfCheck)).contains("加盐哈希承诺"));
        let Some(Block::Table { rows, .. }) = whole.blocks.iter().rev().find(|b| matches!(b, Block::Table { .. }))
        else {
            panic!("a table of events")
        };
        assert_eq!(rows.len() as u64, case.problem.version);
        assert_eq!(rows[0][0], case.history[0].0.to_string());
        let other = house.cast.actor(&house.office, "other").await.expect("known");
        let by = (&other, house.office.now());
        let hidden = house.office.paper(id, Which { kind: PaperKind::File, round: 1, no: 1 }, tell, by).await;
        assert!(matches!(hidden, Err(ActError::NotFound)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deputys_signature_says_for_whom() {
    for house in houses().await {
        let (office, cast) = (&house.office, &house.cast);
        let (id, _) = struck_off(&house).await;
        // The clerk stood in for the head all the while, and signed a plan that only a head can approve.
        let other = cast.register(office, "10").await.expect("registered");
        cast.up_to(office, other, "submit_plan").await.expect("submitted");
        let term = Term { from: office.now().day(), to: Some(office.now().day()) };
        let post = Post { role: Role::Head, unit: cast.units[0], term, acting_for: cast.accounts.get("head").copied() };
        let system = Actor::system(office.now().day());
        office.give_post(cast.accounts["clerk"], post, (&system, office.now())).await.expect("given");
        house.act("clerk", other, Command::ApprovePlan(Opinion { text: "同意".into(), reasons: Vec::new() })).await;
        let case = house.case(other).await;
        let file = text(&case.paper(Which { kind: PaperKind::File, round: 1, no: 1 }, tell).expect("made").1);
        assert!(file.contains("李敏（代赵宏）"), "{file}");
        // What the own post gave the right to bears no such word.
        let own = text(
            &house.case(id).await.paper(Which { kind: PaperKind::Notice, round: 1, no: 1 }, tell).expect("made").1,
        );
        assert!(!own.contains("（代"), "{own}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paper_names_who_accepted_and_who_signed_off() {
    for house in houses().await {
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        let mut listed = house.cast.registration("9", date(2026, 3, 2));
        listed.chain.retain(|duty| duty.role != DutyRole::Supervising);
        let id = ProblemId(house.office.tools.new_id());
        house.office.act(id, None, &Command::Register(listed), (&clerk, house.office.now())).await.expect("registered");
        house.cast.up_to(&house.office, id, "self_check").await.expect("played");
        let setup = house.office.setup().await.expect("read");
        let office = setup.unit_name(house.cast.units[0]);
        let one = |case: &Case, kind| text(&case.paper(Which { kind, round: 1, no: 1 }, tell).expect("recorded").1);
        let check = one(&house.case(id).await, PaperKind::SelfCheck);
        assert!(check.contains(&format!("其中经{office}验收1项。")), "no unit supervises: {check}");
        let id = house.cast.register(&house.office, "10").await.expect("registered");
        house.cast.to_notice(&house.office, id).await.expect("played");
        house.day(date(2026, 3, 16));
        house.act("clerk", id, Command::CloseNotice(Note::default())).await;
        let (document, body) = ("虚构〔2026〕1号".into(), "省督察办".into());
        house.act("head", id, Command::File(Filing { document, body, day: date(2026, 3, 16) })).await;
        let head = house.cast.actor(&house.office, "head").await.expect("known").account.expect("a person");
        let struck = one(&house.case(id).await, PaperKind::StrikeOff);
        assert!(struck.contains(&format!("签发人：<i>{}</i>", setup.account_name(head))), "{struck}");
    }
}

/// The words of every dated paper of a case, by name.
fn dated(case: &Case) -> Vec<(String, String)> {
    let present = |which: Which| matches!(which.kind, PaperKind::TaskList | PaperKind::File);
    let made = case.offered().into_iter().filter(|o| o.missing.is_none() && !present(o.which));
    made.map(|o| case.paper(o.which, tell).expect("recorded")).map(|(name, paper)| (name, text(&paper))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_later_changes_no_dated_paper() {
    for house in houses().await {
        let (id, _) = struck_off(&house).await;
        let before = dated(&house.case(id).await);
        assert_eq!(before.len(), 6, "{before:?}");
        let check = &before[0].1;
        assert!(check.contains("同一河段其余料场") && check.contains("已逐一核查"), "answered before it: {check}");
        assert!(!check.contains("关口"), "gates are signed after the self-check: {check}");
        house.day(date(2026, 9, 1));
        let (value, reason) = ("更正后的问题内容（虚构）".into(), "笔误".into());
        let change = Correction { of: 1, field: Field::Text, value, reason, document: "原件第3页".into() };
        let correct = Command::Correct(change);
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        house.office.act(id, None, &correct, (&clerk, house.office.now())).await.expect("corrected");
        assert_eq!(dated(&house.case(id).await), before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_name_and_later_rules_change_no_dated_paper() {
    for house in houses().await {
        let (id, _) = struck_off(&house).await;
        let before = dated(&house.case(id).await);
        assert!(before.iter().any(|(_, text)| text.contains("4个已通过，共4个")), "{before:?}");
        house.day(date(2026, 9, 1));
        let (office, now) = (&house.office, house.office.now());
        let setup = office.setup().await.expect("read");
        let system = Actor::system(now.day());
        for unit in house.cast.units {
            let old = setup.units[&unit].clone();
            let renamed = Unit { name: format!("新{}", old.name), short: format!("新{}", old.short), ..old };
            office.change_unit(renamed, (&system, now)).await.expect("renamed");
        }
        let mut reference = Reference { version: setup.reference.version + 1, ..setup.reference.clone() };
        reference.gates.truncate(2);
        reference.types.iter_mut().for_each(|kind| kind.zh = format!("新{}", kind.zh));
        office.set_reference(reference, (&system, now)).await.expect("set");
        let case = house.case(id).await;
        assert_eq!(dated(&case), before);
        let file = text(&case.paper(Which { kind: PaperKind::File, round: 1, no: 1 }, tell).expect("made").1);
        assert!(file.contains("新石桥县"), "what says how things stand bears the present name: {file}");
        assert!(file.contains("群众满意"), "a gate that was asked for then: {file}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_opinion_is_about_what_was_looked_at_and_says_what_it_demands() {
    for house in houses().await {
        let refused = house.cast.register(&house.office, "9").await.expect("registered");
        house.cast.up_to(&house.office, refused, "apply_acceptance").await.expect("played");
        let photo = house.case(refused).await.problem.evidence[0].1.id;
        let (verdict, conditions) = (AcceptanceVerdict::Returned, "补齐台账".to_owned());
        gates(&house, refused, photo).await;
        let reasons = vec!["loose_measures".to_owned()];
        let visited = date(2026, 3, 2);
        let by = Some(date(2026, 9, 10));
        let returned = Acceptance { verdict, conditions, reasons, measures: vec![1], visited, by, ..acceptance(photo) };
        house.act("acceptor", refused, Command::RecordAcceptance(returned)).await;
        let one = |case: &Case| {
            text(&case.paper(Which { kind: PaperKind::Acceptance, round: 1, no: 1 }, tell).expect("made").1)
        };
        let said = one(&house.case(refused).await);
        assert!(said.contains("整改方案共1项措施，已完成1项"), "as it stood when it was refused: {said}");
        assert!(said.contains("<th scope=\"row\">须重新整改的措施</th><td>措施1</td>"), "{said}");
        assert!(said.contains("<th scope=\"row\">重新自查时限</th><td>2026年9月10日</td>"), "{said}");
        assert!(
            said.contains("补齐台账")
                && said.contains("验收标准")
                && said.contains("<p class=\"sign\">云江市水务局<br>"),
            "{said}"
        );
        assert!(!said.contains("加盐哈希承诺"), "for who checks the whole file: {said}");
        let agreed = house.cast.register(&house.office, "10").await.expect("registered");
        house.cast.up_to(&house.office, agreed, "apply_acceptance").await.expect("played");
        let photo = house.case(agreed).await.problem.evidence[0].1.id;
        gates(&house, agreed, photo).await;
        let (verdict, conditions) = (AcceptanceVerdict::AgreedWithConditions, "补种护坡林木".to_owned());
        let conditions_by = Some(date(2026, 6, 30));
        let with = Acceptance { verdict, conditions, conditions_by, visited, ..acceptance(photo) };
        house.act("acceptor", agreed, Command::RecordAcceptance(with)).await;
        let said = one(&house.case(agreed).await);
        let demanded = "<th scope=\"row\">附带条件</th><td>补种护坡林木</td>";
        let by = "<th scope=\"row\">条件完成时限</th><td>2026年6月30日</td>";
        assert!(said.contains(demanded) && said.contains(by), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_go_from_one_unit_to_another_and_are_copied_once_and_never_down() {
    for house in houses().await {
        let [office, county, other, department, _] = house.cast.units;
        let setup = house.office.setup().await.expect("read");
        let full = |unit| setup.units[&unit].name.clone();
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        // The list names one unit for both parts, and the department twice.
        let mut listed = house.cast.registration("90", date(2026, 3, 2));
        listed.chain.retain(|duty| duty.role != DutyRole::Supervising);
        for unit in [county, department] {
            listed.chain.push(Duty { role: DutyRole::Supervising, unit, ..listed.chain[0].clone() });
        }
        listed.chain.push(Duty { role: DutyRole::Responsible, unit: other, ..listed.chain[0].clone() });
        let id = ProblemId(house.office.tools.new_id());
        house.office.act(id, None, &Command::Register(listed), (&clerk, house.office.now())).await.expect("registered");
        let reply_by = date(2026, 3, 20);
        let urge = Supervision::Urge { unit: other, text: "抓紧认领。".into(), reply_by };
        house.act("clerk", id, Command::Supervise(urge)).await;
        house.act("other", id, Command::Claim(Claim { unit: other, note: String::new() })).await;
        house.cast.up_to(&house.office, id, "self_check").await.expect("played");
        let case = house.case(id).await;
        let one = |kind| case.paper(Which { kind, round: 1, no: 1 }, tell).expect("recorded").1;
        let check = one(PaperKind::SelfCheck);
        assert_eq!(check.to, Some(full(department)), "never to itself");
        assert_eq!(check.sign.map(|sign| sign.0), Some(full(county)), "whose head signed it");
        let urge = one(PaperKind::Urge);
        assert_eq!((urge.to, urge.mark.is_some()), (Some(full(other)), true));
        assert_eq!(urge.colophon.expect("a letter").copies, [full(county), full(department)]);
        let (id, _) = struck_off(&house).await;
        let case = house.case(id).await;
        let paper = case.paper(Which { kind: PaperKind::StrikeOff, round: 1, no: 1 }, tell).expect("recorded").1;
        assert_eq!(paper.colophon.expect("a letter").copies, Vec::<String>::new(), "a letter that goes up");
        assert_eq!(paper.sign.map(|sign| sign.0), Some(full(office)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_unknown_signs_a_letter() {
    for house in houses().await {
        let mut listed = house.cast.registration("9", date(2026, 3, 2));
        listed.steps[0].unit = None;
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        let id = ProblemId(house.office.tools.new_id());
        house.office.act(id, None, &Command::Register(listed), (&clerk, house.office.now())).await.expect("registered");
        house.cast.up_to(&house.office, id, "record_acceptance").await.expect("played");
        let (office, now) = (&house.office, house.office.now());
        let unit = office.setup().await.expect("read").units[&house.cast.units[0]].clone();
        let later = Unit { term: Term::since(date(2030, 1, 1)), ..unit };
        office.change_unit(later, (&Actor::system(now.day()), now)).await.expect("changed");
        let urge =
            Supervision::Urge { unit: house.cast.units[1], text: "抓紧。".into(), reply_by: date(2026, 3, 20) };
        house.act("clerk", id, Command::Supervise(urge)).await;
        let case = house.case(id).await;
        let one = |kind| case.paper(Which { kind, round: 1, no: 1 }, tell).expect("recorded").1;
        let signed = one(PaperKind::Acceptance).sign.map(|sign| sign.0);
        assert_eq!(signed.as_deref(), Some("云江市水务局"), "for whom the panel's member sat");
        let urge = one(PaperKind::Urge);
        assert_eq!((urge.mark, urge.colophon, urge.sign.map(|sign| sign.0)), (None, None, Some(String::new())));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rebound_leaves_the_papers_of_the_round_before() {
    for house in houses().await {
        let (id, _) = struck_off(&house).await;
        let before = dated(&house.case(id).await);
        house.day(date(2026, 9, 1));
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        let meta = Meta { title: "回头看记录".into(), kind: "document".into(), ..Meta::default() };
        let files = vec![("回头看.txt".to_owned(), "再次外排（虚构）".as_bytes().to_vec())];
        let added = house.office.add_evidence((id, None), &meta, files, (&clerk, house.office.now())).await;
        let photo = added.expect("added").problem.evidence.last().expect("there").1.id;
        let back = LookBack {
            visited: date(2026, 9, 1),
            result: LookBackResult::Rebound,
            note: "再次外排".into(),
            lasting_works: false,
            evidence: vec![photo],
        };
        house.act("clerk", id, Command::LookBack(back)).await;
        let case = house.case(id).await;
        assert_eq!(case.problem.round, 2);
        let after = dated(&case);
        let texts = |papers: &[(String, String)]| papers.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&after), texts(&before));
        assert!(after.iter().all(|(name, _)| name.starts_with("市9第1轮")), "{after:?}");
        let names: Vec<(String, bool)> = case.offered().into_iter().map(|o| (o.name, o.missing.is_none())).collect();
        assert!(names.contains(&("市9第1轮整改任务清单".to_owned(), true)), "{names:?}");
        assert!(names.contains(&("市9第2轮自查自验报告".to_owned(), false)), "{names:?}");
        let mut out = Cursor::new(Vec::new());
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        let done = house.office.case_file(id, tell, &mut out, (&clerk, house.office.now())).await.expect("written");
        // Those of the first round and its list, the list as it stands, the whole history.
        assert_eq!(done.papers, 6 + 1 + 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_letter_declares_is_nowhere_printed_as_struck_off() {
    for house in houses().await {
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        let mut listed = house.cast.registration("9", date(2026, 3, 2));
        listed.declared_struck_off = Some("虚构〔2025〕3号".into());
        let due = Due { text: "2026年6月底前".into(), date: None, long_term: false };
        listed.measures = vec![GivenMeasure { no: 1, text: "建沉淀池".into(), due }];
        let id = ProblemId(house.office.tools.new_id());
        house.office.act(id, None, &Command::Register(listed), (&clerk, house.office.now())).await.expect("registered");
        let (_, json) = house.export("clerk", &wanted(Query::default(), &[], Form::Json)).await;
        let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        let row = &json["rows"][0];
        assert_eq!(row["progress"], "来文载明已销号");
        assert_eq!(row["stage"], "来文载明已销号");
        assert_eq!(row["struck_off"], serde_json::Value::Null);
        assert_eq!(row["measures"], "1. 建沉淀池（2026年6月底前）", "the official list holds its measures");
        let case = house.case(id).await;
        for kind in [PaperKind::TaskList, PaperKind::File] {
            let said = text(&case.paper(Which { kind, round: 1, no: 1 }, tell).expect("recorded").1);
            assert!(said.contains("来文载明已销号") && !said.contains("已验收销号"), "{said}");
            assert!(!said.contains("<th scope=\"row\">销号日期</th><td>2026"), "{said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_one_zip_with_papers_evidence_events_and_certificates() {
    for house in houses().await {
        let (id, _) = struck_off(&house).await;
        house.office.follow_ledger().await.expect("followed");
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        let mut out = Cursor::new(Vec::new());
        let by = (&clerk, house.office.now());
        let done = house.office.case_file(id, tell, &mut out, by).await.expect("written");
        let events = house.case(id).await.problem.version as usize;
        assert_eq!((done.papers, done.files, done.events, done.certificates), (8, 1, events, events), "{done:?}");
        assert!(done.left_out.is_empty());
        let mut zip = zip::ZipArchive::new(Cursor::new(out.into_inner())).expect("a zip");
        let names: Vec<String> = zip.file_names().map(|n| n.expect("a name").into_owned()).collect();
        for name in ["00目录.docx", "01市9整改任务清单.docx", "佐证材料/01 沉淀池现场_记录.txt", "全部事件.jsonl"]
        {
            assert!(names.iter().any(|n| n == name), "{name} in {names:?}");
        }
        let mut file = String::new();
        zip.by_name("佐证材料/01 沉淀池现场_记录.txt").expect("there").read_to_string(&mut file).expect("text");
        assert_eq!(file, "沉淀池已建成（虚构）");
        let mut lines = String::new();
        zip.by_name("全部事件.jsonl").expect("there").read_to_string(&mut lines).expect("text");
        for line in lines.lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let name = format!("台账证书/{}.tlog-proof", line["ledger"]);
            assert!(names.contains(&name), "{name}");
        }
        let other = house.cast.actor(&house.office, "other").await.expect("known");
        let hidden = house.office.case_file(id, tell, Cursor::new(Vec::new()), (&other, by.1)).await;
        assert!(hidden.is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_month_is_reported_as_it_stood_at_its_end() {
    for house in houses().await {
        struck_off(&house).await;
        house.cast.register(&house.office, "2").await.expect("registered");
        house.day(date(2026, 4, 20));
        house.cast.register(&house.office, "3").await.expect("registered");
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        let by = (&clerk, house.office.now());
        let (name, march) = house.office.monthly_report("2026-03", by).await.expect("reported");
        assert_eq!(name, "云江市（虚构）整改调度报告（2026-03）");
        let march = text(&march);
        assert!(march.contains("在列问题共2件，其中尚未启动1件"), "{march}");
        assert!(march.contains("已验收销号1件；另有来文载明已销号0件"), "{march}");
        assert!(march.contains("的问题）50.0%"), "{march}");
        assert!(march.contains("3月新登记问题2件") && march.contains("销号1件；"), "{march}");
        let april = text(&house.office.monthly_report("2026-04", by).await.expect("reported").1);
        assert!(april.contains("在列问题共3件") && april.contains("4月新登记问题1件"), "{april}");
        let overdue = house.office.figure(dugai_domain::figures::Figure::Overdue, &clerk).await.expect("read");
        assert!(overdue > 0, "the unclaimed one is late by then");
        assert!(april.contains(&format!("共有{overdue}件问题的最近办理时限已过")), "{april}");
        let other = house.cast.actor(&house.office, "other").await.expect("known");
        let none = text(&house.office.monthly_report("2026-04", (&other, by.1)).await.expect("reported").1);
        assert!(none.contains("在列问题共0件") && none.contains("青川县（虚构）可查看的问题"), "{none}");
        let officer = house.cast.actor(&house.office, "officer").await.expect("known");
        let (name, own) = house.office.monthly_report("2026-04", (&officer, by.1)).await.expect("reported");
        assert_eq!(name, "石桥县整改调度报告（2026-04）");
        assert_eq!(own.sign, Some(("石桥县人民政府".to_owned(), "2026年4月20日".to_owned())));
        let own = text(&own);
        assert!(own.contains("石桥县清单在列问题共3件") && own.contains("的问题）33.3%"), "{own}");
        assert!(own.contains("<td class=\"keep\">2026年3月"), "days of the overdue in official words: {own}");
        let works = house.cast.actor(&house.office, "works").await.expect("known");
        let refused = house.office.monthly_report("2026-04", (&works, by.1)).await;
        assert!(matches!(refused, Err(OfficeError::NotAllowed("papers"))), "as no other paper");
        for month in ["2026-05", "2026-13", "2026-4", "x"] {
            let refused = house.office.monthly_report(month, by).await;
            assert!(matches!(refused, Err(OfficeError::Field { field: "month", .. })), "{month}");
        }
    }
}
