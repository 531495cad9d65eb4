//! Opening an office for a command, and finding people, units and problems by what a person types.

use std::path::Path;
use std::sync::Arc;

use dugai_app::act::ActError;
use dugai_app::import::ImportError;
use dugai_app::{Hold, Office, OfficeError, Setup, Store, Target};
use dugai_domain::actor::Actor;
use dugai_domain::ids::{AccountId, ProblemId, UnitId};
use dugai_domain::time::Timestamp;
use dugai_web::fault::Fault;
use dugai_web::words::{Lang, W};

use crate::config::Place;

/// An office, and the program itself as the one who acts.
pub struct Desk {
    /// The office.
    pub office: Office,
    /// The program itself, today.
    pub system: Actor,
}

/// Says what failed with everything behind it, in one line; what a use case refused, in the words
/// that the pages have for it.
pub fn told(doing: &str) -> impl Fn(&(dyn std::error::Error + 'static)) -> String + '_ {
    move |error| {
        let mut text = format!("{doing}: {}", link(error));
        let mut source = error.source();
        while let Some(inner) = source {
            text.push_str(&format!(": {}", link(inner)));
            source = inner.source();
        }
        text
    }
}

/// One error of a chain. Field and right are codes in it: they are said in both languages.
fn link(error: &(dyn std::error::Error + 'static)) -> String {
    let office = error.downcast_ref::<OfficeError>();
    // An error that only hands on another is never met itself: neither by display nor as a source.
    let office = office.or_else(|| match error.downcast_ref()? {
        ActError::Office(inner) => Some(inner),
        _ => None,
    });
    let office = office.or_else(|| match error.downcast_ref()? {
        ImportError::Office(inner) => Some(inner),
        _ => None,
    });
    let fault = match office {
        Some(OfficeError::Field { field, expected }) => Fault::Unusable(field, (*expected).to_owned()),
        Some(OfficeError::NotAllowed(what)) => Fault::NotAllowed(what),
        _ => return error.to_string(),
    };
    let said = |lang: Lang| {
        let w = W::new(lang);
        let lines = fault.lines(w, None);
        if lines.is_empty() { w.code("fault", fault.code()).to_owned() } else { lines.join("; ") }
    };
    format!("{} ({})", said(Lang::En), said(Lang::Zh))
}

/// A moment as messages print it: day and time of the office.
pub fn moment(at: Timestamp) -> String {
    let (hour, minute) = at.clock_face();
    format!("{} {hour:02}:{minute:02}", at.day())
}

/// The store of a place where something was founded, as it is: nothing is made and nothing migrated.
///
/// # Errors
/// When there is none, nothing was founded in it, or it cannot be opened.
pub async fn founded(target: &Target) -> Result<Store, String> {
    founded_in(target, Store::find(target).await.map_err(|e| told("open the store")(&e))?).await
}

/// What was found of a target, if something was founded in it.
///
/// # Errors
/// When there is no store, or nothing was founded in it.
pub async fn founded_in(target: &Target, store: Option<Store>) -> Result<Store, String> {
    let none = || match target {
        Target::Folder(folder) => format!(
            "open {}: there is no store in this folder; make one with `dugai init`, or name another with --data",
            folder.display()
        ),
        Target::Postgres { .. } => "open the store: nothing was founded in this database yet; run `dugai init` \
                                    first, or name another with --database-url"
            .to_owned(),
    };
    let store = store.ok_or_else(none)?;
    if store.next_event().await.map_err(|e| told("open the store")(&e))? == 0 {
        return Err("open the store: nothing was founded in it yet; run `dugai init` first".to_owned());
    }
    Ok(store)
}

/// The same, to work with: the folder of its key is there too, and it is held as `hold` says; then
/// every migration runs that has not run yet.
///
/// # Errors
/// As [`founded`], and when the folder is missing or held by others, or the schema newer than this program.
pub async fn held(target: &Target, hold: fn(&Path) -> Result<Hold, OfficeError>) -> Result<(Store, Hold), String> {
    let (store, folder) = (founded(target).await?, target.folder());
    if !folder.is_dir() {
        return Err(format!(
            "open {}: there is no such folder; name the one that holds vault.key of this store with --data",
            folder.display()
        ));
    }
    let hold = hold(folder).map_err(|e| told("open the office")(&e))?;
    store.migrate().await.map_err(|e| told("open the store")(&e))?;
    Ok((store, hold))
}

impl Desk {
    /// Opens the office of a place that was founded already.
    ///
    /// # Errors
    /// When there is no store, it cannot be opened, or nothing was founded in it.
    pub async fn open(place: &Place) -> Result<Self, String> {
        let target = place.target()?;
        let (store, hold) = held(&target, Hold::shared).await?;
        let desk = Self::on(place, store, hold).await?;
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
        let store = Store::open(&place.target()?).await.map_err(|e| told("open the store")(&e))?;
        let hold = Hold::shared(store.folder()).map_err(|e| told("open the office")(&e))?;
        Self::on(place, store, hold).await
    }

    /// Opens an office on a store, with its files where the settings say.
    async fn on(place: &Place, store: Store, hold: Hold) -> Result<Self, String> {
        let blobs = place.blobs(store.folder())?;
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

    /// Ends what a command began, so that nothing waits for a server: rows of changed rules are computed, and
    /// what was written is signed.
    ///
    /// # Errors
    /// When rows cannot be computed or the ledger not be signed; what was written stays.
    pub async fn settle(&self) -> Result<(), String> {
        let computed = self.office.reindex_if_due().await;
        computed.map_err(|e| told("it was done, and the register could not be computed anew")(&e))?;
        let followed = self.office.follow_ledger().await;
        followed.map(|_| ()).map_err(|e| told("it was done, and the ledger could not be signed")(&e))
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
        let exact: Vec<_> =
            page.rows.iter().filter(|r| r.number == text || r.number.split(' ').any(|n| n == text)).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands between marks, in every source below a folder.
    fn between(folder: &Path, marks: (&str, &str), into: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                between(&path, marks, into);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let found = text.split(marks.0).skip(1).filter_map(|rest| rest.split_once(marks.1));
                into.extend(found.map(|(inside, _)| inside.to_owned()));
            }
        }
    }

    #[test]
    fn what_a_use_case_refuses_is_said_in_words() {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dugai-app/src");
        let (mut fields, mut rights) = (Vec::new(), Vec::new());
        between(&sources, ("OfficeError::Field {", "}"), &mut fields);
        between(&sources, ("OfficeError::NotAllowed(\"", "\")"), &mut rights);
        let mut bare = Vec::new();
        for inside in &fields {
            // `field: "name", expected: "free_name"`; a name that is handed over has no quotes.
            let words: Vec<&str> = inside.split('"').collect();
            if let [_, field, _, expected, _] = words.as_slice() {
                let (field, expected): (&'static str, &'static str) =
                    (field.to_string().leak(), expected.to_string().leak());
                let said = told("try")(&OfficeError::Field { field, expected });
                let code = expected.contains('_') && said.contains(expected);
                if code || said.starts_with(&format!("try: {field}: ")) || said.starts_with("try: field") {
                    bare.push(said);
                }
            }
        }
        for what in &rights {
            let said = told("try")(&OfficeError::NotAllowed(what.clone().leak()));
            if said.contains(&format!("not allowed: {what}")) || !said.contains('(') {
                bare.push(said);
            }
        }
        assert!(fields.len() > 10 && rights.len() > 3, "{} {}", fields.len(), rights.len());
        assert_eq!(bare, Vec::<String>::new());
        let handed_on = told("act")(&ActError::from(OfficeError::NotAllowed("people")));
        assert!(handed_on.contains("单位和人员由系统管理员维护"), "{handed_on}");
    }
}
