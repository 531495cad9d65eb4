//! Blobs in an object store that speaks the protocol of S3: one object each. All functions block:
//! call them where blocking is allowed.
//!
//! What is sent carries the hash of its bytes inside the signature, so that the store refuses what
//! changed on the way; after writing, the object's length is asked for before it counts as there.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use dugai_domain::time::Clock;
use ureq::http::StatusCode;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::sign::{Request, Signer, hash};
use super::{missing, taken};
use crate::error::StoreError;

/// No blob is larger: what is sealed was taken in by a form with a limit far below.
const LARGEST: u64 = 1 << 30;
/// How long a connection may take to come up.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a body may take to be sent or received.
const BODY: Duration = Duration::from_secs(600);
/// Pauses before a request is sent once more that the store could not answer.
const AGAIN: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(1)];
/// Where systems keep the authorities they trust.
const AUTHORITIES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// A secret that is never printed and wiped from memory when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Keeps a secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Where the objects lie, and how to get there.
#[derive(Clone, Debug)]
pub struct S3Settings {
    /// `https://host` or `http://host:port`.
    pub endpoint: String,
    /// Bucket; it must be there.
    pub bucket: String,
    /// What stands before every object's name, such as `dugai/`; may be empty.
    pub prefix: String,
    /// Region that is signed.
    pub region: String,
    /// Id of the key.
    pub key_id: String,
    /// The key.
    pub secret: Secret,
    /// Whether the bucket stands in the path; else before the host's name.
    pub path_style: bool,
    /// File of the authorities (PEM) that signed the store's certificate; none: those of the system.
    pub authorities: Option<PathBuf>,
    /// How long to wait for an answer.
    pub patience: Duration,
}

/// An object store.
pub struct S3 {
    settings: S3Settings,
    /// `https://host:port`, without the bucket's name.
    base: String,
    host: String,
    agent: ureq::Agent,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// What came back.
struct Answer {
    status: StatusCode,
    length: Option<u64>,
    body: Vec<u8>,
}

impl S3 {
    /// An object store; nothing is sent yet. `clock` must show the time of the wall, which is signed.
    ///
    /// # Errors
    /// When a setting cannot be used; it is named, and the secret never.
    pub fn new(settings: S3Settings, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        check(&settings)?;
        let (scheme, address) =
            settings.endpoint.trim_end_matches('/').split_once("://").unwrap_or(("", &settings.endpoint));
        let usual = if scheme == "https" { ":443" } else { ":80" };
        let address = address.strip_suffix(usual).unwrap_or(address).to_lowercase();
        let host = if settings.path_style { address } else { format!("{}.{address}", settings.bucket) };
        let base = format!("{scheme}://{host}");
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(settings.patience))
            .timeout_send_body(Some(BODY))
            .timeout_recv_body(Some(BODY.min(settings.patience * 10)));
        if scheme == "https" {
            config = config.tls_config(tls(settings.authorities.as_deref())?);
        }
        Ok(Self { base, host, agent: config.build().new_agent(), clock, settings })
    }

    /// Where they lie, in words.
    pub(super) fn place(&self) -> String {
        format!("{}, bucket {}, prefix \"{}\"", self.settings.endpoint, self.settings.bucket, self.settings.prefix)
    }

    fn path(&self, id: Uuid) -> String {
        let name = format!("/{}{}", self.settings.prefix, super::place(id));
        if self.settings.path_style { format!("/{}{name}", self.settings.bucket) } else { name }
    }

    pub(super) fn put(&self, id: Uuid, bytes: &[u8]) -> Result<(), StoreError> {
        if self.exists(id)? {
            return Err(taken(id));
        }
        self.write(id, bytes, true)
    }

    pub(super) fn replace(&self, id: Uuid, bytes: &[u8]) -> Result<(), StoreError> {
        if !self.exists(id)? {
            return Err(missing(id, &self.path(id)));
        }
        self.write(id, bytes, false)
    }

    /// Writes an object, and looks whether it arrived whole. A new one that did not is asked to go.
    fn write(&self, id: Uuid, bytes: &[u8], new: bool) -> Result<(), StoreError> {
        let written = self.send_whole(id, bytes, new).and_then(|()| {
            let length = self.ask("HEAD", id)?.length;
            if length == Some(bytes.len() as u64) {
                return Ok(());
            }
            let has = length.map_or_else(|| "an unknown number of".to_owned(), |n| n.to_string());
            Err(self.fails(&format!("{} bytes were written, and it says that it has {has}", bytes.len())))
        });
        if new && matches!(written, Err(StoreError::Files(_))) {
            // The answer may be lost and not the object. One that stays is sealed and named by nothing.
            let _ = self.remove(id);
        }
        written
    }

