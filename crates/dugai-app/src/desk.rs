//! A person's own desk: what waits, what was done, what was told and read, kept filters; and the
//! few questions the register's pages ask beside the register itself.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use dugai_domain::actor::Actor;
use dugai_domain::ids::{AccountId, ProblemId};
use dugai_domain::problem::Recorded;
use dugai_domain::time::{Timestamp, day_from_number};
use dugai_store::desk::{Reader, ToldOf, ToldRow, read_write};
use dugai_store::people::{filter_out, filter_write, many_set, many_writes};
use dugai_store::register::TodoRow;
use jiff::civil::Date;
use uuid::Uuid;

use crate::act::recorded;
use crate::office::{Office, OfficeError};
use crate::register::{PAGE_MAX, Query, reader, scope_of};

/// What waits is counted by act up to so many things; beyond, the nearest due of them are.
pub const WALK: u32 = 10_000;
/// Read marks written at once.
const BATCH: usize = 500;
/// Most filters a person keeps.
pub const FILTERS_MAX: usize = 50;
/// For how long what was chosen for an act on many, and what became of it, is kept.
pub const MANY_DAYS: i64 = 30;
/// Longest name of a filter, in characters.
pub const FILTER_NAME_MAX: usize = 40;

/// What waits for a person, by act.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The rows asked for, nearest due day first.
    pub rows: Vec<TodoRow>,
    /// How many there are of the act asked for, or in all.
    pub total: u64,
    /// How many in all, whatever the act.
    pub all: u64,
    /// Codes of the acts, each with how often it waits.
    pub acts: Vec<(String, u64)>,
    /// Whether everything was looked at; if not, the counts by act are of the nearest due.
    pub whole: bool,
}

/// What a person was told on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldDay {
    /// The day.
    pub day: Date,
    /// Codes of the events with how often each was told, the most frequent first.
    pub kinds: Vec<(String, u64)>,
    /// How many lines.
    pub lines: u64,
    /// How many of them were not read.
    pub unread: u64,
    /// Number in the ledger of the newest.
    pub last: u64,
}

/// One thing a person did.
#[derive(Clone, Debug)]
pub struct DoneRow {
    /// Number in the ledger.
    pub seq: u64,
    /// The problem.
    pub problem: ProblemId,
    /// What was recorded.
    pub recorded: Recorded,
    /// Numbers of the problem.
    pub number: String,
    /// Its text; none when the person may no longer see it.
    pub title: Option<String>,
}

/// A kept filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFilter {
    /// Identity.
    pub id: Uuid,
    /// Name given.
    pub name: String,
    /// The query of an address, encoded.
    pub query: String,
}

