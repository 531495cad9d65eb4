//! The register: query, table, kept filters, acts on many at once, entering by hand, search.

mod bulk;
mod counts;
mod entry;
mod filters;
mod list;
pub mod rows;
pub mod terms;

use axum::Router;
use axum::routing::{get, post};

use crate::fault::Fault;
use crate::site::Site;
use crate::visitor::Visitor;

pub use filters::saved_chips;

/// Pairs of an address or a form.
pub type Pairs = Vec<(String, String)>;

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/problems", get(list::show))
        .route("/problems/new", get(entry::blank).post(entry::sent))
        .route("/problems/bulk", post(bulk::chosen))
        .route("/problems/bulk/{id}", get(bulk::show).post(bulk::sent))
        .route("/problems/filters", post(filters::save))
        .route("/problems/filters/drop", post(filters::drop_one))
        .route("/search", get(list::search))
}

/// The first value of a name.
#[must_use]
pub fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

/// Only who may see problems at all: administrators have no right in any case.
fn readers(visitor: &Visitor) -> Result<(), Fault> {
    if visitor.rights().register { Ok(()) } else { Err(Fault::NotAllowed("register")) }
}
