//! A house for tests of pages: an office with its invented city, the whole site, and people who
//! are signed in. Not every test file uses everything.
#![expect(dead_code, reason = "each test file uses its own part of the kit")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use dugai_app::testing::{Cast, cast, tools_at};
use dugai_app::{Office, Store, Target};
use dugai_web::site::{Server, Site};
use tower::ServiceExt;

/// An answer: status, headers, and the page.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The page as text.
    pub fn html(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Where a redirect leads; empty for none.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

/// The site of an invented city.
pub struct House {
    pub site: Site,
    pub cast: Cast,
    pub router: Router,
    sessions: Mutex<BTreeMap<String, String>>,
    _folder: tempfile::TempDir,
}

/// A house on 2 March 2026, ten in the morning.
pub async fn house() -> House {
    house_on(jiff::civil::date(2026, 3, 2)).await
}

/// A house on a day, ten in the morning.
pub async fn house_on(day: jiff::civil::Date) -> House {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&Target::Folder(folder.path().join("data"))).await.expect("the store opens");
    let office = Office::open(store, tools_at(day)).await.expect("the office opens");
    let cast = cast(&office).await.expect("a city");
    let site: Site = Arc::new(Server::new(office));
    let router = dugai_web::router(Arc::clone(&site));
    House { site, cast, router, sessions: Mutex::default(), _folder: folder }
}

impl House {
    /// The session of a person; nobody for an empty name.
    pub async fn session(&self, who: &str) -> Option<String> {
        if who.is_empty() {
            return None;
        }
        let known = self.sessions.lock().expect("no panic before").get(who).cloned();
        if known.is_some() {
            return known;
        }
        let secret = self.cast.log_in(&self.site.office, who).await.expect("signs in");
        self.sessions.lock().expect("no panic before").insert(who.to_owned(), secret.clone());
        Some(secret)
    }

    /// Sends a request as somebody.
    pub async fn send(&self, who: &str, mut request: Request<Body>) -> Answer {
        if let Some(secret) = self.session(who).await {
            let cookie = format!("sid={secret}").parse().expect("a header");
            request.headers_mut().insert(header::COOKIE, cookie);
        }
        request.headers_mut().insert("sec-fetch-site", "same-origin".parse().expect("a header"));
        let answer = self.router.clone().oneshot(request).await.expect("answers");
        let (parts, body) = answer.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// Asks for a page: status and page.
    pub async fn get(&self, path: &str, who: &str) -> (StatusCode, String) {
        let answer = self.send(who, Request::get(path).body(Body::empty()).expect("a request")).await;
        (answer.status, answer.html())
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, who: &str, pairs: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = pairs.iter().map(|(n, v)| format!("{}={}", code(n), code(v))).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .expect("a request");
        self.send(who, request).await
    }
}

impl House {
    /// Sends a form and goes where it leads.
    pub async fn led(&self, path: &str, who: &str, pairs: &[(&str, &str)]) -> Answer {
        let sent = self.post(path, who, pairs).await;
        if sent.status != StatusCode::SEE_OTHER {
            return sent;
        }
        self.send(who, Request::get(sent.location()).body(Body::empty()).expect("a request")).await
    }
}

fn code(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

impl House {
    /// Sends one file under the name `file`, as a form of its own.
    pub async fn upload(&self, path: &str, who: &str, file: (&str, &[u8])) -> Answer {
        let (name, bytes) = file;
        let head = format!("--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        let body = [head.as_bytes(), bytes, b"\r\n--cut--\r\n"].concat();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
            .body(Body::from(body))
            .expect("a request");
        self.send(who, request).await
    }
}
