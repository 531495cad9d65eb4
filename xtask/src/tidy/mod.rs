//! House rules that no compiler knows. Each rule is a pure function from texts to faults.
//!
//! A fault says where, what and what to do; a remark does not fail.

mod commands;
mod edges;
mod functions;
mod lexer;
mod messages;
mod names;
mod paths;
mod sources;
mod words;

use std::fmt;
use std::path::{Path, PathBuf};

/// Something found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// File, relative to the root.
    pub file: String,
    /// Line from 1, or 0 for the whole file.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
    /// Whether it fails the check.
    pub fatal: bool,
}

impl Fault {
    /// A fault that fails the check.
    pub fn error(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into(), fatal: true }
    }

    /// A remark.
    pub fn remark(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into(), fatal: false }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.fatal { "error" } else { "remark" };
        match self.line {
            0 => write!(f, "{kind}: {}: {}", self.file, self.what),
            line => write!(f, "{kind}: {}:{line}: {}", self.file, self.what),
        }
    }
}

/// A text file of the project.
pub struct File {
    /// Path relative to the root, with `/`.
    pub path: String,
    /// Contents.
    pub text: String,
}

/// Runs every rule.
pub fn tidy(root: &Path) -> Result<(), String> {
    let files = texts(root)?;
    let mut faults = Vec::new();
    edges::check(root, &mut faults)?;
    sources::check(&files, &mut faults);
    words::check(&files, &mut faults);
    paths::check(root, &files, &mut faults);
    commands::check(&files, &mut faults);
    names::check(&files, &mut faults);
    messages::check(&files, &mut faults);
    let fatal = faults.iter().filter(|f| f.fatal).count();
    faults.sort_by(|a, b| (a.fatal, &a.file, a.line).cmp(&(b.fatal, &b.file, b.line)));
    faults.iter().for_each(|f| println!("{f}"));
    println!("tidy: {} files, {fatal} errors, {} remarks", files.len(), faults.len() - fatal);
    if fatal == 0 { Ok(()) } else { Err(format!("{fatal} house rules are broken; they are named above")) }
}

/// Every text file that is not ignored by the root `.gitignore`.
fn texts(root: &Path) -> Result<Vec<File>, String> {
    let ignored = std::fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
    let mut skip: Vec<PathBuf> =
        ignored.lines().filter_map(|l| l.trim().strip_prefix('/')).map(|l| root.join(l)).collect();
    skip.push(root.join(".git"));
    let mut files = Vec::new();
    walk(root, root, &skip, &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn walk(root: &Path, folder: &Path, skip: &[PathBuf], files: &mut Vec<File>) -> Result<(), String> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("failed to list {}: {e}", folder.display()))?;
    for entry in entries {
        let path = entry.map_err(|e| format!("failed to list {}: {e}", folder.display()))?.path();
        if skip.contains(&path) || path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, skip, files)?;
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let relative = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(File { path: relative, text });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_folders_and_pictures_are_not_read() {
        let folder = crate::run::TempFolder::new("tidy").unwrap();
        let root = folder.path();
        std::fs::create_dir_all(root.join("target")).unwrap();
        std::fs::create_dir_all(root.join("src")).unwrap();
        std::fs::write(root.join(".gitignore"), "/target\n").unwrap();
        std::fs::write(root.join("target/a.rs"), "x").unwrap();
        std::fs::write(root.join("src/b.rs"), "x").unwrap();
        std::fs::write(root.join("src/c.png"), [0xff, 0xfe, 0x00]).unwrap();
        let paths: Vec<String> = texts(root).unwrap().into_iter().map(|f| f.path).collect();
        assert_eq!(paths, [".gitignore", "src/b.rs"]);
    }
}
