//! Tiles: the stored form of the tree, 256 hashes wide, and their paths (C2SP tlog-tiles).
//!
//! A tile at level `L` holds consecutive node hashes of height `8 L`; each hash at level `L + 1`
//! stands for one full tile at level `L`. Names, paths and bytes are here.
//!
//! Not here: filling tiles (see [`crate::appender`]), reading trees out of them (see
//! [`crate::stored`]), the entries themselves (see [`crate::bundle`]).

use std::{fmt, str::FromStr};

use crate::{
    error::TileError,
    hash::{HASH_BYTES, MAX_TREE_SIZE, TreeHash},
    text::{excerpt, parse_decimal},
};

/// Height of a tile in levels of the tree.
pub const TILE_HEIGHT: u32 = 8;

/// Number of hashes in a full tile, and of entries in a full bundle.
pub const TILE_WIDTH: u16 = 256;

/// The highest level at which a tree of [`MAX_TREE_SIZE`] leaves has a tile.
///
/// The text of tlog-tiles allows levels to 63, but none above this can exist.
pub const MAX_TILE_LEVEL: u8 = 7;

/// Name of one tile: its level, its index in the level and how many hashes it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    level: u8,
    index: u64,
    width: u16,
}

impl TileId {
    /// Names a tile of `width` hashes.
    ///
    /// # Errors
    /// [`TileError::Impossible`] if no tree up to [`MAX_TREE_SIZE`] leaves has that tile, or the
    /// width is not 1 to [`TILE_WIDTH`].
    pub fn new(level: u8, index: u64, width: u16) -> Result<Self, TileError> {
        let hashes = u128::from(index) * u128::from(TILE_WIDTH) + u128::from(width);
        // Dividing the bound and not multiplying the count, which could overflow.
        let fits = level <= MAX_TILE_LEVEL && hashes <= u128::from(MAX_TREE_SIZE >> (TILE_HEIGHT * u32::from(level)));
        if fits && (1..=TILE_WIDTH).contains(&width) {
            Ok(Self { level, index, width })
        } else {
            Err(TileError::Impossible { level, index, width })
        }
    }

    /// The tile at `level` and `index` as a tree of `size` leaves has it, full or partial; none
    /// if the tree does not reach it.
    ///
    /// # Errors
    /// [`TileError::Impossible`] if the tile reaches beyond [`MAX_TREE_SIZE`].
    pub fn in_tree(level: u8, index: u64, size: u64) -> Result<Option<Self>, TileError> {
        let hashes = size.checked_shr(TILE_HEIGHT * u32::from(level)).unwrap_or(0);
        let before = index.saturating_mul(u64::from(TILE_WIDTH));
        match hashes.saturating_sub(before).min(u64::from(TILE_WIDTH)) {
            0 => Ok(None),
            // The cast keeps the value: it is at most TILE_WIDTH.
            width => Self::new(level, index, width as u16).map(Some),
        }
    }

    /// The partial tiles of a tree of `size` leaves, from level 0 upward: at level `L` one of
    /// `floor(size / 256^L) mod 256` hashes, or none.
    ///
    /// # Errors
    /// [`TileError::Impossible`] if `size` is above [`MAX_TREE_SIZE`].
    pub fn partial_of(size: u64) -> Result<Vec<Self>, TileError> {
        let mut tiles = Vec::new();
        for level in 0..=MAX_TILE_LEVEL {
            tiles.extend(Self::in_tree(level, full_tiles(level, size), size)?);
        }
        Ok(tiles)
    }

    /// Level, from zero at the leaves.
    #[must_use]
    pub fn level(self) -> u8 {
        self.level
    }

    /// Index in the level, from zero.
    #[must_use]
    pub fn index(self) -> u64 {
        self.index
    }

    /// Number of hashes, 1 to [`TILE_WIDTH`].
    #[must_use]
    pub fn width(self) -> u16 {
        self.width
    }

    /// Whether the tile is full and will never change.
    #[must_use]
    pub fn is_full(self) -> bool {
        self.width == TILE_WIDTH
    }
}

impl fmt::Display for TileId {
    /// The path, `tile/<L>/<N>[.p/<W>]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/{}/", self.level)?;
        write_index(f, self.index)?;
        write_width(f, self.width)
    }
}

/// Name of one bundle of entries: its index and how many entries it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundleId {
    index: u64,
    width: u16,
}

impl BundleId {
    /// Names a bundle of `width` entries.
    ///
    /// # Errors
    /// [`TileError::Impossible`] as for the tile of level 0 that holds the entries' hashes.
    pub fn new(index: u64, width: u16) -> Result<Self, TileError> {
        TileId::new(0, index, width).map(|tile| Self { index: tile.index, width: tile.width })
    }

