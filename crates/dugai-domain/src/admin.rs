//! What is recorded besides problems: the founding of an installation, its reference data
//! and calendar, units, accounts, imports, joins. Small streams, same ledger.
//!
//! Events of accounts carry no telephone, mail or password: those are in the vault and the
//! session tables. A name in its office is public service, not private data.

use serde::{Deserialize, Serialize};

use crate::calendar::CalendarTable;
use crate::ids::{AccountId, ImportId, ProblemId, UnitId};
use crate::org::{Post, Role, Term, Unit};
use crate::reference::Reference;

/// The installation's own stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum InstallationEvent {
    /// The very first event: who founded it, and whether it is a demonstration.
    #[serde(rename = "founded")]
    Founded {
        /// Name of the city as papers print it.
        city: String,
        /// Only a demonstration may use a simulated clock; every page says 演示.
        demo: bool,
        /// Origin line of its ledger's checkpoints.
        origin: String,
        /// Verifier key of its ledger (C2SP signed-note form).
        verifier: String,
    },
    /// A new version of the reference data.
    #[serde(rename = "reference_set")]
    ReferenceSet(Box<Reference>),
    /// A new version of the calendar.
    #[serde(rename = "calendar_set")]
    CalendarSet(Box<CalendarTable>),
    /// Personal data was revealed, for a purpose.
    #[serde(rename = "revealed")]
    Revealed {
        /// Vault entry.
        vault: crate::ids::VaultId,
        /// Purpose.
        purpose: String,
    },
    /// The clock of a demonstration was moved on to the morning of a later day.
    #[serde(rename = "clock_moved")]
    ClockMoved {
        /// The day that it is from then on.
        to: jiff::civil::Date,
        /// How far it runs before the clock on the wall, in seconds.
        ahead: i64,
    },
    /// A collective name of lists (有关县区) was mapped to units by a person, and is remembered: the
    /// last mapping of a name holds.
    #[serde(rename = "collective_named")]
    CollectiveNamed {
        /// The name as written.
        name: String,
        /// The units meant.
        units: Vec<UnitId>,
        /// Day of the mapping.
        day: jiff::civil::Date,
    },
}

/// Stream of one unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum UnitEvent {
    /// It exists.
    #[serde(rename = "unit_opened")]
    Opened(Unit),
    /// Names or duties changed.
    #[serde(rename = "unit_changed")]
    Changed(Unit),
    /// An old or other name was mapped to it by a person, and is remembered.
    #[serde(rename = "alias_learned")]
    AliasLearned {
        /// The name as written.
        alias: String,
    },
    /// It ended.
    #[serde(rename = "unit_closed")]
    Closed {
        /// Term with its end.
        term: Term,
    },
}

/// Stream of one account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AccountEvent {
    /// Opened by an administrator.
    #[serde(rename = "account_opened")]
    Opened {
        /// Log-in name.
        login: String,
        /// Name in office.
        name: String,
    },
    /// A post was given.
    #[serde(rename = "post_given")]
    PostGiven(Post),
    /// A post ended (调离, 离任): duties were handed over first.
    #[serde(rename = "post_ended")]
    PostEnded {
        /// Role.
        role: Role,
        /// Unit.
        unit: UnitId,
        /// Last day.
        to: jiff::civil::Date,
    },
    /// A new password was set, by whom the event says.
    #[serde(rename = "password_set")]
    PasswordSet {
        /// Whether it must be changed at the next log-in.
        must_change: bool,
    },
    /// Locked or unlocked.
    #[serde(rename = "account_locked")]
    Locked {
        /// Whether it is locked now.
        locked: bool,
    },
}

/// Stream of one import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ImportEvent {
    /// Chosen rows were committed, all in one transaction.
    #[serde(rename = "imported")]
    Committed {
        /// The import.
        id: ImportId,
        /// File name.
        file: String,
        /// SHA-256 of the file, hex.
        sha256: String,
        /// Profile used.
        profile: String,
        /// Rows made into new problems.
        created: u32,
        /// Rows that proposed changes to known problems.
        proposed: u32,
        /// Rows left out, each with its reason shown to the person.
        left_out: u32,
        /// Rows of known problems that differ in what the import does not change.
        #[serde(default, skip_serializing_if = "is_none")]
        differing: u32,
    },
    /// Undone while nobody had acted on its rows.
    #[serde(rename = "import_undone")]
    Undone {
        /// Why.
        reason: String,
        /// Problems voided.
        voided: Vec<ProblemId>,
    },
}

/// Whether there are none; what was recorded before they were counted stays as it is.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

/// An account as it stands: the fold of its stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Identity.
    pub id: AccountId,
    /// Log-in name.
    pub login: String,
    /// Name in office.
    pub name: String,
    /// Posts of all times.
    pub posts: Vec<Post>,
    /// Locked.
    #[serde(default)]
    pub locked: bool,
    /// Must change the password at the next log-in.
    #[serde(default)]
    pub must_change: bool,
}

impl Account {
    /// Folds one event in; the first must open the account.
    #[must_use]
    pub fn fold(state: Option<Self>, id: AccountId, event: &AccountEvent) -> Option<Self> {
        match (state, event) {
            (None, AccountEvent::Opened { login, name }) => Some(Self {
                id,
                login: login.clone(),
                name: name.clone(),
                posts: Vec::new(),
                locked: false,
                must_change: false,
            }),
            (None, _) => None,
            (Some(mut a), event) => {
                match event {
                    AccountEvent::Opened { .. } => {}
                    AccountEvent::PostGiven(post) => a.posts.push(post.clone()),
                    AccountEvent::PostEnded { role, unit, to } => {
                        for post in &mut a.posts {
                            if post.role == *role && post.unit == *unit && post.term.to.is_none_or(|t| t > *to) {
                                post.term.to = Some(*to);
                            }
                        }
                    }
                    AccountEvent::PasswordSet { must_change } => a.must_change = *must_change,
                    AccountEvent::Locked { locked } => a.locked = *locked,
                }
                Some(a)
            }
        }
    }
}

impl UnitEvent {
    /// Folds one event in; the first must open the unit.
    #[must_use]
    pub fn fold(state: Option<Unit>, event: &Self) -> Option<Unit> {
        match (state, event) {
            (None, Self::Opened(unit)) => Some(unit.clone()),
            (None, _) => None,
            (Some(mut unit), event) => {
                match event {
                    Self::Opened(_) => {}
                    Self::Changed(new) => unit = new.clone(),
                    Self::AliasLearned { alias } => {
                        if !unit.aliases.contains(alias) {
                            unit.aliases.push(alias.clone());
                        }
                    }
                    Self::Closed { term } => unit.term = *term,
                }
                Some(unit)
            }
        }
    }
}
