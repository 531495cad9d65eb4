//! Accounts and posts, kept by administrators: who may sign in, and what each is in which unit.

mod acts;
pub(crate) mod fields;
mod first;
mod list;
mod person;
pub(crate) mod posts;

use axum::Router;
use axum::routing::{get, post};
use dugai_app::Setup;
use dugai_domain::org::UnitKind;
use jiff::civil::Date;

use crate::fault::Fault;
use crate::site::Site;
use crate::visitor::Visitor;
use crate::words::W;

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/people", get(list::show))
        .route("/people/new", get(first::ask).post(first::open))
        .route("/people/{id}", get(person::show))
        .route("/people/{id}/post", get(acts::ask_post).post(acts::give_post))
        .route("/people/{id}/end", get(acts::ask_end).post(acts::end_post))
        .route("/people/{id}/lock", post(acts::lock))
        .route("/people/{id}/password", post(first::password))
        .route("/people/{id}/sessions/end", post(acts::end_sessions))
        .route("/people/{id}/tokens/end", post(acts::end_token))
}

/// Only administrators keep people.
fn keeper(visitor: &Visitor) -> Result<(), Fault> {
    if visitor.rights().admin { Ok(()) } else { Err(Fault::NotAllowed("people")) }
}

/// Units of a day as a field offers them: kind first, since short names repeat.
pub(crate) fn unit_options(setup: &Setup, w: W, day: Date) -> fields::Options {
    let line = |kind: UnitKind, short: &str| {
        w.fill("people.unit_option", &[("kind", &w.code("unit_kind", kind.code())), ("unit", &short)])
    };
    setup.units_on(day).into_iter().map(|u| (u.id.to_string(), line(u.kind, &u.short))).collect()
}
