//! Units, accounts and posts; reference data and calendar. Each is a small stream in the same ledger. Rights: administrators keep units and people; the office's
//! head sets reference data and calendar; the program itself (command line) may do all.

use std::collections::BTreeMap;

use dugai_domain::actor::Actor;
use dugai_domain::admin::{Account, AccountEvent, InstallationEvent, UnitEvent};
use dugai_domain::calendar::{Calendar, CalendarTable};
use dugai_domain::figures::Figure;
use dugai_domain::ids::{AccountId, InstallationId, UnitId};
use dugai_domain::org::{Post, Role, Term, Unit, UnitKind};
use dugai_domain::reference::Reference;
use dugai_domain::time::Timestamp;
use dugai_store::desk::{directory_changed, rules_changed};
use dugai_store::people::{LoginRow, login_write, sessions_out, tokens_out};
use dugai_store::register::Scope;
use dugai_store::{Commit, NewEvent, StoreError, StreamAppend, Write};
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use crate::import::is_bare;
use crate::office::{Office, OfficeError};
use crate::overview::charge;
use crate::register::Query;
use crate::setup::{Collective, Installation, Setup};

/// Who does it, and when.
type By<'a> = (&'a Actor, Timestamp);

/// One small stream's new events and the state they make.
struct Small<'a, E, S> {
    kind: &'static str,
    id: Uuid,
    expected: u64,
    events: &'a [(&'static str, E)],
    state: &'a S,
}

impl<E: Serialize, S: Serialize> Small<'_, E, S> {
    fn append(&self, by: By<'_>) -> Result<StreamAppend, OfficeError> {
        let form = |source| OfficeError::Form { kind: self.kind, id: self.id, source };
        let mut events = Vec::new();
        for (event, payload) in self.events {
            let payload = serde_json::to_string(payload).map_err(form)?;
            events.push(NewEvent { event, payload, actor: by.0.account.map(|a| a.0), at: by.1.0 });
        }
        let body = serde_json::to_string(self.state).map_err(form)?;
        Ok(StreamAppend { id: self.id, kind: self.kind, expected: self.expected, events, body })
    }
}

impl Office {
    /// Sets new reference data; every row of the register is then due to be computed anew by it: see
    /// [`Office::reindex_if_due`].
    ///
    /// # Errors
    /// When it cannot be used (the faults say why), its version is not the next, or the right is missing.
    pub async fn set_reference(&self, reference: Reference, by: By<'_>) -> Result<(), OfficeError> {
        office_head(by.0)?;
        let faults = reference.faults();
        if !faults.is_empty() {
            return Err(OfficeError::Unusable(faults.join("; ")));
        }
        let setup = self.setup().await?;
        if reference.version != setup.reference.version + 1 {
            return Err(OfficeError::Changed);
        }
        // It holds from the day on which it is set: no clock that runs already is changed by it.
        let reference = Reference { valid_from: by.1.day(), ..reference };
        self.installation(InstallationEvent::ReferenceSet(Box::new(reference)), by).await
    }

    /// Sets a new calendar; every row of the register is then due to be computed anew by it.
    ///
    /// # Errors
    /// When it cannot be used, its version is not higher, or the right is missing.
    pub async fn set_calendar(&self, table: CalendarTable, by: By<'_>) -> Result<(), OfficeError> {
        office_head(by.0)?;
        let calendar = Calendar::new(table.clone()).map_err(OfficeError::Calendar)?;
        if calendar.version() <= self.setup().await?.calendar.version() {
            return Err(OfficeError::Field { field: "version", expected: "higher_version" });
        }
        self.installation(InstallationEvent::CalendarSet(Box::new(table)), by).await
    }

    /// Records one event of the installation itself.
    pub(crate) async fn installation(&self, event: InstallationEvent, by: By<'_>) -> Result<(), OfficeError> {
        let setup = self.setup().await?;
        let Some(mut state) = setup.installation.clone() else { return Err(OfficeError::NotFound) };
        state.fold(&event);
        let code = match &event {
            InstallationEvent::Founded { .. } => "founded",
            InstallationEvent::ReferenceSet(_) => "reference_set",
            InstallationEvent::CalendarSet(_) => "calendar_set",
            InstallationEvent::Revealed { .. } => "revealed",
            InstallationEvent::ClockMoved { .. } => "clock_moved",
            InstallationEvent::CollectiveNamed { .. } => "collective_named",
        };
        let id = state.id.0;
        let expected = setup.versions.get(&id).copied().unwrap_or(0);
        let events = [(code, event)];
        // The register is computed anew behind the commit, by this process or another.
        let writes = if matches!(code, "reference_set" | "calendar_set") { vec![rules_changed()] } else { Vec::new() };
        self.record(Small { kind: "installation", id, expected, events: &events, state: &state }, by, writes).await
    }

