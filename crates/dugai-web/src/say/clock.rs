//! A clock in words: what it is, how it stands, and how its date came about, step by step.

use dugai_domain::calendar::{Deadline, Due, Shift, SkippedRun, Start, Unit, Why};
use dugai_domain::ids::UnitId;
use dugai_domain::problem::clocks::{Clock, ClockId, ClockState, TermOf};
use dugai_domain::reference::{ClockRule, Lamp};
use jiff::civil::Date;

use super::{Names, in_words, moment_code};
use crate::words::W;

/// A clock, said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockSaid {
    /// What it measures.
    pub title: String,
    /// How it stands, in the words of a due mark: 剩 2 天, 超期 3 天, 按期完成.
    pub due: String,
    /// Class of the due mark and of the card.
    pub class: &'static str,
    /// The due day, unless the clock stands still.
    pub date: Option<Date>,
    /// How the date came about.
    pub steps: Vec<Step>,
    /// What is not certain about the date.
    pub provisional: Option<String>,
}

/// A step of a derivation: one `li` of `ol.derive`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Class of the `li`; empty for a plain one.
    pub class: &'static str,
    /// What kind of step: the code of its word, for machines.
    pub code: &'static str,
    /// What kind of step, in words.
    pub label: &'static str,
    /// What it says.
    pub text: String,
}

/// Says a clock.
#[must_use]
pub fn clock(w: W, names: &dyn Names, c: &Clock<'_>) -> ClockSaid {
    ClockSaid {
        title: match (&c.id, c.rule) {
            (ClockId::Rule(_), Some(rule)) => in_words(&rule.named, w.lang).to_owned(),
            _ => title(w, names, &c.id.text()),
        },
        due: due(w, c),
        class: class(c),
        date: c.term.date(),
        steps: derivation(w, c),
        provisional: c.term.provisional().map(|year| w.t1("clock.provisional", year)),
    }
}

/// What a clock measures, from the form stored with an escalation (`measure:3`, `whole`, a code).
#[must_use]
pub fn title(w: W, names: &dyn Names, text: &str) -> String {
    if let Some((what, round)) = text.rsplit_once('^') {
        return w.fill("clock.past", &[("what", &title(w, names, what)), ("n", &round)]);
    }
    if let Some((what, no)) = text.rsplit_once('#') {
        return w.fill("clock.attempt", &[("what", &title(w, names, what)), ("n", &no)]);
    }
    if let Some((what, no)) = text.rsplit_once('~') {
        return w.fill("clock.lapsed", &[("what", &title(w, names, what)), ("n", &no)]);
    }
    match text.split_once(':') {
        Some(("measure", no)) => w.t1("clock.measure", no),
        Some(("duty", no)) => w.t1("clock.duty", no),
        Some(("reply", no)) => w.t1("clock.reply", no),
        Some(("month", month)) => match format!("{month}-01").parse::<Date>() {
            Ok(first) => w.t1("clock.month", w.month_long(first)),
            Err(_) => w.t1("clock.month", month),
        },
        _ if text == "whole" => w.t("clock.whole").to_owned(),
        _ if text == "return" => w.t("clock.return").to_owned(),
        _ if text == "notice" => w.t("clock.notice").to_owned(),
        _ if text.contains('@') => {
            let (code, unit) = text.split_once('@').unwrap_or((text, ""));
            let unit = unit.parse().map_or_else(|_| unit.to_owned(), |id| names.unit(UnitId(id)));
            w.fill("clock.of_unit", &[("what", &names.clock(code, w.lang)), ("unit", &unit)])
        }
        _ => names.clock(text, w.lang),
    }
}

/// Days to a date in the words of a due mark; negative when it has passed.
#[must_use]
pub fn distance(w: W, days_left: i64) -> String {
    match days_left {
        0 => w.t("clock.today").to_owned(),
        1.. => w.t1("clock.left", days_left),
        _ => w.t1("clock.over", days_left.unsigned_abs()),
    }
}

/// The class of a due mark by days left and lamp, for lists that know no more than a date.
#[must_use]
pub fn due_class(days_left: i64, lamp: Option<Lamp>) -> &'static str {
    match lamp {
        _ if days_left < 0 => "due-red",
        Some(Lamp::Red) => "due-red",
        Some(Lamp::Yellow) => "due-yellow",
        Some(Lamp::Blue) | None => "due-blue",
    }
}

fn due(w: W, c: &Clock<'_>) -> String {
    match (c.state, c.days_left) {
        (ClockState::Running | ClockState::Overdue, Some(left)) => distance(w, left),
        _ => w.code("clock_state", c.state.code()).to_owned(),
    }
}

fn class(c: &Clock<'_>) -> &'static str {
    match c.state {
        ClockState::Running => due_class(c.days_left.unwrap_or_default(), c.lamp),
        ClockState::Overdue => "due-red",
        ClockState::Paused => "due-paused",
        ClockState::Met => "due-done",
        ClockState::MetLate => "due-late",
        ClockState::Ended => "due-none",
    }
}

fn step(w: W, class: &'static str, code: &'static str, text: impl Into<String>) -> Step {
    Step { class, code, label: w.code("derive", code), text: text.into() }
}

fn derivation(w: W, c: &Clock<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    match (&c.term, c.rule) {
        (TermOf::Computed(term), rule) => {
            steps.extend(rule.map(|r| basis(w, r)));
            computed(w, c, term, &mut steps);
        }
        (TermOf::Fixed { date, baseline, extended }, _) => {
            steps.push(step(w, "", "basis", fixed_basis(w, &c.id)));
            steps.push(step(w, "", "start", w.date(c.started)));
            if let Some(first) = baseline.filter(|b| b != date) {
                steps.push(step(w, "", "baseline", w.date(first)));
            }
            for (approved, to) in extended {
                let values = [("approved", w.date(*approved)), ("to", w.date(*to))];
                steps.push(step(w, "extend", "extended", fill(w, "derive.granted", &values)));
            }
            steps.push(step(w, "end", "due", w.date(*date)));
        }
    }
    if let Some(at) = c.stopped {
        steps.push(step(w, "", "stopped", w.time(at)));
    }
    steps
}

fn fill(w: W, key: &str, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, &dyn std::fmt::Display)> = values.iter().map(|(n, v)| (*n, v as _)).collect();
    w.fill(key, &values)
}

