//! Due dates, computed from events, a calendar version and a rule version; nothing here is
//! stored. A handling clock never runs after the end; a return never stops the clock of the whole.

use jiff::civil::Date;

use crate::calendar::{Adjustment, Calendar, Due as Term};
use crate::ids::UnitId;
use crate::problem::payload::{DutyRole, ExtensionOf};
use crate::problem::state::{Attempt, BounceState, DueMove, DutyOrigin, ExtensionState, Mark, Problem, Stage};
use crate::reference::{ClockKind, ClockRule, Escalation, FixedClock, Lamp, Moment, Reference};
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
    /// Ended in time with the case, or sent back, before its thing was done: neither met nor late.
    Ended,
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
            Self::Ended => "ended",
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
    /// The same for one more responsible unit: each signs for itself.
    Unit(String, UnitId),
    /// The same on a way to the end that a return cut short, counted from 1.
    Attempt(String, u32),
    /// The same by a day that had passed when another took its place, counted from 1.
    Lapsed(String, u32),
    /// The new date of the last return (退回重办).
    Return,
    /// The word of a month (`2026-11`).
    Month(String),
    /// The public notice.
    Notice,
    /// The date of a measure.
    Measure(u32),
    /// The date of the whole.
    Whole,
    /// A tracked duty from a meeting or an instruction.
    Duty(u32),
    /// The reply to an act of supervision.
    Reply(u32),
    /// One of an earlier life round that ended late: what came back had been late all the same.
    Past(u32, Box<ClockId>),
}

impl ClockId {
    /// The form stored with an escalation: `rule code`, `rule code@unit`, `measure:3`, `whole`, `duty:1`, `reply:2`;
    /// `#n` and `~n` stand behind what a return cut short and what a later day took the place of, `^n` behind what
    /// belongs to the n-th life round.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Rule(code) => code.clone(),
            Self::Unit(code, unit) => format!("{code}@{}", unit.0),
            Self::Attempt(code, no) => format!("{code}#{no}"),
            Self::Lapsed(code, no) => format!("{code}~{no}"),
            Self::Return => "return".to_owned(),
            Self::Month(month) => format!("month:{month}"),
            Self::Notice => "notice".to_owned(),
            Self::Measure(no) => format!("measure:{no}"),
            Self::Whole => "whole".to_owned(),
            Self::Duty(no) => format!("duty:{no}"),
            Self::Reply(no) => format!("reply:{no}"),
            Self::Past(round, id) => format!("{}^{round}", id.text()),
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

impl Clock<'_> {
    /// Whether it counts for the nearest due day of lists. The word of a month has a list of its own; a
    /// notice is nobody's duty; looking back has its own column.
    #[must_use]
    pub fn is_of_lists(&self) -> bool {
        let beside = matches!(self.id, ClockId::Month(_) | ClockId::Notice);
        !beside && self.rule.is_none_or(|r| r.kind == ClockKind::Handling)
    }
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

/// Every clock of a problem, rules first, in the order of the reference data; then what was late in earlier rounds.
#[must_use]
pub fn clocks<'a>(p: &Problem, reference: &'a Reference, calendar: &Calendar, now: Timestamp) -> Vec<Clock<'a>> {
    let mut clocks = of_round(p, reference, calendar, now);
    for past in &p.past {
        let then = of_round(&p.in_round(past), reference, calendar, now);
        let late = then.into_iter().filter(|clock| clock.state == ClockState::MetLate);
        clocks.extend(late.map(|clock| Clock { id: ClockId::Past(past.round, Box::new(clock.id.clone())), ..clock }));
    }
    clocks
}

