//! Log-in names, password hashes, sessions, failed attempts, tokens of the interface for
//! programs, saved filters: what belongs to a person and is no history.

use uuid::Uuid;

use crate::commit::Write;
use crate::{Row, Store, StoreError};

const LOGIN_OF_NAME: &str = "SELECT account, name, hash, changed FROM login WHERE name = $1";
const LOGIN_OF: &str = "SELECT account, name, hash, changed FROM login WHERE account = $1";
const LOGIN_PUT: &str = "INSERT INTO login (account, name, hash, changed) VALUES ($1, $2, $3, $4) ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, changed = excluded.changed";
const SESSION_PUT: &str = "INSERT INTO session (token, account, opened, seen, agent) VALUES ($1, $2, $3, $3, $4)";
const SESSION: &str = "SELECT account, opened, seen, agent FROM session WHERE token = $1";
const SESSIONS: &str = "SELECT token, opened, seen, agent FROM session WHERE account = $1 ORDER BY seen DESC";
const SESSION_SEEN: &str = "UPDATE session SET seen = $2 WHERE token = $1";
const SESSION_OUT: &str = "DELETE FROM session WHERE token = $1";
const SESSIONS_OUT: &str = "DELETE FROM session WHERE account = $1";
const THROTTLE: &str = "SELECT failures, until FROM throttle WHERE key = $1";
const THROTTLE_FIRST: &str =
    "INSERT INTO throttle (key, failures, until) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING";
const THROTTLE_NEXT: &str =
    "UPDATE throttle SET failures = $2, until = $3 WHERE key = $1 AND failures = $4 AND until = $5";
const THROTTLE_BACK: &str = "UPDATE throttle SET failures = failures - 1 WHERE key = $1 AND failures > 0";
const THROTTLE_OUT: &str = "DELETE FROM throttle WHERE key = $1";
const THROTTLE_FORGET: &str = "DELETE FROM throttle WHERE until < $1";
const TOKEN_PUT: &str =
    "INSERT INTO api_token (token, account, name, writes, opened, expires) VALUES ($1, $2, $3, $4, $5, $6)";
const TOKEN: &str = "SELECT account, name, writes, opened, expires FROM api_token WHERE token = $1";
const TOKENS: &str = "SELECT token, name, writes, opened, expires FROM api_token WHERE account = $1 ORDER BY opened";
const TOKEN_OUT: &str = "DELETE FROM api_token WHERE token = $1 AND account = $2";
const TOKENS_OUT: &str = "DELETE FROM api_token WHERE account = $1";
const FILTERS: &str = "SELECT id, name, query FROM saved_filter WHERE account = $1 ORDER BY place, id";
const FILTER_PUT: &str = "INSERT INTO saved_filter (id, account, name, query, place) SELECT $1, $2, $3, $4, COUNT(*) FROM saved_filter WHERE account = $2";
const FILTER_PUT_POSTGRES: &str = "INSERT INTO saved_filter (id, account, name, query, place) SELECT CAST($1 AS BYTEA), CAST($2 AS BYTEA), CAST($3 AS TEXT), CAST($4 AS TEXT), COUNT(*) FROM saved_filter WHERE account = $2";
const FILTER_OUT: &str = "DELETE FROM saved_filter WHERE id = $1 AND account = $2";
const MANY: &str = "SELECT body FROM act_many WHERE id = $1 AND account = $2";
const MANY_PUT: &str = "INSERT INTO act_many (id, account, body, at) VALUES ($1, $2, $3, $4)";
const MANY_SET: &str = "UPDATE act_many SET body = $3 WHERE id = $1 AND account = $2";
const MANY_FORGET: &str = "DELETE FROM act_many WHERE at < $1";

/// Statements of this module, by name.
pub(crate) const SQL: &[(&str, &str)] = &[
    ("login.of_name", LOGIN_OF_NAME),
    ("login.of", LOGIN_OF),
    ("login.put", LOGIN_PUT),
    ("session.put", SESSION_PUT),
    ("session.one", SESSION),
    ("session.all", SESSIONS),
    ("session.seen", SESSION_SEEN),
    ("session.out", SESSION_OUT),
    ("session.all_out", SESSIONS_OUT),
    ("throttle.one", THROTTLE),
    ("throttle.first", THROTTLE_FIRST),
    ("throttle.next", THROTTLE_NEXT),
    ("throttle.back", THROTTLE_BACK),
    ("throttle.out", THROTTLE_OUT),
    ("throttle.forget", THROTTLE_FORGET),
    ("token.put", TOKEN_PUT),
    ("token.one", TOKEN),
    ("token.all", TOKENS),
    ("token.out", TOKEN_OUT),
    ("token.all_out", TOKENS_OUT),
    ("filter.all", FILTERS),
    ("filter.out", FILTER_OUT),
    ("many.one", MANY),
    ("many.put", MANY_PUT),
    ("many.set", MANY_SET),
    ("many.forget", MANY_FORGET),
];

