//! Tells what a file is from its first bytes and its inner names.
//!
//! The name of the file is never asked: offices rename freely.

use super::zip_guard;
use super::{Foreign, Limits, ReadError, compound::Compound};

/// A kind of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Excel 2007 and later.
    Xlsx,
    /// Excel 97–2003.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// Word 2007 and later.
    Docx,
    /// Text with separators.
    Delimited,
}

const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Leading bytes that settle a foreign kind at once.
const MAGIC: &[(&[u8], Foreign)] = &[
    (b"%PDF", Foreign::Pdf),
    (b"\x89PNG", Foreign::Image),
    (b"\xFF\xD8\xFF", Foreign::Image),
    (b"GIF8", Foreign::Image),
    (b"II*\0", Foreign::Image),
    (b"MM\0*", Foreign::Image),
    (b"RIFF", Foreign::Image),
    (b"Rar!", Foreign::Archive),
    (b"7z\xBC\xAF", Foreign::Archive),
    (b"\x1F\x8B", Foreign::Archive),
    (b"{\\rtf", Foreign::Rtf),
];

pub(super) fn detect(bytes: &[u8], limits: &Limits) -> Result<FileKind, ReadError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip_kind(bytes, limits);
    }
    if bytes.starts_with(OLE) {
        return compound_kind(bytes);
    }
    if let Some((_, foreign)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(ReadError::Foreign(*foreign));
    }
    if bytes.get(4..8) == Some(b"ftyp") || (bytes.starts_with(b"BM") && bytes.contains(&0)) {
        return Err(ReadError::Foreign(Foreign::Image));
    }
    text_kind(bytes)
}

fn zip_kind(bytes: &[u8], limits: &Limits) -> Result<FileKind, ReadError> {
    let names = zip_guard::check(bytes, limits)?;
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    let any_ends = |end: &str| names.iter().any(|name| name.to_ascii_lowercase().ends_with(end));
    if has("word/document.xml") {
        return Ok(FileKind::Docx);
    }
    if any_ends("workbook.bin") {
        return Err(ReadError::Foreign(Foreign::BinaryWorkbook));
    }
    if any_ends("workbook.xml") {
        return Ok(FileKind::Xlsx);
    }
    if has("content.xml") {
        let content = zip_guard::entry_text(bytes, "content.xml", limits)?;
        return if content.contains("office:spreadsheet") {
            Ok(FileKind::Ods)
        } else {
            Err(ReadError::Foreign(Foreign::OpenText))
        };
    }
    if any_ends("presentation.xml") {
        return Err(ReadError::Foreign(Foreign::Slides));
    }
    Err(ReadError::Foreign(Foreign::Archive))
}

fn compound_kind(bytes: &[u8]) -> Result<FileKind, ReadError> {
    let compound = Compound::open(bytes)?;
    if compound.has("EncryptedPackage") || compound.has("\u{6}DataSpaces") {
        return Err(ReadError::Encrypted);
    }
    if compound.has("Workbook") || compound.has("Book") {
        return Ok(FileKind::Xls);
    }
    if compound.has("WordDocument") {
        return Err(ReadError::Foreign(Foreign::OldWord));
    }
    if compound.has("PowerPoint Document") {
        return Err(ReadError::Foreign(Foreign::Slides));
    }
    Err(ReadError::Foreign(Foreign::Binary))
}

fn text_kind(bytes: &[u8]) -> Result<FileKind, ReadError> {
    let head = &bytes[..bytes.len().min(4096)];
    let wide = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    let unmarked = !wide && super::decode::wide_without_mark(head).is_some();
    if !wide && zeros > 0 && !unmarked {
        return Err(ReadError::Foreign(Foreign::Binary));
    }
    // Half of a wide character may look like a control sign; the character does not.
    let control = |c: &char| *c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\0');
    let controls = if unmarked {
        super::decode::decode(head).0.chars().filter(control).count()
    } else {
        head.iter().filter(|byte| control(&char::from(**byte))).count()
    };
    if !wide && controls * 50 > head.len() {
        return Err(ReadError::Foreign(Foreign::Binary));
    }
    let start = super::decode::decode(head).0.trim_start().to_lowercase();
    if start.starts_with('<') {
        if start.contains("urn:schemas-microsoft-com:office:spreadsheet") {
            return Err(ReadError::Foreign(Foreign::SpreadsheetXml));
        }
        if start.contains("<html") || start.contains("<table") || start.contains("<!doctype html") {
            return Err(ReadError::Foreign(Foreign::WebPage));
        }
        if start.starts_with("<?xml") {
            return Err(ReadError::Foreign(Foreign::Binary));
        }
    }
    if start.contains("content-type: multipart/related") {
        return Err(ReadError::Foreign(Foreign::WebPage));
    }
    Ok(FileKind::Delimited)
}
