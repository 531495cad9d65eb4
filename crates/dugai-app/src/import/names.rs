//! Names as lists write them to units: exactly, by a mapping of the person, by the list's own
//! county (县水利局 in a list of 石桥县), and collective names, here in one place.

use std::collections::{BTreeMap, HashMap};

use dugai_documents::tasklist::UnitName;
use dugai_domain::ids::UnitId;
use dugai_domain::org::{Unit, UnitKind};
use jiff::civil::Date;

use crate::setup::Setup;

/// Heads of collective names that mean every unit of the kind named.
const EVERY: [&str; 4] = ["全市各", "市内各", "各", "所有"];
/// What may follow 县区 in such a name: the government itself, not its bureaus.
const GOVERNMENT: [&str; 6] = ["", "人民政府", "政府", "党委政府", "党委、政府", "委政府"];
/// Heads of names that leave the list's own county out.
const OWN_COUNTY: [char; 2] = ['县', '区'];

/// Whether a name says government and not whose: 县政府, 人民政府. In every list it means another
/// one, so it is mapped for one list and never remembered.
#[must_use]
pub fn is_bare(name: &str) -> bool {
    let name = plain(name);
    let whose = ['县', '区', '乡', '镇', '街', '道', '、', '/', '(', ')', '本', '当', '属', '所', '在', '地', '级'];
    GOVERNMENT.iter().any(|government| !government.is_empty() && name.trim_start_matches(whose) == *government)
}

/// What a name means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// One unit, or several by a collective name.
    Units(Vec<UnitId>),
    /// No unit; the name as it is to be mapped.
    Unknown(String),
    /// A unit that has ended.
    Ended,
}

/// Every name of every unit, and what the person mapped.
pub(super) struct Names<'a> {
    setup: &'a Setup,
    day: Date,
    exact: HashMap<String, UnitId>,
    given: HashMap<String, Vec<UnitId>>,
    /// Days on which names among the given ones were mapped and remembered.
    since: HashMap<String, Date>,
}

impl<'a> Names<'a> {
    pub(super) fn new(setup: &'a Setup, day: Date, given: &'a BTreeMap<String, Vec<UnitId>>) -> Self {
        let mut exact = HashMap::new();
        // A unit that exists has its name before one that ended.
        let (now, past): (Vec<&Unit>, Vec<&Unit>) = setup.units.values().partition(|u| u.term.holds(day));
        for unit in now.into_iter().chain(past) {
            let aliases = unit.aliases.iter().filter(|alias| !is_bare(alias));
            for name in [&unit.name, &unit.short].into_iter().chain(aliases) {
                exact.entry(plain(name)).or_insert(unit.id);
            }
        }
        let mut since = HashMap::new();
        let mut all = HashMap::new();
        for (name, kept) in setup.installation.iter().flat_map(|i| &i.collectives) {
            let holds = |id: &&UnitId| setup.units.get(*id).is_some_and(|u| u.term.holds(day));
            let units: Vec<UnitId> = kept.units.iter().filter(holds).copied().collect();
            if !units.is_empty() && !is_bare(name) {
                since.insert(plain(name), kept.day);
                all.insert(plain(name), units);
            }
        }
        // What a person says for this list stands above what is remembered.
        for (name, units) in given {
            since.remove(&plain(name));
            all.insert(plain(name), units.clone());
        }
        Self { setup, day, exact, given: all, since }
    }

    /// The units that a collective name of a list means without being asked for, and since when that
    /// is remembered; without a day the program reads the name itself.
    pub(super) fn group(&self, name: &UnitName, county: Option<&Unit>) -> Option<(String, Vec<UnitId>, Option<Date>)> {
        let own = plain(&name.name);
        let full = county.and_then(|c| completed(&own, c));
        let known = full.into_iter().map(|full| (full.clone(), full));
        for (key, written) in [(own.clone(), name.name.clone())].into_iter().chain(known) {
            if let (Some(day), Some(units)) = (self.since.get(&key), self.given.get(&key)) {
                return Some((written, units.clone(), Some(*day)));
            }
        }
        let read = !self.exact.contains_key(&own) && !self.given.contains_key(&own) && collective(&own).is_some();
        match self.find(name, county) {
            Found::Units(units) if read => Some((name.name.clone(), units, None)),
            _ => None,
        }
    }

