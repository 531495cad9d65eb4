//! Personal data and files: sealed under the vault's key, opened in one place, and every
//! revealing recorded with its purpose.

use dugai_domain::actor::Actor;
use dugai_domain::admin::InstallationEvent;
use dugai_domain::ids::{AccountId, ProblemId, VaultId};
use dugai_domain::time::Timestamp;
use dugai_store::Write;
use dugai_store::desk::vault_write;
use dugai_store::seal::commitment;
use uuid::Uuid;

use crate::office::{Office, OfficeError};

/// What records of people who object are kept for.
pub(crate) const OBJECTION: &str = "objection";

impl Office {
    /// Seals a personal record; gives its id and the write that must be committed with the
    /// event that names it, and the salted commitment that the event carries.
    ///
    /// # Errors
    /// When sealing fails.
    pub(crate) fn keep(
        &self,
        purpose: &str,
        plain: &[u8],
        now: Timestamp,
    ) -> Result<(VaultId, String, Write), OfficeError> {
        let id = VaultId(self.tools.new_id());
        let salt: [u8; 16] = self.tools.random();
        let mut whole = salt.to_vec();
        whole.extend_from_slice(plain);
        let sealed = self.seal_bytes(id.0, &whole)?;
        Ok((id, commitment(&salt, plain), vault_write(id.0, purpose, sealed, now.0)))
    }

    /// Reveals a personal record to the office, for a purpose; the revealing is recorded first.
    ///
    /// # Errors
    /// When the purpose is empty, the right is missing, or the record cannot be opened.
    pub async fn reveal(&self, vault: VaultId, purpose: &str, by: (&Actor, Timestamp)) -> Result<Vec<u8>, OfficeError> {
        crate::admin::need(purpose, "purpose")?;
        if !by.0.is_office() {
            return Err(OfficeError::NotAllowed("reveal"));
        }
        let (kept_for, sealed, _) = self.store.vault(vault.0).await?.ok_or(OfficeError::NotFound)?;
        // The vault also holds keys and locations: those are never shown to a person this way.
        if kept_for != OBJECTION {
            return Err(OfficeError::NotFound);
        }
        let event = InstallationEvent::Revealed { vault, purpose: purpose.trim().to_owned() };
        self.installation(event, by).await?;
        let whole = self.open_bytes(vault.0, &sealed)?;
        // The salt stands before what was written.
        Ok(whole.get(16..).unwrap_or_default().to_vec())
    }

    /// Whether a personal record is there, opens, and is what its event committed to; else what is wrong.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) async fn record_fault(&self, vault: VaultId, committed: &str) -> Result<Option<String>, OfficeError> {
        let id = vault.0;
        let Some((_, sealed, _)) = self.store.vault(id).await? else {
            return Ok(Some(format!("the personal record {id} is missing")));
        };
        let whole = match self.open_bytes(id, &sealed) {
            Ok(whole) => whole,
            Err(error) => return Ok(Some(format!("the personal record {id}: {error}"))),
        };
        let same = whole.split_first_chunk().is_some_and(|(salt, plain)| commitment(salt, plain) == committed);
        Ok((!same).then(|| format!("the personal record {id} is not the one that was recorded")))
    }

    /// When a personal record was revealed, and by whom, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn revealings(&self, vault: VaultId) -> Result<Vec<(Timestamp, Option<AccountId>)>, OfficeError> {
        let setup = self.setup().await?;
        let Some(installation) = &setup.installation else { return Ok(Vec::new()) };
        let mut list = Vec::new();
        for row in self.store.events_of(installation.id.0).await?.iter().filter(|row| row.event == "revealed") {
            let form = |source| OfficeError::Form { kind: "installation", id: row.stream, source };
            let event: InstallationEvent = serde_json::from_str(&row.payload).map_err(form)?;
            if matches!(event, InstallationEvent::Revealed { vault: of, .. } if of == vault) {
                list.push((Timestamp(row.at), row.actor.map(AccountId)));
            }
        }
        Ok(list)
    }

    /// Seals bytes under an id, which cannot be opened under another.
    pub(crate) fn seal_bytes(&self, id: Uuid, plain: &[u8]) -> Result<Vec<u8>, OfficeError> {
        self.keys.seal(id, plain, &*self.tools.entropy).map_err(|e| OfficeError::Sealed(e.to_string()))
    }

    /// Opens sealed bytes.
    pub(crate) fn open_bytes(&self, id: Uuid, sealed: &[u8]) -> Result<Vec<u8>, OfficeError> {
        self.keys.open(id, sealed).map_err(|e| OfficeError::Sealed(e.to_string()))
    }

    /// Whether an actor may see a problem, by its state.
    pub(crate) async fn may_see(&self, id: ProblemId, actor: &Actor) -> Result<bool, OfficeError> {
        Ok(self.load(id).await?.is_some_and(|p| actor.may_see(&p)))
    }
}