    /// Opens a unit. Its id is made here.
    ///
    /// # Errors
    /// When a name is empty or taken, or the right is missing.
    pub async fn open_unit(&self, unit: Unit, by: By<'_>) -> Result<UnitId, OfficeError> {
        administrator(by.0)?;
        let unit = Unit { id: UnitId(self.tools.new_id()), ..unit };
        self.check_unit(&unit).await?;
        let events = [("unit_opened", UnitEvent::Opened(unit.clone()))];
        self.record(Small { kind: "unit", id: unit.id.0, expected: 0, events: &events, state: &unit }, by, Vec::new())
            .await?;
        Ok(unit.id)
    }

    /// Changes a unit's names, duties or term; the old names stay findable.
    ///
    /// # Errors
    /// When a name is empty or taken, the unit unknown, or the right is missing.
    pub async fn change_unit(&self, unit: Unit, by: By<'_>) -> Result<(), OfficeError> {
        administrator(by.0)?;
        self.check_unit(&unit).await?;
        let setup = self.setup().await?;
        let before = setup.units.get(&unit.id).ok_or(OfficeError::NotFound)?;
        let mut unit = unit;
        for old in before.aliases.iter().chain([&before.name, &before.short]) {
            if *old != unit.name && *old != unit.short && !unit.aliases.contains(old) {
                unit.aliases.push(old.clone());
            }
        }
        self.unit_event(unit.id, ("unit_changed", UnitEvent::Changed(unit.clone())), by).await
    }

    /// Remembers that a name written in files means this unit.
    ///
    /// # Errors
    /// When the name means another unit already, or neither office nor administrator asks.
    pub async fn learn_alias(&self, unit: UnitId, alias: &str, by: By<'_>) -> Result<(), OfficeError> {
        if !by.0.is_office() && administrator(by.0).is_err() {
            return Err(OfficeError::NotAllowed("units"));
        }
        need(alias, "alias")?;
        if is_bare(alias) {
            return Err(OfficeError::Field { field: "alias", expected: "whose_government" });
        }
        let setup = self.setup().await?;
        match setup.unit_of_name(alias) {
            Some(known) if known == unit => Ok(()),
            Some(_) => Err(OfficeError::Field { field: "alias", expected: "free_name" }),
            None => {
                let event = UnitEvent::AliasLearned { alias: alias.trim().to_owned() };
                self.unit_event(unit, ("alias_learned", event), by).await
            }
        }
    }

    /// Remembers which units a collective name of lists means; the last mapping of a name holds.
    ///
    /// # Errors
    /// When no unit is named or one does not exist, the name is a unit's own, or neither office nor
    /// administrator asks.
    pub async fn learn_collective(&self, name: &str, units: &[UnitId], by: By<'_>) -> Result<(), OfficeError> {
        if !by.0.is_office() && administrator(by.0).is_err() {
            return Err(OfficeError::NotAllowed("units"));
        }
        need(name, "alias")?;
        if is_bare(name) {
            return Err(OfficeError::Field { field: "alias", expected: "whose_government" });
        }
        let setup = self.setup().await?;
        if setup.unit_of_name(name).is_some() {
            return Err(OfficeError::Field { field: "alias", expected: "free_name" });
        }
        let day = by.1.day();
        let exists = |id: &UnitId| setup.units.get(id).is_some_and(|u| u.term.holds(day));
        if units.is_empty() || !units.iter().all(exists) {
            return Err(OfficeError::Field { field: "unit", expected: "existing_unit" });
        }
        let known = setup.installation.as_ref().and_then(|i| i.collectives.get(name.trim()));
        if known.is_some_and(|c| c.units == units) {
            return Ok(());
        }
        let event = InstallationEvent::CollectiveNamed { name: name.trim().to_owned(), units: units.to_vec(), day };
        self.installation(event, by).await
    }

