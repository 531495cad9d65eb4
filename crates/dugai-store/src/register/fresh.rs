//! Keeping the register in memory up to date, and finding the rows that hold a text.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::RwLock;
use std::sync::atomic::{AtomicI64, Ordering};

use roaring::RoaringBitmap;
use tokio::sync::Mutex;

use super::filter::Filter;
use super::mirror::{Entry, Mirror};
use crate::{Store, StoreError, text};

pub(super) const LAST: &str = "SELECT value FROM counter WHERE name = 'register'";
pub(super) const SINCE: &str = "SELECT p.ord, p.id, p.number_key, p.source_round, p.stage, p.source, p.guidance, p.level, p.unit, p.supervisor, p.county, p.leader, p.kind, p.due, p.look_back, p.struck_off, p.round, p.public, p.registered, p.changed, p.sight, p.turns, p.needle, p.group_lead FROM problem_index p WHERE p.stamp > $1";
pub(super) const PART: &str = "SELECT p.ord, p.id, p.number_key, p.source_round, p.stage, p.source, p.guidance, p.level, p.unit, p.supervisor, p.county, p.leader, p.kind, p.due, p.look_back, p.struck_off, p.round, p.public, p.registered, p.changed, p.sight, p.turns, p.needle, p.group_lead FROM problem_index p WHERE p.ord > $1 ORDER BY p.ord LIMIT $2";

/// Rows read at once while the mirror is filled.
const ROWS: i64 = 2_000;
/// Texts whose rows are remembered.
const TEXTS: usize = 8;
/// The stamp of a mirror that was not filled yet: lower than any.
const EMPTY: i64 = -1;

/// The mirror of a store, and who keeps it up to date.
pub(crate) struct Kept {
    mirror: RwLock<Mirror>,
    /// The stamp up to which the mirror goes.
    stamp: AtomicI64,
    /// Held by the one who reads what is new; the others wait for it.
    reading: Mutex<()>,
    /// Texts looked up last, each with the stamp at which that was: while nothing was written, a page, its
    /// counts and the next page ask the database once.
    texts: std::sync::Mutex<VecDeque<(String, i64, RoaringBitmap)>>,
}

impl Kept {
    fn known(&self, text: &str, stamp: i64) -> Option<RoaringBitmap> {
        let texts = self.texts.lock().ok()?;
        texts.iter().find(|(known, at, _)| known == text && *at == stamp).map(|(_, _, rows)| rows.clone())
    }

    fn remember(&self, text: String, stamp: i64, rows: &RoaringBitmap) {
        if let Ok(mut texts) = self.texts.lock() {
            texts.truncate(TEXTS - 1);
            texts.push_front((text, stamp, rows.clone()));
        }
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            mirror: RwLock::default(),
            stamp: AtomicI64::new(EMPTY),
            reading: Mutex::default(),
            texts: std::sync::Mutex::default(),
        }
    }
}

tokio::task_local! {
    /// Whether the newest stamp was asked for in the present moment: see [`Store::in_one_moment`].
    static ASKED: Cell<bool>;
}

impl Store {
    /// Runs what reads and does not write as of one moment: its first question to the register asks what was
    /// committed last, the others hold at least that and ask no more. On PostgreSQL each asking is a way to
    /// another process and back. Tasks that it starts ask for themselves.
    pub async fn in_one_moment<T>(reads: impl Future<Output = T>) -> T {
        ASKED.scope(Cell::new(false), reads).await
    }

    /// Brings the mirror up to what is committed now, and gives the rows that hold the filter's text.
    pub(super) async fn found(&self, filter: &Filter) -> Result<Option<RoaringBitmap>, StoreError> {
        self.freshen().await?;
        if filter.text.trim().is_empty() {
            return Ok(None);
        }
        let normal = text::normalise(&filter.text);
        if let Some(rows) = self.mirrored(|mirror| mirror.holding(&normal).cloned()) {
            return Ok(Some(rows));
        }
        let before = self.kept.stamp.load(Ordering::Acquire);
        if let Some(rows) = self.kept.known(&normal, before) {
            return Ok(Some(rows));
        }
        let found = self.matching(&normal).await?;
        // Every row found must be in the mirror.
        self.read_newest().await?;
        if before != EMPTY && self.kept.stamp.load(Ordering::Acquire) == before {
            self.kept.remember(normal, before, &found);
        }
        Ok(Some(found))
    }

