//! Task lists into the store, on every engine at hand. All units and people are invented; the
//! lists are the repository's own examples and small ones made here.

#[expect(dead_code, reason = "the clock is not set here")]
mod kit;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Deref;

use dugai_app::import::{Choice, Heed, ImportError, Options, Part, Preview, Row, RowState, Why};
use dugai_app::{OfficeError, Verdict, verify};
use dugai_domain::actor::Actor;
use dugai_domain::ids::{ImportId, UnitId};
use dugai_domain::org::{Term, Unit, UnitKind};
use dugai_domain::problem::{ChangeDecision, Claim, Command, DutyRole, Field, Guidance, SourceKind, Stage};
use dugai_domain::time::Timestamp;
use jiff::civil::date;

/// A house of the kit, with its clerk.
struct House {
    house: kit::House,
    clerk: Actor,
}

impl Deref for House {
    type Target = kit::House;

    fn deref(&self) -> &kit::House {
        &self.house
    }
}

async fn houses() -> Vec<House> {
    let mut list = Vec::new();
    for house in kit::houses().await {
        let clerk = house.cast.actor(&house.office, "clerk").await.expect("known");
        list.push(House { house, clerk });
    }
    list
}

fn say(why: &Why) -> String {
    match why {
        Why::Reader(told) => told.zh.clone(),
        other => format!("{}: {other:?}", other.code()),
    }
}

fn options(round: &str) -> Options {
    Options { source: Some(SourceKind::Feedback), round: round.to_owned(), ..Options::default() }
}

impl House {
    fn by(&self) -> (&Actor, Timestamp) {
        (&self.clerk, self.office.now())
    }

    async fn bring(&self, name: &str, bytes: &[u8]) -> ImportId {
        self.office.bring(name, bytes, self.by()).await.expect("taken in")
    }

    async fn preview(&self, id: ImportId, options: &Options) -> Preview {
        self.office.preview(id, options, self.by()).await.expect("previewed")
    }

    /// Opens a unit for every name that means none yet; collective ones are mapped to a county.
    async fn map_all(&self, preview: &Preview, options: &mut Options) {
        let system = Actor::system(self.clerk.day);
        for unknown in &preview.unknown {
            if unknown.group {
                options.names.insert(unknown.name.clone(), vec![self.cast.units[1], self.cast.units[2]]);
                continue;
            }
            let name = unknown.name.as_str();
            let kind = match name {
                n if n.ends_with("县人民政府") || n.ends_with("区人民政府") => UnitKind::County,
                n if n.contains("开发区") => UnitKind::Park,
                _ => UnitKind::Department,
            };
            let unit = Unit {
                id: UnitId(uuid::Uuid::nil()),
                name: name.to_owned(),
                short: name.replace("人民政府", ""),
                kind,
                parent: None,
                aliases: Vec::new(),
                duties: String::new(),
                term: Term::since(date(2020, 1, 1)),
            };
            self.office.open_unit(unit, (&system, self.office.now())).await.expect("opened");
        }
    }

    async fn events(&self) -> u64 {
        self.office.store.next_event().await.expect("read")
    }

    async fn sound(&self) {
        let verdict = verify(&self.office.store).await.expect("read");
        assert!(matches!(verdict, Verdict::Sound { .. }), "{verdict:?}");
    }
}

fn example(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../examples/{name}", env!("CARGO_MANIFEST_DIR"))).expect("an example")
}

fn list(rows: &[[&str; 6]]) -> Vec<u8> {
    let mut text =
        "云江市贯彻落实督察反馈意见整改任务清单\n序号,存在问题,整改目标,整改措施,责任单位,整改时限,督导单位\n"
            .to_owned();
    for [no, problem, measures, units, due, supervisor] in rows {
        writeln!(text, "{no},{problem},全部整改到位,{measures},{units},{due},{supervisor}").expect("written");
    }
    text.into_bytes()
}

