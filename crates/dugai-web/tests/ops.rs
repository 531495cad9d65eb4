//! What the server says about itself, and what it does by itself.

mod kit;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use dugai_app::testing::tools_at;
use dugai_app::{Office, Store, Target};
use dugai_web::site::{Server, Site};
use dugai_web::{fault, ops, pages};
use kit::house;
use tower::ServiceExt;

#[tokio::test]
async fn a_server_without_an_installation_is_alive_and_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Target::Folder(folder.path().join("data"))).await.unwrap();
    let office = Office::open(store, tools_at(jiff::civil::date(2026, 3, 2))).await.unwrap();
    let site: Site = Arc::new(Server::new(office));
    let ask = async |path: &str| {
        let router = dugai_web::router(Arc::clone(&site));
        router.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap().status()
    };
    assert_eq!(ask("/healthz").await, StatusCode::OK);
    assert_eq!(ask("/readyz").await, StatusCode::SERVICE_UNAVAILABLE);
    site.office.found("云江市（虚构）", true).await.unwrap();
    assert_eq!(ask("/readyz").await, StatusCode::OK);
}

#[tokio::test]
async fn requests_are_counted_by_template_and_have_an_id() {
    let house = house().await;
    let id = house.cast.register(&house.site.office, "7").await.unwrap();
    let routes = pages::routes().merge(ops::routes());
    let router = ops::observe(routes, Arc::clone(&house.site)).with_state(Arc::clone(&house.site));
    let ask = async |path: &str| router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let mut ids = std::collections::BTreeSet::new();
    for path in [format!("/public/{id}"), format!("/public/{id}"), "/nothing/here".to_owned()] {
        let answer = ask(&path).await;
        ids.insert(answer.headers()["x-request-id"].to_str().unwrap().to_owned());
    }
    assert_eq!(ids.len(), 3, "every request has an id of its own");
    let text = axum::body::to_bytes(ask("/metrics").await.into_body(), usize::MAX).await.unwrap();
    let text = String::from_utf8(text.to_vec()).unwrap();
    let events = house.site.office.store.next_event().await.unwrap();
    for line in [
        "dugai_http_requests_total{method=\"GET\",route=\"/public/{id}\",status=\"2xx\"} 2".to_owned(),
        "dugai_http_requests_total{method=\"GET\",route=\"other\",status=\"4xx\"} 1".to_owned(),
        format!("dugai_events {events}"),
        "dugai_ledger_size 3".to_owned(),
        "dugai_problems{figure=\"listed\"} 1".to_owned(),
        "dugai_up 1".to_owned(),
    ] {
        assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
    }
    assert!(text.contains("process_resident_memory_bytes ") && text.contains("dugai_build_info{version="));
    assert!(!text.contains(&id.to_string()), "an address stands in the numbers");
}

#[tokio::test]
async fn the_ledger_follows_by_itself() {
    let house = house().await;
    let job = tokio::spawn(ops::keep_up(Arc::clone(&house.site)));
    let reached = async |size: u64| {
        for _ in 0..200 {
            if house.site.office.checkpoint().await.unwrap().is_some_and(|(at, _, _)| at == size) {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    };
    assert!(reached(house.site.office.store.next_event().await.unwrap()).await);
    house.cast.register(&house.site.office, "7").await.unwrap();
    assert!(reached(house.site.office.store.next_event().await.unwrap()).await);
    job.abort();
}

#[tokio::test]
async fn a_request_that_cannot_be_taken_is_told_in_words_in_both_languages_and_to_programs() {
    let house = house().await;
    let ask = async |request: Request<Body>| {
        let answer = house.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
    };
    let request = |path: &str, kind: &str, site: &str, body: Body| {
        Request::post(path).header("content-type", kind).header("sec-fetch-site", site).body(body).unwrap()
    };
    let form = "application/x-www-form-urlencoded";
    let large = || Body::from(vec![b'x'; 3 << 20]);
    let cases = [
        (request("/login", form, "cross-site", Body::empty()), StatusCode::FORBIDDEN, "其他网站"),
        (request("/login?lang=en", form, "cross-site", Body::empty()), StatusCode::FORBIDDEN, "another site"),
        (request("/healthz", form, "same-origin", Body::empty()), StatusCode::METHOD_NOT_ALLOWED, "不能这样使用"),
        (request("/login", form, "same-origin", large()), StatusCode::PAYLOAD_TOO_LARGE, "过大"),
        (request("/login", "text/xml", "same-origin", Body::empty()), StatusCode::UNSUPPORTED_MEDIA_TYPE, "格式"),
    ];
    for (request, status, words) in cases {
        let (got, headers, html) = ask(request).await;
        assert_eq!(got, status, "{words}");
        assert!(html.contains(words) && html.contains("<html"), "{words}: {html}");
        assert_eq!(headers.contains_key("allow"), status == StatusCode::METHOD_NOT_ALLOWED);
    }
    let program = request("/api/v1/me?lang=en", "application/json", "same-origin", Body::empty());
    let (status, headers, said) = ask(program).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(headers["content-type"].to_str().unwrap().starts_with("application/json"), "{said}");
    assert!(said.contains(r#""error":"method""#) && said.contains("cannot be used in this way"), "{said}");
}

#[tokio::test]
async fn bytes_without_a_boundary_are_told_as_such() {
    let house = house().await;
    let request = Request::post("/import").header("content-type", "multipart/form-data").body(Body::empty()).unwrap();
    let answer = house.send("clerk", request).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.html().contains("不完整"), "{}", answer.html());
}

/// A log that keeps its lines: every field with its value.
#[derive(Clone, Default)]
struct Lines(Arc<std::sync::Mutex<Vec<String>>>);

impl tracing::field::Visit for Lines {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        self.0.lock().unwrap().push(format!("{field}={value:?}"));
    }
}

impl tracing::Subscriber for Lines {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

#[tokio::test]
async fn a_defect_is_logged_by_its_route_and_id_and_never_by_its_address() {
    let house = house().await;
    let site = Arc::clone(&house.site);
    let told = axum::middleware::from_fn(move |request, next| fault::told(Arc::clone(&site), request, next));
    let broken = async || fault::Fault::Broken("a wheel came off".to_owned());
    let routes = axum::Router::new().route("/cases/{id}", axum::routing::get(broken)).layer(told);
    let router = ops::observe(routes, Arc::clone(&house.site)).with_state(Arc::clone(&house.site));
    let lines = Lines::default();
    let kept = tracing::subscriber::set_default(lines.clone());
    let answer = router.oneshot(Request::get("/cases/4711?q=sand").body(Body::empty()).unwrap()).await.unwrap();
    drop(kept);
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let id = answer.headers()["x-request-id"].to_str().unwrap();
    let log = lines.0.lock().unwrap().join("\n");
    assert!(log.contains("a wheel came off") && log.matches("/cases/{id}").count() == 2, "{log}");
    assert!(log.matches(id).count() == 2 && !log.contains("4711") && !log.contains("sand"), "{log}");
}
