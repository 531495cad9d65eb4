//! One import before it is decided: options, unknown names, every row with what it would become.
//! After the decision the same address shows the result.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dugai_app::import::{ImportError, OpenColumn, Options, Preview, Row, RowState, Told, column_fields, forms};
use dugai_domain::ids::{ImportId, UnitId};
use dugai_domain::org::{Unit, UnitKind};
use dugai_domain::problem::{Field, SourceKind};

use super::start::Fields;
use super::wording::{gist, heed, told, why};
use super::{Pairs, Refused, import_id, office, option_fault, options_of, page_of, result};
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};
use crate::words::{Lang, W};

/// Rows on one page.
const ROWS: usize = 500;
/// Remarks of the reader that are listed.
const FINDINGS: usize = 500;

/// A link with a number: state, address, how many, whether it is shown now.
struct Tab {
    href: String,
    name: &'static str,
    count: usize,
    current: bool,
}

/// A row in words.
struct Line {
    index: usize,
    sheet: String,
    rows: String,
    goal: String,
    measures: Vec<(u32, String, String)>,
    pick: String,
    number: String,
    known: String,
    text: String,
    gist: String,
    state: &'static str,
    badge: &'static str,
    choosable: bool,
    picked: bool,
    reasons: Vec<String>,
    changes: Vec<(&'static str, String, String)>,
    heeds: Vec<String>,
}

/// A name to be mapped.
struct Name {
    place: usize,
    name: String,
    group: bool,
    rows: usize,
    suggested: bool,
    /// How a collective name that is known came to its units.
    known: String,
    /// Ids of those units.
    was: String,
    units: Vec<Kind>,
}

/// A column whose meaning a person can give.
struct OpenLine {
    place: usize,
    key: String,
    at: String,
    header: String,
    sample: String,
    fields: Vec<(&'static str, &'static str, bool)>,
}

/// Units of a kind: id, name, whether it is suggested.
struct Kind {
    name: &'static str,
    units: Vec<(String, String, bool)>,
}

/// A remark in words.
struct Remark {
    badge: &'static str,
    weight: &'static str,
    sheet: String,
    row: usize,
    column: String,
    text: String,
}

/// What is shown of a file that can be planned.
struct Seen {
    forms: String,
    tabs: Vec<Tab>,
    names: Vec<Name>,
    groups: Vec<Name>,
    columns: Vec<OpenLine>,
    lines: Vec<Line>,
    can: usize,
    cannot: usize,
    several_pages: bool,
    shown: String,
    earlier: String,
    later: String,
    findings: Vec<Remark>,
    findings_more: usize,
    skipped: Vec<(String, usize, &'static str, String)>,
}

#[derive(Template)]
#[template(path = "import/preview.html")]
struct PreviewPage {
    shell: Shell,
    id: String,
    file: String,
    done: &'static str,
    refused: Refused,
    fields: Fields,
    source: &'static str,
    hidden: Vec<(&'static str, String)>,
    rest: String,
    seen: Option<Seen>,
}

/// GET /import/{id}.
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Fault> {
    office(&visitor)?;
    drawn(&site, &visitor, (import_id(&id)?, &pairs), Refused::default()).await
}

/// The page under its pairs; a refusal stands above it.
pub(super) async fn drawn(
    site: &Site,
    visitor: &Visitor,
    at: (ImportId, &Pairs),
    refused: Refused,
) -> Result<Response, Fault> {
    let (id, pairs) = at;
    let w = visitor.w;
    let options = options_of(pairs);
    let mut refused = refused;
    let (file, seen) = match site.office.preview(id, &options, visitor.by()).await {
        Ok(preview) => (preview.file.clone(), Some(seen(visitor, preview, &options, pairs))),
        Err(ImportError::Decided) => return result::drawn(site, visitor, (id, pairs), refused).await,
        Err(error) => match option_fault(w, &error) {
            Some(line) => {
                refused = Refused::of(line);
                (String::new(), None)
            }
            None => return Err(error.into()),
        },
    };
    let status = if refused.head.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let done = pairs.iter().find(|(n, _)| n == "done").and_then(|(_, v)| w.get(&format!("import.done.{v}")));
    let view = PreviewPage {
        shell: visitor.shell(site, "import").await?,
        file: if file.is_empty() { w.t("import.preview").to_owned() } else { file },
        done: done.unwrap_or(""),
        refused,
        fields: Fields::of(w, &options),
        source: options.source.map_or("", |k: SourceKind| w.code("source", k.code())),
        hidden: options.to_pairs(),
        rest: page_of(&format!("/import/{id}/rest.xlsx"), &options, &[]),
        id: id.to_string(),
        seen,
    };
    Ok((status, page(&view)?).into_response())
}

fn seen(visitor: &Visitor, preview: Preview, options: &Options, pairs: &Pairs) -> Seen {
    let w = visitor.w;
    let path = format!("/import/{}", preview.id);
    let asked = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let state = RowState::ALL.into_iter().find(|s| s.code() == asked("show"));
    let from: usize = asked("from").parse().unwrap_or(0);
    let rows: Vec<&Row> = preview.rows.iter().filter(|r| state.is_none_or(|s| r.state == s)).collect();
    let show = state.map_or("", RowState::code);
    let to_page = |from: usize| {
        let from = from.to_string();
        let mut more = vec![("from", from.as_str())];
        if !show.is_empty() {
            more.push(("show", show));
        }
        page_of(&path, options, &more)
    };
    let last = rows.len().min(from.saturating_add(ROWS));
    let shown: [(&str, &dyn std::fmt::Display); 3] =
        [("total", &rows.len()), ("from", &(from + 1).min(last)), ("to", &last)];
    Seen {
        forms: forms_found(w, &preview.profiles),
        tabs: tabs(w, &preview, (&path, options, state)),
        names: names(visitor, &preview),
        groups: groups(visitor, &preview),
        columns: columns(w, &preview),
        lines: rows.iter().skip(from).take(ROWS).map(|row| line(visitor, row)).collect(),
        can: preview.counts.new + preview.counts.changed,
        cannot: preview.counts.cannot + preview.counts.differs,
        several_pages: rows.len() > ROWS,
        shown: w.fill("import.shown", &shown),
        earlier: if from == 0 { String::new() } else { to_page(from.saturating_sub(ROWS)) },
        later: if last < rows.len() { to_page(last) } else { String::new() },
        findings_more: preview.findings.len().saturating_sub(FINDINGS),
        findings: preview.findings.iter().take(FINDINGS).map(|f| remark(w, f)).collect(),
        skipped: preview
            .skipped
            .iter()
            .map(|s| (s.sheet.clone(), s.row, if w.lang == Lang::Zh { s.what.0 } else { s.what.1 }, s.text.clone()))
            .collect(),
    }
}

fn forms_found(w: W, profiles: &[&str]) -> String {
    let name = |(id, zh, en): (&'static str, &'static str, &'static str)| {
        profiles.contains(&id).then_some(if w.lang == Lang::Zh { zh } else { en })
    };
    let found: Vec<&str> = forms().filter_map(name).collect();
    if found.is_empty() {
        return w.t("import.form_none").to_owned();
    }
    w.fill("import.form_found", &[("forms", &w.list(found))])
}

fn tabs(w: W, preview: &Preview, at: (&str, &Options, Option<RowState>)) -> Vec<Tab> {
    let (path, options, shown) = at;
    let counts = preview.counts;
    let tab = |state: RowState, count: usize| Tab {
        href: page_of(path, options, &[("show", state.code())]),
        name: w.code("import.becoming", state.code()),
        count,
        current: shown == Some(state),
    };
    let all = Tab {
        href: page_of(path, options, &[]),
        name: w.t("import.all"),
        count: preview.rows.len(),
        current: shown.is_none(),
    };
    vec![
        all,
        tab(RowState::New, counts.new),
        tab(RowState::Changed, counts.changed),
        tab(RowState::Differs, counts.differs),
        tab(RowState::Same, counts.same),
        tab(RowState::Cannot, counts.cannot),
    ]
}

fn line(visitor: &Visitor, row: &Row) -> Line {
    let w = visitor.w;
    let book = visitor.book();
    let rows =
        if row.rows.0 == row.rows.1 { row.rows.0.to_string() } else { format!("{}–{}", row.rows.0, row.rows.1) };
    let badge = match row.state {
        RowState::Cannot => "bad",
        RowState::Changed => "warn",
        RowState::New => "ok",
        RowState::Differs => "info",
        RowState::Same => "mute",
    };
    let name = |field: Field| w.code("field", field.code());
    Line {
        index: row.index,
        pick: w.fill("import.pick_row", &[("row", &rows)]),
        sheet: row.sheet.clone(),
        rows,
        goal: row.registration.goal.clone(),
        measures: row.registration.measures.iter().map(|m| (m.no, m.text.clone(), m.due.text.clone())).collect(),
        number: row.number.clone(),
        known: row.known.map(|id| format!("/problems/{id}")).unwrap_or_default(),
        text: row.registration.text.clone(),
        gist: gist(w, &book, row),
        state: w.code("import.becoming", row.state.code()),
        badge,
        choosable: row.state.is_choosable(),
        picked: row.state.is_choosable() && !row.asks(),
        reasons: row.reasons.iter().map(|r| why(w, &book, r)).collect(),
        changes: row.changes.iter().map(|c| (name(c.field), c.old.clone(), c.new.clone())).collect(),
        heeds: row.heeds.iter().map(|h| heed(w, h)).collect(),
    }
}

fn columns(w: W, preview: &Preview) -> Vec<OpenLine> {
    let several = preview.columns.iter().any(|c| preview.columns.first().is_some_and(|first| first.sheet != c.sheet));
    let line = |(place, column): (usize, &OpenColumn)| OpenLine {
        place,
        key: column.key.clone(),
        at: if several { format!("{} {}", column.sheet, column.letters) } else { column.letters.clone() },
        header: column.header.clone(),
        sample: column.sample.clone(),
        fields: column_fields().map(|code| (code, w.code("import.field", code), code == column.field)).collect(),
    };
    preview.columns.iter().enumerate().map(line).collect()
}

fn names(visitor: &Visitor, preview: &Preview) -> Vec<Name> {
    let units = visitor.setup.units_on(visitor.actor().day);
    let name = |(place, unknown): (usize, &dugai_app::import::UnknownName)| Name {
        place,
        name: unknown.name.clone(),
        group: unknown.group,
        rows: unknown.rows,
        suggested: unknown.suggestion.is_some(),
        known: String::new(),
        was: String::new(),
        units: kinds(visitor.w, &units, unknown.suggestion.as_slice()),
    };
    preview.unknown.iter().enumerate().map(name).collect()
}

/// Collective names whose units are known: a person looks at them, and may change them.
fn groups(visitor: &Visitor, preview: &Preview) -> Vec<Name> {
    let w = visitor.w;
    let units = visitor.setup.units_on(visitor.actor().day);
    let name = |(place, known): (usize, &dugai_app::import::KnownGroup)| Name {
        place,
        name: known.name.clone(),
        group: true,
        rows: known.rows,
        suggested: false,
        known: match known.since {
            Some(day) => w.fill("import.group_since", &[("day", &day)]),
            None => w.t("import.group_read").to_owned(),
        },
        was: known.units.iter().map(UnitId::to_string).collect::<Vec<_>>().join(","),
        units: kinds(w, &units, &known.units),
    };
    (preview.unknown.len()..).zip(&preview.groups).map(name).collect()
}

fn kinds(w: W, units: &[&Unit], chosen: &[UnitId]) -> Vec<Kind> {
    let of = |kind: UnitKind| Kind {
        name: w.code("unit_kind", kind.code()),
        units: units
            .iter()
            .filter(|u| u.kind == kind)
            .map(|u| (u.id.to_string(), u.short.clone(), chosen.contains(&u.id)))
            .collect(),
    };
    UnitKind::ALL.into_iter().map(of).filter(|k| !k.units.is_empty()).collect()
}

fn remark(w: W, finding: &Told) -> Remark {
    let badge = match finding.severity {
        "error" => "bad",
        "ask" => "warn",
        "normalised" => "info",
        _ => "mute",
    };
    let column = match (finding.column.as_str(), finding.header.as_str()) {
        (column, "") => column.to_owned(),
        (column, header) => format!("{column} {header}"),
    };
    Remark {
        badge,
        weight: w.code("import.weight", finding.severity),
        sheet: finding.sheet.clone(),
        row: finding.row,
        column,
        text: told(w, finding).to_owned(),
    }
}
