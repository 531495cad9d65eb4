//! What every answer tells the browser: nothing may be loaded from elsewhere, framed, sniffed
//! or kept, unless the handler said otherwise for its own answer.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;

/// Content policy of every page. Photographs are shown before they are sent, hence `blob:`.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
                          connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; \
                          base-uri 'none'; manifest-src 'self'";

/// Set always.
const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"),
    ),
];

/// Puts the headers on one answer.
async fn set(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    // Pages show what one person may see now; only assets and files say otherwise.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The same routes with the headers on every answer, also on "not found".
pub fn secured<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes.layer(map_response(set))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    async fn ask(path: &str) -> Response {
        let routes = Router::new().route("/", get(|| async { "page" })).merge(crate::assets::routes());
        secured(routes).oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn a_page_is_closed_and_not_kept() {
        for path in ["/", "/nothing-here"] {
            let answer = ask(path).await;
            assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store", "{path}");
            assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
            let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
            assert!(!policy.contains("  "), "{policy}");
        }
    }

    #[tokio::test]
    async fn an_asset_is_kept() {
        let answer = ask(crate::assets::asset("app.css")).await;
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert_eq!(answer.headers()[header::REFERRER_POLICY], "same-origin");
    }
}
