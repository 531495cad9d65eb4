//! The plan: how far the measures are, every version with its decision, the one first approved
//! beside the one in force, the monthly words.

use std::collections::BTreeSet;

use dugai_app::Kept;
use dugai_domain::problem::state::{PlanState, PlanVersion};
use dugai_domain::problem::{Action, Event, Measure, PlanDraft, Progress};

use crate::say::Names;

use super::case::{Case, Link};
use super::entry::Entry;
use super::rows::{Line, Row, as_text, row, sent_back};

/// A version of the plan.
pub struct Version {
    /// Which.
    pub title: String,
    /// How it stands: tone and word.
    pub state: (&'static str, &'static str),
    /// Who wrote it and who decided.
    pub meta: String,
    /// Opinion with which it was approved or returned.
    pub opinion: String,
    /// Its lines, compared with the version before it that was in force.
    pub lines: Vec<Line>,
    /// Whether it is shown open.
    pub open: bool,
}

/// A measure that came with the list.
pub struct Given {
    /// Number.
    pub no: u32,
    /// Text.
    pub text: String,
    /// Date.
    pub due: String,
}

/// The tab.
pub struct View {
    /// The computed word: class and word.
    pub word: (&'static str, &'static str),
    /// Share done.
    pub percent: u8,
    /// Measures of the plan in force.
    pub rows: Vec<Row>,
    /// Measures of the list, where there is no plan in force yet.
    pub given: Vec<Given>,
    /// Versions, newest first.
    pub versions: Vec<Version>,
    /// What changed since the plan first approved.
    pub baseline: Vec<Line>,
    /// Monthly words, newest first.
    pub months: Vec<Entry>,
    /// Where a plan is written, if it can be.
    pub write: Option<Link>,
    /// Where the month is reported, if it can be.
    pub report: Option<Link>,
}

/// The badge class of a progress word.
pub fn progress_class(word: Progress) -> &'static str {
    match word {
        Progress::NotStarted => "pr-notstarted",
        Progress::Behind => "pr-behind",
        Progress::OnSchedule => "pr-ontrack",
        Progress::Done => "pr-done",
        Progress::StruckOff => "pr-struck",
    }
}

/// The tab of a case; `history` is needed where a measure was sent back.
pub fn view(case: &Case<'_>, history: &[Kept]) -> View {
    let (w, p) = (case.w, case.p);
    let word = p.computed_progress(case.today());
    let given = |g: &dugai_domain::problem::GivenMeasure| {
        let day = g.due.date.map(|d| d.to_string());
        let words = Some(g.due.text.clone()).filter(|t| !t.is_empty());
        Given { no: g.no, text: g.text.clone(), due: w.list(day.into_iter().chain(words)) }
    };
    let months = p.months.iter().rev().map(|(mark, m)| Entry::of(case, *mark, Event::MonthReported(m.clone())));
    View {
        word: (progress_class(word), w.code("progress", word.code())),
        percent: p.percent(),
        rows: p.measures.iter().map(|m| Row { sent_back: sent_back(case, m, history), ..row(case, m) }).collect(),
        given: if p.measures.is_empty() { p.given.iter().map(given).collect() } else { Vec::new() },
        versions: versions(case),
        baseline: baseline(case),
        months: months.collect(),
        write: case.can(Action::DraftPlan).then(|| case.act(Action::DraftPlan, &[])),
        report: case.can(Action::ReportMonth).then(|| case.act(Action::ReportMonth, &[])),
    }
}

/// Whether a version was ever in force.
fn was_in_force(v: &PlanVersion) -> bool {
    matches!(v.state, PlanState::Approved { .. } | PlanState::Superseded { .. })
}

fn versions(case: &Case<'_>) -> Vec<Version> {
    let plans = &case.p.plans;
    let last = plans.len().saturating_sub(1);
    let one = |(i, v): (usize, &PlanVersion)| {
        let before = plans.iter().take(i).rev().find(|b| was_in_force(b)).map(|b| &b.draft);
        version(case, v, (before, i == last))
    };
    plans.iter().enumerate().rev().map(one).collect()
}

