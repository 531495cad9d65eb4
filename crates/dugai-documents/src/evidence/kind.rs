//! Tells what a file is from its bytes, and whether it is whole as far as the container shows it.
//!
//! The name is asked for one thing only: whether a text is called a table (.csv).

use encoding_rs::GB18030;
use infer::MatcherType;

use super::error::{Refused, Trouble};
use super::{boxes, ole, package};

/// What an accepted file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Media {
    /// JPEG picture.
    Jpeg,
    /// PNG picture.
    Png,
    /// WebP picture.
    Webp,
    /// GIF picture.
    Gif,
    /// HEIC or HEIF picture, as phones make it.
    Heic,
    /// PDF.
    Pdf,
    /// Word 2007 and later.
    Docx,
    /// Excel 2007 and later.
    Xlsx,
    /// Word 97–2003, WPS.
    Doc,
    /// Excel 97–2003, WPS.
    Xls,
    /// Text.
    Txt,
    /// Text with separators.
    Csv,
    /// MP4 video.
    Mp4,
}

/// What size limit a file falls under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Pictures.
    Picture,
    /// Documents, tables, texts.
    Document,
    /// Videos.
    Video,
}

impl Media {
    /// Every accepted kind.
    pub const ALL: [Self; 13] = [
        Self::Jpeg,
        Self::Png,
        Self::Webp,
        Self::Gif,
        Self::Heic,
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Doc,
        Self::Xls,
        Self::Txt,
        Self::Csv,
        Self::Mp4,
    ];

    /// The media type to send with the bytes. Texts name no character set: it is not kept.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Heic => "image/heic",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Doc => "application/msword",
            Self::Xls => "application/vnd.ms-excel",
            Self::Txt => "text/plain",
            Self::Csv => "text/csv",
            Self::Mp4 => "video/mp4",
        }
    }

    /// The extensions a file of this kind may have, the usual one first.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
            Self::Gif => &["gif"],
            Self::Heic => &["heic", "heif", "hif"],
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Doc => &["doc", "wps"],
            Self::Xls => &["xls", "et"],
            Self::Txt => &["txt"],
            Self::Csv => &["csv"],
            Self::Mp4 => &["mp4", "m4v"],
        }
    }

    /// Picture, document or video.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::Jpeg | Self::Png | Self::Webp | Self::Gif | Self::Heic => Class::Picture,
            Self::Mp4 => Class::Video,
            _ => Class::Document,
        }
    }

    /// The short name people know it by.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::Jpeg => "JPG",
            Self::Png => "PNG",
            Self::Webp => "WebP",
            Self::Gif => "GIF",
            Self::Heic => "HEIC",
            Self::Pdf => "PDF",
            Self::Docx => "Word (.docx)",
            Self::Xlsx => "Excel (.xlsx)",
            Self::Doc => "Word 97–2003 (.doc)",
            Self::Xls => "Excel 97–2003 (.xls)",
            Self::Txt => "TXT",
            Self::Csv => "CSV",
            Self::Mp4 => "MP4",
        }
    }
}

/// The extension in lower case. "1.现场照片" and "2026.11.24" have none.
pub(super) fn extension(name: &str) -> Option<String> {
    let name = name.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let (_, last) = name.rsplit_once('.')?;
    let fits = (1..=8).contains(&last.len())
        && last.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && last.bytes().any(|byte| byte.is_ascii_alphabetic());
    fits.then(|| last.to_ascii_lowercase())
}

pub(super) fn sniff(bytes: &[u8], extension: Option<&str>) -> Result<Media, Trouble> {
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        return whole(Media::Jpeg, jpeg_has_end(bytes));
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        return whole(Media::Png, contains(bytes, b"IEND"));
    }
    if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        return Ok(Media::Gif);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return whole(Media::Webp, riff_is_whole(bytes));
    }
    if bytes.starts_with(b"%PDF-") {
        return whole(Media::Pdf, contains(last(bytes, 64 << 10), b"%%EOF"));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return package::kind(bytes, extension);
    }
    if bytes.starts_with(ole::MAGIC) {
        return ole::kind(bytes, extension);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return boxes::kind(bytes);
    }
    text(bytes, extension)
}

