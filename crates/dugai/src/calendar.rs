//! `dugai calendar`: the working-day calendar of a store or the one shipped, and vectors against the
//! shipped one.

use std::path::Path;

use dugai_app::setup::{calendar_text, shipped_table};
use dugai_app::{Setup, Store};
use dugai_domain::calendar::vectors::{Document, answer_all};
use dugai_domain::calendar::{Calendar, CalendarTable, DayKind};
use serde_json::{Map, Value, json};

use crate::config::Place;
use crate::desk::{Desk, told};
use crate::fresh;

/// What a calendar table is.
const FORM: &str = "a calendar table is a text of TOML in UTF-8: take the one in force with `dugai calendar export \
                    --out FILE`, add a [[notice]] and raise the version";

/// What a file of vectors is.
const VECTORS: &str = "expected a text of JSON in UTF-8 with vectors, each with id, op and what that takes, such as \
                       {\"late\": [{\"id\": \"T1\", \"op\": \"add_working_days\", \"start\": \"2026-09-15\", \"n\": 30}]}";

/// Where nobody has set another.
const SHIPPED: &str = "the shipped table (no store here)";

fn shipped() -> Result<Calendar, String> {
    dugai_app::setup::shipped_calendar().map_err(|e| told("use the shipped table")(&e))
}

/// The calendar of the store, where there is one, and whose it is, in words.
async fn in_force(place: &Place) -> Result<(Calendar, &'static str), String> {
    let target = place.target()?;
    let store = Store::find(&target).await.map_err(|e| told("open the store")(&e))?;
    let Some(store) = store else { return Ok((shipped()?, SHIPPED)) };
    let setup = Setup::read(&store).await.map_err(|e| told("read the setup")(&e))?;
    if setup.installation.is_none() {
        return Ok((shipped()?, SHIPPED));
    }
    Ok((setup.calendar, "the calendar in force in this store"))
}

/// Prints the notices, or what a day is: of the calendar in force in the store, or of the shipped
/// table where there is no store.
///
/// # Errors
/// When the day cannot be read, or the store is there and cannot be opened.
pub async fn show(place: &Place, day: Option<&str>, as_json: bool) -> Result<(), String> {
    let date = day.map(|text| {
        let date = text.parse::<jiff::civil::Date>();
        date.map_err(|_| format!("read the day \"{text}\": expected a form like 2026-10-10"))
    });
    let date = date.transpose()?;
    let (calendar, whose) = in_force(place).await?;
    let head = format!(
        "{whose}: version {}, known from {} to {}",
        calendar.version(),
        calendar.known_from(),
        calendar.known_through()
    );
    if as_json {
        crate::print(&as_value(&calendar, whose, date).to_string());
        return Ok(());
    }
    let Some(date) = date else {
        crate::print(&head);
        for notice in calendar.notices() {
            let number = notice.number.as_deref().unwrap_or_default();
            crate::print(&format!("{} {} {number} {}", notice.year, notice.title, notice.address));
        }
        return Ok(());
    };
    let day = calendar.day(date);
    let notice = day.notice.map_or_else(String::new, |n| format!(" ({} {})", n.title, n.address));
    let name = day.name.map_or_else(String::new, |name| format!(" {name}"));
    crate::print(&format!("{date}: {}{name}{notice}", in_words(day.kind, date)));
    crate::print(&head);
    Ok(())
}

/// A kind of day as people say it.
fn in_words(kind: DayKind, date: jiff::civil::Date) -> String {
    match kind {
        DayKind::Working => "工作日 (working day)".to_owned(),
        DayKind::Weekend => "周末 (weekend)".to_owned(),
        DayKind::Holiday => "放假 (day off by a notice)".to_owned(),
        DayKind::MakeUp => "调休上班 (make-up working day)".to_owned(),
        DayKind::Unknown => {
            format!("{0}年放假安排尚未公布 (the arrangement of {0} is not published)", date.year())
        }
    }
}

