//! Kills a writing process at many moments, on both engines, and checks what is left.
//!
//! The load is acts as people do them, many at once. Every act that was acknowledged before SIGKILL
//! must be there, whole, and all that is there must verify: every state, row and number as its events
//! make them. Now and then the whole database server is killed too. What a failing disk or a power
//! cut does is not shown by this: that every commit is synced before its acknowledgement is tested
//! in `crates/dugai-store/tests/faults.rs`.

pub mod server;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::run::{TempFolder, command, output, run};
use server::Server;

const ROUNDS: u32 = 20;
/// Rounds on one store, before the next begins empty: what is kept is verified after each.
const SERIES: u32 = 10;
/// The server dies in one of so many rounds on PostgreSQL.
const SERVER_DIES: u32 = 20;
/// Time to wait for the first acknowledgement: a slow machine is no failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// The features and task that run the writer or the checker of `crate::writer`.
const WRITER: &[&str] = &["cargo", "build", "--quiet", "-p", "xtask", "--features", "writer"];

/// Kills so many times an engine.
pub fn crash(root: &Path, arguments: &[String]) -> Result<(), String> {
    let rounds = match arguments.first() {
        None => ROUNDS,
        Some(n) => n.parse().map_err(|_| format!("'{n}' is not a number of rounds"))?,
    };
    run(&mut command(root, WRITER))?;
    let folder = TempFolder::new("crash")?;
    let server = Server::start(root)?;
    for (engine, server) in [("sqlite", None), ("postgres", Some(&server))] {
        let mut told = Told::default();
        let mut store = None;
        for round in 1..=rounds {
            if round % SERIES == 1 || store.is_none() {
                store = Some(Store::new(root, (engine, round), (&folder, server))?);
                told.acknowledged.clear();
            }
            if let Some(store) = &store {
                let line = one(store, round, &mut told).map_err(|e| format!("{engine}, round {round}: {e}"))?;
                println!("{engine:<8} round {round:>3}: {line}");
            }
        }
        println!("{engine:<8} {rounds} kills, {} acts acknowledged, all there, all verified", told.acts);
    }
    Ok(())
}

/// What writers said before they died.
#[derive(Default)]
struct Told {
    /// The newest version of each problem that was acknowledged.
    acknowledged: BTreeMap<String, u64>,
    /// All acknowledged acts.
    acts: usize,
}

/// A store that is written, killed and checked.
struct Store<'a> {
    program: PathBuf,
    root: PathBuf,
    data: PathBuf,
    url: Option<String>,
    server: Option<&'a Server>,
}

