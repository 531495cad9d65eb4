//! `dugai backup`, `restore`, `migrate`, `doctor`: keeping a store safe, and saying in words what
//! is wrong with it and what to do.

use std::path::{Path, PathBuf};

use dugai_app::{Store, Target, Verdict, verify};

use crate::config::Place;
use crate::desk::{Desk, told};

/// What a store holds beside its database.
const BESIDE: [&str; 2] = ["vault.key", "blobs"];

/// Copies a running store into a new folder: database, sealed files, and the vault's key.
///
/// # Errors
/// When the folder exists already or cannot be written.
pub async fn backup(place: &Place, to: &Path) -> Result<(), String> {
    let desk = Desk::open(place).await?;
    let store = &desk.office.store;
    // The database first: every file that it names was written before it was named.
    store.backup(to).await.map_err(|e| told("back up the database")(&e))?;
    for name in BESIDE {
        copy(&store.folder().join(name), &to.join(name)).map_err(|e| format!("back up {name}: {e}"))?;
    }
    crate::print(&format!(
        "backed up to {}\nit holds the vault's key: keep it where only those may read it who may read personal data",
        to.display()
    ));
    Ok(())
}

/// Puts a backup into a new store and verifies it.
///
/// # Errors
/// When there is no backup, the store exists already, or the verification finds a difference.
pub async fn restore(place: &Place, from: &Path) -> Result<(), String> {
    let target = place.target()?;
    let folder = target.folder();
    if !from.join("vault.key").is_file() {
        return Err(format!("restore {}: there is no backup in this folder", from.display()));
    }
    for name in ["dugai.sqlite", "vault.key", "blobs"] {
        if folder.join(name).exists() {
            return Err(format!(
                "restore into {}: there is a store already; name an empty folder with --data",
                folder.display()
            ));
        }
    }
    std::fs::create_dir_all(folder).map_err(|e| format!("restore into {}: {e}", folder.display()))?;
    Store::restore(&target, from).await.map_err(|e| told("restore the database")(&e))?;
    for name in BESIDE {
        copy(&from.join(name), &folder.join(name)).map_err(|e| format!("restore {name}: {e}"))?;
    }
    match verify_at(&target).await? {
        Verdict::Sound { events, streams, .. } => {
            crate::print(&format!("restored and verified: {events} events in {streams} streams"));
            Ok(())
        }
        Verdict::Differs(what) => Err(format!("verify what was restored: {what}")),
    }
}

async fn verify_at(target: &Target) -> Result<Verdict, String> {
    let store = Store::open(target).await.map_err(|e| told("open the store")(&e))?;
    verify(&store).await.map_err(|e| told("verify")(&e))
}

/// Copies a file, or a folder with everything in it; what does not exist is nothing to copy.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    if from.is_dir() {
        std::fs::create_dir_all(to)?;
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            // Half-written files of a crash are no files of the store.
            if entry.path().extension().is_none_or(|e| e != "tmp") {
                copy(&entry.path(), &to.join(entry.file_name()))?;
            }
        }
    } else if from.is_file() {
        std::fs::copy(from, to)?;
    }
    Ok(())
}

/// Applies the migrations that have not run yet, and computes the register anew: what a change of
/// rules left unfinished is mended, too.
///
/// # Errors
/// When the store is newer than this program or cannot be written.
pub async fn migrate(place: &Place) -> Result<(), String> {
    let target = place.target()?;
    let desk = Desk::open_new(&target).await?;
    let office = &desk.office;
    office.reindex().await.map_err(|e| told("compute the register")(&e))?;
    let (folder, engine) = (target.folder().display(), office.store.engine_name());
    crate::print(&format!("the schema and the register of {folder} ({engine}) are up to date"));
    Ok(())
}

/// One finding of the doctor.
struct Finding {
    well: bool,
    what: String,
    cure: &'static str,
}

/// Looks at everything a store needs, and says what is wrong and what to do.
///
/// # Errors
/// When anything is wrong; every finding was printed before.
pub async fn doctor(place: &Place) -> Result<(), String> {
    let target = place.target()?;
    let mut found = files(target.folder());
    match Desk::open(place).await {
        Ok(desk) => office(&desk, &mut found).await,
        Err(what) => found.push(Finding { well: false, what, cure: "mend this first; the rest cannot be looked at" }),
    }
    for finding in &found {
        let mark = if finding.well { "ok  " } else { "BAD " };
        crate::print(&format!("{mark}{}", finding.what));
        if !finding.well {
            crate::print(&format!("    → {}", finding.cure));
        }
    }
    let bad = found.iter().filter(|f| !f.well).count();
    if bad == 0 { Ok(()) } else { Err(format!("doctor: {bad} of {} findings need something done", found.len())) }
}

fn files(folder: &Path) -> Vec<Finding> {
    let mut found = Vec::new();
    let probe: PathBuf = folder.join(".doctor");
    let writable = std::fs::write(&probe, b"probe").and_then(|()| std::fs::remove_file(&probe));
    found.push(Finding {
        well: writable.is_ok(),
        what: format!("the folder {} can be written", folder.display()),
        cure: "give the account that runs dugai the right to write there, and check that the disk is not full",
    });
    let key = folder.join("vault.key").is_file();
    found.push(Finding {
        well: key,
        what: "the vault's key is there".to_owned(),
        cure: "bring vault.key back from a backup before starting the server: without it personal data and files cannot be opened",
    });
    found
}

async fn office(desk: &Desk, found: &mut Vec<Finding>) {
    let office = &desk.office;
    let day = desk.system.day;
    let Ok(setup) = office.setup().await else { return };
    let last = setup.calendar.known_through();
    found.push(Finding {
        well: last >= day.checked_add(jiff::Span::new().days(60)).unwrap_or(day),
        what: format!("the calendar is known through {last}"),
        cure: "enter the State Council's arrangement of the next year as soon as it is published: dugai calendar import FILE",
    });
    for (kind, cure) in [
        (dugai_domain::org::UnitKind::Office, "give somebody the post of officer or head in the rectification office"),
        (dugai_domain::org::UnitKind::County, "open the counties' units and give their people posts"),
    ] {
        let well = setup.is_staffed(kind, day);
        found.push(Finding { well, what: format!("somebody works in a unit of kind {}", kind.code()), cure });
    }
    let next = office.store.next_event().await.unwrap_or(0);
    let signed = office.checkpoint().await.ok().flatten().map_or(0, |(size, _, _)| size);
    found.push(Finding {
        well: next.saturating_sub(signed) < 10_000,
        what: format!("the ledger is signed up to event {signed} of {next}"),
        cure: "start the server (dugai serve): it signs the ledger as it goes",
    });
    let offline = office.signer_works().await;
    found.push(Finding {
        well: offline,
        what: "the vault's key opens the ledger's key".to_owned(),
        cure: "vault.key is not the one this store was made with: bring the right one back from a backup",
    });
}
