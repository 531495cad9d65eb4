//! One problem from the list to struck off, by different people, on every engine at hand;
//! then what is recorded is replayed and compared. All people and units are invented.

use dugai_app::testing::tools_at;
use dugai_app::{ActError, Office, Verdict, verify};
use dugai_domain::actor::{Actor, HeldPost};
use dugai_domain::ids::{AccountId, EvidenceId, ProblemId, UnitId};
use dugai_domain::org::{Post, Role, Term, UnitKind};
use dugai_domain::problem::*;
use dugai_domain::time::Timestamp;
use dugai_store::{Commit, Store, Target, Write};
use jiff::civil::{Date, date};
use uuid::Uuid;

/// An id no other call in this test run gave.
fn fresh() -> Uuid {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u64_pair(7, NEXT.fetch_add(1, Ordering::Relaxed))
}

struct City {
    office: Office,
    id: ProblemId,
    county: UnitId,
    water: UnitId,
    clerk: Actor,
    head: Actor,
    officer: Actor,
    mayor: Actor,
    supervisor: Actor,
    acceptor: Actor,
    today: Date,
}

fn person(unit: UnitId, kind: UnitKind, role: Role) -> Actor {
    let post = Post { role, unit, term: Term::since(date(2020, 1, 1)), acting_for: None };
    Actor {
        account: Some(AccountId(fresh())),
        posts: vec![HeldPost { post, kind, ground: None }],
        day: date(2026, 1, 1),
    }
}

async fn city(target: &Target) -> City {
    let store = Store::open(target).await.expect("the store opens");
    let [office, county, water] = [(); 3].map(|()| UnitId(fresh()));
    City {
        office: Office::open(store, tools_at(date(2026, 3, 2))).await.expect("the office opens"),
        id: ProblemId(fresh()),
        county,
        water,
        clerk: person(office, UnitKind::Office, Role::Officer),
        head: person(office, UnitKind::Office, Role::Head),
        officer: person(county, UnitKind::County, Role::Officer),
        mayor: person(county, UnitKind::County, Role::Head),
        supervisor: person(water, UnitKind::Department, Role::Officer),
        acceptor: person(water, UnitKind::Department, Role::Acceptor),
        today: date(2026, 3, 2),
    }
}

impl City {
    async fn act(&self, who: &Actor, command: Command) -> Result<dugai_app::Acted, ActError> {
        let actor = Actor { day: self.today, ..who.clone() };
        self.office.act(self.id, None, &command, (&actor, Timestamp::at(self.today, 10, 0))).await
    }

    async fn done(&self, who: &Actor, command: Command) -> Problem {
        self.act(who, command).await.expect("allowed").problem
    }

    fn registration(&self) -> Command {
        let duty = |role, unit| Duty { role, unit, person: String::new(), from: self.today, to: None };
        Command::Register(Registration {
            source: Source { kind: SourceKind::Feedback, round: "虚构的第一轮督察".into(), page: "12".into() },
            numbers: vec![Number { level: "市".into(), no: "9".into() }],
            text: "虚构：青石沟料场废水未经处理排入河道。".into(),
            klass: String::new(),
            types: vec!["water".into()],
            place: Place { county: Some(self.county), words: "青石沟".into() },
            goal: "废水零直排。".into(),
            guidance: Guidance::ByDate,
            due: Due { text: "2026年6月底前".into(), date: Some(date(2026, 6, 30)), long_term: false },
            chain: vec![duty(DutyRole::Responsible, self.county), duty(DutyRole::Supervising, self.water)],
            steps: vec![AcceptanceStep { level: "市".into(), unit: Some(self.water) }],
            measures: Vec::new(),
            declared_struck_off: None,
            import: None,
        })
    }

    fn plan(&self) -> Command {
        Command::DraftPlan(PlanDraft {
            goal: "废水零直排。".into(),
            measures: vec![Measure {
                no: 1,
                text: "建成沉淀池并长期运行".into(),
                goal: String::new(),
                owner: Some(self.county),
                due: Some(date(2026, 5, 31)),
                long_term: true,
                money_fen: Some(120_000_000),
                safety: String::new(),
                lasting: true,
            }],
            standard: "water".into(),
            due: None,
            safety: String::new(),
        })
    }

    fn photo(&self) -> Evidence {
        Evidence {
            id: EvidenceId(fresh()),
            title: "沉淀池照片".into(),
            kind: "photo".into(),
            media: "image/jpeg".into(),
            size: 1,
            commitment: "00".into(),
            happened: Some(self.today),
            captured: None,
            valid_until: None,
            measures: vec![1],
            before: None,
            replaces: None,
            located: false,
            rectifying: false,
        }
    }

