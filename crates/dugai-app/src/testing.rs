//! What tests of every crate share: a clock that is set by hand, bytes that never repeat and are
//! the same in every run, a small invented city. Nothing else belongs here.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dugai_domain::actor::Actor;
use dugai_domain::ids::{AccountId, EvidenceId, ProblemId, UnitId};
use dugai_domain::org::{Post, Role, Term, Unit, UnitKind};
use dugai_domain::problem::{
    Acceptance, AcceptanceStep, AcceptanceVerdict, Claim, Command, Due, Duty, DutyRole, Evidence, GateSignature,
    Guidance, Measure, MeasureReport, MeasureVerdict, Note, NoticeOpening, Number, Opinion, Place, PlanDraft,
    Registration, SelfCheck, Source, SourceKind, SweepAnswer, SweepOutcome, SweepPoint,
};
use dugai_domain::reference::GateSigner;
use dugai_domain::time::Timestamp;
use jiff::civil::Date;

use crate::act::ActError;
use crate::office::{Office, OfficeError};
use crate::tools::{Entropy, SetClock, Tools};

/// Bytes counted up: no two calls get the same, no two runs differ.
#[derive(Debug, Default)]
pub struct CountedEntropy(AtomicU64);

impl Entropy for CountedEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            // An odd multiplier spreads the count over all bits and repeats no value.
            let next = (self.0.fetch_add(1, Ordering::Relaxed) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            for (byte, value) in chunk.iter_mut().zip(next.to_le_bytes()) {
                *byte = value;
            }
        }
    }
}

/// Tools whose clock stands at ten in the morning of a day.
#[must_use]
pub fn tools_at(day: Date) -> Tools {
    Tools { clock: Arc::new(SetClock::at(Timestamp::at(day, 10, 0))), entropy: Arc::new(CountedEntropy::default()) }
}

/// The invented units and people of a small city, as tests use them.
#[derive(Clone, Debug)]
pub struct Cast {
    /// Units: the rectification office, a county, another county, a department, an enterprise.
    pub units: [UnitId; 5],
    /// Accounts by their log-in names: clerk, head (office); officer, mayor (county); other
    /// (other county); supervisor, acceptor (department); leader, auditor, admin; works (enterprise).
    pub accounts: std::collections::BTreeMap<&'static str, AccountId>,
}

/// The password every invented person of a test has.
pub const PASSWORD: &str = "correct-horse-0";

/// Founds an installation (a demonstration) with a small city.
///
/// # Errors
/// When the store cannot be written.
pub async fn cast(office: &Office) -> Result<Cast, OfficeError> {
    office.found("云江市（虚构）", true).await?;
    let now = office.now();
    let system = Actor::system(now.day());
    let by = (&system, now);
    let term = Term::since(Date::constant(2020, 1, 1));
    let names = [
        ("云江市督察整改工作领导小组办公室", "市整改办", UnitKind::Office),
        ("石桥县人民政府", "石桥县", UnitKind::County),
        ("青川县人民政府（虚构）", "青川县（虚构）", UnitKind::County),
        ("云江市水务局", "市水务局", UnitKind::Department),
        ("石桥砂石有限公司（虚构）", "石桥砂石", UnitKind::Enterprise),
    ];
    let mut units = Vec::new();
    for (name, short, kind) in names {
        let unit = Unit {
            id: UnitId(uuid::Uuid::nil()),
            name: name.to_owned(),
            short: short.to_owned(),
            kind,
            parent: None,
            aliases: Vec::new(),
            duties: String::new(),
            term,
        };
        units.push(office.open_unit(unit, by).await?);
    }
    let units: [UnitId; 5] = units.try_into().map_err(|_| OfficeError::NotFound)?;
    let [bureau, county, other, department, works] = units;
    let people = [
        ("clerk", "李敏", bureau, Role::Officer),
        ("head", "赵宏", bureau, Role::Head),
        ("officer", "王成", county, Role::Officer),
        ("mayor", "周卫国", county, Role::Head),
        ("other", "孙丽", other, Role::Head),
        ("supervisor", "陈静", department, Role::Officer),
        ("acceptor", "刘洋", department, Role::Acceptor),
        ("leader", "郑海", bureau, Role::Leader),
        ("auditor", "吴桐", bureau, Role::Auditor),
        ("admin", "何平", bureau, Role::Administrator),
        ("works", "马强", works, Role::Officer),
    ];
    let mut accounts = std::collections::BTreeMap::new();
    for (login, name, unit, role) in people {
        let post = Post { role, unit, term, acting_for: None };
        accounts.insert(login, office.open_account((login, name), &[post], by).await?);
    }
    Ok(Cast { units, accounts })
}

