//! The growing tree.

use dugai_ledger::{EMPTY_ROOT, Frontier, FrontierError, leaf_hash, subtree_root};
use proptest::prelude::*;

use crate::support::{hash, leaf_hashes, oracle, oracle_root, unhex};

/// The leaves of the reference test of Certificate Transparency, as hexadecimal.
pub const KNOWN_LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

/// The roots over the first one to eight of them.
pub const KNOWN_ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn known_roots() {
    let mut frontier = Frontier::new();
    assert_eq!(frontier.root(), EMPTY_ROOT);
    for (leaf, root) in KNOWN_LEAVES.iter().zip(KNOWN_ROOTS) {
        frontier.append(leaf_hash(&unhex(leaf)));
        assert_eq!(frontier.root(), hash(root), "size {}", frontier.size());
    }
}

#[test]
fn every_size_to_600_has_the_root_of_the_oracle() {
    let leaves = leaf_hashes(600);
    let mut frontier = Frontier::new();
    let mut tree = oracle(0);
    for (size, leaf) in leaves.iter().enumerate() {
        frontier.append(*leaf);
        tree.push(crate::support::leaf_bytes(size as u64));
        assert_eq!(frontier.root(), oracle_root(&tree), "size {}", size + 1);
        assert_eq!(frontier.root(), subtree_root(&leaves[..=size]));
        assert_eq!(frontier.peaks().len(), frontier.size().count_ones() as usize);
    }
}

#[test]
fn every_completed_node_is_reported_once() {
    let leaves = leaf_hashes(100);
    let mut frontier = Frontier::new();
    let mut nodes = Vec::new();
    for leaf in &leaves {
        frontier.append_with(*leaf, |height, index, hash| {
            let range = (index << height) as usize..((index + 1) << height) as usize;
            assert_eq!(subtree_root(&leaves[range]), hash);
            nodes.push((height, index));
        });
    }
    // 100 + 50 + 25 + 12 + 6 + 3 + 1 perfect subtrees.
    assert_eq!(nodes.len(), 197);
    nodes.sort_unstable();
    nodes.dedup();
    assert_eq!(nodes.len(), 197);
}

#[test]
fn malformed_positions_are_refused_by_name() {
    let mut frontier = Frontier::new();
    frontier.extend(leaf_hashes(3));
    let good = frontier.to_bytes();
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    let size = (1 << 63) + 3;
    let wrong = |found| FrontierError::WrongLength { expected: 87, found };
    let cases = [
        (Vec::new(), FrontierError::NotAFrontier),
        (with(0, b'D'), FrontierError::NotAFrontier),
        (good[..20].to_vec(), FrontierError::NotAFrontier),
        (with(14, 2), FrontierError::UnknownVersion(2)),
        (with(15, 0x80), FrontierError::TooLarge { size }),
        (good[..86].to_vec(), wrong(86)),
        ([good.as_slice(), &[0]].concat(), wrong(88)),
    ];
    for (bytes, error) in cases {
        assert_eq!(Frontier::from_bytes(&bytes), Err(error));
    }
}

proptest! {
    #[test]
    fn a_kept_position_continues_as_if_never_left(first in 0_u64..700, second in 0_u64..700) {
        let leaves = leaf_hashes(first + second);
        let (early, late) = leaves.split_at(first as usize);
        let mut frontier = Frontier::new();
        frontier.extend(early.iter().copied());
        let mut resumed = Frontier::from_bytes(&frontier.to_bytes()).unwrap();
        prop_assert_eq!(&resumed, &frontier);
        resumed.extend(late.iter().copied());
        prop_assert_eq!(resumed.root(), subtree_root(&leaves));
    }
}
