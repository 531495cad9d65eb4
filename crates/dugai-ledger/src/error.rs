//! The errors of this crate, one type per thing that can be wrong.
//!
//! Each belongs to the module of the same name; [`TreeError`] belongs to everything that reads
//! stored tiles and carries the error of whoever stores them. Messages are lowercase fragments
//! that fit after "failed to …:". Not here: texts for users, which are the pages' matter.

use thiserror::Error;

use crate::tile::TileId;

/// Bytes or text that are no hash.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HashError {
    /// Not 32 bytes.
    #[error("hash has {found} bytes instead of 32")]
    Length {
        /// Number of bytes given.
        found: usize,
    },
    /// Not canonical standard base64.
    #[error("hash is not standard base64")]
    Base64,
}

/// An event that cannot be encoded, or bytes that are no leaf.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LeafError {
    /// A kind is longer than its length byte can say.
    #[error("{field} of leaf has {len} bytes, the most is 255")]
    NameTooLong {
        /// Which of the kinds.
        field: &'static str,
        /// Its length in bytes.
        len: usize,
    },
    /// The bytes do not begin as a leaf does.
    #[error("bytes are not a leaf")]
    NotALeaf,
    /// A leaf of an encoding this program does not know.
    #[error("leaf has unknown encoding version {0}")]
    UnknownVersion(u8),
    /// The bytes end inside a field.
    #[error("leaf ends inside its {field}")]
    Truncated {
        /// The field.
        field: &'static str,
    },
    /// Bytes follow the last field.
    #[error("leaf has {0} bytes after its end")]
    TrailingBytes(usize),
    /// A kind is not UTF-8.
    #[error("{field} of leaf is not utf-8")]
    NotUtf8 {
        /// Which of the kinds.
        field: &'static str,
    },
    /// A choice byte has no meaning.
    #[error("{field} of leaf has unknown tag {tag}")]
    UnknownTag {
        /// The field.
        field: &'static str,
        /// The byte found.
        tag: u8,
    },
    /// A payload stands in the leaf that must stand there as its digest.
    #[error("payload of leaf has {len} bytes and must be given by its digest")]
    InlinePayloadTooLong {
        /// Its length in bytes.
        len: usize,
    },
    /// A payload is given by its digest that must stand in the leaf itself.
    #[error("payload of leaf has only {len} bytes and must not be given by its digest")]
    DigestOfShortPayload {
        /// Its length in bytes.
        len: u64,
    },
}

/// Bytes that are no position of a growing tree.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FrontierError {
    /// The bytes do not begin as a frontier does.
    #[error("bytes are not a frontier")]
    NotAFrontier,
    /// A frontier of an encoding this program does not know.
    #[error("frontier has unknown encoding version {0}")]
    UnknownVersion(u8),
    /// More leaves than a tree may have.
    #[error("frontier has {size} leaves, more than a tree may have")]
    TooLarge {
        /// The number of leaves given.
        size: u64,
    },
    /// The length does not fit the number of leaves.
    #[error("frontier has {found} bytes instead of {expected}")]
    WrongLength {
        /// Bytes that the number of leaves asks for.
        expected: usize,
        /// Bytes given.
        found: usize,
    },
}

/// A tile, entry bundle or path that is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TileError {
    /// No tree has a tile there.
    #[error("tile at level {level}, index {index}, width {width} cannot exist")]
    Impossible {
        /// Level, from zero.
        level: u8,
        /// Index in the level, from zero.
        index: u64,
        /// Number of hashes.
        width: u16,
    },
    /// Not a path of a tile or entry bundle, or not in its one spelling.
    #[error("path is not that of a tile: {path:?}")]
    Path {
        /// The path, cut to a readable length.
        path: String,
    },
    /// Not a whole number of hashes, or more than a tile has.
    #[error("tile has {found} bytes, which is not 1 to 256 hashes")]
    Bytes {
        /// Number of bytes given.
        found: usize,
    },
    /// An entry is longer than its 16-bit length can say.
    #[error("entry has {found} bytes, the most is 65535")]
    EntryTooLong {
        /// Length of the entry in bytes.
        found: usize,
    },
    /// A bundle without entries or with more than 256.
    #[error("entry bundle has {found} entries instead of 1 to 256")]
    EntryCount {
        /// Number of entries; 257 stands for any greater number.
        found: usize,
    },
    /// A bundle ends inside an entry.
    #[error("entry bundle ends inside entry {entry}")]
    Truncated {
        /// Which entry, from zero.
        entry: usize,
    },
}

/// A proof that cannot be made, or that does not prove.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The tree has no leaf there.
    #[error("leaf index {index} is outside the tree of {size} leaves")]
    IndexOutsideTree {
        /// The index asked for.
        index: u64,
        /// Number of leaves.
        size: u64,
    },
    /// The tree said to be earlier is larger.
    #[error("old tree of {old} leaves is larger than the new tree of {new}")]
    OldTreeLarger {
        /// Leaves of the tree said to be earlier.
        old: u64,
        /// Leaves of the tree said to be later.
        new: u64,
    },
    /// The number of hashes does not fit index and sizes.
    #[error("proof of {found} hashes has the wrong length for its tree")]
    WrongLength {
        /// Number of hashes given.
        found: usize,
    },
    /// The hashes lead to another root.
    #[error("proof does not lead to the root")]
    RootMismatch,
}

