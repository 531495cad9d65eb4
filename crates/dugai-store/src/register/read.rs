//! Reading the register: a page of rows with its exact count, counts by a facet, all rows in
//! batches for an export.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::filter::{Filter, Scope, Sort};
use super::mirror::Column;
use super::opt;
use super::turns::TurnRow;
use crate::{Row, Store, StoreError, Value};

/// Rows read by one statement, at most; and the sizes of the statements.
const PART: usize = 501;
const PARTS: [usize; 4] = [1, 21, 51, 201];

pub(super) const ONE: &str = "SELECT p.id, p.number_key, p.number, p.title, p.place, p.source_round, p.stage, p.source, p.guidance, p.level, p.unit, p.supervisor, p.county, p.leader, p.kind, p.due, p.whole_due, p.look_back, p.struck_off, p.round, p.percent, p.public, p.notice_until, p.registered, p.changed, p.group_lead FROM problem_index p WHERE p.id = $1";
pub(super) const KEY_OF: &str = "SELECT problem FROM problem_key WHERE key = $1";
pub(super) const KEYS_AFTER: &str = "SELECT key, problem FROM problem_key WHERE key > $1 ORDER BY key LIMIT $2";
pub(super) const BETWEEN: &str = "SELECT p.id, p.number_key, p.number, p.title, p.place, p.source_round, p.stage, p.source, p.guidance, p.level, p.unit, p.supervisor, p.county, p.leader, p.kind, p.due, p.whole_due, p.look_back, p.struck_off, p.round, p.percent, p.public, p.notice_until, p.registered, p.changed, p.group_lead, p.needle, p.sight, p.turns FROM problem_index p WHERE p.id > $1 AND p.id <= $2";
const COLUMNS: &str = "p.id, p.number_key, p.number, p.title, p.place, p.source_round, p.stage, p.source, p.guidance, p.level, p.unit, p.supervisor, p.county, p.leader, p.kind, p.due, p.whole_due, p.look_back, p.struck_off, p.round, p.percent, p.public, p.notice_until, p.registered, p.changed, p.group_lead";

/// One row of the register. Days are numbers; [`super::NO_DAY`] stands for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterRow {
    /// Problem.
    pub id: Uuid,
    /// Sort key of its numbers.
    pub number_key: String,
    /// Numbers as printed.
    pub number: String,
    /// Text.
    pub title: String,
    /// Place in words.
    pub place: String,
    /// Round or document of its source.
    pub source_round: String,
    /// Stage.
    pub stage: i64,
    /// Source kind.
    pub source: i64,
    /// Guidance class.
    pub guidance: i64,
    /// Supervision level.
    pub level: i64,
    /// First responsible unit.
    pub unit: Option<Uuid>,
    /// First supervising unit.
    pub supervisor: Option<Uuid>,
    /// County.
    pub county: Option<Uuid>,
    /// Leader in charge.
    pub leader: Option<Uuid>,
    /// First type code.
    pub kind: String,
    /// Nearest due day.
    pub due: i64,
    /// Day of the whole.
    pub whole_due: i64,
    /// Look-back day.
    pub look_back: i64,
    /// Day of strike-off.
    pub struck_off: i64,
    /// Life round.
    pub round: i64,
    /// Share of the measures done.
    pub percent: i64,
    /// Whether the public may see it.
    pub public: bool,
    /// Last day of its running notice.
    pub notice_until: i64,
    /// When it was registered, in microseconds.
    pub registered: i64,
    /// When it changed last, in microseconds.
    pub changed: i64,
    /// The problem that leads its group, when it was joined to one.
    pub group: Option<Uuid>,
}

impl RegisterRow {
    pub(super) fn params(&self) -> Vec<Value> {
        let n = |v: i64| Value::Int(v);
        vec![
            self.id.into(),
            self.number_key.as_str().into(),
            self.number.as_str().into(),
            self.title.as_str().into(),
            self.place.as_str().into(),
            self.source_round.as_str().into(),
            n(self.stage),
            n(self.source),
            n(self.guidance),
            n(self.level),
            opt(self.unit),
            opt(self.supervisor),
            opt(self.county),
            opt(self.leader),
            self.kind.as_str().into(),
            n(self.due),
            n(self.whole_due),
            n(self.look_back),
            n(self.struck_off),
            n(self.round),
            n(self.percent),
            self.public.into(),
            n(self.notice_until),
            n(self.registered),
            n(self.changed),
        ]
    }

