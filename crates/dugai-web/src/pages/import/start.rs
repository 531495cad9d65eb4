//! The first page: the form that takes a file, and the imports that were made.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dugai_app::import::{Options, Past, forms, largest_file};
use dugai_domain::problem::SourceKind;

use super::{Pairs, Refused, office, options_of};
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};
use crate::words::{Lang, W};

/// A choice of a select: value, words, whether it is chosen.
pub(super) type Chosen = (String, String, bool);

/// The fields that say how a list is taken.
pub(super) struct Fields {
    pub w: W,
    pub sources: Vec<Chosen>,
    pub round: String,
    pub levels: Vec<Chosen>,
    pub profiles: Vec<Chosen>,
}

impl Fields {
    pub(super) fn of(w: W, options: &Options) -> Self {
        let source =
            |k: SourceKind| (k.code().to_owned(), w.code("source", k.code()).to_owned(), options.source == Some(k));
        let level = |l: &str| (l.to_owned(), w.code("import.at", l).to_owned(), options.level == l);
        let profile = |(id, zh, en): (&str, &str, &str)| {
            let name = if w.lang == Lang::Zh { zh } else { en };
            (id.to_owned(), name.to_owned(), options.profile == id)
        };
        Self {
            w,
            sources: SourceKind::ALL.into_iter().map(source).collect(),
            round: options.round.clone(),
            levels: Options::LEVELS.iter().copied().map(level).collect(),
            profiles: forms().map(profile).collect(),
        }
    }
}

/// A past import in the list.
pub(super) struct PastLine {
    pub href: String,
    pub file: String,
    pub at: String,
    pub who: String,
    pub created: u32,
    pub proposed: u32,
    pub left_out: u32,
    pub differing: u32,
    pub undone: bool,
}

impl PastLine {
    pub(super) fn of(visitor: &Visitor, past: &Past) -> Self {
        Self {
            href: format!("/import/{}", past.id),
            file: past.file.clone(),
            at: visitor.w.time(past.at),
            who: past.by.map_or_else(
                || visitor.w.t("import.program").to_owned(),
                |account| visitor.setup.account_name(account),
            ),
            created: past.created,
            proposed: past.proposed,
            left_out: past.left_out,
            differing: past.differing,
            undone: past.undone.is_some(),
        }
    }
}

#[derive(Template)]
#[template(path = "import/start.html")]
struct Start {
    shell: Shell,
    done: &'static str,
    refused: Refused,
    fields: Fields,
    hint: String,
    past: Vec<PastLine>,
}

/// GET /import.
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Fault> {
    let done = pairs.iter().find(|(n, _)| n == "done").and_then(|(_, v)| visitor.w.get(&format!("import.done.{v}")));
    drawn(&site, &visitor, &options_of(&pairs), (Refused::default(), done.unwrap_or(""))).await
}

/// The page with what was chosen so far; a refusal stands above it.
pub(super) async fn drawn(
    site: &Site,
    visitor: &Visitor,
    options: &Options,
    told: (Refused, &'static str),
) -> Result<Response, Fault> {
    office(visitor)?;
    let past = site.office.imports(visitor.actor()).await?;
    let (refused, done) = told;
    let status = if refused.head.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = Start {
        shell: visitor.shell(site, "import").await?,
        done,
        refused,
        fields: Fields::of(visitor.w, options),
        hint: visitor.w.fill("import.file_hint", &[("max", &visitor.w.size(largest_file() as u64))]),
        past: past.iter().map(|p| PastLine::of(visitor, p)).collect(),
    };
    Ok((status, page(&view)?).into_response())
}
