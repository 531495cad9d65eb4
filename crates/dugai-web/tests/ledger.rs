//! The ledger's pages and files: who sees what, and that what is handed out can be checked.

mod kit;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kit::{Answer, House, house};

async fn ask(house: &House, path: &str, who: &str) -> Answer {
    house.send(who, Request::get(path).body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn an_event_shows_its_content_only_to_who_may_see_it() {
    let house = house().await;
    let id = house.cast.register(&house.site.office, "7").await.unwrap();
    let seq = house.site.office.last_public_event(id).await.unwrap();
    let path = format!("/ledger/event/{seq}");
    assert!(house.get(&path, "").await.1.contains("等待下一次签名"));
    house.site.office.follow_ledger().await.unwrap();
    for (who, sees) in [("", false), ("other", false), ("officer", true), ("auditor", true)] {
        let (status, html) = house.get(&path, who).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(html.contains("虚构：青石沟料场"), sees, "{who}");
        assert!(html.contains("verdict ok"), "{who}: the proof holds");
        assert!(html.contains("登记入清单"), "the public form tells of it as well");
        let leaf = ask(&house, &format!("{path}.leaf"), who).await;
        assert_eq!(leaf.status == StatusCode::OK, sees, "{who}");
    }
    // An account's events belong to the house: their kind and content are for those who see everything.
    let (_, html) = house.get("/ledger/event/8", "").await;
    assert!(html.contains("内部办理事项") && !html.contains("账号开通"));
    assert!(house.get("/ledger/event/8", "auditor").await.1.contains("账号开通"));
    assert!(house.get("/ledger/event/8?lang=en", "officer").await.1.contains("Internal"));
    for path in ["/ledger/event/999999", "/ledger/event/07", "/ledger/event/x", "/ledger/event/18446744073709551615"] {
        assert_eq!(house.get(path, "auditor").await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn head_certificate_and_consistency_are_for_everybody() {
    let house = house().await;
    let note = house.get("/ledger/checkpoint", "").await.1;
    assert_eq!(note.lines().nth(1), Some("3"), "the founding is signed, with the rules it begins with");
    let old = house.site.office.follow_ledger().await.unwrap();
    house.cast.register(&house.site.office, "7").await.unwrap();
    let new = house.site.office.follow_ledger().await.unwrap();
    assert!(new > old);
    let note = house.get("/ledger/checkpoint", "").await.1;
    assert_eq!(note.lines().nth(1), Some(new.to_string().as_str()));
    let key = house.site.office.verifier().await.unwrap().to_string();
    for (who, lang) in [("", "zh"), ("", "en"), ("officer", "zh")] {
        let (status, html) = house.get(&format!("/ledger?lang={lang}"), who).await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains(&key.replace('+', "&#43;")) || html.contains(&key), "{who}: the key is shown");
        assert!(!html.contains(">ledger."), "a word is missing");
    }
    let proof = ask(&house, "/ledger/event/0.tlog-proof", "").await;
    assert!(proof.html().starts_with("c2sp.org/tlog-proof@v1\nindex 0\n") && proof.html().ends_with(&note));
    let (_, html) = house.get(&format!("/ledger/consistency?from={old}"), "").await;
    let made = house.site.office.consistency(old, new).await.unwrap();
    assert_eq!(html.matches("<li>").count(), made.hashes.len());
    assert!(
        made.hashes
            .iter()
            .all(|h| html.contains(&h.to_base64().replace('+', "&#43;")) || html.contains(&h.to_base64()))
    );
    for (path, status) in [
        (format!("/ledger/consistency?from={new}&to={old}"), StatusCode::NOT_FOUND),
        ("/ledger/consistency?from=x".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        ("/ledger/consistency".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        assert_eq!(house.get(&path, "").await.0, status, "{path}");
    }
    assert_eq!(ask(&house, "/ledger/event?no=%2300", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ask(&house, "/ledger/event?no=%235", "").await.location(), "/ledger/event/5");
}

#[tokio::test]
async fn tiles_have_their_public_form_and_entries_stay_inside() {
    let house = house().await;
    let first = house.site.office.store.next_event().await.unwrap();
    for no in first..260 {
        house.cast.register(&house.site.office, &no.to_string()).await.unwrap();
    }
    house.session("auditor").await;
    house.session("officer").await;
    let size = house.site.office.follow_ledger().await.unwrap();
    assert!((257..512).contains(&size), "one full tile and a partial one: {size}");

    let full = ask(&house, "/ledger/tile/0/000", "").await;
    assert_eq!((full.status, full.bytes.len()), (StatusCode::OK, 256 * 32));
    assert!(full.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    let width = size - 256;
    let partial = ask(&house, &format!("/ledger/tile/0/001.p/{width}"), "").await;
    assert_eq!(partial.bytes.len() as u64, width * 32);
    assert_eq!(partial.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(ask(&house, "/ledger/tile/1/000.p/1", "").await.bytes.len(), 32);
    for path in ["0/001", "0/000.p/256", "0/0", "1/000", "8/000", "0/x000/000", "0/000.p/0", "entries/000"] {
        assert_eq!(ask(&house, &format!("/ledger/tile/{path}"), "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(ask(&house, "/ledger/tile/entries/000", "officer").await.status, StatusCode::NOT_FOUND);

    let entries = ask(&house, "/ledger/tile/entries/000", "auditor").await;
    assert_eq!(entries.status, StatusCode::OK);
    let leaf = ask(&house, "/ledger/event/0.leaf", "auditor").await.bytes;
    let length = usize::from(u16::from_be_bytes([entries.bytes[0], entries.bytes[1]]));
    assert_eq!(&entries.bytes[2..2 + length], leaf.as_slice(), "the first entry is the first leaf");
    assert_eq!(entries.headers[header::CACHE_CONTROL], "private, no-store");
    let beyond = format!("/ledger/tile/entries/001.p/{}", width + 1);
    assert_eq!(ask(&house, &beyond, "auditor").await.status, StatusCode::NOT_FOUND);
}