    /// The county or park that a list names in its title, sheet or file, if exactly one.
    pub(super) fn county_of<'t>(&self, texts: impl Iterator<Item = &'t str> + Clone) -> Option<&'a Unit> {
        let named = |unit: &&Unit| {
            let stem = unit.name.trim_end_matches("人民政府");
            [unit.name.as_str(), unit.short.as_str(), stem]
                .iter()
                .any(|name| name.chars().count() > 1 && texts.clone().any(|text| text.contains(name)))
        };
        let mut found = self.setup.units.values().filter(|u| is_ground(u) && u.term.holds(self.day)).filter(named);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// What a name means, in a list of a county or of none.
    pub(super) fn find(&self, name: &UnitName, county: Option<&Unit>) -> Found {
        let own = plain(&name.name);
        if let Some(units) = self.given.get(&own) {
            return Found::Units(units.to_vec());
        }
        if let Some(unit) = self.exact.get(&own) {
            return self.standing(*unit);
        }
        if let Some(full) = county.and_then(|c| completed(&own, c)) {
            if let Some(units) = self.given.get(&full) {
                return Found::Units(units.to_vec());
            }
            return match self.exact.get(&full) {
                Some(unit) => self.standing(*unit),
                None => Found::Unknown(full),
            };
        }
        match collective(&own) {
            Some(kinds) => {
                let every = self.setup.units.values().filter(|u| kinds.contains(&u.kind) && u.term.holds(self.day));
                let units: Vec<UnitId> = every.map(|u| u.id).collect();
                if units.is_empty() { Found::Unknown(name.name.clone()) } else { Found::Units(units) }
            }
            None => Found::Unknown(name.name.clone()),
        }
    }

    fn standing(&self, id: UnitId) -> Found {
        let holds = self.setup.units.get(&id).is_some_and(|u| u.term.holds(self.day));
        if holds { Found::Units(vec![id]) } else { Found::Ended }
    }

    /// The kind of a unit.
    pub(super) fn unit(&self, id: UnitId) -> Option<&'a Unit> {
        self.setup.units.get(&id)
    }

    /// A unit that a name may mean: the one whose name shares most with it. A name that says whose ground
    /// it is (宝兴县水利局) means somebody there, never the city's bureau of the same trade.
    pub(super) fn suggestion(&self, name: &str) -> Option<UnitId> {
        if is_bare(name) {
            return None;
        }
        let name = plain(name);
        let grounds = self.setup.units.values().filter(|u| is_ground(u)).map(|u| plain(&u.short));
        let ground = grounds.filter(|g| !g.is_empty() && name.contains(g.as_str())).max_by_key(String::len);
        let near = |unit: &Unit| {
            let names = [&unit.name, &unit.short].into_iter().chain(&unit.aliases);
            names.map(|n| plain(n)).filter(|n| n.contains(&name) || name.contains(n.as_str())).map(|n| n.len()).max()
        };
        let there = |unit: &&Unit| ground.as_ref().is_none_or(|g| plain(&unit.name).contains(g.as_str()));
        let current = self.setup.units.values().filter(|u| u.term.holds(self.day)).filter(there);
        current.filter_map(|u| Some((near(u)?, u.id))).max_by_key(|(shared, _)| *shared).map(|(_, id)| id)
    }
}

/// A county or park: it answers for its ground.
pub(super) fn is_ground(unit: &Unit) -> bool {
    matches!(unit.kind, UnitKind::County | UnitKind::Park)
}

/// A name without blanks, its brackets in one width.
fn plain(name: &str) -> String {
    let one = |c: char| match c {
        '（' => '(',
        '）' => ')',
        other => other,
    };
    name.chars().filter(|c| !c.is_whitespace()).map(one).collect()
}

/// 县水利局 in a list of 石桥县: 石桥县水利局.
fn completed(name: &str, county: &Unit) -> Option<String> {
    let rest = name.strip_prefix(OWN_COUNTY)?;
    let stem = plain(county.name.trim_end_matches("人民政府"));
    (!rest.is_empty() && stem.ends_with(OWN_COUNTY)).then(|| format!("{stem}{rest}"))
}

/// The kinds of unit a collective name means in full: 各县（区）人民政府 is every county. Names
/// that choose some (有关县区) or mean bureaus are a person's to map.
fn collective(name: &str) -> Option<&'static [UnitKind]> {
    let rest = EVERY.iter().find_map(|head| name.strip_prefix(head))?;
    let rest: String = rest.chars().filter(|c| !matches!(c, '(' | ')')).collect();
    let (grounds, park) = match rest.split_once("、经开区").or_else(|| rest.split_once("经开区")) {
        Some((before, after)) => (format!("{before}{after}"), true),
        None => (rest, false),
    };
    let government = grounds.trim_start_matches(['县', '市', '区', '、']);
    let named = grounds.len() > government.len() && GOVERNMENT.contains(&government);
    match (named, park) {
        (false, _) => None,
        (true, false) => Some(&[UnitKind::County]),
        (true, true) => Some(&[UnitKind::County, UnitKind::Park]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_government_without_a_name_is_bare() {
        for name in
            ["政府", "人民政府", "县政府", "县人民政府", "区政府", "县（区）人民政府", "乡镇人民政府", "属地政府"]
        {
            assert!(is_bare(name), "{name}");
        }
        for name in ["石桥县政府", "市政府", "各县区人民政府", "石桥县", "县水利局", "县"] {
            assert!(!is_bare(name), "{name}");
        }
    }

    #[test]
    fn collective_names_mean_every_county_or_are_asked_for() {
        let county: &[UnitKind] = &[UnitKind::County];
        for name in ["各县(区)人民政府", "各县区", "全市各县(区)", "所有县(市、区)政府"] {
            assert_eq!(collective(name), Some(county), "{name}");
        }
        let both: &[UnitKind] = &[UnitKind::County, UnitKind::Park];
        assert_eq!(collective("各县(区)、经开区"), Some(both));
        for name in ["有关县区", "各乡镇人民政府", "各县(区)林业局", "相关部门", "各有关单位", "石桥县人民政府"]
        {
            assert_eq!(collective(name), None, "{name}");
        }
    }
}
