//! What an act decides, to be read above its form: the plan with what changed in it, the last
//! report with its pictures, the standard's points, the request, the reason. Nobody signs unread.

use std::collections::BTreeSet;

use dugai_app::Kept;
use dugai_domain::ids::EvidenceId;
use dugai_domain::problem::state::{GateState, MeasureProgress, PlanState, PlanVersion};
use dugai_domain::problem::{Action, Event, ExtensionOf, Field, MeasureReport};

use crate::fault::Fault;
use crate::say::Names;
use crate::say::event::held;
use crate::site::Site;

use super::case::Case;
use super::entry::Entry;
use super::overview::Fact;
use super::plan::compare;
use super::proof::{Item, gate, item, objection, point};
use super::rows::{Line, as_text, row, sent_back};
use super::{Pairs, value};

/// A part of what is read before a decision.
#[derive(Default)]
pub struct Block {
    /// Heading.
    pub title: String,
    /// What must not be overlooked.
    pub warn: String,
    /// Sentences.
    pub notes: Vec<String>,
    /// Facts.
    pub facts: Vec<Fact>,
    /// A plan beside the version before it.
    pub lines: Vec<Line>,
    /// Points, one below the other.
    pub points: Vec<String>,
    /// What was recorded.
    pub entries: Vec<Entry>,
    /// Pictures and files.
    pub items: Vec<Item>,
}

/// What is read before an act is done; nothing for acts that decide on nothing.
///
/// # Errors
/// When the store cannot be read.
pub async fn decided(site: &Site, case: &Case<'_>, what: (Action, &Pairs)) -> Result<Vec<Block>, Fault> {
    let (action, settled) = what;
    let no = value(settled, "no").and_then(|no| no.parse::<u32>().ok());
    let blocks = match action {
        Action::ApprovePlan | Action::ReturnPlan => plan(case),
        Action::SubmitPlan => past_due(case).map(|warn| submitted(case, warn)).into_iter().collect(),
        Action::Correct => vec![present(case)],
        Action::AcceptMeasure | Action::ReturnMeasure => {
            let history = site.office.history(case.p.id, case.actor).await?;
            let same = site.office.same_files(case.p).await?;
            measures(case, no, (&history, &same))
        }
        Action::ReportMeasure if case.p.measures.iter().any(|m| m.returned.is_some() && m.accepted.is_none()) => {
            let history = site.office.history(case.p.id, case.actor).await?;
            done_again(case, no, &history)
        }
        Action::RecordAcceptance => {
            let same = site.office.same_files(case.p).await?;
            acceptance(case, &same)
        }
        Action::SignGate => self_check(case).into_iter().collect(),
        Action::DecideExtension => extension(case),
        Action::ConfirmWaiver => waivers(case, value(settled, "gate")),
        Action::AnswerObjection => objections(site, case, no).await?,
        _ => Vec::new(),
    };
    Ok(blocks)
}

fn fact(label: impl Into<String>, value: impl Into<String>) -> Option<Fact> {
    let value = value.into();
    (!value.trim().is_empty()).then(|| Fact { label: label.into(), value, wide: true })
}

/// The version that waits, beside the one before it; the standard's points; what the list asks for.
fn plan(case: &Case<'_>) -> Vec<Block> {
    let (w, p) = (case.w, case.p);
    let Some(version) = p.open_plan() else { return Vec::new() };
    let before = p.plans.iter().rev().find(|v| v.version < version.version);
    let written = format!("{} {}", case.signed(version.drafted, Action::DraftPlan), version.drafted.at);
    let mut notes = vec![w.fill("problem.plan.written", &[("by", &written)])];
    notes.extend(before.map(|b| w.t1("problem.decided.against", b.version)));
    notes.extend(before.and_then(|b| returned(case, b)));
    let waits = Block {
        title: w.t1("problem.decided.plan", version.version),
        notes,
        warn: past_due(case).unwrap_or_default(),
        lines: compare(case, before.map_or(&version.draft, |b| &b.draft), &version.draft),
        ..Block::default()
    };
    let given = p.given.iter().map(|g| {
        let due = g.due.date.map_or_else(|| g.due.text.clone(), |d| d.to_string());
        if due.is_empty() { g.text.clone() } else { w.fill("said.beside", &[("text", &g.text), ("more", &due)]) }
    });
    let due = p.due.date.map_or_else(|| p.due.text.clone(), |d| d.to_string());
    let list = Block {
        title: w.t("problem.decided.list").to_owned(),
        facts: [
            fact(w.t("problem.decided.text"), p.text.as_str()),
            fact(w.code("label", "goal"), p.goal.as_str()),
            fact(w.code("label", "due"), due),
        ]
        .into_iter()
        .flatten()
        .collect(),
        points: given.collect(),
        ..Block::default()
    };
    [Some(waits), standard(case, version), Some(list)].into_iter().flatten().collect()
}

