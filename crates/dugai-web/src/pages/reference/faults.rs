//! What is wrong with reference data or a calendar, in the reader's language. The domain has the
//! last word; this says the same before, where words in both languages are needed.

use dugai_domain::calendar::CalendarError;
use dugai_domain::reference::{Named, Reference};

use super::show::kind_code;
use crate::say::moment_code;
use crate::words::W;

/// Everything wrong with a reference document; empty when it can be used.
#[must_use]
pub fn of_reference(w: W, reference: &Reference) -> Vec<String> {
    let mut faults = Vec::new();
    let mut say = |wrong: bool, key: &str| {
        if wrong {
            faults.push(w.t(key).to_owned());
        }
    };
    say(reference.gates.is_empty(), "reference.fault.no_gate");
    say(reference.standards.is_empty(), "reference.fault.no_standard");
    say(reference.types.is_empty(), "reference.fault.no_type");
    say(reference.return_reasons.is_empty(), "reference.fault.no_return_reason");
    say(reference.notice_days.is_empty() || reference.notice_days.contains(&0), "reference.fault.notice_days");
    say(!(1..=31).contains(&reference.dispatch_day), "reference.fault.dispatch_day");
    for (area, list) in lists(reference) {
        let what = w.code("reference.section", area);
        for (i, named) in list.iter().enumerate() {
            if [&named.code, &named.zh, &named.en].iter().any(|t| t.trim().is_empty()) {
                faults.push(w.fill("reference.fault.nameless", &[("what", &what), ("n", &(i + 1))]));
            }
            if list.iter().take(i).any(|other| other.code == named.code) {
                faults.push(w.fill("reference.fault.twice", &[("what", &what), ("code", &named.code)]));
            }
        }
    }
    for clock in reference.clocks.iter().filter(|c| c.basis.trim().is_empty()) {
        faults.push(w.fill("reference.fault.no_basis", &[("code", &clock.named.code)]));
    }
    for (fixed, found) in reference.unfit_clocks() {
        let moment = |m| w.code("moment", moment_code(m));
        let key = if found.is_some() { "reference.fault.clock_changed" } else { "reference.fault.clock_missing" };
        let (starts, stops) = (moment(fixed.starts), moment(fixed.stops));
        let kind = w.code("clock_kind", kind_code(fixed.kind));
        let code = fixed.code;
        faults.push(w.fill(key, &[("code", &code), ("starts", &starts), ("stops", &stops), ("kind", &kind)]));
    }
    // Whatever the domain knows beyond this is not lost, if only in its own words.
    if faults.is_empty() { reference.faults() } else { faults }
}

fn lists(reference: &Reference) -> [(&'static str, Vec<&Named>); 7] {
    [
        ("gates", reference.gates.iter().map(|g| &g.named).collect()),
        ("standards", reference.standards.iter().map(|s| &s.named).collect()),
        ("clocks", reference.clocks.iter().map(|c| &c.named).collect()),
        ("types", reference.types.iter().collect()),
        ("returns", reference.return_reasons.iter().collect()),
        ("directions", reference.sweep_directions.iter().collect()),
        ("forms", reference.accountability_forms.iter().collect()),
    ]
}

/// Why a table is no calendar.
pub(super) fn of_calendar(w: W, error: &CalendarError) -> String {
    match error {
        CalendarError::Empty => w.t("reference.calendar.fault.empty").to_owned(),
        CalendarError::YearOutOfRange { year } => w.t1("reference.calendar.fault.year", year),
        CalendarError::MissingYear { year } => w.t1("reference.calendar.fault.missing", year),
        CalendarError::Reversed { year, from, to } => {
            w.fill("reference.calendar.fault.reversed", &[("year", year), ("from", from), ("to", to)])
        }
        CalendarError::OutsideYear { year, date } => {
            w.fill("reference.calendar.fault.outside", &[("year", year), ("date", date)])
        }
        CalendarError::NamedTwice { year, date } => {
            w.fill("reference.calendar.fault.twice", &[("year", year), ("date", date)])
        }
    }
}
