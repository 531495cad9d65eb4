//! Units of all times: names, terms, duties, posts, and their problems. Everybody signed in may
//! read; administrators keep them, and the office may teach a name that files use.

mod edit;
mod list;
mod unit;

use axum::Router;
use axum::routing::get;

use crate::site::Site;

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/units", get(list::show))
        .route("/units/new", get(edit::ask_new).post(edit::open))
        .route("/units/{id}", get(unit::show))
        .route("/units/{id}/edit", get(edit::ask_change).post(edit::change))
        .route("/units/{id}/close", get(edit::ask_close).post(edit::close))
        .route("/units/{id}/alias", get(edit::ask_alias).post(edit::learn))
}
