//! Founding. The very first event says whose installation it is and whether it is a demonstration; the
//! rules it begins with follow at once, so that none holds that the ledger does not know. An office to work
//! with has the unit of its rectification office and its first administrator in the same transaction: one
//! that nobody can enter is never left behind.

use dugai_domain::actor::Actor;
use dugai_domain::admin::{Account, AccountEvent, InstallationEvent, UnitEvent};
use dugai_domain::ids::{AccountId, InstallationId, UnitId};
use dugai_domain::org::{Post, Role, Term, Unit, UnitKind};
use dugai_domain::time::Timestamp;
use dugai_ledger::NoteSigner;
use dugai_store::desk::{directory_changed, vault_write};
use dugai_store::people::{LoginRow, login_write};
use dugai_store::{Commit, NewEvent, StoreError, StreamAppend, Write};
use serde::Serialize;
use uuid::Uuid;

use crate::admin::need;
use crate::ledger::Sealing;
use crate::login::hash;
use crate::office::{Office, OfficeError};
use crate::setup::{Installation, shipped_reference, shipped_table};

/// What an office is founded with.
#[derive(Clone, Copy, Debug)]
pub struct Founding<'a> {
    /// Name of the city as papers print it.
    pub city: &'a str,
    /// Log-in name of the first administrator.
    pub login: &'a str,
    /// The administrator's name.
    pub name: &'a str,
    /// First password, to be changed at the first log-in.
    pub password: &'a str,
}

impl Office {
    /// Founds an installation without units and people.
    ///
    /// # Errors
    /// When one was founded already, the name is empty, or the clock a simulated one and this no demonstration.
    pub async fn found(&self, city: &str, demo: bool) -> Result<InstallationId, OfficeError> {
        self.may_found(city, demo).await?;
        let now = self.now();
        let (installation, seed, signer) = self.installed((city.trim(), demo), now)?;
        let id = InstallationId(installation.id);
        self.first(vec![installation], vec![seed], &signer).await?;
        Ok(id)
    }

    /// Founds an installation at work with its rectification office and one administrator who can
    /// log in: all of it, or nothing.
    ///
    /// # Errors
    /// When one was founded already, or a name or the password cannot be used.
    pub async fn found_office(&self, founding: &Founding<'_>) -> Result<(), OfficeError> {
        self.may_found(founding.city, false).await?;
        let login = founding.login.trim().to_lowercase();
        login_name(&login)?;
        need(founding.name, "name")?;
        let now = self.now();
        let (installation, seed, signer) = self.installed((founding.city.trim(), false), now)?;
        let office = office_unit(UnitId(self.tools.new_id()), founding.city.trim(), now);
        let account = self.administrator((&login, founding.name.trim()), office.id, now)?;
        let salt: [u8; 16] = self.tools.random();
        let row = LoginRow { account: account.id, name: login, hash: hash(founding.password, &salt)?, changed: now.0 };
        self.first(vec![installation, opened(&office, now)?, account], vec![seed, login_write(&row)], &signer).await
    }

    async fn may_found(&self, city: &str, demo: bool) -> Result<(), OfficeError> {
        if self.store.next_event().await? > 0 {
            return Err(OfficeError::NotAllowed("found_twice"));
        }
        if self.tools.clock.is_simulated() && !demo {
            return Err(OfficeError::NotAllowed("simulated_clock"));
        }
        need(city, "city")
    }

    /// Commits the first streams, that of the installation first, with the first sealed head of the ledger.
    async fn first(
        &self,
        streams: Vec<StreamAppend>,
        mut writes: Vec<Write>,
        signer: &NoteSigner,
    ) -> Result<(), OfficeError> {
        let installation = streams.first().ok_or(OfficeError::NotFound)?.id;
        writes.push(directory_changed());
        writes.extend(Sealing { office: self, installation, signer }.first(&streams)?);
        let commit = Commit { streams, inbox: Vec::new(), writes };
        match self.store.commit(commit).await {
            Ok(_) => Ok(()),
            Err(StoreError::Conflict | StoreError::Taken) => Err(OfficeError::NotAllowed("found_twice")),
            Err(error) => Err(error.into()),
        }
    }

