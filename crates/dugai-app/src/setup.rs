//! What every decision looks at, as of now: the installation, reference data, calendar, units,
//! accounts. Read once and kept until any of them changes, in this process or another.

use std::collections::BTreeMap;

use dugai_domain::actor::{Actor, HeldPost};
use dugai_domain::admin::Account;
use dugai_domain::calendar::{Calendar, CalendarTable};
use dugai_domain::ids::{AccountId, InstallationId, UnitId};
use dugai_domain::org::{Panel, Post, Role, Unit, UnitKind, ground_of};
use dugai_domain::problem::Problem;
use dugai_domain::problem::check::is_rectifier;
use dugai_domain::reference::Reference;
use dugai_domain::time::Timestamp;
use dugai_store::Store;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::office::OfficeError;

/// The starter set shipped with the program.
const REFERENCE: &str = include_str!("../../dugai-domain/data/reference.toml");
/// The calendar table shipped with the program.
const CALENDAR: &str = include_str!("../../dugai-domain/data/calendar.toml");

/// The installation as it stands: the fold of its stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Installation {
    /// Identity.
    pub id: InstallationId,
    /// Name of the city.
    pub city: String,
    /// Whether it is a demonstration.
    pub demo: bool,
    /// Origin line of the checkpoints.
    pub origin: String,
    /// Verifier key of the ledger.
    pub verifier: String,
    /// Reference data in force: the starter set is set with the founding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Box<Reference>>,
    /// Reference data that was set here before, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Reference>,
    /// Calendar in force: the one shipped is set with the founding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Box<CalendarTable>>,
    /// How often personal data was revealed.
    #[serde(default)]
    pub revealed: u64,
    /// Seconds by which the clock of a demonstration runs before the one on the wall.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub ahead: i64,
    /// Collective names that were mapped to units, with the day of the last mapping.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub collectives: BTreeMap<String, Collective>,
}

/// What a collective name of lists means since a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collective {
    /// The units meant.
    pub units: Vec<UnitId>,
    /// Since when.
    pub day: Date,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde calls")]
fn is_zero(n: &i64) -> bool {
    *n == 0
}

/// Everything a decision looks at.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The installation, once founded.
    pub installation: Option<Installation>,
    /// Reference data in force.
    pub reference: Reference,
    /// Calendar in force.
    pub calendar: Calendar,
    /// Units of all times.
    pub units: BTreeMap<UnitId, Unit>,
    /// Accounts.
    pub accounts: BTreeMap<AccountId, Account>,
    /// Versions of the streams of units, accounts and the installation.
    pub versions: BTreeMap<Uuid, u64>,
    /// The counter's value this was read at.
    pub generation: i64,
}

impl Setup {
    /// Reads all of it.
    ///
    /// # Errors
    /// When the store cannot be read, a record is of an unknown form, or what was set cannot be used.
    pub async fn read(store: &Store) -> Result<Self, OfficeError> {
        // The counter first: what changes while reading is then read again by the next asker.
        let generation = store.counter("directory").await?;
        let mut versions = BTreeMap::new();
        let mut installation: Option<Installation> = None;
        for (id, row) in store.streams_of("installation").await? {
            versions.insert(id, row.version);
            installation = Some(parse("installation", id, &row.body)?);
        }
        let mut units = BTreeMap::new();
        for (id, row) in store.streams_of("unit").await? {
            versions.insert(id, row.version);
            units.insert(UnitId(id), parse("unit", id, &row.body)?);
        }
        let mut accounts = BTreeMap::new();
        for (id, row) in store.streams_of("account").await? {
            versions.insert(id, row.version);
            accounts.insert(AccountId(id), parse("account", id, &row.body)?);
        }
        let set = installation.as_ref();
        // What is shipped only begins an installation: a newer program changes no rule by itself.
        let reference = match set.and_then(|i| i.reference.as_deref()) {
            Some(reference) => {
                let earlier = set.map(|i| i.earlier.clone()).unwrap_or_default();
                Reference { earlier, ..reference.clone() }
            }
            None => shipped_reference()?,
        };
        let offices = units.values().filter(|u: &&Unit| u.kind == UnitKind::Office);
        let reference = Reference { offices: offices.map(|u| u.id).collect(), ..reference };
        let calendar = match set.and_then(|i| i.calendar.as_deref()) {
            Some(table) => Calendar::new(table.clone()).map_err(OfficeError::Calendar)?,
            None => shipped_calendar()?,
        };
        Ok(Self { installation, reference, calendar, units, accounts, versions, generation })
    }

    /// What rows of the register are computed by: versions of reference data and calendar, and who is the office.
    pub(crate) fn rules(&self) -> (u32, u32, &[UnitId]) {
        (self.reference.version, self.calendar.version(), &self.reference.offices)
    }

