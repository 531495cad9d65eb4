//! The register: one row a problem with the columns lists filter and sort by, who may see it, whose
//! move it is, and its searchable text. Written beside the events in one transaction; held in memory
//! as well (`mirror`); read by one filter that pages, exports, figures and the API share.

use uuid::Uuid;

use crate::commit::Write;
use crate::text;
use crate::{Store, StoreError, Value};

mod filter;
mod fresh;
mod mirror;
mod read;
mod turns;
#[cfg(test)]
mod tests;

pub use filter::{Filter, Lack, NO_DAY, Range, Scope, Sort, Waits};
pub use read::{Cut, Facet, Listed, RegisterRow};
pub use turns::{HandCount, Mine, TodoRow, TurnRow};

pub(crate) use fresh::Kept;

/// Statements of this module, by name.
pub(crate) const SQL: &[(&str, &str)] = &[
    ("register.stamp", STAMP),
    ("register.put", PUT),
    ("register.key", KEY),
    ("register.one", read::ONE),
    ("register.key_of", read::KEY_OF),
    ("register.keys_after", read::KEYS_AFTER),
    ("register.between", read::BETWEEN),
    ("register.last_stamp", fresh::LAST),
    ("register.written_since", fresh::SINCE),
    ("register.part", fresh::PART),
];

/// Every row written takes the next stamp: a reader who knows the last one knows what to read again.
const STAMP: &str = "UPDATE counter SET value = value + 1 WHERE name = 'register'";
const PUT: &str = "INSERT INTO problem_index (ord, id, number_key, number, title, place, source_round, stage, source, guidance, level, unit, supervisor, county, leader, kind, due, whole_due, look_back, struck_off, round, percent, public, notice_until, registered, changed, needle, sight, turns, group_lead, stamp) VALUES ((SELECT COALESCE(MAX(ord), 0) + 1 FROM problem_index), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, (SELECT value FROM counter WHERE name = 'register')) ON CONFLICT (id) DO UPDATE SET number_key = excluded.number_key, number = excluded.number, title = excluded.title, place = excluded.place, source_round = excluded.source_round, stage = excluded.stage, source = excluded.source, guidance = excluded.guidance, level = excluded.level, unit = excluded.unit, supervisor = excluded.supervisor, county = excluded.county, leader = excluded.leader, kind = excluded.kind, due = excluded.due, whole_due = excluded.whole_due, look_back = excluded.look_back, struck_off = excluded.struck_off, round = excluded.round, percent = excluded.percent, public = excluded.public, notice_until = excluded.notice_until, changed = excluded.changed, needle = excluded.needle, sight = excluded.sight, turns = excluded.turns, group_lead = excluded.group_lead, stamp = excluded.stamp";
const KEY: &str = "INSERT INTO problem_key (key, problem) VALUES ($1, $2)";
const KEY_OUT: &str = "DELETE FROM problem_key WHERE key = $1 AND problem = $2";
const KEYS_OUT: &str = "DELETE FROM problem_key WHERE problem = $1";
const TEXT_OUT: &str = "DELETE FROM problem_text WHERE rowid = (SELECT ord FROM problem_index WHERE id = $1)";
const TEXT_OUT_POSTGRES: &str = "DELETE FROM problem_text WHERE ord = (SELECT ord FROM problem_index WHERE id = $1)";
const TEXT_IN: &str =
    "INSERT INTO problem_text (rowid, pairs, singles) SELECT ord, $2, $3 FROM problem_index WHERE id = $1 AND $4 <> ''";
const TEXT_IN_POSTGRES: &str = "INSERT INTO problem_text (ord, words) SELECT ord, string_to_array($4, ' ') FROM problem_index WHERE id = $1 AND CAST($2 AS TEXT) IS NOT NULL AND CAST($3 AS TEXT) IS NOT NULL";

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

impl Indexed {
    /// The writes that bring the register up to this, given what it held before.
    #[must_use]
    pub fn writes(&self, before: Option<&Self>) -> Vec<Write> {
        let id = self.row.id;
        let needle = text::normalise(&self.text);
        let mut params = self.row.params();
        params.push(needle.as_str().into());
        params.push(self.scope.iter().flat_map(Uuid::as_bytes).copied().collect::<Vec<u8>>().into());
        params.push(TurnRow::encode(&self.turns).into());
        params.push(opt(self.row.group));
        let mut writes = vec![Write::new(STAMP, Vec::new()), Write::new(PUT, params)];
        if before.is_none_or(|b| b.text != self.text) {
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

/// Units as they are kept of a row: their ids, one behind the other.
fn sight(bytes: &[u8]) -> Result<Vec<Uuid>, StoreError> {
    let one = |b: &[u8]| Uuid::from_slice(b).map_err(|e| StoreError::inconsistent("problem_index", "sight", e));
    bytes.chunks(16).map(one).collect()
}

/// The writes that give keys to a problem: a taken one fails the commit.
#[must_use]
pub fn key_writes(problem: Uuid, keys: &[String]) -> Vec<Write> {
    keys.iter().map(|k| Write::new(KEY, vec![k.as_str().into(), problem.into()]).expecting(1)).collect()
}

/// The writes that free keys of a problem: numbers that it was wrongly given.
#[must_use]
pub fn keys_freed(problem: Uuid, keys: &[String]) -> Vec<Write> {
    keys.iter().map(|k| Write::new(KEY_OUT, vec![k.as_str().into(), problem.into()]).expecting(1)).collect()
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

impl Store {
    /// Keys behind one, in order, each with its problem; at most so many.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn keys_after(&self, after: &str, limit: u32) -> Result<Vec<(String, Uuid)>, StoreError> {
        let rows = self.query(read::KEYS_AFTER, &[after.into(), i64::from(limit).into()]).await?;
        rows.iter().map(|r| Ok((r.text(0)?.to_owned(), r.id(1)?))).collect()
    }
}

/// A value that may be an id.
fn opt(id: Option<Uuid>) -> Value {
    id.into()
}
