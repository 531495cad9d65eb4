//! The interface for programs under `/api/v1`. One table of operations builds the router and
//! the OpenAPI document, so that neither can say what the other does not do.

mod acts;
mod caller;
mod evidence;
mod lookups;
mod openapi;
mod probe;
mod problems;
mod said;
mod table;

use axum::Router;

use crate::site::Site;

/// Where it stands.
pub const BASE: &str = "/api/v1";

/// Its routes.
pub fn routes() -> Router<Site> {
    let all = table::OPERATIONS.iter();
    all.fold(Router::new(), |router, op| router.route(&format!("{BASE}{}", op.path), (op.route)()))
}

/// Every operation as method and address, as the document must name them.
pub fn operations() -> impl Iterator<Item = (&'static str, String)> {
    table::OPERATIONS.iter().map(|op| (op.verb.word(), format!("{BASE}{}", op.path)))
}
