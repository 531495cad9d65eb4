//! Reads the directory and the streams of an OLE container, and packs one stream anew.
//!
//! The workbook parser follows sector chains without a bound, so a crafted chain would eat all
//! memory. Here every chain is bounded by the size of the file; the one stream needed is then
//! handed on in a fresh, well-formed container. What the stream contains is not looked at.

use super::ReadError;

const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
const FAT_SECTOR: u32 = 0xFFFF_FFFD;
const LAST_REGULAR: u32 = 0xFFFF_FFFA;
const HEADER_DIFAT: usize = 109;

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

/// An opened container.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    mini_cutoff: usize,
    entries: Vec<Entry>,
}

impl<'a> Compound<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        Self::parse(bytes).ok_or_else(|| ReadError::damaged("its OLE container is cut or broken"))
    }

    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30)?;
        if shift != 9 && shift != 12 {
            return None;
        }
        let mut this = Self {
            bytes,
            sector: 1 << shift,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            mini_cutoff: usize::try_from(u32_at(bytes, 56)?).ok()?,
            entries: Vec::new(),
        };
        this.fat = this.read_fat()?;
        let directory = this.chain(u32_at(bytes, 48)?, bytes.len());
        this.entries = directory.as_chunks::<128>().0.iter().filter_map(|raw| entry(raw, shift == 9)).collect();
        let root_start = this.entries.first()?.start;
        if u32_at(bytes, 64)? > 0 {
            this.mini_stream = this.chain(root_start, bytes.len());
            this.mini_fat = words(&this.chain(u32_at(bytes, 60)?, bytes.len()));
        }
        Some(this)
    }

    fn read_fat(&self) -> Option<Vec<u32>> {
        let limit = self.bytes.len() / self.sector + 1;
        let mut ids: Vec<u32> = (0..HEADER_DIFAT).filter_map(|i| u32_at(self.bytes, 76 + 4 * i)).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let mut steps = 0;
        while next < LAST_REGULAR && steps < limit {
            let mut more = words(self.sector_bytes(next)?);
            next = more.pop()?;
            ids.extend(more);
            steps += 1;
        }
        let mut fat = Vec::new();
        for id in ids.into_iter().filter(|id| *id < LAST_REGULAR).take(limit) {
            fat.extend(words(self.sector_bytes(id)?));
        }
        Some(fat)
    }

    fn sector_bytes(&self, id: u32) -> Option<&'a [u8]> {
        let start = (usize::try_from(id).ok()?).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    fn chain(&self, start: u32, size: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let mut id = start;
        let mut steps = self.bytes.len() / self.sector + 1;
        while id < LAST_REGULAR && steps > 0 && out.len() < size {
            let Some(sector) = self.sector_bytes(id) else { break };
            out.extend_from_slice(sector);
            id = usize::try_from(id).ok().and_then(|i| self.fat.get(i)).copied().unwrap_or(END_OF_CHAIN);
            steps -= 1;
        }
        out.truncate(size);
        out
    }

    fn mini_chain(&self, start: u32, size: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let mut id = start;
        let mut steps = self.mini_stream.len() / 64 + 1;
        while id < LAST_REGULAR && steps > 0 && out.len() < size {
            let Some(at) = usize::try_from(id).ok() else { break };
            let end = ((at + 1) * 64).min(self.mini_stream.len());
            let Some(part) = self.mini_stream.get(at * 64..end) else { break };
            out.extend_from_slice(part);
            id = self.mini_fat.get(at).copied().unwrap_or(END_OF_CHAIN);
            steps -= 1;
        }
        out.truncate(size);
        out
    }

    /// Whether a stream or storage of that name exists.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The content of a stream.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        Some(if entry.size < self.mini_cutoff {
            self.mini_chain(entry.start, entry.size)
        } else {
            self.chain(entry.start, entry.size)
        })
    }
}

