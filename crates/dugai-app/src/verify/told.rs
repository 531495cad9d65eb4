//! The lines of the inbox: what is kept for a problem must be what its events tell, line by line. Of each
//! problem only a count and a running hash are in memory.

use std::collections::HashMap;

use dugai_domain::ids::ProblemId;
use dugai_domain::problem::tell::tell;
use dugai_domain::problem::{Problem, Recorded};
use dugai_store::Store;
use dugai_store::events::LineRow;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::act::line;
use crate::office::OfficeError;

/// Lines read at once.
const LINES: u32 = 5000;

/// How many lines there are, and what they say one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lines {
    count: u64,
    hash: [u8; 32],
}

/// What a line says; its number belongs to the commit, not to the problem.
struct Said<'a> {
    at: i64,
    event: &'a str,
    todo: bool,
    role: Option<&'a str>,
    ids: [Option<Uuid>; 2],
}

impl Lines {
    fn add(&mut self, said: &Said<'_>) {
        let mut hash = Sha256::new_with_prefix(self.hash);
        hash.update(said.at.to_be_bytes());
        hash.update([u8::from(said.todo)]);
        for id in said.ids {
            hash.update(id.map_or([0; 17], |id| {
                let mut bytes = [1; 17];
                bytes[1..].copy_from_slice(id.as_bytes());
                bytes
            }));
        }
        // Between two texts stands what no text holds.
        hash.update(said.event.as_bytes());
        hash.update([0]);
        hash.update(said.role.unwrap_or("\u{1}").as_bytes());
        self.count += 1;
        self.hash = hash.finalize().into();
    }

    /// Adds the lines that an event makes.
    pub(super) fn tell(&mut self, problem: &Problem, recorded: &Recorded) {
        for to in tell(problem, recorded) {
            let line = line(ProblemId(problem.id.0), recorded.event.code(), recorded.at, to);
            let ids = [line.unit, line.account];
            self.add(&Said { at: line.at, event: line.event, todo: line.todo, role: line.role, ids });
        }
    }

    fn keep(&mut self, row: &LineRow) {
        let ids = [row.unit, row.account];
        self.add(&Said { at: row.at, event: &row.event, todo: row.todo, role: row.role.as_deref(), ids });
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// The lines that are kept from a number on, by problem.
pub(super) async fn kept(store: Store, from: u64) -> Result<HashMap<Uuid, Lines>, OfficeError> {
    let mut all: HashMap<Uuid, Lines> = HashMap::new();
    let mut after = (i64::try_from(from).unwrap_or(i64::MAX) - 1, i64::MAX);
    loop {
        let page = store.lines_after(after, LINES).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = last.place;
        for row in &page {
            all.entry(row.problem).or_default().keep(row);
        }
    }
}

/// Compares what is kept with what the events make.
///
/// # Errors
/// The first difference, in words.
pub(super) fn compare(made: &HashMap<Uuid, Lines>, kept: &HashMap<Uuid, Lines>) -> Result<(), String> {
    for (id, lines) in made {
        let found = kept.get(id).map_or(0, |k| k.count);
        if found != lines.count {
            return Err(format!("{found} lines of the inbox are kept for {id}, its events make {}", lines.count));
        }
        if kept.get(id) != Some(lines) {
            return Err(format!("the lines of the inbox for {id} are not what its events make"));
        }
    }
    match kept.keys().find(|id| !made.contains_key(id)) {
        Some(id) => Err(format!("lines of the inbox are kept for {id}, which its events do not make")),
        None => Ok(()),
    }
}