fn of_round<'a>(p: &Problem, reference: &'a Reference, calendar: &Calendar, now: Timestamp) -> Vec<Clock<'a>> {
    // What ended without rectification keeps what was late until then.
    if p.stage == Stage::Voided {
        return Vec::new();
    }
    let mut clocks: Vec<Clock<'a>> = Vec::new();
    // A rule that a later version dropped still holds for what began under it.
    let dropped = reference.earlier.iter().rev().flat_map(|old| &old.clocks);
    let mut rules: Vec<&ClockRule> = Vec::new();
    for rule in reference.clocks.iter().chain(dropped) {
        if !rules.iter().any(|known| known.named.code == rule.named.code) {
            rules.push(rule);
        }
    }
    for rule in rules {
        if rule.kind == ClockKind::LongTerm {
            clocks.extend(looking_back(p, rule, (reference, calendar, now)));
            continue;
        }
        if FixedClock::SIGN_IN.runs_as(rule) {
            clocks.extend(signing(p, rule, (reference, calendar, now)));
        } else {
            clocks.extend(by_rule(p, rule, (reference, calendar, now)));
        }
        clocks.extend(cut_short(p, rule, (reference, calendar, now)));
    }
    clocks.extend(fixed(p, reference, now));
    clocks.extend(lapsed(p, (reference, calendar, now)));
    clocks.extend(returned(p, reference, now));
    clocks.extend(notice(p, calendar, now));
    clocks.extend(months(p, reference, now));
    clocks
}

/// What every reading of a clock looks at.
type At<'a, 'b> = (&'a Reference, &'b Calendar, Timestamp);

fn by_rule<'a>(p: &Problem, rule: &ClockRule, at: At<'a, '_>) -> Option<Clock<'a>> {
    if p.stage == Stage::Declared {
        return None;
    }
    let start = *p.moments.get(&rule.starts)?;
    let stopped = p.moments.get(&rule.stops).copied().filter(|stop| *stop >= start);
    // No handling clock runs after the end, and what is laid down for a later day (a notice) never comes then.
    let stopped = Stop::first([stopped.map(Stop::done), p.ended_at().map(Stop::undone)]);
    ruled(p, ClockId::Rule(rule.named.code.clone()), (start.day(), stopped), (rule, at))
}

/// From the end on, again and again until it is found to hold: what was found weak is looked at again
/// after the same time. What arrives closed is the first to be looked at: at once.
fn looking_back<'a>(p: &Problem, rule: &ClockRule, at: At<'a, '_>) -> Vec<Clock<'a>> {
    let declared = p.moments.get(&Moment::Declared).copied().filter(|_| p.stage == Stage::Declared);
    let Some(mut start) = declared.or(p.moments.get(&rule.starts).copied()) else { return Vec::new() };
    let (reference, _, now) = at;
    let mut clocks = Vec::new();
    let ended = start;
    let mut looks = p.look_backs.iter().filter(|(mark, _)| mark.at >= ended);
    for n in 1.. {
        let look = looks.next();
        let weak = look.is_some_and(|(_, l)| l.is_weak());
        let code = rule.named.code.clone();
        let id = if weak { ClockId::Attempt(code, n) } else { ClockId::Rule(code) };
        let stopped = look.map(|(mark, _)| Stop::done(mark.at));
        if n == 1 && declared.is_some() {
            let rule = reference.clock_on(&rule.named.code, start.day());
            let term = TermOf::Fixed { date: start.day(), baseline: None, extended: Vec::new() };
            let run = (start.day(), stopped);
            clocks.extend(rule.map(|r| finish(id, run, term, &Hand { rule: Some(r), steps: &r.escalation, now })));
        } else {
            clocks.extend(ruled(p, id, (start.day(), stopped), (rule, at)));
        }
        match stopped {
            Some(stop) if weak => start = stop.at,
            _ => break,
        }
    }
    clocks
}

/// A clock by the rule that held on the day on which it started.
fn ruled<'a>(p: &Problem, id: ClockId, run: Run, by: (&ClockRule, At<'a, '_>)) -> Option<Clock<'a>> {
    let (rule, (reference, calendar, now)) = by;
    let (started, stopped) = run;
    let rule = reference.clock_on(&rule.named.code, started)?;
    let term = calendar.deadline_with(started, rule.span(), &adjustments(p, rule, run));
    let clock = finish(id, run, TermOf::Computed(term), &Hand { rule: Some(rule), steps: &rule.escalation, now });
    // A right that was used or has lapsed is no clock any more.
    let over = stopped.is_some() || clock.state == ClockState::Overdue;
    (rule.kind != ClockKind::Right || !over).then_some(clock)
}

