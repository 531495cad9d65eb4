//! The lines to the server: how long one may be silent or leave unread what it asked for, how many there
//! may be, and how all of them end. A slow line that goes on is served to its end; one that says nothing
//! holds up nobody, not even the end of the server.

mod paced;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;
use tower::ServiceExt;

use paced::{Paced, PacedBody};

/// How patient the server is, and with how many.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// With the head of a request, and with a line between two requests.
    pub head: Duration,
    /// With the next [`STEP`] bytes of a body.
    pub body: Duration,
    /// With a line that does not read its answer: for the next [`paced::STEP`] bytes of it.
    pub answer: Duration,
    /// With the lines that are open when it is asked to stop.
    pub end: Duration,
    /// Lines at once; who comes then waits until one ends.
    pub lines: usize,
}

impl Default for Patience {
    fn default() -> Self {
        let [head, body, answer, end] = [30, 60, 60, 20].map(Duration::from_secs);
        Self { head, body, answer, end, lines: lines_of(open_files()) }
    }
}

/// Files that stay free for the database, for evidence and for the log.
const FREE: usize = 256;
/// Open files of a process where the system does not tell it.
const FILES: usize = 1024;

/// So many files may this process open.
fn open_files() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(FILES)
}

/// Every line is an open file.
fn lines_of(files: usize) -> usize {
    files.saturating_sub(FREE).max(files / 2).clamp(1, Semaphore::MAX_PERMITS)
}

/// Serves until asked to stop, then lets what is under way end for a while.
pub async fn serve(listener: TcpListener, routes: Router, patience: Patience, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    let places = Arc::new(Semaphore::new(patience.lines));
    let mut full = false;
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            listener.accept().await.map(|(stream, from)| (stream, from, place.ok()))
        };
        if places.available_permits() == 0 && !std::mem::replace(&mut full, true) {
            tracing::warn!(lines = patience.lines, "as many lines as may be: who comes now waits");
        }
        full &= places.available_permits() == 0;
        let came = tokio::select! {
            came = next => came,
            () = &mut stop => break,
        };
        match came {
            Ok((stream, from, place)) => {
                let stream = Paced::over(stream, patience.answer);
                take((stream, place), from, (&routes, patience), &graceful);
            }
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
fn take(
    line: (Paced<TcpStream>, Option<OwnedSemaphorePermit>),
    from: SocketAddr,
    with: (&Router, Patience),
    graceful: &GracefulShutdown,
) {
    let ((stream, place), (routes, patience)) = (line, with);
    // Answers are written whole: waiting for more to send would only delay them.
    let _slower = stream.line().set_nodelay(true);
    let routes = routes.clone().map_request(move |request: Request<hyper::body::Incoming>| {
        let mut request = request.map(|body| Body::new(PacedBody::new(Body::new(body), patience.body)));
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
        drop(place);
    });
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
        answer: Duration::from_millis(300),
        end: Duration::from_millis(500),
        lines: 2,
    };

    /// A server that is stopped by a word; its address, the word, its end.
    async fn server(patience: Patience) -> (std::net::SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let routes = Router::new()
            .route("/", get(|| async { "here" }))
            .route("/long", get(|| async { vec![b'x'; 32 << 20] }))
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
    async fn a_line_that_does_not_read_its_answer_is_cut_and_a_slow_reader_gets_all_of_it() {
        let (address, _stop, _running) = server(SHORT).await;
        let ask = b"GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        let mut idle = TcpStream::connect(address).await.expect("connects");
        idle.write_all(ask).await.expect("sent");
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let mut text = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(5), idle.read_to_end(&mut text)).await;
        assert!(ended.is_ok() && text.len() < 32 << 20, "it was cut: {} bytes came", text.len());
        let mut slow = TcpStream::connect(address).await.expect("connects");
        slow.write_all(ask).await.expect("sent");
        let (mut count, mut some) = (0, vec![0; 1 << 20]);
        loop {
            let read = slow.read(&mut some).await.expect("never cut");
            if read == 0 {
                break;
            }
            count += read;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(count > 32 << 20, "{count}");
    }

    #[tokio::test]
    async fn who_comes_when_all_lines_are_taken_waits_for_one() {
        assert_eq!([1024, 100, 1_048_576].map(super::lines_of), [768, 50, 1_048_320]);
        let (address, _stop, _running) = server(SHORT).await;
        let mut held = Vec::new();
        for _ in 0..SHORT.lines {
            let mut line = TcpStream::connect(address).await.expect("connects");
            line.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").await.expect("sent");
            held.push(line);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        let mut late = TcpStream::connect(address).await.expect("the system takes it");
        late.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.expect("sent");
        let early = tokio::time::timeout(Duration::from_millis(100), late.readable()).await;
        assert!(early.is_err(), "nobody serves it yet");
        // The others are ended, since they say nothing.
        assert!(said(&mut late).await.ends_with("here"));
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
