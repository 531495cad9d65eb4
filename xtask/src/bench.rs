//! What the release build costs, each number beside its aim in ARCHITECTURE.md: requests over HTTP on
//! a seeded city, on both engines, with the processor time of the server (and of the database) and the
//! time on the wall; acts a second; import, export, verification; start, memory, size of the binary.
//!
//! A slow or busy machine never fails. Not here: benchmarks of single algorithms, which stand beside
//! them; the seeding (`crates/dugai/benches/office`).

mod http;
mod process;

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::crash::server::Server;
use crate::run::{Cost, TempFolder, binary, command, output, run};
use http::{Http, encode};
use process::{Place, Site, machine};

/// The databases that are measured, in this order.
const ENGINES: [&str; 2] = ["sqlite", "postgres"];
/// Problems of the seeded city, unless another number is named.
const PROBLEMS: usize = 100_000;
/// How often each thing is measured; the median, the least and the most are printed.
const RUNS: usize = 5;
/// A run of one request lasts at least so long, and is at least so many requests.
const RUN_LASTS: Duration = Duration::from_millis(400);
const RUN_ASKS: usize = 8;
/// Starts of the program.
const STARTS: usize = 3;
/// A program that does little for three times so long has settled; it is not waited for longer than this.
const QUIET: Duration = Duration::from_millis(500);
const SETTLES: Duration = Duration::from_secs(300);
/// Rows of the list that is read as a preview.
const PREVIEW_ROWS: usize = 5_700;

/// Builds, measures, prints.
pub fn bench(root: &Path) -> Result<(), String> {
    // The words after the task: how many problems; the one engine to measure.
    let problems = match std::env::args().nth(2) {
        None => PROBLEMS,
        Some(n) => n.parse().map_err(|_| format!("'{n}' is not a number of problems"))?,
    };
    let only = std::env::args().nth(3);
    if let Some(name) = only.as_deref().filter(|name| !ENGINES.contains(name)) {
        return Err(format!("'{name}' is no engine; there are {}", ENGINES.join(" and ")));
    }
    run(&mut command(root, &["cargo", "build", "--release", "-p", "dugai"]))?;
    run(&mut command(root, &["cargo", "bench", "-p", "dugai", "--bench", "office", "--no-run"]))?;
    println!("machine: {}", machine(root));
    println!("{problems} problems; {RUNS} runs, {STARTS} starts; the aims are for SQLite / PostgreSQL\n");
    let program = binary(root);
    let bytes = std::fs::metadata(&program).map_err(|e| format!("failed to look at {}: {e}", program.display()))?.len();
    println!("{:<44} {:>9.1} MB   aim 60", "binary", bytes as f64 / 1e6);
    let folder = TempFolder::new("bench")?;
    preview(root, folder.path())?;
    empty(root, folder.path())?;
    let server = Server::start(root)?;
    let url = server.fresh("bench")?;
    let databases = [None, Some((url.as_str(), &server))];
    for (name, database) in ENGINES.into_iter().zip(databases) {
        if only.as_deref().is_some_and(|only| only != name) {
            continue;
        }
        println!("\n{name}");
        let data = folder.path().join(name);
        city(root, &Place { data: &data, database }, problems)?;
    }
    Ok(())
}

/// Start and memory of a program that has nothing to show yet.
fn empty(root: &Path, folder: &Path) -> Result<(), String> {
    let data = folder.join("empty");
    let place = Place { data: &data, database: None };
    let program = binary(root);
    output(
        command(root, &[&program.to_string_lossy(), "init", "--city", "云江市（虚构）"])
            .env_remove("DUGAI_DATABASE_URL")
            .envs(place.variables()),
    )?;
    starts(root, &place, ("ready, empty", "0.3 s")).and_then(|site| {
        println!("{:<44} {:>9.1} MB   aim 60", "resident, empty", site.memory()?.0);
        Ok(())
    })
}

