//! What everybody may read without signing in: the list in its public form, running notices,
//! objections, and the same as open data. Nothing here reads more of a problem than its
//! public form holds.

mod about;
mod data;
mod guest;
mod list;
mod notice;
mod objection;
mod one;
mod receipt;

use axum::Router;
use axum::routing::get;
use dugai_app::Setup;
use dugai_app::public::NoticeNow;
use dugai_domain::calendar::Calendar;
use dugai_domain::disclosure::PublicProblem;
use dugai_domain::ids::UnitId;
use dugai_domain::org::UnitKind;
use dugai_domain::problem::{Guidance, Stage};

use crate::site::Site;
use crate::words::W;

pub(crate) use guest::Guest;

/// Its routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/public", get(list::show))
        .route("/public/notices", get(notice::show))
        .route("/public/about", get(about::show))
        .route("/public/list.json", get(data::json))
        .route("/public/list.csv", get(data::csv))
        .route("/public/receipt", get(receipt::ask).post(receipt::show))
        .route("/public/{id}", get(one::show))
        .route("/public/{id}/objection", get(objection::ask).post(objection::take))
        .route("/public/{id}/objection/received", get(objection::received))
}

/// A problem as a list shows it.
struct Case {
    href: String,
    number: String,
    text: String,
    stage: &'static str,
    stage_class: &'static str,
    county: String,
    units: String,
    due: String,
}

impl Case {
    fn of(p: &PublicProblem, w: W, setup: &Setup) -> Self {
        Self {
            href: format!("/public/{}", p.id),
            number: p.numbers.clone(),
            text: p.text.clone(),
            stage: w.code("stage", p.stage.code()),
            stage_class: stage_class(p.stage),
            county: p.county.map(|u| setup.unit_name(u)).unwrap_or_default(),
            units: names(w, setup, &p.units),
            due: due(w, p),
        }
    }
}

/// Short names of units in one line.
fn names(w: W, setup: &Setup, units: &[UnitId]) -> String {
    w.list(units.iter().map(|u| setup.unit_name(*u)))
}

/// By when, in the words of the list where it has some.
fn due(w: W, p: &PublicProblem) -> String {
    match &p.due {
        (words, _) if !words.is_empty() => words.clone(),
        (_, Some(day)) => w.date_long(*day),
        _ => String::new(),
    }
}

/// Counties and parks, to choose from.
fn counties(setup: &Setup, day: jiff::civil::Date) -> Vec<(String, String)> {
    let places = setup.units_on(day).into_iter().filter(|u| matches!(u.kind, UnitKind::County | UnitKind::Park));
    places.map(|u| (u.id.to_string(), u.short.clone())).collect()
}

/// Class of a stage's badge.
fn stage_class(stage: Stage) -> &'static str {
    match stage {
        Stage::Registered => "st-registered",
        Stage::Claimed => "st-claimed",
        Stage::Planning | Stage::PlanSubmitted => "st-planned",
        Stage::Rectifying => "st-rectifying",
        Stage::SelfChecked => "st-selfchecked",
        Stage::Accepting | Stage::Accepted => "st-accepting",
        Stage::Noticed | Stage::NoticeClosed => "st-noticed",
        Stage::Filed => "st-filed",
        Stage::StruckOff => "st-struck",
        Stage::Declared => "st-declared",
        Stage::NotAccepted | Stage::Voided | Stage::Unfounded | Stage::Withdrawn => "mute",
    }
}

/// Class of a guidance badge.
fn guidance_class(guidance: Guidance) -> &'static str {
    match guidance {
        Guidance::Immediate => "g-now",
        Guidance::ByDate => "g-limit",
        Guidance::LongTerm => "g-long",
    }
}

/// A notice in words.
struct NoticeSaid {
    /// From when to when, with the days counted.
    span: String,
    /// Days in between that do not count, and whether the last day may move; empty if there is neither.
    rest: String,
    /// Whether objections are taken now.
    open: bool,
    /// Why they are not, though it stands on notice; empty otherwise.
    shut: String,
    place: String,
    phone: String,
}

impl NoticeSaid {
    fn of(p: &PublicProblem, w: W, calendar: &Calendar, today: jiff::civil::Date) -> Option<Self> {
        let (days, place, phone) = p.notice.as_ref()?;
        let (first, last) = (days.first, days.last);
        let (from, to) = (w.date_long(first), w.date_long(last));
        let span = match calendar.working_days_inclusive(first, last) {
            Some(n) => w.fill("public.notice_span", &[("from", &from), ("to", &to), ("n", &n)]),
            None => w.fill("public.notice_dates", &[("from", &from), ("to", &to)]),
        };
        let now = NoticeNow::of(p.stage, Some(*days), today);
        // A notice lasts some weeks; a damaged record must not make a page of a thousand days.
        let between = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last).take(92);
        let rest: Vec<String> =
            between.filter(|day| calendar.is_working(*day) == Some(false)).map(|day| w.date(day)).collect();
        Some(Self {
            span,
            rest: {
                let left_out = (!rest.is_empty()).then(|| w.fill("public.notice_rest", &[("days", &w.list(rest))]));
                let uncertain = days.provisional.map(|year| w.t1("clock.provisional", year));
                [left_out, uncertain].into_iter().flatten().collect::<Vec<_>>().join(" ")
            },
            open: now == NoticeNow::Running,
            shut: match now {
                NoticeNow::Ahead => w.fill("public.notice_ahead", &[("from", &from)]),
                NoticeNow::Over => w.t("public.notice_over").to_owned(),
                NoticeNow::Running | NoticeNow::None => String::new(),
            },
            place: place.clone(),
            phone: phone.clone(),
        })
    }
}
