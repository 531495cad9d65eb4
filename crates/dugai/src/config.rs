//! Settings from a file, the environment and flags: later wins. The file is `dugai.toml` in the
//! working folder unless named; `dugai.example.toml` shows every setting with its default.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use dugai_app::Target;
use serde::Deserialize;

/// Folder of the store unless set.
const DATA: &str = "dugai-data";
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
}

/// Where the store is, for every command that needs one.
#[derive(Args, Clone, Debug)]
pub struct Place {
    /// Folder of the store [default: dugai-data].
    #[arg(long, env = "DUGAI_DATA", global = true)]
    data: Option<PathBuf>,
    /// PostgreSQL instead of the embedded database: `postgres://…`.
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
    use super::File;

    #[test]
    fn the_example_shows_every_setting_and_nothing_else() {
        let text = include_str!("../../../dugai.example.toml");
        // Every line that is commented out is a setting: switched on, it must be read.
        let on: String = text.lines().map(|l| l.strip_prefix("#: ").unwrap_or(l)).collect::<Vec<_>>().join("\n");
        let file: File = toml::from_str(&on).expect("the example can be used");
        let File { data, database_url, listen, secure, proxy, log } = file;
        assert!(
            data.is_some()
                && database_url.is_some()
                && listen.is_some()
                && secure.is_some()
                && proxy.is_some()
                && log.is_some()
        );
        assert!(toml::from_str::<File>("lisen = 1").is_err(), "a misspelt setting is refused");
    }
}
