//! The files and personal records that events name: each is opened and compared with the commitment that
//! its event carries. Slow, since every file is read whole.

use dugai_domain::problem::Event;
use uuid::Uuid;

use crate::office::{Office, OfficeError};

/// Events read at once.
const PAGE: u32 = 1000;
/// The events that commit to something sealed.
const COMMITTING: [&str; 2] = ["evidence_added", "objection_received"];

/// What was opened, and what is not as it was recorded.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Pieces of evidence.
    pub files: u64,
    /// Personal records.
    pub records: u64,
    /// Every fault, in words.
    pub faults: Vec<String>,
}

impl Office {
    /// Opens every piece of evidence and every personal record that an event commits to, and compares
    /// them. All faults are told, not only the first: who repairs from a backup needs the whole list.
    ///
    /// # Errors
    /// When the database or the place of the files cannot be read.
    pub async fn verify_files(&self) -> Result<Opened, OfficeError> {
        let mut opened = Opened::default();
        let mut next = 0;
        loop {
            let page = self.store.events_from(next, PAGE).await?;
            let Some(last) = page.last() else { return Ok(opened) };
            next = last.seq + 1;
            for row in page.iter().filter(|row| COMMITTING.contains(&row.event.as_str())) {
                match serde_json::from_str(&row.payload) {
                    Ok(event) => self.open_of(row.stream, &event, &mut opened).await?,
                    Err(error) => opened.faults.push(format!("event {} cannot be read: {error}", row.seq)),
                }
            }
        }
    }

    async fn open_of(&self, problem: Uuid, event: &Event, opened: &mut Opened) -> Result<(), OfficeError> {
        match event {
            Event::EvidenceAdded(evidence) => {
                opened.files += 1;
                opened.faults.extend(self.evidence_faults(problem, evidence).await?);
            }
            Event::ObjectionReceived(objection) => {
                opened.records += 1;
                opened.faults.extend(self.record_fault(objection.vault, &objection.commitment).await?);
            }
            _ => {}
        }
        Ok(())
    }
}
