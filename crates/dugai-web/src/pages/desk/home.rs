//! The home page: what a person is asked to do first, then what happened. Every number leads to
//! exactly its list.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use dugai_app::Sort;
use dugai_app::register::Query;
use dugai_domain::figures::Figure;
use dugai_domain::org::Role;
use dugai_domain::problem::Action;

use super::lines::{CopyLine, TodoLine, copies, todos};
use crate::fault::Fault;
use crate::pages::register::rows::{Col, RowView, Rows};
use crate::pages::register::saved_chips;
use crate::pages::register::terms::{Chip, to};
use crate::say::left::line;
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};
use crate::words::W;

/// Things to do that the page shows.
const TODOS: u32 = 10;
/// Lines of the shorter lists.
const FEW: u32 = 5;

/// A number on the way to its list.
struct Tile {
    class: &'static str,
    href: &'static str,
    name: &'static str,
    count: String,
    unit: &'static str,
    /// Figure whose definition explains it; empty for none.
    definition: &'static str,
    /// The words of that link for who does not see the tile.
    definition_of: String,
}

/// What came in today, for the office.
struct CameIn {
    text: String,
    href: String,
    rows: Vec<RowView>,
}

/// Lists for who sees problems.
struct Work {
    todos: Vec<TodoLine>,
    todos_title: String,
    copies: Vec<CopyLine>,
    saved: Vec<Chip>,
    came_in: Option<CameIn>,
    figures: Vec<Chip>,
}

#[derive(Template)]
#[template(path = "desk/home.html")]
struct HomePage {
    shell: Shell,
    hello: String,
    tiles: Vec<Tile>,
    work: Option<Work>,
    admin: bool,
    may_enter: bool,
    /// What lies with nobody, for who can do something about it.
    left: Vec<String>,
}

/// `GET /`.
pub async fn show(State(site): State<Site>, visitor: Visitor) -> Result<Response, Fault> {
    let w = visitor.w;
    let shell = visitor.shell(&site, "home").await?;
    let rights = visitor.rights();
    let name = visitor.setup.account_name(visitor.signed.account);
    let hello = w.fill("desk.hello", &[("name", &name), ("date", &w.date_long(visitor.now.day()))]);
    let (tiles, work) = if rights.register {
        (tiles(&site, &visitor).await?, Some(work(&site, &visitor).await?))
    } else {
        (Vec::new(), None)
    };
    let may_enter = rights.register && visitor.actor().is_office();
    let left = if may_enter || rights.admin {
        let left = site.office.left_with_nobody(visitor.now.day()).await?;
        left.iter().map(|l| line(w, &visitor.setup, l)).collect()
    } else {
        Vec::new()
    };
    let answer = page(&HomePage { shell, hello, tiles, work, admin: rights.admin, may_enter, left })?;
    Ok(answer.into_response())
}

async fn tiles(site: &Site, visitor: &Visitor) -> Result<Vec<Tile>, Fault> {
    let (w, actor) = (visitor.w, visitor.actor());
    let office = &site.office;
    let todo = office.todo(&Query::default(), actor, (0, 1)).await?.1;
    let done = office.done(actor, None, 1).await?.1;
    let unread = office.unread(actor).await?;
    let soon = office.figure(Figure::DueSoon, actor).await?;
    let late = office.figure(Figure::Overdue, actor).await?;
    let hot = |n: u64, class: &'static str| if n > 0 { class } else { "" };
    let tile = |code: &'static str, href: &'static str, n: u64| Tile {
        class: "",
        href,
        name: w.code("desk", code),
        count: w.number(n),
        unit: w.t("desk.items_of"),
        definition: "",
        definition_of: String::new(),
    };
    let defined = |tile: Tile, figure: Figure, class: &'static str| Tile {
        class,
        unit: w.t("desk.items"),
        definition: figure.code(),
        definition_of: w.fill("desk.definition_of", &[("name", &tile.name)]),
        ..tile
    };
    Ok(vec![
        tile("todo", "/inbox?tab=todo", todo),
        defined(tile("late", "/inbox?tab=late", late), Figure::Overdue, hot(late, "bad")),
        defined(tile("due", "/inbox?tab=due", soon), Figure::DueSoon, hot(soon, "warn")),
        tile("copies", "/inbox?tab=copies&unread=1", unread),
        tile("done", "/inbox?tab=done", done),
    ])
}

async fn work(site: &Site, visitor: &Visitor) -> Result<Work, Fault> {
    let (w, actor) = (visitor.w, visitor.actor());
    let office = &site.office;
    let (rows, total) = office.todo(&Query::default(), actor, (0, TODOS)).await?;
    let (told, _) = office.told(actor, false, (0, FEW)).await?;
    // Where everything that waits is an acceptance it is one list under that name, not two of the same rows.
    let acceptance = Action::RecordAcceptance.code();
    let acceptances =
        actor.has_role(Role::Acceptor) && office.waiting(Some(acceptance), actor, (0, 1)).await?.total == total;
    let (came_in, figures) = if actor.is_office() {
        (Some(came_in(site, visitor).await?), figures(site, visitor).await?)
    } else {
        (None, Vec::new())
    };
    let saved = saved_chips(site, visitor, None).await?.into_iter();
    Ok(Work {
        todos: todos(site, visitor, &rows).await?,
        todos_title: if acceptances { w.t("desk.acceptances").to_owned() } else { title(w, rows.len()) },
        copies: copies(site, visitor, &told).await?,
        saved: saved.map(|s| Chip { href: s.href, text: s.name, count: Some(s.count), current: false }).collect(),
        came_in,
        figures,
    })
}

fn title(w: W, shown: usize) -> String {
    if shown == 0 { w.t("desk.todo").to_owned() } else { w.fill("desk.first_todos", &[("n", &shown)]) }
}

async fn came_in(site: &Site, visitor: &Visitor) -> Result<CameIn, Fault> {
    let today = Some(visitor.now.day());
    let query = Query { registered: (today, today), sort: Sort::Changed, descending: true, ..Query::default() };
    let found = site.office.register(&Query { per: FEW, ..query.clone() }, visitor.actor()).await?;
    Ok(CameIn {
        text: visitor.w.fill("desk.came_in_n", &[("n", &visitor.w.number(found.total))]),
        href: to(&query),
        rows: Rows::of(visitor, &Col::SHORT).views(&found.rows),
    })
}

async fn figures(site: &Site, visitor: &Visitor) -> Result<Vec<Chip>, Fault> {
    let mut list = Vec::new();
    for figure in Figure::ALL {
        let count = site.office.figure(figure, visitor.actor()).await?;
        list.push(Chip {
            href: to(&Query { figure: Some(figure), ..Query::default() }),
            text: visitor.w.code("figure", figure.code()).to_owned(),
            count: Some(visitor.w.number(count)),
            current: false,
        });
    }
    Ok(list)
}
