//! The desk: the home page, and the inbox with everything that waits, was done, was told, is due.

mod digest;
mod home;
mod inbox;
mod lines;
pub mod own;

use axum::Router;
use axum::routing::{get, post};

use crate::site::Site;

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/", get(home::show))
        .route("/inbox", get(inbox::show))
        .route("/inbox/open", post(inbox::open))
        .route("/inbox/read", post(inbox::read_all))
}
