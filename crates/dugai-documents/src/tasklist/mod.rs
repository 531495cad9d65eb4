//! Reads rectification task lists (整改任务清单) in whatever form an office sends them.
//!
//! From a file to tasks with measures, deadlines, units and states, with the position of every
//! doubt. What a problem may become in the program does not belong here; neither does the
//! reading of file formats, see [`crate::read`].
//!
//! Reading order: `field`, `header_words` and `header` find the columns, `rows` and `walk` put rows together,
//! `build` and `measure_build` read values with `measures`, `deadline`, `units`, `progress`;
//! `check` looks across tasks, `finding` and `catalogue` say what is wrong, `json` prints.

mod build;
mod catalogue;
mod check;
mod deadline;
mod deadline_scan;
mod field;
mod finding;
mod header;
mod header_words;
mod json;
mod measure_build;
mod measures;
mod model;
mod numbers;
mod profile;
mod progress;
mod rows;
mod text;
mod units;
mod walk;

pub use deadline::{Deadline, DueDoubt, read_deadline};
pub use field::{Field, Level};
pub use finding::{Finding, FindingCode, Place, Severity};
pub use header::{Column, Header, find_header};
pub use measures::{SplitMeasures, split_measures};
pub use model::{Measure, ReadOptions, SkipReason, SkippedRow, Table, Task, TaskListReading, UpperNumber};
pub use profile::{PROFILES, Profile, matching_profile};
pub use progress::{ProgressWord, read_progress, read_progress_opening};
pub use units::{UnitName, UnitRole, split_units};

use crate::read::{FileKind, ReadError, Sheet, Workbook, column_letters, open};

use build::Builder;
use walk::{Found, walk};

/// Reads the task lists of a file.
///
/// # Errors
/// When the file cannot be read at all or holds no task list; problems of single rows are
/// findings of the reading.
pub fn read(file_name: &str, bytes: &[u8], options: &ReadOptions) -> Result<TaskListReading, ReadError> {
    let workbook = open(bytes, &options.limits)?;
    read_workbook(file_name, &workbook, options)
}

/// Reads the task lists of a file that is already open as grids.
///
/// # Errors
/// When it holds no task list.
pub fn read_workbook(
    file_name: &str,
    workbook: &Workbook,
    options: &ReadOptions,
) -> Result<TaskListReading, ReadError> {
    let mut reading = TaskListReading { file_name: file_name.to_owned(), ..TaskListReading::default() };
    if workbook.notes.contains(&"encoding-doubtful") {
        reading.findings.push(Finding::new(FindingCode::EncodingDoubtful, Place::default(), ""));
    }
    let mut carried: Option<(Header, usize)> = None;
    for sheet in &workbook.sheets {
        if sheet.hidden && !options.include_hidden {
            reading.findings.push(Finding::new(FindingCode::SheetHidden, sheet_place(sheet), ""));
            continue;
        }
        let same_shape = |(_, columns): &&(Header, usize)| *columns == sheet.column_count();
        // Only in documents is a list cut into tables of the same shape.
        let before = carried.as_ref().filter(|_| workbook.kind == FileKind::Docx).filter(same_shape);
        let walked = walk(sheet, before.map(|(header, _)| header));
        reading.skipped.extend(walked.skipped);
        if walked.found.is_empty() {
            if sheet.row_count() > 0 {
                reading.findings.push(Finding::new(FindingCode::SheetWithoutTable, sheet_place(sheet), ""));
            }
            continue;
        }
        if let Some(last) = walked.found.last() {
            carried = Some((last.header.clone(), sheet.column_count()));
        }
        for found in walked.found {
            add_table(&mut reading, sheet, found, options);
        }
    }
    if reading.tables.is_empty() {
        let names: Vec<&str> = workbook.sheets.iter().map(|sheet| sheet.name.as_str()).take(8).collect();
        return Err(ReadError::NoTaskTable { looked_at: names.join("、") });
    }
    unknown_rows(&mut reading);
    Ok(reading)
}

fn sheet_place(sheet: &Sheet) -> Place {
    Place { sheet: sheet.name.clone(), ..Place::default() }
}

fn add_table(reading: &mut TaskListReading, sheet: &Sheet, found: Found, options: &ReadOptions) {
    let header = &found.header;
    let level = numbers::own_level(header, &found.title, &sheet.name, &reading.file_name);
    let mut builder = Builder::new(sheet, header, reading.tables.len(), level);
    builder.measure_rows = has_measure_rows(sheet, &found);
    // A table that goes on without a header has been described with the table before.
    if header.top > 0 {
        columns(&mut builder);
    }
    let tasks: Vec<Task> = found.drafts.iter().map(|draft| builder.task(draft)).collect();
    check::numbers(&mut builder, &tasks);
    check::known_units(&mut builder, &tasks, options);
    let measure_rows = builder.measure_rows;
    reading.findings.append(&mut builder.findings);
    reading.tasks.extend(tasks);
    reading.tables.push(Table {
        sheet: sheet.name.clone(),
        profile: matching_profile(header).map(|profile| profile.id),
        title: found.title,
        header: found.header,
        measure_rows,
    });
}

/// Measures stand one per row when they are numbered in a column or when tasks span rows.
fn has_measure_rows(sheet: &Sheet, found: &Found) -> bool {
    let Some(column) = found.header.column(Field::Measures) else { return false };
    let filled = |rows: &[usize]| rows.iter().filter(|row| !sheet.cell(**row, column).is_blank()).count();
    found.header.column(Field::MeasureNo).is_some() || found.drafts.iter().any(|draft| filled(&draft.rows) > 1)
}

/// Says which columns were not understood, doubled or missing.
fn columns(builder: &mut Builder<'_>) {
    let header = builder.header;
    let place = |index: usize, text: &str, row: usize| Place {
        sheet: builder.sheet.name.clone(),
        row,
        column: column_letters(index),
        header: text.to_owned(),
    };
    let mut findings = Vec::new();
    for column in &header.columns {
        let at = place(column.index, &column.header, header.bottom);
        let double = header.doubles.iter().find(|(_, given_up)| *given_up == column.index);
        if let Some((kept, _)) = double {
            findings.push(
                Finding::new(FindingCode::ColumnDouble, at, column.header.clone()).with("other", column_letters(*kept)),
            );
        } else if column.field.is_none() {
            findings.push(Finding::new(FindingCode::ColumnUnknown, at, column.header.clone()));
        }
    }
    let has = |field| header.column(field).is_some();
    let missing = [
        (has(Field::Problem), "存在问题"),
        (has(Field::Measures), "整改措施"),
        (has(Field::Units) || has(Field::Lead), "责任单位"),
        (has(Field::Due) || has(Field::MeasureDue), "整改时限"),
    ];
    for (_, name) in missing.iter().filter(|(present, _)| !present) {
        let at = Place { row: header.bottom, ..sheet_place(builder.sheet) };
        findings.push(Finding::new(FindingCode::ColumnMissing, at, "").with("expected", *name));
    }
    builder.findings.extend(findings);
}

fn unknown_rows(reading: &mut TaskListReading) {
    for row in reading.skipped.iter().filter(|row| row.reason == SkipReason::Unknown) {
        let place = Place { sheet: row.sheet.clone(), row: row.row, ..Place::default() };
        reading.findings.push(Finding::new(FindingCode::RowNotTask, place, row.text.clone()));
    }
}
