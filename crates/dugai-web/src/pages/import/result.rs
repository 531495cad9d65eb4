//! One import that was made: what came of it, and undoing it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dugai_app::import::Back;
use dugai_domain::ids::ImportId;

use super::start::PastLine;
use super::{Pairs, Refused};
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, address, page};

/// Problems on one page.
const ROWS: usize = 100;

/// Rows that came back that are listed; the workbook has them all.
const BACK: usize = 200;

/// A problem of the import.
struct Line {
    href: String,
    number: String,
    text: String,
    stage: &'static str,
    waiting: usize,
}

#[derive(Template)]
#[template(path = "import/result.html")]
struct ResultPage {
    shell: Shell,
    id: String,
    done: &'static str,
    refused: Refused,
    past: PastLine,
    undone: String,
    lines: Vec<Line>,
    back: Vec<Back>,
    back_more: usize,
    shown: String,
    earlier: String,
    later: String,
}

/// The page of an import that was made; a refusal stands above it.
pub(super) async fn drawn(
    site: &Site,
    visitor: &Visitor,
    at: (ImportId, &Pairs),
    refused: Refused,
) -> Result<Response, Fault> {
    let (id, pairs) = at;
    let w = visitor.w;
    let past = site.office.past_import(id, visitor.actor()).await?;
    let asked = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let from: usize = asked("from").parse().unwrap_or(0);
    let total = (past.created + past.proposed) as usize;
    let problems = site.office.import_rows(id, (from, ROWS), visitor.actor()).await?;
    let lines = problems.iter().map(|p| Line {
        href: format!("/problems/{}", p.id),
        number: p.number_text(),
        text: p.text.clone(),
        stage: w.code("stage", p.stage.code()),
        waiting: p.proposals.iter().filter(|x| x.decided.is_none() && x.change.import.import == id).count(),
    });
    let mut back = site.office.came_back(id, visitor.actor()).await?;
    let back_more = back.len().saturating_sub(BACK);
    back.truncate(BACK);
    let path = format!("/import/{id}");
    let to_page = |from: usize| address(&path, [("from", from.to_string().as_str())]);
    let last = total.min(from.saturating_add(ROWS));
    let status = if refused.head.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let view = ResultPage {
        shell: visitor.shell(site, "import").await?,
        done: w.get(&format!("import.done.{}", asked("done"))).unwrap_or(""),
        undone: past.undone.as_ref().map(|r| w.fill("import.undone_because", &[("reason", r)])).unwrap_or_default(),
        past: PastLine::of(visitor, &past),
        lines: lines.collect(),
        back,
        back_more,
        shown: w.fill("import.shown", &[("total", &total), ("from", &(from + 1).min(last)), ("to", &last)]),
        earlier: if from == 0 { String::new() } else { to_page(from.saturating_sub(ROWS)) },
        later: if last < total { to_page(last) } else { String::new() },
        id: id.to_string(),
        refused,
    };
    Ok((status, page(&view)?).into_response())
}
