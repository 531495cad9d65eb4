//! Errors of this crate: what went wrong with which part, in a fragment that fits after
//! "failed to". The driver's text is the source, never the message shown to a client.

use std::path::Path;

/// What the store can fail with.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A stream moved on since it was read: somebody else acted first.
    #[error("the record has changed since it was read")]
    Conflict,
    /// A unique key is taken (a log-in name, a source and number).
    #[error("the key is taken already")]
    Taken,
    /// A text holds the character of number zero, which not every database can keep.
    #[error("a text holds a character that cannot be kept")]
    Unfit,
    /// The database cannot be reached or refuses to write.
    #[error("the database cannot be used now: {0}")]
    Unavailable(String),
    /// The answer of the database to a commit was lost: it may be written or not.
    #[error("the database was lost before it answered, so it is not sure whether this was written: {0}")]
    Uncertain(String),
    /// The store of files cannot be reached or refuses.
    #[error("the store of files cannot be used now: {0}")]
    Files(String),
    /// The database holds what it must not: table, key, and what is wrong.
    #[error("inconsistent record in {table} {key}: {what}")]
    Inconsistent {
        /// Table.
        table: &'static str,
        /// Key.
        key: String,
        /// What is wrong.
        what: String,
    },
    /// A statement failed.
    #[error("statement failed: {0}")]
    Statement(String),
    /// Something else, in words.
    #[error("{0}")]
    Message(String),
}

impl StoreError {
    /// A folder or file that cannot be used.
    pub(crate) fn folder(path: &Path, error: &std::io::Error) -> Self {
        Self::Message(format!(
            "use {}: {error}; check that it exists, is writable and the disk is not full",
            path.display()
        ))
    }

    /// A place of files that cannot be written: the disk is full, read-only or gone, or the right is missing.
    pub(crate) fn files(path: &Path, error: &std::io::Error) -> Self {
        Self::Files(format!(
            "write {}: {error}; check that it is there, writable and the disk is not full",
            path.display()
        ))
    }

    /// A message in words.
    pub(crate) fn message(text: impl Into<String>) -> Self {
        Self::Message(text.into())
    }

    /// A damaged record.
    pub(crate) fn inconsistent(table: &'static str, key: impl std::fmt::Display, what: impl std::fmt::Display) -> Self {
        Self::Inconsistent { table, key: key.to_string(), what: what.to_string() }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as C;
        match error.sqlite_error_code() {
            Some(C::ConstraintViolation) => Self::Taken,
            Some(
                C::DiskFull | C::ReadOnly | C::CannotOpen | C::SystemIoFailure | C::DatabaseBusy | C::DatabaseLocked,
            ) => Self::Unavailable(error.to_string()),
            _ => Self::Statement(error.to_string()),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState as S;
        match error.code() {
            Some(code) if *code == S::UNIQUE_VIOLATION => Self::Taken,
            Some(code) if *code == S::T_R_SERIALIZATION_FAILURE || *code == S::T_R_DEADLOCK_DETECTED => Self::Conflict,
            Some(code) if *code == S::DISK_FULL || *code == S::READ_ONLY_SQL_TRANSACTION => {
                Self::Unavailable(error.to_string())
            }
            Some(code) if *code == S::INSUFFICIENT_PRIVILEGE => Self::Message(format!(
                "use the database: its role lacks a right ({}); grant it as docs/operations.md says under Append-only, or run dugai migrate once as the owner of the tables",
                error.as_db_error().map_or("", |e| e.message())
            )),
            Some(code) => {
                Self::Statement(format!("{}: {}", code.code(), error.as_db_error().map_or("", |e| e.message())))
            }
            None => Self::Unavailable(error.to_string()),
        }
    }
}
