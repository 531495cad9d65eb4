//! `dugai serve`: the site, its background work, and a graceful stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::Request;
use axum::middleware::map_request;
use dugai_app::Office;
use dugai_web::pages::account::ClientAddress;
use dugai_web::site::{Server, Site};
use tokio::net::TcpListener;

use crate::config::{Place, Served, Serving};
use crate::desk::Desk;
use crate::line::{self, Patience};

/// A log-in that the sign-in page of a demonstration offers: name, password, who it is.
pub type Offered = (String, String, String);

/// Serves the site until it is asked to stop.
///
/// # Errors
/// When the store cannot be opened or the address cannot be used.
pub async fn run(place: &Place, serving: &Serving) -> Result<(), String> {
    let settings = serving.with(place)?;
    log(settings.json_log);
    let desk = Desk::open(place).await?;
    let offered = crate::demo::offered(&desk).await?;
    site(desk.office, &settings, offered).await
}

/// Serves a site on an office that is open.
///
/// # Errors
/// When the message files are damaged or the address cannot be used.
pub async fn site(office: Office, settings: &Served, offered: Vec<Offered>) -> Result<(), String> {
    dugai_web::words::check().map_err(|e| e.to_string())?;
    settings_of_server(&office).await;
    let site: Site = Arc::new(Server { offered, secure: settings.secure, ..Server::new(office) });
    let listener = TcpListener::bind(settings.listen).await.map_err(|e| {
        format!("serve {}: {e}; is another program using it? name another with --listen", settings.listen)
    })?;
    let address = listener.local_addr().map_err(|e| format!("serve: {e}"))?;
    crate::print(&format!("serving http://{address}"));
    let work = tokio::spawn(dugai_web::ops::keep_up(Arc::clone(&site)));
    let mut routes = dugai_web::router(site);
    if settings.proxy {
        routes = routes.layer(map_request(forwarded));
    }
    routes = routes.layer(map_request(warned(settings.proxy)));
    line::serve(listener, routes, Patience::default(), asked_to_stop()).await;
    work.abort();
    Ok(())
}

/// Says once that a proxy stands in front of which the settings know nothing: everybody behind it would
/// count as one address.
fn warned(proxy: bool) -> impl Fn(Request) -> std::future::Ready<Request> + Clone {
    static SAID: AtomicBool = AtomicBool::new(false);
    move |request| {
        let told = request.headers().contains_key("x-forwarded-for") || request.headers().contains_key("forwarded");
        if told && !proxy && !SAID.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "a proxy stands in front, and the setting `proxy` is off: all who come through it count as one address"
            );
        }
        std::future::ready(request)
    }
}

/// Says in the log under which settings of the database server what was acknowledged may be lost.
async fn settings_of_server(office: &Office) {
    let off = match office.store.unsafe_settings().await {
        Ok(off) => off,
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            return tracing::warn!(error, "the settings of the database server could not be looked at");
        }
    };
    for name in off {
        tracing::warn!(
            setting = name,
            "the database server has this setting off: what was acknowledged may be lost or damaged when its machine fails"
        );
    }
}

/// Takes the client's address from what the proxy wrote: the last entry, which is the proxy's own.
async fn forwarded(mut request: Request) -> Request {
    let mut lines = request.headers().get_all("x-forwarded-for").into_iter().filter_map(|v| v.to_str().ok());
    let last = lines.next_back().and_then(|line| line.rsplit(',').next()).map(|a| a.trim().to_owned());
    if let Some(address) = last.filter(|a| !a.is_empty()) {
        request.extensions_mut().insert(ClientAddress(address));
    }
    request
}

/// Ends when the terminal or the service manager asks.
async fn asked_to_stop() {
    let terminal = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut manager) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminal => {}
                _ = manager.recv() => {}
            }
            return;
        }
    }
    let _asked = terminal.await;
}

/// Logs to standard error: one line a thing, no personal data.
pub fn log(json: bool) {
    use tracing_subscriber::filter::LevelFilter;
    let base =
        tracing_subscriber::fmt().with_max_level(LevelFilter::INFO).with_writer(std::io::stderr).with_target(false);
    // A log that is set up already (a demonstration that goes on to serve) stays as it is.
    let _kept = if json { base.json().try_init() } else { base.try_init() };
}