    /// Reads from the mirror. It is never held while the database is waited for.
    pub(super) fn mirrored<T>(&self, read: impl FnOnce(&Mirror) -> T) -> T {
        // A writer that panicked left a mirror that is read again from the start: see `freshen`.
        read(&self.kept.mirror.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    async fn freshen(&self) -> Result<(), StoreError> {
        if ASKED.try_with(Cell::get).unwrap_or(false) && self.kept.stamp.load(Ordering::Acquire) != EMPTY {
            return Ok(());
        }
        self.read_newest().await?;
        // Outside of a moment there is nothing to remember.
        _ = ASKED.try_with(|asked| asked.set(true));
        Ok(())
    }

    async fn read_newest(&self) -> Result<(), StoreError> {
        let last = self.last_stamp().await?;
        if self.kept.stamp.load(Ordering::Acquire) >= last {
            return Ok(());
        }
        let _one = self.kept.reading.lock().await;
        let known = self.kept.stamp.load(Ordering::Acquire);
        // Read once more: whoever held the lock may have read less than is committed now.
        let last = self.last_stamp().await?;
        if known >= last && known != EMPTY {
            return Ok(());
        }
        if known == EMPTY {
            let filled = self.filled().await?;
            *self.writing() = filled;
        } else {
            let rows = self.query(SINCE, &[known.into()]).await?;
            let entries = rows.iter().map(Entry::read).collect::<Result<Vec<_>, _>>()?;
            // Until it is whole again, the mirror counts as empty.
            self.kept.stamp.store(EMPTY, Ordering::Release);
            self.writing().change(entries);
        }
        self.kept.stamp.store(last, Ordering::Release);
        Ok(())
    }

    fn writing(&self) -> std::sync::RwLockWriteGuard<'_, Mirror> {
        self.kept.mirror.write().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn last_stamp(&self) -> Result<i64, StoreError> {
        self.query(LAST, &[]).await?.first().map_or(Ok(0), |r| r.int(0))
    }

    /// A mirror of every row. Rows written meanwhile are read again by the next reader, since their
    /// stamps are later than the one that was last before.
    async fn filled(&self) -> Result<Mirror, StoreError> {
        let mut mirror = Mirror::default();
        let mut after = 0_i64;
        loop {
            let rows = self.query(PART, &[after.into(), ROWS.into()]).await?;
            let Some(last) = rows.last() else { break };
            after = last.int(0)?;
            mirror.fill(rows.iter().map(Entry::read).collect::<Result<_, _>>()?);
            // The embedded database answers at once: without this nobody else would get this thread.
            tokio::task::yield_now().await;
        }
        let sorting = tokio::task::spawn_blocking(move || {
            mirror.sort();
            mirror
        });
        sorting.await.map_err(|e| StoreError::message(format!("sort the register: {e}")))
    }

    /// The rows that hold a text. A text of punctuation alone is found nowhere, since it stands nowhere
    /// in what is searched.
    async fn matching(&self, normal: &str) -> Result<RoaringBitmap, StoreError> {
        let length = normal.chars().count();
        if length == 0 {
            return Ok(RoaringBitmap::new());
        }
        let rows = if self.is_postgres() {
            let words = text::words(normal);
            if length > 2 {
                let sql = "SELECT array_agg(t.ord) FROM problem_text t JOIN problem_index p ON p.ord = t.ord WHERE t.words @> string_to_array($1, ' ') AND strpos(p.needle, $2) > 0";
                self.engine.places(sql, &[words.into(), normal.into()]).await?
            } else {
                let sql = "SELECT array_agg(t.ord) FROM problem_text t WHERE t.words @> string_to_array($1, ' ')";
                self.engine.places(sql, &[words.into()]).await?
            }
        } else {
            let phrase = if length == 1 {
                format!("singles : \"{normal}\"")
            } else {
                format!("pairs : \"{}\"", text::pairs(normal))
            };
            let sql = "SELECT t.rowid FROM problem_text t WHERE problem_text MATCH $1";
            self.engine.places(sql, &[phrase.into()]).await?
        };
        Ok(rows.into_iter().collect())
    }
}
