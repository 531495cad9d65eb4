//! SQLite: one writer thread with group commit, a pool of readers. WAL with
//! `synchronous = FULL`: an acknowledgement leaves only after its commit is synced.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags, params_from_iter};
use tokio::sync::oneshot;

use super::{GROUP, TAKE_NUMBERS};
use crate::StoreError;
use crate::commit::{Commit, Committed, steps};
use crate::value::{Row, Value};

type Reply = oneshot::Sender<Result<Committed, StoreError>>;

pub(crate) struct Sqlite {
    path: PathBuf,
    /// None where the store was opened for reading.
    writer: Option<Writer>,
    readers: Mutex<Vec<Connection>>,
}

/// The one thread that writes, and the way to it.
struct Writer {
    jobs: Sender<(Commit, Reply)>,
    thread: JoinHandle<()>,
}

/// What was acknowledged lies in the database file itself when nobody has it open any more: whoever
/// copies that one file alone then misses nothing.
impl Drop for Sqlite {
    fn drop(&mut self) {
        if let Ok(mut readers) = self.readers.lock() {
            readers.clear();
        }
        if let Some(Writer { jobs, thread }) = self.writer.take() {
            drop(jobs);
            // A writer that ended in a defect has nothing left to bring in.
            let _ended = thread.join();
        } else {
            take_away_log(&self.path);
        }
    }
}

impl Sqlite {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = connect(path, false)?;
        let (jobs, waiting) = channel();
        let file = path.to_owned();
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || write_loop(connection, &file, &waiting))
            .map_err(|e| StoreError::message(format!("start the writer thread: {e}")))?;
        let writer = Some(Writer { jobs, thread });
        Ok(Self { path: path.to_owned(), writer, readers: Mutex::new(Vec::new()) })
    }

    /// For reading only: nothing is made, changed or needs to be writable.
    pub(super) fn open_reading(path: &Path) -> Result<Self, StoreError> {
        let first = connect(path, true)?;
        Ok(Self { path: path.to_owned(), writer: None, readers: Mutex::new(vec![first]) })
    }

    pub(super) async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        let (reply, answer) = oneshot::channel();
        let gone = || StoreError::Unavailable("the writer has stopped".to_owned());
        let writer = self.writer.as_ref().ok_or_else(for_reading)?;
        writer.jobs.send((commit, reply)).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    fn reader<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let kept = self.readers.lock().ok().and_then(|mut pool| pool.pop());
        let connection = match kept {
            Some(connection) => connection,
            None => connect(&self.path, true)?,
        };
        let result = work(&connection);
        if let Ok(mut pool) = self.readers.lock()
            && pool.len() < 16
        {
            pool.push(connection);
        }
        result
    }

    pub(super) fn query(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.reader(|c| rows(c, sql, params))
    }

    pub(super) fn places(&self, sql: &str, params: &[Value]) -> Result<Vec<u32>, StoreError> {
        self.reader(|c| {
            let mut statement = c.prepare_cached(&numbered(sql))?;
            let found = statement.query_map(params_from_iter(params), |r| r.get(0))?;
            Ok(found.collect::<Result<_, _>>()?)
        })
    }

    pub(super) fn prepare(&self, sql: &str) -> Result<(), StoreError> {
        self.reader(|c| c.prepare(&numbered(sql)).map(|_| ()).map_err(StoreError::from))
    }

    pub(super) fn script(&self, sql: &str) -> Result<(), StoreError> {
        if self.writer.is_none() {
            return Err(for_reading());
        }
        let c = connect(&self.path, false)?;
        c.execute_batch(&format!("BEGIN IMMEDIATE; {sql}; COMMIT;")).map_err(|error| {
            if is_engines(&error) { StoreError::Unavailable(told(&self.path, &error)) } else { StoreError::from(error) }
        })
    }

    pub(super) fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let source = connect(&self.path, true)?;
        let mut target = Connection::open(to)?;
        let backup = Backup::new(&source, &mut target)?;
        // All pages in one step, which is one reading of one moment. In several steps it would begin
        // anew whenever somebody writes in between, and never end while people work.
        match backup.step(-1)? {
            StepResult::Done => Ok(()),
            _ => Err(StoreError::Unavailable(format!("{}: another program holds it; try again", self.path.display()))),
        }
    }
}

