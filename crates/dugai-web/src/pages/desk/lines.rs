//! Lines of the desk, ready to print: what waits, what was told, what was done.

use std::collections::BTreeSet;

use dugai_app::desk::DoneRow;
use dugai_app::{TodoRow, ToldRow};
use dugai_domain::ids::{ProblemId, UnitId};
use dugai_domain::problem::turn::turns;
use dugai_domain::problem::{Action, Stage};
use dugai_domain::time::Timestamp;
use jiff::civil::Date;

use super::own::own_marks;
use crate::fault::Fault;
use crate::pages::problem::{act_place, opposite};
use crate::pages::register::rows::{DueMark, due_mark, link, stage_class};
use crate::say::event::event;
use crate::site::Site;
use crate::visitor::Visitor;
use crate::words::W;

/// A thing that waits.
pub struct TodoLine {
    /// Numbers.
    pub number: String,
    /// The problem.
    pub href: String,
    /// Words of the act.
    pub act: &'static str,
    /// Where the act is done.
    pub act_href: String,
    /// The opposite decision: where it is done, and its words.
    pub other: Option<(String, &'static str)>,
    /// Text.
    pub title: String,
    /// When, by its own clock.
    pub due: DueMark,
    /// The nearest due day of the problem, where that is another; empty else.
    pub nearest: String,
    /// Stage.
    pub stage: &'static str,
    /// Class of its badge.
    pub stage_class: &'static str,
    /// Responsible unit.
    pub unit: String,
    /// Class of the row.
    pub class: &'static str,
}

/// What waits, ready to print.
///
/// # Errors
/// When the store cannot be read.
pub async fn todos(site: &Site, visitor: &Visitor, rows: &[TodoRow]) -> Result<Vec<TodoLine>, Fault> {
    let marks = own_marks(site, visitor, rows).await?;
    Ok(rows.iter().zip(marks).map(|(row, due)| todo(visitor, row, due)).collect())
}

fn todo(visitor: &Visitor, row: &TodoRow, due: DueMark) -> TodoLine {
    let w = visitor.w;
    let problem = ProblemId(row.problem);
    let of_problem = due_mark(w, problem, row.due, visitor.now.day());
    let other = !of_problem.href.is_empty() && of_problem.text != due.text;
    let stage = Stage::of_number(row.stage);
    let action = Action::from_code(&row.action);
    let place = |action: Action| act_place(problem, action);
    TodoLine {
        number: number(w, &row.number),
        href: link(problem),
        act: w.code("action", &row.action),
        act_href: action.map_or_else(|| link(problem), place),
        other: action.and_then(opposite).map(|other| (place(other), w.code("action", other.code()))),
        title: row.title.clone(),
        stage: stage.map_or("", |s| w.code("stage", s.code())),
        stage_class: stage.map_or("", stage_class),
        unit: row.unit.map_or_else(String::new, |u| visitor.setup.unit_name(UnitId(u))),
        class: if due.class == "due-red" { "is-late" } else { "" },
        nearest: if other { w.fill("inbox.nearest", &[("due", &of_problem.text)]) } else { String::new() },
        due,
    }
}

/// A line that was told.
pub struct CopyLine {
    /// Event, place and problem, as the button sends them.
    pub line: String,
    /// Moment.
    pub time: String,
    /// Numbers.
    pub number: String,
    /// The problem.
    pub href: String,
    /// What happened.
    pub what: &'static str,
    /// Text of the problem.
    pub title: String,
    /// Whether an act of this person waits.
    pub asks: bool,
    /// What became of what was asked for: class and word; none where nothing was asked.
    pub badge: Option<(&'static str, &'static str)>,
    /// When it was read; empty: not yet.
    pub read: String,
}

/// Acts that problems wait for, and whether they wait for the reader.
type Waits = BTreeSet<(ProblemId, Action, bool)>;

/// What was told, ready to print. What was asked for is done when nothing of it waits any more.
///
/// # Errors
/// When the store cannot be read.
pub async fn copies(site: &Site, visitor: &Visitor, rows: &[ToldRow]) -> Result<Vec<CopyLine>, Fault> {
    let asking: BTreeSet<ProblemId> = rows.iter().filter(|row| row.todo).map(|row| ProblemId(row.problem)).collect();
    let mut waits: Waits = BTreeSet::new();
    for id in asking {
        // What this person may no longer see is no longer theirs to do.
        if let Ok(p) = site.office.problem(id, visitor.actor()).await {
            let rules = (&visitor.setup.reference, &visitor.setup.calendar);
            let open = turns(&p, rules, None, visitor.now.day());
            let open = open.iter().filter(|t| t.is_on(visitor.now.day()));
            waits.extend(open.map(|t| (id, t.action, visitor.actor().is_asked(t))));
        }
    }
    Ok(rows.iter().map(|row| copy(visitor.w, row, &waits)).collect())
}

/// The acts that a line of an event asks for; none: whatever waits of the problem.
fn asked(event: &str) -> &'static [Action] {
    match event {
        "registered" | "rebounded" | "transferred" | "duty_assigned" => &[Action::Claim],
        "bounced" => &[Action::Transfer],
        "extension_requested" => &[Action::DecideExtension],
        "objection_received" => &[Action::AnswerObjection],
        "gate_waived" => &[Action::ConfirmWaiver],
        "plan_submitted" => &[Action::ApprovePlan],
        "plan_returned" => &[Action::DraftPlan, Action::SubmitPlan],
        "measure_returned" => &[Action::ReportMeasure],
        "measure_reported" => &[Action::AcceptMeasure],
        "self_checked" => &[Action::SignGate, Action::ConfirmWaiver],
        "acceptance_applied" => &[Action::RecordAcceptance],
        "acceptance_recorded" => &[Action::RecordAcceptance, Action::OpenNotice],
        "supervised" => &[Action::AnswerSupervision],
        "met" | "instructed" => &[Action::FinishDuty],
        _ => &[],
    }
}

