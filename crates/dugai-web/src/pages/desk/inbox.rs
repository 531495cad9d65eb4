//! The inbox: five lists, each as long as the number on its tab. Opening a copy is a form, not a
//! link, because the receipt is written by it.

use askama::Template;
use axum::Form;
use axum::extract::{Query as Asked, State};
use axum::response::{IntoResponse, Redirect, Response};
use dugai_app::Sort;
use dugai_app::desk::WALK;
use dugai_app::register::Query;
use dugai_domain::figures::Figure;
use dugai_domain::ids::ProblemId;
use jiff::civil::Date;

use super::digest::{DigestDay, digest};
use super::lines::{Day, DoneLine, TodoLine, by_day, done, todos};
use crate::fault::Fault;
use crate::pages::register::rows::{Col, RowView, Rows, link};
use crate::pages::register::terms::Chip;
use crate::pages::register::{Pairs, first};
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, address, page};

/// Lines on one page.
pub(super) const PAGE: u32 = 50;
/// Where it is.
const PATH: &str = "/inbox";

/// A list of the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Todo,
    Done,
    Copies,
    Due,
    Late,
}

impl Tab {
    const ALL: [Self; 5] = [Self::Todo, Self::Late, Self::Due, Self::Copies, Self::Done];

    fn code(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Done => "done",
            Self::Copies => "copies",
            Self::Due => "due",
            Self::Late => "late",
        }
    }

    fn of(pairs: &Pairs) -> Self {
        let code = first(pairs, "tab").unwrap_or_default();
        Self::ALL.into_iter().find(|t| t.code() == code).unwrap_or(Self::Todo)
    }

    fn figure(self) -> Option<Figure> {
        match self {
            Self::Due => Some(Figure::DueSoon),
            Self::Late => Some(Figure::Overdue),
            _ => None,
        }
    }
}

/// What the page shows; the other lists stay empty.
#[derive(Default)]
struct Lists {
    acts: Vec<Chip>,
    not_whole: String,
    todos: Vec<TodoLine>,
    copies: Vec<DigestDay>,
    done: Vec<Day<DoneLine>>,
    rows: Vec<RowView>,
    /// The newest line on the page, which "mark all as read" does not go beyond.
    up_to: u64,
    unread_only: bool,
    empty: (&'static str, &'static str),
    place: String,
    first: String,
    before: String,
    after: String,
}

#[derive(Template)]
#[template(path = "desk/inbox.html")]
struct InboxPage {
    shell: Shell,
    tab: &'static str,
    title: &'static str,
    tabs: Vec<Chip>,
    marked: bool,
    list: Lists,
}

/// `GET /inbox`.
pub async fn show(State(site): State<Site>, visitor: Visitor, Asked(pairs): Asked<Pairs>) -> Result<Response, Fault> {
    let tab = Tab::of(&pairs);
    let list = match tab {
        Tab::Todo => todo(&site, &visitor, &pairs).await?,
        Tab::Done => did(&site, &visitor, &pairs).await?,
        Tab::Copies => told(&site, &visitor, &pairs).await?,
        Tab::Due | Tab::Late => figure(&site, &visitor, tab, &pairs).await?,
    };
    let answer = page(&InboxPage {
        shell: visitor.shell(&site, "inbox").await?,
        tab: tab.code(),
        title: visitor.w.code("inbox", tab.code()),
        tabs: tabs(&site, &visitor, tab).await?,
        marked: first(&pairs, "done") == Some("marked"),
        list,
    })?;
    Ok(answer.into_response())
}

async fn tabs(site: &Site, visitor: &Visitor, shown: Tab) -> Result<Vec<Chip>, Fault> {
    let (office, actor) = (&site.office, visitor.actor());
    let mut chips = Vec::new();
    for tab in Tab::ALL {
        let count = match tab {
            Tab::Todo => office.todo(&Query::default(), actor, (0, 1)).await?.1,
            Tab::Done => office.done(actor, None, 1).await?.1,
            Tab::Copies => office.told(actor, false, (0, 1)).await?.1,
            Tab::Due => office.figure(Figure::DueSoon, actor).await?,
            Tab::Late => office.figure(Figure::Overdue, actor).await?,
        };
        chips.push(Chip {
            href: at(tab, &[]),
            text: visitor.w.code("inbox", tab.code()).to_owned(),
            count: Some(visitor.w.number(count)),
            current: tab == shown,
        });
    }
    Ok(chips)
}