    /// The installation's stream, the sealed seed of the ledger's key, and the key. The seed is kept in the
    /// vault: every process that has the vault's key can sign, and no second key file can be lost.
    fn installed(&self, whose: (&str, bool), now: Timestamp) -> Result<(StreamAppend, Write, NoteSigner), OfficeError> {
        let (city, demo) = whose;
        let id = InstallationId(self.tools.new_id());
        let origin = format!("dugai/{}", id.0.as_simple());
        let seed: [u8; 32] = self.tools.random();
        let signer = NoteSigner::from_seed(&origin, &seed).map_err(|e| OfficeError::Sealed(e.to_string()))?;
        let verifier = signer.verifier().to_string();
        let founded = InstallationEvent::Founded { city: city.to_owned(), demo, origin, verifier };
        let mut state = Installation::founded(id, &founded).ok_or(OfficeError::NotFound)?;
        let rules = [
            ("reference_set", InstallationEvent::ReferenceSet(Box::new(shipped_reference()?))),
            ("calendar_set", InstallationEvent::CalendarSet(Box::new(shipped_table()?))),
        ];
        rules.iter().for_each(|(_, event)| state.fold(event));
        let events: Vec<_> = std::iter::once(("founded", founded)).chain(rules).collect();
        let stream = stream(("installation", id.0), &events, &state, now)?;
        Ok((stream, vault_write(id.0, "ledger", self.seal_bytes(id.0, &seed)?, now.0), signer))
    }

    /// The administrator's stream: account, post, first password.
    fn administrator(&self, names: (&str, &str), unit: UnitId, now: Timestamp) -> Result<StreamAppend, OfficeError> {
        let id = AccountId(self.tools.new_id());
        let post = Post { role: Role::Administrator, unit, term: Term::since(now.day()), acting_for: None };
        let events = [
            ("account_opened", AccountEvent::Opened { login: names.0.to_owned(), name: names.1.to_owned() }),
            ("post_given", AccountEvent::PostGiven(post)),
            ("password_set", AccountEvent::PasswordSet { must_change: true }),
        ];
        let state = events.iter().fold(None, |s, (_, e)| Account::fold(s, id, e)).ok_or(OfficeError::NotFound)?;
        stream(("account", id.0), &events, &state, now)
    }
}

/// Whether an account may be called so to log in.
fn login_name(login: &str) -> Result<(), OfficeError> {
    need(login, "login")?;
    let may = |c: char| c.is_ascii_alphanumeric() || ".-_@".contains(c);
    if login.len() > 64 || !login.chars().all(may) {
        return Err(OfficeError::Field { field: "login", expected: "login_name" });
    }
    Ok(())
}

fn office_unit(id: UnitId, city: &str, now: Timestamp) -> Unit {
    Unit {
        id,
        name: format!("{city}生态环境保护督察整改工作领导小组办公室"),
        short: "市整改办".to_owned(),
        kind: UnitKind::Office,
        parent: None,
        aliases: vec!["整改办".to_owned()],
        duties: String::new(),
        term: Term::since(now.day()),
    }
}

fn opened(unit: &Unit, now: Timestamp) -> Result<StreamAppend, OfficeError> {
    stream(("unit", unit.id.0), &[("unit_opened", UnitEvent::Opened(unit.clone()))], unit, now)
}

/// A new stream of which the program itself writes the first events.
fn stream<E: Serialize, S: Serialize>(
    of: (&'static str, Uuid),
    events: &[(&'static str, E)],
    state: &S,
    now: Timestamp,
) -> Result<StreamAppend, OfficeError> {
    let (kind, id) = of;
    let form = |source| OfficeError::Form { kind, id, source };
    let actor = Actor::system(now.day()).account.map(|a| a.0);
    let row = |(event, payload): &(&'static str, E)| {
        let payload = serde_json::to_string(payload).map_err(form)?;
        Ok(NewEvent { event, payload, actor, at: now.0 })
    };
    let events = events.iter().map(row).collect::<Result<_, OfficeError>>()?;
    Ok(StreamAppend { id, kind, expected: 0, events, body: serde_json::to_string(state).map_err(form)? })
}
