//! An objection (异议) brought during a public notice. Who brought it and their words are
//! sealed in the vault; the event carries only a commitment, from which the receipt is made.

use dugai_domain::actor::Actor;
use dugai_domain::disclosure::is_public;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::notice::NoticeDays;
use dugai_domain::problem::{self, Command, Problem, Stage};
use dugai_domain::time::Timestamp;
use dugai_store::Write;
use dugai_store::desk::vault_write;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::act::ActError;
use crate::office::{Office, OfficeError};
use crate::sealed::OBJECTION;
use crate::throttle::{OneMore, Pace};

/// Longest name or contact, in characters.
const LINE_MAX: usize = 100;
/// Longest words, in characters.
pub const WORDS_MAX: usize = 2000;
/// Shortest words that can say something.
pub const WORDS_MIN: usize = 5;
/// Objections, and guesses at receipt numbers, from one address.
const BY_ADDRESS: Pace = Pace { free: 10, first: 60, longest: 900 };
/// How often it is tried again when somebody acts on the problem at the same moment.
const TRIES: u32 = 20;
/// What the entry of the vault behind a form's number is kept for.
const FORM: &str = "objection_form";

/// What somebody brings, and what is sealed as JSON in the vault.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Name; empty: not given.
    pub name: String,
    /// Telephone or address; empty: not given.
    pub contact: String,
    /// The words as written.
    pub words: String,
}

/// Why an objection was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ObjectionError {
    /// No such problem, or none that is public.
    #[error("no such problem")]
    NotFound,
    /// It is not on public notice now.
    #[error("the problem is not on public notice")]
    NotNoticed,
    /// The first day of its notice lies ahead.
    #[error("the public notice has not begun")]
    NotBegun,
    /// The last day of its notice is past, though the notice was not closed yet.
    #[error("the public notice is over")]
    Over,
    /// Too many from this address: not before this moment.
    #[error("wait until {0}")]
    Wait(Timestamp),
    /// A field is empty, too short or too long: every field with its code and what was expected.
    #[error("fields cannot be used: {0:?}")]
    Fields(Vec<(&'static str, &'static str)>),
    /// The office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<dugai_store::StoreError> for ObjectionError {
    fn from(error: dugai_store::StoreError) -> Self {
        Self::Office(error.into())
    }
}

impl Objection {
    fn faults(&self) -> Vec<(&'static str, &'static str)> {
        let mut faults = Vec::new();
        for (field, text) in [("name", &self.name), ("contact", &self.contact)] {
            if text.chars().count() > LINE_MAX {
                faults.push((field, "too_long"));
            }
        }
        let length = self.words.trim().chars().count();
        if length < WORDS_MIN {
            faults.push(("words", "too_short"));
        } else if length > WORDS_MAX {
            faults.push(("words", "too_long"));
        }
        faults
    }

    fn trimmed(&self) -> Self {
        let trim = |text: &str| text.trim().to_owned();
        Self { name: trim(&self.name), contact: trim(&self.contact), words: trim(&self.words) }
    }
}

/// Whether objections are taken now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeNow {
    /// There is no notice, or it was closed.
    None,
    /// Its first day lies ahead.
    Ahead,
    /// It runs: objections are taken.
    Running,
    /// Its last day is past and nobody closed it yet.
    Over,
}

impl NoticeNow {
    /// Of a stage, the days of a notice, and today. Until its last day is certain it is not over: it cannot be
    /// closed either.
    #[must_use]
    pub fn of(stage: Stage, days: Option<NoticeDays>, today: Date) -> Self {
        match days.filter(|_| stage == Stage::Noticed) {
            None => Self::None,
            Some(days) if today < days.first => Self::Ahead,
            Some(days) if days.is_over(today) => Self::Over,
            Some(_) => Self::Running,
        }
    }
}

