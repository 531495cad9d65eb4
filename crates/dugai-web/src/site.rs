//! What every handler is given: the office, and what the server counts about itself.

use std::sync::Arc;

use dugai_app::Office;

use crate::bodies::Bodies;
use crate::ops::Counters;

/// The server's state, shared by every request.
pub struct Server {
    /// The office at work.
    pub office: Office,
    /// What the server counts.
    pub counters: Counters,
    /// Room for the bodies of requests.
    pub bodies: Bodies,
    /// Log-ins offered on the sign-in page of a demonstration: (name, password, who it is).
    pub offered: Vec<(String, String, String)>,
    /// Whether the site is reached by https, so that cookies may be kept to it.
    pub secure: bool,
}

/// A shared server.
pub type Site = Arc<Server>;

impl Server {
    /// A server on an office.
    #[must_use]
    pub fn new(office: Office) -> Self {
        Self { office, counters: Counters::default(), bodies: Bodies::default(), offered: Vec::new(), secure: false }
    }
}
