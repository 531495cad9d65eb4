//! Who objects, shown once to the office, for a purpose that is recorded before anything is shown.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use dugai_domain::problem::Action;

use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};
use crate::words::W;

use super::case::{Case, Link, tab_address};
use super::head::Tab;
use super::{Pairs, id_of, value};

#[derive(Template)]
#[template(path = "problem/reveal.html")]
struct RevealPage {
    shell: Shell,
    number: String,
    title: String,
    purpose: String,
    facts: Vec<(String, String)>,
    href: String,
    back: String,
    /// Where it is answered, if it can be.
    answer: Option<Link>,
}

/// Reveals an objection.
pub async fn reveal(
    State(site): State<Site>,
    visitor: Visitor,
    Path((id, no)): Path<(String, u32)>,
    Form(sent): Form<Pairs>,
) -> Result<Response, Fault> {
    let w = visitor.w;
    let problem = site.office.problem(id_of(&id)?, visitor.actor()).await?;
    let objection = problem.objections.iter().find(|o| o.objection.no == no).ok_or(Fault::NotFound)?;
    let purpose = value(&sent, "purpose").unwrap_or_default().trim();
    let plain = site.office.reveal(objection.objection.vault, purpose, visitor.by()).await?;
    let shown = page(&RevealPage {
        number: problem.number_text(),
        title: w.t1("said.objection", no),
        purpose: purpose.to_owned(),
        facts: facts(w, &plain),
        href: tab_address(problem.id, ""),
        answer: {
            let case = Case::new(&site, &visitor, &problem).await?;
            if objection.answer.is_none() { case.act_on(Action::AnswerObjection, no) } else { None }
        },
        back: tab_address(problem.id, Tab::Proof.code()),
        shell: visitor.shell(&site, "problems").await?,
    })?;
    Ok(shown.into_response())
}

/// A sealed record as facts: its fields where it has any, else its words as they are.
fn facts(w: W, plain: &[u8]) -> Vec<(String, String)> {
    let label = |key: &str| w.get(&format!("problem.sealed.{key}")).map_or_else(|| key.to_owned(), str::to_owned);
    match serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(plain) {
        Ok(fields) => fields
            .iter()
            .map(|(key, value)| (label(key), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .filter(|(_, value)| !value.trim().is_empty())
            .collect(),
        Err(_) => vec![(label("words"), String::from_utf8_lossy(plain).into_owned())],
    }
}
