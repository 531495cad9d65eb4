//! Files that come with a form: received, looked at one by one, kept as evidence. The good ones
//! are never lost: neither by a bad one beside them, nor by what else is wrong with the form.

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, Form, FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use dugai_app::ActError;
use dugai_app::evidence::{EvidenceError, EvidenceFault, FILES_MAX, Looked, Meta, Sorted, sort_apart};
use dugai_domain::problem::check::{Context, check};
use dugai_domain::problem::{Action, Event, Problem};
use dugai_domain::reason::Refusal;

use crate::bodies::Held;
use crate::fault::Fault;
use crate::form::{FieldFault, FieldKind, FieldSpec, specs};
use crate::say::Names;
use crate::site::Site;
use crate::visitor::Visitor;
use crate::words::{Lang, W};

use super::act::{SEEN, refused, seen};
use super::case::Case;
use super::lists::Owned;
use super::{Pairs, UPLOAD_LIMIT, value};

/// Field of the files.
pub const FILES: &str = "files";
/// Largest form without files.
const FORM_LIMIT: usize = 2 * 1024 * 1024;

/// What came with a form, with files or without.
pub struct Received {
    /// Its fields.
    pub pairs: Pairs,
    /// Its files.
    pub files: Vec<(String, Vec<u8>)>,
    /// Why it did not come whole.
    pub cut: Option<MultipartError>,
    /// Its room, until all is done with it.
    _held: Option<Held>,
}

impl FromRequest<Site> for Received {
    type Rejection = Response;

    async fn from_request(mut request: Request, site: &Site) -> Result<Self, Response> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            let held = site.bodies.hold(request.headers(), UPLOAD_LIMIT).map_err(IntoResponse::into_response)?;
            let form = Multipart::from_request(request, site).await.map_err(IntoResponse::into_response)?;
            return Ok(Self { _held: Some(held), ..read(form).await });
        }
        DefaultBodyLimit::max(FORM_LIMIT).apply(&mut request);
        let Form(pairs) = Form::<Pairs>::from_request(request, site).await.map_err(IntoResponse::into_response)?;
        Ok(Self { pairs, files: Vec::new(), cut: None, _held: None })
    }
}

async fn read(mut form: Multipart) -> Received {
    let mut sent = Received { pairs: Vec::new(), files: Vec::new(), cut: None, _held: None };
    if let Err(error) = fill(&mut form, &mut sent).await {
        sent.cut = Some(error);
    }
    sent
}

async fn fill(form: &mut Multipart, sent: &mut Received) -> Result<(), MultipartError> {
    while let Some(field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == FILES {
            let file = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await?;
            // An input without a choice sends a nameless nothing.
            if !(file.is_empty() && bytes.is_empty()) {
                sent.files.push((file, bytes.into()));
            }
        } else {
            sent.pairs.push((name, field.text().await?));
        }
    }
    Ok(())
}

/// Why this person may add no evidence now: asked before their files cost anybody work.
pub fn unheard(visitor: &Visitor, problem: &Problem) -> Option<Refusal> {
    let setup = &visitor.setup;
    let ctx =
        Context { now: visitor.now, actor: visitor.actor(), reference: &setup.reference, calendar: &setup.calendar };
    let reasons = check(Action::AddEvidence, Some(problem), &ctx);
    (!reasons.is_empty()).then_some(Refusal { action: Action::AddEvidence, reasons })
}

/// Looks at files where it does not hold up other requests: decoding pictures takes its time.
///
/// # Errors
/// When the work was broken off.
pub async fn looked(files: Vec<(String, Vec<u8>)>) -> Result<Sorted, Fault> {
    Ok(sort_apart(files).await?)
}

/// A fault of the files.
pub fn at_files(message: impl Into<String>) -> FieldFault {
    FieldFault { field: FILES.to_owned(), message: message.into() }
}

/// Every file that was not accepted, by its name and with its reason.
pub fn not_kept(w: W, bad: &[EvidenceError], beyond: usize) -> Vec<FieldFault> {
    let text = |e: &EvidenceError| if w.lang == Lang::Zh { e.text_zh() } else { e.text_en() };
    let beyond =
        (beyond > 0).then(|| at_files(w.fill("problem.upload.beyond", &[("n", &FILES_MAX), ("more", &beyond)])));
    bad.iter().map(|e| at_files(text(e))).chain(beyond).collect()
}

/// What is wrong with the files as a whole, in words.
pub fn of_files(w: W, fault: &EvidenceFault) -> Vec<FieldFault> {
    match fault {
        EvidenceFault::NoFile => vec![at_files(w.t("problem.upload.none"))],
        EvidenceFault::TooMany => vec![at_files(w.fill("problem.upload.many", &[("n", &FILES_MAX)]))],
        EvidenceFault::OneReplacesOne => {
            vec![FieldFault { field: "replaces".to_owned(), message: w.t("problem.upload.one").to_owned() }]
        }
        EvidenceFault::Files(list) => not_kept(w, list, 0),
        EvidenceFault::Act(_) => Vec::new(),
    }
}

