//! The languages say the same things: both stand in one entry, with equal places for values,
//! and no key stands twice in all files together.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, File};

const FOLDER: &str = "crates/dugai-web/messages/";
const LANGUAGES: [&str; 2] = ["zh", "en"];

pub fn check(files: &[File], faults: &mut Vec<Fault>) {
    let catalogues: Vec<&File> =
        files.iter().filter(|f| f.path.starts_with(FOLDER) && f.path.ends_with(".toml")).collect();
    faults.extend(judge(&catalogues));
}

fn judge(files: &[&File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen = BTreeMap::new();
    for file in files {
        match toml::from_str::<toml::Table>(&file.text) {
            Err(e) => faults.push(Fault::error(&file.path, 0, format!("is not TOML: {}", e.message()))),
            Ok(table) => {
                let mut keys = Vec::new();
                let found = walk("", &table, &mut keys);
                faults.extend(found.into_iter().map(|what| Fault::error(&file.path, 0, what)));
                for key in keys {
                    if let Some(other) = seen.insert(key.clone(), file.path.clone()) {
                        faults.push(Fault::error(&file.path, 0, format!("'{key}' stands in {other} already")));
                    }
                }
            }
        }
    }
    faults
}

/// Collects the keys of the entries below a table and says what is wrong with them.
fn walk(prefix: &str, table: &toml::Table, keys: &mut Vec<String>) -> Vec<String> {
    let mut faults = Vec::new();
    for (key, value) in table {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        let Some(inner) = value.as_table() else {
            faults.push(format!("'{path}' is no entry with {}", LANGUAGES.join(" and ")));
            continue;
        };
        if LANGUAGES.iter().any(|l| inner.contains_key(*l)) {
            faults.extend(entry(&path, inner));
            keys.push(path.clone());
        }
        // What belongs to an entry may stand below it.
        let below: toml::Table = inner
            .iter()
            .filter(|(k, _)| !LANGUAGES.contains(&k.as_str()))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        faults.extend(walk(&path, &below, keys));
    }
    faults
}

fn entry(path: &str, table: &toml::Table) -> Vec<String> {
    let text = |lang: &str| table.get(lang).and_then(toml::Value::as_str).filter(|t| !t.trim().is_empty());
    let texts: Vec<&str> = LANGUAGES.iter().filter_map(|l| text(l)).collect();
    if texts.len() < LANGUAGES.len() {
        return vec![format!("'{path}' lacks a language")];
    }
    let differ = texts.windows(2).any(|pair| matches!(pair, [a, b] if places(a) != places(b)));
    if differ { vec![format!("'{path}' has other places for values in each language")] } else { Vec::new() }
}

/// The names between braces: `{count} open`.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(files: &[&str]) -> usize {
        let files: Vec<File> =
            (1..).zip(files).map(|(i, text)| File { path: format!("{i}.toml"), text: (*text).to_owned() }).collect();
        judge(&files.iter().collect::<Vec<_>>()).len()
    }

    #[test]
    fn both_languages_stand_in_one_entry() {
        assert_eq!(faults(&["[a]\nb = { zh = '共{n}件', en = '{n} in all' }"]), 0);
        assert_eq!(faults(&["[a]\nb = { zh = '共{n}件', en = '{m} in all' }"]), 1);
        assert_eq!(faults(&["[a]\nb = { zh = '甲' }\nc = { zh = '乙', en = '' }"]), 2);
        assert_eq!(faults(&["[a]\nb = '甲'"]), 1);
        assert_eq!(faults(&["a = "]), 1);
    }

    #[test]
    fn what_belongs_to_an_entry_is_looked_at_too() {
        assert_eq!(faults(&["[a.b]\nzh = '甲'\nen = 'A'\nmore = { zh = '乙', en = 'B' }"]), 0);
        assert_eq!(faults(&["[a.b]\nzh = '甲'\nen = 'A'\nmore = { zh = '乙' }"]), 1);
    }

    #[test]
    fn a_key_stands_once_in_all_files() {
        let entry = "[a]\nb = { zh = '甲', en = 'A' }";
        assert_eq!(faults(&[entry, entry]), 1);
        assert_eq!(faults(&[entry, "[a]\nc = { zh = '甲', en = 'A' }"]), 0);
    }
}
