//! What tests of the command share: running it, an invented city with evidence, servers that are
//! real processes, and people who ask them over HTTP. Not every test file uses everything.
#![expect(dead_code, reason = "each test file uses its own part of the kit")]

#[path = "../../../dugai-store/tests/blobs/double.rs"]
pub mod double;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use dugai_app::evidence::Meta;
use dugai_app::testing::{Cast, CountedEntropy, cast};
use dugai_app::tools::{SetClock, Tools};
use dugai_app::{BlobFolder, Blobs, Hold, Office, Store, Target};
use dugai_domain::ids::ProblemId;
use dugai_domain::time::Timestamp;
use jiff::civil::{Date, date};

/// The words of the evidence that every city keeps.
pub const TEXT: &[u8] = "虚构的现场记录".as_bytes();

/// A command with nothing in its environment that names a store.
pub fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dugai"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("DUGAI_")) {
        command.env_remove(name);
    }
    command.args(words);
    command
}

/// Runs a command: its exit code, what it printed, what it told.
pub fn run(command: &mut Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    (status.code(), text(&stdout), text(&stderr))
}

/// Runs a command that must do it; gives what it printed.
pub fn done(command: &mut Command) -> String {
    let (code, printed, told) = run(command);
    assert_eq!(code, Some(0), "{printed}\n{told}");
    printed
}

/// Words that name a store on the command line.
pub fn at(target: &Target) -> Vec<String> {
    let mut words = vec!["--data".to_owned(), target.folder().display().to_string()];
    if let Target::Postgres { url, .. } = target {
        words.extend(["--database-url".to_owned(), url.clone()]);
    }
    words
}

/// An empty database on the server that the environment names; nothing where it names none.
pub async fn database() -> Option<String> {
    let Ok(server) = std::env::var("DUGAI_TEST_POSTGRES") else {
        println!("SKIPPED PostgreSQL: DUGAI_TEST_POSTGRES names no server");
        return None;
    };
    Some(dugai_store::testing::fresh_database(&server).await.expect("a database is made"))
}

/// A city of 2 March 2026 with problems, each with evidence. The office stays open until it is dropped.
pub struct City {
    pub office: Office,
    pub cast: Cast,
    pub problems: Vec<ProblemId>,
}

impl City {
    pub async fn found(target: &Target, blobs: Option<Blobs>, problems: usize) -> Self {
        Self::found_on(date(2026, 3, 2), (target, blobs), problems).await
    }

    /// The same on another day.
    pub async fn found_on(day: Date, place: (&Target, Option<Blobs>), problems: usize) -> Self {
        let (target, blobs) = place;
        let store = Store::open(target).await.expect("opens");
        let clock = Arc::new(SetClock::at(Timestamp::at(day, 10, 0)));
        let tools = Tools { clock, entropy: Arc::new(CountedEntropy::default()) };
        let blobs = blobs.unwrap_or_else(|| Blobs::Folder(BlobFolder::new(target.folder())));
        let hold = Hold::shared(target.folder()).expect("free");
        let office = Office::open_with(store, tools, blobs, hold).await.expect("opens");
        let cast = cast(&office).await.expect("a city");
        let mut city = Self { office, cast, problems: Vec::new() };
        for no in 1..=problems {
            let id = city.cast.register(&city.office, &no.to_string()).await.expect("registered");
            city.problems.push(id);
            city.add_text(id).await.expect("added");
        }
        city.office.follow_ledger().await.expect("signed");
        city
    }

    /// Adds the text as evidence; what was refused is told.
    pub async fn add_text(&self, id: ProblemId) -> Result<(), String> {
        let actor = self.cast.actor(&self.office, "officer").await.expect("there");
        let meta = Meta { title: "记录".to_owned(), kind: "text".to_owned(), ..Meta::default() };
        let files = vec![("a.txt".to_owned(), TEXT.to_vec())];
        let added = self.office.add_evidence((id, None), &meta, files, (&actor, self.office.now())).await;
        added.map(|_| ()).map_err(|fault| format!("{fault:?}"))
    }
}

/// A `dugai serve` of its own, killed with the value.
pub struct Server {
    child: Child,
    pub base: String,
    log: PathBuf,
}

impl Server {
    pub fn start(target: &Target, folder: &Path, name: &str) -> Self {
        let log = folder.join(format!("{name}.log"));
        let words = at(target);
        let words: Vec<&str> =
            ["serve", "--listen", "127.0.0.1:0"].into_iter().chain(words.iter().map(String::as_str)).collect();
        let mut child = command(&words)
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log).expect("a log"))
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let base = line.trim().strip_prefix("serving ").map(str::to_owned);
        let told = std::fs::read_to_string(&log).unwrap_or_default();
        Self { child, base: base.unwrap_or_else(|| panic!("{name} does not serve: {line}{told}")), log }
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Asks for a page as the holder of a session: status, where it leads, page.
    pub fn get(&self, path: &str, session: &str) -> (u16, String, String) {
        self.send("GET", path, session, &[])
    }

    /// Sends a form: status, where it leads, page.
    pub fn post(&self, path: &str, session: &str, pairs: &[(&str, &str)]) -> (u16, String, String) {
        self.send("POST", path, session, pairs)
    }

    /// Logs somebody in; gives the session.
    pub fn log_in(&self, name: &str, password: &str) -> String {
        let agent = agent();
        let request =
            request("POST", &format!("{}/login", self.base), "").body(form(&[("name", name), ("password", password)]));
        let answer = agent.run(request.expect("a request")).expect("answers");
        let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|v| v.to_str().ok());
        let session = cookies.filter_map(|c| c.split(';').next()?.strip_prefix("sid=").map(str::to_owned)).next();
        session.unwrap_or_else(|| panic!("{name} is not let in: {}", answer.status()))
    }

    fn send(&self, method: &str, path: &str, session: &str, pairs: &[(&str, &str)]) -> (u16, String, String) {
        let request = request(method, &format!("{}{path}", self.base), session);
        let mut answer = if method == "GET" {
            agent().run(request.body(()).expect("a request")).expect("answers")
        } else {
            agent().run(request.body(form(pairs)).expect("a request")).expect("answers")
        };
        let location = answer.headers().get("location").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let page = answer.body_mut().read_to_string().expect("a page");
        (answer.status().as_u16(), location, page)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None).build().new_agent()
}

fn request(method: &str, address: &str, session: &str) -> ureq::http::request::Builder {
    let request = ureq::http::Request::builder().method(method).uri(address);
    let request = request.header("sec-fetch-site", "same-origin");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    if session.is_empty() { request } else { request.header("cookie", format!("sid={session}")) }
}

fn form(pairs: &[(&str, &str)]) -> String {
    let code = |text: &str| -> String {
        text.bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect()
    };
    pairs.iter().map(|(n, v)| format!("{}={}", code(n), code(v))).collect::<Vec<_>>().join("&")
}