    fn read(r: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: r.id(0)?,
            number_key: r.text(1)?.to_owned(),
            number: r.text(2)?.to_owned(),
            title: r.text(3)?.to_owned(),
            place: r.text(4)?.to_owned(),
            source_round: r.text(5)?.to_owned(),
            stage: r.int(6)?,
            source: r.int(7)?,
            guidance: r.int(8)?,
            level: r.int(9)?,
            unit: r.opt_id(10)?,
            supervisor: r.opt_id(11)?,
            county: r.opt_id(12)?,
            leader: r.opt_id(13)?,
            kind: r.text(14)?.to_owned(),
            due: r.int(15)?,
            whole_due: r.int(16)?,
            look_back: r.int(17)?,
            struck_off: r.int(18)?,
            round: r.int(19)?,
            percent: r.int(20)?,
            public: r.int(21)? == 1,
            notice_until: r.int(22)?,
            registered: r.int(23)?,
            changed: r.int(24)?,
            group: r.opt_id(25)?,
        })
    }

    /// The value of the column a list is sorted by, and the id: where the next page begins.
    #[must_use]
    pub fn cut(&self, sort: Sort) -> Cut {
        let value = match sort {
            Sort::Number => CutValue::Text(self.number_key.clone()),
            Sort::Due => CutValue::Int(self.due),
            Sort::Changed => CutValue::Int(self.changed),
            Sort::Stage => CutValue::Int(self.stage),
        };
        Cut { value, id: self.id }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CutValue {
    Text(String),
    Int(i64),
}

/// A place in a sorted list, between two rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    pub(super) value: CutValue,
    pub(super) id: Uuid,
}

impl Cut {
    /// The form in addresses: `t`ext or `n`umber, the value, `~`, the id.
    #[must_use]
    pub fn code(&self) -> String {
        let id = self.id.as_simple();
        match &self.value {
            CutValue::Text(t) => format!("t{t}~{id}"),
            CutValue::Int(n) => format!("n{n}~{id}"),
        }
    }

    /// Reads what [`Cut::code`] wrote; `None` for anything else, or for another order's cut.
    #[must_use]
    pub fn parse(code: &str, sort: Sort) -> Option<Self> {
        let (value, id) = code.rsplit_once('~')?;
        let id = Uuid::parse_str(id).ok()?;
        let value = match (value.split_at_checked(1)?, sort) {
            (("t", text), Sort::Number) => CutValue::Text(text.to_owned()),
            (("n", number), Sort::Due | Sort::Changed | Sort::Stage) => CutValue::Int(number.parse().ok()?),
            _ => return None,
        };
        Some(Self { value, id })
    }
}

/// A page of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Rows.
    pub rows: Vec<RegisterRow>,
    /// Whether more follow in the direction read.
    pub more: bool,
    /// How many rows the filter holds, exactly.
    pub total: u64,
}

/// By what rows are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// Stage.
    Stage,
    /// Source kind.
    Source,
    /// First responsible unit.
    Unit,
    /// County.
    County,
    /// First type.
    Kind,
    /// Guidance class.
    Guidance,
    /// Supervision level.
    Level,
}

impl Facet {
    pub(super) fn column(self) -> Column {
        match self {
            Self::Stage => Column::Stage,
            Self::Source => Column::Source,
            Self::Unit => Column::Unit,
            Self::County => Column::County,
            Self::Kind => Column::Kind,
            Self::Guidance => Column::Guidance,
            Self::Level => Column::Level,
        }
    }
}

