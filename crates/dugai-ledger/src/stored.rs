//! Roots and proofs from stored tiles alone, for every tree size up to what is stored.
//!
//! Tiles only ever grow at their end, so the tiles of today also hold every earlier tree. Hashes
//! are taken as stored; a proof made here convinces only because it is checked against a signed
//! root, so a caller that hands one out should check it first (see [`crate::proof`]).
//!
//! Not here: where tiles are kept, and filling them (see [`crate::appender`]).

use std::{cell::RefCell, ops::Range};

use crate::{
    error::{ProofError, TreeError},
    hash::{EMPTY_ROOT, TreeHash, node_hash, subtree_root},
    proof::{ConsistencyProof, InclusionProof, consistency_spans, inclusion_spans},
    tile::{TILE_HEIGHT, TILE_WIDTH, TileId},
};

/// Where stored tiles are read from. Every closure of this shape is one.
pub trait TileSource {
    /// Why a tile cannot be read.
    type Error;

    /// The hashes of a tile: at least as many as its width says. More are ignored, so a source
    /// may give the tile as it is today for any earlier width.
    ///
    /// # Errors
    /// The source's own, also if the tile is missing.
    fn tile(&self, id: TileId) -> Result<Vec<TreeHash>, Self::Error>;
}

impl<F, E> TileSource for F
where
    F: Fn(TileId) -> Result<Vec<TreeHash>, E>,
{
    type Error = E;

    fn tile(&self, id: TileId) -> Result<Vec<TreeHash>, E> {
        self(id)
    }
}

/// A tree that is read from tiles. Tiles once read are kept for as long as this value lives.
pub struct TiledTree<S> {
    source: S,
    size: u64,
    /// Few tiles serve one proof, so searching a list is cheapest.
    read: RefCell<Vec<(TileId, Vec<TreeHash>)>>,
}

impl<S: TileSource> TiledTree<S> {
    /// Takes the stored tree of `size` leaves.
    pub fn new(source: S, size: u64) -> Self {
        Self { source, size, read: RefCell::new(Vec::new()) }
    }

    /// Number of leaves stored.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The leaf hash at `index`.
    ///
    /// # Errors
    /// [`TreeError`] if there is no such leaf or its tile cannot be read.
    pub fn leaf(&self, index: u64) -> Result<TreeHash, TreeError<S::Error>> {
        if index < self.size {
            self.span(index..index + 1)
        } else {
            let size = self.size;
            Err(ProofError::IndexOutsideTree { index, size }.into())
        }
    }

    /// The root of the tree of the first `size` leaves.
    ///
    /// # Errors
    /// [`TreeError`] if so many are not stored or a tile cannot be read.
    pub fn root(&self, size: u64) -> Result<TreeHash, TreeError<S::Error>> {
        self.check_stored(size)?;
        self.span(0..size)
    }

    /// The proof that the leaf at `index` is in the tree of the first `size` leaves.
    ///
    /// # Errors
    /// [`TreeError`] if so many are not stored, the index is not among them, or a tile cannot be
    /// read.
    pub fn inclusion_proof(&self, index: u64, size: u64) -> Result<InclusionProof, TreeError<S::Error>> {
        self.check_stored(size)?;
        let hashes = self.spans(inclusion_spans(index, size)?)?;
        Ok(InclusionProof { index, size, hashes })
    }

    /// The proof that the tree of the first `new_size` leaves continues that of the first
    /// `old_size`.
    ///
    /// # Errors
    /// [`TreeError`] if so many are not stored, the old tree is the larger, or a tile cannot be
    /// read.
    pub fn consistency_proof(&self, old_size: u64, new_size: u64) -> Result<ConsistencyProof, TreeError<S::Error>> {
        self.check_stored(new_size)?;
        let hashes = self.spans(consistency_spans(old_size, new_size)?)?;
        Ok(ConsistencyProof { old_size, new_size, hashes })
    }

    fn check_stored(&self, asked: u64) -> Result<(), TreeError<S::Error>> {
        let stored = self.size;
        if asked <= stored { Ok(()) } else { Err(TreeError::BeyondTree { asked, stored }) }
    }

    fn spans(&self, spans: Vec<Range<u64>>) -> Result<Vec<TreeHash>, TreeError<S::Error>> {
        spans.into_iter().map(|span| self.span(span)).collect()
    }

