//! One query of the register: read from the pairs of an address, written back to them, and made
//! into the store's filter.

use dugai_domain::figures::{DayBound, Figure};
use dugai_domain::ids::{AccountId, UnitId};
use dugai_domain::problem::{Guidance, SourceKind, Stage};
use dugai_domain::time::{Timestamp, day_number};
use dugai_store::register::{Cut, Filter, Lack, Range, Scope, Sort};
use jiff::civil::Date;

use super::PAGE_MAX;

/// The value of a pair that asks for rows where nobody or nothing is named: `leader=none`.
pub const NOBODY: &str = "none";
/// Microseconds of a day.
const DAY_MICROS: i64 = 86_400_000_000;

/// What is asked of the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// A defined figure whose rows are meant.
    pub figure: Option<Figure>,
    /// Stages.
    pub stages: Vec<Stage>,
    /// Sources.
    pub sources: Vec<SourceKind>,
    /// Guidance classes.
    pub guidance: Vec<Guidance>,
    /// Type codes; an empty one asks for rows without a type.
    pub kinds: Vec<String>,
    /// Responsible unit.
    pub unit: Option<UnitId>,
    /// Supervising unit.
    pub supervisor: Option<UnitId>,
    /// County.
    pub county: Option<UnitId>,
    /// Leader in charge.
    pub leader: Option<AccountId>,
    /// Parties that a row must not have.
    pub without: Vec<Lack>,
    /// At least this supervision level.
    pub level: u8,
    /// Nearest due day.
    pub due: (Option<Date>, Option<Date>),
    /// Day of strike-off.
    pub struck: (Option<Date>, Option<Date>),
    /// Day of registration.
    pub registered: (Option<Date>, Option<Date>),
    /// Day of the last change.
    pub changed: (Option<Date>, Option<Date>),
    /// Only rebounded ones.
    pub rebounded: bool,
    /// Round or document of the source.
    pub round: String,
    /// Text anywhere.
    pub text: String,
    /// Order.
    pub sort: Sort,
    /// Downwards.
    pub descending: bool,
    /// Where the page begins: the cut's code, and whether it is read backwards.
    pub cut: Option<(String, bool)>,
    /// Rows a page; 0: the usual number.
    pub per: u32,
}

/// A pair of a query that could not be used: its name and value. The rest is used.
pub type Unread = (String, String);

