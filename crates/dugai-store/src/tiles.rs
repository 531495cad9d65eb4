//! What the follower of the Merkle ledger keeps: its place, full and partial tiles, signed
//! checkpoints. All of it can be made anew from the events.

use crate::commit::Write;
use crate::{Store, StoreError};

const FOLLOWER: &str = "SELECT position, state FROM follower WHERE name = $1";
const FOLLOWER_FIRST: &str = "INSERT INTO follower (name, position, state) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const FOLLOWER_MOVE: &str = "UPDATE follower SET position = $2, state = $3 WHERE name = $1 AND position = $4";
const FOLLOWER_OUT: &str = "DELETE FROM follower WHERE name = $1";
const TILE_PUT: &str = "INSERT INTO tile (level, place, width, hashes) VALUES ($1, $2, $3, $4) ON CONFLICT (level, place) DO UPDATE SET width = excluded.width, hashes = excluded.hashes";
const TILE: &str = "SELECT width, hashes FROM tile WHERE level = $1 AND place = $2";
const TILES: &str = "SELECT level, place, hashes FROM tile WHERE level > $1 OR (level = $1 AND place > $2) ORDER BY level, place LIMIT $3";
const CHECKPOINT_PUT: &str = "INSERT INTO checkpoint (size, note, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const CHECKPOINT: &str = "SELECT size, note, at FROM checkpoint ORDER BY size DESC LIMIT 1";
const CHECKPOINTS: &str = "SELECT size, note, at FROM checkpoint ORDER BY size";

/// Statements of this module, by name.
pub(crate) const SQL: &[(&str, &str)] = &[
    ("follower.one", FOLLOWER),
    ("follower.first", FOLLOWER_FIRST),
    ("follower.move", FOLLOWER_MOVE),
    ("follower.out", FOLLOWER_OUT),
    ("tile.put", TILE_PUT),
    ("tile.one", TILE),
    ("tile.all", TILES),
    ("checkpoint.put", CHECKPOINT_PUT),
    ("checkpoint.newest", CHECKPOINT),
    ("checkpoint.all", CHECKPOINTS),
];

/// The writes that move a follower on; they fail as a conflict when another process did.
#[must_use]
pub fn follower_writes(name: &str, from: u64, to: u64, state: Vec<u8>) -> Vec<Write> {
    let mut writes = Vec::new();
    if from == 0 {
        writes.push(Write::new(FOLLOWER_FIRST, vec![name.into(), 0.into(), Vec::new().into()]));
    }
    let params = vec![name.into(), (to as i64).into(), state.into(), (from as i64).into()];
    writes.push(Write::new(FOLLOWER_MOVE, params).expecting(1));
    writes
}

/// The write that forgets where a follower stands.
#[must_use]
pub fn follower_out(name: &str) -> Write {
    Write::new(FOLLOWER_OUT, vec![name.into()])
}

/// The write of one tile, full or partial: so many hashes of 32 bytes.
#[must_use]
pub fn tile_write(level: u8, place: u64, hashes: Vec<u8>) -> Write {
    let width = (hashes.len() / 32) as i64;
    Write::new(TILE_PUT, vec![i64::from(level).into(), (place as i64).into(), width.into(), hashes.into()])
}

/// The write of a signed checkpoint.
#[must_use]
pub fn checkpoint_write(size: u64, note: &str, at: i64) -> Write {
    Write::new(CHECKPOINT_PUT, vec![(size as i64).into(), note.into(), at.into()])
}

impl Store {
    /// Where a follower stands, and its state.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn follower(&self, name: &str) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        let rows = self.query(FOLLOWER, &[name.into()]).await?;
        rows.first().map(|r| Ok((r.int(0)? as u64, r.bytes(1)?.to_vec()))).transpose()
    }

    /// The hashes of a tile, full or partial.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn tile(&self, level: u8, place: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let rows = self.query(TILE, &[i64::from(level).into(), (place as i64).into()]).await?;
        rows.first().map(|r| r.bytes(1).map(<[u8]>::to_vec)).transpose()
    }

    /// Every tile behind one by its level and place, at most so many: level, place, hashes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn tiles_after(&self, at: (i64, i64), limit: u32) -> Result<Vec<(i64, i64, Vec<u8>)>, StoreError> {
        let rows = self.query(TILES, &[at.0.into(), at.1.into(), i64::from(limit).into()]).await?;
        rows.iter().map(|r| Ok((r.int(0)?, r.int(1)?, r.bytes(2)?.to_vec()))).collect()
    }

    /// The newest checkpoint: size, note, when.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn checkpoint(&self) -> Result<Option<(u64, String, i64)>, StoreError> {
        let rows = self.query(CHECKPOINT, &[]).await?;
        rows.first().map(|r| Ok((r.int(0)? as u64, r.text(1)?.to_owned(), r.int(2)?))).transpose()
    }

    /// Every checkpoint, smallest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn checkpoints(&self) -> Result<Vec<(u64, String, i64)>, StoreError> {
        let rows = self.query(CHECKPOINTS, &[]).await?;
        rows.iter().map(|r| Ok((r.int(0)? as u64, r.text(1)?.to_owned(), r.int(2)?))).collect()
    }
}
