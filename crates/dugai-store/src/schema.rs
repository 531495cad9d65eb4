//! Migrations: numbered files, forward only, each with its hash remembered. A released file
//! is never edited; a store newer than this program is refused.

use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::engine::Engine;
use crate::value::Row;

pub(crate) mod guard;
pub(crate) mod search;

/// Every migration, in order.
const MIGRATIONS: &[(i64, &str)] =
    &[(1, include_str!("../migrations/0001_spine.sql")), (2, include_str!("../migrations/0002_many.sql"))];

/// Whether the database holds the schema of a store, of whatever version.
pub(crate) async fn is_there(engine: &Engine) -> Result<bool, StoreError> {
    // Made by the first migration, which runs as a whole.
    Ok(columns(engine).await?.iter().any(|(table, _)| table == "counter"))
}

/// The first migration that has not run yet.
pub(crate) async fn missing(engine: &Engine) -> Result<Option<i64>, StoreError> {
    let done = done(engine).await?;
    let lacks = |number: i64| !done.iter().any(|r| r.int(0).is_ok_and(|n| n == number));
    Ok(MIGRATIONS.iter().map(|m| m.0).find(|number| lacks(*number)))
}

/// The migrations that have run; each must be one that this program ships.
async fn done(engine: &Engine) -> Result<Vec<Row>, StoreError> {
    let done = engine.query("SELECT number, sha256 FROM migration ORDER BY number", &[]).await?;
    let newest = MIGRATIONS.last().map_or(0, |m| m.0);
    for row in &done {
        let (number, hash) = (row.int(0)?, row.text(1)?);
        match MIGRATIONS.iter().find(|m| m.0 == number) {
            None => {
                return Err(StoreError::message(format!(
                    "open this store: its schema has step {number}, this program knows up to {newest}; use the program it was last used with, or a newer one"
                )));
            }
            Some((_, text)) if sha(text) != hash => {
                return Err(StoreError::inconsistent(
                    "migration",
                    number,
                    "the step was not the one this program ships",
                ));
            }
            Some(_) => {}
        }
    }
    Ok(done)
}

/// Applies what has not run yet; gives what of the guard had been taken away and was put back.
pub(crate) async fn migrate(engine: &Engine) -> Result<Vec<String>, StoreError> {
    // Where it is there already, the role needs no right to make tables.
    if !columns(engine).await?.iter().any(|(table, _)| table == "migration") {
        engine.script("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, sha256 TEXT NOT NULL)").await?;
    }
    let done = done(engine).await?;
    let bytes = if engine.name() == "sqlite" { "BLOB" } else { "BYTEA" };
    for (number, text) in MIGRATIONS {
        let known = done.iter().any(|r| r.int(0).is_ok_and(|n| n == *number));
        if !known {
            let sql = for_engine(text, engine.name()).replace("BYTES", bytes);
            engine
                .script(&format!("{sql} INSERT INTO migration (number, sha256) VALUES ({number}, '{}')", sha(text)))
                .await?;
        }
    }
    guard::put_up(engine).await
}

/// Every table with its columns, as the database has them; what an engine keeps for itself is left out.
pub(crate) async fn columns(engine: &Engine) -> Result<Vec<(String, String)>, StoreError> {
    let sql = if engine.name() == "sqlite" {
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite|_%' ESCAPE '|' AND m.name NOT LIKE 'problem|_text|_%' ESCAPE '|' ORDER BY 1, 2"
    } else {
        "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
    };
    engine.query(sql, &[]).await?.iter().map(|r| Ok((r.text(0)?.to_owned(), r.text(1)?.to_owned()))).collect()
}

/// The lines meant for one engine.
fn for_engine(text: &str, engine: &str) -> String {
    let mark = format!("@{engine} ");
    text.lines()
        .filter_map(|line| if line.starts_with('@') { line.strip_prefix(&mark) } else { Some(line) })
        .collect::<Vec<_>>()
        .join("\n")
}

fn sha(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}
