//! From what was sent to a command, or every fault.

use dugai_domain::problem::{Action, Command, Problem};

use super::check::check;
use super::spec::{FieldFault, Lists};
use super::specs::{command, registration, registration_specs, specs};
use super::values::Sent;
use crate::words::W;

/// Reads the form of an act. The `lists` must be those with which the form was made.
///
/// # Errors
/// Every fault, each with the field as it was sent. An act without a form is one fault of the whole.
pub fn parse(
    action: Action,
    problem: &Problem,
    lists: &Lists<'_>,
    pairs: &[(String, String)],
    w: W,
) -> Result<Command, Vec<FieldFault>> {
    let mut sent = check(&specs(action, problem, lists, w), pairs, w);
    let command = command(action, problem, lists, &mut sent);
    finish(command, sent)
}

/// Reads the form for entering a problem.
///
/// # Errors
/// Every fault, each with the field as it was sent.
pub fn parse_registration(lists: &Lists<'_>, pairs: &[(String, String)], w: W) -> Result<Command, Vec<FieldFault>> {
    let mut sent = check(&registration_specs(lists, w), pairs, w);
    let command = registration(lists.today, &mut sent).map(Command::Register);
    finish(command, sent)
}

/// What was made, if nothing was wrong on the way.
pub(super) fn finish<T>(made: Option<T>, mut sent: Sent) -> Result<T, Vec<FieldFault>> {
    match made {
        Some(made) if sent.faults.is_empty() => Ok(made),
        _ => {
            if sent.faults.is_empty() {
                sent.blame("", "form.fault.no_form");
            }
            Err(sent.faults)
        }
    }
}
