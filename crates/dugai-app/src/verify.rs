//! `dugai verify`: reads every event in the dense order, replays every stream, compares the
//! states and register rows that are kept, computes the root of the Merkle tree, and checks
//! every signed checkpoint against it.

use std::collections::{BTreeMap, HashMap};

use dugai_domain::admin::{Account, AccountEvent, ImportEvent, InstallationEvent, UnitEvent};
use dugai_domain::ids::{AccountId, InstallationId, ProblemId};
use dugai_domain::org::Unit;
use dugai_domain::problem::{Event, Problem, Recorded, apply};
use dugai_domain::time::Timestamp;
use dugai_ledger::{Checkpoint, Frontier, LeafV1, NoteVerifier, SignedNote, TreeHash};
use dugai_store::events::{EventRow, StreamRow};
use dugai_store::register::Indexed;
use dugai_store::text::normalise;
use dugai_store::{Store, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::act::names_numbers;
use crate::index::{indexed, key_of};
use crate::office::OfficeError;
use crate::setup::{Installation, Setup};

/// Events read at once.
const PAGE: u32 = 2000;

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
    },
    /// The first difference, in words.
    Differs(String),
}

/// What the events make, by stream.
#[derive(Default)]
struct Replay {
    tree: Frontier,
    /// Signed sizes that were passed, with their root.
    roots: BTreeMap<u64, TreeHash>,
    problems: BTreeMap<Uuid, (Problem, Timestamp)>,
    /// Keys by which a re-import knows problems: every number one ever had, unless it was voided.
    keys: HashMap<String, Uuid>,
    units: BTreeMap<Uuid, (Unit, u64)>,
    accounts: BTreeMap<Uuid, (Account, u64)>,
    installation: Option<(Installation, u64)>,
    imports: BTreeMap<Uuid, (Vec<ImportEvent>, u64)>,
}

/// Verifies a store.
///
/// # Errors
/// When the store cannot be read; a difference is no error but a verdict.
pub async fn verify(store: &Store) -> Result<Verdict, OfficeError> {
    for _ in 0..TRIES {
        let before = store.next_event().await?;
        match run(store).await {
            Ok(verdict) => return Ok(verdict),
            Err(Stop::Fails(error)) => return Err(error),
            // Somebody acted while it was read: what differs may be only that. It is read again.
            Err(Stop::Differs(_)) if store.next_event().await? != before => {}
            Err(Stop::Differs(what)) => return Ok(Verdict::Differs(what)),
        }
    }
    Ok(Verdict::Differs(
        "the store was written to each time it was read: verify it while nobody works, or a copy of it".to_owned(),
    ))
}

/// How often a store is read again that is written to meanwhile.
const TRIES: u32 = 5;

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

async fn run(store: &Store) -> Result<Verdict, Stop> {
    let next = store.next_event().await?;
    let checkpoints = store.checkpoints().await?;
    let mut replay = Replay::default();
    let mut reading = events(store, 0);
    loop {
        let rows = read_ahead(reading).await?;
        if rows.is_empty() {
            break;
        }
        // While these are put in order, the next are read.
        reading = events(store, replay.tree.size() + rows.len() as u64);
        for (row, read) in rows.iter().zip(in_parts(&rows, Read::of)) {
            replay.fold(row, read.or_else(differs)?).or_else(differs)?;
            let size = replay.tree.size();
            if checkpoints.iter().any(|(s, _, _)| *s == size) {
                replay.roots.insert(size, replay.tree.root());
            }
        }
    }
    if replay.tree.size() != next {
        return differs(format!("{} events are recorded, the counter says {next}", replay.tree.size()));
    }
    replay.compare_small(store).await?;
    replay.compare_problems(store).await?;
    replay.compare_keys(store).await?;
    let streams = replay.count();
    let kept = store.stream_count().await?;
    if kept != streams {
        return differs(format!("{kept} states are kept, the events make {streams}"));
    }
    replay.check_notes(&checkpoints).or_else(differs)?;
    Ok(Verdict::Sound { events: next, streams, checkpoints: checkpoints.len() as u64, root: replay.tree.root() })
}

impl Replay {
    fn count(&self) -> u64 {
        let small = self.units.len() + self.accounts.len() + self.imports.len();
        (self.problems.len() + small + usize::from(self.installation.is_some())) as u64
    }

