//! Which rows a filter holds, and a page of them in the order of a list.

use std::cell::{Cell, OnceCell};
use std::cmp::Ordering;
use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use uuid::Uuid;

use super::{Column, Key, Mirror};
use crate::register::filter::{Filter, Lack, NO_DAY, Range, Scope, Sort};
use crate::register::read::{Cut, CutValue, Facet};
use crate::register::turns::{HandCount, Mine};

/// Rows a filter holds.
pub(in crate::register) enum Chosen {
    /// Every row.
    All,
    /// These.
    Some(RoaringBitmap),
}

impl Chosen {
    fn and(&mut self, rows: RoaringBitmap) {
        match self {
            Self::All => *self = Self::Some(rows),
            Self::Some(so_far) => *so_far &= rows,
        }
    }

    fn keep(&mut self, everything: &RoaringBitmap, fits: impl Fn(u32) -> bool) {
        let from = match self {
            Self::All => everything,
            Self::Some(rows) => rows,
        };
        // Rows come in order: appending is cheaper than inserting.
        let kept = RoaringBitmap::from_sorted_iter(from.iter().filter(|r| fits(*r))).unwrap_or_default();
        *self = Self::Some(kept);
    }

    fn holds(&self, row: u32) -> bool {
        match self {
            Self::All => true,
            Self::Some(rows) => rows.contains(row),
        }
    }

    /// The same rows as single bits, for many questions in no order.
    fn bits(&self) -> Bits {
        let Self::Some(rows) = self else { return Bits(None) };
        let mut words = vec![0_u64; rows.max().map_or(0, |last| last as usize / 64 + 1)];
        for row in rows {
            if let Some(word) = words.get_mut(row as usize / 64) {
                *word |= 1 << (row % 64);
            }
        }
        Bits(Some(words))
    }
}

/// A bit a row; without words, every row.
struct Bits(Option<Vec<u64>>);

impl Bits {
    fn holds(&self, row: u32) -> bool {
        self.0.as_ref().is_none_or(|words| words.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1))
    }
}

/// Asks of one row after the other whether it was chosen. A page is mostly full after a few hundred rows: that
/// many are looked up in the compressed set. Only for a longer walk is it laid out as single bits, which
/// costs as much as some ten thousand look-ups and makes each of them cheap.
struct Asking<'a> {
    chosen: &'a Chosen,
    asked: Cell<u32>,
    bits: OnceCell<Bits>,
}

impl<'a> Asking<'a> {
    /// Look-ups before the bits are laid out.
    const FEW: u32 = 10_000;

    fn of(chosen: &'a Chosen) -> Self {
        Self { chosen, asked: Cell::new(0), bits: OnceCell::new() }
    }

    fn holds(&self, row: u32) -> bool {
        if self.asked.get() < Self::FEW {
            self.asked.set(self.asked.get() + 1);
            return self.chosen.holds(row);
        }
        self.bits.get_or_init(|| self.chosen.bits()).holds(row)
    }
}

