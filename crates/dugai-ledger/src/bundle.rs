//! Entry bundles: the leaves themselves, up to 256 in one file (C2SP tlog-tiles, "Log entries").
//!
//! A bundle is a sequence of entries, each after its length as two bytes big-endian. The bundle
//! and the level 0 tile of the same index belong together: entry by entry, the leaf hash of the
//! one is the hash in the other.
//!
//! Not here: what an entry says (see [`crate::leaf`]), names and paths (see [`crate::tile`]).

use crate::{error::TileError, tile::TILE_WIDTH};

/// Writes entries as a bundle.
///
/// # Errors
/// [`TileError::EntryTooLong`] for an entry above 65,535 bytes, [`TileError::EntryCount`] for
/// none or more than 256.
pub fn encode_entries<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, TileError> {
    let mut out = Vec::new();
    let mut count = 0;
    for entry in entries {
        let found = entry.len();
        let len = u16::try_from(found).map_err(|_| TileError::EntryTooLong { found })?;
        count += 1;
        check_count(count, 0)?;
        out.extend_from_slice(&len.to_be_bytes());
        out.extend_from_slice(entry);
    }
    check_count(count, 1)?;
    Ok(out)
}

/// Reads the entries of a bundle, borrowed from its bytes.
///
/// # Errors
/// [`TileError::Truncated`] if the bytes end inside an entry, [`TileError::EntryCount`] for none
/// or more than 256.
pub fn decode_entries(bytes: &[u8]) -> Result<Vec<&[u8]>, TileError> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let entry = entries.len();
        check_count(entry + 1, 0)?;
        let (value, after) = rest
            .split_first_chunk::<2>()
            .and_then(|(len, after)| after.split_at_checked(u16::from_be_bytes(*len).into()))
            .ok_or(TileError::Truncated { entry })?;
        entries.push(value);
        rest = after;
    }
    check_count(entries.len(), 1)?;
    Ok(entries)
}

fn check_count(found: usize, least: usize) -> Result<(), TileError> {
    if (least..=usize::from(TILE_WIDTH)).contains(&found) { Ok(()) } else { Err(TileError::EntryCount { found }) }
}
