//! Who asks: the person behind the session cookie, with everything a page needs. A page that
//! takes a [`Visitor`] cannot be reached without one.

use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use axum::response::Html;
use dugai_app::Setup;
use dugai_app::login::Signed;
use dugai_app::register::Query;
use dugai_domain::actor::Actor;
use dugai_domain::figures::Figure;
use dugai_domain::org::Role;
use dugai_domain::time::Timestamp;

use crate::fault::Fault;
use crate::names::book;
use crate::say::Book;
use crate::shell::{Person, Rights, Shell, language};
use crate::site::Site;
use crate::words::W;

/// The session cookie.
pub const COOKIE: &str = "sid";

/// Somebody signed in.
#[derive(Clone)]
pub struct Visitor {
    /// Who, with today's posts.
    pub signed: Signed,
    /// The reader's language.
    pub w: W,
    /// The setup in force.
    pub setup: Arc<Setup>,
    /// The address asked for.
    pub uri: Uri,
    /// When the request came: one moment for the whole page.
    pub now: Timestamp,
    /// Whether a form was sent, which the page then answers.
    pub sent: bool,
}

impl Visitor {
    /// As an actor.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.signed.actor
    }

    /// Who acts, and when: what every use case takes.
    #[must_use]
    pub fn by(&self) -> (&Actor, Timestamp) {
        (&self.signed.actor, self.now)
    }

    /// Names behind ids and codes.
    #[must_use]
    pub fn book(&self) -> Book<'_> {
        book(&self.setup)
    }

    /// What the navigation offers.
    #[must_use]
    pub fn rights(&self) -> Rights {
        let a = self.actor();
        let works = |role| a.has_role(role);
        Rights {
            register: [Role::Officer, Role::Head, Role::Leader, Role::Acceptor, Role::Auditor].into_iter().any(works),
            office: a.is_office(),
            leader: a.has_role(Role::Leader),
            admin: a.has_role(Role::Administrator),
            ledger: true,
        }
    }

    /// What stands around the page `nav`.
    ///
    /// # Errors
    /// When the counts cannot be read.
    pub async fn shell(&self, site: &Site, nav: &'static str) -> Result<Shell, Fault> {
        let todo = site.office.todo_count(&Query::default(), self.actor()).await?;
        let late = Query { figure: Some(Figure::Overdue), ..Query::default() };
        let overdue = if todo == 0 { 0 } else { site.office.todo_count(&late, self.actor()).await? };
        let open = Shell::open(self.w, self.setup.city(), self.setup.demo_day(self.now), (nav, &self.uri));
        let account = self.signed.account;
        let day = self.actor().day;
        let held = self.actor().posts.iter().find(|p| p.post.term.holds(day));
        let person = Person {
            name: self.setup.account_name(account),
            unit: held.map_or_else(String::new, |p| self.setup.unit_name(p.post.unit)),
        };
        Ok(Shell {
            person: Some(person),
            todo,
            overdue,
            now: self.now.to_string(),
            rights: self.rights(),
            answer: self.sent,
            ..open
        })
    }
}

impl FromRequestParts<Site> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Fault> {
        let next = parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
        // After a lost form the person comes back to where it stood; the browser kept the words.
        let sent = parts.method != axum::http::Method::GET;
        let next = if !sent { next } else { came_from(&parts.headers) };
        let asked = || Fault::SignIn(format!("/login?next={}{}", encode(&next), if sent { "&sent=1" } else { "" }));
        let secret = secret(&parts.headers).ok_or_else(asked)?;
        let signed = site.office.session(&secret).await?.ok_or_else(asked)?;
        if signed.must_change && parts.uri.path() != "/me/password" && parts.uri.path() != "/logout" {
            return Err(Fault::SignIn("/me/password".to_owned()));
        }
        let setup = Arc::clone(&signed.setup);
        let w = W::new(language(&parts.uri, &parts.headers));
        Ok(Self { signed, w, setup, uri: parts.uri.clone(), now: site.office.now(), sent })
    }
}

/// The page a form stood on, if it was one of ours.
fn came_from(headers: &HeaderMap) -> String {
    let from = headers.get(header::REFERER).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<Uri>().ok());
    from.and_then(|uri| uri.path_and_query().map(|p| p.as_str().to_owned())).unwrap_or_else(|| "/".to_owned())
}

/// The secret of the session cookie.
#[must_use]
pub fn secret(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|v| v.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned())
}

/// A value for an address.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Pairs as the query of an address, with its question mark; nothing for no pairs.
#[must_use]
pub fn address<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let query: Vec<String> = pairs.into_iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// A template as the answer.
///
/// # Errors
/// When it cannot be rendered.
pub fn page<T: Template>(template: &T) -> Result<Html<String>, Fault> {
    Ok(Html(template.render()?))
}
