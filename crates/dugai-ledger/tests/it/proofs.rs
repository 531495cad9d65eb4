//! Proofs of inclusion and consistency.

use ct_merkle::RootHash;
use dugai_ledger::{ConsistencyProof, EMPTY_ROOT, InclusionProof, ProofError, TreeHash, leaf_hash, subtree_root};
use proptest::prelude::*;
use sha2::Sha256;

use crate::{
    support::{concat, flip, hash, leaf_bytes, leaf_hashes, oracle, unhex},
    trees::{KNOWN_LEAVES, KNOWN_ROOTS},
};

fn known_leaves() -> Vec<TreeHash> {
    let leaves = KNOWN_LEAVES.iter();
    leaves.map(|leaf| leaf_hash(&unhex(leaf))).collect()
}

/// The consistency proof from 6 to 8 leaves of the reference test of Certificate Transparency.
#[test]
fn known_consistency_proof() {
    let proof = ConsistencyProof::from_leaves(&known_leaves(), 6).unwrap();
    let expected = [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ];
    assert_eq!(proof.hashes, expected.map(hash));
    let (old, new) = (hash(KNOWN_ROOTS[5]), hash(KNOWN_ROOTS[7]));
    assert_eq!(proof.verify(&old, &new), Ok(()));
}

#[test]
fn known_inclusion_proof() {
    let leaves = known_leaves();
    let proof = InclusionProof::from_leaves(&leaves, 5).unwrap();
    let expected = [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ];
    assert_eq!(proof.hashes, expected.map(hash));
    assert_eq!(proof.verify(&leaves[5], &hash(KNOWN_ROOTS[7])), Ok(()));
}

/// All proofs of all small trees, against the oracle's bytes and the oracle's checker.
#[test]
fn all_proofs_to_40_leaves_are_those_of_the_oracle() {
    for size in 1..=40_u64 {
        let leaves = leaf_hashes(size);
        let tree = oracle(size);
        let root = subtree_root(&leaves);
        for index in 0..size {
            let proof = InclusionProof::from_leaves(&leaves, index).unwrap();
            let theirs = tree.prove_inclusion(index as usize);
            assert_eq!(concat(&proof.hashes), theirs.as_bytes());
            assert_eq!(proof.verify(&leaves[index as usize], &root), Ok(()));
        }
        for old in 1..=size {
            let proof = ConsistencyProof::from_leaves(&leaves, old).unwrap();
            let theirs = tree.prove_consistency((size - old) as usize);
            assert_eq!(concat(&proof.hashes), theirs.as_bytes());
            let old_root = subtree_root(&leaves[..old as usize]);
            assert_eq!(proof.verify(&old_root, &root), Ok(()));
        }
    }
}

#[test]
fn the_empty_tree_and_equal_trees_need_no_hashes() {
    let leaves = leaf_hashes(5);
    let root = subtree_root(&leaves);
    let from_empty = ConsistencyProof::from_leaves(&leaves, 0).unwrap();
    assert!(from_empty.hashes.is_empty());
    assert_eq!(from_empty.verify(&EMPTY_ROOT, &root), Ok(()));
    let mismatch = Err(ProofError::RootMismatch);
    assert_eq!(from_empty.verify(&root, &root), mismatch);

    let equal = ConsistencyProof::from_leaves(&leaves, 5).unwrap();
    assert!(equal.hashes.is_empty());
    assert_eq!(equal.verify(&root, &root), Ok(()));
    assert_eq!(equal.verify(&flip(&root, 0), &root), mismatch);

    let both_empty = ConsistencyProof::from_leaves(&[], 0).unwrap();
    assert_eq!(both_empty.verify(&EMPTY_ROOT, &EMPTY_ROOT), Ok(()));
    assert_eq!(both_empty.verify(&EMPTY_ROOT, &root), mismatch);
}

#[test]
fn impossible_proofs_are_refused_by_name() {
    let leaves = leaf_hashes(5);
    let outside = ProofError::IndexOutsideTree { index: 5, size: 5 };
    assert_eq!(InclusionProof::from_leaves(&leaves, 5), Err(outside.clone()));
    let larger = ProofError::OldTreeLarger { old: 6, new: 5 };
    assert_eq!(ConsistencyProof::from_leaves(&leaves, 6), Err(larger.clone()));

    let root = subtree_root(&leaves);
    let mut inclusion = InclusionProof::from_leaves(&leaves, 4).unwrap();
    inclusion.index = 5;
    assert_eq!(inclusion.verify(&leaves[4], &root), Err(outside));
    let mut consistency = ConsistencyProof::from_leaves(&leaves, 3).unwrap();
    consistency.old_size = 6;
    assert_eq!(consistency.verify(&root, &root), Err(larger));
}

