//! 月调度: the whole list by county and official word, the word reported beside the computed one,
//! who has not reported, and the forms by which a unit reports one problem after another.

mod lines;
mod report;
mod table;

use askama::Template;
use axum::Router;
use axum::extract::{Query as Asked, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use dugai_app::month::{Month, MonthRow, code, month_of};
use dugai_app::register::Query;
use jiff::civil::Date;

use crate::fault::Fault;
use crate::pages::register::terms::{path_to, said};
use crate::pages::register::{Pairs, first};
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};
use lines::{Group, Show};
use table::{Chip, CountyRow};

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/dispatch", get(show))
        .route("/dispatch/report", get(report::blank))
        .route("/dispatch/{id}", post(report::sent))
}

/// Rows on one page.
const PER: usize = 50;
/// Working days a reminded unit is given.
const REPLY_DAYS: usize = 2;
/// The value that stands for "no county given" in this page's addresses.
const NO_COUNTY: &str = "none";

/// What is asked of the page.
struct Asking {
    /// First day of the month.
    first: Date,
    /// Narrowed to these.
    query: Query,
    /// County, `none`, or empty for all.
    county: String,
    /// Which rows are listed.
    show: Show,
    /// Page, from 1.
    at: usize,
    /// Conditions that could not be read.
    unread: Vec<String>,
}

/// A choice of the form: value, words, whether it is the one.
type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "dispatch/page.html")]
struct DispatchPage {
    shell: Shell,
    title: String,
    sub: String,
    print: String,
    unread: Vec<String>,
    month: String,
    this_month: String,
    earlier: String,
    later: String,
    rounds: Vec<Choice>,
    units: Vec<Choice>,
    show_code: &'static str,
    chips: Vec<Chip>,
    heads: Vec<&'static str>,
    counties: Vec<CountyRow>,
    listed: String,
    groups: Vec<Group>,
    on_page: String,
    before: String,
    after: String,
    remind: bool,
    remind_text: String,
    reply_by: String,
    report_href: String,
    report_text: String,
    /// Whether any of them is missing.
    report_owed: bool,
    /// Address of the report; an enterprise gets none.
    paper: Option<String>,
}

/// `GET /dispatch?month=`.
async fn show(State(site): State<Site>, visitor: Visitor, Asked(pairs): Asked<Pairs>) -> Result<Response, Fault> {
    readers(&visitor)?;
    let w = visitor.w;
    let asking = Asking::read(&visitor, &pairs);
    let month = site.office.month(&code(asking.first), &asking.query, visitor.actor()).await?;
    let rounds = site.office.source_rounds(visitor.actor()).await?;
    let shell = visitor.shell(&site, "dispatch").await?;
    let rows = lines::chosen(&visitor, &month, &asking);
    let pages = rows.len().div_ceil(PER).max(1);
    let at = asking.at.min(pages);
    let shown = rows.iter().skip((at - 1) * PER).take(PER).copied().collect::<Vec<_>>();
    let remind = visitor.rights().office && asking.show == Show::Missing && shown.iter().any(|r| r.reportable);
    let mine = mine(&visitor, &month);
    let month_words = w.month_long(month.first);
    let sub = w.fill("dispatch.sub", &[("day", &w.date_long(month.day)), ("time", &w.time(visitor.now))]);
    let unit = shell.person.as_ref().map(|p| p.unit.clone()).unwrap_or_default();
    let answer = page(&DispatchPage {
        title: w.fill("dispatch.title_of", &[("month", &month_words)]),
        print: w.clauses([unit, asking.words(&visitor), sub.clone()].iter().filter(|part| !part.is_empty())),
        sub,
        this_month: code(visitor.now.day()),
        earlier: asking.of_month(month.first.yesterday().ok()),
        later: asking.of_month(month.first.last_of_month().tomorrow().ok().filter(|d| *d <= visitor.now.day())),
        rounds: rounds
            .into_iter()
            .filter(|round| !round.is_empty())
            .map(|round| (round.clone(), round.clone(), round == asking.query.round))
            .collect(),
        units: units(&visitor, &asking),
        show_code: asking.show.code(),
        chips: table::chips(&visitor, &month, &asking),
        heads: table::heads(w),
        counties: table::counties(&visitor, &month, &asking),
        listed: w.fill("dispatch.listed", &[("what", &asking.words(&visitor)), ("n", &w.number(rows.len() as u64))]),
        groups: lines::groups(&visitor, &shown, remind),
        on_page: if pages > 1 { w.fill("dispatch.page_of", &[("at", &at), ("pages", &pages)]) } else { String::new() },
        before: if at > 1 { asking.at_page(at - 1) } else { String::new() },
        after: if at < pages { asking.at_page(at + 1) } else { String::new() },
        remind,
        remind_text: w.fill("dispatch.remind_text", &[("month", &month_words)]),
        reply_by: reply_by(&visitor).to_string(),
        report_href: if mine.1 > 0 { report::path(&month.code()) } else { String::new() },
        report_owed: mine.0 > 0,
        report_text: w.fill("dispatch.report_mine", &[("n", &mine.0)]),
        paper: (!visitor.actor().is_of_enterprises())
            .then(|| path_to("/dispatch/report.docx", &[("month", month.code())])),
        month: month.code(),
        unread: asking.unread,
        shell,
    })?;
    Ok(answer.into_response())
}