/// The address of a tab with further pairs.
fn at(tab: Tab, more: &[(&str, &str)]) -> String {
    address(PATH, [("tab", tab.code())].into_iter().chain(more.iter().copied()))
}

/// Pages that are counted: which one is asked for, and its offset.
fn offset(pairs: &Pairs) -> (u32, u32) {
    let asked: u32 = first(pairs, "page").and_then(|p| p.parse().ok()).unwrap_or(1);
    let page = asked.clamp(1, 1_000_000);
    (page, (page - 1) * PAGE)
}

/// Place and neighbours of a counted page.
fn places(visitor: &Visitor, pairs: &Pairs, counts: (usize, u64), to: impl Fn(&str) -> String) -> Lists {
    let ((page, offset), (shown, total)) = (offset(pairs), counts);
    let last = u64::from(offset) + shown as u64;
    let w = visitor.w;
    let place = match shown {
        0 => w.fill("inbox.total", &[("n", &w.number(total))]),
        _ => {
            let from = w.number(u64::from(offset) + 1);
            w.fill("inbox.pages", &[("from", &from), ("to", &w.number(last)), ("n", &w.number(total))])
        }
    };
    let before = if page > 1 { to(&(page - 1).to_string()) } else { String::new() };
    let after = if last < total && shown > 0 { to(&(page + 1).to_string()) } else { String::new() };
    Lists { place, before, after, ..Lists::default() }
}

async fn todo(site: &Site, visitor: &Visitor, pairs: &Pairs) -> Result<Lists, Fault> {
    let w = visitor.w;
    let act = first(pairs, "act").filter(|a| !a.is_empty());
    let (_, offset) = offset(pairs);
    let waiting = site.office.waiting(act, visitor.actor(), (offset, PAGE)).await?;
    let to = |page: &str| match act {
        Some(act) => at(Tab::Todo, &[("act", act), ("page", page)]),
        None => at(Tab::Todo, &[("page", page)]),
    };
    let every = Chip {
        href: at(Tab::Todo, &[]),
        text: w.t("inbox.every_act").to_owned(),
        count: Some(w.number(waiting.all)),
        current: act.is_none(),
    };
    let chip = |(code, n): &(String, u64)| Chip {
        href: at(Tab::Todo, &[("act", code)]),
        text: w.code("action", code).to_owned(),
        count: Some(w.number(*n)),
        current: act == Some(code),
    };
    let empty = if act.is_some() { ("inbox.no_act", "") } else { ("desk.nothing_todo", "desk.nothing_todo_advice") };
    Ok(Lists {
        acts: std::iter::once(every).chain(waiting.acts.iter().map(chip)).collect(),
        not_whole: if waiting.whole { String::new() } else { w.fill("inbox.not_whole", &[("n", &WALK)]) },
        todos: todos(site, visitor, &waiting.rows).await?,
        empty: (w.t(empty.0), if empty.1.is_empty() { "" } else { w.t(empty.1) }),
        ..places(visitor, pairs, (waiting.rows.len(), waiting.total), to)
    })
}

async fn did(site: &Site, visitor: &Visitor, pairs: &Pairs) -> Result<Lists, Fault> {
    let w = visitor.w;
    let before = first(pairs, "before").and_then(|b| b.parse().ok());
    let (mut rows, total) = site.office.done(visitor.actor(), before, PAGE + 1).await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let last = rows.last().map(|r| r.seq.to_string()).filter(|_| more);
    let days = rows.iter().map(|r| r.recorded.at.day()).zip(done(visitor, &rows));
    Ok(Lists {
        done: by_day(w, days.collect::<Vec<_>>()),
        empty: (w.t("inbox.nothing_done"), w.t("inbox.nothing_done_advice")),
        place: w.fill("inbox.total", &[("n", &w.number(total))]),
        first: before.map_or_else(String::new, |_: u64| at(Tab::Done, &[])),
        after: last.map_or_else(String::new, |seq| at(Tab::Done, &[("before", &seq)])),
        ..Lists::default()
    })
}