/// Measures of the version that waits whose day had passed before anybody decided: a doubt, no fault.
fn past_due(case: &Case<'_>) -> Option<String> {
    let version = case.p.open_plan()?;
    let past = version.draft.measures.iter().filter(|m| m.due.is_some_and(|due| due < case.today()));
    let past = past.map(|m| {
        let due = m.due.map_or_else(String::new, |d| d.to_string());
        case.w.fill("said.beside", &[("text", &case.w.t1("problem.measure.no", m.no)), ("more", &due)])
    });
    let past: Vec<String> = past.collect();
    (!past.is_empty()).then(|| case.w.fill("problem.decided.past_due", &[("measures", &case.w.list(past))]))
}

/// What is worth a second look before a plan is submitted.
fn submitted(case: &Case<'_>, warn: String) -> Block {
    let version = case.p.open_plan().map_or(0, |v| v.version);
    Block { title: case.w.t1("problem.decided.plan", version), warn, ..Block::default() }
}

/// What the fields hold that can be corrected.
fn present(case: &Case<'_>) -> Block {
    let fields = Field::ALL.into_iter().filter(|f| *f != Field::Record);
    let facts =
        fields.filter_map(|f| fact(case.w.code("field", f.code()), held(case.w, &case.book, f, &case.p.field(f))));
    Block { title: case.w.t("problem.decided.present").to_owned(), facts: facts.collect(), ..Block::default() }
}

/// With what opinion the version before was returned.
fn returned(case: &Case<'_>, before: &PlanVersion) -> Option<String> {
    let PlanState::Returned { mark, opinion } = &before.state else { return None };
    let w = case.w;
    let reasons = opinion.reasons.iter().map(|r| case.book.return_reason(r, w.lang)).chain([opinion.text.clone()]);
    let text = w.clauses(reasons.filter(|t| !t.trim().is_empty()));
    let by = format!("{} {}", case.signed(*mark, Action::ReturnPlan), mark.at.day());
    Some(w.fill("problem.decided.returned", &[("by", &by), ("text", &text)]))
}

/// The points of the standard that a plan binds: as they stood when it was approved.
fn standard(case: &Case<'_>, version: &PlanVersion) -> Option<Block> {
    let approved = match &version.state {
        PlanState::Approved { mark, .. } | PlanState::Superseded { mark } => mark.at.day(),
        _ => case.today(),
    };
    let found = case.setup.reference.standard_on(&version.draft.standard, approved)?;
    let name = case.book.standard(&version.draft.standard, case.w.lang);
    Some(Block {
        title: case.w.fill("problem.decided.standard", &[("name", &name)]),
        points: found.points.clone(),
        ..Block::default()
    })
}

/// What is known of the reports: everything that happened, and files that are the same.
type Known<'a> = (&'a [Kept], &'a [(EvidenceId, EvidenceId)]);

/// The measures that can be judged, or the one that is: as planned, as last reported, with pictures.
fn measures(case: &Case<'_>, no: Option<u32>, known: Known<'_>) -> Vec<Block> {
    let judged = case.p.measures.iter().filter(|m| match no {
        Some(no) => m.measure.no == no,
        None => m.accepted.is_none() && (m.done.is_some() || m.percent > 0),
    });
    judged.map(|m| measure(case, m, known)).collect()
}

/// Measures that were sent back, or the one that is reported on, each with why: what is to be done again.
fn done_again(case: &Case<'_>, no: Option<u32>, history: &[Kept]) -> Vec<Block> {
    let w = case.w;
    let asked = case.p.measures.iter().filter(|m| no.is_none_or(|no| m.measure.no == no));
    let block = |m: &MeasureProgress| {
        let entry = sent_back(case, m, history)?;
        Some(Block {
            title: w.t1("problem.measure.no", m.measure.no),
            notes: vec![m.measure.text.clone()],
            entries: vec![entry],
            ..Block::default()
        })
    };
    asked.filter_map(block).collect()
}

