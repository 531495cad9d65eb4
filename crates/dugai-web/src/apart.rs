//! Long work on what somebody brought, apart from what everybody else waits for: reading a file takes a
//! processor for seconds, and only so many are read at once.

use std::future::Future;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use crate::fault::Fault;

/// So many files at once; each may take some hundred megabytes of memory.
static ROOM: Semaphore = Semaphore::const_new(2);

/// Does work on a thread where it holds up nobody, when there is room.
///
/// # Errors
/// When the work ended in a defect.
pub async fn apart<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Result<T, Fault> {
    let broken = |error: &dyn std::error::Error| Fault::Broken(error.to_string());
    let room = ROOM.acquire().await.map_err(|e| broken(&e))?;
    let runtime = Handle::current();
    let working = tokio::task::spawn_blocking(move || {
        // Held until the work ends, even when nobody waits for it any more.
        let _room = room;
        runtime.block_on(work)
    });
    working.await.map_err(|e| broken(&e))
}

/// The same for all that a route does.
pub async fn whole(request: Request, next: Next) -> Response {
    apart(next.run(request)).await.unwrap_or_else(IntoResponse::into_response)
}
