//! The table of operations.

use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, post};

use super::{acts, evidence, lookups, openapi, problems};
use crate::site::Site;

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    /// Reads.
    Get,
    /// Writes.
    Post,
}

impl Verb {
    /// As the document writes it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
        }
    }
}

/// A condition of an address: its name, the form of its value, and whether it may stand several times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Param {
    /// Name.
    pub(super) name: &'static str,
    /// Form of the value.
    pub(super) form: Form,
    /// Whether it must be given.
    pub(super) required: bool,
}

/// The form of a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// Any text.
    Text,
    /// An id.
    Id,
    /// An id, or `none` for rows where nobody is named.
    IdOrNone,
    /// A day, `2026-11-24`.
    Day,
    /// A whole number from zero.
    Number,
    /// `1`, `true` or `on`.
    Flag,
    /// One of some codes; several by repeating the name.
    Codes(fn() -> Vec<&'static str>),
}

/// What is sent with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// Nothing.
    None,
    /// A registration.
    Registration,
    /// The version seen and the content of an act.
    Act,
    /// Files in parts, with what is said of them.
    Evidence,
}

/// The answer that is bytes and no JSON.
pub(super) const BYTES: &str = "Bytes";

/// One operation.
pub(super) struct Operation {
    /// What it does.
    pub(super) verb: Verb,
    /// Address below the base.
    pub(super) path: &'static str,
    /// Name; its words are under `api.op`.
    pub(super) id: &'static str,
    /// Conditions; their words are under `api.param`.
    pub(super) params: &'static [Param],
    /// What is sent.
    pub(super) body: Body,
    /// Name of the schema of the answer.
    pub(super) answer: &'static str,
    /// Whether nobody must be signed in.
    pub(super) open: bool,
    /// What serves it.
    pub(super) route: fn() -> MethodRouter<Site>,
}

const fn read(
    path: &'static str,
    id: &'static str,
    params: &'static [Param],
    answer: &'static str,
    route: fn() -> MethodRouter<Site>,
) -> Operation {
    Operation { verb: Verb::Get, path, id, params, body: Body::None, answer, open: false, route }
}

const fn write(
    path: &'static str,
    id: &'static str,
    body: Body,
    answer: &'static str,
    route: fn() -> MethodRouter<Site>,
) -> Operation {
    Operation { verb: Verb::Post, path, id, params: &[], body, answer, open: false, route }
}

/// Every operation.
pub(super) static OPERATIONS: &[Operation] = &[
    Operation { open: true, ..read("/openapi.json", "openapi", &[], "Document", || get(openapi::show)) },
    read("/me", "me", &[], "Me", || get(lookups::me)),
    read("/problems", "problems", problems::PARAMS, "ProblemPage", || get(problems::list)),
    write("/problems", "register", Body::Registration, "Done", || post(acts::register)),
    read("/problems/{id}", "problem", &[], "Problem", || get(problems::one)),
    read("/problems/{id}/events", "events", &[], "Events", || get(problems::events)),
    read("/problems/{id}/clocks", "clocks", &[], "Clocks", || get(problems::clocks)),
    read("/problems/{id}/actions", "actions", &[], "Actions", || get(acts::list)),
    write("/problems/{id}/actions/{action}", "act", Body::Act, "Done", || post(acts::act)),
    read("/problems/{id}/evidence", "evidence", &[], "EvidenceList", || get(evidence::list)),
    write("/problems/{id}/evidence", "add_evidence", Body::Evidence, "EvidenceAdded", || {
        post(evidence::add).layer(DefaultBodyLimit::max(evidence::LIMIT))
    }),
    read("/problems/{id}/evidence/{file}", "evidence_bytes", evidence::FORMS, BYTES, || get(evidence::bytes)),
    read("/figures", "figures", &[], "Figures", || get(lookups::figures)),
    read("/figures/{code}", "figure", &[], "Figure", || get(lookups::figure)),
    read("/units", "units", &[], "Units", || get(lookups::units)),
    read("/todo", "todo", lookups::WAITING, "TodoPage", || get(lookups::todo)),
    read("/calendar/deadline", "deadline", lookups::DEADLINE, "Deadline", || get(lookups::deadline)),
];