impl Mirror {
    /// The rows of a filter; `found` are those that hold its text.
    pub(in crate::register) fn choose(&self, f: &Filter, found: Option<RoaringBitmap>) -> Chosen {
        let mut chosen = Chosen::All;
        match &f.scope {
            Scope::All => {}
            Scope::Public => chosen.and(self.public.clone()),
            Scope::Units(units) => {
                let mut rows = RoaringBitmap::new();
                units.iter().filter_map(|u| self.sight.get(u)).for_each(|seen| rows |= seen);
                chosen.and(rows);
            }
        }
        if let Some(found) = found {
            chosen.and(found);
        }
        let ints = |v: &[i64]| v.iter().map(|n| Key::Int(*n)).collect::<Vec<_>>();
        let ids = |id: Option<Uuid>| id.map(Key::Id).into_iter().collect::<Vec<_>>();
        let texts = |v: &[String]| v.iter().map(|t| Key::Text(t.as_str().into())).collect::<Vec<_>>();
        let asked = [
            (Column::Stage, ints(&f.stages)),
            (Column::Source, ints(&f.sources)),
            (Column::Guidance, ints(&f.guidance)),
            (Column::Kind, texts(&f.kinds)),
            (Column::Unit, ids(f.unit)),
            (Column::Supervisor, ids(f.supervisor)),
            (Column::County, ids(f.county)),
            (Column::Leader, ids(f.leader)),
            (Column::Group, ids(f.group)),
            (Column::SourceRound, texts(f.source_round.as_slice())),
        ];
        for (column, keys) in asked.into_iter().filter(|(_, keys)| !keys.is_empty()) {
            chosen.and(self.any(column, &keys));
        }
        for lack in &f.without {
            let column = match lack {
                Lack::Unit => Column::Unit,
                Lack::Supervisor => Column::Supervisor,
                Lack::County => Column::County,
                Lack::Leader => Column::Leader,
            };
            chosen.and(self.any(column, &[Key::Nothing]));
        }
        if f.level > 0 {
            chosen.and(self.at_least(Column::Level, f.level));
        }
        if f.rebounded {
            chosen.and(self.at_least(Column::Round, 2));
        }
        if let Some(waits) = &f.waits {
            let mut rows = RoaringBitmap::new();
            let asked = self.turns.iter().filter(|(t, _)| t.action == waits.action && t.starts <= waits.since);
            asked.for_each(|(_, waiting)| rows |= waiting);
            chosen.and(rows);
        }
        self.within(&mut chosen, f);
        chosen
    }

    /// Rows whose days lie in the ranges asked for.
    fn within(&self, chosen: &mut Chosen, f: &Filter) {
        let c = &self.columns;
        let dated = [(f.due, &c.due, true), (f.look_back, &c.look_back, false), (f.struck_off, &c.struck_off, false)];
        for (range, column, listed) in dated {
            if range == Range::default() {
                continue;
            }
            let from = range.from.unwrap_or(i64::MIN);
            // A row without a day fits no range.
            let to = range.to.unwrap_or(NO_DAY - 1);
            let day = |row: u32| column.get(row as usize).map_or(NO_DAY, |d| i64::from(*d));
            if listed && let Some(few) = self.few_due(chosen, (from, to)) {
                chosen.and(few);
                continue;
            }
            chosen.keep(&self.here, |row| (from..=to).contains(&day(row)));
        }
        for (range, column) in [(f.registered, &c.registered), (f.changed, &c.changed)] {
            if range == Range::default() {
                continue;
            }
            let span = range.from.unwrap_or(i64::MIN)..=range.to.unwrap_or(i64::MAX);
            chosen.keep(&self.here, |row| column.get(row as usize).is_some_and(|m| span.contains(m)));
        }
    }

    /// Rows due in a span of days, cut out of the list by due day; none where looking at the day of every
    /// chosen row costs less. Mostly few are overdue or near it, of many that are chosen.
    fn few_due(&self, chosen: &Chosen, (from, to): (i64, i64)) -> Option<RoaringBitmap> {
        /// To put a row number in its place costs about so many looks at a day.
        const LOOKS: u64 = 8;
        let list = self.orders.get(Sort::Due as usize)?;
        let day = |row: u32| self.columns.due.get(row as usize).map_or(NO_DAY, |d| i64::from(*d));
        let start = |row: u32| if day(row) < from { Ordering::Less } else { Ordering::Greater };
        let most = usize::try_from(self.count(chosen) / LOOKS).unwrap_or(usize::MAX);
        let mut rows: Vec<u32> = list.up(&start).take_while(|row| day(*row) <= to).take(most + 1).collect();
        if rows.len() > most {
            return None;
        }
        rows.sort_unstable();
        RoaringBitmap::from_sorted_iter(rows).ok()
    }

    fn values(&self, column: Column) -> Option<&BTreeMap<Key, RoaringBitmap>> {
        self.values.get(column as usize)
    }

