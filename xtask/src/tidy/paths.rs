//! Paths and links in the documents exist.

use std::path::Path;

use super::{Fault, File};

/// Folders of the root by which a name in a document is known to be a path.
const TOP: &[&str] = &["crates/", "docs/", "examples/", "frontend/", "scripts/", "xtask/", ".cargo/", ".ci/"];

/// Made by building or running, so absent in a fresh copy.
const MADE: &[&str] = &["frontend/dist", "frontend/node_modules"];

/// Pictures are made by the browser tests, which name them.
const PICTURES: &str = "docs/images/";
const BROWSER_TESTS: &str = "frontend/test/";

pub fn check(root: &Path, files: &[File], faults: &mut Vec<Fault>) {
    let tests: Vec<&str> =
        files.iter().filter(|f| f.path.starts_with(BROWSER_TESTS)).map(|f| f.text.as_str()).collect();
    let exists = |path: &str| {
        root.join(path).exists()
            || MADE.iter().any(|made| path.starts_with(made))
            || path.strip_prefix(PICTURES).is_some_and(|name| {
                let stem = name.trim_end_matches(".png");
                !stem.is_empty() && tests.iter().any(|t| t.contains(stem))
            })
    };
    for file in files.iter().filter(|f| is_document(&f.path)) {
        faults.extend(judge(&file.path, &file.text, &exists));
    }
}

fn is_document(path: &str) -> bool {
    let in_root = !path.contains('/') && path.ends_with(".md");
    in_root || (path.starts_with("docs/") && path.ends_with(".md"))
}

fn judge(document: &str, text: &str, exists: &dyn Fn(&str) -> bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (i, line) in text.lines().enumerate() {
        for path in named(line).into_iter().chain(linked(line, document)) {
            if !exists(&path) {
                faults.push(Fault::error(document, i + 1, format!("names {path}, which does not exist")));
            }
        }
    }
    faults
}

/// Paths between backticks.
fn named(line: &str) -> Vec<String> {
    let spans = line.split('`').skip(1).step_by(2);
    spans
        .filter(|span| TOP.iter().any(|top| span.starts_with(top)))
        .filter(|span| !span.contains([' ', '*', '<', '{', '…', '$']))
        .map(|span| span.split([':', '#']).next().unwrap_or(span).trim_end_matches('/').to_owned())
        .collect()
}

/// Targets of Markdown links and pictures, relative to the document.
fn linked(line: &str, document: &str) -> Vec<String> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets
        .filter(|t| !t.contains("://") && !t.starts_with(['#', '/']) && !t.starts_with("mailto:") && !t.is_empty())
        .map(|t| resolve(document, t.split('#').next().unwrap_or(t)))
        .collect()
}

fn resolve(document: &str, target: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.split('/').filter(|p| !p.is_empty() && *p != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(document: &str, text: &str, there: &[&str]) -> usize {
        judge(document, text, &|path| there.contains(&path)).len()
    }

    #[test]
    fn named_paths_must_exist() {
        assert_eq!(missing("README.md", "see `crates/a/src/` and `crates/b`", &["crates/a/src"]), 1);
        assert_eq!(missing("README.md", "`crates/*/src`, `problem/state.rs`, `cargo xtask ci`", &[]), 0);
    }

    #[test]
    fn links_are_relative_to_their_document() {
        assert_eq!(missing("docs/adr/0001-a.md", "[b](../glossary.md#x) [c](0002-c.md)", &["docs/glossary.md"]), 1);
        assert_eq!(missing("README.md", "[x](https://example.org) [y](#here) ![z](docs/z.png)", &[]), 1);
    }
}
