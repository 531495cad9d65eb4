//! Streams that are not problems, the inbox with its read marks, what a person did, the
//! vault's rows, files that wait for an import.

use uuid::Uuid;

use crate::commit::Write;
use crate::events::{EventRow, StreamRow};
use crate::{Row, Store, StoreError, Value};

const STREAMS_OF: &str = "SELECT id, kind, version, body FROM stream WHERE kind = $1 ORDER BY id";
const STREAM_IDS: &str = "SELECT id FROM stream WHERE kind = $1 AND id > $2 ORDER BY id LIMIT $3";
const STREAM_PAGE: &str = "SELECT id, kind, version, body FROM stream WHERE id > $1 ORDER BY id LIMIT $2";
const COUNTER: &str = "SELECT value FROM counter WHERE name = $1";
const DIRECTORY: &str = "UPDATE counter SET value = value + 1 WHERE name = 'directory'";
const RULES: &str = "UPDATE counter SET value = value + 1 WHERE name = 'rules'";
const COMPUTED: &str = "UPDATE counter SET value = $1 WHERE name = 'computed' AND value < $1";
const DONE_BY: &str = "SELECT seq, stream, kind, version, event, payload, actor, at FROM event WHERE actor = $1 AND kind = 'problem' AND seq < $2 ORDER BY seq DESC LIMIT $3";
const DONE_COUNT: &str = "SELECT COUNT(*) FROM event WHERE actor = $1 AND kind = 'problem'";
const LATEST: &str = "SELECT seq, stream, kind, version, event, payload, actor, at FROM event WHERE kind = 'problem' AND seq < $1 ORDER BY seq DESC LIMIT $2";
const READ_PUT: &str =
    "INSERT INTO inbox_read (account, seq, place, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
const VAULT_PUT: &str = "INSERT INTO vault (id, purpose, sealed, at) VALUES ($1, $2, $3, $4)";
const VAULT_OVER: &str = "INSERT INTO vault (id, purpose, sealed, at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, at = excluded.at";
const VAULT: &str = "SELECT purpose, sealed, at FROM vault WHERE id = $1";
const BLOB_PUT: &str = "INSERT INTO blob (id, problem, size, media, form, at) VALUES ($1, $2, $3, $4, $5, $6)";
const BLOB: &str = "SELECT problem, size, media, form, at FROM blob WHERE id = $1";
const FILE_PUT: &str = "INSERT INTO import_file (id, account, name, sealed, at) VALUES ($1, $2, $3, $4, $5)";
const FILE: &str = "SELECT account, name, sealed, at FROM import_file WHERE id = $1";
const FILE_OUT: &str = "DELETE FROM import_file WHERE id = $1";

/// Statements of this module, by name.
pub(crate) const SQL: &[(&str, &str)] = &[
    ("stream.of_kind", STREAMS_OF),
    ("stream.ids", STREAM_IDS),
    ("stream.page", STREAM_PAGE),
    ("counter.one", COUNTER),
    ("counter.directory", DIRECTORY),
    ("event.done_by", DONE_BY),
    ("event.done_count", DONE_COUNT),
    ("event.latest", LATEST),
    ("inbox.read", READ_PUT),
    ("vault.put", VAULT_PUT),
    ("vault.over", VAULT_OVER),
    ("vault.one", VAULT),
    ("blob.put", BLOB_PUT),
    ("blob.one", BLOB),
    ("file.put", FILE_PUT),
    ("file.one", FILE),
    ("file.out", FILE_OUT),
];

/// The write that says that units, accounts or settings changed, so that every process
/// reads them anew.
#[must_use]
pub fn directory_changed() -> Write {
    Write::new(DIRECTORY, Vec::new()).expecting(1)
}

/// The write that says that rules changed by which rows of the register are computed.
#[must_use]
pub fn rules_changed() -> Write {
    Write::new(RULES, Vec::new()).expecting(1)
}

/// The write that says that every row is computed by the rules of so many changes.
#[must_use]
pub fn rules_computed(changes: i64) -> Write {
    Write::new(COMPUTED, vec![changes.into()])
}

