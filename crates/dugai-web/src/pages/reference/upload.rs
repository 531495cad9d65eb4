//! The whole document of reference data or calendar as a TOML file: out, and in again. A file
//! with faults changes nothing and is answered with all of them.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::OfficeError;
use dugai_app::setup::calendar_text;
use dugai_domain::calendar::{Calendar, CalendarTable};
use dugai_domain::reference::Reference;

use super::{book, faults, keeper};
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};
use crate::words::W;

/// Which document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Reference,
    Calendar,
}

impl What {
    fn of(code: &str) -> Result<Self, Fault> {
        match code {
            "reference" => Ok(Self::Reference),
            "calendar" => Ok(Self::Calendar),
            _ => Err(Fault::NotFound),
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Calendar => "calendar",
        }
    }

    fn home(self) -> &'static str {
        match self {
            Self::Reference => "/reference",
            Self::Calendar => "/reference/calendar",
        }
    }
}

#[derive(Template)]
#[template(path = "reference/upload.html")]
struct UploadPage {
    shell: Shell,
    what: &'static str,
    home: &'static str,
    title: &'static str,
    hint: &'static str,
    version: u32,
    faults: Vec<String>,
}

fn file(name: &str, body: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, "application/toml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, body).into_response()
}

/// The reference data in force.
pub(super) async fn reference_file(visitor: Visitor) -> Result<Response, Fault> {
    let reference = &visitor.setup.reference;
    let body = toml::to_string(reference).map_err(|e| Fault::Broken(e.to_string()))?;
    Ok(file(&format!("reference-{}.toml", reference.version), body))
}

/// The calendar in force.
pub(super) async fn calendar_file(visitor: Visitor) -> Result<Response, Fault> {
    let table = visitor.setup.installation.as_ref().and_then(|i| i.calendar.as_deref()).ok_or(Fault::NotFound)?;
    let body = calendar_text(table)?;
    Ok(file(&format!("calendar-{}.toml", visitor.setup.calendar.version()), body))
}

/// The form.
pub(super) async fn ask(
    State(site): State<Site>,
    visitor: Visitor,
    Path(what): Path<String>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    answer(&site, &visitor, What::of(&what)?, Vec::new()).await
}

async fn answer(site: &Site, visitor: &Visitor, what: What, faults: Vec<String>) -> Result<Response, Fault> {
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let version = match what {
        What::Reference => visitor.setup.reference.version,
        What::Calendar => visitor.setup.calendar.version(),
    };
    let view = UploadPage {
        shell: visitor.shell(site, "reference").await?,
        what: what.code(),
        home: what.home(),
        title: visitor.w.code("reference.upload", what.code()),
        hint: visitor.w.code("reference.upload.hint", what.code()),
        version,
        faults,
    };
    Ok((status, page(&view)?).into_response())
}

/// Takes a file.
pub(super) async fn take(
    State(site): State<Site>,
    visitor: Visitor,
    Path(what): Path<String>,
    parts: Multipart,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    let (what, w) = (What::of(&what)?, visitor.w);
    let bytes = match bytes_of(w, parts).await {
        Ok(bytes) => bytes,
        Err(fault) => return answer(&site, &visitor, what, vec![fault]).await,
    };
    // A workbook is a zip; what it would change is shown before it holds.
    if what == What::Reference && bytes.starts_with(b"PK") {
        return match book::preview(&site, &visitor, &bytes).await? {
            Ok(shown) => Ok(shown),
            Err(faults) => answer(&site, &visitor, what, faults).await,
        };
    }
    let text = match text_of(w, &bytes) {
        Ok(text) => text,
        Err(fault) => return answer(&site, &visitor, what, vec![fault]).await,
    };
    let faults = match what {
        What::Reference => take_reference(&site, &visitor, &text).await?,
        What::Calendar => take_calendar(&site, &visitor, &text).await?,
    };
    if faults.is_empty() {
        return Ok(Redirect::to(&format!("{}?done=uploaded", what.home())).into_response());
    }
    answer(&site, &visitor, what, faults).await
}

/// Puts a document in force; gives the page that tells what is wrong with it.
pub(super) async fn set_document(site: &Site, visitor: &Visitor, text: &str) -> Result<Option<Response>, Fault> {
    let faults = take_reference(site, visitor, text).await?;
    if faults.is_empty() { Ok(None) } else { answer(site, visitor, What::Reference, faults).await.map(Some) }
}

/// The text of a file.
fn text_of(w: W, bytes: &[u8]) -> Result<String, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| w.t("reference.upload.no_text").to_owned())?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// The bytes of the file that was sent.
async fn bytes_of(w: W, mut parts: Multipart) -> Result<Vec<u8>, String> {
    let unreadable = || w.t("reference.upload.unreadable").to_owned();
    while let Some(part) = parts.next_field().await.map_err(|_| unreadable())? {
        if part.name() == Some("file") {
            let bytes = part.bytes().await.map_err(|_| unreadable())?;
            let none = || w.t("reference.upload.none").to_owned();
            let blank = bytes.trim_ascii().is_empty();
            return if blank { Err(none()) } else { Ok(bytes.to_vec()) };
        }
    }
    Err(w.t("reference.upload.none").to_owned())
}

/// What the reader of TOML found, with the place it found it at.
#[must_use]
pub fn no_toml(w: W, text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map_or(1, |b| b.matches('\n').count() + 1);
    w.fill("reference.upload.no_toml", &[("line", &line), ("what", &error.message())])
}

/// What is wrong with the version that a file was made from: a file that was taken out and changed
/// carries it as it was, or as the next.
#[must_use]
pub fn other_version(w: W, given: u32, now: u32) -> Option<String> {
    let next = now.saturating_add(1);
    (given != now && given != next)
        .then(|| w.fill("reference.upload.version", &[("given", &given), ("now", &now), ("next", &next)]))
}

async fn take_reference(site: &Site, visitor: &Visitor, text: &str) -> Result<Vec<String>, Fault> {
    let (w, now) = (visitor.w, visitor.setup.reference.version);
    let mut reference: Reference = match toml::from_str(text) {
        Ok(reference) => reference,
        Err(error) => return Ok(vec![no_toml(w, text, &error)]),
    };
    let mut found = faults::of_reference(w, &reference);
    found.extend(other_version(w, reference.version, now));
    reference.version = now.saturating_add(1);
    if !found.is_empty() {
        return Ok(found);
    }
    match site.office.set_reference(reference, visitor.by()).await {
        Ok(()) => Ok(Vec::new()),
        Err(OfficeError::Unusable(why)) => Ok(vec![why]),
        Err(OfficeError::Changed) => Ok(vec![w.t("expected.unchanged").to_owned()]),
        Err(error) => Err(error.into()),
    }
}

async fn take_calendar(site: &Site, visitor: &Visitor, text: &str) -> Result<Vec<String>, Fault> {
    let (w, now) = (visitor.w, visitor.setup.calendar.version());
    let table: CalendarTable = match toml::from_str(text) {
        Ok(table) => table,
        Err(error) => return Ok(vec![no_toml(w, text, &error)]),
    };
    let mut found = Vec::new();
    if table.version <= now {
        let (given, next) = (table.version, now.saturating_add(1));
        found.push(w.fill("reference.upload.version", &[("given", &given), ("now", &now), ("next", &next)]));
    }
    if let Err(error) = Calendar::new(table.clone()) {
        found.push(faults::of_calendar(w, &error));
    }
    if found.is_empty() {
        site.office.set_calendar(table, visitor.by()).await?;
    }
    Ok(found)
}
