//! The interface for programs under `/api/v1`. One table of operations builds the router and
//! the OpenAPI document, so that neither can say what the other does not do.

mod acts;
mod caller;
mod contents;
mod evidence;
mod lookups;
mod openapi;
mod problems;
mod said;
mod table;
mod trace;
mod wrong;

use axum::Router;
use dugai_domain::problem::Action;
use serde_json::Value;

use crate::site::Site;

/// Where it stands.
pub const BASE: &str = "/api/v1";

/// Its routes.
pub fn routes() -> Router<Site> {
    let all = table::OPERATIONS.iter();
    all.fold(Router::new(), |router, op| router.route(&format!("{BASE}{}", op.path), (op.route)()))
}

/// The schema of an act's content, as the document has it.
#[must_use]
pub fn content_schema(action: Action) -> Value {
    contents::schema_of(action)
}

/// Every operation as method and address, as the document must name them.
pub fn operations() -> impl Iterator<Item = (&'static str, String)> {
    table::OPERATIONS.iter().map(|op| (op.verb.word(), format!("{BASE}{}", op.path)))
}