    /// Up to the self-check.
    async fn rectified(&mut self) -> EvidenceId {
        self.done(&self.clerk, self.registration()).await;
        self.done(&self.officer, Command::Claim(Claim { unit: self.county, note: String::new() })).await;
        self.done(&self.officer, self.plan()).await;
        self.done(&self.officer, Command::SubmitPlan(Note::default())).await;
        self.done(&self.head, Command::ApprovePlan(Opinion { text: "同意".into(), reasons: Vec::new() })).await;
        let photo = self.photo();
        self.done(&self.officer, Command::AddEvidence(photo.clone())).await;
        let report = MeasureReport { no: 1, percent: 100, note: "已建成".into(), evidence: vec![photo.id] };
        self.done(&self.officer, Command::ReportMeasure(report)).await;
        let verdict = MeasureVerdict { no: 1, opinion: Opinion::default(), evidence: vec![photo.id] };
        self.done(&self.supervisor, Command::AcceptMeasure(verdict)).await;
        let check = SelfCheck { summary: "目标已达到".into(), evidence: vec![photo.id] };
        self.done(&self.mayor, Command::SelfCheck(check)).await;
        let point = SweepPoint { no: 1, direction: "same_river".into(), what: "同一河段其余料场".into() };
        self.done(&self.officer, Command::PlanSweep(vec![point])).await;
        photo.id
    }

    /// Every gate, each by its own signer.
    async fn gates(&self, photo: EvidenceId) {
        for gate in &self.office.setup().await.expect("read").reference.gates {
            use dugai_domain::reference::GateSigner;
            let signer = match gate.signer {
                GateSigner::ResponsibleHead => &self.mayor,
                GateSigner::Supervising => &self.supervisor,
                GateSigner::Office if gate.waivable => &self.head,
                GateSigner::Office => &self.clerk,
            };
            let signature = GateSignature {
                gate: gate.named.code.clone(),
                statement: "属实".into(),
                method: "现场走访".into(),
                evidence: vec![photo],
                rectifying: false,
            };
            self.done(signer, Command::SignGate(signature)).await;
        }
    }
}

/// The journey from end to end; returns the problem as it was struck off.
async fn journey(city: &mut City) -> Problem {
    let photo = city.rectified().await;
    let early = city.act(&city.mayor, Command::ApplyAcceptance(Note { text: "申请验收".into() })).await;
    assert!(matches!(early, Err(ActError::Refused(_))), "the sweep is not answered yet");
    let answer = SweepAnswer { no: 1, outcome: SweepOutcome::Clean, note: "已逐一核查".into() };
    city.done(&city.officer, Command::AnswerSweep(answer)).await;
    city.done(&city.mayor, Command::ApplyAcceptance(Note { text: "申请验收".into() })).await;
    let acceptance = Command::RecordAcceptance(Acceptance {
        step: 0,
        verdict: AcceptanceVerdict::Agreed,
        visited: city.today,
        panel: vec!["验收人员甲（虚构）".into()],
        opinion: "同意通过验收".into(),
        conditions: String::new(),
        conditions_by: None,
        reasons: Vec::new(),
        measures: Vec::new(),
        by: None,
        evidence: vec![photo],
    });
    let ungated = city.act(&city.acceptor, acceptance.clone()).await;
    assert!(matches!(ungated, Err(ActError::Refused(_))), "the gates are open still");
    city.gates(photo).await;
    let own = city.act(&city.officer, acceptance.clone()).await;
    assert!(matches!(own, Err(ActError::Refused(_))), "the rectifier never accepts its own work");
    city.done(&city.acceptor, acceptance).await;
    let notice = NoticeOpening {
        first_day: city.today,
        days: 5,
        place: "市政府网站".into(),
        phone: "0000000".into(),
        reason: String::new(),
    };
    city.done(&city.clerk, Command::OpenNotice(notice)).await;
    let running = city.act(&city.clerk, Command::CloseNotice(Note::default())).await;
    assert!(matches!(running, Err(ActError::Refused(_))), "the notice runs still");
    city.today = date(2026, 3, 9);
    city.done(&city.clerk, Command::CloseNotice(Note::default())).await;
    let filing = Filing { document: "虚构〔2026〕1号".into(), body: "省督察办".into(), day: city.today };
    city.done(&city.clerk, Command::File(filing)).await;
    city.done(&city.head, Command::StrikeOff(Note { text: "准予销号".into() })).await
}

