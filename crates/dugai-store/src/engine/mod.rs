//! The two engines behind one face. Only this folder names a driver.

mod postgres;
mod reach;
mod sqlite;
mod tls;

use std::path::Path;

use crate::StoreError;
use crate::commit::{Commit, Committed};
use crate::value::{Row, Value};

/// Number of the next event is taken here, inside the committing transaction.
pub(crate) const TAKE_NUMBERS: &str = "UPDATE counter SET value = value + $1 WHERE name = 'event' RETURNING value";

/// How many waiting commits share one transaction.
const GROUP: usize = 256;

/// A text with the character of number zero is taken by one engine and refused by the other, and what
/// holds it could never be copied: both refuse it.
///
/// # Errors
/// [`StoreError::Unfit`].
pub(crate) fn fit<'a>(params: impl IntoIterator<Item = &'a Value>) -> Result<(), StoreError> {
    let unfit = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
    if params.into_iter().any(unfit) { Err(StoreError::Unfit) } else { Ok(()) }
}

/// An open engine.
pub(crate) enum Engine {
    /// Embedded.
    Sqlite(sqlite::Sqlite),
    /// By protocol.
    Postgres(postgres::Postgres),
}

impl Engine {
    pub(crate) fn sqlite(path: &Path) -> Result<Self, StoreError> {
        sqlite::Sqlite::open(path).map(Self::Sqlite)
    }

    pub(crate) async fn postgres(url: &str) -> Result<Self, StoreError> {
        postgres::Postgres::open(url, false).await.map(Self::Postgres)
    }

    /// Embedded, for reading only.
    pub(crate) fn sqlite_reading(path: &Path) -> Result<Self, StoreError> {
        sqlite::Sqlite::open_reading(path).map(Self::Sqlite)
    }

    /// By protocol, for reading only.
    pub(crate) async fn postgres_reading(url: &str) -> Result<Self, StoreError> {
        postgres::Postgres::open(url, true).await.map(Self::Postgres)
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    pub(crate) async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        match self {
            Self::Sqlite(s) => s.commit(commit).await,
            Self::Postgres(p) => p.commit(commit).await,
        }
    }

    pub(crate) async fn query(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        fit(params)?;
        match self {
            Self::Sqlite(s) => s.query(sql, params),
            Self::Postgres(p) => p.query(sql, params).await,
        }
    }

    /// Row numbers: the one column of every row, or on PostgreSQL the one array of the one row.
    pub(crate) async fn places(&self, sql: &str, params: &[Value]) -> Result<Vec<u32>, StoreError> {
        fit(params)?;
        match self {
            Self::Sqlite(s) => s.places(sql, params),
            Self::Postgres(p) => p.places(sql, params).await,
        }
    }

    pub(crate) async fn prepare(&self, sql: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(s) => s.prepare(sql),
            Self::Postgres(p) => p.prepare(sql).await,
        }
    }

    /// Runs a script of several statements (migrations only).
    pub(crate) async fn script(&self, sql: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(s) => s.script(sql),
            Self::Postgres(p) => p.script(sql).await,
        }
    }

    pub(crate) async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(s) => s.backup(&to.join(crate::SQLITE)),
            Self::Postgres(p) => p.backup(to).await,
        }
    }

    pub(crate) async fn restore(&self, from: &Path) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => Err(StoreError::message("an embedded database is restored by copying its file")),
            Self::Postgres(p) => p.restore(from).await,
        }
    }
}
