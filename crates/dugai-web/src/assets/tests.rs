//! Assets are served once, packed and with their type, and nothing else is.

use axum::http::Request;
use tower::ServiceExt;

use super::*;

async fn ask(path: &str, ask: &[(header::HeaderName, &str)]) -> Response {
    let mut request = Request::get(path);
    for (name, value) in ask {
        request = request.header(name, *value);
    }
    routes::<()>().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn body(answer: Response) -> Bytes {
    axum::body::to_bytes(answer.into_body(), 10_000_000).await.unwrap()
}

#[tokio::test]
async fn every_asset_of_the_manifest_is_served_with_its_type() {
    for (name, media) in [
        ("app.css", "text/css; charset=utf-8"),
        ("app.js", "text/javascript; charset=utf-8"),
        ("chart.js", "text/javascript; charset=utf-8"),
        ("icons.svg", "image/svg+xml"),
        ("favicon.svg", "image/svg+xml"),
        ("licences.txt", "text/plain; charset=utf-8"),
    ] {
        let answer = ask(asset(name), &[]).await;
        assert_eq!(answer.status(), StatusCode::OK, "{name}");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], media);
        assert!(answer.headers().get(header::CONTENT_ENCODING).is_none());
        assert!(!body(answer).await.is_empty());
    }
}

#[tokio::test]
async fn packed_when_taken() {
    for taken in ["gzip", "deflate, gzip;q=0.5", "br, GZIP"] {
        let answer = ask(asset("app.css"), &[(header::ACCEPT_ENCODING, taken)]).await;
        assert_eq!(answer.headers()[header::CONTENT_ENCODING], "gzip", "{taken}");
        assert_eq!(answer.headers()[header::VARY], "accept-encoding");
        assert!(body(answer).await.starts_with(&[0x1f, 0x8b]));
    }
    for refused in ["br", "gzip;q=0", "gzip; q=0.0"] {
        let answer = ask(asset("app.css"), &[(header::ACCEPT_ENCODING, refused)]).await;
        assert!(answer.headers().get(header::CONTENT_ENCODING).is_none(), "{refused}");
    }
}

#[tokio::test]
async fn not_sent_twice() {
    let first = ask(asset("app.js"), &[]).await;
    let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
    let again = ask(asset("app.js"), &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(again.headers()[header::ETAG], tag.as_str());
    let packed = [(header::IF_NONE_MATCH, tag.as_str()), (header::ACCEPT_ENCODING, "gzip")];
    assert_eq!(ask(asset("app.js"), &packed).await.status(), StatusCode::OK, "another form has another tag");
}

#[tokio::test]
async fn nothing_but_the_manifest_is_served() {
    for path in ["/assets/manifest.json", "/assets/none", "/assets/..%2fpackage.json", "/assets/app.css"] {
        assert_eq!(ask(path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(asset("unknown.css"), NOWHERE);
}

#[test]
fn an_icon_points_into_the_sprite() {
    assert!(icon("menu").0.contains(&format!("{}#menu", asset("icons.svg"))));
    assert!(!icon("a\"><script>").0.contains("<script"));
}
