//! A database server whose answers are lost: a line that is cut around the end of a transaction, and a
//! server that says nothing any more. Nobody is told a falsehood, and nobody waits for ever.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::{Duration, Instant};

use dugai_store::{Commit, NewEvent, Store, StoreError, StreamAppend, Target, Write};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

/// What the line does.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Mode {
    /// Carries everything.
    Open,
    /// Carries nothing, and takes new connections all the same.
    Silent,
    /// Is cut when the end of a transaction is asked for, which never arrives; afterwards open.
    CutBefore,
    /// Is cut when the end of a transaction has arrived, and its answer never comes back; afterwards open.
    CutAfter,
    /// The same, and no way leads to the server afterwards.
    CutForGood,
    /// Nobody gets through.
    Closed,
}

impl Mode {
    const ALL: [Self; 6] = [Self::Open, Self::Silent, Self::CutBefore, Self::CutAfter, Self::CutForGood, Self::Closed];
}

/// A line to the server that can be spoilt.
#[derive(Clone)]
struct Line(Arc<AtomicU8>);

impl Line {
    fn set(&self, mode: Mode) {
        self.0.store(mode as u8, Ordering::SeqCst);
    }

    fn mode(&self) -> Mode {
        Mode::ALL.into_iter().find(|m| *m as u8 == self.0.load(Ordering::SeqCst)).unwrap_or(Mode::Open)
    }

