//! Tells Word and Excel files from other zip files, and unpacks them once into nothing, so that
//! damage and files that grow without end are found before the file is kept.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use super::Limits;
use super::error::{Refused, Trouble};
use super::kind::Media;

pub(super) fn kind(bytes: &[u8], extension: Option<&str>) -> Result<Media, Trouble> {
    // A cut file has lost its directory: only the name is left to say what it was.
    let archive = open(bytes).ok_or(match extension {
        Some("docx") => Trouble::Damaged(Media::Docx),
        Some("xlsx") => Trouble::Damaged(Media::Xlsx),
        _ => Trouble::Refused(Refused::Archive),
    })?;
    let names: Vec<String> = (0..archive.len())
        .filter_map(|index| archive.name_for_index(index)?.ok())
        .map(|name| name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase())
        .collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let refused = |why| Err(Trouble::Refused(why));
    if !has("[content_types].xml") {
        return refused(Refused::Archive);
    }
    if names.iter().any(|name| name.ends_with("vbaproject.bin")) {
        return refused(Refused::Macros);
    }
    if has("word/document.xml") {
        Ok(Media::Docx)
    } else if has("xl/workbook.xml") {
        Ok(Media::Xlsx)
    } else if has("ppt/presentation.xml") {
        refused(Refused::Slides)
    } else {
        refused(Refused::Archive)
    }
}

pub(super) fn check(bytes: &[u8], media: Media, limits: &Limits) -> Result<(), Trouble> {
    let damaged = Trouble::Damaged(media);
    let mut archive = open(bytes).ok_or(damaged.clone())?;
    let grows = Trouble::UnpacksTooLarge { limit: limits.unpacked_bytes };
    if archive.len() > limits.package_entries {
        return Err(grows);
    }
    let mut left = limits.unpacked_bytes;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| damaged.clone())?;
        let mut bounded = entry.by_ref().take(left.saturating_add(1));
        let unpacked = io::copy(&mut bounded, &mut io::sink()).map_err(|_| damaged.clone())?;
        left = left.checked_sub(unpacked).ok_or(grows.clone())?;
    }
    Ok(())
}

fn open(bytes: &[u8]) -> Option<ZipArchive<Cursor<&[u8]>>> {
    ZipArchive::new(Cursor::new(bytes)).ok()
}
