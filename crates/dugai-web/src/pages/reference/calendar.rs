//! The calendar of a year: days off, weekends worked, and the notice each stands on.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use dugai_domain::calendar::{Calendar, DayKind, NoticeRef};
use jiff::civil::Date;

use super::sets;
use crate::fault::Fault;
use crate::pages::people::fields::{Done, Pairs, Sent};
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};
use crate::words::W;

struct Notice {
    title: String,
    number: String,
    address: String,
}

struct Run {
    name: String,
    days: String,
    count: String,
    notice: String,
    first: Date,
    last: Date,
    n: u32,
}

struct Worked {
    day: String,
    name: String,
    notice: String,
}

struct Year {
    year: i16,
    current: bool,
}

#[derive(Template)]
#[template(path = "reference/calendar.html")]
struct CalendarPage {
    shell: Shell,
    done: Option<Done>,
    sets: bool,
    version: u32,
    year: i16,
    years: Vec<Year>,
    known: bool,
    workdays: String,
    notices: Vec<Notice>,
    off: Vec<Run>,
    worked: Vec<Worked>,
}

/// The page.
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse, Fault> {
    let (w, calendar) = (visitor.w, &visitor.setup.calendar);
    let (first, last) = (calendar.known_from().year(), calendar.known_through().year());
    let asked = Sent::new(&pairs, w).value("year").parse::<i16>().ok();
    let today = visitor.actor().day.year();
    // One year beyond what is published: that it is not published is worth saying.
    let until = last.max(today).saturating_add(1);
    let year = asked.unwrap_or(today).clamp(first, until);
    let days = days_of(year);
    page(&CalendarPage {
        shell: visitor.shell(&site, "reference").await?,
        done: Done::of(&visitor, "reference", ""),
        sets: sets(&visitor),
        version: calendar.version(),
        year,
        years: (first..=until).map(|y| Year { year: y, current: y == year }).collect(),
        known: (first..=last).contains(&year),
        workdays: w.number(u64::from(count(calendar, &days))),
        notices: calendar.notices().iter().filter(|n| n.year == year).map(notice).collect(),
        off: runs(w, calendar, &days),
        worked: worked(w, calendar, &days),
    })
}

fn days_of(year: i16) -> Vec<Date> {
    let first = Date::new(year, 1, 1).ok();
    std::iter::successors(first, |d| d.tomorrow().ok()).take_while(|d| d.year() == year).collect()
}

fn count(calendar: &Calendar, days: &[Date]) -> u32 {
    days.first().zip(days.last()).and_then(|(a, b)| calendar.working_days_inclusive(*a, *b)).unwrap_or(0)
}

fn notice(n: &NoticeRef) -> Notice {
    Notice { title: n.title.clone(), number: n.number.clone().unwrap_or_default(), address: n.address.clone() }
}

/// What a table cites: the document number, or the title where none is known.
fn cited(n: Option<&NoticeRef>) -> String {
    n.map_or_else(String::new, |n| n.number.clone().unwrap_or_else(|| n.title.clone()))
}

/// Days off in a row of one holiday.
fn runs(w: W, calendar: &Calendar, days: &[Date]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for day in days {
        let known = calendar.day(*day);
        if known.kind != DayKind::Holiday {
            continue;
        }
        let (name, notice) = (known.name.unwrap_or_default(), cited(known.notice));
        match runs.last_mut() {
            Some(run) if run.name == name && run.notice == notice && run.last.tomorrow().is_ok_and(|d| d == *day) => {
                run.last = *day;
                run.n += 1;
            }
            _ => runs.push(Run {
                name: name.to_owned(),
                days: String::new(),
                count: String::new(),
                notice,
                first: *day,
                last: *day,
                n: 1,
            }),
        }
    }
    for run in &mut runs {
        run.count = w.t1("count.natural", run.n);
        run.days = if run.first == run.last {
            with_weekday(w, run.first)
        } else {
            format!("{} – {}", with_weekday(w, run.first), with_weekday(w, run.last))
        };
    }
    runs
}

fn worked(w: W, calendar: &Calendar, days: &[Date]) -> Vec<Worked> {
    let makes_up = |day: &&Date| calendar.day(**day).kind == DayKind::MakeUp;
    let line = |day: &Date| {
        let known = calendar.day(*day);
        Worked {
            day: with_weekday(w, *day),
            name: known.name.unwrap_or_default().to_owned(),
            notice: cited(known.notice),
        }
    };
    days.iter().filter(makes_up).map(line).collect()
}

fn with_weekday(w: W, day: Date) -> String {
    let of_week = day.weekday().to_monday_one_offset().to_string();
    format!("{} {}", w.date(day), w.code("reference.weekday", &of_week))
}
