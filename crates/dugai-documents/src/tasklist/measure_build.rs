//! Measures and deadlines of a task: from one cell, or one measure per row.

use crate::read::CellKind;

use super::build::Builder;
use super::deadline::{Deadline, DueDoubt, read_deadline};
use super::field::Field;
use super::finding::FindingCode;
use super::labels::goal_and_measures;
use super::measures::{leading_number, split_measures, without_task_number};
use super::model::{Measure, Task};
use super::text::{tidy, whole_number};
use super::walk::Draft;

/// Fills the measures of a task.
pub(super) fn measures_of(builder: &mut Builder<'_>, draft: &Draft, task: &mut Task) {
    if builder.header.column(Field::Measures).is_none() {
        return;
    }
    let mut texts = Vec::new();
    for row in &draft.rows {
        let Some(text) = measure_text(builder, *row, task.row).filter(|text| !text.is_empty()) else { continue };
        let text = without_goal(builder, task, text);
        let text = without_task_number(&text, task.no).unwrap_or(text);
        if builder.measure_rows {
            row_measures(builder, task, *row, &text);
        }
        texts.push((*row, text));
    }
    let more = more_columns(builder, draft);
    if !builder.measure_rows
        && let Some((row, _)) = texts.first()
    {
        cell_measures(builder, task, *row, &one_cell(&texts));
    }
    for (row, text) in more {
        if builder.measure_rows {
            row_measures(builder, task, row, &text);
        } else {
            cell_measures(builder, task, row, &text);
        }
        texts.push((row, text));
    }
    task.measures_text = texts.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n");
    if task.measures.is_empty() {
        builder.find(FindingCode::MeasuresMissing, task.row, Field::Measures, "");
    }
    if builder.measure_rows {
        number_gaps(builder, task);
        late_measures(builder, draft, task);
    }
}

/// The cells of 措施二, 措施三 … beside 措施一, in order.
fn more_columns(builder: &Builder<'_>, draft: &Draft) -> Vec<(usize, String)> {
    let columns = builder.header.columns.iter().filter(|column| column.field == Some(Field::MeasuresPart));
    let columns: Vec<usize> = columns.map(|column| column.index).collect();
    let cells = draft.rows.iter().flat_map(|row| columns.iter().map(move |column| (*row, *column)));
    let own = cells.map(|(row, column)| (row, tidy(&builder.sheet.cell(row, column).text)));
    own.filter(|(_, text)| !text.is_empty()).collect()
}

/// The measures of a cell; a goal that stands in it too goes to the task.
fn without_goal(builder: &Builder<'_>, task: &mut Task, text: String) -> String {
    if builder.header.column(Field::Goal).is_some() {
        return text;
    }
    let Some((goal, measures)) = goal_and_measures(&text) else { return text };
    task.goal = Some(task.goal.take().map_or_else(|| goal.clone(), |known| format!("{known}\n{goal}")));
    measures
}

/// A cell that was cut by a page, put together again.
fn one_cell(texts: &[(usize, String)]) -> String {
    let mut cell = String::new();
    for (_, text) in texts {
        let ended = cell.is_empty() || cell.ends_with(['。', '；', ';']) || leading_number(text).is_some();
        if ended && !cell.is_empty() {
            cell.push('\n');
        }
        cell.push_str(text);
    }
    cell
}

/// The text of the measures cell of a row, counted once when it spans several rows.
fn measure_text(builder: &Builder<'_>, row: usize, first: usize) -> Option<String> {
    let column = builder.header.column(Field::Measures)?;
    if builder.sheet.is_covered_from_above(row, column) && row != first {
        return None;
    }
    Some(tidy(&builder.sheet.shown(row, column).text))
}

fn cell_measures(builder: &mut Builder<'_>, task: &mut Task, row: usize, text: &str) {
    let split = split_measures(text);
    report_cell(builder, row, (&split.intro, &split.gaps));
    // Another cell that numbers from one is counted on.
    let more = !task.measures.is_empty();
    for (number, text) in split.items {
        let no = if number == 0 || more { task.measures.len() as i64 + 1 } else { i64::from(number) };
        task.measures.push(Measure { no, text, row, ..Measure::default() });
    }
}

fn report_cell(builder: &mut Builder<'_>, row: usize, (intro, gaps): (&str, &[(u32, u32)])) {
    if !intro.is_empty() {
        builder.find(FindingCode::MeasureIntro, row, Field::Measures, intro);
    }
    for (expected, found) in gaps {
        gap(builder, (row, Field::Measures), i64::from(*expected), i64::from(*found));
    }
}

fn gap(builder: &mut Builder<'_>, (row, field): (usize, Field), expected: i64, found: i64) {
    let finding = builder.find(FindingCode::MeasureNumberGap, row, field, &found.to_string());
    finding.params.insert("expected", expected.to_string());
    finding.params.insert("found", found.to_string());
}

