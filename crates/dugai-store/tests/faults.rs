//! What happens when the ground gives way: a full disk, a read-only one, a database server that goes
//! and comes back; and that no acknowledgement leaves before its commit is synced. What cannot be
//! tried on a machine is skipped with the reason printed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dugai_store::blobs::{BlobFolder, Blobs};
use dugai_store::{Commit, NewEvent, Store, StoreError, StreamAppend, Target};
use uuid::Uuid;

/// Names the folder of the writer that is watched from outside.
const WATCHED: &str = "DUGAI_TEST_WATCHED";
/// Commits of the watched writer.
const COMMITS: u64 = 12;

fn skip(test: &str, reason: &str) {
    println!("SKIPPED {test}: {reason}");
}

/// An act of two events on a new problem, with some bytes of text.
fn act(id: u64, bytes: usize) -> Commit {
    let event =
        |event| NewEvent { event, payload: format!("{{\"t\":\"{}\"}}", "x".repeat(bytes)), actor: None, at: 1_000_000 };
    let events = vec![event("registered"), event("claimed")];
    let id = Uuid::from_u64_pair(8, id);
    let append = StreamAppend { id, kind: "problem", expected: 0, events, body: "{\"version\":2}".to_owned() };
    Commit { streams: vec![append], ..Commit::default() }
}

/// All that is held belongs to whole acts, in one dense order.
async fn whole(store: &Store, acts: u64) {
    let events = store.events_from(0, 1_000_000).await.expect("read");
    assert_eq!(events.len() as u64, 2 * acts, "two events an acknowledged act");
    assert!(events.iter().zip(0..).all(|(e, n)| e.seq == n), "dense");
    assert_eq!(store.next_event().await.expect("read"), 2 * acts);
    assert_eq!(store.stream_count().await.expect("read"), acts);
}

/// The words of an error that says the database cannot be used now.
fn unavailable<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Unavailable(text)) => text,
        other => panic!("unavailable was expected, not {other:?}"),
    }
}

/// A small disk of its own, gone with the value.
struct Disk(PathBuf);

impl Disk {
    /// Mounts it, where this user may.
    fn new(folder: &Path) -> Result<Self, String> {
        let disk = Self(folder.join("disk"));
        std::fs::create_dir(&disk.0).map_err(|e| e.to_string())?;
        disk.mount("size=3m")?;
        Ok(disk)
    }

