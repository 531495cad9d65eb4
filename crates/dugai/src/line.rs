//! The lines to the server: how long one may be silent, and how all of them end. A slow line that goes
//! on is served to its end; one that says nothing holds up nobody, not even the end of the server.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request};
use axum::{BoxError, Error, Router};
use http_body::{Frame, SizeHint};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep};
use tower::ServiceExt;

/// How patient the server is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// With the head of a request, and with a line between two requests.
    pub head: Duration,
    /// With the next [`STEP`] bytes of a body.
    pub body: Duration,
    /// With the lines that are open when it is asked to stop.
    pub end: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(30), body: Duration::from_secs(60), end: Duration::from_secs(20) }
    }
}

/// Bytes of a body by which a slow line shows that it goes on: a page of text a minute.
const STEP: usize = 4096;

/// Serves until asked to stop, then lets what is under way end for a while.
pub async fn serve(listener: TcpListener, routes: Router, patience: Patience, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let came = tokio::select! {
            came = listener.accept() => came,
            () = &mut stop => break,
        };
        match came {
            Ok((stream, from)) => take(stream, from, (&routes, patience), &graceful),
            Err(error) => {
                // Too many open files, or a client that went away at once: neither ends the server.
                tracing::warn!(error = &error as &dyn std::error::Error, "accept");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    let open = graceful.count();
    tokio::select! {
        () = graceful.shutdown() => tracing::info!(open, "stopped; every line has ended"),
        () = sleep(patience.end) => {
            tracing::warn!(open, seconds = patience.end.as_secs(), "stopped; lines that did not end were cut");
        }
    }
}

/// Serves one line in a task of its own.
fn take(stream: TcpStream, from: SocketAddr, with: (&Router, Patience), graceful: &GracefulShutdown) {
    let (routes, patience) = with;
    // Answers are written whole: waiting for more to send would only delay them.
    let _slower = stream.set_nodelay(true);
    let routes = routes.clone().map_request(move |request: Request<hyper::body::Incoming>| {
        let mut request = request.map(|body| Body::new(Paced::new(Body::new(body), patience.body)));
        request.extensions_mut().insert(ConnectInfo(from));
        request
    });
    let line = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes));
    let line = graceful.watch(line);
    tokio::spawn(async move {
        if let Err(error) = line.await {
            tracing::debug!(error = &error as &dyn std::error::Error, "line");
        }
    });
}

/// A body that must go on.
struct Paced {
    body: Body,
    patience: Duration,
    silence: Pin<Box<Sleep>>,
    came: usize,
}

impl Paced {
    fn new(body: Body, patience: Duration) -> Self {
        Self { body, patience, silence: Box::pin(sleep(patience)), came: 0 }
    }
}

impl http_body::Body for Paced {
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::Router;
    use axum::routing::{get, post};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::oneshot;

    use super::{Patience, serve};

    const SHORT: Patience = Patience {
        head: Duration::from_millis(300),
        body: Duration::from_millis(300),
        end: Duration::from_millis(500),
    };

    /// A server that is stopped by a word; its address, the word, its end.
    async fn server(patience: Patience) -> (std::net::SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let routes = Router::new()
            .route("/", get(|| async { "here" }))
            .route("/", post(|body: String| async move { body.len().to_string() }));
        let running = tokio::spawn(serve(listener, routes, patience, async move {
            let _asked = stopped.await;
        }));
        (address, stop, running)
    }

    async fn said(line: &mut TcpStream) -> String {
        let mut text = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(5), line.read_to_end(&mut text)).await;
        assert!(read.is_ok(), "the server ends the line");
        String::from_utf8_lossy(&text).into_owned()
    }

    #[tokio::test]
    async fn a_line_that_says_nothing_is_ended_and_a_slow_one_is_served() {
        let (address, _stop, _running) = server(SHORT).await;
        let mut half = TcpStream::connect(address).await.expect("connects");
        half.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").await.expect("sent");
        assert!(!said(&mut half).await.contains("200"));
        let mut silent = TcpStream::connect(address).await.expect("connects");
        let head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 40960\r\n\r\n";
        silent.write_all(head).await.expect("sent");
        assert!(said(&mut silent).await.starts_with("HTTP/1.1 400"), "the body never came");
        let mut slow = TcpStream::connect(address).await.expect("connects");
        slow.write_all(head).await.expect("sent");
        for _ in 0..10 {
            // All in all longer than any silence may be.
            tokio::time::sleep(Duration::from_millis(100)).await;
            slow.write_all(&[b'x'; 4096]).await.expect("sent");
        }
        assert!(said(&mut slow).await.ends_with("40960"));
    }

    #[tokio::test]
    async fn an_unfinished_request_does_not_keep_the_server_from_stopping() {
        let patience = Patience { head: Duration::from_secs(60), ..SHORT };
        let (address, stop, running) = server(patience).await;
        let mut half = TcpStream::connect(address).await.expect("connects");
        half.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").await.expect("sent");
        tokio::time::sleep(Duration::from_millis(50)).await;
        stop.send(()).expect("it runs");
        tokio::time::timeout(Duration::from_secs(5), running).await.expect("it ends").expect("without a defect");
    }
}