/// Stored tiles that cannot be read or do not fit; `E` is the error of the store.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TreeError<E> {
    /// The store failed.
    #[error("tile {id} cannot be read")]
    Source {
        /// The tile asked for.
        id: TileId,
        /// Why.
        source: E,
    },
    /// The store gave fewer hashes than the tile has.
    #[error("stored tile {id} has only {found} hashes")]
    ShortTile {
        /// The tile asked for.
        id: TileId,
        /// Number of hashes given.
        found: usize,
    },
    /// A tree larger than what is stored was asked for.
    #[error("tree of {asked} leaves is beyond the {stored} stored")]
    BeyondTree {
        /// Leaves of the tree asked for.
        asked: u64,
        /// Leaves stored.
        stored: u64,
    },
    /// A stored tile does not lead to the hashes kept with the position.
    #[error("stored tile {id} does not belong to the tree")]
    ForeignTile {
        /// The tile.
        id: TileId,
    },
    /// The proof itself is impossible.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The tree has too many leaves for tiles.
    #[error(transparent)]
    Tile(#[from] TileError),
}

/// A note, signature or key that is malformed or not to be trusted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoteError {
    /// Larger than allowed.
    #[error("note has {found} bytes, more than allowed")]
    TooLarge {
        /// Length in bytes.
        found: usize,
    },
    /// No blank line between text and signatures.
    #[error("note has no blank line before its signatures")]
    NoSignatureBlock,
    /// A text that does not end in a newline or holds control characters.
    #[error("text of note is malformed")]
    Text,
    /// No signature, or more than allowed.
    #[error("note has {found} signatures")]
    SignatureCount {
        /// Number of signatures.
        found: usize,
    },
    /// A signature line of another form.
    #[error("signature line {line} of note is malformed")]
    SignatureLine {
        /// Which line of the signatures, from one.
        line: usize,
    },
    /// A key name that is empty, too long, or holds spaces, plus signs or control characters.
    #[error("key name {name:?} is malformed")]
    KeyName {
        /// The name, cut to a readable length.
        name: String,
    },
    /// A verifier key text of another form.
    #[error("verifier key is malformed")]
    VerifierKey,
    /// The id in a verifier key text is not that of its name and key.
    #[error("verifier key of {name} has the wrong id")]
    KeyIdMismatch {
        /// Name of the key.
        name: String,
    },
    /// Bytes that are no Ed25519 public key, or a key that anybody could sign for.
    #[error("public key of {name} is not a sound ed25519 key")]
    PublicKey {
        /// Name of the key.
        name: String,
    },
    /// Two different known keys have the same name and id.
    #[error("several known keys are called {name}+{id}")]
    AmbiguousKey {
        /// Name of the keys.
        name: String,
        /// Id of the keys, eight hexadecimal digits.
        id: String,
    },
    /// A known key did not sign this text.
    #[error("signature by {name} is invalid")]
    InvalidSignature {
        /// Name of the key.
        name: String,
    },
    /// No known key has signed.
    #[error("note is signed by no known key")]
    NoKnownSignature,
}

/// A checkpoint that is malformed or not to be trusted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// An origin that is empty, too long or not one line.
    #[error("origin of checkpoint is malformed")]
    Origin,
    /// A checkpoint of another log.
    #[error("checkpoint is of log {found:?} instead of {expected:?}")]
    WrongOrigin {
        /// The log asked for.
        expected: String,
        /// The log named in the checkpoint.
        found: String,
    },
    /// A size that is not a plain decimal number up to what a tree may have.
    #[error("size of checkpoint is malformed")]
    Size,
    /// A root that is no hash.
    #[error("root of checkpoint is malformed")]
    Root(#[source] HashError),
    /// A tree without leaves with another root than the empty one.
    #[error("checkpoint of the empty tree has another root")]
    EmptyRoot,
    /// An extension line that is empty, too long or not one line, or too many of them.
    #[error("extension lines of checkpoint are malformed")]
    Extension,
    /// Fewer than three lines, or no newline at the end.
    #[error("checkpoint is incomplete")]
    Incomplete,
    /// The note around the checkpoint.
    #[error(transparent)]
    Note(#[from] NoteError),
}

/// A certificate that is malformed or does not prove.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CertificateError {
    /// Larger than allowed.
    #[error("certificate has {found} bytes, more than allowed")]
    TooLarge {
        /// Length in bytes.
        found: usize,
    },
    /// Not a certificate of this format and version.
    #[error("text is not a certificate")]
    Header,
    /// Extra data that is empty, too long or not base64.
    #[error("extra data of certificate is malformed")]
    Extra,
    /// An index line that is missing or not a plain decimal number.
    #[error("index line of certificate is malformed")]
    Index,
    /// A proof line that is no hash, or too many of them.
    #[error("proof line {line} of certificate is malformed")]
    ProofLine {
        /// Which line of the proof, from one.
        line: usize,
    },
    /// The proof is for a tree of another size than the checkpoint's.
    #[error("proof for {proof} leaves does not fit the checkpoint of {checkpoint}")]
    OtherTree {
        /// Leaves of the proof's tree.
        proof: u64,
        /// Leaves of the checkpoint's tree.
        checkpoint: u64,
    },
    /// No blank line before the checkpoint.
    #[error("certificate has no checkpoint")]
    NoCheckpoint,
    /// The checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The proof.
    #[error(transparent)]
    Proof(#[from] ProofError),
}
