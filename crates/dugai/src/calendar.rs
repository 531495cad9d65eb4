//! `dugai calendar`: the working-day calendar shipped with the program, and vectors against it.

use std::path::Path;

use dugai_domain::calendar::vectors::{Document, answer_all};
use dugai_domain::calendar::{Calendar, CalendarTable, DayKind};
use serde_json::{Map, Value};

use crate::config::Place;
use crate::desk::{Desk, told};

fn calendar() -> Result<Calendar, String> {
    dugai_app::setup::shipped_calendar().map_err(|e| e.to_string())
}

/// Prints the notices, or what a day is.
///
/// # Errors
/// When the day cannot be read.
pub fn show(day: Option<&str>) -> Result<(), String> {
    let calendar = calendar()?;
    if let Some(text) = day {
        let date: jiff::civil::Date =
            text.parse().map_err(|_| format!("read the day \"{text}\": expected a form like 2026-10-10"))?;
        let day = calendar.day(date);
        if day.kind == DayKind::Unknown {
            crate::print(&format!(
                "{date}: {}年放假安排尚未公布 (the arrangement of {} is not published)",
                date.year(),
                date.year()
            ));
            return Ok(());
        }
        let notice = day.notice.map_or_else(String::new, |n| format!(" ({} {})", n.title, n.address));
        crate::print(&format!("{date}: {:?} {}{notice}", day.kind, day.name.unwrap_or_default()));
        return Ok(());
    }
    crate::print(&format!(
        "calendar version {}: {} to {}",
        calendar.version(),
        calendar.known_from(),
        calendar.known_through()
    ));
    for notice in calendar.notices() {
        crate::print(&format!(
            "{} {} {} {}",
            notice.year,
            notice.title,
            notice.number.as_deref().unwrap_or_default(),
            notice.address
        ));
    }
    Ok(())
}

/// Answers every vector found in a JSON file.
///
/// # Errors
/// When the file cannot be read, is no JSON, or holds an unknown operation.
pub fn vectors(file: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("read {}: {e}", file.display()))?;
    let document: Document = serde_json::from_str(&text).map_err(|e| format!("read {}: {e}", file.display()))?;
    let answers = answer_all(&calendar()?, &document).map_err(|e| format!("answer {}: {e}", file.display()))?;
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

/// Puts a new calendar table in force in a store.
///
/// # Errors
/// When the file is no calendar table, or cannot be used.
pub async fn import(place: &Place, file: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("read {}: {e}", file.display()))?;
    let table: CalendarTable = toml::from_str(&text).map_err(|e| format!("read {}: {e}", file.display()))?;
    let desk = Desk::open(place).await?;
    let by = desk.by();
    desk.office.set_calendar(table, by).await.map_err(|e| told("use the calendar")(&e))?;
    let setup = desk.setup().await?;
    crate::print(&format!(
        "calendar version {} in force, known through {}",
        setup.calendar.version(),
        setup.calendar.known_through()
    ));
    Ok(())
}
