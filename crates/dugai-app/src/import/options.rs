//! How a list is taken: its source, its form, and which units the names in it mean.

use std::collections::BTreeMap;

use dugai_documents::tasklist::{ChoiceFault, ColumnChoice, ReadOptions};
use dugai_domain::ids::UnitId;
use dugai_domain::problem::SourceKind;

use crate::office::OfficeError;

/// How a list is taken. What the list itself says stands above it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Source of its problems; none: not said yet, and nothing can be taken.
    pub source: Option<SourceKind>,
    /// Round or document of the source.
    pub round: String,
    /// Id of the form the list has, where a person says so; empty: as found.
    pub profile: String,
    /// Headers of the list with the codes of the fields they mean.
    pub columns: BTreeMap<String, String>,
    /// Level of the list's own numbers where the list does not tell; empty: the city's.
    pub level: String,
    /// Names of this list with the units they mean, collective names among them.
    pub names: BTreeMap<String, Vec<UnitId>>,
}

/// Level of numbers when neither list nor person says one: an installation is a city's.
pub(super) const OWN_LEVEL: &str = "市";

impl Options {
    /// Levels of numbers that a person can choose.
    pub const LEVELS: [&'static str; 4] = ["国", "省", "市", "县"];

    /// Reads pairs of an address; a value that cannot be used counts as not given.
    #[must_use]
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut options = Self::default();
        for (name, value) in pairs {
            let value = value.trim();
            match name {
                "source" => options.source = SourceKind::ALL.into_iter().find(|k| k.code() == value),
                "round" => value.clone_into(&mut options.round),
                "profile" => value.clone_into(&mut options.profile),
                "level" if Self::LEVELS.contains(&value) => value.clone_into(&mut options.level),
                "col" => options.columns.extend(given(value)),
                "map" => options.names.extend(mapped(value)),
                _ => {}
            }
        }
        options
    }

    /// The pairs of an address that mean these options; [`Options::from_pairs`] reads them back.
    #[must_use]
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        pairs.extend(self.source.map(|s| ("source", s.code().to_owned())));
        for (name, value) in [("round", &self.round), ("profile", &self.profile), ("level", &self.level)] {
            if !value.is_empty() {
                pairs.push((name, value.clone()));
            }
        }
        pairs.extend(self.columns.iter().map(|(header, field)| ("col", format!("{header}={field}"))));
        for (name, units) in &self.names {
            let ids: Vec<String> = units.iter().map(UnitId::to_string).collect();
            pairs.push(("map", format!("{name}={}", ids.join(","))));
        }
        pairs
    }

    /// The choice of form and columns as the reader takes it.
    ///
    /// # Errors
    /// When there is no such form or field.
    pub fn reading(&self) -> Result<ReadOptions, OfficeError> {
        let mut columns = ColumnChoice::default();
        let form = Some(&self.profile).filter(|id| !id.is_empty()).cloned();
        let given = self.columns.iter().map(|(header, field)| format!("col={header}={field}"));
        for choice in form.into_iter().chain(given) {
            columns.add(&choice).map_err(|fault| match fault {
                ChoiceFault::UnknownForm(_) => OfficeError::Field { field: "profile", expected: "known_profile" },
                ChoiceFault::UnknownField(_) | ChoiceFault::Malformed(_) => {
                    OfficeError::Field { field: "column", expected: "known_column" }
                }
            })?;
        }
        Ok(ReadOptions { columns, ..ReadOptions::default() })
    }

    /// What is missing or cannot be used.
    ///
    /// # Errors
    /// The first such field.
    pub(super) fn check(&self) -> Result<SourceKind, OfficeError> {
        let Some(source) = self.source else {
            return Err(OfficeError::Field { field: "source", expected: "not_empty" });
        };
        crate::admin::need(&self.round, "round")?;
        Ok(source)
    }
}

/// `header=field`, of a field that there is.
fn given(value: &str) -> Option<(String, String)> {
    let (header, field) = value.rsplit_once('=')?;
    let known = ColumnChoice::field(field.trim()).is_some() && !header.trim().is_empty();
    known.then(|| (header.trim().to_owned(), field.trim().to_owned()))
}

/// `name=id,id`; the name may hold an equals sign itself.
fn mapped(value: &str) -> Option<(String, Vec<UnitId>)> {
    let (name, ids) = value.rsplit_once('=')?;
    let units: Vec<UnitId> = ids.split(',').filter_map(|id| id.trim().parse().ok()).collect();
    (!units.is_empty()).then(|| (name.trim().to_owned(), units))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_means_the_same_options_again() {
        let unit = UnitId(uuid::Uuid::from_u128(7));
        let options = Options {
            source: Some(SourceKind::Feedback),
            round: "虚构的第三轮督察".to_owned(),
            profile: "full".to_owned(),
            columns: BTreeMap::from([("方案=措施".to_owned(), "measures".to_owned())]),
            level: "县".to_owned(),
            names: BTreeMap::from([("有关=部门".to_owned(), vec![unit, UnitId(uuid::Uuid::from_u128(8))])]),
        };
        let pairs = options.to_pairs();
        assert_eq!(Options::from_pairs(pairs.iter().map(|(n, v)| (*n, v.as_str()))), options);
        let hostile =
            [("source", "nothing"), ("level", "村"), ("map", "x=y"), ("map", "="), ("col", "甲=x"), ("col", "=due")];
        assert_eq!(Options::from_pairs(hostile), Options::default());
    }
}
