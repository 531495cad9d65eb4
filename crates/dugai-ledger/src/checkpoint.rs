//! Checkpoints: the signed head of the tree (C2SP tlog-checkpoint).
//!
//! A checkpoint says "log `origin` had `size` leaves and this root". Whoever holds an old one can
//! ask for a consistency proof and so find out any rewriting.
//!
//! Not here: when to sign one, and the rule that all signed ones must be consistent, which the
//! caller keeps by signing only trees that grew from the last one.

use std::fmt;

use crate::{
    error::CheckpointError,
    hash::{EMPTY_ROOT, MAX_TREE_SIZE, TreeHash},
    note::{NoteSigner, NoteVerifier, SignedNote},
    text::{excerpt, is_line, parse_decimal},
};

/// Greatest length of an origin in bytes.
pub const MAX_ORIGIN_BYTES: usize = 255;

/// Greatest number of extension lines.
pub const MAX_EXTENSIONS: usize = 16;

/// Greatest length of one extension line in bytes.
pub const MAX_EXTENSION_BYTES: usize = 1024;

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: TreeHash,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// States the head of a tree. The origin names the log for ever and should look like an
    /// address without scheme, such as `dugai.example.gov.cn/ledger`.
    ///
    /// # Errors
    /// [`CheckpointError::Origin`] unless the origin is one line of 1 to [`MAX_ORIGIN_BYTES`]
    /// bytes, [`CheckpointError::Size`] above [`MAX_TREE_SIZE`], [`CheckpointError::EmptyRoot`]
    /// if there are no leaves and the root says otherwise.
    pub fn new(origin: &str, size: u64, root: TreeHash) -> Result<Self, CheckpointError> {
        if !is_line(origin, MAX_ORIGIN_BYTES) {
            return Err(CheckpointError::Origin);
        }
        if size > MAX_TREE_SIZE {
            return Err(CheckpointError::Size);
        }
        if size == 0 && root != EMPTY_ROOT {
            return Err(CheckpointError::EmptyRoot);
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions: Vec::new() })
    }

    /// Adds an extension line. The specification advises against them, since monitors cannot
    /// audit what they say.
    ///
    /// # Errors
    /// [`CheckpointError::Extension`] unless it is one line of 1 to [`MAX_EXTENSION_BYTES`] bytes
    /// and there are fewer than [`MAX_EXTENSIONS`].
    pub fn with_extension(mut self, line: &str) -> Result<Self, CheckpointError> {
        if self.extensions.len() >= MAX_EXTENSIONS || !is_line(line, MAX_EXTENSION_BYTES) {
            return Err(CheckpointError::Extension);
        }
        self.extensions.push(line.to_owned());
        Ok(self)
    }

    /// Reads the text of a note as a checkpoint, without any trust in it.
    ///
    /// # Errors
    /// [`CheckpointError`] naming the line that is malformed.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let text = text.strip_suffix('\n').ok_or(CheckpointError::Incomplete)?;
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(CheckpointError::Incomplete);
        };
        let size = parse_decimal(size).ok_or(CheckpointError::Size)?;
        let root = TreeHash::from_base64(root).map_err(CheckpointError::Root)?;
        let checkpoint = Self::new(origin, size, root)?;
        lines.try_fold(checkpoint, Self::with_extension)
    }

    /// Signs the checkpoint with every one of the keys. The key of the log should bear the name
    /// of the origin.
    ///
    /// # Errors
    /// [`CheckpointError::Note`] for no key or too many.
    pub fn sign(&self, signers: &[&NoteSigner]) -> Result<SignedNote, CheckpointError> {
        Ok(SignedNote::sign(self.to_string(), signers)?)
    }

    /// Verifies a note and reads it as a checkpoint of the log `origin`.
    ///
    /// `log_keys` are the keys of the log itself, several while keys change; one of them must
    /// have signed.
    ///
    /// # Errors
    /// [`CheckpointError::Note`] if the signatures do not hold, [`CheckpointError::WrongOrigin`]
    /// for the checkpoint of another log, else as [`Checkpoint::parse`].
    pub fn open(note: &SignedNote, origin: &str, log_keys: &[NoteVerifier]) -> Result<Self, CheckpointError> {
        note.verify(log_keys)?;
        let checkpoint = Self::parse(note.text())?;
        if checkpoint.origin == origin {
            Ok(checkpoint)
        } else {
            Err(CheckpointError::WrongOrigin { expected: origin.to_owned(), found: excerpt(&checkpoint.origin) })
        }
    }

    /// Name of the log.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Root of the tree.
    #[must_use]
    pub fn root(&self) -> &TreeHash {
        &self.root
    }

    /// Extension lines, usually none.
    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}

impl fmt::Display for Checkpoint {
    /// The note text: origin, size, root in base64, extension lines, each with its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}", self.origin, self.size)?;
        writeln!(f, "{}", self.root.to_base64())?;
        let mut lines = self.extensions.iter();
        lines.try_for_each(|line| writeln!(f, "{line}"))
    }
}