/// A log-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginRow {
    /// Account.
    pub account: Uuid,
    /// Name.
    pub name: String,
    /// Password hash in PHC form; empty: none was set yet.
    pub hash: String,
    /// When it was set.
    pub changed: i64,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// SHA-256 of the token.
    pub token: Vec<u8>,
    /// Account.
    pub account: Uuid,
    /// When it was opened.
    pub opened: i64,
    /// When it was used last (kept to the minute).
    pub seen: i64,
    /// The browser's own words.
    pub agent: String,
}

/// A token of the interface for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    /// SHA-256 of the token.
    pub token: Vec<u8>,
    /// Account it acts as.
    pub account: Uuid,
    /// Name given.
    pub name: String,
    /// Whether it may write.
    pub writes: bool,
    /// When it was made.
    pub opened: i64,
    /// When it ends.
    pub expires: i64,
}

/// The write that sets a log-in's password hash.
#[must_use]
pub fn login_write(row: &LoginRow) -> Write {
    let params = vec![row.account.into(), row.name.as_str().into(), row.hash.as_str().into(), row.changed.into()];
    Write::new(LOGIN_PUT, params).expecting(1)
}

/// The write that opens a session.
#[must_use]
pub fn session_write(row: &SessionRow) -> Write {
    let params = vec![row.token.clone().into(), row.account.into(), row.opened.into(), row.agent.as_str().into()];
    Write::new(SESSION_PUT, params)
}

/// The write that notes the last use of a session.
#[must_use]
pub fn session_seen(token: &[u8], at: i64) -> Write {
    Write::new(SESSION_SEEN, vec![token.to_vec().into(), at.into()])
}

/// The write that ends one session.
#[must_use]
pub fn session_out(token: &[u8]) -> Write {
    Write::new(SESSION_OUT, vec![token.to_vec().into()])
}

/// The write that ends every session of an account.
#[must_use]
pub fn sessions_out(account: Uuid) -> Write {
    Write::new(SESSIONS_OUT, vec![account.into()])
}

/// The write that counts an attempt: how many there are then, and the moment before which the next is not
/// taken; while attempts are free, the moment of this one.
/// It fails as a conflict unless `was` is still what [`Store::throttle`] reads, so that attempts
/// at the same moment are counted one by one.
#[must_use]
pub fn throttle_write(key: &str, was: (u64, i64), then: (u64, i64)) -> Write {
    let mut params = vec![key.into(), (then.0 as i64).into(), then.1.into()];
    if was == (0, 0) {
        return Write::new(THROTTLE_FIRST, params).expecting(1);
    }
    params.extend([(was.0 as i64).into(), was.1.into()]);
    Write::new(THROTTLE_NEXT, params).expecting(1)
}

/// The write that takes one counted attempt back.
#[must_use]
pub fn throttle_back(key: &str) -> Write {
    Write::new(THROTTLE_BACK, vec![key.into()])
}

/// The write that forgets failed attempts.
#[must_use]
pub fn throttle_out(key: &str) -> Write {
    Write::new(THROTTLE_OUT, vec![key.into()])
}

/// The write that forgets every attempt that had to wait until before this moment.
#[must_use]
pub fn throttle_forget(before: i64) -> Write {
    Write::new(THROTTLE_FORGET, vec![before.into()])
}

/// The write that makes a token.
#[must_use]
pub fn token_write(row: &TokenRow) -> Write {
    let params = vec![
        row.token.clone().into(),
        row.account.into(),
        row.name.as_str().into(),
        row.writes.into(),
        row.opened.into(),
        row.expires.into(),
    ];
    Write::new(TOKEN_PUT, params)
}

/// The write that ends a token of an account.
#[must_use]
pub fn token_out(token: &[u8], account: Uuid) -> Write {
    Write::new(TOKEN_OUT, vec![token.to_vec().into(), account.into()])
}

/// The write that ends every token of an account.
#[must_use]
pub fn tokens_out(account: Uuid) -> Write {
    Write::new(TOKENS_OUT, vec![account.into()])
}

/// The write that keeps a filter.
#[must_use]
pub fn filter_write(id: Uuid, account: Uuid, name: &str, query: &str) -> Write {
    Write::each(FILTER_PUT, FILTER_PUT_POSTGRES, vec![id.into(), account.into(), name.into(), query.into()])
}

