//! Opening, changing and closing a unit, and teaching another name of it.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::admin::open_of;
use dugai_domain::ids::UnitId;
use dugai_domain::org::{Term, Unit, UnitKind};

use super::unit::known;
use crate::fault::Fault;
use crate::form::{FieldKind, FieldSpec};
use crate::pages::people::fields::{
    Draft, FormPage, Make, Pairs, Sent, Typed, beside, holding, holding_all, kept, needed, rows_of,
};
use crate::pages::people::unit_options;
use crate::site::Site;
use crate::visitor::Visitor;

/// Only administrators keep units.
fn keeper(visitor: &Visitor) -> Result<(), Fault> {
    if visitor.rights().admin { Ok(()) } else { Err(Fault::NotAllowed("people")) }
}

/// Fields of a unit, filled in with what it is.
fn specs(visitor: &Visitor, unit: Option<&Unit>) -> Vec<FieldSpec> {
    let (w, day) = (visitor.w, visitor.actor().day);
    let make = Make::new("units", w);
    let kinds = make.codes("unit_kind", UnitKind::ALL.map(UnitKind::code));
    let mut parents = unit_options(&visitor.setup, w, day);
    let line = |name: &str, value: Option<&String>| match value {
        Some(value) => holding(needed(make.line(name)), value),
        None => needed(make.line(name)),
    };
    let kind = match unit {
        // What a unit is decides rights over its problems; another kind is another unit.
        Some(u) => {
            let fixed = kinds.into_iter().filter(|(code, _)| code == u.kind.code()).collect();
            holding(make.field("kind", FieldKind::Fixed(fixed)), u.kind.code())
        }
        None => needed(make.choice("kind", kinds)),
    };
    let parent_now = unit.and_then(|u| u.parent).map(|p| p.to_string()).unwrap_or_default();
    parents.retain(|(id, _)| unit.is_none_or(|u| u.id.to_string() != *id));
    if let Some(gone) = unit.and_then(|u| u.parent).filter(|_| !parents.iter().any(|(id, _)| *id == parent_now)) {
        parents.push((parent_now.clone(), visitor.setup.unit_name(gone)));
    }
    vec![
        line("name", unit.map(|u| &u.name)),
        line("short", unit.map(|u| &u.short)),
        kind,
        holding(make.choice("parent", parents), parent_now),
        holding_all(make.field("aliases", FieldKind::Lines), unit.map(|u| u.aliases.clone()).unwrap_or_default()),
        holding(make.field("duties", FieldKind::Area), unit.map(|u| u.duties.as_str()).unwrap_or_default()),
        holding(needed(make.day("from")), unit.map_or(day, |u| u.term.from)),
    ]
}

/// The unit a form describes.
fn unit_of(sent: &mut Sent<'_>, visitor: &Visitor, before: Option<&Unit>) -> Option<Unit> {
    let (name, short) = (sent.needed("name"), sent.needed("short"));
    let kind = match before {
        Some(unit) => Some(unit.kind),
        None => sent.chosen("kind", &UnitKind::ALL.map(|k| (k.code(), k))),
    };
    let parent = match sent.value("parent") {
        "" => None,
        id => {
            let known = id.parse::<UnitId>().ok().filter(|id| visitor.setup.units.contains_key(id));
            if known.is_none() {
                sent.blame("parent", visitor.w.t("expected.known_unit"));
            }
            known
        }
    };
    let aliases = sent.lines("aliases");
    let duties = sent.text("duties");
    let from = sent.needed_day("from");
    let to = before.and_then(|u| u.term.to);
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        sent.blame("from", visitor.w.t("expected.after_start"));
    }
    let id = before.map_or(UnitId(uuid::Uuid::nil()), |u| u.id);
    Some(Unit { id, name, short, kind: kind?, parent, aliases, duties, term: Term { from: from?, to } })
}

/// The unit, the heading and the first sentence of a form.
type About<'a> = (Option<&'a Unit>, &'static str, &'static str);

async fn form(
    site: &Site,
    visitor: &Visitor,
    about: About<'_>,
    draft: Draft,
    sent: Typed<'_>,
) -> Result<Response, Fault> {
    form_with(site, visitor, (about, Vec::new()), draft, sent).await
}

