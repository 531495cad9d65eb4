//! Passwords, sessions and tokens. A password is kept as an argon2id hash, a session or token
//! as the hash of its secret. Failed attempts make the next one wait, by name and by address.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use dugai_domain::actor::Actor;
use dugai_domain::admin::AccountEvent;
use dugai_domain::ids::AccountId;
use dugai_domain::time::Timestamp;
pub use dugai_store::people::TokenRow;
use dugai_store::people::{
    LoginRow, SessionRow, login_write, session_out, session_seen, session_write, sessions_out, throttle_back,
    throttle_forget, throttle_out, token_out, token_write, tokens_out,
};
use dugai_store::{Commit, StoreError, Write};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::admin::administrator;
use crate::office::{Office, OfficeError};
use crate::setup::Setup;
use crate::throttle::{FORGET, OneMore, Pace};
use crate::tools::apart;

/// A session ends so many seconds after its last use.
const IDLE: i64 = 8 * 3600;
/// And at the latest so many seconds after log-in.
const LONGEST: i64 = 7 * 86_400;
/// Tries for one name.
const BY_NAME: Pace = Pace { free: 4, first: 1, longest: 900 };
/// Tries from one address: a whole bureau may stand behind it.
const BY_ADDRESS: Pace = Pace { free: 50, ..BY_NAME };
/// No name is longer, in characters.
const NAME_MAX: usize = 100;
/// Shortest password.
pub const PASSWORD_MIN: usize = 10;

/// Why a log-in failed. A wrong name and a wrong password are not told apart.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Name or password is wrong, or the account is locked.
    #[error("name or password is wrong")]
    Wrong,
    /// Too many failures: not before this moment.
    #[error("wait until {0}")]
    Wait(Timestamp),
    /// The office failed.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

/// Who is logged in.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The account.
    pub account: AccountId,
    /// As an actor, with today's posts.
    pub actor: Actor,
    /// Whether the password must be changed before anything else.
    pub must_change: bool,
    /// Whether it may write (a token may be for reading only).
    pub writes: bool,
    /// The setup in force, of which the posts are.
    pub setup: Arc<Setup>,
}

impl Office {
    /// Sets a password for somebody (first log-in, forgotten), who must change it at the next log-in.
    ///
    /// # Errors
    /// When it is too short, the account unknown, or the right is missing.
    pub async fn set_password(
        &self,
        account: AccountId,
        password: &str,
        by: (&Actor, Timestamp),
    ) -> Result<(), OfficeError> {
        administrator(by.0)?;
        self.write_password(account, (password, true), by).await
    }

    /// Sets the password everybody knows: on a demonstration only, where people are invented.
    ///
    /// # Errors
    /// On any other installation, or when the account is unknown.
    pub async fn set_demo_password(
        &self,
        account: AccountId,
        password: &str,
        by: (&Actor, Timestamp),
    ) -> Result<(), OfficeError> {
        administrator(by.0)?;
        if !self.setup().await?.is_demo() {
            return Err(OfficeError::NotAllowed("demo_password"));
        }
        self.write_password(account, (password, false), by).await
    }

    /// Changes one's own password; every other session and every token of the account ends.
    ///
    /// # Errors
    /// When the old one is wrong or the new one too short or the same.
    pub async fn change_password(
        &self,
        signed: &Signed,
        old: &str,
        new: &str,
        now: Timestamp,
    ) -> Result<(), OfficeError> {
        let login = self.store.login_of(signed.account.0).await?.ok_or(OfficeError::NotFound)?;
        // Who found an open screen may not guess the password there either.
        let key = throttle_key("password", &signed.account.to_string());
        match self.count_try(&[(&key, BY_NAME)], self.wall()).await {
            Ok(()) => {}
            Err(LoginError::Office(error)) => return Err(error),
            Err(LoginError::Wait(_) | LoginError::Wrong) => {
                return Err(OfficeError::Field { field: "old_password", expected: "later" });
            }
        }
        if !verify(old, &login.hash).await? {
            return Err(OfficeError::Field { field: "old_password", expected: "right_password" });
        }
        self.write(vec![throttle_out(&key)]).await?;
        if old == new {
            return Err(OfficeError::Field { field: "new_password", expected: "other_password" });
        }
        self.write_password(signed.account, (new, false), (&signed.actor, now)).await
    }