/// Only who may see problems at all.
fn readers(visitor: &Visitor) -> Result<(), Fault> {
    if visitor.rights().register { Ok(()) } else { Err(Fault::NotAllowed("register")) }
}

fn reply_by(visitor: &Visitor) -> Date {
    let calendar = &visitor.setup.calendar;
    (0..REPLY_DAYS).fold(visitor.now.day(), |day, _| calendar.next_working_day(day).date)
}

/// Whether the visitor reports this problem.
fn is_mine(visitor: &Visitor, row: &MonthRow) -> bool {
    row.reportable && row.owed && row.units.iter().any(|u| visitor.actor().works_in(*u))
}

/// How many reports of the visitor's units are missing, and how many are owed.
fn mine(visitor: &Visitor, month: &Month) -> (usize, usize) {
    let own: Vec<_> = month.rows.iter().filter(|r| is_mine(visitor, r)).collect();
    (own.iter().filter(|r| r.is_missing()).count(), own.len())
}

/// Responsible units of today that can be chosen, and the one asked for even if it is gone.
fn units(visitor: &Visitor, asking: &Asking) -> Vec<Choice> {
    let mut list: Vec<_> =
        visitor.setup.units_on(visitor.now.day()).into_iter().map(|u| (u.id, u.short.clone())).collect();
    let asked = asking.query.unit;
    if let Some(id) = asked.filter(|id| list.iter().all(|(known, _)| known != id)) {
        list.push((id, visitor.setup.unit_name(id)));
    }
    list.into_iter().map(|(id, name)| (id.to_string(), name, asked == Some(id))).collect()
}

/// The month asked for; the running one, and what was written, where it is none.
fn month_asked(visitor: &Visitor, pairs: &Pairs) -> (Date, Option<String>) {
    let today = visitor.now.day();
    let text = first(pairs, "month").unwrap_or_default().trim();
    match month_of(text, today) {
        Some(month) => (month, None),
        None => (today.first_of_month(), Some(text.to_owned()).filter(|t| !t.is_empty())),
    }
}

impl Asking {
    fn read(visitor: &Visitor, pairs: &Pairs) -> Self {
        let w = visitor.w;
        let known = pairs.iter().filter(|(n, _)| matches!(n.as_str(), "unit" | "round"));
        let (query, unread) = Query::from_pairs(known.map(|(n, v)| (n.as_str(), v.as_str())));
        let (month, wrong) = month_asked(visitor, pairs);
        let mut unread: Vec<String> = unread.iter().map(|(n, v)| said(w, &visitor.setup, n, v)).collect();
        unread.extend(wrong.map(|text| w.fill("dispatch.no_month", &[("text", &text)])));
        Self {
            first: month,
            query,
            county: first(pairs, "county").unwrap_or_default().to_owned(),
            show: first(pairs, "show").and_then(Show::from_code).unwrap_or(Show::Owed),
            at: first(pairs, "page").and_then(|n| n.parse().ok()).filter(|n| *n > 0).unwrap_or(1),
            unread,
        }
    }

    /// The address of some rows of a county (empty: of all).
    fn of(&self, show: Show, county: &str) -> String {
        let mut pairs = vec![("month", code(self.first)), ("show", show.code().to_owned())];
        pairs.extend(Some(("county", county.to_owned())).filter(|_| !county.is_empty()));
        pairs.extend(self.query.filter_pairs());
        format!("{}#rows", path_to("/dispatch", &pairs))
    }

    fn at_page(&self, at: usize) -> String {
        self.of(self.show, &self.county).replace("#rows", &format!("&page={at}#rows"))
    }

    /// The same of another month; empty for none.
    fn of_month(&self, day: Option<Date>) -> String {
        let Some(day) = day else { return String::new() };
        let mut pairs = vec![("month", code(day)), ("show", self.show.code().to_owned())];
        pairs.extend(Some(("county", self.county.clone())).filter(|(_, county)| !county.is_empty()));
        pairs.extend(self.query.filter_pairs());
        path_to("/dispatch", &pairs)
    }

    /// Which rows are listed, in words.
    fn words(&self, visitor: &Visitor) -> String {
        let w = visitor.w;
        let mut parts = vec![self.show.words(w).to_owned()];
        match self.county.as_str() {
            "" => {}
            NO_COUNTY => parts.push(w.t("dispatch.no_county").to_owned()),
            county => parts.push(said(w, &visitor.setup, "county", county)),
        }
        parts.extend(self.query.filter_pairs().iter().map(|(n, v)| said(w, &visitor.setup, n, v)));
        w.list(parts)
    }
}
