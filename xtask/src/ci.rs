//! Everything that is checked before a merge, in one order, here and on every machine.
//!
//! A step that cannot be done fails.

use std::path::{Path, PathBuf};

use crate::run::{Cost, binary, command, output, run};

type Step = (&'static str, fn(&Path) -> Result<(), String>);

const STEPS: &[Step] = &[
    ("fmt", fmt),
    ("tidy", crate::tidy::tidy),
    ("clippy", clippy),
    ("front", front),
    ("tests", tests),
    ("crash", crash),
    ("release", release),
    ("demo", demo),
    ("browser", browser),
];

/// Runs the steps, or the named ones.
pub fn ci(root: &Path, names: &[String]) -> Result<(), String> {
    if names.first().is_some_and(|n| n == "--list") {
        STEPS.iter().for_each(|(name, _)| println!("{name}"));
        return Ok(());
    }
    if let Some(unknown) = names.iter().find(|n| !STEPS.iter().any(|(name, _)| name == n)) {
        return Err(format!("no step '{unknown}'; cargo xtask ci --list names them"));
    }
    let chosen: Vec<&Step> =
        STEPS.iter().filter(|(name, _)| names.is_empty() || names.iter().any(|n| n == name)).collect();
    perform(root, &chosen)
}

fn perform(root: &Path, steps: &[&Step]) -> Result<(), String> {
    let mut told = Vec::new();
    for (name, work) in steps {
        println!("\n==> {name}");
        let (result, cost) = Cost::of(|| work(root));
        println!("<== {name:<8} {cost}");
        told.push(format!("{name:<8} {cost}  {}", if result.is_ok() { "ok" } else { "FAILED" }));
        if let Err(message) = result {
            println!("\n{}", told.join("\n"));
            return Err(format!("\nstep {name}: {message}"));
        }
    }
    println!("\n{}", told.join("\n"));
    Ok(())
}

fn fmt(root: &Path) -> Result<(), String> {
    run(&mut command(root, &["cargo", "fmt", "--check"]))
}

fn clippy(root: &Path) -> Result<(), String> {
    run(&mut command(root, &["cargo", "clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn front(root: &Path) -> Result<(), String> {
    let folder = root.join("frontend");
    run(&mut command(&folder, &["npm", "run", "--silent", "build"]))?;
    run(&mut command(&folder, &["npm", "test", "--silent"]))
}

/// Tests of all crates. The second engine is started for them, unless one was named.
fn tests(root: &Path) -> Result<(), String> {
    let has_nextest = output(&mut command(root, &["cargo", "nextest", "--version"])).is_ok();
    let mut words = Vec::new();
    if std::env::var_os("DUGAI_TEST_POSTGRES").is_none() {
        words.extend(["scripts/postgres", "run"]);
    }
    words.extend(if has_nextest {
        ["cargo", "nextest", "run", "--workspace"].as_slice()
    } else {
        &["cargo", "test", "--workspace"]
    });
    run(&mut command(root, &words))?;
    // What the benchmarks seed goes by the rules of today.
    run(&mut command(root, &["cargo", "test", "--quiet", "-p", "dugai", "--bench", "office"]))
}

fn release(root: &Path) -> Result<(), String> {
    run(&mut command(root, &["cargo", "build", "--release", "-p", "dugai"]))
}

/// Twenty kills an engine: enough to see a commit that is torn or lost.
fn crash(root: &Path) -> Result<(), String> {
    crate::crash::crash(root, &["20".to_owned()])
}

/// Folder of the demonstration that the last two steps share, so that it is played once.
fn demo_folder(root: &Path) -> PathBuf {
    crate::run::target(root).join("demo-of-ci")
}

/// What `make demo` does before it serves, and a verification of all of it.
fn demo(root: &Path) -> Result<(), String> {
    let folder = demo_folder(root);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|e| format!("remove {}: {e}", folder.display()))?;
    }
    run(command(root, &["scripts/demo"]).arg(&folder).env("DEMO_SERVE", "0"))?;
    let program = binary(root);
    run(command(root, &[&program.to_string_lossy(), "verify", "--data"]).arg(&folder))
}

/// The whole journey by five people in a real browser, on a copy of the demonstration.
fn browser(root: &Path) -> Result<(), String> {
    let mut journey = command(root, &["node", "frontend/test/journey.mjs"]);
    journey.env("DUGAI_BIN", binary(root));
    let folder = demo_folder(root);
    if folder.exists() {
        journey.env("DUGAI_DEMO", folder);
    }
    run(&mut journey)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(_: &Path) -> Result<(), String> {
        Ok(())
    }

    fn bad(_: &Path) -> Result<(), String> {
        Err("broken".to_owned())
    }

    fn never(_: &Path) -> Result<(), String> {
        Err("must not run".to_owned())
    }

    #[test]
    fn the_first_failure_stops() {
        let error = perform(Path::new("."), &[&("a", good), &("b", bad), &("c", never)]).unwrap_err();
        assert!(error.contains("step b: broken"), "{error}");
        assert!(perform(Path::new("."), &[&("a", good)]).is_ok());
    }

    #[test]
    fn an_unknown_step_is_refused() {
        let error = ci(Path::new("."), &["polish".to_owned()]).unwrap_err();
        assert!(error.contains("polish"), "{error}");
    }
}
