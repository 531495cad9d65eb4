//! Files of evidence: who gets which form of them, and with which headers. All is invented.

mod kit;
#[path = "problem/walk.rs"]
mod walk;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kit::{Answer, house};
use walk::Walk;

const LOCATED: &[u8] = include_bytes!("../../dugai-app/src/evidence/located.jpg");
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n";

async fn file(walk: &Walk, who: &str, path: &str) -> Answer {
    walk.house.send(who, Request::get(path).body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn files_are_given_out_by_who_asks() {
    let walk = Walk::new(house().await).await;
    walk.to_plan().await;
    let ids = walk.evidence().await;
    let [located, plain] = &ids[..] else { panic!("two pictures") };
    let original = file(&walk, "officer", &format!("/files/{located}/original")).await;
    assert_eq!((original.status, original.bytes.as_slice()), (StatusCode::OK, LOCATED));
    let header = |name: header::HeaderName| original.headers[name].to_str().expect("text").to_owned();
    assert_eq!(header(header::CONTENT_TYPE), "image/jpeg");
    assert_eq!(header(header::CACHE_CONTROL), "private, no-store");
    assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    let name = header(header::CONTENT_DISPOSITION);
    assert!(name.starts_with("inline;") && name.contains("filename*=UTF-8''%E6%B2%89"), "{name}");

    let copy = file(&walk, "auditor", &format!("/files/{located}/original")).await;
    assert_eq!(copy.status, StatusCode::OK);
    assert!(!copy.bytes.windows(4).any(|w| w == b"Exif"));
    let thumb = file(&walk, "auditor", &format!("/files/{plain}/thumb")).await;
    assert_eq!(thumb.status, StatusCode::OK);
    assert_eq!(thumb.headers[header::CACHE_CONTROL], "private, no-cache");

    let tag = thumb.headers[header::ETAG].clone();
    let again = Request::get(format!("/files/{plain}/thumb")).header(header::IF_NONE_MATCH, tag.clone());
    let again = walk.house.send("auditor", again.body(Body::empty()).expect("a request")).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let stranger = Request::get(format!("/files/{plain}/thumb")).header(header::IF_NONE_MATCH, tag);
    let stranger = walk.house.send("other", stranger.body(Body::empty()).expect("a request")).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);

    assert_eq!(file(&walk, "", &format!("/files/{plain}/public")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(file(&walk, "officer", &format!("/files/{plain}/raw")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn documents_are_saved_not_opened_and_bad_files_are_told() {
    let walk = Walk::new(house().await).await;
    let said = [("title", "监测报告"), ("kind", "monitoring")];
    let bad = walk.upload("officer", &said, &[("a.jpg", PDF), ("b.exe", b"MZ\x90\0program")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = bad.html();
    assert!(html.contains("a.jpg") && html.contains("b.exe") && html.contains("监测报告"), "{html}");
    let none = walk.upload("officer", &[("title", ""), ("kind", "monitoring")], &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.html().contains("请选择文件") && none.html().contains("aria-invalid"));
    assert!(walk.evidence().await.is_empty());

    let done = walk.upload("officer", &said, &[("a.pdf", PDF)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html());
    let (_, html) = walk.house.get(done.location(), "officer").await;
    assert!(html.contains("监测报告") && html.contains("class=\"file\""));
    let id = walk.evidence().await.remove(0);
    let saved = file(&walk, "supervisor", &format!("/files/{id}/original")).await;
    let name = saved.headers[header::CONTENT_DISPOSITION].to_str().expect("text");
    assert!(name.starts_with("attachment; filename=\"evidence.pdf\""), "{name}");
    assert_eq!(saved.bytes, PDF);
    assert_eq!(saved.headers[header::CONTENT_TYPE], "application/pdf");
}
