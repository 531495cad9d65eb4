//! `dugai verify`: replays every stream, compares the states, register rows, keys of numbers and lines of
//! the inbox that are kept, computes the root of the Merkle tree over the dense order, and checks every
//! tile, the follower's place and every signed checkpoint against it.
//!
//! It walks by stream, not by number, so that one page of streams is in memory and not every problem;
//! of each event only its hash is kept until all are there.

mod files;
mod stream;
mod told;
mod tree;

use std::collections::HashMap;

use dugai_domain::time::Timestamp;
use dugai_ledger::{LeafV1, TreeHash};
use dugai_store::Store;
use dugai_store::events::{EventRow, StreamRow};
use dugai_store::register::Indexed;
use uuid::Uuid;

use crate::ledger::NAME;
use crate::office::{Office, OfficeError};
use crate::setup::{Installation, Setup};
pub use files::Opened;
use stream::Found;

/// Streams read at once.
const PAGE: u32 = 250;
/// Keys of numbers read at once.
const KEYS: u32 = 5000;
/// What the migrations of this program have set the counter `told` to: nothing yet.
const TOLD: i64 = 0;
/// How often a store is read again that is written to meanwhile.
const TRIES: u32 = 5;

/// What a verification found.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All is as recorded.
    Sound {
        /// Events.
        events: u64,
        /// Streams.
        streams: u64,
        /// Signed checkpoints that fit.
        checkpoints: u64,
        /// Root of the tree over every event.
        root: TreeHash,
        /// Events behind the newest checkpoint: how many, and when the oldest of them was recorded.
        unsigned: Option<(u64, Timestamp)>,
    },
    /// The first difference, in words.
    Differs(String),
}

/// Verifies a store without its key: that later heads and the events behind them were taken away cannot
/// be seen then; see [`Office::verify`].
///
/// # Errors
/// When the store cannot be read; a difference is no error but a verdict.
pub async fn verify(store: &Store) -> Result<Verdict, OfficeError> {
    again(store, None).await
}

impl Office {
    /// Verifies the store of the office, against the head that is sealed in the vault too.
    ///
    /// # Errors
    /// When the store cannot be read; a difference is no error but a verdict.
    pub async fn verify(&self) -> Result<Verdict, OfficeError> {
        again(&self.store, Some(self)).await
    }
}

async fn again(store: &Store, office: Option<&Office>) -> Result<Verdict, OfficeError> {
    for _ in 0..TRIES {
        let before = (store.next_event().await?, store.follower(NAME).await?);
        match run(store, office).await {
            Ok(verdict) => return Ok(verdict),
            Err(Stop::Fails(error)) => return Err(error),
            // Somebody acted while it was read: what differs may be only that. It is read again.
            Err(Stop::Differs(_)) if (store.next_event().await?, store.follower(NAME).await?) != before => {}
            Err(Stop::Differs(what)) => return Ok(Verdict::Differs(in_its_time(store, what).await?)),
        }
    }
    Ok(Verdict::Differs(
        "the store was written to each time it was read: verify it while nobody works, or a copy of it".to_owned(),
    ))
}

/// A difference, with what may explain it.
async fn in_its_time(store: &Store, what: String) -> Result<String, OfficeError> {
    let computing = store.counter("computed").await? < store.counter("rules").await?;
    let why = "rules were changed, and the register is not yet computed by them: wait until the server has done it, \
               or run dugai migrate, and verify again";
    Ok(if computing { format!("{what} ({why})") } else { what })
}

enum Stop {
    Differs(String),
    Fails(OfficeError),
}

impl<E: Into<OfficeError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Fails(error.into())
    }
}

fn differs<T>(what: String) -> Result<T, Stop> {
    Err(Stop::Differs(what))
}

async fn run(store: &Store, office: Option<&Office>) -> Result<Verdict, Stop> {
    let next = store.next_event().await?;
    // Before the streams: who goes on with the ledger meanwhile only adds.
    let tree = tree::Kept::read(store, office).await?;
    // Lines of before were told by another rule than the present one: see ADR 0005.
    let counted = store.counter("told").await?;
    let told = u64::try_from(counted).unwrap_or_default();
    let lines = tokio::spawn(told::kept(store.clone(), told));
    // The index of words is looked through by the database alone, while the streams are replayed.
    let index = store.clone();
    let search = tokio::spawn(async move { Ok(index.search_fault().await?) });
    let hashes = vec![None; usize::try_from(next).unwrap_or_default()];
    let mut walk = Walk { hashes, told, ..Walk::default() };
    walk.streams(store).await?;
    walk.keys(store).await?;
    if counted != TOLD {
        return differs(format!(
            "the counter of lines that are not compared says {counted}, no migration of this program set it so"
        ));
    }
    told::compare(&walk.lines, &ended(lines).await?).or_else(differs)?;
    let checkpoints = tree.checkpoints.len() as u64;
    let signed = tree.checkpoints.last().map_or(0, |(size, ..)| *size);
    let root = tree.compare(&walk.hashes, walk.installation.as_ref()).or_else(differs)?;
    if let Some(fault) = store.guard_faults().await?.into_iter().next() {
        return differs(fault);
    }
    if let Some(fault) = ended(search).await? {
        return differs(fault);
    }
    // A server that died before it signed leaves some: that is told, and no difference.
    let oldest = if signed < next { store.events_from(signed, 1).await? } else { Vec::new() };
    let unsigned = oldest.first().map(|row| (next - signed, Timestamp(row.at)));
    Ok(Verdict::Sound { events: next, streams: walk.streams, checkpoints, root, unsigned })
}

