//! Sizes and times of the release build, against the numbers of ARCHITECTURE.md.
//!
//! Not here: benchmarks of single algorithms, which stand beside them.

use std::path::Path;

use crate::run::{Cost, TempFolder, binary, command, run};

/// Greatest size of the binary in megabytes.
const MOST_MEGABYTES: f64 = 60.0;

/// Builds, measures, prints; fails when a number is above its limit.
pub fn bench(root: &Path) -> Result<(), String> {
    run(&mut command(root, &["cargo", "build", "--release", "-p", "dugai"]))?;
    let program = binary(root);
    let bytes = std::fs::metadata(&program).map_err(|e| format!("failed to look at {}: {e}", program.display()))?.len();
    let megabytes = bytes as f64 / 1e6;
    println!("binary            {megabytes:8.1} MB (limit {MOST_MEGABYTES})");

    let folder = TempFolder::new("bench")?;
    let data = folder.path().join("data");
    let data = data.to_string_lossy();
    let program = program.to_string_lossy();
    for (name, words) in [
        ("start and end", [&*program, "--version"].as_slice()),
        ("demo city", &[&program, "demo", "--data", &data, "--no-serve"]),
        ("verify all of it", &[&program, "verify", "--data", &data]),
    ] {
        let (result, cost) = Cost::of(|| crate::run::output(&mut command(root, words)));
        result?;
        println!("{name:<17} {cost}");
    }
    if megabytes > MOST_MEGABYTES { Err(format!("the binary is larger than {MOST_MEGABYTES} MB")) } else { Ok(()) }
}
