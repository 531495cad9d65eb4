//! The one way to act on a problem: load its state, let the domain decide, append what it
//! decided together with the new state, its row in the register and the lines that tell
//! people, in one transaction.

use std::sync::atomic::Ordering;

use dugai_domain::actor::Actor;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::check::Context;
use dugai_domain::problem::named::unknown;
use dugai_domain::problem::outward::{Shown, shown};
use dugai_domain::problem::tell::{Addressee, Weight, tell};
use dugai_domain::problem::{Command, Event, Field, Problem, Recorded, Stage, apply, decide};
use dugai_domain::reason::{Reason, Refusal};
use dugai_domain::time::Timestamp;
use dugai_store::events::EventRow;
use dugai_store::register::{key_writes, keys_freed, keys_out};
use dugai_store::{Commit, InboxLine, NewEvent, StoreError, StreamAppend, Write};

use crate::index::{indexed, key_of};
use crate::office::{Office, OfficeError};
use crate::setup::Setup;

/// Why an act did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// The domain refused, with every reason.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No such problem, or none that this actor may see: the two are not told apart.
    #[error("no such problem")]
    NotFound,
    /// Somebody else acted first; what the problem is now comes along.
    #[error("the problem has changed since it was read")]
    Changed(Box<Problem>),
    /// A problem with this source, level and number stands on the list already.
    #[error("the number {number} is taken")]
    Known {
        /// The number as printed.
        number: String,
        /// The problem that has it.
        problem: ProblemId,
    },
    /// The store or the setup failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

impl From<StoreError> for ActError {
    fn from(error: StoreError) -> Self {
        Self::Office(error.into())
    }
}

/// What an act did.
#[derive(Debug)]
pub struct Acted {
    /// State after it.
    pub problem: Problem,
    /// What was recorded.
    pub events: Vec<Event>,
}

/// A key with the number as printed.
type Keyed = (String, String);

/// An event of a problem with its places in the ledger and in the problem.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Number in the ledger.
    pub seq: u64,
    /// Version of the problem that it made: the how-manieth of its events.
    pub version: u64,
    /// The event.
    pub recorded: Recorded,
}

/// One act of several that are written in one transaction.
pub struct Step {
    /// The problem.
    pub id: ProblemId,
    /// State before; none for a registration.
    pub before: Option<Problem>,
    /// What the domain decided.
    pub events: Vec<Event>,
}

impl Office {
    /// A problem as it stands and as the actor is shown it, if the actor may see it: an enterprise gets its
    /// outward side. To be looked at, never to be acted on.
    ///
    /// # Errors
    /// [`ActError::NotFound`] also where it exists but is out of the actor's sight.
    pub async fn problem(&self, id: ProblemId, actor: &Actor) -> Result<Problem, ActError> {
        Ok(shown(self.whole(id, actor).await?, actor))
    }

    /// The same, whole: what an act is decided on.
    pub(crate) async fn whole(&self, id: ProblemId, actor: &Actor) -> Result<Problem, ActError> {
        let problem = self.load(id).await?.ok_or(ActError::NotFound)?;
        if actor.may_see(&problem) { Ok(problem) } else { Err(ActError::NotFound) }
    }