fn whole(media: Media, is_whole: bool) -> Result<Media, Trouble> {
    if is_whole { Ok(media) } else { Err(Trouble::Damaged(media)) }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    // The end of a file is where the mark is, so the search goes backwards.
    bytes.windows(wanted.len()).rev().any(|part| part == wanted)
}

/// A PDF made for the web has an end mark near its start too: only the end counts.
fn last(bytes: &[u8], count: usize) -> &[u8] {
    bytes.get(bytes.len().saturating_sub(count)..).unwrap_or_default()
}

fn riff_is_whole(bytes: &[u8]) -> bool {
    let size = bytes.get(4..8).and_then(|raw| raw.first_chunk()).map_or(u32::MAX, |raw| u32::from_le_bytes(*raw));
    u64::from(size) + 8 <= bytes.len() as u64
}

/// Whether an end mark follows the start of the picture data. The decoder fills what is missing
/// with grey, and a half photograph proves nothing.
fn jpeg_has_end(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xFF, mark, tail @ ..] = rest {
        match mark {
            0xDA => return contains(tail, b"\xFF\xD9"),
            // Fill bytes and marks that stand alone.
            0xFF => rest = rest.get(1..).unwrap_or_default(),
            0x01 | 0xD0..=0xD7 => rest = tail,
            _ => {
                let [high, low, ..] = tail else { return false };
                rest = tail.get(usize::from(u16::from_be_bytes([*high, *low]))..).unwrap_or_default();
            }
        }
    }
    false
}

/// Beginnings that a browser or a shell would take for more than text.
const MARKUP: &[&str] =
    &["<html", "<!doctype", "<script", "<svg", "<head", "<body", "<iframe", "<table", "<style", "<meta", "<!--"];
const SCRIPTS: &[&str] = &["#!", "<?php", "<?=", "<%", "@echo off", "#requires -"];

fn text(bytes: &[u8], extension: Option<&str>) -> Result<Media, Trouble> {
    let Some(content) = decode(bytes) else { return Err(not_text(bytes, extension)) };
    let head: String = content.trim_start().chars().take(1024).collect::<String>().to_lowercase();
    if SCRIPTS.iter().any(|script| head.starts_with(script)) {
        return Err(Trouble::Refused(Refused::Script));
    }
    let tag = head.strip_prefix('<').and_then(|rest| rest.chars().next());
    let tagged = tag.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '!' | '?' | '/'));
    if tagged || MARKUP.iter().any(|mark| head.contains(mark)) {
        return Err(Trouble::Refused(if head.contains("<svg") { Refused::Svg } else { Refused::WebPage }));
    }
    if head.starts_with("{\\rtf") || head.starts_with("%!ps") {
        return Err(Trouble::Refused(Refused::Other));
    }
    Ok(if extension == Some("csv") { Media::Csv } else { Media::Txt })
}

/// The text of UTF-8 or GB18030 bytes without control characters; else `None`.
fn decode(bytes: &[u8]) -> Option<std::borrow::Cow<'_, str>> {
    let control = |byte: &u8| matches!(byte, 0..=8 | 11 | 14..=31 | 127);
    // Old programs end a text with 0x1A.
    let bytes = bytes.strip_suffix(b"\x1A").unwrap_or(bytes);
    if bytes.iter().any(control) {
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.into()),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
    }
}

fn not_text(bytes: &[u8], extension: Option<&str>) -> Trouble {
    if let Some(kind) = infer::get(bytes) {
        let refused = match kind.matcher_type() {
            MatcherType::App => Some(Refused::Program),
            MatcherType::Archive => Some(Refused::Archive),
            MatcherType::Image => Some(Refused::OtherPicture(kind.extension())),
            MatcherType::Video => Some(Refused::OtherVideo(kind.extension())),
            MatcherType::Audio => Some(Refused::Sound),
            _ => None,
        };
        if let Some(refused) = refused {
            return Trouble::Refused(refused);
        }
    }
    let wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    if wide || matches!(extension, Some("txt" | "csv")) {
        return Trouble::Encoding;
    }
    Trouble::Refused(Refused::Other)
}
