//! PostgreSQL and what speaks its protocol: a small pool of readers, and one writer task
//! with group commit. Numbers are taken under one row lock per group, so several server
//! processes on one database share one dense order.

mod settle;
mod write;

use std::path::Path;
use std::time::Duration;

use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{IsolationLevel, NoTls};

use super::reach::{Server, chain};
use super::tls::Wanted;
use crate::StoreError;
use crate::commit::{Commit, Committed};
use crate::value::{Row, Value};
use write::Reply;

/// An acknowledgement leaves after its commit is on the disk, whatever the server's default is.
const DURABLE: &str = "SET synchronous_commit = on";
/// So long the server may take to let a connection in, or to give one back.
const CONNECT: Duration = Duration::from_secs(5);
/// So long it may say nothing while an answer is waited for. A server that was stopped, or a network that
/// swallows everything, must not hold up whoever asks, for ever.
const SILENCE: Duration = Duration::from_secs(20);
/// So long data may lie on the way unacknowledged, and a line be idle before it is tried.
const ON_THE_WAY: Duration = Duration::from_secs(10);
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
        patient(&mut config);
        let server = Server::of(&config);
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match tls.connector()? {
            Some(connector) => Manager::from_config(config, connector, recycling),
            None => Manager::from_config(config, NoTls, recycling),
        };
        let settled = if reading { READING } else { DURABLE };
        let settle = Hook::async_fn(move |client: &mut ClientWrapper, _| {
            Box::pin(async move {
                let settled = tokio::time::timeout(CONNECT, client.batch_execute(settled)).await;
                settled.map_err(|_| HookError::message(SILENT))?.map_err(HookError::Backend)
            })
        });
        let pool = Pool::builder(manager)
            .max_size(12)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(ON_THE_WAY))
            .create_timeout(Some(CONNECT))
            .recycle_timeout(Some(CONNECT))
            .post_create(settle)
            .build()
            .map_err(|e| StoreError::Unavailable(e.to_string()))?;
        // The first connection tells what is wrong with the settings in words.
        let cure = |e: &PoolError| tls.cure(e).unwrap_or_else(|| server.cure(e));
        drop(pool.get().await.map_err(|e| StoreError::Unavailable(cure(&e)))?);
        let (writer, jobs) = mpsc::channel(4096);
        tokio::spawn(write::write_loop(pool.clone(), jobs));
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
        let asked = ask(&client, sql, params).await;
        given_back(client, &asked);
        asked
    }

    pub(super) async fn places(&self, sql: &str, params: &[Value]) -> Result<Vec<u32>, StoreError> {
        let client = client(&self.pool).await?;
        let found = async {
            let statement = within(client.prepare_cached(sql)).await?;
            within(client.query_one(&statement, &refs(params))).await
        };
        let found = found.await;
        given_back(client, &found);
        let places: Vec<i64> = found?.try_get::<_, Option<Vec<i64>>>(0)?.unwrap_or_default();
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
const TABLES: [&str; 21] = [
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
    "checkpoint",
];

impl Postgres {
    /// Copies every table into a file of the folder, all as of one moment.
    pub(super) async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let mut client = client(&self.pool).await?;
        let tx =
            client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true).start().await?;
        for table in TABLES {
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
        for table in TABLES {
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

const SILENT: &str = "the database server does not answer";

async fn client(pool: &Pool) -> Result<Object, StoreError> {
    pool.get().await.map_err(|e| match e {
        PoolError::Timeout(_) => StoreError::Unavailable(SILENT.to_owned()),
        e => StoreError::Unavailable(chain(&e)),
    })
}

/// How long the way to the server may be silent, where the URL does not say it.
fn patient(config: &mut tokio_postgres::Config) {
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(ON_THE_WAY);
    }
    config.keepalives_idle(config.get_keepalives_idle().min(ON_THE_WAY));
    config.keepalives_interval(config.get_keepalives_interval().unwrap_or(CONNECT));
    config.keepalives_retries(config.get_keepalives_retries().unwrap_or(3));
}

/// An answer that must come within [`SILENCE`].
async fn within<T>(answer: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, StoreError> {
    match tokio::time::timeout(SILENCE, answer).await {
        Ok(answer) => answer.map_err(failed),
        Err(_) => Err(StoreError::Unavailable(SILENT.to_owned())),
    }
}

/// A connection on which an answer is missing is not used again.
fn given_back<T>(client: Object, done: &Result<T, StoreError>) {
    if matches!(done, Err(StoreError::Unavailable(_) | StoreError::Uncertain(_))) {
        drop(Object::take(client));
    }
}

async fn ask(client: &Object, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
    let statement = within(client.prepare_cached(sql)).await?;
    // Row by row: the answer as the server sent it is not kept beside the rows made of it.
    let mut found = std::pin::pin!(within(client.query_raw(&statement, refs(params))).await?);
    let mut rows = Vec::new();
    loop {
        let next = async { found.next().await.transpose() };
        let Some(row) = within(next).await? else { return Ok(rows) };
        rows.push(to_row(&row)?);
    }
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

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::TABLES;
    use crate::testing::fresh_database;
    use crate::{Store, Target};

    const KINDS: &str = "SELECT CAST(table_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position";

    /// A value of a kind.
    fn any(kind: &str) -> &'static str {
        match kind {
            "bigint" => "7",
            "bytea" => "'\\x07'",
            "ARRAY" => "'{x}'",
            _ => "'x'",
        }
    }

    async fn rows(store: &Store, table: &str) -> (i64, String) {
        let text = "CAST(t AS TEXT)";
        let sql = format!("SELECT COUNT(*), COALESCE(string_agg({text}, '|' ORDER BY {text}), '') FROM {table} t");
        let found = store.query(&sql, &[]).await.expect("read");
        (found[0].int(0).expect("a number"), found[0].text(1).expect("a text").to_owned())
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_copy_has_every_table_and_brings_back_the_rows_of_each() {
        let Ok(server) = std::env::var("DUGAI_TEST_POSTGRES") else {
            return println!("SKIPPED PostgreSQL: DUGAI_TEST_POSTGRES names no server");
        };
        let keep = tempfile::tempdir().expect("a folder");
        let target = async |name: &str| Target::Postgres {
            url: fresh_database(&server).await.expect("a database"),
            folder: keep.path().join(name),
        };
        let store = Store::open(&target("data").await).await.expect("opens");
        let there: BTreeSet<String> = store.columns().await.expect("read").into_iter().map(|(t, _)| t).collect();
        assert_eq!(there, TABLES.iter().map(|t| (*t).to_owned()).collect(), "what is copied is what there is");
        let mut values: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for row in store.query(KINDS, &[]).await.expect("read") {
            let table = row.text(0).expect("a name").to_owned();
            values.entry(table).or_default().push(any(row.text(1).expect("a kind")));
        }
        for (table, values) in &values {
            if rows(&store, table).await.0 == 0 {
                let put = format!("INSERT INTO {table} VALUES ({})", values.join(", "));
                store.engine.script(&put).await.expect("a row");
            }
        }
        let copy = keep.path().join("copy");
        store.backup(&copy).await.expect("copied");
        let back = target("back").await;
        Store::restore(&back, &copy).await.expect("put back");
        let back = Store::open(&back).await.expect("opens");
        for table in TABLES {
            let kept = rows(&store, table).await;
            assert!(kept.0 > 0, "{table}");
            assert_eq!(rows(&back, table).await, kept, "{table}");
        }
    }
}
