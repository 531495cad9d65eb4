//! `dugai init`, `dugai user`, `dugai unit`: founding, people and units from the command line.

use clap::Subcommand;
use dugai_app::{Founding, OfficeError, Setup};
use dugai_domain::ids::{AccountId, UnitId};
use dugai_domain::org::{Post, Role, Term, Unit, UnitKind};
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use crate::config::Place;
use crate::desk::{Desk, told};

/// Verbs of `dugai user`.
#[derive(Subcommand)]
pub enum User {
    /// Open an account with its first post; prints a first password.
    Add {
        /// Log-in name.
        login: String,
        /// Name in office.
        name: String,
        /// Unit, by any of its names.
        #[arg(long)]
        unit: String,
        /// officer, head, leader, acceptor, auditor or administrator.
        #[arg(long)]
        role: String,
    },
    /// List accounts with their posts.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Set a new first password and print it; every session ends.
    Password {
        /// Log-in name.
        login: String,
    },
    /// Lock an account; every session ends.
    Lock {
        /// Log-in name.
        login: String,
    },
    /// Unlock an account.
    Unlock {
        /// Log-in name.
        login: String,
    },
    /// Give a further post, or an acting one with dates.
    Post {
        /// Log-in name.
        login: String,
        /// Unit, by any of its names.
        #[arg(long)]
        unit: String,
        /// Role.
        #[arg(long)]
        role: String,
        /// First day [default: today].
        #[arg(long)]
        from: Option<Date>,
        /// Last day.
        #[arg(long)]
        to: Option<Date>,
        /// For an acting deputy: whose post it is (log-in name).
        #[arg(long)]
        acting_for: Option<String>,
    },
}

/// Verbs of `dugai unit`.
#[derive(Subcommand)]
pub enum Units {
    /// Open a unit.
    Add {
        /// Full official name.
        name: String,
        /// Short name used in tables.
        #[arg(long)]
        short: String,
        /// office, city, county, park, department, special_group, enterprise or superior.
        #[arg(long)]
        kind: String,
        /// Unit above it, by any of its names.
        #[arg(long)]
        parent: Option<String>,
        /// First day [default: today].
        #[arg(long)]
        from: Option<Date>,
    },
    /// List units.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Remember another name of a unit, as files write it.
    Alias {
        /// Unit, by any of its names.
        unit: String,
        /// The other name.
        alias: String,
    },
}

/// Founds an installation with its rectification office and one administrator, all or nothing.
///
/// # Errors
/// When something was founded there already, a name cannot be used, or the store cannot be written.
pub async fn init(place: &Place, city: &str, admin: &str) -> Result<(), String> {
    let target = place.target()?;
    let desk = Desk::open_at(place).await?;
    let password = password(&desk);
    let founding = Founding { city, login: admin, name: "系统管理员", password: &password };
    desk.office.found_office(&founding).await.map_err(|e| match e {
        OfficeError::NotAllowed("found_twice") => {
            format!(
                "found an installation: there is one already in {}; serve it, or name another folder with --data",
                target.folder().display()
            )
        }
        other => told("found an installation")(&other),
    })?;
    crate::print(&format!(
        "founded: {city}\nstore: {}\nadministrator: {admin}\nfirst password: {password} (must be changed at the first log-in)\nnext: dugai serve{}, then open units and people",
        target.folder().display(),
        place.again()
    ));
    Ok(())
}

/// A password that can be read out: four groups of four letters and digits that are not mistaken.
fn password(desk: &Desk) -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let bytes: [u8; 16] = desk.office.tools.random();
    let letter = |b: &u8| LETTERS.get(usize::from(*b) % LETTERS.len()).copied().map_or('x', char::from);
    bytes.chunks(4).map(|group| group.iter().map(letter).collect::<String>()).collect::<Vec<_>>().join("-")
}

fn role(code: &str) -> Result<Role, String> {
    Role::ALL.into_iter().find(|r| r.code() == code).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|r| r.code()).collect();
        format!("use the role \"{code}\": expected one of {}", known.join(", "))
    })
}

/// Runs a verb of `dugai user`.
///
/// # Errors
/// When what was named does not exist or the store cannot be written.
pub async fn user(place: &Place, verb: User) -> Result<(), String> {
    let desk = Desk::open(place).await?;
    let office = &desk.office;
    match verb {
        User::Add { login, name, unit, role: code } => {
            let post = Post {
                role: role(&code)?,
                unit: desk.unit(&unit).await?,
                term: Term::since(desk.system.day),
                acting_for: None,
            };
            let id = office
                .open_account((&login, &name), &[post], desk.by())
                .await
                .map_err(|e| told("open the account")(&e))?;
            let password = password(&desk);
            office.set_password(id, &password, desk.by()).await.map_err(|e| told("set the password")(&e))?;
            crate::print(&format!("{login}: first password {password}"));
        }
        User::List { json } => return list_people(&desk, json).await,
        User::Password { login } => {
            let id = desk.account(&login).await?;
            let password = password(&desk);
            office.set_password(id, &password, desk.by()).await.map_err(|e| told("set the password")(&e))?;
            crate::print(&format!("{login}: first password {password}"));
        }
        User::Lock { login } => {
            let id = desk.account(&login).await?;
            office.lock_account(id, true, desk.by()).await.map_err(|e| told("lock the account")(&e))?;
        }
        User::Unlock { login } => {
            let id = desk.account(&login).await?;
            office.lock_account(id, false, desk.by()).await.map_err(|e| told("unlock the account")(&e))?;
        }
        User::Post { login, unit, role: code, from, to, acting_for } => {
            let id = desk.account(&login).await?;
            let acting_for = match acting_for {
                Some(login) => Some(desk.account(&login).await?),
                None => None,
            };
            let term = Term { from: from.unwrap_or(desk.system.day), to };
            let post = Post { role: role(&code)?, unit: desk.unit(&unit).await?, term, acting_for };
            office.give_post(id, post, desk.by()).await.map_err(|e| told("give the post")(&e))?;
        }
    }
    desk.settle().await
}

