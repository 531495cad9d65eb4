//! What must go on: a body that comes in, and an answer that goes out.

use std::io::{Error as IoError, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::{BoxError, Error};
use http_body::{Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// Bytes by which a slow line shows that it goes on: a page of text a minute.
pub const STEP: usize = 4096;

/// A line that must read what it asked for.
pub struct Paced<L> {
    line: L,
    patience: Duration,
    /// Runs since the line took nothing more; none while it takes what comes.
    silence: Option<Pin<Box<Sleep>>>,
    /// Bytes that it took since.
    took: usize,
}

impl<L> Paced<L> {
    /// Over a line, with so much patience for each [`STEP`] bytes.
    pub fn over(line: L, patience: Duration) -> Self {
        Self { line, patience, silence: None, took: 0 }
    }

    /// The line itself.
    pub fn line(&self) -> &L {
        &self.line
    }

    fn watched(&mut self, written: Poll<Result<usize, IoError>>, cx: &mut Context<'_>) -> Poll<Result<usize, IoError>> {
        if let Poll::Ready(done) = written {
            self.took += done.as_ref().map_or(0, |n| *n);
            if self.took >= STEP {
                self.silence = None;
            }
            return Poll::Ready(done);
        }
        if self.silence.is_none() {
            self.took = 0;
        }
        let silence = self.silence.get_or_insert_with(|| Box::pin(sleep(self.patience)));
        match silence.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(IoError::new(ErrorKind::TimedOut, "the answer is not read"))),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<L: AsyncRead + Unpin> AsyncRead for Paced<L> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<Result<(), IoError>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.line).poll_read(cx, into);
        if into.filled().len() > before {
            // Whoever asks again has its answer, or as much of it as it wants.
            self.silence = None;
        }
        read
    }
}

impl<L: AsyncWrite + Unpin> AsyncWrite for Paced<L> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize, IoError>> {
        let written = Pin::new(&mut self.line).poll_write(cx, bytes);
        self.watched(written, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<Result<usize, IoError>> {
        let written = Pin::new(&mut self.line).poll_write_vectored(cx, parts);
        self.watched(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.line.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), IoError>> {
        Pin::new(&mut self.line).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), IoError>> {
        Pin::new(&mut self.line).poll_shutdown(cx)
    }
}

/// A body that must go on.
pub struct PacedBody {
    body: Body,
    patience: Duration,
    silence: Pin<Box<Sleep>>,
    came: usize,
}

impl PacedBody {
    /// A body with so much patience for each [`STEP`] bytes.
    pub fn new(body: Body, patience: Duration) -> Self {
        Self { body, patience, silence: Box::pin(sleep(patience)), came: 0 }
    }
}

impl http_body::Body for PacedBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            if let Some(Ok(frame)) = &frame {
                self.came += frame.data_ref().map_or(0, Bytes::len);
            }
            // The time runs while the server waits for the line, not while the line waits for it.
            if self.came >= STEP {
                self.came = 0;
                let until = Instant::now() + self.patience;
                self.silence.as_mut().reset(until);
            }
            return Poll::Ready(frame);
        }
        match self.silence.as_mut().poll(cx) {
            Poll::Ready(()) => {
                let late: BoxError = "the line was silent for too long".into();
                Poll::Ready(Some(Err(Error::new(late))))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