fn measure(case: &Case<'_>, m: &MeasureProgress, known: Known<'_>) -> Block {
    let w = case.w;
    let (history, same) = known;
    let no = m.measure.no;
    let last = history.iter().rev().find_map(|kept| match &kept.recorded.event {
        Event::MeasureReported(report) if report.no == no => Some((&kept.recorded, report)),
        _ => None,
    });
    let row = row(case, m);
    let state = w.fill("problem.decided.state", &[("percent", &row.percent), ("state", &row.state.1)]);
    let facts = [
        fact(w.code("label", "measure"), row.text),
        fact(w.code("label", "goal"), m.measure.goal.as_str()),
        fact(w.t("label.owner"), m.measure.owner.map(|u| case.unit(u)).unwrap_or_default()),
        fact(w.code("label", "measure_due"), row.due),
        fact(w.code("label", "safety"), m.measure.safety.as_str()),
        fact(w.t("problem.standing_of"), state),
    ];
    Block {
        title: w.t1("problem.measure.no", no),
        facts: facts.into_iter().flatten().collect(),
        warn: if last.is_none() { w.t("problem.decided.no_report").to_owned() } else { String::new() },
        entries: last.map(|(recorded, _)| Entry::said(case, recorded)).into_iter().collect(),
        items: proofs(case, (no, last.map(|(_, report)| report)), same),
        ..Block::default()
    }
}

/// Evidence of a measure: what says so, and what its last report names.
fn proofs(case: &Case<'_>, of: (u32, Option<&MeasureReport>), same: &[(EvidenceId, EvidenceId)]) -> Vec<Item> {
    let named: BTreeSet<EvidenceId> = of.1.iter().flat_map(|r| r.evidence.iter().copied()).collect();
    let all = case.p.evidence.iter().rev();
    all.filter(|(_, e)| e.measures.contains(&of.0) || named.contains(&e.id))
        .map(|(mark, e)| item(case, (*mark, e), same))
        .collect()
}

/// What a panel judges by: the standard, the measures, the self-check, gates, sweep, all evidence.
fn acceptance(case: &Case<'_>, same: &[(EvidenceId, EvidenceId)]) -> Vec<Block> {
    let (w, p) = (case.w, case.p);
    let done = |m: &MeasureProgress| {
        let row = row(case, m);
        let state = w.fill("problem.decided.state", &[("percent", &row.percent), ("state", &row.state.1)]);
        let by = m.accepted.map(|mark| format!("{} {}", case.signed(mark, Action::AcceptMeasure), mark.at.day()));
        let state = w.clauses([Some(state), by].into_iter().flatten());
        fact(w.t1("problem.measure.no", row.no), format!("{}\n{state}", as_text(case, &m.measure)))
    };
    let measures = Block {
        title: w.t("problem.measures").to_owned(),
        facts: p.measures.iter().filter_map(done).collect(),
        ..Block::default()
    };
    let gates = case.setup.reference.gates.iter().map(|g| gate(case, g));
    let gates = Block {
        title: w.t("problem.gates").to_owned(),
        facts: gates
            .filter_map(|g| fact(g.name, w.clauses([g.badge.1.to_owned()].into_iter().chain(g.lines))))
            .collect(),
        ..Block::default()
    };
    let swept = p.sweep.iter().map(|s| point(case, s));
    let sweep = Block {
        title: w.t("problem.sweep_title").to_owned(),
        facts: swept
            .filter_map(|x| {
                fact(x.what, w.clauses([x.badge.1.to_owned(), x.note].into_iter().filter(|t| !t.is_empty())))
            })
            .collect(),
        ..Block::default()
    };
    let current = p.evidence.iter().rev().filter(|(_, e)| !p.evidence.iter().any(|(_, o)| o.replaces == Some(e.id)));
    let evidence = Block {
        title: w.t("label.evidence").to_owned(),
        items: current.map(|(mark, e)| item(case, (*mark, e), same)).collect(),
        ..Block::default()
    };
    let bound = p.approved_plan().and_then(|v| standard(case, v));
    let before = p.acceptances.iter().rev();
    let before = Block {
        title: w.t("problem.acceptances").to_owned(),
        entries: before.map(|(m, a)| Entry::of(case, *m, Event::AcceptanceRecorded(a.clone()))).collect(),
        ..Block::default()
    };
    let all = [bound, Some(measures), self_check(case), Some(gates), Some(sweep), Some(evidence), Some(before)];
    all.into_iter().flatten().filter(Block::has_any).collect()
}

