//! Due dates, computed from events, a calendar version and a rule version; nothing here is
//! stored. A handling clock never runs after the end; a return never stops the clock of the whole.

use jiff::civil::Date;

use crate::calendar::{Adjustment, Calendar, Due as Term};
use crate::problem::payload::ExtensionOf;
use crate::problem::state::{Problem, Stage};
use crate::reference::{ClockKind, ClockRule, Escalation, Lamp, Reference};
use crate::time::Timestamp;

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockState {
    /// Running, within its time.
    Running,
    /// Running, past its time.
    Overdue,
    /// Standing still while a pause lasts.
    Paused,
    /// Stopped in time.
    Met,
    /// Stopped after its time: late for ever.
    MetLate,
}

impl ClockState {
    /// The code used in message files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Overdue => "overdue",
            Self::Paused => "paused",
            Self::Met => "met",
            Self::MetLate => "met_late",
        }
    }

    /// Whether it still runs or stands still.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(self, Self::Running | Self::Overdue | Self::Paused)
    }
}

/// Which clock it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClockId {
    /// A rule of the reference data.
    Rule(String),
    /// The date of a measure.
    Measure(u32),
    /// The date of the whole.
    Whole,
    /// A tracked duty from a meeting or an instruction.
    Duty(u32),
    /// The reply to an act of supervision.
    Reply(u32),
}

impl ClockId {
    /// The form stored with an escalation: `rule code`, `measure:3`, `whole`, `duty:1`, `reply:2`.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Rule(code) => code.clone(),
            Self::Measure(no) => format!("measure:{no}"),
            Self::Whole => "whole".to_owned(),
            Self::Duty(no) => format!("duty:{no}"),
            Self::Reply(no) => format!("reply:{no}"),
        }
    }
}

/// One clock of one problem at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock<'a> {
    /// Which.
    pub id: ClockId,
    /// The rule, if it is one; fixed dates have none.
    pub rule: Option<&'a ClockRule>,
    /// Day on which it started.
    pub started: Date,
    /// When it stopped.
    pub stopped: Option<Timestamp>,
    /// The term with its derivation; fixed dates carry only the date.
    pub term: TermOf,
    /// State.
    pub state: ClockState,
    /// Lamp, by the escalation steps reached.
    pub lamp: Option<Lamp>,
    /// Natural days left (negative: days over), for live clocks with a date.
    pub days_left: Option<i64>,
}

/// A computed term or a fixed date with what moved it.
#[derive(Clone, Debug, PartialEq)]
pub enum TermOf {
    /// Computed by a rule.
    Computed(Term),
    /// Fixed by plan, list or decision.
    Fixed {
        /// The date in force.
        date: Date,
        /// The date first fixed.
        baseline: Option<Date>,
        /// Extensions granted, in order: (approved on, new date).
        extended: Vec<(Date, Date)>,
    },
}

impl TermOf {
    /// The due day, unless the clock stands still.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        match self {
            Self::Computed(term) => term.deadline().map(|d| d.date),
            Self::Fixed { date, .. } => Some(*date),
        }
    }

    /// First year whose holiday arrangement is not published, if the count reached it.
    #[must_use]
    pub fn provisional(&self) -> Option<i16> {
        match self {
            Self::Computed(term) => term.deadline().and_then(|d| d.provisional),
            Self::Fixed { .. } => None,
        }
    }
}

/// Every clock of a problem, rules first, in the order of the reference data.
#[must_use]
pub fn clocks<'a>(p: &Problem, reference: &'a Reference, calendar: &Calendar, now: Timestamp) -> Vec<Clock<'a>> {
    if matches!(p.stage, Stage::Voided | Stage::NotAccepted) {
        return Vec::new();
    }
    let mut clocks: Vec<Clock<'a>> =
        reference.clocks.iter().filter_map(|rule| by_rule(p, rule, calendar, now)).collect();
    clocks.extend(fixed(p, reference, now));
    clocks
}

fn by_rule<'a>(p: &Problem, rule: &'a ClockRule, calendar: &Calendar, now: Timestamp) -> Option<Clock<'a>> {
    let started = p.moments.get(&rule.starts)?.day();
    let declared = p.stage == Stage::Declared;
    if declared && rule.kind != ClockKind::LongTerm {
        return None;
    }
    let stopped = match (p.moments.get(&rule.stops).copied(), p.moments.get(&rule.starts)) {
        // Look-back repeats: only one made after the start stops it.
        (Some(stop), Some(start)) if stop >= *start => Some(stop),
        _ => None,
    };
    // No handling clock runs after the end.
    let stopped = stopped.or_else(|| {
        let ended = p.moments.get(&crate::reference::Moment::StruckOff).copied();
        if rule.kind == ClockKind::LongTerm { None } else { ended }
    });
    let term = calendar.deadline_with(started, rule.span(), &adjustments(p, rule));
    let hand = Hand { rule: Some(rule), steps: &rule.escalation, now };
    Some(finish(ClockId::Rule(rule.named.code.clone()), (started, stopped), TermOf::Computed(term), &hand))
}

fn adjustments(p: &Problem, rule: &ClockRule) -> Vec<Adjustment> {
    let mut list: Vec<(Timestamp, Adjustment)> = Vec::new();
    if rule.kind == ClockKind::Handling {
        list.extend(p.pauses.iter().map(|pause| {
            (pause.from.at, Adjustment::Pause { from: pause.from.at.day(), to: pause.to.map(|m| m.at.day()) })
        }));
    }
    if rule.named.code == "plan" {
        list.extend(p.extensions.iter().filter_map(|e| match (&e.decision, e.request.of) {
            (Some((mark, d)), ExtensionOf::Plan) if d.granted => Some((mark.at, Adjustment::NewDate(e.request.to))),
            _ => None,
        }));
    }
    // In the order in which they happened: a new date is moved by a later pause, not by an earlier one.
    list.sort_by_key(|(at, _)| *at);
    list.into_iter().map(|(_, adjustment)| adjustment).collect()
}

