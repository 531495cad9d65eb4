//! Sizes and times of the release build, against the numbers of ARCHITECTURE.md.
//!
//! Not here: benchmarks of single algorithms, which stand beside them.

use std::path::Path;

use crate::run::{Cost, binary, command, output, run};

/// Greatest size of the binary in megabytes.
const MOST_MEGABYTES: f64 = 60.0;

/// Builds, measures, prints; fails when a number is above its limit.
pub fn bench(root: &Path) -> Result<(), String> {
    run(&mut command(root, &["cargo", "build", "--release", "-p", "dugai"]))?;
    let program = binary(root);
    let bytes = std::fs::metadata(&program).map_err(|e| format!("failed to look at {}: {e}", program.display()))?.len();
    let megabytes = bytes as f64 / 1e6;
    println!("binary            {megabytes:8.1} MB (limit {MOST_MEGABYTES})");

    let program = program.to_string_lossy();
    let lists = examples(root)?;
    let mut read = vec![&*program, "import", "problems", "--dry-run", "--json"];
    read.extend(lists.iter().map(String::as_str));
    for (name, words) in [("start and end", [&*program, "--version"].as_slice()), ("example lists", &read)] {
        let (result, cost) = Cost::of(|| output(&mut command(root, words)));
        result?;
        println!("{name:<17} {cost}");
    }
    if megabytes > MOST_MEGABYTES { Err(format!("the binary is larger than {MOST_MEGABYTES} MB")) } else { Ok(()) }
}

/// The example lists, as the program may be asked to read them.
fn examples(root: &Path) -> Result<Vec<String>, String> {
    let entries = std::fs::read_dir(root.join("examples")).map_err(|e| format!("failed to list examples: {e}"))?;
    let mut paths: Vec<String> =
        entries.flatten().filter(|e| e.path().is_file()).map(|e| e.path().to_string_lossy().into_owned()).collect();
    paths.retain(|p| !p.ends_with(".md"));
    paths.sort();
    Ok(paths)
}
