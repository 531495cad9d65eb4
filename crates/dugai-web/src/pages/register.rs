//! Pages of `register`.

use axum::Router;

use crate::site::Site;

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
}