impl<'a> Store<'a> {
    /// An empty one with a small city in it.
    fn new(root: &Path, name: (&str, u32), at: (&TempFolder, Option<&'a Server>)) -> Result<Self, String> {
        let name = format!("{}_{}", name.0, name.1);
        let store = Self {
            program: crate::run::target(root).join("debug/xtask"),
            root: root.to_owned(),
            data: at.0.path().join(&name),
            url: at.1.map(|s| s.fresh(&name)).transpose()?,
            server: at.1,
        };
        store.held()?;
        Ok(store)
    }

    fn task(&self, task: &str) -> Command {
        let mut words = command(&self.root, &[&self.program.to_string_lossy(), task]);
        words.arg(&self.data).env_remove("DUGAI_DATABASE_URL");
        words.envs(self.url.iter().map(|url| ("DUGAI_DATABASE_URL", url)));
        words
    }

    /// Verifies the store; gives the version of every problem.
    fn held(&self) -> Result<BTreeMap<String, u64>, String> {
        Ok(output(&mut self.task("check"))?.lines().filter_map(act_of).collect())
    }
}

/// One life of the writer on a store that earlier rounds left behind.
fn one(store: &Store, round: u32, told: &mut Told) -> Result<String, String> {
    let mut child = store.task("write").stdout(Stdio::piped()).spawn().map_err(|e| format!("no writer: {e}"))?;
    let (lines, begun) = follow(&mut child)?;
    // One round in four counts from the start, to hit the opening of the store; the others from the first act.
    let early = round.is_multiple_of(4);
    if !early {
        begun.recv_timeout(PATIENCE).map_err(|_| "the writer acknowledges nothing".to_owned())?;
    }
    let after = Duration::from_millis(u64::from(round.wrapping_mul(2_654_435_761) >> 16) % 800);
    std::thread::sleep(after);
    if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
        return Err(format!("the writer ended by itself ({status})"));
    }
    let dies = store.server.filter(|_| round % SERVER_DIES == SERVER_DIES - 3);
    dies.map_or(Ok(()), Server::kill)?;
    child.kill().map_err(|e| e.to_string())?;
    child.wait().map_err(|e| e.to_string())?;
    dies.map_or(Ok(()), Server::begin)?;
    let said = lines.join().map_err(|_| "the reader of the writer's output failed".to_owned())?;
    let acts = whole_lines(&said).filter_map(act_of).fold(0, |n, (problem, version)| {
        let newest = told.acknowledged.entry(problem).or_default();
        *newest = version.max(*newest);
        n + 1
    });
    told.acts += acts;
    let held = store.held()?;
    missing(&told.acknowledged, &held)?;
    let what = if dies.is_some() { "writer and server" } else { "writer" };
    let from = if early { "start" } else { "first act" };
    Ok(format!(
        "{what} killed {after:>5.0?} after {from}: {acts:>5} acts acknowledged, {:>6} problems held, verified",
        held.len()
    ))
}

/// Collects what the writer says; tells when the first line has come.
fn follow(child: &mut Child) -> Result<(std::thread::JoinHandle<String>, Receiver<()>), String> {
    let out = child.stdout.take().ok_or("the writer has no output")?;
    let (first, begun) = channel();
    let lines = std::thread::spawn(move || {
        let (mut reader, mut said) = (BufReader::new(out), String::new());
        while reader.read_line(&mut said).is_ok_and(|n| n > 0) {
            // Nobody waits after the first line.
            let _heard = first.send(());
        }
        said
    });
    Ok((lines, begun))
}

/// The lines that ended; the kill may have cut the last one.
fn whole_lines(said: &str) -> impl Iterator<Item = &str> {
    said.rsplit_once('\n').map_or("", |(whole, _)| whole).lines()
}

/// Problem and version of a line.
fn act_of(line: &str) -> Option<(String, u64)> {
    let (problem, version) = line.split_once(' ')?;
    Some((problem.to_owned(), version.parse().ok()?))
}

/// Fails when something acknowledged is not held.
fn missing(acknowledged: &BTreeMap<String, u64>, held: &BTreeMap<String, u64>) -> Result<(), String> {
    let lost = acknowledged.iter().find(|(problem, version)| held.get(*problem).is_none_or(|h| h < version));
    lost.map_or(Ok(()), |(problem, version)| {
        Err(format!("version {version} of {problem} was acknowledged, held is {:?}", held.get(problem)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_does_not_count() {
        assert_eq!(whole_lines("a 1\nb 2\nc").collect::<Vec<_>>(), ["a 1", "b 2"]);
        assert_eq!(whole_lines("a 1").count(), 0);
        assert_eq!(whole_lines("").count(), 0);
    }

    #[test]
    fn what_was_acknowledged_must_be_held() {
        let map = |list: &[(&str, u64)]| list.iter().map(|(p, v)| ((*p).to_owned(), *v)).collect();
        assert!(missing(&map(&[("a", 2)]), &map(&[("a", 2), ("b", 1)])).is_ok());
        assert!(missing(&map(&[("a", 2)]), &map(&[("a", 3)])).is_ok(), "an act may be kept and its line be cut");
        assert!(missing(&map(&[("a", 2)]), &map(&[("a", 1)])).is_err());
        assert!(missing(&map(&[("a", 1)]), &map(&[])).is_err());
    }
}
