//! The whole content of a store put into an empty one, whatever their engines: table by table
//! through the values that both know.
//!
//! What is computed from the states (register, search) is left to the caller. Until the caller says
//! that the copy is whole, a mark stands in the target by which every command refuses to open it.

use crate::commit::{Commit, Write};
use crate::value::{Row, Value};
use crate::{Store, StoreError};

/// A table that is copied.
struct Table {
    name: &'static str,
    /// Its primary key, by which it is read in pages.
    key: &'static str,
    columns: &'static str,
    put: &'static str,
}

/// Rows read and written at once.
const PAGE: usize = 500;
/// Made by the target itself, or computed anew.
const LEFT_OUT: [&str; 3] = ["migration", "problem_index", "problem_text"];
/// Counters of what a store computes for itself.
const OWN_COUNTERS: [&str; 3] = ["guards", "register", "copying"];

/// The mark of a copy that is not whole yet.
const MARK: &str = "INSERT INTO counter (name, value) VALUES ('copying', 1)";
const UNMARK: &str = "DELETE FROM counter WHERE name = 'copying'";

const TABLES: &[Table] = &[
    Table {
        name: "event",
        key: "seq",
        columns: "seq, stream, kind, version, event, payload, actor, at",
        put: "INSERT INTO event (seq, stream, kind, version, event, payload, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    },
    Table {
        name: "inbox",
        key: "seq, place",
        columns: "seq, place, at, problem, event, weight, unit, role, account",
        put: "INSERT INTO inbox (seq, place, at, problem, event, weight, unit, role, account) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    },
    Table {
        name: "inbox_read",
        key: "account, seq, place",
        columns: "account, seq, place, at",
        put: "INSERT INTO inbox_read (account, seq, place, at) VALUES ($1, $2, $3, $4)",
    },
    Table {
        name: "problem_key",
        key: "key",
        columns: "key, problem",
        put: "INSERT INTO problem_key (key, problem) VALUES ($1, $2)",
    },
    Table {
        name: "login",
        key: "account",
        columns: "account, name, hash, changed",
        put: "INSERT INTO login (account, name, hash, changed) VALUES ($1, $2, $3, $4)",
    },
    Table {
        name: "session",
        key: "token",
        columns: "token, account, opened, seen, agent",
        put: "INSERT INTO session (token, account, opened, seen, agent) VALUES ($1, $2, $3, $4, $5)",
    },
    Table {
        name: "throttle",
        key: "key",
        columns: "key, failures, until",
        put: "INSERT INTO throttle (key, failures, until) VALUES ($1, $2, $3)",
    },
    Table {
        name: "api_token",
        key: "token",
        columns: "token, account, name, writes, opened, expires",
        put: "INSERT INTO api_token (token, account, name, writes, opened, expires) VALUES ($1, $2, $3, $4, $5, $6)",
    },
    Table {
        name: "saved_filter",
        key: "id",
        columns: "id, account, name, query, place",
        put: "INSERT INTO saved_filter (id, account, name, query, place) VALUES ($1, $2, $3, $4, $5)",
    },
    Table {
        name: "act_many",
        key: "id",
        columns: "id, account, body, at",
        put: "INSERT INTO act_many (id, account, body, at) VALUES ($1, $2, $3, $4)",
    },
    Table {
        name: "vault",
        key: "id",
        columns: "id, purpose, sealed, at",
        put: "INSERT INTO vault (id, purpose, sealed, at) VALUES ($1, $2, $3, $4)",
    },
    Table {
        name: "blob",
        key: "id",
        columns: "id, problem, size, media, form, at",
        put: "INSERT INTO blob (id, problem, size, media, form, at) VALUES ($1, $2, $3, $4, $5, $6)",
    },
    Table {
        name: "import_file",
        key: "id",
        columns: "id, account, name, sealed, at",
        put: "INSERT INTO import_file (id, account, name, sealed, at) VALUES ($1, $2, $3, $4, $5)",
    },
    Table {
        name: "follower",
        key: "name",
        columns: "name, position, state",
        put: "INSERT INTO follower (name, position, state) VALUES ($1, $2, $3)",
    },
    Table {
        name: "tile",
        key: "level, place",
        columns: "level, place, width, hashes",
        put: "INSERT INTO tile (level, place, width, hashes) VALUES ($1, $2, $3, $4)",
    },
    Table {
        name: "checkpoint",
        key: "size",
        columns: "size, note, at",
        put: "INSERT INTO checkpoint (size, note, at) VALUES ($1, $2, $3)",
    },
    Table {
        name: "counter",
        key: "name",
        columns: "name, value",
        put: "INSERT INTO counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    },
    Table {
        name: "stream",
        key: "id",
        columns: "id, kind, version, body",
        put: "INSERT INTO stream (id, kind, version, body) VALUES ($1, $2, $3, $4)",
    },
];

impl Table {
    fn keys(&self) -> Vec<&'static str> {
        self.key.split(", ").collect()
    }

    /// Rows after a key, in the order of keys.
    async fn page(&self, store: &Store, after: &[Value]) -> Result<Vec<Row>, StoreError> {
        let Self { name, key, columns, .. } = self;
        let marks: Vec<String> = (1..=after.len()).map(|n| format!("${n}")).collect();
        let from = if after.is_empty() { String::new() } else { format!("WHERE ({key}) > ({})", marks.join(", ")) };
        store.query(&format!("SELECT {columns} FROM {name} {from} ORDER BY {key} LIMIT {PAGE}"), after).await
    }

    /// The key of a row.
    fn key_of(&self, row: &Row) -> Vec<Value> {
        let columns: Vec<&str> = self.columns.split(", ").collect();
        let place = |key: &&str| columns.iter().position(|column| column == key);
        self.keys().iter().filter_map(place).filter_map(|i| row.0.get(i).cloned()).collect()
    }

    fn is_copied(&self, row: &Row) -> bool {
        self.name != "counter" || !row.text(0).is_ok_and(|name| OWN_COUNTERS.contains(&name))
    }
}

impl Store {
    /// Puts everything this store holds into one that holds nothing, of either engine. Nobody may
    /// write to either meanwhile. The register is not copied: it is computed anew by the caller, who
    /// then says [`Store::copy_is_whole`]; until then the target cannot be opened again.
    ///
    /// # Errors
    /// When the target holds something, this program does not know a table, or either fails. A
    /// target that was half filled then is to be made empty before it is tried again.
    pub async fn copy_into(&self, target: &Self) -> Result<(), StoreError> {
        self.know_all().await?;
        target.is_new().await?;
        target.alone(MARK).await?;
        for table in TABLES {
            let mut after = Vec::new();
            loop {
                let rows = table.page(self, &after).await?;
                let Some(last) = rows.last() else { break };
                after = table.key_of(last);
                let full = rows.len() == PAGE;
                let writes = rows
                    .into_iter()
                    .filter(|r| table.is_copied(r))
                    .map(|row| Write::new(table.put, row.0).expecting(1));
                target.commit(Commit { writes: writes.collect(), ..Commit::default() }).await?;
                if !full {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Takes away the mark of [`Store::copy_into`], once the copy was computed and verified.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn copy_is_whole(&self) -> Result<(), StoreError> {
        self.alone(UNMARK).await
    }

    /// One statement that touches one row, committed.
    async fn alone(&self, sql: &'static str) -> Result<(), StoreError> {
        let writes = vec![Write::new(sql, Vec::new()).expecting(1)];
        self.commit(Commit { writes, ..Commit::default() }).await.map(|_| ())
    }

    /// A copy that was interrupted looks like a store and is not whole.
    pub(crate) async fn refuse_half_a_copy(&self) -> Result<(), StoreError> {
        if self.counter("copying").await? == 0 {
            return Ok(());
        }
        Err(StoreError::message(
            "a copy into this store was interrupted, and what it holds is not whole: make the place empty (remove \
             the new folder, or drop and create the database), then run `dugai copy` again from the source",
        ))
    }

    /// Every table of the database must be one that is copied as a whole, or left out on purpose.
    async fn know_all(&self) -> Result<(), StoreError> {
        for (table, column) in self.columns().await? {
            let known = TABLES.iter().find(|t| t.name == table);
            let copied = known.is_some_and(|t| t.columns.split(", ").any(|c| c == column));
            if !copied && !LEFT_OUT.contains(&table.as_str()) {
                return Err(StoreError::message(format!(
                    "copy the store: nothing says how {table}.{column} is copied"
                )));
            }
        }
        Ok(())
    }

    async fn is_new(&self) -> Result<(), StoreError> {
        for table in TABLES.iter().filter(|t| t.name != "counter") {
            if !table.page(self, &[]).await?.is_empty() {
                return Err(StoreError::message(format!(
                    "the target holds something already (in table {}): name an empty database or a new folder",
                    table.name
                )));
            }
        }
        Ok(())
    }
}
