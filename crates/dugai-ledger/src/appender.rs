//! Filling tiles: a growing tree that hands out each tile when it is complete.
//!
//! Keeps the right edge of the tree and the tiles not yet full, at most 255 hashes per level.
//!
//! Not here: where tiles are kept. The caller stores what it is handed, together with the
//! position and in one transaction.

use crate::{
    error::TreeError,
    hash::{TreeHash, subtree_root},
    stored::{TileSource, read_tile},
    tile::{MAX_TILE_LEVEL, TILE_HEIGHT, TILE_WIDTH, TileId, full_tiles},
    tree::Frontier,
};

const LEVELS: usize = MAX_TILE_LEVEL as usize + 1;

/// An append-only tree that also fills its tiles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TileAppender {
    frontier: Frontier,
    /// Per level the hashes of the tile not yet full.
    open: [Vec<TreeHash>; LEVELS],
}

impl TileAppender {
    /// The tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self { frontier: Frontier::new(), open: Default::default() }
    }

    /// Continues a tree from its kept position and its stored partial tiles.
    ///
    /// Every partial tile is checked against the position, so a stored tile that was altered is
    /// found here and not built upon.
    ///
    /// # Errors
    /// [`TreeError::Source`] or [`TreeError::ShortTile`] if a partial tile cannot be read,
    /// [`TreeError::ForeignTile`] if one does not belong to the position.
    pub fn resume<S: TileSource>(frontier: Frontier, source: &S) -> Result<Self, TreeError<S::Error>> {
        let mut open: [Vec<TreeHash>; LEVELS] = Default::default();
        let mut peaks = frontier.peaks();
        for id in TileId::partial_of(frontier.size())?.into_iter().rev() {
            let hashes = read_tile(source, id)?;
            peaks = strip_peaks(peaks, &hashes).ok_or(TreeError::ForeignTile { id })?;
            if let Some(level) = open.get_mut(usize::from(id.level())) {
                *level = hashes;
            }
        }
        Ok(Self { frontier, open })
    }

    /// The position, to be kept by the caller.
    #[must_use]
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The Merkle tree hash of all leaves so far.
    #[must_use]
    pub fn root(&self) -> TreeHash {
        self.frontier.root()
    }

    /// Appends one leaf hash; `full` is handed each tile that becomes full by it, lowest level
    /// first, with its 256 hashes.
    pub fn append(&mut self, leaf: TreeHash, mut full: impl FnMut(TileId, &[TreeHash])) {
        let open = &mut self.open;
        self.frontier.append_with(leaf, |height, index, hash| {
            if height % TILE_HEIGHT != 0 {
                return;
            }
            let level = height / TILE_HEIGHT;
            let Some(hashes) = open.get_mut(level as usize) else {
                return;
            };
            hashes.push(hash);
            if hashes.len() == usize::from(TILE_WIDTH) {
                // Always possible: the tile ends with a leaf that the tree just got.
                let index = index / u64::from(TILE_WIDTH);
                if let Ok(id) = TileId::new(level as u8, index, TILE_WIDTH) {
                    full(id, hashes);
                }
                hashes.clear();
            }
        });
    }

    /// The tiles not yet full, from level 0 upward, with their hashes.
    pub fn partial_tiles(&self) -> impl Iterator<Item = (TileId, &[TreeHash])> {
        let size = self.frontier.size();
        (0..=MAX_TILE_LEVEL).zip(&self.open).filter_map(move |(level, hashes)| {
            let width = u16::try_from(hashes.len()).ok()?;
            let id = TileId::new(level, full_tiles(level, size), width).ok()?;
            Some((id, hashes.as_slice()))
        })
    }
}

/// Takes the peaks that the hashes of one partial tile lead to from the front of `peaks`; none if
/// they are others.
fn strip_peaks<'a>(mut peaks: &'a [TreeHash], hashes: &[TreeHash]) -> Option<&'a [TreeHash]> {
    let mut rest = hashes;
    while let Some(height) = rest.len().checked_ilog2() {
        let (subtree, after) = rest.split_at_checked(1 << height)?;
        let (peak, others) = peaks.split_first()?;
        if subtree_root(subtree) != *peak {
            return None;
        }
        (rest, peaks) = (after, others);
    }
    Some(peaks)
}