/// The write that puts a sealed entry into the vault.
#[must_use]
pub fn vault_write(id: Uuid, purpose: &str, sealed: Vec<u8>, at: i64) -> Write {
    Write::new(VAULT_PUT, vec![id.into(), purpose.into(), sealed.into(), at.into()])
}

/// The write that puts a sealed entry into the vault, in the place of the one before. One that touches
/// nothing fails as a conflict.
#[must_use]
pub fn vault_replace(id: Uuid, purpose: &str, sealed: Vec<u8>, at: i64) -> Write {
    Write::new(VAULT_OVER, vec![id.into(), purpose.into(), sealed.into(), at.into()]).expecting(1)
}

/// What is known of a sealed file without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobRow {
    /// Problem it belongs to: who may see that may see it.
    pub problem: Option<Uuid>,
    /// Size of the plain bytes.
    pub size: u64,
    /// Media type.
    pub media: String,
    /// `original`, `public` (without metadata) or `thumb`.
    pub form: String,
    /// When it came.
    pub at: i64,
}

/// The write that records a sealed file.
#[must_use]
pub fn blob_write(id: Uuid, row: &BlobRow) -> Write {
    let params = vec![
        id.into(),
        row.problem.into(),
        (row.size as i64).into(),
        row.media.as_str().into(),
        row.form.as_str().into(),
        row.at.into(),
    ];
    Write::new(BLOB_PUT, params)
}

/// A file that waits for the decision about its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFile {
    /// Who brought it.
    pub account: Option<Uuid>,
    /// File name.
    pub name: String,
    /// Sealed bytes.
    pub sealed: Vec<u8>,
    /// When it came.
    pub at: i64,
}

/// The write that keeps a file until its import is decided.
#[must_use]
pub fn import_file_write(id: Uuid, file: &ImportFile) -> Write {
    let params =
        vec![id.into(), file.account.into(), file.name.as_str().into(), file.sealed.clone().into(), file.at.into()];
    Write::new(FILE_PUT, params)
}

/// The write that lets a waiting file go.
#[must_use]
pub fn import_file_out(id: Uuid) -> Write {
    Write::new(FILE_OUT, vec![id.into()])
}

/// The write that marks a line of the inbox as read by an account: the receipt.
#[must_use]
pub fn read_write(account: Uuid, line: (u64, u64), at: i64) -> Write {
    let params = vec![account.into(), (line.0 as i64).into(), (line.1 as i64).into(), at.into()];
    Write::new(READ_PUT, params)
}

/// Whose lines are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The account.
    pub account: Uuid,
    /// Accounts for which the person acts today.
    pub acts_for: Vec<Uuid>,
    /// Units with the role held there.
    pub units: Vec<(Uuid, &'static str)>,
    /// Whether the person works in the office.
    pub office: bool,
}

/// Which lines of an inbox are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ToldOf {
    /// Only those that were not read.
    pub unread_only: bool,
    /// From one moment on, up to another and without it.
    pub between: Option<(i64, i64)>,
}

/// Lines of one kind on one day of an inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldDay {
    /// The day in Beijing, counted from 1970-01-01.
    pub day: i64,
    /// Event code.
    pub event: String,
    /// How many.
    pub lines: u64,
    /// How many of them were not read.
    pub unread: u64,
    /// The newest event among them.
    pub last: u64,
}

/// One line of the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldRow {
    /// Event number.
    pub seq: u64,
    /// Place among the lines of the event.
    pub place: u64,
    /// When.
    pub at: i64,
    /// Problem.
    pub problem: Uuid,
    /// Event code.
    pub event: String,
    /// Whether an act is asked for.
    pub todo: bool,
    /// When this reader read it; 0: not yet.
    pub read_at: i64,
    /// Numbers of the problem.
    pub number: String,
    /// Its text.
    pub title: String,
}

