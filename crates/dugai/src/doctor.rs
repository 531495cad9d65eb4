//! `dugai doctor`: says in words what is wrong with a store, and what to do.

use std::path::{Path, PathBuf};

use dugai_app::setup::shipped_calendar;
use dugai_app::{OfficeError, Setup, Store, StoreError, Target};
use dugai_domain::admin::Account;
use dugai_domain::org::{Post, Role, UnitKind};
use dugai_domain::time::Timestamp;
use dugai_web::say::left::line;
use dugai_web::words::{Lang, W};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::config::Place;
use crate::desk::{Desk, moment, told};

/// Events that wait longer than an hour for the ledger are a fault.
const LATE: i64 = 3_600_000_000;
/// So many recorded files are looked for.
const SAMPLE: u32 = 50;

/// One finding of the doctor.
struct Finding {
    well: bool,
    what: String,
    /// What to do; said only where something is wrong.
    cure: &'static str,
}

impl Finding {
    fn value(&self) -> Value {
        if self.well {
            json!({ "well": true, "what": self.what })
        } else {
            json!({ "well": false, "what": self.what, "cure": self.cure })
        }
    }
}

/// What could not be looked at: it is not known to be well.
fn unread(what: &str, error: &(dyn std::error::Error + 'static)) -> Finding {
    Finding {
        well: false,
        what: told(what)(error),
        cure: "mend what the message names; until then nothing is known of this",
    }
}

/// Looks at everything a store needs, and says what is wrong and what to do.
///
/// # Errors
/// When anything is wrong; every finding was printed before.
pub async fn doctor(place: &Place, as_json: bool) -> Result<(), String> {
    let target = place.target()?;
    let found = match nothing_founded(&target).await {
        Some(finding) => vec![finding],
        None => everything(place, target.folder()).await,
    };
    if as_json {
        let found: Vec<Value> = found.iter().map(Finding::value).collect();
        crate::print(&json!({ "findings": found }).to_string());
    } else {
        found.iter().for_each(told_in_words);
    }
    let bad = found.iter().filter(|f| !f.well).count();
    if bad == 0 { Ok(()) } else { Err(format!("doctor: {bad} of {} findings need something done", found.len())) }
}

/// The one finding of a place where there is no installation: nothing else can be said of it.
async fn nothing_founded(target: &Target) -> Option<Finding> {
    // What cannot be opened is told with the rest.
    if let Some(store) = Store::find_reading(target).await.ok()?
        && store.next_event().await.ok()? > 0
    {
        return None;
    }
    let what = match target {
        Target::Folder(folder) => format!("no installation here: there is no store in {}", folder.display()),
        Target::Postgres { .. } => "no installation here: nothing was founded in this database".to_owned(),
    };
    let cure = "found one: dugai init --city NAME; or name the place of another with --data or --database-url";
    Some(Finding { well: false, what, cure })
}

async fn everything(place: &Place, folder: &Path) -> Vec<Finding> {
    let mut found = files(folder);
    match crate::look::desk(place).await {
        Ok(desk) => {
            office(&desk, &mut found).await;
            ledger(&desk, &mut found).await;
            blobs(&desk, &mut found).await;
        }
        Err(what) => found.push(Finding { well: false, what, cure: "mend this first; the rest cannot be looked at" }),
    }
    found
}

fn told_in_words(finding: &Finding) {
    let mark = if finding.well { "ok  " } else { "BAD " };
    crate::print(&format!("{mark}{}", finding.what));
    if !finding.well {
        crate::print(&format!("    → {}", finding.cure));
    }
}

fn files(folder: &Path) -> Vec<Finding> {
    let mut found = Vec::new();
    let probe: PathBuf = folder.join(".doctor");
    let writable = std::fs::write(&probe, b"probe").and_then(|()| std::fs::remove_file(&probe));
    found.push(Finding {
        well: writable.is_ok(),
        what: match &writable {
            Ok(()) => format!("the folder {} can be written", folder.display()),
            Err(error) => format!("the folder {} cannot be written: {error}", folder.display()),
        },
        cure: "give the account that runs dugai the right to write there, and check that the disk is not full",
    });
    let key = folder.join("vault.key").is_file();
    found.push(Finding {
        well: key,
        what: if key { "the vault's key is there" } else { "the vault's key is missing" }.to_owned(),
        cure: "bring vault.key back from a backup before starting the server: without it personal data and files cannot be opened",
    });
    let half_done = dugai_app::keys::is_half_done(folder);
    found.push(Finding {
        well: !half_done,
        what: if half_done {
            "a change of the vault's key was interrupted: two keys are in use"
        } else {
            "no change of the vault's key is under way"
        }
        .to_owned(),
        cure: "stop the server and run dugai vault rotate: it goes on where it stopped; until then keep both key files",
    });
    found
}

async fn office(desk: &Desk, found: &mut Vec<Finding>) {
    let office = &desk.office;
    let day = desk.system.day;
    let setup = match office.setup().await {
        Ok(setup) => setup,
        Err(error) => return found.push(unread("look at the setup", &error)),
    };
    let last = setup.calendar.known_through();
    let well = last >= day.checked_add(jiff::Span::new().days(60)).unwrap_or(day);
    found.push(Finding {
        well,
        what: format!("the calendar is known through {last}{}", if well { "" } else { ", less than 60 days ahead" }),
        cure: "enter the State Council's arrangement of the next year as soon as it is published: dugai calendar export --out FILE, add the notice and raise the version there, dugai calendar import FILE",
    });
    if let Ok(shipped) = shipped_calendar() {
        let (own, newer) = (setup.calendar.version(), shipped.version());
        found.push(Finding {
            well: own >= newer,
            what: if own >= newer {
                format!("the calendar in force, version {own}, is no older than the one shipped with the program")
            } else {
                format!("the program ships calendar version {newer}; version {own} is in force here")
            },
            cure: "put it in force: dugai calendar import --shipped",
        });
    }
    for (kind, place, cure) in [
        (
            UnitKind::Office,
            "in the rectification office",
            "give somebody the post of officer or head in the rectification office",
        ),
        (UnitKind::County, "in a county", "open the counties' units and give their people posts"),
    ] {
        let well = setup.is_staffed(kind, day);
        let what = format!("{} works {place}", if well { "somebody" } else { "nobody" });
        found.push(Finding { well, what, cure });
    }
    found.push(handed(desk, &setup).await.unwrap_or_else(|e| unread("look for work that lies with nobody", &e)));
    found.push(administered(desk, &setup).await.unwrap_or_else(|e| unread("look for an administrator", &e)));
}

async fn ledger(desk: &Desk, found: &mut Vec<Finding>) {
    found.push(signed(desk).await.unwrap_or_else(|e| unread("look how far the ledger is signed", &e)));
    recorded(desk, found).await;
    let offline = desk.office.signer_works().await;
    found.push(Finding {
        well: offline,
        what: format!("the vault's key {} the ledger's key", if offline { "opens" } else { "does not open" }),
        cure: "vault.key is not the one this store was made with: bring the right one back from a backup",
    });
}

/// Whether the ledger follows: something is signed, and nothing waits for longer than a while.
async fn signed(desk: &Desk) -> Result<Finding, OfficeError> {
    let store = &desk.office.store;
    let next = store.next_event().await?;
    let signed = desk.office.checkpoint().await?.map_or(0, |(size, _, _)| size);
    let waits = store.events_from(signed, 1).await?.first().map(|row| Timestamp(row.at));
    let well = keeps_up(signed, waits, desk.office.now());
    let late = waits.filter(|_| !well);
    let since = late.map_or(String::new(), |at| format!(", and event {signed} waits since {}", moment(at)));
    Ok(Finding {
        well,
        what: format!("the ledger is signed up to event {signed} of {next}{since}"),
        cure: "start the server (dugai serve): it signs the ledger as it goes; where it runs, its log says what keeps it from signing",
    })
}

/// Whether a ledger is signed far enough: a server signs within seconds, so nothing waits for long, and one
/// that was never signed proves nothing to anybody. `since`: of when the first event is that is not signed.
fn keeps_up(signed: u64, since: Option<Timestamp>, now: Timestamp) -> bool {
    since.is_none_or(|at| signed > 0 && now.0.saturating_sub(at.0) <= LATE)
}

/// What keeps records from being changed unseen, and the index of words.
async fn recorded(desk: &Desk, found: &mut Vec<Finding>) {
    let judged = |fault: Result<Option<String>, String>, sound: &str| match fault {
        Ok(None) => (true, sound.to_owned()),
        Ok(Some(what)) | Err(what) => (false, what),
    };
    let said = |e: &(dyn std::error::Error + 'static)| told("look at the database")(e);
    let office = &desk.office;
    let fault = office.ledger_fault().await.map_err(|e| said(&e));
    let (well, what) = judged(fault, "the ledger is that of the head sealed in the vault");
    found.push(Finding {
        well,
        what,
        cure: "run dugai verify; where it finds a difference, stop, keep a copy as it is, and restore the last backup that verifies",
    });
    let faults = office.store.guard_faults().await.map_err(|e| said(&e));
    let (well, what) = judged(
        faults.map(|all| (!all.is_empty()).then(|| all.join("; "))),
        "the database refuses to change or remove events",
    );
    found.push(Finding {
        well,
        what,
        cure: "run dugai verify, then dugai migrate, which puts the guard back; find out who took it away",
    });
    let fault = office.store.search_fault().await.map_err(|e| said(&e));
    let (well, what) = judged(fault, "the search index is sound");
    found.push(Finding { well, what, cure: "run dugai migrate: it makes the index anew" });
}

/// Whether everything that waits has somebody who can do it.
async fn handed(desk: &Desk, setup: &Setup) -> Result<Finding, OfficeError> {
    let left = desk.office.left_with_nobody(desk.system.day).await?;
    let w = W { lang: Lang::En };
    let list: Vec<String> = left.iter().map(|l| line(w, setup, l)).collect();
    Ok(Finding {
        well: left.is_empty(),
        what: match list.join("; ") {
            none if none.is_empty() => "everything that waits has somebody to do it".to_owned(),
            list => format!("things wait for posts that nobody holds who can sign in: {list}"),
        },
        cure: "give the posts: dugai user post LOGIN --unit UNIT --role ROLE; for a leader in charge, the office names another one",
    })
}

/// Whether somebody can log in who keeps units and people.
async fn administered(desk: &Desk, setup: &Setup) -> Result<Finding, StoreError> {
    let keeps = |a: &&Account| {
        let post = |p: &Post| p.role == Role::Administrator && p.term.holds(desk.system.day);
        !a.locked && a.posts.iter().any(post)
    };
    let mut well = false;
    for account in setup.accounts.values().filter(keeps) {
        let login = desk.office.store.login_of(account.id.0).await?;
        well |= login.is_some_and(|l| !l.hash.is_empty());
    }
    Ok(Finding {
        well,
        what: if well { "an administrator can log in" } else { "there is no administrator who can log in" }.to_owned(),
        cure: "open one: dugai user add LOGIN NAME --unit UNIT --role administrator (where there is no unit yet, first dugai unit add NAME --short NAME --kind office); or give one that is there a password: dugai user password LOGIN",
    })
}

/// Whether sealed files can be written and read where the settings say, and recorded ones are there.
async fn blobs(desk: &Desk, found: &mut Vec<Finding>) {
    let blobs = desk.office.blobs();
    let at = blobs.place();
    let probed = probe(desk).await;
    found.push(Finding {
        well: probed.is_ok(),
        what: match probed {
            Ok(()) => format!("sealed files can be written, read and removed in {at}"),
            Err(error) => format!("sealed files cannot be kept in {at}: {error}"),
        },
        cure: "mend what the message names; until then evidence is refused, and nothing is half-written",
    });
    found.push(sampled(desk).await.unwrap_or_else(|e| unread("look for recorded files", &e)));
    if desk.office.store.engine_name() == "postgres" {
        let encrypted = desk.office.store.is_encrypted().await;
        found.push(encrypted.map_or_else(|e| unread("look at the way to the database", &e), way));
        let off = desk.office.store.unsafe_settings().await;
        found
            .push(off.map_or_else(|e| unread("look at the settings of the database server", &e), |off| settings(&off)));
    }
}

/// Whether recorded files are there, of a sample.
async fn sampled(desk: &Desk) -> Result<Finding, StoreError> {
    let recorded = desk.office.store.blob_ids(Uuid::nil(), SAMPLE).await?;
    let mut missing = 0;
    for id in &recorded {
        missing += usize::from(!desk.office.blobs().exists(*id).await?);
    }
    Ok(Finding {
        well: missing == 0,
        what: match missing {
            0 => format!("of {} recorded files that were looked for none is missing", recorded.len()),
            n => format!("of {} recorded files that were looked for {n} are missing", recorded.len()),
        },
        cure: "check that the settings name the place where the files lie ([s3], or the folder); then bring them back from a backup",
    })
}

fn way(encrypted: bool) -> Finding {
    let what = if encrypted { "encrypted" } else { "not encrypted (sslmode in the database URL)" };
    Finding { well: true, what: format!("the way to the database is {what}"), cure: "" }
}

fn settings(off: &[String]) -> Finding {
    Finding {
        well: off.is_empty(),
        what: match off.join(", ") {
            none if none.is_empty() => "the database server keeps what it acknowledged".to_owned(),
            off => format!("the database server runs with {off} off: a failing machine may lose or damage records"),
        },
        cure: "set fsync and full_page_writes to on in postgresql.conf and reload the server",
    }
}

/// Writes a small file, reads it and removes it.
async fn probe(desk: &Desk) -> Result<(), String> {
    let (blobs, id) = (desk.office.blobs(), desk.office.tools.new_id());
    let said = |e: dugai_app::StoreError| e.to_string();
    blobs.put(id, b"probe".to_vec()).await.map_err(said)?;
    let read = blobs.get(id).await.map_err(said);
    blobs.remove(id).await.map_err(said)?;
    if read? == b"probe" { Ok(()) } else { Err("other bytes come back than were written".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_a_server_are_told_when_they_are_off_and_when_they_cannot_be_read() {
        assert!(settings(&[]).well);
        let off = settings(&["fsync".to_owned()]);
        assert!(!off.well && off.what.contains("fsync off"));
        let unread = unread("look at the settings", &StoreError::Conflict);
        assert!(!unread.well && unread.what.starts_with("look at the settings: "));
    }

    #[test]
    fn what_waits_for_a_signature_longer_than_an_hour_is_told() {
        let now = Timestamp(1_800_000_000_000_000);
        let ago = |minutes: i64| Some(Timestamp(now.0 - minutes * 60_000_000));
        assert!(keeps_up(0, None, now) && keeps_up(40, None, now), "nothing waits");
        assert!(keeps_up(40, ago(59), now) && !keeps_up(40, ago(61), now));
        assert!(!keeps_up(0, ago(1), now), "it was never signed");
    }
}
