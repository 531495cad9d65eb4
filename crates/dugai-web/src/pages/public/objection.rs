//! An objection during the notice: form, answer, receipt. What is typed goes to the vault and
//! nowhere else; it never stands in an address or in the log.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::public::{Objection, ObjectionError, WORDS_MAX, WORDS_MIN, is_receipt};
use dugai_domain::disclosure::PublicProblem;

use super::one::id_of;
use super::{Case, Guest, NoticeSaid};
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::page;

/// A fault beside a field.
struct Wrong {
    field: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "public/objection.html")]
struct FormPage {
    shell: Shell,
    case: Case,
    notice: Option<NoticeSaid>,
    open: bool,
    /// Why none is taken.
    shut: String,
    given: Objection,
    /// Number of the form: sent twice, it is one objection.
    number: String,
    wrong: Vec<Wrong>,
    wait: Option<String>,
    words_max: usize,
}

impl FormPage {
    /// What is wrong with a field.
    fn fault(&self, field: &str) -> Option<&str> {
        self.wrong.iter().find(|f| f.field == field).map(|f| f.text.as_str())
    }
}

#[derive(Template)]
#[template(path = "public/received.html")]
struct ReceiptPage {
    shell: Shell,
    case: Case,
    receipt: String,
}

fn form(guest: &Guest, p: &PublicProblem, (given, number): (Objection, String)) -> FormPage {
    let notice = NoticeSaid::of(p, guest.w, &guest.setup.calendar, guest.now.day());
    let shut = notice.as_ref().map(|n| n.shut.clone()).filter(|t| !t.is_empty());
    FormPage {
        shell: guest.shell("public_notices"),
        case: Case::of(p, guest.w, &guest.setup),
        open: notice.as_ref().is_some_and(|n| n.open),
        shut: shut.unwrap_or_else(|| guest.w.t("public.not_noticed").to_owned()),
        notice,
        given,
        number,
        wrong: Vec::new(),
        wait: None,
        words_max: WORDS_MAX,
    }
}

/// `GET /public/{id}/objection`.
pub(super) async fn ask(
    State(site): State<Site>,
    guest: Guest,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Fault> {
    let problem = site.office.public_problem(id_of(&id)?, guest.now).await?;
    let number = site.office.tools.new_id().as_simple().to_string();
    page(&form(&guest, &problem, (Objection::default(), number)))
}

/// `POST /public/{id}/objection`.
pub(super) async fn take(
    State(site): State<Site>,
    guest: Guest,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let id = id_of(&id)?;
    let field = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
    let given = Objection { name: field("name"), contact: field("contact"), words: field("words") };
    let number = field("form");
    let error = match site.office.object_once((id, &number), &given, &guest.from, guest.now).await {
        Ok(receipt) => {
            return Ok(Redirect::to(&format!("/public/{id}/objection/received?no={receipt}")).into_response());
        }
        Err(error) => error,
    };
    let problem = site.office.public_problem(id, guest.now).await?;
    let mut form = form(&guest, &problem, (given, number));
    let status = match error {
        ObjectionError::NotFound => return Err(Fault::NotFound),
        ObjectionError::Office(error) => return Err(error.into()),
        ObjectionError::NotNoticed | ObjectionError::NotBegun | ObjectionError::Over => {
            form.open = false;
            StatusCode::CONFLICT
        }
        ObjectionError::Wait(until) => {
            form.wait = Some(guest.w.fill("public.wait", &[("at", &guest.w.time(until))]));
            StatusCode::TOO_MANY_REQUESTS
        }
        ObjectionError::Fields(faults) => {
            let said = |(field, expected): (&'static str, &str)| Wrong {
                field,
                text: guest.w.t1(&format!("public.wrong.{field}_{expected}"), WORDS_MIN),
            };
            form.wrong = faults.into_iter().map(said).collect();
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    Ok((status, page(&form)?).into_response())
}

/// `GET /public/{id}/objection/received`.
pub(super) async fn received(
    State(site): State<Site>,
    guest: Guest,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<impl IntoResponse, Fault> {
    let problem = site.office.public_problem(id_of(&id)?, guest.now).await?;
    let receipt = pairs.into_iter().find(|(n, v)| n == "no" && is_receipt(v)).ok_or(Fault::NotFound)?.1;
    let case = Case::of(&problem, guest.w, &guest.setup);
    page(&ReceiptPage { shell: guest.shell("public_notices"), case, receipt })
}
