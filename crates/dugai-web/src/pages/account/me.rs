//! One's own account: posts with their terms, sessions, tokens for programs, saved filters.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dugai_domain::time::Timestamp;

use super::with_session;
use crate::fault::Fault;
use crate::form::{FieldKind, FieldSpec};
use crate::pages::people::fields::{Done, Draft, Make, Pairs, Sent, Typed, beside, holding, needed};
use crate::pages::people::posts::{PostLine, lines};
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};

/// Days a token lives unless asked otherwise, and at most.
const TOKEN_DAYS: i64 = 90;
const TOKEN_DAYS_MAX: i64 = 366;
/// As much of a browser's own words as a table shows.
const AGENT_SHOWN: usize = 90;

struct SessionLine {
    opened: String,
    seen: String,
    agent: String,
}

struct TokenLine {
    id: String,
    name: String,
    writes: bool,
    opened: String,
    expires: String,
    ended: bool,
}

struct FilterLine {
    id: String,
    name: String,
    href: String,
}

#[derive(Template)]
#[template(path = "account/me.html")]
struct MePage {
    shell: Shell,
    done: Option<Done>,
    name: String,
    login: String,
    posts: Vec<PostLine>,
    sessions: Vec<SessionLine>,
    tokens: Vec<TokenLine>,
    filters: Vec<FilterLine>,
    token_form: String,
}

#[derive(Template)]
#[template(path = "account/token.html")]
struct TokenPage {
    shell: Shell,
    name: String,
    secret: String,
}

/// The page.
pub(super) async fn show(State(site): State<Site>, visitor: Visitor) -> Result<impl IntoResponse, Fault> {
    page(&view(&site, &visitor, None).await?)
}

async fn view(site: &Site, visitor: &Visitor, typed: Typed<'_>) -> Result<MePage, Fault> {
    let (w, account) = (visitor.w, visitor.signed.account);
    let known = visitor.setup.accounts.get(&account);
    let store = &site.office.store;
    let time = |at: i64| w.time(Timestamp(at));
    let sessions = store.sessions(account.0).await?.into_iter().map(|s| SessionLine {
        opened: time(s.opened),
        seen: time(s.seen),
        agent: s.agent.chars().take(AGENT_SHOWN).collect(),
    });
    let tokens = store.tokens(account.0).await?.into_iter().map(|t| TokenLine {
        id: hex(&t.token),
        name: t.name,
        writes: t.writes,
        opened: time(t.opened),
        expires: time(t.expires),
        ended: t.expires < site.office.wall().0,
    });
    let filters = store.saved_filters(account.0).await?.into_iter().map(|(id, name, query)| FilterLine {
        id: id.to_string(),
        name,
        href: format!("/problems?{query}"),
    });
    let draft = Draft {
        action: "/me/tokens".to_owned(),
        submit: "account.token.make",
        cancel: String::new(),
        specs: token_specs(visitor),
        kept: String::new(),
        hidden: Vec::new(),
    };
    Ok(MePage {
        done: Done::of(visitor, "account", ""),
        name: visitor.setup.account_name(account),
        login: known.map_or_else(String::new, |a| a.login.clone()),
        posts: known.map(|a| lines(visitor, a)).unwrap_or_default(),
        sessions: sessions.collect(),
        tokens: tokens.collect(),
        filters: filters.collect(),
        token_form: draft.html(w, typed)?,
        shell: visitor.shell(site, "").await?,
    })
}

fn token_specs(visitor: &Visitor) -> Vec<FieldSpec> {
    let make = Make::new("account", visitor.w);
    let rights = make.codes("account.token", ["read", "write"]);
    vec![
        needed(make.line("token_name")),
        holding(needed(make.choice("rights", rights)), "read"),
        holding(needed(make.number("days", 1, TOKEN_DAYS_MAX)), TOKEN_DAYS),
        needed(make.field("careful", FieldKind::Check)),
    ]
}

/// Ends every session, this one too.
pub(super) async fn end_sessions(State(site): State<Site>, visitor: Visitor) -> Result<Response, Fault> {
    site.office.end_sessions(visitor.signed.account, visitor.actor()).await?;
    Ok(with_session(Redirect::to("/login?out=1").into_response(), &site, None))
}

/// Makes a token and shows its secret, this once.
pub(super) async fn make_token(
    State(site): State<Site>,
    visitor: Visitor,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    let mut sent = Sent::new(&pairs, visitor.w);
    let name = sent.needed("token_name");
    let writes = sent.chosen("rights", &[("read", false), ("write", true)]);
    let days = sent.number("days", 1, TOKEN_DAYS_MAX);
    if sent.value("careful").is_empty() {
        sent.blame("careful", visitor.w.t("form.fault.tick"));
    }
    let mut faults = sent.faults;
    if let (Some(writes), true) = (writes, faults.is_empty()) {
        match site.office.make_token(&visitor.signed, &name, writes, days).await {
            Ok(secret) => {
                let shell = visitor.shell(&site, "").await?;
                return Ok(page(&TokenPage { shell, name, secret })?.into_response());
            }
            Err(error) => faults.push(beside(visitor.w, error)?),
        }
    }
    let view = view(&site, &visitor, Some((&pairs, faults))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&view)?).into_response())
}

/// Ends a token of one's own.
pub(super) async fn end_token(
    State(site): State<Site>,
    visitor: Visitor,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    let token = unhex(Sent::new(&pairs, visitor.w).value("token")).ok_or(Fault::NotFound)?;
    site.office.end_token(visitor.signed.account, &token, visitor.actor()).await?;
    Ok(Redirect::to("/me?done=token_ended").into_response())
}

/// Forgets a saved filter of one's own.
pub(super) async fn end_filter(
    State(site): State<Site>,
    visitor: Visitor,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Fault> {
    let id = Sent::new(&pairs, visitor.w).value("filter").parse().map_err(|_| Fault::NotFound)?;
    site.office.drop_filter(visitor.signed.account, id).await?;
    Ok(Redirect::to("/me?done=filter_ended").into_response())
}

/// The hash of a token, as a form carries it.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The same back.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let whole = digits.len() == 64;
    whole.then(|| digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |n, d| n * 16 + d)).collect())
}
