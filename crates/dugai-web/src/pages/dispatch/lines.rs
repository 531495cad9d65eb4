//! Which rows of a month are listed, and how each is printed.

use dugai_app::month::{Month, MonthRow};
use dugai_domain::ids::{ProblemId, UnitId};
use dugai_domain::problem::Progress;

use super::{Asking, NO_COUNTY};
use crate::pages::register::rows::{DueMark, due_mark, link};
use crate::visitor::Visitor;
use crate::words::W;

/// Which rows are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// Those that owe a report.
    Owed,
    /// Those that reported.
    Reported,
    /// Those that did not.
    Missing,
    /// Everything on the list.
    All,
    /// Those with a computed word.
    Word(Progress),
    /// Those only declared struck off.
    Declared,
}

impl Show {
    /// Its code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Owed => "owed",
            Self::Reported => "reported",
            Self::Missing => "missing",
            Self::All => "all",
            Self::Word(word) => word.code(),
            Self::Declared => "declared",
        }
    }

    /// The one of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        let plain = [Self::Owed, Self::Reported, Self::Missing, Self::All, Self::Declared];
        plain.into_iter().chain(Progress::ALL.map(Self::Word)).find(|s| s.code() == code)
    }

    /// In words.
    pub fn words(self, w: W) -> &'static str {
        match self {
            Self::Word(word) => w.code("progress", word.code()),
            Self::Declared => w.t("figure.declared"),
            other => w.code("dispatch.show", other.code()),
        }
    }

    /// Whether it lists a row. [`MonthCounts`](dugai_app::month::MonthCounts) counts by the same.
    pub fn holds(self, row: &MonthRow) -> bool {
        match self {
            Self::Owed => row.owed,
            Self::Reported => row.owed && !row.is_missing(),
            Self::Missing => row.is_missing(),
            Self::All => true,
            Self::Word(word) => row.computed == word && !row.is_declared(),
            Self::Declared => row.is_declared(),
        }
    }
}

/// The county of a row, as this page's addresses write it.
pub fn county_of(row: &MonthRow) -> String {
    row.row.county.map_or_else(|| NO_COUNTY.to_owned(), |u| UnitId(u).to_string())
}

/// The name of a county of this page's addresses.
pub fn county_name(visitor: &Visitor, county: &str) -> String {
    county.parse().map_or_else(|_| visitor.w.t("dispatch.no_county").to_owned(), |u: UnitId| visitor.setup.unit_name(u))
}

/// The rows asked for, by county and number.
pub fn chosen<'a>(visitor: &Visitor, month: &'a Month, asking: &Asking) -> Vec<&'a MonthRow> {
    let here = |row: &&MonthRow| asking.county.is_empty() || county_of(row) == asking.county;
    let mut rows: Vec<&MonthRow> = month.rows.iter().filter(|r| asking.show.holds(r)).filter(here).collect();
    // Stable: within a county the list's order stays.
    rows.sort_by_cached_key(|r| (r.row.county.is_none(), county_name(visitor, &county_of(r))));
    rows
}

/// Rows of one county.
pub struct Group {
    /// County.
    pub name: String,
    /// How many of them are on this page, in words.
    pub n: String,
    /// Rows.
    pub lines: Vec<Line>,
}

/// One problem, ready to print.
pub struct Line {
    /// Its id where it can be picked to be reminded; empty elsewhere.
    pub pick: String,
    /// Number.
    pub number: String,
    /// Text.
    pub title: String,
    /// The problem.
    pub href: String,
    /// Units that answer for it.
    pub units: String,
    /// Due mark.
    pub due: DueMark,
    /// Computed word and the class of its badge.
    pub computed: (&'static str, &'static str),
    /// Reported word and the class of its badge; empty for none.
    pub reported: (&'static str, &'static str),
    /// What was written with it.
    pub text: String,
    /// When and by whom.
    pub when: String,
    /// Whether it differs from what is computed.
    pub differs: bool,
    /// Whether it came after its day.
    pub late: bool,
    /// Whether a report is missing.
    pub missing: bool,
}

/// The class of a word's badge.
pub fn badge(word: Progress) -> &'static str {
    match word {
        Progress::NotStarted => "badge pr-notstarted",
        Progress::Behind => "badge pr-behind",
        Progress::OnSchedule => "badge pr-ontrack",
        Progress::Done => "badge pr-done",
        Progress::StruckOff => "badge pr-struck",
    }
}

/// Rows of a page by county.
pub fn groups(visitor: &Visitor, rows: &[&MonthRow], pick: bool) -> Vec<Group> {
    let w = visitor.w;
    rows.chunk_by(|a, b| a.row.county == b.row.county)
        .map(|part| Group {
            name: part.first().map(|r| county_name(visitor, &county_of(r))).unwrap_or_default(),
            n: w.t1("dispatch.items", part.len()),
            lines: part.iter().map(|r| line(visitor, r, pick)).collect(),
        })
        .collect()
}

fn line(visitor: &Visitor, row: &MonthRow, pick: bool) -> Line {
    let (w, id) = (visitor.w, ProblemId(row.row.id));
    let word = |word: Progress| (w.code("progress", word.code()), badge(word));
    let computed = if row.is_declared() { (w.t("stage.declared"), "badge st-declared") } else { word(row.computed) };
    let report = row.report.as_ref();
    let when = report.map(|(mark, _)| {
        let who = mark.by.map(|a| visitor.setup.account_name(a)).unwrap_or_default();
        w.fill("dispatch.when", &[("time", &w.time(mark.at)), ("who", &who)])
    });
    Line {
        pick: if pick && row.reportable { id.to_string() } else { String::new() },
        number: row.row.number.clone(),
        title: row.row.title.clone(),
        href: link(id),
        units: w.list(row.units.iter().map(|u| visitor.setup.unit_name(*u))),
        due: due_mark(w, id, row.row.due, visitor.now.day()),
        computed,
        reported: report.map_or(("", ""), |(_, m)| word(m.report.word)),
        text: report.map(|(_, m)| m.report.text.clone()).unwrap_or_default(),
        when: when.unwrap_or_default(),
        differs: report.is_some_and(|(_, m)| m.report.word != m.computed),
        late: row.late,
        missing: row.is_missing(),
    }
}
