//! One account: its posts of all times and what an administrator can do with it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use dugai_app::login::TokenRow;
use dugai_domain::admin::Account;
use dugai_domain::ids::AccountId;
use dugai_domain::time::Timestamp;

use super::fields::Done;
use super::keeper;
use super::posts::{PostLine, lines};
use crate::fault::Fault;
use crate::pages::account::hex;
use crate::say::left::line;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage {
    shell: Shell,
    done: Option<Done>,
    href: String,
    name: String,
    login: String,
    locked: bool,
    fresh: bool,
    /// It is the visitor's own, which cannot be locked.
    own: bool,
    /// What would lie with nobody if it were locked.
    left: Vec<String>,
    sessions: u64,
    tokens: Vec<TokenLine>,
    posts: Vec<PostLine>,
}

/// A token of a program that acts as this person.
struct TokenLine {
    id: String,
    name: String,
    expires: String,
}

/// The account of an id in an address.
pub(super) fn known<'v>(visitor: &'v Visitor, id: &str) -> Result<&'v Account, Fault> {
    let id: AccountId = id.parse().map_err(|_| Fault::NotFound)?;
    visitor.setup.accounts.get(&id).ok_or(Fault::NotFound)
}

/// The page.
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Fault> {
    keeper(&visitor)?;
    let account = known(&visitor, &id)?;
    let token =
        |t: TokenRow| TokenLine { id: hex(&t.token), name: t.name, expires: visitor.w.time(Timestamp(t.expires)) };
    let left =
        if account.locked { Vec::new() } else { site.office.left_without(account.id, visitor.actor().day).await? };
    let sessions = site.office.store.sessions(account.id.0).await?.len();
    page(&PersonPage {
        shell: visitor.shell(&site, "people").await?,
        done: Done::of(&visitor, "people", account.id),
        href: format!("/people/{}", account.id),
        name: account.name.clone(),
        login: account.login.clone(),
        locked: account.locked,
        fresh: account.must_change,
        own: account.id == visitor.signed.account,
        left: left.iter().map(|l| line(visitor.w, &visitor.setup, l)).collect(),
        tokens: site.office.tokens(account.id, visitor.actor()).await?.into_iter().map(token).collect(),
        sessions: u64::try_from(sessions).unwrap_or(u64::MAX),
        posts: lines(&visitor, account),
    })
}
