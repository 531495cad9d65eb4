//! Settings from a file, the environment and flags: later wins. The file is `dugai.toml` in the
//! working folder unless named; `dugai.example.toml` shows every setting with its default.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use dugai_app::{BlobFolder, Blobs, S3, S3Settings, Secret, Target};
use serde::Deserialize;

/// Folder of the store unless set.
const DATA: &str = "dugai-data";
/// Region signed unless set: what stores without regions take.
const REGION: &str = "us-east-1";
/// Seconds to wait for an object store's answer unless set.
const PATIENCE: u64 = 60;
/// Address served unless set.
const LISTEN: &str = "127.0.0.1:8080";

/// Settings that a file may hold. Unknown names are refused: a misspelt one must not be ignored.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Folder of the store.
    pub data: Option<PathBuf>,
    /// PostgreSQL instead of the embedded database.
    pub database_url: Option<String>,
    /// Address to serve.
    pub listen: Option<SocketAddr>,
    /// Whether the site is reached by https: cookies are then kept to it.
    pub secure: Option<bool>,
    /// Whether a proxy stands in front and says from where a request came (`X-Forwarded-For`).
    pub proxy: Option<bool>,
    /// Form of the log: `text` or `json`.
    pub log: Option<String>,
    /// An object store for the sealed files; none: they lie in the folder.
    pub s3: Option<S3File>,
}

/// Settings of an object store that a file may hold. The secret never stands here.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct S3File {
    /// `https://host` or `http://host:port`.
    pub endpoint: Option<String>,
    /// Bucket.
    pub bucket: Option<String>,
    /// What stands before every object's name.
    pub prefix: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// Id of the key.
    pub key_id: Option<String>,
    /// File that holds the secret, one line, and that only the account may read.
    pub secret_file: Option<PathBuf>,
    /// Whether the bucket stands in the path; else before the host's name.
    pub path_style: Option<bool>,
    /// File of the authorities (PEM) that signed the store's certificate.
    pub authorities: Option<PathBuf>,
    /// Seconds to wait for an answer.
    pub patience: Option<u64>,
}

/// Where the store is, for every command that needs one.
#[derive(Args, Clone, Debug)]
pub struct Place {
    /// Folder of the store [default: dugai-data].
    #[arg(long, env = "DUGAI_DATA", global = true)]
    data: Option<PathBuf>,
    /// PostgreSQL instead of the embedded database:
    /// `postgres://user:password@host/name?sslmode=verify-full&sslrootcert=FILE`.
    #[arg(long, env = "DUGAI_DATABASE_URL", hide_env_values = true, global = true)]
    database_url: Option<String>,
    /// File of settings [default: dugai.toml, if it is there].
    #[arg(long, env = "DUGAI_CONFIG", global = true)]
    config: Option<PathBuf>,
}

impl Place {
    /// The settings of the file, if there is one.
    ///
    /// # Errors
    /// When a named file is missing, or what it holds cannot be used.
    pub fn file(&self) -> Result<File, String> {
        let named = self.config.as_deref();
        let path = named.unwrap_or(Path::new("dugai.toml"));
        match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|e| format!("read {}: {e}", path.display())),
            Err(e) if named.is_some() || e.kind() != std::io::ErrorKind::NotFound => {
                Err(format!("read {}: {e}", path.display()))
            }
            Err(_) => Ok(File::default()),
        }
    }

    /// Whether a flag or the environment names the store.
    pub fn is_named(&self) -> bool {
        self.data.is_some() || self.database_url.is_some()
    }

    /// Where the store is: flag or environment first, then the file, then the default.
    ///
    /// # Errors
    /// When the file of settings cannot be used.
    pub fn target(&self) -> Result<Target, String> {
        let file = self.file()?;
        let folder = self.data.clone().or(file.data).unwrap_or_else(|| PathBuf::from(DATA));
        Ok(match self.database_url.clone().or(file.database_url) {
            Some(url) => Target::Postgres { url, folder },
            None => Target::Folder(folder),
        })
    }

    /// The flags that name the same store once more, to be typed behind a command. A database URL
    /// may hold a password and is not repeated.
    #[must_use]
    pub fn again(&self) -> String {
        let quoted = |path: &Path| {
            let text = path.display().to_string();
            let plain = |c: char| c.is_alphanumeric() || "/._-+@".contains(c);
            if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
        };
        let mut flags = String::new();
        for (flag, path) in [("--config", &self.config), ("--data", &self.data)] {
            if let Some(path) = path {
                flags.push_str(&format!(" {flag} {}", quoted(path)));
            }
        }
        if self.database_url.is_some() {
            flags.push_str(" --database-url …");
        }
        flags
    }
}

