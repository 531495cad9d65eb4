//! The end of a transaction. When the answer to it is lost, the record itself says whether it was written:
//! the events bear numbers that nobody else can have been given.

use std::time::Duration;

use deadpool_postgres::{Pool, Transaction};

use super::{SILENCE, SILENT, client, failed, given_back, refs, within};
use crate::StoreError;
use crate::commit::{Commit, Committed};
use crate::value::Value;

/// Where to ask, and the commits of the transaction.
pub(super) type At<'a, 'c> = (&'a Pool, &'a [&'c Commit]);

/// How often, and after which pause, it is asked what became of it.
const LOOKS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(500);
/// A transaction that is still open at the server holds this row: who gets it sees how it ended.
const NUMBERS: &str = "SELECT value FROM counter WHERE name = 'event' FOR UPDATE";
const NO_LONGER: &str = "SET LOCAL lock_timeout = '5s'";
const OF_NUMBER: &str =
    "SELECT COUNT(*) FROM event WHERE seq = $1 AND stream = $2 AND version = $3 AND payload = $4 AND at = $5";

/// Ends a transaction; `places` are the numbers of its commits, none for one that does not take part.
///
/// # Errors
/// [`StoreError::Unavailable`] when it is sure that nothing was written, [`StoreError::Uncertain`] when
/// the answer was lost and cannot be found out.
pub(super) async fn ended(tx: Transaction<'_>, at: At<'_, '_>, places: &[Option<Committed>]) -> Result<(), StoreError> {
    let why = match tokio::time::timeout(SILENCE, tx.commit()).await {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => {
            let refused = error.as_db_error().is_some();
            match failed(error) {
                StoreError::Unavailable(why) => why,
                // The server has answered, and said no.
                error if refused => return Err(error),
                error => error.to_string(),
            }
        }
        Err(_) => SILENT.to_owned(),
    };
    let numbered = at.1.iter().zip(places).find_map(|(commit, place)| probe(commit, (*place)?));
    let Some(probe) = numbered else { return Err(StoreError::Uncertain(why)) };
    for _ in 0..LOOKS {
        match look(at.0, &probe).await {
            Ok(true) => return Ok(()),
            Ok(false) => return Err(StoreError::Unavailable(why)),
            // Not there again yet.
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
    Err(StoreError::Uncertain(why))
}

/// The first event of a commit, as it must stand in the record.
fn probe(commit: &Commit, place: Committed) -> Option<[Value; 5]> {
    let stream = commit.streams.iter().find(|s| !s.events.is_empty())?;
    let event = stream.events.first()?;
    Some([
        (place.first as i64).into(),
        stream.id.into(),
        (stream.expected as i64 + 1).into(),
        event.payload.clone().into(),
        event.at.into(),
    ])
}

async fn look(pool: &Pool, probe: &[Value; 5]) -> Result<bool, StoreError> {
    let mut client = client(pool).await?;
    let seen = async {
        let tx = within(client.transaction()).await?;
        within(tx.batch_execute(NO_LONGER)).await?;
        within(tx.query_one(NUMBERS, &[])).await?;
        let count: i64 = within(tx.query_one(OF_NUMBER, &refs(probe))).await?.try_get(0)?;
        within(tx.rollback()).await?;
        Ok(count == 1)
    };
    let seen = seen.await;
    given_back(client, &seen);
    seen
}
