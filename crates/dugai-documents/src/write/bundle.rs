//! The file of one case as one zip (一案一档), written file by file.
//!
//! Names come from people and other systems: each is made harmless and unique here. What goes in,
//! and the contents page, is the caller's.

use std::collections::HashSet;
use std::io::{self, Read, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::WriteError;

/// Characters of one part of a name: 80 of three bytes stay below the 255 bytes of most disks.
const PART: usize = 80;
/// Folders a name may have; deeper ones are joined, for the path limit of Windows.
const DEPTH: usize = 4;
/// Endings of files that are packed already.
const PACKED: [&str; 16] =
    ["jpg", "jpeg", "png", "webp", "gif", "heic", "mp4", "mov", "mp3", "m4a", "zip", "7z", "rar", "gz", "docx", "xlsx"];
/// Names that Windows keeps for devices.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Bytes of one file: what every unpacker takes, with room for what packing may add.
const FILE_BYTES: u64 = 4_000_000_000;

/// A zip that grows file by file.
pub struct Bundle<W: Write + Seek> {
    zip: ZipWriter<W>,
    names: Names,
    file_bytes: u64,
}

impl<W: Write + Seek> Bundle<W> {
    /// Begins an empty one.
    pub fn new(out: W) -> Self {
        Self { zip: ZipWriter::new(out), names: Names::default(), file_bytes: FILE_BYTES }
    }

    /// Adds a file; `/` in the name makes folders. Returns the name it got.
    ///
    /// # Errors
    /// When the source fails or has more than 4 GB: what was begun of it is taken back, and the
    /// bundle goes on without it. When the receiver fails, the bundle is lost.
    pub fn add(&mut self, name: &str, from: &mut dyn Read) -> Result<String, WriteError> {
        let name = self.names.take(name);
        let method = if is_packed(&name) { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method).unix_permissions(0o644);
        self.zip.start_file(name.as_str(), options)?;
        let mut left = self.file_bytes;
        let mut buffer = vec![0; 64 << 10];
        loop {
            // The library takes a file back by itself when it grows too large, and a second time
            // would take the file before it; so the limit is watched here.
            let fault = match from.read(&mut buffer) {
                Ok(0) => return Ok(name),
                Ok(read) if read as u64 > left => WriteError::FileTooLarge { name, limit: self.file_bytes },
                Ok(read) => {
                    self.zip.write_all(buffer.get(..read).unwrap_or_default())?;
                    left -= read as u64;
                    continue;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => error.into(),
            };
            self.zip.abort_file()?;
            return Err(fault);
        }
    }

    /// Adds a file that is in memory. Returns the name it got.
    ///
    /// # Errors
    /// As for [`Bundle::add`].
    pub fn add_bytes(&mut self, name: &str, mut bytes: &[u8]) -> Result<String, WriteError> {
        self.add(name, &mut bytes)
    }

    /// Writes the directory of the zip and gives the receiver back.
    ///
    /// # Errors
    /// When the receiver fails.
    pub fn finish(self) -> Result<W, WriteError> {
        let mut out = self.zip.finish()?;
        out.flush()?;
        Ok(out)
    }
}

fn is_packed(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| PACKED.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Names given so far, in lower case as Windows compares them.
#[derive(Debug, Default)]
struct Names {
    files: HashSet<String>,
    folders: HashSet<String>,
}

impl Names {
    fn take(&mut self, wanted: &str) -> String {
        let mut parts: Vec<String> = wanted.split(['/', '\\']).filter_map(part).collect();
        let file = parts.pop().unwrap_or_else(|| "未命名".to_owned());
        if parts.len() > DEPTH {
            let joined = parts.split_off(DEPTH - 1).join("_");
            parts.push(shortened(&joined));
        }
        let mut folder = String::new();
        for name in parts {
            folder = self.free(&folder, &name, |names, path| names.files.contains(path));
            self.folders.insert(folder.to_lowercase());
            folder.push('/');
        }
        let path = self.free(&folder, &file, |names, path| names.files.contains(path) || names.folders.contains(path));
        self.files.insert(path.to_lowercase());
        path
    }

    /// The first of `name`, `name(2)`, `name(3)`… that is not taken.
    fn free(&self, folder: &str, name: &str, taken: impl Fn(&Self, &str) -> bool) -> String {
        let (stem, ending) = split_ending(name);
        let mut path = format!("{folder}{name}");
        let mut number = 1_usize;
        while taken(self, &path.to_lowercase()) {
            number += 1;
            path = format!("{folder}{stem}({number}){ending}");
        }
        path
    }
}

/// One part of a path as every system takes it; nothing for parts that lead elsewhere.
fn part(raw: &str) -> Option<String> {
    let plain: String = raw
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c })
        .collect();
    // Windows drops dots and spaces at the end, and "." and ".." are no names.
    let plain = plain.trim().trim_end_matches(['.', ' ']);
    if plain.is_empty() {
        return None;
    }
    let name = shortened(plain);
    Some(if is_device(&name) { format!("_{name}") } else { name })
}

/// Control characters, and those that turn the direction or hide themselves and so forge an ending.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_lowercase();
    let (word, number) = stem.split_at(stem.char_indices().nth(3).map_or(stem.len(), |(at, _)| at));
    let mut digits = number.chars();
    match (DEVICES.iter().position(|device| *device == word), digits.next(), digits.next()) {
        (Some(0..=3), None, _) => true,
        (Some(4..), Some(digit), None) => digit.is_ascii_digit() || matches!(digit, '¹' | '²' | '³'),
        _ => false,
    }
}

