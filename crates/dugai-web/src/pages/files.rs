//! Files of evidence, given out to who may see them. What a browser could run or open by itself
//! is offered for saving; pictures are shown.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use dugai_app::evidence::{Form, Opened};
use dugai_domain::ids::EvidenceId;

use crate::fault::Fault;
use crate::pages::papers::spooled;
use crate::site::Site;
use crate::visitor::{Visitor, encode};

/// Originals are not kept by the browser.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("private, no-store");
/// A copy for the screen may be kept, but is asked for each time: rights end.
const KEPT: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/files/{id}/{form}", get(file))
}

async fn file(
    State(site): State<Site>,
    visitor: Visitor,
    Path((id, form)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let id: EvidenceId = id.parse().map_err(|_| Fault::NotFound)?;
    let asked = Form::from_code(&form).ok_or(Fault::NotFound)?;
    let opened = site.office.file(id, asked, visitor.actor()).await?;
    // The bytes under an id never change; only who may see them does, and that was asked above.
    let tag = format!("\"{id}-{}\"", opened.form.code());
    let known = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()) == Some(tag.as_str());
    if known {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    answer(asked, opened, &tag).await
}

/// A big file leaves the memory before it is sent, and its room with it.
pub(crate) async fn body(file: Opened) -> Result<Body, Fault> {
    if file.is_big() { spooled(file.bytes).await } else { Ok(Body::from(file.bytes)) }
}

async fn answer(asked: Form, file: Opened, tag: &str) -> Result<Response, Fault> {
    let shown = matches!(file.media.as_str(), "image/jpeg" | "image/png" | "image/webp" | "image/gif");
    let kept = if asked == Form::Original || file.form == Form::Original { NOT_KEPT } else { KEPT };
    let headers = [
        (header::CONTENT_TYPE, value(&content_type(&file.media))),
        (header::CONTENT_DISPOSITION, value(&disposition(shown, &file.name))),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, kept),
        (header::ETAG, value(tag)),
    ];
    Ok((headers, body(file).await?).into_response())
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"))
}

/// Only kinds that evidence can have are named; anything else is bytes.
fn content_type(media: &str) -> String {
    let plain = media.bytes().all(|b| b.is_ascii_alphanumeric() || b"/.+-".contains(&b));
    if plain { media.to_owned() } else { "application/octet-stream".to_owned() }
}

/// The name in the form that takes Chinese, with a plain one for old programs.
fn disposition(shown: bool, name: &str) -> String {
    let kind = if shown { "inline" } else { "attachment" };
    let ending = name.rsplit_once('.').map_or("bin", |(_, e)| e);
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{kind}; filename=\"evidence.{ending}\"; filename*=UTF-8''{}", encode(name).replace('/', "%2F"))
}
