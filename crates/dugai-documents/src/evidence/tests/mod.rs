//! Evidence files made in memory, whole and broken.

mod documents;
mod hostile;
mod pictures;

use std::io::{Cursor, Write};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::{EvidenceError, Inspected, Limits, Trouble, inspect};

fn look(name: &str, bytes: &[u8]) -> Result<Inspected, EvidenceError> {
    inspect(name, bytes, &Limits::default())
}

fn trouble(name: &str, bytes: &[u8]) -> Trouble {
    look(name, bytes).expect_err(name).trouble
}

/// Left half red, right half blue.
fn two_halves(width: u32, height: u32) -> DynamicImage {
    let paint = |x, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) };
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, paint))
}

fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn jpeg() -> Vec<u8> {
    written(&two_halves(64, 32), ImageFormat::Jpeg)
}

/// One field of an EXIF folder: tag, type, count and the value's bytes.
type Field = (u16, u16, u32, Vec<u8>);

fn ascii(tag: u16, text: &str) -> Field {
    let bytes = [text.as_bytes(), b"\0"].concat();
    (tag, 2, u32::try_from(bytes.len()).unwrap(), bytes)
}

fn rationals(tag: u16, values: &[(u32, u32)]) -> Field {
    let bytes = values.iter().flat_map(|(n, d)| [n.to_le_bytes(), d.to_le_bytes()].concat()).collect();
    (tag, 5, u32::try_from(values.len()).unwrap(), bytes)
}

/// A little-endian EXIF block from the fields of the exposure and of the position.
fn exif(orientation: u16, exposure: &[Field], position: &[Field]) -> Vec<u8> {
    let pointer = |tag, at: usize| (tag, 4, 1, u32::try_from(at).unwrap().to_le_bytes().to_vec());
    let main = |exposure_at, position_at| {
        vec![
            (0x0112, 3, 1, orientation.to_le_bytes().to_vec()),
            pointer(0x8769, exposure_at),
            pointer(0x8825, position_at),
        ]
    };
    let first = folder(8, &main(0, 0)).len();
    let second = folder(8 + first, exposure);
    let third = folder(8 + first + second.len(), position);
    let first = folder(8, &main(8 + first, 8 + first + second.len()));
    [b"II*\0\x08\0\0\0".to_vec(), first, second, third].concat()
}

fn folder(start: usize, fields: &[Field]) -> Vec<u8> {
    let mut out = u16::try_from(fields.len()).unwrap().to_le_bytes().to_vec();
    let mut beside = Vec::new();
    let beside_at = start + 2 + fields.len() * 12 + 4;
    for (tag, kind, count, value) in fields {
        out.extend(tag.to_le_bytes());
        out.extend(kind.to_le_bytes());
        out.extend(count.to_le_bytes());
        if value.len() <= 4 {
            out.extend(value);
            out.resize(out.len() + 4 - value.len(), 0);
        } else {
            out.extend(u32::try_from(beside_at + beside.len()).unwrap().to_le_bytes());
            beside.extend(value);
        }
    }
    [out, vec![0; 4], beside].concat()
}

fn with_exif(jpeg: &[u8], exif: &[u8]) -> Vec<u8> {
    let length = u16::try_from(exif.len() + 8).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xFF\xE1", &length, b"Exif\0\0", exif, &jpeg[2..]].concat()
}

/// 103°28′12.34″ E, 30°15′36.5″ N, on a morning in June, held sideways.
fn field_photo() -> Vec<u8> {
    let exposure = [ascii(0x9003, "2026:06:09 08:30:15"), ascii(0x9291, "25")];
    let position = [
        ascii(1, "N"),
        rationals(2, &[(30, 1), (15, 1), (3650, 100)]),
        ascii(3, "E"),
        rationals(4, &[(103, 1), (28, 1), (1234, 100)]),
    ];
    with_exif(&jpeg(), &exif(6, &exposure, &position))
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An OLE container: tables, their list where the head has no room for it, content, and at the
/// very end the directory with the given streams.
fn ole(names: &[&str], content: usize) -> Vec<u8> {
    let tables = (content + 2).div_ceil(126);
    let (content_at, directory_at) = (tables + 1, tables + 1 + content);
    let word = |value: usize| u32::try_from(value).unwrap().to_le_bytes();
    let numbers = |from: usize, to: usize, room: usize| {
        let mut list: Vec<u8> = (from..to).flat_map(word).collect();
        list.resize(room, 0xFF);
        list
    };
    let end = word(0xFFFF_FFFE);
    let mut head = vec![0u8; 76];
    head[..8].copy_from_slice(super::ole::MAGIC);
    head[30..32].copy_from_slice(&9u16.to_le_bytes());
    head[48..52].copy_from_slice(&word(directory_at));
    head[68..72].copy_from_slice(&if tables > 109 { word(tables) } else { end });
    let mut table: Vec<u8> = (0..tables).flat_map(|_| word(0xFFFF_FFFD)).chain(word(0xFFFF_FFFC)).collect();
    table.extend((content_at + 1..directory_at).flat_map(word).chain(end).chain(end));
    table.resize(tables * 512, 0xFF);
    let mut directory = Vec::new();
    for name in ["Root Entry"].iter().chain(names) {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(entry.len() + 2).unwrap();
        entry.resize(128, 0);
        entry[64..66].copy_from_slice(&length.to_le_bytes());
        directory.extend(entry);
    }
    directory.resize(512, 0);
    let more = [numbers(tables.min(109), tables, 508), end.to_vec()].concat();
    [head, numbers(0, tables.min(109), 436), table, more, vec![7; content * 512], directory].concat()
}

fn one_box(name: &str, body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len() + 8).unwrap().to_be_bytes(), name.as_bytes(), body].concat()
}

fn mp4() -> Vec<u8> {
    [
        one_box("ftyp", b"isom\0\0\x02\0isomiso2avc1mp41"),
        one_box("moov", &one_box("mvhd", &[0; 100])),
        one_box("mdat", &[9; 500]),
    ]
    .concat()
}

fn heic() -> Vec<u8> {
    let size = |w: u32, h: u32| one_box("ispe", &[[0; 4], w.to_be_bytes(), h.to_be_bytes()].concat());
    let properties = one_box("iprp", &one_box("ipco", &[size(512, 512), size(4032, 3024), size(320, 240)].concat()));
    [
        one_box("ftyp", b"heic\0\0\0\0mif1heic"),
        one_box("meta", &[vec![0; 4], properties].concat()),
        one_box("mdat", &[9; 500]),
    ]
    .concat()
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n";

fn example(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
