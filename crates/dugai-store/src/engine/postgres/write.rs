//! The one task that writes: waiting commits share a transaction, and each is answered when its end is
//! sure.

use std::task::Poll;

use deadpool_postgres::{Object, Pool, Transaction};
use tokio::sync::{mpsc, oneshot};

use super::super::{GROUP, TAKE_NUMBERS};
use super::settle::{At, ended};
use super::{client, failed, given_back, refs, within};
use crate::StoreError;
use crate::commit::{Commit, Committed, Write, steps};

pub(super) type Reply = oneshot::Sender<Result<Committed, StoreError>>;

pub(super) async fn write_loop(pool: Pool, mut jobs: mpsc::Receiver<(Commit, Reply)>) {
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
                let again = |error: &StoreError| match error {
                    StoreError::Unavailable(text) => StoreError::Unavailable(text.clone()),
                    StoreError::Uncertain(text) => StoreError::Uncertain(text.clone()),
                    other => StoreError::Unavailable(other.to_string()),
                };
                for (_, reply) in waiting {
                    let _gone = reply.send(Err(again(&error)));
                }
            }
        }
    }
}

/// One transaction for all, first as if every commit fitted; where one does not, one by one.
async fn run_group(pool: &Pool, commits: &[&Commit]) -> Result<Vec<Result<Committed, StoreError>>, StoreError> {
    let mut client = client(pool).await?;
    let done = in_one(&mut client, (pool, commits)).await;
    given_back(client, &done);
    done
}

async fn in_one(client: &mut Object, at: At<'_, '_>) -> Result<Vec<Result<Committed, StoreError>>, StoreError> {
    match all_at_once(client, at).await? {
        Some(all) => Ok(all.into_iter().map(Ok).collect()),
        None => one_by_one(client, at).await,
    }
}

/// Sends every step before waiting for the first answer: one way to the server and back for a whole
/// group. `None`, and nothing written, when any step does not do what its commit expects.
async fn all_at_once(client: &mut Object, at: At<'_, '_>) -> Result<Option<Vec<Committed>>, StoreError> {
    let commits = at.1;
    let tx = within(client.transaction()).await?;
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
        within(tx.rollback()).await?;
        return Ok(None);
    }
    let places: Vec<Option<Committed>> = committed.iter().copied().map(Some).collect();
    ended(tx, at, &places).await?;
    Ok(Some(committed))
}

/// Whether every step touched the rows it must.
async fn send_all(tx: &Transaction<'_>, all: &[Write]) -> Result<bool, StoreError> {
    // Every statement before the first step: the driver reads no further than an answer that nobody
    // takes, so who waited for a statement while answers lie there could wait for ever.
    let mut statements = Vec::with_capacity(all.len());
    for step in all {
        statements.push(within(tx.prepare_cached(step.postgres.unwrap_or(step.sql))).await?);
    }
    let mut running = Vec::with_capacity(all.len());
    for (step, statement) in all.iter().zip(statements) {
        let mut sent = Box::pin(async move { tx.execute(&statement, &refs(&step.params)).await });
        // Polled once, it is on its way; in this order, since a later step may build on an earlier one.
        match std::future::poll_fn(|cx| Poll::Ready(sent.as_mut().poll(cx))).await {
            Poll::Ready(touched) => running.push((Sent::Answered(touched.map_err(failed)), step.expect)),
            Poll::Pending => running.push((Sent::Waits(sent), step.expect)),
        }
    }
    let mut fits = true;
    for (sent, expected) in running {
        let touched = match sent {
            Sent::Answered(touched) => touched,
            Sent::Waits(sent) => within(sent).await,
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
async fn one_by_one(client: &mut Object, at: At<'_, '_>) -> Result<Vec<Result<Committed, StoreError>>, StoreError> {
    let mut tx = within(client.transaction()).await?;
    let mut results = Vec::with_capacity(at.1.len());
    for commit in at.1 {
        let savepoint = within(tx.savepoint("one")).await?;
        match run_one(&savepoint, commit).await {
            Ok(committed) => {
                within(savepoint.commit()).await?;
                results.push(Ok(committed));
            }
            Err(error @ StoreError::Unavailable(_)) => return Err(error),
            Err(error) => {
                within(savepoint.rollback()).await?;
                results.push(Err(error));
            }
        }
    }
    let places: Vec<Option<Committed>> = results.iter().map(|r| r.as_ref().ok().copied()).collect();
    ended(tx, at, &places).await?;
    Ok(results)
}

async fn run_one(tx: &Transaction<'_>, commit: &Commit) -> Result<Committed, StoreError> {
    let count = commit.event_count();
    let first = take_numbers(tx, count).await?;
    for step in steps(commit, first) {
        let statement = within(tx.prepare_cached(step.postgres.unwrap_or(step.sql))).await?;
        let touched = within(tx.execute(&statement, &refs(&step.params))).await;
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
async fn take_numbers(tx: &Transaction<'_>, count: u64) -> Result<u64, StoreError> {
    if count == 0 {
        return Ok(0);
    }
    let statement = within(tx.prepare_cached(TAKE_NUMBERS)).await?;
    let next: i64 = within(tx.query_one(&statement, &[&(count as i64)])).await?.try_get(0)?;
    Ok(next as u64 - count)
}
