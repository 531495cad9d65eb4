//! Evidence files: says what a handed-in file is, from its bytes, and takes from a picture what
//! is worth knowing.
//!
//! A file that is not accepted is refused with what was expected and what to do. Who may see the
//! original and who only the copy without metadata is decided by the caller.

mod boxes;
mod capture;
mod error;
mod kind;
mod ole;
mod package;
mod picture;
mod xmp;
#[cfg(test)]
mod tests;

pub use error::{EvidenceError, Refused, Trouble};
pub use kind::{Class, Media};
pub use picture::Picture;

/// How much of a file is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a picture.
    pub picture_bytes: usize,
    /// Bytes of a document or a text.
    pub document_bytes: usize,
    /// Bytes of a video.
    pub video_bytes: usize,
    /// Width times height of a picture. It also bounds the memory: a progressive JPEG at the limit
    /// takes about ten bytes a pixel while it is read.
    pub pixels: u64,
    /// Bytes of a picture once unpacked.
    pub picture_memory: u64,
    /// Bytes of everything inside a docx or xlsx once unpacked.
    pub unpacked_bytes: u64,
    /// Parts inside a docx or xlsx.
    pub package_entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            picture_bytes: 20 << 20,
            document_bytes: 50 << 20,
            video_bytes: 200 << 20,
            pixels: 100_000_000,
            picture_memory: 512 << 20,
            unpacked_bytes: 512 << 20,
            package_entries: 10_000,
        }
    }
}

impl Limits {
    fn bytes(&self, class: Class) -> usize {
        match class {
            Class::Picture => self.picture_bytes,
            Class::Document => self.document_bytes,
            Class::Video => self.video_bytes,
        }
    }
}

/// An accepted file.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspected {
    /// What it is.
    pub media: Media,
    /// Its size in bytes.
    pub bytes: usize,
    /// What a picture tells; `None` for documents and videos.
    pub picture: Option<Picture>,
}

/// Looks at a handed-in file. `name` is what the sender calls it: its extension must agree with
/// the bytes.
///
/// # Errors
/// When the file is empty, too large, damaged, protected, of a kind that is not accepted, or of
/// another kind than its name says.
pub fn inspect(name: &str, bytes: &[u8], limits: &Limits) -> Result<Inspected, EvidenceError> {
    look(name, bytes, limits).map_err(|trouble| EvidenceError::new(name, trouble))
}

fn look(name: &str, bytes: &[u8], limits: &Limits) -> Result<Inspected, Trouble> {
    if bytes.is_empty() {
        return Err(Trouble::Empty);
    }
    let largest = limits.picture_bytes.max(limits.document_bytes).max(limits.video_bytes);
    if bytes.len() > largest {
        return Err(Trouble::TooLarge { class: None, bytes: bytes.len(), limit: largest });
    }
    let extension = kind::extension(name);
    let media = kind::sniff(bytes, extension.as_deref())?;
    // The wrong name comes first: whoever renamed a video to .jpg learns nothing from its size.
    if let Some(named) = extension.filter(|named| !media.extensions().contains(&named.as_str())) {
        return Err(Trouble::Contradiction { named, found: media });
    }
    let limit = limits.bytes(media.class());
    if bytes.len() > limit {
        return Err(Trouble::TooLarge { class: Some(media.class()), bytes: bytes.len(), limit });
    }
    let picture = match media {
        Media::Docx | Media::Xlsx => package::check(bytes, media, limits).map(|()| None)?,
        Media::Heic => Some(picture::of_heic(bytes)),
        _ if media.class() == Class::Picture => Some(picture::read(media, bytes, limits)?),
        _ => None,
    };
    Ok(Inspected { media, bytes: bytes.len(), picture })
}
