//! Kills the program while it writes, at many moments, and verifies what is left.
//!
//! After SIGKILL the store must open, every stream must replay to its kept state and the ledger
//! must hold. Only what `verify` can see is judged here.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::run::{TempFolder, binary, command, output, run};

const ROUNDS: u32 = 20;

/// Kills in even steps over the time that the undisturbed work takes.
pub fn crash(root: &Path, arguments: &[String]) -> Result<(), String> {
    let rounds = match arguments.first() {
        None => ROUNDS,
        Some(n) => n.parse().map_err(|_| format!("'{n}' is not a number of rounds"))?,
    };
    run(&mut command(root, &["cargo", "build", "--release", "-p", "dugai"]))?;
    let program = binary(root);
    let whole = undisturbed(&program)?;
    println!("undisturbed: {:.1} s", whole.as_secs_f64());
    for round in 1..=rounds {
        let after = whole.mul_f64(f64::from(round) / f64::from(rounds + 1));
        let found = one(&program, after).map_err(|e| format!("round {round}, killed after {after:.1?}: {e}"))?;
        println!("round {round:>3}: killed after {after:>8.1?}: {found}");
    }
    Ok(())
}

fn writer(program: &Path, data: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .args(["demo", "--no-serve", "--data"])
        .arg(data)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn undisturbed(program: &Path) -> Result<Duration, String> {
    let folder = TempFolder::new("crash")?;
    let start = Instant::now();
    run(&mut writer(program, &folder.path().join("data")))?;
    Ok(start.elapsed())
}

fn one(program: &Path, after: Duration) -> Result<String, String> {
    let folder = TempFolder::new("crash")?;
    let data = folder.path().join("data");
    let mut child =
        writer(program, &data).spawn().map_err(|e| format!("failed to start {}: {e}", program.display()))?;
    std::thread::sleep(after);
    let ended = child.try_wait().map_err(|e| e.to_string())?.is_some();
    let _ = child.kill();
    child.wait().map_err(|e| e.to_string())?;
    if !data.exists() {
        return Ok("nothing was written yet".to_owned());
    }
    output(Command::new(program).arg("verify").arg("--data").arg(&data))?;
    Ok(if ended { "it had ended; all holds".to_owned() } else { "all holds".to_owned() })
}
