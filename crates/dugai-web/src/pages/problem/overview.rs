//! What it is and who answers: facts, proposals of a re-import, the chain, what leaders asked for
//! and what became of it, rounds before this one.

use dugai_domain::problem::state::{DutyOrigin, PastRound, TrackedDuty};
use dugai_domain::problem::{
    AcceptanceStep, Action, Duty, Event, LeadOfficer, Mark, Problem, ProposedChange, Supervision, SweepOutcome,
};
use dugai_domain::reference::Moment;
use dugai_domain::time::day_number;

use crate::say::clock::{distance, title};
use crate::say::event::{adds_long_term, tier};
use crate::say::{Names, moment_code};

use super::case::{Case, Link};
use super::entry::Entry;
use super::group::{self, Group};

/// A fact.
pub struct Fact {
    /// Label.
    pub label: String,
    /// Value.
    pub value: String,
    /// Whether it takes the whole width.
    pub wide: bool,
}

/// A part of the chain.
pub struct Part {
    /// Which part.
    pub role: &'static str,
    /// Unit.
    pub unit: String,
    /// Unit's page.
    pub href: String,
    /// Person.
    pub who: String,
    /// Days.
    pub term: String,
    /// Whether it ended.
    pub past: bool,
}

/// A change that a re-import proposes.
pub struct Proposal {
    /// Number.
    pub no: u32,
    /// Field.
    pub field: &'static str,
    /// Value now.
    pub old: String,
    /// Value proposed.
    pub new: String,
    /// Where it stands in the file.
    pub row: String,
    /// Decision, if any: tone and word.
    pub state: (&'static str, String),
    /// Take it, leave it.
    pub act: Option<Link>,
}

/// The leader in charge and the task force.
pub struct Lead {
    /// Leader.
    pub name: Option<String>,
    /// Visits made and owed.
    pub visits: Option<String>,
    /// Task force with its members.
    pub force: Option<(String, Vec<String>)>,
}

/// Things of one kind that were recorded.
pub struct Section {
    /// Heading.
    pub title: &'static str,
    /// What was recorded, newest first.
    pub entries: Vec<Entry>,
}

/// A round before this one.
pub struct Past {
    /// Which.
    pub title: String,
    /// When each moment was reached.
    pub facts: Vec<Fact>,
    /// Measures.
    pub measures: Vec<String>,
    /// Acceptances and extensions.
    pub entries: Vec<Entry>,
}

/// The tab.
pub struct View {
    /// Facts.
    pub facts: Vec<Fact>,
    /// Proposals, open ones first.
    pub proposals: Vec<Proposal>,
    /// Chain.
    pub chain: Vec<Part>,
    /// Leader and task force.
    pub lead: Option<Lead>,
    /// Group.
    pub group: Option<Group>,
    /// Problems that its sweep brought to light.
    pub found: Vec<Link>,
    /// Instructions, visits and meetings, duties, supervision, returns.
    pub sections: Vec<Section>,
    /// Rounds before.
    pub past: Vec<Past>,
}

/// The tab of a case.
pub fn view(case: &Case<'_>) -> View {
    View {
        facts: facts(case),
        proposals: proposals(case),
        chain: chain(case),
        lead: lead(case),
        group: group::view(case),
        found: found(case),
        sections: sections(case),
        past: case.p.past.iter().rev().map(|r| past(case, r)).collect(),
    }
}

/// A list of facts, in which an empty value leaves no trace.
#[derive(Default)]
struct Facts(Vec<Fact>);

impl Facts {
    fn put(&mut self, label: &str, value: impl Into<String>) {
        self.add(label, value, false);
    }

    fn wide(&mut self, label: &str, value: impl Into<String>) {
        self.add(label, value, true);
    }

