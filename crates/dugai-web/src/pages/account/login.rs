//! The sign-in page, signing out, and what to do without a password.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::login::LoginError;

use super::{Browser, with_session};
use crate::fault::Fault;
use crate::pages::people::fields::{Pairs, Sent};
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{encode, page, secret};
use crate::words::W;

/// A log-in that a demonstration offers.
struct Offer {
    login: String,
    name: String,
    what: String,
}

#[derive(Template)]
#[template(path = "account/login.html")]
struct LoginPage {
    shell: Shell,
    /// The person has just signed out.
    out: bool,
    /// A form was sent without a session: it did not arrive.
    lost: bool,
    /// Why it did not work.
    fault: Option<String>,
    next: String,
    name: String,
    offers: Vec<Offer>,
}

#[derive(Template)]
#[template(path = "account/forgot.html")]
struct ForgotPage {
    shell: Shell,
}

/// A path of this site to go on to; anything else leads home.
pub(super) fn own_path(next: &str) -> String {
    let path = next.split('?').next().unwrap_or_default();
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains(|c: char| c == '\\' || c.is_control());
    let door = matches!(path, "/login" | "/logout" | "/forgot");
    if own && !door && next.len() <= 2000 { next.to_owned() } else { "/".to_owned() }
}

async fn shell(site: &Site, w: W, uri: &Uri) -> Result<Shell, Fault> {
    let setup = site.office.setup().await?;
    Ok(Shell::open(w, setup.city(), setup.demo_day(site.office.now()), ("", uri)))
}

/// What a demonstration offers; an installation at work offers nothing, whatever was configured.
fn offers(site: &Site, demo: bool) -> Vec<Offer> {
    let offered = site.offered.iter().filter(|_| demo);
    offered
        .map(|(login, _, what)| {
            let (name, what) = what.split_once(' ').unwrap_or((what, ""));
            Offer { login: login.clone(), name: name.to_owned(), what: what.to_owned() }
        })
        .collect()
}

/// The sign-in page.
pub(super) async fn ask(
    State(site): State<Site>,
    w: W,
    uri: Uri,
    headers: HeaderMap,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Fault> {
    let sent = Sent::new(&pairs, w);
    let next = own_path(sent.value("next"));
    if let Some(secret) = secret(&headers)
        && site.office.session(&secret).await?.is_some()
    {
        return Ok(Redirect::to(&next).into_response());
    }
    let shell = shell(&site, w, &uri).await?;
    let offers = offers(&site, shell.demo.is_some());
    let (out, lost) = (sent.value("out") == "1", sent.value("sent") == "1");
    Ok(page(&LoginPage { shell, out, lost, fault: None, next, name: String::new(), offers })?.into_response())
}

/// Signs somebody in.
pub(super) async fn sign_in(
    State(site): State<Site>,
    w: W,
    uri: Uri,
    browser: Browser,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    let sent = Sent::new(&pairs, w);
    let next = own_path(sent.value("next"));
    let mut shell = shell(&site, w, &uri).await?;
    let chosen = sent.value("as");
    let offered = site.offered.iter().find(|(login, ..)| shell.demo.is_some() && !chosen.is_empty() && login == chosen);
    // The password as typed: spaces around it belong to it.
    let typed = || pairs.iter().find(|(n, _)| n == "password").map_or("", |(_, v)| v.as_str());
    let (name, password) = match offered {
        Some((login, password, _)) => (login.as_str(), password.as_str()),
        None => (sent.value("name"), typed()),
    };
    let (status, fault) = match site.office.log_in(name, password, browser.from()).await {
        Ok(secret) => return Ok(with_session(Redirect::to(&next).into_response(), &site, Some(&secret))),
        Err(LoginError::Wrong) => (StatusCode::UNPROCESSABLE_ENTITY, w.t("account.login.wrong").to_owned()),
        Err(LoginError::Wait(until)) => {
            let micros = until.0 - site.office.wall().0;
            let seconds = micros.div_euclid(1_000_000).max(0) + 1;
            (StatusCode::TOO_MANY_REQUESTS, w.t1("account.login.wait", seconds))
        }
        Err(LoginError::Office(error)) => return Err(error.into()),
    };
    // The language switch goes back to the empty page, with the same way on.
    let lost = sent.value("sent") == "1";
    shell.path = format!("/login?next={}{}", encode(&next), if lost { "&sent=1" } else { "" });
    let offers = offers(&site, shell.demo.is_some());
    let view = LoginPage { shell, out: false, lost, fault: Some(fault), next, name: name.to_owned(), offers };
    Ok((status, page(&view)?).into_response())
}

/// Signs out. The page after it makes the browser forget what was kept. The browser forgets its session
/// whatever the store says: where it cannot be written, the session ends of itself when it is not used.
pub(super) async fn sign_out(State(site): State<Site>, headers: HeaderMap) -> Response {
    if let Some(secret) = secret(&headers)
        && let Err(error) = site.office.log_out(&secret).await
    {
        tracing::error!(error = &error as &dyn std::error::Error, "a session could not be ended");
    }
    with_session(Redirect::to("/login?out=1").into_response(), &site, None)
}

/// What to do without a password.
pub(super) async fn forgot(State(site): State<Site>, w: W, uri: Uri) -> Result<impl IntoResponse, Fault> {
    page(&ForgotPage { shell: shell(&site, w, &uri).await? })
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_paths_of_this_site_are_gone_on_to() {
        for own in ["/", "/problems?q=1&stage=filed", "/me/password", "/loginfo"] {
            assert_eq!(own_path(own), own);
        }
        let foreign = [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/",
            "evil",
            "/a\r\nSet-Cookie: x",
            "/\t/evil",
        ];
        for other in foreign.into_iter().chain(["/login?next=/", "/logout"]) {
            assert_eq!(own_path(other), "/", "{other}");
        }
    }
}