impl Place {
    /// Where the sealed files lie: in the object store that is named, or in the folder.
    ///
    /// # Errors
    /// When a setting of the object store is missing or cannot be used.
    pub fn blobs(&self, folder: &Path) -> Result<Blobs, String> {
        let Some(settings) = s3(self.file()?.s3, &|name| std::env::var(name).ok())? else {
            return Ok(Blobs::Folder(BlobFolder::new(folder)));
        };
        let store = S3::new(settings, crate::system::tools().clock).map_err(|e| e.to_string())?;
        Ok(Blobs::S3(Arc::new(store)))
    }
}

/// The settings of an object store, from the environment first, then from the file; nothing where
/// neither names one.
fn s3(file: Option<S3File>, environment: &dyn Fn(&str) -> Option<String>) -> Result<Option<S3Settings>, String> {
    let said = |name: &str| environment(&format!("DUGAI_S3_{name}")).filter(|v| !v.is_empty());
    let endpoint = said("ENDPOINT");
    if file.is_none() && endpoint.is_none() {
        return Ok(None);
    }
    let file = file.unwrap_or_default();
    let need =
        |value: Option<String>, name: &str| value.ok_or_else(|| format!("use the object store: s3.{name} is not set"));
    let path_style = match said("PATH_STYLE").as_deref() {
        None => file.path_style.unwrap_or(true),
        Some("true") => true,
        Some("false") => false,
        Some(_) => return Err("use the object store: DUGAI_S3_PATH_STYLE must be true or false".to_owned()),
    };
    let secret_file = said("SECRET_FILE").map(PathBuf::from).or(file.secret_file);
    Ok(Some(S3Settings {
        endpoint: need(endpoint.or(file.endpoint), "endpoint")?,
        bucket: need(said("BUCKET").or(file.bucket), "bucket")?,
        prefix: said("PREFIX").or(file.prefix).unwrap_or_default(),
        region: said("REGION").or(file.region).unwrap_or_else(|| REGION.to_owned()),
        key_id: need(said("KEY_ID").or(file.key_id), "key_id")?,
        secret: secret(said("SECRET"), secret_file.as_deref())?,
        path_style,
        authorities: said("AUTHORITIES").map(PathBuf::from).or(file.authorities),
        patience: Duration::from_secs(file.patience.unwrap_or(PATIENCE).max(1)),
    }))
}

/// The secret of the object store: from the environment, or from a file.
fn secret(said: Option<String>, file: Option<&Path>) -> Result<Secret, String> {
    match (said, file) {
        (Some(secret), _) => Ok(Secret::new(secret)),
        (None, Some(path)) => {
            let text = std::fs::read_to_string(path).map_err(|e| format!("read the secret {}: {e}", path.display()))?;
            Ok(Secret::new(text.trim().to_owned()))
        }
        (None, None) => Err("use the object store: its secret is missing; set DUGAI_S3_SECRET, or name a file that \
                             holds it with s3.secret_file"
            .to_owned()),
    }
}

/// How the site is served.
#[derive(Args, Clone, Debug)]
pub struct Serving {
    /// Address to serve [default: 127.0.0.1:8080].
    #[arg(long, env = "DUGAI_LISTEN")]
    listen: Option<SocketAddr>,
    /// The site is reached by https: cookies are kept to it.
    #[arg(long, env = "DUGAI_SECURE")]
    secure: bool,
    /// A proxy stands in front and says in X-Forwarded-For from where a request came. Only with a
    /// proxy that writes this header itself: anybody else could write it too.
    #[arg(long, env = "DUGAI_PROXY")]
    proxy: bool,
    /// Form of the log: text or json [default: text].
    #[arg(long, env = "DUGAI_LOG", value_parser = ["text", "json"])]
    log: Option<String>,
}

