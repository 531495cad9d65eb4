//! Who calls: a program by its token, or a browser that only reads by its session.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use dugai_app::Setup;
use dugai_app::login::Signed;
use dugai_domain::actor::Actor;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::check::Context;
use dugai_domain::time::Timestamp;

use super::said::ApiFault;
use super::table::Param;
use crate::fault::Fault;
use crate::shell::language;
use crate::site::Site;
use crate::visitor::secret;
use crate::words::W;

/// Pairs of an address.
pub(super) type Pairs = Vec<(String, String)>;

/// Whoever calls.
pub(super) struct Caller {
    /// Who, with today's posts.
    pub(super) signed: Signed,
    /// The language of the words in answers.
    pub(super) w: W,
    /// The setup in force.
    pub(super) setup: Arc<Setup>,
    /// When the request came.
    pub(super) now: Timestamp,
}

impl Caller {
    /// As an actor.
    pub(super) fn actor(&self) -> &Actor {
        &self.signed.actor
    }

    /// Who acts, and when.
    pub(super) fn by(&self) -> (&Actor, Timestamp) {
        (&self.signed.actor, self.now)
    }

    /// What the domain judges by.
    pub(super) fn context(&self) -> Context<'_> {
        Context { now: self.now, actor: self.actor(), reference: &self.setup.reference, calendar: &self.setup.calendar }
    }

    /// Whether it may write.
    ///
    /// # Errors
    /// When its token is for reading only.
    pub(super) fn writes(&self) -> Result<(), ApiFault> {
        if self.signed.writes { Ok(()) } else { Err(Fault::NotAllowed("read_only").into()) }
    }

    /// Refuses conditions that the operation does not know: a program must not take other rows
    /// for those it asked for.
    ///
    /// # Errors
    /// Naming every one of them.
    pub(super) fn only(&self, pairs: &Pairs, known: &[Param]) -> Result<(), ApiFault> {
        let strange = |name: &str| name != "lang" && !known.iter().any(|p| p.name == name);
        let unread: Vec<(String, String)> = pairs.iter().filter(|(n, _)| strange(n)).cloned().collect();
        if unread.is_empty() { Ok(()) } else { Err(ApiFault::unread(self.w, &unread)) }
    }
}

/// A problem's id out of an address; what is no id is not there.
pub(super) fn id_of(text: &str) -> Result<ProblemId, ApiFault> {
    text.parse().map_err(|_| Fault::NotFound.into())
}

/// The token of an `Authorization: Bearer …` header.
fn bearer(headers: &HeaderMap) -> Option<Option<&str>> {
    let value = headers.get(header::AUTHORIZATION)?;
    let (scheme, token) = value.to_str().ok()?.split_once(' ').unwrap_or_default();
    Some(scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()))
}

impl FromRequestParts<Site> for Caller {
    type Rejection = ApiFault;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, ApiFault> {
        let w = W::new(language(&parts.uri, &parts.headers));
        let signed = match bearer(&parts.headers) {
            Some(Some(token)) => site.office.token(token).await?,
            Some(None) => None,
            // A session only reads: what writes must be asked for on purpose, with a token.
            None if matches!(parts.method, Method::GET | Method::HEAD) => match secret(&parts.headers) {
                Some(secret) => site.office.session(&secret).await?,
                None => None,
            },
            None => None,
        };
        let signed = signed.ok_or_else(|| ApiFault::unknown(w))?;
        if signed.must_change {
            return Err(Fault::NotAllowed("password_due").into());
        }
        let setup = Arc::clone(&signed.setup);
        Ok(Self { signed, w, setup, now: site.office.now() })
    }
}
