//! Inclusion and consistency proofs: making them from leaf hashes, and checking them.
//!
//! Making follows RFC 6962, sections 2.1.1 and 2.1.2; checking follows RFC 9162, sections 2.1.3.2
//! and 2.1.4.2. Checking works on leaf hashes, because those are what tiles hold, and is total:
//! no size and no proof, however hostile, makes it fail in another way than with an error.
//!
//! Not here: reading hashes from tiles (see [`crate::stored`]), signatures, text formats.

use std::ops::Range;

use crate::{
    error::ProofError,
    hash::{EMPTY_ROOT, TreeHash, node_hash, split_point, subtree_root},
};

/// Greatest number of hashes a proof can have: one per level, and one more for consistency.
pub const MAX_PROOF_HASHES: usize = 64;

/// Proof that a leaf stands at one index of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InclusionProof {
    /// Index of the leaf, from zero.
    pub index: u64,
    /// Number of leaves of the tree.
    pub size: u64,
    /// The sibling hashes from the leaf up to the root's child.
    pub hashes: Vec<TreeHash>,
}

impl InclusionProof {
    /// Makes the proof for the leaf at `index` of the tree over all of `leaves`.
    ///
    /// # Errors
    /// [`ProofError::IndexOutsideTree`] unless `index` is below the number of leaves.
    pub fn from_leaves(leaves: &[TreeHash], index: u64) -> Result<Self, ProofError> {
        let size = leaves.len() as u64;
        let spans = inclusion_spans(index, size)?;
        let hashes = hash_spans(leaves, spans);
        Ok(Self { index, size, hashes })
    }

    /// Checks that `leaf` stands at [`Self::index`] of the tree with [`Self::size`] leaves and
    /// the root `root` (RFC 9162, section 2.1.3.2).
    ///
    /// # Errors
    /// [`ProofError::IndexOutsideTree`], [`ProofError::WrongLength`] if the number of hashes does
    /// not fit index and size, [`ProofError::RootMismatch`] if the hashes lead to another root.
    pub fn verify(&self, leaf: &TreeHash, root: &TreeHash) -> Result<(), ProofError> {
        if self.index >= self.size {
            return Err(ProofError::IndexOutsideTree { index: self.index, size: self.size });
        }
        let mut position = self.index;
        let mut last = self.size - 1;
        let mut hash = *leaf;
        for sibling in &self.hashes {
            if last == 0 {
                return Err(self.wrong_length());
            }
            if position & 1 == 1 || position == last {
                hash = node_hash(sibling, &hash);
                // A lone right edge has no sibling until it is a right child.
                while position & 1 == 0 && position != 0 {
                    position >>= 1;
                    last >>= 1;
                }
            } else {
                hash = node_hash(&hash, sibling);
            }
            position >>= 1;
            last >>= 1;
        }
        if last != 0 {
            return Err(self.wrong_length());
        }
        if hash == *root { Ok(()) } else { Err(ProofError::RootMismatch) }
    }

    fn wrong_length(&self) -> ProofError {
        ProofError::WrongLength { found: self.hashes.len() }
    }
}

/// Proof that a tree is an earlier tree with leaves appended and nothing changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsistencyProof {
    /// Number of leaves of the earlier tree.
    pub old_size: u64,
    /// Number of leaves of the later tree.
    pub new_size: u64,
    /// The hashes in the order of RFC 6962, section 2.1.2. None if a tree is empty or the sizes
    /// are equal.
    pub hashes: Vec<TreeHash>,
}

impl ConsistencyProof {
    /// Makes the proof from the first `old_size` of `leaves` to all of them.
    ///
    /// # Errors
    /// [`ProofError::OldTreeLarger`] if there are not as many leaves.
    pub fn from_leaves(leaves: &[TreeHash], old_size: u64) -> Result<Self, ProofError> {
        let new_size = leaves.len() as u64;
        let spans = consistency_spans(old_size, new_size)?;
        let hashes = hash_spans(leaves, spans);
        Ok(Self { old_size, new_size, hashes })
    }

