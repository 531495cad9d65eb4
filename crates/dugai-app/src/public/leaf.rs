//! What the ledger tells of one event, and to whom: everybody gets number, time and leaf hash;
//! the kind only where the public form shows the same; the leaf itself who may see the record.

use dugai_domain::actor::Actor;
use dugai_domain::disclosure::is_public;
use dugai_domain::ids::ProblemId;
use dugai_domain::time::Timestamp;
use dugai_ledger::{BundleId, Checkpoint, SignedNote, TILE_WIDTH, TreeHash, encode_entries};
use dugai_store::events::EventRow;

use crate::act::ActError;
use crate::office::{Office, OfficeError};
use crate::verify::leaf;

/// Kinds of events of which the public form of a problem tells anyway.
const PUBLIC_KINDS: [&str; 9] = [
    "registered",
    "plan_approved",
    "measure_accepted",
    "notice_opened",
    "notice_closed",
    "filed",
    "struck_off",
    "looked_back",
    "rebounded",
];

/// One event of the ledger, as far as the reader may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafSeen {
    /// Number in the dense order: the index of the leaf.
    pub seq: u64,
    /// When it was recorded.
    pub at: Timestamp,
    /// Hash of the leaf, in base64.
    pub hash: String,
    /// Code of the event, where the reader may know it.
    pub kind: Option<String>,
    /// The problem it belongs to, where the reader may know it.
    pub problem: Option<ProblemId>,
    /// The bytes that are hashed, where the reader may see the record.
    pub bytes: Option<Vec<u8>>,
    /// The payload as stored, where the reader may see the record.
    pub payload: Option<String>,
}

/// The proof that an event stands in the newest checkpoint, checked as anybody would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafProof {
    /// The certificate, as it is handed out.
    pub text: String,
    /// Number of leaves of the checkpoint.
    pub size: u64,
    /// Root of the checkpoint, in base64.
    pub root: String,
    /// Hashes from the leaf to the root, in base64.
    pub hashes: Vec<String>,
    /// Whether signature and proof hold.
    pub holds: bool,
}

/// The newest signed head of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerHead {
    /// The signed note.
    pub note: String,
    /// Number of leaves.
    pub size: u64,
    /// Root, in base64.
    pub root: String,
    /// When it was signed.
    pub at: Timestamp,
    /// Events recorded since.
    pub waiting: u64,
}

/// How often a certificate is tried while checkpoints follow one another.
const TRIES: u32 = 3;

fn damaged(error: impl std::fmt::Display) -> OfficeError {
    OfficeError::Sealed(error.to_string())
}

impl Office {
    /// One event of the ledger, as a reader may see it; nobody signed in is the public.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] when no event has the number.
    pub async fn leaf_seen(&self, seq: u64, reader: Option<&Actor>) -> Result<LeafSeen, OfficeError> {
        let row = self.event(seq).await?;
        let (sees, public) = self.sight(&row, reader).await?;
        let bytes = leaf(&row).encode().map_err(damaged)?;
        let told = sees || (public && PUBLIC_KINDS.contains(&row.event.as_str()));
        let is_problem = row.kind == "problem";
        Ok(LeafSeen {
            seq,
            at: Timestamp(row.at),
            hash: dugai_ledger::leaf_hash(&bytes).to_base64(),
            kind: told.then(|| row.event.clone()),
            problem: Some(ProblemId(row.stream)).filter(|_| is_problem && (sees || public)),
            bytes: sees.then_some(bytes),
            payload: sees.then_some(row.payload),
        })
    }

    /// The proof that an event stands in the newest checkpoint; none while no checkpoint reaches it.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] when no event has the number.
    pub async fn leaf_proof(&self, seq: u64) -> Result<Option<LeafProof>, OfficeError> {
        let bytes = leaf(&self.event(seq).await?).encode().map_err(damaged)?;
        let mut tries = 0;
        let certificate = loop {
            tries += 1;
            match self.certificate(seq).await {
                Ok(certificate) => break certificate,
                Err(OfficeError::NotFound) => return Ok(None),
                // A new checkpoint between proof and note: the next try meets both of one size.
                Err(OfficeError::Sealed(_)) if tries < TRIES => {}
                Err(error) => return Err(error),
            }
        };
        let verifier = self.verifier().await?;
        let holds = certificate.verify(&bytes, verifier.name(), std::slice::from_ref(&verifier)).is_ok();
        let checkpoint = Checkpoint::parse(certificate.checkpoint().text()).map_err(damaged)?;
        Ok(Some(LeafProof {
            text: certificate.to_string(),
            size: checkpoint.size(),
            root: checkpoint.root().to_base64(),
            hashes: certificate.hashes().iter().map(TreeHash::to_base64).collect(),
            holds,
        }))
    }

    /// The newest signed head of the ledger; none before the first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn ledger_head(&self) -> Result<Option<LedgerHead>, OfficeError> {
        let Some((size, note, at)) = self.checkpoint().await? else { return Ok(None) };
        let text = SignedNote::parse(&note).map_err(damaged)?;
        let checkpoint = Checkpoint::parse(text.text()).map_err(damaged)?;
        let waiting = self.store.next_event().await?.saturating_sub(size);
        Ok(Some(LedgerHead { note, size, root: checkpoint.root().to_base64(), at: Timestamp(at), waiting }))
    }

    async fn event(&self, seq: u64) -> Result<EventRow, OfficeError> {
        // The store counts in signed numbers; nothing has a number above them.
        let rows = if i64::try_from(seq).is_err() { Vec::new() } else { self.store.events_from(seq, 1).await? };
        rows.into_iter().find(|row| row.seq == seq).ok_or(OfficeError::NotFound)
    }

    /// Whether a reader sees the whole record, and whether it belongs to a public problem.
    async fn sight(&self, row: &EventRow, reader: Option<&Actor>) -> Result<(bool, bool), OfficeError> {
        if row.kind != "problem" {
            return Ok((reader.is_some_and(Actor::sees_everything), false));
        }
        let id = ProblemId(row.stream);
        let public = self.load(id).await?.as_ref().is_some_and(is_public);
        // Of a case somebody may see, an enterprise is shown its outward side only: the record decides.
        let sees = match reader {
            None => false,
            Some(reader) => match self.history(id, reader).await {
                Ok(history) => history.iter().any(|kept| kept.seq == row.seq),
                Err(ActError::Office(error)) => return Err(error),
                Err(_) => false,
            },
        };
        Ok((sees, public))
    }

    /// A bundle of entries: the leaves themselves, for those who may see every record.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] for everybody else, and where the ledger has not as many.
    pub async fn entries(&self, bundle: BundleId, reader: Option<&Actor>) -> Result<Vec<u8>, OfficeError> {
        if !reader.is_some_and(Actor::sees_everything) {
            return Err(OfficeError::NotFound);
        }
        let (size, _, _) = self.checkpoint().await?.ok_or(OfficeError::NotFound)?;
        let first = bundle.index().checked_mul(u64::from(TILE_WIDTH)).ok_or(OfficeError::NotFound)?;
        let width = u32::from(bundle.width());
        if first.checked_add(u64::from(width)).is_none_or(|end| end > size) {
            return Err(OfficeError::NotFound);
        }
        let rows = self.store.events_from(first, width).await?;
        let leaves = rows.iter().map(|row| leaf(row).encode()).collect::<Result<Vec<_>, _>>().map_err(damaged)?;
        encode_entries(leaves.iter().map(Vec::as_slice)).map_err(damaged)
    }
}
