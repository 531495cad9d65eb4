//! `dugai verify`: replays what is recorded and says the first difference; on demand it opens every file too.

use dugai_app::verify::Opened;
use dugai_app::{Store, Verdict, verify};
use serde_json::json;

use crate::config::Place;
use crate::desk::told;
use crate::look;

/// Verifies the store as it is and prints events, streams and the root of the ledger; nothing is
/// made, and nothing migrated. With `files` it also opens every sealed file and personal record.
///
/// # Errors
/// When the store cannot be opened or read, or when anything differs.
pub async fn run(place: &Place, files: bool, as_json: bool) -> Result<(), String> {
    let (store, opened);
    if files {
        let desk = look::desk(place).await?;
        opened = Some(desk.office.verify_files().await.map_err(|e| told("open the sealed files")(&e))?);
        store = desk.office.store;
    } else {
        (store, opened) = (look::store(&place.target()?).await?, None);
    }
    say(&store, opened, as_json).await
}

async fn say(store: &Store, opened: Option<Opened>, as_json: bool) -> Result<(), String> {
    let (events, streams, checkpoints, root) = match verify(store).await.map_err(|e| told("verify")(&e))? {
        Verdict::Differs(what) => return Err(format!("verify: {what}")),
        Verdict::Sound { events, streams, checkpoints, root } => (events, streams, checkpoints, root.to_base64()),
    };
    if let Some(found) = &opened
        && !found.faults.is_empty()
    {
        let all = found.faults.join("\n  ");
        return Err(format!("verify: {} sealed files or records are not as recorded:\n  {all}", found.faults.len()));
    }
    if as_json {
        let mut said = json!({ "events": events, "streams": streams, "checkpoints": checkpoints, "root": root });
        if let (Some(found), Some(said)) = (opened, said.as_object_mut()) {
            said.insert("files".to_owned(), found.files.into());
            said.insert("records".to_owned(), found.records.into());
        }
        crate::print(&said.to_string());
        return Ok(());
    }
    let mut line =
        format!("sound: {events} events in {streams} streams; {checkpoints} signed checkpoints; root {root}");
    if let Some(found) = opened {
        line = format!("{line}; {} files and {} personal records are the recorded ones", found.files, found.records);
    }
    crate::print(&line);
    Ok(())
}
