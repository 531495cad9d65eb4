//! One section of reference data as a form; saving makes the next version of the whole.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::OfficeError;

use super::sections::Section;
use super::{faults, keeper};
use crate::fault::Fault;
use crate::form::{FieldFault, adding};
use crate::pages::people::fields::{Draft, FormPage, Pairs, Sent, Typed, beside, kept};
use crate::say::in_words;
use crate::site::Site;
use crate::visitor::Visitor;

fn section(visitor: &Visitor, code: &str) -> Result<Section, Fault> {
    keeper(visitor)?;
    Section::of(code, &visitor.setup.reference).ok_or(Fault::NotFound)
}

/// The form.
pub(super) async fn ask(
    State(site): State<Site>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    let section = section(&visitor, &code)?;
    form(&site, &visitor, (&section, &code), None).await
}

async fn form(site: &Site, visitor: &Visitor, of: (&Section, &str), sent: Typed<'_>) -> Result<Response, Fault> {
    let (section, code) = of;
    let (w, reference) = (visitor.w, &visitor.setup.reference);
    let faulty = sent.as_ref().is_some_and(|(pairs, _)| adding(pairs).is_none());
    let specs = section.specs(reference, w);
    let draft = Draft {
        action: format!("/reference/edit/{code}"),
        submit: "reference.save",
        cancel: "/reference".to_owned(),
        specs,
        kept: kept(visitor, &format!("reference-{}", section.code()), reference.version + 1),
        hidden: vec![("seen".to_owned(), seen(visitor, &sent))],
    };
    let title = match section {
        Section::Clock(code) => reference.clock(code).map_or(code.as_str(), |c| in_words(&c.named, w.lang)).to_owned(),
        other => w.code("reference.section", other.code()).to_owned(),
    };
    let mut intro = vec![w.t1("reference.next_version", reference.version + 1)];
    intro.extend(w.get(&format!("reference.hint.{}", section.code())).map(str::to_owned));
    let view = FormPage {
        up: ("/reference".to_owned(), w.t("nav.reference").to_owned()),
        title,
        intro,
        links: Vec::new(),
        form: draft.html(w, sent)?,
        shell: visitor.shell(site, "reference").await?,
    };
    view.answer(faulty)
}

/// The version that the form was made from. After a fault "somebody was first", it stays the old
/// one only until the person has been told; sending again is then deliberate.
fn seen(visitor: &Visitor, sent: &Typed<'_>) -> String {
    let now = visitor.setup.reference.version.to_string();
    match sent {
        Some((pairs, faults)) if !faults.iter().any(|f| f.field.is_empty()) => {
            pairs.iter().find(|(n, _)| n == "seen").map_or(now, |(_, v)| v.clone())
        }
        _ => now,
    }
}

/// Saves it as the next version.
pub(super) async fn set(
    State(site): State<Site>,
    visitor: Visitor,
    Path(code): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    let section = section(&visitor, &code)?;
    if adding(&pairs).is_some() {
        return form(&site, &visitor, (&section, &code), Some((&pairs, Vec::new()))).await;
    }
    let w = visitor.w;
    let mut reference = visitor.setup.reference.clone();
    let seen = reference.version.to_string();
    let mut sent = Sent::new(&pairs, w);
    section.lay(&mut sent, &mut reference);
    reference.version += 1;
    if sent.value("seen") != seen {
        sent.blame("", w.t("expected.unchanged"));
    }
    if sent.faults.is_empty() {
        faults::of_reference(w, &reference).into_iter().for_each(|f| sent.blame(section.code(), f));
    }
    let mut faults = sent.faults;
    if faults.is_empty() {
        match site.office.set_reference(reference, visitor.by()).await {
            Ok(()) => return Ok(Redirect::to(&format!("/reference?done={}", section.code())).into_response()),
            Err(OfficeError::Unusable(why)) => faults.push(FieldFault { field: String::new(), message: why }),
            Err(error) => faults.push(beside(w, error)?),
        }
    }
    form(&site, &visitor, (&section, &code), Some((&pairs, faults))).await
}
