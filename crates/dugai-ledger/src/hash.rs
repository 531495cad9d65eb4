//! The one hash type of the tree, and the rules of RFC 6962 section 2.1 for inner nodes.
//!
//! Not here: how an event becomes the bytes of a leaf (see [`crate::leaf`]).

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use crate::error::HashError;

/// Length of every hash in the tree, in bytes.
pub const HASH_BYTES: usize = 32;

/// Greatest number of leaves a tree may have: what a signed 64-bit column can count.
pub const MAX_TREE_SIZE: u64 = i64::MAX as u64;

/// The root of the tree without leaves: SHA-256 of nothing (RFC 6962, section 2.1).
pub const EMPTY_ROOT: TreeHash = TreeHash([
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41,
    0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
]);

/// A SHA-256 hash of a leaf or of an inner node of the tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreeHash([u8; HASH_BYTES]);

impl TreeHash {
    /// Takes 32 bytes as a hash.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; HASH_BYTES]) -> Self {
        Self(bytes)
    }

    /// Takes a slice as a hash.
    ///
    /// # Errors
    /// [`HashError::Length`] unless the slice has exactly 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, HashError> {
        match <[u8; HASH_BYTES]>::try_from(bytes) {
            Ok(array) => Ok(Self(array)),
            Err(_) => Err(HashError::Length { found: bytes.len() }),
        }
    }

    /// Reads the standard base64 form (RFC 4648, section 4) used in checkpoints.
    ///
    /// # Errors
    /// [`HashError::Base64`] if the text is not canonical base64, [`HashError::Length`] if it
    /// does not hold 32 bytes.
    pub fn from_base64(text: &str) -> Result<Self, HashError> {
        let bytes = STANDARD.decode(text).map_err(|_| HashError::Base64)?;
        Self::from_slice(&bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; HASH_BYTES] {
        &self.0
    }

    /// The standard base64 form (RFC 4648, section 4), always 44 characters.
    #[must_use]
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }
}

impl From<[u8; HASH_BYTES]> for TreeHash {
    fn from(bytes: [u8; HASH_BYTES]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for TreeHash {
    /// Lowercase hexadecimal, 64 characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TreeHash({self})")
    }
}

/// Hash of an inner node: SHA-256 of 0x01, the left child, the right child (RFC 6962, 2.1).
#[must_use]
pub fn node_hash(left: &TreeHash, right: &TreeHash) -> TreeHash {
    // One buffer and one call: this is the hot path of appending.
    let mut bytes = [0_u8; 1 + 2 * HASH_BYTES];
    bytes[0] = 0x01;
    bytes[1..=HASH_BYTES].copy_from_slice(&left.0);
    bytes[1 + HASH_BYTES..].copy_from_slice(&right.0);
    TreeHash(Sha256::digest(bytes).into())
}

/// Merkle tree hash over hashes that stand at one level, in order (MTH of RFC 6962, 2.1).
///
/// Given leaf hashes this is the root of their tree; given the 256 hashes of a full tile it is
/// the hash that stands for that tile one level above.
#[must_use]
pub fn subtree_root(hashes: &[TreeHash]) -> TreeHash {
    match hashes {
        [] => EMPTY_ROOT,
        [only] => *only,
        [left, right] => node_hash(left, right),
        _ => {
            let (left, right) = hashes.split_at(split_point(hashes.len() as u64) as usize);
            node_hash(&subtree_root(left), &subtree_root(right))
        }
    }
}

/// The largest power of two below `len`, where RFC 6962 splits a list of `len > 1` leaves.
pub(crate) const fn split_point(len: u64) -> u64 {
    match len.saturating_sub(1).checked_ilog2() {
        Some(bits) => 1 << bits,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_root_is_the_hash_of_nothing() {
        assert_eq!(EMPTY_ROOT, TreeHash(Sha256::digest([]).into()));
        assert_eq!(subtree_root(&[]), EMPTY_ROOT);
    }

    #[test]
    fn split_points_follow_the_rfc() {
        let cases = [(2, 1), (3, 2), (4, 2), (5, 4), (8, 4), (9, 8), (257, 256)];
        for (len, split) in cases {
            assert_eq!(split_point(len), split, "length {len}");
        }
    }

    #[test]
    fn base64_round_trip_and_refusals() {
        assert_eq!(TreeHash::from_base64(&EMPTY_ROOT.to_base64()), Ok(EMPTY_ROOT));
        assert_eq!(TreeHash::from_base64("AAAA"), Err(HashError::Length { found: 3 }));
        assert_eq!(TreeHash::from_base64("AAA"), Err(HashError::Base64));
    }
}
