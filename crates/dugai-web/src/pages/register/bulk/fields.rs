//! The few fields that hold for every chosen problem, and what they order.

use dugai_domain::ids::UnitId;
use dugai_domain::org::UnitKind;
use dugai_domain::problem::DutyRole;
use jiff::civil::Date;

use super::super::{Pairs, first};
use super::Verb;
use crate::form::{FieldFault, FieldKind, FieldSpec};
use crate::visitor::Visitor;

/// Characters of a text.
const TEXT_MAX: usize = 5000;
/// Names of the fields.
pub(super) const NAMES: [&str; 5] = ["note", "role", "unit", "text", "reply_by"];
/// The parts that can be given to a unit for many problems at once.
const PARTS: [DutyRole; 2] = [DutyRole::Assisting, DutyRole::Supervising];

/// What is ordered for every chosen problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Sign, with a note.
    Claim(String),
    /// Add a unit in a part.
    Assign(DutyRole, UnitId),
    /// Urge, with a day for the reply.
    Urge(String, Date),
}

/// The fields, with what was typed and what is wrong with it.
pub(super) fn specs(verb: Verb, visitor: &Visitor, pairs: &Pairs, faults: &[FieldFault]) -> Vec<FieldSpec> {
    let w = visitor.w;
    let field = |name: &str, kind: FieldKind, required: bool| FieldSpec {
        name: name.to_owned(),
        label: w.code("bulk", name).to_owned(),
        hint: String::new(),
        kind,
        required,
        value: first(pairs, name).map(str::to_owned).into_iter().collect(),
        fault: faults.iter().find(|f| f.field == name).map(|f| f.message.clone()),
    };
    match verb {
        Verb::Claim => vec![field("note", FieldKind::Area, false)],
        Verb::Assign => {
            let parts = PARTS.map(|p| (p.code().to_owned(), w.code("duty", p.code()).to_owned())).to_vec();
            let units = units(visitor).into_iter().map(|(id, name)| (id.to_string(), name)).collect();
            vec![field("role", FieldKind::Choice(parts), true), field("unit", FieldKind::Choice(units), true)]
        }
        Verb::Urge => {
            let reply = FieldKind::Date { min: Some(visitor.now.day()), max: None };
            vec![field("text", FieldKind::Area, true), field("reply_by", reply, true)]
        }
    }
}

/// Units that can assist or supervise: all of today but enterprises.
fn units(visitor: &Visitor) -> Vec<(UnitId, String)> {
    let units = visitor.setup.units_on(visitor.now.day()).into_iter();
    units.filter(|u| u.kind != UnitKind::Enterprise).map(|u| (u.id, u.short.clone())).collect()
}

/// Reads them, or tells every fault.
pub(super) fn read(verb: Verb, visitor: &Visitor, pairs: &Pairs) -> Result<Order, Vec<FieldFault>> {
    let value = |name: &str| first(pairs, name).unwrap_or_default().trim();
    let text = |name: &str| Some(value(name)).filter(|t| t.chars().count() <= TEXT_MAX).map(str::to_owned);
    match verb {
        Verb::Claim => text("note").map(Order::Claim).ok_or_else(|| vec![fault(visitor, "note")]),
        Verb::Assign => {
            let part = PARTS.into_iter().find(|p| p.code() == value("role"));
            let unit = units(visitor).into_iter().map(|(id, _)| id).find(|id| id.to_string() == value("unit"));
            both(visitor, ("role", part), ("unit", unit)).map(|(part, unit)| Order::Assign(part, unit))
        }
        Verb::Urge => {
            let day = value("reply_by").parse().ok().filter(|d: &Date| *d >= visitor.now.day());
            let text = text("text").filter(|t| !t.is_empty());
            both(visitor, ("text", text), ("reply_by", day)).map(|(text, day)| Order::Urge(text, day))
        }
    }
}

/// Two values, or a fault for each that is missing.
fn both<A, B>(visitor: &Visitor, a: (&str, Option<A>), b: (&str, Option<B>)) -> Result<(A, B), Vec<FieldFault>> {
    match (a.1, b.1) {
        (Some(a), Some(b)) => Ok((a, b)),
        (one, two) => {
            let missing = [(a.0, one.is_none()), (b.0, two.is_none())];
            Err(missing.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| fault(visitor, name)).collect())
        }
    }
}

fn fault(visitor: &Visitor, name: &str) -> FieldFault {
    FieldFault { field: name.to_owned(), message: visitor.w.t(&format!("bulk.{name}_fault")).to_owned() }
}
