//! The growing tree, kept as its right edge only.
//!
//! A tree of `n` leaves falls into one perfect subtree for every bit set in `n`, largest first
//! (RFC 9162, section 2.1.2). Their roots, at most 63, are all that is needed to append and to
//! give the root, so a follower's whole position is about two kilobytes at most.
//!
//! Not here: old hashes (see [`crate::tile`]) and proofs (see [`crate::proof`]).

use crate::{
    error::FrontierError,
    hash::{EMPTY_ROOT, HASH_BYTES, MAX_TREE_SIZE, TreeHash, node_hash},
};

const MAGIC: &[u8; 14] = b"dugai-frontier";
const VERSION: u8 = 1;
const HEADER_BYTES: usize = MAGIC.len() + 1 + 8;

/// An append-only RFC 6962 tree reduced to the roots of its perfect subtrees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// One root per bit set in `size`, the largest subtree first.
    peaks: Vec<TreeHash>,
}

impl Frontier {
    /// The tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self {
            size: 0,
            // A peak per bit of the greatest size, so appending never allocates.
            peaks: Vec::with_capacity(u64::BITS as usize),
        }
    }

    /// Number of leaves; also the index the next leaf will get.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the perfect subtrees, one per bit set in the size, the largest first.
    #[must_use]
    pub fn peaks(&self) -> &[TreeHash] {
        &self.peaks
    }

    /// Appends one leaf hash.
    pub fn append(&mut self, leaf: TreeHash) {
        self.append_with(leaf, |_, _, _| {});
    }

    /// Appends leaf hashes in order.
    pub fn extend(&mut self, leaves: impl IntoIterator<Item = TreeHash>) {
        for leaf in leaves {
            self.append(leaf);
        }
    }

    /// Appends one leaf hash and reports every node that it completes, the leaf itself first.
    ///
    /// `completed(height, index, hash)` gives the root of the perfect subtree over the leaves
    /// `index << height` to `(index + 1) << height`; each node of the tree is reported exactly
    /// once over its life.
    pub fn append_with(&mut self, leaf: TreeHash, mut completed: impl FnMut(u32, u64, TreeHash)) {
        let mut node = leaf;
        completed(0, self.size, node);
        // Like a carry: each trailing one bit of the size is a subtree of just this height.
        for height in 1..=self.size.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            node = node_hash(&left, &node);
            completed(height, self.size >> height, node);
        }
        self.peaks.push(node);
        self.size += 1;
    }

    /// The Merkle tree hash of all leaves so far (RFC 6962, section 2.1).
    #[must_use]
    pub fn root(&self) -> TreeHash {
        let smallest_first = self.peaks.iter().rev().copied();
        smallest_first.reduce(|right, left| node_hash(&left, &right)).unwrap_or(EMPTY_ROOT)
    }

    /// The position as bytes: magic, version, size as 8 bytes big-endian, then the peaks.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEADER_BYTES + self.peaks.len() * HASH_BYTES);
        out.extend_from_slice(MAGIC);
        out.push(VERSION);
        out.extend_from_slice(&self.size.to_be_bytes());
        for peak in &self.peaks {
            out.extend_from_slice(peak.as_bytes());
        }
        out
    }

    /// Reads a position written by [`Frontier::to_bytes`].
    ///
    /// The bytes say nothing about who wrote them: compare [`Frontier::root`] with a checkpoint
    /// before trusting a position from outside.
    ///
    /// # Errors
    /// [`FrontierError`] if the bytes are of another kind or version, the size is above
    /// [`MAX_TREE_SIZE`], or the length does not fit the size.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrontierError> {
        let rest = bytes.strip_prefix(MAGIC.as_slice()).ok_or(FrontierError::NotAFrontier)?;
        let (version, rest) = rest.split_first().ok_or(FrontierError::NotAFrontier)?;
        if *version != VERSION {
            return Err(FrontierError::UnknownVersion(*version));
        }
        let (size, rest) = rest.split_first_chunk::<8>().ok_or(FrontierError::NotAFrontier)?;
        let size = u64::from_be_bytes(*size);
        if size > MAX_TREE_SIZE {
            return Err(FrontierError::TooLarge { size });
        }
        let expected = size.count_ones() as usize * HASH_BYTES;
        if rest.len() != expected {
            return Err(FrontierError::WrongLength { expected: HEADER_BYTES + expected, found: bytes.len() });
        }
        let mut frontier = Self::new();
        frontier.size = size;
        let (peaks, _) = rest.as_chunks::<HASH_BYTES>();
        frontier.peaks.extend(peaks.iter().copied().map(TreeHash::from_bytes));
        Ok(frontier)
    }
}
