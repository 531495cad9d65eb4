//! The languages say the same things: equal keys, equal places for values.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, File};

const FOLDER: &str = "crates/dugai-web/messages/";

pub fn check(files: &[File], faults: &mut Vec<Fault>) {
    let catalogues: Vec<&File> =
        files.iter().filter(|f| f.path.starts_with(FOLDER) && f.path.ends_with(".toml")).collect();
    faults.extend(judge(&catalogues));
}

fn judge(files: &[&File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut read = Vec::new();
    for file in files {
        match toml::from_str::<toml::Table>(&file.text) {
            Err(e) => faults.push(Fault::error(&file.path, 0, format!("is not TOML: {}", e.message()))),
            Ok(table) => {
                let mut messages = BTreeMap::new();
                flatten("", &toml::Value::Table(table), &mut messages);
                read.push((file.path.as_str(), messages));
            }
        }
    }
    for (path, messages) in &read {
        for (other, others) in read.iter().filter(|(other, _)| other != path) {
            for (key, places) in messages {
                match others.get(key) {
                    None => faults.push(Fault::error(other, 0, format!("lacks '{key}', which {path} has"))),
                    Some(theirs) if theirs != places && path < other => {
                        faults.push(Fault::error(
                            other,
                            0,
                            format!("'{key}' has other places for values than in {path}"),
                        ));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    faults
}

fn flatten(prefix: &str, value: &toml::Value, into: &mut BTreeMap<String, BTreeSet<String>>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                flatten(&path, value, into);
            }
        }
        value => {
            into.insert(prefix.to_owned(), places(value.as_str().unwrap_or_default()));
        }
    }
}

/// The names between braces: `{count} open`.
fn places(text: &str) -> BTreeSet<String> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(zh: &str, en: &str) -> usize {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        judge(&[&file("en.toml", en), &file("zh.toml", zh)]).len()
    }

    #[test]
    fn keys_and_places_must_agree() {
        assert_eq!(faults("[a]\nb = '共{n}件'", "[a]\nb = '{n} in all'"), 0);
        assert_eq!(faults("[a]\nb = '共{n}件'", "[a]\nb = '{m} in all'"), 1);
        assert_eq!(faults("a = '甲'\nb = '乙'", "a = 'A'"), 1);
        assert_eq!(faults("a = '甲'", "a = "), 1);
    }
}
