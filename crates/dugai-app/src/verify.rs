//! `dugai verify`: reads every event in the dense order, replays every stream, compares the
//! states that are kept, and computes the root of the Merkle tree over all of it.

use std::collections::BTreeMap;

use dugai_domain::ids::{AccountId, ProblemId};
use dugai_domain::problem::{Event, Problem, Recorded, apply};
use dugai_domain::time::Timestamp;
use dugai_ledger::{Frontier, LeafV1, TreeHash};
use dugai_store::events::EventRow;
use dugai_store::{Store, StoreError};
use uuid::Uuid;

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
        /// Root of the tree over every event.
        root: TreeHash,
    },
    /// The first difference, in words.
    Differs(String),
}

/// Verifies a store.
///
/// # Errors
/// When the store cannot be read; a difference is no error but a verdict.
pub async fn verify(store: &Store) -> Result<Verdict, StoreError> {
    let next = store.next_event().await?;
    let mut tree = Frontier::new();
    let mut problems: BTreeMap<Uuid, Problem> = BTreeMap::new();
    loop {
        let rows = store.events_from(tree.size(), PAGE).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            if let Err(difference) = fold(row, &mut tree, &mut problems) {
                return Ok(Verdict::Differs(difference));
            }
        }
    }
    if tree.size() != next {
        return Ok(Verdict::Differs(format!("{} events are recorded, the counter says {next}", tree.size())));
    }
    for (id, problem) in &problems {
        let kept = store.stream(*id).await?.and_then(|row| serde_json::from_str::<Problem>(&row.body).ok());
        if kept.as_ref() != Some(problem) {
            return Ok(Verdict::Differs(format!("the kept state of {id} is not what its events make")));
        }
    }
    let kept = store.stream_count().await?;
    if kept != problems.len() as u64 {
        return Ok(Verdict::Differs(format!("{kept} states are kept, the events make {}", problems.len())));
    }
    Ok(Verdict::Sound { events: next, streams: problems.len() as u64, root: tree.root() })
}

fn fold(row: &EventRow, tree: &mut Frontier, problems: &mut BTreeMap<Uuid, Problem>) -> Result<(), String> {
    if row.seq != tree.size() {
        return Err(format!("event {} is missing: {} comes next", tree.size(), row.seq));
    }
    let hash = leaf(row).hash().map_err(|e| format!("event {}: {e}", row.seq))?;
    tree.append(hash);
    if row.kind != "problem" {
        return Err(format!("event {} belongs to a stream of an unknown kind {}", row.seq, row.kind));
    }
    let event: Event =
        serde_json::from_str(&row.payload).map_err(|e| format!("event {} cannot be read: {e}", row.seq))?;
    let recorded = Recorded { at: Timestamp(row.at), by: row.actor.map(AccountId), event };
    match problems.get_mut(&row.stream) {
        Some(problem) if problem.version + 1 == row.version => problem.apply(&recorded),
        None if row.version == 1 => {
            let founded = apply::found(ProblemId(row.stream), &recorded)
                .ok_or_else(|| format!("event {} opens a problem without registering it", row.seq))?;
            problems.insert(row.stream, founded);
        }
        _ => return Err(format!("event {} has version {}, out of its order", row.seq, row.version)),
    }
    Ok(())
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
