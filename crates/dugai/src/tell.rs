//! `dugai log` and `dugai due`: a problem's events and due dates in words.

use dugai_app::Kept;
use dugai_app::Setup;
use dugai_domain::problem::clocks::clocks;
use dugai_web::names::book;
use dugai_web::say;
use dugai_web::say::clock::Step;
use dugai_web::say::event::Fact;
use dugai_web::words::{Lang, W};
use serde_json::json;

use crate::config::Place;
use crate::desk::told;

/// The language of what is printed.
fn words(english: bool) -> W {
    W::new(if english { Lang::En } else { Lang::Zh })
}

/// Prints every event of a problem in words, oldest first.
///
/// # Errors
/// When the problem does not exist or the store cannot be read.
pub async fn log(place: &Place, problem: &str, english: bool, as_json: bool) -> Result<(), String> {
    let desk = crate::look::desk(place).await?;
    let id = desk.problem(problem).await?;
    let history = desk.office.history(id, &desk.system).await.map_err(|e| told("read the events")(&e))?;
    let setup = desk.setup().await?;
    let (w, names) = (words(english), names(&setup));
    let mut rows = Vec::new();
    for Kept { seq, recorded, .. } in &history {
        let said = say::event::event(w, &names, recorded);
        let by = &said.by;
        if as_json {
            // What has words has its code beside them, which is the same in both languages.
            let fact = |f: &Fact| json!({ "code": f.code, "label": f.label, "value": f.value });
            rows.push(json!({
                "event": seq, "at": recorded.at.to_string(), "account": recorded.by, "by": by, "code": said.code,
                "text": said.head, "facts": said.lines.iter().map(fact).collect::<Vec<_>>(), "quote": said.quote,
            }));
            continue;
        }
        crate::print(&format!("#{seq}  {}  {by}  {}", recorded.at, said.head));
        for fact in &said.lines {
            crate::print(&format!("    {}{}{}", fact.label, w.t("shell.colon"), fact.value));
        }
        if let Some(quote) = &said.quote {
            crate::print(&format!("    “{quote}”"));
        }
    }
    if as_json {
        crate::print(&json!({ "events": rows }).to_string());
    }
    Ok(())
}

/// Prints every due date of a problem with its whole derivation.
///
/// # Errors
/// When the problem does not exist or the store cannot be read.
pub async fn due(place: &Place, problem: &str, english: bool, as_json: bool) -> Result<(), String> {
    let desk = crate::look::desk(place).await?;
    let id = desk.problem(problem).await?;
    let state = desk.office.problem(id, &desk.system).await.map_err(|e| told("read the problem")(&e))?;
    let setup = desk.setup().await?;
    let (w, names) = (words(english), names(&setup));
    let now = desk.office.now();
    let mut rows = Vec::new();
    for clock in clocks(&state, &setup.reference, &setup.calendar, now) {
        let said = say::clock::clock(w, &names, &clock);
        if as_json {
            let step = |s: &Step| json!({ "code": s.code, "kind": s.label, "text": s.text });
            rows.push(json!({
                "clock": clock.id.text(), "title": said.title, "state": clock.state.code(), "due": clock.term.date(),
                "started": clock.started, "stopped": clock.stopped.map(|t| t.to_string()), "days_left": clock.days_left,
                "provisional": said.provisional, "provisional_year": clock.term.provisional(),
                "derivation": said.steps.iter().map(step).collect::<Vec<_>>(),
            }));
            continue;
        }
        let mark =
            said.provisional.as_ref().map_or_else(String::new, |_| format!("  {}", w.t("clock.provisional_mark")));
        crate::print(&format!("{}  {}{mark}", said.title, said.due));
        for step in &said.steps {
            crate::print(&format!("    {}{}{}", step.label, w.t("shell.colon"), step.text));
        }
        if let Some(why) = &said.provisional {
            crate::print(&format!("    {}{}{why}", w.t("clock.provisional_mark"), w.t("shell.colon")));
        }
    }
    if as_json {
        crate::print(&json!({ "clocks": rows }).to_string());
    }
    Ok(())
}

fn names(setup: &Setup) -> say::Book<'_> {
    book(setup)
}
