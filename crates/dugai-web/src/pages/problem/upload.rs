//! Files of evidence: the form, and what becomes of it. Several pictures come in one form; each
//! that can be used is kept, each other one is named with its reason.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::ActError;
use dugai_app::evidence::EvidenceFault;
use dugai_domain::problem::{Action, Problem};

use crate::fault::Fault;
use crate::form::{FieldFault, evidence_specs, parse_evidence, preset, refill};
use crate::site::Site;
use crate::visitor::Visitor;

use super::act::{Shown, done_address, draw, refused, settled};
use super::case::Case;
use super::files::{FILES, Received, at_files, looked, not_kept, of_files, unheard};
use super::lists::Owned;
use super::{Pairs, id_of};

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

/// Takes the form. Good files are kept whatever is wrong with others, and whatever somebody else
/// did in between: evidence only adds.
pub async fn send(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
    sent: Received,
) -> Result<Response, Fault> {
    let pairs = settled(pairs);
    let problem = site.office.problem(id_of(&id)?, visitor.actor()).await?;
    let owned = Owned::new(&site, &visitor, ACT, &sent.pairs).await?;
    let again = Again { site: &site, visitor: &visitor, pairs: &pairs, sent: &sent.pairs, owned: &owned };
    let w = visitor.w;
    if let Some(error) = &sent.cut {
        return again.faulty(error.status(), &problem, vec![at_files(w.t("problem.upload.cut"))]).await;
    }
    let unusable = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(refusal) = unheard(&visitor, &problem) {
        let case = Case::new(&site, &visitor, &problem).await?;
        return again.faulty(StatusCode::CONFLICT, &problem, refused(&case, &refusal)).await;
    }
    let meta = parse_evidence(&problem, &owned.lists(), &sent.pairs, w);
    let none = sent.files.is_empty();
    let sorted = looked(sent.files).await?;
    let faults = if none { of_files(w, &EvidenceFault::NoFile) } else { not_kept(w, &sorted.bad, sorted.beyond) };
    let meta = match meta {
        Ok(meta) if !sorted.good.is_empty() => meta,
        other => {
            let faults = other.err().into_iter().flatten().chain(faults).collect();
            return again.faulty(unusable, &problem, faults).await;
        }
    };
    let kept = sorted.good.len();
    match site.office.add_looked((problem.id, None), &meta.into(), sorted.good, visitor.by()).await {
        Ok(acted) if faults.is_empty() => Ok(Redirect::to(&done_address(&acted.problem, ACT)).into_response()),
        Ok(acted) => again.with(unusable, &acted.problem, Shown { faults, kept, ..Shown::default() }).await,
        Err(EvidenceFault::Act(ActError::Refused(refusal))) => {
            let case = Case::new(&site, &visitor, &problem).await?;
            again.faulty(StatusCode::CONFLICT, &problem, refused(&case, &refusal)).await
        }
        Err(EvidenceFault::Act(other)) => Err(other.into()),
        Err(fault) => again.faulty(unusable, &problem, of_files(w, &fault)).await,
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
}
