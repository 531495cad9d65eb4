//! One filter over the register as a WHERE clause with parameters, for both engines.

use uuid::Uuid;

use crate::Value;
use crate::text;

/// The number that stands for "no day" in every day column.
pub const NO_DAY: i64 = 9_999_999;

/// A range of day numbers, both ends inclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// From.
    pub from: Option<i64>,
    /// To; a row without a day never fits an upper end.
    pub to: Option<i64>,
}

/// Who reads: everything, or what some units may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    All,
    /// Rows whose scope holds one of the units.
    Units(Vec<Uuid>),
    /// Rows the public may see.
    Public,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By number.
    #[default]
    Number,
    /// By the nearest due day.
    Due,
    /// By the last change.
    Changed,
    /// By stage.
    Stage,
}

impl Sort {
    /// Its column.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Number => "number_key",
            Self::Due => "due",
            Self::Changed => "changed",
            Self::Stage => "stage",
        }
    }
}

/// What rows are asked for. Empty lists and `None` ask for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Who reads.
    pub scope: Scope,
    /// Stages, as numbers.
    pub stages: Vec<i64>,
    /// Source kinds, as numbers.
    pub sources: Vec<i64>,
    /// Guidance classes, as numbers.
    pub guidance: Vec<i64>,
    /// First type codes.
    pub kinds: Vec<String>,
    /// First responsible unit.
    pub unit: Option<Uuid>,
    /// First supervising unit.
    pub supervisor: Option<Uuid>,
    /// County.
    pub county: Option<Uuid>,
    /// Leader in charge.
    pub leader: Option<Uuid>,
    /// At least this supervision level.
    pub level: i64,
    /// Nearest due day.
    pub due: Range,
    /// Look-back day.
    pub look_back: Range,
    /// Day of strike-off.
    pub struck_off: Range,
    /// Moment of registration, in microseconds.
    pub registered: Range,
    /// Last change, in microseconds.
    pub changed: Range,
    /// Only second and later life rounds.
    pub rebounded: bool,
    /// Round or document of the source, exactly.
    pub source_round: Option<String>,
    /// A text anywhere in number, text, place, goal, class.
    pub text: String,
}

impl Filter {
    /// Everything that a scope holds.
    #[must_use]
    pub fn of(scope: Scope) -> Self {
        Self {
            scope,
            stages: Vec::new(),
            sources: Vec::new(),
            guidance: Vec::new(),
            kinds: Vec::new(),
            unit: None,
            supervisor: None,
            county: None,
            leader: None,
            level: 0,
            due: Range::default(),
            look_back: Range::default(),
            struck_off: Range::default(),
            registered: Range::default(),
            changed: Range::default(),
            rebounded: false,
            source_round: None,
            text: String::new(),
        }
    }
}

/// A statement under construction: clauses and their parameters.
pub(crate) struct Built {
    /// Clauses, joined by AND.
    pub clauses: Vec<String>,
    /// Parameters.
    pub params: Vec<Value>,
    /// What stands before a column.
    plus: &'static str,
}

impl Built {
    /// The clauses of a filter. `postgres` says which engine will run them.
    pub(crate) fn new(filter: &Filter, postgres: bool) -> Self {
        Self::within(filter, postgres, false)
    }

