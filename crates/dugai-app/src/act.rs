//! The one way to act on a problem: load its state, let the domain decide, append what it
//! decided together with the new state and the lines that tell people, in one transaction.

use dugai_domain::actor::Actor;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::check::Context;
use dugai_domain::problem::tell::{Addressee, Weight, tell};
use dugai_domain::problem::{Command, Event, Problem, Recorded, apply, decide};
use dugai_domain::reason::Refusal;
use dugai_domain::time::Timestamp;
use dugai_store::{Commit, InboxLine, NewEvent, StoreError, StreamAppend};

use crate::office::Office;

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
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record could not be read or written as JSON.
    #[error("problem {id} holds a record of an unknown form")]
    Form {
        /// Which problem.
        id: ProblemId,
        /// What was wrong with it.
        #[source]
        source: serde_json::Error,
    },
}

/// What an act did.
#[derive(Debug)]
pub struct Acted {
    /// State after it.
    pub problem: Problem,
    /// What was recorded.
    pub events: Vec<Event>,
}

impl Office {
    /// A problem as it stands, if the actor may see it.
    ///
    /// # Errors
    /// [`ActError::NotFound`] also where it exists but is out of the actor's sight.
    pub async fn problem(&self, id: ProblemId, actor: &Actor) -> Result<Problem, ActError> {
        let problem = self.load(id).await?.ok_or(ActError::NotFound)?;
        if actor.may_see(&problem) { Ok(problem) } else { Err(ActError::NotFound) }
    }

    async fn load(&self, id: ProblemId) -> Result<Option<Problem>, ActError> {
        let Some(row) = self.store.stream(id.0).await? else { return Ok(None) };
        serde_json::from_str(&row.body).map(Some).map_err(|source| ActError::Form { id, source })
    }

    /// Acts on a problem, or enters a new one on the list.
    ///
    /// `seen` is the version the person looked at: with it, an act that follows somebody
    /// else's is answered with what changed instead of being done on top of it.
    ///
    /// # Errors
    /// A refusal with every reason; [`ActError::Changed`]; or the store's failure. Nothing is
    /// written then.
    pub async fn act(
        &self,
        id: ProblemId,
        seen: Option<u64>,
        command: &Command,
        by: (&Actor, Timestamp),
    ) -> Result<Acted, ActError> {
        let (actor, now) = by;
        let before = self.load(id).await?;
        match &before {
            None if !matches!(command, Command::Register(_)) => return Err(ActError::NotFound),
            Some(p) if !actor.may_see(p) => return Err(ActError::NotFound),
            Some(p) if seen.is_some_and(|version| version != p.version) => {
                return Err(ActError::Changed(Box::new(p.clone())));
            }
            _ => {}
        }
        let ctx = Context { now, actor, reference: &self.reference, calendar: &self.calendar };
        let events = decide(before.as_ref(), command, &ctx)?;
        let (problem, commit) = prepare(id, before, &events, by)?;
        match self.store.commit(commit).await {
            Ok(_) => Ok(Acted { problem, events }),
            Err(StoreError::Conflict) => match self.load(id).await? {
                Some(now) => Err(ActError::Changed(Box::new(now))),
                None => Err(ActError::Store(StoreError::Conflict)),
            },
            Err(error) => Err(error.into()),
        }
    }
}

/// Folds the events and puts together what one transaction writes.
fn prepare(
    id: ProblemId,
    before: Option<Problem>,
    events: &[Event],
    by: (&Actor, Timestamp),
) -> Result<(Problem, Commit), ActError> {
    let (actor, now) = by;
    let expected = before.as_ref().map_or(0, |p| p.version);
    let mut state = before;
    let mut rows = Vec::new();
    let mut inbox = Vec::new();
    for event in events {
        let recorded = Recorded { at: now, by: actor.account, event: event.clone() };
        match &mut state {
            Some(problem) => problem.apply(&recorded),
            None => state = apply::found(id, &recorded),
        }
        let payload = serde_json::to_string(event).map_err(|source| ActError::Form { id, source })?;
        rows.push(NewEvent { event: event.code(), payload, actor: actor.account.map(|a| a.0), at: now.0 });
        if let Some(problem) = &state {
            inbox.extend(
                tell(problem, &recorded).into_iter().map(|(to, weight)| line(id, event.code(), now, (to, weight))),
            );
        }
    }
    let problem = state.ok_or(ActError::NotFound)?;
    let body = serde_json::to_string(&problem).map_err(|source| ActError::Form { id, source })?;
    let streams = vec![StreamAppend { id: id.0, kind: "problem", expected, events: rows, body }];
    Ok((problem, Commit { streams, inbox, writes: Vec::new() }))
}

fn line(id: ProblemId, event: &'static str, now: Timestamp, to: (Addressee, Weight)) -> InboxLine {
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
