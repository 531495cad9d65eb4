//! What the server says about itself: alive, ready, numbers for a monitor, one line of log a
//! request; and what it does by itself while it runs. Nothing here names a person or an item:
//! routes stand as templates.

mod counters;

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use dugai_app::OfficeError;
use dugai_app::register::Query;
use dugai_domain::actor::Actor;
use dugai_domain::figures::Figure;
use tokio::task::JoinHandle;

use crate::site::Site;

pub use counters::Counters;

/// The ledger may be so many events behind before the server calls itself not ready.
const BEHIND_MAX: u64 = 10_000;
/// So long the database may take before the server calls itself not ready: whoever watches must get an answer.
const ANSWER: Duration = Duration::from_secs(3);
/// The pause between two looks at the ledger.
const LOOK: Duration = Duration::from_secs(1);
/// Every so many looks the clocks are gone through.
const LOOKS_A_ROUND: u32 = 600;
/// Figures a monitor watches.
const WATCHED: [Figure; 4] = [Figure::Listed, Figure::Open, Figure::Overdue, Figure::Unclaimed];
/// Routes a monitor asks all the time; they would drown the log.
const PROBES: [&str; 3] = ["/healthz", "/readyz", "/metrics"];
/// The header that carries a request's id.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready)).route("/metrics", get(metrics))
}

fn plain(status: StatusCode, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

async fn alive() -> Response {
    plain(StatusCode::OK, "alive\n".to_owned())
}

/// Why the server cannot serve now, as a code for a monitor.
async fn unready(site: &Site) -> Result<Option<String>, OfficeError> {
    if site.office.setup().await?.installation.is_none() {
        return Ok(Some("not_founded".to_owned()));
    }
    if let Some(why) = site.office.is_stuck().await {
        tracing::error!(why, "not ready: nothing can be written");
        return Ok(Some("cannot_write".to_owned()));
    }
    if let Some(why) = site.office.ledger_fault().await? {
        tracing::error!(why, "not ready: the ledger is not that of the sealed head");
        return Ok(Some("ledger_refused".to_owned()));
    }
    let events = site.office.store.next_event().await?;
    let signed = site.office.checkpoint().await?.map_or(0, |(size, _, _)| size);
    let behind = events.saturating_sub(signed);
    Ok((behind > BEHIND_MAX).then(|| format!("ledger_behind {behind}")))
}

async fn ready(State(site): State<Site>) -> Response {
    let looked = tokio::time::timeout(ANSWER, unready(&site)).await;
    let reason = match looked.unwrap_or_else(|_| Ok(Some("database_unavailable".to_owned()))) {
        Ok(None) => return plain(StatusCode::OK, "ready\n".to_owned()),
        Ok(Some(reason)) => reason,
        Err(error) => {
            // The database's own words may name hosts or files: they belong to the log.
            tracing::error!(error = &error as &dyn std::error::Error, "not ready");
            "database_unavailable".to_owned()
        }
    };
    plain(StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n"))
}

async fn metrics(State(site): State<Site>) -> Response {
    let mut text = site.counters.render();
    gauge(&mut text, "dugai_build_info", &format!("{{version=\"{}\",engine=\"{}\"}}", version(), engine(&site)), 1);
    if let Some(bytes) = resident() {
        gauge(&mut text, "process_resident_memory_bytes", "", bytes);
    }
    match stored(&site, &mut text).await {
        Ok(()) => gauge(&mut text, "dugai_up", "", 1),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "metrics");
            gauge(&mut text, "dugai_up", "", 0);
        }
    }
    (StatusCode::OK, [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// Adds what the store holds.
async fn stored(site: &Site, text: &mut String) -> Result<(), OfficeError> {
    let events = site.office.store.next_event().await?;
    let signed = site.office.checkpoint().await?.map_or(0, |(size, _, _)| size);
    gauge(text, "dugai_events", "", events);
    gauge(text, "dugai_ledger_size", "", signed);
    let program = Actor::system(site.office.now().day());
    text.push_str("# TYPE dugai_problems gauge\n");
    for figure in WATCHED {
        let count = site.office.count(&Query { figure: Some(figure), ..Query::default() }, &program).await?;
        text.push_str(&format!("dugai_problems{{figure=\"{}\"}} {count}\n", figure.code()));
    }
    Ok(())
}

fn gauge(text: &mut String, name: &str, labels: &str, value: u64) {
    text.push_str(&format!("# TYPE {name} gauge\n{name}{labels} {value}\n"));
}

fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

fn engine(site: &Site) -> &'static str {
    site.office.store.engine_name()
}

/// Bytes of memory this process holds, where the system tells.
fn resident() -> Option<u64> {
    // `status` counts in kilobytes; `statm` counts in pages, whose size differs by machine.
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Watches every request of a router: counts it, gives it an id, writes one line of log.
pub fn observe(routes: Router<Site>, site: Site) -> Router<Site> {
    routes.layer(from_fn(move |request, next| watched(site.clone(), request, next)))
}

/// A request as the log names it.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// Its route, as a template.
    pub(crate) route: String,
    /// Its id, which the answer carries too.
    pub(crate) id: String,
}

async fn watched(site: Site, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = site.office.tools.new_id().as_simple().to_string();
    let method = method(request.method());
    // The template, never the address: addresses hold ids and what people search for.
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    request.extensions_mut().insert(Named { route: route.clone(), id: id.clone() });
    let mut response = next.run(request).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    site.counters.count((method, &route), status, took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if PROBES.contains(&route.as_str()) {
        tracing::debug!(method, route, status, ms, request_id = id, "request");
    } else {
        tracing::info!(method, route, status, ms, request_id = id, "request");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The method as a label; whatever a stranger may invent is one label.
fn method(method: &axum::http::Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("OTHER")
}

/// What the server does by itself, for ever: every second the ledger follows what was recorded, and the
/// register is computed anew if rules were changed; every ten minutes the steps of escalation that fell due
/// are recorded. A failure goes to the log and is tried again.
pub async fn keep_up(site: Site) {
    let mut followed = None;
    let mut looks = LOOKS_A_ROUND;
    let mut round: Option<JoinHandle<()>> = None;
    let warmed = site.clone();
    done("register", tokio::spawn(async move { warmed.office.warm().await })).await;
    loop {
        let next = site.office.store.next_event().await.ok();
        if next.is_none() || next != followed {
            let follower = site.clone();
            // A task of its own, so that not even a defect ends the loop.
            followed = done("ledger", tokio::spawn(async move { follower.office.follow_ledger().await })).await;
        }
        let rules = site.clone();
        done("rules", tokio::spawn(async move { rules.office.reindex_if_due().await })).await;
        // A round through many clocks takes its time: the ledger does not wait for it, and no second begins.
        if looks >= LOOKS_A_ROUND && round.as_ref().is_none_or(JoinHandle::is_finished) {
            looks = 0;
            let clocks = site.clone();
            let task = tokio::spawn(async move { clocks.office.escalate().await });
            round = Some(tokio::spawn(async move {
                done("escalation", task).await;
            }));
        }
        looks = looks.saturating_add(1);
        tokio::time::sleep(LOOK).await;
    }
}

/// What a task gave; a failure is told to the log.
async fn done(job: &str, task: JoinHandle<Result<u64, OfficeError>>) -> Option<u64> {
    match task.await {
        Ok(Ok(count)) => Some(count),
        Ok(Err(error)) => {
            tracing::error!(job, error = &error as &dyn std::error::Error, "background job");
            None
        }
        Err(error) => {
            tracing::error!(job, error = &error as &dyn std::error::Error, "background job");
            None
        }
    }
}
