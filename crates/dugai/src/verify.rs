//! `dugai verify`: replays what is recorded and says the first difference; on demand it opens every file too.

use dugai_app::verify::Opened;
use dugai_app::{Verdict, verify};
use serde_json::json;

use crate::config::Place;
use crate::desk::told;
use crate::look;

/// Verifies the store as it is and prints events, streams and the root of the ledger; nothing is
/// made, and nothing migrated. With `files` it also opens every sealed file and personal record. Where
/// the vault's key is not at hand, that is told: what the sealed head would show cannot be seen then.
///
/// # Errors
/// When the store cannot be opened or read, or when anything differs.
pub async fn run(place: &Place, files: bool, as_json: bool) -> Result<(), String> {
    let target = place.target()?;
    if !files && !target.folder().join(dugai_app::keys::KEY_FILES[0]).exists() {
        let store = look::store(&target).await?;
        let verdict = verify(&store).await.map_err(|e| told("verify")(&e))?;
        return say(verdict, (None, false), as_json);
    }
    let desk = look::desk(place).await?;
    let opened = match files {
        true => Some(desk.office.verify_files().await.map_err(|e| told("open the sealed files")(&e))?),
        false => None,
    };
    let verdict = desk.office.verify().await.map_err(|e| told("verify")(&e))?;
    say(verdict, (opened, true), as_json)
}

/// What differs: for a program as JSON too, the first difference first; for people as the message.
fn differs(as_json: bool, all: &[String], head: &str) -> String {
    if as_json {
        crate::print(&json!({ "sound": false, "difference": all.first(), "differences": all }).to_string());
    }
    format!("verify: {head}{}", all.join("\n  "))
}

fn say(verdict: Verdict, with: (Option<Opened>, bool), as_json: bool) -> Result<(), String> {
    let (opened, key) = with;
    let (events, streams, checkpoints, root, unsigned) = match verdict {
        Verdict::Differs(what) => return Err(differs(as_json, &[what.to_string()], "")),
        Verdict::Sound { events, streams, checkpoints, root, unsigned } => {
            (events, streams, checkpoints, root.to_base64(), unsigned)
        }
    };
    if let Some(found) = &opened
        && !found.faults.is_empty()
    {
        let head = format!("{} sealed files or records are not as recorded:\n  ", found.faults.len());
        return Err(differs(as_json, &found.faults, &head));
    }
    if as_json {
        let mut said = json!({
            "sound": true, "events": events, "streams": streams, "checkpoints": checkpoints, "root": root,
            "unsigned": unsigned.map_or(0, |(count, _)| count), "sealed_head": key,
        });
        if let (Some(found), Some(said)) = (opened, said.as_object_mut()) {
            said.insert("files".to_owned(), found.files.into());
            said.insert("records".to_owned(), found.records.into());
        }
        crate::print(&said.to_string());
        return Ok(());
    }
    let mut line =
        format!("sound: {events} events in {streams} streams; {checkpoints} signed checkpoints; root {root}");
    if let Some((count, oldest)) = unsigned {
        line =
            format!("{line}; {count} newest events are not signed yet, the oldest of {}", crate::desk::moment(oldest));
    }
    if let Some(found) = opened {
        line = format!("{line}; {} files and {} personal records are the recorded ones", found.files, found.records);
    }
    if !key {
        line = format!("{line}; the vault's key is not here: whether newer events were taken away was not looked at");
    }
    crate::print(&line);
    Ok(())
}