async fn told(site: &Site, visitor: &Visitor, pairs: &Pairs) -> Result<Lists, Fault> {
    let w = visitor.w;
    let unread_only = first(pairs, "unread") == Some("1");
    let (page, offset) = offset(pairs);
    let day: Option<Date> = first(pairs, "day").and_then(|d| d.parse().ok());
    let found = digest(site, visitor, (day, unread_only), (page, offset)).await?;
    let said = day.map_or_else(String::new, |d| d.to_string());
    let to = |page: &str| {
        let unread = if unread_only { "1" } else { "" };
        let all = [("day", said.as_str()), ("unread", unread), ("page", page)];
        at(Tab::Copies, &all.into_iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>())
    };
    let empty = if unread_only {
        (w.t("inbox.nothing_unread"), "")
    } else {
        (w.t("desk.no_copies"), w.t("desk.no_copies_advice"))
    };
    let place = match day {
        Some(_) => places(visitor, pairs, (found.shown, found.total), to),
        None => Lists {
            place: w.fill("inbox.total", &[("n", &w.number(found.total))]),
            before: if page > 1 { to(&(page - 1).to_string()) } else { String::new() },
            after: if found.more { to(&(page + 1).to_string()) } else { String::new() },
            ..Lists::default()
        },
    };
    Ok(Lists {
        copies: found.days,
        up_to: found.up_to,
        unread_only,
        first: if day.is_some() { at(Tab::Copies, &[]) } else { String::new() },
        empty,
        ..place
    })
}

async fn figure(site: &Site, visitor: &Visitor, tab: Tab, pairs: &Pairs) -> Result<Lists, Fault> {
    let w = visitor.w;
    let cut = |name, back| first(pairs, name).map(|code| (code.to_owned(), back));
    let query = Query {
        figure: tab.figure(),
        sort: Sort::Due,
        cut: cut("after", false).or_else(|| cut("before", true)),
        per: PAGE,
        ..Query::default()
    };
    let found = site.office.register(&query, visitor.actor()).await?;
    let side = |code: Option<String>, name| code.map_or_else(String::new, |code| at(tab, &[(name, &code)]));
    Ok(Lists {
        rows: Rows::of(visitor, &Col::SHORT).views(&found.rows),
        empty: (w.code("inbox", if tab == Tab::Due { "nothing_due" } else { "nothing_late" }), ""),
        place: w.t1("register.total", w.number(found.total)),
        first: if found.before.is_some() { at(tab, &[]) } else { String::new() },
        before: side(found.before, "before"),
        after: side(found.after, "after"),
        ..Lists::default()
    })
}

/// `POST /inbox/open`: writes the receipt and leads to the problem.
pub async fn open(State(site): State<Site>, visitor: Visitor, Form(pairs): Form<Pairs>) -> Result<Response, Fault> {
    let sent: Vec<&str> = first(&pairs, "line").unwrap_or_default().split(':').collect();
    let &[seq, place, problem] = sent.as_slice() else { return Err(Fault::NotFound) };
    let number = |text: &str| text.parse::<u64>().map_err(|_| Fault::NotFound);
    let line = (number(seq)?, number(place)?);
    let problem: ProblemId = problem.parse().map_err(|_| Fault::NotFound)?;
    site.office.mark_read(line, visitor.by()).await?;
    Ok(Redirect::to(&link(problem)).into_response())
}

/// `POST /inbox/read`: writes the receipts of everything the page could show, or of one day of it.
pub async fn read_all(State(site): State<Site>, visitor: Visitor, Form(pairs): Form<Pairs>) -> Result<Response, Fault> {
    let up_to = first(&pairs, "up_to").and_then(|n| n.parse().ok()).ok_or(Fault::NotFound)?;
    match first(&pairs, "day") {
        None => site.office.mark_all_read(up_to, visitor.by()).await?,
        Some(day) => {
            let day = day.parse().map_err(|_| Fault::NotFound)?;
            site.office.mark_day_read(day, up_to, visitor.by()).await?
        }
    };
    Ok(Redirect::to(&at(Tab::Copies, &[("done", "marked")])).into_response())
}
