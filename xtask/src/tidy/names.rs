//! Names of code that the how-tos and the map speak of exist: in the file that they are said to
//! stand in, or else anywhere in the sources.

use std::collections::BTreeSet;

use super::{Fault, File};

/// Where code stands.
const SOURCES: &[&str] = &["crates/", "xtask/", "frontend/", "scripts/", ".cargo/", "clippy.toml", "Makefile"];
/// Which documents lead people through it.
const DOCUMENTS: &[&str] = &["docs/howto/", "ARCHITECTURE.md", "CONTRIBUTING.md"];

pub fn check(files: &[File], faults: &mut Vec<Fault>) {
    let starts = |path: &str, with: &[&str]| with.iter().any(|w| path.starts_with(w));
    let sources: Vec<&File> = files.iter().filter(|f| starts(&f.path, SOURCES)).collect();
    let everywhere: BTreeSet<&str> = sources.iter().flat_map(|f| words(&f.text)).collect();
    for file in files.iter().filter(|f| f.path.ends_with(".md") && starts(&f.path, DOCUMENTS)) {
        faults.extend(judge(&file.path, &file.text, &sources, &everywhere));
    }
}

fn judge(document: &str, text: &str, sources: &[&File], everywhere: &BTreeSet<&str>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut in_block = false;
    for (i, line) in text.lines().enumerate() {
        in_block ^= line.starts_with("```");
        if in_block {
            continue;
        }
        // What stands between marks has odd places; what stands before and after it even ones.
        let parts: Vec<&str> = line.split('`').collect();
        for (at, span) in parts.iter().enumerate().skip(1).step_by(2) {
            let Some(name) = last_name(span) else { continue };
            let place = match (parts.get(at + 1), parts.get(at + 2)) {
                (Some(&(" in " | " (")), Some(path)) if path.contains('/') => Some(path.trim_end_matches('/')),
                _ => None,
            };
            let of_place = |path: &str| {
                let below = format!("{path}/");
                sources
                    .iter()
                    .any(|f| (f.path == path || f.path.starts_with(&below)) && words(&f.text).any(|w| w == name))
            };
            match place {
                Some(path) if !of_place(path) => {
                    faults.push(Fault::error(
                        document,
                        i + 1,
                        format!("names `{span}` in {path}, where it does not stand"),
                    ));
                }
                None if !everywhere.contains(name) => {
                    faults.push(Fault::error(document, i + 1, format!("names `{span}`, which stands in no source")));
                }
                _ => {}
            }
        }
    }
    faults
}

/// The last name of `Office::set_reference` or `routes()`; nothing where a span is no name of code.
fn last_name(span: &str) -> Option<&str> {
    let span = span.strip_suffix("()").unwrap_or(span);
    let span = span.strip_suffix('!').unwrap_or(span);
    let names: Vec<&str> = span.split("::").collect();
    let is_name = |n: &&str| {
        n.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && n.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    names.iter().all(is_name).then(|| names.last().copied()).flatten()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|w| !w.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> usize {
        let source = File { path: "crates/a/src/b.rs".to_owned(), text: "const TABLES: u8 = 1; fn go() {}".to_owned() };
        let other = File { path: "crates/a/src/c.rs".to_owned(), text: "struct Office;".to_owned() };
        let sources = [&source, &other];
        let everywhere: BTreeSet<&str> = sources.iter().flat_map(|f| words(&f.text)).collect();
        judge("docs/howto/x.md", text, &sources, &everywhere).len()
    }

    #[test]
    fn a_name_stands_where_it_is_said_to_stand() {
        assert_eq!(faults("`TABLES` in `crates/a/src/b.rs`, `go()`, `Office::go`, `Office` in `crates/a/src`"), 0);
        assert_eq!(faults("`Office` in `crates/a/src/b.rs`"), 1);
        assert_eq!(faults("its line in `BESIDE`"), 1);
        assert_eq!(faults("`cargo test`, `a.b`, `data-…`, `crates/a`"), 0);
        assert_eq!(faults("```sh\n`BESIDE`\n```\n"), 0);
    }
}
