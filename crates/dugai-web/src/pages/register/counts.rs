//! How many rows each choice of the query form leads to: the query as it stands, with the
//! condition of that field replaced by the choice. So every number equals its list.

use dugai_domain::problem::{Guidance, SourceKind, Stage};
use std::collections::BTreeMap;

use dugai_app::register::{Lack, NOBODY, Query};
use dugai_app::{Facet, OfficeError};
use dugai_domain::ids::UnitId;

use crate::site::Site;
use crate::visitor::Visitor;

/// Counts by the name of a field and the value it sends.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts(BTreeMap<(&'static str, String), u64>);

/// The fields that are counted.
const FIELDS: [(&str, Facet); 6] = [
    ("county", Facet::County),
    ("unit", Facet::Unit),
    ("stage", Facet::Stage),
    ("source", Facet::Source),
    ("guidance", Facet::Guidance),
    ("type", Facet::Kind),
];

impl Counts {
    /// Counts what a visitor sees of a query.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) async fn read(site: &Site, visitor: &Visitor, query: &Query) -> Result<Self, OfficeError> {
        let mut counts = BTreeMap::new();
        for (name, facet) in FIELDS {
            let found = site.office.count_by(&freed(query, facet), facet, visitor.actor()).await?;
            counts.extend(found.into_iter().filter_map(|(value, n)| Some(((name, sent(facet, &value)?), n))));
        }
        Ok(Self(counts))
    }

    /// How many rows a choice leads to.
    pub(super) fn of(&self, name: &str, value: &str) -> u64 {
        self.0.iter().find(|((n, v), _)| *n == name && v == value).map_or(0, |(_, count)| *count)
    }
}

/// The query without the condition of a field.
fn freed(query: &Query, facet: Facet) -> Query {
    let mut q = query.clone();
    match facet {
        Facet::Stage => q.stages.clear(),
        Facet::Source => q.sources.clear(),
        Facet::Guidance => q.guidance.clear(),
        Facet::Kind => q.kinds.clear(),
        Facet::Unit => {
            q.unit = None;
            q.without.retain(|lack| *lack != Lack::Unit);
        }
        Facet::County => {
            q.county = None;
            q.without.retain(|lack| *lack != Lack::County);
        }
        Facet::Level => q.level = 0,
    }
    q
}

/// A value of a facet as the form sends it.
fn sent(facet: Facet, value: &str) -> Option<String> {
    let number = || value.parse::<i64>().ok();
    Some(match facet {
        Facet::Stage => Stage::of_number(number()?)?.code().to_owned(),
        Facet::Source => SourceKind::of_number(number()?)?.code().to_owned(),
        Facet::Guidance => Guidance::of_number(number()?)?.code().to_owned(),
        Facet::Unit | Facet::County | Facet::Kind if value.is_empty() => NOBODY.to_owned(),
        Facet::Unit | Facet::County => value.parse::<UnitId>().ok()?.to_string(),
        Facet::Kind | Facet::Level => value.to_owned(),
    })
}
