//! What the interface answers: refusals as JSON with status, code and words; moments and units
//! in one form everywhere.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dugai_app::act::ActError;
use dugai_app::{OfficeError, Setup};
use dugai_domain::ids::UnitId;
use dugai_domain::reason::Reason;
use dugai_domain::time::Timestamp;
use serde_json::{Value, json};

use super::caller::Caller;
use crate::fault::Fault;
use crate::names::book;
use crate::say::reason::reason;
use crate::words::W;

/// Why a call was not served.
pub(super) enum ApiFault {
    /// One of the site's own faults; the fault layer says it.
    Fault(Fault),
    /// Said here already.
    Said(StatusCode, Value),
}

impl ApiFault {
    fn said(status: StatusCode, error: &str, reasons: Vec<String>) -> Self {
        Self::Said(status, json!({ "error": error, "reasons": reasons }))
    }

    /// Nobody is signed in, or the token is unknown or has ended.
    pub(super) fn unknown(w: W) -> Self {
        Self::said(StatusCode::UNAUTHORIZED, "sign_in", vec![w.t("api.sign_in").to_owned()])
    }

    /// Conditions that could not be used.
    pub(super) fn unread(w: W, pairs: &[(String, String)]) -> Self {
        let line = |(name, value): &(String, String)| w.fill("api.unread", &[("name", name), ("value", value)]);
        Self::said(StatusCode::UNPROCESSABLE_ENTITY, "unusable", pairs.iter().map(line).collect())
    }

    /// What was sent is not what was expected.
    pub(super) fn content(w: W, faults: impl IntoIterator<Item = String>) -> Self {
        let reasons = faults.into_iter().map(|fault| w.fill("api.content", &[("what", &fault)])).collect();
        Self::said(StatusCode::UNPROCESSABLE_ENTITY, "unusable", reasons)
    }

    /// The body is no JSON object; why.
    pub(super) fn no_json(w: W, what: &str) -> Self {
        Self::said(StatusCode::BAD_REQUEST, "no_json", vec![w.fill("api.no_json", &[("what", &what)])])
    }

    /// The body is no form of parts, or it broke off.
    pub(super) fn no_form(w: W, status: StatusCode) -> Self {
        Self::said(status, "no_form", vec![w.t("api.no_form").to_owned()])
    }

    /// More was sent than is taken in one go.
    pub(super) fn too_large(w: W) -> Self {
        let words = w.t("problem.upload.cut").to_owned();
        Self::said(StatusCode::PAYLOAD_TOO_LARGE, "too_large", vec![words])
    }

    /// An act that did not happen, with everything a program needs to go on.
    pub(super) fn of_act(caller: &Caller, error: ActError) -> Self {
        let w = caller.w;
        match error {
            ActError::Refused(refusal) => {
                let reasons = reasons(w, &caller.setup, &refusal.reasons);
                let codes: Vec<&str> = refusal.reasons.iter().map(Reason::code).collect();
                let body = json!({ "error": "refused", "reasons": reasons, "codes": codes });
                Self::Said(StatusCode::CONFLICT, body)
            }
            ActError::Changed(problem) => {
                let words = w.fill("api.changed", &[("version", &problem.version)]);
                let body = json!({ "error": "changed", "reasons": [words], "version": problem.version });
                Self::Said(StatusCode::CONFLICT, body)
            }
            ActError::Known { number, .. } => {
                let words = w.fill("api.known", &[("number", &number)]);
                Self::said(StatusCode::CONFLICT, "known", vec![words])
            }
            other => Self::Fault(other.into()),
        }
    }
}

impl From<Fault> for ApiFault {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<OfficeError> for ApiFault {
    fn from(error: OfficeError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<ActError> for ApiFault {
    fn from(error: ActError) -> Self {
        Self::Fault(error.into())
    }
}

impl IntoResponse for ApiFault {
    fn into_response(self) -> Response {
        match self {
            Self::Fault(fault) => fault.into_response(),
            Self::Said(status, body) => {
                let mut response = (status, Json(body)).into_response();
                if status == StatusCode::UNAUTHORIZED {
                    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
                }
                response
            }
        }
    }
}

/// Reasons in words.
pub(super) fn reasons(w: W, setup: &Setup, list: &[Reason]) -> Vec<String> {
    list.iter().map(|r| reason(w, &book(setup), r)).collect()
}

/// A moment, as RFC 3339 writes it in UTC.
pub(super) fn moment(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.0).map_or_else(|_| at.0.to_string(), |t| t.to_string())
}

/// A unit with its short name.
pub(super) fn unit(setup: &Setup, id: Option<UnitId>) -> Value {
    id.map_or(Value::Null, |id| json!({ "id": id.to_string(), "name": setup.unit_name(id) }))
}

/// A person with the name in office.
pub(super) fn person(setup: &Setup, id: Option<dugai_domain::ids::AccountId>) -> Value {
    id.map_or(Value::Null, |id| json!({ "id": id.to_string(), "name": setup.account_name(id) }))
}
