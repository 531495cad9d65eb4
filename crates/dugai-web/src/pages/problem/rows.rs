//! Measures as rows: how far each is, what can be done about it, and what changed in a plan
//! since the one first approved.

use dugai_app::Kept;
use dugai_domain::problem::check::supervisor;
use dugai_domain::problem::state::MeasureProgress;
use dugai_domain::problem::{AcceptanceVerdict, Action, Event, Measure};

use super::case::{Case, Link};
use super::entry::Entry;

/// A measure under the plan in force.
pub struct Row {
    /// Number.
    pub no: u32,
    /// What is done.
    pub text: String,
    /// Owner, what it must reach, safety, money and last words, one a line.
    pub small: Vec<String>,
    /// Due day, or that it is kept up.
    pub due: String,
    /// Due day of the first plan, where it differs.
    pub baseline: Option<String>,
    /// Per cent.
    pub percent: u8,
    /// Class of the bar.
    pub bar: &'static str,
    /// How it stands: class and word.
    pub state: (&'static str, String),
    /// Who sent it back last, when and why; none once it was accepted.
    pub sent_back: Option<Entry>,
    /// Evidence of it.
    pub evidence: usize,
    /// What can be done about it.
    pub acts: Vec<Link>,
}

/// The row of a measure.
pub fn row(case: &Case<'_>, m: &MeasureProgress) -> Row {
    let (w, p) = (case.w, case.p);
    let x = &m.measure;
    let late = m.done.is_none() && x.due.is_some_and(|due| due < case.today());
    let (bar, state) = match m {
        _ if m.accepted.is_some() => ("ok", ("ok", "problem.measure.accepted")),
        _ if m.done.is_some() => ("ok", ("info", "problem.measure.done")),
        _ if late => ("bad", ("bad", "problem.measure.late")),
        _ if m.returns > 0 => ("warn", ("warn", "problem.measure.returned")),
        _ if m.percent > 0 => ("", ("info", "problem.measure.going")),
        _ => ("", ("mute", "problem.measure.not_begun")),
    };
    let owner = x.owner.map(|u| w.fill("said.head", &[("event", &w.t("label.owner")), ("what", &case.unit(u))]));
    let mut small: Vec<String> = owner.into_iter().chain(details(case, x)).collect();
    if !m.note.is_empty() {
        let reported = m.reported.map(|mark| format!("{} {}", case.who(mark), mark.at.day())).unwrap_or_default();
        small.push(w.fill("problem.measure.note", &[("by", &reported), ("text", &m.note)]));
    }
    Row {
        no: x.no,
        text: x.text.clone(),
        small,
        due: due(case, x),
        baseline: m.baseline.filter(|b| Some(*b) != x.due).map(|b| b.to_string()),
        percent: m.percent,
        bar,
        state: (state.0, w.t(state.1).to_owned()),
        sent_back: None,
        evidence: p.evidence.iter().filter(|(_, e)| e.measures.contains(&x.no)).count(),
        acts: acts(case, m),
    }
}

/// Why a measure is to be done again: the record that sent it back last, whoever it was that did. It stands
/// until the measure is accepted.
pub fn sent_back(case: &Case<'_>, m: &MeasureProgress, history: &[Kept]) -> Option<Entry> {
    let at = m.returned.filter(|_| m.accepted.is_none())?;
    let returns = |event: &Event| match event {
        Event::MeasureReturned(verdict) => verdict.no == m.measure.no,
        Event::AcceptanceRecorded(a) => a.verdict == AcceptanceVerdict::Returned,
        Event::ObjectionAnswered(answer) => answer.upheld,
        Event::Returned(_) => true,
        _ => false,
    };
    let found = history.iter().rev().find(|k| k.recorded.at == at && returns(&k.recorded.event))?;
    Some(Entry::said(case, &found.recorded))
}

/// Acts on one measure stand beside it.
fn acts(case: &Case<'_>, m: &MeasureProgress) -> Vec<Link> {
    let no = m.measure.no;
    let mut list = Vec::new();
    let responsible = dugai_domain::actor::Who::Responsible;
    let owns = m.measure.owner.is_some_and(|u| case.actor.works_in(u));
    let reports = owns || case.actor.stands_as(responsible, Some(case.p));
    if m.accepted.is_none() && reports {
        list.extend(case.act_on(Action::ReportMeasure, no));
        if case.can(Action::AddEvidence) {
            list.push(case.act(Action::AddEvidence, &[("measures", &no.to_string())]));
        }
    }
    if m.accepted.is_none() && case.actor.stands_as(supervisor(case.p, &case.ctx()), Some(case.p)) {
        list.extend(case.act_on(Action::AcceptMeasure, no).filter(|_| m.done.is_some()));
        list.extend(case.act_on(Action::ReturnMeasure, no).filter(|_| m.percent > 0));
    }
    list
}

/// Goal, safety and money of a measure.
fn details(case: &Case<'_>, x: &Measure) -> Vec<String> {
    let w = case.w;
    let mut list = Vec::new();
    let mut put = |label: &str, value: String| {
        if !value.trim().is_empty() {
            list.push(w.fill("said.head", &[("event", &w.code("label", label)), ("what", &value)]));
        }
    };
    put("goal", x.goal.clone());
    put("safety", x.safety.clone());
    put("money", x.money_fen.map(|fen| w.yuan(fen)).unwrap_or_default());
    if x.lasting {
        list.push(w.t("said.lasting").to_owned());
    }
    list
}

fn due(case: &Case<'_>, x: &Measure) -> String {
    let day = x.due.map(|d| d.to_string());
    let long = x.long_term.then(|| case.w.t("guidance.long_term").to_owned());
    case.w.list(day.into_iter().chain(long))
}

/// A line of a plan beside the same line of the plan first approved.
pub struct Line {
    /// What it is.
    pub label: String,
    /// As first approved, if it was otherwise.
    pub old: Option<String>,
    /// As it is now; none if it was dropped.
    pub new: Option<String>,
    /// Whether both say the same.
    pub same: bool,
}

impl Line {
    /// Compares two texts; nothing for a line that neither has.
    pub fn new(label: &str, old: Option<String>, new: Option<String>) -> Option<Self> {
        let has = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
        let (old, new) = (has(old), has(new));
        if old.is_none() && new.is_none() {
            return None;
        }
        let same = old == new;
        Some(Self { label: label.to_owned(), old: old.filter(|_| !same), new, same })
    }
}

/// A measure as one text, for comparison.
pub fn as_text(case: &Case<'_>, x: &Measure) -> String {
    let owner = x.owner.map(|u| case.unit(u)).into_iter();
    let rest = owner.chain(Some(due(case, x))).chain(details(case, x)).filter(|t| !t.is_empty());
    let rest = case.w.clauses(rest);
    case.w.fill("said.beside", &[("text", &x.text), ("more", &rest)])
}
