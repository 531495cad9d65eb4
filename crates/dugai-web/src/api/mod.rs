//! The interface for programs under `/api/v1`.

use axum::Router;

use crate::site::Site;

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
}
