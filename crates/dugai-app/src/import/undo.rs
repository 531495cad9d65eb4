//! Undoing an import while nobody acted on its rows, and the imports that were made.

use std::collections::{BTreeMap, BTreeSet};

use dugai_domain::actor::Actor;
use dugai_domain::admin::ImportEvent;
use dugai_domain::ids::{AccountId, ImportId, ProblemId};
use dugai_domain::problem::check::{Context, check};
use dugai_domain::problem::{Action, ChangeDecision, Command, Event, Note, Problem, Recorded};
use dugai_domain::reason::Reason;
use dugai_domain::time::Timestamp;
use dugai_store::Commit;

use super::execute::recorded;
use super::model::{Blocker, ImportError, Past};
use super::plan::several;
use super::{By, may_import};
use crate::act::{Step, add};
use crate::admin::need;
use crate::office::{Office, OfficeError};

/// Events read at once.
const PAGE: u32 = 2000;

/// Problems an import made, and those it proposed changes to.
#[derive(Default)]
struct Rows {
    created: Vec<ProblemId>,
    proposed: Vec<ProblemId>,
}

impl Office {
    /// Undoes an import: its new problems are voided, its proposals that wait are declined, in
    /// one transaction.
    ///
    /// # Errors
    /// [`ImportError::ActedUpon`] with who acted on what; nothing is written then.
    pub async fn undo_import(&self, id: ImportId, reason: &str, by: By<'_>) -> Result<usize, ImportError> {
        if !by.0.is_office() {
            return Err(OfficeError::NotAllowed("import").into());
        }
        need(reason, "reason")?;
        let (past, seq) = self.import_events(id).await?;
        if past.iter().any(|e| matches!(e, ImportEvent::Undone { .. })) {
            return Err(ImportError::Undone);
        }
        let rows = self.rows_of(id, seq).await?;
        let setup = self.setup().await?;
        let ctx = Context { now: by.1, actor: by.0, reference: &setup.reference, calendar: &setup.calendar };
        let mut blockers = Vec::new();
        let mut problems = Vec::new();
        for problem in rows.created.iter().chain(&rows.proposed) {
            let state = self.load(*problem).await?.ok_or(OfficeError::NotFound)?;
            let acts = self.acted(&state, id, by).await?;
            if acts.is_empty() {
                blockers.extend(run_out(&state, id, &ctx));
            }
            blockers.extend(acts);
            problems.push(state);
        }
        if !blockers.is_empty() {
            return Err(ImportError::ActedUpon(blockers));
        }
        let mut commit = Commit::default();
        for state in problems {
            let commands = undoing(&state, id, reason.trim());
            let Ok(events) = several(&state, &commands, &ctx) else {
                // The problem's own rules know of acts that keep it.
                let acts = self.history(state.id, by.0).await?.into_iter().map(|kept| kept.recorded);
                let acts = acts.skip(1).filter(|r| !matches!(r.event, Event::Escalated(_)));
                let blockers: Vec<Blocker> = acts.map(|r| blocker(&state, id, &r)).collect();
                return Err(if blockers.is_empty() {
                    OfficeError::Changed.into()
                } else {
                    ImportError::ActedUpon(blockers)
                });
            };
            add(&mut commit, Step { id: state.id, before: Some(state), events }, &setup, by)?;
        }
        let voided = rows.created;
        let count = voided.len();
        let event = ImportEvent::Undone { reason: reason.trim().to_owned(), voided };
        commit.streams.push(recorded(id, past.len() as u64, &past, (event, by))?);
        self.commit_acts(commit, &setup).await?;
        Ok(count)
    }

