//! Files looked at one by one before anything is kept of them.

use dugai_documents::evidence::{EvidenceError, Inspected, Limits, inspect};
use sha2::{Digest, Sha256};

use super::room::heavy;
use super::{EvidenceFault, FILES_MAX};
use crate::office::OfficeError;

/// A file that was looked at and is accepted.
#[derive(Debug)]
pub struct Looked {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) found: Inspected,
}

impl Looked {
    /// SHA-256 of the bytes as they came, hex: so that who sent them can compare.
    #[must_use]
    pub fn sha256(&self) -> String {
        Sha256::digest(&self.bytes).iter().map(|b| format!("{b:02x}")).collect()
    }

    /// The kind of evidence that its media speaks for, where nobody said one.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        let mime = self.found.media.mime();
        match mime.split('/').next() {
            Some("image") => "photo",
            Some("video") => "video",
            _ => "document",
        }
    }
}

/// The files of a form, looked at one by one.
#[derive(Debug, Default)]
pub struct Sorted {
    /// Accepted.
    pub good: Vec<Looked>,
    /// Not accepted, each with its reason and what to do.
    pub bad: Vec<EvidenceError>,
    /// How many came beyond [`FILES_MAX`]; they were not looked at.
    pub beyond: usize,
}

/// Looks at every file for itself: one that is not accepted does not take the others with it.
/// Decoding takes its time: call it where blocking is allowed.
#[must_use]
pub fn sort(files: Vec<(String, Vec<u8>)>) -> Sorted {
    let limits = Limits::default();
    let mut sorted = Sorted { beyond: files.len().saturating_sub(FILES_MAX), ..Sorted::default() };
    for (name, bytes) in files.into_iter().take(FILES_MAX) {
        match inspect(&name, &bytes, &limits) {
            Ok(found) => sorted.good.push(Looked { name, bytes, found }),
            Err(error) => sorted.bad.push(error),
        }
    }
    sorted
}

/// Looks at the files of a form: all of them, so that every fault is told at once. Decoding
/// takes its time: call it where blocking is allowed.
///
/// # Errors
/// No file, too many, or files that are not accepted.
pub fn look(files: Vec<(String, Vec<u8>)>) -> Result<Vec<Looked>, EvidenceFault> {
    if files.is_empty() {
        return Err(EvidenceFault::NoFile);
    }
    if files.len() > FILES_MAX {
        return Err(EvidenceFault::TooMany);
    }
    let sorted = sort(files);
    if sorted.bad.is_empty() { Ok(sorted.good) } else { Err(EvidenceFault::Files(sorted.bad)) }
}

/// [`sort`] where it holds up nobody, and never more than two forms at once.
///
/// # Errors
/// When the work ended in a defect.
pub async fn sort_apart(files: Vec<(String, Vec<u8>)>) -> Result<Sorted, OfficeError> {
    heavy(move || sort(files)).await.map_err(|error| OfficeError::Sealed(format!("look at files: {error}")))
}

/// [`look`] where it holds up nobody, and never more than two forms at once.
///
/// # Errors
/// As [`look`]; when the work ended in a defect.
pub async fn look_apart(files: Vec<(String, Vec<u8>)>) -> Result<Vec<Looked>, EvidenceFault> {
    let looked = heavy(move || look(files)).await;
    looked.map_err(|error| OfficeError::Sealed(format!("look at files: {error}")))?
}
