//! What became of an objection, for who holds its receipt number; and what everybody may know of
//! the objections against a problem. Neither names a person or repeats their words.

use dugai_domain::disclosure::is_public;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::Event;
use dugai_domain::time::Timestamp;
use dugai_store::desk::vault_write;
use dugai_store::{Commit, StoreError, Write};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::objection::{ObjectionError, is_receipt, receipt_of};
use crate::act::recorded;
use crate::office::{Office, OfficeError};

/// What the entry of the vault behind a receipt number is kept for.
const RECEIPT: &str = "receipt";

/// An objection as anybody may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicObjection {
    /// Number within the life round.
    pub no: u32,
    /// Day on which it came.
    pub received: Date,
    /// Day, whether it was upheld, and the answer, which holds no personal data.
    pub answer: Option<(Date, bool, String)>,
}

/// The answer to a receipt number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptSeen {
    /// The problem.
    pub problem: ProblemId,
    /// Its numbers, and whether its public page can be read now.
    pub number: (String, bool),
    /// The objection.
    pub objection: PublicObjection,
}

/// The id of what stands behind a receipt number: found from the number, without a table.
fn place_of(receipt: &str) -> Uuid {
    let digest =
        Sha256::new().chain_update(b"dugai/objection/receipt/v1\0").chain_update(receipt.as_bytes()).finalize();
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// A receipt number as somebody may type it: small letters, without or with other dashes.
#[must_use]
pub fn tidy_receipt(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
    let number = (digits.len() == 12).then(|| receipt_of(&digits))?;
    is_receipt(&number).then_some(number)
}

impl Office {
    /// The write by which a receipt number leads to its problem.
    pub(super) fn point(&self, receipt: &str, problem: ProblemId, now: Timestamp) -> Result<Write, OfficeError> {
        let place = place_of(receipt);
        Ok(vault_write(place, RECEIPT, self.seal_bytes(place, problem.0.as_bytes())?, now.0))
    }

    /// What became of the objection with a receipt number; nothing where there is none. Numbers
    /// that lead nowhere are counted, and who tries many has to wait.
    ///
    /// # Errors
    /// [`ObjectionError::Wait`], or the store's failure.
    pub async fn receipt(
        &self,
        number: &str,
        from: &str,
        now: Timestamp,
    ) -> Result<Option<ReceiptSeen>, ObjectionError> {
        let mut miss = self.slow_down(RECEIPT, from, now).await?;
        let seen = match tidy_receipt(number) {
            Some(number) => self.behind(&number).await?,
            None => None,
        };
        if seen.is_some() {
            return Ok(seen);
        }
        loop {
            match self.store.commit(Commit { writes: vec![miss], ..Commit::default() }).await {
                Ok(_) => return Ok(None),
                // Another guess was counted meanwhile; in the end there is a wait.
                Err(StoreError::Conflict) => miss = self.slow_down(RECEIPT, from, now).await?,
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn behind(&self, number: &str) -> Result<Option<ReceiptSeen>, OfficeError> {
        let place = place_of(number);
        let Some((kept_for, sealed, _)) = self.store.vault(place).await? else { return Ok(None) };
        if kept_for != RECEIPT {
            return Ok(None);
        }
        let plain = self.open_bytes(place, &sealed)?;
        let Ok(id) = Uuid::from_slice(&plain) else { return Ok(None) };
        let Some(problem) = self.load(ProblemId(id)).await? else { return Ok(None) };
        // A problem that rebounded keeps only the objections of its present round: the record has all.
        let (mut found, mut answer) = (None, None);
        for row in self.store.events_of(id).await? {
            let event = recorded(&row)?;
            match event.event {
                Event::ObjectionReceived(o) if receipt_of(&o.commitment) == number => {
                    found = Some((o.no, event.at.day()));
                    answer = None;
                }
                Event::ObjectionAnswered(a) if answer.is_none() && found.is_some_and(|(no, _)| no == a.no) => {
                    answer = Some((event.at.day(), a.upheld, a.answer));
                }
                _ => {}
            }
        }
        Ok(found.map(|(no, received)| ReceiptSeen {
            problem: problem.id,
            number: (problem.number_text(), is_public(&problem)),
            objection: PublicObjection { no, received, answer },
        }))
    }

    /// The objections of the present round against a public problem, without personal data.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] also where it exists and is not public.
    pub async fn public_objections(&self, id: ProblemId) -> Result<Vec<PublicObjection>, OfficeError> {
        let problem = self.load(id).await?.filter(is_public).ok_or(OfficeError::NotFound)?;
        let said = problem.objections.iter().map(|o| PublicObjection {
            no: o.objection.no,
            received: o.mark.at.day(),
            answer: o.answer.as_ref().map(|(mark, a)| (mark.at.day(), a.upheld, a.answer.clone())),
        });
        Ok(said.collect())
    }
}
