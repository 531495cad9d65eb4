//! Handing out files: made outside the threads that answer requests, sent part by part.

use std::fs::File;
use std::future::Future;
use std::io::{Read, Seek, SeekFrom, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use http_body::{Frame, SizeHint};

use crate::fault::Fault;
use crate::visitor::encode;

/// Media type of a docx.
pub(super) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// Media type of a zip.
pub(super) const ZIP: &str = "application/zip";
/// Bytes sent at once.
const PART: usize = 64 << 10;

/// Runs work that computes for long beside the threads that answer requests.
pub(super) async fn in_background<T, F, R>(work: F) -> Result<T, Fault>
where
    T: Send + 'static,
    F: FnOnce() -> R + Send + 'static,
    R: Future<Output = Result<T, Fault>>,
{
    let runtime = tokio::runtime::Handle::current();
    let done = tokio::task::spawn_blocking(move || runtime.block_on(work())).await;
    done.unwrap_or_else(|error| Err(Fault::Broken(format!("make a file: {error}"))))
}

/// A file on the disk that is gone when the last byte was sent, or the reader went away.
struct Sent {
    file: File,
    left: u64,
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let mut buffer = vec![0; PART];
        match self.file.read(&mut buffer) {
            Ok(0) => Poll::Ready(None),
            Ok(read) => {
                buffer.truncate(read);
                self.left = self.left.saturating_sub(read as u64);
                Poll::Ready(Some(Ok(Frame::data(buffer.into()))))
            }
            Err(error) => Poll::Ready(Some(Err(error))),
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// A body of many bytes that leaves the memory before it is sent: a slow line may take long.
pub(crate) async fn spooled(bytes: Vec<u8>) -> Result<Body, Fault> {
    let kept = tokio::task::spawn_blocking(move || {
        let mut file = scratch()?;
        let broken = |error: std::io::Error| Fault::Broken(format!("write a temporary file: {error}"));
        file.write_all(&bytes).and_then(|()| file.rewind()).map_err(broken)?;
        Ok(Body::new(Sent { file, left: bytes.len() as u64 }))
    });
    kept.await.unwrap_or_else(|error| Err(Fault::Broken(format!("write a temporary file: {error}"))))
}

/// An empty file that nobody else can open.
pub(super) fn scratch() -> Result<File, Fault> {
    tempfile::tempfile().map_err(|error| Fault::Broken(format!("make a temporary file: {error}")))
}

/// A file as a download.
pub(super) fn file(name: &str, media: &'static str, mut file: File) -> Result<Response, Fault> {
    let broken = |error: std::io::Error| Fault::Broken(format!("read a temporary file: {error}"));
    let left = file.seek(SeekFrom::End(0)).map_err(broken)?;
    file.rewind().map_err(broken)?;
    Ok(attached(name, media, Body::new(Sent { file, left })))
}

/// Bytes as a download.
pub(super) fn bytes(name: &str, media: &'static str, bytes: Vec<u8>) -> Response {
    attached(name, media, Body::from(bytes))
}

fn attached(name: &str, media: &'static str, body: Body) -> Response {
    // A name of plain letters stands beside the real one for programs that know no other.
    let ending = name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
    let value =
        format!("attachment; filename=\"dugai.{ending}\"; filename*=UTF-8''{}", encode(&name.replace('/', "_")));
    let mut response = ([(header::CONTENT_TYPE, media)], body).into_response();
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