/// Signing, and the right to object: a clock for each responsible unit, from the day on which it became one.
fn signing<'a>(p: &Problem, rule: &ClockRule, at: At<'a, '_>) -> Vec<Clock<'a>> {
    let Some(registered) = p.moments.get(&Moment::Registered).copied() else { return Vec::new() };
    let right = rule.kind == ClockKind::Right;
    if p.stage == Stage::Declared || (right && (p.source.kind.is_inspectors() || p.round > 1)) {
        return Vec::new();
    }
    let ended = p.ended_at();
    let mut clocks = Vec::new();
    let duties = p.chain.iter().filter(|d| d.role == DutyRole::Responsible && d.held_a_day());
    for (n, duty) in duties.enumerate() {
        let over = duty.to.and_then(|to| to.tomorrow().ok()).map(|day| Timestamp::at(day, 0, 0));
        if over.is_some_and(|over| over <= registered) {
            continue;
        }
        let code = rule.named.code.clone();
        let id = if n == 0 { ClockId::Rule(code) } else { ClockId::Unit(code, duty.unit) };
        let own = |b: &&BounceState| b.bounce.unit == duty.unit && b.mark.at.day() >= duty.from;
        let mut started = p.told_of(duty).max(registered.day());
        // An objection that was overruled stopped the clock for a time: how it stood until then is kept.
        let overruled = p.bounces.iter().filter(own).filter(|_| !right);
        let overruled = overruled.filter_map(|b| Some((b.mark.at, b.upheld?.at)));
        for ((objected, ruling), k) in overruled.zip(1..) {
            let run = (started, Some(Stop::done(objected)));
            clocks.extend(ruled(p, ClockId::Attempt(id.text(), k), run, (rule, at)));
            started = started.max(ruling.day());
        }
        let signed = p.claims.iter().find(|(_, unit)| *unit == duty.unit).map(|(mark, _)| mark.at);
        let objected = p.bounces.iter().rev().find(own).filter(|b| right || b.upheld.is_none()).map(|b| b.mark.at);
        let done = [signed, objected].map(|stop| stop.map(Stop::done));
        let stopped = Stop::first(done.into_iter().chain([over, ended].map(|stop| stop.map(Stop::undone))));
        clocks.extend(ruled(p, id, (started, stopped), (rule, at)));
    }
    clocks
}

/// Clocks of ways to the end that returns cut short: what was late there stays late.
fn cut_short<'a>(p: &Problem, rule: &ClockRule, at: At<'a, '_>) -> Vec<Clock<'a>> {
    let clock = |(n, attempt): (usize, &Attempt)| {
        let start = attempt.moments.get(&rule.starts)?;
        let stopped = attempt.moments.get(&rule.stops).copied().map(Stop::done);
        let stopped = Stop::first([stopped, Some(Stop::undone(attempt.ended))]);
        let id = ClockId::Attempt(rule.named.code.clone(), n as u32 + 1);
        ruled(p, id, (start.day(), stopped), (rule, at))
    };
    p.attempts.iter().enumerate().filter_map(clock).collect()
}

/// The public notice: a time that must pass, and no duty of anybody.
fn notice<'a>(p: &Problem, calendar: &Calendar, now: Timestamp) -> Option<Clock<'a>> {
    let (_, notice) = p.notice.as_ref().filter(|_| !p.stage.is_off_the_list())?;
    let days = p.notice_days(calendar)?;
    let computed = calendar.deadline_with(days.first, notice.opening.span(), &[]);
    let term = match computed.deadline() {
        Some(counted) if counted.date == days.last => TermOf::Computed(computed),
        // A day that was announced holds where a later calendar counts otherwise.
        _ => TermOf::Fixed { date: days.last, baseline: None, extended: Vec::new() },
    };
    let stopped = (now.day() > days.last).then(|| Stop::done(Timestamp::at(days.last, 23, 59)));
    Some(finish(ClockId::Notice, (days.first, stopped), term, &Hand { rule: None, steps: &[], now }))
}

