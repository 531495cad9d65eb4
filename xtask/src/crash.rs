//! Kills a writing process at many moments, and checks what is left.
//!
//! Every commit that was acknowledged before SIGKILL must be there, whole, and nothing half-written:
//! dense numbers, each stream as long as its state says. What a failing disk or a power cut does is
//! not shown by this.

use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::run::{TempFolder, command, run};

const ROUNDS: u32 = 20;

/// The features and task that run the writer or the checker of `crate::writer`.
const WRITER: &[&str] = &["cargo", "build", "--quiet", "-p", "xtask", "--features", "writer"];

/// Kills in steps from 20 milliseconds on.
pub fn crash(root: &Path, arguments: &[String]) -> Result<(), String> {
    let rounds = match arguments.first() {
        None => ROUNDS,
        Some(n) => n.parse().map_err(|_| format!("'{n}' is not a number of rounds"))?,
    };
    run(&mut command(root, WRITER))?;
    let folder = TempFolder::new("crash")?;
    let data = folder.path().join("data");
    for round in 1..=rounds {
        let after = Duration::from_millis(20 + u64::from(round) * 37 % 400);
        let (acknowledged, held) =
            one(root, &data, after).map_err(|e| format!("round {round}, killed after {after:?}: {e}"))?;
        println!("round {round:>3}: killed after {after:>5.0?}: {acknowledged:>7} events acknowledged, {held:>7} held");
    }
    Ok(())
}

/// One life of the writer on a store that earlier rounds left behind.
fn one(root: &Path, data: &Path, after: Duration) -> Result<(u64, u64), String> {
    let program = crate::run::target(root).join("debug/xtask");
    let path = data.to_string_lossy();
    let words = |task| [program.to_string_lossy().into_owned(), String::from(task), path.clone().into_owned()];
    let spawn = |task| {
        let words = words(task);
        command(root, &words.each_ref().map(String::as_str))
    };
    let mut child =
        spawn("write").stdout(Stdio::piped()).spawn().map_err(|e| format!("failed to start the writer: {e}"))?;
    let mut out = child.stdout.take().ok_or("the writer has no output")?;
    let reader = std::thread::spawn(move || {
        let mut said = String::new();
        out.read_to_string(&mut said).map(|_| said)
    });
    std::thread::sleep(after);
    if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
        return Err(format!("the writer ended by itself ({status})"));
    }
    child.kill().map_err(|e| e.to_string())?;
    child.wait().map_err(|e| e.to_string())?;
    let said = reader.join().map_err(|_| "the reader of the writer's output failed")?.map_err(|e| e.to_string())?;
    let acknowledged = last_number(&said);
    let held = crate::run::output(&mut spawn("check"))?;
    let held = held.trim().parse().map_err(|_| format!("the checker said: {held}"))?;
    if held < acknowledged {
        return Err(format!("{acknowledged} events were acknowledged and {held} are held"));
    }
    Ok((acknowledged, held))
}

/// The number on the last whole line; the kill may have cut the one after it.
fn last_number(said: &str) -> u64 {
    let whole = said.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().next_back().and_then(|line| line.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::last_number;

    #[test]
    fn a_line_that_was_cut_does_not_count() {
        assert_eq!(last_number("10\n20\n3"), 20);
        assert_eq!(last_number("1"), 0);
        assert_eq!(last_number(""), 0);
    }
}