impl Cast {
    /// A person of the cast, as of now.
    ///
    /// # Errors
    /// When nobody has that log-in name.
    pub async fn actor(&self, office: &Office, login: &str) -> Result<Actor, OfficeError> {
        let account = self.accounts.get(login).ok_or(OfficeError::NotFound)?;
        office.setup().await?.actor(*account, office.now().day()).ok_or(OfficeError::NotFound)
    }

    /// Logs a person of the cast in and gives the session's secret.
    ///
    /// # Errors
    /// When nobody has that log-in name.
    pub async fn log_in(&self, office: &Office, login: &str) -> Result<String, OfficeError> {
        let account = *self.accounts.get(login).ok_or(OfficeError::NotFound)?;
        let now = office.now();
        let system = Actor::system(now.day());
        office.set_password(account, "first-password-1", (&system, now)).await?;
        let wrong = |_| OfficeError::NotFound;
        let first = office.log_in(login, "first-password-1", ("127.0.0.1", "test")).await.map_err(wrong)?;
        let signed = office.session(&first).await?.ok_or(OfficeError::NotFound)?;
        office.change_password(&signed, "first-password-1", PASSWORD, now).await?;
        office.log_in(login, PASSWORD, ("127.0.0.1", "test")).await.map_err(wrong)
    }

    /// A registration of an invented problem of the county, supervised by the department.
    #[must_use]
    pub fn registration(&self, no: &str, day: Date) -> Registration {
        let [_, county, _, department, works] = self.units;
        let duty = |role, unit| Duty { role, unit, person: String::new(), from: day, to: None };
        Registration {
            source: Source { kind: SourceKind::Feedback, round: "虚构的第一轮督察".into(), page: "12".into() },
            numbers: vec![Number { level: "市".into(), no: no.to_owned() }],
            text: "虚构：青石沟料场废水未经处理排入河道。".into(),
            klass: String::new(),
            types: vec!["water".into()],
            place: Place { county: Some(county), words: "青石沟".into() },
            goal: "废水零直排。".into(),
            guidance: Guidance::ByDate,
            due: Due { text: String::new(), date: day.checked_add(jiff::Span::new().days(200)).ok(), long_term: false },
            chain: vec![
                duty(DutyRole::Responsible, county),
                duty(DutyRole::Supervising, department),
                duty(DutyRole::Enterprise, works),
            ],
            steps: vec![AcceptanceStep { level: "市".into(), unit: Some(department) }],
            measures: Vec::new(),
            declared_struck_off: None,
            import: None,
        }
    }

    /// Enters an invented problem on the list by the clerk.
    ///
    /// # Errors
    /// When the number is taken or the store cannot be written.
    pub async fn register(&self, office: &Office, no: &str) -> Result<ProblemId, ActError> {
        let now = office.now();
        let clerk = self.actor(office, "clerk").await?;
        let id = ProblemId(office.tools.new_id());
        let command = Command::Register(self.registration(no, now.day()));
        office.act(id, None, &command, (&clerk, now)).await.map(|_| id)
    }
}

impl Cast {
    /// Plays a registered problem of the county up to its public notice.
    ///
    /// # Errors
    /// When an act is refused or the store cannot be written.
    pub async fn to_notice(&self, office: &Office, id: ProblemId) -> Result<(), ActError> {
        self.up_to(office, id, "open_notice").await
    }