    fn add(&mut self, label: &str, value: impl Into<String>, wide: bool) {
        let value = value.into();
        if !value.trim().is_empty() {
            self.0.push(Fact { label: label.to_owned(), value, wide });
        }
    }
}

fn facts(case: &Case<'_>) -> Vec<Fact> {
    let (w, p) = (case.w, case.p);
    let label = |code: &str| w.code("label", code);
    let mut f = Facts::default();
    f.wide(w.t("field.text"), p.text.clone());
    f.wide(label("goal"), p.goal.clone());
    f.put(label("source"), w.code("source", p.source.kind.code()));
    f.put(label("round"), p.source.round.clone());
    f.put(label("page"), p.source.page.clone());
    f.put(label("numbers"), p.number_text());
    f.put(label("klass"), p.klass.clone());
    f.put(label("types"), w.list(p.types.iter().map(|t| case.book.type_name(t, w.lang))));
    f.put(label("county"), p.place.county.map(|u| case.unit(u)).unwrap_or_default());
    f.put(label("place"), p.place.words.clone());
    f.put(label("guidance"), w.code("guidance", p.guidance.code()));
    f.put(label("due"), due(case));
    f.put(label("steps"), w.list(p.steps.iter().map(|s| step(case, s))));
    f.put(label("import"), p.import.as_ref().map(|i| row(case, &i.sheet, i.row)).unwrap_or_default());
    f.put(label("declared"), p.declared_by.clone().unwrap_or_default());
    f.put(w.t("problem.registered_by"), format!("{} {}", case.who(p.registered), p.registered.at));
    f.0
}

fn due(case: &Case<'_>) -> String {
    let due = &case.p.due;
    // The words of the list first, and the day they mean behind them.
    let words = Some(due.text.trim()).filter(|t| !t.is_empty());
    let mut parts: Vec<String> = match (words, due.date) {
        (Some(words), Some(day)) if words != day.to_string() => vec![format!("{words}（{day}）")],
        (Some(words), _) => vec![words.to_owned()],
        (None, day) => day.map(|d| d.to_string()).into_iter().collect(),
    };
    parts.extend(adds_long_term(due).then(|| case.w.t("guidance.long_term").to_owned()));
    case.w.list(parts)
}

fn step(case: &Case<'_>, s: &AcceptanceStep) -> String {
    let level = tier(case.w, &s.level);
    match s.unit {
        Some(unit) => case.w.fill("said.beside", &[("text", &level), ("more", &case.unit(unit))]),
        None => level,
    }
}

fn row(case: &Case<'_>, sheet: &str, row: u32) -> String {
    case.w.fill("said.row", &[("sheet", &sheet), ("row", &row)])
}

fn proposals(case: &Case<'_>) -> Vec<Proposal> {
    let (w, p) = (case.w, case.p);
    let one = |no: u32, change: &ProposedChange, taken: Option<bool>| {
        let key = match taken {
            None => ("warn", "problem.waiting"),
            Some(true) => ("ok", "said.taken"),
            Some(false) => ("mute", "said.not_taken"),
        };
        Proposal {
            no,
            field: w.code("field", change.field.code()),
            old: p.field(change.field),
            new: change.value.clone(),
            row: row(case, &change.import.sheet, change.import.row),
            state: (key.0, w.t(key.1).to_owned()),
            act: if taken.is_none() { case.act_on(Action::DecideChange, no) } else { None },
        }
    };
    let mut list: Vec<_> = p.proposals.iter().collect();
    list.sort_by_key(|c| c.decided.is_some());
    list.into_iter().map(|c| one(c.no, &c.change, c.decided.map(|(_, taken)| taken))).collect()
}

fn chain(case: &Case<'_>) -> Vec<Part> {
    let w = case.w;
    let part = |d: &Duty| {
        let from = w.date(d.from);
        let term = match d.to {
            Some(to) => w.fill("said.term", &[("from", &from), ("to", &w.date(to))]),
            None => w.fill("said.since", &[("from", &from)]),
        };
        Part {
            role: w.code("duty", d.role.code()),
            unit: case.unit(d.unit),
            href: format!("/units/{}", d.unit),
            who: d.person.clone(),
            term,
            past: d.to.is_some_and(|to| to < case.today()),
        }
    };
    let mut duties: Vec<&Duty> = case.p.chain.iter().collect();
    duties.sort_by_key(|d| (d.to.is_some_and(|to| to < case.today()), d.role, d.from));
    duties.into_iter().map(part).collect()
}

fn lead(case: &Case<'_>) -> Option<Lead> {
    let (w, p) = (case.w, case.p);
    if p.lead_officer.is_none() && p.task_force.is_none() {
        return None;
    }
    let visits = |l: &LeadOfficer| {
        let year = case.today().year();
        let made = p.meetings.iter().filter(|(_, m)| m.visit && m.day.year() == year).count();
        w.fill("problem.visits", &[("made", &made), ("owed", &l.visits_owed)])
    };
    Some(Lead {
        name: p.lead_officer.as_ref().map(|l| l.name.clone()),
        visits: p.lead_officer.as_ref().filter(|l| l.visits_owed > 0).map(visits),
        force: p.task_force.as_ref().map(|t| (t.name.clone(), t.members.clone())),
    })
}

fn found(case: &Case<'_>) -> Vec<Link> {
    let bad = case.p.sweep.iter().filter_map(|s| s.answer.as_ref()).filter_map(|(_, a)| match a.outcome {
        SweepOutcome::Bad(id) => Some(id),
        _ => None,
    });
    bad.map(|id| Link { href: format!("/problems/{id}"), text: case.book.problem(id) }).collect()
}

fn sections(case: &Case<'_>) -> Vec<Section> {
    let p = case.p;
    let instructions = p.instructions.iter().map(|(m, i)| Entry::of(case, *m, Event::Instructed(i.clone())));
    let meetings = p.meetings.iter().map(|(m, x)| Entry::of(case, *m, Event::Met(x.clone())));
    let returns = p.returns.iter().map(|(m, r)| Entry::of(case, *m, Event::Returned(r.clone())));
    let list = [
        ("problem.instructions", instructions.rev().collect()),
        ("problem.meetings", meetings.rev().collect()),
        ("problem.duties", duties(case)),
        ("problem.supervisions", supervisions(case, p)),
        ("problem.returns", returns.rev().collect::<Vec<_>>()),
    ];
    let filled = list.into_iter().filter(|(_, entries)| !entries.is_empty());
    filled.map(|(title, entries)| Section { title: case.w.t(title), entries }).collect()
}

/// Duties that are tracked: open ones first, by their days.
fn duties(case: &Case<'_>) -> Vec<Entry> {
    let mut list: Vec<&TrackedDuty> = case.p.duties.iter().collect();
    list.sort_by_key(|d| (d.done.is_some(), d.decision.due));
    list.into_iter().map(|d| duty(case, d)).collect()
}

fn duty(case: &Case<'_>, d: &TrackedDuty) -> Entry {
    let w = case.w;
    let origin = match d.origin {
        DutyOrigin::Meeting => "meeting",
        DutyOrigin::Instruction => "instruction",
        DutyOrigin::Acceptance => "acceptance",
        DutyOrigin::Escalation => "escalation",
    };
    let entry = Entry {
        tint: "info",
        icon: "flag",
        // What an escalation left is the clock that nobody was told of.
        head: match d.origin {
            DutyOrigin::Escalation => w.t1("said.unreceived", title(w, &case.book, &d.decision.what)),
            _ => d.decision.what.clone(),
        },
        by: case.unit(d.decision.unit),
        time: d.mark.at.to_string(),
        ..Entry::default()
    };
    let entry = entry
        .line(w.t("problem.origin"), w.code("duty_origin", origin))
        .line(w.t("label.measure_due"), w.date(d.decision.due));
    match &d.done {
        Some((mark, result)) => {
            let late = mark.at.day() > d.decision.due;
            let state = if late { ("warn", "clock_state.met_late") } else { ("ok", "clock_state.met") };
            let done = format!("{} {}", case.who(*mark), mark.at);
            entry.badge(state.0, w.t(state.1)).line(w.t("problem.finished"), done).line(w.t("label.result"), result)
        }
        None => {
            let left = day_number(d.decision.due) - day_number(case.today());
            let tone = if left < 0 { "bad" } else { "info" };
            entry.badge(tone, distance(w, left)).act(case.act_on(Action::FinishDuty, d.no))
        }
    }
}

fn supervisions(case: &Case<'_>, p: &Problem) -> Vec<Entry> {
    let w = case.w;
    let one = |s: &dugai_domain::problem::state::SupervisionState| {
        let entry = Entry::of(case, s.mark, Event::Supervised(s.act.clone()));
        let handed = matches!(s.act, Supervision::HandOver { .. });
        let said = |entry: Entry, label: &'static str, (mark, text): &(Mark, String)| {
            let by = format!("{} {}", case.who(*mark), mark.at);
            entry.line(label, text).line(w.t("problem.by"), by)
        };
        let (receipt, result) = (w.t("problem.receipt_of_body"), w.t("label.result"));
        match (&s.answer, &s.result) {
            (Some(came), Some(done)) => {
                said(said(entry.badge("ok", w.t("problem.answered")), receipt, came), result, done)
            }
            (Some(came), None) if handed => {
                let entry = entry.badge("warn", w.t("problem.result_waiting"));
                said(entry, receipt, came).act(case.act_on(Action::AnswerSupervision, s.no))
            }
            (Some(answer), None) => said(entry.badge("ok", w.t("problem.answered")), w.t("label.answer"), answer),
            (None, _) if handed || matches!(s.act, Supervision::Urge { .. }) => {
                entry.badge("warn", w.t("problem.waiting")).act(case.act_on(Action::AnswerSupervision, s.no))
            }
            (None, _) => entry,
        }
    };
    p.supervisions.iter().rev().map(one).collect()
}

fn past(case: &Case<'_>, r: &PastRound) -> Past {
    let w = case.w;
    let mut f = Facts::default();
    for (moment, at) in moments(r) {
        f.put(w.code("moment", moment_code(moment)), at.to_string());
    }
    let measure = |m: &dugai_domain::problem::state::MeasureProgress| {
        w.fill("form.measure_no", &[("n", &m.measure.no), ("text", &m.measure.text)])
    };
    let accepted = r.acceptances.iter().map(|(m, a)| Entry::of(case, *m, Event::AcceptanceRecorded(a.clone())));
    Past {
        title: w.t1("problem.round", r.round),
        facts: f.0,
        measures: r.measures.iter().map(measure).collect(),
        entries: accepted.collect(),
    }
}

/// Moments in the order in which they were reached.
fn moments(r: &PastRound) -> Vec<(Moment, dugai_domain::time::Timestamp)> {
    let mut list: Vec<_> = r.moments.iter().map(|(m, at)| (*m, *at)).collect();
    list.sort_by_key(|(moment, at)| (*at, *moment));
    list
}
