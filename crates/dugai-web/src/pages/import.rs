//! Import of task lists by the rectification office: a file is brought, looked at as a plan, its
//! unknown names mapped, chosen rows executed at once; past imports can be undone.

mod actions;
mod preview;
mod result;
mod start;
mod upload;
mod wording;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use dugai_app::OfficeError;
use dugai_app::import::{ImportError, Options, largest_file};
use dugai_domain::ids::ImportId;

pub use wording::{heed, why};

use crate::apart;
use crate::fault::Fault;
use crate::site::Site;
use crate::visitor::{Visitor, address};
use crate::words::W;

/// Pairs of a query or a form.
type Pairs = Vec<(String, String)>;
/// Room for the fields around the file.
const AROUND: usize = 1 << 20;

/// Its routes.
pub fn routes() -> Router<Site> {
    let upload = get(start::show).post(upload::bring).layer(DefaultBodyLimit::max(largest_file() + AROUND));
    // Each of these reads the file again.
    Router::new()
        .route("/import/{id}", get(preview::show))
        .route("/import/{id}/names", post(actions::names))
        .route("/import/{id}/columns", post(actions::columns))
        .route("/import/{id}/commit", post(actions::commit))
        .route("/import/{id}/discard", post(actions::discard))
        .route("/import/{id}/undo", post(actions::undo))
        .route("/import/{id}/rest.xlsx", get(actions::rest))
        .route_layer(from_fn(apart::whole))
        .route("/import", upload)
}

/// Only the office imports.
fn office(visitor: &Visitor) -> Result<(), Fault> {
    if visitor.rights().office { Ok(()) } else { Err(Fault::NotAllowed("import")) }
}

/// The import of an address.
fn import_id(text: &str) -> Result<ImportId, Fault> {
    text.parse().map_err(|_| Fault::NotFound)
}

/// Pairs as options.
fn options_of(pairs: &Pairs) -> Options {
    Options::from_pairs(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())))
}

/// The page of an import under its options, with pairs of its own.
fn page_of(path: &str, options: &Options, more: &[(&str, &str)]) -> String {
    let own = options.to_pairs();
    let all = own.iter().map(|(n, v)| (*n, v.as_str())).chain(more.iter().copied());
    address(path, all)
}

/// What stands above a form that was refused: a heading and its lines.
#[derive(Clone, Debug, Default)]
struct Refused {
    head: String,
    lines: Vec<String>,
}

impl Refused {
    /// A refusal of one sentence.
    fn of(head: &str) -> Self {
        Self { head: head.to_owned(), lines: Vec::new() }
    }
}

/// A missing or unusable option in words, if that is the fault.
fn option_fault(w: W, error: &ImportError) -> Option<&'static str> {
    match error {
        ImportError::Office(OfficeError::Field { field, .. }) => w.get(&format!("import.fault.{field}")),
        _ => None,
    }
}

impl From<ImportError> for Fault {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Office(error) => error.into(),
            ImportError::Write(error) => Self::Broken(error.to_string()),
            ImportError::Unread { en, .. } => Self::Broken(en),
            ImportError::Decided | ImportError::Undone | ImportError::ActedUpon(_) => Self::Changed,
            ImportError::Rows(_) | ImportError::NoRows => Self::Changed,
        }
    }
}