/// One version; `at`: the version in force before it, and whether it is the newest.
fn version(case: &Case<'_>, v: &PlanVersion, at: (Option<&PlanDraft>, bool)) -> Version {
    let w = case.w;
    let written = format!("{} {}", case.signed(v.drafted, Action::DraftPlan), v.drafted.at);
    let (state, decided, opinion) = match &v.state {
        PlanState::Draft => (("mute", "draft"), None, None),
        PlanState::Submitted { mark } => (("warn", "submitted"), Some(*mark), None),
        PlanState::Approved { mark, opinion } => (("ok", "approved"), Some(*mark), Some(opinion)),
        PlanState::Returned { mark, opinion } => (("bad", "returned"), Some(*mark), Some(opinion)),
        PlanState::Superseded { mark } => (("mute", "superseded"), Some(*mark), None),
    };
    let mut meta = vec![w.fill("problem.plan.written", &[("by", &written)])];
    if let Some(mark) = decided {
        let by = format!("{} {}", case.signed(mark, decided_by(&v.state)), mark.at);
        meta.push(w.fill("said.head", &[("event", &w.code("plan_state", state.1)), ("what", &by)]));
    }
    let opinion = opinion.map(|o| {
        let reasons = o.reasons.iter().map(|r| case.book.return_reason(r, w.lang));
        w.clauses(reasons.chain(Some(o.text.clone())).filter(|t| !t.trim().is_empty()))
    });
    Version {
        title: w.t1("problem.plan.version", v.version),
        state: (state.0, w.code("plan_state", state.1)),
        meta: w.clauses(meta),
        opinion: opinion.unwrap_or_default(),
        lines: compare(case, at.0.unwrap_or(&v.draft), &v.draft),
        open: at.1,
    }
}

/// The act that brought a version where it stands.
fn decided_by(state: &PlanState) -> Action {
    match state {
        PlanState::Draft => Action::DraftPlan,
        PlanState::Submitted { .. } => Action::SubmitPlan,
        PlanState::Approved { .. } | PlanState::Superseded { .. } => Action::ApprovePlan,
        PlanState::Returned { .. } => Action::ReturnPlan,
    }
}

/// What changed between the plan first approved and the one in force.
fn baseline(case: &Case<'_>) -> Vec<Line> {
    let first = case.p.plans.iter().find(|v| was_in_force(v));
    let Some((first, now)) = first.zip(case.p.approved_plan()) else { return Vec::new() };
    let mut today = now.draft.clone();
    // Extensions move the dates of measures without a new version.
    for m in &case.p.measures {
        if let Some(x) = today.measures.iter_mut().find(|x| x.no == m.measure.no) {
            x.due = m.measure.due;
        }
    }
    let mut lines = compare(case, &first.draft, &today);
    lines.retain(|l| !l.same);
    lines
}

/// A plan beside another one, line by line.
pub fn compare(case: &Case<'_>, old: &PlanDraft, new: &PlanDraft) -> Vec<Line> {
    let w = case.w;
    let standard = |d: &PlanDraft| Some(case.book.standard(&d.standard, w.lang)).filter(|_| !d.standard.is_empty());
    let day = |d: &PlanDraft| d.due.map(|x| x.to_string());
    let label = |code: &str| w.code("label", code);
    let mut lines: Vec<Option<Line>> = vec![
        Line::new(label("goal"), Some(old.goal.clone()), Some(new.goal.clone())),
        Line::new(label("standard"), standard(old), standard(new)),
        Line::new(label("due"), day(old), day(new)),
        Line::new(label("safety"), Some(old.safety.clone()), Some(new.safety.clone())),
    ];
    let numbers: BTreeSet<u32> = old.measures.iter().chain(&new.measures).map(|m| m.no).collect();
    let text = |list: &[Measure], no: u32| list.iter().find(|m| m.no == no).map(|m| as_text(case, m));
    for no in numbers {
        lines.push(Line::new(&w.t1("problem.measure.no", no), text(&old.measures, no), text(&new.measures, no)));
    }
    lines.into_iter().flatten().collect()
}
