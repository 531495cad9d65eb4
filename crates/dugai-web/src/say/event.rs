//! An event in words: its head, every fact of its payload, and what its author wrote. The same
//! for the timeline of a page, the log on the command line and the printed file of a case.

mod beside;
mod closing;
mod listing;
mod work;

use dugai_domain::ids::{EvidenceId, UnitId};
use dugai_domain::problem::{
    AcceptanceVerdict, Decision, Due, Event, Field, LookBackResult, Recorded, SourceKind, Supervision, SweepOutcome,
};
use jiff::civil::Date;

use super::Names;
use crate::words::W;

/// An event, said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The event's code.
    pub code: &'static str,
    /// Icon of the sprite.
    pub icon: &'static str,
    /// Tint of the icon: a class of `.timeline li`.
    pub tint: &'static str,
    /// What happened, in a few words.
    pub head: String,
    /// Who did it; the program's own name where nobody did.
    pub by: String,
    /// Every fact.
    pub lines: Vec<Fact>,
    /// What the author wrote.
    pub quote: Option<String>,
}

/// A fact of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The code of its label, the same in every language.
    pub code: &'static str,
    /// The label.
    pub label: &'static str,
    /// What it says.
    pub value: String,
}

/// Says an event.
#[must_use]
pub fn event(w: W, names: &dyn Names, recorded: &Recorded) -> Said {
    let mut page = Page { w, names, day: recorded.at.day(), what: String::new(), lines: Vec::new(), quote: None };
    fill(&mut page, &recorded.event);
    let code = recorded.event.code();
    let (icon, tint) = look(&recorded.event);
    let word = w.code("event", code);
    let head = if page.what.is_empty() {
        word.to_owned()
    } else {
        w.fill("said.head", &[("event", &word), ("what", &page.what)])
    };
    let by = recorded.by.map_or_else(|| w.t("who.system").to_owned(), |a| names.account(a));
    Said { code, icon, tint, head, by, lines: page.lines, quote: page.quote }
}

/// Lines being collected.
struct Page<'a> {
    w: W,
    names: &'a dyn Names,
    /// The day on which it was recorded.
    day: Date,
    what: String,
    lines: Vec<Fact>,
    quote: Option<String>,
}

impl Page<'_> {
    /// A fact; an empty one is left out.
    fn put(&mut self, code: &'static str, value: impl Into<String>) {
        self.labelled(code, self.w.code("label", code), value);
    }

    /// A fact whose label is a word of another area.
    fn labelled(&mut self, code: &'static str, label: &'static str, value: impl Into<String>) {
        let value = value.into();
        if !value.trim().is_empty() {
            self.lines.push(Fact { code, label, value });
        }
    }

    fn date(&mut self, label: &'static str, day: Date) {
        self.put(label, self.w.date(day));
    }

    fn unit(&mut self, label: &'static str, unit: UnitId) {
        self.put(label, self.names.unit(unit));
    }

    fn yes(&mut self, label: &'static str, yes: bool) {
        self.put(label, self.w.t(if yes { "said.yes" } else { "said.no" }));
    }

    /// What the event is about, beside its name in the head.
    fn about(&mut self, what: impl Into<String>) {
        self.what = what.into();
    }

    /// What the author wrote.
    fn quote(&mut self, text: &str) {
        self.quote = Some(text.trim()).filter(|t| !t.is_empty()).map(str::to_owned);
    }

    fn reasons(&mut self, codes: &[String]) {
        let lang = self.w.lang;
        self.put("reasons", self.w.list(codes.iter().map(|c| self.names.return_reason(c, lang))));
    }

    /// How many pieces, and their titles where they are known.
    fn evidence(&mut self, ids: &[EvidenceId]) {
        if ids.is_empty() {
            return;
        }
        let titles: Vec<String> = ids.iter().filter_map(|id| self.names.evidence(*id)).collect();
        let count = self.w.t1("said.pieces", ids.len());
        let value = if titles.is_empty() {
            count
        } else {
            self.w.fill("said.head", &[("event", &count), ("what", &self.w.list(titles))])
        };
        self.put("evidence", value);
    }

    fn due(&mut self, label: &'static str, due: &Due) {
        let mut parts = Vec::new();
        if !due.text.trim().is_empty() {
            parts.push(due.text.clone());
        }
        parts.extend(due.date.map(|d| self.w.date(d)));
        if adds_long_term(due) {
            parts.push(self.w.t("guidance.long_term").to_owned());
        }
        self.put(label, self.w.list(parts));
    }

    fn decisions(&mut self, label: &'static str, decisions: &[Decision]) {
        for d in decisions {
            let unit = self.names.unit(d.unit);
            let due = self.w.date(d.due);
            self.put(label, self.w.fill("said.decision", &[("what", &d.what), ("unit", &unit), ("due", &due)]));
        }
    }
}

