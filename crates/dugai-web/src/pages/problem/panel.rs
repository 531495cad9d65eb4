//! What can be done: the move that is waited for first, then everything else that is possible,
//! then what is not, each with every reason.

use dugai_domain::org::Role;
use dugai_domain::problem::clocks::look_back_due;
use dugai_domain::problem::turn::{Hand, Turn, turns};
use dugai_domain::problem::{Action, allowed};
use dugai_domain::reason::Reason;

use crate::say::Names;
use crate::say::reason::reason;
use crate::words::{Given, W};

use super::case::{Case, Link};
use super::head::Tab;

/// A reason, and where it is seen to.
pub struct Why {
    /// Sentence.
    pub text: String,
    /// Where to go.
    pub link: Option<Link>,
}

/// An act that is not possible now.
pub struct Off {
    /// Id of the list of reasons.
    pub id: String,
    /// Words.
    pub text: &'static str,
    /// Every reason.
    pub reasons: Vec<Why>,
}

/// The act that decides the same thing the other way; it stands beside the first.
pub fn opposite(action: Action) -> Option<Action> {
    match action {
        Action::ApprovePlan => Some(Action::ReturnPlan),
        Action::ReturnPlan => Some(Action::ApprovePlan),
        Action::AcceptMeasure => Some(Action::ReturnMeasure),
        Action::ReturnMeasure => Some(Action::AcceptMeasure),
        _ => None,
    }
}

/// The panel.
pub struct Panel {
    /// What this person's move is, with the opposite decision beside it.
    pub first: Vec<(Link, Option<Link>)>,
    /// What else is possible.
    pub more: Vec<Link>,
    /// What this person could do at another time.
    pub off: Vec<Off>,
    /// What others do.
    pub others: Vec<Off>,
}

impl Panel {
    /// What is not possible, folded away in two groups, each with its heading.
    pub fn closed(&self, w: impl Given<W>) -> Vec<(String, &[Off])> {
        let w = w.given();
        let groups = [("problem.off", &self.off), ("problem.off_others", &self.others)];
        let filled = groups.into_iter().filter(|(_, list)| !list.is_empty());
        filled.map(|(key, list)| (w.t1(key, list.len()), list.as_slice())).collect()
    }
}

/// The panel of a case.
pub fn panel(case: &Case<'_>) -> Panel {
    let mine: Vec<Action> = open_turns(case).iter().filter(|t| case.actor.is_asked(t)).map(|t| t.action).collect();
    let acts: Vec<_> = allowed(case.p, &case.ctx()).into_iter().filter(|(act, _)| act.has_button()).collect();
    let mut first: Vec<Action> = mine.iter().copied().filter(|a| case.can(*a)).collect();
    first.sort_unstable();
    first.dedup();
    first.retain(|a| !matches!(a, Action::ReturnPlan | Action::ReturnMeasure));
    let beside = |a: Action| opposite(a).filter(|other| case.can(*other));
    let shown = |action: Action| first.iter().any(|a| *a == action || beside(*a) == Some(action));
    let possible = acts.iter().filter(|(action, reasons)| reasons.is_empty() && !shown(*action));
    let more = possible.map(|(action, _)| case.act(*action, &[])).collect();
    let blocked = acts.iter().filter(|(_, reasons)| !reasons.is_empty());
    let (others, soon): (Vec<_>, Vec<_>) =
        blocked.partition(|(_, reasons)| reasons.iter().any(|r| matches!(r, Reason::NotYours { .. })));
    let off_of = |list: Vec<&(Action, Vec<Reason>)>| list.into_iter().map(|(a, r)| off(case, *a, r)).collect();
    Panel {
        first: first.iter().map(|a| (case.act(*a, &[]), beside(*a).map(|other| case.act(other, &[])))).collect(),
        more,
        off: off_of(soon),
        others: off_of(others),
    }
}

fn off(case: &Case<'_>, action: Action, reasons: &[Reason]) -> Off {
    Off {
        id: format!("why-{}", action.code()),
        text: case.w.code("action", action.code()),
        reasons: reasons.iter().map(|r| why(case, r)).collect(),
    }
}

/// A reason with the place where it can be seen to.
pub fn why(case: &Case<'_>, r: &Reason) -> Why {
    let tab = match r {
        Reason::MeasuresOpen { .. }
        | Reason::MeasuresNotAccepted { .. }
        | Reason::NoPlan
        | Reason::NoApprovedPlan
        | Reason::MeasureIncomplete { .. } => Some(Tab::Plan),
        Reason::GatesOpen { .. }
        | Reason::SweepOpen { .. }
        | Reason::NoSweep
        | Reason::ObjectionsOpen { .. }
        | Reason::NoEvidence
        | Reason::NoSelfCheck => Some(Tab::Proof),
        Reason::DutiesOpen { .. } => Some(Tab::Overview),
        Reason::PauseState => Some(Tab::Terms),
        _ => None,
    };
    let link = tab.map(|t| Link { href: case.tab(t.code()), text: case.w.t("problem.go").to_owned() });
    Why { text: reason(case.w, &case.book, r), link }
}

/// What the problem waits for today.
fn open_turns(case: &Case<'_>) -> Vec<Turn> {
    let look_back = look_back_due(case.p, &case.setup.reference, &case.setup.calendar, case.now);
    let mut list = turns(case.p, (&case.setup.reference, &case.setup.calendar), look_back, case.today());
    list.retain(|t| t.is_on(case.today()));
    list
}

/// Whose move it is, one line a move.
pub fn waits(case: &Case<'_>) -> Vec<String> {
    let w = case.w;
    let line = |t: &Turn| {
        let who = match t.hand {
            Hand::Unit(unit, None) => case.unit(unit),
            Hand::Unit(unit, Some(role)) => {
                w.fill("problem.hand", &[("unit", &case.unit(unit)), ("role", &w.code("role", role.code()))])
            }
            Hand::Office(Some(Role::Head)) => w.t("who.office_head").to_owned(),
            Hand::Office(_) => w.t("who.office").to_owned(),
            Hand::Panel(panel) => w.code("panel", panel.code()).to_owned(),
            Hand::Account(account) => case.book.account(account),
        };
        w.fill("problem.wait", &[("who", &who), ("act", &w.code("action", t.action.code()))])
    };
    let mut lines: Vec<String> = open_turns(case).iter().map(line).collect();
    lines.dedup();
    lines
}