impl Block {
    fn has_any(&self) -> bool {
        let lists = [self.facts.is_empty(), self.points.is_empty(), self.entries.is_empty(), self.items.is_empty()];
        lists.contains(&false)
    }
}

fn self_check(case: &Case<'_>) -> Option<Block> {
    let (mark, check) = case.p.self_check.as_ref()?;
    Some(Block {
        title: case.w.t("problem.self_check").to_owned(),
        entries: vec![Entry::of(case, *mark, Event::SelfChecked(check.clone()))],
        ..Block::default()
    })
}

/// The request that waits, with the date it would move.
fn extension(case: &Case<'_>) -> Vec<Block> {
    let (w, p) = (case.w, case.p);
    let open = p.extensions.iter().filter(|x| x.decision.is_none());
    open.map(|x| {
        let now = match x.request.of {
            ExtensionOf::Plan => None,
            ExtensionOf::Whole => p.due_date(),
            ExtensionOf::Measure(no) => p.measures.iter().find(|m| m.measure.no == no).and_then(|m| m.measure.due),
        };
        let measure = match x.request.of {
            ExtensionOf::Measure(no) => p.measures.iter().find(|m| m.measure.no == no),
            _ => None,
        };
        let facts = [
            measure.and_then(|m| fact(w.t1("problem.measure.no", m.measure.no), as_text(case, &m.measure))),
            now.and_then(|day| fact(w.t("problem.decided.now"), day.to_string())),
            fact(w.t("problem.decided.wanted"), x.request.to.to_string()),
        ];
        Block {
            title: w.t("problem.decided.extension").to_owned(),
            facts: facts.into_iter().flatten().collect(),
            entries: vec![Entry::of(case, x.mark, Event::ExtensionRequested(x.request.clone()))],
            ..Block::default()
        }
    })
    .collect()
}

/// Why gates are said not to apply, and by whom.
fn waivers(case: &Case<'_>, settled: Option<&str>) -> Vec<Block> {
    let w = case.w;
    let waiting = case.p.gates.iter().filter(|(code, _)| settled.is_none_or(|s| s == code.as_str()));
    let block = |(code, state): (&String, &GateState)| {
        let GateState::Waived { mark, reason } = state else { return None };
        let by = format!("{} {}", case.signed(*mark, Action::WaiveGate), mark.at);
        let facts = [fact(w.code("label", "reason"), reason.as_str()), fact(w.t("problem.by"), by)];
        Some(Block {
            title: w.fill("problem.decided.waiver", &[("name", &case.book.gate(code, w.lang))]),
            facts: facts.into_iter().flatten().collect(),
            ..Block::default()
        })
    };
    waiting.filter_map(block).collect()
}

/// Objections that wait for an answer. Their words are sealed: whether anybody has read them is said.
async fn objections(site: &Site, case: &Case<'_>, no: Option<u32>) -> Result<Vec<Block>, Fault> {
    let w = case.w;
    let open = case.p.objections.iter().filter(|o| o.answer.is_none() && no.is_none_or(|no| no == o.objection.no));
    let mut blocks = Vec::new();
    for o in open {
        let read = site.office.revealings(o.objection.vault).await?;
        let said = read.last().map(|(at, by)| {
            let who = by.map_or_else(|| w.t("who.system").to_owned(), |a| case.book.account(a));
            w.fill("problem.decided.read", &[("who", &who), ("at", at)])
        });
        let mut entry = objection(case, o);
        entry.acts.clear();
        entry.open = read.is_empty();
        blocks.push(Block {
            title: w.t1("said.objection", o.objection.no),
            warn: if read.is_empty() { w.t("problem.decided.unread").to_owned() } else { String::new() },
            notes: said.into_iter().collect(),
            entries: vec![entry],
            ..Block::default()
        });
    }
    Ok(blocks)
}
