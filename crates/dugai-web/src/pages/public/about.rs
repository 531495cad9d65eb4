//! What is published and why, how personal data is kept, how the ledger is checked.

use askama::Template;
use axum::response::IntoResponse;
use dugai_app::public::FIGURES;

use super::Guest;
use crate::fault::Fault;
use crate::shell::Shell;
use crate::visitor::page;

struct Definition {
    code: &'static str,
    name: &'static str,
    words: &'static str,
}

#[derive(Template)]
#[template(path = "public/about.html")]
struct AboutPage {
    shell: Shell,
    definitions: Vec<Definition>,
}

/// `/public/about`.
pub(super) async fn show(guest: Guest) -> Result<impl IntoResponse, Fault> {
    let definition = |code: &'static str| Definition {
        code,
        name: guest.w.code("public.figure", code),
        words: guest.w.t(&format!("figure.{code}.definition")),
    };
    let definitions = FIGURES.iter().map(|f| definition(f.code())).collect();
    page(&AboutPage { shell: guest.shell("public_about"), definitions })
}
