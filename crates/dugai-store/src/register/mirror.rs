//! The register in memory: what lists filter, count and sort by, of every problem.
//!
//! A count over a million rows costs a database tens of milliseconds and this a few microseconds,
//! because each value of each column is a compressed set of row numbers. The database holds the rows
//! and stays the truth: every write of a row takes the next stamp, and a reader first asks which stamp
//! was given last and reads the rows written since. So a list holds what was committed before it was
//! asked for, whichever process committed it. Not here: texts and pages of rows (`read`, `search`).

mod grams;
mod order;
mod select;

use std::collections::{BTreeMap, HashMap};

use roaring::RoaringBitmap;
use uuid::Uuid;

use super::filter::Sort;
use super::turns::TurnRow;
use crate::{Row, StoreError};
use grams::Grams;
use order::Order;

/// A column whose values are few: rows are kept by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Stage,
    Source,
    Guidance,
    Level,
    Unit,
    Supervisor,
    County,
    Leader,
    Kind,
    Round,
    SourceRound,
    Group,
}

impl Column {
    const COUNT: usize = 12;
}

/// A value of such a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Nothing,
    Int(i64),
    Text(Box<str>),
    Id(Uuid),
}

impl From<Option<Uuid>> for Key {
    fn from(id: Option<Uuid>) -> Self {
        id.map_or(Self::Nothing, Self::Id)
    }
}

/// One row, read from the database.
pub(super) struct Entry {
    ord: u32,
    id: Uuid,
    number_key: Box<str>,
    keys: [Key; Column::COUNT],
    due: i32,
    look_back: i32,
    struck_off: i32,
    public: bool,
    registered: i64,
    changed: i64,
    sight: Vec<Uuid>,
    turns: Vec<TurnRow>,
    needle: Box<str>,
}

impl Entry {
    /// Reads the columns of `fresh::SINCE` and `fresh::PART`.
    pub(super) fn read(r: &Row) -> Result<Self, StoreError> {
        let day = |at: usize| r.int(at).map(|n| i32::try_from(n).unwrap_or(i32::MAX));
        let text = |at: usize| r.text(at).map(|t| Key::Text(t.into()));
        let int = |at: usize| r.int(at).map(Key::Int);
        let ord = r.int(0)?;
        Ok(Self {
            ord: u32::try_from(ord)
                .map_err(|_| StoreError::inconsistent("problem_index", ord, "more rows than can be numbered"))?,
            id: r.id(1)?,
            number_key: r.text(2)?.into(),
            keys: [
                int(4)?,
                int(5)?,
                int(6)?,
                int(7)?,
                r.opt_id(8)?.into(),
                r.opt_id(9)?.into(),
                r.opt_id(10)?.into(),
                r.opt_id(11)?.into(),
                text(12)?,
                int(16)?,
                text(3)?,
                r.opt_id(23)?.into(),
            ],
            due: day(13)?,
            look_back: day(14)?,
            struck_off: day(15)?,
            public: r.int(17)? == 1,
            registered: r.int(18)?,
            changed: r.int(19)?,
            sight: super::sight(r.bytes(20)?)?,
            turns: TurnRow::decode(r.text(21)?)?,
            needle: r.text(22)?.into(),
        })
    }
}

/// Columns by row number; a number without a row holds what is never read.
#[derive(Default)]
struct Columns {
    id: Vec<Uuid>,
    number_key: Vec<Box<str>>,
    stage: Vec<u8>,
    due: Vec<i32>,
    look_back: Vec<i32>,
    struck_off: Vec<i32>,
    registered: Vec<i64>,
    changed: Vec<i64>,
}

/// The register in memory.
#[derive(Default)]
pub(crate) struct Mirror {
    here: RoaringBitmap,
    columns: Columns,
    values: [BTreeMap<Key, RoaringBitmap>; Column::COUNT],
    public: RoaringBitmap,
    sight: HashMap<Uuid, RoaringBitmap>,
    turns: HashMap<TurnRow, RoaringBitmap>,
    orders: [Order; Sort::ALL.len()],
    grams: Grams,
}