    /// The same. A `wide` filter holds so much that walking the list in its order meets a full page
    /// early, where sorting all it holds would read all of it: no condition may choose an index then,
    /// which a plus sign before a column says to SQLite, and each row is looked up in the scope.
    pub(crate) fn within(filter: &Filter, postgres: bool, wide: bool) -> Self {
        let mut b = Self { clauses: Vec::new(), params: Vec::new(), plus: if wide { "+" } else { "" } };
        b.scope(&filter.scope, wide);
        b.one_of("stage", filter.stages.iter().map(|v| Value::Int(*v)));
        b.one_of("source", filter.sources.iter().map(|v| Value::Int(*v)));
        b.one_of("guidance", filter.guidance.iter().map(|v| Value::Int(*v)));
        b.one_of("kind", filter.kinds.iter().map(|v| v.as_str().into()));
        let ids = [
            ("unit", filter.unit),
            ("supervisor", filter.supervisor),
            ("county", filter.county),
            ("leader", filter.leader),
        ];
        for (column, id) in ids {
            b.one_of(column, id.into_iter().map(Value::from));
        }
        b.one_of("source_round", filter.source_round.iter().map(|v| v.as_str().into()));
        if filter.level > 0 {
            b.compare("level", ">=", filter.level);
        }
        if filter.rebounded {
            b.compare("round", ">=", 2);
        }
        let ranges = [
            ("due", filter.due),
            ("look_back", filter.look_back),
            ("struck_off", filter.struck_off),
            ("registered", filter.registered),
            ("changed", filter.changed),
        ];
        for (column, range) in ranges {
            if let Some(from) = range.from {
                b.compare(column, ">=", from);
                if range.to.is_none() && !matches!(column, "registered" | "changed") {
                    b.compare(column, "<", NO_DAY);
                }
            }
            if let Some(to) = range.to {
                b.compare(column, "<=", to);
            }
        }
        b.search(&text::normalise(&filter.text), filter.text.trim().is_empty(), postgres);
        b
    }

    /// Adds a parameter and gives its place.
    pub(crate) fn param(&mut self, value: Value) -> String {
        self.params.push(value);
        format!("${}", self.params.len())
    }

    fn compare(&mut self, column: &str, operator: &str, value: i64) {
        let place = self.param(value.into());
        self.clauses.push(format!("{}p.{column} {operator} {place}", self.plus));
    }

    fn one_of(&mut self, column: &str, values: impl Iterator<Item = Value>) {
        let places: Vec<String> = values.map(|v| self.param(v)).collect();
        match places.as_slice() {
            [] => {}
            [one] => self.clauses.push(format!("{}p.{column} = {one}", self.plus)),
            many => self.clauses.push(format!("{}p.{column} IN ({})", self.plus, many.join(", "))),
        }
    }

    fn scope(&mut self, scope: &Scope, wide: bool) {
        match scope {
            Scope::All => {}
            Scope::Public => self.clauses.push(format!("{}p.public = 1", self.plus)),
            Scope::Units(units) if units.is_empty() => self.clauses.push("1 = 0".to_owned()),
            Scope::Units(units) => {
                let places: Vec<String> = units.iter().map(|u| self.param((*u).into())).collect();
                let places = places.join(", ");
                self.clauses.push(if wide {
                    format!("EXISTS (SELECT 1 FROM problem_scope s WHERE s.problem = p.id AND s.unit IN ({places}))")
                } else {
                    format!("p.id IN (SELECT s.problem FROM problem_scope s WHERE s.unit IN ({places}))")
                });
            }
        }
    }

    /// A text of punctuation alone finds nothing: it stands nowhere in what is searched.
    fn search(&mut self, normal: &str, absent: bool, postgres: bool) {
        if absent {
            return;
        }
        let length = normal.chars().count();
        if length == 0 {
            self.clauses.push("1 = 0".to_owned());
        } else if postgres {
            let words = self.param(text::words(normal).into());
            let mut clause = format!(
                "p.id IN (SELECT t.problem FROM problem_text t WHERE t.words @> string_to_array({words}, ' '))"
            );
            if length > 2 {
                let needle = self.param(normal.into());
                clause.push_str(&format!(" AND strpos(p.needle, {needle}) > 0"));
            }
            self.clauses.push(clause);
        } else {
            let phrase = if length == 1 {
                format!("singles : \"{normal}\"")
            } else {
                format!("pairs : \"{}\"", text::pairs(normal))
            };
            let place = self.param(phrase.into());
            self.clauses.push(format!(
                "{}p.rowid IN (SELECT t.rowid FROM problem_text t WHERE problem_text MATCH {place})",
                self.plus
            ));
        }
    }

    /// The whole condition.
    pub(crate) fn condition(&self) -> String {
        if self.clauses.is_empty() { "1 = 1".to_owned() } else { self.clauses.join(" AND ") }
    }
}
