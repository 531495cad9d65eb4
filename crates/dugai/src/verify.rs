//! `dugai verify`: replays what is recorded and says the first difference.

use dugai_app::{Verdict, verify};
use dugai_store::{Store, Target};

/// Verifies the store and prints events, streams and the root of the ledger.
///
/// # Errors
/// When the store cannot be opened or read, or when anything differs.
pub fn run(target: &Target, as_json: bool) -> Result<(), String> {
    if let Target::Folder(folder) = target
        && !folder.join("dugai.sqlite").is_file()
    {
        return Err(format!("verify {}: there is no store in this folder; name another with --data", folder.display()));
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|e| format!("start: {e}"))?;
    let verdict =
        runtime.block_on(async { verify(&Store::open(target).await.map_err(dugai_app::OfficeError::from)?).await }).map_err(|e| format!("verify: {e}"))?;
    match verdict {
        Verdict::Differs(what) => Err(format!("verify: {what}")),
        Verdict::Sound { events, streams, checkpoints, root } if as_json => {
            let root = root.to_base64();
            let found = serde_json::json!({ "events": events, "streams": streams, "checkpoints": checkpoints, "root": root });
            crate::print(&found.to_string());
            Ok(())
        }
        Verdict::Sound { events, streams, checkpoints, root } => {
            crate::print(&format!(
                "sound: {events} events in {streams} streams; {checkpoints} signed checkpoints; root {}",
                root.to_base64()
            ));
            Ok(())
        }
    }
}