    fn mount(&self, options: &str) -> Result<(), String> {
        let made = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&self.0).output();
        match made {
            Ok(made) if made.status.success() => Ok(()),
            Ok(made) => Err(format!("no disk may be mounted here: {}", String::from_utf8_lossy(&made.stderr).trim())),
            Err(e) => Err(format!("there is no mount: {e}")),
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _gone = Command::new("umount").arg(&self.0).stderr(Stdio::null()).status();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_whole_acts_and_works_again_when_there_is_space() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = match Disk::new(folder.path()) {
        Ok(disk) => disk,
        Err(reason) => return skip("a full disk", &reason),
    };
    let store = Store::open(&Target::Folder(disk.0.join("data"))).await.expect("opens");
    let mut acts = 0;
    for id in 1..=5 {
        store.commit(act(id, 100)).await.expect("there is space");
        acts += 1;
    }
    let filler = disk.0.join("filler");
    let mut fill = std::fs::File::create(&filler).expect("made");
    let full = std::io::copy(&mut std::io::repeat(7), &mut fill);
    assert!(full.is_err(), "the disk is full");
    drop(fill);
    // Alone, and many at once, which share a transaction: none of them may be half there.
    let alone = unavailable(store.commit(act(100, 50_000)).await);
    assert!(alone.contains("disk is full") && alone.contains("dugai.sqlite"), "{alone}");
    let mut many = tokio::task::JoinSet::new();
    for id in 200..232 {
        let store = store.clone();
        many.spawn(async move { store.commit(act(id, 50_000)).await });
    }
    while let Some(ended) = many.join_next().await {
        let told = unavailable(ended.expect("runs"));
        assert!(told.contains("disk is full"), "{told}");
    }
    whole(&store, acts).await;
    assert!(store.is_stuck().await.is_some_and(|why| why.contains("disk is full")), "still known, and tried");
    std::fs::remove_file(&filler).expect("removed");
    assert_eq!(store.is_stuck().await, None, "mended by itself");
    store.commit(act(101, 1_000)).await.expect("works again without a restart");
    acts += 1;
    whole(&store, acts).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_files_in_words_and_takes_them_again_when_there_is_space() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = match Disk::new(folder.path()) {
        Ok(disk) => disk,
        Err(reason) => return skip("a full disk for files", &reason),
    };
    let blobs = Blobs::Folder(BlobFolder::new(&disk.0));
    blobs.put(Uuid::from_u128(1), vec![1; 1000]).await.expect("there is space");
    let filler = disk.0.join("filler");
    let full = std::fs::File::create(&filler).and_then(|mut f| std::io::copy(&mut std::io::repeat(7), &mut f));
    assert!(full.is_err(), "the disk is full");
    let told = blobs.put(Uuid::from_u128(2), vec![1; 100_000]).await;
    assert!(matches!(&told, Err(StoreError::Files(why)) if why.contains("not full")), "{told:?}");
    assert!(blobs.is_stuck().await.is_some_and(|why| why.contains("not full")), "still known, and tried");
    std::fs::remove_file(&filler).expect("removed");
    assert_eq!(blobs.is_stuck().await, None, "mended by itself");
    blobs.put(Uuid::from_u128(2), vec![1; 100_000]).await.expect("works again without a restart");
    let left: Vec<_> = std::fs::read_dir(disk.0.join("blobs")).expect("read").filter_map(Result::ok).collect();
    assert!(left.iter().all(|e| e.path().is_dir()), "nothing stays of the tries: {left:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_disk_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = match Disk::new(folder.path()) {
        Ok(disk) => disk,
        Err(reason) => return skip("a read-only disk", &reason),
    };
    let target = Target::Folder(disk.0.join("data"));
    let store = Store::open(&target).await.expect("opens");
    store.commit(act(1, 100)).await.expect("written");
    drop(store);
    // The writer closes the file a moment after the last user is gone; a busy disk is not made read-only.
    let mut made = Err(String::new());
    for _ in 0..50 {
        made = disk.mount("remount,ro");
        if made.is_ok() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    made.expect("read-only now");
    let told = unavailable(Store::open(&target).await.map(|_| ()));
    assert!(told.contains("dugai.sqlite") && (told.contains("read-only") || told.contains("writable")), "{told}");
    let reading = Store::find_reading(&target).await.expect("it can still be looked at").expect("there");
    whole(&reading, 1).await;
    drop(reading);
    disk.mount("remount,rw").expect("writable again");
    let store = Store::open(&target).await.expect("opens again");
    whole(&store, 1).await;
    store.commit(act(2, 100)).await.expect("written");
}

/// A server of our own, gone with the value.
struct Server {
    folder: String,
    url: String,
}

fn script(words: &[&str]) -> Result<String, String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/postgres");
    let made = Command::new(path).args(words).output().map_err(|e| e.to_string())?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if made.status.success() { Ok(said(&made.stdout)) } else { Err(said(&made.stderr)) }
}

impl Server {
    fn start() -> Result<Self, String> {
        let told = script(&["start"])?;
        let (folder, url) = told.split_once('\n').ok_or("no folder and URL")?;
        Ok(Self { folder: folder.to_owned(), url: url.to_owned() })
    }

    /// Program and words it was started with: `path "-D" "folder" …`.
    fn started_by(&self) -> (String, Vec<String>) {
        let text = std::fs::read_to_string(format!("{}/data/postmaster.opts", self.folder)).expect("read");
        let (program, words) = text.trim().split_once(' ').expect("a program and words");
        (program.to_owned(), words.split("\" \"").map(|w| w.trim_matches('"').to_owned()).collect())
    }

    /// The process of the server itself.
    fn process(&self) -> String {
        let text = std::fs::read_to_string(format!("{}/data/postmaster.pid", self.folder)).expect("read");
        text.lines().next().expect("a line").trim().to_owned()
    }

