//! What was typed goes back into the form, with its faults; what the page settled stays settled.

use super::check::{Pairs, row_at};
use super::spec::{FieldFault, FieldKind, FieldSpec};

/// The button that asks for one more row sends this name with the block's as value.
pub(super) const ADD: &str = "add";

/// The block for which one more row was asked without script, if the form was sent for that.
#[must_use]
pub fn adding(pairs: &[(String, String)]) -> Option<&str> {
    pairs.iter().find(|(name, value)| name == ADD && !value.is_empty()).map(|(_, value)| value.as_str())
}

/// Fills in what the page knows. A choice thereby becomes settled: it is shown, no longer
/// asked. Other fields stay open, and what the choice does not offer is left out.
pub fn preset(specs: &mut [FieldSpec], values: &[(String, String)]) {
    for (name, value) in values {
        let Some(spec) = specs.iter_mut().find(|s| s.name == *name) else { continue };
        match &mut spec.kind {
            FieldKind::Rows { .. } | FieldKind::Fixed(_) => {}
            FieldKind::Choice(options) => {
                let chosen: Vec<_> = options.iter().filter(|(v, _)| v == value).cloned().collect();
                if !chosen.is_empty() {
                    spec.value = vec![value.clone()];
                    spec.kind = FieldKind::Fixed(chosen);
                }
            }
            _ => spec.value = vec![value.clone()],
        }
    }
}

/// Puts back what was typed, beside its faults, and adds the row that was asked for. Faults of
/// fields that the form does not have stay with the caller's [`FormView`](super::FormView).
pub fn refill(specs: &mut [FieldSpec], pairs: &[(String, String)], faults: &[FieldFault]) {
    let wanted = adding(pairs);
    let sent = Pairs::new(pairs);
    for spec in specs {
        let name = spec.name.clone();
        for fault in faults.iter().filter(|f| f.field == name) {
            spec.blame(&fault.message);
        }
        if let FieldKind::Rows { min, fields, rows } = &mut spec.kind {
            *rows = sent.indexes(&name).into_iter().map(|i| row(fields, &row_at(&name, i), &sent, faults)).collect();
            while rows.len() < *min {
                rows.push(fields.clone());
            }
            if wanted == Some(name.as_str()) {
                rows.push(fields.clone());
            }
        } else {
            put_back(spec, &name, &sent);
        }
    }
}

fn row(fields: &[FieldSpec], at: &str, sent: &Pairs<'_>, faults: &[FieldFault]) -> Vec<FieldSpec> {
    let fill = |field: &FieldSpec| {
        let mut field = field.clone();
        let name = format!("{at}{}", field.name);
        put_back(&mut field, &name, sent);
        for fault in faults.iter().filter(|f| f.field == name) {
            field.blame(&fault.message);
        }
        field
    };
    fields.iter().map(fill).collect()
}

/// A browser sends every text, but of boxes only the ticked ones.
fn put_back(spec: &mut FieldSpec, name: &str, sent: &Pairs<'_>) {
    let ticked =
        matches!(spec.kind, FieldKind::Check | FieldKind::Many(_) | FieldKind::Pick { .. } | FieldKind::Evidence(_));
    match sent.of(name) {
        _ if matches!(spec.kind, FieldKind::Fixed(_)) => {}
        Some(values) => spec.value = values.iter().map(|v| (*v).to_owned()).collect(),
        None if ticked => spec.value.clear(),
        None => {}
    }
}
