//! `dugai demo`: an invented city with two years of history, made by the same use cases a person
//! would use, on a simulated clock that runs up to yesterday.

mod chance;
mod city;
mod files;
mod life;
mod lists;
mod moves;
mod picture;
mod plan;
mod words;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use dugai_app::tools::{SetClock, Tools};
use dugai_app::{Office, Store, Target, Verdict, verify};
use dugai_domain::figures::Figure;
use dugai_domain::time::Timestamp;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;

use crate::config::{Place, Serving};
use crate::desk::{Desk, told};
use crate::serve::Offered;
use city::City;

/// Flags of `dugai demo`.
#[derive(Args)]
pub struct Demo {
    /// End after the table, without serving.
    #[arg(long)]
    no_serve: bool,
    #[command(flatten)]
    serving: Serving,
}

/// Days of history.
const DAYS: i32 = 730;
/// Lies in the folder from before the first record until the last is verified.
const UNFINISHED: &str = "demo.unfinished";

/// Makes the city where there is none yet, prints what was done, and serves it.
///
/// # Errors
/// When the folder holds an installation that is no demonstration, or a step fails.
pub async fn run(place: &Place, demo: &Demo) -> Result<(), String> {
    let target = place.target()?;
    if made_already(&target).await? {
        again(&Desk::open_new(&target).await?).await?;
    } else {
        begin(target.folder())?;
        make(&target).await?;
        end(target.folder())?;
    }
    if demo.no_serve {
        return Ok(());
    }
    crate::serve::run(place, &demo.serving).await
}

/// Whether there is a demonstration already; another installation is refused.
async fn made_already(target: &Target) -> Result<bool, String> {
    let unfinished = || {
        format!(
            "use {}: an earlier demonstration was not finished; remove the folder{} and start again",
            target.folder().display(),
            if matches!(target, Target::Postgres { .. }) { ", make the database empty" } else { "" }
        )
    };
    if target.folder().join(UNFINISHED).exists() {
        return Err(unfinished());
    }
    if let Target::Folder(folder) = target
        && !folder.join("dugai.sqlite").is_file()
    {
        return Ok(false);
    }
    let desk = Desk::open_new(target).await?;
    let setup = desk.setup().await?;
    match &setup.installation {
        None => Ok(false),
        Some(i) if !i.demo => Err(format!(
            "make a demonstration in {}: an installation of {} is there; name an empty folder with --data",
            target.folder().display(),
            i.city
        )),
        Some(_) if setup.accounts.len() < city::PEOPLE => Err(unfinished()),
        Some(_) => Ok(true),
    }
}

fn begin(folder: &Path) -> Result<(), String> {
    let told = |e: std::io::Error| format!("make a demonstration in {}: {e}", folder.display());
    std::fs::create_dir_all(folder).map_err(told)?;
    std::fs::write(folder.join(UNFINISHED), "A demonstration is being made here, or was and not to its end.\n")
        .map_err(told)
}

fn end(folder: &Path) -> Result<(), String> {
    let mark = folder.join(UNFINISHED);
    std::fs::remove_file(&mark).map_err(|e| format!("remove {}: {e}", mark.display()))
}