const ROWS: [[&str; 6]; 3] = [
    ["1", "青石沟料场废水直排（虚构）", "1.建沉淀池；2.每月监测", "石桥县人民政府", "2026年12月底前", "云江市水务局"],
    ["2", "北坡矿山未复绿（虚构）", "1.削坡；2.覆土", "石桥县人民政府", "立行立改", "云江市水务局"],
    ["3", "各县河道垃圾清运不及时（虚构）", "1.巡河", "各县（区）人民政府", "长期坚持", "云江市水务局"],
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_examples_are_taken_in_whole_and_again_do_nothing() {
    let files = [
        ("01_中央督察反馈整改任务清单.xlsx", "第三轮中央督察（示例）", 36, 0),
        ("02_县级分解表_措施一行一条.xlsx", "县级分解（示例）", 14, 0),
        ("03_整改方案_附任务清单.docx", "整改方案（示例）", 10, 0),
        ("04_县级自查清单.xls", "县级自查（示例）", 12, 0),
        ("05_省级督察清单_GB18030.csv", "省级督察（示例）", 12, 0),
        ("06_含常见缺陷的清单.xlsx", "缺陷清单（示例）", 3, 7),
    ];
    for house in houses().await {
        for (file, round, new, cannot) in files {
            let bytes = example(file);
            let mut options = options(round);
            let id = house.bring(file, &bytes).await;
            let first = house.preview(id, &options).await;
            assert!(!first.unknown.is_empty(), "{file}: no unit is known yet");
            house.map_all(&first, &mut options).await;
            let preview = house.preview(id, &options).await;
            assert_eq!(preview.unknown, [], "{file}");
            let counts = (preview.counts.new, preview.counts.cannot, preview.counts.changed, preview.counts.same);
            assert_eq!(counts, (new, cannot, 0, 0), "{file}: {:?}", reasons(&preview));
            let choice = Choice { rows: None, options: options.clone() };
            let done = house.office.execute(id, &choice, &say, house.by()).await.expect("imported");
            assert_eq!((done.created.len(), done.left_out.len(), done.rest.is_some()), (new, cannot, cannot > 0));
            let created = house.office.import_rows(id, (0, 100), &house.clerk).await.expect("read");
            assert_eq!(created.len(), new);
            assert!(created.iter().all(|p| p.chain.iter().any(|d| d.role == DutyRole::Responsible)));

            let again = house.bring(file, &bytes).await;
            let events = house.events().await;
            let preview = house.preview(again, &options).await;
            let counts = (preview.counts.new, preview.counts.cannot, preview.counts.changed, preview.counts.same);
            assert_eq!(
                counts,
                (0, cannot, 0, new),
                "{file}: {:?}",
                preview.rows.iter().map(|r| &r.changes).collect::<Vec<_>>()
            );
            let nothing = house.office.execute(again, &choice, &say, house.by()).await;
            assert!(matches!(nothing, Err(ImportError::NoRows)));
            assert_eq!(house.events().await, events, "nothing was recorded");
            house.office.discard_import(again, house.by()).await.expect("let go");
        }
        house.sound().await;
    }
}

fn reasons(preview: &Preview) -> Vec<(usize, Vec<String>)> {
    let cannot = preview.rows.iter().filter(|r| r.state == RowState::Cannot);
    cannot.map(|r| (r.rows.0, r.reasons.iter().map(say).collect())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_row_says_becomes_the_registration() {
    let house = houses().await.remove(0);
    let id = house.bring("县级.xlsx", &example("02_县级分解表_措施一行一条.xlsx")).await;
    let mut options = options("示例");
    let first = house.preview(id, &options).await;
    house.map_all(&first, &mut options).await;
    let preview = house.preview(id, &options).await;
    let row = &preview.rows[0];
    assert_eq!(row.number, "天全县1 市7", "a county's number carries its name");
    let r = &row.registration;
    assert_eq!(
        (r.klass.as_str(), r.due.text.as_str(), r.due.date),
        ("水环境", "2026年10月底前", Some(date(2026, 10, 31)))
    );
    assert_eq!(r.measures[1].due.date, Some(date(2026, 7, 31)));
    let setup = house.office.setup().await.expect("read");
    let named =
        |role| -> Vec<String> { r.chain.iter().filter(|d| d.role == role).map(|d| setup.unit_name(d.unit)).collect() };
    assert_eq!(named(DutyRole::Responsible), ["天全县"]);
    assert_eq!(named(DutyRole::Assisting), ["市水利局", "市生态环境局天全生态环境局"]);
    assert_eq!(r.steps.iter().map(|s| s.level.as_str()).collect::<Vec<_>>(), ["市"]);
    assert_eq!(r.place.county.map(|u| setup.unit_name(u)).as_deref(), Some("天全县"));
    assert!(preview.rows[9].registration.declared_struck_off.is_some(), "已销号 is declared by its document");

    let bytes = list(&ROWS);
    let id = house.bring("清单.csv", &bytes).await;
    let preview = house.preview(id, &options).await;
    let guidance: Vec<Guidance> = preview.rows.iter().map(|r| r.registration.guidance).collect();
    assert_eq!(guidance, [Guidance::ByDate, Guidance::Immediate, Guidance::LongTerm]);
    assert!(preview.rows[2].registration.chain.iter().filter(|d| d.role == DutyRole::Responsible).count() > 2);
    let done = house.office.execute(id, &Choice { rows: None, options }, &say, house.by()).await.expect("imported");
    let declared: Vec<Stage> =
        house.office.import_rows(id, (0, 9), &house.clerk).await.expect("read").iter().map(|p| p.stage).collect();
    assert_eq!((done.created.len(), declared), (3, vec![Stage::Registered; 3]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_cell_is_proposed_once() {
    for house in houses().await {
        let choice = Choice { rows: None, options: options("示例") };
        let id = house.bring("清单.csv", &list(&ROWS)).await;
        house.office.execute(id, &choice, &say, house.by()).await.expect("imported");
        let mut rows = ROWS;
        rows[0][1] = "青石沟料场废水未经处理直排（虚构）";
        rows[0][4] = "2027年3月底前";
        let again = house.bring("清单.csv", &list(&rows)).await;
        let preview = house.preview(again, &choice.options).await;
        let fields: Vec<(Field, &str)> = preview.rows[0].changes.iter().map(|c| (c.field, c.new.as_str())).collect();
        assert_eq!(fields, [(Field::Text, rows[0][1]), (Field::Due, "2027-03-31")]);
        assert_eq!(preview.rows[0].changes[1].old, "2026-12-31");
        assert_eq!(preview.rows[1].state, RowState::Same);
        let done = house.office.execute(again, &choice, &say, house.by()).await.expect("imported");
        assert_eq!((done.created.len(), done.proposed.len(), done.same), (0, 1, 2));
        let problem = house.office.load(done.proposed[0].0).await.expect("read").expect("there");
        assert_eq!(problem.proposals.len(), 2);
        assert_eq!(problem.text, ROWS[0][1], "nothing is overwritten");

        let third = house.bring("清单.csv", &list(&rows)).await;
        let preview = house.preview(third, &choice.options).await;
        assert_eq!((preview.rows[0].state, preview.counts.same, preview.counts.differs), (RowState::Differs, 2, 1));
        assert!(preview.rows[0].heeds.contains(&Heed::Waiting(Field::Text)));
        let decline =
            Command::DecideChange(ChangeDecision { no: 1, reason: "原文无误".to_owned(), ..Default::default() });
        let take = Command::DecideChange(ChangeDecision {
            no: 2,
            taken: true,
            document: "来文第3号（虚构）".to_owned(),
            ..Default::default()
        });
        house.office.act(problem.id, None, &decline, house.by()).await.expect("decided");
        // A day is moved by the head, not by who imports.
        let refused = house.office.act(problem.id, None, &take, house.by()).await;
        assert!(matches!(refused, Err(dugai_app::ActError::Refused(_))), "{refused:?}");
        let head = house.cast.actor(&house.office, "head").await.expect("known");
        house.office.act(problem.id, None, &take, (&head, house.office.now())).await.expect("decided");
        let preview = house.preview(third, &choice.options).await;
        assert_eq!(preview.rows[0].heeds, [Heed::Declined(Field::Text),], "{:?}", preview.rows[0]);
        assert_eq!(preview.rows[0].changes, []);
        house.sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changed_measures_are_proposed_until_a_plan_is_approved_and_told_from_then_on() {
    for house in houses().await {
        let choice = Choice { rows: None, options: options("示例") };
        let id = house.bring("清单.csv", &list(&ROWS)).await;
        house.office.execute(id, &choice, &say, house.by()).await.expect("imported");
        let mut rows = ROWS;
        rows[0][2] = "1.建沉淀池；2.每月监测；3.复绿";
        let again = house.bring("清单.csv", &list(&rows)).await;
        let preview = house.preview(again, &choice.options).await;
        let row = &preview.rows[0];
        let change = &row.changes[0];
        assert_eq!((row.state, row.changes.len(), change.field), (RowState::Changed, 1, Field::Given));
        assert_eq!(
            (change.old.as_str(), change.new.as_str()),
            ("1. 建沉淀池\n2. 每月监测", "1. 建沉淀池\n2. 每月监测\n3. 复绿")
        );
        let done = house.office.execute(again, &choice, &say, house.by()).await.expect("imported");
        let problem = done.proposed[0].0;
        let take = Command::DecideChange(ChangeDecision { no: 1, taken: true, ..ChangeDecision::default() });
        house.office.act(problem, None, &take, house.by()).await.expect("decided");
        let state = house.office.load(problem).await.expect("read").expect("there");
        assert_eq!(state.given.iter().map(|m| m.text.as_str()).collect::<Vec<_>>(), ["建沉淀池", "每月监测", "复绿"]);
        let known = house.bring("清单.csv", &list(&rows)).await;
        assert_eq!(house.preview(known, &choice.options).await.counts.same, 3);

        house.cast.up_to(&house.office, problem, "approve_plan").await.expect("approved");
        assert_eq!(house.preview(known, &choice.options).await.counts.same, 3, "the list is as it was");
        rows[0][2] = "1.清淤";
        rows[1][1] = "北坡矿山仍未复绿（虚构）";
        let last = house.bring("清单.csv", &list(&rows)).await;
        let preview = house.preview(last, &choice.options).await;
        assert_eq!((preview.rows[0].state, preview.counts.differs), (RowState::Differs, 1));
        let [Heed::MeasuresNeedPlan { old, new }] = &preview.rows[0].heeds[..] else {
            panic!("{:?}", preview.rows[0].heeds)
        };
        assert!(old.starts_with("1. 建成沉淀池并长期运行（时限：") && new == "1. 清淤", "{old} {new}");
        let done = house.office.execute(last, &choice, &say, house.by()).await.expect("imported");
        assert_eq!((done.proposed.len(), done.same), (1, 1));
        assert_eq!(done.differing.iter().map(|row| row.index).collect::<Vec<_>>(), [0]);
        house.sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chosen_row_that_cannot_be_taken_keeps_all_others_out() {
    for house in houses().await {
        let mut rows = ROWS.to_vec();
        rows.push(["4", "山坪塘水质变差（虚构）", "1.清淤", "无名单位", "2026年10月底前", "云江市水务局"]);
        let id = house.bring("清单.csv", &list(&rows)).await;
        let choice = |rows: &[usize]| Choice {
            rows: Some(rows.iter().copied().collect::<BTreeSet<_>>()),
            options: options("示例"),
        };
        let events = house.events().await;
        let refused = house.office.execute(id, &choice(&[0, 1, 3]), &say, house.by()).await;
        let Err(ImportError::Rows(barred)) = refused else { panic!("refused as a whole: {refused:?}") };
        let told: Vec<(usize, &[Why])> = barred.iter().map(|r: &Row| (r.index, &r.reasons[..])).collect();
        assert_eq!(told, [(3, &[Why::UnknownUnit { name: "无名单位".to_owned() }][..])]);
        assert_eq!(house.events().await, events, "nothing is half written");
        let nobody = house.cast.actor(&house.office, "officer").await.expect("known");
        let refused = house.office.execute(id, &choice(&[0]), &say, (&nobody, house.office.now())).await;
        assert!(matches!(refused, Err(ImportError::Office(OfficeError::NotAllowed("import")))));

        let done = house.office.execute(id, &choice(&[0]), &say, house.by()).await.expect("imported");
        assert_eq!((done.created.len(), done.left_out.len()), (1, 3));
        assert_eq!(house.events().await, events + 2, "the row and the import");
        let kept = house.office.failed_rows(id, &options("示例"), &say, house.by()).await.expect("kept");
        assert_eq!(Some(&kept), done.rest.as_ref());
        let read = dugai_documents::read::open(&kept, &dugai_documents::read::Limits::default()).expect("a workbook");
        let cells: Vec<&str> = read.sheets[0].rows.iter().flatten().map(|c| c.text.as_str()).collect();
        assert!(cells.iter().any(|c| c.starts_with("not_chosen")) && cells.iter().any(|c| c.contains("无名单位")));
        let twice = house.office.execute(id, &choice(&[1]), &say, house.by()).await;
        assert!(matches!(twice, Err(ImportError::Decided)));

        // The rest itself is a list: with the unit mapped it is taken.
        house.office.learn_alias(house.cast.units[1], "无名单位", house.by()).await.expect("remembered");
        let rest = house.bring("未导入.xlsx", &kept).await;
        let preview = house.preview(rest, &options("示例")).await;
        assert_eq!((preview.counts.new, preview.unknown.len()), (3, 0), "{:?}", reasons(&preview));
        house.sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_is_undone_while_nobody_acted() {
    for house in houses().await {
        let choice = Choice { rows: None, options: options("示例") };
        let id = house.bring("清单.csv", &list(&ROWS)).await;
        let done = house.office.execute(id, &choice, &say, house.by()).await.expect("imported");
        let mut rows = ROWS;
        rows[0][1] = "青石沟料场废水未经处理直排（虚构）";
        let second = house.bring("清单.csv", &list(&rows)).await;
        house.office.execute(second, &choice, &say, house.by()).await.expect("imported");
        let refused = house.office.undo_import(id, "文件有误", house.by()).await;
        let Err(ImportError::ActedUpon(blockers)) = refused else { panic!("{refused:?}") };
        assert_eq!(
            (blockers.len(), blockers[0].what.as_str(), blockers[0].number.as_str()),
            (1, "change_proposed", "市1")
        );
        house.office.undo_import(second, "文件有误", house.by()).await.expect("its proposal waits");
        let problem = house.office.load(done.created[0].0).await.expect("read").expect("there");
        assert!(problem.proposals.iter().all(|p| p.decided.is_some_and(|(_, taken)| !taken)));

        let third = Choice { rows: None, options: options("另一轮") };
        let id = house.bring("清单.csv", &list(&ROWS)).await;
        let done = house.office.execute(id, &third, &say, house.by()).await.expect("imported");
        assert_eq!(house.office.undo_import(id, "文件有误", house.by()).await.expect("undone"), 3);
        let again = house.office.undo_import(id, "文件有误", house.by()).await;
        assert!(matches!(again, Err(ImportError::Undone)));
        let problem = house.office.load(done.created[0].0).await.expect("read").expect("kept");
        assert_eq!(problem.stage, Stage::Voided);
        let id = house.bring("清单.csv", &list(&ROWS)).await;
        let done = house.office.execute(id, &third, &say, house.by()).await.expect("its numbers are free again");
        let officer = house.cast.actor(&house.office, "officer").await.expect("known");
        let claim = Command::Claim(Claim { unit: house.cast.units[1], note: String::new() });
        house.office.act(done.created[1].0, None, &claim, (&officer, house.office.now())).await.expect("claimed");
        let step = Command::TakeFirstStep(dugai_domain::problem::FirstStep {
            on_site: false,
            text: "已联系".into(),
            evidence: Vec::new(),
            rectifying: false,
        });
        house.office.act(done.created[1].0, None, &step, (&officer, house.office.now())).await.expect("said");
        let events = house.events().await;
        let refused = house.office.undo_import(id, "文件有误", house.by()).await;
        let Err(ImportError::ActedUpon(blockers)) = refused else { panic!("{refused:?}") };
        let said = |b: &dugai_app::import::Blocker| (b.number.clone(), b.place.1, b.who, b.what.clone());
        let said: Vec<_> = blockers.iter().map(said).collect();
        let act = |what: &str| ("市2".to_owned(), 4, officer.account, what.to_owned());
        assert_eq!(said, [act("claimed"), act("first_step_taken")], "every act with its row");
        assert!(blockers.iter().all(|b| !b.place.0.is_empty()), "{blockers:?}");
        assert_eq!(house.events().await, events);
        let imports = house.office.imports(&house.clerk).await.expect("listed");
        assert_eq!(imports.len(), 4);
        assert_eq!(imports.iter().filter(|p| p.undone.is_some()).count(), 2);
        house.sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collective_name_is_mapped_once_and_remembered_with_its_day() {
    for house in houses().await {
        let mut rows = ROWS;
        rows[1][3] = "有关县区";
        let units = house.cast.units;
        let first = house.bring("清单.csv", &list(&rows)).await;
        let preview = house.preview(first, &options("甲")).await;
        assert_eq!(
            preview.unknown.iter().map(|u| (u.name.as_str(), u.group)).collect::<Vec<_>>(),
            [("有关县区", true)]
        );
        let read =
            |p: &Preview| p.groups.iter().map(|g| (g.name.clone(), g.units.clone(), g.since)).collect::<Vec<_>>();
        assert_eq!(read(&preview), [("各县（区）人民政府".to_owned(), vec![units[1], units[2]], None)]);
        let refused = house.office.learn_collective("石桥县", &units[1..3], house.by()).await;
        assert!(matches!(refused, Err(OfficeError::Field { field: "alias", .. })), "a unit's own name: {refused:?}");
        house.office.learn_collective("有关县区", &units[1..3], house.by()).await.expect("remembered");
        let later = house.bring("清单二.csv", &list(&rows)).await;
        let preview = house.preview(later, &options("乙")).await;
        assert_eq!((preview.unknown.len(), preview.counts.new), (0, 3), "{:?}", reasons(&preview));
        let known = ("有关县区".to_owned(), vec![units[1], units[2]], Some(date(2026, 3, 2)));
        assert!(read(&preview).contains(&known), "{:?}", preview.groups);
        // What is said for one list stands above it; a later mapping takes its place.
        let mut once = options("乙");
        once.names.insert("有关县区".into(), vec![units[2]]);
        assert!(!read(&house.preview(later, &once).await).contains(&known));
        house.office.learn_collective("有关县区", &[units[2]], house.by()).await.expect("remembered");
        assert_eq!(house.preview(later, &options("乙")).await.rows[1].registration.chain[0].unit, units[2]);
        house.sound().await;
    }
}

/// A list with every part that no proposed cell changes.
fn parts(units: [&str; 4], kind: &str, people: [&str; 2]) -> String {
    let [responsible, assist, supervisor, acceptor] = units;
    let [person, leader] = people;
    format!(
        "云江市整改任务清单\n序号,存在问题,整改措施,责任单位,配合单位,督导单位,验收单位,整改类型,责任人,包案领导,整改时限,报告页码,备注,落实情况\n\
         1,青石沟料场废水直排（虚构）,1.建池,{responsible},{assist},{supervisor},{acceptor},{kind},{person},{leader},2026年12月底前,第12页,重点关注,已完成前期工作\n"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_that_differ_are_told_with_old_and_new() {
    for house in houses().await {
        let setup = house.office.setup().await.expect("read");
        let names = house.cast.units.map(|unit| setup.unit_name(unit));
        let [one, two, three, four] = [1, 2, 3, 4].map(|at| names.get(at).map_or("", String::as_str));
        let choice = Choice { rows: None, options: options("示例") };
        let first = parts([one, two, three, three], "限期整改", ["甲某", "乙某"]);
        let id = house.bring("清单.csv", first.as_bytes()).await;
        let preview = house.preview(id, &choice.options).await;
        assert_eq!(preview.rows[0].registration.source.page, "12");
        let lost: Vec<&Heed> = preview.rows[0].heeds.iter().filter(|h| matches!(h, Heed::NotTaken { .. })).collect();
        let not_taken = |column: &str, text: &str| Heed::NotTaken { column: column.to_owned(), text: text.to_owned() };
        assert_eq!(lost, [&not_taken("备注", "重点关注"), &not_taken("落实情况", "已完成前期工作")]);
        assert!(!preview.rows[0].asks(), "words of progress do not ask: {:?}", preview.rows[0].heeds);
        house.office.execute(id, &choice, &say, house.by()).await.expect("imported");

        let same = house.bring("清单.csv", first.as_bytes()).await;
        let told = |preview: &Preview| -> Vec<(Part, String, String)> {
            let differs = |heed: &Heed| match heed {
                Heed::Differs { part, old, new } => Some((*part, old.clone(), new.clone())),
                _ => None,
            };
            preview.rows[0].heeds.iter().filter_map(differs).collect()
        };
        assert_eq!(told(&house.preview(same, &choice.options).await), []);
        let second = parts([one, three, two, "无名单位"], "立行立改", ["丙某", "丁某"]);
        let again = house.bring("清单.csv", second.as_bytes()).await;
        let preview = house.preview(again, &choice.options).await;
        let differs = |part, old: &str, new: &str| (part, old.to_owned(), new.to_owned());
        assert_eq!(
            told(&preview),
            [
                differs(Part::Units(DutyRole::Assisting), two, three),
                differs(Part::Units(DutyRole::Supervising), three, two),
                differs(Part::Steps, three, "无名单位"),
                differs(Part::Guidance, "by_date", "immediate"),
                differs(Part::Person, "甲某；乙某", "丙某"),
                differs(Part::Leader, "甲某；乙某", "丁某"),
            ],
            "{four}"
        );
        assert_eq!(preview.rows[0].changes, []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undone_import_does_not_keep_an_earlier_one() {
    for house in houses().await {
        let choice = Choice { rows: None, options: options("示例") };
        let id = house.bring("清单.csv", &list(&ROWS)).await;
        house.office.execute(id, &choice, &say, house.by()).await.expect("imported");
        let mut rows = ROWS;
        rows[0][1] = "青石沟料场废水未经处理直排（虚构）";
        let second = house.bring("清单.csv", &list(&rows)).await;
        house.office.execute(second, &choice, &say, house.by()).await.expect("imported");
        assert!(matches!(house.office.undo_import(id, "文件有误", house.by()).await, Err(ImportError::ActedUpon(_))));
        house.office.undo_import(second, "文件有误", house.by()).await.expect("its proposal waits");
        assert_eq!(house.office.undo_import(id, "文件有误", house.by()).await.expect("nobody acted"), 3);
        house.sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_known_row_that_differs_comes_back_with_what_differs() {
    for house in houses().await {
        let setup = house.office.setup().await.expect("read");
        let names = house.cast.units.map(|unit| setup.unit_name(unit));
        let [one, two, three] = [1, 2, 3].map(|at| names.get(at).map_or("", String::as_str));
        let choice = Choice { rows: None, options: options("示例") };
        let first = parts([one, two, three, three], "限期整改", ["甲某", "乙某"]);
        let id = house.bring("清单.csv", first.as_bytes()).await;
        let done = house.office.execute(id, &choice, &say, house.by()).await.expect("imported");
        assert_eq!((done.rest, house.office.past_import(id, &house.clerk).await.expect("made").differing), (None, 0));
        assert_eq!(house.office.came_back(id, &house.clerk).await.expect("read"), []);

        let second = parts([one, two, two, three], "限期整改", ["甲某", "乙某"]);
        let alone = house.bring("清单.csv", second.as_bytes()).await;
        house.office.failed_rows(alone, &choice.options, &say, house.by()).await.expect("a workbook before the import");
        let row = second.lines().last().expect("a row").replacen('1', "2", 1);
        let id = house.bring("清单.csv", format!("{second}{row}\n").as_bytes()).await;
        let done = house.office.execute(id, &choice, &say, house.by()).await.expect("imported");
        assert_eq!((done.created.len(), done.left_out.len(), done.differing.len()), (1, 0, 1));
        assert!(done.rest.is_some());
        let past = house.office.past_import(id, &house.clerk).await.expect("made");
        assert_eq!((past.left_out, past.differing), (0, 1));
        let back = house.office.came_back(id, &house.clerk).await.expect("read");
        assert_eq!(back.len(), 1, "{back:?}");
        assert_eq!((back[0].row.as_str(), back[0].number.as_str()), ("3", "1"));
        assert_eq!(back[0].text, "青石沟料场废水直排（虚构）");
        assert!(back[0].reasons.contains("known") && back[0].reasons.contains("Supervising"), "{back:?}");
        house.sound().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_undone_import_proposed_is_proposed_again() {
    for house in houses().await {
        let choice = Choice { rows: None, options: options("示例") };
        let id = house.bring("清单.csv", &list(&ROWS)).await;
        house.office.execute(id, &choice, &say, house.by()).await.expect("imported");
        let mut rows = ROWS;
        rows[0][1] = "青石沟料场废水未经处理直排（虚构）";
        let second = house.bring("清单.csv", &list(&rows)).await;
        house.office.execute(second, &choice, &say, house.by()).await.expect("imported");
        house.office.undo_import(second, "文件有误", house.by()).await.expect("its proposal waits");
        let third = house.bring("清单.csv", &list(&rows)).await;
        let preview = house.preview(third, &choice.options).await;
        assert_eq!(preview.rows[0].state, RowState::Changed, "{:?}", preview.rows[0].heeds);
        let done = house.office.execute(third, &choice, &say, house.by()).await.expect("imported");
        // What a person declined stays declined, whatever becomes of its import.
        let (problem, _) = done.proposed[0].clone();
        let waiting = house.office.load(problem).await.expect("read").expect("there").proposals.len();
        let decision = ChangeDecision {
            no: u32::try_from(waiting).expect("few"),
            reason: "与反馈原文不符".to_owned(),
            ..ChangeDecision::default()
        };
        house.office.act(problem, None, &Command::DecideChange(decision), house.by()).await.expect("declined");
        let fourth = house.bring("清单.csv", &list(&rows)).await;
        let preview = house.preview(fourth, &choice.options).await;
        assert_eq!(preview.rows[0].state, RowState::Differs);
        assert!(preview.rows[0].heeds.contains(&Heed::Declined(Field::Text)), "{:?}", preview.rows[0].heeds);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_rectifies_is_told_from_who_supervises_and_accepts() {
    let house = houses().await.remove(0);
    let setup = house.office.setup().await.expect("read");
    let names = house.cast.units.map(|unit| setup.unit_name(unit));
    let [one, two, three] = [1, 2, 3].map(|at| names.get(at).map_or("", String::as_str));
    let own = async |text: String| {
        let id = house.bring("清单.csv", text.as_bytes()).await;
        let preview = house.preview(id, &options("示例")).await;
        let is_own = |heed: &&Heed| matches!(heed, Heed::Own { .. });
        let heeds: Vec<Heed> = preview.rows[0].heeds.iter().filter(is_own).cloned().collect();
        (heeds, preview.rows[0].lead.clone())
    };
    assert_eq!(own(parts([one, two, three, three], "限期整改", ["", ""])).await, (Vec::new(), Vec::new()));
    let told = |part| {
        let units = setup.units.get(&house.cast.units[1]).expect("there").short.clone();
        Heed::Own { part, units }
    };
    let both = vec![told(Part::Units(DutyRole::Supervising)), told(Part::Steps)];
    assert_eq!(own(parts([one, two, one, one], "限期整改", ["", ""])).await.0, both);
    let lead = parts([one, two, three, three], "限期整改", ["", ""]).replace("责任单位", "牵头单位");
    assert_eq!(own(lead).await.1, [house.cast.units[1]]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_government_without_a_name_is_never_remembered() {
    let house = houses().await.remove(0);
    let county = house.cast.units[1];
    let faulty = |done: Result<(), OfficeError>| {
        assert!(matches!(done, Err(OfficeError::Field { expected: "whose_government", .. })), "{done:?}");
    };
    for name in ["政府", "县政府", "县（区）人民政府"] {
        faulty(house.office.learn_alias(county, name, house.by()).await);
        faulty(house.office.learn_collective(name, &[county], house.by()).await);
    }
    let system = Actor::system(house.clerk.day);
    let mut unit = house.office.setup().await.expect("read").units.get(&county).expect("there").clone();
    unit.aliases.push("县人民政府".to_owned());
    faulty(house.office.change_unit(unit, (&system, house.office.now())).await);
    let mut rows = ROWS;
    rows[0][3] = "县政府";
    let id = house.bring("清单.csv", &list(&rows)).await;
    let mut options = options("示例");
    let unknown = house.preview(id, &options).await.unknown;
    let told: Vec<_> = unknown.iter().map(|name| (name.name.as_str(), name.suggestion)).collect();
    assert_eq!(told, [("县政府", None)]);
    options.names.insert("县政府".to_owned(), vec![county]);
    assert_eq!(house.preview(id, &options).await.counts.new, 3, "for this list it is what the person says");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_that_cannot_be_taken_comes_back_as_a_list() {
    let house = houses().await.remove(0);
    let card = "序号,1,2\n反馈问题,某河断面水质不能稳定达标,某地扬尘污染突出难治理\n整改措施,1.截污,1.洒水\n责任单位,石桥县人民政府,无名单位\n整改时限,2026年底,2026年12月\n";
    let id = house.bring("卡.csv", card.as_bytes()).await;
    let choice = Choice { rows: None, options: options("示例") };
    let done = house.office.execute(id, &choice, &say, house.by()).await.expect("imported");
    assert_eq!((done.created.len(), done.left_out.len()), (1, 1));
    house.office.learn_alias(house.cast.units[1], "无名单位", house.by()).await.expect("remembered");
    let rest = house.bring("未导入.xlsx", &done.rest.expect("a workbook")).await;
    let preview = house.preview(rest, &choice.options).await;
    let rows: Vec<&str> = preview.rows.iter().map(|r| r.registration.text.as_str()).collect();
    assert_eq!((rows, preview.counts.new), (vec!["某地扬尘污染突出难治理"], 1), "{:?}", reasons(&preview));
    assert_eq!(preview.columns, [], "the program knows its own columns");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_column_is_given_its_meaning() {
    let house = houses().await.remove(0);
    let text = String::from_utf8(list(&ROWS)).expect("text").replace("整改措施", "整改方案");
    let mut options = options("示例");
    let id = house.bring("清单.csv", text.as_bytes()).await;
    let preview = house.preview(id, &options).await;
    assert_eq!(preview.rows[0].registration.measures, []);
    let open: Vec<(&str, &str, &str)> =
        preview.columns.iter().map(|c| (c.key.as_str(), c.letters.as_str(), c.field.as_str())).collect();
    assert_eq!(open, [("整改方案", "D", "")]);
    assert_eq!(preview.columns[0].sample, ROWS[0][2]);
    options.columns.insert("整改方案".to_owned(), "measures".to_owned());
    let preview = house.preview(id, &options).await;
    assert_eq!(preview.rows[0].registration.measures.len(), 2);
    assert_eq!(preview.columns[0].field, "measures", "it can be taken back");
    options.columns.insert("整改方案".to_owned(), "nothing".to_owned());
    let refused = house.office.preview(id, &options, house.by()).await;
    assert!(matches!(refused, Err(ImportError::Office(OfficeError::Field { field: "column", .. }))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shared_numbers_of_an_upper_level_stay_with_one() {
    let house = houses().await.remove(0);
    let head = "云江市贯彻落实督察反馈意见整改任务清单\n序号,省序号,存在问题,整改措施,责任单位,整改时限\n";
    let body = "1,5,料场废水直排（虚构）,1.建池,石桥县人民政府,2026年12月底前\n2,5,料场扬尘（虚构）,1.洒水,石桥县人民政府,2026年12月底前\n";
    let id = house.bring("清单.csv", format!("{head}{body}").as_bytes()).await;
    let preview = house.preview(id, &options("示例")).await;
    let numbers: Vec<&str> = preview.rows.iter().map(|r| r.number.as_str()).collect();
    assert_eq!(numbers, ["市1 省5", "市2"]);
    assert_eq!(preview.rows[1].heeds, [Heed::SharedNumber { number: "省5".to_owned() }]);
    let choice = Choice { rows: None, options: options("示例") };
    house.office.execute(id, &choice, &say, house.by()).await.expect("imported");
    let again = house.bring("清单.csv", format!("{head}{body}").as_bytes()).await;
    assert_eq!(house.preview(again, &choice.options).await.counts.same, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_of_5700_rows_is_one_commit() {
    for house in houses().await {
        let numbers: Vec<String> = (1..=5700).map(|n: u32| n.to_string()).collect();
        let rows: Vec<[&str; 6]> = numbers
            .iter()
            .map(|no| [no.as_str(), ROWS[0][1], ROWS[0][2], ROWS[0][3], ROWS[0][4], ROWS[0][5]])
            .collect();
        let id = house.bring("清单.csv", &list(&rows)).await;
        let events = house.events().await;
        let choice = Choice { rows: None, options: options("示例") };
        let done = house.office.execute(id, &choice, &say, house.by()).await.expect("imported");
        assert_eq!((done.created.len(), house.events().await - events), (5700, 5701));
        let created = house.office.import_rows(id, (0, 6000), &house.clerk).await.expect("read");
        assert_eq!(created.len(), 5700);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_county_s_list_leaves_its_own_county_out() {
    let house = houses().await.remove(0);
    let system = Actor::system(house.clerk.day);
    let mut unit = house.office.setup().await.expect("read").units[&house.cast.units[1]].clone();
    for (name, short, kind) in
        [("荥经县人民政府", "荥经县", UnitKind::County), ("荥经县水利局", "荥经县水利局", UnitKind::Department)]
    {
        unit = Unit { name: name.to_owned(), short: short.to_owned(), kind, ..unit };
        house.office.open_unit(unit.clone(), (&system, house.office.now())).await.expect("opened");
    }
    let id = house.bring("清单.docx", &example("03_整改方案_附任务清单.docx")).await;
    let preview = house.preview(id, &options("示例")).await;
    let names: BTreeSet<&str> = preview.unknown.iter().map(|u| u.name.as_str()).collect();
    assert!(names.contains("荥经县供销社"), "县供销社 in a list of 荥经县: {names:?}");
    assert!(!names.contains("县水利局") && !names.contains("荥经县水利局"), "{names:?}");
    assert!(preview.rows.iter().all(|r| r.number.starts_with("荥经县")), "numbers carry the county");
    let county = preview.rows[0].registration.place.county.expect("known");
    assert_eq!(house.office.setup().await.expect("read").unit_name(county), "荥经县");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bureau_of_a_county_is_never_taken_for_the_city_s() {
    let house = houses().await.remove(0);
    let setup = house.office.setup().await.expect("read");
    let water = house.cast.units[3];
    let (admin, day) = (house.cast.actor(&house.office, "admin").await.expect("known"), house.office.now());
    house.office.learn_alias(water, "水务局", (&admin, day)).await.expect("named");
    let mut rows = ROWS;
    rows[0][3] = "石桥县水务局";
    rows[1][3] = "水务分局、区水务局";
    let id = house.bring("清单.csv", &list(&rows)).await;
    let preview = house.preview(id, &options("示例")).await;
    let suggested = |name: &str| preview.unknown.iter().find(|u| u.name == name).and_then(|u| u.suggestion);
    assert_eq!(suggested("石桥县水务局").map(|id| setup.unit_name(id)).as_deref(), Some("石桥县"));
    assert_eq!(suggested("区水务局"), Some(water));
}