    /// Checks that the tree with `new_root` continues the tree with `old_root` (RFC 9162, section
    /// 2.1.4.2).
    ///
    /// The RFC leaves the empty earlier tree open; as in C2SP tlog-witness, everything continues
    /// it, by a proof without hashes.
    ///
    /// # Errors
    /// [`ProofError::OldTreeLarger`], [`ProofError::WrongLength`] if the number of hashes does
    /// not fit the sizes, [`ProofError::RootMismatch`] if the hashes lead to other roots.
    pub fn verify(&self, old_root: &TreeHash, new_root: &TreeHash) -> Result<(), ProofError> {
        let (old, new) = (self.old_size, self.new_size);
        if old > new {
            return Err(ProofError::OldTreeLarger { old, new });
        }
        if old == 0 || old == new {
            return self.verify_trivial(old_root, new_root);
        }
        let mut position = old - 1;
        let mut last = new - 1;
        // Climb to the largest subtree that ends where the old tree ends.
        let shift = position.trailing_ones();
        position >>= shift;
        last >>= shift;

        let mut hashes = self.hashes.iter();
        // An old tree that is one perfect subtree is itself the start, so the proof leaves it out.
        let start =
            if old.is_power_of_two() { *old_root } else { *hashes.next().ok_or_else(|| self.wrong_length())? };
        let (mut old_hash, mut new_hash) = (start, start);
        for hash in hashes {
            if last == 0 {
                return Err(self.wrong_length());
            }
            if position & 1 == 1 || position == last {
                old_hash = node_hash(hash, &old_hash);
                new_hash = node_hash(hash, &new_hash);
                while position & 1 == 0 && position != 0 {
                    position >>= 1;
                    last >>= 1;
                }
            } else {
                new_hash = node_hash(&new_hash, hash);
            }
            position >>= 1;
            last >>= 1;
        }
        if last != 0 {
            return Err(self.wrong_length());
        }
        if old_hash == *old_root && new_hash == *new_root { Ok(()) } else { Err(ProofError::RootMismatch) }
    }

    fn verify_trivial(&self, old_root: &TreeHash, new_root: &TreeHash) -> Result<(), ProofError> {
        if !self.hashes.is_empty() {
            return Err(self.wrong_length());
        }
        let old_fits = self.old_size != 0 || *old_root == EMPTY_ROOT;
        let new_fits = self.old_size != self.new_size || old_root == new_root;
        if old_fits && new_fits { Ok(()) } else { Err(ProofError::RootMismatch) }
    }

    fn wrong_length(&self) -> ProofError {
        ProofError::WrongLength { found: self.hashes.len() }
    }
}

/// The ranges of leaves whose Merkle tree hashes make the inclusion proof, in proof order: PATH
/// of RFC 6962, section 2.1.1, without its recursion.
pub(crate) fn inclusion_spans(index: u64, size: u64) -> Result<Vec<Range<u64>>, ProofError> {
    if index >= size {
        return Err(ProofError::IndexOutsideTree { index, size });
    }
    let mut spans = Vec::with_capacity(MAX_PROOF_HASHES);
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split_point(end - start);
        if index < middle {
            spans.push(middle..end);
            end = middle;
        } else {
            spans.push(start..middle);
            start = middle;
        }
    }
    spans.reverse();
    Ok(spans)
}

/// The ranges of leaves whose Merkle tree hashes make the consistency proof, in proof order:
/// PROOF and SUBPROOF of RFC 6962, section 2.1.2, without their recursion.
pub(crate) fn consistency_spans(old: u64, new: u64) -> Result<Vec<Range<u64>>, ProofError> {
    if old > new {
        return Err(ProofError::OldTreeLarger { old, new });
    }
    let mut spans = Vec::with_capacity(MAX_PROOF_HASHES);
    let (mut start, mut end) = (0, new);
    while old != 0 && old != end {
        let middle = start + split_point(end - start);
        if old <= middle {
            spans.push(middle..end);
            end = middle;
        } else {
            spans.push(start..middle);
            start = middle;
        }
    }
    // A subtree that begins the tree is the old tree itself, whose root the checker has.
    if start != 0 {
        spans.push(start..end);
    }
    spans.reverse();
    Ok(spans)
}

fn hash_spans(leaves: &[TreeHash], spans: Vec<Range<u64>>) -> Vec<TreeHash> {
    // Always in range: the spans were made for exactly these leaves.
    let hash = |span: Range<u64>| subtree_root(&leaves[span.start as usize..span.end as usize]);
    spans.into_iter().map(hash).collect()
}