    /// Every act on a problem since the import; waiting proposals are its own.
    async fn acted(&self, p: &Problem, id: ImportId, by: By<'_>) -> Result<Vec<Blocker>, ImportError> {
        let made_by =
            |import: &Option<dugai_domain::problem::ImportRef>| import.as_ref().is_some_and(|i| i.import == id);
        let created = made_by(&p.import);
        let mut undone: BTreeMap<ImportId, Option<Timestamp>> = BTreeMap::new();
        for import in p.proposals.iter().map(|x| x.change.import.import) {
            if let std::collections::btree_map::Entry::Vacant(empty) = undone.entry(import) {
                empty.insert(self.undone_at(import).await?);
            }
        }
        let taken_back = |import: ImportId| undone.get(&import).copied().flatten();
        let blocks = |r: &Recorded| match &r.event {
            // The program escalates by itself: nobody acted.
            Event::Registered(_) | Event::Escalated(_) => false,
            Event::ChangeProposed(c) => created && taken_back(c.import.import).is_none(),
            Event::ChangeDecided(c) => {
                let of = p.proposals.iter().find(|x| x.no == c.decision.no).map(|x| x.change.import.import);
                // Undoing an import declines what waited of it, at the same moment.
                let by_undo = !c.decision.taken && of.and_then(taken_back) == Some(r.at);
                !by_undo && (of == Some(id) || created)
            }
            _ => created,
        };
        let history = self.history(p.id, by.0).await?;
        Ok(history.iter().map(|kept| &kept.recorded).filter(|r| blocks(r)).map(|r| blocker(p, id, r)).collect())
    }

    /// Numbers of the proposals to a problem that were declined because their import was undone.
    pub(super) async fn taken_back(&self, p: &Problem) -> Result<BTreeSet<u32>, ImportError> {
        let mut list = BTreeSet::new();
        for x in &p.proposals {
            // A person who declined it before said no; that stays.
            if let Some((mark, false)) = x.decided
                && self.undone_at(x.change.import.import).await? == Some(mark.at)
            {
                list.insert(x.no);
            }
        }
        Ok(list)
    }

    /// When an import was undone, if it was.
    async fn undone_at(&self, id: ImportId) -> Result<Option<Timestamp>, ImportError> {
        let (events, _) = self.import_events(id).await?;
        let place = events.iter().position(|e| matches!(e, ImportEvent::Undone { .. }));
        let rows = self.store.events_of(id.0).await?;
        Ok(place.and_then(|at| rows.get(at)).map(|row| Timestamp(row.at)))
    }

    /// Events of an import's own stream, and the number of the one that committed it.
    async fn import_events(&self, id: ImportId) -> Result<(Vec<ImportEvent>, u64), ImportError> {
        let rows = self.store.events_of(id.0).await?;
        let first = rows.first().filter(|r| r.kind == "import").ok_or(OfficeError::NotFound)?;
        let form = |source| OfficeError::Form { kind: "import", id: id.0, source };
        let events: Result<Vec<ImportEvent>, _> = rows.iter().map(|r| serde_json::from_str(&r.payload)).collect();
        Ok((events.map_err(form)?, first.seq))
    }

    /// The rows of an import: the events right behind its own in the dense order.
    async fn rows_of(&self, id: ImportId, seq: u64) -> Result<Rows, ImportError> {
        let mut found = Rows::default();
        let mut next = seq + 1;
        loop {
            let page = self.store.events_from(next, PAGE).await?;
            if page.is_empty() {
                return Ok(found);
            }
            for row in &page {
                let event = if row.kind == "problem" { crate::act::recorded(row)?.event } else { return Ok(found) };
                let problem = ProblemId(row.stream);
                match event {
                    Event::Registered(r) if r.import.as_ref().is_some_and(|i| i.import == id) => {
                        found.created.push(problem);
                    }
                    Event::ChangeProposed(c) if c.import.import == id => {
                        // Several cells of one row are events of one problem.
                        if found.proposed.last() != Some(&problem) {
                            found.proposed.push(problem);
                        }
                    }
                    _ => return Ok(found),
                }
            }
            next += page.len() as u64;
        }
    }

