//! What stands around every page: banner, search, navigation by rights, language, footer.
//!
//! A page holds a field `shell: Shell`, extends one of the bases and fills their blocks:
//!
//! - `base_staff.html`: `title`, `head`, `main` (classes of `main`), `content`
//! - `base_public.html`: the same and `public_nav` (links besides the first)
//! - `base_plain.html` (sign-in, errors, confirmations): `title`, `head`, `main`, `content`

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use jiff::civil::Date;

use crate::words::{Lang, W};

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Name in office.
    pub name: String,
    /// Short name of the unit.
    pub unit: String,
}

/// What the navigation offers. It only saves clicks: every page checks rights itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// May see problems: everybody but a mere administrator.
    pub register: bool,
    /// Works in the rectification office.
    pub office: bool,
    /// Is a leader of the city.
    pub leader: bool,
    /// Keeps accounts and units.
    pub admin: bool,
    /// May look into the event ledger.
    pub ledger: bool,
}

/// What a base template needs.
#[derive(Clone, Debug)]
pub struct Shell {
    /// Words of the reader's language.
    pub w: W,
    /// The day it is in a demonstration; every page and every print says so.
    pub demo: Option<Date>,
    /// Name of the city as papers print it.
    pub city: String,
    /// Who is signed in, if anybody.
    pub person: Option<Person>,
    /// Key of the page in the navigation; empty for pages outside of it.
    pub nav: &'static str,
    /// Open lines of the inbox.
    pub todo: u64,
    /// Overdue ones among them.
    pub overdue: u64,
    /// Path and query of this page, for the language switch.
    pub path: String,
    /// Cut-off time of what the page shows.
    pub now: String,
    /// What the navigation offers.
    pub rights: Rights,
    /// What was searched for, if the page is the answer.
    pub query: String,
    /// Whether the page answers a form that was sent: then what stands in it is newer than what
    /// the browser kept.
    pub answer: bool,
}

/// A group of the side navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Heading.
    pub title: &'static str,
    /// Entries.
    pub items: Vec<Item>,
}

/// An entry of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Key, as in [`Shell::nav`].
    pub key: &'static str,
    /// Address.
    pub href: &'static str,
    /// Icon of the sprite.
    pub icon: &'static str,
    /// Word.
    pub text: &'static str,
    /// Whether this page is it.
    pub current: bool,
    /// A number beside the word.
    pub count: Option<u64>,
    /// Whether the number is urgent.
    pub hot: bool,
}

/// Key, address, icon, and who is offered it.
type Entry = (&'static str, &'static str, &'static str, fn(Rights) -> bool);

const GROUPS: [(&str, &[Entry]); 4] = [
    (
        "nav.group_work",
        &[
            ("home", "/", "home", |_| true),
            ("inbox", "/inbox", "inbox", |_| true),
            ("leader", "/leader", "flag", |r| r.leader || r.office),
        ],
    ),
    (
        "nav.group_list",
        &[
            ("problems", "/problems", "list", |r| r.register),
            ("import", "/import", "upload", |r| r.office),
            ("dispatch", "/dispatch", "clock", |r| r.register),
            ("dashboards", "/dashboards", "chart", |r| r.register),
        ],
    ),
    (
        "nav.group_base",
        &[
            ("units", "/units", "users", |_| true),
            ("people", "/people", "user", |r| r.admin),
            ("reference", "/reference", "doc", |_| true),
        ],
    ),
    ("nav.group_open", &[("ledger", "/ledger", "ledger", |r| r.ledger), ("public", "/public", "eye", |_| true)]),
];

/// Entries of the bar at the bottom of a telephone.
const BOTTOM: [&str; 4] = ["home", "inbox", "problems", "dispatch"];

impl Shell {
    /// A shell for a page that nobody needs to sign in for.
    #[must_use]
    pub fn open(w: W, city: &str, demo: Option<Date>, page: (&'static str, &Uri)) -> Self {
        let (nav, uri) = page;
        Self {
            w,
            demo,
            city: city.to_owned(),
            person: None,
            nav,
            todo: 0,
            overdue: 0,
            path: uri.path_and_query().map_or("/", |p| p.as_str()).to_owned(),
            now: String::new(),
            rights: Rights::default(),
            query: String::new(),
            answer: false,
        }
    }

    /// The side navigation, by rights; a group without entries is left out.
    #[must_use]
    pub fn groups(&self) -> Vec<Group> {
        let group = |(title, entries): &(&'static str, &'static [Entry])| Group {
            title: self.w.t(title),
            items: entries.iter().filter(|(.., offered)| offered(self.rights)).map(|e| self.item(e)).collect(),
        };
        GROUPS.iter().map(group).filter(|g| !g.items.is_empty()).collect()
    }

    /// The bar at the bottom of a telephone.
    #[must_use]
    pub fn bottom(&self) -> Vec<Item> {
        let all = self.groups();
        let found = BOTTOM.iter().filter_map(|key| all.iter().flat_map(|g| &g.items).find(|i| i.key == *key)).copied();
        // A quarter of a narrow screen holds one short word.
        found.map(|i| Item { text: self.w.get(&format!("nav_short.{}", i.key)).unwrap_or(i.text), ..i }).collect()
    }

    fn item(&self, &(key, href, icon, _): &Entry) -> Item {
        let inbox = key == "inbox" && self.todo > 0;
        Item {
            key,
            href,
            icon,
            text: self.w.code("nav", key),
            current: key == self.nav,
            count: inbox.then_some(self.todo),
            hot: inbox && self.overdue > 0,
        }
    }

    /// The day it is, as date fields hold it; empty where nobody is signed in.
    #[must_use]
    pub fn today(&self) -> &str {
        self.now.get(..10).unwrap_or_default()
    }

    /// This page in the other language.
    #[must_use]
    pub fn switch(&self) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        // Two slashes at the front would name another host.
        let path = path.trim_start_matches(['/', '\\']);
        let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
        let mut pairs: Vec<&str> = kept.collect();
        let lang = format!("lang={}", self.w.lang.other().code());
        pairs.push(&lang);
        format!("/{path}?{}", pairs.join("&"))
    }
}

/// The name of the cookie.
const COOKIE: &str = "lang";

/// The language asked for: `?lang=` first, then the cookie, then Chinese.
#[must_use]
pub fn language(uri: &Uri, headers: &HeaderMap) -> Lang {
    asked(uri).or_else(|| remembered(headers)).unwrap_or_default()
}

fn asked(uri: &Uri) -> Option<Lang> {
    let pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(name, _)| *name == COOKIE).find_map(|(_, code)| Lang::from_code(code))
}

fn remembered(headers: &HeaderMap) -> Option<Lang> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|v| v.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(name, code)| Lang::from_code(code).filter(|_| name == COOKIE))
}

impl<S: Sync> FromRequestParts<S> for W {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::new(language(&parts.uri, &parts.headers)))
    }
}

/// Keeps the language of `?lang=` for the next pages; used with `axum::middleware::from_fn`.
pub async fn remember_language(request: Request, next: Next) -> Response {
    let asked = asked(request.uri());
    let mut response = next.run(request).await;
    if let Some(lang) = asked {
        let cookie = match lang {
            Lang::Zh => "lang=zh; Path=/; Max-Age=31536000; SameSite=Lax",
            Lang::En => "lang=en; Path=/; Max-Age=31536000; SameSite=Lax",
        };
        response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static(cookie));
    }
    response
}

#[cfg(test)]
mod tests;
