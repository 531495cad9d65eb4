//! A server process that is measured: its time on the processor, its memory, when it was ready.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::http::Http;
use crate::crash::server::Server;
use crate::run::{command, output};

/// Milliseconds of one tick of `/proc`, the same on every Linux of today.
const TICK: f64 = 10.0;
/// Longest wait for a server to be ready.
const PATIENCE: Duration = Duration::from_secs(120);

/// Where a city is stored.
pub struct Place<'a> {
    /// Folder.
    pub data: &'a Path,
    /// URL and server of the database, where it is not embedded.
    pub database: Option<(&'a str, &'a Server)>,
}

impl Place<'_> {
    /// The variables by which programs find it.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let mut list = vec![("DUGAI_DATA", self.data.to_string_lossy().into_owned())];
        list.extend(self.database.map(|(url, _)| ("DUGAI_DATABASE_URL", url.to_owned())));
        list
    }
}

/// A serving process, ended with the value.
pub struct Site<'a> {
    child: Child,
    database: Option<&'a Server>,
    /// Its port.
    pub port: u16,
    /// How long until it was ready.
    pub ready: Duration,
}

impl<'a> Site<'a> {
    /// Starts it and waits until it is ready.
    pub fn serve(root: &Path, place: &Place<'a>) -> Result<Self, String> {
        let program = crate::run::binary(root);
        let port = free_port()?;
        let begun = Instant::now();
        let child = command(root, &[&program.to_string_lossy(), "serve", "--listen", &format!("127.0.0.1:{port}")])
            .env_remove("DUGAI_DATABASE_URL")
            .envs(place.variables())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| format!("failed to start {}: {e}", program.display()))?;
        let mut site = Self { child, database: place.database.map(|(_, s)| s), port, ready: Duration::ZERO };
        while !Http::open(port).and_then(|mut h| h.send("/readyz", "", None)).is_ok_and(|(status, _)| status == 200) {
            if let Some(status) = site.child.try_wait().map_err(|e| e.to_string())? {
                return Err(format!("the site ended by itself ({status})"));
            }
            if begun.elapsed() > PATIENCE {
                return Err("the site does not get ready".to_owned());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        site.ready = begun.elapsed();
        Ok(site)
    }

    /// Milliseconds on the processor so far, those of the database server among them.
    pub fn cpu(&self) -> Result<f64, String> {
        let mut all = vec![self.child.id().to_string()];
        if let Some(server) = self.database {
            all.extend(server.processes()?);
        }
        // A process of the database that ended is counted by its parent.
        Ok(all.iter().filter_map(|p| ticks(&std::fs::read_to_string(format!("/proc/{p}/stat")).ok()?)).sum::<f64>()
            * TICK)
    }

    /// Resident megabytes now, and at most.
    pub fn memory(&self) -> Result<(f64, f64), String> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&path).map_err(|e| format!("failed to read {path}: {e}"))?;
        Ok((megabytes(&status, "VmRSS:"), megabytes(&status, "VmHWM:")))
    }
}

impl Drop for Site<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// User and system ticks, those of ended children among them.
fn ticks(stat: &str) -> Option<f64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let fields: Vec<f64> = after_name.split_whitespace().skip(11).take(4).filter_map(|f| f.parse().ok()).collect();
    (fields.len() == 4).then(|| fields.iter().sum())
}

fn megabytes(status: &str, name: &str) -> f64 {
    let line = status.lines().find_map(|l| l.strip_prefix(name)).unwrap_or_default();
    line.split_whitespace().next().and_then(|n| n.parse::<f64>().ok()).map_or(0.0, |kib| kib * 1024.0 / 1e6)
}

fn free_port() -> Result<u16, String> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).map_err(|e| format!("no free port: {e}"))?;
    listener.local_addr().map(|a| a.port()).map_err(|e| e.to_string())
}

/// Processor, cores and memory of the machine, and what else runs on it.
pub fn machine(root: &Path) -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let (cpu, memory) = (read("/proc/cpuinfo"), read("/proc/meminfo"));
    let model = cpu.lines().find_map(|l| l.strip_prefix("model name")).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let gigabytes = megabytes(&memory, "MemTotal:") / 1e3;
    let kernel = output(&mut command(root, &["uname", "-r"])).unwrap_or_default();
    let load = read("/proc/loadavg").split(' ').next().unwrap_or_default().to_owned();
    format!(
        "{}, {cores} cores, {gigabytes:.0} GB, Linux {}, load {load}",
        model.trim_start_matches(['\t', ':', ' ']),
        kernel.trim()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_and_memory_are_read() {
        let stat = "12 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 250 50 20 5 20 0";
        assert_eq!(ticks(stat), Some(325.0));
        assert_eq!(ticks("nothing"), None);
        assert!((megabytes("Name:\tx\nVmRSS:\t   1000 kB\n", "VmRSS:") - 1.024).abs() < 1e-9);
    }
}