impl Mirror {
    /// Takes rows into an empty mirror; [`Mirror::sort`] must follow the last.
    pub(super) fn fill(&mut self, entries: Vec<Entry>) {
        if self.here.is_empty() {
            self.grams = Grams::guess(entries.iter().map(|e| &*e.needle));
        }
        for entry in entries {
            self.put(entry);
        }
    }

    /// Puts every row in its place in every order.
    pub(super) fn sort(&mut self) {
        for sort in Sort::ALL {
            let mut all: Vec<u32> = self.here.iter().collect();
            all.sort_unstable_by(|a, b| self.columns.compare(sort, *a, *b));
            if let Some(order) = self.orders.get_mut(sort as usize) {
                *order = Order::of(&all);
            }
        }
    }

    /// The rows that hold a character or a pair of them; `None` where the database must be asked.
    pub(super) fn holding(&self, word: &str) -> Option<&RoaringBitmap> {
        self.grams.rows(word)
    }

    /// Takes rows that were written.
    pub(super) fn change(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            let ord = entry.ord;
            if self.here.contains(ord) {
                self.remove(ord);
            }
            self.put(entry);
            for sort in Sort::ALL {
                let columns = &self.columns;
                if let Some(order) = self.orders.get_mut(sort as usize) {
                    order.insert(ord, |other| columns.compare(sort, other, ord));
                }
            }
        }
    }

    /// Takes a row out of every order and every set.
    fn remove(&mut self, ord: u32) {
        for sort in Sort::ALL {
            let columns = &self.columns;
            if let Some(order) = self.orders.get_mut(sort as usize) {
                order.remove(ord, |other| columns.compare(sort, other, ord));
            }
        }
        for values in &mut self.values {
            values.retain(|_, rows| !(rows.remove(ord) && rows.is_empty()));
        }
        self.sight.retain(|_, rows| !(rows.remove(ord) && rows.is_empty()));
        self.turns.retain(|_, rows| !(rows.remove(ord) && rows.is_empty()));
        self.public.remove(ord);
        self.grams.remove(ord);
        self.here.remove(ord);
    }

    /// Puts a row into the columns and the sets, not into the orders.
    fn put(&mut self, entry: Entry) {
        let ord = entry.ord;
        let stage = match entry.keys.first() {
            Some(Key::Int(n)) => u8::try_from(*n).unwrap_or(u8::MAX),
            _ => u8::MAX,
        };
        for (values, key) in self.values.iter_mut().zip(entry.keys) {
            values.entry(key).or_default().insert(ord);
        }
        for unit in entry.sight {
            self.sight.entry(unit).or_default().insert(ord);
        }
        for turn in entry.turns {
            self.turns.entry(turn).or_default().insert(ord);
        }
        if entry.public {
            self.public.insert(ord);
        }
        self.grams.put(ord, &entry.needle);
        self.here.insert(ord);
        let c = &mut self.columns;
        let at = ord as usize;
        place(&mut c.id, at, entry.id);
        place(&mut c.number_key, at, entry.number_key);
        place(&mut c.stage, at, stage);
        place(&mut c.due, at, entry.due);
        place(&mut c.look_back, at, entry.look_back);
        place(&mut c.struck_off, at, entry.struck_off);
        place(&mut c.registered, at, entry.registered);
        place(&mut c.changed, at, entry.changed);
    }
}

/// Sets the value of a row, however long the column is.
fn place<T: Default + Clone>(column: &mut Vec<T>, at: usize, value: T) {
    if column.len() <= at {
        column.resize(at + 1, T::default());
    }
    if let Some(slot) = column.get_mut(at) {
        *slot = value;
    }
}

impl Columns {
    /// The order of two rows in a list: by the column, then by the id.
    fn compare(&self, sort: Sort, a: u32, b: u32) -> std::cmp::Ordering {
        let (a, b) = (a as usize, b as usize);
        let by = match sort {
            Sort::Number => self.number_key.get(a).cmp(&self.number_key.get(b)),
            Sort::Due => self.due.get(a).cmp(&self.due.get(b)),
            Sort::Changed => self.changed.get(a).cmp(&self.changed.get(b)),
            Sort::Stage => self.stage.get(a).cmp(&self.stage.get(b)),
        };
        by.then_with(|| self.id.get(a).cmp(&self.id.get(b)))
    }
}