    /// Begins one to the server of a URL; gives the URL that leads over it.
    async fn begin(url: &str) -> (Self, String) {
        let (start, rest) = url.rsplit_once('@').expect("a user");
        let (place, name) = rest.split_once('/').expect("a database");
        let place = place.to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let line = Self(Arc::new(AtomicU8::new(Mode::Open as u8)));
        let all = line.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(all.clone().carry(client, place.clone()));
            }
        });
        (line, format!("{start}@{address}/{name}"))
    }

    async fn carry(self, client: TcpStream, place: String) {
        if self.mode() == Mode::Closed {
            return;
        }
        let server = TcpStream::connect(place).await.expect("the server");
        let ((mut from_client, mut to_client), (mut from_server, mut to_server)) =
            (client.into_split(), server.into_split());
        let (back, cut) = (self.clone(), Arc::new(AtomicBool::new(false)));
        let is_cut = Arc::clone(&cut);
        let answers = tokio::spawn(async move {
            let mut bytes = vec![0; 1 << 16];
            while let Ok(n) = from_server.read(&mut bytes).await {
                back.while_silent().await;
                while is_cut.load(Ordering::SeqCst) {
                    // Lost: the client sees the end of the line and nothing else.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                if n == 0 || to_client.write_all(&bytes[..n]).await.is_err() {
                    break;
                }
            }
        });
        let mut bytes = vec![0; 1 << 16];
        while let Ok(n) = from_client.read(&mut bytes).await {
            self.while_silent().await;
            if n == 0 || self.mode() == Mode::Closed {
                break;
            }
            let ends = bytes[..n].windows(6).any(|w| w == b"COMMIT");
            match self.mode() {
                Mode::CutBefore if ends => {
                    self.set(Mode::Open);
                    answers.abort();
                    return;
                }
                mode @ (Mode::CutAfter | Mode::CutForGood) if ends => {
                    cut.store(true, Ordering::SeqCst);
                    let _sent = to_server.write_all(&bytes[..n]).await;
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    self.set(if mode == Mode::CutAfter { Mode::Open } else { Mode::Closed });
                    answers.abort();
                    return;
                }
                _ => {}
            }
            if to_server.write_all(&bytes[..n]).await.is_err() {
                break;
            }
        }
        answers.abort();
    }

    async fn while_silent(&self) {
        while self.mode() == Mode::Silent {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A store over a line that can be spoilt; nothing where no server is at hand.
async fn spoilt() -> Option<(Store, Line, tempfile::TempDir)> {
    let Ok(server) = std::env::var("DUGAI_TEST_POSTGRES") else {
        println!("SKIPPED lost answers: DUGAI_TEST_POSTGRES names no server");
        return None;
    };
    let url = dugai_store::testing::fresh_database(&server).await.expect("a database");
    let (line, url) = Line::begin(&url).await;
    let folder = tempfile::tempdir().expect("a folder");
    let target = Target::Postgres { url, folder: folder.path().to_owned() };
    Some((Store::open(&target).await.expect("opens"), line, folder))
}

fn act(id: u64) -> Commit {
    let event = NewEvent { event: "registered", payload: format!("{{\"n\":{id}}}"), actor: None, at: 1_000_000 };
    let id = Uuid::from_u64_pair(9, id);
    let append =
        StreamAppend { id, kind: "problem", expected: 0, events: vec![event], body: "{\"version\":1}".to_owned() };
    Commit { streams: vec![append], ..Commit::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_cut_around_a_commit_leads_to_no_false_word() {
    let Some((store, line, _folder)) = spoilt().await else { return };
    store.commit(act(1)).await.expect("written");
    line.set(Mode::CutAfter);
    let done = store.commit(act(2)).await.expect("it was written, and that is found out");
    assert_eq!((done.first, store.next_event().await.expect("read")), (1, 2));
    line.set(Mode::CutBefore);
    let told = store.commit(act(3)).await;
    assert!(matches!(told, Err(StoreError::Unavailable(_))), "sure that nothing was written: {told:?}");
    assert_eq!(store.next_event().await.expect("read"), 2);
    store.commit(act(3)).await.expect("so it can be sent again");
    // What bears no number cannot be looked up.
    line.set(Mode::CutAfter);
    let write = Write::new("INSERT INTO counter (name, value) VALUES ('x', 1)", Vec::new());
    let told = store.commit(Commit { writes: vec![write], ..Commit::default() }).await;
    assert!(matches!(told, Err(StoreError::Uncertain(_))), "{told:?}");
    line.set(Mode::CutForGood);
    let told = store.commit(act(4)).await;
    assert!(matches!(told, Err(StoreError::Uncertain(_))), "nobody can say: {told:?}");
    line.set(Mode::Open);
    assert_eq!(store.next_event().await.expect("read"), 4, "it was");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_says_nothing_holds_nobody_up_for_ever() {
    let Some((store, line, _folder)) = spoilt().await else { return };
    store.commit(act(1)).await.expect("written");
    store.next_event().await.expect("read");
    line.set(Mode::Silent);
    let began = Instant::now();
    let (read, written) = tokio::join!(store.next_event(), store.commit(act(2)));
    assert!(matches!(&read, Err(StoreError::Unavailable(why)) if why.contains("does not answer")), "{read:?}");
    assert!(matches!(&written, Err(StoreError::Unavailable(_))), "{written:?}");
    assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
    // A connection that has to be made anew is given up sooner.
    let began = Instant::now();
    assert!(store.next_event().await.is_err());
    assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
    line.set(Mode::Open);
    let mut after = store.commit(act(3)).await;
    for _ in 0..50 {
        if after.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        after = store.commit(act(3)).await;
    }
    after.expect("works again without a restart");
}

/// The rights that docs/operations.md names, under "Append-only".
fn granted() -> String {
    let document = include_str!("../../../docs/operations.md");
    let rest = document.split_once("## Append-only").expect("the section").1;
    let block = rest.split_once("```sql\n").expect("a block").1;
    block.split_once("```").expect("its end").0.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_without_the_right_to_change_events_can_work() {
    let Ok(server) = std::env::var("DUGAI_TEST_POSTGRES") else {
        return println!("SKIPPED rights: DUGAI_TEST_POSTGRES names no server");
    };
    let url = dugai_store::testing::fresh_database(&server).await.expect("a database");
    let folder = tempfile::tempdir().expect("a folder");
    let owner =
        Store::open(&Target::Postgres { url: url.clone(), folder: folder.path().to_owned() }).await.expect("opens");
    owner.commit(act(1)).await.expect("written");
    // A role belongs to the whole server, where other tests are at work too.
    let role = format!("app_{}", std::process::id());
    let database = url.rsplit('/').next().expect("a name");
    let all = granted().replace("dugai_app", &role).replace("DATABASE dugai ", &format!("DATABASE {database} "));
    let mut writes = vec![Write::new(format!("CREATE ROLE {role} LOGIN").leak(), Vec::new())];
    let lines = all.split(';').map(str::trim).filter(|line| line.starts_with("GRANT") || line.starts_with("REVOKE"));
    writes.extend(lines.map(|line| Write::new(line.to_owned().leak(), Vec::new())));
    assert!(writes.len() > 4, "{all}");
    owner.commit(Commit { writes, ..Commit::default() }).await.expect("granted");

    let as_role = url.replacen("dugai@", &format!("{role}@"), 1);
    let target = Target::Postgres { url: as_role, folder: folder.path().to_owned() };
    let store = Store::open(&target).await.expect("opens without a right to make tables");
    store.commit(act(2)).await.expect("works");
    assert_eq!(store.guard_faults().await.expect("read"), Vec::<String>::new());
    let change = |sql: &'static str| Commit { writes: vec![Write::new(sql, Vec::new())], ..Commit::default() };
    for sql in ["UPDATE event SET at = 1", "DELETE FROM event", "ALTER TABLE event DISABLE TRIGGER ALL"] {
        let told = store.commit(change(sql)).await.expect_err("refused").to_string();
        assert!(told.contains("lacks a right") || told.contains("owner"), "{sql}: {told}");
    }
    store.commit(change("DELETE FROM session")).await.expect("everything else may be changed");
    assert_eq!(store.events_from(0, 10).await.expect("read").len(), 2);
    store.prepare_all().await.expect("asked");
    drop(store);
    owner.commit(change("ALTER TABLE event DISABLE TRIGGER ALL")).await.expect("the owner may");
    let told = Store::open(&target).await.err().expect("it cannot put the guard back").to_string();
    assert!(told.contains("switched off") && told.contains("as the owner"), "{told}");
    assert!(Store::open(&Target::Postgres { url, folder: folder.path().to_owned() }).await.is_ok());
}
