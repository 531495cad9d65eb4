//! An object store for tests, written against the published description of the protocol and not
//! against our client: it checks every signature by itself, and fails in the ways it is told to.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sha2::{Digest, Sha256};

pub const KEY_ID: &str = "AKIDINVENTED";
pub const SECRET: &str = "s3cr3t/of+an/invented+city";
pub const REGION: &str = "cn-test-1";
pub const BUCKET: &str = "evidence";

/// How the next request goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It answers 500 and did nothing.
    Broken,
    /// It answers 403.
    Forbidden,
    /// It does what is asked, and never answers.
    Silent,
    /// It closes the connection in the middle of the body it sends, or before it read the one it gets.
    Cut,
    /// It keeps half of what it got, and says that all is well.
    Half,
    /// It does not know conditions.
    NoConditions,
    /// It does what is asked and closes the connection without a word.
    Gone,
}

#[derive(Default)]
struct Inner {
    objects: BTreeMap<String, Vec<u8>>,
    failures: VecDeque<Failure>,
    /// Failures of requests with this method only; others go well meanwhile.
    method: Option<&'static str>,
    seen: Vec<String>,
}

/// A running double.
#[derive(Clone)]
pub struct Double {
    pub port: u16,
    inner: Arc<Mutex<Inner>>,
}

struct Got {
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Double {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("an address");
        let double = Self { port: listener.local_addr().expect("an address").port(), inner: Arc::default() };
        let serving = double.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                std::thread::spawn(move || while serving.one(&stream).is_some() {});
            }
        });
        double
    }

    pub fn fail(&self, method: &'static str, failures: &[Failure]) {
        let mut inner = self.inner.lock().expect("whole");
        inner.method = Some(method);
        inner.failures = failures.iter().copied().collect();
    }

    pub fn objects(&self) -> BTreeMap<String, Vec<u8>> {
        self.inner.lock().expect("whole").objects.clone()
    }

    pub fn put_behind(&self, name: &str, bytes: &[u8]) {
        self.inner.lock().expect("whole").objects.insert(name.to_owned(), bytes.to_vec());
    }

    /// Requests so far: method and path, and what was wrong with the signature.
    pub fn seen(&self) -> Vec<String> {
        self.inner.lock().expect("whole").seen.clone()
    }

    /// Answers one request; nothing when the connection is over.
    fn one(&self, stream: &TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream);
        let mut got = head(&mut reader)?;
        let failure = self.failure(&got.method);
        let length: usize = got.headers.get("content-length").map_or(0, |n| n.parse().expect("a number"));
        if failure == Some(Failure::Cut) && length > 0 {
            return None;
        }
        got.body = vec![0; length];
        reader.read_exact(&mut got.body).ok()?;
        let judged = signature(&got);
        let said = judged.as_ref().err().cloned().unwrap_or_default();
        self.inner.lock().expect("whole").seen.push(format!("{} {} {said}", got.method, got.path).trim().to_owned());
        let (status, body) = match (judged, failure) {
            (Err(_), _) => (403, error("SignatureDoesNotMatch")),
            (_, Some(Failure::Forbidden)) => (403, error("AccessDenied")),
            (_, Some(Failure::Broken)) => (500, error("InternalError")),
            (_, Some(Failure::NoConditions)) if got.headers.contains_key("if-none-match") => {
                (501, error("NotImplemented"))
            }
            _ => self.done(&got, failure),
        };
        if failure == Some(Failure::Silent) {
            std::thread::sleep(Duration::from_secs(3));
            return None;
        }
        if failure == Some(Failure::Gone) {
            return None;
        }
        let mut stream = stream;
        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).ok()?;
        if got.method != "HEAD" {
            let end = if failure == Some(Failure::Cut) { body.len() / 2 } else { body.len() };
            stream.write_all(&body[..end]).ok()?;
            if end < body.len() {
                return None;
            }
        }
        Some(())
    }

    fn failure(&self, method: &str) -> Option<Failure> {
        let mut inner = self.inner.lock().expect("whole");
        if inner.method == Some(method) { inner.failures.pop_front() } else { None }
    }

    fn done(&self, got: &Got, failure: Option<Failure>) -> (u16, Vec<u8>) {
        let mut inner = self.inner.lock().expect("whole");
        let Some(name) = got.path.strip_prefix(&format!("/{BUCKET}/")) else { return (404, error("NoSuchBucket")) };
        match got.method.as_str() {
            "PUT" if got.headers.contains_key("if-none-match") && inner.objects.contains_key(name) => {
                (412, error("PreconditionFailed"))
            }
            "PUT" => {
                let end = if failure == Some(Failure::Half) { got.body.len() / 2 } else { got.body.len() };
                inner.objects.insert(name.to_owned(), got.body[..end].to_vec());
                (200, Vec::new())
            }
            "DELETE" => {
                inner.objects.remove(name);
                (204, Vec::new())
            }
            "GET" | "HEAD" => match inner.objects.get(name) {
                Some(bytes) => (200, bytes.clone()),
                None => (404, error("NoSuchKey")),
            },
            _ => (405, error("MethodNotAllowed")),
        }
    }
}

fn error(code: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>").into_bytes()
}

fn head(reader: &mut impl BufRead) -> Option<Got> {
    let mut first = String::new();
    reader.read_line(&mut first).ok().filter(|n| *n > 0)?;
    let mut words = first.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    Some(Got { method, path, headers, body: Vec::new() })
}

/// What is wrong with the signature of a request.
fn signature(got: &Got) -> Result<(), String> {
    let header = |name: &str| got.headers.get(name).cloned().ok_or(format!("no {name}"));
    let (stamp, body_hash) = (header("x-amz-date")?, header("x-amz-content-sha256")?);
    if body_hash != hex(&Sha256::digest(&got.body)) {
        return Err("the body is not what was signed".to_owned());
    }
    let given = header("authorization")?;
    let part = |name: &str| {
        let rest = given.split_once(&format!("{name}=")).map(|(_, rest)| rest).ok_or(format!("no {name}"))?;
        Ok::<String, String>(rest.split(',').next().unwrap_or_default().trim().to_owned())
    };
    let day = &stamp[..8];
    let scope = format!("{day}/{REGION}/s3/aws4_request");
    if part("Credential")? != format!("{KEY_ID}/{scope}") {
        return Err("another credential".to_owned());
    }
    let names = part("SignedHeaders")?;
    let mut canonical = format!("{}\n{}\n\n", got.method, got.path);
    for name in names.split(';') {
        canonical.push_str(&format!("{name}:{}\n", header(name)?));
    }
    if !names.split(';').any(|n| n == "host") {
        return Err("the host is not signed".to_owned());
    }
    canonical.push_str(&format!("\n{names}\n{body_hash}"));
    let signed = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}", hex(&Sha256::digest(canonical.as_bytes())));
    let mut key = format!("AWS4{SECRET}").into_bytes();
    for part in [day, REGION, "s3", "aws4_request", &signed] {
        key = hmac(&key, part.as_bytes());
    }
    if part("Signature")? == hex(&key) { Ok(()) } else { Err("the signature does not fit".to_owned()) }
}

/// HMAC-SHA-256 by its definition, so that it is not the library's word against itself.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    let short = if key.len() > 64 { Sha256::digest(key).to_vec() } else { key.to_vec() };
    block[..short.len()].copy_from_slice(&short);
    let with = |pad: u8| block.map(|b| b ^ pad);
    let inner = Sha256::new().chain_update(with(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(with(0x5c)).chain_update(inner).finalize().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
