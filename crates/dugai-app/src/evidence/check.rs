//! Whether what lies under a piece of evidence still is what was recorded.

use dugai_domain::problem::Evidence;
use dugai_store::StoreError;
use dugai_store::seal::commitment;
use uuid::Uuid;

use super::{Form, Kept, beside, blob_id};
use crate::office::{Office, OfficeError};

impl Office {
    /// Compares a piece of evidence with its sealed file and record; its copies must open too.
    ///
    /// # Errors
    /// When the database cannot be read. What differs is an answer: one sentence each.
    pub(crate) async fn evidence_faults(&self, problem: Uuid, evidence: &Evidence) -> Result<Vec<String>, OfficeError> {
        let id = evidence.id.0;
        let mut faults = Vec::new();
        let salt = self.salt_of(evidence).await?.map_err(|what| faults.push(format!("evidence {id}: {what}"))).ok();
        match self.content(id).await? {
            Err(what) => faults.push(format!("evidence {id}: {what}")),
            Ok(bytes) if salt.is_some_and(|salt| commitment(&salt, &bytes) != evidence.commitment) => {
                faults.push(format!("evidence {id}: the file is not the one that was recorded"));
            }
            Ok(_) => {}
        }
        match self.store.blob(id).await? {
            None => faults.push(format!("evidence {id}: its file is not on the list of files, so nobody is given it")),
            Some(row)
                if row.problem != Some(problem)
                    || row.size != evidence.size
                    || row.media != evidence.media
                    || row.form != Form::Original.code() =>
            {
                faults.push(format!("evidence {id}: the list of files says something else of it than was recorded"));
            }
            Some(_) => {}
        }
        for form in [Form::Public, Form::Thumb] {
            let copy = blob_id(evidence.id, form);
            if self.store.blob(copy).await?.is_some()
                && let Err(what) = self.content(copy).await?
            {
                faults.push(format!("evidence {id}, its {} copy: {what}", form.code()));
            }
        }
        Ok(faults)
    }

    /// The salt of a piece's commitment, or what is wrong with the record that holds it.
    async fn salt_of(&self, evidence: &Evidence) -> Result<Result<[u8; 16], String>, OfficeError> {
        let vault = beside(evidence.id, "vault");
        let Some((_, sealed, _)) = self.store.vault(vault).await? else {
            return Ok(Err("its sealed record is missing".to_owned()));
        };
        let plain = match self.open_bytes(vault, &sealed) {
            Ok(plain) => plain,
            Err(error) => return Ok(Err(format!("its sealed record: {error}"))),
        };
        Ok(serde_json::from_slice::<Kept>(&plain).map(|kept| kept.salt).map_err(|e| format!("its record: {e}")))
    }

    /// The bytes of a recorded file, or what is wrong with it.
    async fn content(&self, blob: Uuid) -> Result<Result<Vec<u8>, String>, OfficeError> {
        match self.blobs.get(blob).await {
            Ok(sealed) => Ok(self.open_bytes(blob, &sealed).map_err(|error| error.to_string())),
            Err(StoreError::Message(what)) => Ok(Err(what)),
            Err(error) => Err(error.into()),
        }
    }
}
