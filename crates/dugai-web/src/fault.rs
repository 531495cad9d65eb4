//! Answers that are not the page asked for: each in the reader's language, with what to do.
//! Handlers return a [`Fault`]; a layer turns it into a page, or into JSON for programs.

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use dugai_app::act::ActError;
use dugai_app::{OfficeError, Setup, StoreError};
use dugai_domain::reason::Refusal;

use crate::names::book;
use crate::ops::Named;
use crate::say::reason::reason;
use crate::shell::{Shell, language};
use crate::site::Site;
use crate::words::W;

/// Seconds after which it is worth trying again while too much is on its way.
const AGAIN: HeaderValue = HeaderValue::from_static("15");

/// Why a page cannot be shown.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nobody is signed in; afterwards the person comes back to this address.
    SignIn(String),
    /// Nothing there, or nothing this person may see.
    NotFound,
    /// The person may not do this; the code says what.
    NotAllowed(&'static str),
    /// The domain refused, with every reason.
    Refused(Refusal),
    /// Somebody else was first.
    Changed,
    /// Something given cannot be used: message key, and the field's code.
    Unusable(&'static str, String),
    /// The request itself cannot be taken: from another site, in a wrong way, too large, of a wrong kind.
    Request(StatusCode),
    /// Too much is on its way at this moment; nothing of this was read.
    Busy,
    /// The database cannot be used now.
    Unavailable,
    /// Files cannot be kept or read now.
    NoFiles,
    /// The database was lost before it answered: it is not sure whether it was written.
    Uncertain,
    /// A defect: told to the log, not to the reader.
    Broken(String),
}

impl Fault {
    /// The status it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignIn(_) => StatusCode::SEE_OTHER,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotAllowed(_) => StatusCode::FORBIDDEN,
            Self::Refused(_) | Self::Changed => StatusCode::CONFLICT,
            Self::Unusable(..) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Request(status) => *status,
            Self::Busy | Self::Unavailable | Self::NoFiles | Self::Uncertain => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Its code: under `fault.` in the message files, and in JSON answers.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignIn(_) => "sign_in",
            Self::NotFound => "not_found",
            Self::NotAllowed(_) => "not_allowed",
            Self::Refused(_) => "refused",
            Self::Changed => "changed",
            Self::Unusable(..) => "unusable",
            Self::Request(StatusCode::FORBIDDEN) => "foreign",
            Self::Request(StatusCode::METHOD_NOT_ALLOWED) => "method",
            Self::Request(StatusCode::PAYLOAD_TOO_LARGE) => "too_large",
            Self::Request(StatusCode::UNSUPPORTED_MEDIA_TYPE) => "media_type",
            Self::Request(_) => "bad_request",
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
            Self::NoFiles => "no_files",
            Self::Uncertain => "uncertain",
            Self::Broken(_) => "broken",
        }
    }

    /// What it says, line by line.
    #[must_use]
    pub fn lines(&self, w: W, setup: Option<&Setup>) -> Vec<String> {
        match (self, setup) {
            (Self::Refused(refusal), Some(setup)) => {
                refusal.reasons.iter().map(|r| reason(w, &book(setup), r)).collect()
            }
            (Self::NotAllowed(what), _) => w.get(&format!("fault.may.{what}")).map(str::to_owned).into_iter().collect(),
            (Self::Unusable(field, expected), _) => {
                let field = w.get(&format!("field.{field}")).unwrap_or(field);
                let expected = w.get(&format!("expected.{expected}")).unwrap_or(expected);
                vec![format!("{field}{}{expected}", w.t("shell.colon"))]
            }
            _ => Vec::new(),
        }
    }
}

