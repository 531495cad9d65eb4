//! Everything kept beside the events, and the events themselves, changed behind the program's back: a
//! verification finds each, on every engine at hand. All people are invented.

mod kit;

use dugai_app::{Office, Verdict, verify};
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
    (&["UPDATE checkpoint SET size = size - 1"], "checkpoint of"),
    (&["UPDATE checkpoint SET note = 'x'"], "the checkpoint of"),
    (&["DELETE FROM checkpoint"], "the newest checkpoint kept is of 0"),
    (&["DELETE FROM checkpoint WHERE size = (SELECT MAX(size) FROM checkpoint)"], "the newest checkpoint kept is of"),
    (&["DELETE FROM checkpoint", "DELETE FROM tile", "DELETE FROM follower"], "sealed in the vault is of"),
    (&["DELETE FROM vault WHERE purpose = 'head'"], "no head of the ledger is sealed"),
    (&["UPDATE vault SET sealed = $1 WHERE purpose = 'head'"], "was not sealed with"),
    (&["DELETE FROM inbox WHERE seq = (SELECT MAX(seq) FROM inbox)"], "lines of the inbox"),
    (&["UPDATE inbox SET unit = $1 WHERE unit IS NOT NULL"], "lines of the inbox"),
    (&["UPDATE inbox SET weight = 1 - weight"], "lines of the inbox"),
    (&["UPDATE inbox SET problem = $1"], "lines of the inbox"),
    (&["INSERT INTO counter (name, value) VALUES ('told', 99999999)", "DELETE FROM inbox"], "no migration"),
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
        assert!(matches!(verdict, Verdict::Sound { checkpoints: 2, unsigned: None, .. }), "{verdict:?}");
    }
    houses
}

/// Runs statements in one transaction.
async fn write(office: &Office, statements: &[&'static str]) {
    let params = |sql: &str| if sql.contains("$1") { vec![Value::from(office.tools.new_id())] } else { Vec::new() };
    let writes = statements.iter().map(|sql| Write::new(sql, params(sql))).collect();
    office.store.commit(Commit { writes, ..Commit::default() }).await.expect("written");
}

/// Runs statements in one transaction and gives the difference that is found afterwards.
async fn found(house: &House, statements: &[&'static str]) -> String {
    write(&house.office, statements).await;
    match house.office.verify().await.expect("read") {
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
            let all: Vec<&'static str> = guards(&house.office).iter().chain([sql]).copied().collect();
            let what = found(&house, &all).await;
            assert!(what.contains(words), "{sql}: {what}");
        }
    }
}

/// Changes what was recorded so that everything but the ledger agrees with it, and puts the guard back.
async fn rewrite(office: &Office) {
    write(office, guards(office)).await;
    write(
        office,
        &[
            "UPDATE event SET payload = replace(payload, '青石沟', '白石沟') WHERE kind = 'problem'",
            "UPDATE stream SET body = replace(body, '青石沟', '白石沟') WHERE kind = 'problem'",
        ],
    )
    .await;
    office.store.migrate().await.expect("guarded again");
    office.reindex().await.expect("the program itself mends the register");
}

fn guards(office: &Office) -> &'static [&'static str] {
    match office.store.engine_name() {
        "sqlite" => &["DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"],
        _ => &["DROP TRIGGER event_append_only ON event"],
    }
}

