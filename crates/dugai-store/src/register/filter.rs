//! One filter over the register: what rows are asked for, by whom, in which order.

use uuid::Uuid;

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

/// A party that a row may be without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// No responsible unit.
    Unit,
    /// No supervising unit.
    Supervisor,
    /// No county.
    County,
    /// No leader in charge.
    Leader,
}

impl Lack {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Unit, Self::Supervisor, Self::County, Self::Leader];
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
    /// Every order.
    pub(super) const ALL: [Self; 4] = [Self::Number, Self::Due, Self::Changed, Self::Stage];
}

/// An act that somebody is waited for with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    /// Code of the act.
    pub action: String,
    /// It has been waited for since this day number at the latest.
    pub since: i64,
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
    /// First type codes; an empty one asks for rows without a type.
    pub kinds: Vec<String>,
    /// First responsible unit.
    pub unit: Option<Uuid>,
    /// First supervising unit.
    pub supervisor: Option<Uuid>,
    /// County.
    pub county: Option<Uuid>,
    /// Leader in charge.
    pub leader: Option<Uuid>,
    /// The problem that leads the group it was joined to.
    pub group: Option<Uuid>,
    /// Parties that a row must not have.
    pub without: Vec<Lack>,
    /// At least this supervision level.
    pub level: i64,
    /// Nearest due day.
    pub due: Range,
    /// Look-back day.
    pub look_back: Range,
    /// Day of strike-off.
    pub struck_off: Range,
    /// Only rows that wait for this act, whoever is to do it.
    pub waits: Option<Waits>,
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
            group: None,
            without: Vec::new(),
            level: 0,
            due: Range::default(),
            look_back: Range::default(),
            struck_off: Range::default(),
            waits: None,
            registered: Range::default(),
            changed: Range::default(),
            rebounded: false,
            source_round: None,
            text: String::new(),
        }
    }
}
