//! The columns by which lists filter, sort and search: a function of state, reference and
//! calendar, recomputed when any of them changes and compared by `dugai verify`.

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::disclosure::is_public;
use crate::ids::{AccountId, UnitId};
use crate::org::Panel;
use crate::problem::clocks::{look_back_due, next_due};
use crate::problem::payload::{DutyRole, Guidance, Number, SourceKind};
use crate::problem::state::{Problem, Stage};
use crate::reference::{Moment, Reference};
use crate::time::Timestamp;

/// One row of the register's index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexRow {
    /// Sort key of the numbers: the rank of a level, the level, the number zero-padded.
    pub number_key: String,
    /// Numbers as printed: `市9 县8`.
    pub number: String,
    /// The problem's text.
    pub title: String,
    /// Place in words.
    pub place: String,
    /// Round or document of the source.
    pub source_round: String,
    /// Stage.
    pub stage: Stage,
    /// Source.
    pub source: SourceKind,
    /// Guidance class.
    pub guidance: Guidance,
    /// Supervision level.
    pub level: u8,
    /// First responsible unit.
    pub unit: Option<UnitId>,
    /// First supervising unit.
    pub supervisor: Option<UnitId>,
    /// Account of the leader in charge.
    pub leader: Option<AccountId>,
    /// County.
    pub county: Option<UnitId>,
    /// First type code.
    pub kind: String,
    /// Nearest handling due day; after the end that of a reply or a duty laid down later.
    pub due: Option<Date>,
    /// Day of the whole.
    pub whole_due: Option<Date>,
    /// Day by which it must be looked at again.
    pub look_back: Option<Date>,
    /// Day of strike-off.
    pub struck_off: Option<Date>,
    /// Life round.
    pub round: u32,
    /// Share of the measures done, in per cent.
    pub percent: u8,
    /// Whether the public may see it.
    pub public: bool,
    /// Last day of its running notice.
    pub notice_until: Option<Date>,
    /// Every unit that may see it.
    pub scope: Vec<UnitId>,
    /// Everything the search looks into: numbers, text, goal, place, class, round.
    pub text: String,
}

/// The levels of government whose lists number a problem, from above.
const LEVELS: [&str; 4] = ["国", "省", "市", "县"];
/// The level whose list the register is.
const OWN_LEVEL: &str = "市";

/// By which number a problem stands in the order of the list: the city's own where it has one, else that
/// of the highest level. Levels from the state down to the county, then whatever else a list calls itself.
fn number_key(numbers: &[Number]) -> String {
    let rank = |n: &Number| LEVELS.iter().position(|level| *level == n.level).unwrap_or(LEVELS.len());
    let own = numbers.iter().find(|n| n.level == OWN_LEVEL);
    let first = own.or_else(|| numbers.iter().min_by_key(|n| rank(n)));
    first.map(|n| format!("{}{}{:0>8}", rank(n), n.level, n.no)).unwrap_or_default()
}

/// The row of a problem that changed last at a moment.
#[must_use]
pub fn index_row(p: &Problem, reference: &Reference, calendar: &Calendar, changed: Timestamp) -> IndexRow {
    // Clocks that are live are due on a day that does not depend on "now"; it only says whether that day
    // has passed and whether a duty has ended, so the moment of the last change gives the row.
    let now = changed;
    IndexRow {
        number: p.number_text(),
        title: p.text.clone(),
        place: p.place.words.clone(),
        source_round: p.source.round.clone(),
        supervisor: p.units_in(DutyRole::Supervising, Date::MAX).next(),
        leader: p.lead_officer.as_ref().and_then(|l| l.account),
        percent: p.percent(),
        public: is_public(p),
        notice_until: p.notice_days(calendar).filter(|_| p.stage == Stage::Noticed).map(|days| days.last),
        number_key: number_key(&p.numbers),
        stage: p.stage,
        source: p.source.kind,
        guidance: p.guidance,
        level: p.level,
        unit: p.units_in(DutyRole::Responsible, Date::MAX).next(),
        county: p.place.county,
        kind: p.types.first().cloned().unwrap_or_default(),
        // After the end: a letter or an instruction that came later is owed its answer.
        due: next_due(p, reference, calendar, now),
        whole_due: p.due.date,
        look_back: look_back_due(p, reference, calendar, now),
        struck_off: p.moments.get(&Moment::StruckOff).map(|t: &Timestamp| t.day()),
        round: p.round,
        scope: p.concerned_units().into_iter().chain(p.open_panels().into_iter().map(Panel::unit)).collect(),
        text: [p.number_text().as_str(), &p.text, &p.goal, &p.place.words, &p.klass, &p.source.round].join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(numbers: &[(&str, &str)]) -> String {
        let number = |(level, no): &(&str, &str)| Number { level: (*level).to_owned(), no: (*no).to_owned() };
        number_key(&numbers.iter().map(number).collect::<Vec<_>>())
    }

    #[test]
    fn the_city_list_is_one_list_whichever_number_was_written_first() {
        let list = [key(&[("县", "1"), ("市", "2")]), key(&[("市", "3")]), key(&[("市", "10"), ("省", "1")])];
        assert!(list.is_sorted(), "{list:?}");
    }

    #[test]
    fn levels_stand_from_the_state_down_to_whatever_else() {
        let levels = ["国", "省", "市", "县", "巡"].map(|level| key(&[(level, "1")]));
        assert!(levels.is_sorted(), "{levels:?}");
        assert_eq!(key(&[]), "");
    }
}