impl Office {
    /// What waits for a person, and of which acts; with an act only its rows.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn waiting(&self, act: Option<&str>, actor: &Actor, page: (u32, u32)) -> Result<Waiting, OfficeError> {
        let query = Query::default();
        let (every, all) = self.todo(&query, actor, (0, WALK)).await?;
        let whole = all <= u64::from(WALK);
        let mut acts: BTreeMap<&str, u64> = BTreeMap::new();
        for row in &every {
            *acts.entry(&row.action).or_default() += 1;
        }
        let acts: Vec<(String, u64)> = acts.into_iter().map(|(code, n)| (code.to_owned(), n)).collect();
        let total = match act {
            Some(act) => acts.iter().find(|(code, _)| code == act).map_or(0, |(_, n)| *n),
            None => all,
        };
        let rows = if act.is_none() && !whole {
            self.todo(&query, actor, page).await?.0
        } else {
            let of_act = every.into_iter().filter(|row| act.is_none_or(|act| row.action == act));
            of_act.skip(page.0 as usize).take(page.1 as usize).collect()
        };
        Ok(Waiting { rows, total, all, acts, whole })
    }

    /// What a person did to problems, newest first, before a number of the ledger; and how much in all.
    ///
    /// # Errors
    /// When the store cannot be read or holds a record of an unknown form.
    pub async fn done(
        &self,
        actor: &Actor,
        before: Option<u64>,
        limit: u32,
    ) -> Result<(Vec<DoneRow>, u64), OfficeError> {
        let Some(account) = actor.account else { return Ok((Vec::new(), 0)) };
        let (events, total) = self.store.done_by(account.0, before.unwrap_or(u64::MAX), limit.min(PAGE_MAX)).await?;
        let mut known: BTreeMap<Uuid, (String, Option<String>)> = BTreeMap::new();
        let mut rows = Vec::new();
        for event in events {
            let problem = ProblemId(event.stream);
            let (number, title) = match known.entry(event.stream) {
                Entry::Occupied(named) => named.get().clone(),
                Entry::Vacant(unknown) => unknown.insert(self.named(problem, actor).await?).clone(),
            };
            rows.push(DoneRow { seq: event.seq, problem, recorded: recorded(&event)?, number, title });
        }
        Ok((rows, total))
    }

    /// Number and, for who may see it, text of a problem.
    async fn named(&self, id: ProblemId, actor: &Actor) -> Result<(String, Option<String>), OfficeError> {
        let Some(row) = self.store.listed(id.0).await? else { return Ok(Default::default()) };
        let seen = actor.sees_everything() || self.may_see(id, actor).await?;
        Ok((row.number, Some(row.title).filter(|_| seen)))
    }

    /// What a person was told, newest first, from an offset; and how much in all.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn told(
        &self,
        actor: &Actor,
        unread_only: bool,
        page: (u32, u32),
    ) -> Result<(Vec<ToldRow>, u64), OfficeError> {
        let Some(reader) = reader(actor) else { return Ok((Vec::new(), 0)) };
        let rows = self.store.told(&reader, ToldOf { unread_only, between: None }, page).await?;
        Ok((rows, self.store.told_count(&reader, unread_only).await?))
    }

    /// What a person was told, day by day with the counts of each kind, newest day first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn told_days(&self, actor: &Actor, unread_only: bool) -> Result<Vec<ToldDay>, OfficeError> {
        let Some(reader) = reader(actor) else { return Ok(Vec::new()) };
        let mut days: Vec<ToldDay> = Vec::new();
        for kind in self.store.told_days(&reader, unread_only).await? {
            let day = day_from_number(kind.day);
            if days.last().is_none_or(|d| d.day != day) {
                days.push(ToldDay { day, kinds: Vec::new(), lines: 0, unread: 0, last: 0 });
            }
            if let Some(found) = days.last_mut() {
                found.lines += kind.lines;
                found.unread += kind.unread;
                found.last = found.last.max(kind.last);
                found.kinds.push((kind.event, kind.lines));
            }
        }
        Ok(days)
    }

    /// What a person was told from one day to another, newest first, from an offset.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn told_on(
        &self,
        actor: &Actor,
        of: (bool, (Date, Date)),
        page: (u32, u32),
    ) -> Result<Vec<ToldRow>, OfficeError> {
        let Some(reader) = reader(actor) else { return Ok(Vec::new()) };
        let (unread_only, (from, to)) = of;
        let after = to.saturating_add(jiff::Span::new().days(1));
        let between = Some((Timestamp::at(from, 0, 0).0, Timestamp::at(after, 0, 0).0));
        Ok(self.store.told(&reader, ToldOf { unread_only, between }, page).await?)
    }

    /// How many lines a person was told and has not read.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unread(&self, actor: &Actor) -> Result<u64, OfficeError> {
        match reader(actor) {
            Some(reader) => Ok(self.store.told_count(&reader, true).await?),
            None => Ok(0),
        }
    }

    /// Marks one line (number of the event, place) as read by a person; one that was never told
    /// to this person is left alone. Tells whether it was marked now.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn mark_read(&self, line: (u64, u64), by: (&Actor, Timestamp)) -> Result<bool, OfficeError> {
        Ok(self.mark(by, |row| (row.seq, row.place) == line).await? > 0)
    }

    /// Marks everything that was told up to a number of the ledger as read by a person; what came
    /// after it was not on the page and stays unread. Tells how many lines were marked.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn mark_all_read(&self, up_to: u64, by: (&Actor, Timestamp)) -> Result<usize, OfficeError> {
        self.mark(by, |row| row.seq <= up_to).await
    }

    /// Marks what was told on a day, up to a number of the ledger, as read by a person. Tells how many
    /// lines were marked.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn mark_day_read(&self, day: Date, up_to: u64, by: (&Actor, Timestamp)) -> Result<usize, OfficeError> {
        self.mark(by, |row| row.seq <= up_to && Timestamp(row.at).day() == day).await
    }

    async fn mark(&self, by: (&Actor, Timestamp), meant: impl Fn(&ToldRow) -> bool) -> Result<usize, OfficeError> {
        let (actor, now) = by;
        let Some(Reader { account, .. }) = reader(actor) else { return Ok(0) };
        let unread = self.unread(actor).await?;
        let rows = self.told(actor, true, (0, u32::try_from(unread).unwrap_or(u32::MAX))).await?.0;
        let lines: Vec<(u64, u64)> = rows.iter().filter(|r| meant(r)).map(|r| (r.seq, r.place)).collect();
        for part in lines.chunks(BATCH) {
            self.write(part.iter().map(|line| read_write(account, *line, now.0)).collect()).await?;
        }
        Ok(lines.len())
    }

    /// The filters a person keeps, in the order in which they were made.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn saved_filters(&self, account: AccountId) -> Result<Vec<SavedFilter>, OfficeError> {
        let rows = self.store.saved_filters(account.0).await?;
        Ok(rows.into_iter().map(|(id, name, query)| SavedFilter { id, name, query }).collect())
    }

    /// Keeps a filter: a name and the query of an address.
    ///
    /// # Errors
    /// When the name is empty, too long or taken, or there are too many already.
    pub async fn save_filter(&self, account: AccountId, name: &str, query: &str) -> Result<Uuid, OfficeError> {
        crate::admin::need(name, "name")?;
        crate::text::keepable(query, "query")?;
        let name = name.trim();
        let field = |expected| Err(OfficeError::Field { field: "name", expected });
        if name.chars().count() > FILTER_NAME_MAX {
            return field("forty_characters");
        }
        let kept = self.saved_filters(account).await?;
        if kept.iter().any(|f| f.name == name) {
            return field("free_name");
        }
        if kept.len() >= FILTERS_MAX {
            return field("fifty_filters");
        }
        let id = self.tools.new_id();
        self.write(vec![filter_write(id, account.0, name, query)]).await?;
        Ok(id)
    }

    /// Forgets a filter of a person; somebody else's is left alone.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn drop_filter(&self, account: AccountId, id: Uuid) -> Result<(), OfficeError> {
        self.write(vec![filter_out(id, account.0)]).await
    }

    /// Keeps what a person chose for one act on many, under an id of its own; what is older than
    /// [`MANY_DAYS`] days is forgotten.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn keep_many(&self, body: &str, by: (AccountId, Timestamp)) -> Result<Uuid, OfficeError> {
        let (account, now) = by;
        let id = self.tools.new_id();
        let forgotten = now.0 - MANY_DAYS * 86_400_000_000;
        self.write(many_writes(id, account.0, (body, now.0), forgotten)).await?;
        Ok(id)
    }

    /// Keeps what became of it in its place.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn tell_many(&self, id: Uuid, body: &str, account: AccountId) -> Result<(), OfficeError> {
        self.write(vec![many_set(id, account.0, body)]).await
    }

    /// What a person chose for one act on many, or what became of it; nobody else's.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn many(&self, id: Uuid, account: AccountId) -> Result<Option<String>, OfficeError> {
        Ok(self.store.many(id, account.0).await?)
    }

    /// Rounds and documents of sources within an actor's sight, for a list to choose from.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn source_rounds(&self, actor: &Actor) -> Result<Vec<String>, OfficeError> {
        Ok(self.store.source_rounds(&scope_of(actor)).await?)
    }

    /// The only problem within an actor's sight that bears exactly this number, as `市9` or `9`;
    /// none where several do, or where what was typed stands in too many places to say.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn only_of_number(&self, typed: &str, actor: &Actor) -> Result<Option<ProblemId>, OfficeError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let query = Query { text: typed.to_owned(), per: PAGE_MAX, ..Query::default() };
        let page = self.register(&query, actor).await?;
        if page.total > u64::from(PAGE_MAX) {
            return Ok(None);
        }
        let mut hits = page.rows.iter().filter(|row| bears(&row.number, typed)).map(|row| ProblemId(row.id));
        let first = hits.next();
        Ok(first.filter(|_| hits.next().is_none()))
    }
}

/// Whether numbers as printed (`市9 县8`) are, or hold, the one typed, with or without its level.
fn bears(printed: &str, typed: &str) -> bool {
    let bare = |number: &str| number.trim_start_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned();
    printed == typed || printed.split(' ').any(|number| number == typed || bare(number) == typed)
}

#[cfg(test)]
mod tests {
    use super::bears;

    #[test]
    fn a_number_is_known_with_and_without_its_level() {
        assert!(bears("市9 县8", "市9"));
        assert!(bears("市9 县8", "8"));
        assert!(bears("市9 县8", "市9 县8"));
        assert!(bears("市YJ-2026-0008", "YJ-2026-0008"));
        assert!(!bears("市9 县8", "县9"));
        assert!(!bears("市91", "9"));
    }
}