    /// What an import made, new problems first and those with proposals behind them: a page
    /// from an offset, each as it stands now.
    ///
    /// # Errors
    /// When there is no such import, or the right is missing.
    pub async fn import_rows(
        &self,
        id: ImportId,
        page: (usize, usize),
        actor: &Actor,
    ) -> Result<Vec<Problem>, ImportError> {
        may_import(actor)?;
        let (_, seq) = self.import_events(id).await?;
        let rows = self.rows_of(id, seq).await?;
        let mut list = Vec::new();
        for problem in rows.created.iter().chain(&rows.proposed).skip(page.0).take(page.1) {
            list.extend(self.load(*problem).await?);
        }
        Ok(list)
    }

    /// Imports that were made, newest first.
    ///
    /// # Errors
    /// When the right is missing or the store cannot be read.
    pub async fn imports(&self, actor: &Actor) -> Result<Vec<Past>, ImportError> {
        may_import(actor)?;
        let mut list = Vec::new();
        for (id, _) in self.store.streams_of("import").await? {
            list.extend(self.past(ImportId(id)).await?);
        }
        list.sort_by_key(|p| std::cmp::Reverse((p.at, p.id)));
        Ok(list)
    }

    /// One import that was made.
    ///
    /// # Errors
    /// When there is none, or the right is missing.
    pub async fn past_import(&self, id: ImportId, actor: &Actor) -> Result<Past, ImportError> {
        may_import(actor)?;
        self.past(id).await?.ok_or_else(|| OfficeError::NotFound.into())
    }

    async fn past(&self, id: ImportId) -> Result<Option<Past>, ImportError> {
        let rows = self.store.events_of(id.0).await?;
        let (events, _) = self.import_events(id).await?;
        let (Some(row), Some(ImportEvent::Committed { file, profile, created, proposed, left_out, differing, .. })) =
            (rows.first(), events.first())
        else {
            return Ok(None);
        };
        let undone = events.iter().find_map(|e| match e {
            ImportEvent::Undone { reason, .. } => Some(reason.clone()),
            ImportEvent::Committed { .. } => None,
        });
        Ok(Some(Past {
            id,
            file: file.clone(),
            profile: profile.clone(),
            at: Timestamp(row.at),
            by: row.actor.map(AccountId),
            created: *created,
            proposed: *proposed,
            left_out: *left_out,
            differing: *differing,
            undone,
        }))
    }
}

/// Who did what to a problem that is a row of an import.
fn blocker(p: &Problem, id: ImportId, r: &Recorded) -> Blocker {
    let made = p.import.iter().chain(p.proposals.iter().map(|x| &x.change.import)).find(|i| i.import == id);
    let place = made.map_or_else(Default::default, |i| (i.sheet.clone(), i.row));
    Blocker { problem: p.id, number: p.number_text(), place, who: r.by, what: r.event.code().to_owned(), at: r.at }
}

/// A row that the import made and one of whose terms has run out since.
fn run_out(p: &Problem, id: ImportId, ctx: &Context<'_>) -> Option<Blocker> {
    let made = p.import.as_ref().filter(|i| i.import == id)?;
    let due = check(Action::Void, Some(p), ctx).into_iter().find_map(|r| match r {
        Reason::ClockOverdue { due } => Some(due),
        _ => None,
    })?;
    let at = Timestamp::at(due, 0, 0);
    let place = (made.sheet.clone(), made.row);
    Some(Blocker { problem: p.id, number: p.number_text(), place, who: None, what: Blocker::OVERDUE.to_owned(), at })
}

/// What takes an import's part of a problem back.
fn undoing(p: &Problem, id: ImportId, reason: &str) -> Vec<Command> {
    if p.import.as_ref().is_some_and(|i| i.import == id) {
        return vec![Command::Void(Note { text: reason.to_owned() })];
    }
    let waiting = p.proposals.iter().filter(|x| x.decided.is_none() && x.change.import.import == id);
    waiting
        .map(|x| Command::DecideChange(ChangeDecision { no: x.no, reason: reason.to_owned(), ..Default::default() }))
        .collect()
}