/// Starts the site some times, prints when it was ready, and leaves the last one running.
fn starts<'a>(root: &Path, place: &Place<'a>, what: (&str, &str)) -> Result<Site<'a>, String> {
    let (name, aim) = what;
    let mut took = Vec::new();
    for _ in 1..STARTS {
        took.push(Site::serve(root, place)?.ready.as_secs_f64() * 1e3);
    }
    let site = Site::serve(root, place)?;
    took.push(site.ready.as_secs_f64() * 1e3);
    println!("{name:<44} {} ms   aim {aim}", Spread::of(&mut took));
    Ok(site)
}

/// Everything that is measured on one engine.
fn city(root: &Path, place: &Place, problems: usize) -> Result<(), String> {
    let seeded: Value = office(root, place, &["seed", &problems.to_string()])?;
    let number = |key: &str| seeded[key].as_f64().unwrap_or_default();
    let aim = if place.database.is_none() { "8000" } else { "4000" };
    println!("{:<44} {:>9.0} /s", "registrations, 64 callers in process", number("registered_per_second"));
    println!("{:<44} {:>9.0} /s   aim {aim}", "durable acts, 64 callers in process", number("acts_per_second"));
    let site = starts(root, place, ("ready", "1 s with 1,000,000"))?;
    let settled = settle(&site)?;
    println!(
        "{:<44} {:>9.2} s after it was ready, {:.1} MB",
        "register in memory, ledger followed",
        settled,
        site.memory()?.0
    );
    requests(&site, &seeded, problems)?;
    println!("{:<44} {:>9.1} MB   aim 300", "resident after all of these", site.memory()?.0);
    export(&site, seeded["clerk"].as_str().unwrap_or_default())?;
    drop(site);
    let (verified, cost) = Cost::of(|| office(root, place, &["verify"]));
    println!(
        "{:<44} {:>9.0} /s   aim 100000   ({cost})",
        "verify: events",
        verified?["per_second"].as_f64().unwrap_or_default()
    );
    Ok(())
}

/// Waits until the program has done what it does by itself after a start, so that no request is charged
/// with it; gives how long that took.
fn settle(site: &Site) -> Result<f64, String> {
    let begun = Instant::now();
    let mut quiet = 0;
    while quiet < 3 && begun.elapsed() < SETTLES {
        let before = site.cpu()?;
        std::thread::sleep(QUIET);
        quiet = if site.cpu()? - before < 20.0 { quiet + 1 } else { 0 };
    }
    Ok((begun.elapsed() - QUIET * quiet).as_secs_f64())
}

/// Runs the measuring program of the crate `dugai`.
fn office(root: &Path, place: &Place, words: &[&str]) -> Result<Value, String> {
    let mut all = vec!["cargo", "bench", "--quiet", "-p", "dugai", "--bench", "office", "--"];
    all.extend(words);
    let said = output(command(root, &all).env_remove("DUGAI_DATABASE_URL").envs(place.variables()))?;
    serde_json::from_str(&said).map_err(|e| format!("failed to read what was measured: {e}: {said}"))
}

/// Path and form of the n-th time; none when it can be asked no more.
type Make<'a> = Box<dyn Fn(usize) -> Option<(String, Option<String>)> + 'a>;

/// One request that is measured again and again.
struct Ask<'a> {
    name: &'a str,
    /// Aims in milliseconds of processor time; empty where there is none.
    aim: &'a str,
    session: &'a str,
    make: Make<'a>,
}

fn requests(site: &Site, seeded: &Value, problems: usize) -> Result<(), String> {
    println!("{:<44} {:^31}   {:^31}", "request", "processor ms (least … most)", "wall ms (least … most)");
    let mut http = Http::open(site.port)?;
    for ask in asks(seeded, problems) {
        measure(site, &mut http, &ask).map_err(|e| format!("{}: {e}", ask.name))?;
    }
    Ok(())
}

/// The same page each time.
fn same<'a>(path: String) -> Make<'a> {
    Box::new(move |_| Some((path.clone(), None)))
}

