//! PostgreSQL and what speaks its protocol: a small pool of readers, and one writer task
//! with group commit. Numbers are taken under one row lock per group, so several server
//! processes on one database share one dense order.

use std::path::Path;
use std::task::Poll;

use deadpool_postgres::{ClientWrapper, Hook, HookError, Manager, ManagerConfig, Pool, PoolError, RecyclingMethod};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{IsolationLevel, NoTls};

use super::reach::{Server, chain};
use super::tls::Wanted;
use super::{GROUP, TAKE_NUMBERS};
use crate::StoreError;
use crate::commit::{Commit, Committed, Write, steps};
use crate::value::{Row, Value};

type Reply = oneshot::Sender<Result<Committed, StoreError>>;

/// An acknowledgement leaves after its commit is on the disk, whatever the server's default is.
const DURABLE: &str = "SET synchronous_commit = on";
/// A store that is only looked at writes nothing, not even by mistake.
const READING: &str = "SET default_transaction_read_only = on";

pub(crate) struct Postgres {
    pool: Pool,
    writer: mpsc::Sender<(Commit, Reply)>,
}

impl Postgres {
    pub(super) async fn open(url: &str, reading: bool) -> Result<Self, StoreError> {
        let (url, tls) = Wanted::of(url)?;
        let mut config: tokio_postgres::Config = url.parse().map_err(|_| {
            StoreError::message("read the database URL: expected postgres://user:password@host:port/name")
        })?;
        config.ssl_mode(tls.ssl_mode());
        let server = Server::of(&config);
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match tls.connector()? {
            Some(connector) => Manager::from_config(config, connector, recycling),
            None => Manager::from_config(config, NoTls, recycling),
        };
        let settled = if reading { READING } else { DURABLE };
        let settle = Hook::async_fn(move |client: &mut ClientWrapper, _| {
            Box::pin(async move { client.batch_execute(settled).await.map_err(HookError::Backend) })
        });
        let pool = Pool::builder(manager)
            .max_size(12)
            .post_create(settle)
            .build()
            .map_err(|e| StoreError::Unavailable(e.to_string()))?;
        // The first connection tells what is wrong with the settings in words.
        let cure = |e: &PoolError| tls.cure(e).unwrap_or_else(|| server.cure(e));
        drop(pool.get().await.map_err(|e| StoreError::Unavailable(cure(&e)))?);
        let (writer, jobs) = mpsc::channel(4096);
        tokio::spawn(write_loop(pool.clone(), jobs));
        Ok(Self { pool, writer })
    }

