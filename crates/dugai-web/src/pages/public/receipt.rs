//! What became of an objection, asked with its receipt number. Nothing of the person is shown,
//! and the number never stands in an address or in the log: it is sent as a form.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dugai_app::public::{ObjectionError, PublicObjection};

use super::Guest;
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::page;
use crate::words::W;

/// An objection in words.
pub(super) struct Said {
    /// Which, and when it came.
    pub(super) head: String,
    /// Whether it was answered, and how: tone and word.
    pub(super) state: (&'static str, &'static str),
    /// Day of the answer and its text.
    pub(super) answer: Option<(String, String)>,
}

impl Said {
    pub(super) fn of(w: W, o: &PublicObjection) -> Self {
        let state = match &o.answer {
            None => ("warn", "public.objection.open"),
            Some((_, true, _)) => ("bad", "public.objection.upheld"),
            Some((_, false, _)) => ("ok", "public.objection.not_upheld"),
        };
        Self {
            head: w.fill("public.objection.head", &[("n", &o.no), ("day", &w.date_long(o.received))]),
            state: (state.0, w.t(state.1)),
            answer: o.answer.as_ref().map(|(day, _, text)| {
                (w.fill("public.objection.answered", &[("day", &w.date_long(*day))]), text.clone())
            }),
        }
    }
}

/// What was found: the problem's number, its public page if there is one, the objection.
struct Found {
    number: String,
    href: Option<String>,
    said: Said,
}

#[derive(Template)]
#[template(path = "public/receipt.html")]
struct ReceiptPage {
    shell: Shell,
    typed: String,
    fault: Option<String>,
    found: Option<Found>,
}

/// `GET /public/receipt`.
pub(super) async fn ask(guest: Guest) -> Result<impl IntoResponse, Fault> {
    page(&ReceiptPage { shell: guest.shell("public_receipt"), typed: String::new(), fault: None, found: None })
}

/// `POST /public/receipt`.
pub(super) async fn show(
    State(site): State<Site>,
    guest: Guest,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let w = guest.w;
    let typed = pairs.into_iter().find(|(name, _)| name == "no").map(|(_, v)| v).unwrap_or_default();
    let typed: String = typed.trim().chars().take(40).collect();
    let (status, fault, found) = match site.office.receipt(&typed, &guest.from, guest.now).await {
        Ok(Some(seen)) => {
            let (number, public) = seen.number;
            let href = public.then(|| format!("/public/{}", seen.problem));
            (StatusCode::OK, None, Some(Found { number, href, said: Said::of(w, &seen.objection) }))
        }
        Ok(None) => (StatusCode::NOT_FOUND, Some(w.t("public.objection.unknown").to_owned()), None),
        Err(ObjectionError::Wait(until)) => {
            let words = w.fill("public.objection.wait", &[("at", &w.time(until))]);
            (StatusCode::TOO_MANY_REQUESTS, Some(words), None)
        }
        Err(ObjectionError::Office(error)) => return Err(error.into()),
        Err(_) => return Err(Fault::NotFound),
    };
    let shown = ReceiptPage { shell: guest.shell("public_receipt"), typed, fault, found };
    Ok((status, page(&shown)?).into_response())
}
