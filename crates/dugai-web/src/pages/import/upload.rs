//! A file arrives with the fields around it.

use axum::extract::{Multipart, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::import::{ImportError, largest_file};

use super::start::drawn;
use super::{AROUND, Pairs, Refused, office, option_fault, options_of, page_of};
use crate::apart::apart;
use crate::fault::Fault;
use crate::site::Site;
use crate::visitor::Visitor;
use crate::words::Lang;

/// A file as it came: name and bytes.
type File = (String, Vec<u8>);

/// POST /import.
pub(super) async fn bring(
    State(site): State<Site>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Fault> {
    office(&visitor)?;
    let _held = site.bodies.hold(&headers, largest_file() + AROUND)?;
    let w = visitor.w;
    let (pairs, file) = match read(form).await {
        Ok(read) => read,
        Err(pairs) => {
            let told = (Refused::of(w.t("import.fault.too_large")), "");
            return drawn(&site, &visitor, &options_of(&pairs), told).await;
        }
    };
    let options = options_of(&pairs);
    let mut lines = Vec::new();
    if options.source.is_none() {
        lines.push(w.t("import.fault.source").to_owned());
    }
    if options.round.trim().is_empty() {
        lines.push(w.t("import.fault.round").to_owned());
    }
    let Some((name, bytes)) = file.filter(|_| lines.is_empty()) else {
        let first = if lines.is_empty() { w.t("import.fault.no_file").to_owned() } else { lines.remove(0) };
        return drawn(&site, &visitor, &options, (Refused { head: first, lines }, "")).await;
    };
    let (desk, by, chosen) = (Site::clone(&site), visitor.clone(), options.clone());
    let brought = apart(async move { desk.office.bring_as((&name, &bytes), &chosen, by.by()).await }).await?;
    match brought {
        Ok(id) => Ok(Redirect::to(&page_of(&format!("/import/{id}"), &options, &[])).into_response()),
        Err(ImportError::Unread { zh, en }) => {
            let line = if w.lang == Lang::Zh { zh } else { en };
            let told = Refused { head: w.t("import.fault.unread").to_owned(), lines: vec![line] };
            drawn(&site, &visitor, &options, (told, "")).await
        }
        Err(error) => match option_fault(w, &error) {
            Some(line) => drawn(&site, &visitor, &options, (Refused::of(line), "")).await,
            None => Err(error.into()),
        },
    }
}

/// The fields and the file; what came before the body broke off is not lost.
async fn read(mut form: Multipart) -> Result<(Pairs, Option<File>), Pairs> {
    let mut pairs = Pairs::new();
    let mut file = None;
    loop {
        let Ok(next) = form.next_field().await else { return Err(pairs) };
        let Some(field) = next else { return Ok((pairs, file)) };
        let name = field.name().unwrap_or_default().to_owned();
        let given = field.file_name().map(base_name).filter(|n| !n.is_empty());
        if name == "file" {
            let Ok(bytes) = field.bytes().await else { return Err(pairs) };
            file = given.map(|given| (given, bytes.into()));
        } else {
            let Ok(text) = field.text().await else { return Err(pairs) };
            pairs.push((name, text));
        }
    }
}

/// The name without folders: some browsers send the whole path.
fn base_name(given: &str) -> String {
    given.rsplit(['/', '\\']).next().unwrap_or(given).trim().to_owned()
}
