//! What the program does by itself: steps of escalation that fell due, the register computed
//! anew after a change of rules. Each is a use case like any other; nothing is skipped in silence.

use std::sync::atomic::Ordering;

use dugai_domain::actor::Actor;
use dugai_domain::ids::{AccountId, ProblemId, UnitId};
use dugai_domain::org::{Role, UnitKind};
use dugai_domain::problem::clocks::{ClockId, due_escalations};
use dugai_domain::problem::turn::DAYS_FOR_WORD;
use dugai_domain::problem::{Action, Command, DutyRole, Escalated, Problem};
use dugai_domain::reference::{Escalation, Recipient};
use dugai_domain::time::{Timestamp, day_number};
use dugai_store::desk::rules_computed;
use dugai_store::register::{Filter, Range, Scope, Sort, Waits};
use dugai_store::{Commit, StoreError};
use uuid::Uuid;

use crate::act::ActError;
use crate::index::indexed;
use crate::office::{Office, OfficeError};
use crate::setup::Setup;

/// Rows looked at in one step.
const STEP: u32 = 500;
/// Rows computed anew in one commit: others who write wait no longer than for these.
const ROWS_AT_ONCE: u32 = 100;

impl Office {
    /// Records every step of escalation that fell due and was not recorded; gives how many. A problem
    /// that cannot be read keeps none of the others waiting: it is told to the log.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn escalate(&self) -> Result<u64, OfficeError> {
        let setup = self.setup().await?;
        let now = self.now();
        let reference = &setup.reference;
        // The earliest step of any scheme, in days before the due day, bounds what must be looked at.
        let steps = reference.clocks.iter().flat_map(|c| &c.escalation).chain(&reference.fixed_date_escalation);
        let ahead = steps.map(|s| -s.days).max().unwrap_or(0).max(0);
        let horizon = Range { from: None, to: Some(day_number(now.day()) + ahead) };
        let (mut told, mut unread) = (0, 0_u64);
        let by_due = Filter { due: horizon, ..Filter::of(Scope::All) };
        let by_look_back = Filter { look_back: horizon, ..Filter::of(Scope::All) };
        // The word of a month is asked for some days before its own day.
        let asked = reference.versions().map(|r| i64::from(r.dispatch_day) - 1).min().unwrap_or(0).min(DAYS_FOR_WORD);
        let late = reference.dispatch_escalation.iter().map(|s| s.days).min();
        let since = late.map(|days| day_number(now.day()) - days - asked);
        let action = Action::ReportMonth.code().to_owned();
        let by_month = since.map(|since| Filter { waits: Some(Waits { action, since }), ..Filter::of(Scope::All) });
        for filter in [by_due, by_look_back].into_iter().chain(by_month) {
            let mut cut = None;
            loop {
                let page =
                    self.store.list(&filter, (Sort::Number, false), cut.as_ref().map(|c| (c, false)), STEP).await?;
                for row in &page.rows {
                    match self.escalate_one(ProblemId(row.id), &setup, now).await {
                        Ok(steps) => told += steps,
                        Err(error @ OfficeError::Store(StoreError::Unavailable(_) | StoreError::Uncertain(_))) => {
                            return Err(error);
                        }
                        Err(error) => {
                            unread += 1;
                            let id = row.id.as_simple().to_string();
                            tracing::error!(problem = id, error = &error as &dyn std::error::Error, "escalation");
                        }
                    }
                }
                cut = page.rows.last().map(|r| r.cut(Sort::Number));
                if !page.more {
                    break;
                }
            }
        }
        if unread > 0 {
            tracing::error!(problems = unread, "escalation: problems could not be looked at; run dugai verify");
        }
        Ok(told)
    }

    async fn escalate_one(&self, id: ProblemId, setup: &Setup, now: Timestamp) -> Result<u64, OfficeError> {
        let Some(problem) = self.load(id).await? else { return Ok(0) };
        let mut told = 0;
        for (clock, due, step) in due_escalations(&problem, &setup.reference, &setup.calendar, now) {
            let (units, accounts) = recipients(&problem, (&clock, &step), setup, now);
            // With nobody to receive it, it becomes the office's own.
            let nobody = units.is_empty() && accounts.is_empty();
            let owner = setup.reference.offices.first().copied().filter(|_| nobody);
            let step = Escalated { clock: clock.text(), due, days: step.days, units, accounts, owner };
            let command = Command::Escalate(step);
            match self.act(id, None, &command, (&Actor::system(now.day()), now)).await {
                Ok(_) => told += 1,
                // Somebody acted meanwhile: the next round looks again.
                Err(ActError::Refused(_) | ActError::Changed(_)) => {}
                Err(ActError::Office(error)) => return Err(error),
                Err(_) => return Err(OfficeError::NotFound),
            }
        }
        Ok(told)
    }

    /// Computes every row of the register anew, after a change of reference data or calendar.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reindex(&self) -> Result<(), OfficeError> {
        let changes = self.store.counter("rules").await?;
        let setup = self.setup().await?;
        let mut after = Uuid::nil();
        loop {
            let ids = self.store.stream_ids("problem", after, ROWS_AT_ONCE).await?;
            let Some(last) = ids.last() else { break };
            after = *last;
            let problems: Vec<ProblemId> = ids.into_iter().map(ProblemId).collect();
            self.recompute(&problems, &setup).await?;
        }
        let computed = Commit { writes: vec![rules_computed(changes)], ..Commit::default() };
        self.store.commit(computed).await?;
        Ok(())
    }

    /// Whether rows of the register are still to be computed by the rules that hold.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_computing(&self) -> Result<bool, OfficeError> {
        Ok(self.store.counter("computed").await? < self.store.counter("rules").await?)
    }

    /// Computes the register anew where a change of rules asks for it: gives how often, 0 or 1.
    ///
    /// # Errors
    /// When the store fails; it stays due.
    pub async fn reindex_if_due(&self) -> Result<u64, OfficeError> {
        let in_doubt = self.rows_in_doubt.swap(false, Ordering::Relaxed);
        if !in_doubt && !self.is_computing().await? {
            return Ok(0);
        }
        let done = self.reindex().await;
        if done.is_err() && in_doubt {
            self.rows_in_doubt.store(true, Ordering::Relaxed);
        }
        done.map(|()| 1)
    }

    /// Computes rows anew, all in one commit.
    pub(crate) async fn recompute(&self, problems: &[ProblemId], setup: &Setup) -> Result<(), OfficeError> {
        let mut left = problems.to_vec();
        while !left.is_empty() {
            let (mut writes, mut versions) = (Vec::new(), Vec::new());
            for id in left.drain(..) {
                let Some(problem) = self.load(id).await? else { continue };
                // From the events themselves: the row may be the one that is wrong.
                let events = self.store.events_of(id.0).await?;
                let own = usize::try_from(problem.version).ok().and_then(|n| events.get(n.checked_sub(1)?));
                let changed = own.map_or(problem.registered.at.0, |row| row.at);
                writes.extend(indexed(&problem, setup, Timestamp(changed)).writes(None));
                versions.push((id, problem.version));
            }
            self.store.commit(Commit { writes, ..Commit::default() }).await?;
            // Somebody who acted between reading and writing must not keep the row of before.
            for (id, version) in versions {
                let row = self.store.stream(id.0).await?;
                left.extend(row.filter(|row| row.version != version).map(|_| id));
            }
        }
        Ok(())
    }
}

