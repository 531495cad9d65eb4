//! Running commands and telling what they cost.
//!
//! Not here: which commands, and in which order.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Ticks of processor time per second in `/proc`, the same on every Linux of today.
const TICKS_PER_SECOND: f64 = 100.0;

/// What something cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Time on the wall.
    pub wall: Duration,
    /// Processor seconds of all commands that ended meanwhile.
    pub cpu: f64,
}

impl Cost {
    /// Does something and measures it.
    pub fn of<T>(work: impl FnOnce() -> T) -> (T, Self) {
        let (wall, cpu) = (Instant::now(), children_cpu());
        let value = work();
        (value, Self { wall: wall.elapsed(), cpu: children_cpu() - cpu })
    }
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:8.1} s wall {:8.1} s CPU", self.wall.as_secs_f64(), self.cpu)
    }
}

/// Processor seconds of the ended child processes of this one; zero where `/proc` does not tell.
fn children_cpu() -> f64 {
    std::fs::read_to_string("/proc/self/stat").ok().and_then(|stat| cpu_in_stat(&stat)).unwrap_or_default()
}

/// Reads `cutime` and `cstime`, fields 16 and 17; the name before them may hold spaces.
fn cpu_in_stat(stat: &str) -> Option<f64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(13);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS_PER_SECOND)
}

/// Runs a command; an error says what was run and how it ended.
pub fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|e| format!("failed to start {}: {e}", words(command)))?;
    if status.success() { Ok(()) } else { Err(format!("failed ({status}): {}", words(command))) }
}

/// Runs a command and returns what it printed.
pub fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|e| format!("failed to start {}: {e}", words(command)))?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        Ok(said(&output.stdout))
    } else {
        Err(format!("failed ({}): {}\n{}", output.status, words(command), said(&output.stderr)))
    }
}

fn words(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|w| w.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A command that runs in the root of the workspace.
pub fn command(root: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(words.first().copied().unwrap_or("true"));
    command.args(words.get(1..).unwrap_or_default()).current_dir(root);
    command
}

/// Where cargo builds.
pub fn target(root: &Path) -> PathBuf {
    root.join(std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from))
}

/// Where the release binary is built.
pub fn binary(root: &Path) -> PathBuf {
    target(root).join("release/dugai")
}

/// A new folder that goes away with the value.
pub struct TempFolder(PathBuf);

impl TempFolder {
    /// Makes it.
    pub fn new(purpose: &str) -> Result<Self, String> {
        let nanos = std::time::UNIX_EPOCH.elapsed().map_or(0, |d| d.as_nanos());
        let path = std::env::temp_dir().join(format!("dugai-{purpose}-{}-{nanos}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|e| format!("failed to make {}: {e}", path.display()))?;
        Ok(Self(path))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_is_read_behind_a_name_with_spaces_and_brackets() {
        let stat = "12 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 11 12 250 50 20 0";
        assert_eq!(cpu_in_stat(stat), Some(3.0));
        assert_eq!(cpu_in_stat("nothing"), None);
    }

    #[test]
    fn a_failing_command_is_named() {
        let error = run(&mut command(Path::new("/"), &["false", "x"])).unwrap_err();
        assert!(error.contains("false x"), "{error}");
    }

    #[test]
    fn a_folder_goes_away() {
        let folder = TempFolder::new("self-test").unwrap();
        let path = folder.path().to_path_buf();
        assert!(path.is_dir());
        drop(folder);
        assert!(!path.exists());
    }
}
