//! Reasons and remarks of rows in sentences.

use dugai_app::import::{Heed, Part, Row, Told, Why};
use dugai_domain::problem::DutyRole;

use crate::say::Names;
use crate::say::reason::reason;
use crate::words::{Lang, W};

/// The reader's sentence in a language, without the place.
pub(super) fn told(w: W, told: &Told) -> &str {
    match w.lang {
        Lang::Zh => &told.brief.0,
        Lang::En => &told.brief.1,
    }
}

/// The same with its column: the row is known from where it stands.
fn in_column(w: W, finding: &Told) -> String {
    let column = format!("{} {}", finding.column, finding.header);
    match column.trim() {
        "" => told(w, finding).to_owned(),
        column => format!("{column}{}{}", w.t("shell.colon"), told(w, finding)),
    }
}

/// Why a row cannot be taken, or was not, in a sentence.
#[must_use]
pub fn why(w: W, names: &dyn Names, why: &Why) -> String {
    let key = format!("import.why.{}", why.code());
    match why {
        Why::Reader(finding) => in_column(w, finding),
        Why::UnknownUnit { name } | Why::EndedUnit { name } => w.fill(&key, &[("name", name)]),
        Why::Twice { number, at: (sheet, row) } => w.fill(&key, &[("number", number), ("sheet", sheet), ("row", row)]),
        Why::Divided { numbers } => w.fill(&key, &[("numbers", numbers)]),
        Why::Refused(refused) => reason(w, names, refused),
        Why::Known(differs) => w.fill(&key, &[("what", &heed(w, differs))]),
        Why::NotChosen => w.t("import.why.not_chosen").to_owned(),
    }
}

/// What a person should look at.
#[must_use]
pub fn heed(w: W, heed: &Heed) -> String {
    let key = format!("import.heed.{}", heed.code());
    match heed {
        Heed::Reader(finding) => in_column(w, finding),
        Heed::Differs { part, old, new } => {
            let none = w.t("import.heed.none");
            let word = |text: &str| match part {
                _ if text.is_empty() => none.to_owned(),
                Part::Guidance => w.code("guidance", text).to_owned(),
                _ => text.to_owned(),
            };
            w.fill(&key, &[("part", &part_name(w, *part)), ("old", &word(old)), ("new", &word(new))])
        }
        Heed::NotTaken { column, text } => w.fill(&key, &[("column", column), ("text", text)]),
        Heed::MeasuresNeedPlan { old, new } => {
            let word = |list: &str| if list.is_empty() { w.t("import.heed.none") } else { list }.replace('\n', " ");
            w.fill(&key, &[("old", &word(old)), ("new", &word(new))])
        }
        Heed::SaysStruckOff => w.t(&key).to_owned(),
        Heed::DueWords { text } => w.fill(&key, &[("text", text)]),
        Heed::DueExtended { date } => w.fill(&key, &[("date", date)]),
        Heed::Waiting(field) | Heed::Declined(field) => w.fill(&key, &[("field", &w.code("field", field.code()))]),
        Heed::SharedNumber { number } => w.fill(&key, &[("number", number)]),
        Heed::Leader { name } => w.fill(&key, &[("name", name)]),
        Heed::Own { units, .. } => w.fill(&key, &[("units", units)]),
    }
}

/// The name of a part that a list can name otherwise.
fn part_name(w: W, part: Part) -> &'static str {
    match part {
        Part::Units(role) => w.code("duty", role.code()),
        Part::Steps => w.t("import.heed.steps"),
        Part::Guidance => w.t("import.heed.guidance"),
        Part::Person => w.t("import.heed.person"),
        Part::Leader => w.t("import.heed.officer"),
    }
}

/// What a row would become in one line: deadline, units in their parts, measures.
pub(super) fn gist(w: W, names: &dyn Names, row: &Row) -> String {
    let r = &row.registration;
    let due = match (r.due.date, r.due.text.as_str()) {
        (Some(date), "") => w.date(date),
        (Some(date), text) if text == date.to_string() => w.date(date),
        (Some(date), text) => format!("{text} ({date})"),
        (None, text) => text.to_owned(),
    };
    let units = |role| w.list(r.chain.iter().filter(|d| d.role == role).map(|d| names.unit(d.unit)));
    let mut parts = vec![w.code("guidance", r.guidance.code()).to_owned()];
    if !due.is_empty() {
        parts.push(w.fill("import.due", &[("due", &due)]));
    }
    let responsible = || r.chain.iter().filter(|d| d.role == DutyRole::Responsible);
    let (lead, others): (Vec<_>, Vec<_>) = responsible().map(|d| d.unit).partition(|unit| row.lead.contains(unit));
    let list = |list: Vec<_>| w.list(list.into_iter().map(|unit| names.unit(unit)));
    for (key, units) in [
        ("import.lead", list(lead)),
        ("import.units", list(others)),
        ("import.assistants", units(DutyRole::Assisting)),
        ("import.supervisors", units(DutyRole::Supervising)),
    ] {
        if !units.is_empty() {
            parts.push(w.fill(key, &[("units", &units)]));
        }
    }
    parts.push(w.t1("import.measures", r.measures.len()));
    if r.declared_struck_off.is_some() {
        parts.push(w.t("import.declared").to_owned());
    }
    w.clauses(parts)
}