/// The word of each month that has begun, given or owed; what was late when work ended stays late.
fn months<'a>(p: &Problem, reference: &'a Reference, now: Timestamp) -> Vec<Clock<'a>> {
    let Some(signed) = p.moments.get(&Moment::Claimed).map(|at| at.day()) else { return Vec::new() };
    let over = p.no_word_since();
    let hand = Hand { rule: None, steps: &reference.dispatch_escalation, now };
    let begun = p.month_words(reference).take_while(|word| word.first <= now.day());
    let owed = begun.filter(|word| word.told.is_some() || over.is_none_or(|at| at.day() > word.due));
    owed.map(|word| {
        let id = ClockId::Month(word.first.strftime("%Y-%m").to_string());
        let term = TermOf::Fixed { date: word.due, baseline: None, extended: Vec::new() };
        let stopped = word.told.map(Stop::done).or(over.map(Stop::undone));
        finish(id, (word.first.max(signed), stopped), term, &hand)
    })
    .collect()
}

/// The new date of each return of this round, from the return to the self-check that followed it.
fn returned<'a>(p: &Problem, reference: &'a Reference, now: Timestamp) -> Vec<Clock<'a>> {
    let hand = Hand { rule: None, steps: &reference.fixed_date_escalation, now };
    let ended = p.ended_at();
    let own: Vec<_> = p.returns.iter().filter(|(mark, _)| mark.at >= p.round_began()).collect();
    let checks = || p.attempts.iter().map(|a| &a.moments).chain([&p.moments]);
    let clock = |(i, (mark, back)): (usize, &&(Mark, crate::problem::payload::Return))| {
        let checked = checks().filter_map(|m| m.get(&Moment::SelfChecked).copied()).filter(|at| *at >= mark.at).min();
        let last = i + 1 == own.len();
        let id = if last { ClockId::Return } else { ClockId::Attempt(ClockId::Return.text(), i as u32 + 1) };
        let term = TermOf::Fixed { date: back.by, baseline: None, extended: Vec::new() };
        finish(id, (mark.at.day(), checked.map(Stop::done).or(ended.map(Stop::undone))), term, &hand)
    };
    own.iter().enumerate().map(clock).collect()
}

/// Days that had passed when others took their place: late up to then, whatever came after.
fn lapsed<'a>(p: &Problem, at: At<'a, '_>) -> Vec<Clock<'a>> {
    let (reference, _, now) = at;
    let registered = p.registered.at.day();
    let approved = p.moments.get(&Moment::PlanApproved).map_or(registered, |at| at.day());
    let mut list: Vec<(String, Date, Date, Timestamp)> = Vec::new();
    for lapse in &p.lapsed {
        let (text, started) = match lapse.of {
            ExtensionOf::Measure(no) => (ClockId::Measure(no).text(), approved),
            ExtensionOf::Whole | ExtensionOf::Plan => (ClockId::Whole.text(), registered),
        };
        list.push((text, started, lapse.due, lapse.ended));
    }
    let started = p.moments.get(&Moment::Registered).map_or(registered, |at| at.day());
    for e in p.extensions.iter().filter(|e| e.is_granted() && e.request.of == ExtensionOf::Plan) {
        let due = plan_due_before(p, e.mark.at, at);
        list.extend(
            due.filter(|due| e.mark.at.day() > *due).map(|due| (PLAN.code.to_owned(), started, due, e.mark.at)),
        );
    }
    let hand = Hand { rule: None, steps: &reference.fixed_date_escalation, now };
    let clock = |((text, started, date, ended), n): ((String, Date, Date, Timestamp), u32)| {
        let term = TermOf::Fixed { date, baseline: None, extended: Vec::new() };
        finish(ClockId::Lapsed(text, n), (started, Some(Stop::done(ended))), term, &hand)
    };
    list.into_iter().zip(1..).map(clock).collect()
}

/// The rule that gives the plan its day.
const PLAN: FixedClock = FixedClock::PLAN;

/// The day of the plan as it stood at a moment: with what had moved it by then.
fn plan_due_before(p: &Problem, moment: Timestamp, at: At<'_, '_>) -> Option<Date> {
    let (reference, calendar, _) = at;
    let started = p.moments.get(&reference.clock(PLAN.code)?.starts)?.day();
    let rule = reference.clock_on(PLAN.code, started)?;
    let moved = adjustments(p, rule, (started, Some(Stop::done(moment))));
    calendar.deadline_with(started, rule.span(), &moved).deadline().map(|d| d.date)
}

