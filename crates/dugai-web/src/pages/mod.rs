//! Every page, by what it is about. Each module gives its routes.

pub mod desk;
pub mod register;
pub mod problem;
pub mod files;
pub mod leader;
pub mod dashboards;
pub mod dispatch;
pub mod units;
pub mod people;
pub mod reference;
pub mod account;
pub mod import;
pub mod papers;
pub mod public;
pub mod ledger;
pub mod help;
pub mod clock;

use axum::Router;

use crate::site::Site;

/// The routes of every page.
pub fn routes() -> Router<Site> {
    let parts = [
        desk::routes,
        register::routes,
        problem::routes,
        files::routes,
        leader::routes,
        dashboards::routes,
        dispatch::routes,
        units::routes,
        people::routes,
        reference::routes,
        account::routes,
        import::routes,
        papers::routes,
        public::routes,
        ledger::routes,
        help::routes,
        clock::routes,
    ];
    parts.into_iter().fold(Router::new(), |all, part| all.merge(part()))
}