/// A store that was opened for reading is asked to write.
fn for_reading() -> StoreError {
    StoreError::Unavailable("the store was opened for reading only".to_owned())
}

fn connect(path: &Path, read_only: bool) -> Result<Connection, StoreError> {
    open(path, read_only).map_err(|error| {
        if is_engines(&error) { StoreError::Unavailable(told(path, &error)) } else { StoreError::from(error) }
    })
}

fn open(path: &Path, read_only: bool) -> Result<Connection, rusqlite::Error> {
    let flags = if read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX
    };
    let c = Connection::open_with_flags(path, flags)?;
    let c = if read_only && is_at_rest(path) && !is_readable(&c) { open_at_rest(path)? } else { c };
    c.busy_timeout(std::time::Duration::from_secs(10))?;
    c.set_prepared_statement_cache_capacity(128);
    if !read_only {
        // SQLite opens what it cannot write for reading, and says so at the first write only.
        if c.is_readonly("main")? {
            return Err(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY),
                None,
            ));
        }
        // Only recursive triggers fire for a row that a REPLACE throws out: the events would not be guarded.
        // A group of commits touches more pages than the usual cache holds, and every savepoint keeps
        // what it changed: both stay in memory until the one write at the end.
        c.execute_batch("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;")?;
    }
    Ok(c)
}

/// Whether everything is in the file itself: nothing is left in a log beside it.
fn is_at_rest(path: &Path) -> bool {
    std::fs::metadata(log_of(path)).map_or(true, |log| log.len() == 0)
}

/// The log beside the file.
fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

/// Who reads leaves an empty log behind, which only a connection that may write takes away, and only
/// when it is the last. A folder that cannot be written has none.
fn take_away_log(path: &Path) {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if is_at_rest(path)
        && log_of(path).exists()
        && let Ok(last) = Connection::open_with_flags(path, flags)
    {
        let _looked = is_readable(&last);
    }
}

fn is_readable(c: &Connection) -> bool {
    c.query_row("SELECT COUNT(*) FROM sqlite_master", [], |r| r.get::<_, i64>(0)).is_ok()
}

/// A folder that cannot be written has no place for the index of a log: without a log none is needed.
fn open_at_rest(path: &Path) -> Result<Connection, rusqlite::Error> {
    let mut name = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => name.push(char::from(*byte)),
            other => name.push_str(&format!("%{other:02X}")),
        }
    }
    name.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(name, flags)
}

/// `$1` to `?1`: SQLite would take `$1` as a name.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

fn rows(c: &Connection, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
    let mut statement = c.prepare_cached(&numbered(sql))?;
    let columns = statement.column_count();
    let mut found = statement.query(params_from_iter(params))?;
    let mut list = Vec::new();
    while let Some(row) = found.next()? {
        let mut values = Vec::with_capacity(columns);
        for i in 0..columns {
            use rusqlite::types::ValueRef as V;
            values.push(match row.get_ref(i)? {
                V::Null => Value::Null,
                V::Integer(v) => Value::Int(v),
                V::Real(v) => Value::Int(v as i64),
                V::Text(v) => Value::Text(text(v)),
                V::Blob(v) => Value::Bytes(v.to_vec()),
            });
        }
        list.push(Row(values));
    }
    Ok(list)
}

/// Text as it is; what is no text is shown with marks in its place.
fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes).into_owned(), str::to_owned)
}

/// Takes waiting commits, runs them in one transaction, answers after its end.
fn write_loop(mut connection: Connection, path: &Path, jobs: &Receiver<(Commit, Reply)>) {
    while let Ok(first) = jobs.recv() {
        let mut group = vec![first];
        while group.len() < GROUP {
            match jobs.try_recv() {
                Ok(job) => group.push(job),
                Err(_) => break,
            }
        }
        match run_group(&mut connection, &group) {
            Ok(results) => {
                for ((_, reply), result) in group.into_iter().zip(results) {
                    // A caller that went away does not need its answer.
                    let _gone = reply.send(result);
                }
            }
            Err(error) => {
                let text = told(path, &error);
                for (_, reply) in group {
                    let _gone = reply.send(Err(StoreError::Unavailable(text.clone())));
                }
            }
        }
    }
    // Brings the log into the file. Whoever reads elsewhere keeps what it needs: that is no error.
    let _in_use = connection.busy_timeout(std::time::Duration::from_millis(500));
    let _kept = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get::<_, i64>(0));
}