/// The day by which the plan is due now. While it is paused: the day that it had then, or was given since.
#[must_use]
pub fn plan_due(p: &Problem, reference: &Reference, calendar: &Calendar, now: Timestamp) -> Option<Date> {
    let at = (reference, calendar, now);
    let Some(paused) = p.pauses.last().filter(|pause| pause.to.is_none()).map(|pause| pause.from.at) else {
        return plan_due_before(p, now, at);
    };
    let since = |e: &&ExtensionState| e.decision.as_ref().is_some_and(|(mark, d)| d.granted && mark.at >= paused);
    let given = p.extensions.iter().filter(|e| e.request.of == ExtensionOf::Plan).filter(since);
    plan_due_before(p, paused.plus_seconds(-1), at).max(given.map(|e| e.request.to).max())
}

/// What moved a clock while it ran; what happened after it had stopped moves nothing, and neither does a pause
/// that had begun before it started.
fn adjustments(p: &Problem, rule: &ClockRule, run: Run) -> Vec<Adjustment> {
    let (started, stopped) = run;
    let mut list: Vec<(Timestamp, Adjustment)> = Vec::new();
    if rule.kind == ClockKind::Handling {
        list.extend(p.pauses.iter().filter(|pause| pause.from.at.day() >= started).map(|pause| {
            (pause.from.at, Adjustment::Pause { from: pause.from.at.day(), to: pause.to.map(|m| m.at.day()) })
        }));
    }
    if rule.named.code == PLAN.code {
        list.extend(p.extensions.iter().filter_map(|e| match (&e.decision, e.request.of) {
            (Some((mark, d)), ExtensionOf::Plan) if d.granted => Some((mark.at, Adjustment::NewDate(e.request.to))),
            _ => None,
        }));
    }
    // In the order in which they happened: a new date is moved by a later pause, not by an earlier one.
    list.retain(|(at, _)| stopped.is_none_or(|stop| *at <= stop.at));
    list.sort_by_key(|(at, _)| *at);
    list.into_iter().map(|(_, adjustment)| adjustment).collect()
}

