//! Reading the ledger of events and the folded states beside it.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{Row, Store, StoreError, Value};

const OF_STREAM: &str =
    "SELECT seq, stream, kind, version, event, payload, actor, at FROM event WHERE stream = $1 ORDER BY version";
const FROM: &str =
    "SELECT seq, stream, kind, version, event, payload, actor, at FROM event WHERE seq >= $1 ORDER BY seq LIMIT $2";
const BETWEEN: &str = "SELECT seq, stream, kind, version, event, payload, actor, at FROM event WHERE stream > $1 AND stream <= $2 ORDER BY stream, version";
const STREAM: &str = "SELECT kind, version, body FROM stream WHERE id = $1";
const NEXT: &str = "SELECT value FROM counter WHERE name = 'event'";
const STREAMS: &str = "SELECT COUNT(*) FROM stream";
const LINES: &str = "SELECT seq, place, at, problem, event, weight, unit, role, account FROM inbox WHERE seq > $1 OR (seq = $1 AND place > $2) ORDER BY seq, place LIMIT $3";
const TOLD: &str = "SELECT seq, event, weight FROM inbox WHERE unit = $1 ORDER BY seq, place";

/// States read by one statement.
const IDS: usize = 100;

/// Statements of this module, by name.
pub(crate) const SQL: &[(&str, &str)] = &[
    ("events.of_stream", OF_STREAM),
    ("events.from", FROM),
    ("events.between", BETWEEN),
    ("events.stream", STREAM),
    ("events.next", NEXT),
    ("events.streams", STREAMS),
    ("inbox.told", TOLD),
    ("inbox.all", LINES),
];

/// An event as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Number in the installation's dense order.
    pub seq: u64,
    /// Stream.
    pub stream: Uuid,
    /// Kind of the stream.
    pub kind: String,
    /// Version of the stream after it.
    pub version: u64,
    /// Code of the event.
    pub event: String,
    /// JSON as recorded.
    pub payload: String,
    /// Who.
    pub actor: Option<Uuid>,
    /// When, in microseconds since 1970 UTC.
    pub at: i64,
}

/// A folded state as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRow {
    /// Kind.
    pub kind: String,
    /// Version.
    pub version: u64,
    /// State, as JSON.
    pub body: String,
}

/// A line of the inbox as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRow {
    /// Number of the first event of its commit, and its place there.
    pub place: (i64, i64),
    /// When.
    pub at: i64,
    /// Problem.
    pub problem: Uuid,
    /// Event code.
    pub event: String,
    /// Whether an act is asked for.
    pub todo: bool,
    /// To a unit.
    pub unit: Option<Uuid>,
    /// To a role.
    pub role: Option<String>,
    /// To an account.
    pub account: Option<Uuid>,
}

impl Store {
    /// Every event of a stream, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn events_of(&self, stream: Uuid) -> Result<Vec<EventRow>, StoreError> {
        self.query(OF_STREAM, &[stream.into()]).await?.into_iter().map(event).collect()
    }

    /// Events from a number on, at most so many, in the dense order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn events_from(&self, seq: u64, limit: u32) -> Result<Vec<EventRow>, StoreError> {
        let params = [Value::Int(seq as i64), Value::Int(i64::from(limit))];
        self.query(FROM, &params).await?.into_iter().map(event).collect()
    }

    /// Events of the streams after one id up to another, stream by stream, each oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn events_between(&self, ids: (Uuid, Uuid)) -> Result<Vec<EventRow>, StoreError> {
        self.query(BETWEEN, &[ids.0.into(), ids.1.into()]).await?.into_iter().map(event).collect()
    }

    /// The folded state of a stream, if it exists.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn stream(&self, id: Uuid) -> Result<Option<StreamRow>, StoreError> {
        self.query(STREAM, &[id.into()]).await?.into_iter().next().map(state).transpose()
    }

    /// Folded states of some streams.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn streams(&self, ids: &[Uuid]) -> Result<BTreeMap<Uuid, StreamRow>, StoreError> {
        let mut states = BTreeMap::new();
        for part in ids.chunks(IDS) {
            // The last is named again until the list is full, so that there is one statement.
            let mut wanted: Vec<Value> = part.iter().map(|id| (*id).into()).collect();
            wanted.resize(IDS, part.last().map_or(Value::Null, |id| (*id).into()));
            let holes: Vec<String> = (1..=IDS).map(|n| format!("${n}")).collect();
            let sql = format!("SELECT kind, version, body, id FROM stream WHERE id IN ({})", holes.join(", "));
            for r in self.query(&sql, &wanted).await? {
                let id = r.id(3)?;
                states.insert(id, state(r)?);
            }
        }
        Ok(states)
    }

    /// The number the next event will get: how many there are.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn next_event(&self) -> Result<u64, StoreError> {
        let rows = self.query(NEXT, &[]).await?;
        let row = rows.first().ok_or_else(|| StoreError::inconsistent("counter", "event", "the row is missing"))?;
        Ok(row.int(0)? as u64)
    }

    /// How many streams have a folded state.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn stream_count(&self) -> Result<u64, StoreError> {
        let rows = self.query(STREAMS, &[]).await?;
        let row = rows.first().ok_or_else(|| StoreError::inconsistent("stream", "*", "no count was given"))?;
        Ok(row.int(0)? as u64)
    }

    /// Every line of the inbox, behind one by its number and place, at most so many.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn lines_after(&self, at: (i64, i64), limit: u32) -> Result<Vec<LineRow>, StoreError> {
        let rows = self.query(LINES, &[at.0.into(), at.1.into(), i64::from(limit).into()]).await?;
        rows.into_iter()
            .map(|mut r| {
                Ok(LineRow {
                    place: (r.int(0)?, r.int(1)?),
                    at: r.int(2)?,
                    problem: r.id(3)?,
                    event: r.take_text(4)?,
                    todo: r.int(5)? == 1,
                    unit: r.opt_id(6)?,
                    role: r.opt_text(7)?.map(str::to_owned),
                    account: r.opt_id(8)?,
                })
            })
            .collect()
    }

    /// Lines told to a unit: (event number, code, whether an act is asked for).
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn told_to(&self, unit: Uuid) -> Result<Vec<(u64, String, bool)>, StoreError> {
        let rows = self.query(TOLD, &[unit.into()]).await?;
        rows.iter().map(|r| Ok((r.int(0)? as u64, r.text(1)?.to_owned(), r.int(2)? == 1))).collect()
    }
}

fn state(mut row: Row) -> Result<StreamRow, StoreError> {
    Ok(StreamRow { kind: row.take_text(0)?, version: row.int(1)? as u64, body: row.take_text(2)? })
}

pub(crate) fn event(mut row: Row) -> Result<EventRow, StoreError> {
    Ok(EventRow {
        seq: row.int(0)? as u64,
        stream: row.id(1)?,
        kind: row.take_text(2)?,
        version: row.int(3)? as u64,
        event: row.take_text(4)?,
        payload: row.take_text(5)?,
        actor: row.opt_id(6)?,
        at: row.int(7)?,
    })
}
