//! The index of words, which can be made anew from the register: whether it is sound, and an empty one in
//! the place of one that is not.

use super::{MIGRATIONS, for_engine};
use crate::StoreError;
use crate::engine::Engine;

/// What the engine itself says of its index: `ok`, or what is wrong.
const ON_SQLITE: &str = "SELECT integrity_check FROM pragma_integrity_check('problem_text')";
/// Problems without words.
const ON_POSTGRES: &str =
    "SELECT COUNT(*) FROM problem_index p LEFT JOIN problem_text t ON t.ord = p.ord WHERE t.ord IS NULL";

/// What is wrong with the index, in words.
pub(crate) async fn fault(engine: &Engine) -> Result<Option<String>, StoreError> {
    let told = |what: String| {
        format!("the search index is damaged, which dugai migrate makes anew; nothing that was recorded is: {what}")
    };
    if engine.name() != "sqlite" {
        let missing = engine.query(ON_POSTGRES, &[]).await?.first().map_or(Ok(0), |r| r.int(0))?;
        return Ok((missing > 0).then(|| told(format!("{missing} problems are not in it"))));
    }
    match engine.query(ON_SQLITE, &[]).await {
        Ok(rows) => {
            let says = rows.iter().filter_map(|r| r.text(0).ok()).find(|says| *says != "ok");
            Ok(says.map(|says| told(says.to_owned())))
        }
        Err(StoreError::Statement(what)) => Ok(Some(told(what))),
        Err(error) => Err(error),
    }
}

/// Takes the index away and makes an empty one.
pub(crate) async fn renew(engine: &Engine) -> Result<(), StoreError> {
    if engine.name() != "sqlite" {
        // Each row is written over when the register is computed.
        return Ok(());
    }
    let made = "CREATE VIRTUAL TABLE problem_text";
    let texts = MIGRATIONS.iter().map(|(_, text)| for_engine(text, engine.name()));
    let statement = texts
        .flat_map(|text| text.lines().filter(|line| line.starts_with(made)).map(str::to_owned).collect::<Vec<_>>())
        .last()
        .ok_or_else(|| StoreError::message("make the search index anew: no migration makes one"))?;
    engine.script(&format!("DROP TABLE problem_text; {}", statement.trim_end().trim_end_matches(';'))).await
}