/// Whether 长期坚持 is still to be said of a due date: the words of many lists say it themselves.
pub(crate) fn adds_long_term(due: &Due) -> bool {
    due.long_term && !due.text.contains("长期坚持")
}

/// The level of an office as lists write it (县), in words.
#[must_use]
pub fn tier(w: W, level: &str) -> String {
    w.get(&format!("tier.{level}")).map_or_else(|| level.to_owned(), str::to_owned)
}

/// What a correctable field holds, in words: a unit by its name, a code by its word.
#[must_use]
pub fn held(w: W, names: &dyn Names, field: Field, value: &str) -> String {
    match field {
        Field::County => value.parse().map_or_else(|_| value.to_owned(), |unit| names.unit(unit)),
        Field::Kind if SourceKind::from_code(value).is_some() => w.code("source", value).to_owned(),
        _ => value.to_owned(),
    }
}

fn fill(page: &mut Page<'_>, event: &Event) {
    // Each part says its own events; exactly one of them does.
    let said = listing::fill(page, event)
        || work::fill(page, event)
        || closing::fill(page, event)
        || beside::fill(page, event);
    debug_assert!(said, "an event without words: {}", event.code());
}

/// Icon and tint.
fn look(event: &Event) -> (&'static str, &'static str) {
    match event {
        Event::Registered(_) => ("plus", "info"),
        Event::Claimed(_) | Event::PlanApproved(_) | Event::MeasureAccepted(_) | Event::GateSigned(_) => {
            ("check", "done")
        }
        Event::StruckOff(_) | Event::DutyFinished(_) => ("check", "done"),
        Event::SelfChecked(_) => ("shield", "done"),
        Event::NoticeClosed(_) => ("eye", "done"),
        Event::Bounced(_)
        | Event::PlanReturned(_)
        | Event::MeasureReturned(_)
        | Event::Returned(_)
        | Event::Rebounded(_) => ("back", "return"),
        Event::Declined(_) | Event::Voided(_) => ("cross", "warn"),
        Event::LevelSet(_) => ("up", "warn"),
        Event::Paused(_) => ("pause", "warn"),
        Event::GateWaived(_) => ("warn", "warn"),
        Event::ObjectionReceived(_) => ("bell", "warn"),
        Event::Escalated(_) => ("bell", "urge"),
        Event::Instructed(_) => ("flag", "urge"),
        Event::Supervised(Supervision::Urge { .. }) => ("bell", "urge"),
        Event::Supervised(_) => ("gavel", "urge"),
        Event::Corrected(_) | Event::ChangeProposed(_) | Event::ChangeDecided(_) => ("edit", "system"),
        Event::AcceptanceRecorded(a) if a.verdict == AcceptanceVerdict::Returned => ("back", "return"),
        Event::AcceptanceRecorded(_) => ("check", "done"),
        Event::ExtensionDecided(d) => ("clock", if d.granted { "done" } else { "return" }),
        Event::ObjectionAnswered(a) => ("letter", if a.upheld { "return" } else { "info" }),
        Event::SweepAnswered(a) => ("search", if matches!(a.outcome, SweepOutcome::Bad(_)) { "warn" } else { "info" }),
        Event::LookedBack(l) => match l.result {
            LookBackResult::Holds => ("eye", "done"),
            LookBackResult::Weak => ("eye", "warn"),
            LookBackResult::Rebound => ("eye", "return"),
        },
        Event::EvidenceAdded(e) => (if e.kind == "photo" { "camera" } else { "doc" }, "info"),
        Event::FirstStepTaken(_) => ("flag", "info"),
        Event::Transferred(_) => ("right", "info"),
        Event::AssignmentUpheld(_) => ("gavel", "info"),
        Event::DutyAssigned(_) | Event::DutyEnded(_) | Event::TaskForceFormed(_) | Event::Met(_) => ("users", "info"),
        Event::Classified(_) => ("filter", "info"),
        Event::LeadOfficerSet(_) => ("user", "info"),
        Event::Joined(_) | Event::Parted(_) => ("link", "info"),
        Event::PlanDrafted(_) => ("edit", "info"),
        Event::PlanSubmitted(_) | Event::AcceptanceApplied(_) | Event::SupervisionAnswered(_) => ("letter", "info"),
        Event::MeasureReported(_) => ("leaf", "info"),
        Event::MonthReported(_) => ("chart", "info"),
        Event::ExtensionRequested(_) | Event::Resumed(_) => ("clock", "info"),
        Event::SweepPlanned(_) => ("search", "info"),
        Event::WaiverConfirmed(_) => ("check", "info"),
        Event::NoticeOpened(_) => ("eye", "info"),
        Event::Filed(_) => ("doc", "info"),
    }
}
