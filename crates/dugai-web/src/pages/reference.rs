//! Reference data and the calendar: everybody signed in reads what decisions and dates stand on;
//! the office's head and administrators set them, each time as a new version.

mod book;
mod calendar;
mod edit;
mod faults;
mod sections;
mod show;
mod upload;
mod versions;

use axum::Router;
use axum::routing::{get, post};
use dugai_app::admin::office_head;

use crate::fault::Fault;
use crate::site::Site;
use crate::visitor::Visitor;

// The command line checks by the same rules and says the same words.
pub use book::said as book_fault;
pub use faults::of_reference as faults_of;
pub use upload::{no_toml, other_version};

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/reference", get(show::show))
        .route("/reference/versions", get(versions::list))
        .route("/reference/versions/{n}", get(versions::one))
        .route("/reference/calendar", get(calendar::show))
        .route("/reference/reference.toml", get(upload::reference_file))
        .route("/reference/reference.xlsx", get(book::file))
        .route("/reference/book", post(book::take))
        .route("/reference/calendar.toml", get(upload::calendar_file))
        .route("/reference/upload/{what}", get(upload::ask).post(upload::take))
        .route("/reference/edit/{section}", get(edit::ask).post(edit::set))
}

/// Whether the visitor sets reference data.
fn sets(visitor: &Visitor) -> bool {
    office_head(visitor.actor()).is_ok()
}

/// Only the office's head and administrators set reference data.
fn keeper(visitor: &Visitor) -> Result<(), Fault> {
    if sets(visitor) { Ok(()) } else { Err(Fault::NotAllowed("reference")) }
}