impl From<OfficeError> for Fault {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::NotAllowed(what) => Self::NotAllowed(what),
            OfficeError::Field { field, expected } => Self::Unusable(field, expected.to_owned()),
            OfficeError::NotFound => Self::NotFound,
            OfficeError::Changed | OfficeError::Store(StoreError::Conflict) => Self::Changed,
            OfficeError::Store(StoreError::Unfit) => Self::Unusable("text", "plain_text".to_owned()),
            OfficeError::Store(
                ref why @ (StoreError::Unavailable(_) | StoreError::Files(_) | StoreError::Uncertain(_)),
            ) => {
                // The reader is told what to do; why it is so belongs to the log.
                tracing::error!(error = why as &dyn std::error::Error, "unavailable");
                match why {
                    StoreError::Files(_) => Self::NoFiles,
                    StoreError::Uncertain(_) => Self::Uncertain,
                    _ => Self::Unavailable,
                }
            }
            other => Self::Broken(chain(&other)),
        }
    }
}

impl From<ActError> for Fault {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Refused(refusal) => Self::Refused(refusal),
            ActError::NotFound => Self::NotFound,
            ActError::Changed(_) => Self::Changed,
            ActError::Known { number, .. } => Self::Unusable("numbers", number),
            ActError::Office(error) => error.into(),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        OfficeError::from(error).into()
    }
}

impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Self {
        Self::Broken(chain(&error))
    }
}

/// An error with everything behind it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        if let Self::SignIn(address) = &self {
            return Redirect::to(address).into_response();
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage {
    shell: Shell,
    code: &'static str,
    lines: Vec<String>,
}

/// The layer that turns a [`Fault`] into a page in the reader's language; defects go to the log.
pub async fn told(site: Site, request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let named = request.extensions().get::<Named>().cloned();
    let w = W::new(language(&uri, request.headers()));
    let response = next.run(request).await;
    let fault = response.extensions().get::<Fault>().cloned();
    let fault = match (fault, response.status()) {
        (Some(fault), _) => fault,
        // A route nobody serves, a method it does not know: said like any other fault.
        (None, StatusCode::NOT_FOUND) if response.headers().get(header::CONTENT_TYPE).is_none() => Fault::NotFound,
        (None, status) if is_of_the_request(status) && is_bare(&response) => Fault::Request(status),
        _ => return response,
    };
    if let Fault::Broken(what) = &fault {
        // The template and the id, never the address: that holds ids and what people search for.
        let (route, id) = named.as_ref().map_or(("other", ""), |n| (&n.route, &n.id));
        tracing::error!(route, request_id = id, what, "defect");
    }
    let allowed = response.headers().get(header::ALLOW).cloned();
    let mut answer = said(&site, &fault, (w, &uri)).await;
    if let Some(allowed) = allowed {
        answer.headers_mut().insert(header::ALLOW, allowed);
    }
    if matches!(fault, Fault::Busy) {
        answer.headers_mut().insert(header::RETRY_AFTER, AGAIN);
    }
    answer
}

/// Whether a status says that the request cannot be taken, before any page looked at it.
fn is_of_the_request(status: StatusCode) -> bool {
    use StatusCode as S;
    [S::BAD_REQUEST, S::FORBIDDEN, S::METHOD_NOT_ALLOWED, S::PAYLOAD_TOO_LARGE, S::UNSUPPORTED_MEDIA_TYPE]
        .contains(&status)
}

/// Whether an answer has no page: nothing, or the words that a library has for programmers.
fn is_bare(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    kind.is_none_or(|kind| kind.starts_with("text/plain"))
}

/// A fault as a page, or as JSON for programs.
async fn said(site: &Site, fault: &Fault, at: (W, &Uri)) -> Response {
    let (w, uri) = at;
    let setup = site.office.setup().await.ok();
    let mut lines = fault.lines(w, setup.as_deref());
    if uri.path().starts_with("/api/") {
        if lines.is_empty() {
            lines = ["fault", "fault.advice"].map(|area| w.code(area, fault.code()).to_owned()).into();
        }
        let body = serde_json::json!({ "error": fault.code(), "reasons": lines });
        return (fault.status(), axum::Json(body)).into_response();
    }
    let (city, demo) =
        setup.as_ref().map_or((String::new(), None), |s| (s.city().to_owned(), s.demo_day(site.office.now())));
    let page = FaultPage { shell: Shell::open(w, &city, demo, ("", uri)), code: fault.code(), lines };
    match page.render() {
        Ok(html) => (fault.status(), Html(html)).into_response(),
        Err(_) => fault.status().into_response(),
    }
}