    async fn write_password(
        &self,
        account: AccountId,
        password: (&str, bool),
        by: (&Actor, Timestamp),
    ) -> Result<(), OfficeError> {
        let (password, must_change) = password;
        if password.chars().count() < PASSWORD_MIN {
            return Err(OfficeError::Field { field: "new_password", expected: "ten_characters" });
        }
        let login = self.store.login_of(account.0).await?.ok_or(OfficeError::NotFound)?;
        let salt: [u8; 16] = self.tools.random();
        let password = password.to_owned();
        let hash = worked(move || hash(&password, &salt)).await??;
        let row = LoginRow { hash, changed: by.1.0, ..login };
        let writes = vec![login_write(&row), sessions_out(account.0), tokens_out(account.0)];
        self.account_event(account, ("password_set", AccountEvent::PasswordSet { must_change }), by, writes).await
    }

    /// Logs in and gives the session's secret, to be kept in a cookie.
    ///
    /// # Errors
    /// [`LoginError::Wrong`] or [`LoginError::Wait`].
    pub async fn log_in(&self, name: &str, password: &str, from: (&str, &str)) -> Result<String, LoginError> {
        let now = self.wall();
        let (address, agent) = from;
        let name = name.trim().to_lowercase();
        let (by_name, by_address) = (throttle_key("name", &name), throttle_key("from", address));
        // Counted before the password is looked at: whoever tries many at once is counted for each.
        self.count_try(&[(&by_name, BY_NAME), (&by_address, BY_ADDRESS)], now).await?;
        // What can be nobody's name costs neither a look nor the work of checking a password.
        if name.chars().take(NAME_MAX + 1).count() > NAME_MAX || name.chars().any(char::is_control) {
            return Err(LoginError::Wrong);
        }
        let login = self.store.login_of_name(&name).await.map_err(OfficeError::from)?;
        let stored = login.as_ref().map(|l| l.hash.clone()).unwrap_or_default();
        // An unknown name costs as much time as a wrong password.
        let hash = if stored.is_empty() { NOBODY } else { &stored };
        let right = verify(password, hash).await? && !stored.is_empty();
        let setup = self.setup().await?;
        let account = login.map(|l| AccountId(l.account)).filter(|a| setup.actor(*a, self.now().day()).is_some());
        let Some(account) = account.filter(|_| right) else {
            return Err(LoginError::Wrong);
        };
        let (secret, token) = self.secret();
        let agent = agent.chars().take(200).collect();
        let row = SessionRow { token, account: account.0, opened: now.0, seen: now.0, agent };
        // The name is known to be its owner's. The address gets back this one try and no more: who has one
        // right password does not wash away the guesses at others.
        self.write(vec![session_write(&row), throttle_out(&by_name), throttle_back(&by_address)]).await?;
        Ok(secret)
    }

    /// Counts a try under every key, or says until when it must wait.
    async fn count_try(&self, keys: &[(&str, Pace)], now: Timestamp) -> Result<(), LoginError> {
        // Ends: what comes in between is a try that was counted, and after the free ones there is a wait.
        loop {
            let mut writes = Vec::new();
            for &(key, pace) in keys {
                match self.one_more(key, pace, now).await? {
                    OneMore::Counted(write) => writes.push(write),
                    OneMore::Wait(until) => return Err(LoginError::Wait(until)),
                }
            }
            // After them: what they count is not old any more.
            writes.push(throttle_forget(now.plus_seconds(-FORGET).0));
            match self.store.commit(Commit { writes, ..Commit::default() }).await {
                Ok(_) => return Ok(()),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(OfficeError::from(error).into()),
            }
        }
    }

    /// Who holds a session's secret now.
    ///
    /// # Errors
    /// When the store cannot be read. An unknown or expired secret is `None`.
    pub async fn session(&self, secret: &str) -> Result<Option<Signed>, OfficeError> {
        let now = self.wall();
        let token = digest(secret);
        let Some(row) = self.store.session(&token).await? else { return Ok(None) };
        let idle = Timestamp(row.seen).plus_seconds(IDLE);
        let longest = Timestamp(row.opened).plus_seconds(LONGEST);
        if now > idle || now > longest {
            self.note(session_out(&token)).await;
            return Ok(None);
        }
        if now > Timestamp(row.seen).plus_seconds(60) {
            self.note(session_seen(&token, now.0)).await;
        }
        self.signed(AccountId(row.account), true).await
    }

