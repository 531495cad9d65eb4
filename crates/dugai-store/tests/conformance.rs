//! The same suite on every engine: SQLite always, PostgreSQL where `DUGAI_TEST_POSTGRES`
//! names a server (the local check starts one). One database a test.

use dugai_store::{Commit, InboxLine, NewEvent, Store, StoreError, StreamAppend, Target, Write};
use uuid::Uuid;

/// An id no other call in this test run gave.
fn fresh() -> Uuid {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u64_pair(7, NEXT.fetch_add(1, Ordering::Relaxed))
}

struct House {
    store: Store,
    target: Target,
    _folder: tempfile::TempDir,
}

/// A fresh store on each engine at hand.
async fn houses() -> Vec<House> {
    let mut targets = vec![None];
    if let Ok(server) = std::env::var("DUGAI_TEST_POSTGRES") {
        targets.push(Some(dugai_store::testing::fresh_database(&server).await.expect("a database is made")));
    }
    let mut houses = Vec::new();
    for url in targets {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("data");
        let target = match url {
            None => Target::Folder(path),
            Some(url) => Target::Postgres { url, folder: path },
        };
        let store = Store::open(&target).await.expect("the store opens");
        houses.push(House { store, target, _folder: folder });
    }
    houses
}

fn act(id: Uuid, expected: u64, codes: &[&'static str]) -> Commit {
    let events = codes
        .iter()
        .map(|event| NewEvent { event, payload: format!("{{\"{event}\":{{}}}}"), actor: Some(id), at: 1_000_000 })
        .collect();
    let body = format!("{{\"version\":{}}}", expected as usize + codes.len());
    Commit { streams: vec![StreamAppend { id, kind: "problem", expected, events, body }], ..Commit::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_writes_events_state_and_lines_together() {
    for house in houses().await {
        let (id, unit) = (fresh(), fresh());
        let mut commit = act(id, 0, &["registered", "claimed"]);
        commit.inbox.push(InboxLine {
            at: 5,
            problem: id,
            event: "registered",
            todo: true,
            unit: Some(unit),
            role: Some("head"),
            account: None,
        });
        let done = house.store.commit(commit).await.expect("committed");
        assert_eq!((done.first, done.next), (0, 2));
        let events = house.store.events_of(id).await.expect("read");
        assert_eq!(
            events.iter().map(|e| (e.seq, e.version, e.event.as_str())).collect::<Vec<_>>(),
            [(0, 1, "registered"), (1, 2, "claimed")]
        );
        assert_eq!(events[0].actor, Some(id));
        let state = house.store.stream(id).await.expect("read").expect("there");
        assert_eq!((state.kind.as_str(), state.version, state.body.as_str()), ("problem", 2, "{\"version\":2}"));
        assert_eq!(house.store.told_to(unit).await.expect("read"), [(0, "registered".to_owned(), true)]);
        assert_eq!(house.store.next_event().await.expect("read"), 2);
        let reader = dugai_store::desk::Reader {
            account: fresh(),
            acts_for: vec![],
            units: vec![(unit, "head")],
            office: false,
        };
        let days = house.store.told_days(&reader, true).await.expect("read");
        let day = |d: &dugai_store::desk::ToldDay| (d.day, d.event.clone(), d.lines, d.unread, d.last);
        assert_eq!(days.iter().map(day).collect::<Vec<_>>(), [(0, "registered".to_owned(), 1, 1, 0)]);
        let other = dugai_store::desk::Reader { units: vec![(unit, "officer")], ..reader };
        assert_eq!(house.store.told_days(&other, false).await.expect("read"), []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_of_two_on_one_record_is_told_and_leaves_no_trace() {
    for house in houses().await {
        let id = fresh();
        house.store.commit(act(id, 0, &["registered"])).await.expect("first");
        house.store.commit(act(id, 1, &["claimed"])).await.expect("second");
        let late = house.store.commit(act(id, 1, &["bounced"])).await;
        assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
        let again = house.store.commit(act(id, 0, &["registered"])).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
        assert_eq!(house.store.next_event().await.expect("read"), 2, "a conflict takes no number");
        assert_eq!(house.store.events_of(id).await.expect("read").len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_bad_part_undoes_the_whole_commit() {
    for house in houses().await {
        let (good, bad) = (fresh(), fresh());
        house.store.commit(act(bad, 0, &["registered"])).await.expect("made");
        let mut both = act(good, 0, &["registered"]);
        both.streams.extend(act(bad, 7, &["claimed"]).streams);
        assert!(house.store.commit(both).await.is_err());
        assert!(house.store.stream(good).await.expect("read").is_none());
        assert!(house.store.events_of(good).await.expect("read").is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_callers_get_one_dense_order() {
    for house in houses().await {
        let mut callers = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let store = house.store.clone();
            callers.spawn(async move {
                let id = fresh();
                for version in 0..5 {
                    store.commit(act(id, version, &["met"])).await.expect("committed");
                }
            });
        }
        while let Some(done) = callers.join_next().await {
            done.expect("no caller failed");
        }
        let seqs: Vec<u64> = house.store.events_from(0, 1000).await.expect("read").iter().map(|e| e.seq).collect();
        assert_eq!(seqs, (0..320).collect::<Vec<u64>>());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_share_the_order() {
    for house in houses().await {
        let other = Store::open(&house.target).await.expect("a second one opens");
        let id = fresh();
        house.store.commit(act(id, 0, &["registered"])).await.expect("here");
        other.commit(act(id, 1, &["claimed"])).await.expect("there");
        house.store.commit(act(id, 2, &["met"])).await.expect("here again");
        let events = other.events_of(id).await.expect("read");
        assert_eq!(events.iter().map(|e| e.seq).collect::<Vec<_>>(), [0, 1, 2]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ledger_refuses_change_and_removal() {
    for house in houses().await {
        let id = fresh();
        house.store.commit(act(id, 0, &["registered"])).await.expect("made");
        // A REPLACE throws a row out and an upsert changes it, neither of them in so many words.
        const UPSERT: &str =
            "INSERT INTO event SELECT * FROM event WHERE true ON CONFLICT (seq) DO UPDATE SET payload = 'x'";
        let replace = match house.store.engine_name() {
            "sqlite" => "INSERT OR REPLACE INTO event SELECT * FROM event",
            _ => "TRUNCATE event",
        };
        for sql in ["UPDATE event SET payload = 'x'", "DELETE FROM event", UPSERT, replace] {
            let writes = vec![Write::new(sql, Vec::new())];
            let tried = house.store.commit(Commit { writes, ..Commit::default() }).await;
            assert!(tried.is_err(), "{sql} on {} must be refused", house.store.engine_name());
        }
        assert_eq!(house.store.events_of(id).await.expect("read").len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_opens_again_with_what_it_held() {
    for house in houses().await {
        let id = fresh();
        house.store.commit(act(id, 0, &["registered"])).await.expect("made");
        let again = Store::open(&house.target).await.expect("opens again");
        assert_eq!(again.events_of(id).await.expect("read").len(), 1);
        assert_eq!(again.prepare_all().await.expect("reached"), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_online_copy_holds_the_same_and_is_put_back() {
    for house in houses().await {
        let id = fresh();
        house.store.commit(act(id, 0, &["registered", "claimed"])).await.expect("made");
        let to = tempfile::tempdir().expect("a folder");
        let copy = to.path().join("copy");
        house.store.backup(&copy).await.expect("copied");
        assert!(house.store.backup(&copy).await.is_err(), "an existing folder is not written over");
        house.store.commit(act(id, 2, &["planned"])).await.expect("goes on");
        let target = match &house.target {
            Target::Folder(_) => Target::Folder(to.path().join("back")),
            Target::Postgres { .. } => {
                let server = std::env::var("DUGAI_TEST_POSTGRES").expect("there is a server");
                let url = dugai_store::testing::fresh_database(&server).await.expect("a database is made");
                Target::Postgres { url, folder: to.path().join("back") }
            }
        };
        Store::restore(&target, &copy).await.expect("put back");
        let back = Store::open(&target).await.expect("opens");
        assert_eq!(back.events_of(id).await.expect("read").len(), 2, "as of the copy");
        back.commit(act(id, 2, &["planned"])).await.expect("goes on from there");
        assert_eq!(back.next_event().await.expect("read"), 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_ends_while_somebody_writes_all_the_time() {
    for house in houses().await {
        for _ in 0..40 {
            let mut commit = act(fresh(), 0, &["registered"]);
            commit.streams[0].body = "x".repeat(200_000);
            house.store.commit(commit).await.expect("committed");
        }
        let busy = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
        let (store, going) = (Store::open(&house.target).await.expect("opens"), std::sync::Arc::clone(&busy));
        let writer = tokio::spawn(async move {
            while going.load(std::sync::atomic::Ordering::Relaxed) {
                store.commit(act(fresh(), 0, &["registered"])).await.expect("people go on working");
            }
        });
        let copy = house._folder.path().join("copy");
        let (store, to) = (house.store.clone(), copy.clone());
        let copying = tokio::time::timeout(
            std::time::Duration::from_secs(30),
            tokio::spawn(async move { store.backup(&to).await }),
        );
        copying.await.expect("it ends").expect("runs").expect("copied");
        busy.store(false, std::sync::atomic::Ordering::Relaxed);
        writer.await.expect("runs");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_not_every_database_can_hold_is_refused_by_both() {
    for house in houses().await {
        let id = fresh();
        house.store.commit(act(id, 0, &["registered"])).await.expect("committed");
        let mut escaped = act(id, 1, &["claimed"]);
        escaped.streams[0].events[0].payload = "{\"claimed\":\"a\\u0000b\"}".to_owned();
        let mut plain = act(id, 1, &["claimed"]);
        plain.writes.push(dugai_store::people::throttle_write("name:a\0b", (0, 0), (1, 5)));
        for commit in [escaped, plain] {
            assert!(matches!(house.store.commit(commit).await, Err(StoreError::Unfit)));
        }
        assert!(matches!(house.store.login_of_name("a\0b").await, Err(StoreError::Unfit)));
        // A backslash that a person typed is no escape.
        let mut typed = act(id, 1, &["claimed"]);
        typed.streams[0].events[0].payload = "{\"claimed\":\"a\\\\u0000b\"}".to_owned();
        house.store.commit(typed).await.expect("committed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_only_reads_makes_and_changes_nothing() {
    for house in houses().await {
        house.store.commit(act(fresh(), 0, &["registered"])).await.expect("committed");
        let reading = Store::find_reading(&house.target).await.expect("opens").expect("there");
        assert_eq!(reading.next_event().await.expect("read"), 1);
        let refused = reading.commit(act(fresh(), 0, &["registered"])).await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_) | StoreError::Statement(_))), "{refused:?}");
        assert_eq!(house.store.next_event().await.expect("read"), 1);
    }
    let empty = tempfile::tempdir().expect("a folder");
    let none = Target::Folder(empty.path().join("data"));
    assert!(Store::find_reading(&none).await.expect("asked").is_none());
    assert!(!empty.path().join("data").exists(), "nothing was made");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_lies_in_the_file_itself_in_the_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = Target::Folder(folder.path().join("data"));
    let store = Store::open(&target).await.expect("opens");
    store.commit(act(fresh(), 0, &["registered"])).await.expect("committed");
    assert!(store.next_event().await.expect("read") == 1);
    drop(store);
    let log = folder.path().join("data/dugai.sqlite-wal");
    assert!(std::fs::metadata(&log).map_or(0, |m| m.len()) == 0, "nothing is left beside it");
    let alone = folder.path().join("alone");
    std::fs::create_dir(&alone).expect("made");
    std::fs::copy(folder.path().join("data/dugai.sqlite"), alone.join("dugai.sqlite")).expect("copied");
    let copy = Store::find_reading(&Target::Folder(alone.clone())).await.expect("opens").expect("there");
    assert_eq!(copy.next_event().await.expect("read"), 1);
    drop(copy);
    assert_eq!(std::fs::read_dir(&alone).expect("there").count(), 1, "who only reads leaves nothing behind");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_column_says_who_may_see_it_and_every_statement_can_be_prepared() {
    let declared: toml::Table = toml::from_str(include_str!("../visibility.toml")).expect("the list can be read");
    let classes = ["open", "scope", "office", "self", "sealed", "secret", "inside"];
    for (table, columns) in &declared {
        for (column, class) in columns.as_table().expect("a table of columns") {
            assert!(class.as_str().is_some_and(|c| classes.contains(&c)), "{table}.{column}: {class:?}");
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    for house in houses().await {
        for (table, column) in house.store.columns().await.expect("read") {
            assert!(
                declared.get(&table).and_then(|t| t.get(&column)).is_some(),
                "{}: {table}.{column} has no line in visibility.toml",
                house.store.engine_name()
            );
            seen.insert((table, column));
        }
        assert_eq!(house.store.prepare_all().await.expect("reached"), Vec::<String>::new());
    }
    // Words of the search stand in other columns on the other engine.
    let gone =
        declared.iter().flat_map(|(t, c)| c.as_table().into_iter().flatten().map(move |(c, _)| (t.clone(), c.clone())));
    let gone: Vec<_> = gone.filter(|line| line.0 != "problem_text" && !seen.contains(line)).collect();
    assert_eq!(gone, Vec::new(), "lines of columns that do not exist");
}