fn copy(w: W, row: &ToldRow, waits: &Waits) -> CopyLine {
    let problem = ProblemId(row.problem);
    let acts = asked(&row.event);
    let of_it = |(id, act, _): &&(ProblemId, Action, bool)| *id == problem && (acts.is_empty() || acts.contains(act));
    let asks = row.todo && waits.iter().filter(of_it).any(|(.., mine)| *mine);
    let badge = match row.todo {
        false => None,
        true if asks => Some(("warn", w.t("inbox.asks"))),
        // What somebody else is to do, or may do: this reader is only told of it.
        true if acts.is_empty() || waits.iter().any(|wait| of_it(&wait)) => Some(("mute", w.t("inbox.to_know"))),
        true => Some(("mute", w.t("inbox.answered"))),
    };
    let read = if row.read_at > 0 {
        w.fill("inbox.read_at", &[("time", &w.time(Timestamp(row.read_at)))])
    } else {
        String::new()
    };
    CopyLine {
        line: format!("{}:{}:{problem}", row.seq, row.place),
        time: w.time(Timestamp(row.at)),
        number: number(w, &row.number),
        href: link(problem),
        what: w.code("event", &row.event),
        title: row.title.clone(),
        asks,
        badge,
        read,
    }
}

/// Something a person did.
pub struct DoneLine {
    /// Moment.
    pub time: String,
    /// Numbers.
    pub number: String,
    /// The problem; empty when it can no longer be seen.
    pub href: String,
    /// Icon of the sprite.
    pub icon: &'static str,
    /// Tint of the icon.
    pub tint: &'static str,
    /// What was done.
    pub what: String,
    /// Text of the problem.
    pub title: String,
}

/// What was done, ready to print.
pub fn done(visitor: &Visitor, rows: &[DoneRow]) -> Vec<DoneLine> {
    let w = visitor.w;
    let book = visitor.book();
    let line = |row: &DoneRow| {
        let said = event(w, &book, &row.recorded);
        DoneLine {
            time: w.time(row.recorded.at),
            number: number(w, &row.number),
            href: row.title.as_ref().map_or_else(String::new, |_| link(row.problem)),
            icon: said.icon,
            tint: said.tint,
            what: said.head,
            title: row.title.clone().unwrap_or_else(|| w.t("inbox.out_of_sight").to_owned()),
        }
    };
    rows.iter().map(line).collect()
}

fn number(w: W, number: &str) -> String {
    if number.is_empty() { w.t("register.no_number").to_owned() } else { number.to_owned() }
}

/// Lines of one day.
pub struct Day<T> {
    /// The day in words.
    pub day: String,
    /// Its lines.
    pub lines: Vec<T>,
}

/// Puts lines of one day under one heading; the lines keep their order.
pub fn by_day<T>(w: W, lines: impl IntoIterator<Item = (Date, T)>) -> Vec<Day<T>> {
    let mut days: Vec<(Date, Day<T>)> = Vec::new();
    for (date, line) in lines {
        match days.last_mut() {
            Some((last, day)) if *last == date => day.lines.push(line),
            _ => days.push((date, Day { day: w.date_long(date), lines: vec![line] })),
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}