async fn form_with(
    site: &Site,
    visitor: &Visitor,
    about: (About<'_>, Vec<(String, String)>),
    draft: Draft,
    sent: Typed<'_>,
) -> Result<Response, Fault> {
    let ((unit, title, hint), links) = about;
    let (w, faulty) = (visitor.w, sent.is_some());
    let up = match unit {
        Some(unit) => (format!("/units/{}", unit.id), unit.short.clone()),
        None => ("/units".to_owned(), w.t("nav.units").to_owned()),
    };
    let view = FormPage {
        up,
        title: w.t(title).to_owned(),
        intro: vec![w.t(hint).to_owned()],
        links,
        form: draft.html(w, sent)?,
        shell: visitor.shell(site, "units").await?,
    };
    view.answer(faulty)
}

/// Where a form of a unit goes: its own address, the words of its button, what is kept.
fn draft(visitor: &Visitor, unit: Option<&Unit>, way: (&str, &'static str, &str), specs: Vec<FieldSpec>) -> Draft {
    let (verb, submit, done) = way;
    let of = unit.map_or_else(String::new, |u| u.id.to_string());
    let href = if of.is_empty() { "/units".to_owned() } else { format!("/units/{of}") };
    Draft {
        action: format!("{href}/{verb}"),
        submit,
        cancel: href,
        specs,
        kept: kept(visitor, &format!("units-{done}"), of),
        hidden: Vec::new(),
    }
}

/// The form of a new unit.
pub(super) async fn ask_new(State(site): State<Site>, visitor: Visitor) -> Result<Response, Fault> {
    keeper(&visitor)?;
    new_form(&site, &visitor, None).await
}

async fn new_form(site: &Site, visitor: &Visitor, sent: Typed<'_>) -> Result<Response, Fault> {
    let mut draft = draft(visitor, None, ("new", "units.open", "opened"), specs(visitor, None));
    // The page that comes after is another unit's each time; nothing is kept.
    draft.kept = String::new();
    form(site, visitor, (None, "units.new", "units.new_hint"), draft, sent).await
}

/// Opens a unit.
pub(super) async fn open(
    State(site): State<Site>,
    visitor: Visitor,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    let mut sent = Sent::new(&pairs, visitor.w);
    let unit = unit_of(&mut sent, &visitor, None);
    let mut faults = sent.faults;
    if let (Some(unit), true) = (unit, faults.is_empty()) {
        match site.office.open_unit(unit, visitor.by()).await {
            Ok(id) => return Ok(Redirect::to(&format!("/units/{id}?done=opened")).into_response()),
            Err(error) => faults.push(beside(visitor.w, error)?),
        }
    }
    new_form(&site, &visitor, Some((&pairs, faults))).await
}

/// The form that changes a unit.
pub(super) async fn ask_change(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    change_form(&site, &visitor, known(&visitor, &id)?, None).await
}

async fn change_form(site: &Site, visitor: &Visitor, unit: &Unit, sent: Typed<'_>) -> Result<Response, Fault> {
    let draft = draft(visitor, Some(unit), ("edit", "units.change", "changed"), specs(visitor, Some(unit)));
    form(site, visitor, (Some(unit), "units.change", "units.change_hint"), draft, sent).await
}

/// Changes a unit; its old names stay findable.
pub(super) async fn change(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    let before = known(&visitor, &id)?;
    let mut sent = Sent::new(&pairs, visitor.w);
    let unit = unit_of(&mut sent, &visitor, Some(before));
    let mut faults = sent.faults;
    if let (Some(unit), true) = (unit, faults.is_empty()) {
        match site.office.change_unit(unit, visitor.by()).await {
            Ok(()) => return Ok(Redirect::to(&format!("/units/{}?done=changed", before.id)).into_response()),
            Err(error) => faults.push(beside(visitor.w, error)?),
        }
    }
    change_form(&site, &visitor, before, Some((&pairs, faults))).await
}

/// The form that ends a unit.
pub(super) async fn ask_close(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    close_form(&site, &visitor, known(&visitor, &id)?, None).await
}

async fn close_form(site: &Site, visitor: &Visitor, unit: &Unit, sent: Typed<'_>) -> Result<Response, Fault> {
    let make = Make::new("units", visitor.w);
    let specs = vec![holding(needed(make.day("to")), visitor.actor().day)];
    let draft = draft(visitor, Some(unit), ("close", "units.close", "closed"), specs);
    let about = (Some(unit), "units.close", "units.close_hint");
    form_with(site, visitor, (about, open_items(site, visitor, unit).await?), draft, sent).await
}

/// The open problems that stand in the way, with their rows.
async fn open_items(site: &Site, visitor: &Visitor, unit: &Unit) -> Result<Vec<(String, String)>, Fault> {
    let mut links = Vec::new();
    for (key, query) in ["units.open_responsible", "units.open_supervising"].into_iter().zip(open_of(unit.id)) {
        let n = site.office.count_all(&query).await?;
        if n > 0 {
            links.push((visitor.w.t1(key, n), rows_of(visitor, &query)));
        }
    }
    Ok(links)
}

/// Ends a unit.
pub(super) async fn close(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    keeper(&visitor)?;
    let unit = known(&visitor, &id)?;
    let mut sent = Sent::new(&pairs, visitor.w);
    let last = sent.needed_day("to");
    let mut faults = sent.faults;
    if let (Some(last), true) = (last, faults.is_empty()) {
        match site.office.close_unit(unit.id, last, visitor.by()).await {
            Ok(()) => return Ok(Redirect::to(&format!("/units/{}?done=closed", unit.id)).into_response()),
            Err(error) => faults.push(beside(visitor.w, error)?),
        }
    }
    close_form(&site, &visitor, unit, Some((&pairs, faults))).await
}

/// Administrators and the office teach names.
fn teacher(visitor: &Visitor) -> Result<(), Fault> {
    let may = visitor.rights().admin || visitor.actor().is_office();
    if may { Ok(()) } else { Err(Fault::NotAllowed("units")) }
}

/// The form of another name.
pub(super) async fn ask_alias(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    teacher(&visitor)?;
    alias_form(&site, &visitor, known(&visitor, &id)?, None).await
}

async fn alias_form(site: &Site, visitor: &Visitor, unit: &Unit, sent: Typed<'_>) -> Result<Response, Fault> {
    let make = Make::new("units", visitor.w);
    let specs = vec![needed(make.line("alias"))];
    let draft = draft(visitor, Some(unit), ("alias", "units.learn", "learned"), specs);
    form(site, visitor, (Some(unit), "units.learn", "units.learn_hint"), draft, sent).await
}

/// Remembers another name of a unit.
pub(super) async fn learn(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    teacher(&visitor)?;
    let unit = known(&visitor, &id)?;
    let mut sent = Sent::new(&pairs, visitor.w);
    let alias = sent.needed("alias");
    let mut faults = sent.faults;
    if faults.is_empty() {
        match site.office.learn_alias(unit.id, &alias, visitor.by()).await {
            Ok(()) => return Ok(Redirect::to(&format!("/units/{}?done=learned", unit.id)).into_response()),
            Err(error) => faults.push(beside(visitor.w, error)?),
        }
    }
    alias_form(&site, &visitor, unit, Some((&pairs, faults))).await
}
