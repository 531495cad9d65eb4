//! Everything the database keeps sealed, one after the other, and the same under another key.

use uuid::Uuid;

use crate::commit::Write;
use crate::value::Value;
use crate::{Store, StoreError};

const VAULT_PAGE: &str = "SELECT id, sealed FROM vault WHERE id > $1 ORDER BY id LIMIT $2";
const FILE_PAGE: &str = "SELECT id, sealed FROM import_file WHERE id > $1 ORDER BY id LIMIT $2";
const VAULT_REWRAP: &str = "UPDATE vault SET sealed = $2 WHERE id = $1 AND sealed = $3";
const FILE_REWRAP: &str = "UPDATE import_file SET sealed = $2 WHERE id = $1 AND sealed = $3";

/// Statements of this module, by name.
pub(crate) const SQL: &[(&str, &str)] = &[
    ("sealed.vault", VAULT_PAGE),
    ("sealed.files", FILE_PAGE),
    ("sealed.vault_rewrap", VAULT_REWRAP),
    ("sealed.files_rewrap", FILE_REWRAP),
];

/// Where the database keeps sealed values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedIn {
    /// Personal data, places and names of evidence, the ledger's seed.
    Vault,
    /// Files that wait for their import.
    Imports,
}

impl SealedIn {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Vault, Self::Imports];
}

/// The write that puts a value under another key, if it is still the one that was read.
#[must_use]
pub fn rewrap_write(place: SealedIn, id: Uuid, change: (Vec<u8>, Vec<u8>)) -> Write {
    let sql = match place {
        SealedIn::Vault => VAULT_REWRAP,
        SealedIn::Imports => FILE_REWRAP,
    };
    let (before, after) = change;
    Write::new(sql, vec![id.into(), after.into(), before.into()]).expecting(1)
}

impl Store {
    /// Sealed values after an id, in the order of ids.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn sealed_after(
        &self,
        place: SealedIn,
        after: Uuid,
        limit: u32,
    ) -> Result<Vec<(Uuid, Vec<u8>)>, StoreError> {
        let sql = match place {
            SealedIn::Vault => VAULT_PAGE,
            SealedIn::Imports => FILE_PAGE,
        };
        let rows = self.query(sql, &[after.into(), Value::Int(i64::from(limit))]).await?;
        rows.iter().map(|r| Ok((r.id(0)?, r.bytes(1)?.to_vec()))).collect()
    }
}