async fn list_people(desk: &Desk, as_json: bool) -> Result<(), String> {
    let setup = desk.setup().await?;
    let mut list: Vec<_> = setup.accounts.values().collect();
    list.sort_by(|a, b| a.login.cmp(&b.login));
    if as_json {
        let rows: Vec<_> = list
            .iter()
            .map(|a| {
                let posts: Vec<_> = a
                    .posts
                    .iter()
                    .map(|p| {
                        let acting_for = p.acting_for.map(|id| login_of(&setup, id));
                        json!({
                            "role": p.role.code(), "unit": setup.unit_name(p.unit),
                            "from": p.term.from, "to": p.term.to, "acting_for": acting_for,
                        })
                    })
                    .collect();
                json!({ "login": a.login, "name": a.name, "locked": a.locked, "posts": posts })
            })
            .collect();
        crate::print(&json!({ "users": rows }).to_string());
        return Ok(());
    }
    for a in list {
        let posts: Vec<String> = a
            .posts
            .iter()
            // One that begins later is told with its day: nobody gives it a second time.
            .filter(|p| p.term.to.is_none_or(|to| desk.system.day <= to))
            .map(|p| format!("{} {}{}", setup.unit_name(p.unit), p.role.code(), acting(&setup, p, desk.system.day)))
            .collect();
        let locked = if a.locked { " (locked)" } else { "" };
        crate::print(&format!("{}\t{}{locked}\t{}", a.login, a.name, posts.join("; ")));
    }
    Ok(())
}

/// The log-in name of an account.
fn login_of(setup: &Setup, id: AccountId) -> String {
    setup.accounts.get(&id).map_or_else(|| id.to_string(), |a| a.login.clone())
}

/// For an acting post, whose it is and how long; an ordinary one that ends says until when, and one that begins
/// later from when.
fn acting(setup: &Setup, post: &Post, today: Date) -> String {
    let to = post.term.to.map(|to| format!("to {to}"));
    let from = (post.term.from > today).then(|| format!("from {}", post.term.from));
    match post.acting_for {
        Some(id) => {
            let (login, from) = (login_of(setup, id), post.term.from);
            format!(" (acting for {login}, {from} {})", to.unwrap_or_default())
        }
        None if from.is_none() && to.is_none() => String::new(),
        None => format!(" ({})", from.into_iter().chain(to).collect::<Vec<_>>().join(" ")),
    }
}

/// Runs a verb of `dugai unit`.
///
/// # Errors
/// When what was named does not exist, a name is taken, or the store cannot be written.
pub async fn unit(place: &Place, verb: Units) -> Result<(), String> {
    let desk = Desk::open(place).await?;
    let setup = desk.setup().await?;
    match verb {
        Units::Add { name, short, kind, parent, from } => {
            let known = UnitKind::ALL.into_iter().find(|k| k.code() == kind).ok_or_else(|| {
                let all: Vec<&str> = UnitKind::ALL.iter().map(|k| k.code()).collect();
                format!("use the kind \"{kind}\": expected one of {}", all.join(", "))
            })?;
            let parent = match parent {
                Some(name) => Some(desk.unit(&name).await?),
                None => None,
            };
            let unit = Unit {
                id: UnitId(Uuid::nil()),
                name,
                short,
                kind: known,
                parent,
                aliases: Vec::new(),
                duties: String::new(),
                term: Term::since(from.unwrap_or(desk.system.day)),
            };
            let id = desk.office.open_unit(unit, desk.by()).await.map_err(|e| told("open the unit")(&e))?;
            crate::print(&id.to_string());
        }
        Units::List { json: true } => {
            let rows: Vec<_> = setup
                .units
                .values()
                .map(|u| {
                    json!({
                        "id": u.id.to_string(), "name": u.name, "short": u.short, "kind": u.kind.code(),
                        "parent": u.parent.map(|p| setup.unit_name(p)), "aliases": u.aliases,
                        "from": u.term.from, "to": u.term.to,
                    })
                })
                .collect();
            crate::print(&json!({ "units": rows }).to_string());
            return Ok(());
        }
        Units::List { json: false } => {
            let mut list: Vec<_> = setup.units.values().collect();
            list.sort_by(|a, b| (a.kind, &a.short).cmp(&(b.kind, &b.short)));
            for u in list {
                let parent = u.parent.map_or_else(String::new, |p| format!("under {}", setup.unit_name(p)));
                let parts = [u.kind.code(), &u.short, &u.name, &u.aliases.join("、"), &parent];
                crate::print(parts.join("\t").trim_end());
            }
            return Ok(());
        }
        Units::Alias { unit, alias } => {
            let id = desk.unit(&unit).await?;
            desk.office.learn_alias(id, &alias, desk.by()).await.map_err(|e| told("remember the name")(&e))?;
        }
    }
    desk.settle().await
}
