//! `dugai reference`: gates, standards, clocks and words as a file, out and in again, by the checks
//! and in the words of the page /reference.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use dugai_app::reference::{Change, changes, plan, to_book};
use dugai_domain::reference::Reference;
use dugai_web::pages::reference::{book_fault, faults_of, no_toml, other_version};
use dugai_web::words::{Lang, W};
use serde_json::json;

use crate::config::Place;
use crate::desk::{Desk, told};
use crate::fresh;

/// Verbs of `dugai reference`.
#[derive(Subcommand)]
pub enum Verb {
    /// Write the reference data in force into a new file.
    Export {
        /// File to write, .xlsx or .toml; one that exists is not overwritten.
        #[arg(long)]
        out: PathBuf,
    },
    /// Take a file that was exported and edited: shows what changes, then sets the next version.
    Import {
        /// Workbook (.xlsx) or TOML.
        file: PathBuf,
        /// Log-in name of the office's head or an administrator, who sets it.
        #[arg(long = "as", value_name = "LOGIN")]
        person: String,
        /// Show what would change, and set nothing.
        #[arg(long)]
        dry_run: bool,
        /// In English.
        #[arg(long)]
        english: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs a verb.
///
/// # Errors
/// When the file cannot be written or used, or the person may not set it. A file that would change
/// nothing is no error.
pub async fn run(place: &Place, verb: Verb) -> Result<(), String> {
    let desk = Desk::open(place).await?;
    match verb {
        Verb::Export { out } => export(&desk, &out).await,
        Verb::Import { file, person, dry_run, english, json } => {
            let w = W::new(if english { Lang::En } else { Lang::Zh });
            import(&desk, &file, &person, (w, json, dry_run)).await?;
            if dry_run { Ok(()) } else { desk.settle().await }
        }
    }
}

async fn export(desk: &Desk, out: &Path) -> Result<(), String> {
    let setup = desk.setup().await?;
    let bytes = match ending(out).as_str() {
        "xlsx" => to_book(&setup.reference).map_err(|e| told("write the workbook")(&e))?,
        "toml" => toml::to_string(&setup.reference).map_err(|e| told("write the file")(&e))?.into_bytes(),
        _ => return Err(format!("write {}: let its name end in .xlsx or .toml", out.display())),
    };
    fresh::write(out, &bytes)?;
    crate::print(&format!("{}: version {}", out.display(), setup.reference.version));
    Ok(())
}

fn ending(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

async fn import(desk: &Desk, file: &Path, person: &str, how: (W, bool, bool)) -> Result<(), String> {
    let (w, as_json, dry_run) = how;
    let setup = desk.setup().await?;
    let account = desk.account(person).await?;
    let nobody = || format!("set reference data as \"{person}\": the account is locked");
    let actor = setup.actor(account, desk.system.day).ok_or_else(nobody)?;
    dugai_app::admin::office_head(&actor).map_err(|e| told("set reference data")(&e))?;
    let bytes = std::fs::read(file).map_err(|e| format!("read {}: {e}", file.display()))?;
    let all = |faults: Vec<String>| format!("use {}:\n  {}", file.display(), faults.join("\n  "));
    let (next, kept) = read(w, &bytes, &setup.reference).map_err(all)?;
    let changes = changes(&setup.reference, &next);
    let faults = faults_of(w, &next);
    if !faults.is_empty() {
        return Err(all(faults));
    }
    if changes.is_empty() {
        // A file that comes again is no fault: there is nothing to do.
        let now = setup.reference.version;
        let nothing = json!({ "version": now, "set": false, "changes": [] }).to_string();
        crate::print(if as_json { &nothing } else { w.t("reference.book.same") });
        return Ok(());
    }
    let version = next.version;
    if !dry_run {
        let by = (&actor, desk.office.now());
        desk.office.set_reference(next, by).await.map_err(|e| told("set reference data")(&e))?;
    }
    if as_json {
        let rows: Vec<_> = changes.iter().map(value).collect();
        crate::print(&json!({ "version": version, "set": !dry_run, "changes": rows }).to_string());
        return Ok(());
    }
    changes.iter().for_each(|change| crate::print(&line(w, change)));
    if !kept.is_empty() {
        crate::print(&w.fill("reference.book.kept", &[("sheets", &w.list(&kept))]));
    }
    crate::print(w.t1("reference.book.count", changes.len()).as_str());
    let done = if dry_run { "would be set" } else { "is in force" };
    crate::print(&format!("version {version} {done}"));
    Ok(())
}

/// The document of a file, as the next version; the sheets that a workbook does not have.
fn read(w: W, bytes: &[u8], now: &Reference) -> Result<(Reference, Vec<&'static str>), Vec<String>> {
    // A workbook is a zip.
    if bytes.starts_with(b"PK") {
        let plan = plan(bytes, now).map_err(|error| book_fault(w, &error))?;
        return Ok((plan.reference, plan.kept));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| vec![w.t("reference.upload.no_text").to_owned()])?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reference: Reference = toml::from_str(text).map_err(|error| vec![no_toml(w, text, &error)])?;
    if let Some(fault) = other_version(w, reference.version, now.version) {
        return Err(vec![fault]);
    }
    reference.version = now.version.saturating_add(1);
    Ok((reference, Vec::new()))
}

fn value(change: &Change) -> serde_json::Value {
    json!({
        "kind": change.kind.code(), "sheet": change.sheet, "row": change.row, "column": change.column,
        "before": change.before, "after": change.after,
    })
}

fn line(w: W, change: &Change) -> String {
    let kind = w.code("reference.book.kind", change.kind.code());
    let place: Vec<&str> = [change.sheet, &change.row, change.column].into_iter().filter(|p| !p.is_empty()).collect();
    let mut text = format!("{kind}  {}", place.join(" · "));
    if !change.before.is_empty() || !change.after.is_empty() {
        text.push_str(&format!("{}{} → {}", w.t("shell.colon"), change.before, change.after));
    }
    text
}
