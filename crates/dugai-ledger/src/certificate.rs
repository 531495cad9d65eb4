//! Certificates: one text that proves offline that a leaf is in the log (C2SP tlog-proof).
//!
//! A certificate holds the index, the inclusion proof and the signed checkpoint. Whoever has it,
//! the bytes of the leaf and the public key of the log needs nothing else, neither network nor
//! this program's database.
//!
//! Not here: the bytes of the leaf, unless a caller adds them as extra data, and how a
//! certificate is printed for people.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    checkpoint::Checkpoint,
    error::{CertificateError, CheckpointError},
    hash::TreeHash,
    leaf::leaf_hash,
    note::{MAX_NOTE_BYTES, NoteVerifier, SignedNote},
    proof::{InclusionProof, MAX_PROOF_HASHES},
    text::parse_decimal,
};

/// First line of a certificate.
pub const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// Greatest extra data in bytes: more than the greatest leaf.
pub const MAX_EXTRA_BYTES: usize = 128 * 1024;

/// Greatest certificate in bytes: note, extra data in base64 and proof.
pub const MAX_CERTIFICATE_BYTES: usize = MAX_NOTE_BYTES + MAX_EXTRA_BYTES * 2;

/// Proof that one leaf is in the log, not trusted until verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    index: u64,
    hashes: Vec<TreeHash>,
    extra: Vec<u8>,
    checkpoint: SignedNote,
}

impl Certificate {
    /// Puts a proof and a signed checkpoint of the same tree together.
    ///
    /// # Errors
    /// [`CertificateError::Checkpoint`] if the note is no checkpoint,
    /// [`CertificateError::OtherTree`] if it is not of the size of the proof's tree. Neither
    /// signature nor proof is checked; see [`Certificate::verify`].
    pub fn new(proof: InclusionProof, checkpoint: SignedNote) -> Result<Self, CertificateError> {
        let size = Checkpoint::parse(checkpoint.text())?.size();
        if size != proof.size {
            return Err(CertificateError::OtherTree { proof: proof.size, checkpoint: size });
        }
        check_proof_len(proof.hashes.len())?;
        Ok(Self { index: proof.index, hashes: proof.hashes, extra: Vec::new(), checkpoint })
    }

    /// Adds extra data, such as the leaf itself. Nothing vouches for it.
    ///
    /// # Errors
    /// [`CertificateError::Extra`] unless it has 1 to [`MAX_EXTRA_BYTES`] bytes.
    pub fn with_extra(mut self, extra: Vec<u8>) -> Result<Self, CertificateError> {
        if (1..=MAX_EXTRA_BYTES).contains(&extra.len()) {
            self.extra = extra;
            Ok(self)
        } else {
            Err(CertificateError::Extra)
        }
    }

    /// Reads a certificate. Printing what was read gives the same bytes again.
    ///
    /// # Errors
    /// [`CertificateError`] naming the part that is malformed or too large.
    pub fn parse(text: &str) -> Result<Self, CertificateError> {
        let found = text.len();
        if found > MAX_CERTIFICATE_BYTES {
            return Err(CertificateError::TooLarge { found });
        }
        // The head has no blank line of its own, so the first one ends it.
        let (head, note) = text.split_once("\n\n").ok_or(CertificateError::NoCheckpoint)?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(CertificateError::Header);
        }
        let extra = lines.next_if(|line| line.starts_with("extra "));
        let index = lines
            .next()
            .and_then(|line| line.strip_prefix("index "))
            .and_then(parse_decimal)
            .ok_or(CertificateError::Index)?;
        let mut hashes = Vec::new();
        for (text, line) in lines.zip(1..) {
            let hash = TreeHash::from_base64(text);
            hashes.push(hash.map_err(|_| CertificateError::ProofLine { line })?);
            check_proof_len(line)?;
        }
        let checkpoint = SignedNote::parse(note).map_err(CheckpointError::Note)?;
        let size = Checkpoint::parse(checkpoint.text())?.size();
        let proof = InclusionProof { index, size, hashes };
        let certificate = Self::new(proof, checkpoint)?;
        match extra.and_then(|line| line.strip_prefix("extra ")) {
            None => Ok(certificate),
            Some(data) => {
                let data = STANDARD.decode(data).map_err(|_| CertificateError::Extra)?;
                certificate.with_extra(data)
            }
        }
    }

    /// Checks everything: that a key of the log `origin` signed the checkpoint and that the leaf
    /// with exactly these bytes stands at [`Certificate::index`] of its tree. Returns what the
    /// checkpoint says.
    ///
    /// # Errors
    /// [`CertificateError::Checkpoint`] if the checkpoint is not to be trusted,
    /// [`CertificateError::Proof`] if the leaf is not in its tree at that index.
    pub fn verify(&self, leaf: &[u8], origin: &str, log_keys: &[NoteVerifier]) -> Result<Checkpoint, CertificateError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, origin, log_keys)?;
        let proof = InclusionProof { index: self.index, size: checkpoint.size(), hashes: self.hashes.clone() };
        proof.verify(&leaf_hash(leaf), checkpoint.root())?;
        Ok(checkpoint)
    }

    /// Index of the leaf in the log, from zero.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The sibling hashes from the leaf up to the root's child.
    #[must_use]
    pub fn hashes(&self) -> &[TreeHash] {
        &self.hashes
    }

    /// Extra data; empty if there is none. Never covered by the proof.
    #[must_use]
    pub fn extra(&self) -> &[u8] {
        &self.extra
    }

    /// The signed checkpoint.
    #[must_use]
    pub fn checkpoint(&self) -> &SignedNote {
        &self.checkpoint
    }
}

impl fmt::Display for Certificate {
    /// The text of the certificate, as stored in a file with the ending `.tlog-proof`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if !self.extra.is_empty() {
            writeln!(f, "extra {}", STANDARD.encode(&self.extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

/// Refuses the first proof line above what any tree can need.
fn check_proof_len(lines: usize) -> Result<(), CertificateError> {
    if lines <= MAX_PROOF_HASHES { Ok(()) } else { Err(CertificateError::ProofLine { line: MAX_PROOF_HASHES + 1 }) }
}