impl Reader {
    fn condition(&self, params: &mut Vec<Value>) -> String {
        let mut place = |value: Value| {
            params.push(value);
            format!("${}", params.len())
        };
        let mut any: Vec<String> = Vec::new();
        for account in std::iter::once(&self.account).chain(&self.acts_for) {
            any.push(format!("i.account = {}", place((*account).into())));
        }
        for (unit, role) in &self.units {
            let unit = place((*unit).into());
            let role = place((*role).into());
            any.push(format!("(i.unit = {unit} AND (i.role IS NULL OR i.role = {role}))"));
        }
        if self.office {
            any.push("(i.unit IS NULL AND i.role = 'office')".to_owned());
        }
        format!("({})", any.join(" OR "))
    }
}

impl Store {
    /// Every stream of a kind with its state: units, accounts, the installation, imports.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn streams_of(&self, kind: &str) -> Result<Vec<(Uuid, StreamRow)>, StoreError> {
        self.query(STREAMS_OF, &[kind.into()]).await?.into_iter().map(kept).collect()
    }

    /// Streams after one, in the order of ids, at most so many: for walks over everything.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn streams_after(&self, after: Uuid, limit: u32) -> Result<Vec<(Uuid, StreamRow)>, StoreError> {
        self.query(STREAM_PAGE, &[after.into(), i64::from(limit).into()]).await?.into_iter().map(kept).collect()
    }

    /// Ids of streams of a kind after one, in order: for walks over everything.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn stream_ids(&self, kind: &str, after: Uuid, limit: u32) -> Result<Vec<Uuid>, StoreError> {
        let rows = self.query(STREAM_IDS, &[kind.into(), after.into(), i64::from(limit).into()]).await?;
        rows.iter().map(|r| r.id(0)).collect()
    }

    /// A counter: `directory` grows whenever units, accounts or settings change.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn counter(&self, name: &str) -> Result<i64, StoreError> {
        let rows = self.query(COUNTER, &[name.into()]).await?;
        rows.first().map_or(Ok(0), |r| r.int(0))
    }

    /// What an account did to problems, newest first, before a number; and how much in all.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn done_by(&self, account: Uuid, before: u64, limit: u32) -> Result<(Vec<EventRow>, u64), StoreError> {
        let below = i64::try_from(before).unwrap_or(i64::MAX);
        let rows = self.query(DONE_BY, &[account.into(), below.into(), i64::from(limit).into()]).await?;
        let events = rows.into_iter().map(crate::events::event).collect::<Result<_, _>>()?;
        let count = self.query(DONE_COUNT, &[account.into()]).await?;
        Ok((events, count.first().map_or(Ok(0), |r| r.int(0))? as u64))
    }

    /// The newest events of problems before a number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn latest(&self, before: u64, limit: u32) -> Result<Vec<EventRow>, StoreError> {
        let below = i64::try_from(before).unwrap_or(i64::MAX);
        let rows = self.query(LATEST, &[below.into(), i64::from(limit).into()]).await?;
        rows.into_iter().map(crate::events::event).collect()
    }

    /// Lines of a reader's inbox, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn told(&self, reader: &Reader, of: ToldOf, page: (u32, u32)) -> Result<Vec<ToldRow>, StoreError> {
        let mut params = Vec::new();
        let mut who = reader.condition(&mut params);
        let unread = if of.unread_only { " AND r.at IS NULL" } else { "" };
        if let Some((from, until)) = of.between {
            params.extend([from.into(), until.into()]);
            who.push_str(&format!(" AND i.at >= ${} AND i.at < ${}", params.len() - 1, params.len()));
        }
        params.push(i64::from(page.1).into());
        params.push(i64::from(page.0).into());
        let sql = format!(
            "SELECT i.seq, i.place, i.at, i.problem, i.event, i.weight, COALESCE(r.at, 0), p.number, p.title FROM inbox i JOIN problem_index p ON p.id = i.problem LEFT JOIN inbox_read r ON r.account = $1 AND r.seq = i.seq AND r.place = i.place WHERE {who}{unread} ORDER BY i.seq DESC, i.place LIMIT ${} OFFSET ${}",
            params.len() - 1,
            params.len()
        );
        self.query(&sql, &params).await?.iter().map(told).collect()
    }

    /// How many lines of a reader's inbox there are, or how many unread.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn told_count(&self, reader: &Reader, unread_only: bool) -> Result<u64, StoreError> {
        let mut params = Vec::new();
        let who = reader.condition(&mut params);
        let unread = if unread_only { " AND r.at IS NULL" } else { "" };
        let sql = format!(
            "SELECT COUNT(*) FROM inbox i LEFT JOIN inbox_read r ON r.account = $1 AND r.seq = i.seq AND r.place = i.place WHERE {who}{unread}"
        );
        self.query(&sql, &params).await?.first().map_or(Ok(0), |r| r.int(0).map(|n| n as u64))
    }

    /// Lines of a reader's inbox counted by day and kind, newest day first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn told_days(&self, reader: &Reader, unread_only: bool) -> Result<Vec<ToldDay>, StoreError> {
        let mut params = Vec::new();
        let who = reader.condition(&mut params);
        let unread = if unread_only { " AND r.at IS NULL" } else { "" };
        // Days as `Timestamp::day` tells them: eight hours before UTC.
        let sql = format!(
            "SELECT (i.at + 28800000000) / 86400000000, i.event, COUNT(*), COUNT(CASE WHEN r.at IS NULL THEN 1 END), MAX(i.seq) FROM inbox i LEFT JOIN inbox_read r ON r.account = $1 AND r.seq = i.seq AND r.place = i.place WHERE {who}{unread} GROUP BY 1, 2 ORDER BY 1 DESC, 3 DESC, 2"
        );
        let day = |r: &Row| {
            let (lines, unread, last) = (r.int(2)? as u64, r.int(3)? as u64, r.int(4)? as u64);
            Ok(ToldDay { day: r.int(0)?, event: r.text(1)?.to_owned(), lines, unread, last })
        };
        self.query(&sql, &params).await?.iter().map(day).collect()
    }

    /// A sealed entry of the vault: purpose, bytes, when.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn vault(&self, id: Uuid) -> Result<Option<(String, Vec<u8>, i64)>, StoreError> {
        let rows = self.query(VAULT, &[id.into()]).await?;
        rows.first().map(|r| Ok((r.text(0)?.to_owned(), r.bytes(1)?.to_vec(), r.int(2)?))).transpose()
    }

    /// What is known of a sealed file.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn blob(&self, id: Uuid) -> Result<Option<BlobRow>, StoreError> {
        let rows = self.query(BLOB, &[id.into()]).await?;
        let Some(r) = rows.first() else { return Ok(None) };
        Ok(Some(BlobRow {
            problem: r.opt_id(0)?,
            size: r.int(1)? as u64,
            media: r.text(2)?.to_owned(),
            form: r.text(3)?.to_owned(),
            at: r.int(4)?,
        }))
    }

    /// A file that waits for an import.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn import_file(&self, id: Uuid) -> Result<Option<ImportFile>, StoreError> {
        let rows = self.query(FILE, &[id.into()]).await?;
        let Some(r) = rows.first() else { return Ok(None) };
        Ok(Some(ImportFile {
            account: r.opt_id(0)?,
            name: r.text(1)?.to_owned(),
            sealed: r.bytes(2)?.to_vec(),
            at: r.int(3)?,
        }))
    }
}

fn kept(mut r: Row) -> Result<(Uuid, StreamRow), StoreError> {
    let row = StreamRow { kind: r.take_text(1)?, version: r.int(2)? as u64, body: r.take_text(3)? };
    Ok((r.id(0)?, row))
}

fn told(r: &Row) -> Result<ToldRow, StoreError> {
    Ok(ToldRow {
        seq: r.int(0)? as u64,
        place: r.int(1)? as u64,
        at: r.int(2)?,
        problem: r.id(3)?,
        event: r.text(4)?.to_owned(),
        todo: r.int(5)? == 1,
        read_at: r.int(6)?,
        number: r.text(7)?.to_owned(),
        title: r.text(8)?.to_owned(),
    })
}
