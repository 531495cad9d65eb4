//! Chosen rows in one transaction, or none of them.

use std::collections::BTreeSet;

use dugai_domain::admin::ImportEvent;
use dugai_domain::ids::{ImportId, ProblemId};
use dugai_store::desk::{import_file_out, vault_write};
use dugai_store::{Commit, NewEvent, StreamAppend};

use super::model::{ImportError, Row, RowState, Why};
use super::options::Options;
use super::plan::{Act, Plan, Planned};
use super::rest::{REST, Say};
use super::{By, may_import};
use crate::act::{Step, add};
use crate::office::{Office, OfficeError};

/// Which rows are taken, and how.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Rows by their place among the tasks; none: every row that can be taken.
    pub rows: Option<BTreeSet<usize>>,
    /// How the list is taken.
    pub options: Options,
}

/// What an import did.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The import.
    pub import: ImportId,
    /// New problems, with their numbers.
    pub created: Vec<(ProblemId, String)>,
    /// Problems to which changes were proposed, with their numbers.
    pub proposed: Vec<(ProblemId, String)>,
    /// Known problems without any change.
    pub same: usize,
    /// Rows of known problems that differ in what the import does not change, each with what a
    /// person should look at.
    pub differing: Vec<Row>,
    /// Rows left out, each with its reasons.
    pub left_out: Vec<Row>,
    /// The workbook of the rows left out and of those that differ, if there are any.
    pub rest: Option<Vec<u8>>,
}

impl Office {
    /// Takes the chosen rows of a file, all in one transaction; the file itself is let go, the
    /// workbook of the rows left out is kept sealed. `say` puts a reason into words for it.
    ///
    /// # Errors
    /// [`ImportError::Rows`] with every reason when a chosen row cannot be taken,
    /// [`ImportError::NoRows`] when there is nothing to take; nothing is written then.
    pub async fn execute(
        &self,
        id: ImportId,
        choice: &Choice,
        say: Say<'_>,
        by: By<'_>,
    ) -> Result<Imported, ImportError> {
        may_import(by.0)?;
        let plan = self.planned(id, &choice.options, by).await?;
        let chosen = chosen(&plan, choice)?;
        let mut sorted = Sorted::of(plan, &chosen);
        if sorted.taken.is_empty() {
            return Err(ImportError::NoRows);
        }
        let mut done = Imported {
            import: id,
            created: Vec::new(),
            proposed: Vec::new(),
            same: sorted.same,
            differing: std::mem::take(&mut sorted.differing),
            left_out: Vec::new(),
            rest: None,
        };
        let mut commit = Commit::default();
        for planned in sorted.taken.drain(..) {
            let number = planned.row.number.clone();
            let (before, id) = match planned.act {
                Act::Propose(p) => (Some(*p), planned.row.known),
                Act::Register | Act::Nothing => (None, None),
            };
            let fresh = before.is_none();
            let id = id.unwrap_or_else(|| ProblemId(self.tools.new_id()));
            add(&mut commit, Step { id, before, events: planned.events }, &sorted.plan.setup, by)?;
            if fresh { done.created.push((id, number)) } else { done.proposed.push((id, number)) }
        }
        done.left_out = std::mem::take(&mut sorted.left_out);
        let event = sorted.event(&done, &choice.options);
        // First of all streams: the events behind its own are those of its rows.
        commit.streams.insert(0, recorded(id, 0, &[], (event, by))?);
        commit.writes.push(import_file_out(id.0));
        let differing = done.differing.iter().cloned().map(Row::given_back);
        let mut back: Vec<Row> = done.left_out.iter().cloned().chain(differing).collect();
        back.sort_by_key(|row| row.index);
        back.dedup_by_key(|row| row.index);
        if !back.is_empty() {
            let bytes = self.import_bytes(id).await?.1;
            let rest = sorted.plan.rest((&bytes, &back), say)?;
            commit.writes.push(vault_write(id.0, REST, self.seal_bytes(id.0, &rest)?, by.1.0));
            done.rest = Some(rest);
        }
        self.commit_acts(commit, &sorted.plan.setup).await?;
        Ok(done)
    }
}

/// The chosen rows; a choice that cannot be taken as a whole is refused with all of its reasons.
fn chosen(plan: &Plan, choice: &Choice) -> Result<BTreeSet<usize>, ImportError> {
    let can = plan.rows.iter().filter(|p| p.row.state.is_choosable()).map(|p| p.row.index);
    let Some(chosen) = &choice.rows else { return Ok(can.collect()) };
    let barred: Vec<Row> = plan
        .rows
        .iter()
        .filter(|p| chosen.contains(&p.row.index) && p.row.state == RowState::Cannot)
        .map(|p| p.row.clone())
        .collect();
    if !barred.is_empty() {
        return Err(ImportError::Rows(barred));
    }
    // A row that has nothing to do any more was done by somebody else meanwhile.
    let can: BTreeSet<usize> = can.collect();
    Ok(chosen.intersection(&can).copied().collect())
}

/// Rows to take and rows to leave.
struct Sorted {
    plan: Plan,
    taken: Vec<Planned>,
    left_out: Vec<Row>,
    same: usize,
    differing: Vec<Row>,
}

impl Sorted {
    fn of(mut plan: Plan, chosen: &BTreeSet<usize>) -> Self {
        let mut taken = Vec::new();
        let mut left_out = Vec::new();
        let mut same = 0;
        let mut differing = Vec::new();
        for mut planned in plan.rows.drain(..) {
            if planned.row.state != RowState::Cannot && planned.row.differs() {
                differing.push(planned.row.clone());
            }
            match planned.row.state {
                RowState::Same => same += 1,
                RowState::Differs => {}
                _ if chosen.contains(&planned.row.index) => taken.push(planned),
                RowState::Cannot => left_out.push(planned.row),
                RowState::New | RowState::Changed => {
                    planned.row.reasons.push(Why::NotChosen);
                    left_out.push(planned.row);
                }
            }
        }
        Self { plan, taken, left_out, same, differing }
    }

    fn event(&self, done: &Imported, options: &Options) -> ImportEvent {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let found = self.plan.profiles().join(" ");
        ImportEvent::Committed {
            id: self.plan.id,
            file: self.plan.reading.file_name.clone(),
            sha256: self.plan.sha256.clone(),
            profile: if options.profile.is_empty() { found } else { options.profile.clone() },
            created: count(done.created.len()),
            proposed: count(done.proposed.len()),
            left_out: count(done.left_out.len()),
            differing: count(done.differing.len()),
        }
    }
}

/// An event of an import's own stream, after those it has.
pub(super) fn recorded(
    id: ImportId,
    expected: u64,
    past: &[ImportEvent],
    event: (ImportEvent, By<'_>),
) -> Result<StreamAppend, OfficeError> {
    let (event, by) = event;
    let form = |source| OfficeError::Form { kind: "import", id: id.0, source };
    let code = match &event {
        ImportEvent::Committed { .. } => "imported",
        ImportEvent::Undone { .. } => "import_undone",
    };
    let payload = serde_json::to_string(&event).map_err(form)?;
    let mut all = past.to_vec();
    all.push(event);
    let body = serde_json::to_string(&all).map_err(form)?;
    let events = vec![NewEvent { event: code, payload, actor: by.0.account.map(|a| a.0), at: by.1.0 }];
    Ok(StreamAppend { id: id.0, kind: "import", expected, events, body })
}