/// A checker of hostile input must answer for every size and length.
#[test]
fn extreme_sizes_are_answered() {
    let edges = [0, 1, 2, (1 << 63) - 1, 1 << 63, u64::MAX - 1, u64::MAX];
    let hashes = leaf_hashes(70);
    for a in edges {
        for b in edges {
            for len in [0, 1, 62, 63, 64, 65, 70] {
                let hashes = hashes[..len].to_vec();
                let inclusion = InclusionProof { index: a, size: b, hashes: hashes.clone() };
                let consistency = ConsistencyProof { old_size: a, new_size: b, hashes };
                if (a, b, len) != (0, 1, 0) {
                    assert!(inclusion.verify(&EMPTY_ROOT, &EMPTY_ROOT).is_err());
                }
                if len != 0 || (a != b && a != 0) {
                    assert!(consistency.verify(&EMPTY_ROOT, &EMPTY_ROOT).is_err());
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn inclusion_holds_and_any_change_breaks_it(
        size in 1_u64..900,
        at in any::<prop::sample::Index>(),
        bit in 0_usize..256,
        which in any::<prop::sample::Index>(),
    ) {
        let leaves = leaf_hashes(size);
        let root = subtree_root(&leaves);
        let index = at.index(size as usize);
        let leaf = leaves[index];
        let proof = InclusionProof::from_leaves(&leaves, index as u64).unwrap();
        prop_assert_eq!(proof.verify(&leaf, &root), Ok(()));

        let theirs = ct_merkle::InclusionProof::<Sha256>::try_from_bytes(concat(&proof.hashes));
        let their_root = RootHash::<Sha256>::new((*root.as_bytes()).into(), size);
        let bytes = leaf_bytes(index as u64);
        prop_assert!(their_root.verify_inclusion(&bytes, index as u64, &theirs.unwrap()).is_ok());

        prop_assert!(proof.verify(&flip(&leaf, bit), &root).is_err());
        prop_assert!(proof.verify(&leaf, &flip(&root, bit)).is_err());
        let mut longer = proof.clone();
        longer.hashes.push(root);
        prop_assert!(longer.verify(&leaf, &root).is_err());
        if !proof.hashes.is_empty() {
            let mut changed = proof.clone();
            let which = which.index(changed.hashes.len());
            changed.hashes[which] = flip(&changed.hashes[which], bit);
            prop_assert!(changed.verify(&leaf, &root).is_err());
            let mut shorter = proof.clone();
            shorter.hashes.pop();
            prop_assert!(shorter.verify(&leaf, &root).is_err());
        }
        for other in 0..size {
            let moved = InclusionProof { index: other, ..proof.clone() };
            prop_assert_eq!(moved.verify(&leaf, &root).is_ok(), other == index as u64);
        }
    }

    #[test]
    fn consistency_holds_and_any_change_breaks_it(
        size in 1_u64..900,
        at in any::<prop::sample::Index>(),
        bit in 0_usize..256,
        which in any::<prop::sample::Index>(),
    ) {
        let leaves = leaf_hashes(size);
        let new_root = subtree_root(&leaves);
        let old = at.index(size as usize) + 1;
        let old_root = subtree_root(&leaves[..old]);
        let proof = ConsistencyProof::from_leaves(&leaves, old as u64).unwrap();
        prop_assert_eq!(proof.verify(&old_root, &new_root), Ok(()));

        let theirs = ct_merkle::ConsistencyProof::<Sha256>::try_from_bytes(concat(&proof.hashes));
        let their_old = RootHash::<Sha256>::new((*old_root.as_bytes()).into(), old as u64);
        let their_new = RootHash::<Sha256>::new((*new_root.as_bytes()).into(), size);
        prop_assert!(their_new.verify_consistency(&their_old, &theirs.unwrap()).is_ok());

        prop_assert!(proof.verify(&flip(&old_root, bit), &new_root).is_err());
        prop_assert!(proof.verify(&old_root, &flip(&new_root, bit)).is_err());
        let mut longer = proof.clone();
        longer.hashes.push(new_root);
        prop_assert!(longer.verify(&old_root, &new_root).is_err());
        if !proof.hashes.is_empty() {
            let mut changed = proof.clone();
            let which = which.index(changed.hashes.len());
            changed.hashes[which] = flip(&changed.hashes[which], bit);
            prop_assert!(changed.verify(&old_root, &new_root).is_err());
            let mut shorter = proof;
            shorter.hashes.pop();
            prop_assert!(shorter.verify(&old_root, &new_root).is_err());
        }
    }
}