    /// Whether this is a demonstration.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.installation.as_ref().is_some_and(|i| i.demo)
    }

    /// Seconds by which its clock was moved on; an installation at work runs on the wall's time.
    #[must_use]
    pub fn ahead(&self) -> i64 {
        self.installation.as_ref().filter(|i| i.demo).map_or(0, |i| i.ahead)
    }

    /// The day it is in a demonstration, which every page says; nothing for an installation at work.
    #[must_use]
    pub fn demo_day(&self, now: Timestamp) -> Option<Date> {
        self.is_demo().then(|| now.day())
    }

    /// The city's name, as papers print it.
    #[must_use]
    pub fn city(&self) -> &str {
        self.installation.as_ref().map_or("", |i| &i.city)
    }

    /// A person with the posts held on a day; nobody when locked or unknown.
    #[must_use]
    pub fn actor(&self, account: AccountId, day: Date) -> Option<Actor> {
        let found = self.accounts.get(&account).filter(|a| !a.locked)?;
        let posts = found.posts.iter().filter_map(|post| self.held(post)).collect();
        Some(Actor { account: Some(account), posts, day })
    }

    /// The acceptance panel to which acceptors of a unit belong.
    #[must_use]
    pub fn panel(&self, unit: &Unit) -> Option<Panel> {
        Panel::of_unit_kind(unit.kind, ground_of(unit, |id| self.units.get(&id)).is_some())
    }

    /// The units above one, nearest first.
    #[must_use]
    pub fn above(&self, unit: UnitId) -> Vec<UnitId> {
        let mut found: Vec<UnitId> = Vec::new();
        let mut at = unit;
        while let Some(parent) = self.units.get(&at).and_then(|u| u.parent).filter(|p| *p != unit && !found.contains(p))
        {
            found.push(parent);
            at = parent;
        }
        found
    }

    /// A post with what its unit is; none in a unit that is not known.
    pub(crate) fn held(&self, post: &Post) -> Option<HeldPost> {
        let unit = self.units.get(&post.unit)?;
        let ground = ground_of(unit, |id| self.units.get(&id));
        Some(HeldPost { post: post.clone(), kind: unit.kind, ground })
    }

    /// Short name of a unit; an unknown id shows itself.
    #[must_use]
    pub fn unit_name(&self, id: UnitId) -> String {
        self.units.get(&id).map_or_else(|| id.to_string(), |u| u.short.clone())
    }

    /// Name of an account; an unknown id shows itself.
    #[must_use]
    pub fn account_name(&self, id: AccountId) -> String {
        self.accounts.get(&id).map_or_else(|| id.to_string(), |a| a.name.clone())
    }

    /// Units that exist on a day, in the order of kinds and names.
    #[must_use]
    pub fn units_on(&self, day: Date) -> Vec<&Unit> {
        let mut list: Vec<&Unit> = self.units.values().filter(|u| u.term.holds(day)).collect();
        list.sort_by(|a, b| (a.kind, &a.short).cmp(&(b.kind, &b.short)));
        list
    }

    /// Leaders of the city on a day, by name: who can be put in charge of a case.
    #[must_use]
    pub fn leaders_on(&self, day: Date) -> Vec<&Account> {
        let leads = |a: &&Account| a.posts.iter().any(|p| p.role == Role::Leader && p.term.holds(day));
        let mut list: Vec<&Account> = self.accounts.values().filter(leads).collect();
        list.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        list
    }

    /// Whether an account can be put in charge of a problem on a day: a leader in office who rectifies nothing
    /// of it (谁整改谁不验收).
    #[must_use]
    pub fn may_lead(&self, account: AccountId, p: &Problem, day: Date) -> bool {
        self.actor(account, day).is_some_and(|a| a.has_role(Role::Leader) && !is_rectifier(p, &a))
    }

    /// Who holds a role in a unit on a day.
    pub fn holders(&self, unit: UnitId, role: Role, day: Date) -> impl Iterator<Item = &Account> {
        self.accounts
            .values()
            .filter(move |a| !a.locked && a.posts.iter().any(|p| p.unit == unit && p.role == role && p.term.holds(day)))
    }

    /// Whether anybody works in or heads a unit of a kind on a day.
    #[must_use]
    pub fn is_staffed(&self, kind: UnitKind, day: Date) -> bool {
        self.units.values().any(|u| {
            u.kind == kind && [Role::Officer, Role::Head].iter().any(|r| self.holders(u.id, *r, day).next().is_some())
        })
    }

    /// Whether somebody besides an account keeps units and people on a day.
    #[must_use]
    pub fn is_administered(&self, day: Date, besides: AccountId) -> bool {
        self.accounts.values().any(|a| {
            a.id != besides && !a.locked && a.posts.iter().any(|p| p.role == Role::Administrator && p.term.holds(day))
        })
    }

    /// The unit of a name: full, short or any other name it was ever called by.
    #[must_use]
    pub fn unit_of_name(&self, name: &str) -> Option<UnitId> {
        let name = name.trim();
        self.units
            .values()
            .find(|u| u.name == name || u.short == name || u.aliases.iter().any(|a| a == name))
            .map(|u| u.id)
    }
}

/// Reads a kept state.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(
    kind: &'static str,
    id: Uuid,
    body: &str,
) -> Result<T, OfficeError> {
    serde_json::from_str(body).map_err(|source| OfficeError::Form { kind, id, source })
}

/// The reference data shipped with the program.
///
/// # Errors
/// When it cannot be read or used.
pub fn shipped_reference() -> Result<Reference, OfficeError> {
    let reference: Reference = toml::from_str(REFERENCE).map_err(OfficeError::Reference)?;
    let faults = reference.faults();
    if faults.is_empty() { Ok(reference) } else { Err(OfficeError::Unusable(faults.join("; "))) }
}

/// The calendar shipped with the program.
///
/// # Errors
/// When its table cannot be read or used; an empty one never can.
pub fn shipped_calendar() -> Result<Calendar, OfficeError> {
    Calendar::new(shipped_table()?).map_err(OfficeError::Calendar)
}

/// The same as a table.
///
/// # Errors
/// When it cannot be read.
pub fn shipped_table() -> Result<CalendarTable, OfficeError> {
    toml::from_str(CALENDAR).map_err(OfficeError::CalendarTable)
}

/// A table as a file, to add a notice to and set again; with the shipped one go its comments.
///
/// # Errors
/// When the shipped one cannot be read, or this one not be written.
pub fn calendar_text(table: &CalendarTable) -> Result<String, OfficeError> {
    if *table == shipped_table()? {
        return Ok(CALENDAR.to_owned());
    }
    toml::to_string(table).map_err(|e| OfficeError::Unusable(e.to_string()))
}