    fn fold(&mut self, row: &EventRow, found: Read) -> Result<(), String> {
        if row.seq != self.tree.size() {
            return Err(format!("event {} is missing: {} comes next", self.tree.size(), row.seq));
        }
        self.tree.append(found.hash);
        if let Some(event) = found.event {
            return self.problem(row, event);
        }
        match row.kind.as_str() {
            "unit" => {
                let event: UnitEvent = read(row)?;
                let before = self.units.remove(&row.stream);
                let state = UnitEvent::fold(in_order(row, before)?, &event).ok_or_else(|| unfounded(row))?;
                self.units.insert(row.stream, (state, row.version));
                Ok(())
            }
            "account" => {
                let event: AccountEvent = read(row)?;
                let before = self.accounts.remove(&row.stream);
                let state = Account::fold(in_order(row, before)?, AccountId(row.stream), &event);
                self.accounts.insert(row.stream, (state.ok_or_else(|| unfounded(row))?, row.version));
                Ok(())
            }
            "installation" => {
                let event: InstallationEvent = read(row)?;
                let state = match in_order(row, self.installation.take())? {
                    Some(mut state) => {
                        state.fold(&event);
                        state
                    }
                    None => Installation::founded(InstallationId(row.stream), &event).ok_or_else(|| unfounded(row))?,
                };
                self.installation = Some((state, row.version));
                Ok(())
            }
            "import" => {
                let event: ImportEvent = read(row)?;
                let mut list = in_order(row, self.imports.remove(&row.stream))?.unwrap_or_default();
                list.push(event);
                self.imports.insert(row.stream, (list, row.version));
                Ok(())
            }
            other => Err(format!("event {} belongs to a stream of an unknown kind {other}", row.seq)),
        }
    }

    fn problem(&mut self, row: &EventRow, event: Event) -> Result<(), String> {
        let at = Timestamp(row.at);
        let recorded = Recorded { at, by: row.actor.map(AccountId), event };
        match self.problems.get_mut(&row.stream) {
            Some((problem, last)) if problem.version + 1 == row.version => {
                problem.apply(&recorded);
                *last = at;
            }
            None if row.version == 1 => {
                let founded = apply::found(ProblemId(row.stream), &recorded).ok_or_else(|| unfounded(row))?;
                self.problems.insert(row.stream, (founded, at));
            }
            _ => return Err(format!("event {} has version {}, out of its order", row.seq, row.version)),
        }
        self.keep_keys(row.stream, &recorded.event);
        Ok(())
    }

    fn keep_keys(&mut self, id: Uuid, event: &Event) {
        if matches!(event, Event::Voided(_)) {
            self.keys.retain(|_, problem| *problem != id);
        } else if names_numbers(event)
            && let Some((problem, _)) = self.problems.get(&id)
        {
            self.keys.extend(problem.numbers.iter().map(|n| (key_of(&problem.source, n), id)));
        }
    }

