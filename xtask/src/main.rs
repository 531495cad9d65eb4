//! Tasks of the house: `cargo xtask ci | tidy | bench | crash`.
//!
//! What is checked before a merge, and what is measured. Nothing here is part of the program.

mod bench;
mod ci;
mod crash;
mod run;
mod tidy;
#[cfg(feature = "writer")]
mod writer;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask TASK
  ci [STEP…]      all checks in order, or only the named steps; stops at the first failure
  ci --list       the names of the steps
  tidy            house rules: edges between crates, sizes, words, paths in documents, messages
  bench [N]       the release build through HTTP with N problems (100,000), on both engines
  crash [ROUNDS]  kill a writing process on each engine, then verify what is left (20 rounds)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    let result = match arguments.first().map(String::as_str) {
        Some("ci") => ci::ci(&root(), rest),
        Some("tidy") => tidy::tidy(&root()),
        Some("bench") => bench::bench(&root()),
        Some("crash") => crash::crash(&root(), rest),
        #[cfg(feature = "writer")]
        Some("write") if rest.len() == 1 => writer::with_store(&rest[0], writer::write),
        #[cfg(feature = "writer")]
        Some("check") if rest.len() == 1 => writer::with_store(&rest[0], writer::check).map(|n| println!("{n}")),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace: the folder above this package.
fn root() -> PathBuf {
    let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    package.parent().map_or(package.clone(), PathBuf::from)
}
