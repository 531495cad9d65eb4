//! One problem: the page with everything known of it, the forms of its acts, and the revealing
//! of who objects. Rights and rules are asked of the domain, sentences are made in `say`.
//!
//! [`case`] what every part looks at · [`entry`] one line of a record · [`head`] what stands above
//! and beside the tabs · [`panel`] what can be done · [`overview`] (with [`group`]), [`plan`], [`proof`], [`terms`]
//! the tabs · [`lists`] what forms choose from · [`act`] a form and its answer, [`decided`] what is read before · [`upload`] evidence, [`files`] that come with a form ·
//! [`reveal`] personal data, for a purpose.

mod act;
mod case;
mod decided;
mod entry;
mod files;
mod group;
mod head;
mod lists;
mod overview;
mod panel;
mod plan;
mod proof;
mod reveal;
mod rows;
mod terms;
mod upload;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::Action;

use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

use case::Case;
use entry::Month;
use head::{Head, Tab};

/// Pairs of an address or a form.
type Pairs = Vec<(String, String)>;

/// Largest upload in one go; each kind of file has its own limit below it.
const UPLOAD_LIMIT: usize = 210 * 1024 * 1024;

pub use panel::opposite;

/// Where an act is done: its form; an act on one gate or proposal stands beside it, on the page.
pub fn act_place(id: ProblemId, action: Action) -> String {
    let judged = matches!(action, Action::AcceptMeasure | Action::ReturnMeasure);
    if action.has_button() || judged {
        case::act_address(id, action, &[])
    } else {
        case::tab_address(id, Tab::of(action).code())
    }
}

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/problems/{id}", get(show))
        .route("/problems/{id}/act/{action}", get(act::form).post(act::send).layer(DefaultBodyLimit::max(UPLOAD_LIMIT)))
        .route(
            "/problems/{id}/act/add_evidence",
            get(upload::form).post(upload::send).layer(DefaultBodyLimit::max(UPLOAD_LIMIT)),
        )
        .route("/problems/{id}/objections/{no}/reveal", post(reveal::reveal))
}

/// An id of an address; one that cannot be read names nothing.
fn id_of(text: &str) -> Result<ProblemId, Fault> {
    text.parse().map_err(|_| Fault::NotFound)
}

/// The value of a pair.
fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
}

async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse, Fault> {
    let problem = site.office.problem(id_of(&id)?, visitor.actor()).await?;
    let case = Case::new(&site, &visitor, &problem).await?;
    let tab = Tab::from_code(value(&pairs, "tab").unwrap_or_default());
    let head = Head::new(&case, tab, value(&pairs, "done"));
    let shell = visitor.shell(&site, "problems").await?;
    match tab {
        Tab::Overview => page(&OverviewPage { shell, head, v: overview::view(&case) }),
        Tab::Plan => {
            let sent_back = problem.measures.iter().any(|m| m.returned.is_some() && m.accepted.is_none());
            let history = if sent_back { site.office.history(problem.id, visitor.actor()).await? } else { Vec::new() };
            page(&PlanPage { shell, head, v: plan::view(&case, &history) })
        }
        Tab::Proof => {
            let same = site.office.same_files(&problem).await?;
            page(&ProofPage { shell, head, v: proof::view(&case, &same) })
        }
        Tab::Terms => page(&TermsPage { shell, head, v: terms::view(&case) }),
        Tab::Record => record(&site, &case, (shell, head)).await,
    }
}

/// Everything that happened, newest first.
async fn record(site: &Site, case: &Case<'_>, around: (Shell, Head)) -> Result<Html<String>, Fault> {
    let history = site.office.history(case.p.id, case.actor).await?;
    let months = entry::by_month(case, &history);
    let n = case.w.t1("problem.records", history.len());
    page(&RecordPage { shell: around.0, head: around.1, n, months })
}

#[derive(Template)]
#[template(path = "problem/overview.html")]
struct OverviewPage {
    shell: Shell,
    head: Head,
    v: overview::View,
}

#[derive(Template)]
#[template(path = "problem/plan.html")]
struct PlanPage {
    shell: Shell,
    head: Head,
    v: plan::View,
}

#[derive(Template)]
#[template(path = "problem/proof.html")]
struct ProofPage {
    shell: Shell,
    head: Head,
    v: proof::View,
}

#[derive(Template)]
#[template(path = "problem/terms.html")]
struct TermsPage {
    shell: Shell,
    head: Head,
    v: terms::View,
}

#[derive(Template)]
#[template(path = "problem/record.html")]
struct RecordPage {
    shell: Shell,
    head: Head,
    n: String,
    months: Vec<Month>,
}
