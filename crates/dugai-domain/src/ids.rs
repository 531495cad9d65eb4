//! Every identifier, as its own type, so that the id of one thing cannot stand for another.
//!
//! Ids are UUIDv7 made by the caller (time and randomness are parameters); the
//! domain only carries them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.as_simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.as_simple())
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(s).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    };
}

id!(
    /// A problem (整改问题) on the list.
    ProblemId
);
id!(
    /// A unit (单位): county, department, park, group, enterprise.
    UnitId
);
id!(
    /// A log-in account; the person behind it stays the same when posts change.
    AccountId
);
id!(
    /// A piece of evidence (佐证材料); also names its encrypted blob.
    EvidenceId
);
id!(
    /// One import of a file.
    ImportId
);
id!(
    /// A relation that joins problems (并案) without moving any of them.
    GroupId
);
id!(
    /// An entry of the vault, where personal data lives.
    VaultId
);
id!(
    /// The installation itself: its founding, settings and reference data.
    InstallationId
);
