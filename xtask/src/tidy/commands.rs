//! Commands that the documents name exist in the binary.

use super::{Fault, File};

const BINARY: &str = "crates/dugai/src/";

pub fn check(files: &[File], faults: &mut Vec<Fault>) {
    let sources: Vec<&str> = files.iter().filter(|f| f.path.starts_with(BINARY)).map(|f| f.text.as_str()).collect();
    for file in
        files.iter().filter(|f| f.path.ends_with(".md") && (!f.path.contains('/') || f.path.starts_with("docs/")))
    {
        faults.extend(judge(&file.path, &file.text, &sources));
    }
}

fn judge(document: &str, text: &str, sources: &[&str]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut in_block = false;
    for (i, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            in_block = !in_block;
        }
        let spans: Vec<&str> = if in_block { vec![line] } else { line.split('`').skip(1).step_by(2).collect() };
        for name in spans.into_iter().filter_map(command) {
            if name != "help" && !sources.iter().any(|s| declares(s, name)) {
                faults.push(Fault::error(
                    document,
                    i + 1,
                    format!("names the command 'dugai {name}', which {BINARY} does not declare"),
                ));
            }
        }
    }
    faults
}

/// The command in `dugai serve --data x`.
fn command(span: &str) -> Option<&str> {
    let name = span.trim().strip_prefix("dugai ")?.split_whitespace().next()?;
    name.chars().all(|c| c.is_ascii_lowercase() || c == '-').then_some(name).filter(|n| !n.starts_with('-'))
}

/// Whether a source has the variant of a command: `verify-file` is `VerifyFile`.
fn declares(source: &str, name: &str) -> bool {
    let variant: String = name
        .split('-')
        .map(|part| {
            part.chars().take(1).map(|c| c.to_ascii_uppercase()).chain(part.chars().skip(1)).collect::<String>()
        })
        .collect();
    source
        .lines()
        .map(str::trim)
        .any(|line| line.strip_prefix(&variant).is_some_and(|rest| rest.starts_with(['(', '{', ',', ' '])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_commands_must_be_declared() {
        let source = "enum Command {\n    /// Serves.\n    Serve(Serve),\n    VerifyFile { path: String },\n}";
        let missing = |text: &str| judge("README.md", text, &[source]).len();
        assert_eq!(missing("`dugai serve --data x` and `dugai verify-file` and `dugai help`"), 0);
        assert_eq!(missing("`dugai polish`"), 1);
        assert_eq!(missing("```sh\ndugai polish\n```\ndugai polish in a sentence"), 1);
        assert_eq!(missing("`dugai --help` and `dugai COMMAND --help`"), 0);
    }
}
