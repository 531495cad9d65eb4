//! Files that a command writes: each gets its name when it is whole, so that nobody takes half of one for the
//! whole, and none that exists is written over.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file being written, beside the place where it will stand.
pub struct Fresh {
    file: BufWriter<File>,
    part: PathBuf,
    path: PathBuf,
}

impl Fresh {
    /// Begins a file.
    ///
    /// # Errors
    /// When there is one of this name, or none can be made there.
    pub fn at(path: &Path) -> Result<Self, String> {
        if path.symlink_metadata().is_ok() {
            return Err(taken(path));
        }
        let name = path.file_name().ok_or_else(|| format!("write {}: it is no name of a file", path.display()))?;
        let part = path.with_file_name(format!(".{}.part", name.to_string_lossy()));
        let file = File::create(&part).map_err(|error| format!("write {}: {error}", path.display()))?;
        Ok(Self { file: BufWriter::new(file), part, path: path.to_owned() })
    }

    /// Where its bytes go.
    pub fn out(&mut self) -> &mut BufWriter<File> {
        &mut self.file
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// When its last bytes cannot be written, or somebody made a file of this name meanwhile.
    pub fn keep(mut self) -> Result<(), String> {
        let told = |error: std::io::Error| format!("write {}: {error}", self.path.display());
        self.file.flush().map_err(told)?;
        // A second name is refused where there is a file of it; a new name would take its place.
        match std::fs::hard_link(&self.part, &self.path) {
            Ok(()) => Ok(()),
            Err(_) if self.path.symlink_metadata().is_ok() => Err(taken(&self.path)),
            // Some file systems know no second names.
            Err(_) => std::fs::rename(&self.part, &self.path).map_err(told),
        }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.part);
    }
}

fn taken(path: &Path) -> String {
    format!(
        "write {}: there is a file of this name already, which is not overwritten; name another, or remove it",
        path.display()
    )
}

/// Writes a whole file.
///
/// # Errors
/// When there is one of this name, or it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let mut fresh = Fresh::at(path)?;
    fresh.out().write_all(bytes).map_err(|error| format!("write {}: {error}", path.display()))?;
    fresh.keep()
}

#[cfg(test)]
mod tests {
    use super::{Fresh, Write, write};

    #[test]
    fn a_file_that_is_not_finished_leaves_nothing_and_none_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("文.docx");
        let mut half = Fresh::at(&path).unwrap();
        half.out().write_all(b"half").unwrap();
        assert!(!path.exists(), "it has no name yet");
        drop(half);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        let late = Fresh::at(&path).unwrap();
        write(&path, b"whole").unwrap();
        assert!(late.keep().unwrap_err().contains("not overwritten"), "made meanwhile by somebody else");
        assert!(write(&path, b"other").unwrap_err().contains("not overwritten"));
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