    /// Plays a registered problem of the county up to an act of the usual path, that act included.
    ///
    /// # Errors
    /// When an act is refused or the store cannot be written.
    pub async fn up_to(&self, office: &Office, id: ProblemId, act: &str) -> Result<(), ActError> {
        let [_, county, ..] = self.units;
        let day = office.now().day();
        let proof = picture(EvidenceId(office.tools.new_id()), day);
        let evidence = vec![proof.id];
        let note = |text: &str| Note { text: text.into() };
        let plan = PlanDraft {
            goal: "废水零直排。".into(),
            measures: vec![Measure {
                no: 1,
                text: "建成沉淀池并长期运行".into(),
                goal: String::new(),
                owner: Some(county),
                due: day.checked_add(jiff::Span::new().days(90)).ok(),
                long_term: true,
                money_fen: Some(120_000_000),
                safety: String::new(),
                lasting: true,
            }],
            standard: "water".into(),
            due: None,
            safety: String::new(),
        };
        let point = SweepPoint { no: 1, direction: "same_river".into(), what: "同一河段其余料场".into() };
        let answer = SweepAnswer { no: 1, outcome: SweepOutcome::Clean, note: "已逐一核查".into() };
        let report = MeasureReport { no: 1, percent: 100, note: "已建成".into(), evidence: evidence.clone() };
        let verdict = MeasureVerdict { no: 1, opinion: Opinion::default(), evidence: evidence.clone() };
        let mut steps = vec![
            ("officer", Command::Claim(Claim { unit: county, note: String::new() })),
            ("officer", Command::DraftPlan(plan)),
            ("officer", Command::SubmitPlan(note(""))),
            ("head", Command::ApprovePlan(Opinion { text: "同意".into(), reasons: Vec::new() })),
            ("officer", Command::AddEvidence(proof)),
            ("officer", Command::ReportMeasure(report)),
            ("supervisor", Command::AcceptMeasure(verdict)),
            ("officer", Command::PlanSweep(vec![point])),
            ("officer", Command::AnswerSweep(answer)),
            ("mayor", Command::SelfCheck(SelfCheck { summary: "目标已达到".into(), evidence: evidence.clone() })),
            ("mayor", Command::ApplyAcceptance(note("申请验收"))),
        ];
        for gate in &office.setup().await?.reference.gates {
            let signer = match gate.signer {
                GateSigner::ResponsibleHead => "mayor",
                GateSigner::Supervising => "supervisor",
                // Each gate has its own signer.
                GateSigner::Office if gate.waivable => "head",
                GateSigner::Office => "clerk",
            };
            let signature = GateSignature {
                gate: gate.named.code.clone(),
                statement: "属实".into(),
                method: "现场走访".into(),
                evidence: evidence.clone(),
                rectifying: false,
            };
            steps.push((signer, Command::SignGate(signature)));
        }
        let acceptance = Acceptance {
            step: 0,
            verdict: AcceptanceVerdict::Agreed,
            visited: day,
            panel: vec!["验收人员甲（虚构）".into()],
            opinion: "同意通过验收".into(),
            conditions: String::new(),
            conditions_by: None,
            reasons: Vec::new(),
            measures: Vec::new(),
            by: None,
            evidence,
        };
        let opening = NoticeOpening {
            first_day: day,
            days: 5,
            place: "市政府网站".into(),
            phone: "0000000".into(),
            reason: String::new(),
        };
        steps.push(("acceptor", Command::RecordAcceptance(acceptance)));
        steps.push(("clerk", Command::OpenNotice(opening)));
        for (who, command) in steps {
            // Where no department supervises, the office does.
            let supervised = office.load(id).await?.is_some_and(|p| !p.supervisors(day).is_empty());
            let who = if who == "supervisor" && !supervised { "clerk" } else { who };
            let actor = self.actor(office, who).await?;
            office.act(id, None, &command, (&actor, office.now())).await?;
            if command.action().code() == act {
                break;
            }
        }
        Ok(())
    }
}

/// A picture of the site for the first measure; there is no file of it.
fn picture(id: EvidenceId, day: Date) -> Evidence {
    Evidence {
        id,
        title: "现场照片（虚构）".into(),
        kind: "photo".into(),
        media: "image/jpeg".into(),
        size: 1,
        commitment: "00".into(),
        happened: Some(day),
        captured: None,
        valid_until: None,
        measures: vec![1],
        before: None,
        replaces: None,
        located: false,
        rectifying: false,
    }
}
