//! The catalogue behind the words: all message files read into one table, with what is wrong
//! in them. Rendering of values is not done here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};
use std::sync::{Mutex, OnceLock, PoisonError};

use rust_embed::RustEmbed;

use super::Lang;

#[derive(RustEmbed)]
#[folder = "messages/"]
struct Files;

/// An entry of the catalogue.
#[derive(Clone, Copy, Debug)]
struct Entry {
    zh: &'static str,
    en: &'static str,
}

/// Everything that was read, and what was wrong with it.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    entries: BTreeMap<String, Entry>,
    pub(super) faults: Vec<String>,
}

/// The message files cannot be used as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsError {
    /// What is wrong, file and key first.
    pub faults: Vec<String>,
}

impl Display for WordsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "message files: {}", self.faults.join("; "))
    }
}

impl std::error::Error for WordsError {}

/// Whether the embedded message files are whole; asked once when the program starts.
///
/// # Errors
/// A file that is no TOML, a key that stands twice, an entry that lacks a language or whose
/// languages have different places for values.
pub fn check() -> Result<(), WordsError> {
    let faults = &catalogue().faults;
    if faults.is_empty() { Ok(()) } else { Err(WordsError { faults: faults.clone() }) }
}

/// Every key, in order.
pub fn keys() -> impl Iterator<Item = &'static str> {
    catalogue().entries.keys().map(String::as_str)
}

pub(super) fn catalogue() -> &'static Catalogue {
    static ALL: OnceLock<Catalogue> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Catalogue::default();
        let mut names: Vec<_> = Files::iter().collect();
        names.sort();
        for name in names {
            if let Some(file) = Files::get(&name) {
                all.read(&name, &String::from_utf8_lossy(&file.data));
            }
        }
        all
    })
}

impl Catalogue {
    /// The word of a key.
    pub(super) fn word(&self, key: &str, lang: Lang) -> Option<&'static str> {
        self.entries.get(key).map(|e| match lang {
            Lang::Zh => e.zh,
            Lang::En => e.en,
        })
    }

    pub(super) fn read(&mut self, name: &str, text: &str) {
        match toml::from_str::<toml::Table>(text) {
            Ok(table) => self.walk(name, "", &table),
            Err(e) => self.faults.push(format!("{name} is not TOML: {}", e.message())),
        }
    }

    fn walk(&mut self, name: &str, prefix: &str, table: &toml::Table) {
        for (key, value) in table {
            let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
            match value.as_table() {
                Some(inner) if inner.contains_key("zh") || inner.contains_key("en") => self.entry(name, path, inner),
                Some(inner) => self.walk(name, &path, inner),
                None => self.faults.push(format!("{name}: {path} is no entry with zh and en")),
            }
        }
    }

    fn entry(&mut self, name: &str, path: String, table: &toml::Table) {
        let text = |lang: &str| table.get(lang).and_then(toml::Value::as_str).filter(|t| !t.trim().is_empty());
        let (Some(zh), Some(en)) = (text("zh"), text("en")) else {
            self.faults.push(format!("{name}: {path} lacks a language"));
            return;
        };
        if places(zh) != places(en) {
            self.faults.push(format!("{name}: the languages of {path} have different places for values"));
        }
        if self.entries.contains_key(&path) {
            self.faults.push(format!("{name}: {path} stands twice"));
            return;
        }
        // The catalogue lives as long as the program.
        let entry = Entry { zh: keep(zh), en: keep(en) };
        self.entries.insert(path.clone(), entry);
        // What belongs to an entry stands below it: `figure.open.definition`.
        let below: toml::Table =
            table.iter().filter(|(k, _)| *k != "zh" && *k != "en").map(|(k, v)| (k.clone(), v.clone())).collect();
        self.walk(name, &path, &below);
    }
}

fn keep(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// The names between braces: `共{n}件`.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// How many unknown keys are kept; a program that asks for more has worse troubles.
const UNKNOWN_MAX: usize = 512;

/// An unknown key stands for itself, so that a page shows where a word is missing.
pub(super) fn unknown(key: &str) -> &'static str {
    static SEEN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = seen.get(key) {
        return known;
    }
    if seen.len() >= UNKNOWN_MAX {
        return "?";
    }
    let kept = keep(key);
    seen.insert(kept);
    kept
}
