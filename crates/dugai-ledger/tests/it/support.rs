//! Small test vocabulary: leaves, an oracle tree, kept tiles, keys.

use std::{collections::HashMap, convert::Infallible};

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use dugai_ledger::{NoteSigner, TileAppender, TileId, TileSource, TreeHash, leaf_hash};
use sha2::Sha256;

pub type Oracle = MemoryBackedTree<Sha256, Vec<u8>>;

/// The bytes of the leaf at an index; all different.
pub fn leaf_bytes(index: u64) -> Vec<u8> {
    format!("leaf {index}").into_bytes()
}

pub fn leaf_hashes(size: u64) -> Vec<TreeHash> {
    (0..size).map(|i| leaf_hash(&leaf_bytes(i))).collect()
}

pub fn oracle(size: u64) -> Oracle {
    let mut tree = Oracle::new();
    (0..size).for_each(|index| tree.push(leaf_bytes(index)));
    tree
}

pub fn oracle_root(tree: &Oracle) -> TreeHash {
    TreeHash::from_slice(tree.root().as_bytes()).unwrap()
}

pub fn concat(hashes: &[TreeHash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

pub fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().filter_map(|c| c.to_digit(16).map(|digit| digit as u8)).collect();
    let (pairs, rest) = digits.as_chunks::<2>();
    assert!(rest.is_empty(), "odd number of digits");
    pairs.iter().map(|[high, low]| high << 4 | low).collect()
}

pub fn hash(hex: &str) -> TreeHash {
    TreeHash::from_slice(&unhex(hex)).unwrap()
}

/// Gives the hash with one bit turned over.
pub fn flip(hash: &TreeHash, bit: usize) -> TreeHash {
    let mut bytes = *hash.as_bytes();
    bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    TreeHash::from_bytes(bytes)
}

/// Tiles kept as a store keeps them: one row per level and index, overwritten while partial.
#[derive(Default)]
pub struct Tiles(pub HashMap<(u8, u64), Vec<TreeHash>>);

impl Tiles {
    pub fn put(&mut self, id: TileId, hashes: &[TreeHash]) {
        assert_eq!(hashes.len(), usize::from(id.width()), "{id}");
        self.0.insert((id.level(), id.index()), hashes.to_vec());
    }

    pub fn fill(&mut self, appender: &mut TileAppender, leaves: &[TreeHash]) {
        for leaf in leaves {
            appender.append(*leaf, |id, hashes| self.put(id, hashes));
        }
        for (id, hashes) in appender.partial_tiles() {
            self.put(id, hashes);
        }
    }

    pub fn of(leaves: &[TreeHash]) -> Self {
        let mut tiles = Self::default();
        tiles.fill(&mut TileAppender::new(), leaves);
        tiles
    }
}

impl TileSource for &Tiles {
    type Error = Infallible;

    fn tile(&self, id: TileId) -> Result<Vec<TreeHash>, Infallible> {
        let kept = self.0.get(&(id.level(), id.index()));
        Ok(kept.cloned().unwrap_or_default())
    }
}

pub const ORIGIN: &str = "dugai.example/ledger";

pub fn signer() -> NoteSigner {
    NoteSigner::from_seed(ORIGIN, &[7; 32]).unwrap()
}
