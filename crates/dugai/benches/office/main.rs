//! Durable acts and verification, measured in process: a city is seeded by many callers at once.
//!
//! `office seed N` registers N invented problems by 64 callers, lets them act, and prints as JSON
//! what was measured and what a measurement over HTTP needs. `office verify` times a verification.
//! Without words: a small city in a folder of its own. The store is named as for the program
//! itself, by `DUGAI_DATA` and `DUGAI_DATABASE_URL`. Not here: HTTP and processor time (`cargo xtask bench`).

mod city;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use dugai_app::{ActError, Office, Store, Target, Verdict, verify};
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::{Claim, Command, FirstStep, Note, Opinion, PlanDraft};
use serde_json::{Value, json};

use city::City;

/// Small pieces of text are taken and given back all the time: this allocator does it in less time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Callers at once.
const CALLERS: usize = 64;
/// Problems that are acted on after their registration, at most.
const ACTED: usize = 20_000;
/// Problems of a run without words.
const SMALL: usize = 2_000;

fn main() -> ExitCode {
    // Cargo adds a word of its own.
    let words: Vec<String> = std::env::args().skip(1).filter(|w| w != "--bench").collect();
    let done = tokio::runtime::Runtime::new().map_err(Failure::from).and_then(|r| r.block_on(run(&words)));
    match done {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("office: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(words: &[String]) -> Result<Value, Failure> {
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => {
            let folder = tempfile::tempdir()?;
            let store = Store::open(&Target::Folder(folder.path().join("data"))).await?;
            let mut told = seed(store.clone(), SMALL).await?;
            told["verify"] = verified(&store).await?;
            Ok(told)
        }
        ["seed", n] => seed(Store::open(&target()?).await?, n.parse()?).await,
        ["verify"] => verified(&Store::open(&target()?).await?).await,
        _ => Err("expected: seed N | verify".into()),
    }
}

fn target() -> Result<Target, Failure> {
    let folder = PathBuf::from(std::env::var("DUGAI_DATA").map_err(|_| "name a folder by DUGAI_DATA")?);
    Ok(match std::env::var("DUGAI_DATABASE_URL") {
        Ok(url) => Target::Postgres { url, folder },
        Err(_) => Target::Folder(folder),
    })
}

/// Verifies, and says how many events that took how long.
async fn verified(store: &Store) -> Result<Value, Failure> {
    let begun = Instant::now();
    match verify(store).await? {
        Verdict::Sound { events, .. } => {
            let seconds = begun.elapsed().as_secs_f64();
            Ok(json!({ "events": events, "seconds": seconds, "per_second": events as f64 / seconds }))
        }
        Verdict::Differs(what) => Err(what.into()),
    }
}

/// Seeds a city; the store must be empty.
async fn seed(store: Store, count: usize) -> Result<Value, Failure> {
    let office = Arc::new(Office::open(store, city::tools()).await?);
    let city = Arc::new(City::found(&office).await?);
    let ids: Arc<Vec<ProblemId>> = Arc::new((0..count).map(|_| ProblemId(office.tools.new_id())).collect());
    let registered = {
        let (office, city, ids) = (Arc::clone(&office), Arc::clone(&city), Arc::clone(&ids));
        per_second(count, move |n| {
            let (office, city, ids) = (Arc::clone(&office), Arc::clone(&city), Arc::clone(&ids));
            async move { register(&office, &city, (n, ids[n])).await }
        })
        .await?
    };
    // Two of three are signed for; the third waits, as in life, and for the measurement over HTTP.
    let acted: Vec<usize> = (0..count).filter(|n| n % 3 != 2).take(ACTED).collect();
    let acts = {
        let (office, city, ids) = (Arc::clone(&office), Arc::clone(&city), Arc::clone(&ids));
        let acted = Arc::new(acted);
        per_second(acted.len(), move |i| {
            let (office, city, ids, n) = (Arc::clone(&office), Arc::clone(&city), Arc::clone(&ids), acted[i]);
            async move { claim(&office, &city, (n, ids[n])).await }
        })
        .await?
    };
    let rich = twelve_events(&office, &city).await?;
    // Of the first county, whose officer signs for them over HTTP.
    let waiting: Vec<String> =
        (0..count).filter(|n| n % 3 == 2 && n % 20 == 0).map(|n| ids[n].to_string()).take(2_000).collect();
    Ok(json!({
        "engine": office.store.engine_name(),
        "problems": count,
        "callers": CALLERS,
        "registered_per_second": registered,
        "acts_per_second": acts,
        "rich": rich.to_string(),
        "waiting": waiting,
        "clerk": city.cast.log_in(&office, "clerk").await?,
        "officer": city.cast.log_in(&office, "officer").await?,
        "county": city.counties[0].to_string(),
        "department": city.departments[0].to_string(),
    }))
}

/// Does something so many times by all callers; gives how many a second.
async fn per_second<F, W>(count: usize, work: F) -> Result<f64, Failure>
where
    F: Fn(usize) -> W + Clone + Send + 'static,
    W: Future<Output = Result<(), ActError>> + Send,
{
    let next = Arc::new(AtomicUsize::new(0));
    let mut callers = tokio::task::JoinSet::new();
    let begun = Instant::now();
    for _ in 0..CALLERS {
        let (next, work) = (Arc::clone(&next), work.clone());
        callers.spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= count {
                    return Ok(());
                }
                work(n).await?;
            }
        });
    }
    while let Some(ended) = callers.join_next().await {
        ended?.map_err(|e: ActError| Failure::from(e.to_string()))?;
    }
    Ok(count as f64 / begun.elapsed().as_secs_f64())
}

async fn register(office: &Office, city: &City, at: (usize, ProblemId)) -> Result<(), ActError> {
    let command = Command::Register(city.registration(at.0));
    office.act(at.1, None, &command, (&city.clerk, office.now())).await.map(drop)
}

async fn claim(office: &Office, city: &City, at: (usize, ProblemId)) -> Result<(), ActError> {
    let county = at.0 % city.counties.len();
    let command = Command::Claim(Claim { unit: city.counties[county], note: "认领".to_owned() });
    office.act(at.1, None, &command, (&city.officers[county], office.now())).await.map(drop)
}

/// A problem with twelve events, as the page of a problem shows it.
async fn twelve_events(office: &Office, city: &City) -> Result<ProblemId, Failure> {
    let id = ProblemId(office.tools.new_id());
    let step = |n: usize| {
        Command::TakeFirstStep(FirstStep {
            on_site: n % 2 == 1,
            text: format!("第{n}次现场核查并形成记录"),
            evidence: Vec::new(),
            rectifying: false,
        })
    };
    let plan = PlanDraft {
        goal: "废水零直排".to_owned(),
        measures: city.measures(),
        standard: "water".to_owned(),
        due: None,
        safety: String::new(),
    };
    let mut acts = vec![
        (&city.clerk, Command::Register(city.registration(usize::MAX / 60 * 60))),
        (&city.officers[0], Command::Claim(Claim { unit: city.counties[0], note: String::new() })),
    ];
    acts.extend((1..=6).map(|n| (&city.officers[0], step(n))));
    acts.push((&city.officers[0], Command::DraftPlan(plan)));
    acts.push((&city.officers[0], Command::SubmitPlan(Note::default())));
    acts.push((&city.head, Command::ApprovePlan(Opinion { text: "同意".to_owned(), reasons: Vec::new() })));
    acts.push((&city.officers[0], step(7)));
    for (who, command) in acts {
        office.act(id, None, &command, (who, office.now())).await?;
    }
    Ok(id)
}