/// Settings of the server after all three sources.
#[derive(Clone, Debug)]
pub struct Served {
    /// Address.
    pub listen: SocketAddr,
    /// Whether behind https.
    pub secure: bool,
    /// Whether a proxy says from where requests come.
    pub proxy: bool,
    /// Whether the log is JSON.
    pub json_log: bool,
}

impl Serving {
    /// The settings of the server: flags and environment first, then the file.
    ///
    /// # Errors
    /// When the file of settings cannot be used.
    pub fn with(&self, place: &Place) -> Result<Served, String> {
        let file = place.file()?;
        let usual = || LISTEN.parse().map_err(|e| format!("read {LISTEN}: {e}"));
        let listen = self.listen.or(file.listen).map_or_else(usual, Ok)?;
        let log = self.log.clone().or(file.log).unwrap_or_else(|| "text".to_owned());
        if !matches!(log.as_str(), "text" | "json") {
            return Err(format!("use the setting log = \"{log}\": expected text or json"));
        }
        Ok(Served {
            listen,
            secure: self.secure || file.secure == Some(true),
            proxy: self.proxy || file.proxy == Some(true),
            json_log: log == "json",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{File, S3File, s3};

    #[test]
    fn the_example_shows_every_setting_and_nothing_else() {
        let text = include_str!("../../../dugai.example.toml");
        // Every line that is commented out is a setting: switched on, it must be read.
        let on: String = text.lines().map(|l| l.strip_prefix("#: ").unwrap_or(l)).collect::<Vec<_>>().join("\n");
        let file: File = toml::from_str(&on).expect("the example can be used");
        let File { data, database_url, listen, secure, proxy, log, s3: objects } = file;
        assert!(
            data.is_some()
                && database_url.is_some()
                && listen.is_some()
                && secure.is_some()
                && proxy.is_some()
                && log.is_some()
        );
        let S3File { endpoint, bucket, prefix, region, key_id, secret_file, path_style, authorities, patience } =
            objects.expect("the object store is shown");
        assert!(endpoint.is_some() && bucket.is_some() && prefix.is_some() && region.is_some() && key_id.is_some());
        assert!(secret_file.is_some() && path_style.is_some() && authorities.is_some() && patience.is_some());
        assert!(toml::from_str::<File>("lisen = 1").is_err(), "a misspelt setting is refused");
        assert!(toml::from_str::<File>("[s3]\nsecret = \"x\"").is_err(), "a secret does not stand in the file");
    }

    #[test]
    fn the_object_store_is_named_by_file_or_environment_and_the_secret_by_neither_alone() {
        let none = |_: &str| None;
        assert!(s3(None, &none).unwrap().is_none());
        let file = || S3File {
            endpoint: Some("http://127.0.0.1:9000".into()),
            bucket: Some("evidence".into()),
            key_id: Some("id".into()),
            ..S3File::default()
        };
        assert!(s3(Some(file()), &none).unwrap_err().contains("DUGAI_S3_SECRET"));
        let secret = |name: &str| (name == "DUGAI_S3_SECRET").then(|| "hidden".to_owned());
        let settings = s3(Some(file()), &secret).unwrap().unwrap();
        assert!(settings.path_style && settings.region == "us-east-1" && !format!("{settings:?}").contains("hidden"));
        let kept = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(kept.path(), "hidden\n").unwrap();
        let with_file = S3File { secret_file: Some(kept.path().to_owned()), ..file() };
        assert!(s3(Some(with_file), &none).unwrap().is_some());
        let all = |name: &str| match name {
            "DUGAI_S3_ENDPOINT" => Some("https://objects.example.org".to_owned()),
            "DUGAI_S3_PATH_STYLE" => Some("false".to_owned()),
            "DUGAI_S3_SECRET" | "DUGAI_S3_BUCKET" | "DUGAI_S3_KEY_ID" => Some("abc".to_owned()),
            _ => None,
        };
        let settings = s3(None, &all).unwrap().unwrap();
        assert!(!settings.path_style && settings.endpoint.starts_with("https"));
        let bare = S3File { bucket: None, ..file() };
        assert!(s3(Some(bare), &secret).unwrap_err().contains("s3.bucket"));
    }
}