impl Query {
    /// Reads pairs of an address. Unknown names are left alone; a value that cannot be read is
    /// told, never guessed.
    #[must_use]
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<Unread>) {
        let mut q = Self::default();
        let mut unread = Vec::new();
        for (name, value) in pairs {
            let value = value.trim();
            if !value.is_empty() && q.take(name, value).is_none() {
                unread.push((name.to_owned(), value.to_owned()));
            }
        }
        (q, unread)
    }

    /// Where the page begins, if it is no place in a list of this order: taken out and told, so that
    /// nobody takes the first page for the next.
    #[must_use]
    pub fn without_strange_cut(mut self) -> (Self, Option<Unread>) {
        let sort = self.sort;
        let strange = self.cut.take_if(|(code, _)| Cut::parse(code, sort).is_none());
        let told = strange.map(|(code, back)| (if back { "before" } else { "after" }.to_owned(), code));
        (self, told)
    }

    fn take(&mut self, name: &str, value: &str) -> Option<()> {
        let date = || value.parse::<Date>().ok();
        let unit = || value.parse::<UnitId>().ok();
        match name {
            "figure" => self.figure = Some(Figure::from_code(value)?),
            "stage" => self.stages.push(Stage::from_code(value)?),
            "source" => self.sources.push(SourceKind::ALL.into_iter().find(|k| k.code() == value)?),
            "guidance" => self.guidance.push(Guidance::ALL.into_iter().find(|g| g.code() == value)?),
            "type" => self.kinds.push(if value == NOBODY { String::new() } else { value.to_owned() }),
            _ if value == NOBODY && lack_of(name).is_some() => self.without.extend(lack_of(name)),
            "unit" => self.unit = Some(unit()?),
            "supervisor" => self.supervisor = Some(unit()?),
            "county" => self.county = Some(unit()?),
            "leader" => self.leader = Some(value.parse().ok()?),
            "level" => self.level = value.parse().ok().filter(|l| *l <= 3)?,
            "due_from" => self.due.0 = Some(date()?),
            "due_to" => self.due.1 = Some(date()?),
            "struck_from" => self.struck.0 = Some(date()?),
            "struck_to" => self.struck.1 = Some(date()?),
            "registered_from" => self.registered.0 = Some(date()?),
            "registered_to" => self.registered.1 = Some(date()?),
            "changed_from" => self.changed.0 = Some(date()?),
            "changed_to" => self.changed.1 = Some(date()?),
            "rebounded" => self.rebounded = boolean(value)?,
            "round" => value.clone_into(&mut self.round),
            "q" => value.clone_into(&mut self.text),
            "sort" => {
                let (code, descending) = value.strip_prefix('-').map_or((value, false), |v| (v, true));
                self.sort = sort_of(code)?;
                self.descending = descending;
            }
            "after" => self.cut = Some((value.to_owned(), false)),
            "before" => self.cut = Some((value.to_owned(), true)),
            "per" => self.per = value.parse().ok().filter(|n| (1..=PAGE_MAX).contains(n))?,
            _ => {}
        }
        Some(())
    }

    /// The pairs of an address that mean this query; [`Query::from_pairs`] reads them back.
    #[must_use]
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.filter_pairs();
        if self.sort != Sort::default() || self.descending {
            let minus = if self.descending { "-" } else { "" };
            pairs.push(("sort", format!("{minus}{}", sort_code(self.sort))));
        }
        if self.per > 0 {
            pairs.push(("per", self.per.to_string()));
        }
        if let Some((code, backwards)) = &self.cut {
            pairs.push((if *backwards { "before" } else { "after" }, code.clone()));
        }
        pairs
    }

    /// The pairs that say which rows are meant, without order and page.
    #[must_use]
    pub fn filter_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut one = |name: &'static str, value: Option<String>| pairs.extend(value.map(|v| (name, v)));
        one("q", Some(self.text.clone()).filter(|t| !t.is_empty()));
        one("figure", self.figure.map(|f| f.code().to_owned()));
        self.stages.iter().for_each(|s| one("stage", Some(s.code().to_owned())));
        self.sources.iter().for_each(|s| one("source", Some(s.code().to_owned())));
        self.guidance.iter().for_each(|g| one("guidance", Some(g.code().to_owned())));
        let kind = |k: &String| if k.is_empty() { NOBODY.to_owned() } else { k.clone() };
        self.kinds.iter().for_each(|k| one("type", Some(kind(k))));
        one("unit", self.unit.map(|u| u.to_string()));
        one("supervisor", self.supervisor.map(|u| u.to_string()));
        one("county", self.county.map(|u| u.to_string()));
        one("leader", self.leader.map(|a| a.to_string()));
        self.without.iter().for_each(|lack| one(lack_code(*lack), Some(NOBODY.to_owned())));
        one("level", Some(self.level).filter(|l| *l > 0).map(|l| l.to_string()));
        let spans = [
            ("due_from", "due_to", self.due),
            ("struck_from", "struck_to", self.struck),
            ("registered_from", "registered_to", self.registered),
            ("changed_from", "changed_to", self.changed),
        ];
        for (from, to, span) in spans {
            one(from, span.0.map(|d| d.to_string()));
            one(to, span.1.map(|d| d.to_string()));
        }
        one("rebounded", Some("1".to_owned()).filter(|_| self.rebounded));
        one("round", Some(self.round.clone()).filter(|r| !r.is_empty()));
        pairs
    }

    /// The store's filter, within a scope, on a day.
    #[must_use]
    pub fn filter(&self, scope: Scope, today: Date) -> Filter {
        let days =
            |span: (Option<Date>, Option<Date>)| Range { from: span.0.map(day_number), to: span.1.map(day_number) };
        let moments = |span: (Option<Date>, Option<Date>)| Range {
            from: span.0.map(|d| Timestamp::at(d, 0, 0).0),
            to: span.1.map(|d| Timestamp::at(d, 0, 0).0 + DAY_MICROS - 1),
        };
        let mut filter = Filter {
            stages: self.stages.iter().map(|s| s.number()).collect(),
            sources: self.sources.iter().map(|s| s.number()).collect(),
            guidance: self.guidance.iter().map(|g| g.number()).collect(),
            kinds: self.kinds.clone(),
            unit: self.unit.map(|u| u.0),
            supervisor: self.supervisor.map(|u| u.0),
            county: self.county.map(|u| u.0),
            leader: self.leader.map(|a| a.0),
            without: self.without.clone(),
            level: i64::from(self.level),
            due: days(self.due),
            struck_off: days(self.struck),
            registered: moments(self.registered),
            changed: moments(self.changed),
            rebounded: self.rebounded,
            source_round: Some(self.round.clone()).filter(|r| !r.is_empty()),
            text: self.text.clone(),
            ..Filter::of(scope)
        };
        if let Some(figure) = self.figure {
            narrow(&mut filter, figure, today);
        }
        filter
    }
}

