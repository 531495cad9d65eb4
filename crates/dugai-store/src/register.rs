//! The register: one row a problem with the columns lists filter and sort by, the scope of
//! who may see it, whose move it is, and its searchable text. Written beside the events in
//! one transaction; read by one filter that pages, exports, figures and the API share.

use uuid::Uuid;

use crate::commit::Write;
use crate::text;
use crate::{Row, Store, StoreError, Value};

mod count;
mod filter;
mod read;
mod turns;
#[cfg(test)]
mod tests;

pub use filter::{Filter, NO_DAY, Range, Scope, Sort};
pub use read::{Cut, Facet, Listed, RegisterRow};
pub use turns::{Mine, TodoRow, TurnRow};

pub(crate) use filter::Built;

/// Statements of this module, by name.
pub(crate) const SQL: &[(&str, &str)] = &[
    ("register.put", PUT),
    ("register.scope_out", SCOPE_OUT),
    ("register.scope_in", SCOPE_IN),
    ("register.turns_out", TURNS_OUT),
    ("register.turn_in", TURN_IN),
    ("register.key", KEY),
    ("register.one", read::ONE),
    ("register.key_of", read::KEY_OF),
    ("register.between", read::BETWEEN),
    ("register.scopes_between", read::SCOPES_BETWEEN),
    ("register.turns_between", read::TURNS_BETWEEN),
    ("register.rounds", read::ROUNDS),
];

const PUT: &str = "INSERT INTO problem_index (id, number_key, number, title, place, source_round, stage, source, guidance, level, unit, supervisor, county, leader, kind, due, whole_due, look_back, struck_off, round, percent, public, notice_until, registered, changed, needle) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26) ON CONFLICT (id) DO UPDATE SET number_key = excluded.number_key, number = excluded.number, title = excluded.title, place = excluded.place, source_round = excluded.source_round, stage = excluded.stage, source = excluded.source, guidance = excluded.guidance, level = excluded.level, unit = excluded.unit, supervisor = excluded.supervisor, county = excluded.county, leader = excluded.leader, kind = excluded.kind, due = excluded.due, whole_due = excluded.whole_due, look_back = excluded.look_back, struck_off = excluded.struck_off, round = excluded.round, percent = excluded.percent, public = excluded.public, notice_until = excluded.notice_until, changed = excluded.changed, needle = excluded.needle";
const SCOPE_OUT: &str = "DELETE FROM problem_scope WHERE problem = $1";
const SCOPE_IN: &str = "INSERT INTO problem_scope (unit, problem) VALUES ($1, $2)";
const TURNS_OUT: &str = "DELETE FROM problem_turn WHERE problem = $1";
const TURN_IN: &str =
    "INSERT INTO problem_turn (problem, hand, who, role, action, starts) VALUES ($1, $2, $3, $4, $5, $6)";
const KEY: &str = "INSERT INTO problem_key (key, problem) VALUES ($1, $2)";
const KEYS_OUT: &str = "DELETE FROM problem_key WHERE problem = $1";
const TEXT_OUT: &str = "DELETE FROM problem_text WHERE rowid = (SELECT rowid FROM problem_index WHERE id = $1)";
const TEXT_OUT_POSTGRES: &str = "DELETE FROM problem_text WHERE problem = $1";
const TEXT_IN: &str = "INSERT INTO problem_text (rowid, pairs, singles) SELECT rowid, $2, $3 FROM problem_index WHERE id = $1 AND $4 <> ''";
const TEXT_IN_POSTGRES: &str = "INSERT INTO problem_text (problem, words) SELECT CAST($1 AS BYTEA), string_to_array($4, ' ') WHERE CAST($2 AS TEXT) IS NOT NULL AND CAST($3 AS TEXT) IS NOT NULL";

/// What the register keeps of a problem, beside its [`RegisterRow`].
#[derive(Clone, Debug, PartialEq)]
pub struct Indexed {
    /// The row.
    pub row: RegisterRow,
    /// Units that may see it.
    pub scope: Vec<Uuid>,
    /// Whose move it is.
    pub turns: Vec<TurnRow>,
    /// Everything the search looks into.
    pub text: String,
}

/// What of the register must be written anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fresh {
    /// The scope.
    pub scope: bool,
    /// The turns.
    pub turns: bool,
    /// The searchable text.
    pub text: bool,
}

impl Fresh {
    /// All of it.
    pub const ALL: Self = Self { scope: true, turns: true, text: true };
}

impl Indexed {
    /// The writes that bring the register up to this, given what it held before.
    #[must_use]
    pub fn writes(&self, before: Option<&Self>) -> Vec<Write> {
        let fresh = before.map_or(Fresh::ALL, |b| Fresh {
            scope: b.scope != self.scope,
            turns: b.turns != self.turns,
            text: b.text != self.text,
        });
        self.writes_of(fresh)
    }

    /// The row's write, and those of the parts named.
    #[must_use]
    pub fn writes_of(&self, fresh: Fresh) -> Vec<Write> {
        let id = self.row.id;
        let needle = text::normalise(&self.text);
        let mut writes = vec![Write::new(PUT, self.row.params(&needle))];
        if fresh.scope {
            writes.push(Write::new(SCOPE_OUT, vec![id.into()]));
            writes.extend(self.scope.iter().map(|u| Write::new(SCOPE_IN, vec![(*u).into(), id.into()])));
        }
        if fresh.turns {
            writes.push(Write::new(TURNS_OUT, vec![id.into()]));
            writes.extend(self.turns.iter().map(|t| Write::new(TURN_IN, t.params(id))));
        }
        if fresh.text {
            writes.push(Write::each(TEXT_OUT, TEXT_OUT_POSTGRES, vec![id.into()]));
            let params = vec![
                id.into(),
                text::pairs(&needle).into(),
                text::singles(&needle).into(),
                text::words(&needle).into(),
            ];
            writes.push(Write::each(TEXT_IN, TEXT_IN_POSTGRES, params));
        }
        writes
    }
}

/// The writes that give keys to a problem: a taken one fails the commit.
#[must_use]
pub fn key_writes(problem: Uuid, keys: &[String]) -> Vec<Write> {
    keys.iter().map(|k| Write::new(KEY, vec![k.as_str().into(), problem.into()]).expecting(1)).collect()
}

/// The write that frees the keys of a problem, when its import is undone.
#[must_use]
pub fn keys_out(problem: Uuid) -> Write {
    Write::new(KEYS_OUT, vec![problem.into()])
}

impl Store {
    /// The problem that has a key of source, level and number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn problem_of_key(&self, key: &str) -> Result<Option<Uuid>, StoreError> {
        self.query(read::KEY_OF, &[key.into()]).await?.first().map(|r| r.id(0)).transpose()
    }
}

/// A value that may be an id.
fn opt(id: Option<Uuid>) -> Value {
    id.into()
}

/// Reads rows by a function.
fn each<T>(rows: &[Row], read: impl Fn(&Row) -> Result<T, StoreError>) -> Result<Vec<T>, StoreError> {
    rows.iter().map(read).collect()
}
