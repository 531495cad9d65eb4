//! One line of a record: the timeline, and every list of things that were recorded, told in the
//! same sentences.

use dugai_app::Kept;
use dugai_app::acting::action_of;
use dugai_domain::problem::{Action, Event, Mark, Recorded};
use dugai_domain::reference::Moment;

use crate::say::event::event;

use super::case::{Case, Link, act_address};

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
    /// Whether the form for that is open at once.
    pub open: bool,
}

impl Entry {
    /// An event, said.
    pub fn said(case: &Case<'_>, recorded: &Recorded) -> Self {
        let mut said = event(case.w, &case.book, recorded);
        if let Some(level) = level(case, recorded)
            && let Some(fact) = said.lines.iter_mut().find(|fact| fact.code == "step")
        {
            let of = case.w.fill("form.step_of", &[("level", &level)]);
            fact.value = case.w.fill("said.head", &[("event", &fact.value), ("what", &of)]);
        }
        let mark = Mark { at: recorded.at, by: recorded.by };
        Self {
            tint: said.tint,
            icon: said.icon,
            head: said.head,
            by: if recorded.by.is_some() { case.signed(mark, action_of(&recorded.event)) } else { said.by },
            time: recorded.at.to_string(),
            lines: said.lines.into_iter().map(|fact| (fact.label.to_owned(), fact.value)).collect(),
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

/// The level of the step that an acceptance of the present way to the end took: steps that are gone stay as they
/// were, those of a way that was cut short may have been changed since.
fn level<'c>(case: &'c Case<'_>, recorded: &Recorded) -> Option<&'c str> {
    let Event::AcceptanceRecorded(a) = &recorded.event else { return None };
    let applied = case.p.moments.get(&Moment::AcceptanceApplied)?;
    let step = case.p.steps.get(a.step).filter(|_| recorded.at >= *applied)?;
    Some(step.level.as_str())
}

/// Records that are shown at once; older months wait folded.
const SHOWN: usize = 8;

/// The records of one month.
pub struct Month {
    /// The month, with how many records it has.
    pub title: String,
    /// Whether it is shown at once.
    pub open: bool,
    /// Its days, newest first.
    pub days: Vec<(String, Vec<Entry>)>,
}

/// A history as the timeline: newest first, month by month and day by day, each record with its
/// number in the ledger. The newest month is open, and so are those before while they are few.
pub fn by_month(case: &Case<'_>, history: &[Kept]) -> Vec<Month> {
    let month = |kept: &&Kept| kept.recorded.at.day().first_of_month();
    let newest: Vec<&Kept> = history.iter().rev().collect();
    let mut shown = 0;
    let mut months = Vec::new();
    for part in newest.chunk_by(|a, b| month(a) == month(b)) {
        let Some(first) = part.first().map(month) else { continue };
        let words = [("month", &case.w.month_long(first) as &dyn std::fmt::Display), ("n", &part.len())];
        let open = shown == 0 || shown + part.len() <= SHOWN;
        shown = if open { shown + part.len() } else { usize::MAX / 2 };
        months.push(Month { title: case.w.fill("problem.month", &words), open, days: by_day(case, part) });
    }
    months
}

fn by_day(case: &Case<'_>, history: &[&Kept]) -> Vec<(String, Vec<Entry>)> {
    let corrects = case.can(Action::Correct);
    let mut days: Vec<(String, Vec<Entry>)> = Vec::new();
    for Kept { seq, version, recorded } in history {
        let mut entry = Entry::said(case, recorded);
        let number = case.w.fill("problem.record_no", &[("n", version)]);
        entry.links.push(Link {
            href: format!("/ledger/event/{seq}"),
            text: case.w.fill("problem.ledger_no", &[("n", seq), ("record", &number)]),
        });
        if corrects {
            let href = act_address(case.p.id, Action::Correct, &[("of", &version.to_string())]);
            entry.links.push(Link { href, text: case.w.t("problem.correct_this").to_owned() });
        }
        let day = case.w.date_long(recorded.at.day());
        match days.last_mut() {
            Some((last, list)) if *last == day => list.push(entry),
            _ => days.push((day, vec![entry])),
        }
    }
    days
}