/// What became of the files that came with an act.
#[derive(Default)]
pub struct Attached {
    /// The problem with them, if any was kept.
    pub problem: Option<Problem>,
    /// How many were kept.
    pub kept: usize,
    /// Why others were not.
    pub faults: Vec<FieldFault>,
}

/// Keeps the files that came with an act as evidence of the problem, before the act itself, and
/// chooses them in the form. What else is wrong with the form does not lose them.
///
/// # Errors
/// When the store fails.
pub async fn attach(
    around: (&Site, &Visitor),
    problem: &Problem,
    action: Action,
    sent: &mut Received,
) -> Result<Attached, Fault> {
    let (site, visitor) = around;
    let mut done = Attached::default();
    if sent.cut.is_some() {
        done.faults.push(at_files(visitor.w.t("problem.upload.cut")));
        return Ok(done);
    }
    if sent.files.is_empty() || !names_evidence(around, problem, action, &sent.pairs).await? {
        return Ok(done);
    }
    if let Some(refusal) = unheard(visitor, problem) {
        let case = Case::new(site, visitor, problem).await?;
        done.faults.extend(refused(&case, &refusal).into_iter().map(|f| at_files(f.message)));
        return Ok(done);
    }
    let sorted = looked(std::mem::take(&mut sent.files)).await?;
    done.faults = not_kept(visitor.w, &sorted.bad, sorted.beyond);
    let (pictures, others): (Vec<Looked>, Vec<Looked>) = sorted.good.into_iter().partition(|f| f.kind() == "photo");
    for files in [pictures, others] {
        let Some(kind) = files.first().map(Looked::kind) else { continue };
        let meta = meta(visitor, (action, kind), &sent.pairs);
        match site.office.add_looked((problem.id, None), &meta, files, visitor.by()).await {
            Ok(acted) => {
                for event in &acted.events {
                    if let Event::EvidenceAdded(e) = event {
                        done.kept += 1;
                        sent.pairs.push(("evidence".to_owned(), e.id.to_string()));
                    }
                }
                done.problem = Some(acted.problem);
            }
            Err(EvidenceFault::Act(ActError::Refused(refusal))) => {
                let case = Case::new(site, visitor, problem).await?;
                done.faults.extend(refused(&case, &refusal).into_iter().map(|f| at_files(f.message)));
                break;
            }
            Err(EvidenceFault::Act(other)) => return Err(other.into()),
            Err(fault) => done.faults.extend(of_files(visitor.w, &fault)),
        }
    }
    // The form was made for the problem as it was before its own files came.
    if let Some(now) = done.problem.as_ref().filter(|_| seen(&sent.pairs) == Some(problem.version))
        && now.version == problem.version + done.kept as u64
        && let Some(pair) = sent.pairs.iter_mut().find(|(name, _)| name == SEEN)
    {
        pair.1 = now.version.to_string();
    }
    Ok(done)
}

/// Whether an act names evidence: whatever its form has a field for, never a list of its own.
async fn names_evidence(
    around: (&Site, &Visitor),
    problem: &Problem,
    action: Action,
    pairs: &Pairs,
) -> Result<bool, Fault> {
    let (site, visitor) = around;
    let owned = Owned::new(site, visitor, action, pairs).await?.of(problem);
    Ok(takes_evidence(&specs(action, problem, &owned.lists(), visitor.w)))
}

/// Whether a form has a field for evidence.
pub fn takes_evidence(specs: &[FieldSpec]) -> bool {
    specs.iter().any(|s| matches!(s.kind, FieldKind::Evidence(_)))
}

/// What is known of files by the act they came with.
fn meta(visitor: &Visitor, what: (Action, &str), pairs: &Pairs) -> Meta {
    let (w, (action, kind)) = (visitor.w, what);
    let act = w.code("action", action.code());
    let on_measure = matches!(action, Action::ReportMeasure | Action::AcceptMeasure | Action::ReturnMeasure);
    let measure = value(pairs, "no").and_then(|no| no.parse::<u32>().ok()).filter(|_| on_measure);
    let gate = value(pairs, "gate").filter(|_| action == Action::SignGate);
    let title = match (measure, gate) {
        (Some(no), _) => w.fill("said.head", &[("event", &w.t1("problem.measure.no", no)), ("what", &act)]),
        (None, Some(gate)) => w.fill("said.head", &[("event", &act), ("what", &visitor.book().gate(gate, w.lang))]),
        _ => act.to_owned(),
    };
    Meta { title, kind: kind.to_owned(), measures: measure.into_iter().collect(), ..Meta::default() }
}
