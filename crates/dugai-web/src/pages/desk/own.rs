//! The due day of one act that waits, which is not always the nearest of its problem: a plan may
//! have weeks while the first response is late.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use dugai_app::{ActError, TodoRow};
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::clocks::{Clock, ClockId, clocks};
use dugai_domain::problem::payload::Supervision;
use dugai_domain::problem::{Action, Problem};
use dugai_domain::reference::{ClockKind, Moment};
use dugai_domain::time::day_number;

use crate::fault::Fault;
use crate::pages::register::rows::{self, DueMark, due_mark};
use crate::say::clock::clock;
use crate::site::Site;
use crate::visitor::Visitor;

/// The mark of each thing that waits, by its own clock.
///
/// # Errors
/// When the store cannot be read.
pub async fn own_marks(site: &Site, visitor: &Visitor, waiting: &[TodoRow]) -> Result<Vec<DueMark>, Fault> {
    let mut known: BTreeMap<ProblemId, Option<Problem>> = BTreeMap::new();
    let mut marks = Vec::new();
    for row in waiting {
        let id = ProblemId(row.problem);
        let problem = match known.entry(id) {
            Entry::Occupied(read) => read.into_mut(),
            Entry::Vacant(place) => place.insert(match site.office.problem(id, visitor.actor()).await {
                Ok(problem) => Some(problem),
                Err(ActError::NotFound) => None,
                Err(error) => return Err(error.into()),
            }),
        };
        marks.push(mark(visitor, problem.as_ref(), row));
    }
    Ok(marks)
}

fn mark(visitor: &Visitor, problem: Option<&Problem>, row: &TodoRow) -> DueMark {
    let (w, id) = (visitor.w, ProblemId(row.problem));
    let none = || DueMark { class: "due-none", text: w.t("inbox.no_own_due").to_owned(), ..DueMark::default() };
    let (Some(p), Some(action)) = (problem, Action::from_code(&row.action)) else { return none() };
    let all = clocks(p, &visitor.setup.reference, &visitor.setup.calendar, visitor.now);
    let own = own(visitor, (p, action), &all);
    let Some(nearest) = own.iter().min_by_key(|c| (c.term.date().is_none(), c.term.date())) else { return none() };
    let said = clock(w, &visitor.book(), nearest);
    match said.date {
        Some(date) => DueMark {
            title: w.fill("inbox.own_due", &[("what", &said.title), ("date", &w.date(date))]),
            ..due_mark(w, id, day_number(date), visitor.now.day())
        },
        None => DueMark { class: said.class, text: said.due, title: said.title, href: rows::clocks(id) },
    }
}

/// The live clocks that an act of this person would stop.
fn own<'c, 'a>(visitor: &Visitor, of: (&Problem, Action), all: &'c [Clock<'a>]) -> Vec<&'c Clock<'a>> {
    let (p, action) = of;
    let actor = visitor.actor();
    let live = || all.iter().filter(|c| c.state.is_live());
    let by_rule =
        |c: &&Clock<'_>| c.rule.is_some_and(|r| r.kind == ClockKind::Handling && ends(action).contains(&r.stops));
    let found: Vec<_> = live().filter(|c| is_own(visitor, p, (action, c)) || by_rule(c)).collect();
    // Of several responsible units each has a clock of its own.
    let of_unit: Vec<_> =
        found.iter().copied().filter(|c| matches!(&c.id, ClockId::Unit(_, unit) if actor.works_in(*unit))).collect();
    if !of_unit.is_empty() {
        return of_unit;
    }
    found.into_iter().filter(|c| !matches!(c.id, ClockId::Unit(..))).collect()
}

/// Whether a clock that no rule made, or the one for looking back, is the act's own.
fn is_own(visitor: &Visitor, p: &Problem, of: (Action, &Clock<'_>)) -> bool {
    let (action, c) = of;
    let works = |unit| visitor.actor().works_in(unit);
    match &c.id {
        ClockId::Whole => action == Action::SelfCheck,
        ClockId::Month(_) => action == Action::ReportMonth,
        ClockId::Measure(no) if action == Action::ReportMeasure => {
            let owner = p.measures.iter().find(|m| m.measure.no == *no).and_then(|m| m.measure.owner);
            owner.is_none_or(works)
        }
        ClockId::Reply(no) if action == Action::AnswerSupervision => {
            let act = p.supervisions.iter().find(|s| s.no == *no).map(|s| &s.act);
            matches!(act, Some(Supervision::Urge { unit, .. }) if works(*unit))
        }
        ClockId::Duty(no) if action == Action::FinishDuty => {
            let duty = p.duties.iter().find(|d| d.no == *no);
            let mine = |unit| works(unit) || p.supervisors(visitor.now.day()).into_iter().any(works);
            duty.is_some_and(|d| mine(d.decision.unit))
        }
        _ => action == Action::LookBack && c.rule.is_some_and(|r| r.kind == ClockKind::LongTerm),
    }
}

/// The moments that an act brings about, or is on the way to.
fn ends(action: Action) -> &'static [Moment] {
    match action {
        Action::Claim => &[Moment::Claimed],
        Action::TakeFirstStep => &[Moment::FirstResponse, Moment::FirstAction],
        Action::DraftPlan | Action::SubmitPlan => &[Moment::PlanSubmitted, Moment::PlanApproved],
        Action::ApprovePlan => &[Moment::PlanApproved],
        Action::SelfCheck => &[Moment::SelfChecked],
        Action::ApplyAcceptance => &[Moment::AcceptanceApplied],
        Action::RecordAcceptance => &[Moment::Accepted],
        Action::OpenNotice => &[Moment::NoticeOpened],
        Action::CloseNotice => &[Moment::NoticeClosed],
        Action::File => &[Moment::Filed],
        Action::StrikeOff => &[Moment::StruckOff],
        _ => &[],
    }
}
