//! Makes fields: a name, its words in the language of the page, and what is offered.

use dugai_domain::ids::UnitId;
use dugai_domain::org::UnitKind;
use dugai_domain::problem::{Evidence, Problem};
use dugai_domain::reference::Named;
use dugai_domain::time::Timestamp;
use jiff::civil::Date;

use super::spec::{FieldKind, FieldSpec, Lists};
use crate::words::{Lang, W};

/// Options of a field: value and words.
pub(super) type Options = Vec<(String, String)>;

/// A maker of fields for one act (or one kind of row).
#[derive(Clone, Copy)]
pub(super) struct Make<'a> {
    /// Code of the act or of the row; words are looked for here first.
    area: &'static str,
    pub lists: &'a Lists<'a>,
    pub w: W,
}

impl<'a> Make<'a> {
    pub(super) fn new(area: &'static str, lists: &'a Lists<'a>, w: W) -> Self {
        Self { area, lists, w }
    }

    /// The same for the rows of a block.
    pub(super) fn within(&self, area: &'static str) -> Self {
        Self { area, ..*self }
    }

    /// `form.<area>.<name>`, or the words that all acts share.
    fn words(&self, name: &str) -> Option<&'static str> {
        self.w.get(&format!("form.{}.{name}", self.area)).or_else(|| self.w.get(&format!("form.any.{name}")))
    }

    pub(super) fn field(&self, name: &str, kind: FieldKind) -> FieldSpec {
        let label = self.words(name).unwrap_or_else(|| self.w.t(&format!("form.{}.{name}", self.area)));
        FieldSpec {
            name: name.to_owned(),
            label: label.to_owned(),
            hint: self.words(&format!("{name}_hint")).unwrap_or_default().to_owned(),
            kind,
            required: false,
            value: Vec::new(),
            fault: None,
        }
    }

    pub(super) fn line(&self, name: &str) -> FieldSpec {
        self.field(name, FieldKind::Line)
    }

    pub(super) fn area(&self, name: &str) -> FieldSpec {
        self.field(name, FieldKind::Area)
    }

    pub(super) fn lines(&self, name: &str) -> FieldSpec {
        self.field(name, FieldKind::Lines)
    }

    pub(super) fn check(&self, name: &str) -> FieldSpec {
        self.field(name, FieldKind::Check)
    }

    /// A day without bounds.
    pub(super) fn date(&self, name: &str) -> FieldSpec {
        self.field(name, FieldKind::Date { min: None, max: None })
    }

    /// A day that must not lie in the past.
    pub(super) fn not_past(&self, name: &str) -> FieldSpec {
        self.field(name, FieldKind::Date { min: Some(self.lists.today), max: None })
    }

    /// A day that must not lie in the future; today unless something else is said.
    pub(super) fn till_today(&self, name: &str) -> FieldSpec {
        self.since(name, None).with(self.lists.today)
    }

    /// A day between one (if any) and today.
    pub(super) fn since(&self, name: &str, min: Option<Date>) -> FieldSpec {
        self.field(name, FieldKind::Date { min, max: Some(self.lists.today) })
    }

    pub(super) fn number(&self, name: &str, min: i64, max: i64) -> FieldSpec {
        let unit_label = self.words(&format!("{name}_unit")).unwrap_or_default().to_owned();
        self.field(name, FieldKind::Number { min, max, unit_label })
    }

    pub(super) fn choice(&self, name: &str, options: Options) -> FieldSpec {
        self.field(name, FieldKind::Choice(options))
    }

    pub(super) fn many(&self, name: &str, options: Options) -> FieldSpec {
        self.field(name, FieldKind::Many(options))
    }

    /// Any of the units that pass a test, by what they are.
    pub(super) fn pick(&self, name: &str, which: impl Fn(UnitId, UnitKind) -> bool) -> FieldSpec {
        let some: Vec<_> = self.lists.units.iter().filter(|(id, _, kind)| which(*id, *kind)).collect();
        let groups = some.chunk_by(|a, b| a.2 == b.2).filter_map(|part| {
            let (.., kind) = part.first()?;
            Some((self.w.code("unit_kind", kind.code()).to_owned(), part.len()))
        });
        let groups = groups.collect();
        self.field(name, FieldKind::Pick { options: self.units(which), groups })
    }

    pub(super) fn rows(&self, name: &str, min: usize, fields: Vec<FieldSpec>) -> FieldSpec {
        let rows = vec![fields.clone(); min];
        let spec = self.field(name, FieldKind::Rows { min, fields, rows });
        if min > 0 { spec.need() } else { spec }
    }

    /// The problem's evidence, newest first, with the day it was put there.
    pub(super) fn evidence(&self, p: &Problem) -> FieldSpec {
        self.field("evidence", FieldKind::Evidence(evidence_options(p)))
    }

    /// The same for an act that something new must prove: where pieces are too old or no longer valid, the hint
    /// says which still count. `since`: what is proved, in words that may be empty, and the moment from which
    /// pieces of it count.
    pub(super) fn proof(&self, p: &Problem, since: &[(String, Option<Timestamp>)]) -> FieldSpec {
        let mut spec = self.evidence(p);
        let counts = since.iter().filter_map(|(what, since)| self.counts(p, what, *since));
        let lines = [spec.hint].into_iter().chain(counts).filter(|t| !t.is_empty());
        spec.hint = self.w.clauses(lines.collect::<Vec<_>>());
        spec
    }

    /// Which pieces still count; nothing where all do.
    fn counts(&self, p: &Problem, what: &str, since: Option<Timestamp>) -> Option<String> {
        let good: Vec<&str> = p.proofs(since, self.lists.today).map(|(_, e)| e.title.as_str()).collect();
        if good.len() == p.evidence.len() {
            return None;
        }
        let at = since.map_or_else(String::new, |at| at.to_string());
        let key = match (good.is_empty(), at.is_empty()) {
            (false, false) => "form.counts.some",
            (true, false) => "form.counts.none",
            (false, true) => "form.counts.valid",
            (true, true) => "form.counts.none_valid",
        };
        let said = self.w.fill(key, &[("at", &at), ("list", &self.w.list(good))]);
        let of = |what| self.w.fill("said.head", &[("event", &what), ("what", &said)]);
        Some(if what.is_empty() { said.clone() } else { of(what) })
    }

    /// The same, offering only what can prove something now: valid still, and not older than what it is to prove.
    pub(super) fn proving(&self, p: &Problem, since: Option<Timestamp>) -> FieldSpec {
        let found = p.proofs(since, self.lists.today).rev();
        let options = found.map(|(mark, e)| (e.id.to_string(), format!("{} {}", mark.at.day(), e.title)));
        FieldSpec { kind: FieldKind::Evidence(options.collect()), ..self.proof(p, &[(String::new(), since)]) }
    }

    /// Codes with their words of one area of the message files.
    pub(super) fn codes<'c>(&self, area: &str, codes: impl IntoIterator<Item = &'c str>) -> Options {
        codes.into_iter().map(|c| (c.to_owned(), self.w.code(area, c).to_owned())).collect()
    }

    /// Words of the reference data.
    pub(super) fn named<'n>(&self, list: impl IntoIterator<Item = &'n Named>) -> Options {
        list.into_iter().map(|n| (n.code.clone(), self.name(n).to_owned())).collect()
    }

    pub(super) fn name<'n>(&self, named: &'n Named) -> &'n str {
        match self.w.lang {
            Lang::Zh => &named.zh,
            Lang::En => &named.en,
        }
    }

    /// Units that pass a test.
    pub(super) fn units(&self, which: impl Fn(UnitId, UnitKind) -> bool) -> Options {
        let some = self.lists.units.iter().filter(|(id, _, kind)| which(*id, *kind));
        some.map(|(id, name, _)| (id.to_string(), name.clone())).collect()
    }

    /// All units: some first, as those of the case; then those that usually do such work, the level
    /// above and enterprises last.
    pub(super) fn units_after(&self, first: &[UnitId]) -> Options {
        let rank = |id: &UnitId, kind: &UnitKind| match kind {
            _ if first.contains(id) => 0,
            UnitKind::Superior => 2,
            UnitKind::Enterprise => 3,
            _ => 1,
        };
        let mut all: Vec<_> = self.lists.units.iter().collect();
        all.sort_by_key(|(id, _, kind)| rank(id, kind));
        all.into_iter().map(|(id, name, _)| (id.to_string(), name.clone())).collect()
    }

    pub(super) fn all_units(&self) -> Options {
        self.units(|_, _| true)
    }

    /// The name of a unit; one that exists no longer has only its id.
    pub(super) fn unit(&self, id: UnitId) -> String {
        self.lists.units.iter().find(|(u, ..)| *u == id).map_or_else(|| id.to_string(), |(_, name, _)| name.clone())
    }

    /// Other problems than this one.
    pub(super) fn other_problems(&self, p: &Problem) -> Options {
        let others = self.lists.candidates.iter().filter(|(id, _)| *id != p.id);
        others.map(|(id, label)| (id.to_string(), label.clone())).collect()
    }

    /// Numbered things with the first words of each.
    pub(super) fn numbered<'t>(&self, key: &str, things: impl IntoIterator<Item = (u32, &'t str)>) -> Options {
        things
            .into_iter()
            .map(|(no, text)| (no.to_string(), self.w.fill(key, &[("n", &no), ("text", &start(text))])))
            .collect()
    }
}

/// Evidence with the day it was put there, newest first.
pub(super) fn evidence_options(p: &Problem) -> Options {
    evidence_where(p, |_| true)
}

/// The evidence that fits, newest first.
pub(super) fn evidence_where(p: &Problem, fits: impl Fn(&Evidence) -> bool) -> Options {
    let found = p.evidence.iter().rev().filter(|(_, e)| fits(e));
    found.map(|(mark, e)| (e.id.to_string(), format!("{} {}", mark.at.day(), e.title))).collect()
}

/// As much of a text as fits a line.
pub(super) fn start(text: &str) -> String {
    const SHOWN: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= SHOWN {
        return line.to_owned();
    }
    let cut: String = line.chars().take(SHOWN).collect();
    format!("{cut}…")
}