/// The code of a kind of day, for machines.
fn code(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Working => "working",
        DayKind::Weekend => "weekend",
        DayKind::Holiday => "holiday",
        DayKind::MakeUp => "make_up",
        DayKind::Unknown => "unknown",
    }
}

fn as_value(calendar: &Calendar, whose: &str, date: Option<jiff::civil::Date>) -> Value {
    let notices = calendar.notices().iter();
    let notices =
        notices.map(|n| json!({ "year": n.year, "title": n.title, "number": n.number, "address": n.address }));
    let mut value = json!({
        "shipped": whose == SHIPPED, "version": calendar.version(),
        "known_from": calendar.known_from(), "known_through": calendar.known_through(),
    });
    match date {
        None => value["notices"] = notices.collect(),
        Some(date) => {
            let day = calendar.day(date);
            value["day"] = json!({
                "date": date, "kind": code(day.kind), "name": day.name, "notice": day.notice.map(|n| n.title.as_str()),
            });
        }
    }
    value
}

/// Answers every vector found in a JSON file.
///
/// # Errors
/// When the file cannot be read, is no JSON, or holds an unknown operation.
pub fn vectors(file: &Path) -> Result<(), String> {
    let bytes = std::fs::read(file).map_err(|e| format!("read {}: {e}", file.display()))?;
    let none = |what: String| format!("read {}: {what}\n{VECTORS}", file.display());
    let text = String::from_utf8(bytes).map_err(|_| none("it is no text in UTF-8".to_owned()))?;
    let document: Document = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|e| none(format!("it is no such JSON: {e}")))?;
    let answers = answer_all(&shipped()?, &document).map_err(|e| format!("answer {}: {e}", file.display()))?;
    let mut map = Map::new();
    let mut faults = Vec::new();
    for (id, answer) in answers {
        let value = match answer {
            Ok(answer) => serde_json::to_value(answer).map_err(|e| e.to_string())?,
            Err(fault) => {
                faults.push(fault.to_string());
                Value::Null
            }
        };
        map.insert(id, value);
    }
    // The others are answered all the same.
    crate::print(&Value::Object(map).to_string());
    if faults.is_empty() { Ok(()) } else { Err(format!("{}: {}", file.display(), faults.join("; "))) }
}

/// Writes the table in force in a store into a new file, in the form that [`import`] takes; with the
/// shipped one go its comments.
///
/// # Errors
/// When nothing was founded there, or the file is there already or cannot be written.
pub async fn export(place: &Place, out: &Path) -> Result<(), String> {
    let desk = crate::look::desk(place).await?;
    let setup = desk.setup().await?;
    let table = setup.installation.as_ref().and_then(|i| i.calendar.as_deref()).ok_or("nothing was founded here")?;
    let text = calendar_text(table).map_err(|e| told("write the table")(&e))?;
    fresh::write(out, text.as_bytes())?;
    crate::print(&format!("{}: version {}", out.display(), setup.calendar.version()));
    Ok(())
}

/// Puts a new calendar table in force in a store: that of a file, or the one shipped with the program.
///
/// # Errors
/// When the file is no calendar table, or cannot be used.
pub async fn import(place: &Place, file: Option<&Path>) -> Result<(), String> {
    let table = match file {
        Some(file) => table_of(file)?,
        None => shipped_table().map_err(|e| told("read the shipped table")(&e))?,
    };
    let desk = Desk::open(place).await?;
    let by = desk.by();
    desk.office.set_calendar(table, by).await.map_err(|e| told("use the calendar")(&e))?;
    let setup = desk.setup().await?;
    crate::print(&format!(
        "calendar version {} in force, known through {}",
        setup.calendar.version(),
        setup.calendar.known_through()
    ));
    desk.settle().await
}

fn table_of(file: &Path) -> Result<CalendarTable, String> {
    let bytes = std::fs::read(file).map_err(|e| format!("read {}: {e}", file.display()))?;
    let none = |what: String| format!("read {}: {what}\n{FORM}", file.display());
    let text = String::from_utf8(bytes).map_err(|_| none("it is no text in UTF-8".to_owned()))?;
    toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| none(e.to_string()))
}
