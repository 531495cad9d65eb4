//! The ledger: proof that the recorded events of an installation were never rewritten.
//!
//! Every committed event becomes one leaf of an append-only Merkle tree (RFC 6962), the tree is
//! kept as tiles, its head is signed as a checkpoint, and one leaf can be handed out as a
//! certificate that anyone checks offline. All formats are public ones (RFC 6962, RFC 9162 and
//! the C2SP texts signed-note, tlog-checkpoint, tlog-tiles, tlog-proof), so that an auditor does
//! not have to trust this program's own checker.
//!
//! Does not belong here: files, network, databases, clocks, random numbers, and what an event
//! means. Keys and seeds come in as bytes; tiles come in through [`TileSource`].
//!
//! The modules, in reading order:
//!
//! 1. [`hash`]: the hash type and the hash of an inner node
//! 2. [`leaf`]: the frozen bytes of one event
//! 3. [`tree`]: the growing tree, its right edge only
//! 4. [`tile`]: names, paths and bytes of tiles
//! 5. [`bundle`]: the entries beside the tiles
//! 6. [`proof`]: proofs of inclusion and consistency, made and checked
//! 7. [`stored`]: roots and proofs out of stored tiles
//! 8. [`appender`]: filling tiles while the tree grows
//! 9. [`note`]: texts under Ed25519 signatures
//! 10. [`checkpoint`]: the signed head of the tree
//! 11. [`certificate`]: one leaf, provable offline
//! 12. [`error`]: what can be wrong

pub mod appender;
pub mod bundle;
pub mod certificate;
pub mod checkpoint;
pub mod error;
pub mod hash;
pub mod leaf;
pub mod note;
pub mod proof;
pub mod stored;
mod text;
pub mod tile;
pub mod tree;

pub use appender::TileAppender;
pub use bundle::{decode_entries, encode_entries};
pub use certificate::Certificate;
pub use checkpoint::Checkpoint;
pub use error::{
    CertificateError, CheckpointError, FrontierError, HashError, LeafError, NoteError, ProofError, TileError, TreeError,
};
pub use hash::{EMPTY_ROOT, MAX_TREE_SIZE, TreeHash, node_hash, subtree_root};
pub use leaf::{LeafV1, MAX_INLINE_PAYLOAD, MAX_LEAF_BYTES, Payload, leaf_hash};
pub use note::{KeyId, NoteSignature, NoteSigner, NoteVerifier, SignedNote};
pub use proof::{ConsistencyProof, InclusionProof};
pub use stored::{TileSource, TiledTree, consistency_tiles, inclusion_tiles};
pub use tile::{BundleId, TILE_WIDTH, TileId, TilePath, tile_from_bytes, tile_to_bytes};
pub use tree::Frontier;
