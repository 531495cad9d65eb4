//! Evidence for programs: the list of a problem, a file's bytes, and new files with what is said
//! of them. The same use case, limits and rules of sight as the pages.

use axum::Json;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dugai_app::ActError;
use dugai_app::evidence::{EvidenceError, EvidenceFault, FILES_MAX, Form as FileForm, Looked, Meta, look_apart};
use dugai_domain::ids::EvidenceId;
use dugai_domain::problem::check::check;
use dugai_domain::problem::{Action, Evidence, Problem};
use dugai_domain::reason::Refusal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::BASE;
use super::caller::{Caller, Pairs, id_of};
use super::said::{ApiFault, moment, person};
use super::table::{Form, Param};
use super::wrong;
use crate::fault::Fault;
use crate::form::{FieldFault, Lists, parse_evidence};
use crate::pages::files::body;
use crate::site::Site;
use crate::visitor::encode;
use crate::words::{Lang, W};

/// Largest request: what the pages take in one go.
pub(super) const LIMIT: usize = 210 * 1024 * 1024;
/// The field of the files.
const FILE: &str = "file";
/// The field of the version that was read.
const SEEN: &str = "seen";
/// What can be said of files, as the form of the pages says it.
pub(super) const FIELDS: [&str; 7] = ["title", "kind", "happened", "valid_until", "measures", "before", "replaces"];

/// Conditions of a file.
pub(super) const FORMS: &[Param] =
    &[Param { name: "form", form: Form::Codes(|| vec!["original", "public", "thumb"]), required: false }];

/// `GET /problems/{id}/evidence`.
pub(super) async fn list(
    State(site): State<Site>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiFault> {
    let problem = site.office.problem(id_of(&id)?, caller.actor()).await?;
    let items = problem.evidence.iter().map(|(mark, evidence)| {
        let mut piece = piece(&problem, evidence);
        if let Value::Object(map) = &mut piece {
            map.insert("added".to_owned(), json!(moment(mark.at)));
            map.insert("by".to_owned(), person(&caller.setup, mark.by));
        }
        piece
    });
    Ok(Json(json!({ "version": problem.version, "items": items.collect::<Vec<_>>() })))
}

fn piece(problem: &Problem, e: &Evidence) -> Value {
    json!({
        "id": e.id.to_string(),
        "title": e.title,
        "kind": e.kind,
        "media": e.media,
        "size": e.size,
        "digest": e.commitment,
        "happened": e.happened,
        "captured": e.captured.map(moment),
        "valid_until": e.valid_until,
        "measures": e.measures,
        "before": e.before.map(|id| id.to_string()),
        "replaces": e.replaces.map(|id| id.to_string()),
        "located": e.located,
        "bytes": format!("{BASE}/problems/{}/evidence/{}", problem.id, e.id),
    })
}

/// `GET /problems/{id}/evidence/{file}`: the bytes. Of a picture, who does not work on the case
/// gets the copy that names no place, as on the pages.
pub(super) async fn bytes(
    State(site): State<Site>,
    caller: Caller,
    Path((id, file)): Path<(String, String)>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, ApiFault> {
    caller.only(&pairs, FORMS)?;
    let asked = pairs.iter().find(|(name, _)| name == "form").map_or("original", |(_, code)| code);
    let form = FileForm::from_code(asked)
        .ok_or_else(|| ApiFault::unread(caller.w, &[("form".to_owned(), asked.to_owned())]))?;
    let problem = site.office.problem(id_of(&id)?, caller.actor()).await?;
    let file: EvidenceId = file.parse().map_err(|_| Fault::NotFound)?;
    problem.evidence_of(file).ok_or(Fault::NotFound)?;
    let opened = site.office.file(file, form, caller.actor()).await?;
    let media = HeaderValue::try_from(&opened.media);
    let name = format!("attachment; filename*=UTF-8''{}", encode(&opened.name).replace('/', "%2F"));
    let name = HeaderValue::try_from(name);
    let headers = [
        (header::CONTENT_TYPE, media.unwrap_or(HeaderValue::from_static("application/octet-stream"))),
        (header::CONTENT_DISPOSITION, name.unwrap_or(HeaderValue::from_static("attachment"))),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, body(opened).await?).into_response())
}

/// What came: pairs and files.
#[derive(Default)]
struct Sent {
    pairs: Pairs,
    files: Vec<(String, Vec<u8>)>,
}

async fn read(mut form: Multipart) -> Result<Sent, MultipartError> {
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == FILE {
            let file = field.file_name().unwrap_or_default().to_owned();
            sent.files.push((file, field.bytes().await?.into()));
        } else {
            sent.pairs.push((name, field.text().await?));
        }
    }
    Ok(sent)
}

