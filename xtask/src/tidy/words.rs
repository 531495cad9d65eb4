//! Words that must not stand in files: unfinished business, and names of one machine.

use super::{Fault, File};

/// Marks of unfinished work, put together so that this file does not hold them.
const UNFINISHED: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX")];

/// Parts of addresses and paths that hold on one machine only.
const MACHINE: &[(&str, &str)] = &[
    (concat!("index.", "crates.io"), "names a host of a package registry"),
    (concat!("static.", "crates.io"), "names a host of a package registry"),
    (concat!("https://", "crates.io/api"), "names a host of a package registry"),
    (concat!("npm", "js.org"), "names a host of a package registry"),
    (concat!("npm", "js.com"), "names a host of a package registry"),
    (concat!("npm", "mirror"), "names a host of a package registry"),
    (concat!("/wo", "rk/"), "is a path of one machine"),
    (concat!("/ro", "ot/"), "is a path of one machine"),
    (concat!("/ho", "me/"), "is a path of one machine"),
];

/// The one source that Cargo.lock may name.
const SOURCE: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

/// Files written by people, in which unfinished work would be marked.
const WRITTEN: &[&str] = &[".rs", ".ts", ".mjs", ".js", ".css", ".html", ".sql", ".toml", ".sh", "Makefile"];

pub fn check(files: &[File], faults: &mut Vec<Fault>) {
    for file in files {
        faults.extend(judge(&file.path, &file.text));
    }
}

fn judge(path: &str, text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let written = (WRITTEN.iter().any(|end| path.ends_with(end)) || path.starts_with("scripts/"))
        && !path.contains("/fixtures/")
        && !path.starts_with("examples/");
    for (i, line) in text.lines().enumerate() {
        if written && let Some(mark) = UNFINISHED.iter().find(|mark| has_word(line, mark)) {
            faults.push(Fault::error(path, i + 1, format!("{mark} marks unfinished work; finish it")));
        }
        for (part, what) in MACHINE {
            if has_path(line, part) {
                faults.push(Fault::error(path, i + 1, format!("{part} {what}; the project must build anywhere")));
            }
        }
        if path == "Cargo.lock" && line.starts_with("source = ") && line != SOURCE {
            faults.push(Fault::error(path, i + 1, "names a source other than the common index"));
        }
        if path.ends_with("package-lock.json") && line.trim_start().starts_with("\"resolved\":") {
            faults.push(Fault::error(
                path,
                i + 1,
                "holds a resolved address; frontend/.npmrc leaves them out, run npm install again",
            ));
        }
    }
    faults
}

fn has_word(line: &str, word: &str) -> bool {
    let part_of_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        !part_of_word(line[..at].chars().next_back()) && !part_of_word(line[at + word.len()..].chars().next())
    })
}

/// A host anywhere; a path only at its start, so that `/a/wo…` is not one.
fn has_path(line: &str, part: &str) -> bool {
    line.match_indices(part).any(|(at, _)| {
        !part.starts_with('/')
            || !line[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '}' | '*'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_work_is_found_as_a_word() {
        let text = concat!("// TO", "DO later\nlet AUTODOX = 1;\n");
        assert_eq!(judge("a.rs", text).len(), 1);
        assert_eq!(judge("a/fixtures/a.rs", text).len(), 0);
    }

    #[test]
    fn hosts_and_machine_paths_are_found() {
        assert_eq!(judge("a.md", concat!("see https://registry.npm", "js.org/x")).len(), 1);
        assert_eq!(judge("a.md", concat!("in `/wo", "rk/x`")).len(), 1);
        assert_eq!(judge("a.md", concat!("docs/wo", "rk/x and a/ho", "me/b")).len(), 0);
    }

    #[test]
    fn locks_name_no_other_source() {
        assert!(judge("Cargo.lock", SOURCE).is_empty());
        assert_eq!(judge("Cargo.lock", "source = \"registry+https://mirror.example/index\"").len(), 1);
        assert_eq!(judge("frontend/package-lock.json", "      \"resolved\": \"https://x.example/a.tgz\",").len(), 1);
    }
}
