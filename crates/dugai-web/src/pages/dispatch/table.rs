//! The counts on top: the five words as chips, and every county's row; each number is the length
//! of the list it leads to.

use std::collections::BTreeMap;

use dugai_app::month::{Month, MonthCounts, MonthRow};
use dugai_domain::problem::Progress;

use super::Asking;
use super::lines::{Show, county_name, county_of};
use crate::visitor::Visitor;
use crate::words::W;

/// What a column counts.
const COLUMNS: [Show; 10] = [
    Show::All,
    Show::Word(Progress::NotStarted),
    Show::Word(Progress::Behind),
    Show::Word(Progress::OnSchedule),
    Show::Word(Progress::Done),
    Show::Word(Progress::StruckOff),
    Show::Declared,
    Show::Owed,
    Show::Reported,
    Show::Missing,
];

/// A count with its rows.
pub struct Chip {
    /// Words.
    pub text: &'static str,
    /// How many.
    pub n: String,
    /// Its rows.
    pub href: String,
    /// Whether they are what is listed.
    pub current: bool,
}

/// A county's counts.
pub struct CountyRow {
    /// Name.
    pub name: String,
    /// Whether it is the sum of all.
    pub total: bool,
    /// Counts: number and rows; rows are empty for none.
    pub cells: Vec<(String, String)>,
}

fn count(counts: &MonthCounts, show: Show) -> u64 {
    let word = |word: Progress| Progress::ALL.iter().zip(counts.words).find(|(w, _)| **w == word).map_or(0, |(_, n)| n);
    match show {
        Show::All => counts.listed,
        Show::Word(one) => word(one),
        Show::Declared => counts.declared,
        Show::Owed => counts.owed,
        Show::Reported => counts.reported,
        Show::Missing => counts.missing,
    }
}

/// The heads of the county table.
pub fn heads(w: W) -> Vec<&'static str> {
    COLUMNS.iter().map(|show| show.words(w)).collect()
}

/// The counts as chips.
pub fn chips(visitor: &Visitor, month: &Month, asking: &Asking) -> Vec<Chip> {
    let (w, counts) = (visitor.w, month.counts());
    let chip = |show: Show| Chip {
        text: show.words(w),
        n: w.number(count(&counts, show)),
        href: asking.of(show, ""),
        current: asking.show == show && asking.county.is_empty(),
    };
    COLUMNS.map(chip).into()
}

/// Every county's counts, and the sum.
pub fn counties(visitor: &Visitor, month: &Month, asking: &Asking) -> Vec<CountyRow> {
    let w = visitor.w;
    let mut by: BTreeMap<String, Vec<&MonthRow>> = BTreeMap::new();
    for row in &month.rows {
        by.entry(county_of(row)).or_default().push(row);
    }
    let cells = |counts: &MonthCounts, county: &str| {
        let cell = |show: Show| {
            let n = count(counts, show);
            (w.number(n), if n > 0 { asking.of(show, county) } else { String::new() })
        };
        COLUMNS.map(cell).to_vec()
    };
    let mut rows: Vec<CountyRow> = by
        .into_iter()
        .map(|(county, rows)| CountyRow {
            name: county_name(visitor, &county),
            total: false,
            cells: cells(&MonthCounts::of(rows), &county),
        })
        .collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    let name = w.t("dashboards.sum").to_owned();
    rows.push(CountyRow { name, total: true, cells: cells(&month.counts(), "") });
    rows
}
