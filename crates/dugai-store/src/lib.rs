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
use std::sync::{Arc, Mutex};

pub use commit::{Commit, InboxLine, NewEvent, StreamAppend, Write};
pub use error::StoreError;
pub use value::{Row, Value};

use engine::Engine;

/// File of the embedded database.
const SQLITE: &str = "dugai.sqlite";
/// Tries whether there is room again.
const PROBE: &str = "INSERT INTO follower (name, position, state) VALUES ('probe', 0, $1) ON CONFLICT (name) DO UPDATE SET state = excluded.state";
const PROBE_OUT: &str = "DELETE FROM follower WHERE name = 'probe'";
const PROBE_BYTES: usize = 1 << 19;

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
    /// Why the last commit could not be written; none after one that could.
    stuck: Arc<Mutex<Option<String>>>,
    /// What of the guard of the events had been taken away when it was opened.
    put_back: Arc<Mutex<Vec<String>>>,
}

impl Store {
    /// Opens a store, creating folder and schema where they are missing, and applies
    /// migrations that have not run yet.
    ///
    /// # Errors
    /// When the folder or the database cannot be opened, or its schema is newer than this program.
    pub async fn open(target: &Target) -> Result<Self, StoreError> {
        let folder = target.folder();
        std::fs::create_dir_all(folder).map_err(|e| StoreError::folder(folder, &e))?;
        let store = Self::connect(target).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Opens a store that is there already, and makes nothing: neither folder nor database nor
    /// schema. Nothing where there is none. What of its schema is missing is not made either: see
    /// [`Store::migrate`].
    ///
    /// # Errors
    /// When what is there cannot be opened, or a copy into it was interrupted.
    pub async fn find(target: &Target) -> Result<Option<Self>, StoreError> {
        if matches!(target, Target::Folder(folder) if !folder.join(SQLITE).is_file()) {
            return Ok(None);
        }
        let store = Self::connect(target).await?;
        if !schema::is_there(&store.engine).await? {
            return Ok(None);
        }
        store.refuse_half_a_copy().await?;
        Ok(Some(store))
    }

    async fn connect(target: &Target) -> Result<Self, StoreError> {
        let engine = match target {
            Target::Folder(folder) => Engine::sqlite(&folder.join(SQLITE))?,
            Target::Postgres { url, .. } => Engine::postgres(url).await?,
        };
        Ok(Self::over(engine, target.folder().to_owned()))
    }

    /// Applies migrations that have not run yet, and puts back what of the guard of the events was taken
    /// away: [`Store::put_back`] tells it.
    ///
    /// # Errors
    /// When the schema is newer than this program or cannot be changed, or a copy into this store
    /// was interrupted.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let put_back = schema::migrate(&self.engine).await?;
        if let Ok(mut told) = self.put_back.lock() {
            told.extend(put_back);
        }
        self.refuse_half_a_copy().await
    }

    /// What of the guard of the events had been taken away, and was put back by [`Store::migrate`].
    #[must_use]
    pub fn put_back(&self) -> Vec<String> {
        self.put_back.lock().map(|told| told.clone()).unwrap_or_default()
    }