/// `POST /problems/{id}/evidence`: all files are added, or none.
pub(super) async fn add(
    State(site): State<Site>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, ApiFault> {
    caller.writes()?;
    let w = caller.w;
    let problem = site.office.problem(id_of(&id)?, caller.actor()).await?;
    // Who may not is told before anything is read and looked at.
    let reasons = check(Action::AddEvidence, Some(&problem), &caller.context());
    if !reasons.is_empty() {
        return Err(ApiFault::of_act(&caller, ActError::Refused(Refusal { action: Action::AddEvidence, reasons })));
    }
    let _held = site.bodies.hold(&headers, LIMIT)?;
    let form = form.map_err(|_| ApiFault::no_form(w, StatusCode::BAD_REQUEST))?;
    let sent = read(form).await.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiFault::too_large(w),
        status => ApiFault::no_form(w, status),
    })?;
    let said = said(&caller, &problem, &sent.pairs);
    let looked = match look_apart(sent.files).await {
        Err(EvidenceFault::Act(error)) => return Err(error.into()),
        looked => looked,
    };
    let (seen, meta, files) = match (said, looked) {
        (Ok((seen, meta)), Ok(files)) => (seen, meta, files),
        (said, looked) => {
            let mut faults = said.err().unwrap_or_default();
            faults.extend(looked.err().iter().flat_map(|fault| of_files(w, fault)));
            return Err(ApiFault::content(w, faults));
        }
    };
    let digests: Vec<String> = files.iter().map(Looked::sha256).collect();
    let acted = site.office.add_looked((problem.id, Some(seen)), &meta, files, caller.by()).await;
    let acted = acted.map_err(|fault| match fault {
        EvidenceFault::Act(error) => ApiFault::of_act(&caller, error),
        other => ApiFault::content(w, of_files(w, &other)),
    })?;
    let from = acted.problem.evidence.len().saturating_sub(digests.len());
    let new = acted.problem.evidence.iter().skip(from).zip(digests);
    let items = new.map(|((_, evidence), sha256)| {
        let mut piece = piece(&acted.problem, evidence);
        if let Value::Object(map) = &mut piece {
            map.insert("sha256".to_owned(), json!(sha256));
        }
        piece
    });
    let items: Vec<Value> = items.collect();
    let body = json!({ "id": problem.id.to_string(), "version": acted.problem.version, "items": items });
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// The version read and what is said of the files.
fn said(caller: &Caller, problem: &Problem, pairs: &Pairs) -> Result<(u64, Meta), Vec<String>> {
    let known = |name: &str| name == SEEN || FIELDS.contains(&name);
    let mut faults: Vec<String> =
        pairs.iter().filter(|(name, _)| !known(name)).map(|(name, _)| wrong::unknown(caller.w, name)).collect();
    let seen = pairs.iter().find(|(name, _)| name == SEEN).and_then(|(_, v)| v.trim().parse().ok());
    if seen.is_none() {
        faults.push(wrong::seen(caller.w));
    }
    let lists = Lists {
        reference: &caller.setup.reference,
        units: &[],
        leaders: &[],
        my_units: &[],
        gates: &[],
        candidates: &[],
        new_id: Uuid::nil(),
        today: caller.now.day(),
    };
    let named = |fault: FieldFault| format!("{}: {}", fault.field, fault.message);
    let fields: Pairs = pairs.iter().filter(|(name, _)| FIELDS.contains(&name.as_str())).cloned().collect();
    match (parse_evidence(problem, &lists, &fields, caller.w), seen) {
        (Ok(meta), Some(seen)) if faults.is_empty() => Ok((seen, meta.into())),
        (parsed, _) => {
            faults.extend(parsed.err().into_iter().flatten().map(named));
            Err(faults)
        }
    }
}

/// What is wrong with the files, in words.
fn of_files(w: W, fault: &EvidenceFault) -> Vec<String> {
    let text = |e: &EvidenceError| if w.lang == Lang::Zh { e.text_zh() } else { e.text_en() };
    match fault {
        EvidenceFault::NoFile => vec![format!("{FILE}: {}", w.t("problem.upload.none"))],
        EvidenceFault::TooMany => vec![w.fill("problem.upload.many", &[("n", &FILES_MAX)])],
        EvidenceFault::OneReplacesOne => vec![format!("replaces: {}", w.t("problem.upload.one"))],
        EvidenceFault::Files(list) => list.iter().map(text).collect(),
        EvidenceFault::Act(_) => Vec::new(),
    }
}