    /// Every key that is kept must be one that the events make, and the other way round.
    async fn compare_keys(&mut self, store: &Store) -> Result<(), Stop> {
        let mut after = String::new();
        loop {
            let page = store.keys_after(&after, PAGE).await?;
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

    async fn compare_small(&self, store: &Store) -> Result<(), Stop> {
        if let Some((state, version)) = &self.installation {
            compare(store, (state.id.0, *version), state).await?;
        }
        for (id, (state, version)) in &self.units {
            compare(store, (*id, *version), state).await?;
        }
        for (id, (state, version)) in &self.accounts {
            compare(store, (*id, *version), state).await?;
        }
        for (id, (state, version)) in &self.imports {
            compare(store, (*id, *version), state).await?;
        }
        Ok(())
    }

    /// Kept states and register rows, page by page in the order of ids, against those the events make.
    async fn compare_problems(&self, store: &Store) -> Result<(), Stop> {
        let setup = Setup::read(store).await?;
        let mut seen = 0;
        let mut reading = states(store, Uuid::nil());
        loop {
            let (page, rows) = read_ahead(reading).await?;
            let Some(last) = page.last().map(|(id, _)| *id) else { break };
            reading = states(store, last);
            let differences = in_parts(&page, |(id, kept)| self.difference(*id, kept, (&setup, rows.get(id))));
            if let Some(what) = differences.into_iter().flatten().next() {
                return differs(what);
            }
            seen += page.len();
        }
        if seen == self.problems.len() {
            Ok(())
        } else {
            differs(format!("{seen} states of problems are kept, the events make {}", self.problems.len()))
        }
    }

    /// What of a problem is kept otherwise than its events make it.
    fn difference(&self, id: Uuid, kept: &StreamRow, at: (&Setup, Option<&Indexed>)) -> Option<String> {
        let (setup, row) = at;
        let Some((problem, changed)) = self.problems.get(&id) else {
            return Some(format!("a state of {id} is kept that no event makes"));
        };
        // Written anew it is, but for another version of this program, the same text: that is seen sooner
        // than the kept one is read.
        let same = || {
            serde_json::to_string(problem).is_ok_and(|made| made == kept.body)
                || serde_json::from_str::<Problem>(&kept.body).is_ok_and(|kept| kept == *problem)
        };
        if kept.version != problem.version || !same() {
            return Some(format!("the kept state of {id} is not what its events make"));
        }
        let mut made = indexed(problem, setup, *changed);
        made.text = normalise(&made.text);
        (row != Some(&made)).then(|| format!("the register's row of {id} is not what its events make"))
    }

    /// Every checkpoint must be signed by the installation's key and hold the root of its size.
    fn check_notes(&self, notes: &[(u64, String, i64)]) -> Result<(), String> {
        let Some((installation, _)) = &self.installation else { return Ok(()) };
        let key = NoteVerifier::parse(&installation.verifier).map_err(|e| format!("the ledger's key: {e}"))?;
        for (size, text, _) in notes {
            let told = |e: &dyn std::fmt::Display| format!("the checkpoint of {size} events: {e}");
            let note = SignedNote::parse(text).map_err(|e| told(&e))?;
            let checkpoint =
                Checkpoint::open(&note, &installation.origin, std::slice::from_ref(&key)).map_err(|e| told(&e))?;
            if checkpoint.size() != *size || self.roots.get(size) != Some(checkpoint.root()) {
                return Err(format!("the checkpoint of {size} events holds another root than the events make"));
            }
        }
        Ok(())
    }
}

/// What is computed of an event by itself, before it is put in its order.
struct Read {
    hash: TreeHash,
    /// Of a problem.
    event: Option<Event>,
}

impl Read {
    fn of(row: &EventRow) -> Result<Self, String> {
        let hash = leaf(row).hash().map_err(|e| format!("event {}: {e}", row.seq))?;
        let event = if row.kind == "problem" { Some(read(row)?) } else { None };
        Ok(Self { hash, event })
    }
}

type Reading<T> = tokio::task::JoinHandle<Result<T, StoreError>>;

/// Reads a page of events in a task of its own.
fn events(store: &Store, from: u64) -> Reading<Vec<EventRow>> {
    let store = store.clone();
    tokio::spawn(async move { store.events_from(from, PAGE).await })
}

/// States of problems with the rows the register keeps of them.
type Kept = (Vec<(Uuid, StreamRow)>, BTreeMap<Uuid, Indexed>);

/// Reads a page of states after an id in a task of its own.
fn states(store: &Store, after: Uuid) -> Reading<Kept> {
    let store = store.clone();
    tokio::spawn(async move {
        let page = store.streams_after("problem", after, PAGE).await?;
        let rows = match page.last() {
            Some((last, _)) => store.indexed_between((after, *last)).await?,
            None => BTreeMap::new(),
        };
        Ok((page, rows))
    })
}

async fn read_ahead<T>(reading: Reading<T>) -> Result<T, OfficeError> {
    match reading.await {
        Ok(read) => Ok(read?),
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

async fn compare<S: Serialize>(store: &Store, at: (Uuid, u64), state: &S) -> Result<(), Stop> {
    let (id, version) = at;
    let made = serde_json::to_value(state).map_err(|source| OfficeError::Form { kind: "state", id, source })?;
    let kept = store.stream(id).await?.filter(|row| row.version == version);
    let kept = kept.and_then(|row| serde_json::from_str::<serde_json::Value>(&row.body).ok());
    if kept == Some(made) { Ok(()) } else { differs(format!("the kept state of {id} is not what its events make")) }
}

fn read<E: DeserializeOwned>(row: &EventRow) -> Result<E, String> {
    serde_json::from_str(&row.payload).map_err(|e| format!("event {} cannot be read: {e}", row.seq))
}

/// The state before an event, if the event comes next.
fn in_order<S>(row: &EventRow, before: Option<(S, u64)>) -> Result<Option<S>, String> {
    let version = before.as_ref().map_or(0, |(_, v)| *v);
    if version + 1 == row.version {
        Ok(before.map(|(state, _)| state))
    } else {
        Err(format!("event {} has version {}, out of its order", row.seq, row.version))
    }
}

fn unfounded(row: &EventRow) -> String {
    format!("event {} opens a {} without founding it", row.seq, row.kind)
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
