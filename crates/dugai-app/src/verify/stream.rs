//! One stream: its events replayed from the first, and what is kept of it compared with what they make.

use dugai_domain::admin::{Account, AccountEvent, ImportEvent, InstallationEvent, UnitEvent};
use dugai_domain::ids::{AccountId, InstallationId, ProblemId};
use dugai_domain::org::Unit;
use dugai_domain::problem::{Problem, Recorded, Stage, apply};
use dugai_domain::time::Timestamp;
use dugai_ledger::TreeHash;
use dugai_store::events::{EventRow, StreamRow};
use dugai_store::register::Indexed;
use dugai_store::text::normalise;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::leaf;
use super::told::Lines;
use crate::index::{indexed, key_of};
use crate::setup::{Installation, Setup};

/// What a sound stream gives to the comparison of the whole.
#[derive(Default)]
pub(super) struct Found {
    /// Number and hash of each event.
    pub leaves: Vec<(u64, TreeHash)>,
    /// Keys of a problem's numbers.
    pub keys: Vec<(String, Uuid)>,
    /// Lines of the inbox that a problem's events make.
    pub lines: Option<(Uuid, Lines)>,
    /// If this is the stream of the installation.
    pub installation: Option<Installation>,
}

/// Replays a stream and compares what is kept of it.
///
/// # Errors
/// The first difference, in words.
pub(super) fn check(
    kept: (Uuid, &StreamRow),
    events: &[EventRow],
    at: (&Setup, Option<&Indexed>, u64),
) -> Result<Found, String> {
    let (id, state) = kept;
    let mut found = Found { leaves: in_order(kept, events)?, ..Found::default() };
    if state.kind != "problem" && at.1.is_some() {
        return Err(format!("the register holds a row of {id}, which is no problem"));
    }
    match state.kind.as_str() {
        "problem" => problem((id, state), events, at, &mut found)?,
        "unit" => same(kept, &replay(events, |unit: Option<Unit>, event: &UnitEvent| UnitEvent::fold(unit, event))?)?,
        "account" => {
            let fold = |account, event: &AccountEvent| Account::fold(account, AccountId(id), event);
            same(kept, &replay(events, fold)?)?;
        }
        "import" => {
            let fold = |list: Option<Vec<ImportEvent>>, event: &ImportEvent| {
                let mut list = list.unwrap_or_default();
                list.push(event.clone());
                Some(list)
            };
            same(kept, &replay(events, fold)?)?;
        }
        "installation" => {
            let state = replay(events, |state: Option<Installation>, event: &InstallationEvent| match state {
                Some(mut state) => {
                    state.fold(event);
                    Some(state)
                }
                None => Installation::founded(InstallationId(id), event),
            })?;
            same(kept, &state)?;
            found.installation = Some(state);
        }
        other => return Err(format!("{id} is a stream of an unknown kind {other}")),
    }
    Ok(found)
}

/// The leaves of a stream's events, which must be of its kind, one after the other, up to the version
/// that is kept.
fn in_order(kept: (Uuid, &StreamRow), events: &[EventRow]) -> Result<Vec<(u64, TreeHash)>, String> {
    let (id, state) = kept;
    let mut leaves = Vec::with_capacity(events.len());
    let (mut version, mut seq) = (0, None);
    for row in events {
        if row.version != version + 1 || seq >= Some(row.seq) {
            return Err(format!("event {} has version {}, out of its order", row.seq, row.version));
        }
        if row.kind != state.kind {
            return Err(format!("event {} is one of a {}, its stream is a {}", row.seq, row.kind, state.kind));
        }
        leaves.push((row.seq, leaf(row).hash().map_err(|e| format!("event {}: {e}", row.seq))?));
        (version, seq) = (row.version, Some(row.seq));
    }
    match version {
        v if v == state.version => Ok(leaves),
        0 => Err(format!("a state of {id} is kept that no event makes")),
        v => Err(format!("the kept state of {id} is of version {}, its last event is of version {v}", state.version)),
    }
}

fn problem(
    kept: (Uuid, &StreamRow),
    events: &[EventRow],
    at: (&Setup, Option<&Indexed>, u64),
    found: &mut Found,
) -> Result<(), String> {
    let (id, state) = kept;
    let mut made: Option<(Problem, Timestamp)> = None;
    let mut lines = Lines::default();
    for row in events {
        let recorded = Recorded { at: Timestamp(row.at), by: row.actor.map(AccountId), event: read(row)? };
        let problem = match made {
            Some((mut problem, _)) => {
                problem.apply(&recorded);
                problem
            }
            None => apply::found(ProblemId(id), &recorded).ok_or_else(|| unfounded(row))?,
        };
        if row.seq >= at.2 {
            lines.tell(&problem, &recorded);
        }
        made = Some((problem, recorded.at));
    }
    found.lines = Some((id, lines));
    let Some((problem, changed)) = made else { return Err(format!("{id} has no event")) };
    if problem.stage != Stage::Voided {
        found.keys = problem.numbers.iter().map(|n| (key_of(&problem.source, n), id)).collect();
    }
    // Written anew it is, but for another version of this program, the same text: that is seen sooner
    // than the kept one is read.
    let same = serde_json::to_string(&problem).is_ok_and(|made| made == state.body)
        || serde_json::from_str::<Problem>(&state.body).is_ok_and(|kept| kept == problem);
    if !same || problem.version != state.version {
        return Err(unlike(id));
    }
    let (setup, row, _) = at;
    let mut made = indexed(&problem, setup, changed);
    made.text = normalise(&made.text);
    if row == Some(&made) { Ok(()) } else { Err(format!("the register's row of {id} is not what its events make")) }
}

/// Folds every event of a stream; the first must found it.
fn replay<S, E: DeserializeOwned>(events: &[EventRow], fold: impl Fn(Option<S>, &E) -> Option<S>) -> Result<S, String> {
    let mut state = None;
    for row in events {
        state = Some(fold(state, &read(row)?).ok_or_else(|| unfounded(row))?);
    }
    state.ok_or_else(|| "a stream has no event".to_owned())
}

fn same<S: Serialize>(kept: (Uuid, &StreamRow), state: &S) -> Result<(), String> {
    let made = serde_json::to_value(state).map_err(|e| format!("the state of {} cannot be written: {e}", kept.0))?;
    let is = serde_json::from_str::<serde_json::Value>(&kept.1.body).is_ok_and(|kept| kept == made);
    if is { Ok(()) } else { Err(unlike(kept.0)) }
}

fn read<E: DeserializeOwned>(row: &EventRow) -> Result<E, String> {
    serde_json::from_str(&row.payload).map_err(|e| format!("event {} cannot be read: {e}", row.seq))
}

fn unfounded(row: &EventRow) -> String {
    format!("event {} opens a {} without founding it", row.seq, row.kind)
}

fn unlike(id: Uuid) -> String {
    format!("the kept state of {id} is not what its events make")
}
