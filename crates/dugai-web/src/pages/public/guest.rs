//! Who reads a page that nobody must sign in for: the public, or somebody signed in.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, Uri};
use dugai_app::Setup;
use dugai_domain::actor::Actor;
use dugai_domain::time::Timestamp;

use crate::fault::Fault;
use crate::pages::account::ClientAddress;
use crate::shell::{Shell, language};
use crate::site::Site;
use crate::visitor::Visitor;
use crate::words::W;

/// A reader of an open page.
pub(crate) struct Guest {
    /// The reader's language.
    pub(crate) w: W,
    /// The setup in force.
    pub(crate) setup: Arc<Setup>,
    /// The address asked for.
    pub(crate) uri: Uri,
    /// When the request came: one moment for the whole page.
    pub(crate) now: Timestamp,
    /// Where the request came from, for slowing down floods.
    pub(crate) from: String,
    /// The person, if one is signed in.
    pub(crate) visitor: Option<Visitor>,
}

impl Guest {
    /// What stands around a public page.
    pub(crate) fn shell(&self, nav: &'static str) -> Shell {
        let open = Shell::open(self.w, self.setup.city(), self.setup.demo_day(self.now), (nav, &self.uri));
        Shell { now: self.now.to_string(), ..open }
    }

    /// The person as an actor, if one is signed in.
    pub(crate) fn actor(&self) -> Option<&Actor> {
        self.visitor.as_ref().map(Visitor::actor)
    }
}

impl FromRequestParts<Site> for Guest {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Fault> {
        let visitor = match Visitor::from_request_parts(parts, site).await {
            Ok(visitor) => Some(visitor),
            Err(Fault::SignIn(_)) => None,
            Err(fault) => return Err(fault),
        };
        Ok(Self {
            w: W::new(language(&parts.uri, &parts.headers)),
            setup: site.office.setup().await?,
            uri: parts.uri.clone(),
            now: site.office.now(),
            from: address(&parts.extensions),
            visitor,
        })
    }
}

/// The address of the other end, where the server knows it.
fn address(extensions: &Extensions) -> String {
    let told = extensions.get::<ClientAddress>().map(|a| a.0.clone());
    let at = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    told.or(at).unwrap_or_else(|| "-".to_owned())
}