    fn any(&self, column: Column, keys: &[Key]) -> RoaringBitmap {
        let mut rows = RoaringBitmap::new();
        let found = keys.iter().filter_map(|k| self.values(column)?.get(k));
        found.for_each(|one| rows |= one);
        rows
    }

    fn at_least(&self, column: Column, number: i64) -> RoaringBitmap {
        let mut rows = RoaringBitmap::new();
        let found = self.values(column).into_iter().flatten().filter(|(k, _)| matches!(k, Key::Int(n) if *n >= number));
        found.for_each(|(_, one)| rows |= one);
        rows
    }

    /// How many rows were chosen.
    pub(in crate::register) fn count(&self, chosen: &Chosen) -> u64 {
        match chosen {
            Chosen::All => self.here.len(),
            Chosen::Some(rows) => rows.len(),
        }
    }

    /// Values of a facet among the chosen rows, as texts (ids as 32 hex digits), and how many each.
    pub(in crate::register) fn count_by(&self, chosen: &Chosen, facet: Facet) -> Vec<(String, u64)> {
        let values = self.values(facet.column()).into_iter().flatten();
        let counted = values.map(|(key, rows)| (text(key), both(chosen, rows)));
        counted.filter(|(_, n)| *n > 0).collect()
    }

    /// The same by two facets.
    pub(in crate::register) fn count_by_two(
        &self,
        chosen: &Chosen,
        facets: (Facet, Facet),
    ) -> Vec<(String, String, u64)> {
        let mut counted = Vec::new();
        for (a, rows) in self.values(facets.0.column()).into_iter().flatten() {
            let rows = match chosen {
                Chosen::All => rows.clone(),
                Chosen::Some(some) => some & rows,
            };
            let part = Chosen::Some(rows);
            counted.extend(self.count_by(&part, facets.1).into_iter().map(|(b, n)| (text(a), b, n)));
        }
        counted
    }

    /// Rounds or documents of sources among the chosen rows, in order.
    pub(in crate::register) fn rounds(&self, chosen: &Chosen) -> Vec<String> {
        let values = self.values(Column::SourceRound).into_iter().flatten();
        values.filter(|(_, rows)| both(chosen, rows) > 0).map(|(key, _)| text(key)).collect()
    }

    /// Chosen rows in the order of a list: at most `limit`, downwards or upwards from a place.
    pub(in crate::register) fn page(
        &self,
        chosen: &Chosen,
        order: (Sort, bool),
        from: Option<&Cut>,
        limit: usize,
    ) -> Vec<u32> {
        let (sort, down) = order;
        // How a row stands to the place; without one, every row stands behind it, or before it.
        let side = |row: u32| match from {
            None if down => Ordering::Less,
            None => Ordering::Greater,
            Some(cut) => self.side(sort, row, cut),
        };
        // Of few rows the page is sorted; of many, the list is walked in its order until the page is full.
        // A step of the walk costs a fiftieth of what comparing two rows costs: with a million rows, both
        // ways cost the same where about a thousand are chosen.
        if let Chosen::Some(rows) = chosen
            && rows.len() <= self.here.len().isqrt()
        {
            let wanted = if down { Ordering::Less } else { Ordering::Greater };
            let mut rows: Vec<u32> = rows.iter().filter(|r| side(*r) == wanted).collect();
            let by = |a: &u32, b: &u32| {
                let up = self.columns.compare(sort, *a, *b);
                if down { up.reverse() } else { up }
            };
            if rows.len() > limit {
                rows.select_nth_unstable_by(limit, by);
                rows.truncate(limit);
            }
            rows.sort_unstable_by(by);
            return rows;
        }
        let Some(list) = self.orders.get(sort as usize) else { return Vec::new() };
        let wanted = Asking::of(chosen);
        if down {
            list.down(&side).filter(|r| wanted.holds(*r)).take(limit).collect()
        } else {
            // The row of the place itself was on the page before.
            let behind = list.up(&side).skip_while(|r| side(*r) != Ordering::Greater);
            behind.filter(|r| wanted.holds(*r)).take(limit).collect()
        }
    }

