//! The process that writes until it is killed, and the one that looks at what it left.
//!
//! Built with the feature `writer` only. Not here: when to kill (see `crash`).

use std::path::Path;

use dugai_store::{Commit, NewEvent, Store, StoreError, StreamAppend, Target};
use uuid::Uuid;

/// Events of one commit: more than one, so that half a commit could be seen.
const EVENTS: u64 = 3;
/// Rows read at once.
const PAGE: u32 = 10_000;

/// Opens a store and does something with it.
pub fn with_store<T>(folder: &str, work: impl AsyncFnOnce(Store) -> Result<T, StoreError>) -> Result<T, String> {
    let runtime = tokio::runtime::Runtime::new().map_err(|e| format!("failed to start: {e}"))?;
    let told = |e: StoreError| format!("failed to use {folder}: {e}");
    runtime.block_on(async {
        let store = Store::open(&Target::Folder(Path::new(folder).to_owned())).await.map_err(told)?;
        work(store).await.map_err(told)
    })
}

/// Commits without end; prints how many events are acknowledged after each commit.
pub async fn write(store: Store) -> Result<(), StoreError> {
    loop {
        let next = store.next_event().await?;
        let event = |n| NewEvent { event: "written", payload: format!("{{\"n\":{n}}}"), actor: None, at: n };
        let first = i64::try_from(next).unwrap_or_default();
        let append = StreamAppend {
            id: Uuid::from_u128(u128::from(next) + 1),
            kind: "installation",
            expected: 0,
            events: vec![event(first), event(first + 1), event(first + 2)],
            body: "{}".to_owned(),
        };
        let done = store.commit(Commit { streams: vec![append], ..Commit::default() }).await?;
        println!("{}", done.next);
    }
}

/// Checks that numbers are dense and commits whole; gives the number of events.
pub async fn check(store: Store) -> Result<u64, StoreError> {
    let wrong = |what: String| Err(StoreError::Message(what));
    let next = store.next_event().await?;
    let mut seen = 0;
    loop {
        let page = store.events_from(seen, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for row in page {
            let stream = Uuid::from_u128(u128::from(seen / EVENTS * EVENTS) + 1);
            if row.seq != seen || row.version != seen % EVENTS + 1 || row.stream != stream {
                return wrong(format!(
                    "event {seen} expected, found {} of stream {} version {}",
                    row.seq, row.stream, row.version
                ));
            }
            if row.version == EVENTS && store.stream(stream).await?.map(|s| s.version) != Some(EVENTS) {
                return wrong(format!("stream {stream} does not hold its {EVENTS} events"));
            }
            seen += 1;
        }
    }
    if seen == next && seen.is_multiple_of(EVENTS) {
        Ok(seen)
    } else {
        wrong(format!("{seen} events, next number {next}"))
    }
}
