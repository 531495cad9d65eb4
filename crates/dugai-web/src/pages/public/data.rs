//! The public list as open data: the same rows as the page, as JSON and as CSV, in pages that
//! name the next one.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use dugai_app::Setup;
use dugai_app::public::{NAMES, PublicPage, PublicQuery};
use dugai_domain::disclosure::PublicProblem;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::Guest;
use crate::fault::Fault;
use crate::site::Site;
use crate::visitor::address;
use crate::words::W;

/// Rows in one answer.
const ROWS: u32 = 500;

/// Columns of the CSV form; their words are under `public.column`.
const COLUMNS: [&str; 19] = [
    "id",
    "numbers",
    "source",
    "round",
    "text",
    "goal",
    "guidance",
    "county",
    "units",
    "supervisors",
    "due_text",
    "due",
    "stage",
    "measures",
    "measures_accepted",
    "notice_from",
    "notice_to",
    "struck_off",
    "looked_back",
];

type Pairs = Vec<(String, String)>;

async fn read(site: &Site, guest: &Guest, pairs: &Pairs) -> Result<(PublicPage, PublicQuery), Fault> {
    let (query, unread) = PublicQuery::from_pairs(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())));
    if let Some((name, _)) = unread.into_iter().next() {
        // A program must not take other rows for those it asked for.
        let known = guest.w.list(NAMES);
        let words = guest.w.fill("public.strange", &[("name", &name), ("known", &known)]);
        return Err(Fault::Unusable("condition", words));
    }
    let query = query.at_most(ROWS);
    Ok((site.office.public_list(&query, guest.now).await?, query))
}

/// The address of the next answer.
fn next(path: &str, page: &PublicPage, query: &PublicQuery) -> Option<String> {
    let cut = page.after.as_deref()?;
    let kept = query.query().filter_pairs();
    Some(address(path, kept.iter().map(|(n, v)| (*n, v.as_str())).chain([("after", cut)])))
}

/// `/public/list.json`.
pub(super) async fn json(
    State(site): State<Site>,
    guest: Guest,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse, Fault> {
    let (page, query) = read(&site, &guest, &pairs).await?;
    let items: Vec<Value> = page.rows.iter().map(|p| item(p, &guest.setup)).collect();
    Ok(Json(json!({
        "city": guest.setup.city(),
        "demonstration": guest.setup.is_demo(),
        "as_of": guest.now.to_string(),
        "about": "/public/about",
        "total": page.total,
        "items": items,
        "next": next("/public/list.json", &page, &query),
    })))
}

fn item(p: &PublicProblem, setup: &Setup) -> Value {
    let units = |ids: &[dugai_domain::ids::UnitId]| ids.iter().map(|u| setup.unit_name(*u)).collect::<Vec<_>>();
    let measure = |(text, due, accepted): &(String, Option<Date>, bool)| json!({ "text": text, "due": due, "accepted": accepted });
    let notice = p
        .notice
        .as_ref()
        .map(|(days, place, phone)| json!({ "first_day": days.first, "last_day": days.last, "place": place, "phone": phone }));
    json!({
        "id": p.id.to_string(),
        "numbers": p.numbers,
        "source": p.source.0.code(),
        "round": p.source.1,
        "text": p.text,
        "goal": p.goal,
        "guidance": p.guidance.code(),
        "county": p.county.map(|u| setup.unit_name(u)),
        "units": units(&p.units),
        "supervisors": units(&p.supervisors),
        "due_text": p.due.0,
        "due": p.due.1,
        "stage": p.stage.code(),
        "declared": p.declared,
        "measures": p.measures.iter().map(measure).collect::<Vec<_>>(),
        "notice": notice,
        "struck_off": p.struck_off,
        "looked_back": p.looked_back,
    })
}

/// `/public/list.csv`.
pub(super) async fn csv(State(site): State<Site>, guest: Guest, Query(pairs): Query<Pairs>) -> Result<Response, Fault> {
    let (page, query) = read(&site, &guest, &pairs).await?;
    let w = guest.w;
    // The mark tells spreadsheets that the text is UTF-8.
    let mut text = String::from("\u{feff}");
    line(&mut text, COLUMNS.iter().map(|c| w.code("public.column", c).to_owned()));
    for p in &page.rows {
        line(&mut text, cells(p, w, &guest.setup));
    }
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"list.csv\""));
    if let Some(next) = next("/public/list.csv", &page, &query)
        && let Ok(link) = HeaderValue::try_from(format!("<{next}>; rel=\"next\""))
    {
        headers.insert(header::LINK, link);
    }
    Ok((headers, text).into_response())
}

fn cells(p: &PublicProblem, w: W, setup: &Setup) -> [String; COLUMNS.len()] {
    let day = |d: Option<Date>| d.map(|d| w.date(d)).unwrap_or_default();
    let accepted = p.measures.iter().filter(|(_, _, accepted)| *accepted).count();
    [
        p.id.to_string(),
        p.numbers.clone(),
        w.code("source", p.source.0.code()).to_owned(),
        p.source.1.clone(),
        p.text.clone(),
        p.goal.clone(),
        w.code("guidance", p.guidance.code()).to_owned(),
        p.county.map(|u| setup.unit_name(u)).unwrap_or_default(),
        super::names(w, setup, &p.units),
        super::names(w, setup, &p.supervisors),
        p.due.0.clone(),
        day(p.due.1),
        w.code("stage", p.stage.code()).to_owned(),
        p.measures.len().to_string(),
        accepted.to_string(),
        day(p.notice.as_ref().map(|n| n.0.first)),
        day(p.notice.as_ref().map(|n| n.0.last)),
        day(p.struck_off),
        w.list(p.looked_back.iter().map(|d| w.date(*d))),
    ]
}

/// One line of CSV (RFC 4180). A cell that a spreadsheet would run as a formula is made text.
fn line(out: &mut String, cells: impl IntoIterator<Item = String>) {
    for (i, cell) in cells.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        out.push('"');
        if formula {
            out.push('\'');
        }
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}
