//! Entering a problem by hand (照单全收).

use dugai_domain::ids::UnitId;
use dugai_domain::org::UnitKind;
use dugai_domain::problem::*;
use jiff::civil::Date;

use super::super::make::Make;
use super::super::spec::{FieldSpec, Lists};
use super::super::values::Sent;
use super::{by_code, chain};
use crate::words::W;

/// The parts of the chain, each a field of the form under the code of its part.
const PARTS: [DutyRole; 4] = DutyRole::ALL;

/// The form for entering a problem on the list.
#[must_use]
pub fn registration_specs(lists: &Lists<'_>, w: W) -> Vec<FieldSpec> {
    let m = Make::new(Action::Register.code(), lists, w);
    let number = m.within("number");
    let person = m.within("person");
    let counties = m.units(|_, kind| matches!(kind, UnitKind::County | UnitKind::Park));
    let part = |role: DutyRole| {
        let firm = role == DutyRole::Enterprise;
        let spec = m.pick(role.code(), |_, kind| (kind == UnitKind::Enterprise) == firm);
        if role == DutyRole::Responsible { spec.need() } else { spec }
    };
    let mut fields = vec![
        m.choice("kind", m.codes("source", SourceKind::ALL.map(SourceKind::code))).need(),
        m.line("round").need(),
        m.line("page"),
        m.rows("numbers", 1, vec![number.line("level"), number.line("no").need()]),
        m.area("text").need(),
        m.line("klass"),
        m.many("types", m.named(&lists.reference.types)),
        m.choice("county", counties),
        m.line("place"),
        m.area("goal"),
        m.choice("guidance", m.codes("guidance", Guidance::ALL.map(Guidance::code))).need(),
        m.line("due_text"),
        m.date("due"),
        m.check("long_term"),
    ];
    fields.extend(PARTS.map(part));
    fields.push(m.rows("persons", 0, vec![person.choice("unit", m.all_units()).need(), person.line("person").need()]));
    let usual = lists.reference.acceptance_levels.iter();
    let usual: Vec<_> = usual.map(|level| AcceptanceStep { level: level.clone(), unit: None }).collect();
    fields.push(chain::steps(&m, &usual, &[]));
    fields
}

/// The registration of a checked form.
pub(in super::super) fn registration(today: Date, s: &mut Sent) -> Option<Registration> {
    let chain = duties(today, s);
    let numbers = s.take_rows("numbers").into_iter();
    let numbers = numbers.map(|row| Number { level: row.v.text("level"), no: row.v.text("no") }).collect();
    let steps = own_steps(&chain, s);
    Some(Registration {
        source: Source {
            kind: by_code(&SourceKind::ALL, SourceKind::code, &s.v.text("kind"))?,
            round: s.v.text("round"),
            page: s.v.text("page"),
        },
        numbers,
        text: s.v.text("text"),
        klass: s.v.text("klass"),
        types: s.v.all("types"),
        place: Place { county: s.v.get("county"), words: s.v.text("place") },
        goal: s.v.text("goal"),
        guidance: by_code(&Guidance::ALL, Guidance::code, &s.v.text("guidance"))?,
        due: Due { text: s.v.text("due_text"), date: s.v.date("due"), long_term: s.v.yes("long_term") },
        chain,
        steps,
        measures: Vec::new(),
        declared_struck_off: None,
        import: None,
    })
}

/// The acceptance steps. Who rectifies never accepts: a step that names such a unit is told at its row.
fn own_steps(chain: &[Duty], s: &mut Sent) -> Vec<AcceptanceStep> {
    let rows = s.take_rows("steps");
    let rectifies = |d: &Duty| matches!(d.role, DutyRole::Responsible | DutyRole::Enterprise);
    for row in &rows {
        let unit = row.v.get::<UnitId>("unit");
        if unit.is_some_and(|unit| chain.iter().any(|d| d.unit == unit && rectifies(d))) {
            s.blame(&format!("{}unit", row.at), "form.fault.own_acceptor");
        }
    }
    chain::read_steps(rows)
}

/// The chain from today on, with the persons named for its units. Who answers for the work
/// does not also assist or supervise it.
fn duties(today: Date, s: &mut Sent) -> Vec<Duty> {
    let responsible: Vec<UnitId> = s.v.every(DutyRole::Responsible.code());
    let mut chain: Vec<Duty> = Vec::new();
    for role in PARTS {
        let units: Vec<UnitId> = s.v.every(role.code());
        if role != DutyRole::Responsible && units.iter().any(|u| responsible.contains(u)) {
            s.blame(role.code(), "form.fault.both_parts");
        }
        chain.extend(units.into_iter().map(|unit| Duty { role, unit, person: String::new(), from: today, to: None }));
    }
    for row in s.take_rows("persons") {
        let Some(unit) = row.v.get::<UnitId>("unit") else { continue };
        let mut parts = chain.iter_mut().filter(|d| d.unit == unit).peekable();
        if parts.peek().is_none() {
            s.blame(&format!("{}unit", row.at), "form.fault.no_part");
        }
        let person = row.v.text("person");
        for duty in parts {
            let named = [duty.person.clone(), person.clone()].into_iter().filter(|t| !t.is_empty());
            duty.person = s.w.list(named.collect::<Vec<_>>());
        }
    }
    chain
}