    pub(super) async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        let (reply, answer) = oneshot::channel();
        let gone = || StoreError::Unavailable("the writer has stopped".to_owned());
        self.writer.send((commit, reply)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    pub(super) async fn query(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        let client = client(&self.pool).await?;
        let statement = client.prepare_cached(sql).await.map_err(failed)?;
        // Row by row: the answer as the server sent it is not kept beside the rows made of it.
        let mut found = std::pin::pin!(client.query_raw(&statement, refs(params)).await.map_err(failed)?);
        let mut rows = Vec::new();
        while let Some(row) = found.next().await {
            rows.push(to_row(&row.map_err(failed)?)?);
        }
        Ok(rows)
    }

    pub(super) async fn places(&self, sql: &str, params: &[Value]) -> Result<Vec<u32>, StoreError> {
        let client = client(&self.pool).await?;
        let statement = client.prepare_cached(sql).await.map_err(failed)?;
        let found = client.query_one(&statement, &refs(params)).await.map_err(failed)?;
        let places: Vec<i64> = found.try_get::<_, Option<Vec<i64>>>(0)?.unwrap_or_default();
        Ok(places.into_iter().filter_map(|p| u32::try_from(p).ok()).collect())
    }

    pub(super) async fn prepare(&self, sql: &str) -> Result<(), StoreError> {
        client(&self.pool).await?.prepare(sql).await.map(|_| ()).map_err(failed)
    }

    pub(super) async fn script(&self, sql: &str) -> Result<(), StoreError> {
        client(&self.pool).await?.batch_execute(sql).await.map_err(failed)
    }
}

/// Every table, in an order in which they can be filled.
const TABLES: [&str; 20] = [
    "migration",
    "counter",
    "event",
    "stream",
    "inbox",
    "problem_index",
    "problem_text",
    "problem_key",
    "inbox_read",
    "login",
    "session",
    "throttle",
    "api_token",
    "saved_filter",
    "act_many",
    "vault",
    "blob",
    "import_file",
    "follower",
    "tile",
];

impl Postgres {
    /// Copies every table into a file of the folder, all as of one moment.
    pub(super) async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let mut client = client(&self.pool).await?;
        let tx =
            client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true).start().await?;
        for table in TABLES.iter().chain(&["checkpoint"]) {
            let path = to.join(format!("{table}.copy"));
            let mut file = tokio::fs::File::create(&path).await.map_err(|e| StoreError::folder(&path, &e))?;
            let rows = tx.copy_out(&format!("COPY {table} TO STDOUT (FORMAT binary)")).await?;
            let mut rows = std::pin::pin!(rows);
            while let Some(chunk) = rows.next().await {
                file.write_all(&chunk?).await.map_err(|e| StoreError::folder(&path, &e))?;
            }
            file.sync_all().await.map_err(|e| StoreError::folder(&path, &e))?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Fills empty tables from the files of a folder, all or none.
    pub(super) async fn restore(&self, from: &Path) -> Result<(), StoreError> {
        let mut client = client(&self.pool).await?;
        let tx = client.transaction().await?;
        tx.batch_execute("DELETE FROM counter; DELETE FROM migration").await?;
        for table in TABLES.iter().chain(&["checkpoint"]) {
            let path = from.join(format!("{table}.copy"));
            let mut file = tokio::fs::File::open(&path).await.map_err(|e| StoreError::folder(&path, &e))?;
            let sink = tx.copy_in(&format!("COPY {table} FROM STDIN (FORMAT binary)")).await?;
            let mut sink = std::pin::pin!(sink);
            let mut buffer = vec![0_u8; 1 << 16];
            loop {
                let read = file.read(&mut buffer).await.map_err(|e| StoreError::folder(&path, &e))?;
                let Some(chunk) = buffer.get(..read).filter(|c| !c.is_empty()) else { break };
                sink.send(bytes::Bytes::copy_from_slice(chunk)).await?;
            }
            sink.close().await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

async fn client(pool: &Pool) -> Result<deadpool_postgres::Client, StoreError> {
    pool.get().await.map_err(|e| StoreError::Unavailable(chain(&e)))
}

fn refs(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|p| p as &(dyn ToSql + Sync)).collect()
}

fn to_row(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let mut values = Vec::with_capacity(row.len());
    for (i, column) in row.columns().iter().enumerate() {
        values.push(match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(i)?.map_or(Value::Null, Value::Int),
            Type::INT4 => row.try_get::<_, Option<i32>>(i)?.map_or(Value::Null, |v| Value::Int(i64::from(v))),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(i)?.map_or(Value::Null, Value::Bytes),
            _ => row.try_get::<_, Option<String>>(i)?.map_or(Value::Null, Value::Text),
        });
    }
    Ok(Row(values))
}

async fn write_loop(pool: Pool, mut jobs: mpsc::Receiver<(Commit, Reply)>) {
    let mut group = Vec::with_capacity(GROUP);
    while jobs.recv_many(&mut group, GROUP).await > 0 {
        let waiting: Vec<(Commit, Reply)> = std::mem::take(&mut group);
        let commits: Vec<&Commit> = waiting.iter().map(|(c, _)| c).collect();
        let outcome = run_group(&pool, &commits).await;
        match outcome {
            Ok(results) => {
                for ((_, reply), result) in waiting.into_iter().zip(results) {
                    let _gone = reply.send(result);
                }
            }
            Err(error) => {
                let text = match error {
                    StoreError::Unavailable(text) => text,
                    other => other.to_string(),
                };
                for (_, reply) in waiting {
                    let _gone = reply.send(Err(StoreError::Unavailable(text.clone())));
                }
            }
        }
    }
}

/// One transaction for all, first as if every commit fitted; where one does not, one by one.
async fn run_group(pool: &Pool, commits: &[&Commit]) -> Result<Vec<Result<Committed, StoreError>>, StoreError> {
    let mut client = client(pool).await?;
    if let Some(all) = all_at_once(&mut client, commits).await? {
        return Ok(all.into_iter().map(Ok).collect());
    }
    one_by_one(&mut client, commits).await
}

/// Sends every step before waiting for the first answer: one way to the server and back for a whole
/// group. `None`, and nothing written, when any step does not do what its commit expects.
async fn all_at_once(
    client: &mut deadpool_postgres::Client,
    commits: &[&Commit],
) -> Result<Option<Vec<Committed>>, StoreError> {
    let tx = client.transaction().await.map_err(failed)?;
    let mut first = take_numbers(&tx, commits.iter().map(|c| c.event_count()).sum()).await?;
    let mut committed = Vec::with_capacity(commits.len());
    let mut all = Vec::new();
    for commit in commits {
        let next = first + commit.event_count();
        all.extend(steps(commit, first));
        committed.push(Committed { first, next });
        first = next;
    }
    let fits = match send_all(&tx, &all).await {
        Ok(fits) => fits,
        Err(StoreError::Unavailable(text)) => return Err(StoreError::Unavailable(text)),
        Err(_) => false,
    };
    if !fits {
        tx.rollback().await.map_err(failed)?;
        return Ok(None);
    }
    tx.commit().await.map_err(failed)?;
    Ok(Some(committed))
}

/// Whether every step touched the rows it must.
async fn send_all(tx: &deadpool_postgres::Transaction<'_>, all: &[Write]) -> Result<bool, StoreError> {
    // Every statement before the first step: the driver reads no further than an answer that nobody
    // takes, so who waited for a statement while answers lie there could wait for ever.
    let mut statements = Vec::with_capacity(all.len());
    for step in all {
        statements.push(tx.prepare_cached(step.postgres.unwrap_or(step.sql)).await.map_err(failed)?);
    }
    let mut running = Vec::with_capacity(all.len());
    for (step, statement) in all.iter().zip(statements) {
        let mut sent = Box::pin(async move { tx.execute(&statement, &refs(&step.params)).await.map_err(failed) });
        // Polled once, it is on its way; in this order, since a later step may build on an earlier one.
        match std::future::poll_fn(|cx| Poll::Ready(sent.as_mut().poll(cx))).await {
            Poll::Ready(touched) => running.push((Sent::Answered(touched), step.expect)),
            Poll::Pending => running.push((Sent::Waits(sent), step.expect)),
        }
    }
    let mut fits = true;
    for (sent, expected) in running {
        let touched = match sent {
            Sent::Answered(touched) => touched,
            Sent::Waits(sent) => sent.await,
        }?;
        fits &= expected.is_none_or(|n| n == touched);
    }
    Ok(fits)
}

/// A step that was sent.
enum Sent<F> {
    /// And answered at once.
    Answered(Result<u64, StoreError>),
    /// And not answered yet.
    Waits(F),
}

/// The slow way: every commit in a savepoint, so that one that does not fit fails alone.
async fn one_by_one(
    client: &mut deadpool_postgres::Client,
    commits: &[&Commit],
) -> Result<Vec<Result<Committed, StoreError>>, StoreError> {
    let mut tx = client.transaction().await.map_err(failed)?;
    let mut results = Vec::with_capacity(commits.len());
    for commit in commits {
        let savepoint = tx.savepoint("one").await.map_err(failed)?;
        match run_one(&savepoint, commit).await {
            Ok(committed) => {
                savepoint.commit().await.map_err(failed)?;
                results.push(Ok(committed));
            }
            Err(error @ StoreError::Unavailable(_)) => return Err(error),
            Err(error) => {
                savepoint.rollback().await.map_err(failed)?;
                results.push(Err(error));
            }
        }
    }
    tx.commit().await.map_err(failed)?;
    Ok(results)
}

async fn run_one(tx: &deadpool_postgres::Transaction<'_>, commit: &Commit) -> Result<Committed, StoreError> {
    let count = commit.event_count();
    let first = take_numbers(tx, count).await?;
    for step in steps(commit, first) {
        let statement = tx.prepare_cached(step.postgres.unwrap_or(step.sql)).await.map_err(failed)?;
        let touched = tx.execute(&statement, &refs(&step.params)).await.map_err(failed);
        match (touched, step.expect) {
            (Err(StoreError::Taken), Some(_)) => return Err(StoreError::Conflict),
            (Err(error), _) => return Err(error),
            (Ok(n), Some(expected)) if n != expected => return Err(StoreError::Conflict),
            (Ok(_), _) => {}
        }
    }
    Ok(Committed { first, next: first + count })
}

/// Takes so many numbers of the dense order; gives the first.
async fn take_numbers(tx: &deadpool_postgres::Transaction<'_>, count: u64) -> Result<u64, StoreError> {
    if count == 0 {
        return Ok(0);
    }
    let statement = tx.prepare_cached(TAKE_NUMBERS).await.map_err(failed)?;
    let next: i64 = tx.query_one(&statement, &[&(count as i64)]).await.map_err(failed)?.try_get(0)?;
    Ok(next as u64 - count)
}

/// What a statement failed with. A server that is stopping, starting, out of connections, memory or
/// disk refuses for now: that is not the statement's fault.
fn failed(error: tokio_postgres::Error) -> StoreError {
    let code = error.code().map(|c| c.code().to_owned()).unwrap_or_default();
    let for_now = ["08", "53", "57P", "58"].iter().any(|class| code.starts_with(class)) || code == "25006";
    if for_now {
        let said = error.as_db_error().map_or_else(|| error.to_string(), |e| e.message().to_owned());
        return StoreError::Unavailable(format!("the database server says: {said} ({code})"));
    }
    StoreError::from(error)
}