fn entry(raw: &[u8; 128], small: bool) -> Option<Entry> {
    let units: Vec<u16> = raw[..64]
        .as_chunks::<2>()
        .0
        .iter()
        .map(|pair| u16::from_le_bytes(*pair))
        .take_while(|unit| *unit != 0)
        .collect();
    let size = if small {
        u64::from(u32_at(raw, 120)?)
    } else {
        u64::from(u32_at(raw, 120)?) | u64::from(u32_at(raw, 124)?) << 32
    };
    Some(Entry { name: String::from_utf16_lossy(&units), start: u32_at(raw, 116)?, size: usize::try_from(size).ok()? })
}

/// Packs one stream into a fresh container with sectors of 4,096 bytes.
pub(super) fn pack(name: &str, stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 4096;
    // A stream below one sector would have to go into a mini stream; the parser stops at the
    // end-of-file record, so padding is harmless.
    let data_sectors = stream.len().div_ceil(SECTOR).max(1);
    let per_fat = SECTOR / 4;
    let fat_sectors = (data_sectors + 1).div_ceil(per_fat - 1).max(1);
    let mut out = header(fat_sectors);
    out.resize(SECTOR, 0);
    let mut fat: Vec<u32> = vec![FAT_SECTOR; fat_sectors];
    fat.push(END_OF_CHAIN);
    let first_data = fat.len();
    for i in 0..data_sectors {
        let next = if i + 1 == data_sectors { END_OF_CHAIN } else { as_word(first_data + i + 1) };
        fat.push(next);
    }
    fat.resize(fat_sectors * per_fat, FREE);
    out.extend(fat.iter().flat_map(|word| word.to_le_bytes()));
    let directory_at = out.len();
    push_entry(&mut out, "Root Entry", 5, (as_word(first_data), 0));
    push_entry(&mut out, name, 2, (as_word(first_data), data_sectors * SECTOR));
    out.resize(directory_at + SECTOR, 0);
    out.extend_from_slice(stream);
    out.resize(directory_at + SECTOR + data_sectors * SECTOR, 0);
    out
}

fn header(fat_sectors: usize) -> Vec<u8> {
    let mut out = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    out.extend([0; 16]);
    for word in [0x3Eu16, 4, 0xFFFE, 12, 6, 0, 0, 0] {
        out.extend(word.to_le_bytes());
    }
    let fat = as_word(fat_sectors);
    for word in [1, fat, fat, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0] {
        out.extend(word.to_le_bytes());
    }
    for i in 0..HEADER_DIFAT {
        out.extend(if i < fat_sectors { as_word(i) } else { FREE }.to_le_bytes());
    }
    out
}

fn push_entry(out: &mut Vec<u8>, name: &str, kind: u8, (start, size): (u32, usize)) {
    let at = out.len();
    let units: Vec<u16> = name.encode_utf16().take(31).collect();
    out.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    out.resize(at + 64, 0);
    out.extend(u16::try_from((units.len() + 1) * 2).unwrap_or(0).to_le_bytes());
    out.extend([kind, 1]);
    let child = if kind == 5 { 1 } else { FREE };
    for word in [FREE, FREE, child] {
        out.extend(word.to_le_bytes());
    }
    out.resize(at + 116, 0);
    out.extend(start.to_le_bytes());
    out.extend((size as u64).to_le_bytes());
}

fn as_word(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(FREE)
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect()
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_stream_is_found_again() {
        for len in [1usize, 4096, 5000, 5_000_000] {
            let stream: Vec<u8> = (0..len).map(|i| (i % 251) as u8).collect();
            let packed = pack("Workbook", &stream);
            let compound = Compound::open(&packed).unwrap();
            assert!(compound.has("workbook"));
            assert_eq!(&compound.stream("Workbook").unwrap()[..len], &stream[..]);
        }
    }

    #[test]
    fn a_chain_that_bites_its_tail_ends() {
        let mut packed = pack("Workbook", &[7; 9000]);
        // The second data sector points back to the first: FAT starts at 4096, entry 3 → 2.
        packed[4096 + 12..4096 + 16].copy_from_slice(&2u32.to_le_bytes());
        let compound = Compound::open(&packed).unwrap();
        assert!(compound.stream("Workbook").unwrap().len() <= packed.len());
    }
}
