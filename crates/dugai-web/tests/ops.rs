//! What the server says about itself, and what it does by itself.

mod kit;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use dugai_app::testing::tools_at;
use dugai_app::{Office, Store, Target};
use dugai_web::site::{Server, Site};
use dugai_web::{ops, pages};
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
        "dugai_ledger_size 0".to_owned(),
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
