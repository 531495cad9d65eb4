//! Several server processes on one PostgreSQL, as a proxy in front of them meets them: people go
//! from one to the other, one is killed, and what is recorded stays one consistent line.

mod kit;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use dugai_app::testing::PASSWORD;
use dugai_app::{Store, Target};
use kit::{City, Server};

/// Waits until something holds.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what} in vain");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Whether the newest signed head is of every event.
async fn is_signed(store: &Store) -> bool {
    let next = store.next_event().await.expect("read");
    store.checkpoint().await.expect("read").is_some_and(|(size, _, _)| size == next)
}

/// Steps of escalation that were recorded, by problem, clock and step, with how often.
async fn escalated(store: &Store) -> BTreeMap<String, u32> {
    let mut steps = BTreeMap::new();
    for row in store.events_from(0, 1_000_000).await.expect("read").iter().filter(|row| row.event == "escalated") {
        let said: serde_json::Value = serde_json::from_str(&row.payload).expect("JSON");
        let step = said.as_object().and_then(|o| o.values().find(|v| v.is_object())).unwrap_or(&said);
        *steps.entry(format!("{} {} {} {}", row.stream, step["clock"], step["due"], step["days"])).or_default() += 1;
    }
    steps
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_are_one_house_and_one_of_them_may_die() {
    let Some(url) = kit::database().await else { return };
    let keep = tempfile::tempdir().expect("a folder");
    let target = Target::Postgres { url, folder: keep.path().join("data") };
    // Registered in March and due in September: every clock has run out when the servers start.
    let city = City::found(&target, None, 30).await;
    for who in ["clerk", "officer", "admin", "mayor"] {
        city.cast.log_in(&city.office, who).await.expect("has a password");
    }
    let (problem, county) = (city.problems[0].0, city.cast.units[1].to_string());
    let officer = city.cast.accounts["officer"];
    let store = city.office.store.clone();
    let mut a = Server::start(&target, keep.path(), "a");
    let b = Server::start(&target, keep.path(), "b");

    let clerk = a.log_in("clerk", PASSWORD);
    let county_officer = a.log_in("officer", PASSWORD);
    let admin = a.log_in("admin", PASSWORD);
    // Signed in at the one, at work at the other.
    let page = format!("/problems/{problem}");
    let (status, _, html) = b.get(&page, &county_officer);
    assert!(status == 200 && html.contains("/act/claim"), "{status}");
    let (status, _, _) = b.post(&format!("{page}/act/claim"), &county_officer, &[("unit", &county), ("note", "")]);
    assert_eq!(status, 303, "the act is done at b");
    // And seen at the first at once, where it cannot be done again.
    let (_, _, html) = a.get(&page, &county_officer);
    assert!(!html.contains(&format!("{page}/act/claim\"")), "a knows what was done at b");
    assert!(b.get(&page, "").0 != 200, "a stranger sees nothing");

    // The directory changes at a; b knows it with its next answer.
    let unit = [("name", "新设的局（虚构）"), ("short", "新设局"), ("kind", "department"), ("from", "2026-01-01")];
    let (status, place, html) = a.post("/units/new", &admin, &unit);
    assert_eq!(status, 303, "{html}");
    assert!(place.starts_with("/units/"), "{place}");
    assert!(b.get("/units", &clerk).2.contains("新设局"));

    // A session that is ended at a is dead at b, and so is one that was signed out.
    let (status, ..) = a.post(&format!("/people/{officer}/sessions/end"), &admin, &[]);
    assert_eq!(status, 303);
    assert_ne!(b.get(&page, &county_officer).0, 200, "ended at a, dead at b");
    a.post("/logout", &clerk, &[]);
    assert_ne!(b.get("/problems", &clerk).0, 200, "signed out at a, a stranger at b");

    // Both follow the ledger and go through the clocks.
    until("the escalations are recorded", async || escalated(&store).await.len() >= 30).await;
    until("the ledger is signed", async || is_signed(&store).await).await;

    // Many act at both while one of them dies.
    let officer = b.log_in("officer", PASSWORD);
    let mut claimed = 0;
    for (n, id) in city.problems.iter().enumerate().skip(1) {
        if n == 15 {
            a.kill();
        }
        let server = if n < 15 && n % 2 == 0 { &a } else { &b };
        let path = format!("/problems/{}/act/claim", id.0);
        let (status, _, html) = server.post(&path, &officer, &[("unit", &county), ("note", "")]);
        assert_eq!(status, 303, "{n}: {html}");
        claimed += 1;
    }
    assert_eq!(claimed, 29);
    until("the one that is left signs the ledger", async || is_signed(&store).await).await;

    let steps = escalated(&store).await;
    assert!(steps.values().all(|times| *times == 1), "recorded twice: {steps:?}");
    let events = store.events_from(0, 1_000_000).await.expect("read");
    assert_eq!(events.iter().filter(|e| e.event == "claimed").count(), 30);
    assert!(events.iter().zip(0..).all(|(e, n)| e.seq == n), "one dense order");
    let words = kit::at(&target);
    let words: Vec<&str> = ["verify", "--json"].into_iter().chain(words.iter().map(String::as_str)).collect();
    let verdict: serde_json::Value = serde_json::from_str(&kit::done(&mut kit::command(&words))).expect("JSON");
    assert_eq!(verdict["events"], events.len());
    assert!(verdict["checkpoints"].as_u64().is_some_and(|n| n > 1), "each head fits the one line: {verdict}");
    for log in [a.log(), b.log()] {
        assert!(!log.contains("ERROR"), "{log}");
    }
}