    /// Ends a unit (撤并): it keeps its past and gets nothing new. What it answers for must be
    /// handed over before: nothing is to lie with a unit that is no more.
    ///
    /// # Errors
    /// When open problems are still its own, things wait for it, the day lies before its
    /// beginning, or the right is missing.
    pub async fn close_unit(&self, unit: UnitId, last: Date, by: By<'_>) -> Result<(), OfficeError> {
        administrator(by.0)?;
        let setup = self.setup().await?;
        let from = setup.units.get(&unit).ok_or(OfficeError::NotFound)?.term.from;
        if last < from {
            return Err(OfficeError::Field { field: "to", expected: "after_start" });
        }
        if self.answers_for_any(unit).await? || self.waiting_for(unit, by.1).await? > 0 {
            return Err(OfficeError::Field { field: "to", expected: "no_open_items" });
        }
        let event = UnitEvent::Closed { term: Term { from, to: Some(last) } };
        self.unit_event(unit, ("unit_closed", event), by).await
    }

    /// How many problems a query holds, whoever may see them: who keeps units and people is told
    /// how many, and reads none of them by that.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn count_all(&self, query: &Query) -> Result<u64, OfficeError> {
        Ok(self.store.count(&query.filter(Scope::All, self.now().day())).await?)
    }

    async fn answers_for_any(&self, unit: UnitId) -> Result<bool, OfficeError> {
        for query in open_of(unit) {
            if self.count_all(&query).await? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn check_unit(&self, unit: &Unit) -> Result<(), OfficeError> {
        need(&unit.name, "name")?;
        need(&unit.short, "short")?;
        let setup = self.setup().await?;
        for name in [&unit.name, &unit.short] {
            if setup.unit_of_name(name).is_some_and(|known| known != unit.id) {
                return Err(OfficeError::Field { field: "name", expected: "free_name" });
            }
        }
        let before = setup.units.get(&unit.id).map_or(&[][..], |unit| unit.aliases.as_slice());
        if unit.aliases.iter().any(|alias| is_bare(alias) && !before.contains(alias)) {
            return Err(OfficeError::Field { field: "aliases", expected: "whose_government" });
        }
        if unit.parent.is_some_and(|p| p == unit.id || !setup.units.contains_key(&p)) {
            return Err(OfficeError::Field { field: "parent", expected: "known_unit" });
        }
        Ok(())
    }

    async fn unit_event(&self, id: UnitId, event: (&'static str, UnitEvent), by: By<'_>) -> Result<(), OfficeError> {
        let setup = self.setup().await?;
        let before = setup.units.get(&id).cloned();
        let was_office = before.as_ref().is_some_and(|u| u.kind == UnitKind::Office);
        let state = UnitEvent::fold(before, &event.1).ok_or(OfficeError::NotFound)?;
        let expected = setup.versions.get(&id.0).copied().unwrap_or(0);
        let events = [event];
        // Whose move it is where the office itself rectifies depends on which units are the office.
        let new_rules = was_office != (state.kind == UnitKind::Office);
        let writes = if new_rules { vec![rules_changed()] } else { Vec::new() };
        self.record(Small { kind: "unit", id: id.0, expected, events: &events, state: &state }, by, writes).await
    }

    /// Opens an account with its first posts. It has no password yet: see [`Office::set_password`].
    ///
    /// # Errors
    /// When a name is empty or the log-in name taken, or the right is missing.
    pub async fn open_account(
        &self,
        names: (&str, &str),
        posts: &[Post],
        by: By<'_>,
    ) -> Result<AccountId, OfficeError> {
        administrator(by.0)?;
        let (login, name) = (names.0.trim().to_lowercase(), names.1.trim().to_owned());
        need(&login, "login")?;
        need(&name, "name")?;
        if login.chars().any(|c| !(c.is_ascii_alphanumeric() || ".-_@".contains(c))) || login.len() > 64 {
            return Err(OfficeError::Field { field: "login", expected: "login_name" });
        }
        let setup = self.setup().await?;
        if posts.iter().any(|p| !setup.units.contains_key(&p.unit)) {
            return Err(OfficeError::Field { field: "unit", expected: "known_unit" });
        }
        if self.store.login_of_name(&login).await?.is_some() {
            return Err(OfficeError::Field { field: "login", expected: "free_name" });
        }
        let id = AccountId(self.tools.new_id());
        posts.iter().try_for_each(|post| acting(&setup, id, post))?;
        let mut events = vec![("account_opened", AccountEvent::Opened { login: login.clone(), name })];
        events.extend(posts.iter().map(|p| ("post_given", AccountEvent::PostGiven(p.clone()))));
        let state = events.iter().fold(None, |s, (_, e)| Account::fold(s, id, e)).ok_or(OfficeError::NotFound)?;
        let row = LoginRow { account: id.0, name: login, hash: String::new(), changed: by.1.0 };
        let small = Small { kind: "account", id: id.0, expected: 0, events: &events, state: &state };
        match self.record(small, by, vec![login_write(&row)]).await {
            Err(OfficeError::Changed) => Err(OfficeError::Field { field: "login", expected: "free_name" }),
            other => other.map(|()| id),
        }
    }

    /// Gives a person a post; with `acting_for`, as acting deputy (代理) with dates.
    ///
    /// # Errors
    /// When the unit or account is unknown, nobody else of that name holds the post that is acted in, or the
    /// right is missing.
    pub async fn give_post(&self, account: AccountId, post: Post, by: By<'_>) -> Result<(), OfficeError> {
        administrator(by.0)?;
        let setup = self.setup().await?;
        if !setup.units.contains_key(&post.unit) {
            return Err(OfficeError::Field { field: "unit", expected: "known_unit" });
        }
        if post.term.to.is_some_and(|to| to < post.term.from) {
            return Err(OfficeError::Field { field: "to", expected: "after_start" });
        }
        acting(&setup, account, &post)?;
        self.account_event(account, ("post_given", AccountEvent::PostGiven(post)), by, Vec::new()).await
    }

    /// Ends a post. What waits must have somebody left in the role that does it, or a successor
    /// is named first, and what a leader is in charge of is handed over first: nothing is to lie
    /// with nobody. The last administrator stays.
    ///
    /// # Errors
    /// When things wait that nobody else could do then, the post is not held, or the right is missing.
    pub async fn end_post(
        &self,
        account: AccountId,
        post: (Role, UnitId, Date),
        by: By<'_>,
    ) -> Result<(), OfficeError> {
        administrator(by.0)?;
        let (role, unit, to) = post;
        let setup = self.setup().await?;
        let held = setup.accounts.get(&account).ok_or(OfficeError::NotFound)?;
        let ends = |p: &Post| p.role == role && p.unit == unit && p.term.to.is_none_or(|t| t > to);
        if !held.posts.iter().any(ends) {
            return Err(OfficeError::Field { field: "post", expected: "held_post" });
        }
        if held.posts.iter().any(|p| ends(p) && to < p.term.from) {
            return Err(OfficeError::Field { field: "to", expected: "after_start" });
        }
        let next = to.tomorrow().unwrap_or(to);
        if role == Role::Administrator && !setup.is_administered(next, account) {
            return Err(OfficeError::Field { field: "post", expected: "another_administrator" });
        }
        let leaves = |a: &Account, p: &Post| a.id == account && ends(p);
        if let Some(left) = self.newly_left(&setup, next, leaves).await?.first() {
            return Err(OfficeError::Field { field: "post", expected: left.wanted() });
        }
        // Being in charge is the person's own: another post of a leader carries it on, nobody else's.
        let leads = |p: &Post| p.role == Role::Leader && p.term.holds(next) && !ends(p);
        if role == Role::Leader && !held.posts.iter().any(leads) && self.count_all(&charge(account)).await? > 0 {
            return Err(OfficeError::Field { field: "post", expected: "charge_handed_over" });
        }
        self.account_event(account, ("post_ended", AccountEvent::PostEnded { role, unit, to }), by, Vec::new()).await
    }

    /// Locks or unlocks an account; locking ends its sessions and tokens, so that unlocking brings none back.
    /// What is so already is not recorded again. It is never refused for work that then lies with nobody, since
    /// it may have to be done at once: see [`Office::left_without`], which is asked before.
    ///
    /// # Errors
    /// When the account is unknown, the last administrator's, or the right is missing.
    pub async fn lock_account(&self, account: AccountId, locked: bool, by: By<'_>) -> Result<(), OfficeError> {
        administrator(by.0)?;
        if locked && !self.setup().await?.is_administered(by.1.day(), account) {
            return Err(OfficeError::Field { field: "account", expected: "another_administrator" });
        }
        let out = || vec![sessions_out(account.0), tokens_out(account.0)];
        let writes = if locked { out() } else { Vec::new() };
        if self.setup().await?.accounts.get(&account).is_some_and(|a| a.locked == locked) {
            return self.write(writes).await;
        }
        self.account_event(account, ("account_locked", AccountEvent::Locked { locked }), by, writes).await
    }

    pub(crate) async fn account_event(
        &self,
        id: AccountId,
        event: (&'static str, AccountEvent),
        by: By<'_>,
        writes: Vec<Write>,
    ) -> Result<(), OfficeError> {
        let setup = self.setup().await?;
        let before = setup.accounts.get(&id).cloned();
        let state = Account::fold(before, id, &event.1).ok_or(OfficeError::NotFound)?;
        let expected = setup.versions.get(&id.0).copied().unwrap_or(0);
        let events = [event];
        self.record(Small { kind: "account", id: id.0, expected, events: &events, state: &state }, by, writes).await
    }

    async fn record<E: Serialize, S: Serialize>(
        &self,
        small: Small<'_, E, S>,
        by: By<'_>,
        writes: Vec<Write>,
    ) -> Result<(), OfficeError> {
        self.commit_small(small.append(by)?, writes).await
    }

    async fn commit_small(&self, append: StreamAppend, mut writes: Vec<Write>) -> Result<(), OfficeError> {
        writes.push(directory_changed());
        match self.store.commit(Commit { streams: vec![append], inbox: Vec::new(), writes }).await {
            Ok(_) => Ok(()),
            Err(StoreError::Conflict | StoreError::Taken) => Err(OfficeError::Changed),
            Err(error) => Err(error.into()),
        }
    }
}

/// The open problems that a unit answers for: as responsible unit, and as supervisor.
#[must_use]
pub fn open_of(unit: UnitId) -> [Query; 2] {
    let open = Query { figure: Some(Figure::Open), ..Query::default() };
    [Query { unit: Some(unit), ..open.clone() }, Query { supervisor: Some(unit), ..open }]
}

impl Installation {
    /// Folds one event in; the founding itself makes the state and is not folded.
    pub fn fold(&mut self, event: &InstallationEvent) {
        match event {
            InstallationEvent::Founded { .. } => {}
            InstallationEvent::ReferenceSet(reference) => {
                self.earlier.extend(self.reference.replace(reference.clone()).map(|before| *before));
            }
            InstallationEvent::CalendarSet(table) => self.calendar = Some(table.clone()),
            InstallationEvent::Revealed { .. } => self.revealed += 1,
            InstallationEvent::ClockMoved { ahead, .. } => self.ahead = *ahead,
            InstallationEvent::CollectiveNamed { name, units, day } => {
                self.collectives.insert(name.clone(), Collective { units: units.clone(), day: *day });
            }
        }
    }

    /// The state its founding makes.
    #[must_use]
    pub fn founded(id: InstallationId, event: &InstallationEvent) -> Option<Self> {
        let InstallationEvent::Founded { city, demo, origin, verifier } = event else { return None };
        Some(Self {
            id,
            city: city.clone(),
            demo: *demo,
            origin: origin.clone(),
            verifier: verifier.clone(),
            reference: None,
            earlier: Vec::new(),
            calendar: None,
            revealed: 0,
            ahead: 0,
            collectives: BTreeMap::new(),
        })
    }
}

/// An acting post names its end and somebody else who holds that very post within it.
fn acting(setup: &Setup, account: AccountId, post: &Post) -> Result<(), OfficeError> {
    let Some(whose) = post.acting_for else { return Ok(()) };
    let Some(end) = post.term.to else {
        return Err(OfficeError::Field { field: "to", expected: "acting_end" });
    };
    let meets = |t: &Term| t.from <= end && t.to.is_none_or(|to| to >= post.term.from);
    let same = |p: &Post| (p.role, p.unit, p.acting_for) == (post.role, post.unit, None);
    let holder = setup.accounts.get(&whose).filter(|_| whose != account);
    if holder.is_some_and(|a| a.posts.iter().any(|p| same(p) && meets(&p.term))) {
        Ok(())
    } else {
        Err(OfficeError::Field { field: "acting_for", expected: "holder_of_post" })
    }
}

/// A text that must not be empty.
pub(crate) fn need(text: &str, field: &'static str) -> Result<(), OfficeError> {
    if text.trim().is_empty() {
        return Err(OfficeError::Field { field, expected: "not_empty" });
    }
    crate::text::keepable(text, field)
}

/// Administrators and the program itself.
///
/// # Errors
/// For anybody else.
pub fn administrator(actor: &Actor) -> Result<(), OfficeError> {
    if actor.is_system() || actor.has_role(Role::Administrator) {
        Ok(())
    } else {
        Err(OfficeError::NotAllowed("people"))
    }
}

/// The office's head, administrators and the program itself.
///
/// # Errors
/// For anybody else.
pub fn office_head(actor: &Actor) -> Result<(), OfficeError> {
    if administrator(actor).is_ok() || actor.stands_as(dugai_domain::actor::Who::OfficeHead, None) {
        Ok(())
    } else {
        Err(OfficeError::NotAllowed("reference"))
    }
}
