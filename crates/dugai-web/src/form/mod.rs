//! Every act on a problem as a web form: described as data, drawn by one template, read
//! back into the domain's [`Command`](dugai_domain::problem::Command).
//!
//! - [`specs`] describes the fields of an act for one problem, with what is known filled in;
//!   [`preset`] fixes what the page already decided (the measure, the gate).
//! - [`FormView`] is the askama template of a whole form: a page keeps one, and writes
//!   `{{ form|safe }}`. One `FieldView` draws one field and itself again for the rows of a
//!   block that repeats, which an askama macro could not.
//! - [`parse`] reads what was sent; it collects every fault. The description is the rule: a value
//!   is accepted if the field would have offered it. Rights and state stay with the domain.
//! - [`refill`] puts what was typed back, with the faults beside the fields.
//!
//! Fields bear the codes by which the domain names them in `Reason::Field`, so a refusal can be
//! shown beside its field through the same [`refill`].
//!
//! A handler: `specs` → `preset` → (if sent: `adding`? → `refill`; else `parse` → use case; on
//! faults `refill`) → `FormView`. New files of evidence come beside, see [`parse_evidence`].

mod check;
mod evidence;
mod make;
mod parse;
mod refill;
mod spec;
mod specs;
mod values;
mod view;

pub use evidence::{EvidenceMeta, evidence_specs, parse_evidence};
pub use parse::{parse, parse_registration};
pub use refill::{adding, preset, refill};
pub use spec::{FieldFault, FieldKind, FieldSpec, Lists};
pub use specs::{of_supervision, registration_specs, specs, supervision_kinds};
pub use view::{Files, FormView, UPLOAD_MAX};
