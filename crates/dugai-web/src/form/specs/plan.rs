//! The plan: written, submitted, approved, returned.

use dugai_domain::ids::UnitId;
use dugai_domain::problem::*;
use jiff::civil::Date;

use super::super::check::money_text;
use super::super::make::Make;
use super::super::spec::{FieldKind, FieldSpec, Lists};
use super::super::values::{Row, Sent, YES};

pub(super) fn fields(action: Action, p: &Problem, m: &Make<'_>) -> Vec<FieldSpec> {
    match action {
        Action::DraftPlan => draft(p, m),
        Action::SubmitPlan => vec![m.area("text")],
        Action::ApprovePlan => vec![m.area("opinion")],
        Action::ReturnPlan => returned(m),
        _ => Vec::new(),
    }
}

/// Opinion and coded reasons of any return.
pub(super) fn returned(m: &Make<'_>) -> Vec<FieldSpec> {
    vec![m.many("reasons", m.named(&m.lists.reference.return_reasons)).need(), m.area("opinion").need()]
}

pub(super) fn opinion(s: &Sent) -> Opinion {
    Opinion { text: s.v.text("opinion"), reasons: s.v.all("reasons") }
}

/// A new version starts from the last one; a first plan from the measures of the list.
fn draft(p: &Problem, m: &Make<'_>) -> Vec<FieldSpec> {
    let last = p.plans.last().map(|v| &v.draft);
    let standards = &m.lists.reference.standards;
    let options = m.named(standards.iter().map(|s| &s.named));
    let goal = last.map_or(p.goal.as_str(), |d| d.goal.as_str());
    let safety = last.map(|d| d.safety.as_str()).filter(|t| !t.is_empty());
    vec![
        m.area("goal").need().with_some(Some(goal).filter(|g| !g.is_empty())),
        measures(p, m),
        m.choice("standard", options).need().with_some(last.map(|d| &d.standard)).with_only(),
        m.date("due").with_some(last.and_then(|d| d.due)),
        m.area("safety").with_some(safety),
    ]
}

fn measures(p: &Problem, m: &Make<'_>) -> FieldSpec {
    let owner = p.units_in(DutyRole::Responsible, m.lists.today).next();
    let due = p.due_date();
    let blank = |text: &str, due: Option<Date>, long_term: bool| Measure {
        no: 0,
        text: text.to_owned(),
        goal: String::new(),
        owner,
        due,
        long_term,
        money_fen: None,
        safety: String::new(),
        lasting: false,
    };
    let known: Vec<Measure> = match p.plans.last() {
        Some(version) => version.draft.measures.clone(),
        None => p.given.iter().map(|g| blank(&g.text, g.due.date.or(due), g.due.long_term)).collect(),
    };
    let row = m.within("measure");
    let case: Vec<UnitId> = DutyRole::ALL.into_iter().flat_map(|role| p.units_in(role, m.lists.today)).collect();
    let mut spec = m.rows("measures", 1, measure(&row, &blank("", due, false), &case));
    if let FieldKind::Rows { rows, .. } = &mut spec.kind
        && !known.is_empty()
    {
        *rows = known.iter().map(|k| measure(&row, k, &case)).collect();
    }
    spec
}

/// The fields of a measure; the units of the case stand first among its owners.
fn measure(row: &Make<'_>, k: &Measure, case: &[UnitId]) -> Vec<FieldSpec> {
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    let tick = |yes: bool| yes.then_some(YES);
    vec![
        row.area("text").need().with_some(some(&k.text)),
        row.line("goal").with_some(some(&k.goal)),
        row.choice("owner", row.units_after(case)).need().with_some(k.owner),
        row.date("due").with_some(k.due),
        row.check("long_term").with_some(tick(k.long_term)),
        row.field("money", FieldKind::Money).with_some(k.money_fen.map(money_text)),
        row.line("safety").with_some(some(&k.safety)),
        row.check("lasting").with_some(tick(k.lasting)),
    ]
}

pub(super) fn command(action: Action, lists: &Lists<'_>, s: &mut Sent) -> Option<Command> {
    Some(match action {
        Action::DraftPlan => Command::DraftPlan(read_draft(lists, s)),
        Action::SubmitPlan => Command::SubmitPlan(Note { text: s.v.text("text") }),
        Action::ApprovePlan => Command::ApprovePlan(Opinion { text: s.v.text("opinion"), reasons: Vec::new() }),
        Action::ReturnPlan => Command::ReturnPlan(opinion(s)),
        _ => return None,
    })
}

fn read_draft(lists: &Lists<'_>, s: &mut Sent) -> PlanDraft {
    let rows = s.take_rows("measures");
    if !rows.is_empty() && !rows.iter().any(|row| row.v.yes("lasting")) {
        s.blame("measures", "form.fault.lasting");
    }
    let measures = (1..).zip(rows).map(|(no, row)| read_measure(no, &row, s)).collect();
    let standard = s.v.text("standard");
    if lists.reference.standard(&standard).is_some_and(|x| x.safety) {
        s.need("safety", "form.fault.safety");
    }
    PlanDraft { goal: s.v.text("goal"), measures, standard, due: s.v.date("due"), safety: s.v.text("safety") }
}

fn read_measure(no: u32, row: &Row, s: &mut Sent) -> Measure {
    let v = &row.v;
    let due_name = format!("{}due", row.at);
    if !v.has("due") && !v.yes("long_term") && !s.faults.iter().any(|f| f.field == due_name) {
        s.blame(&due_name, "form.fault.due_or_long");
    }
    Measure {
        no,
        text: v.text("text"),
        goal: v.text("goal"),
        owner: v.get("owner"),
        due: v.date("due"),
        long_term: v.yes("long_term"),
        money_fen: v.get("money"),
        safety: v.text("safety"),
        lasting: v.yes("lasting"),
    }
}