    /// How a row stands to a place in a list.
    fn side(&self, sort: Sort, row: u32, cut: &Cut) -> Ordering {
        let c = &self.columns;
        let at = row as usize;
        let by = match (&cut.value, sort) {
            (CutValue::Text(t), Sort::Number) => c.number_key.get(at).map(|k| (**k).cmp(t.as_str())),
            (CutValue::Int(n), Sort::Due) => c.due.get(at).map(|d| i64::from(*d).cmp(n)),
            (CutValue::Int(n), Sort::Changed) => c.changed.get(at).map(|m| m.cmp(n)),
            (CutValue::Int(n), Sort::Stage) => c.stage.get(at).map(|s| i64::from(*s).cmp(n)),
            // A place in another list: nothing stands behind it.
            _ => return Ordering::Equal,
        };
        by.unwrap_or(Ordering::Equal).then_with(|| c.id.get(at).cmp(&Some(&cut.id)))
    }

    /// What waits for a person among the chosen rows, nearest day first: row, act, that day.
    pub(in crate::register) fn todo(&self, mine: &Mine, chosen: &Chosen) -> Vec<(u32, &str, i32)> {
        let c = &self.columns;
        let mut list = Vec::new();
        for (action, rows) in self.todo_rows(mine) {
            let days = if action == "look_back" { &c.look_back } else { &c.due };
            let here = rows.iter().filter(|r| chosen.holds(*r));
            list.extend(here.map(|r| (days.get(r as usize).copied().unwrap_or(i32::MAX), r, action)));
        }
        list.sort_unstable_by(|a, b| {
            let id = |row: u32| c.id.get(row as usize);
            (a.0, id(a.1), a.2).cmp(&(b.0, id(b.1), b.2))
        });
        list.into_iter().map(|(day, row, action)| (row, action, day)).collect()
    }

    /// How many things wait for a person among the chosen rows.
    pub(in crate::register) fn todo_count(&self, mine: &Mine, chosen: &Chosen) -> u64 {
        self.todo_rows(mine).values().map(|rows| both(chosen, rows)).sum()
    }

    /// For whom things wait on a day, and how many for each.
    pub(in crate::register) fn hands(&self, today: i64) -> Vec<HandCount> {
        let mut by_hand: BTreeMap<_, u64> = BTreeMap::new();
        for (turn, rows) in self.turns.iter().filter(|(turn, _)| turn.starts <= today) {
            *by_hand.entry((turn.hand, turn.who, turn.role)).or_default() += rows.len();
        }
        by_hand.into_iter().map(|((hand, who, role), n)| HandCount { hand, who, role, n }).collect()
    }

    /// Rows by the act a person is to do.
    fn todo_rows(&self, mine: &Mine) -> BTreeMap<&str, RoaringBitmap> {
        let mut by_act: BTreeMap<&str, RoaringBitmap> = BTreeMap::new();
        for (turn, rows) in self.turns.iter().filter(|(turn, _)| mine.has(turn)) {
            *by_act.entry(turn.action.as_str()).or_default() |= rows;
        }
        by_act
    }
}

fn both(chosen: &Chosen, rows: &RoaringBitmap) -> u64 {
    match chosen {
        Chosen::All => rows.len(),
        Chosen::Some(some) => some.intersection_len(rows),
    }
}

fn text(key: &Key) -> String {
    match key {
        Key::Nothing => String::new(),
        Key::Int(n) => n.to_string(),
        Key::Text(t) => t.to_string(),
        Key::Id(id) => id.as_simple().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Asking, Chosen};

    #[test]
    fn a_row_is_chosen_or_not_however_many_were_asked_for() {
        let chosen = Chosen::Some((0..200_000).step_by(7).collect());
        let asking = Asking::of(&chosen);
        assert!((0..250_000).all(|row| asking.holds(row) == (row < 200_000 && row % 7 == 0)));
        assert!(asking.bits.get().is_some(), "so many are asked of the bits");
        let all = Asking::of(&Chosen::All);
        assert!((0..50_000).all(|row| all.holds(row)));
    }
}