fn row_measures(builder: &mut Builder<'_>, task: &mut Task, row: usize, text: &str) {
    let listed = builder.shown(row, Field::MeasureNo).and_then(|text| whole_number(&text));
    let expected = task.measures.last().map_or(1, |measure| measure.no + 1);
    let split = split_measures(text);
    report_cell(builder, row, (&split.intro, &split.gaps));
    let mut base = row_base(builder, row);
    if let [(written, item)] = split.items.as_slice() {
        let leading = leading_number(text).map(|(number, rest)| (i64::from(number), rest));
        let (number, item) = match leading {
            Some((number, rest)) if *written == 0 && (expected..=expected + 3).contains(&number) => {
                (Some(number), rest)
            }
            Some((number, rest)) if Some(number) == listed => (Some(number), rest),
            _ => (Some(i64::from(*written)).filter(|number| *number > 0), item.clone()),
        };
        // "1." before every row numbers nothing.
        let own = number.filter(|number| *number >= expected);
        base.no = listed.or(own).unwrap_or(expected);
        base.text = item;
        task.measures.push(base);
        return;
    }
    // Rows that each number from one are counted on.
    let again = expected > 1 && split.items.first().is_some_and(|(number, _)| *number == 1);
    for (offset, (number, item)) in split.items.into_iter().enumerate() {
        let no = if number == 0 || again { expected + offset as i64 } else { i64::from(number) };
        task.measures.push(Measure { no, text: item, ..base.clone() });
    }
}

/// What the row itself says about its measure.
fn row_base(builder: &mut Builder<'_>, row: usize) -> Measure {
    let field = if builder.header.column(Field::MeasureDue).is_some() { Field::MeasureDue } else { Field::Due };
    let due_text = builder.shown(row, field);
    let due = match &due_text {
        Some(text) => builder.deadline((row, field), text, field == Field::MeasureDue),
        None => Deadline::default(),
    };
    Measure {
        row,
        due_text,
        due,
        units: builder.shown(row, Field::Units),
        lead: builder.shown(row, Field::Lead),
        assist: builder.shown(row, Field::Assist),
        status: builder.shown(row, Field::Status),
        ..Measure::default()
    }
}

fn number_gaps(builder: &mut Builder<'_>, task: &Task) {
    let field = if builder.header.column(Field::MeasureNo).is_some() { Field::MeasureNo } else { Field::Measures };
    let mut expected = 1;
    for measure in &task.measures {
        if measure.no != expected {
            gap(builder, (measure.row, field), expected, measure.no);
        }
        expected = measure.no + 1;
    }
}

/// A measure cannot be due after its task.
fn late_measures(builder: &mut Builder<'_>, draft: &Draft, task: &Task) {
    if builder.header.column(Field::MeasureDue).is_none() {
        return;
    }
    let texts = builder.texts(draft, Field::Due);
    let read = texts.iter().map(|(_, text)| read_deadline(text, false));
    let Some(last) = read.filter(|deadline| !deadline.long_term).filter_map(|deadline| deadline.due).max() else {
        return;
    };
    for measure in &task.measures {
        if let Some(due) = measure.due.due.filter(|due| *due > last) {
            let finding =
                builder.find(FindingCode::MeasureDueAfterTask, measure.row, Field::MeasureDue, &due.to_string());
            finding.params.insert("task", last.to_string());
        }
    }
}

impl Builder<'_> {
    /// Reads a deadline and, when asked, reports what is doubtful about it.
    pub(super) fn deadline(&mut self, (row, field): (usize, Field), text: &str, report: bool) -> Deadline {
        let kind = self.header.column(field).map(|column| self.sheet.shown(row, column).kind);
        let deadline = read_deadline(text, kind == Some(CellKind::Number));
        let Some(doubt) = deadline.doubt.filter(|_| report) else { return deadline };
        let code = match doubt {
            DueDoubt::Unreadable => FindingCode::DueUnreadable,
            DueDoubt::NoSuchDay => FindingCode::DueNoSuchDay,
            DueDoubt::YearMissing => FindingCode::DueYearMissing,
            DueDoubt::BeforeMonth => FindingCode::DueBeforePeriod,
            DueDoubt::NumberMonth => FindingCode::DueNumberMonth,
            DueDoubt::Serial => FindingCode::DueSerial,
            DueDoubt::StateWord => FindingCode::DueStateWord,
        };
        let date = deadline.due.map(|date| date.to_string()).unwrap_or_default();
        let proposal = deadline.proposal.map(|date| date.to_string());
        let finding = self.find(code, row, field, text);
        finding.params.insert("date", date);
        finding.proposal = proposal;
        deadline
    }
}