/// Fixed dates: the whole, its measures, tracked duties, replies owed.
fn fixed<'a>(p: &Problem, reference: &'a Reference, now: Timestamp) -> Vec<Clock<'a>> {
    let hand = Hand { rule: None, steps: &reference.fixed_date_escalation, now };
    let ended = p.moments.get(&crate::reference::Moment::StruckOff).copied();
    let granted = |of: ExtensionOf| -> Vec<(Date, Date)> {
        p.extensions
            .iter()
            .filter_map(|e| match &e.decision {
                Some((mark, d)) if d.granted && e.request.of == of => Some((mark.at.day(), e.request.to)),
                _ => None,
            })
            .collect()
    };
    let mut list = Vec::new();
    let registered = p.registered.at.day();
    if let Some(date) = p.due.date.filter(|_| p.stage != Stage::Declared) {
        let stopped = p.moments.get(&crate::reference::Moment::SelfChecked).copied().or(ended);
        let term = TermOf::Fixed { date, baseline: None, extended: granted(ExtensionOf::Whole) };
        list.push(finish(ClockId::Whole, (registered, stopped), term, &hand));
    }
    for m in &p.measures {
        let Some(date) = m.measure.due else { continue };
        let started = p.moments.get(&crate::reference::Moment::PlanApproved).map_or(registered, |t| t.day());
        let term = TermOf::Fixed { date, baseline: m.baseline, extended: granted(ExtensionOf::Measure(m.measure.no)) };
        let stopped = m.done.map(|d| d.at).or(ended);
        list.push(finish(ClockId::Measure(m.measure.no), (started, stopped), term, &hand));
    }
    for d in &p.duties {
        let term = TermOf::Fixed { date: d.decision.due, baseline: None, extended: Vec::new() };
        let stopped = d.done.as_ref().map(|(m, _)| m.at).or(ended);
        list.push(finish(ClockId::Duty(d.no), (d.mark.at.day(), stopped), term, &hand));
    }
    for s in &p.supervisions {
        if let crate::problem::payload::Supervision::Urge { reply_by, .. } = &s.act {
            let term = TermOf::Fixed { date: *reply_by, baseline: None, extended: Vec::new() };
            let stopped = s.answer.as_ref().map(|(m, _)| m.at).or(ended);
            list.push(finish(ClockId::Reply(s.no), (s.mark.at.day(), stopped), term, &hand));
        }
    }
    list
}

/// What is the same for every clock of one reading.
struct Hand<'a, 'b> {
    rule: Option<&'a ClockRule>,
    steps: &'b [Escalation],
    now: Timestamp,
}

fn finish<'a>(id: ClockId, run: (Date, Option<Timestamp>), term: TermOf, hand: &Hand<'a, '_>) -> Clock<'a> {
    let (started, stopped) = run;
    let Hand { rule, steps, now } = *hand;
    let due = term.date();
    let today = now.day();
    let state = match (stopped, due) {
        (Some(at), Some(due)) if at.day() > due => ClockState::MetLate,
        (Some(_), _) => ClockState::Met,
        (None, None) => ClockState::Paused,
        (None, Some(due)) if today > due => ClockState::Overdue,
        (None, Some(_)) => ClockState::Running,
    };
    let days_left =
        due.filter(|_| state.is_live()).map(|d| crate::time::day_number(d) - crate::time::day_number(today));
    let lamp =
        days_left.and_then(|left| steps.iter().filter(|s| -left >= s.days).max_by_key(|s| s.days).map(|s| s.lamp));
    Clock { id, rule, started, stopped, term, state, lamp, days_left }
}

/// The nearest due day among live handling clocks and fixed dates: what "due" means in lists.
/// Look-back has its own column.
#[must_use]
pub fn next_due(p: &Problem, reference: &Reference, calendar: &Calendar, now: Timestamp) -> Option<Date> {
    clocks(p, reference, calendar, now)
        .iter()
        .filter(|c| c.state.is_live() && c.rule.is_none_or(|r| r.kind == ClockKind::Handling))
        .filter_map(|c| c.term.date())
        .min()
}

/// The day by which a struck-off problem must be looked at again.
#[must_use]
pub fn look_back_due(p: &Problem, reference: &Reference, calendar: &Calendar, now: Timestamp) -> Option<Date> {
    clocks(p, reference, calendar, now)
        .iter()
        .filter(|c| c.state.is_live() && c.rule.is_some_and(|r| r.kind == ClockKind::LongTerm))
        .filter_map(|c| c.term.date())
        .min()
}

/// Steps of escalation that are due and have not been recorded: (clock, due, step).
#[must_use]
pub fn due_escalations(
    p: &Problem,
    reference: &Reference,
    calendar: &Calendar,
    now: Timestamp,
) -> Vec<(ClockId, Date, Escalation)> {
    let mut found = Vec::new();
    for clock in clocks(p, reference, calendar, now) {
        let (Some(left), Some(due)) = (clock.days_left, clock.term.date()) else { continue };
        let steps = clock.rule.map_or(&reference.fixed_date_escalation, |r| &r.escalation);
        // Only the furthest step reached is told: after a long silence nobody wants six letters.
        let Some(step) = steps.iter().filter(|s| -left >= s.days).max_by_key(|s| s.days) else { continue };
        let told = p.escalations.iter().any(|(_, e)| e.clock == clock.id.text() && e.due == due && e.days >= step.days);
        if !told {
            found.push((clock.id.clone(), due, step.clone()));
        }
    }
    found
}