    /// Asks it to end every connection and stop, and waits until it has. What was acknowledged is kept:
    /// this server syncs nothing while it runs.
    async fn stop(&self) {
        let process = self.process();
        assert!(Command::new("kill").args(["-INT", &process]).status().expect("runs").success());
        for _ in 0..200 {
            if !Path::new(&self.folder).join("data/postmaster.pid").exists() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the server does not stop");
    }

    /// Starts it as it was.
    fn begin(&self, by: &(String, Vec<String>)) {
        let (program, words) = by;
        let mut command = if is_root() { Command::new("setpriv") } else { Command::new(program) };
        if is_root() {
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env", "--", program]);
        }
        let quiet = command.args(words).current_dir(&self.folder);
        let quiet = quiet.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = quiet.spawn().expect("started");
        std::thread::spawn(move || child.wait());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = script(&["stop", &self.folder]);
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_goes_and_comes_back_needs_no_restart_of_ours() {
    let server = match Server::start() {
        Ok(server) => server,
        Err(reason) => return skip("a server that goes", &reason),
    };
    let folder = tempfile::tempdir().expect("a folder");
    let target = Target::Postgres { url: server.url.clone(), folder: folder.path().to_owned() };
    let store = Store::open(&target).await.expect("opens");
    for id in 1..=3 {
        store.commit(act(id, 100)).await.expect("written");
    }
    whole(&store, 3).await;
    let by = server.started_by();
    server.stop().await;
    for id in 10..13 {
        unavailable(store.commit(act(id, 100)).await);
        unavailable(store.next_event().await);
    }
    server.begin(&by);
    let mut outcome = store.commit(act(20, 100)).await;
    for _ in 0..200 {
        if outcome.is_ok() {
            break;
        }
        unavailable(outcome);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        outcome = store.commit(act(20, 100)).await;
    }
    outcome.expect("works again");
    whole(&store, 4).await;
}

/// Not a test of its own: what the next one watches from outside.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn watched_writer() {
    use std::io::Write as _;
    let Ok(folder) = std::env::var(WATCHED) else { return };
    let store = Store::open(&Target::Folder(PathBuf::from(folder))).await.expect("opens");
    for id in 1..=COMMITS {
        store.commit(act(id, 1_000)).await.expect("written");
        // One system call a line, past the test harness.
        std::fs::File::options()
            .write(true)
            .open("/dev/stderr")
            .and_then(|mut f| f.write_all(format!("acknowledged {id}\n").as_bytes()))
            .expect("said");
    }
}

#[test]
fn no_acknowledgement_leaves_before_its_commit_is_synced() {
    if Command::new("strace").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        return skip("order of sync and acknowledgement", "there is no strace; apt-get install strace");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (trace, data) = (folder.path().join("trace"), folder.path().join("data"));
    let made = Command::new("strace")
        .args(["-f", "-y", "-s", "40", "-e", "trace=fdatasync,fsync,pwrite64,write", "-o"])
        .arg(&trace)
        .arg(std::env::current_exe().expect("this program"))
        .args(["--exact", "watched_writer", "--nocapture"])
        .env(WATCHED, &data)
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&made.stderr);
    if !said.contains("acknowledged") && said.contains("ptrace") {
        return skip("order of sync and acknowledgement", "processes may not be traced here");
    }
    assert!(made.status.success(), "{said}");
    let trace = std::fs::read_to_string(&trace).expect("a trace");
    assert_eq!(in_order(&trace), Ok(COMMITS), "{trace}");
}

/// Reads a trace: between a write of the log and an acknowledgement the log must have been synced.
/// Gives how many acknowledgements were seen.
fn in_order(trace: &str) -> Result<u64, String> {
    let (mut written, mut synced, mut acknowledged) = (false, false, 0);
    let mut syncing = std::collections::BTreeSet::new();
    for line in trace.lines() {
        let (thread, call) = line.split_once(' ').unwrap_or_default();
        let call = call.trim_start();
        let log = call.contains("dugai.sqlite-wal>");
        if log && (call.starts_with("pwrite64(") || call.starts_with("write(")) {
            (written, synced) = (true, false);
        } else if log && (call.starts_with("fdatasync(") || call.starts_with("fsync(")) {
            if call.contains("<unfinished") {
                syncing.insert(thread.to_owned());
            } else {
                synced |= call.ends_with("= 0");
            }
        } else if call.contains("sync resumed>") && syncing.remove(thread) {
            synced |= call.ends_with("= 0");
        } else if call.contains("\"acknowledged ") {
            if !written || !synced {
                return Err(format!("written {written}, synced {synced} before: {line}"));
            }
            acknowledged += 1;
            // The next one needs a write and a sync of its own.
            (written, synced) = (false, false);
        }
    }
    Ok(acknowledged)
}

#[test]
fn a_trace_in_the_wrong_order_is_seen() {
    let write = "7 pwrite64(9</d/dugai.sqlite-wal>, \"x\", 8192, 0) = 8192\n";
    let sync = "7 fdatasync(9</d/dugai.sqlite-wal>) = 0\n";
    let split = "7 fdatasync(9</d/dugai.sqlite-wal> <unfinished ...>\n8 write(1</x>, \"y\", 1) = 1\n7 <... fdatasync resumed>) = 0\n";
    let said = "8 write(2</dev/pts/0>, \"acknowledged 1\\n\", 15) = 15\n";
    assert_eq!(in_order(&[write, sync, said].concat()), Ok(1));
    assert_eq!(in_order(&[write, split, said].concat()), Ok(1));
    assert!(in_order(&[write, said, sync].concat()).is_err(), "acknowledged first");
    assert!(in_order(&[sync, said].concat()).is_err(), "nothing written");
    assert!(in_order(&[write, sync, write, said].concat()).is_err(), "written again, not synced");
    assert!(in_order(&[write, sync, said, said].concat()).is_err(), "a second needs its own");
}
