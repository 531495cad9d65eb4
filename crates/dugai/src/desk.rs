//! Opening an office for a command, and finding people, units and problems by what a person types.

use std::sync::Arc;

use dugai_app::{Hold, Office, Setup, Store, Target};
use dugai_domain::actor::Actor;
use dugai_domain::ids::{AccountId, ProblemId, UnitId};
use dugai_domain::time::Timestamp;

use crate::config::Place;

/// An office, and the program itself as the one who acts.
pub struct Desk {
    /// The office.
    pub office: Office,
    /// The program itself, today.
    pub system: Actor,
}

/// Says what failed with everything behind it, in one line.
pub fn told(doing: &str) -> impl Fn(&dyn std::error::Error) -> String + '_ {
    move |error| {
        let mut text = format!("{doing}: {error}");
        let mut source = error.source();
        while let Some(inner) = source {
            text.push_str(&format!(": {inner}"));
            source = inner.source();
        }
        text
    }
}

impl Desk {
    /// Opens the office of a place that was founded already.
    ///
    /// # Errors
    /// When there is no store, it cannot be opened, or nothing was founded in it.
    pub async fn open(place: &Place) -> Result<Self, String> {
        let target = place.target()?;
        if let Target::Folder(folder) = &target
            && !folder.join("dugai.sqlite").is_file()
        {
            return Err(format!(
                "open {}: there is no store in this folder; make one with `dugai init`, or name another with --data",
                folder.display()
            ));
        }
        let desk = Self::open_at(place).await?;
        if desk.setup().await?.installation.is_none() {
            return Err("open the store: nothing was founded in it yet; run `dugai init` first".to_owned());
        }
        Ok(desk)
    }

    /// Opens an office with its files where the settings say, making the store where it is missing.
    ///
    /// # Errors
    /// When a setting cannot be used or the store cannot be opened.
    pub async fn open_at(place: &Place) -> Result<Self, String> {
        let target = place.target()?;
        let blobs = place.blobs(target.folder())?;
        let store = Store::open(&target).await.map_err(|e| told("open the store")(&e))?;
        let hold = Hold::shared(store.folder()).map_err(|e| told("open the office")(&e))?;
        let office = Office::open_with(store, crate::system::tools(), blobs, hold);
        let office = office.await.map_err(|e| told("open the office")(&e))?;
        let system = Actor::system(office.now().day());
        Ok(Self { office, system })
    }

    /// Opens an office with its files in its folder, as a demonstration has them, making the store
    /// where it is missing.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub async fn open_new(target: &Target) -> Result<Self, String> {
        let store = Store::open(target).await.map_err(|e| told("open the store")(&e))?;
        let office = Office::open(store, crate::system::tools()).await.map_err(|e| told("open the office")(&e))?;
        let system = Actor::system(office.now().day());
        Ok(Self { office, system })
    }

    /// The setup in force.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn setup(&self) -> Result<Arc<Setup>, String> {
        self.office.setup().await.map_err(|e| told("read the setup")(&e))
    }

    /// The program itself, now.
    pub fn by(&self) -> (&Actor, Timestamp) {
        (&self.system, self.office.now())
    }

    /// A unit by any of its names.
    ///
    /// # Errors
    /// When no unit has that name; like ones are named.
    pub async fn unit(&self, name: &str) -> Result<UnitId, String> {
        let setup = self.setup().await?;
        setup.unit_of_name(name).ok_or_else(|| {
            let like: Vec<&str> = setup
                .units
                .values()
                .map(|u| u.short.as_str())
                .filter(|s| s.contains(name) || name.contains(s))
                .collect();
            let hint = if like.is_empty() { "list them with `dugai unit list`".to_owned() } else { like.join(", ") };
            format!("find the unit \"{name}\": no unit has this name ({hint})")
        })
    }

    /// An account by its log-in name.
    ///
    /// # Errors
    /// When nobody has that name.
    pub async fn account(&self, login: &str) -> Result<AccountId, String> {
        let setup = self.setup().await?;
        let wanted = login.trim().to_lowercase();
        setup.accounts.values().find(|a| a.login == wanted).map(|a| a.id).ok_or_else(|| {
            format!("find the account \"{login}\": nobody has this log-in name; list them with `dugai user list`")
        })
    }

    /// A problem by its id or by a number such as 市9; a number that several have is not guessed.
    ///
    /// # Errors
    /// When none or several have that number.
    pub async fn problem(&self, text: &str) -> Result<ProblemId, String> {
        if let Ok(id) = text.parse() {
            return Ok(id);
        }
        let query = dugai_app::register::Query { text: text.to_owned(), ..Default::default() };
        let page = self.office.register(&query, &self.system).await.map_err(|e| told("search")(&e))?;
        let exact: Vec<_> = page.rows.iter().filter(|r| r.number.split(' ').any(|n| n == text)).collect();
        match exact.as_slice() {
            [one] => Ok(ProblemId(one.id)),
            [] => Err(format!("find the problem \"{text}\": no problem has this id or number (as printed, like 市9)")),
            many => {
                let list: Vec<String> =
                    many.iter().map(|r| format!("{} ({}, {})", r.id.as_simple(), r.source_round, r.number)).collect();
                Err(format!(
                    "find the problem \"{text}\": several have this number; name one by its id: {}",
                    list.join("; ")
                ))
            }
        }
    }
}
