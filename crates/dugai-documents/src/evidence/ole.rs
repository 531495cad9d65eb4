//! Tells old Word and Excel files from the other users of the OLE container (installers, slides,
//! encrypted packages) by the names in its directory.
//!
//! What the streams contain is not looked at.

use std::collections::BTreeSet;

use super::error::{Refused, Trouble};
use super::kind::Media;

pub(super) const MAGIC: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

const LAST_REGULAR: u32 = 0xFFFF_FFFA;
const FREE: u32 = 0xFFFF_FFFF;

pub(super) fn kind(bytes: &[u8], extension: Option<&str>) -> Result<Media, Trouble> {
    let container = Container::open(bytes);
    let names = container.as_ref().map(Container::names).unwrap_or_default();
    let Some(container) = container.filter(|_| !names.is_empty()) else {
        // Without its directory only the name is left to say what this was.
        return Err(match extension {
            Some("xls" | "et") => Trouble::Damaged(Media::Xls),
            Some("doc" | "wps") => Trouble::Damaged(Media::Doc),
            _ => Trouble::Refused(Refused::Other),
        });
    };
    let has = |name: &str| names.contains(name);
    let media = if has("EncryptedPackage") {
        return Err(Trouble::Encrypted);
    } else if has("Workbook") || has("Book") {
        Media::Xls
    } else if has("WordDocument") {
        Media::Doc
    } else {
        return Err(Trouble::Refused(if has("PowerPoint Document") { Refused::Slides } else { Refused::Other }));
    };
    if container.is_whole() { Ok(media) } else { Err(Trouble::Damaged(media)) }
}

struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    directory: u32,
    /// The sectors that hold the table of what follows which.
    tables: Vec<u32>,
}

impl<'a> Container<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16::from_le_bytes(*bytes.get(30..)?.first_chunk()?);
        if shift != 9 && shift != 12 {
            return None;
        }
        let mut this = Self { bytes, sector: 1 << shift, directory: word(bytes, 48)?, tables: Vec::new() };
        this.tables.extend((0..109).filter_map(|index| word(bytes, 76 + index * 4)));
        let mut more = word(bytes, 68)?;
        // A crafted chain may go in circles; no chain is longer than the file.
        for _ in 0..bytes.len() / this.sector {
            let Some(list) = this.read(more) else { break };
            let (entries, next) = list.split_at_checked(this.sector - 4)?;
            this.tables.extend(entries.as_chunks::<4>().0.iter().map(|raw| u32::from_le_bytes(*raw)));
            more = word(next, 0)?;
        }
        this.tables.retain(|sector| *sector <= LAST_REGULAR);
        Some(this)
    }

    fn start(&self, sector: u32) -> Option<usize> {
        if sector > LAST_REGULAR {
            return None;
        }
        usize::try_from(sector).ok()?.checked_add(1)?.checked_mul(self.sector)
    }

    fn read(&self, sector: u32) -> Option<&'a [u8]> {
        let start = self.start(sector)?;
        self.bytes.get(start..start.checked_add(self.sector)?)
    }

    fn next(&self, sector: u32) -> Option<u32> {
        let each = self.sector / 4;
        let at = usize::try_from(sector).ok()?;
        word(self.read(*self.tables.get(at / each)?)?, at % each * 4)
    }

    fn names(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        let mut at = Some(self.directory);
        for _ in 0..self.bytes.len() / self.sector {
            let Some((sector, content)) = at.and_then(|sector| Some((sector, self.read(sector)?))) else { break };
            names.extend(content.as_chunks::<128>().0.iter().filter_map(name));
            at = self.next(sector);
        }
        names
    }

    /// Whether the last sector in use begins inside the file; some writers do not fill it up.
    fn is_whole(&self) -> bool {
        let each = self.sector / 4;
        for (index, table) in self.tables.iter().enumerate().rev() {
            let Some(content) = self.read(*table) else { return false };
            let used = content.as_chunks::<4>().0.iter().rposition(|raw| u32::from_le_bytes(*raw) != FREE);
            if let Some(last) = used {
                let last = u32::try_from(index * each + last).ok();
                return last.and_then(|last| self.start(last)).is_some_and(|start| start < self.bytes.len());
            }
        }
        false
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|raw| u32::from_le_bytes(*raw))
}

fn name(entry: &[u8; 128]) -> Option<String> {
    let length = usize::from(u16::from_le_bytes([*entry.get(64)?, *entry.get(65)?]));
    let raw = entry.get(..length.checked_sub(2)?.min(62))?;
    let units: Vec<u16> = raw.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    Some(String::from_utf16_lossy(&units))
}
