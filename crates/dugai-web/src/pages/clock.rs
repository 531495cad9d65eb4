//! The simulated clock of a demonstration: what day it is, and going on to a later one. An
//! installation at work has no such page.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use dugai_app::OfficeError;
use jiff::Span;
use jiff::civil::Date;

use crate::fault::Fault;
use crate::pages::people::fields::{Pairs, Sent};
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

/// Days by which one often goes on: a step of escalation, a notice, a month, a quarter, a look-back.
const OFTEN: [i64; 5] = [1, 7, 31, 92, 366];

/// A day that is one press away.
struct Soon {
    day: Date,
    text: String,
}

#[derive(Template)]
#[template(path = "clock/page.html")]
struct ClockPage {
    shell: Shell,
    done: bool,
    now: String,
    wall: String,
    soon: Vec<Soon>,
    /// The first day that can be taken.
    first: String,
    typed: String,
    fault: Option<String>,
}

/// Its route.
pub fn routes() -> Router<Site> {
    Router::new().route("/clock", get(show).post(go_on))
}

/// Only on a demonstration, and by an administrator.
fn allowed(visitor: &Visitor) -> Result<(), Fault> {
    if !visitor.setup.is_demo() {
        return Err(Fault::NotFound);
    }
    if visitor.rights().admin { Ok(()) } else { Err(Fault::NotAllowed("clock")) }
}

async fn view(site: &Site, visitor: &Visitor, typed: (String, Option<String>)) -> Result<ClockPage, Fault> {
    let (w, today) = (visitor.w, visitor.now.day());
    let later = |days: i64| today.checked_add(Span::new().days(days)).unwrap_or(today);
    let soon = OFTEN.map(|days| {
        let day = later(days);
        let text = w.fill("demo_clock.days", &[("n", &days), ("day", &w.date_long(day))]);
        Soon { day, text }
    });
    Ok(ClockPage {
        shell: visitor.shell(site, "").await?,
        done: visitor.uri.query().is_some_and(|q| q.split('&').any(|pair| pair == "done=moved")),
        now: w.time_long(visitor.now),
        wall: w.time_long(site.office.wall()),
        soon: soon.into(),
        first: later(1).to_string(),
        typed: typed.0,
        fault: typed.1,
    })
}

async fn show(State(site): State<Site>, visitor: Visitor) -> Result<impl IntoResponse, Fault> {
    allowed(&visitor)?;
    page(&view(&site, &visitor, (String::new(), None)).await?)
}

async fn go_on(State(site): State<Site>, visitor: Visitor, Form(pairs): Form<Pairs>) -> Result<Response, Fault> {
    allowed(&visitor)?;
    let mut sent = Sent::new(&pairs, visitor.w);
    let typed = sent.value("day").to_owned();
    let day = sent.needed_day("day");
    let mut fault = sent.faults.into_iter().next().map(|f| f.message);
    if let Some(day) = day {
        match site.office.move_clock(day, visitor.by()).await {
            Ok(()) => return Ok(Redirect::to("/clock?done=moved").into_response()),
            Err(OfficeError::Field { expected, .. }) => fault = Some(visitor.w.code("expected", expected).to_owned()),
            Err(other) => return Err(other.into()),
        }
    }
    let answer = page(&view(&site, &visitor, (typed, fault)).await?)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response())
}
