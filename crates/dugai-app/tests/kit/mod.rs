//! A house for tests of use cases: an office with its invented city on every engine at hand
//! (SQLite always, PostgreSQL where `DUGAI_TEST_POSTGRES` names a server). Not every test file
//! uses everything.

use std::sync::Arc;

use dugai_app::testing::{Cast, CountedEntropy, cast};
use dugai_app::tools::{SetClock, Tools};
use dugai_app::{Office, Store, Target};
use dugai_domain::time::Timestamp;
use jiff::civil::date;

/// An office with its city and the clock that a test may set.
pub struct House {
    pub office: Office,
    pub clock: Arc<SetClock>,
    pub cast: Cast,
    _folder: tempfile::TempDir,
}

/// An empty place on each engine at hand, with the folder that must live as long.
pub async fn targets() -> Vec<(Target, tempfile::TempDir)> {
    let mut urls = vec![None];
    urls.extend(std::env::var("DUGAI_TEST_POSTGRES").ok().map(Some));
    let mut list = Vec::new();
    for url in urls {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("data");
        let target = match url {
            None => Target::Folder(path),
            Some(url) => Target::Postgres {
                url: dugai_store::testing::fresh_database(&url).await.expect("a database"),
                folder: path,
            },
        };
        list.push((target, folder));
    }
    list
}

/// A house on each engine at hand, on 2 March 2026, ten in the morning.
pub async fn houses() -> Vec<House> {
    let mut list = Vec::new();
    for (target, folder) in targets().await {
        let clock = Arc::new(SetClock::at(Timestamp::at(date(2026, 3, 2), 10, 0)));
        let tools = Tools { clock: clock.clone(), entropy: Arc::new(CountedEntropy::default()) };
        let office = Office::open(Store::open(&target).await.expect("opens"), tools).await.expect("opens");
        let cast = cast(&office).await.expect("a city");
        list.push(House { office, clock, cast, _folder: folder });
    }
    list
}
