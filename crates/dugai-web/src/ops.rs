//! What the server says about itself: alive, ready, numbers for a monitor.

use axum::Router;

use crate::site::Site;

/// Counters since the start.
#[derive(Debug, Default)]
pub struct Counters {}

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
}
