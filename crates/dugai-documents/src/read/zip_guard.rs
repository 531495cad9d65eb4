//! Looks into a zip container without trusting what it says about itself.
//!
//! Every entry is unpacked once into nothing while counting, so that the parsers behind never
//! meet a file that grows without end. What the entries contain is not looked at here.

use std::io::{Cursor, ErrorKind, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Limits, ReadError};

/// Checks sizes and counts; returns the names inside.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<Vec<String>, ReadError> {
    let mut archive = open(bytes)?;
    if archive.len() > limits.zip_entries {
        return Err(ReadError::TooMany { what: "zip entries", limit: limits.zip_entries, sheet: String::new() });
    }
    let mut names = Vec::with_capacity(archive.len());
    let mut left = limits.unpacked_bytes;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(zip_error)?;
        if entry.size() > left {
            return Err(ReadError::UnpacksTooLarge { limit: limits.unpacked_bytes });
        }
        let name = entry.name().map(|name| name.into_owned()).unwrap_or_default();
        names.push(name.replace('\\', "/").trim_start_matches('/').to_owned());
        // A part that breaks off is told by who needs it; a broken picture keeps no list out.
        let unpacked = unpacked(&mut entry.by_ref().take(left.saturating_add(1)));
        if unpacked > left {
            return Err(ReadError::UnpacksTooLarge { limit: limits.unpacked_bytes });
        }
        left -= unpacked;
    }
    Ok(names)
}

/// How many bytes come out of an entry, to its end or until it breaks off.
fn unpacked(entry: &mut impl Read) -> u64 {
    let (mut total, mut buffer) = (0u64, [0u8; 1 << 14]);
    loop {
        match entry.read(&mut buffer) {
            Ok(0) => return total,
            Ok(count) => total += count as u64,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return total,
        }
    }
}

/// Whether there is an entry of that name.
pub(super) fn has_entry(bytes: &[u8], wanted: &str) -> bool {
    open(bytes).is_ok_and(|archive| place(&archive, wanted).is_some())
}

fn place(archive: &ZipArchive<Cursor<&[u8]>>, wanted: &str) -> Option<usize> {
    (0..archive.len()).find(|index| {
        archive
            .name_for_index(*index)
            .and_then(Result::ok)
            .is_some_and(|name| name.replace('\\', "/").trim_start_matches('/').eq_ignore_ascii_case(wanted))
    })
}

/// One entry as text; a byte order mark is dropped.
pub(super) fn entry_text(bytes: &[u8], wanted: &str, limits: &Limits) -> Result<String, ReadError> {
    let mut archive = open(bytes)?;
    let index = place(&archive, wanted).ok_or_else(|| ReadError::damaged(format!("the part {wanted} is missing")))?;
    let mut raw = Vec::new();
    archive
        .by_index(index)
        .map_err(zip_error)?
        .take(limits.unpacked_bytes)
        .read_to_end(&mut raw)
        .map_err(|error| ReadError::damaged(format!("the part {wanted} cannot be unpacked: {error}")))?;
    Ok(super::decode::decode(&raw).0)
}

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, ReadError> {
    ZipArchive::new(Cursor::new(bytes)).map_err(zip_error)
}

fn zip_error(error: ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(reason) if reason.to_lowercase().contains("password") => ReadError::Encrypted,
        ZipError::InvalidPassword => ReadError::Encrypted,
        other => ReadError::damaged(format!("its container cannot be opened: {other}")),
    }
}