async fn targets() -> Vec<(Target, tempfile::TempDir)> {
    let mut list = vec![None];
    list.extend(std::env::var("DUGAI_TEST_POSTGRES").ok().map(Some));
    let mut targets = Vec::new();
    for url in list {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("data");
        let target = match url {
            None => Target::Folder(path),
            Some(url) => Target::Postgres {
                url: dugai_store::testing::fresh_database(&url).await.expect("a database"),
                folder: path,
            },
        };
        targets.push((target, folder));
    }
    targets
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_list_to_struck_off_and_verified() {
    for (target, _folder) in targets().await {
        let mut city = city(&target).await;
        let problem = journey(&mut city).await;
        assert_eq!(problem.stage, Stage::StruckOff);
        let setup = city.office.setup().await.expect("read");
        let later = Timestamp::at(date(2026, 12, 1), 9, 0);
        let live = clocks::clocks(&problem, &setup.reference, &setup.calendar, later);
        assert!(
            live.iter()
                .filter(|c| c.state.is_live())
                .all(|c| c.rule.is_some_and(|r| r.kind == dugai_domain::reference::ClockKind::LongTerm))
        );
        match verify(&city.office.store).await.expect("read") {
            Verdict::Sound { events, streams, .. } => assert_eq!((events, streams), (problem.version, 1)),
            Verdict::Differs(what) => panic!("{what}"),
        }
        let told = city.office.store.told_to(city.county.0).await.expect("read");
        assert!(told.iter().any(|(_, event, todo)| event == "registered" && *todo));
        let days = city.office.told_days(&city.clerk, false).await.expect("read");
        assert!(!days.is_empty() && days.iter().rev().is_sorted_by_key(|d| d.day), "{days:?}");
        for day in &days {
            let lines = city.office.told_on(&city.clerk, (false, (day.day, day.day)), (0, 1000)).await.expect("read");
            assert_eq!(lines.len() as u64, day.lines, "{day:?}");
            assert_eq!(day.kinds.iter().map(|(_, n)| n).sum::<u64>(), day.lines);
            assert_eq!(lines.iter().map(|l| l.seq).max(), Some(day.last));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_changed_behind_the_ledger_is_found() {
    for (target, _folder) in targets().await {
        let city = city(&target).await;
        city.done(&city.clerk, city.registration()).await;
        let tampered = Write::new("UPDATE stream SET body = $1", vec!["{}".into()]);
        city.office.store.commit(Commit { writes: vec![tampered], ..Commit::default() }).await.expect("written");
        let verdict = verify(&city.office.store).await.expect("read");
        assert!(matches!(&verdict, Verdict::Differs(what) if what.contains("kept state")), "{verdict:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_without_any_event_is_found() {
    for (target, _folder) in targets().await {
        let city = city(&target).await;
        city.done(&city.clerk, city.registration()).await;
        let sql = "INSERT INTO stream (id, kind, version, body) VALUES ($1, 'problem', 1, '{}')";
        let planted = Write::new(sql, vec![fresh().into()]);
        city.office.store.commit(Commit { writes: vec![planted], ..Commit::default() }).await.expect("written");
        let verdict = verify(&city.office.store).await.expect("read");
        assert!(matches!(&verdict, Verdict::Differs(what) if what.contains("no event makes")), "{verdict:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_see_nothing_and_the_second_is_told_what_changed() {
    for (target, _folder) in targets().await {
        let city = city(&target).await;
        let first = city.done(&city.clerk, city.registration()).await;
        let stranger = person(UnitId(fresh()), UnitKind::County, Role::Head);
        assert!(matches!(city.office.problem(city.id, &stranger).await, Err(ActError::NotFound)));
        let claim = Command::Claim(Claim { unit: city.county, note: String::new() });
        assert!(matches!(city.act(&stranger, claim.clone()).await, Err(ActError::NotFound)));
        city.done(&city.officer, claim).await;
        let level = Command::SetLevel(Level { level: 2, reason: "挂牌".into() });
        let head = Actor { day: city.today, ..city.head.clone() };
        let late =
            city.office.act(city.id, Some(first.version), &level, (&head, Timestamp::at(city.today, 11, 0))).await;
        assert!(matches!(late, Err(ActError::Changed(now)) if now.stage == Stage::Claimed));
    }
}
