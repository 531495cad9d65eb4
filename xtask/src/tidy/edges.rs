//! Which crate may use which: the list that ARCHITECTURE.md draws.
//!
//! A new edge needs a decision in `docs/adr` and a line here.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::Fault;
use crate::run::{command, output};

/// A crate and the crates of the house that it may use.
const ALLOWED: &[(&str, &[&str])] = &[
    ("dugai-domain", &[]),
    ("dugai-ledger", &[]),
    ("dugai-documents", &[]),
    ("dugai-store", &["dugai-domain", "dugai-ledger"]),
    ("dugai-app", &["dugai-domain", "dugai-documents", "dugai-ledger", "dugai-store"]),
    ("dugai-web", &["dugai-app", "dugai-domain"]),
    ("dugai", &["dugai-domain", "dugai-ledger", "dugai-documents", "dugai-store", "dugai-app", "dugai-web"]),
    // Optional: the process that is killed by `cargo xtask crash`.
    ("xtask", &["dugai-app", "dugai-domain"]),
];

/// Outside crates that belong to one layer: naming one elsewhere moves the layer's work there.
const OWNED: &[(&str, &[&str])] = &[
    ("rusqlite", &["dugai-store"]),
    ("tokio-postgres", &["dugai-store"]),
    ("deadpool-postgres", &["dugai-store"]),
    ("rustls", &["dugai-store"]),
    ("tokio-postgres-rustls", &["dugai-store"]),
    ("ureq", &["dugai-store"]),
    ("axum", &["dugai-web", "dugai"]),
    ("askama", &["dugai-web"]),
    ("clap", &["dugai"]),
    ("tracing-subscriber", &["dugai"]),
    ("calamine", &["dugai-documents"]),
    ("rust_xlsxwriter", &["dugai-documents"]),
    ("docx-rs", &["dugai-documents"]),
];

/// Crates without IO, runtime, log and randomness.
const PURE: &[&str] = &["dugai-domain", "dugai-ledger"];
const IMPURE: &[&str] = &["tokio", "tower", "tracing", "log", "rand", "getrandom", "reqwest", "hyper"];

pub fn check(root: &Path, faults: &mut Vec<Fault>) -> Result<(), String> {
    let text = output(&mut command(root, &["cargo", "metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata = serde_json::from_str(&text).map_err(|e| format!("failed to read cargo metadata: {e}"))?;
    faults.extend(judge(&metadata));
    faults.extend(gone(&metadata));
    Ok(())
}

/// Crates that the lists of this file name and that are not there.
fn gone(metadata: &Value) -> Vec<Fault> {
    let there = |name: &str| list(&metadata["packages"]).iter().any(|package| package["name"] == name);
    let ours = ALLOWED.iter().flat_map(|(name, allowed)| [*name].into_iter().chain(allowed.iter().copied()));
    let named: BTreeSet<&str> = ours.chain(PURE.iter().copied()).collect();
    let fault = |name| Fault::error("xtask/src/tidy/edges.rs", 0, format!("there is no crate {name}"));
    named.into_iter().filter(|name| !there(name)).map(fault).collect()
}

fn judge(metadata: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    for package in list(&metadata["packages"]) {
        let name = package["name"].as_str().unwrap_or_default();
        let file = if name == "xtask" { "xtask/Cargo.toml".to_owned() } else { format!("crates/{name}/Cargo.toml") };
        let Some((_, allowed)) = ALLOWED.iter().find(|(n, _)| *n == name) else {
            faults.push(Fault::error(&file, 0, format!("crate {name} is not on the list of xtask/src/tidy/edges.rs")));
            continue;
        };
        for dependency in list(&package["dependencies"]) {
            let used = dependency["name"].as_str().unwrap_or_default();
            let dev = dependency["kind"].as_str() == Some("dev");
            faults.extend(edge(name, used, dev, allowed).map(|what| Fault::error(&file, 0, what)));
        }
    }
    faults
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// What is wrong with one edge.
fn edge(name: &str, used: &str, dev: bool, allowed: &[&str]) -> Option<String> {
    let ours = used == "xtask" || used == "dugai" || used.starts_with("dugai-");
    if ours && !allowed.contains(&used) {
        return Some(format!("{name} may not use {used}; a new edge needs a decision in docs/adr"));
    }
    if dev {
        return None;
    }
    if let Some((_, owners)) = OWNED.iter().find(|(n, _)| *n == used)
        && !owners.contains(&name)
    {
        return Some(format!("{name} may not use {used}, which belongs to {}", owners.join(", ")));
    }
    (PURE.contains(&name) && IMPURE.contains(&used)).then(|| format!("{name} is pure and may not use {used}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn faults(name: &str, used: &str, kind: Option<&str>) -> usize {
        judge(&json!({"packages": [{"name": name, "dependencies": [{"name": used, "kind": kind}]}]})).len()
    }

    #[test]
    fn edges_on_the_list_pass_and_others_do_not() {
        assert_eq!(faults("dugai-app", "dugai-store", None), 0);
        assert_eq!(faults("dugai-web", "dugai-store", None), 1);
        assert_eq!(faults("dugai-domain", "dugai-ledger", None), 1);
        assert_eq!(faults("dugai-domain", "dugai-ledger", Some("dev")), 1);
        assert_eq!(faults("dugai-store", "dugai", Some("build")), 1);
    }

    #[test]
    fn the_list_names_no_crate_that_is_not_there() {
        let all = |also: &str| {
            let there = ALLOWED.iter().map(|(name, _)| *name).filter(|name| *name != also);
            json!({ "packages": there.map(|name| json!({ "name": name, "dependencies": [] })).collect::<Vec<_>>() })
        };
        assert!(gone(&all("")).is_empty());
        assert_eq!(gone(&all("dugai-web")).len(), 1, "a crate that was taken away");
    }

    #[test]
    fn layers_keep_their_libraries_and_pure_crates_stay_pure() {
        assert_eq!(faults("dugai-store", "rusqlite", None), 0);
        assert_eq!(faults("dugai-app", "rusqlite", None), 1);
        assert_eq!(faults("dugai-domain", "tokio", None), 1);
        assert_eq!(faults("dugai-domain", "tokio", Some("dev")), 0);
    }

    #[test]
    fn an_unknown_crate_is_a_fault() {
        assert_eq!(faults("dugai-extra", "serde", None), 1);
    }
}