    /// Index, from zero. The first entry has this index times [`TILE_WIDTH`] in the log.
    #[must_use]
    pub fn index(self) -> u64 {
        self.index
    }

    /// Number of entries, 1 to [`TILE_WIDTH`].
    #[must_use]
    pub fn width(self) -> u16 {
        self.width
    }
}

impl fmt::Display for BundleId {
    /// The path, `tile/entries/<N>[.p/<W>]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tile/entries/")?;
        write_index(f, self.index)?;
        write_width(f, self.width)
    }
}

/// What a path below the log's address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TilePath {
    /// Hashes of the tree.
    Hashes(TileId),
    /// Entries of the log.
    Entries(BundleId),
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hashes(tile) => tile.fmt(f),
            Self::Entries(bundle) => bundle.fmt(f),
        }
    }
}

impl FromStr for TilePath {
    type Err = TileError;

    /// Reads `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`, without a leading slash. Each
    /// tile has exactly one spelling; every other is refused.
    fn from_str(path: &str) -> Result<Self, TileError> {
        let malformed = || TileError::Path { path: excerpt(path) };
        let rest = path.strip_prefix("tile/").ok_or_else(malformed)?;
        let (level, rest) = rest.split_once('/').ok_or_else(malformed)?;
        let (index, width) = match rest.rsplit_once(".p/") {
            Some((index, width)) => (index, parse_width(width)),
            None => (rest, Some(TILE_WIDTH)),
        };
        let index = parse_index(index).ok_or_else(malformed)?;
        let width = width.ok_or_else(malformed)?;
        if level == "entries" {
            return BundleId::new(index, width).map(Self::Entries);
        }
        let level = parse_decimal(level).and_then(|level| u8::try_from(level).ok());
        TileId::new(level.ok_or_else(malformed)?, index, width).map(Self::Hashes)
    }
}

/// How many full tiles a tree of `size` leaves has at a level; also the index of its partial one.
pub(crate) fn full_tiles(level: u8, size: u64) -> u64 {
    size.checked_shr(TILE_HEIGHT * (u32::from(level) + 1)).unwrap_or(0)
}

/// The bytes of a tile as it is served: its hashes one after the other.
#[must_use]
pub fn tile_to_bytes(hashes: &[TreeHash]) -> Vec<u8> {
    let mut out = Vec::with_capacity(hashes.len() * HASH_BYTES);
    for hash in hashes {
        out.extend_from_slice(hash.as_bytes());
    }
    out
}

/// Reads the hashes of a tile.
///
/// # Errors
/// [`TileError::Bytes`] unless the bytes are 1 to 256 whole hashes.
pub fn tile_from_bytes(bytes: &[u8]) -> Result<Vec<TreeHash>, TileError> {
    let (hashes, rest) = bytes.as_chunks::<HASH_BYTES>();
    if rest.is_empty() && (1..=usize::from(TILE_WIDTH)).contains(&hashes.len()) {
        Ok(hashes.iter().copied().map(TreeHash::from_bytes).collect())
    } else {
        Err(TileError::Bytes { found: bytes.len() })
    }
}

/// Writes an index as groups of three digits, all but the last with an `x` before it.
fn write_index(f: &mut fmt::Formatter<'_>, index: u64) -> fmt::Result {
    let mut divisor = 1_u64;
    while index / divisor >= 1000 {
        divisor *= 1000;
    }
    while divisor > 1 {
        write!(f, "x{:03}/", index / divisor % 1000)?;
        divisor /= 1000;
    }
    write!(f, "{:03}", index % 1000)
}

fn write_width(f: &mut fmt::Formatter<'_>, width: u16) -> fmt::Result {
    if width == TILE_WIDTH { Ok(()) } else { write!(f, ".p/{width}") }
}

fn parse_index(text: &str) -> Option<u64> {
    // A first group of zeroes would be a second spelling of a shorter path.
    if text.starts_with("x000") {
        return None;
    }
    let (groups, last) = match text.rsplit_once('/') {
        Some((groups, last)) => (Some(groups), last),
        None => (None, text),
    };
    let mut index = 0_u64;
    for group in groups.into_iter().flat_map(|groups| groups.split('/')) {
        let value = parse_group(group.strip_prefix('x')?)?;
        index = index.checked_mul(1000)?.checked_add(value)?;
    }
    index.checked_mul(1000)?.checked_add(parse_group(last)?)
}

fn parse_group(text: &str) -> Option<u64> {
    let digits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// The width of a partial tile: 1 to 255, since 256 is written by leaving the width out.
fn parse_width(text: &str) -> Option<u16> {
    let width = u16::try_from(parse_decimal(text)?).ok()?;
    (1..TILE_WIDTH).contains(&width).then_some(width)
}
