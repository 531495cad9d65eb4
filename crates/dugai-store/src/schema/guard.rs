//! The guard of the events: what refuses to change or remove them. Whoever may change the schema can take
//! it away, so it is looked for at every start, and by `verify` and `doctor`.

use crate::StoreError;
use crate::engine::Engine;
use crate::value::Value;

const SQLITE: &str = include_str!("../../migrations/guards.sqlite.sql");
const POSTGRES: &str = include_str!("../../migrations/guards.postgres.sql");

/// Every trigger and every rule: name, and what it does.
const ON_SQLITE: &str = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name";
/// On the tables of the program; a trigger that is not there for everybody is marked.
const ON_POSTGRES: &str = "SELECT CAST(t.tgname AS TEXT), CAST(CASE WHEN t.tgenabled IN ('O', 'A') THEN pg_get_triggerdef(t.oid) || ' ' || btrim(p.prosrc) ELSE 'disabled' END AS TEXT) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace UNION ALL SELECT CAST(rulename AS TEXT), CAST(definition AS TEXT) FROM pg_rules WHERE schemaname = 'public' ORDER BY 1";
const DONE: &str = "INSERT INTO counter (name, value) VALUES ('guards', 1) ON CONFLICT (name) DO NOTHING";
const WAS_UP: &str = "SELECT value FROM counter WHERE name = $1";

/// A trigger as it must be: its name, and what must stand in it.
fn wanted(engine: &Engine) -> Vec<(String, Vec<String>)> {
    if engine.name() == "sqlite" {
        let made = SQLITE.lines().filter_map(|line| line.strip_prefix("CREATE TRIGGER IF NOT EXISTS "));
        // The database keeps the statement as it was given, but for these words.
        let named = |rest: &str| {
            let name = rest.split(' ').next().unwrap_or_default().to_owned();
            (name, vec![format!("CREATE TRIGGER {}", rest.trim_end().trim_end_matches(';'))])
        };
        return made.map(named).collect();
    }
    let parts =
        ["BEFORE ", " UPDATE", "DELETE", "TRUNCATE", "ON public.event FOR EACH STATEMENT EXECUTE", "refuse_change()"];
    let mut parts: Vec<String> = parts.map(str::to_owned).to_vec();
    let body = POSTGRES.split("$body$").nth(1).unwrap_or_default();
    parts.push(format!(" {}", body.trim()));
    vec![("event_append_only".to_owned(), parts)]
}

/// What of the guard is not as it must be, and which triggers are there besides, in words.
pub(crate) async fn faults(engine: &Engine) -> Result<Vec<String>, StoreError> {
    let (mut faults, strange) = look(engine).await?;
    faults.extend(strange);
    Ok(faults)
}

async fn look(engine: &Engine) -> Result<(Vec<String>, Vec<String>), StoreError> {
    let sql = if engine.name() == "sqlite" { ON_SQLITE } else { ON_POSTGRES };
    let mut there = Vec::new();
    for row in engine.query(sql, &[]).await? {
        there.push((row.text(0)?.to_owned(), row.text(1)?.to_owned()));
    }
    let mut faults = Vec::new();
    for (name, parts) in wanted(engine) {
        let Some(at) = there.iter().position(|(found, _)| *found == name) else {
            faults.push(format!("the guard {name}, which keeps events from being changed, is gone"));
            continue;
        };
        let (_, found) = there.swap_remove(at);
        if found == "disabled" {
            faults.push(format!("the guard {name}, which keeps events from being changed, is switched off"));
        } else if !parts.iter().all(|part| found.contains(part.as_str())) {
            faults.push(format!("the guard {name}, which keeps events from being changed, is another one now"));
        }
    }
    let strange =
        |(name, _): &(String, String)| format!("the database holds a trigger that is not this program's: {name}");
    Ok((faults, there.iter().map(strange).collect()))
}

/// Puts up what is not there or not as it must be. Gives what had been up and was taken away.
pub(super) async fn put_up(engine: &Engine) -> Result<Vec<String>, StoreError> {
    let was_up = !engine.query(WAS_UP, &[Value::from("guards")]).await?.is_empty();
    let (faults, _) = look(engine).await?;
    if was_up && faults.is_empty() {
        return Ok(Vec::new());
    }
    let on_sqlite = engine.name() == "sqlite";
    let away: String = if on_sqlite {
        wanted(engine).iter().map(|(name, _)| format!("DROP TRIGGER IF EXISTS {name}; ")).collect()
    } else {
        // Made anew by the script itself.
        String::new()
    };
    let guards = if on_sqlite { SQLITE } else { POSTGRES };
    engine.script(&format!("{away}{guards} {DONE}")).await.map_err(|error| {
        StoreError::message(format!(
            "put the guard of the events back ({}): {error}; run dugai migrate once as the owner of the tables",
            faults.join("; ")
        ))
    })?;
    Ok(if was_up { faults } else { Vec::new() })
}
