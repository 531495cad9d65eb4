//! How the work goes, on one page, and what every figure counts. Nobody needs to sign in for
//! them; whoever does sees the counts, each leading to exactly its rows.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use dugai_domain::figures::Figure;

use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, address, page};
use crate::words::W;

/// Steps of a problem, in their order; words under `help.step`.
const STEPS: [&str; 9] = ["listed", "claimed", "first", "plan", "work", "check", "acceptance", "notice", "struck"];
/// Questions and answers; words under `help.ask`.
const ASKED: [&str; 6] = ["refused", "due", "wrong", "return", "phone", "data"];
/// Single keys and what they do; words under `help.key`.
const KEYS: [(&str, &str); 5] = [("/", "search"), ("j", "next"), ("k", "previous"), ("o", "open"), ("?", "help")];
/// Whom to ask for what; words under `help.whom`.
const WHOM: [&str; 4] = ["account", "rules", "case", "broken"];

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/help", get(help))
        .route("/definitions", get(definitions))
        .route("/definitions/{code}", get(definition))
}

struct Part {
    title: &'static str,
    text: &'static str,
}

struct Key {
    key: &'static str,
    text: &'static str,
}

struct Content {
    steps: Vec<Part>,
    asked: Vec<Part>,
    keys: Vec<Key>,
    whom: Vec<Part>,
}

#[derive(Template)]
#[template(path = "help/help.html")]
struct HelpPage {
    shell: Shell,
    help: Content,
}

#[derive(Template)]
#[template(path = "help/help_open.html")]
struct OpenHelpPage {
    shell: Shell,
    help: Content,
}

struct Definition {
    code: &'static str,
    name: &'static str,
    text: &'static str,
    /// How many, and where they are listed.
    count: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "help/definitions.html")]
struct DefinitionsPage {
    shell: Shell,
    figures: Vec<Definition>,
}

#[derive(Template)]
#[template(path = "help/definitions_open.html")]
struct OpenDefinitionsPage {
    shell: Shell,
    figures: Vec<Definition>,
}

fn content(w: W) -> Content {
    let part = |area: &str, code: &str| Part { title: w.code(area, code), text: w.t(&format!("{area}.{code}.text")) };
    Content {
        steps: STEPS.map(|c| part("help.step", c)).into(),
        asked: ASKED.map(|c| part("help.ask", c)).into(),
        keys: KEYS.map(|(key, code)| Key { key, text: w.code("help.key", code) }).into(),
        whom: WHOM.map(|c| part("help.whom", c)).into(),
    }
}

/// The shell for somebody who is not signed in.
async fn open(site: &Site, w: W, uri: &Uri) -> Result<Shell, Fault> {
    let setup = site.office.setup().await?;
    Ok(Shell::open(w, setup.city(), setup.demo_day(site.office.now()), ("", uri)))
}

async fn help(State(site): State<Site>, visitor: Result<Visitor, Fault>, w: W, uri: Uri) -> Result<Response, Fault> {
    let help = content(w);
    match visitor {
        Ok(visitor) => Ok(page(&HelpPage { shell: visitor.shell(&site, "").await?, help })?.into_response()),
        Err(Fault::SignIn(_)) => Ok(page(&OpenHelpPage { shell: open(&site, w, &uri).await?, help })?.into_response()),
        Err(other) => Err(other),
    }
}

async fn definitions(
    State(site): State<Site>,
    visitor: Result<Visitor, Fault>,
    w: W,
    uri: Uri,
) -> Result<Response, Fault> {
    let mut figures: Vec<Definition> = Figure::ALL
        .map(|f| Definition {
            code: f.code(),
            name: w.code("figure", f.code()),
            text: w.t(&format!("figure.{}.definition", f.code())),
            count: None,
        })
        .into();
    match visitor {
        Ok(visitor) => {
            if visitor.rights().register {
                for (line, figure) in figures.iter_mut().zip(Figure::ALL) {
                    let n = site.office.figure(figure, visitor.actor()).await?;
                    line.count = Some((w.number(n), address("/problems", [("figure", figure.code())])));
                }
            }
            let shell = visitor.shell(&site, "").await?;
            Ok(page(&DefinitionsPage { shell, figures })?.into_response())
        }
        Err(Fault::SignIn(_)) => {
            let shell = open(&site, w, &uri).await?;
            Ok(page(&OpenDefinitionsPage { shell, figures })?.into_response())
        }
        Err(other) => Err(other),
    }
}

/// One definition stands on the page of all.
async fn definition(Path(code): Path<String>) -> Result<Redirect, Fault> {
    let figure = Figure::from_code(&code).ok_or(Fault::NotFound)?;
    Ok(Redirect::to(&format!("/definitions#{}", figure.code())))
}
