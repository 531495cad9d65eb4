//! What differs between two versions, table by table: rows that came, ended, moved, and cells.

use dugai_documents::write::register::Cell;
use dugai_domain::reference::Reference;

use super::tables::{SETTINGS, Table, all};

/// How a row differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is new.
    Added,
    /// A cell differs.
    Changed,
    /// It is there no more.
    Ended,
    /// The order of the rows differs.
    Moved,
}

impl Kind {
    /// The code used in message files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Ended => "ended",
            Self::Moved => "moved",
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// How.
    pub kind: Kind,
    /// Name of the sheet.
    pub sheet: &'static str,
    /// What names the row; empty where the order changed.
    pub row: String,
    /// Heading of the cell that differs; empty for whole rows.
    pub column: &'static str,
    /// As it is.
    pub before: String,
    /// As it would be.
    pub after: String,
}

/// Everything that differs; the version itself does not count.
#[must_use]
pub fn changes(now: &Reference, next: &Reference) -> Vec<Change> {
    all(now).iter().zip(&all(next)).flat_map(|(before, after)| of_table(before, after)).collect()
}

fn said(cell: Option<&Cell>) -> String {
    match cell {
        Some(Cell::Text(text)) => text.clone(),
        Some(Cell::Date(day)) => day.to_string(),
        Some(Cell::Int(n)) => n.to_string(),
        Some(Cell::Empty) | None => String::new(),
    }
}

/// What names a row, and the whole of it.
type Keyed<'a> = (String, &'a Vec<Cell>);

fn keyed(table: &Table) -> Vec<Keyed<'_>> {
    let mut list: Vec<Keyed<'_>> = Vec::new();
    for row in &table.rows {
        let key = row.iter().take(table.form.0.keys).map(|c| said(Some(c))).collect::<Vec<_>>().join(" ");
        // Two steps of one clock may stand on one day: the second is another row.
        let same = list.iter().filter(|(known, _)| *known == key || known.starts_with(&format!("{key} #"))).count();
        list.push((if same == 0 { key } else { format!("{key} #{}", same + 1) }, row));
    }
    list
}

fn of_table(before: &Table, after: &Table) -> Vec<Change> {
    let form = &before.form.0;
    let change = |kind, row: &str, column, values: (String, String)| Change {
        kind,
        sheet: form.name,
        row: row.to_owned(),
        column,
        before: values.0,
        after: values.1,
    };
    let whole = |row: &[Cell]| {
        let cells = row.iter().skip(form.keys).map(|c| said(Some(c)));
        cells.filter(|t| !t.is_empty()).collect::<Vec<_>>().join("；")
    };
    let (old, new) = (keyed(before), keyed(after));
    let find = |list: &[Keyed<'_>], key: &str| list.iter().position(|(known, _)| known == key);
    let mut changes = Vec::new();
    for (key, row) in &new {
        let Some((_, was)) = find(&old, key).and_then(|at| old.get(at)) else {
            changes.push(change(Kind::Added, key, "", (String::new(), whole(row))));
            continue;
        };
        for (at, (head, _)) in form.heads.iter().enumerate().skip(form.keys) {
            let values = (said(was.get(at)), said(row.get(at)));
            if values.0 != values.1 && SETTINGS.first() != Some(&key.as_str()) {
                changes.push(change(Kind::Changed, key, head, values));
            }
        }
    }
    for (key, row) in old.iter().filter(|(key, _)| find(&new, key).is_none()) {
        changes.push(change(Kind::Ended, key, "", (whole(row), String::new())));
    }
    let kept = |list: &[Keyed<'_>], other: &[Keyed<'_>]| {
        list.iter().map(|(k, _)| k.clone()).filter(|k| find(other, k).is_some()).collect::<Vec<_>>()
    };
    let (was, is) = (kept(&old, &new), kept(&new, &old));
    if was != is {
        changes.push(change(Kind::Moved, "", "", (was.join("、"), is.join("、"))));
    }
    changes
}
