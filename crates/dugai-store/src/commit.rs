//! What one commit holds. Events get the next numbers of the installation inside the
//! committing transaction; a stream that moved on fails its one caller only.

use uuid::Uuid;

use crate::value::Value;

/// One event to append.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Code of the event.
    pub event: &'static str,
    /// JSON as recorded.
    pub payload: String,
    /// Who; the program itself has no account.
    pub actor: Option<Uuid>,
    /// When, in microseconds.
    pub at: i64,
}

/// Events for one stream with the state after them.
#[derive(Clone, Debug)]
pub struct StreamAppend {
    /// Stream.
    pub id: Uuid,
    /// Kind: `problem`, `unit`, `account`, `import`, `installation`.
    pub kind: &'static str,
    /// Version before; 0 makes the stream.
    pub expected: u64,
    /// Events, at least one.
    pub events: Vec<NewEvent>,
    /// Folded state, as JSON.
    pub body: String,
}

/// A line of the inbox, addressed to a unit (or a role in it) or to one account.
#[derive(Clone, Debug)]
pub struct InboxLine {
    /// When, in microseconds.
    pub at: i64,
    /// Problem.
    pub problem: Uuid,
    /// Event code.
    pub event: &'static str,
    /// Whether it asks for an act.
    pub todo: bool,
    /// Unit.
    pub unit: Option<Uuid>,
    /// Role in the unit.
    pub role: Option<&'static str>,
    /// Account.
    pub account: Option<Uuid>,
}

/// A plain write.
#[derive(Clone, Debug)]
pub struct Write {
    /// Statement.
    pub sql: &'static str,
    /// Statement on PostgreSQL, where it differs; empty: nothing is run there.
    pub postgres: Option<&'static str>,
    /// Parameters.
    pub params: Vec<Value>,
    /// Rows that must be touched, or the commit fails as a conflict.
    pub expect: Option<u64>,
}

impl Write {
    /// A write that must touch exactly one row; statement and parameters are to be filled in.
    const fn once() -> Self {
        Self { sql: "", postgres: None, params: Vec::new(), expect: Some(1) }
    }

    /// A write with a text an engine; both take the same parameters.
    pub(crate) fn each(sql: &'static str, postgres: &'static str, params: Vec<Value>) -> Self {
        Self { sql, postgres: Some(postgres), params, expect: None }
    }

    /// The same, failing as a conflict unless it touches so many rows.
    #[must_use]
    pub fn expecting(self, rows: u64) -> Self {
        Self { expect: Some(rows), ..self }
    }

    /// A write that may touch any number of rows.
    #[must_use]
    pub fn new(sql: &'static str, params: Vec<Value>) -> Self {
        Self { sql, postgres: None, params, expect: None }
    }
}

/// One transaction.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// Streams.
    pub streams: Vec<StreamAppend>,
    /// Inbox lines.
    pub inbox: Vec<InboxLine>,
    /// Other writes: index rows, keys, vault entries.
    pub writes: Vec<Write>,
}

/// What a commit got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Number of its first event; equal to `next` when it had none.
    pub first: u64,
    /// Number after its last event.
    pub next: u64,
}

impl Commit {
    /// How many events it appends.
    #[must_use]
    pub fn event_count(&self) -> u64 {
        self.streams.iter().map(|s| s.events.len() as u64).sum()
    }
}

/// The steps of a commit as statements, for both engines; `first` is its first number.
pub(crate) fn steps(commit: &Commit, first: u64) -> Vec<Write> {
    let mut steps = Vec::new();
    let mut seq = first;
    for s in &commit.streams {
        let next = s.expected + s.events.len() as u64;
        steps.push(if s.expected == 0 {
            Write {
                sql: "INSERT INTO stream (id, kind, version, body) VALUES ($1, $2, $3, $4)",
                params: vec![s.id.into(), s.kind.into(), (next as i64).into(), s.body.clone().into()],
                ..Write::once()
            }
        } else {
            Write {
                sql: "UPDATE stream SET version = $1, body = $2 WHERE id = $3 AND version = $4",
                params: vec![(next as i64).into(), s.body.clone().into(), s.id.into(), (s.expected as i64).into()],
                ..Write::once()
            }
        });
        for (i, e) in s.events.iter().enumerate() {
            steps.push(Write::new(
                "INSERT INTO event (seq, stream, kind, version, event, payload, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                vec![
                    (seq as i64).into(), s.id.into(), s.kind.into(), ((s.expected + i as u64 + 1) as i64).into(),
                    e.event.into(), e.payload.clone().into(), e.actor.into(), e.at.into(),
                ],
            ));
            seq += 1;
        }
    }
    for (place, line) in commit.inbox.iter().enumerate() {
        steps.push(Write::new(
            "INSERT INTO inbox (seq, place, at, problem, event, weight, unit, role, account) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            vec![
                (first as i64).into(),
                (place as i64).into(), line.at.into(), line.problem.into(), line.event.into(),
                i64::from(line.todo).into(), line.unit.into(), line.role.map_or(Value::Null, Value::from), line.account.into(),
            ],
        ));
    }
    steps.extend(commit.writes.iter().cloned());
    steps
}
