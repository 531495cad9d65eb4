//! The values a deadline is asked with and answered with.
//!
//! A [`Deadline`] carries its [`Derivation`]: start, first day counted, days
//! skipped and why, make-up days that counted, pauses and extensions. Nothing
//! here computes; the walk over the days does.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a term is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Natural days (日, 天).
    Natural,
    /// Working days (工作日): neither weekends nor legal holidays, make-up days
    /// included (Administrative Penalty Law art. 85 and the yearly notices).
    Working,
    /// Months: to the same day of the month, or its last day where there is none
    /// (Civil Code art. 202).
    Months,
}

/// Which day is day 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// The day after the event (Civil Code art. 201): handling clocks.
    NextDay,
    /// The day itself: public notices count the day of publication (practice:
    /// notices published with their printed last day agree only this way).
    SameDay,
}

/// A term: how much, of what, from which day, and what becomes of a last day
/// that is a rest day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// How many. Zero ends on the start day itself, whichever day is day 1.
    pub n: u32,
    /// Of what.
    pub unit: Unit,
    /// Which day is day 1.
    pub start: Start,
    /// A last day that is a rest day moves to the next working day (Civil Code
    /// art. 203). A setting: Party rules on inspections do not say.
    #[serde(default)]
    pub roll: bool,
}

impl Span {
    /// A handling clock: day 1 is the next day, the last day does not move.
    #[must_use]
    pub const fn handling(n: u32, unit: Unit) -> Self {
        Self { n, unit, start: Start::NextDay, roll: false }
    }

    /// A public notice: working days, the day of publication is day 1.
    #[must_use]
    pub const fn notice(n: u32) -> Self {
        Self { n, unit: Unit::Working, start: Start::SameDay, roll: false }
    }

    /// The same span, moving a last day that is a rest day.
    #[must_use]
    pub const fn rolled(self) -> Self {
        Self { roll: true, ..self }
    }
}

/// Something that happened to a running clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Adjustment {
    /// The clock stands still: no day inside counts, whatever the unit (a term
    /// of months is lengthened by the natural days paused). A pause that begins
    /// after the last day changes nothing; one whose end lies before its
    /// beginning is empty.
    Pause {
        /// First day that does not count.
        from: Date,
        /// Last day that does not count; none while the pause goes on.
        to: Option<Date>,
    },
    /// The term goes on for longer. It continues from the last day counted, not
    /// from a day that one moved to: the whole is one term and moves once, at
    /// its end.
    Extension {
        /// How many more.
        n: u32,
        /// Of what.
        unit: Unit,
        /// When it was granted.
        approved: Date,
    },
    /// A new last day was set. It replaces what came before and is kept as set;
    /// later pauses move it by the natural days paused, later extensions
    /// continue from it.
    NewDate(Date),
}

/// A computed last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last day; the term ends with it.
    pub date: Date,
    /// The first year needed whose holiday arrangement is not published. There
    /// Monday to Friday were taken as working days, and the date may change.
    pub provisional: Option<i16>,
    /// How the date came about.
    pub derivation: Derivation,
}

/// How a last day came about.
///
/// The days from `first_counted` to the last day are, each exactly once,
/// counted, inside a run of `skipped`, or (the one day more when `rolled_from`
/// is set) the day moved to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// The day of the event.
    pub start: Date,
    /// The day counting begins: day 1, or the first day passed over.
    pub first_counted: Date,
    /// The term.
    pub span: Span,
    /// How many days counted: working days while counting those, else natural.
    pub counted: u32,
    /// Days passed over, in order.
    pub skipped: Vec<SkippedRun>,
    /// Weekend days that counted because a notice made them working days.
    pub make_up_counted: Vec<Date>,
    /// The rest day the term ended on before its last day was moved.
    pub rolled_from: Option<Date>,
    /// What changed the term, in the order given.
    pub shifts: Vec<Shift>,
}

/// Days passed over for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedRun {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The reason.
    pub why: Why,
}

/// Why days did not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Saturday or Sunday.
    Weekend,
    /// Off by notice, under this name.
    Holiday(String),
    /// The clock was paused.
    Paused,
}

/// The effect of one adjustment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shift {
    /// A pause that lay inside the term.
    Paused {
        /// First day paused.
        from: Date,
        /// Last day paused.
        to: Date,
        /// Days that would have counted.
        days: u32,
    },
    /// A longer term.
    Extended {
        /// How many more.
        n: u32,
        /// Of what.
        unit: Unit,
        /// When it was granted.
        approved: Date,
        /// Last day before, not moved.
        from: Date,
        /// Last day after, not moved.
        to: Date,
        /// Granted when the term was already over.
        late: bool,
    },
    /// A new last day.
    Reset {
        /// Last day before; none when the clock stood still.
        from: Option<Date>,
        /// The day set.
        to: Date,
    },
}

/// A last day, or the fact that the clock stands still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// The clock runs to this day.
    On(Deadline),
    /// A pause without end lies inside the term: there is no last day yet.
    Suspended {
        /// First day of that pause.
        since: Date,
        /// Days counted before it.
        counted: u32,
    },
}

impl Due {
    /// The deadline, if there is one.
    #[must_use]
    pub fn deadline(&self) -> Option<&Deadline> {
        match self {
            Self::On(deadline) => Some(deadline),
            Self::Suspended { .. } => None,
        }
    }
}
