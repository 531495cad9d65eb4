//! The interface for programs: who may call, that the document and the routes are one, and a
//! problem entered and acted on by a program.

mod kit;

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use dugai_domain::problem::{Action, Problem};
use kit::{Answer, House, house};
use serde_json::{Value, json};

async fn token(house: &House, who: &str, writes: bool) -> String {
    let secret = house.session(who).await.expect("signs in");
    let signed = house.site.office.session(&secret).await.unwrap().unwrap();
    house.site.office.make_token(&signed, "test", writes, 30).await.unwrap()
}

/// A program's call; without a token nobody's.
async fn call(house: &House, method: Method, path: &str, token: &str, body: Option<&Value>) -> (Answer, Value) {
    let mut request = Request::builder().method(method).uri(path).header("x-program", "1");
    if !token.is_empty() {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if body.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    let body = body.map_or_else(Body::empty, |b| Body::from(b.to_string()));
    let answer = house.send("", request.body(body).unwrap()).await;
    let json = serde_json::from_slice(&answer.bytes).unwrap_or(Value::Null);
    (answer, json)
}

async fn get(house: &House, path: &str, token: &str) -> (StatusCode, Value) {
    let (answer, json) = call(house, Method::GET, path, token, None).await;
    (answer.status, json)
}

async fn post(house: &House, path: &str, token: &str, body: &Value) -> (StatusCode, Value) {
    let (answer, json) = call(house, Method::POST, path, token, Some(body)).await;
    (answer.status, json)
}

/// A picture of eight by eight points, in hex, and its SHA-256.
const PICTURE: &str = "\
    89504e470d0a1a0a0000000d49484452000000080000000808020000004b6d29dc0000006c4944415478da0dc93101003008\
    0341442022222282f967442022a2db5bafaae842858b29b6b8224555d38d1a37d36c734dfa876821613162c589e887692363\
    3366cd99f8c7d083060f33ec7043e6c7d28b162fb3ec724bf6c7d1870e1f73ec7147ee47e8a0e03061c385840793e539810b\
    d3f3e00000000049454e44ae426082";
const PICTURE_SHA256: &str = "db0c38c6d736982a7c0b33deefed906fa833e02b043584709ce97ae68e62e876";

fn picture() -> Vec<u8> {
    (0..PICTURE.len()).step_by(2).map(|at| u8::from_str_radix(&PICTURE[at..at + 2], 16).unwrap()).collect()
}

/// Sends a form with one file, or none.
async fn send_file(
    house: &House,
    path: &str,
    token: &str,
    pairs: &[(&str, &str)],
    file: Option<&[u8]>,
) -> (StatusCode, Value) {
    let mut body = Vec::new();
    for (name, value) in pairs {
        let part = format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    if let Some(bytes) = file {
        body.extend(b"--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n");
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--cut--\r\n");
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    let answer = house.send("", request.body(Body::from(body)).unwrap()).await;
    (answer.status, serde_json::from_slice(&answer.bytes).unwrap_or(Value::Null))
}

#[tokio::test]
async fn a_program_brings_evidence_and_gets_it_again_within_sight() {
    let house = house().await;
    let id = house.cast.register(&house.site.office, "7").await.unwrap();
    let list = format!("/api/v1/problems/{id}/evidence");
    let (officer, other) = (token(&house, "officer", true).await, token(&house, "other", true).await);
    let whole = [("seen", "1"), ("title", "整改后现场"), ("kind", "photo"), ("happened", "2026-03-01")];
    let png = picture();
    let reads = token(&house, "officer", false).await;
    assert_eq!(send_file(&house, &list, &reads, &whole, Some(&png)).await.0, StatusCode::FORBIDDEN);
    assert_eq!(send_file(&house, &list, &other, &whole, Some(&png)).await.0, StatusCode::NOT_FOUND);
    let wrong = [("title", ""), ("kind", "painting"), ("label", "x"), ("happened", "2026-02-30")];
    let (status, said) = send_file(&house, &list, &officer, &wrong, Some(b"MZ no evidence")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = said["reasons"].to_string();
    assert!(["seen", "title", "kind", "label", "happened", "a.png"].iter().all(|w| told.contains(w)), "{told}");
    let none = send_file(&house, &list, &officer, &whole, None).await;
    assert_eq!((none.0, none.1["reasons"].as_array().unwrap().len()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
    let (status, said) = post(&house, &list, &officer, &json!({})).await;
    assert_eq!((status, said["error"].as_str()), (StatusCode::BAD_REQUEST, Some("no_form")));
    assert_eq!(house.site.office.load(id).await.unwrap().unwrap().version, 1, "nothing was written");

    let (status, added) = send_file(&house, &list, &officer, &whole, Some(&png)).await;
    assert_eq!((status, added["version"].as_u64()), (StatusCode::CREATED, Some(2)), "{added}");
    let one = &added["items"][0];
    assert_eq!((one["size"].as_u64(), one["happened"].as_str()), (Some(png.len() as u64), Some("2026-03-01")));
    assert_eq!(one["sha256"], PICTURE_SHA256);
    let (status, late) = send_file(&house, &list, &officer, &whole, Some(&png)).await;
    assert_eq!((status, late["error"].as_str()), (StatusCode::CONFLICT, Some("changed")));
    let (status, listed) = get(&house, &list, &reads).await;
    assert_eq!((status, &listed["items"][0]["id"], listed["version"].as_u64()), (StatusCode::OK, &one["id"], Some(2)));
    let at = one["bytes"].as_str().unwrap();
    let (answer, _) = call(&house, Method::GET, at, &reads, None).await;
    assert_eq!((answer.status, answer.bytes), (StatusCode::OK, png));
    assert_eq!(get(&house, at, &other).await.0, StatusCode::NOT_FOUND);
    assert_eq!(get(&house, &format!("{at}?form=huge"), &reads).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let elsewhere = house.cast.register(&house.site.office, "8").await.unwrap();
    let astray = at.replace(&id.to_string(), &elsewhere.to_string());
    assert_eq!(get(&house, &astray, &reads).await.0, StatusCode::NOT_FOUND, "a file of another problem");
}

/// A body that notes when it is read.
struct Noting(Arc<AtomicBool>);

impl http_body::Body for Noting {
    type Data = axum::body::Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
        self.0.store(true, Ordering::SeqCst);
        Poll::Ready(None)
    }
}

/// A form that must not be read: asked for its first byte, it notes it.
fn untouched(path: &str, token: &str, length: &str) -> (Request<Body>, Arc<AtomicBool>) {
    let touched = Arc::new(AtomicBool::new(false));
    let noted = Arc::clone(&touched);
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .header(header::CONTENT_LENGTH, length)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::new(Noting(noted)))
        .unwrap();
    (request, touched)
}

#[tokio::test]
async fn files_of_who_may_not_bring_them_are_not_read() {
    let house = house().await;
    let id = house.cast.register(&house.site.office, "7").await.unwrap();
    let list = format!("/api/v1/problems/{id}/evidence");
    let auditor = token(&house, "auditor", true).await;
    let (request, touched) = untouched(&list, &auditor, "1000");
    let answer = house.send("", request).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.html());
    assert!(answer.html().contains("\"codes\""), "{}", answer.html());
    assert!(!touched.load(Ordering::SeqCst));
}

#[tokio::test]
async fn who_finds_no_room_is_told_to_come_again_and_small_files_still_find_some() {
    let house = house().await;
    let id = house.cast.register(&house.site.office, "7").await.unwrap();
    let list = format!("/api/v1/problems/{id}/evidence");
    let officer = token(&house, "officer", true).await;
    let large = 200 << 20;
    let none = axum::http::HeaderMap::new();
    let held: Vec<_> = (0..2).map(|_| house.site.bodies.hold(&none, large).unwrap()).collect();
    let (request, touched) = untouched(&list, &officer, &large.to_string());
    let answer = house.send("", request).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers[header::RETRY_AFTER], "15");
    assert!(answer.html().contains("\"busy\"") && answer.html().contains("稍等片刻"), "{}", answer.html());
    assert!(!touched.load(Ordering::SeqCst));
    // The form of the page is the same.
    let page = Request::post(format!("/problems/{id}/act/add_evidence"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .header(header::CONTENT_LENGTH, large.to_string());
    let answer = house.send("officer", page.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.html());

    let whole = [("seen", "1"), ("title", "现场"), ("kind", "photo")];
    let (status, said) = send_file(&house, &list, &officer, &whole, Some(&picture())).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "its length is not said: {said}");
    let short = axum::http::HeaderMap::from_iter([(header::CONTENT_LENGTH, "1000".parse().unwrap())]);
    assert!(house.site.bodies.hold(&short, large).is_ok());
    drop(held);
    assert_eq!(send_file(&house, &list, &officer, &whole, Some(&picture())).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn a_place_that_is_none_does_not_begin_the_list_again() {
    let house = house().await;
    let officer = token(&house, "officer", false).await;
    for strange in ["after=%7B%7D", "before=AAAA", "after=n7~00000000000000000000000000000001"] {
        let (status, said) = get(&house, &format!("/api/v1/problems?{strange}"), &officer).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{strange}");
        let name = strange.split('=').next().unwrap();
        assert!(said["reasons"][0].as_str().is_some_and(|r| r.contains(name)), "{said}");
    }
    assert_eq!(get(&house, "/public/list.json?after=AAAA", "").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(get(&house, "/public/notices?after=AAAA", "").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, page) = house.get("/public?after=AAAA", "").await;
    assert!(page.contains("AAAA"), "{page}");
    let whole = format!("/api/v1/problems?after=t~{}", "0".repeat(32));
    assert_eq!(get(&house, &whole, &officer).await.0, StatusCode::OK);
}

#[tokio::test]
async fn the_document_and_the_routes_are_one() {
    let house = house().await;
    let id = house.cast.register(&house.site.office, "7").await.unwrap();
    let token = token(&house, "clerk", true).await;
    let parts = [("seen", "1"), ("title", "现场照片"), ("kind", "photo")];
    let added = send_file(&house, &format!("/api/v1/problems/{id}/evidence"), &token, &parts, Some(&picture())).await.1;
    let file = added["items"][0]["id"].as_str().unwrap().to_owned();
    let (status, document) = get(&house, "/api/v1/openapi.json", "").await;
    assert_eq!((status, document["openapi"].as_str()), (StatusCode::OK, Some("3.1.0")));
    let paths = document["paths"].as_object().unwrap();
    let mut named = BTreeSet::new();
    for (path, operations) in paths {
        for (verb, operation) in operations.as_object().unwrap() {
            named.insert((verb.clone(), path.clone()));
            assert!(operation["summary"].as_str().is_some_and(|s| !s.starts_with("api.")), "{path} lacks words");
            let known = operation["parameters"].as_array().unwrap().iter();
            known.for_each(|p| assert!(!p["description"].as_str().unwrap().starts_with("api."), "{path} {p}"));
            let path = path.replace("{id}", &id.to_string()).replace("{code}", "open").replace("{action}", "set_level");
            let path = path.replace("{file}", &file);
            let path = if path.ends_with("deadline") { path + "?start=2026-03-02&n=5&unit=working" } else { path };
            let method: Method = verb.to_uppercase().parse().unwrap();
            let body = (verb == "post").then(|| json!({ "seen": 1 }));
            let (answer, answered) = call(&house, method, &path, &token, body.as_ref()).await;
            assert!(!matches!(answer.status.as_u16(), 404 | 405 | 500), "{verb} {path}: {} {answered}", answer.status);
            assert!(operation["responses"][answer.status.as_str()].is_object(), "{verb} {path}: {}", answer.status);
            if answer.status == StatusCode::OK {
                fits(
                    &document,
                    &operation["responses"]["200"]["content"]["application/json"]["schema"],
                    &answered,
                    &path,
                );
            }
        }
    }
    let table: BTreeSet<_> = dugai_web::api::operations().map(|(verb, path)| (verb.to_owned(), path)).collect();
    assert_eq!(named, table);
}

/// Whether an answer has what its schema says; only the words of schemas used here.
fn fits(document: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        let target = &document["components"]["schemas"][name];
        assert!(target.is_object(), "{at}: no schema {name}");
        return fits(document, target, value, at);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => return,
    };
    assert!(kinds.contains(&kind), "{at}: {kind} and not {kinds:?}");
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.is_object() {
            assert!(value.get(name).is_some(), "{at}: {name} is missing");
        }
    }
    for (name, field) in value.as_object().into_iter().flatten() {
        fits(document, &schema["properties"][name], field, &format!("{at}.{name}"));
    }
    for one in value.as_array().into_iter().flatten() {
        fits(document, &schema["items"], one, at);
    }
}

#[tokio::test]
async fn who_may_call() {
    let house = house().await;
    let id = house.cast.register(&house.site.office, "7").await.unwrap();
    let one = format!("/api/v1/problems/{id}");
    let act = format!("{one}/actions/claim");
    let content = json!({ "seen": 1, "content": { "unit": house.cast.units[1] } });

    let (answer, said) = call(&house, Method::GET, "/api/v1/me", "", None).await;
    assert_eq!((answer.status, said["error"].as_str()), (StatusCode::UNAUTHORIZED, Some("sign_in")));
    assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
    assert_eq!(get(&house, "/api/v1/me", "dugai_wrong").await.0, StatusCode::UNAUTHORIZED);
    // A session reads and never writes.
    let (status, body) = house.get("/api/v1/me", "officer").await;
    assert!(status == StatusCode::OK && body.contains("王成"), "{body}");
    let request = Request::post(&act).header(header::CONTENT_TYPE, "application/json");
    let sent = house.send("officer", request.body(Body::from(content.to_string())).unwrap()).await;
    assert_eq!(sent.status, StatusCode::UNAUTHORIZED);
    // A token for reading does not write, and the other county sees nothing.
    let (status, said) = post(&house, &act, &token(&house, "officer", false).await, &content).await;
    assert_eq!((status, said["error"].as_str()), (StatusCode::FORBIDDEN, Some("not_allowed")));
    let other = token(&house, "other", true).await;
    for path in ["", "/events", "/clocks", "/actions"] {
        assert_eq!(get(&house, &format!("{one}{path}"), &other).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(post(&house, &act, &other, &content).await.0, StatusCode::NOT_FOUND);
    assert_eq!(get(&house, "/api/v1/problems", &other).await.1["total"], 0);
    assert_eq!(house.site.office.load(id).await.unwrap().unwrap().version, 1, "nothing was written");
}

#[tokio::test]
async fn a_program_registers_acts_and_reads_it_back() {
    let house = house().await;
    let (clerk, officer) = (token(&house, "clerk", true).await, token(&house, "officer", true).await);
    let registration = serde_json::to_value(house.cast.registration("31", jiff::civil::date(2026, 3, 2))).unwrap();
    let (status, made) = post(&house, "/api/v1/problems", &clerk, &registration).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let one = format!("/api/v1/problems/{}", made["id"].as_str().unwrap());
    let (status, again) = post(&house, "/api/v1/problems", &clerk, &registration).await;
    assert_eq!((status, again["error"].as_str()), (StatusCode::CONFLICT, Some("known")));

    let possible = |list: &Value, code: &str| {
        let one = list["items"].as_array().unwrap().iter().find(|a| a["action"] == code).cloned().unwrap();
        (one["possible"].as_bool().unwrap(), one["reasons"].as_array().unwrap().len())
    };
    let list = get(&house, &format!("{one}/actions"), &officer).await.1;
    assert_eq!(possible(&list, "claim"), (true, 0));
    assert!(possible(&list, "strike_off").1 > 0);

    let claim = json!({ "seen": 1, "content": { "unit": house.cast.units[1], "note": "立即整改" } });
    let act = format!("{one}/actions/claim");
    let wrong = json!({ "seen": 1, "content": { "unit": house.cast.units[1], "nota": "x" }, "sign": 1 });
    let (status, said) = post(&house, &act, &officer, &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(said["reasons"].as_array().unwrap().len(), 2, "{said}");
    assert_eq!(post(&house, &act, &officer, &json!({ "content": {} })).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(&house, &act, &officer, &json!([])).await.0, StatusCode::BAD_REQUEST);
    let (status, done) = post(&house, &act, &officer, &claim).await;
    assert_eq!((status, done["stage"].as_str(), done["version"].as_u64()), (StatusCode::OK, Some("claimed"), Some(2)));
    let (status, late) = post(&house, &act, &officer, &claim).await;
    assert_eq!(
        (status, late["error"].as_str(), late["version"].as_u64()),
        (StatusCode::CONFLICT, Some("changed"), Some(2))
    );
    let (status, refused) =
        post(&house, &format!("{one}/actions/strike_off"), &officer, &json!({ "seen": 2, "content": { "text": "x" } }))
            .await;
    assert_eq!((status, refused["error"].as_str()), (StatusCode::CONFLICT, Some("refused")));
    assert!(refused["codes"].as_array().unwrap().contains(&json!("wrong_stage")));
    assert_eq!(refused["codes"].as_array().unwrap().len(), refused["reasons"].as_array().unwrap().len());

    let events = get(&house, &format!("{one}/events"), &officer).await.1;
    assert_eq!(events["items"][1]["event"], "claimed");
    assert_eq!(events["items"][1]["content"]["note"], "立即整改");
    let state = get(&house, &one, &officer).await.1;
    assert_eq!((state["version"].as_u64(), state["stage"].as_str()), (Some(2), Some("claimed")));
}

#[tokio::test]
async fn what_would_be_sealed_or_belongs_to_imports_has_no_door_here() {
    let house = house().await;
    let id = house.cast.register(&house.site.office, "7").await.unwrap();
    let clerk = token(&house, "clerk", true).await;
    let closed = [
        Action::Register,
        Action::AddEvidence,
        Action::ReceiveObjection,
        Action::ProposeChange,
        Action::Void,
        Action::Escalate,
    ];
    for action in closed {
        let path = format!("/api/v1/problems/{id}/actions/{}", action.code());
        let (status, _) = post(&house, &path, &clerk, &json!({ "seen": 1, "content": {} })).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{}", action.code());
    }
    let mut registration = serde_json::to_value(house.cast.registration("32", jiff::civil::date(2026, 3, 2))).unwrap();
    registration["source"]["kind"] = json!("self_found");
    registration["declared_struck_off"] = json!("某文件");
    registration["chain"].as_array_mut().unwrap().retain(|duty| duty["role"] != "supervising");
    let officer = token(&house, "officer", true).await;
    let (status, answer) = post(&house, "/api/v1/problems", &officer, &registration).await;
    assert_eq!((status, &answer["codes"]), (StatusCode::CONFLICT, &json!(["not_yours"])));
}

#[tokio::test]
async fn what_a_letter_declares_is_not_struck_off() {
    let house = house().await;
    let clerk = token(&house, "clerk", true).await;
    let mut registration = serde_json::to_value(house.cast.registration("32", jiff::civil::date(2026, 3, 2))).unwrap();
    registration["declared_struck_off"] = json!("某文件（虚构）");
    let (status, answer) = post(&house, "/api/v1/problems", &clerk, &registration).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let rows = get(&house, "/api/v1/problems?q=32", &clerk).await.1;
    assert_eq!(rows["items"][0]["stage"], "declared", "{rows}");
    assert_eq!(rows["items"][0]["struck_off"], Value::Null, "{rows}");
}

#[tokio::test]
async fn numbers_equal_lists_and_wrong_conditions_are_told() {
    let house = house().await;
    for no in ["1", "2", "3"] {
        house.cast.register(&house.site.office, no).await.unwrap();
    }
    let clerk = token(&house, "clerk", false).await;
    for figure in get(&house, "/api/v1/figures", &clerk).await.1["items"].as_array().unwrap() {
        let rows = get(&house, figure["rows"].as_str().unwrap(), &clerk).await.1;
        assert_eq!(rows["total"], figure["count"], "{figure}");
    }
    let first = get(&house, "/api/v1/problems?per=2", &clerk).await.1;
    assert_eq!((first["total"].as_u64(), first["items"].as_array().unwrap().len()), (Some(3), 2));
    let after =
        dugai_web::visitor::address("/api/v1/problems", [("per", "2"), ("after", first["after"].as_str().unwrap())]);
    let second = get(&house, &after, &clerk).await.1;
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    for query in ["stage=nothing", "stagee=open", "due_from=2026-13-01"] {
        let (status, said) = get(&house, &format!("/api/v1/problems?{query}"), &clerk).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(said["reasons"][0].as_str().unwrap().contains(query.split('=').next().unwrap()), "{said}");
    }
    let due = get(&house, "/api/v1/calendar/deadline?start=2026-02-13&n=5&unit=working", &clerk).await.1;
    let holiday = due["skipped"].as_array().unwrap().iter().any(|run| run["why"] == "holiday");
    assert!(holiday && due["date"].as_str().is_some_and(|d| d > "2026-02-20"), "{due}");
    assert_eq!(
        get(&house, "/api/v1/calendar/deadline?start=2026-02-13&n=0&unit=working", &clerk).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let todo = get(&house, "/api/v1/todo?limit=1", &token(&house, "officer", false).await).await.1;
    assert_eq!((todo["total"].as_u64(), todo["items"].as_array().unwrap().len()), (Some(3), 1));
}

#[tokio::test]
async fn a_text_that_cannot_be_kept_is_refused_with_its_field() {
    let house = house().await;
    let clerk = token(&house, "clerk", true).await;
    let mut registration = serde_json::to_value(house.cast.registration("31", jiff::civil::date(2026, 3, 2))).unwrap();
    registration["numbers"][0]["no"] = json!("2\u{0}x");
    registration["text"] = json!("问".repeat(500_000));
    let (status, said) = post(&house, "/api/v1/problems", &clerk, &registration).await;
    assert_eq!((status, said["error"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("unusable")));
    let told = said["reasons"].to_string();
    assert!(told.contains("numbers.0.no") && told.contains("text") && told.contains("20000"), "{told}");
    let id = house.cast.register(&house.site.office, "7").await.unwrap();
    let officer = token(&house, "officer", true).await;
    let claim = json!({ "seen": 1, "content": { "unit": house.cast.units[1], "note": "a\u{1b}b" } });
    let (status, said) = post(&house, &format!("/api/v1/problems/{id}/actions/claim"), &officer, &claim).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && said["reasons"][0].as_str().unwrap().contains("note"),
        "{said}"
    );
    assert_eq!(
        get(&house, "/api/v1/problems?q=%00", &clerk).await.0,
        StatusCode::OK,
        "nothing is found, nothing fails"
    );
}

/// Tells which fields a record has, and reads nothing.
struct Fields;

/// The fields that were asked for.
#[derive(Debug)]
struct Asked(Vec<&'static str>);

impl std::fmt::Display for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for Asked {}

impl serde::de::Error for Asked {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self(Vec::new())
    }
}

impl<'de> serde::Deserializer<'de> for Fields {
    type Error = Asked;

    fn deserialize_any<V: serde::de::Visitor<'de>>(self, _: V) -> Result<V::Value, Asked> {
        Err(Asked(Vec::new()))
    }

    fn deserialize_struct<V: serde::de::Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Asked> {
        Err(Asked(fields.to_vec()))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[tokio::test]
async fn the_document_names_every_field_of_a_problem_and_its_form() {
    let house = house().await;
    let id = house.cast.register(&house.site.office, "7").await.unwrap();
    house.cast.to_notice(&house.site.office, id).await.unwrap();
    let (_, document) = get(&house, "/api/v1/openapi.json", "").await;
    let schema = &document["components"]["schemas"]["Problem"];
    let told: BTreeSet<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    let Asked(fields) = <Problem as serde::Deserialize>::deserialize(Fields).unwrap_err();
    assert_eq!(told, fields.into_iter().collect());
    let token = token(&house, "clerk", false).await;
    let (_, problem) = get(&house, &format!("/api/v1/problems/{id}"), &token).await;
    fits(&document, schema, &problem, "problem");
}
