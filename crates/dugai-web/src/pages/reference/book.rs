//! Reference data as a workbook: out, and in again as a list of what would change, which a person
//! then puts in force.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::reference::{BookError, Change, Fault as CellFault, Plan, plan, to_book};

use super::{faults, keeper, upload};
use crate::fault::Fault;
use crate::pages::people::fields::{Pairs, Sent};
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};
use crate::words::{Lang, W};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

struct Line {
    kind: &'static str,
    class: &'static str,
    sheet: &'static str,
    row: String,
    column: &'static str,
    before: String,
    after: String,
}

#[derive(Template)]
#[template(path = "reference/plan.html")]
struct PlanPage {
    shell: Shell,
    next: u32,
    valid_from: String,
    count: String,
    lines: Vec<Line>,
    kept: String,
    document: String,
}

/// The reference data in force, as a workbook.
pub(super) async fn file(visitor: Visitor) -> Result<Response, Fault> {
    let reference = &visitor.setup.reference;
    let bytes = to_book(reference).map_err(|e| Fault::Broken(e.to_string()))?;
    let disposition = format!("attachment; filename=\"reference-{}.xlsx\"", reference.version);
    Ok(([(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

/// What a workbook would change, as a page; or everything that is wrong with it.
pub(super) async fn preview(
    site: &Site,
    visitor: &Visitor,
    bytes: &[u8],
) -> Result<Result<Response, Vec<String>>, Fault> {
    let (w, now) = (visitor.w, &visitor.setup.reference);
    let plan = match plan(bytes, now) {
        Ok(plan) => plan,
        Err(error) => return Ok(Err(said(w, &error))),
    };
    let mut found = faults::of_reference(w, &plan.reference);
    if plan.changes.is_empty() {
        found.push(w.t("reference.book.same").to_owned());
    }
    if !found.is_empty() {
        return Ok(Err(found));
    }
    let view = view(visitor.shell(site, "reference").await?, w, &plan)?;
    Ok(Ok(page(&view)?.into_response()))
}

fn view(shell: Shell, w: W, plan: &Plan) -> Result<PlanPage, Fault> {
    Ok(PlanPage {
        shell,
        next: plan.reference.version,
        valid_from: w.t("reference.valid_at_saving").to_owned(),
        count: w.t1("reference.book.count", plan.changes.len()),
        lines: plan.changes.iter().map(|change| line(w, change)).collect(),
        kept: if plan.kept.is_empty() {
            String::new()
        } else {
            w.fill("reference.book.kept", &[("sheets", &w.list(&plan.kept))])
        },
        document: toml::to_string(&plan.reference).map_err(|e| Fault::Broken(e.to_string()))?,
    })
}

fn line(w: W, change: &Change) -> Line {
    let code = change.kind.code();
    Line {
        kind: w.code("reference.book.kind", code),
        class: match code {
            "added" => "badge ok",
            "ended" => "badge warn",
            _ => "badge",
        },
        sheet: change.sheet,
        row: change.row.clone(),
        column: change.column,
        before: change.before.clone(),
        after: change.after.clone(),
    }
}

/// Why a workbook makes no plan, in words.
#[must_use]
pub fn said(w: W, error: &BookError) -> Vec<String> {
    match error {
        BookError::File(error) => {
            let file = w.t("reference.upload.file");
            vec![if w.lang == Lang::Zh { error.text_zh(file) } else { error.text_en(file) }]
        }
        BookError::NoSheet => vec![w.t("reference.book.no_sheet").to_owned()],
        BookError::Cells(faults) => faults.iter().map(|fault| cell(w, fault)).collect(),
    }
}

fn cell(w: W, fault: &CellFault) -> String {
    let choices = w.list(&fault.choices);
    let expected = w.fill(&format!("reference.book.expected.{}", fault.wanted), &[("choices", &choices)]);
    let place = [("sheet", &fault.sheet as &dyn std::fmt::Display), ("row", &fault.row), ("head", &fault.head)];
    if fault.column.is_empty() {
        return w.fill("reference.book.no_column", &place);
    }
    let [sheet, row, head] = place;
    let values = [sheet, row, head, ("column", &fault.column), ("found", &fault.found), ("expected", &expected)];
    w.fill("reference.book.cell", &values)
}

/// Puts in force what was shown; the document is checked once more, and whoever was faster is not
/// overwritten.
pub(super) async fn take(
    State(site): State<Site>,
    visitor: Visitor,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    let document = Sent::new(&pairs, visitor.w).text("document");
    upload::set_document(&site, &visitor, &document).await.map(|done| match done {
        Some(refused) => refused,
        None => Redirect::to("/reference?done=uploaded").into_response(),
    })
}