/// The write that forgets a filter of an account.
#[must_use]
pub fn filter_out(id: Uuid, account: Uuid) -> Write {
    Write::new(FILTER_OUT, vec![id.into(), account.into()])
}

/// The writes that keep what an account chose for one act on many, and forget what was chosen before a moment.
#[must_use]
pub fn many_writes(id: Uuid, account: Uuid, kept: (&str, i64), forgotten: i64) -> Vec<Write> {
    let (body, at) = kept;
    vec![
        Write::new(MANY_FORGET, vec![forgotten.into()]),
        Write::new(MANY_PUT, vec![id.into(), account.into(), body.into(), at.into()]).expecting(1),
    ]
}

/// The write that keeps what became of it.
#[must_use]
pub fn many_set(id: Uuid, account: Uuid, body: &str) -> Write {
    Write::new(MANY_SET, vec![id.into(), account.into(), body.into()])
}

impl Store {
    /// The log-in of a name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn login_of_name(&self, name: &str) -> Result<Option<LoginRow>, StoreError> {
        self.query(LOGIN_OF_NAME, &[name.into()]).await?.first().map(login).transpose()
    }

    /// The log-in of an account.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn login_of(&self, account: Uuid) -> Result<Option<LoginRow>, StoreError> {
        self.query(LOGIN_OF, &[account.into()]).await?.first().map(login).transpose()
    }

    /// A session by the hash of its token.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn session(&self, token: &[u8]) -> Result<Option<SessionRow>, StoreError> {
        let rows = self.query(SESSION, &[token.to_vec().into()]).await?;
        let Some(r) = rows.first() else { return Ok(None) };
        Ok(Some(SessionRow {
            token: token.to_vec(),
            account: r.id(0)?,
            opened: r.int(1)?,
            seen: r.int(2)?,
            agent: r.text(3)?.to_owned(),
        }))
    }

    /// Every session of an account, last used first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn sessions(&self, account: Uuid) -> Result<Vec<SessionRow>, StoreError> {
        let rows = self.query(SESSIONS, &[account.into()]).await?;
        rows.iter()
            .map(|r| {
                Ok(SessionRow {
                    token: r.bytes(0)?.to_vec(),
                    account,
                    opened: r.int(1)?,
                    seen: r.int(2)?,
                    agent: r.text(3)?.to_owned(),
                })
            })
            .collect()
    }

    /// Attempts counted under a key, and the moment that [`throttle_write`] kept with them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn throttle(&self, key: &str) -> Result<(u64, i64), StoreError> {
        let rows = self.query(THROTTLE, &[key.into()]).await?;
        rows.first().map_or(Ok((0, 0)), |r| Ok((r.int(0)? as u64, r.int(1)?)))
    }

    /// A token by its hash.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn token(&self, token: &[u8]) -> Result<Option<TokenRow>, StoreError> {
        let rows = self.query(TOKEN, &[token.to_vec().into()]).await?;
        let Some(r) = rows.first() else { return Ok(None) };
        Ok(Some(TokenRow {
            token: token.to_vec(),
            account: r.id(0)?,
            name: r.text(1)?.to_owned(),
            writes: r.int(2)? == 1,
            opened: r.int(3)?,
            expires: r.int(4)?,
        }))
    }

    /// Every token of an account.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn tokens(&self, account: Uuid) -> Result<Vec<TokenRow>, StoreError> {
        let rows = self.query(TOKENS, &[account.into()]).await?;
        rows.iter()
            .map(|r| {
                Ok(TokenRow {
                    token: r.bytes(0)?.to_vec(),
                    account,
                    name: r.text(1)?.to_owned(),
                    writes: r.int(2)? == 1,
                    opened: r.int(3)?,
                    expires: r.int(4)?,
                })
            })
            .collect()
    }

    /// What an account chose for one act on many.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn many(&self, id: Uuid, account: Uuid) -> Result<Option<String>, StoreError> {
        let rows = self.query(MANY, &[id.into(), account.into()]).await?;
        rows.first().map(|r| Ok(r.text(0)?.to_owned())).transpose()
    }

    /// Saved filters of an account: id, name, query.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn saved_filters(&self, account: Uuid) -> Result<Vec<(Uuid, String, String)>, StoreError> {
        let rows = self.query(FILTERS, &[account.into()]).await?;
        rows.iter().map(|r| Ok((r.id(0)?, r.text(1)?.to_owned(), r.text(2)?.to_owned()))).collect()
    }
}

fn login(r: &Row) -> Result<LoginRow, StoreError> {
    Ok(LoginRow { account: r.id(0)?, name: r.text(1)?.to_owned(), hash: r.text(2)?.to_owned(), changed: r.int(3)? })
}
