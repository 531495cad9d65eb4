//! Files of evidence: the form, and what becomes of it. Several pictures come in one form; all
//! are added or none.

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::ActError;
use dugai_app::evidence::{EvidenceError, EvidenceFault, FILES_MAX, Looked, look};
use dugai_domain::problem::{Action, Problem};

use crate::fault::Fault;
use crate::form::{FieldFault, evidence_specs, parse_evidence, preset, refill};
use crate::site::Site;
use crate::visitor::Visitor;
use crate::words::{Lang, W};

use super::act::{Shown, done_address, draw, refused, seen, settled, since};
use super::case::Case;
use super::lists::Owned;
use super::{Pairs, id_of};

/// Field of the files.
const FILES: &str = "files";
const ACT: Action = Action::AddEvidence;

/// Shows the form.
pub async fn form(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Fault> {
    let pairs = settled(pairs);
    let problem = site.office.problem(id_of(&id)?, visitor.actor()).await?;
    let owned = Owned::new(&site, &visitor, ACT, &pairs).await?;
    let mut fields = evidence_specs(&problem, &owned.lists(), visitor.w);
    preset(&mut fields, &pairs);
    let case = Case::new(&site, &visitor, &problem).await?;
    draw((&site, &visitor), &case, (ACT, &pairs), (fields, Shown::default())).await
}

/// What came with the form.
struct Sent {
    pairs: Pairs,
    files: Vec<(String, Vec<u8>)>,
    /// Why it did not come whole.
    cut: Option<MultipartError>,
}

async fn read(mut form: Multipart) -> Sent {
    let mut sent = Sent { pairs: Vec::new(), files: Vec::new(), cut: None };
    if let Err(error) = fill(&mut form, &mut sent).await {
        sent.cut = Some(error);
    }
    sent
}

async fn fill(form: &mut Multipart, sent: &mut Sent) -> Result<(), MultipartError> {
    while let Some(field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == FILES {
            let file = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await?;
            // An input without a choice sends a nameless nothing.
            if !(file.is_empty() && bytes.is_empty()) {
                sent.files.push((file, bytes.to_vec()));
            }
        } else {
            sent.pairs.push((name, field.text().await?));
        }
    }
    Ok(())
}

/// Takes the form.
pub async fn send(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
    form: Multipart,
) -> Result<Response, Fault> {
    let pairs = settled(pairs);
    let problem = site.office.problem(id_of(&id)?, visitor.actor()).await?;
    let sent = read(form).await;
    let owned = Owned::new(&site, &visitor, ACT, &sent.pairs).await?;
    let again = Again { site: &site, visitor: &visitor, pairs: &pairs, sent: &sent.pairs, owned: &owned };
    let w = visitor.w;
    if let Some(error) = &sent.cut {
        return again.faulty(error.status(), &problem, vec![at_files(w.t("problem.upload.cut"))]).await;
    }
    let unusable = StatusCode::UNPROCESSABLE_ENTITY;
    let meta = parse_evidence(&problem, &owned.lists(), &sent.pairs, w);
    let looked = looked(sent.files).await?;
    let (meta, files) = match (meta, looked) {
        (Ok(meta), Ok(files)) => (meta, files),
        (meta, looked) => {
            let mut faults = meta.err().unwrap_or_default();
            faults.extend(looked.err().iter().flat_map(|fault| of_files(w, fault)));
            return again.faulty(unusable, &problem, faults).await;
        }
    };
    match site.office.add_looked((problem.id, seen(&sent.pairs)), &meta.into(), files, visitor.by()).await {
        Ok(acted) => Ok(Redirect::to(&done_address(&acted.problem, ACT)).into_response()),
        Err(EvidenceFault::Act(ActError::Refused(refusal))) => {
            let case = Case::new(&site, &visitor, &problem).await?;
            again.faulty(StatusCode::CONFLICT, &problem, refused(&case, &refusal)).await
        }
        Err(EvidenceFault::Act(ActError::Changed(now))) => again.overtaken(&now).await,
        Err(EvidenceFault::Act(other)) => Err(other.into()),
        Err(fault) => again.faulty(unusable, &problem, of_files(w, &fault)).await,
    }
}

/// Decoding pictures takes its time and must not hold up other requests.
async fn looked(files: Vec<(String, Vec<u8>)>) -> Result<Result<Vec<Looked>, EvidenceFault>, Fault> {
    tokio::task::spawn_blocking(move || look(files)).await.map_err(|error| Fault::Broken(error.to_string()))
}

fn at_files(message: impl Into<String>) -> FieldFault {
    FieldFault { field: FILES.to_owned(), message: message.into() }
}

/// What is wrong with the files, in words.
fn of_files(w: W, fault: &EvidenceFault) -> Vec<FieldFault> {
    let text = |e: &EvidenceError| if w.lang == Lang::Zh { e.text_zh() } else { e.text_en() };
    match fault {
        EvidenceFault::NoFile => vec![at_files(w.t("problem.upload.none"))],
        EvidenceFault::TooMany => vec![at_files(w.fill("problem.upload.many", &[("n", &FILES_MAX)]))],
        EvidenceFault::OneReplacesOne => {
            vec![FieldFault { field: "replaces".to_owned(), message: w.t("problem.upload.one").to_owned() }]
        }
        EvidenceFault::Files(list) => list.iter().map(|e| at_files(text(e))).collect(),
        EvidenceFault::Act(_) => Vec::new(),
    }
}

/// The form once more, with what was typed; the files have to be chosen again.
struct Again<'a> {
    site: &'a Site,
    visitor: &'a Visitor,
    pairs: &'a Pairs,
    sent: &'a Pairs,
    owned: &'a Owned<'a>,
}

impl Again<'_> {
    async fn faulty(
        &self,
        status: StatusCode,
        problem: &Problem,
        mut faults: Vec<FieldFault>,
    ) -> Result<Response, Fault> {
        if !faults.iter().any(|f| f.field == FILES) {
            faults.push(at_files(self.visitor.w.t("problem.upload.again")));
        }
        self.with(status, problem, Shown { faults, ..Shown::default() }).await
    }

    async fn with(&self, status: StatusCode, problem: &Problem, shown: Shown) -> Result<Response, Fault> {
        let mut fields = evidence_specs(problem, &self.owned.lists(), self.visitor.w);
        preset(&mut fields, self.pairs);
        refill(&mut fields, self.sent, &shown.faults);
        let case = Case::new(self.site, self.visitor, problem).await?;
        let page = draw((self.site, self.visitor), &case, (ACT, self.pairs), (fields, shown)).await?;
        Ok((status, page).into_response())
    }

    async fn overtaken(&self, problem: &Problem) -> Result<Response, Fault> {
        let case = Case::new(self.site, self.visitor, problem).await?;
        let changed = since(self.site, &case, seen(self.sent)).await?;
        let faults = vec![at_files(self.visitor.w.t("problem.upload.again"))];
        self.with(StatusCode::CONFLICT, problem, Shown { faults, changed }).await
    }
}
