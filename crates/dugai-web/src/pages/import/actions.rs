//! Mapping names, taking the chosen rows, letting the file go, undoing.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Form, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::OfficeError;
use dugai_app::import::{Blocker, Choice, ImportError, Options, Row, Why, is_bare};
use dugai_domain::ids::{ImportId, UnitId};

use super::wording::why;
use super::{Pairs, Refused, import_id, office, option_fault, options_of, page_of, preview};
use crate::fault::Fault;
use crate::site::Site;
use crate::visitor::{Visitor, encode};
use crate::words::W;

/// The media type of a workbook.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// POST /import/{id}/names.
pub(super) async fn names(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    office(&visitor)?;
    let id = import_id(&id)?;
    let mut options = options_of(&pairs);
    let mut taken = Vec::new();
    for (name, units) in given(&pairs) {
        let group = pairs.iter().any(|(n, v)| n == "group" && *v == name);
        match (units.as_slice(), group) {
            ([], _) => {}
            // It means another government in every list: mapped for this one only.
            (units, _) if is_bare(&name) => {
                options.names.insert(name.clone(), units.to_vec());
            }
            ([unit], false) => match site.office.learn_alias(*unit, &name, visitor.by()).await {
                Ok(()) => {}
                Err(OfficeError::Field { .. }) => {
                    taken.push(visitor.w.fill("import.fault.alias", &[("name", &name)]));
                }
                Err(error) => return Err(error.into()),
            },
            _ => {
                site.office.learn_collective(&name, &units, visitor.by()).await?;
                // What is remembered holds, whatever an older address of this preview says.
                options.names.remove(&name);
            }
        }
    }
    if let Some((head, lines)) = taken.split_first() {
        let refused = Refused { head: head.clone(), lines: lines.to_vec() };
        return preview::drawn(&site, &visitor, (id, &kept(&options)), refused).await;
    }
    Ok(Redirect::to(&page_of(&format!("/import/{id}"), &options, &[("done", "names")])).into_response())
}

/// POST /import/{id}/columns: the meaning of columns, and the list is read anew.
pub(super) async fn columns(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    office(&visitor)?;
    let id = import_id(&id)?;
    let mut options = options_of(&pairs);
    let value = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    for (field, key) in &pairs {
        let Some(place) = field.strip_prefix("column.") else { continue };
        match value(&format!("field.{place}")) {
            "" => options.columns.remove(key),
            code => options.columns.insert(key.clone(), code.to_owned()),
        };
    }
    if let Err(error) = site.office.preview(id, &options, visitor.by()).await {
        let Some(line) = option_fault(visitor.w, &error) else { return Err(error.into()) };
        options.columns.clear();
        return preview::drawn(&site, &visitor, (id, &kept(&options)), Refused::of(line)).await;
    }
    Ok(Redirect::to(&page_of(&format!("/import/{id}"), &options, &[("done", "columns")])).into_response())
}

/// Names with the units given to them: `name.3` with every `unit.3`. A name left as it was shown
/// (`was.3`) says nothing.
fn given(pairs: &Pairs) -> Vec<(String, Vec<UnitId>)> {
    let mut units: BTreeMap<&str, Vec<UnitId>> = BTreeMap::new();
    for (field, value) in pairs {
        if let (Some(place), Ok(unit)) = (field.strip_prefix("unit."), value.parse()) {
            units.entry(place).or_default().push(unit);
        }
    }
    let name = |(field, value): &(String, String)| {
        let place = field.strip_prefix("name.")?;
        let mut given = units.remove(place).unwrap_or_default();
        let was = pairs.iter().find(|(n, _)| n.strip_prefix("was.") == Some(place));
        let same = |was: &str| was.split(',').filter_map(|id| id.parse().ok()).collect::<BTreeSet<UnitId>>();
        if was.is_some_and(|(_, was)| same(was) == given.iter().copied().collect()) {
            given.clear();
        }
        Some((value.clone(), given))
    };
    pairs.iter().filter_map(name).collect()
}

/// Options as pairs of a form.
fn kept(options: &Options) -> Pairs {
    options.to_pairs().into_iter().map(|(n, v)| (n.to_owned(), v)).collect()
}

