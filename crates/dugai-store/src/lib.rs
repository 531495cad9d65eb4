//! The only crate that knows SQL: one store over two engines, SQLite embedded and
//! PostgreSQL (or what speaks its protocol), chosen by URL.
//!
//! One commit writes events, folded state, index rows and inbox lines in one transaction,
//! or nothing. Reads share one SQL text; appending is written once an engine.

pub mod value;
pub mod error;
mod engine;
mod schema;
pub mod commit;
pub mod events;
pub mod text;
pub mod register;
pub mod people;
pub mod desk;
pub mod tiles;
pub mod seal;
pub mod blobs;
pub mod sealed;
mod moved;
pub mod testing;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use commit::{Commit, InboxLine, NewEvent, StreamAppend, Write};
pub use error::StoreError;
pub use value::{Row, Value};

use engine::Engine;

/// File of the embedded database.
const SQLITE: &str = "dugai.sqlite";

/// Where the data lives.
#[derive(Clone, Debug)]
pub enum Target {
    /// A folder with an embedded database.
    Folder(PathBuf),
    /// A PostgreSQL URL, and the folder for what stays beside the database.
    Postgres {
        /// `postgres://…`
        url: String,
        /// Folder.
        folder: PathBuf,
    },
}

impl Target {
    /// The folder of the store.
    #[must_use]
    pub fn folder(&self) -> &Path {
        match self {
            Self::Folder(folder) | Self::Postgres { folder, .. } => folder,
        }
    }
}

/// The store. Cheap to clone; every clone shares one writer.
#[derive(Clone)]
pub struct Store {
    engine: Arc<Engine>,
    folder: PathBuf,
    kept: Arc<register::Kept>,
}

impl Store {
    /// Opens a store, creating folder and schema where they are missing, and applies
    /// migrations that have not run yet.
    ///
    /// # Errors
    /// When the folder or the database cannot be opened, or its schema is newer than this program.
    pub async fn open(target: &Target) -> Result<Self, StoreError> {
        let folder = target.folder().to_owned();
        std::fs::create_dir_all(&folder).map_err(|e| StoreError::folder(&folder, &e))?;
        let engine = match target {
            Target::Folder(folder) => Engine::sqlite(&folder.join(SQLITE))?,
            Target::Postgres { url, .. } => Engine::postgres(url).await?,
        };
        let store = Self { engine: Arc::new(engine), folder, kept: Arc::default() };
        schema::migrate(&store.engine).await?;
        Ok(store)
    }

    /// Which engine answers: `sqlite` or `postgres`.
    #[must_use]
    pub fn engine_name(&self) -> &'static str {
        self.engine.name()
    }

    /// Whether PostgreSQL answers.
    pub(crate) fn is_postgres(&self) -> bool {
        self.engine.name() == "postgres"
    }

    /// The folder of the store.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether the way to the database is encrypted; an embedded one has none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn is_encrypted(&self) -> Result<bool, StoreError> {
        if !self.is_postgres() {
            return Ok(false);
        }
        let sql = "SELECT CASE WHEN ssl THEN 1 ELSE 0 END FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        self.query(sql, &[]).await?.first().map_or(Ok(false), |r| Ok(r.int(0)? == 1))
    }

    /// Commits events, states, index rows and inbox lines in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a stream has moved on; nothing is written then.
    pub async fn commit(&self, commit: Commit) -> Result<commit::Committed, StoreError> {
        self.engine.commit(commit).await
    }

    /// Runs one reading statement.
    pub(crate) async fn query(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.engine.query(sql, params).await
    }

    /// An online copy of the whole database into a new folder, as of one moment.
    ///
    /// # Errors
    /// When the folder exists already or cannot be written.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        if to.exists() {
            return Err(StoreError::message(format!("{} exists already: name a new folder", to.display())));
        }
        std::fs::create_dir_all(to).map_err(|e| StoreError::folder(to, &e))?;
        self.engine.backup(to).await
    }

    /// Puts a copy made by [`Store::backup`] into a place that holds nothing yet. The copy and the
    /// place must be of one engine.
    ///
    /// # Errors
    /// When the copy is of the other engine, or the place holds something or cannot be written.
    pub async fn restore(target: &Target, from: &Path) -> Result<(), StoreError> {
        let embedded = from.join(SQLITE);
        match target {
            Target::Folder(folder) => {
                if !embedded.is_file() {
                    return Err(StoreError::message(format!(
                        "{} holds no copy of an embedded database: name a PostgreSQL URL to restore it there",
                        from.display()
                    )));
                }
                std::fs::create_dir_all(folder).map_err(|e| StoreError::folder(folder, &e))?;
                std::fs::copy(&embedded, folder.join(SQLITE)).map_err(|e| StoreError::folder(folder, &e))?;
                Ok(())
            }
            Target::Postgres { .. } => {
                let store = Self::open(target).await?;
                if store.next_event().await? > 0 {
                    return Err(StoreError::message("the database holds events already: name an empty one"));
                }
                store.engine.restore(from).await
            }
        }
    }

    /// Every table with its columns, as the database has them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn columns(&self) -> Result<Vec<(String, String)>, StoreError> {
        schema::columns(&self.engine).await
    }

    /// Every statement of the registry prepared on this engine: the names of those that fail.
    ///
    /// # Errors
    /// When the engine cannot be reached.
    pub async fn prepare_all(&self) -> Result<Vec<String>, StoreError> {
        let mut failed = Vec::new();
        for (name, sql) in statements() {
            if let Err(error) = self.engine.prepare(sql).await {
                failed.push(format!("{name}: {error}"));
            }
        }
        Ok(failed)
    }
}

/// Every named statement of this crate.
fn statements() -> Vec<(&'static str, &'static str)> {
    [events::SQL, register::SQL, people::SQL, desk::SQL, tiles::SQL, blobs::SQL, sealed::SQL].concat()
}