/// A search for one of 120 sites of the seeded city.
fn site_of(n: usize) -> String {
    let places = "青石沟 北坡 柳湾 大河坝 石门寺 云岭 白沙滩 三岔口 松林坪 龙潭 回龙场 望江台";
    let who = "料场 砖厂 养殖场 小水电站 采石矿山 污水处理厂 垃圾填埋场 加油站 屠宰场 混凝土搅拌站";
    let one = |list: &str, at: usize| list.split(' ').cycle().nth(at).unwrap_or_default().to_owned();
    format!("/problems?q={}", encode(&(one(places, n % 12) + &one(who, n / 12 % 10))))
}

fn asks(seeded: &Value, problems: usize) -> Vec<Ask<'_>> {
    let text = |key: &str| seeded[key].as_str().unwrap_or_default();
    let (clerk, officer) = (text("clerk"), text("officer"));
    let (county, department) = (text("county"), text("department"));
    let get = |name, aim, session, path: String| Ask { name, aim, session, make: same(path) };
    let deep = encode(&format!("t市{:0>8}~{:032x}", problems / 2, 0));
    let mut list = vec![
        get("register: filter, sort, exact count", "1.5 / 2", clerk, "/problems?sort=due&source=feedback".to_owned()),
        get("register: everything, first page", "1.5 / 2", clerk, "/problems".to_owned()),
        get("register: deep page", "1.5 / 2", clerk, format!("/problems?after={deep}")),
        get(
            "register: unit, state, due, source, type",
            "3 / 4",
            clerk,
            format!("/problems?unit={county}&stage=registered&due_to=2099-01-01&source=feedback&type=water"),
        ),
        get(
            "register: department, county, round, class",
            "40 / 60",
            clerk,
            format!(
                "/problems?supervisor={department}&county={county}&guidance=by_date&round={}",
                encode("虚构的第2轮督察")
            ),
        ),
        get("problem of twelve events", "1 / 1.5", clerk, format!("/problems/{}", text("rich"))),
    ];
    for (words, named) in [("石", "1"), ("青石", "2"), ("", "5")] {
        let path = format!("/problems?q={}", encode(words));
        for (session, who) in [(clerk, "office"), (officer, "county")] {
            let name: &str = match (named, who) {
                ("1", "office") => "search, 1 character, office",
                ("1", _) => "search, 1 character, county",
                ("2", "office") => "search, 2 characters, office",
                ("2", _) => "search, 2 characters, county",
                (_, "office") => "search, 4 to 9 characters, office",
                _ => "search, 4 to 9 characters, county",
            };
            // Long texts are remembered while nobody writes: each time another one is asked for.
            let make: Make = if words.is_empty() { Box::new(|n| Some((site_of(n), None))) } else { same(path.clone()) };
            list.push(Ask { name, aim: "8 / 40", session, make });
        }
    }
    let waiting: Vec<&str> = seeded["waiting"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    list.push(Ask {
        name: "transition: sign for a problem",
        aim: "0.8 / 1.5",
        session: officer,
        make: Box::new(move |n| {
            let id = waiting.get(n)?;
            Some((format!("/problems/{id}/act/claim"), Some(format!("unit={county}"))))
        }),
    });
    list.push(Ask {
        name: "create a problem",
        aim: "0.8 / 1.5",
        session: clerk,
        make: Box::new(move |n| {
            let (level, round, words) = (encode("市"), encode("虚构的新一轮督察"), encode("虚构：青石沟料场扬尘。"));
            let goal = encode("扬尘达标");
            Some(("/problems/new".to_owned(), Some(format!("kind=feedback&round={round}&numbers%5B0%5D.level={level}&numbers%5B0%5D.no=9{n:0>7}&text={words}&guidance=by_date&due_text=2099&due=2099-12-31&responsible={county}&goal={goal}&types=air"))))
        }),
    });
    list
}