/// What is gathered on the way.
#[derive(Default)]
struct Walk {
    streams: u64,
    /// Hash of the leaf that each event makes, by number.
    hashes: Vec<Option<TreeHash>>,
    /// Keys by which a re-import knows problems: the numbers of each that was not voided.
    keys: HashMap<String, Uuid>,
    installation: Option<Installation>,
    /// The first event whose lines are compared.
    told: u64,
    /// Lines of the inbox that the events of each problem make.
    lines: HashMap<Uuid, told::Lines>,
}

impl Walk {
    /// Every stream, page by page in the order of ids.
    async fn streams(&mut self, store: &Store) -> Result<(), Stop> {
        let setup = Setup::read(store).await?;
        let mut reading = page(store, Uuid::nil());
        loop {
            let read = ended(reading).await?;
            let last = read.states.last().map(|(id, _)| *id);
            if let Some(last) = last {
                // While these are compared, the next are read.
                reading = page(store, last);
                self.compare(&read, &setup).or_else(differs)?;
            } else {
                // Behind the last state that is kept nothing may be recorded.
                return self.compare(&read, &setup).or_else(differs);
            }
        }
    }

    /// Replays a page of streams, and compares what is kept of each.
    fn compare(&mut self, page: &Page, setup: &Setup) -> Result<(), String> {
        let events: Vec<&[EventRow]> = page.events.chunk_by(|a, b| a.stream == b.stream).collect();
        if let Some(alone) = events.iter().filter_map(|e| e.first()).find(|e| !page.keeps(e.stream)) {
            return Err(format!("no state of {} is kept, to which event {} belongs", alone.stream, alone.seq));
        }
        if let Some(row) = page.rows.keys().find(|id| !page.keeps(**id)) {
            return Err(format!("the register holds a row of {row}, of which no state is kept"));
        }
        let found = in_parts(&page.states, |(id, kept)| {
            let own = events.binary_search_by_key(id, |e| e.first().map_or(Uuid::nil(), |e| e.stream));
            let own = own.ok().and_then(|at| events.get(at)).copied().unwrap_or_default();
            stream::check((*id, kept), own, (setup, page.rows.get(id), self.told))
        });
        for found in found {
            self.take(found?)?;
        }
        Ok(())
    }

    fn take(&mut self, found: Found) -> Result<(), String> {
        self.streams += 1;
        for (seq, hash) in found.leaves {
            let all = self.hashes.len();
            let place = usize::try_from(seq).ok().and_then(|at| self.hashes.get_mut(at));
            let place = place.ok_or_else(|| format!("event {seq} is recorded, the counter says {all}"))?;
            *place = Some(hash);
        }
        for (key, problem) in found.keys {
            self.keys.insert(key, problem);
        }
        if let Some((problem, lines)) = found.lines.filter(|(_, lines)| !lines.is_empty()) {
            self.lines.insert(problem, lines);
        }
        if let Some(installation) = found.installation {
            self.installation = Some(installation);
        }
        Ok(())
    }

    /// Every key that is kept must be one that the events make, and the other way round.
    async fn keys(&mut self, store: &Store) -> Result<(), Stop> {
        let mut after = String::new();
        loop {
            let page = store.keys_after(&after, KEYS).await?;
            let Some((last, _)) = page.last() else { break };
            after.clone_from(last);
            for (key, problem) in page {
                if self.keys.remove(&key) != Some(problem) {
                    return differs(format!("the number {key} is kept for {problem}, which its events do not say"));
                }
            }
        }
        match self.keys.iter().next() {
            Some((key, problem)) => differs(format!("the number {key} of {problem} is not kept")),
            None => Ok(()),
        }
    }
}

/// What is kept of the streams after one id up to that of the last state; behind the last, up to the end.
struct Page {
    states: Vec<(Uuid, StreamRow)>,
    events: Vec<EventRow>,
    rows: std::collections::BTreeMap<Uuid, Indexed>,
}

impl Page {
    fn keeps(&self, id: Uuid) -> bool {
        self.states.binary_search_by_key(&id, |(id, _)| *id).is_ok()
    }
}

type Reading<T> = tokio::task::JoinHandle<Result<T, OfficeError>>;

/// Reads a page in a task of its own.
fn page(store: &Store, after: Uuid) -> Reading<Page> {
    let store = store.clone();
    tokio::spawn(async move {
        let states = store.streams_after(after, PAGE).await?;
        let span = (after, states.last().map_or(Uuid::max(), |(id, _)| *id));
        let (events, rows) = tokio::try_join!(store.events_between(span), store.indexed_between(span))?;
        Ok(Page { states, events, rows })
    })
}

async fn ended<T>(reading: Reading<T>) -> Result<T, OfficeError> {
    match reading.await {
        Ok(read) => read,
        // Nothing aborts these tasks: what ended one is a defect that is to be seen.
        Err(ended) => std::panic::resume_unwind(ended.into_panic()),
    }
}

/// Does something to each item on all processors; the answers come in the order of the items.
fn in_parts<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let size = items.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let work = &work;
        let parts = items.chunks(size).map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<R>>()));
        let running: Vec<_> = parts.collect();
        running.into_iter().flat_map(|part| part.join().unwrap_or_else(|e| std::panic::resume_unwind(e))).collect()
    })
}

/// The leaf of the Merkle tree that an event makes.
#[must_use]
pub fn leaf(row: &EventRow) -> LeafV1<'_> {
    LeafV1 {
        seq: row.seq,
        stream: *row.stream.as_bytes(),
        stream_kind: &row.kind,
        version: row.version,
        kind: &row.event,
        payload: row.payload.as_bytes().into(),
        actor: row.actor.map(|a| *a.as_bytes()),
        recorded_at_micros: row.at,
    }
}