    /// The Merkle tree hash of a range of leaves that begins where a subtree of its size may.
    fn span(&self, span: Range<u64>) -> Result<TreeHash, TreeError<S::Error>> {
        let mut root = None;
        // The smallest subtree stands rightmost and is hashed into its left neighbour first.
        for node in perfect_nodes(span).into_iter().rev() {
            let left = self.node(node)?;
            root = Some(match root {
                None => left,
                Some(right) => node_hash(&left, &right),
            });
        }
        Ok(root.unwrap_or(EMPTY_ROOT))
    }

    fn node(&self, node: Node) -> Result<TreeHash, TreeError<S::Error>> {
        let place = node.place();
        let Some(id) = TileId::in_tree(place.level, place.index, self.size)? else {
            return Err(TreeError::BeyondTree { asked: (node.index + 1) << node.height, stored: self.size });
        };
        let mut read = self.read.borrow_mut();
        if let Some((_, hashes)) = read.iter().find(|(known, _)| *known == id) {
            return part_root(hashes, place.part, id);
        }
        let hashes = read_tile(&self.source, id)?;
        let root = part_root(&hashes, place.part, id);
        read.push((id, hashes));
        root
    }
}

/// Reads a tile from its source and cuts it to its width.
pub(crate) fn read_tile<S: TileSource>(source: &S, id: TileId) -> Result<Vec<TreeHash>, TreeError<S::Error>> {
    let mut hashes = match source.tile(id) {
        Ok(hashes) => hashes,
        Err(source) => return Err(TreeError::Source { id, source }),
    };
    let found = hashes.len();
    if found < usize::from(id.width()) {
        return Err(TreeError::ShortTile { id, found });
    }
    hashes.truncate(id.width().into());
    Ok(hashes)
}

/// The tiles that a tree of `stored` leaves needs for an inclusion proof, so that a caller can
/// fetch them together before it makes the proof.
///
/// # Errors
/// [`ProofError::IndexOutsideTree`] through [`TreeError`], or sizes beyond what is stored.
pub fn inclusion_tiles(index: u64, size: u64, stored: u64) -> Result<Vec<TileId>, TreeError<std::convert::Infallible>> {
    tiles_of(inclusion_spans(index, size)?, stored)
}

/// The tiles that a tree of `stored` leaves needs for a consistency proof.
///
/// # Errors
/// [`ProofError::OldTreeLarger`] through [`TreeError`], or sizes beyond what is stored.
pub fn consistency_tiles(
    old_size: u64,
    new_size: u64,
    stored: u64,
) -> Result<Vec<TileId>, TreeError<std::convert::Infallible>> {
    tiles_of(consistency_spans(old_size, new_size)?, stored)
}

fn tiles_of(spans: Vec<Range<u64>>, stored: u64) -> Result<Vec<TileId>, TreeError<std::convert::Infallible>> {
    let mut tiles = Vec::new();
    for span in spans {
        let asked = span.end;
        if asked > stored {
            return Err(TreeError::BeyondTree { asked, stored });
        }
        for node in perfect_nodes(span) {
            let place = node.place();
            tiles.extend(TileId::in_tree(place.level, place.index, stored)?);
        }
    }
    tiles.sort_unstable();
    tiles.dedup();
    Ok(tiles)
}

/// Root of a perfect subtree over the leaves `index << height` to `(index + 1) << height`.
#[derive(Clone, Copy)]
struct Node {
    height: u32,
    index: u64,
}

/// Where a node is found: the hashes `part` of one tile are the leaves of its subtree there.
struct Place {
    level: u8,
    index: u64,
    part: (usize, usize),
}

impl Node {
    fn place(self) -> Place {
        let level = self.height / TILE_HEIGHT;
        let above = self.height % TILE_HEIGHT;
        let first = self.index << above;
        let offset = (first % u64::from(TILE_WIDTH)) as usize;
        Place {
            // The cast keeps the value: a height is below 64.
            level: level as u8,
            index: first / u64::from(TILE_WIDTH),
            part: (offset, offset + (1 << above)),
        }
    }
}

/// Splits a range of leaves into perfect subtrees, the largest first.
fn perfect_nodes(span: Range<u64>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut start = span.start;
    while let Some(height) = span.end.saturating_sub(start).checked_ilog2() {
        nodes.push(Node { height, index: start >> height });
        start += 1 << height;
    }
    nodes
}

fn part_root<E>(hashes: &[TreeHash], (from, to): (usize, usize), id: TileId) -> Result<TreeHash, TreeError<E>> {
    match hashes.get(from..to) {
        Some(part) => Ok(subtree_root(part)),
        None => Err(TreeError::ShortTile { id, found: hashes.len() }),
    }
}
