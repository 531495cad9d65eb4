//! Walks the boxes of an ISO base media file (MP4, HEIC): which kind it is, whether it is whole,
//! and how large a HEIC picture is.
//!
//! Nothing is decoded.

use super::error::{Refused, Trouble};
use super::kind::Media;

/// How many boxes are looked at before the walk is given up.
const MOST: usize = 100_000;

struct Box4<'a> {
    name: [u8; 4],
    body: &'a [u8],
}

/// The boxes at one level. `None` in place of a box: it reaches beyond the end.
struct Walk<'a> {
    rest: &'a [u8],
    left: usize,
}

fn walk(bytes: &[u8]) -> Walk<'_> {
    Walk { rest: bytes, left: MOST }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Option<Box4<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() || self.left == 0 {
            return None;
        }
        self.left -= 1;
        let found = split(self.rest);
        self.rest = found.as_ref().map_or(&[][..], |(_, rest)| *rest);
        Some(found.map(|(one, _)| one))
    }
}

fn split(bytes: &[u8]) -> Option<(Box4<'_>, &[u8])> {
    let (size, rest) = bytes.split_first_chunk::<4>()?;
    let (name, _) = rest.split_first_chunk::<4>()?;
    let (size, head) = match u32::from_be_bytes(*size) {
        0 => (bytes.len(), 8),
        1 => (usize::try_from(u64::from_be_bytes(*bytes.get(8..16)?.first_chunk()?)).ok()?, 16),
        size => (usize::try_from(size).ok()?, 8),
    };
    let (whole, rest) = bytes.split_at_checked(size)?;
    Some((Box4 { name: *name, body: whole.get(head..)? }, rest))
}

fn child<'a>(bytes: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    walk(bytes).flatten().find(|one| &one.name == name).map(|one| one.body)
}

const HEIC: &[&[u8; 4]] = &[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];
const MP4: &[&[u8; 4]] = &[
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso8", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VH",
    b"M4VP", b"MSNV", b"mmp4", b"dash",
];

pub(super) fn kind(bytes: &[u8]) -> Result<Media, Trouble> {
    let brands = child(bytes, b"ftyp").ok_or(Trouble::Refused(Refused::Other))?;
    let (brands, _) = brands.as_chunks::<4>();
    let [major, rest @ ..] = brands else { return Err(Trouble::Refused(Refused::Other)) };
    // The word after the major brand is its version.
    let compatible = rest.get(1..).unwrap_or_default();
    let any = |wanted: &[&[u8; 4]]| wanted.contains(&major) || compatible.iter().any(|brand| wanted.contains(&brand));
    match major {
        b"avif" | b"avis" => return Err(Trouble::Refused(Refused::OtherPicture("avif"))),
        b"qt  " => return Err(Trouble::Refused(Refused::OtherVideo("mov"))),
        b"M4A " | b"M4B " | b"M4P " => return Err(Trouble::Refused(Refused::Sound)),
        _ => {}
    }
    if any(HEIC) {
        return whole(bytes, b"meta", Media::Heic);
    }
    if any(MP4) {
        return whole(bytes, b"moov", Media::Mp4);
    }
    Err(Trouble::Refused(if major.starts_with(b"3g") { Refused::OtherVideo("3gp") } else { Refused::Other }))
}

fn whole(bytes: &[u8], needed: &[u8; 4], media: Media) -> Result<Media, Trouble> {
    let mut found = false;
    for one in walk(bytes) {
        let Some(one) = one else { return Err(Trouble::Damaged(media)) };
        found |= &one.name == needed;
    }
    if found { Ok(media) } else { Err(Trouble::Damaged(media)) }
}

/// Width and height of the largest picture in a HEIC file: the others are its tiles and previews.
pub(super) fn heic_size(bytes: &[u8]) -> Option<(u32, u32)> {
    // `meta` and `ispe` begin with four bytes of version and flags.
    let meta = child(bytes, b"meta")?.get(4..)?;
    let properties = child(child(meta, b"iprp")?, b"ipco")?;
    let sizes = walk(properties).flatten().filter(|one| &one.name == b"ispe").filter_map(|one| {
        let (width, rest) = one.body.get(4..)?.split_first_chunk::<4>()?;
        let (height, _) = rest.split_first_chunk::<4>()?;
        Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
    });
    sizes.max_by_key(|(width, height)| u64::from(*width) * u64::from(*height))
}
