//! Everything kept beside the events, and the events themselves, changed behind the program's back: a
//! verification finds each, on every engine at hand. All people are invented.

mod kit;

use dugai_app::{Verdict, verify};
use dugai_store::{Commit, Value, Write};
use kit::{House, houses};

/// What is done to a sound store, and a part of the words that name the difference.
const CASES: &[(&[&str], &str)] = &[
    (&["DELETE FROM stream WHERE kind = 'problem'"], "no state of"),
    (&["UPDATE stream SET version = version + 1 WHERE kind = 'unit'"], "its last event is of version"),
    (&["UPDATE stream SET kind = 'import' WHERE kind = 'problem'"], "one of a problem"),
    (&["UPDATE stream SET body = '[]' WHERE kind = 'problem'"], "not what its events make"),
    (&["UPDATE problem_index SET percent = 7"], "register's row"),
    (&["UPDATE problem_index SET needle = needle || '，'"], "register's row"),
    (&["DELETE FROM problem_index"], "register's row"),
    (&["UPDATE problem_index SET id = $1"], "register"),
    (&["DELETE FROM problem_key"], "is not kept"),
    (&["UPDATE counter SET value = value - 1 WHERE name = 'event'"], "the counter says"),
    (&["UPDATE counter SET value = value + 1 WHERE name = 'event'"], "is missing"),
    (&["UPDATE checkpoint SET size = size + 1000"], "a checkpoint of"),
    (&["UPDATE checkpoint SET size = size - 1"], "the checkpoint of"),
    (&["UPDATE checkpoint SET note = 'x'"], "the checkpoint of"),
    (&["DELETE FROM checkpoint"], "no checkpoint of so many"),
    (&["DELETE FROM inbox WHERE seq = (SELECT MAX(seq) FROM inbox)"], "lines of the inbox"),
    (&["UPDATE inbox SET unit = $1 WHERE unit IS NOT NULL"], "lines of the inbox"),
    (&["UPDATE inbox SET weight = 1 - weight"], "lines of the inbox"),
    (&["UPDATE inbox SET problem = $1"], "lines of the inbox"),
    (&["DELETE FROM tile"], "a tile of the ledger"),
    (&["UPDATE tile SET hashes = $1"], "a tile of the ledger"),
    (&["INSERT INTO tile (level, place, width, hashes) VALUES (0, 9, 1, $1)"], "a tile of the ledger"),
    (&["UPDATE follower SET state = $1"], "the ledger's place"),
    (&["UPDATE follower SET position = 1"], "the ledger's place"),
    (&["UPDATE follower SET position = position + 2000"], "has followed"),
];

/// Done to the events once their guard is away; what each engine calls the guard differs.
const EVENTS: &[(&str, &str)] = &[
    ("UPDATE event SET at = at + 1 WHERE seq = (SELECT MAX(seq) FROM event)", ""),
    ("UPDATE event SET payload = replace(payload, '青石沟', '白石沟') WHERE kind = 'problem'", ""),
    ("DELETE FROM event WHERE seq = (SELECT MIN(seq) FROM event WHERE kind = 'problem')", ""),
    ("UPDATE event SET seq = seq + 5000 WHERE seq = (SELECT MAX(seq) FROM event)", "the counter says"),
    ("UPDATE event SET stream = $1 WHERE seq = (SELECT MAX(seq) FROM event)", ""),
    ("UPDATE event SET version = version + 9 WHERE kind = 'problem'", "out of its order"),
    ("UPDATE event SET actor = $1 WHERE seq = (SELECT MIN(seq) FROM event WHERE kind = 'problem')", ""),
];

async fn sound() -> Vec<House> {
    let houses = houses().await;
    for house in &houses {
        let id = house.cast.register(&house.office, "9").await.expect("registered");
        house.clock.set(house.office.now().plus_seconds(3600));
        house.cast.up_to(&house.office, id, "claim").await.expect("claimed");
        house.office.follow_ledger().await.expect("followed");
        let verdict = verify(&house.office.store).await.expect("read");
        assert!(matches!(verdict, Verdict::Sound { checkpoints: 1, .. }), "{verdict:?}");
    }
    houses
}

/// Runs statements in one transaction and gives the difference that is found afterwards.
async fn found(house: &House, statements: &[&'static str]) -> String {
    let params =
        |sql: &str| if sql.contains("$1") { vec![Value::from(house.office.tools.new_id())] } else { Vec::new() };
    let writes = statements.iter().map(|sql| Write::new(sql, params(sql))).collect();
    house.office.store.commit(Commit { writes, ..Commit::default() }).await.expect("written");
    match verify(&house.office.store).await.expect("read") {
        Verdict::Differs(what) => what,
        Verdict::Sound { .. } => {
            panic!("nothing was found after {statements:?} on {}", house.office.store.engine_name())
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_kept_beside_the_events() {
    for (statements, words) in CASES {
        for house in sound().await {
            let what = found(&house, statements).await;
            assert!(what.contains(words), "{statements:?}: {what}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_events_themselves_once_their_guard_is_away() {
    for (sql, words) in EVENTS {
        for house in sound().await {
            let guards: &[&str] = match house.office.store.engine_name() {
                "sqlite" => &["DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"],
                _ => &["DROP TRIGGER event_append_only ON event"],
            };
            let all: Vec<&'static str> = guards.iter().chain([sql]).copied().collect();
            let what = found(&house, &all).await;
            assert!(what.contains(words), "{sql}: {what}");
        }
    }
}
