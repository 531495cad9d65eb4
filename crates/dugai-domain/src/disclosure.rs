//! What the public may see of a problem: built from the state field by field, so that what is
//! not named here cannot leave. Evidence, persons, returns and supervision stay inside.

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::ids::{ProblemId, UnitId};
use crate::problem::notice::NoticeDays;
use crate::problem::{DutyRole, Guidance, Problem, SourceKind, Stage};
use crate::reference::Moment;

/// A problem as the public sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicProblem {
    /// Identity.
    pub id: ProblemId,
    /// Numbers.
    pub numbers: String,
    /// Source kind and round.
    pub source: (SourceKind, String),
    /// Text.
    pub text: String,
    /// Goal.
    pub goal: String,
    /// Guidance class.
    pub guidance: Guidance,
    /// County.
    pub county: Option<UnitId>,
    /// Responsible units.
    pub units: Vec<UnitId>,
    /// Supervising units.
    pub supervisors: Vec<UnitId>,
    /// Date words, those of the list only while they hold, and day.
    pub due: (String, Option<Date>),
    /// Stage.
    pub stage: Stage,
    /// Measures of the approved plan with whether each is accepted.
    pub measures: Vec<(String, Option<Date>, bool)>,
    /// Notice: its days, place, telephone.
    pub notice: Option<(NoticeDays, String, String)>,
    /// Day of strike-off.
    pub struck_off: Option<Date>,
    /// Whether the end is only declared by its source document.
    pub declared: bool,
    /// Days on which it was looked at again.
    pub looked_back: Vec<Date>,
}

/// Whether the public may see it at all: rectification lists of inspections are published by
/// rule; a complaint's problem only from its notice on; a self-found one likewise. What was once public
/// stays so: an objection that is right, a rebound, or that the inspectors took it back, is no reason to hide it.
#[must_use]
pub fn is_public(p: &Problem) -> bool {
    match p.stage {
        Stage::NotAccepted | Stage::Voided | Stage::Unfounded => false,
        _ => p.source.kind.is_inspectors() || was_noticed(p),
    }
}

fn was_noticed(p: &Problem) -> bool {
    let noticed = Moment::NoticeOpened;
    p.moments.contains_key(&noticed)
        || p.attempts.iter().any(|attempt| attempt.moments.contains_key(&noticed))
        || p.past.iter().any(|round| {
            round.moments.contains_key(&noticed) || round.attempts.iter().any(|a| a.moments.contains_key(&noticed))
        })
}

/// The public form, or nothing.
#[must_use]
pub fn public_view(p: &Problem, calendar: &Calendar, today: Date) -> Option<PublicProblem> {
    if !is_public(p) {
        return None;
    }
    Some(PublicProblem {
        id: p.id,
        numbers: p.number_text(),
        source: (p.source.kind, p.source.round.clone()),
        text: p.text.clone(),
        goal: p.goal.clone(),
        guidance: p.guidance,
        county: p.place.county,
        units: p.units_in(DutyRole::Responsible, today).collect(),
        supervisors: p.units_in(DutyRole::Supervising, today).collect(),
        due: (if p.is_due_moved() { p.due_words() } else { p.due.text.clone() }, p.due.date),
        stage: p.stage,
        measures: p.measures.iter().map(|m| (m.measure.text.clone(), m.measure.due, m.accepted.is_some())).collect(),
        notice: p
            .notice_days(calendar)
            .zip(p.notice.as_ref())
            .map(|(days, (_, n))| (days, n.opening.place.clone(), n.opening.phone.clone())),
        struck_off: p.moments.get(&Moment::StruckOff).map(|t| t.day()),
        declared: p.stage == Stage::Declared,
        looked_back: p.look_backs.iter().map(|(_, l)| l.visited).collect(),
    })
}
