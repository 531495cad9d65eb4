//! A PostgreSQL server of our own that keeps its promises: the one of `scripts/postgres`, started
//! again with every write synced. It goes away with the value.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::run::{command, output, run};

/// What makes an acknowledged commit durable, and the size of its cache.
const DURABLE: &str = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c shared_buffers=256MB";

/// A running server.
pub struct Server {
    root: PathBuf,
    folder: PathBuf,
    port: String,
}

impl Server {
    /// Starts it.
    pub fn start(root: &Path) -> Result<Self, String> {
        let told = output(&mut command(root, &["scripts/postgres", "start"]))?;
        let (folder, url) = told.trim().split_once('\n').ok_or("scripts/postgres told no folder and URL")?;
        let port = url.rsplit_once(':').and_then(|(_, rest)| rest.split_once('/')).ok_or("the URL has no port")?.0;
        let server = Self { root: root.to_owned(), folder: PathBuf::from(folder), port: port.to_owned() };
        server.control("restart", &["--mode=fast", "--options", &server.options()])?;
        Ok(server)
    }

    fn options(&self) -> String {
        let port = &self.port;
        format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c max_connections=200 {DURABLE}"
        )
    }

    /// Makes an empty database and gives its URL.
    pub fn fresh(&self, name: &str) -> Result<String, String> {
        let port = format!("--port={}", self.port);
        run(self.as_owner("createdb")?.args(["--host=127.0.0.1", &port, "--username=dugai", name]))?;
        Ok(format!("postgres://dugai@127.0.0.1:{}/{name}", self.port))
    }

    /// The server's processes, the first one that of the server itself.
    pub fn processes(&self) -> Result<Vec<String>, String> {
        let file = self.folder.join("data/postmaster.pid");
        let text = std::fs::read_to_string(&file).map_err(|e| format!("failed to read {}: {e}", file.display()))?;
        let first = text.lines().next().unwrap_or_default().trim().to_owned();
        let children = format!("/proc/{first}/task/{first}/children");
        let children = std::fs::read_to_string(&children).map_err(|e| format!("failed to read {children}: {e}"))?;
        Ok(std::iter::once(first).chain(children.split_whitespace().map(str::to_owned)).collect())
    }

    /// Ends every process of the server as a power cut would, without a word.
    pub fn kill(&self) -> Result<(), String> {
        let all = self.processes()?;
        // A child may end by itself between the look and the kill.
        let _some_gone = Command::new("kill").arg("-9").args(&all).stderr(Stdio::null()).status();
        let alive = || all.iter().any(|p| Path::new("/proc").join(p).join("cmdline").exists() && !is_zombie(p));
        for _ in 0..100 {
            if !alive() {
                // Nobody may have taken its exit status, and the next server would take it for alive.
                let lock = self.folder.join("data/postmaster.pid");
                return std::fs::remove_file(&lock).map_err(|e| format!("failed to remove {}: {e}", lock.display()));
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        Err("the server's processes do not end".to_owned())
    }

    /// Starts it after a kill: it recovers from its log.
    pub fn begin(&self) -> Result<(), String> {
        self.control("start", &["--options", &self.options()])
    }

    fn control(&self, verb: &str, more: &[&str]) -> Result<(), String> {
        let log = self.folder.join("server.log");
        let mut words = self.as_owner("pg_ctl")?;
        words.arg("--pgdata").arg(self.folder.join("data")).arg("--log").arg(&log);
        words.args(["--wait", "--timeout=60", "--silent"]).args(more).arg(verb);
        run(words.stdin(Stdio::null()).stdout(Stdio::null()))
    }

    /// A program of the server, run by the user that owns it: the server refuses to run as root.
    fn as_owner(&self, program: &str) -> Result<Command, String> {
        let path = program_path(program);
        let mut words = if is_root() { Command::new("setpriv") } else { Command::new(&path) };
        if is_root() {
            words.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env", "--"]).arg(&path);
        }
        words.current_dir(&self.folder);
        Ok(words)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = command(&self.root, &["scripts/postgres", "stop"]).arg(&self.folder).status();
    }
}

/// Of the newest server installed, or whatever the path holds.
fn program_path(program: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|e| Some((e.file_name().to_str()?.parse::<u32>().ok()?, e.path().join("bin").join(program))))
        .filter(|(_, path)| path.is_file())
        .max();
    newest.map_or_else(|| PathBuf::from(program), |(_, path)| path)
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

fn is_zombie(process: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_none_or(|(_, rest)| rest.trim_start().starts_with('Z'))
}
