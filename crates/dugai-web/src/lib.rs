//! What people see of Dugai in a browser: server-rendered pages in Chinese and English.
//!
//! Every word comes from `messages/`, every class from `frontend/COMPONENTS.md`. Pages work
//! without script. What does not belong here: rights and rules (the domain), SQL (the store).

pub mod assets;
pub mod form;
pub mod headers;
pub mod say;
pub mod shell;
pub mod words;
pub mod bodies;
pub mod site;
pub mod names;
pub mod visitor;
pub mod apart;
pub mod fault;
pub mod ops;
pub mod pages;
pub mod api;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::Method;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use dugai_app::Office;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;

use site::Site;

/// Largest body of a form; uploads have their own limit.
const FORM_LIMIT: usize = 2 * 1024 * 1024;

/// The whole site.
pub fn router(site: Site) -> Router {
    let faults = {
        let site = site.clone();
        from_fn(move |request, next| fault::told(site.clone(), request, next))
    };
    let routes = pages::routes()
        .merge(api::routes())
        .merge(ops::routes())
        .merge(assets::routes())
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(CsrfLayer::new())
        .layer(from_fn(shell::remember_language))
        .layer(from_fn(of_one_moment))
        .layer(faults)
        .layer(CatchPanicLayer::new());
    ops::observe(headers::secured(routes), Arc::clone(&site)).with_state(site)
}

/// What only reads is answered as of one moment: a page with ten counts asks once what is new.
async fn of_one_moment(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Office::in_one_moment(next.run(request)).await;
    }
    next.run(request).await
}