/// Who is told: units with the role in them, and accounts. A role that nobody holds in a unit passes to
/// the other one there; what nobody at all would receive is not in the list.
fn recipients(
    p: &Problem,
    told: (&ClockId, &Escalation),
    setup: &Setup,
    now: Timestamp,
) -> (Vec<(UnitId, Role)>, Vec<AccountId>) {
    let (clock, step) = told;
    let day = now.day();
    let mut units: Vec<(UnitId, Role)> = Vec::new();
    let mut accounts: Vec<AccountId> = Vec::new();
    let mut tell = |unit: UnitId, wanted: [Role; 2]| {
        let held = wanted.into_iter().find(|role| setup.holders(unit, *role, day).next().is_some());
        units.extend(held.map(|role| (unit, role)));
    };
    // The clock of one unit's own signature is told to that unit; that of a hand-over to no unit of the
    // chain, since nobody there answers for it.
    let handed = |no: &u32| p.supervisions.iter().any(|s| s.no == *no && s.act.unit().is_none());
    let responsible = p.units_in(DutyRole::Responsible, day).filter(|unit| match clock {
        ClockId::Unit(_, own) => unit == own,
        ClockId::Reply(no) => !handed(no),
        _ => true,
    });
    // A measure's own day is told to whoever carries it out as well.
    let owner = match clock {
        ClockId::Measure(no) => p.measures.iter().find(|m| m.measure.no == *no).and_then(|m| m.measure.owner),
        _ => None,
    };
    let responsible: Vec<UnitId> = responsible.chain(owner).collect();
    for to in &step.to {
        match to {
            Recipient::ResponsibleOfficer => responsible.iter().for_each(|u| tell(*u, [Role::Officer, Role::Head])),
            Recipient::ResponsibleHead => responsible.iter().for_each(|u| tell(*u, [Role::Head, Role::Officer])),
            Recipient::Office => {
                for office in setup.units_on(day).into_iter().filter(|u| u.kind == UnitKind::Office) {
                    tell(office.id, [Role::Officer, Role::Head]);
                    tell(office.id, [Role::Head, Role::Officer]);
                }
            }
            Recipient::LeadOfficer => {
                let lead = p.lead_officer.as_ref().and_then(|l| l.account);
                let lead = lead.filter(|account| setup.actor(*account, day).is_some());
                accounts.extend(lead);
                // A leader known by name only is reached by the office, which may name an account.
                if lead.is_none() && p.lead_officer.is_some() {
                    for office in setup.units_on(day).into_iter().filter(|u| u.kind == UnitKind::Office) {
                        tell(office.id, [Role::Head, Role::Officer]);
                    }
                }
            }
        }
    }
    units.sort_unstable();
    units.dedup();
    (units, accounts)
}
