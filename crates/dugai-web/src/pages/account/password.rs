//! Changing one's own password; also asked for at the first sign-in.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::login::PASSWORD_MIN;

use super::{Browser, with_session};
use crate::fault::Fault;
use crate::form::FieldFault;
use crate::pages::people::fields::{Pairs, beside};
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

#[derive(Template)]
#[template(path = "account/password.html")]
struct PasswordPage {
    shell: Shell,
    /// It must be changed before anything else.
    first: bool,
    least: usize,
    login: String,
    faults: Vec<FieldFault>,
}

impl PasswordPage {
    /// What is wrong with a field.
    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|f| f.field == field).map(|f| f.message.as_str())
    }
}

fn view(visitor: &Visitor, faults: Vec<FieldFault>) -> PasswordPage {
    let (w, setup) = (visitor.w, &visitor.setup);
    let login = setup.accounts.get(&visitor.signed.account).map_or_else(String::new, |a| a.login.clone());
    let shell = Shell::open(w, setup.city(), setup.demo_day(visitor.now), ("", &visitor.uri));
    PasswordPage { shell, first: visitor.signed.must_change, least: PASSWORD_MIN, login, faults }
}

/// The form.
pub(super) async fn ask(visitor: Visitor) -> Result<impl IntoResponse, Fault> {
    page(&view(&visitor, Vec::new()))
}

/// Changes it. Every session ends, so that this browser gets a new one.
pub(super) async fn change(
    State(site): State<Site>,
    visitor: Visitor,
    browser: Browser,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    let w = visitor.w;
    let typed = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let new = typed("new_password");
    let mut faults = Vec::new();
    if new != typed("again") {
        let message = w.t("account.password.differ").to_owned();
        faults.push(FieldFault { field: "again".to_owned(), message });
    }
    if faults.is_empty()
        && let Err(error) = site.office.change_password(&visitor.signed, typed("old_password"), new, visitor.now).await
    {
        faults.push(beside(w, error)?);
    }
    let view = view(&visitor, faults);
    if !view.faults.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&view)?).into_response());
    }
    match site.office.log_in(&view.login, new, browser.from()).await {
        Ok(secret) => Ok(with_session(Redirect::to("/me?done=password").into_response(), &site, Some(&secret))),
        // Somebody guesses at this name just now: the change holds, the person signs in later.
        Err(_) => Ok(with_session(Redirect::to("/login").into_response(), &site, None)),
    }
}
