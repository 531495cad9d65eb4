//! Who owns what a command writes. Run as root it would lock out the account that serves: what it
//! made or replaced is given to whom the folder belongs.

use std::path::PathBuf;

/// A folder, and whose files in it shall be.
pub struct Owned {
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only there is it known who runs the command"))]
    folder: PathBuf,
    /// User and group.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only there is it known who runs the command"))]
    owner: (u32, u32),
}

#[cfg(target_os = "linux")]
impl Owned {
    /// Before a command runs: nothing to do where it does not run as root, or root owns the folder.
    /// One that is not there yet will belong to whom the folder around it belongs.
    pub fn before(folder: PathBuf) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        if std::fs::metadata("/proc/self").ok()?.uid() != 0 {
            return None;
        }
        let whole = std::path::absolute(&folder).ok()?;
        let there = whole.ancestors().find_map(|at| std::fs::metadata(at).ok())?;
        let owner = (there.uid(), there.gid());
        (owner.0 != 0).then_some(Self { folder, owner })
    }

    /// After it ran: gives everything in the folder that root has made to the owner.
    ///
    /// # Errors
    /// When something cannot be given.
    pub fn give_back(self) -> Result<(), String> {
        let told = |e: std::io::Error| format!("give {} to its owner: {e}", self.folder.display());
        if self.folder.exists() { give(&self.folder, self.owner).map_err(told) } else { Ok(()) }
    }
}

#[cfg(target_os = "linux")]
fn give(path: &std::path::Path, owner: (u32, u32)) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt, lchown};
    // A server that runs meanwhile takes files away.
    let gone = |e: &std::io::Error| e.kind() == std::io::ErrorKind::NotFound;
    let at = match std::fs::symlink_metadata(path) {
        Err(e) if gone(&e) => return Ok(()),
        other => other?,
    };
    // A file with a second name may be somebody else's elsewhere.
    if at.uid() == 0 && (at.is_dir() || at.nlink() == 1) {
        lchown(path, Some(owner.0), Some(owner.1)).or_else(|e| if gone(&e) { Ok(()) } else { Err(e) })?;
    }
    if at.is_dir() {
        for entry in std::fs::read_dir(path)? {
            give(&entry?.path(), owner)?;
        }
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
impl Owned {
    /// Nothing to do.
    pub fn before(_folder: PathBuf) -> Option<Self> {
        None
    }

    /// Nothing to do.
    ///
    /// # Errors
    /// Never.
    pub fn give_back(self) -> Result<(), String> {
        Ok(())
    }
}