    /// What keeps events from being changed or removed and is not as it must be, in words.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn guard_faults(&self) -> Result<Vec<String>, StoreError> {
        schema::guard::faults(&self.engine).await
    }

    /// What is wrong with the index of words, in words.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn search_fault(&self) -> Result<Option<String>, StoreError> {
        schema::search::fault(&self.engine).await
    }

    /// Makes the index of words anew where it is damaged; it is filled when the register is computed. Gives
    /// whether it was.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn renew_search(&self) -> Result<bool, StoreError> {
        let damaged = self.search_fault().await?.is_some();
        if damaged {
            schema::search::renew(&self.engine).await?;
        }
        Ok(damaged)
    }

    /// Makes sure that nothing is left to migrate, and changes nothing.
    ///
    /// # Errors
    /// When a migration has not run yet, or the schema is newer than this program.
    pub async fn is_up_to_date(&self) -> Result<(), StoreError> {
        match schema::missing(&self.engine).await? {
            None => Ok(()),
            Some(number) => Err(StoreError::message(format!(
                "the schema of this store lacks step {number}: back up, then run `dugai migrate`"
            ))),
        }
    }

    /// Opens a store that is there already for reading alone: nothing is made and no migration applied, so
    /// that a copy on a read-only disk can be looked at. Nothing where there is none.
    ///
    /// # Errors
    /// When what is there cannot be opened, was made by another version of this program, or a copy into
    /// it was interrupted.
    pub async fn find_reading(target: &Target) -> Result<Option<Self>, StoreError> {
        if matches!(target, Target::Folder(folder) if !folder.join(SQLITE).is_file()) {
            return Ok(None);
        }
        let engine = match target {
            Target::Folder(folder) => Engine::sqlite_reading(&folder.join(SQLITE))?,
            Target::Postgres { url, .. } => Engine::postgres_reading(url).await?,
        };
        let store = Self::over(engine, target.folder().to_owned());
        if !schema::is_there(&store.engine).await? {
            return Ok(None);
        }
        store.refuse_half_a_copy().await?;
        store.is_up_to_date().await?;
        Ok(Some(store))
    }

    fn over(engine: Engine, folder: PathBuf) -> Self {
        Self { engine: Arc::new(engine), folder, kept: Arc::default(), stuck: Arc::default(), put_back: Arc::default() }
    }

    /// Settings of a database server under which what was acknowledged may be lost or damaged in a
    /// crash of its machine; an embedded database has none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn unsafe_settings(&self) -> Result<Vec<String>, StoreError> {
        if !self.is_postgres() {
            return Ok(Vec::new());
        }
        let sql = "SELECT CAST(name AS TEXT) FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name";
        self.query(sql, &[]).await?.iter().map(|r| Ok(r.text(0)?.to_owned())).collect()
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
        fit(&commit)?;
        let done = self.engine.commit(commit).await;
        if let Ok(mut stuck) = self.stuck.lock() {
            match &done {
                Ok(_) => *stuck = None,
                Err(StoreError::Unavailable(why) | StoreError::Uncertain(why)) => *stuck = Some(why.clone()),
                // What a commit itself is refused for says nothing of the ground.
                Err(_) => {}
            }
        }
        done
    }

    /// Why nothing can be written, if the last commit could not be and the ground has not been mended
    /// since: something as large as a day's small acts is written and removed.
    pub async fn is_stuck(&self) -> Option<String> {
        self.stuck.lock().ok().and_then(|s| s.clone())?;
        let put = Write::new(PROBE, vec![vec![7_u8; PROBE_BYTES].into()]);
        let out = Write::new(PROBE_OUT, Vec::new());
        for write in [put, out] {
            if let Err(why) = self.commit(Commit { writes: vec![write], ..Commit::default() }).await {
                return Some(why.to_string());
            }
        }
        None
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

/// Refuses texts that cannot be kept by every engine. In the JSON of events the character stands escaped.
fn fit(commit: &Commit) -> Result<(), StoreError> {
    let texts =
        commit.streams.iter().flat_map(|s| s.events.iter().map(|e| e.payload.as_str()).chain([s.body.as_str()]));
    if texts.into_iter().any(holds_null) {
        return Err(StoreError::Unfit);
    }
    engine::fit(commit.writes.iter().flat_map(|w| &w.params))
}

/// Whether JSON names the character of number zero, which is an escape behind an even number of
/// backslashes.
fn holds_null(json: &str) -> bool {
    if json.contains('\0') {
        return true;
    }
    json.match_indices("\\u0000").any(|(at, _)| {
        let before = json.get(..at).unwrap_or_default().bytes().rev().take_while(|b| *b == b'\\').count();
        before.is_multiple_of(2)
    })
}

/// Every named statement of this crate.
fn statements() -> Vec<(&'static str, &'static str)> {
    let own: &[(&str, &str)] = &[("probe", PROBE), ("probe.out", PROBE_OUT)];
    [own, events::SQL, register::SQL, people::SQL, desk::SQL, tiles::SQL, blobs::SQL, sealed::SQL].concat()
}