/// Narrows a filter to the rows of a figure.
fn narrow(filter: &mut Filter, figure: Figure, today: Date) {
    let selection = figure.selection();
    let stages: Vec<i64> = selection.stages.iter().map(|s| s.number()).collect();
    if filter.stages.is_empty() {
        filter.stages = stages;
    } else if !stages.is_empty() {
        filter.stages.retain(|s| stages.contains(s));
        if filter.stages.is_empty() {
            // Asked for two things that exclude each other: no row, not every row.
            filter.stages.push(-1);
        }
    }
    filter.due = tighter(filter.due, selection.due, today);
    filter.look_back = tighter(filter.look_back, selection.look_back, today);
    filter.rebounded |= selection.rebounded;
}

fn tighter(range: Range, bound: Option<DayBound>, today: Date) -> Range {
    let today = day_number(today);
    let (from, to) = match bound {
        None => return range,
        Some(DayBound::Past) => (None, today - 1),
        Some(DayBound::Within(days)) => (Some(today), today + days),
    };
    Range { from: range.from.max(from), to: Some(range.to.map_or(to, |t| t.min(to))) }
}

/// Yes or no, as forms and people write it.
fn boolean(value: &str) -> Option<bool> {
    match value {
        "1" | "true" | "on" => Some(true),
        "0" | "false" | "off" => Some(false),
        _ => None,
    }
}

/// The code of an order.
fn sort_code(sort: Sort) -> &'static str {
    match sort {
        Sort::Number => "number",
        Sort::Due => "due",
        Sort::Changed => "changed",
        Sort::Stage => "stage",
    }
}

fn sort_of(code: &str) -> Option<Sort> {
    [Sort::Number, Sort::Due, Sort::Changed, Sort::Stage].into_iter().find(|s| sort_code(*s) == code)
}

/// The name of the pair that asks for what a row must not have.
fn lack_code(lack: Lack) -> &'static str {
    match lack {
        Lack::Unit => "unit",
        Lack::Supervisor => "supervisor",
        Lack::County => "county",
        Lack::Leader => "leader",
    }
}

fn lack_of(name: &str) -> Option<Lack> {
    Lack::ALL.into_iter().find(|lack| lack_code(*lack) == name)
}

#[cfg(test)]
mod tests {
    use super::{Lack, Query};

    #[test]
    fn what_is_lacking_is_read_and_written_back() {
        let pairs = [("county", "none"), ("leader", "none"), ("type", "none"), ("type", "water"), ("stage", "none")];
        let (query, unread) = Query::from_pairs(pairs);
        assert_eq!(query.without, [Lack::County, Lack::Leader]);
        assert_eq!((query.county, query.leader, query.kinds.len()), (None, None, 2));
        assert_eq!(unread, [("stage".to_owned(), "none".to_owned())], "every row has a stage");
        let back = query.to_pairs();
        assert_eq!(Query::from_pairs(back.iter().map(|(n, v)| (*n, v.as_str()))), (query, Vec::new()));
    }

    #[test]
    fn a_place_that_is_none_in_this_order_is_told() {
        let whole = "tA9~00000000000000000000000000000001";
        for (sort, code, fits) in [("number", whole, true), ("due", whole, false), ("number", "{}", false)] {
            let (query, unread) = Query::from_pairs([("after", code), ("sort", sort)]);
            assert!(unread.is_empty());
            let (query, strange) = query.without_strange_cut();
            assert_eq!((query.cut.is_some(), strange.is_none()), (fits, fits), "{sort} {code}");
        }
    }
}
