//! Signing in and out, one's own password, and the page of one's own account.

mod login;
mod me;
mod password;

pub(crate) use me::{hex, unhex};

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};

use crate::site::Site;
use crate::visitor::COOKIE;

/// The address of a client when something in front of the server tells it. The binary puts it
/// into the request only when it was told to trust that header; otherwise the socket counts.
#[derive(Clone, Debug)]
pub struct ClientAddress(pub String);

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/login", get(login::ask).post(login::sign_in))
        .route("/logout", post(login::sign_out))
        .route("/forgot", get(login::forgot))
        .route("/me", get(me::show))
        .route("/me/password", get(password::ask).post(password::change))
        .route("/me/sessions/end", post(me::end_sessions))
        .route("/me/tokens", post(me::make_token))
        .route("/me/tokens/end", post(me::end_token))
        .route("/me/filters/end", post(me::end_filter))
}

/// Who asks, as far as the line tells: for slowing down whoever guesses, and for the list of sessions.
struct Browser {
    address: String,
    agent: String,
}

impl Browser {
    fn from(&self) -> (&str, &str) {
        (&self.address, &self.agent)
    }
}

impl<S: Sync> FromRequestParts<S> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let told = parts.extensions.get::<ClientAddress>().map(|a| a.0.clone());
        let socket = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
        let agent = parts.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        Ok(Self { address: told.or_else(socket).unwrap_or_else(|| "-".to_owned()), agent: agent.to_owned() })
    }
}

/// Gives the browser a session, or takes it away.
fn with_session(mut response: Response, site: &Site, secret: Option<&str>) -> Response {
    let secure = if site.secure { "; Secure" } else { "" };
    let line = match secret {
        Some(secret) => format!("{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}"),
        None => format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}"),
    };
    if let Ok(line) = HeaderValue::try_from(line) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}
