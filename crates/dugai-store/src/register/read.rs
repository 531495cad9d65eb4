//! Reading the register: a page of rows with its exact count, counts by a facet, all rows in
//! batches for an export.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::filter::{Built, Filter, Scope, Sort};
use super::{each, opt};
use crate::{Row, Store, StoreError, Value};

pub(super) const ONE: &str = "SELECT p.id, p.number_key, p.number, p.title, p.place, p.source_round, p.stage, p.source, p.guidance, p.level, p.unit, p.supervisor, p.county, p.leader, p.kind, p.due, p.whole_due, p.look_back, p.struck_off, p.round, p.percent, p.public, p.notice_until, p.registered, p.changed, p.needle FROM problem_index p WHERE p.id = $1";
pub(super) const KEY_OF: &str = "SELECT problem FROM problem_key WHERE key = $1";
pub(super) const BETWEEN: &str = "SELECT p.id, p.number_key, p.number, p.title, p.place, p.source_round, p.stage, p.source, p.guidance, p.level, p.unit, p.supervisor, p.county, p.leader, p.kind, p.due, p.whole_due, p.look_back, p.struck_off, p.round, p.percent, p.public, p.notice_until, p.registered, p.changed, p.needle FROM problem_index p WHERE p.id > $1 AND p.id <= $2";
pub(super) const SCOPES_BETWEEN: &str =
    "SELECT unit, problem FROM problem_scope WHERE problem > $1 AND problem <= $2 ORDER BY problem, unit";
pub(super) const TURNS_BETWEEN: &str = "SELECT hand, who, role, action, starts, problem FROM problem_turn WHERE problem > $1 AND problem <= $2 ORDER BY problem, hand, who, role, action, starts";
/// Each round is found behind the one before it: as many look-ups as there are rounds, however
/// many problems.
pub(super) const ROUNDS: &str = "WITH RECURSIVE step(name) AS (SELECT MIN(source_round) FROM problem_index UNION ALL SELECT (SELECT MIN(p.source_round) FROM problem_index p WHERE p.source_round > step.name) FROM step WHERE step.name IS NOT NULL) SELECT name FROM step WHERE name IS NOT NULL";
const COLUMNS: &str = "p.id, p.number_key, p.number, p.title, p.place, p.source_round, p.stage, p.source, p.guidance, p.level, p.unit, p.supervisor, p.county, p.leader, p.kind, p.due, p.whole_due, p.look_back, p.struck_off, p.round, p.percent, p.public, p.notice_until, p.registered, p.changed";

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
}

impl RegisterRow {
    pub(super) fn params(&self, needle: &str) -> Vec<Value> {
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
            needle.into(),
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
enum CutValue {
    Text(String),
    Int(i64),
}

/// A place in a sorted list, between two rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    value: CutValue,
    id: Uuid,
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
    fn column(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Source => "source",
            Self::Unit => "unit",
            Self::County => "county",
            Self::Kind => "kind",
            Self::Guidance => "guidance",
            Self::Level => "level",
        }
    }
}

impl Store {
    /// A page of rows from a place on, forwards or backwards in the order; the rows come in
    /// the list's order either way.
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
        let wide = self.is_wide(filter).await?;
        let mut built = Built::within(filter, self.is_postgres(), wide);
        let column = sort.column();
        if let Some((cut, _)) = from {
            let value = match &cut.value {
                CutValue::Text(t) => built.param(t.as_str().into()),
                CutValue::Int(n) => built.param((*n).into()),
            };
            let id = built.param(cut.id.into());
            let operator = if down { "<" } else { ">" };
            built.clauses.push(format!("(p.{column}, p.id) {operator} ({value}, {id})"));
        }
        let place = built.param(i64::from(limit + 1).into());
        let way = if down { "DESC" } else { "ASC" };
        let sql = format!(
            "SELECT {COLUMNS} FROM problem_index p WHERE {} ORDER BY p.{column} {way}, p.id {way} LIMIT {place}",
            built.condition()
        );
        let found = self.query(&sql, &built.params).await?;
        let more = found.len() > limit as usize;
        let mut rows = each(found.get(..found.len().min(limit as usize)).unwrap_or(&found), RegisterRow::read)?;
        if backwards {
            rows.reverse();
        }
        Ok(Listed { rows, more })
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
        let built = Built::new(filter, self.is_postgres());
        let column = facet.column();
        let sql =
            format!("SELECT p.{column}, COUNT(*) FROM problem_index p WHERE {} GROUP BY p.{column}", built.condition());
        each(&self.query(&sql, &built.params).await?, |r| Ok((key(r)?, r.int(1)? as u64)))
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
        let built = Built::new(filter, self.is_postgres());
        let (a, b) = (facets.0.column(), facets.1.column());
        let sql = format!(
            "SELECT p.{a}, p.{b}, COUNT(*) FROM problem_index p WHERE {} GROUP BY p.{a}, p.{b}",
            built.condition()
        );
        each(&self.query(&sql, &built.params).await?, |r| Ok((key(r)?, key_at(r, 1)?, r.int(2)? as u64)))
    }

    /// Distinct rounds or documents of sources, in order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn source_rounds(&self, scope: &Scope) -> Result<Vec<String>, StoreError> {
        if *scope == Scope::All {
            return each(&self.query(ROUNDS, &[]).await?, |r| r.text(0).map(str::to_owned));
        }
        let built = Built::new(&Filter::of(scope.clone()), self.is_postgres());
        let condition = built.condition();
        let sql =
            format!("SELECT DISTINCT p.source_round FROM problem_index p WHERE {condition} ORDER BY p.source_round");
        each(&self.query(&sql, &built.params).await?, |r| r.text(0).map(str::to_owned))
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
            let text = r.text(25)?.to_owned();
            found.insert(row.id, super::Indexed { row, scope: Vec::new(), turns: Vec::new(), text });
        }
        for r in &self.query(SCOPES_BETWEEN, &span).await? {
            if let Some(one) = found.get_mut(&r.id(1)?) {
                one.scope.push(r.id(0)?);
            }
        }
        for r in &self.query(TURNS_BETWEEN, &span).await? {
            if let Some(one) = found.get_mut(&r.id(5)?) {
                one.turns.push(super::TurnRow::read(r)?);
            }
        }
        Ok(found)
    }
}

fn key(r: &Row) -> Result<String, StoreError> {
    key_at(r, 0)
}

fn key_at(r: &Row, i: usize) -> Result<String, StoreError> {
    Ok(match r.0.get(i) {
        Some(Value::Int(n)) => n.to_string(),
        Some(Value::Text(t)) => t.clone(),
        Some(Value::Bytes(_)) => r.id(i)?.as_simple().to_string(),
        _ => String::new(),
    })
}