    /// A problem as it stands, whoever asks: for the public pages, which show only the public form.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn load(&self, id: ProblemId) -> Result<Option<Problem>, OfficeError> {
        let Some(row) = self.store.stream(id.0).await? else { return Ok(None) };
        if row.kind != "problem" {
            return Ok(None);
        }
        crate::setup::parse("problem", id.0, &row.body).map(Some)
    }

    /// Every event of a problem that the actor is shown, oldest first, if the actor may see it.
    ///
    /// # Errors
    /// [`ActError::NotFound`] also where it exists but is out of the actor's sight.
    pub async fn history(&self, id: ProblemId, actor: &Actor) -> Result<Vec<Kept>, ActError> {
        let whole = self.whole(id, actor).await?;
        let rows = self.store.events_of(id.0).await?;
        let kept = |row: &EventRow| Ok(Kept { seq: row.seq, version: row.version, recorded: recorded(row)? });
        let mut all = rows.iter().map(kept).collect::<Result<Vec<Kept>, ActError>>()?;
        let mut events = Shown::to(actor, &whole);
        all.retain(|kept| events.shows(kept.version, &kept.recorded.event));
        Ok(all)
    }

    /// Acts on a problem, or enters a new one on the list.
    ///
    /// `seen` is the version the person looked at: with it, an act that follows somebody
    /// else's is answered with what changed instead of being done on top of it.
    ///
    /// # Errors
    /// A refusal with every reason; [`ActError::Changed`]; [`ActError::Known`]; or the store's
    /// failure. Nothing is written then.
    pub async fn act(
        &self,
        id: ProblemId,
        seen: Option<u64>,
        command: &Command,
        by: (&Actor, Timestamp),
    ) -> Result<Acted, ActError> {
        self.act_with((id, seen), command, by, Vec::new()).await
    }

    /// The same, with writes that must stand or fall together with the act (a vault entry, a file).
    pub(crate) async fn act_with(
        &self,
        at: (ProblemId, Option<u64>),
        command: &Command,
        by: (&Actor, Timestamp),
        writes: Vec<Write>,
    ) -> Result<Acted, ActError> {
        let ((id, seen), (actor, now)) = (at, by);
        let before = self.load(id).await?;
        match &before {
            None if !matches!(command, Command::Register(_)) => return Err(ActError::NotFound),
            Some(p) if !actor.may_see(p) => return Err(ActError::NotFound),
            Some(p) if seen.is_some_and(|version| version != p.version) => {
                return Err(ActError::Changed(Box::new(p.clone())));
            }
            _ => {}
        }
        let setup = self.setup().await?;
        let ctx = Context { now, actor, reference: &setup.reference, calendar: &setup.calendar };
        let events =
            self.settled(decide(before.as_ref(), command, &ctx), command, (&setup, before.as_ref(), &ctx)).await?;
        let mut commit = Commit { writes, ..Commit::default() };
        let step = Step { id, before, events };
        let wanted = keys(&step);
        self.known(id, &wanted).await?;
        let events = step.events.clone();
        let problem = add(&mut commit, step, &setup, by)?;
        match self.commit_acts(commit, &setup).await {
            Ok(()) => Ok(Acted { problem, events }),
            Err(StoreError::Conflict) => {
                // Two at once with one number: the second is told which problem has it.
                self.known(id, &wanted).await?;
                match self.load(id).await? {
                    Some(now) => Err(ActError::Changed(Box::new(now))),
                    None => Err(StoreError::Conflict.into()),
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What was decided, unless the command names a unit that does not exist or a problem that is not there:
    /// those reasons stand beside the domain's own.
    async fn settled(
        &self,
        decided: Result<Vec<Event>, Refusal>,
        command: &Command,
        at: (&Setup, Option<&Problem>, &Context<'_>),
    ) -> Result<Vec<Event>, ActError> {
        let (setup, before, Context { now, actor, .. }) = at;
        // A store in which nothing was founded knows no unit that could be asked for.
        let exists = |unit| setup.units.is_empty() || setup.units.get(unit).is_some_and(|u| u.term.holds(now.day()));
        let listed = match command.problem() {
            Some(id) => self.load(id).await?.is_some_and(|p| p.stage != Stage::Voided),
            None => true,
        };
        let mut lost = unknown(command.units().iter().all(exists), listed);
        if !setup.units.is_empty() {
            lost.extend(command.parts_of_others(actor, |unit| setup.above(unit)));
        }
        let leads = |account, p| setup.accounts.is_empty() || setup.may_lead(account, p, now.day());
        if command.leader().zip(before).is_some_and(|(account, p)| !leads(account, p)) {
            lost.push(Reason::Field { field: "account", expected: "a_leader" });
        }
        match decided {
            Ok(events) if lost.is_empty() => Ok(events),
            Ok(_) => Err(Refusal { action: command.action(), reasons: lost }.into()),
            Err(mut refusal) => {
                refusal.reasons.extend(lost);
                Err(refusal.into())
            }
        }
    }

    /// Commits what [`add`] brought together, by whichever way people act. Rows that were written while the
    /// rules were changed are computed anew: whoever changed them may have passed these by before.
    ///
    /// # Errors
    /// When nothing was committed. What fails behind the commit is no failure of the act: it is left to
    /// [`Office::reindex_if_due`].
    pub(crate) async fn commit_acts(&self, commit: Commit, setup: &Setup) -> Result<(), StoreError> {
        let problems = commit.streams.iter().filter(|s| s.kind == "problem");
        let problems: Vec<ProblemId> = problems.map(|s| ProblemId(s.id)).collect();
        self.store.commit(commit).await?;
        if let Err(error) = self.by_present_rules(&problems, setup).await {
            self.rows_in_doubt.store(true, Ordering::Relaxed);
            tracing::error!(error = &error as &dyn std::error::Error, "rows of acts that were recorded");
        }
        Ok(())
    }

    async fn by_present_rules(&self, problems: &[ProblemId], before: &Setup) -> Result<(), OfficeError> {
        let now = self.setup().await?;
        if now.rules() == before.rules() { Ok(()) } else { self.recompute(problems, &now).await }
    }

    /// Refuses numbers that another problem has. A race is caught by the key table itself.
    async fn known(&self, id: ProblemId, wanted: &[Keyed]) -> Result<(), ActError> {
        for (key, number) in wanted {
            if let Some(problem) = self.store.problem_of_key(key).await?
                && problem != id.0
            {
                return Err(ActError::Known { number: number.clone(), problem: ProblemId(problem) });
            }
        }
        Ok(())
    }
}

/// An event row as the domain's record.
///
/// # Errors
/// When the payload is of an unknown form.
pub fn recorded(row: &dugai_store::events::EventRow) -> Result<Recorded, OfficeError> {
    let event = serde_json::from_str(&row.payload).map_err(|source| OfficeError::Form {
        kind: "problem",
        id: row.stream,
        source,
    })?;
    Ok(Recorded { at: Timestamp(row.at), by: row.actor.map(dugai_domain::ids::AccountId), event })
}

/// New keys that a step's events bring: (key, number as printed).
fn keys(step: &Step) -> Vec<Keyed> {
    let mut list = Vec::new();
    for event in &step.events {
        match event {
            Event::Registered(r) => {
                list.extend(r.numbers.iter().map(|n| (key_of(&r.source, n), n.text())));
            }
            event if names_numbers(event) => list.extend(renumbered(step).0),
            _ => {}
        }
    }
    list
}

/// Whether an event gives a problem numbers.
fn names_numbers(event: &Event) -> bool {
    match event {
        Event::Registered(_) => true,
        Event::Corrected(c) => identifies(c.correction.field),
        Event::ChangeDecided(c) => identifies(c.field) && c.decision.taken,
        _ => false,
    }
}

/// Whether a field is part of the key by which a problem is known.
fn identifies(field: Field) -> bool {
    matches!(field, Field::Numbers | Field::Kind | Field::Round)
}

/// Keys a problem gets by a correction of its numbers or source, without those it has; and those that it loses.
fn renumbered(step: &Step) -> (Vec<Keyed>, Vec<Keyed>) {
    let Some(before) = &step.before else { return (Vec::new(), Vec::new()) };
    let mut after = before.clone();
    for event in &step.events {
        after.apply(&Recorded { at: before.registered.at, by: None, event: event.clone() });
    }
    let keyed = |p: &Problem| p.numbers.iter().map(|n| (key_of(&p.source, n), n.text())).collect::<Vec<Keyed>>();
    let (old, new) = (keyed(before), keyed(&after));
    let without = |list: &[Keyed], other: &[Keyed]| list.iter().filter(|k| !other.contains(k)).cloned().collect();
    (without(&new, &old), without(&old, &new))
}

/// Folds a step's events and adds what it writes to a transaction; gives the state after it.
///
/// # Errors
/// When a record cannot be written as JSON, or the first event founds nothing.
pub(crate) fn add(
    commit: &mut Commit,
    step: Step,
    setup: &Setup,
    by: (&Actor, Timestamp),
) -> Result<Problem, ActError> {
    let (actor, now) = by;
    let (id, keys) = (step.id, keys(&step));
    let freed = if step.events.iter().any(names_numbers) { renumbered(&step).1 } else { Vec::new() };
    let form = |source| OfficeError::Form { kind: "problem", id: id.0, source };
    // What the register holds of the state before: only what differs is written.
    let kept = step.before.as_ref().map(|p| indexed(p, setup, now));
    let expected = step.before.as_ref().map_or(0, |p| p.version);
    let mut state = step.before;
    let mut rows = Vec::new();
    for event in step.events {
        let payload = serde_json::to_string(&event).map_err(form)?;
        let recorded = Recorded { at: now, by: actor.account, event };
        match &mut state {
            Some(problem) => problem.apply(&recorded),
            None => state = apply::found(id, &recorded),
        }
        let code = recorded.event.code();
        rows.push(NewEvent { event: code, payload, actor: actor.account.map(|a| a.0), at: now.0 });
        if let Some(problem) = &state {
            commit
                .inbox
                .extend(tell(problem, &recorded).into_iter().map(|(to, weight)| line(id, code, now, (to, weight))));
        }
        if matches!(recorded.event, Event::Voided(_)) {
            commit.writes.push(keys_out(id.0));
        }
    }
    let problem = state.ok_or(ActError::NotFound)?;
    let body = serde_json::to_string(&problem).map_err(form)?;
    commit.writes.extend(indexed(&problem, setup, now).writes(kept.as_ref()));
    let freed: Vec<String> = freed.into_iter().map(|(key, _)| key).collect();
    commit.writes.extend(keys_freed(id.0, &freed));
    let fresh: Vec<String> = keys.into_iter().map(|(key, _)| key).collect();
    commit.writes.extend(key_writes(id.0, &fresh));
    commit.streams.push(StreamAppend { id: id.0, kind: "problem", expected, events: rows, body });
    Ok(problem)
}

pub(crate) fn line(id: ProblemId, event: &'static str, now: Timestamp, to: (Addressee, Weight)) -> InboxLine {
    let (unit, role, account) = match to.0 {
        Addressee::Unit(unit) => (Some(unit.0), None, None),
        Addressee::RoleIn(unit, role) => (Some(unit.0), Some(role.code()), None),
        // The office is whoever works there: no unit is named.
        Addressee::Office => (None, Some("office"), None),
        Addressee::Account(account) => (None, None, Some(account.0)),
    };
    let todo = to.1 == Weight::Todo;
    InboxLine { at: now.0, problem: id.0, event, todo, unit, role, account }
}
