//! What stands between the work and outside acceptance: self-check, sweep, gates.

use dugai_domain::problem::check::open_gates;
use dugai_domain::problem::state::GateState;
use dugai_domain::problem::*;

use super::super::make::{Make, Options};
use super::super::spec::{FieldKind, FieldSpec, Lists};
use super::super::values::Sent;
use crate::words::Lang;

const CLEAN: &str = "clean";
const BAD: &str = "bad";
const WAIVED: &str = "waived";

pub(super) fn fields(action: Action, p: &Problem, m: &Make<'_>) -> Vec<FieldSpec> {
    match action {
        Action::SelfCheck => vec![m.area("summary").need(), m.evidence(p)],
        Action::PlanSweep => vec![points(p, m)],
        Action::AnswerSweep => {
            let open = p.sweep.iter().filter(|x| x.answer.is_none());
            let open = m.numbered("form.point_no", open.map(|x| (x.point.no, x.point.what.as_str())));
            vec![
                m.choice("no", open).need().with_only(),
                m.choice("outcome", m.codes("sweep", [CLEAN, BAD, WAIVED])).need(),
                m.choice("linked", m.other_problems(p)),
                m.area("note").need(),
            ]
        }
        Action::SignGate => vec![
            m.choice("gate", open(p, m)).need().with_only(),
            m.area("statement").need(),
            m.line("method"),
            m.proving(p, Some(p.work_began())),
        ],
        Action::WaiveGate => vec![m.choice("gate", open(p, m)).need().with_only(), m.area("reason").need()],
        Action::ConfirmWaiver => {
            let waiting = p.gates.iter().filter(|(_, state)| matches!(state, GateState::Waived { .. }));
            let waiting: Vec<&str> = waiting.map(|(code, _)| code.as_str()).collect();
            let gates = m.lists.reference.gates.iter().map(|g| &g.named);
            let options = m.named(gates.filter(|n| waiting.contains(&n.code.as_str())));
            vec![m.choice("gate", options).need().with_only(), m.area("reason")]
        }
        _ => Vec::new(),
    }
}

/// Gates that this problem still needs and that are the person's, each with what its signer vouches for.
fn open(p: &Problem, m: &Make<'_>) -> Options {
    let open = open_gates(p, m.lists.reference);
    let gates = m.lists.reference.gates.iter();
    gates
        .filter(|g| open.contains(&g.named.code) && m.lists.gates.contains(&g.named.code))
        .map(|g| {
            let question = match m.w.lang {
                Lang::Zh => &g.question_zh,
                Lang::En => &g.question_en,
            };
            let words = m.w.fill("form.gate_of", &[("name", &m.name(&g.named)), ("text", question)]);
            (g.named.code.clone(), words)
        })
        .collect()
}

/// The points planned before, or one empty point in each direction of the reference data.
fn points(p: &Problem, m: &Make<'_>) -> FieldSpec {
    let row = m.within("point");
    let directions = row.named(&m.lists.reference.sweep_directions);
    let point = |direction: Option<&str>, what: Option<&str>| {
        vec![
            row.choice("direction", directions.clone()).need().with_some(direction),
            row.line("what").need().with_some(what),
        ]
    };
    let mut spec = m.rows("points", 1, point(None, None));
    if let FieldKind::Rows { rows, .. } = &mut spec.kind {
        *rows = if p.sweep.is_empty() {
            directions.iter().map(|(code, _)| point(Some(code), None)).collect()
        } else {
            p.sweep.iter().map(|x| point(Some(&x.point.direction), Some(&x.point.what))).collect()
        };
    }
    spec
}

pub(super) fn command(action: Action, lists: &Lists<'_>, s: &mut Sent) -> Option<Command> {
    Some(match action {
        Action::SelfCheck => {
            Command::SelfCheck(SelfCheck { summary: s.v.text("summary"), evidence: s.v.every("evidence") })
        }
        Action::PlanSweep => {
            let rows = (1..).zip(s.take_rows("points"));
            let point =
                rows.map(|(no, row)| SweepPoint { no, direction: row.v.text("direction"), what: row.v.text("what") });
            Command::PlanSweep(point.collect())
        }
        Action::AnswerSweep => answer(s)?,
        Action::SignGate => {
            let gate = s.v.text("gate");
            if lists.reference.gate(&gate).is_some_and(|g| g.evidence) {
                s.need("evidence", "form.fault.gate_evidence");
            }
            if lists.reference.gate(&gate).is_some_and(|g| g.waivable) {
                s.need("method", "form.fault.method");
            }
            Command::SignGate(GateSignature {
                gate,
                statement: s.v.text("statement"),
                method: s.v.text("method"),
                evidence: s.v.every("evidence"),
                rectifying: false,
            })
        }
        Action::WaiveGate => Command::WaiveGate(waiver(s)),
        Action::ConfirmWaiver => Command::ConfirmWaiver(waiver(s)),
        _ => return None,
    })
}

fn waiver(s: &Sent) -> GateWaiver {
    GateWaiver { gate: s.v.text("gate"), reason: s.v.text("reason") }
}

/// What was found bad stands on the list itself, so it must be named.
fn answer(s: &mut Sent) -> Option<Command> {
    let outcome = match s.v.text("outcome").as_str() {
        CLEAN => SweepOutcome::Clean,
        WAIVED => SweepOutcome::Waived,
        BAD => {
            s.need("linked", "form.fault.linked");
            SweepOutcome::Bad(s.v.get("linked")?)
        }
        _ => return None,
    };
    Some(Command::AnswerSweep(SweepAnswer { no: s.v.get("no")?, outcome, note: s.v.text("note") }))
}