    fn send_whole(&self, id: Uuid, bytes: &[u8], new: bool) -> Result<(), StoreError> {
        let mut only_new = new;
        let (mut answer, tries) = self.send("PUT", id, Some(bytes), only_new)?;
        if only_new && answer.status == StatusCode::NOT_IMPLEMENTED {
            // An older store does not know the condition; whether the id is taken was asked before.
            only_new = false;
            answer = self.send("PUT", id, Some(bytes), only_new)?.0;
        }
        match answer.status.as_u16() {
            200 | 201 | 204 => Ok(()),
            // Taken by somebody else, or by our own first try whose answer was lost.
            409 | 412 if only_new => {
                if tries > 1 && self.get(id)? == bytes {
                    Ok(())
                } else {
                    Err(taken(id))
                }
            }
            _ => Err(self.refused("PUT", &answer)),
        }
    }

    pub(super) fn get(&self, id: Uuid) -> Result<Vec<u8>, StoreError> {
        let answer = self.ask("GET", id)?;
        match answer.status.as_u16() {
            200 if answer.length.is_none_or(|n| n == answer.body.len() as u64) => Ok(answer.body),
            200 => Err(self.fails("an object came only in part")),
            404 => Err(missing(id, &format!("{} in bucket {}", self.path(id), self.settings.bucket))),
            _ => Err(self.refused("GET", &answer)),
        }
    }

    pub(super) fn exists(&self, id: Uuid) -> Result<bool, StoreError> {
        let answer = self.ask("HEAD", id)?;
        match answer.status.as_u16() {
            200 => Ok(true),
            404 => Ok(false),
            _ => Err(self.refused("HEAD", &answer)),
        }
    }

    pub(super) fn remove(&self, id: Uuid) -> Result<(), StoreError> {
        let answer = self.ask("DELETE", id)?;
        match answer.status.as_u16() {
            200 | 202 | 204 | 404 => Ok(()),
            _ => Err(self.refused("DELETE", &answer)),
        }
    }

    fn ask(&self, method: &str, id: Uuid) -> Result<Answer, StoreError> {
        self.send(method, id, None, false).map(|(answer, _)| answer)
    }

    /// Sends a request, once more after a pause when the store could not answer; gives the number
    /// of tries as well.
    fn send(&self, method: &str, id: Uuid, body: Option<&[u8]>, only_new: bool) -> Result<(Answer, usize), StoreError> {
        let mut tries = 0;
        loop {
            let answered = self.once(method, id, body, only_new);
            let pause = AGAIN.get(tries);
            tries += 1;
            match (answered, pause) {
                (Ok(answer), Some(pause)) if is_for_now(answer.status) => std::thread::sleep(*pause),
                (Ok(answer), _) => return Ok((answer, tries)),
                // Who waited long once does not wait twice.
                (Err(ureq::Error::Io(_) | ureq::Error::ConnectionFailed), Some(pause)) => std::thread::sleep(*pause),
                (Err(error), _) => return Err(self.fails(&words(&error))),
            }
        }
    }