/// The receipt number of an objection: the beginning of its commitment, so that the office finds
/// the objection by it and nothing new has to be kept.
#[must_use]
pub fn receipt_of(commitment: &str) -> String {
    let digits: Vec<char> = commitment.chars().take(12).map(|c| c.to_ascii_uppercase()).collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Whether a text has the form of a receipt number.
#[must_use]
pub fn is_receipt(text: &str) -> bool {
    text.len() == 14
        && text.bytes().enumerate().all(|(i, b)| match i {
            4 | 9 => b == b'-',
            _ => b.is_ascii_digit() || (b'A'..=b'F').contains(&b),
        })
}

/// The id of what stands behind the number of a form; none for what is no number of ours.
fn form_place(problem: ProblemId, number: &str) -> Option<Uuid> {
    let number = Uuid::parse_str(number).ok()?;
    let digest = Sha256::new()
        .chain_update(b"dugai/objection/form/v1\0")
        .chain_update(problem.0.as_bytes())
        .chain_update(number.as_bytes())
        .finalize();
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
    Some(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

impl Office {
    /// Takes an objection during the notice and gives its receipt number.
    ///
    /// # Errors
    /// [`ObjectionError`]; nothing is written then.
    pub async fn object(
        &self,
        id: ProblemId,
        objection: &Objection,
        from: &str,
        now: Timestamp,
    ) -> Result<String, ObjectionError> {
        self.object_once((id, ""), objection, from, now).await
    }

    /// The same by a form that bears a number: sent twice, it is one objection with one receipt.
    /// An empty number is none.
    ///
    /// # Errors
    /// As [`Office::object`].
    pub async fn object_once(
        &self,
        at: (ProblemId, &str),
        objection: &Objection,
        from: &str,
        now: Timestamp,
    ) -> Result<String, ObjectionError> {
        let (id, number) = at;
        let form = form_place(id, number);
        self.on_notice(id, now.day()).await?;
        let faults = objection.faults();
        if !faults.is_empty() {
            return Err(ObjectionError::Fields(faults));
        }
        let plain = serde_json::to_vec(&objection.trimmed()).map_err(|source| OfficeError::Form {
            kind: "objection",
            id: id.0,
            source,
        })?;
        let actor = Actor::system(now.day());
        for _ in 0..TRIES {
            let problem = self.on_notice(id, now.day()).await?;
            if let Some(first) = self.sent_before(form).await? {
                return Ok(first);
            }
            // Counted anew each time: others from the same address may have come in between.
            let mut writes = vec![self.slow_down("objection", from, now).await?];
            let (vault, commitment, write) = self.keep(OBJECTION, &plain, now)?;
            let receipt = receipt_of(&commitment);
            let pointer = self.point(&receipt, id, now)?;
            let no = u32::try_from(problem.objections.len() + 1).unwrap_or(u32::MAX);
            let command =
                Command::ReceiveObjection(problem::Objection { no, vault, commitment, summary: String::new() });
            writes.extend([write, pointer]);
            writes.extend(self.remember(form, &receipt, now)?);
            match self.act_with((id, Some(problem.version)), &command, (&actor, now), writes).await {
                Ok(_) => return Ok(receipt),
                Err(ActError::Changed(_)) => {}
                Err(ActError::Office(error)) => return Err(error.into()),
                Err(_) => return Err(ObjectionError::NotNoticed),
            }
        }
        Err(OfficeError::Changed.into())
    }

    async fn on_notice(&self, id: ProblemId, today: Date) -> Result<Problem, ObjectionError> {
        let problem = self.load(id).await?.filter(is_public).ok_or(ObjectionError::NotFound)?;
        let days = problem.notice_days(&self.setup().await?.calendar);
        match NoticeNow::of(problem.stage, days, today) {
            NoticeNow::Running => Ok(problem),
            NoticeNow::Ahead => Err(ObjectionError::NotBegun),
            NoticeNow::Over => Err(ObjectionError::Over),
            NoticeNow::None => Err(ObjectionError::NotNoticed),
        }
    }

    /// The receipt of the objection that a form brought already.
    async fn sent_before(&self, form: Option<Uuid>) -> Result<Option<String>, OfficeError> {
        let Some(place) = form else { return Ok(None) };
        let Some((_, sealed, _)) = self.store.vault(place).await?.filter(|(kept_for, ..)| kept_for == FORM) else {
            return Ok(None);
        };
        Ok(String::from_utf8(self.open_bytes(place, &sealed)?).ok())
    }

    /// The write by which a form leads to its receipt.
    fn remember(&self, form: Option<Uuid>, receipt: &str, now: Timestamp) -> Result<Option<Write>, OfficeError> {
        let write = |place| Ok(vault_write(place, FORM, self.seal_bytes(place, receipt.as_bytes())?, now.0));
        form.map(write).transpose()
    }

    /// The write that counts one more of something from an address, or until when it must wait. It
    /// fails as a conflict when another was counted meanwhile.
    pub(super) async fn slow_down(&self, what: &str, from: &str, now: Timestamp) -> Result<Write, ObjectionError> {
        let key = self.throttle_key(what, from).await?;
        match self.one_more(&key, BY_ADDRESS, now).await? {
            OneMore::Counted(write) => Ok(write),
            OneMore::Wait(until) => Err(ObjectionError::Wait(until)),
        }
    }

    /// The key an address is counted under. An address may be a person's, so only a hash keyed
    /// with a secret of the vault is written; it cannot be turned back by trying all addresses.
    async fn throttle_key(&self, what: &str, from: &str) -> Result<String, OfficeError> {
        let setup = self.setup().await?;
        let installation = setup.installation.as_ref().ok_or(OfficeError::NotFound)?;
        let (_, sealed, _) = self.store.vault(installation.id.0).await?.ok_or(OfficeError::NotFound)?;
        let secret = self.open_bytes(installation.id.0, &sealed)?;
        let inner = Sha256::new().chain_update(b"dugai/objection/from/v1\0").chain_update(&secret).finalize();
        let mac = Sha256::new().chain_update(inner).chain_update(from.as_bytes()).finalize();
        Ok(format!("{what}:{}", mac.iter().take(16).map(|b| format!("{b:02x}")).collect::<String>()))
    }
}
