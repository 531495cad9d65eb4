//! Which crate may use which: the list that ARCHITECTURE.md draws.
//!
//! A new edge needs a decision in `docs/adr` and a line here.

use std::path::Path;

use serde_json::Value;

use super::Fault;
use crate::run::{command, output};

/// A crate and the crates of the house that it may use.
const ALLOWED: &[(&str, &[&str])] = &[
    ("dugai-domain", &[]),
    ("dugai-ledger", &[]),
    ("dugai-analysis", &[]),
    ("dugai-documents", &[]),
    ("dugai-store", &["dugai-domain", "dugai-ledger"]),
    ("dugai-app", &["dugai-domain", "dugai-analysis", "dugai-documents", "dugai-ledger", "dugai-store"]),
    ("dugai-web", &["dugai-app", "dugai-domain"]),
    (
        "dugai",
        &["dugai-domain", "dugai-ledger", "dugai-analysis", "dugai-documents", "dugai-store", "dugai-app", "dugai-web"],
    ),
    ("dugai-testkit", &["dugai-domain", "dugai-ledger", "dugai-store", "dugai-app"]),
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
const PURE: &[&str] = &["dugai-domain", "dugai-ledger", "dugai-analysis"];
const IMPURE: &[&str] = &["tokio", "tower", "tracing", "log", "rand", "getrandom", "reqwest", "hyper"];

/// The kit for tests, never part of the program.
const DEV_ONLY: &str = "dugai-testkit";

pub fn check(root: &Path, faults: &mut Vec<Fault>) -> Result<(), String> {
    let text = output(&mut command(root, &["cargo", "metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata = serde_json::from_str(&text).map_err(|e| format!("failed to read cargo metadata: {e}"))?;
    faults.extend(judge(&metadata));
    Ok(())
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
    if used == DEV_ONLY {
        return (!dev).then(|| format!("{name} uses {used} outside its tests"));
    }
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
    fn the_kit_is_for_tests_only() {
        assert_eq!(faults("dugai-web", "dugai-testkit", Some("dev")), 0);
        assert_eq!(faults("dugai-web", "dugai-testkit", None), 1);
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