    fn once(&self, method: &str, id: Uuid, body: Option<&[u8]>, only_new: bool) -> Result<Answer, ureq::Error> {
        let path = self.path(id);
        let (stamp, body_hash) = (self.stamp(), hash(body.unwrap_or_default()));
        let headers = [
            ("host", self.host.as_str()),
            ("x-amz-content-sha256", body_hash.as_str()),
            ("x-amz-date", stamp.as_str()),
        ];
        let signer =
            Signer { key_id: &self.settings.key_id, secret: &self.settings.secret.0, region: &self.settings.region };
        let request = Request { method, path: &path, headers: &headers, body_hash: &body_hash };
        let mut sent = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            sent = sent.header(name, value);
        }
        sent = sent.header("authorization", signer.authorization(&request, &stamp));
        if only_new {
            sent = sent.header("if-none-match", "*");
        }
        let answered = match body {
            Some(bytes) => self.agent.run(sent.header("content-type", "application/octet-stream").body(bytes)?),
            None => self.agent.run(sent.body(())?),
        };
        let mut answer = answered?;
        let length = answer.headers().get("content-length").and_then(|v| v.to_str().ok()?.parse().ok());
        let body =
            if method == "HEAD" { Vec::new() } else { answer.body_mut().with_config().limit(LARGEST).read_to_vec()? };
        Ok(Answer { status: answer.status(), length, body })
    }

    /// The present moment as it is signed.
    fn stamp(&self) -> String {
        let now = jiff::Timestamp::from_microsecond(self.clock.now().0).unwrap_or_default();
        now.strftime("%Y%m%dT%H%M%SZ").to_string()
    }

    fn fails(&self, what: &str) -> StoreError {
        StoreError::Files(format!("{}: {what}", self.place()))
    }

    fn refused(&self, method: &str, answer: &Answer) -> StoreError {
        let text = String::from_utf8_lossy(&answer.body);
        let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map_or("", |(c, _)| c);
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(60).collect();
        let cure = match answer.status.as_u16() {
            301 | 307 | 308 => "the bucket lies elsewhere: check endpoint, region and path_style",
            401 | 403 => {
                "check key_id, secret and region, the rights of the key on this bucket, and this machine's clock"
            }
            404 => "check the bucket's name",
            _ => "look at the store itself",
        };
        self.fails(&format!("{method} was answered with {} {code}; {cure}", answer.status.as_u16()))
    }
}

/// Whether the same request may be answered in a moment.
fn is_for_now(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504)
}

/// What a request failed with. Nothing of what was sent is in it.
fn words(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "it did not answer in time".to_owned(),
        ureq::Error::HostNotFound => "no host of this name is known".to_owned(),
        ureq::Error::Rustls(error) => format!("its certificate or its TLS cannot be used: {error}"),
        ureq::Error::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(error) => format!("its certificate or its TLS cannot be used: {error}"),
            None => format!("the connection failed: {error}"),
        },
        other => other.to_string(),
    }
}

fn check(settings: &S3Settings) -> Result<(), StoreError> {
    let plain = |text: &str, more: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c));
    let host = settings.endpoint.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"));
    let whole = |host: &str| !host.is_empty() && plain(host.trim_end_matches('/'), ".-:[]");
    let wrong = if host.is_none_or(|(_, host)| !whole(host)) {
        "s3.endpoint must be http://HOST[:PORT] or https://HOST[:PORT], without a path and without a password"
    } else if settings.bucket.len() < 3 || !plain(&settings.bucket, ".-") {
        "s3.bucket must have three or more letters, digits, dots or hyphens"
    } else if settings.prefix.starts_with('/') || !plain(&settings.prefix, "/._-") || settings.prefix.contains("..") {
        "s3.prefix may have letters, digits, hyphens, dots, low lines and slashes, and begins without a slash"
    } else if settings.region.is_empty() || !plain(&settings.region, "-_") {
        "s3.region must be named; stores that have none take us-east-1"
    } else if settings.key_id.is_empty() || settings.key_id.contains(char::is_whitespace) {
        "s3.key_id must be given"
    } else if settings.secret.0.is_empty() || settings.secret.0.contains(char::is_whitespace) {
        "s3 needs its secret, in one line: in DUGAI_S3_SECRET or in the file that s3.secret_file names"
    } else {
        return Ok(());
    };
    Err(StoreError::message(wrong))
}

fn tls(authorities: Option<&Path>) -> Result<ureq::tls::TlsConfig, StoreError> {
    let usual = || AUTHORITIES.iter().map(Path::new).find(|path| path.is_file());
    let path = authorities.or_else(usual).ok_or_else(|| {
        StoreError::message("this system has no file of trusted authorities: name one with s3.authorities")
    })?;
    let pem = std::fs::read(path).map_err(|error| StoreError::folder(path, &error))?;
    let certificates: Vec<_> = ureq::tls::parse_pem(&pem)
        .filter_map(Result::ok)
        .filter_map(|item| match item {
            ureq::tls::PemItem::Certificate(certificate) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        return Err(StoreError::message(format!("{} holds no certificate (PEM was expected)", path.display())));
    }
    Ok(ureq::tls::TlsConfig::builder()
        .root_certs(ureq::tls::RootCerts::from(certificates))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build())
}
