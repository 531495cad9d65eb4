//! A database of its own for a test that runs on a PostgreSQL server; nothing else belongs here.

use crate::StoreError;

/// Makes an empty database on the server and gives its URL: the last part of the path is replaced.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub async fn fresh_database(server: &str) -> Result<String, StoreError> {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await?;
    let running = tokio::spawn(connection);
    let row = client.query_one("SELECT 't' || replace(gen_random_uuid()::text, '-', '')", &[]).await?;
    let name: String = row.try_get(0)?;
    client.batch_execute(&format!("CREATE DATABASE {name}")).await?;
    drop(client);
    let _ended = running.await;
    let (before, query) = server.split_once('?').map_or((server, String::new()), |(a, q)| (a, format!("?{q}")));
    let base = before.rsplit_once('/').map_or(before, |(base, _)| base);
    Ok(format!("{base}/{name}{query}"))
}
