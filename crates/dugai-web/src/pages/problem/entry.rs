//! One line of a record: the timeline, and every list of things that were recorded, told in the
//! same sentences.

use dugai_domain::problem::{Event, Mark, Recorded};

use crate::say::event::event;

use super::case::{Case, Link};

/// Facts that are shown at once.
const OPEN: usize = 4;

/// A line of a record.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Tint of the icon.
    pub tint: &'static str,
    /// Icon.
    pub icon: &'static str,
    /// What happened.
    pub head: String,
    /// Who did it.
    pub by: String,
    /// When.
    pub time: String,
    /// Facts.
    pub lines: Vec<(String, String)>,
    /// Words of the author.
    pub quote: Option<String>,
    /// How it stands: tone and word.
    pub badge: Option<(&'static str, String)>,
    /// Where else it is found.
    pub links: Vec<Link>,
    /// What can be done about it.
    pub acts: Vec<Link>,
    /// Where who objects can be revealed.
    pub reveal: Option<String>,
}

impl Entry {
    /// An event, said.
    pub fn said(case: &Case<'_>, recorded: &Recorded) -> Self {
        let said = event(case.w, &case.book, recorded);
        Self {
            tint: said.tint,
            icon: said.icon,
            head: said.head,
            by: said.by,
            time: recorded.at.to_string(),
            lines: said.lines.into_iter().map(|(label, value)| (label.to_owned(), value)).collect(),
            quote: said.quote,
            ..Self::default()
        }
    }

    /// What the state keeps of an event, in the event's own sentences.
    pub fn of(case: &Case<'_>, mark: Mark, event: Event) -> Self {
        Self::said(case, &Case::recorded(mark, event))
    }

    /// Whether its facts are so many that they are shown on demand.
    pub fn folded(&self) -> bool {
        self.lines.len() > OPEN
    }

    /// One more fact.
    pub fn line(mut self, label: &str, value: impl Into<String>) -> Self {
        self.lines.push((label.to_owned(), value.into()));
        self
    }

    /// How it stands.
    pub fn badge(mut self, tone: &'static str, word: impl Into<String>) -> Self {
        self.badge = Some((tone, word.into()));
        self
    }

    /// What can be done about it.
    pub fn act(mut self, link: Option<Link>) -> Self {
        self.acts.extend(link);
        self
    }
}

/// A history as the timeline: newest first, day by day, each with its number in the ledger.
pub fn by_day(case: &Case<'_>, history: &[(u64, Recorded)]) -> Vec<(String, Vec<Entry>)> {
    let mut days: Vec<(String, Vec<Entry>)> = Vec::new();
    for (version, (seq, recorded)) in history.iter().enumerate().rev() {
        let mut entry = Entry::said(case, recorded);
        let number = case.w.fill("problem.record_no", &[("n", &(version + 1))]);
        entry.links.push(Link {
            href: format!("/ledger/event/{seq}"),
            text: case.w.fill("problem.ledger_no", &[("n", seq), ("record", &number)]),
        });
        let day = case.w.date_long(recorded.at.day());
        match days.last_mut() {
            Some((last, list)) if *last == day => list.push(entry),
            _ => days.push((day, vec![entry])),
        }
    }
    days
}
