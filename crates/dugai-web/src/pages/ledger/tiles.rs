//! What programs read of the ledger, in the public form of tlog-tiles: checkpoint, tiles of
//! hashes, bundles of entries. Entries hold what was recorded, so only who may see every record
//! is given them; hashes tell nothing and are for everybody.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use dugai_app::TilePath;

use crate::fault::Fault;
use crate::pages::public::Guest;
use crate::site::Site;

/// A full tile never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// What only some may see is kept by nobody in between.
const NEVER: HeaderValue = HeaderValue::from_static("private, no-store");

/// `/ledger/checkpoint`.
pub(super) async fn checkpoint(State(site): State<Site>) -> Result<Response, Fault> {
    let (_, note, _) = site.office.checkpoint().await?.ok_or(Fault::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response())
}

/// `/ledger/tile/…`.
pub(super) async fn tile(State(site): State<Site>, guest: Guest, Path(path): Path<String>) -> Result<Response, Fault> {
    let asked: TilePath = format!("tile/{path}").parse().map_err(|_| Fault::NotFound)?;
    let (bytes, keep) = match asked {
        TilePath::Hashes(id) => {
            let bytes = site.office.tile(id).await?.ok_or(Fault::NotFound)?;
            (bytes, id.is_full().then_some(FOR_EVER))
        }
        TilePath::Entries(id) => (site.office.entries(id, guest.actor()).await?, Some(NEVER)),
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.extend(keep.map(|value| (header::CACHE_CONTROL, value)));
    Ok((headers, bytes).into_response())
}