async fn make(target: &Target) -> Result<(), String> {
    let began = Instant::now();
    let today = crate::system::tools().now().day();
    let start = today.checked_sub(jiff::Span::new().days(DAYS)).map_err(|e| e.to_string())?;
    let clock = Arc::new(SetClock::at(Timestamp::at(start, 9, 0)));
    let entropy = Arc::new(crate::system::SystemEntropy);
    let store = Store::open(target).await.map_err(|e| told("open the store")(&e))?;
    let tools = Tools { clock: clock.clone(), entropy };
    let office = Office::open(store, tools).await.map_err(|e| told("open the office")(&e))?;
    let city = City::found(&office, &clock, start).await?;
    let mut history = life::History::new(&office, &city, &clock);
    let bar = bar();
    let mut day = start;
    while day < today {
        bar.set_message(day.to_string());
        history.day(day).await?;
        if day == shifted(today, -12) {
            // What was told before that day has been read by now.
            history.read_all().await?;
        }
        bar.inc(1);
        day = day.tomorrow().map_err(|e| e.to_string())?;
    }
    bar.finish_and_clear();
    let acts = history.acts();
    drop(history);
    office.reindex_if_due().await.map_err(|e| told("compute the register")(&e))?;
    office.follow_ledger().await.map_err(|e| told("sign the ledger")(&e))?;
    let desk = Desk::open_new(target).await?;
    table(&desk, acts, began).await
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(u64::from(DAYS.unsigned_abs()));
    let style = ProgressStyle::with_template("playing two years of a city's work {bar:32} {msg} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// What was made, as a short table; verified before it is said.
async fn table(desk: &Desk, acts: u64, began: Instant) -> Result<(), String> {
    let verdict = verify(&desk.office.store).await.map_err(|e| told("verify")(&e))?;
    let Verdict::Sound { events, streams, checkpoints, .. } = verdict else {
        return Err(format!("verify what was made: {verdict:?}"));
    };
    let mut rows = standing(desk).await?;
    rows.push(("办理动作 acts", acts.to_string()));
    rows.push((
        "台账事件 events",
        format!("{events} in {streams} streams, {checkpoints} signed checkpoint(s), verified"),
    ));
    let (folder, files) = files::write(desk).await?;
    rows.push(("导出 exported", format!("{} files in {}: {}", files.len(), folder.display(), files.join("、"))));
    rows.push(("用时 took", format!("{:.0} s", began.elapsed().as_secs_f64())));
    print(desk, rows).await
}

/// The table of a demonstration that was made before, as it stands now.
async fn again(desk: &Desk) -> Result<(), String> {
    let mut rows = standing(desk).await?;
    let events = desk.office.store.next_event().await.map_err(|e| told("count")(&e))?;
    rows.push(("台账事件 events", format!("{events}; made before: remove the folder to make it anew")));
    print(desk, rows).await
}

/// The city and its figures.
async fn standing(desk: &Desk) -> Result<Vec<(&'static str, String)>, String> {
    let setup = desk.setup().await?;
    let mut rows = vec![
        ("城市 city", setup.city().to_owned()),
        ("单位 units", setup.units.len().to_string()),
        ("人员 people", setup.accounts.len().to_string()),
    ];
    for (figure, label) in [
        (Figure::Listed, "清单总数 listed"),
        (Figure::Open, "未销号 open"),
        (Figure::Overdue, "超期 overdue"),
        (Figure::StruckOff, "已销号 struck off"),
        (Figure::Declared, "来文载明已销号 declared"),
        (Figure::Rebounded, "反弹 rebounded"),
    ] {
        let n = desk.office.figure(figure, &desk.system).await.map_err(|e| told("count")(&e))?;
        rows.push((label, n.to_string()));
    }
    Ok(rows)
}

/// Prints a table, and under it who can log in.
async fn print(desk: &Desk, rows: Vec<(&str, String)>) -> Result<(), String> {
    for (label, value) in rows {
        crate::print(&format!("{label:<24}\t{value}"));
    }
    crate::print(&format!("\n演示登录 demo log-ins (password {}):", city::PASSWORD));
    for (login, _, who) in offered(desk).await? {
        crate::print(&format!("  {login:<18}{who}"));
    }
    Ok(())
}

/// The log-ins that the sign-in page offers: none unless this is a demonstration.
///
/// # Errors
/// When the store cannot be read.
pub async fn offered(desk: &Desk) -> Result<Vec<Offered>, String> {
    let setup = desk.setup().await?;
    if !setup.is_demo() {
        return Ok(Vec::new());
    }
    let day = desk.system.day;
    let one = |login: &&str| {
        let account = setup.accounts.values().find(|a| a.login == **login)?;
        let post = account.posts.iter().find(|p| p.term.holds(day))?;
        let who = format!("{} {} {}", account.name, setup.unit_name(post.unit), words::role(post.role));
        Some(((*login).to_owned(), city::PASSWORD.to_owned(), who))
    };
    Ok(city::OFFERED.iter().filter_map(one).collect())
}

/// A day moved by some days, back where there are fewer than none; the last day there is, beyond it.
fn shifted(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX)
}
