//! The ledger for everybody: its newest signed head, one event with its proof, the proof that
//! nothing was rewritten, and the tiles and certificates that other programs check.

mod tiles;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use dugai_app::public::{LeafProof, LeafSeen, LedgerHead};

use crate::fault::Fault;
use crate::pages::public::Guest;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::page;
use crate::words::W;

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/ledger", get(head))
        .route("/ledger/checkpoint", get(tiles::checkpoint))
        .route("/ledger/tile/{*path}", get(tiles::tile))
        .route("/ledger/consistency", get(consistency))
        .route("/ledger/event", get(find))
        .route("/ledger/event/{name}", get(event))
}

#[derive(Template)]
#[template(path = "ledger/staff.html")]
struct StaffFrame {
    shell: Shell,
    title: String,
    content: String,
}

#[derive(Template)]
#[template(path = "ledger/public.html")]
struct PublicFrame {
    shell: Shell,
    title: String,
    content: String,
}

/// The same page inside the shell of whoever reads it.
async fn framed<T: Template>(site: &Site, guest: &Guest, title: String, inner: &T) -> Result<Html<String>, Fault> {
    let content = inner.render()?;
    match &guest.visitor {
        Some(visitor) => page(&StaffFrame { shell: visitor.shell(site, "ledger").await?, title, content }),
        None => page(&PublicFrame { shell: guest.shell("ledger"), title, content }),
    }
}

#[derive(Template)]
#[template(path = "ledger/head.html")]
struct HeadPart {
    w: W,
    head: Option<LedgerHead>,
    key: String,
    origin: String,
}

/// `/ledger`.
async fn head(State(site): State<Site>, guest: Guest) -> Result<impl IntoResponse, Fault> {
    let installation = guest.setup.installation.as_ref();
    let part = HeadPart {
        w: guest.w,
        head: site.office.ledger_head().await?,
        key: installation.map(|i| i.verifier.clone()).unwrap_or_default(),
        origin: installation.map(|i| i.origin.clone()).unwrap_or_default(),
    };
    framed(&site, &guest, guest.w.t("ledger.title").to_owned(), &part).await
}

#[derive(Template)]
#[template(path = "ledger/event.html")]
struct EventPart {
    w: W,
    leaf: LeafSeen,
    kind: Option<&'static str>,
    problem: Option<String>,
    payload: Option<String>,
    proof: Option<LeafProof>,
}

/// `/ledger/event?no=5`: from the form to the event's own address.
async fn find(Query(pairs): Query<Vec<(String, String)>>) -> Result<impl IntoResponse, Fault> {
    let no = pairs.iter().find(|(n, _)| n == "no").and_then(|(_, v)| number(v)).ok_or(Fault::NotFound)?;
    Ok(axum::response::Redirect::to(&format!("/ledger/event/{no}")))
}

/// A number with nothing around it; each has one spelling.
fn number(text: &str) -> Option<u64> {
    let text = text.trim().trim_start_matches('#');
    text.parse().ok().filter(|n: &u64| n.to_string() == text)
}

/// `/ledger/event/{seq}`, and with `.tlog-proof` or `.leaf` the files.
async fn event(State(site): State<Site>, guest: Guest, Path(name): Path<String>) -> Result<Response, Fault> {
    let (no, ending) = name.split_once('.').map_or((name.as_str(), None), |(no, ending)| (no, Some(ending)));
    let seq = number(no).ok_or(Fault::NotFound)?;
    match ending {
        None => Ok(shown(&site, &guest, seq).await?.into_response()),
        Some("tlog-proof") => {
            let proof = site.office.leaf_proof(seq).await?.ok_or(Fault::NotFound)?;
            download(proof.text.into_bytes(), &name, "text/plain; charset=utf-8")
        }
        Some("leaf") => {
            let leaf = site.office.leaf_seen(seq, guest.actor()).await?;
            download(leaf.bytes.ok_or(Fault::NotFound)?, &name, "application/octet-stream")
        }
        Some(_) => Err(Fault::NotFound),
    }
}

async fn shown(site: &Site, guest: &Guest, seq: u64) -> Result<Html<String>, Fault> {
    let w = guest.w;
    let leaf = site.office.leaf_seen(seq, guest.actor()).await?;
    let part = EventPart {
        w,
        kind: leaf.kind.as_deref().map(|code| w.code("event", code)),
        problem: leaf.problem.map(|id| {
            // Somebody who sees only the public form is led to it.
            let inside = leaf.bytes.is_some();
            if inside { format!("/problems/{id}") } else { format!("/public/{id}") }
        }),
        payload: leaf.payload.as_deref().map(pretty),
        proof: site.office.leaf_proof(seq).await?,
        leaf,
    };
    framed(site, guest, w.t1("ledger.event_title", seq), &part).await
}

/// JSON with line breaks, for reading; what is hashed is the stored form.
fn pretty(payload: &str) -> String {
    let value: Option<serde_json::Value> = serde_json::from_str(payload).ok();
    value.and_then(|v| serde_json::to_string_pretty(&v).ok()).unwrap_or_else(|| payload.to_owned())
}

fn download(bytes: Vec<u8>, name: &str, media: &'static str) -> Result<Response, Fault> {
    let mut response = bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    let name = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")).map_err(|_| Fault::NotFound)?;
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

#[derive(Template)]
#[template(path = "ledger/consistency.html")]
struct ConsistencyPart {
    w: W,
    from: u64,
    to: u64,
    hashes: Vec<String>,
}

/// `/ledger/consistency?from=5&to=9`; without `to` up to the newest checkpoint.
async fn consistency(
    State(site): State<Site>,
    guest: Guest,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<impl IntoResponse, Fault> {
    let given = |name: &str| pairs.iter().find(|(n, v)| n == name && !v.trim().is_empty()).map(|(_, v)| v.as_str());
    let size =
        |name: &'static str, text: &str| number(text).ok_or_else(|| Fault::Unusable(name, "ledger_size".to_owned()));
    let from = size("ledger_from", given("from").unwrap_or_default())?;
    let to = match given("to") {
        Some(text) => size("ledger_to", text)?,
        None => site.office.ledger_head().await?.ok_or(Fault::NotFound)?.size,
    };
    let proof = site.office.consistency(from, to).await?;
    let hashes = proof.hashes.iter().map(dugai_app::TreeHash::to_base64).collect();
    let part = ConsistencyPart { w: guest.w, from, to, hashes };
    framed(&site, &guest, guest.w.t("ledger.consistency").to_owned(), &part).await
}
