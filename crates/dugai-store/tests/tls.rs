//! The connection to PostgreSQL encrypted as libpq means it: a server of our own with a certificate
//! made by openssl on the spot. What cannot be tried on a machine is skipped with the reason printed.

use std::path::{Path, PathBuf};
use std::process::Command;

use dugai_store::{Store, StoreError, Target};

fn run(program: &str, words: &[&str], folder: &Path) -> Result<String, String> {
    let made = Command::new(program).args(words).current_dir(folder).output().map_err(|e| format!("{program}: {e}"))?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if made.status.success() { Ok(said(&made.stdout)) } else { Err(format!("{program}: {}", said(&made.stderr))) }
}

/// A server of our own, gone with the value.
struct Server {
    folder: PathBuf,
    url: String,
}

fn script(words: &[&str]) -> Result<String, String> {
    run(concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/postgres"), words, Path::new("/"))
}

impl Server {
    fn start() -> Result<Self, String> {
        let told = script(&["start"])?;
        let (folder, url) = told.split_once('\n').ok_or("no folder and URL")?;
        Ok(Self { folder: PathBuf::from(folder), url: url.to_owned() })
    }

    /// Switches TLS on, with a certificate for `localhost` signed by an authority of its own.
    fn encrypt(&self) -> Result<(), String> {
        authority(&self.folder, "ours")?;
        let at = &self.folder;
        run(
            "openssl",
            &[
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "server.key",
                "-out",
                "server.csr",
                "-subj",
                "/CN=localhost",
            ],
            at,
        )?;
        std::fs::write(at.join("server.ext"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")
            .map_err(|e| e.to_string())?;
        run(
            "openssl",
            &[
                "x509",
                "-req",
                "-in",
                "server.csr",
                "-CA",
                "ours.pem",
                "-CAkey",
                "ours.key",
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                "server.ext",
                "-out",
                "server.pem",
            ],
            at,
        )?;
        let data = at.join("data");
        for name in ["server.key", "server.pem"] {
            std::fs::copy(at.join(name), data.join(name)).map_err(|e| e.to_string())?;
            run("chmod", &["600", name], &data)?;
            // The server reads them as the user it runs as.
            run("chown", &["--reference=postgresql.conf", name], &data)?;
        }
        let settings = data.join("postgresql.auto.conf");
        let mut text = std::fs::read_to_string(&settings).map_err(|e| e.to_string())?;
        text.push_str("ssl = on\nssl_cert_file = 'server.pem'\nssl_key_file = 'server.key'\n");
        std::fs::write(&settings, text).map_err(|e| e.to_string())?;
        let pid = std::fs::read_to_string(data.join("postmaster.pid")).map_err(|e| e.to_string())?;
        run("kill", &["-HUP", pid.lines().next().unwrap_or_default().trim()], at).map(|_| ())
    }

    /// The URL with another host and with settings.
    fn with(&self, host: &str, settings: &str) -> String {
        format!("{}?{settings}", self.url.replace("127.0.0.1", host))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = script(&["stop", &self.folder.display().to_string()]);
    }
}

/// Makes an authority: `NAME.pem` and `NAME.key`.
fn authority(folder: &Path, name: &str) -> Result<(), String> {
    let (pem, key, subject) = (format!("{name}.pem"), format!("{name}.key"), format!("/CN=invented authority {name}"));
    let words = [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", &subject, "-keyout", &key, "-out", &pem,
    ];
    run("openssl", &words, folder).map(|_| ())
}

/// Opens a store; gives whether its connection is encrypted, as the server sees it.
async fn open(url: String) -> Result<bool, StoreError> {
    let folder = tempfile::tempdir().expect("a folder");
    let target = Target::Postgres { url, folder: folder.path().to_owned() };
    let store = Store::open(&target).await?;
    store.next_event().await?;
    store.is_encrypted().await
}

fn told(result: Result<bool, StoreError>) -> String {
    result.map(|_| ()).unwrap_err().to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_mode_is_as_sure_of_the_server_as_it_says() {
    let server = match Server::start() {
        Ok(server) => server,
        Err(reason) => return println!("SKIPPED TLS to PostgreSQL: {reason}"),
    };
    if let Err(reason) = run("openssl", &["version"], Path::new("/")) {
        return println!("SKIPPED TLS to PostgreSQL: {reason}");
    }
    // A server without TLS.
    for plain in ["sslmode=disable", "sslmode=prefer", ""] {
        assert!(!open(server.with("127.0.0.1", plain)).await.unwrap(), "{plain}");
    }
    let refused = told(open(server.with("127.0.0.1", "sslmode=require")).await);
    assert!(refused.contains("offers no TLS") && refused.contains("ssl = on"), "{refused}");

    server.encrypt().expect("TLS is switched on");
    for _ in 0..100 {
        if open(server.with("127.0.0.1", "sslmode=prefer")).await.unwrap() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    authority(&server.folder, "theirs").expect("made");
    let file = |name: &str| server.folder.join(name).display().to_string();
    let (ours, theirs) = (file("ours.pem"), file("theirs.pem"));
    assert!(!open(server.with("127.0.0.1", "sslmode=disable")).await.unwrap());
    for good in ["sslmode=prefer", "", "sslmode=require"] {
        assert!(open(server.with("127.0.0.1", good)).await.unwrap(), "{good}: encrypted, whoever answers");
    }
    for mode in ["require", "verify-ca", "verify-full"] {
        let right = format!("sslmode={mode}&sslrootcert={ours}");
        assert!(open(server.with("localhost", &right)).await.unwrap(), "{mode}");
        let wrong = told(open(server.with("localhost", &format!("sslmode={mode}&sslrootcert={theirs}"))).await);
        assert!(wrong.contains("not signed by an authority") && wrong.contains("theirs.pem"), "{mode}: {wrong}");
        // The certificate is for localhost: only the strictest mode minds the name.
        let other = open(server.with("127.0.0.1", &right)).await;
        if mode == "verify-full" {
            let other = told(other);
            assert!(other.contains("another name"), "{other}");
        } else {
            assert!(other.unwrap(), "{mode}");
        }
    }
    let unnamed = told(open(server.with("localhost", "sslmode=verify-full")).await);
    assert!(unnamed.contains("sslrootcert"), "{unnamed}");
    let none = told(open(server.with("localhost", "sslmode=verify-full&sslrootcert=/no/such.pem")).await);
    assert!(none.contains("/no/such.pem"), "{none}");
}
