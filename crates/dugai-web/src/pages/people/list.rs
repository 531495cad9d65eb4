//! The list of accounts.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use dugai_domain::admin::Account;

use super::fields::{Done, Pairs, Sent};
use super::keeper;
use crate::fault::Fault;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, address, page};

/// Accounts on one page.
const PAGE: usize = 100;

struct Line {
    href: String,
    name: String,
    login: String,
    posts: String,
    locked: bool,
    fresh: bool,
    idle: bool,
}

#[derive(Template)]
#[template(path = "people/list.html")]
struct ListPage {
    shell: Shell,
    done: Option<Done>,
    text: String,
    total: u64,
    lines: Vec<Line>,
    before: Option<String>,
    after: Option<String>,
}

/// The page.
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(pairs): Query<Pairs>,
) -> Result<impl IntoResponse, Fault> {
    keeper(&visitor)?;
    let sent = Sent::new(&pairs, visitor.w);
    let text = sent.value("q").to_owned();
    let mut found: Vec<&Account> = visitor.setup.accounts.values().filter(|a| is_meant(&visitor, a, &text)).collect();
    found.sort_by(|a, b| (&a.name, &a.login).cmp(&(&b.name, &b.login)));
    let last = found.len().saturating_sub(1) / PAGE;
    let at = sent.value("page").parse::<usize>().unwrap_or(0).min(last);
    let to_page = |n: usize| address("/people", [("q", text.as_str()), ("page", n.to_string().as_str())]);
    page(&ListPage {
        shell: visitor.shell(&site, "people").await?,
        done: Done::of(&visitor, "people", ""),
        total: u64::try_from(found.len()).unwrap_or(u64::MAX),
        lines: found.iter().skip(at * PAGE).take(PAGE).map(|a| line(&visitor, a)).collect(),
        before: (at > 0).then(|| to_page(at - 1)),
        after: (at < last).then(|| to_page(at + 1)),
        text: text.clone(),
    })
}

/// Name, log-in name, or the unit of any post.
fn is_meant(visitor: &Visitor, account: &Account, text: &str) -> bool {
    let of_unit = || account.posts.iter().any(|p| visitor.setup.unit_name(p.unit).contains(text));
    text.is_empty() || account.name.contains(text) || account.login.contains(&text.to_lowercase()) || of_unit()
}

fn line(visitor: &Visitor, account: &Account) -> Line {
    let (w, setup, day) = (visitor.w, &visitor.setup, visitor.actor().day);
    let held = account.posts.iter().filter(|p| p.term.holds(day));
    let posts: Vec<String> =
        held.map(|p| format!("{} {}", setup.unit_name(p.unit), w.code("role", p.role.code()))).collect();
    Line {
        href: format!("/people/{}", account.id),
        name: account.name.clone(),
        login: account.login.clone(),
        idle: posts.is_empty(),
        posts: w.list(posts),
        locked: account.locked,
        fresh: account.must_change,
    }
}