/// One transaction for all, first as if every commit fitted; where one does not, one by one. An error
/// is for the whole group, and nothing of it is written then: a full disk may end the transaction by
/// itself, and what came after would stand alone.
fn run_group(
    c: &mut Connection,
    group: &[(Commit, Reply)],
) -> Result<Vec<Result<Committed, StoreError>>, rusqlite::Error> {
    match all_at_once(c, group) {
        Ok(all) => Ok(all.into_iter().map(Ok).collect()),
        Err(Stop::Engine(error)) if is_engines(&error) => Err(error),
        Err(_) => one_by_one(c, group),
    }
}

/// Without savepoints: each of them would copy every page it touches and write out the search index.
fn all_at_once(c: &mut Connection, group: &[(Commit, Reply)]) -> Result<Vec<Committed>, Stop> {
    let tx = c.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let all = group.iter().map(|(commit, _)| run_one(&tx, commit)).collect::<Result<_, _>>()?;
    tx.commit()?;
    Ok(all)
}

/// The slow way: every commit in a savepoint, so that one that does not fit fails alone.
fn one_by_one(
    c: &mut Connection,
    group: &[(Commit, Reply)],
) -> Result<Vec<Result<Committed, StoreError>>, rusqlite::Error> {
    let mut tx = c.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let mut results = Vec::with_capacity(group.len());
    for (commit, _) in group {
        let savepoint = tx.savepoint()?;
        let result = match run_one(&savepoint, commit) {
            Ok(committed) => savepoint.commit().map(|()| Ok(committed))?,
            Err(Stop::Engine(error)) if is_engines(&error) => return Err(error),
            Err(Stop::Engine(error)) => Err(error.into()),
            Err(Stop::Conflict) => Err(StoreError::Conflict),
        };
        results.push(result);
    }
    tx.commit()?;
    Ok(results)
}

/// Why one commit stops.
enum Stop {
    /// A stream has moved on.
    Conflict,
    /// The engine refuses.
    Engine(rusqlite::Error),
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(error)
    }
}

fn is_taken(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

/// Whether the database as a whole fails, and not one statement.
fn is_engines(error: &rusqlite::Error) -> bool {
    use ErrorCode as C;
    matches!(
        error.sqlite_error_code(),
        Some(
            C::DiskFull
                | C::ReadOnly
                | C::CannotOpen
                | C::SystemIoFailure
                | C::DatabaseBusy
                | C::DatabaseLocked
                | C::DatabaseCorrupt
                | C::NotADatabase
                | C::OutOfMemory
        )
    )
}

/// What is wrong with the database, and what to do.
fn told(path: &Path, error: &rusqlite::Error) -> String {
    use ErrorCode as C;
    let what = match error.sqlite_error_code() {
        Some(C::DiskFull) => "the disk is full; free space and try again",
        Some(C::ReadOnly) => "the file or its disk is read-only; make it writable",
        Some(C::CannotOpen) => "it cannot be opened; check that the folder exists and is writable",
        Some(C::SystemIoFailure) => "the disk cannot be written or read; check that it is there, not full and sound",
        Some(C::DatabaseBusy | C::DatabaseLocked) => "another program holds it; end that one or wait",
        _ => return format!("{}: {error}", path.display()),
    };
    format!("{}: {what} ({error})", path.display())
}

fn run_one(c: &Connection, commit: &Commit) -> Result<Committed, Stop> {
    let count = commit.event_count();
    let mut first = 0;
    if count > 0 {
        let next: i64 = c.prepare_cached(&numbered(TAKE_NUMBERS))?.query_row([count as i64], |r| r.get(0))?;
        first = next as u64 - count;
    }
    for step in steps(commit, first) {
        let touched = c.prepare_cached(&numbered(step.sql))?.execute(params_from_iter(&step.params));
        match (touched, step.expect) {
            // A stream that exists already is a conflict, not a taken key.
            (Err(error), Some(_)) if is_taken(&error) => return Err(Stop::Conflict),
            (Err(error), _) => return Err(error.into()),
            (Ok(n), Some(expected)) if n as u64 != expected => return Err(Stop::Conflict),
            (Ok(_), _) => {}
        }
    }
    Ok(Committed { first, next: first + count })
}