/// Asks again and again in runs; prints what one request costs.
fn measure(site: &Site, http: &mut Http, ask: &Ask) -> Result<(), String> {
    let mut count = 0;
    let mut one = |wall: &mut Vec<f64>| -> Result<bool, String> {
        let Some((path, body)) = (ask.make)(count) else { return Ok(false) };
        count += 1;
        let begun = Instant::now();
        let (status, _) = http.send(&path, ask.session, body.as_deref())?;
        wall.push(begun.elapsed().as_secs_f64() * 1e3);
        let expected = if body.is_some() { 303 } else { 200 };
        if status == expected { Ok(true) } else { Err(format!("{path} answered {status}, expected {expected}")) }
    };
    let (mut wall, mut cpu) = (Vec::new(), Vec::new());
    one(&mut Vec::new())?;
    for _ in 0..RUNS {
        let (begun, before, first) = (Instant::now(), site.cpu()?, wall.len());
        // A form of which there are few is sent as often in every run.
        while wall.len() - first < RUN_ASKS || begun.elapsed() < RUN_LASTS && wall.len() - first < 50 {
            if !one(&mut wall)? {
                break;
            }
        }
        if wall.len() > first {
            cpu.push((site.cpu()? - before) / (wall.len() - first) as f64);
        }
    }
    println!("{:<44} {}   {}   aim {}", ask.name, Spread::of(&mut cpu), Spread::of(&mut wall), ask.aim);
    Ok(())
}

/// Everything as a workbook.
fn export(site: &Site, session: &str) -> Result<(), String> {
    let before = site.cpu()?;
    let (status, bytes) = Http::open(site.port)?.send("/problems/export.xlsx", session, None)?;
    if status != 200 {
        return Err(format!("the export answered {status}"));
    }
    let (cpu, peak) = ((site.cpu()? - before) / 1e3, site.memory()?.1);
    println!(
        "{:<44} {cpu:>9.1} s CPU, at most {peak:.0} MB, {:.1} MB of file   aim 3 s, 200 MB",
        "export, all rows, xlsx",
        bytes as f64 / 1e6
    );
    Ok(())
}

/// Reading a long list as a preview.
fn preview(root: &Path, folder: &Path) -> Result<(), String> {
    let path = folder.join("list.csv");
    let mut text =
        "云江市贯彻落实督察反馈意见整改任务清单\n序号,存在问题,整改目标,整改措施,责任单位,整改时限,督导单位\n"
            .to_owned();
    for n in 1..=PREVIEW_ROWS {
        text.push_str(&format!(
            "{n},第{n}号点位废水直排（虚构）,全部整改到位,1.建沉淀池；2.每月监测,石桥县人民政府,2026年12月底前,云江市水务局\n"
        ));
    }
    std::fs::write(&path, text).map_err(|e| format!("failed to write {}: {e}", path.display()))?;
    let program = binary(root);
    let words = [&program.to_string_lossy(), "import", "problems", "--dry-run", "--json", &path.to_string_lossy()];
    let (mut wall, mut cpu) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (done, cost) = Cost::of(|| output(&mut command(root, &words)));
        done?;
        wall.push(cost.wall.as_secs_f64());
        cpu.push(cost.cpu);
    }
    println!(
        "{:<44} {} s   aim 3   (CPU {} s)",
        format!("preview of {PREVIEW_ROWS} rows"),
        Spread::of(&mut wall),
        Spread::of(&mut cpu)
    );
    Ok(())
}

/// Median, least and most.
struct Spread(f64, f64, f64);

impl Spread {
    fn of(values: &mut [f64]) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |n: usize| values.get(n).copied().unwrap_or_default();
        Self(at(values.len() / 2), at(0), at(values.len().saturating_sub(1)))
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>9.2} ({:>8.2} … {:>8.2})", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn the_middle_and_the_ends() {
        let Spread(middle, least, most) = Spread::of(&mut [3.0, 1.0, 2.0]);
        assert!((middle, least, most) == (2.0, 1.0, 3.0));
    }
}
