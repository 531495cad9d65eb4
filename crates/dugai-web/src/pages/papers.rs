//! Files to take away: the register as a file, the papers of a problem, its whole case as one
//! zip, the report of a month. Documents are Chinese in both languages of the pages.

mod download;
mod problem;
mod register;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum::routing::get;
use dugai_app::export::FileError;
use dugai_app::papers::{Case, Told};

use crate::fault::Fault;
use crate::names::book;
use crate::say::event::event;
use crate::site::Site;
use crate::visitor::Visitor;
use crate::words::{Lang, W};
pub(crate) use download::spooled;
use download::{DOCX, in_background};

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/problems/export", get(register::chooser))
        .route("/problems/export.xlsx", get(register::xlsx))
        .route("/problems/export.csv", get(register::csv))
        .route("/problems/export.json", get(register::json))
        .route("/problems/{id}/papers", get(problem::list))
        .route("/problems/{id}/papers/{file}", get(problem::one))
        .route("/problems/{id}/case.zip", get(problem::case))
        .route("/dispatch/report.docx", get(month))
}

/// Says every event of a case in the official language, as the timeline of a page does.
#[must_use]
pub fn tell(case: &Case) -> Vec<Told> {
    let w = W::new(Lang::Zh);
    let mut names = book(&case.setup);
    names.problems = case.linked.clone();
    names.problems.insert(case.problem.id, case.problem.number_text());
    names.evidence = case.problem.evidence.iter().map(|(_, e)| (e.id, e.title.clone())).collect();
    let told = |recorded| {
        let said = event(w, &names, recorded);
        let colon = w.t("shell.colon");
        let mut lines: Vec<String> = said.lines.iter().map(|f| format!("{}{colon}{}", f.label, f.value)).collect();
        lines.extend(said.quote);
        Told { head: said.head, by: said.by, lines }
    };
    case.history.iter().map(|(_, recorded)| told(recorded)).collect()
}

/// Whoever works with the list may take it away; accounts and reference data give no such right.
fn allowed(visitor: &Visitor) -> Result<(), Fault> {
    if visitor.rights().register { Ok(()) } else { Err(Fault::NotAllowed("export")) }
}

/// The report of a month; without one named, of this month.
async fn month(
    State(site): State<Site>,
    visitor: Visitor,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<impl IntoResponse, Fault> {
    allowed(&visitor)?;
    let asked = pairs.into_iter().find(|(name, value)| name == "month" && !value.is_empty());
    let month = asked.map_or_else(|| visitor.now.day().strftime("%Y-%m").to_string(), |(_, month)| month);
    let (name, bytes) = in_background(move || async move {
        let (name, paper) = site.office.monthly_report(&month, visitor.by()).await?;
        Ok((name, dugai_app::papers::docx(&paper).map_err(FileError::from)?))
    })
    .await?;
    Ok(download::bytes(&format!("{name}.docx"), DOCX, bytes))
}

impl From<FileError> for Fault {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Act(error) => error.into(),
            FileError::Write(error) => Self::Broken(format!("{}: {error}", error.code())),
            FileError::Io(error) => Self::Broken(format!("write a file to hand out: {error}")),
            FileError::Json(error) => Self::Broken(format!("write a record as JSON: {error}")),
        }
    }
}