    /// Writes what a session can do without: whoever is signed in goes on reading when the disk is full.
    async fn note(&self, write: Write) {
        if let Err(error) = self.write(vec![write]).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the use of a session is not noted");
        }
    }

    async fn signed(&self, account: AccountId, writes: bool) -> Result<Option<Signed>, OfficeError> {
        let setup = self.setup().await?;
        let Some(actor) = setup.actor(account, self.now().day()) else { return Ok(None) };
        let must_change = setup.accounts.get(&account).is_some_and(|a| a.must_change);
        Ok(Some(Signed { account, actor, must_change, writes, setup }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn log_out(&self, secret: &str) -> Result<(), OfficeError> {
        self.write(vec![session_out(&digest(secret))]).await
    }

    /// Ends every session and every token of an account: one's own, or anybody's by an administrator.
    ///
    /// # Errors
    /// When the right is missing.
    pub async fn end_sessions(&self, account: AccountId, by: &Actor) -> Result<(), OfficeError> {
        own_or_administrator(account, by)?;
        self.write(vec![sessions_out(account.0), tokens_out(account.0)]).await
    }

    /// Tokens of an account that have not ended: one's own, or anybody's for an administrator.
    ///
    /// # Errors
    /// When the right is missing.
    pub async fn tokens(&self, account: AccountId, by: &Actor) -> Result<Vec<TokenRow>, OfficeError> {
        own_or_administrator(account, by)?;
        let now = self.wall();
        let rows = self.store.tokens(account.0).await?;
        Ok(rows.into_iter().filter(|row| row.expires >= now.0).collect())
    }

    /// Makes a token for programs that act as this person; its secret is shown once.
    ///
    /// # Errors
    /// When the name is empty or the store cannot be written.
    pub async fn make_token(
        &self,
        signed: &Signed,
        name: &str,
        writes: bool,
        days: i64,
    ) -> Result<String, OfficeError> {
        crate::admin::need(name, "name")?;
        let now = self.wall();
        // The mark lets a secret be recognised where it does not belong, in a log or a repository.
        let secret = format!("dugai_{}", self.secret().0);
        let row = TokenRow {
            token: digest(&secret),
            account: signed.account.0,
            name: name.trim().to_owned(),
            writes,
            opened: now.0,
            expires: now.plus_seconds(days.clamp(1, 366) * 86_400).0,
        };
        self.write(vec![token_write(&row)]).await?;
        Ok(secret)
    }

    /// Who holds a token's secret now.
    ///
    /// # Errors
    /// When the store cannot be read. An unknown or expired secret is `None`.
    pub async fn token(&self, secret: &str) -> Result<Option<Signed>, OfficeError> {
        let Some(row) = self.store.token(&digest(secret)).await? else { return Ok(None) };
        if self.wall().0 > row.expires {
            return Ok(None);
        }
        self.signed(AccountId(row.account), row.writes).await
    }

    /// Ends a token of an account: one's own, or anybody's by an administrator.
    ///
    /// # Errors
    /// When the right is missing or the store cannot be written.
    pub async fn end_token(&self, account: AccountId, token: &[u8], by: &Actor) -> Result<(), OfficeError> {
        own_or_administrator(account, by)?;
        self.write(vec![token_out(token, account.0)]).await
    }

    /// Writes that belong to no event.
    pub(crate) async fn write(&self, writes: Vec<Write>) -> Result<(), OfficeError> {
        self.store.commit(Commit { writes, ..Commit::default() }).await?;
        Ok(())
    }

    /// A fresh secret of 256 bits and the hash under which it is kept.
    fn secret(&self) -> (String, Vec<u8>) {
        let bytes: [u8; 32] = self.tools.random();
        let secret: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        let token = digest(&secret);
        (secret, token)
    }
}

/// A hash no password has, for the work of checking an unknown name.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// So many passwords are worked on at once: each takes 20 MB and a whole core for a while.
static AT_WORK: Semaphore = Semaphore::const_new(4);

/// Works on a password, apart and in turn.
async fn worked<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, OfficeError> {
    let _turn = AT_WORK.acquire().await.map_err(|e| OfficeError::Sealed(format!("check a password: {e}")))?;
    apart(work).await
}

pub(crate) fn hash(password: &str, salt: &[u8]) -> Result<String, OfficeError> {
    let hashed = Argon2::default().hash_password_with_salt(password.as_bytes(), salt);
    hashed.map(|h| h.to_string()).map_err(|e| OfficeError::Sealed(format!("hash a password: {e}")))
}

async fn verify(password: &str, hash: &str) -> Result<bool, OfficeError> {
    let (password, hash) = (password.to_owned(), hash.to_owned());
    worked(move || {
        let Ok(parsed) = PasswordHash::new(&hash) else { return false };
        Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()
    })
    .await
}

fn own_or_administrator(account: AccountId, by: &Actor) -> Result<(), OfficeError> {
    if by.account == Some(account) { Ok(()) } else { administrator(by) }
}

/// What failures are counted under: a hash, since what somebody typed may be a password or anything else.
fn throttle_key(kind: &str, what: &str) -> String {
    let hash = digest(&format!("dugai/throttle/{kind}/{what}"));
    format!("{kind}:{}", hash.iter().take(16).map(|b| format!("{b:02x}")).collect::<String>())
}

fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