/// Cut to the length a part may have; a short ending stays.
fn shortened(name: &str) -> String {
    if name.chars().count() <= PART {
        return name.to_owned();
    }
    let (stem, ending) = split_ending(name);
    let room = PART - ending.chars().count();
    let kept: String = stem.chars().take(room).collect();
    format!("{}{ending}", kept.trim_end_matches(['.', ' ']))
}

/// The name without its ending, and the ending with its dot; long or odd endings are none.
fn split_ending(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 && name.len() - at <= 10 => name.split_at(at),
        _ => (name, ""),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::{Bundle, Names, PART};
    use crate::write::WriteError;

    #[test]
    fn a_file_that_is_too_large_takes_no_other_with_it() {
        let mut bundle = Bundle::new(Cursor::new(Vec::new()));
        bundle.file_bytes = 100_000;
        bundle.add_bytes("甲.txt", &[b'a'; 100_000]).expect("it fits");
        let error = bundle.add_bytes("乙.txt", &[b'b'; 100_001]).expect_err("it does not");
        assert!(matches!(&error, WriteError::FileTooLarge { name, limit: 100_000 } if name == "乙.txt"), "{error}");
        let bytes = bundle.finish().expect("a zip").into_inner();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        assert_eq!(archive.len(), 1);
        let mut text = Vec::new();
        archive.by_index(0).expect("the first").read_to_end(&mut text).expect("its bytes");
        assert_eq!(text.len(), 100_000);
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let mut names = Names::default();
        for (wanted, got) in [
            ("../../etc/passwd", "etc/passwd"),
            ("/根/甲.pdf", "根/甲.pdf"),
            ("C:\\Windows\\a.txt", "C_/Windows/a.txt"),
            ("..", "未命名"),
            ("", "未命名(2)"),
            ("证据/照片?.jpg", "证据/照片_.jpg"),
            ("证据/照片*.JPG", "证据/照片_(2).JPG"),
            ("结果. ", "结果"),
            ("con.txt", "_con.txt"),
            ("COM1", "_COM1"),
            ("com10.txt", "com10.txt"),
            ("console.log", "console.log"),
            ("照片\u{202E}gpj.exe", "照片gpj.exe"),
            ("a/b/c/d/e/f.txt", "a/b/c/d_e/f.txt"),
        ] {
            assert_eq!(names.take(wanted), got, "{wanted}");
        }
    }

    #[test]
    fn files_and_folders_never_meet() {
        let mut names = Names::default();
        assert_eq!(names.take("档案"), "档案");
        assert_eq!(names.take("档案/甲.txt"), "档案(2)/甲.txt");
        assert_eq!(names.take("笔录/甲.txt"), "笔录/甲.txt");
        assert_eq!(names.take("笔录"), "笔录(2)");
        assert_eq!(names.take("A.tar.gz"), "A.tar.gz");
        assert_eq!(names.take("a.TAR.gz"), "a.TAR(2).gz");
    }

    #[test]
    fn long_names_keep_their_ending() {
        let mut names = Names::default();
        let name = names.take(&format!("{}.pdf", "长".repeat(300)));
        assert_eq!(name.chars().count(), PART);
        assert!(name.ends_with("长.pdf"));
        assert!(name.len() <= 255);
    }
}