/// A difference is found with the key, and nothing is signed.
async fn found_and_never_signed(office: &Office, words: &str) {
    let verdict = office.verify().await.expect("read");
    assert!(matches!(&verdict, Verdict::Differs(what) if what.contains(words)), "{words}: {verdict:?}");
    let before = office.store.checkpoints().await.expect("read");
    for _ in 0..2 {
        let refused = office.follow_ledger().await.expect_err("nothing is signed").to_string();
        assert!(refused.contains("sealed in the vault") || refused.contains("not in the vault"), "{refused}");
    }
    assert_eq!(office.store.checkpoints().await.expect("read"), before);
    assert!(office.ledger_fault().await.expect("read").is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_history_rewritten_without_the_key_is_found_and_never_signed() {
    for house in sound().await {
        let office = &house.office;
        assert_eq!(office.ledger_fault().await.expect("read"), None);
        rewrite(office).await;
        write(office, &["DELETE FROM checkpoint", "DELETE FROM tile", "DELETE FROM follower"]).await;
        let blind = verify(&office.store).await.expect("read");
        assert!(matches!(&blind, Verdict::Differs(what) if what.contains("no checkpoint")), "{blind:?}");
        found_and_never_signed(office, "whose head is sealed in the vault").await;
        write(office, &["DELETE FROM vault WHERE purpose = 'head'"]).await;
        found_and_never_signed(office, "no head of the ledger is sealed").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_history_rewritten_behind_an_older_genuine_head_is_found_and_never_signed() {
    for house in houses().await {
        let office = &house.office;
        office.follow_ledger().await.expect("followed");
        // What anybody can compute for an older size, without the key.
        write(
            office,
            &[
                "CREATE TABLE old_tile AS SELECT * FROM tile",
                "CREATE TABLE old_follower AS SELECT * FROM follower",
                "CREATE TABLE old_checkpoint AS SELECT * FROM checkpoint",
            ],
        )
        .await;
        house.cast.register(office, "9").await.expect("registered");
        office.follow_ledger().await.expect("followed");
        rewrite(office).await;
        write(
            office,
            &[
                "DELETE FROM checkpoint",
                "DELETE FROM tile",
                "DELETE FROM follower",
                "INSERT INTO tile SELECT * FROM old_tile",
                "INSERT INTO follower SELECT * FROM old_follower",
                "INSERT INTO checkpoint SELECT * FROM old_checkpoint",
            ],
        )
        .await;
        found_and_never_signed(office, "whose head is sealed in the vault").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_that_was_lost_is_made_anew_from_genuine_events() {
    for house in sound().await {
        let office = &house.office;
        let before = office.checkpoint().await.expect("read").expect("signed");
        write(office, &["DELETE FROM checkpoint", "DELETE FROM tile", "DELETE FROM follower"]).await;
        assert!(office.ledger_fault().await.expect("read").is_some());
        office.follow_ledger().await.expect("made anew");
        assert_eq!(office.checkpoint().await.expect("read").map(|c| (c.0, c.1)), Some((before.0, before.1)));
        assert!(matches!(office.verify().await.expect("read"), Verdict::Sound { unsigned: None, .. }));
        write(office, &["DELETE FROM checkpoint"]).await;
        house.cast.register(office, "10").await.expect("registered");
        let told = office.verify().await.expect("read");
        assert!(matches!(told, Verdict::Differs(_)), "{told:?}");
        office.follow_ledger().await.expect("signed again");
        house.cast.register(office, "11").await.expect("registered");
        let told = office.verify().await.expect("read");
        assert!(matches!(&told, Verdict::Sound { unsigned: Some((n, _)), .. } if *n > 0), "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guard_that_is_gone_is_found_and_put_back() {
    for house in sound().await {
        let store = &house.office.store;
        let cases: &[(&[&'static str], &str)] = match store.engine_name() {
            "sqlite" => &[
                (&["DROP TRIGGER event_no_update"], "is gone"),
                (&["DROP TRIGGER event_no_delete"], "is gone"),
                (
                    &[
                        "DROP TRIGGER event_no_delete",
                        "CREATE TRIGGER event_no_delete BEFORE DELETE ON event WHEN 0 BEGIN SELECT 1; END",
                    ],
                    "is another one",
                ),
            ],
            _ => &[
                (&["DROP TRIGGER event_append_only ON event"], "is gone"),
                (&["ALTER TABLE event DISABLE TRIGGER ALL"], "is switched off"),
                (
                    &[
                        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                    ],
                    "is another one",
                ),
            ],
        };
        for (statements, words) in cases {
            assert_eq!(store.guard_faults().await.expect("read"), Vec::<String>::new());
            let what = found(&house, statements).await;
            assert!(what.contains(words), "{statements:?}: {what}");
            store.migrate().await.expect("put back");
            assert!(store.put_back().iter().any(|told| told.contains(words)), "{statements:?}");
            assert!(matches!(house.office.verify().await.expect("read"), Verdict::Sound { .. }));
        }
        let strange: &[&'static str] = match store.engine_name() {
            "sqlite" => &["CREATE TRIGGER mine AFTER UPDATE ON vault BEGIN SELECT 1; END"],
            _ => &["CREATE RULE mine AS ON UPDATE TO vault DO INSTEAD NOTHING"],
        };
        let what = found(&house, strange).await;
        assert!(what.contains("mine"), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_search_index_is_found_and_made_anew() {
    for house in sound().await {
        let office = &house.office;
        let damage: &[&'static str] = match office.store.engine_name() {
            "sqlite" => &["DELETE FROM problem_text_data WHERE id > 10"],
            _ => &["DELETE FROM problem_text"],
        };
        let what = found(&house, damage).await;
        assert!(what.contains("search"), "{what}");
        office.store.renew_search().await.expect("made anew");
        office.reindex().await.expect("computed");
        assert!(matches!(office.verify().await.expect("read"), Verdict::Sound { .. }));
        let actor = house.cast.actor(office, "officer").await.expect("known");
        let query = dugai_app::register::Query { text: "青石沟".to_owned(), ..Default::default() };
        assert!(office.count(&query, &actor).await.expect("searched") > 0, "it is found again");
    }
}
