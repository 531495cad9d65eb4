//! `dugai verify`: replays what is recorded and says the first difference.

use dugai_app::{Target, Verdict, verify};

use crate::desk::told;

/// Verifies the store as it is and prints events, streams and the root of the ledger; nothing is
/// made, and nothing migrated.
///
/// # Errors
/// When the store cannot be opened or read, or when anything differs.
pub async fn run(target: &Target, as_json: bool) -> Result<(), String> {
    let store = crate::look::store(target).await?;
    let verdict = verify(&store).await.map_err(|e| told("verify")(&e))?;
    match verdict {
        Verdict::Differs(what) => Err(format!("verify: {what}")),
        Verdict::Sound { events, streams, checkpoints, root } if as_json => {
            let root = root.to_base64();
            let found =
                serde_json::json!({ "events": events, "streams": streams, "checkpoints": checkpoints, "root": root });
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
