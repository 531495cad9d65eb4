//! The process that acts until it is killed, and the one that looks at what it left.
//!
//! Built with the feature `writer` only. The store is a folder, and the database of
//! `DUGAI_DATABASE_URL` where one is named. Not here: when to kill (see `crash`).

use std::path::PathBuf;
use std::sync::Arc;

use dugai_app::testing::{Cast, cast};
use dugai_app::{ActError, Entropy, Office, OfficeError, Store, StoreError, Target, Tools, Verdict, verify};
use dugai_domain::actor::Actor;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::{Claim, Command, FirstStep, Measure, Note, Opinion, PlanDraft};
use dugai_domain::time::{Clock, Timestamp};

/// Tasks that act at once.
const TASKS: usize = 16;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Opens a store and does something with it.
pub fn with_store<T>(folder: &str, work: impl AsyncFnOnce(Store) -> Result<T, Failure>) -> Result<T, String> {
    let runtime = tokio::runtime::Runtime::new().map_err(|e| format!("failed to start: {e}"))?;
    let folder = PathBuf::from(folder);
    let target = match std::env::var("DUGAI_DATABASE_URL") {
        Ok(url) => Target::Postgres { url, folder: folder.clone() },
        Err(_) => Target::Folder(folder.clone()),
    };
    let told = |e: Failure| format!("failed to use {}: {e}", folder.display());
    runtime.block_on(async {
        let store = Store::open(&target).await.map_err(|e| told(e.into()))?;
        work(store).await.map_err(told)
    })
}

/// The machine's clock.
struct Wall;

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        let micros = std::time::UNIX_EPOCH.elapsed().map_or(0, |d| d.as_micros());
        Timestamp(i64::try_from(micros).unwrap_or_default())
    }
}

/// The kernel's random bytes: every life of the writer makes ids of its own.
struct Kernel;

impl Entropy for Kernel {
    fn fill(&self, buffer: &mut [u8]) {
        use std::io::Read as _;
        if std::fs::File::open("/dev/urandom").and_then(|mut f| f.read_exact(buffer)).is_err() {
            // Ids that repeat would hide a lost act.
            std::process::abort();
        }
    }
}

async fn office(store: Store) -> Result<Office, Failure> {
    Ok(Office::open(store, Tools { clock: Arc::new(Wall), entropy: Arc::new(Kernel) }).await?)
}

/// Who acts, and on behalf of whom.
struct City {
    office: Office,
    cast: Cast,
    clerk: Actor,
    head: Actor,
    officer: Actor,
    /// The one problem that every task acts on, so that acts meet.
    common: ProblemId,
}

/// The city that an earlier process founded, as the setup has it.
async fn city(office: Office) -> Result<City, Failure> {
    let setup = office.setup().await?;
    let names = ["市整改办", "石桥县", "青川县（虚构）", "市水务局", "石桥砂石"];
    let mut units = Vec::new();
    for name in names {
        units.push(setup.unit_of_name(name).ok_or("the city is not founded: check it once first")?);
    }
    let units = <[_; 5]>::try_from(units).map_err(|_| "five units were looked for")?;
    let logins = ["clerk", "head", "officer"];
    let account = |login| setup.accounts.values().find(|a| a.login == login).map(|a| (login, a.id));
    let cast = Cast { units, accounts: logins.into_iter().filter_map(account).collect() };
    let [clerk, head, officer] = [
        cast.actor(&office, "clerk").await?,
        cast.actor(&office, "head").await?,
        cast.actor(&office, "officer").await?,
    ];
    let common = ProblemId(office.tools.new_id());
    Ok(City { office, cast, clerk, head, officer, common })
}

/// Acts without end by many tasks; prints problem and version after each acknowledged act.
pub async fn write(store: Store) -> Result<(), Failure> {
    let city = Arc::new(city(office(store).await?).await?);
    city.register(city.common).await?;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..TASKS {
        let city = Arc::clone(&city);
        tasks.spawn(async move {
            loop {
                city.life().await?;
            }
        });
    }
    let ended: Option<Result<Result<(), Failure>, _>> = tasks.join_next().await;
    ended.map_or(Ok(()), |e| e?)
}

impl City {
    /// One act; says so when it is acknowledged. Meeting another act on the same problem is no failure.
    async fn act(&self, id: ProblemId, who: &Actor, command: &Command) -> Result<(), Failure> {
        match self.office.act(id, None, command, (who, self.office.now())).await {
            Ok(acted) => println!("{id} {}", acted.problem.version),
            Err(ActError::Changed(_)) if id == self.common => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    async fn register(&self, id: ProblemId) -> Result<(), Failure> {
        let registration = self.cast.registration(&id.to_string(), self.clerk.day);
        self.act(id, &self.clerk, &Command::Register(registration)).await?;
        let claim = Claim { unit: self.cast.units[1], note: String::new() };
        self.act(id, &self.officer, &Command::Claim(claim)).await
    }

    /// A problem from the list to work under an approved plan.
    async fn life(&self) -> Result<(), Failure> {
        let id = ProblemId(self.office.tools.new_id());
        self.register(id).await?;
        let step = |text: &str| FirstStep { on_site: true, text: text.to_owned(), evidence: Vec::new(), rectifying: false };
        self.act(id, &self.officer, &Command::TakeFirstStep(step("现场核查"))).await?;
        self.act(id, &self.officer, &Command::DraftPlan(self.plan())).await?;
        self.act(self.common, &self.officer, &Command::TakeFirstStep(step("一同到场"))).await?;
        self.act(id, &self.officer, &Command::SubmitPlan(Note::default())).await?;
        let opinion = Opinion { text: "同意".to_owned(), reasons: Vec::new() };
        self.act(id, &self.head, &Command::ApprovePlan(opinion)).await
    }

    fn plan(&self) -> PlanDraft {
        let measure = Measure {
            no: 1,
            text: "建成沉淀池并长期运行".to_owned(),
            goal: String::new(),
            owner: Some(self.cast.units[1]),
            due: Some(self.clerk.day),
            long_term: true,
            money_fen: Some(120_000_000),
            safety: String::new(),
            lasting: true,
        };
        let (goal, standard) = ("废水零直排。".to_owned(), "water".to_owned());
        PlanDraft { goal, measures: vec![measure], standard, due: None, safety: String::new() }
    }
}

/// Founds the city where nothing is yet; verifies everything; gives problem and version a line.
pub async fn check(store: Store) -> Result<String, Failure> {
    if store.next_event().await? == 0 {
        cast(&office(store.clone()).await?).await.map_err(|e: OfficeError| Failure::from(e))?;
    }
    match verify(&store).await? {
        Verdict::Differs(what) => Err(what.into()),
        Verdict::Sound { .. } => {
            let all = store.streams_of("problem").await.map_err(|e: StoreError| Failure::from(e))?;
            let lines = all.iter().map(|(id, row)| format!("{} {}", ProblemId(*id), row.version));
            Ok(lines.collect::<Vec<_>>().join("\n"))
        }
    }
}
