//! Styles, scripts and icons: embedded in the binary, named by their content, kept by browsers
//! for a year.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use askama::filters::Safe;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../frontend/dist/"]
struct Dist;

/// A year; a changed file has another name.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The address under which nothing is found; what an unknown name gives.
const NOWHERE: &str = "/assets/none";

/// Addresses by the name in the manifest (`app.css` → `/assets/app.e9da101ef6.css`).
fn manifest() -> &'static BTreeMap<String, String> {
    static READ: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    READ.get_or_init(|| {
        let names: BTreeMap<String, String> =
            Dist::get("manifest.json").and_then(|f| serde_json::from_slice(&f.data).ok()).unwrap_or_default();
        names.into_iter().map(|(name, file)| (name, format!("/assets/{file}"))).collect()
    })
}

/// The address of an asset by its name in the manifest.
#[must_use]
pub fn asset(name: &str) -> &'static str {
    manifest().get(name).map_or(NOWHERE, String::as_str)
}

/// An icon of the sprite, beside a word that says the same.
#[must_use]
pub fn icon(name: &str) -> Safe<String> {
    // Names come from the code; anything else would be a hole in the escaping.
    let name: String = name.chars().filter(char::is_ascii_lowercase).collect();
    Safe(format!(r##"<svg class="icon" aria-hidden="true"><use href="{}#{name}"/></svg>"##, asset("icons.svg")))
}

/// The route that serves them.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

/// One asset, packed where the browser takes it.
async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let known = manifest().values().any(|url| url.strip_prefix("/assets/") == Some(name.as_str()));
    let Some(plain) = Dist::get(&name).filter(|_| known) else { return StatusCode::NOT_FOUND.into_response() };
    let packed = Dist::get(&format!("{name}.gz"));
    let varies = packed.is_some();
    let packed = packed.filter(|_| takes_gzip(&headers));
    let gzip = packed.is_some();
    // The name holds the hash of the content, and so do both tags.
    let tag = format!("\"{name}{}\"", if gzip { ".gz" } else { "" });
    let mut response = if is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Body::from(bytes(packed.unwrap_or(plain).data)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(&name)));
        if gzip {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    };
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, FOR_EVER);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    if varies {
        out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    response
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

fn words(headers: &HeaderMap, name: header::HeaderName) -> impl Iterator<Item = &str> {
    headers.get_all(name).into_iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).map(str::trim)
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    words(headers, header::ACCEPT_ENCODING).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    words(headers, header::IF_NONE_MATCH).any(|t| t == "*" || t.strip_prefix("W/").unwrap_or(t) == tag)
}

#[cfg(test)]
mod tests;