impl Store {
    /// A page of rows from a place on, forwards or backwards in the order; the rows come in
    /// the list's order either way. And how many rows the filter holds, exactly.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn list(
        &self,
        filter: &Filter,
        order: (Sort, bool),
        from: Option<(&Cut, bool)>,
        limit: u32,
    ) -> Result<Listed, StoreError> {
        let (sort, descending) = order;
        let backwards = from.is_some_and(|(_, back)| back);
        let down = descending != backwards;
        let found = self.found(filter).await?;
        let size = limit as usize;
        let (mut places, total) = self.mirrored(|mirror| {
            let chosen = mirror.choose(filter, found);
            let cut = from.map(|(cut, _)| cut);
            (mirror.page(&chosen, (sort, down), cut, size + 1), mirror.count(&chosen))
        });
        let more = places.len() > size;
        places.truncate(size);
        if backwards {
            places.reverse();
        }
        let mut found = self.rows_at(&places).await?;
        Ok(Listed { rows: places.iter().filter_map(|place| found.remove(place)).collect(), more, total })
    }

    /// Rows by their numbers in the database.
    pub(super) async fn rows_at(&self, places: &[u32]) -> Result<BTreeMap<u32, RegisterRow>, StoreError> {
        let mut rows = BTreeMap::new();
        for part in places.chunks(PART) {
            // The last is named again until the list is full, so that there are few statements.
            let size = PARTS.into_iter().find(|size| part.len() <= *size).unwrap_or(PART);
            let last = part.last().copied().unwrap_or_default();
            let mut wanted: Vec<Value> = part.iter().map(|place| i64::from(*place).into()).collect();
            wanted.resize(size, i64::from(last).into());
            let holes: Vec<String> = (1..=size).map(|n| format!("${n}")).collect();
            let sql = format!("SELECT {COLUMNS}, p.ord FROM problem_index p WHERE p.ord IN ({})", holes.join(", "));
            for r in &self.query(&sql, &wanted).await? {
                rows.insert(r.int(26)? as u32, RegisterRow::read(r)?);
            }
        }
        Ok(rows)
    }

    /// How many rows a filter holds, exactly.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn count(&self, filter: &Filter) -> Result<u64, StoreError> {
        let found = self.found(filter).await?;
        Ok(self.mirrored(|mirror| mirror.count(&mirror.choose(filter, found))))
    }

    /// One row, if it exists.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn listed(&self, id: Uuid) -> Result<Option<RegisterRow>, StoreError> {
        self.query(ONE, &[id.into()]).await?.first().map(RegisterRow::read).transpose()
    }

    /// Counts by a facet: number or text of the value (ids as 32 hex digits), and how many.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn count_by(&self, filter: &Filter, facet: Facet) -> Result<Vec<(String, u64)>, StoreError> {
        let found = self.found(filter).await?;
        Ok(self.mirrored(|mirror| mirror.count_by(&mirror.choose(filter, found), facet)))
    }

    /// Counts by two facets.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn count_by_two(
        &self,
        filter: &Filter,
        facets: (Facet, Facet),
    ) -> Result<Vec<(String, String, u64)>, StoreError> {
        let found = self.found(filter).await?;
        Ok(self.mirrored(|mirror| mirror.count_by_two(&mirror.choose(filter, found), facets)))
    }

    /// Distinct rounds or documents of sources, in order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn source_rounds(&self, scope: &Scope) -> Result<Vec<String>, StoreError> {
        let filter = Filter::of(scope.clone());
        let found = self.found(&filter).await?;
        Ok(self.mirrored(|mirror| mirror.rounds(&mirror.choose(&filter, found))))
    }

    /// What the register keeps of the problems after one id up to another, as `verify` compares it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn indexed_between(&self, ids: (Uuid, Uuid)) -> Result<BTreeMap<Uuid, super::Indexed>, StoreError> {
        let span = [ids.0.into(), ids.1.into()];
        let mut found = BTreeMap::new();
        for r in &self.query(BETWEEN, &span).await? {
            let row = RegisterRow::read(r)?;
            let kept = super::Indexed {
                scope: super::sight(r.bytes(27)?)?,
                turns: TurnRow::decode(r.text(28)?)?,
                text: r.text(26)?.to_owned(),
                row,
            };
            found.insert(kept.row.id, kept);
        }
        Ok(found)
    }
}