/// Fixed dates: the whole, its measures, tracked duties, replies owed.
fn fixed<'a>(p: &Problem, reference: &'a Reference, now: Timestamp) -> Vec<Clock<'a>> {
    let hand = Hand { rule: None, steps: &reference.fixed_date_escalation, now };
    let ended = p.ended_at();
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
    let stopped = p.moments.get(&Moment::SelfChecked).copied().or(ended);
    // What is done is judged by the day it had then.
    if let Some(date) = stopped.map_or(p.due.date, |at| p.due_at(at)).filter(|_| p.stage != Stage::Declared) {
        let by_then = |m: &&DueMove| stopped.is_none_or(|stop| m.mark.at <= stop);
        let extended = p.due_moves.iter().filter(by_then).map(|m| (m.mark.at.day(), m.to)).collect();
        let term = TermOf::Fixed { date, baseline: p.due_moves.first().and_then(|m| m.from), extended };
        let stopped = p.moments.get(&Moment::SelfChecked).copied().map(Stop::done).or(ended.map(Stop::undone));
        list.push(finish(ClockId::Whole, (registered, stopped), term, &hand));
    }
    for (attempt, n) in p.attempts.iter().zip(1..) {
        let kept = |date| TermOf::Fixed { date, baseline: None, extended: Vec::new() };
        if let Some((date, stopped)) = attempt.due.zip(attempt.moments.get(&Moment::SelfChecked).copied()) {
            let run = (registered, Some(Stop::done(stopped)));
            list.push(finish(ClockId::Attempt("whole".to_owned(), n), run, kept(date), &hand));
        }
        for (no, date, done) in &attempt.measures {
            let id = ClockId::Attempt(ClockId::Measure(*no).text(), n);
            list.extend(date.map(|date| finish(id, (registered, Some(Stop::done(*done))), kept(date), &hand)));
        }
    }
    for m in &p.measures {
        let Some(date) = m.measure.due else { continue };
        let started = p.moments.get(&Moment::PlanApproved).map_or(registered, |t| t.day());
        let term = TermOf::Fixed { date, baseline: m.baseline, extended: granted(ExtensionOf::Measure(m.measure.no)) };
        let stopped = m.done.map(|d| Stop::done(d.at)).or(ended.map(Stop::undone));
        list.push(finish(ClockId::Measure(m.measure.no), (started, stopped), term, &hand));
    }
    // It ends with the round in which it was laid down; what was laid down after an end runs by itself.
    let past = p.past.iter().filter_map(|round| round.moments.get(&Moment::StruckOff).copied());
    let ends: Vec<Timestamp> = past.chain(ended).collect();
    let ended_since = |mark: &Mark| ends.iter().copied().find(|at| *at >= mark.at).map(Stop::undone);
    for d in p.duties.iter().filter(|d| d.origin != DutyOrigin::Escalation) {
        let term = TermOf::Fixed { date: d.decision.due, baseline: None, extended: Vec::new() };
        let stopped = d.done.as_ref().map(|(m, _)| Stop::done(m.at)).or(ended_since(&d.mark));
        list.push(finish(ClockId::Duty(d.no), (d.mark.at.day(), stopped), term, &hand));
    }
    for s in &p.supervisions {
        if let Some(reply_by) = s.act.reply_by() {
            let term = TermOf::Fixed { date: reply_by, baseline: None, extended: Vec::new() };
            // What the office closed was not answered, in time or late.
            let stop = if s.closed { Stop::undone } else { Stop::done };
            let stopped = s.answer.as_ref().map(|(m, _)| stop(m.at)).or(ended_since(&s.mark));
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

/// What stops a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stop {
    at: Timestamp,
    /// Whether an end stopped it, and not what it waits for.
    undone: bool,
}

impl Stop {
    fn done(at: Timestamp) -> Self {
        Self { at, undone: false }
    }

    fn undone(at: Timestamp) -> Self {
        Self { at, undone: true }
    }

    /// The earliest; of two at once the one by which it was done.
    fn first(stops: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        stops.into_iter().flatten().min()
    }
}

/// From which day a clock runs, and what stopped it.
type Run = (Date, Option<Stop>);

fn finish<'a>(id: ClockId, run: Run, term: TermOf, hand: &Hand<'a, '_>) -> Clock<'a> {
    let (started, stopped) = run;
    let Hand { rule, steps, now } = *hand;
    let due = term.date();
    let today = now.day();
    // What is laid down for a later day (a notice that begins then, a duty that ends then) has stopped nothing yet.
    let state = match (stopped.filter(|stop| stop.at <= now), due) {
        (Some(stop), Some(due)) if stop.at.day() > due => ClockState::MetLate,
        (Some(stop), _) if stop.undone => ClockState::Ended,
        (Some(_), _) => ClockState::Met,
        (None, None) => ClockState::Paused,
        (None, Some(due)) if today > due => ClockState::Overdue,
        (None, Some(_)) => ClockState::Running,
    };
    let days_left =
        due.filter(|_| state.is_live()).map(|d| crate::time::day_number(d) - crate::time::day_number(today));
    let lamp =
        days_left.and_then(|left| steps.iter().filter(|s| -left >= s.days).max_by_key(|s| s.days).map(|s| s.lamp));
    let stopped = stopped.map(|stop| stop.at);
    Clock { id, rule, started, stopped, term, state, lamp, days_left }
}

/// The nearest due day among live handling clocks and fixed dates: what "due" means in lists.
/// Look-back has its own column; what stops by itself on a day laid down already is due from nobody.
#[must_use]
pub fn next_due(p: &Problem, reference: &Reference, calendar: &Calendar, now: Timestamp) -> Option<Date> {
    clocks(p, reference, calendar, now)
        .iter()
        .filter(|c| c.state.is_live() && c.is_of_lists() && c.stopped.is_none())
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
        let steps = match (&clock.id, clock.rule) {
            (ClockId::Notice, _) => continue,
            (ClockId::Month(_), _) => &reference.dispatch_escalation,
            (_, Some(rule)) => &rule.escalation,
            (_, None) => &reference.fixed_date_escalation,
        };
        // Only the furthest step reached is told: after a long silence nobody wants six letters.
        let Some(step) = steps.iter().filter(|s| -left >= s.days).max_by_key(|s| s.days) else { continue };
        let told = p.escalations.iter().any(|(_, e)| e.clock == clock.id.text() && e.due == due && e.days >= step.days);
        if !told {
            found.push((clock.id.clone(), due, step.clone()));
        }
    }
    found
}