fn basis(w: W, rule: &ClockRule) -> Step {
    let length = amount(w, rule.n, rule.unit);
    step(w, "", "basis", fill(w, "said.head", &[("event", rule.basis.clone()), ("what", length)]))
}

fn fixed_basis(w: W, id: &ClockId) -> &'static str {
    match id {
        ClockId::Measure(_) => w.t("derive.by_plan"),
        ClockId::Duty(_) => w.t("derive.by_duty"),
        ClockId::Reply(_) => w.t("derive.by_urge"),
        ClockId::Month(_) => w.t("derive.by_month"),
        ClockId::Notice => w.t("derive.by_notice"),
        ClockId::Return => w.t("derive.by_return"),
        ClockId::Attempt(code, _) if *code == ClockId::Return.text() => w.t("derive.by_return"),
        ClockId::Past(_, id) => fixed_basis(w, id),
        ClockId::Lapsed(..) => w.t("derive.by_earlier"),
        ClockId::Whole | ClockId::Rule(_) | ClockId::Unit(..) | ClockId::Attempt(..) => w.t("derive.by_list"),
    }
}

fn amount(w: W, n: u32, unit: Unit) -> String {
    w.t1(
        match unit {
            Unit::Natural => "count.natural",
            Unit::Working => "count.working",
            Unit::Months => "count.months",
        },
        n,
    )
}

fn computed(w: W, c: &Clock<'_>, term: &Due, steps: &mut Vec<Step>) {
    let moment = c.rule.map_or("", |r| w.code("moment", moment_code(r.starts)));
    match term {
        Due::On(deadline) => on(w, deadline, moment, steps),
        Due::Suspended { since, counted } => {
            steps.push(step(w, "", "start", start(w, c.started, moment, c.rule.map(|r| r.start))));
            let values = [("since", w.date(*since)), ("n", counted.to_string())];
            steps.push(step(w, "pause", "paused", fill(w, "derive.stands", &values)));
        }
    }
}

fn start(w: W, day: Date, moment: &str, first: Option<Start>) -> String {
    let key = if first == Some(Start::SameDay) { "derive.same_day" } else { "derive.next_day" };
    fill(w, key, &[("day", w.date(day)), ("moment", moment.to_owned())])
}

fn on(w: W, deadline: &Deadline, moment: &str, steps: &mut Vec<Step>) {
    let d = &deadline.derivation;
    steps.push(step(w, "", "start", start(w, d.start, moment, Some(d.span.start))));
    for (why, runs) in by_reason(&d.skipped) {
        let days = w.list(runs.iter().map(|r| span(w, r.from, r.to)));
        let why = match why {
            Why::Weekend => w.t("derive.weekend").to_owned(),
            Why::Holiday(name) => name.clone(),
            // A pause is told below, with what it cost.
            Why::Paused => continue,
        };
        steps.push(step(w, "skip", "skipped", fill(w, "derive.because", &[("days", days), ("why", why)])));
    }
    if !d.make_up_counted.is_empty() {
        steps.push(step(w, "", "make_up", w.list(d.make_up_counted.iter().map(|d| w.date(*d)))));
    }
    steps.extend(d.shifts.iter().map(|s| shift(w, s)));
    if let Some(rest) = d.rolled_from {
        steps.push(step(w, "skip", "rolled", w.t1("derive.rest_day", w.date(rest))));
    }
    steps.push(step(w, "end", "due", w.date(deadline.date)));
}

/// Runs skipped for one reason stand together, in the order in which reasons first came.
fn by_reason(skipped: &[SkippedRun]) -> Vec<(&Why, Vec<&SkippedRun>)> {
    let mut groups: Vec<(&Why, Vec<&SkippedRun>)> = Vec::new();
    for run in skipped {
        match groups.iter_mut().find(|(why, _)| **why == run.why) {
            Some((_, runs)) => runs.push(run),
            None => groups.push((&run.why, vec![run])),
        }
    }
    groups
}

fn span(w: W, from: Date, to: Date) -> String {
    if from == to { w.date(from) } else { fill(w, "said.term", &[("from", w.date(from)), ("to", w.date(to))]) }
}

fn shift(w: W, s: &Shift) -> Step {
    match s {
        Shift::Paused { from, to, days } => {
            let values = [("days", span(w, *from, *to)), ("n", days.to_string())];
            step(w, "pause", "paused", fill(w, "derive.lost", &values))
        }
        Shift::Extended { n, unit, approved, from, to, late } => {
            let key = if *late { "derive.longer_late" } else { "derive.longer" };
            let values = [
                ("approved", w.date(*approved)),
                ("length", amount(w, *n, *unit)),
                ("from", w.date(*from)),
                ("to", w.date(*to)),
            ];
            step(w, "extend", "extended", fill(w, key, &values))
        }
        Shift::Reset { from: Some(from), to } => {
            let values = [("from", w.date(*from)), ("to", w.date(*to))];
            step(w, "extend", "extended", fill(w, "derive.reset", &values))
        }
        Shift::Reset { from: None, to } => {
            step(w, "extend", "extended", fill(w, "derive.reset_paused", &[("to", w.date(*to))]))
        }
    }
}
