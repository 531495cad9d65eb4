//! Papers of one problem: which there are, each as a document or a page to print, and the case.

use std::io::BufWriter;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use dugai_app::export::FileError;
use dugai_app::papers::{PaperKind, Which, docx, html};
use dugai_domain::ids::ProblemId;

use super::download::{DOCX, ZIP, bytes, file, in_background, scratch};
use super::tell;
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

/// A paper on the list.
struct Line {
    /// What it is, in the reader's language.
    kind: &'static str,
    /// Its name as the file bears it.
    name: String,
    /// Addresses of the page to print and of the document.
    links: Option<[String; 2]>,
    /// Why there is none yet.
    why: String,
}

#[derive(Template)]
#[template(path = "papers/list.html")]
struct List {
    shell: Shell,
    id: String,
    number: String,
    text: String,
    lines: Vec<Line>,
    evidence: String,
}

/// The address of a paper; one of a round names it.
fn address(id: ProblemId, which: Which, ending: &str) -> String {
    let Which { kind, round, no } = which;
    format!("/problems/{id}/papers/{}.{ending}?no={no}&round={round}", kind.code())
}

fn read(id: &str) -> Result<ProblemId, Fault> {
    id.parse().map_err(|_| Fault::NotFound)
}

pub(super) async fn list(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Fault> {
    let case = site.office.case(read(&id)?, visitor.by()).await?;
    let shell = visitor.shell(&site, "problems").await?;
    let w = shell.w;
    let line = |offered: dugai_app::papers::Offered| {
        let kind = offered.which.kind;
        let path = |ending| address(case.problem.id, offered.which, ending);
        Line {
            kind: w.code("papers.kind", kind.code()),
            links: offered.missing.is_none().then(|| [path("html"), path("docx")]),
            why: offered.missing.map_or_else(String::new, |m| w.code("papers.missing", m).to_owned()),
            name: offered.name,
        }
    };
    page(&List {
        id: case.problem.id.to_string(),
        number: case.problem.number_text(),
        text: case.problem.text.clone(),
        lines: case.offered().into_iter().map(line).collect(),
        evidence: w.t1("papers.case_evidence", case.problem.evidence.len()),
        shell,
    })
}

#[derive(Template)]
#[template(path = "papers/paper.html")]
struct PaperPage {
    shell: Shell,
    id: String,
    number: String,
    name: String,
    document: String,
    /// Markup, every text in it escaped.
    paper: String,
}

/// One paper: `self_check.docx` or `self_check.html`.
pub(super) async fn one(
    State(site): State<Site>,
    visitor: Visitor,
    Path((id, name)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let (code, ending) = name.split_once('.').ok_or(Fault::NotFound)?;
    let kind = PaperKind::from_code(code).ok_or(Fault::NotFound)?;
    let number = |asked: &str, usual: u32| match pairs.iter().find(|(name, _)| name == asked) {
        Some((_, no)) => no.parse().map_err(|_| Fault::NotFound),
        None => Ok(usual),
    };
    let case = site.office.case(read(&id)?, visitor.by()).await?;
    let (no, round) = (number("no", 1)?, number("round", case.problem.round)?);
    if !(1..=case.problem.round).contains(&round) {
        return Err(Fault::NotFound);
    }
    let which = Which { kind, round, no };
    let (name, paper) = case.paper(which, tell)?;
    match ending {
        "docx" => {
            let document = in_background(move || async move { Ok(docx(&paper).map_err(FileError::from)?) }).await?;
            Ok(bytes(&format!("{name}.docx"), DOCX, document))
        }
        "html" => Ok(page(&PaperPage {
            shell: visitor.shell(&site, "problems").await?,
            id: case.problem.id.to_string(),
            number: case.problem.number_text(),
            document: address(case.problem.id, which, "docx"),
            paper: html(&paper),
            name,
        })?
        .into_response()),
        _ => Err(Fault::NotFound),
    }
}

/// The whole case as one zip.
pub(super) async fn case(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let id = read(&id)?;
    let problem = site.office.problem(id, visitor.actor()).await?;
    let out = in_background(move || async move {
        let mut out = scratch()?;
        site.office.case_file(id, tell, BufWriter::new(&mut out), visitor.by()).await?;
        Ok(out)
    })
    .await?;
    file(&format!("{}一案一档.zip", problem.number_text()), ZIP, out)
}
