//! Everything that is checked before a merge, in one order, here and on every machine.
//!
//! A step that cannot be done fails; the one step that may be missing says so.

use std::path::Path;

use crate::run::{Cost, TempFolder, binary, command, output, run};

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
    run(&mut command(root, &words))
}

fn release(root: &Path) -> Result<(), String> {
    run(&mut command(root, &["cargo", "build", "--release", "-p", "dugai"]))
}

/// A few rounds: enough to see a commit that is torn or lost after every kill.
fn crash(root: &Path) -> Result<(), String> {
    crate::crash::crash(root, &["8".to_owned()])
}

/// What `make demo` shows, and, where the program keeps data, a verification of all of it.
fn demo(root: &Path) -> Result<(), String> {
    let folder = TempFolder::new("demo")?;
    let data = folder.path().join("data");
    run(command(root, &["scripts/demo"]).arg(&data).env("DEMO_SERVE", "0"))?;
    if !data.exists() {
        println!("SKIPPED: this version fills no demonstration city, so there is nothing to verify");
        return Ok(());
    }
    let program = binary(root);
    run(command(root, &[&program.to_string_lossy(), "verify", "--data"]).arg(&data))
}

fn browser(root: &Path) -> Result<(), String> {
    let script = "frontend/test/journey.mjs";
    if !root.join(script).is_file() {
        println!("SKIPPED: there is no {script}, so no page was looked at in a browser");
        return Ok(());
    }
    run(command(root, &["node", script]).env("DUGAI_BIN", binary(root)))
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