/// POST /import/{id}/commit.
pub(super) async fn commit(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    office(&visitor)?;
    let id = import_id(&id)?;
    let w = visitor.w;
    let picked = pairs.iter().filter(|(n, _)| n == "row").filter_map(|(_, v)| v.parse().ok());
    let all = pairs.iter().any(|(n, v)| n == "scope" && v == "all");
    let rows: Option<BTreeSet<usize>> = (!all).then(|| picked.collect());
    let choice = Choice { rows, options: options_of(&pairs) };
    let done = {
        let book = visitor.book();
        let say = |reason: &Why| why(w, &book, reason);
        site.office.execute(id, &choice, &say, visitor.by()).await
    };
    let refused = match done {
        Ok(_) => return Ok(Redirect::to(&format!("/import/{id}?done=imported")).into_response()),
        Err(ImportError::Rows(rows)) => barred(&visitor, &rows),
        Err(ImportError::NoRows) => Refused::of(w.t("import.fault.no_rows")),
        Err(ImportError::Decided) => Refused::of(w.t("import.fault.decided")),
        Err(error) => match option_fault(w, &error) {
            Some(line) => Refused::of(line),
            None => return Err(error.into()),
        },
    };
    preview::drawn(&site, &visitor, (id, &kept(&choice.options)), refused).await
}

/// Chosen rows that cannot be taken, each with every reason.
fn barred(visitor: &Visitor, rows: &[Row]) -> Refused {
    let w = visitor.w;
    let book = visitor.book();
    let line = |row: &Row| {
        let reasons = w.clauses(row.reasons.iter().map(|r| why(w, &book, r)));
        format!("{} {} {}{}{reasons}", row.sheet, row.rows.0, row.number, w.t("shell.colon"))
    };
    Refused { head: w.fill("import.fault.rows", &[("n", &rows.len())]), lines: rows.iter().map(line).collect() }
}

/// POST /import/{id}/discard.
pub(super) async fn discard(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Redirect, Fault> {
    office(&visitor)?;
    site.office.discard_import(import_id(&id)?, visitor.by()).await?;
    Ok(Redirect::to("/import?done=discarded"))
}

/// POST /import/{id}/undo.
pub(super) async fn undo(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    office(&visitor)?;
    let id = import_id(&id)?;
    let w = visitor.w;
    let reason = pairs.iter().find(|(n, _)| n == "reason").map_or("", |(_, v)| v.as_str());
    let refused = match site.office.undo_import(id, reason, visitor.by()).await {
        Ok(_) => return Ok(Redirect::to(&format!("/import/{id}?done=undone")).into_response()),
        Err(ImportError::ActedUpon(blockers)) => Refused {
            head: w.t("import.blocked").to_owned(),
            lines: blockers.chunk_by(|a, b| a.problem == b.problem).map(|row| blocked(&visitor, row)).collect(),
        },
        Err(ImportError::Undone) => Refused::of(w.t("import.fault.undone")),
        Err(error) => match option_fault(w, &error) {
            Some(line) => Refused::of(line),
            None => return Err(error.into()),
        },
    };
    preview::drawn(&site, &visitor, (id, &Pairs::new()), refused).await
}

/// A row with every act on it that keeps it.
fn blocked(visitor: &Visitor, acts: &[Blocker]) -> String {
    let w = visitor.w;
    let act = |b: &Blocker| {
        let who = b.who.map_or_else(|| w.t("import.program").to_owned(), |a| visitor.setup.account_name(a));
        let what = w.code("event", &b.what);
        w.fill("import.act", &[("who", &who), ("at", &w.time(b.at)), ("what", &what)])
    };
    let Some(first) = acts.first() else { return String::new() };
    let (sheet, row) = &first.place;
    if first.what == Blocker::OVERDUE {
        let due = w.date(first.at.day());
        let said: [(&str, &dyn std::fmt::Display); 4] =
            [("sheet", sheet), ("row", row), ("number", &first.number), ("due", &due)];
        return w.fill("import.blocker_overdue", &said);
    }
    let said = acts.iter().map(act).collect::<Vec<_>>().join(w.t("import.acts_join"));
    w.fill("import.blocker", &[("sheet", sheet), ("row", row), ("number", &first.number), ("acts", &said)])
}

/// GET /import/{id}/rest.xlsx.
pub(super) async fn rest(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Fault> {
    office(&visitor)?;
    let id = import_id(&id)?;
    let w = visitor.w;
    let name = file_name(&site, &visitor, (id, w)).await;
    let bytes = {
        let book = visitor.book();
        let say = |reason: &Why| why(w, &book, reason);
        site.office.failed_rows(id, &options_of(&pairs), &say, visitor.by()).await?
    };
    let disposition =
        format!("attachment; filename=\"rest.xlsx\"; filename*=UTF-8''{}", encode(&name).replace('/', "%2F"));
    let headers = [
        (header::CONTENT_TYPE, WORKBOOK.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// The name of the workbook, after the file it comes from.
async fn file_name(site: &Site, visitor: &Visitor, of: (ImportId, W)) -> String {
    let (id, w) = of;
    let file = site.office.import_name(id, visitor.actor()).await;
    let stem = file.map(|f| f.rsplit_once('.').map_or(f.clone(), |(stem, _)| stem.to_owned()));
    format!("{}.{}.xlsx", stem.unwrap_or_else(|_| w.t("import.title").to_owned()), w.t("import.left_out"))
}
