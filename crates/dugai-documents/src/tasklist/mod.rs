//! Reads rectification task lists (整改任务清单) in whatever form an office sends them.
//!
//! From a file to tasks with measures, deadlines, units and states, with the position of every
//! doubt. What a problem may become in the program does not belong here; neither does the
//! reading of file formats, see [`crate::read`].
//!
//! Reading order: `field`, `header_words` and `header` find the columns, `rows` and `walk` put rows together,
//! `upright` turns tables of one task, `paragraphs` reads text without a table, `build` and `measure_build` read values with `measures`, `deadline`, `units`, `progress`;
//! `check` looks across tasks, `finding` and `catalogue` say what is wrong, `json` prints.

mod beside;
mod build;
mod catalogue;
mod check;
mod chosen;
mod deadline;
mod deadline_rest;
mod deadline_scan;
mod field;
mod finding;
mod header;
mod header_words;
mod json;
mod labels;
mod measure_build;
mod measures;
mod model;
mod numbers;
mod paragraphs;
mod people;
mod profile;
mod progress;
mod rows;
mod text;
mod units;
mod upright;
mod walk;

pub use chosen::{ChoiceFault, ColumnChoice};
pub use deadline::{Deadline, DueDoubt, read_deadline};
pub use field::{Field, Level};
pub use finding::{Finding, FindingCode, Place, Severity};
pub use header::{Column, Header, find_header};
pub use measures::{SplitMeasures, split_measures};
pub use model::{Measure, ReadOptions, SkipReason, SkippedRow, Table, Task, TaskListReading, UpperNumber};
pub use profile::{PROFILES, Profile, matching_profile};
pub use progress::{ProgressWord, read_progress, read_progress_opening};
pub use text::is_nothing;
pub use units::{UnitName, UnitRole, split_units};

use std::collections::HashSet;

use crate::read::{Damage, FileKind, ReadError, Sheet, Workbook, column_letters, open};

use build::Builder;
use walk::{Carried, Found, PROBLEM_MIN, walk};

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
    let mut carried: Option<Carried> = None;
    for sheet in &workbook.sheets {
        if sheet.hidden && !options.include_hidden {
            reading.findings.push(Finding::new(FindingCode::SheetHidden, sheet_place(sheet), ""));
            continue;
        }
        let (parts, from) = (beside::apart(sheet, &options.columns), reading.skipped.len());
        for part in &parts {
            read_sheet(&mut reading, (part, workbook.kind), &mut carried, options);
        }
        if parts.len() > 1 {
            // What stands above lists side by side is passed over once.
            let told = reading.skipped.split_off(from);
            let mut seen = HashSet::new();
            reading.skipped.extend(told.into_iter().filter(|row| seen.insert((row.row, row.text.clone()))));
        }
    }
    paragraphs::read_into(&mut reading, &workbook.paragraphs, options);
    damaged(&mut reading, workbook);
    if reading.tables.is_empty() && !workbook.damages.is_empty() {
        return Err(ReadError::damaged("the part that would hold a list cannot be read"));
    }
    if reading.tables.is_empty() {
        let names: Vec<&str> = workbook.sheets.iter().map(|sheet| sheet.name.as_str()).take(8).collect();
        return Err(ReadError::NoTaskTable { looked_at: names.join("、") });
    }
    number_cards(&mut reading);
    unknown_rows(&mut reading);
    check::numbers_of_lists(&mut reading);
    unmet_choices(&mut reading, &options.columns);
    Ok(reading)
}

/// Reads one sheet, or the part of it that holds one of several lists side by side.
fn read_sheet(
    reading: &mut TaskListReading,
    (sheet, kind): (&Sheet, FileKind),
    carried: &mut Option<Carried>,
    options: &ReadOptions,
) {
    let same_shape = |before: &&Carried| before.columns == sheet.column_count();
    // Only in documents are lists cut into tables as a rule; elsewhere the first row must show it.
    let goes_on = |before: &&Carried| kind == FileKind::Docx || goes_on(sheet, &before.header);
    let headless = carried.as_ref().filter(same_shape).is_some_and(|before| goes_on(&before));
    if let Some(row) = sheet.open_quote {
        reading.findings.push(Finding::new(FindingCode::QuoteOpen, Place { row, ..sheet_place(sheet) }, ""));
    }
    let walked = walk(sheet, carried.as_ref(), headless, &options.columns);
    reading.skipped.extend(walked.skipped);
    if walked.found.is_empty() {
        let cards = upright::turned(sheet);
        if cards.is_none() && sheet.row_count() > 0 {
            reading.findings.push(Finding::new(FindingCode::SheetWithoutTable, sheet_place(sheet), ""));
        }
        for card in cards.iter().flat_map(|cards| &cards.tasks) {
            add_upright(reading, card, options);
        }
        for (row, column, text) in cards.into_iter().flat_map(|cards| cards.unused) {
            let place = Place { row, column: column_letters(column), ..sheet_place(sheet) };
            reading.findings.push(Finding::new(FindingCode::CellNotTaken, place, text));
        }
        return;
    }
    if let Some(last) = walked.found.last() {
        let (header, title) = (last.header.clone(), last.title.clone());
        *carried = Some(Carried { header, title, columns: sheet.column_count(), class: walked.class });
    }
    for found in walked.found {
        add_table(reading, sheet, found, options);
    }
}

/// Says which parts of the file could not be read, before anything else.
fn damaged(reading: &mut TaskListReading, workbook: &Workbook) {
    let told = |damage: &Damage| {
        let (code, sheet, row) = match damage {
            Damage::Sheet(sheet) => (FindingCode::SheetDamaged, sheet.as_str(), 0),
            Damage::SheetEnd(sheet, row) => (FindingCode::SheetCutOff, sheet.as_str(), *row),
            Damage::DocumentEnd => (FindingCode::DocumentCutOff, "", 0),
            Damage::Styles | Damage::Numbering => (FindingCode::NumberingDamaged, "", 0),
        };
        let place = Place { sheet: sheet.to_owned(), ..Place::default() };
        Finding::new(code, place, row.to_string())
    };
    let mut told: Vec<Finding> = workbook.damages.iter().map(told).collect();
    told.dedup();
    reading.findings.splice(0..0, told);
}

/// Says which chosen headers stand in no list, and which columns a chosen form has beyond one.
fn unmet_choices(reading: &mut TaskListReading, choice: &ColumnChoice) {
    let headers: Vec<&Header> = reading.tables.iter().map(|table| &table.header).collect();
    let unmet = choice.unmet(&headers);
    let unmet = unmet.into_iter().map(|name| Finding::new(FindingCode::ColumnNotFound, Place::default(), name));
    let mut told: Vec<Finding> = unmet.collect();
    for table in reading.tables.iter().filter(|table| table.header.top > 0) {
        let Some(form) = choice.form else { continue };
        let missing = chosen::missing(&table.header, form);
        if !missing.is_empty() {
            let place = Place { sheet: table.sheet.clone(), row: table.header.bottom, ..Place::default() };
            told.push(Finding::new(FindingCode::FormDiffers, place, form.zh).with("missing", missing.join("、")));
        }
    }
    reading.findings.append(&mut told);
}

/// Whether the first row of a sheet without a header is a numbered task of the list before.
fn goes_on(sheet: &Sheet, header: &Header) -> bool {
    let first = (1..=sheet.row_count()).find(|row| !sheet.is_blank_row(*row));
    let shown = |field| header.column(field).zip(first).map(|(column, row)| sheet.cell(row, column).text.as_str());
    let numbered = shown(Field::No).is_some_and(|text| text::whole_number(text).is_some());
    numbered && shown(Field::Problem).is_some_and(|text| text.chars().count() >= PROBLEM_MIN)
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
    let measure_rows = builder.measure_rows;
    let mut tasks = Vec::new();
    for draft in &found.drafts {
        builder.measure_rows = measure_rows || begins_again(sheet, header, draft);
        tasks.push(builder.task(draft));
    }
    if header.column(Field::No).is_none() {
        number_problems(&mut tasks);
    }
    hidden_rows(&mut builder, &tasks);
    hidden_columns(&mut builder);
    if same_list(reading, header) {
        rejoin(&mut reading.tasks, &mut tasks, &mut builder.findings);
    }
    check::numbers(&mut builder, &tasks);
    check::known_units(&mut builder, &tasks, options);
    reading.findings.append(&mut builder.findings);
    reading.tasks.extend(tasks);
    reading.tables.push(Table {
        sheet: sheet.name.clone(),
        profile: options.columns.form.or_else(|| matching_profile(header)).map(|profile| profile.id),
        title: found.title,
        header: found.header,
        measure_rows,
        upright: false,
    });
}

/// Problems that count themselves, in a list without a column of numbers: 1.某河水质不达标.
fn number_problems(tasks: &mut [Task]) {
    let marks: Option<Vec<(i64, String)>> = tasks.iter().map(|task| paragraphs::numbered(&task.problem)).collect();
    let Some(marks) = marks.filter(|marks| marks.len() > 1) else { return };
    if marks.windows(2).all(|pair| matches!(pair, [one, next] if one.0 + 1 == next.0)) {
        for (task, (number, problem)) in tasks.iter_mut().zip(marks) {
            (task.no, task.no_text, task.problem) = (Some(number), number.to_string(), problem);
        }
    }
}

/// Says which tasks stand in rows that nobody sees.
fn hidden_rows(builder: &mut Builder<'_>, tasks: &[Task]) {
    let hidden = tasks.iter().map(|task| task.row).filter(|row| builder.sheet.hidden_rows.binary_search(row).is_ok());
    let rows: Vec<String> = hidden.map(|row| row.to_string()).collect();
    if !rows.is_empty() {
        let finding = Finding::new(FindingCode::RowsHidden, sheet_place(builder.sheet), rows.join("、"));
        builder.findings.push(finding.with("count", rows.len().to_string()));
    }
}

/// Says which columns were read that nobody sees.
fn hidden_columns(builder: &mut Builder<'_>) {
    let read = |column: &&Column| !matches!(column.field, None | Some(Field::Other));
    let hidden = |column: &&Column| builder.sheet.hidden_columns.binary_search(&column.index).is_ok();
    let name = |column: &Column| format!("{}列“{}”", column_letters(column.index), column.header);
    let names: Vec<String> = builder.header.columns.iter().filter(read).filter(hidden).map(name).collect();
    // A table that goes on without a header has been described with the table before.
    if !names.is_empty() && builder.header.top > 0 {
        let finding = Finding::new(FindingCode::ColumnsHidden, sheet_place(builder.sheet), names.join("、"));
        builder.findings.push(finding.with("count", names.len().to_string()));
    }
}

/// Reads a table of one task; rows are those of the table as it stands in the file.
fn add_upright(reading: &mut TaskListReading, card: &upright::Card, options: &ReadOptions) {
    let (tasks, findings, tables) = (reading.tasks.len(), reading.findings.len(), reading.tables.len());
    for found in walk(&card.sheet, None, false, &options.columns).found {
        add_table(reading, &card.sheet, found, options);
    }
    for task in reading.tasks.iter_mut().skip(tasks) {
        task.row = card.first;
        task.last_row = card.last;
        task.measures.iter_mut().for_each(|measure| measure.row = card.first);
    }
    reading.tables.iter_mut().skip(tables).for_each(|table| table.upright = true);
    for finding in reading.findings.iter_mut().skip(findings) {
        // The name of the field leads to the cell; a column would not.
        finding.place.row = card.first;
        finding.place.column.clear();
    }
}

/// Headings that count the cards one by one number them; a heading above several is their class.
fn number_cards(reading: &mut TaskListReading) {
    let upright = |task: &Task| {
        reading.tables.get(task.table).is_some_and(|table| table.upright && table.sheet != paragraphs::NAME)
    };
    let cards: Vec<usize> = (0..reading.tasks.len())
        .filter(|at| reading.tasks.get(*at).is_some_and(|task| task.no_text.is_empty() && upright(task)))
        .collect();
    let heading = |at: &usize| reading.tasks.get(*at)?.klass.as_deref().and_then(upright::number_of_heading);
    let Some(numbers) = cards.iter().map(heading).collect::<Option<Vec<i64>>>() else { return };
    if numbers.len() < 2 || numbers.windows(2).any(|pair| matches!(pair, [one, next] if one + 1 != *next)) {
        return;
    }
    for (at, number) in cards.into_iter().zip(numbers) {
        if let Some(task) = reading.tasks.get_mut(at) {
            task.no = Some(number);
            task.no_text = number.to_string();
            task.klass = None;
        }
    }
}

/// Whether a table goes on with the columns of the table before.
fn same_list(reading: &TaskListReading, header: &Header) -> bool {
    reading.tables.last().is_some_and(|before| before.header.words() == header.words())
}

/// Measures at the head of a table that belong to the last task of the table before, whose number
/// and problem may be typed once more.
fn rejoin(known: &mut [Task], tasks: &mut Vec<Task>, findings: &mut Vec<Finding>) {
    let (Some(first), Some(last)) = (tasks.first(), known.last_mut()) else { return };
    let nameless = first.no_text.is_empty() && first.problem.is_empty();
    let again = !first.no_text.is_empty()
        && first.no == last.no
        && text::squash(&first.problem) == text::squash(&last.problem)
        // The same measures once more are a row typed twice.
        && first.measures_text != last.measures_text;
    if first.measures.is_empty() || !nameless && !again {
        return;
    }
    let base = last.measures.last().map_or(0, |measure| measure.no);
    for (measure, next) in first.measures.iter().zip(base + 1..) {
        last.measures.push(Measure { no: measure.no.max(next), ..measure.clone() });
    }
    last.measures_text = format!("{}\n{}", last.measures_text, first.measures_text);
    // What the piece does not say was said in the table before.
    let row = first.row;
    let told =
        [FindingCode::NumberMissing, FindingCode::ProblemMissing, FindingCode::UnitsMissing, FindingCode::DueMissing];
    findings.retain(|finding| finding.place.row != row || !told.contains(&finding.code));
    findings.retain(|finding| finding.place.row != row || finding.code != FindingCode::MeasureNumberGap);
    tasks.remove(0);
}

/// Measures stand one per row when they are numbered in a column or when tasks span rows.
///
/// Where most cells hold several numbered measures, a task of two rows was only cut by a page.
fn has_measure_rows(sheet: &Sheet, found: &Found) -> bool {
    let Some(column) = found.header.column(Field::Measures) else { return false };
    if found.header.column(Field::MeasureNo).is_some() {
        return true;
    }
    let several = |row: &usize| split_measures(&sheet.cell(*row, column).text).items.len() > 1;
    let (mut spread, mut packed) = (0usize, 0usize);
    for draft in &found.drafts {
        let filled: Vec<usize> =
            draft.rows.iter().copied().filter(|row| !sheet.cell(*row, column).is_blank()).collect();
        if filled.iter().any(several) {
            packed += 1;
        } else {
            spread += usize::from(filled.len() > 1);
        }
    }
    spread > 0 && spread >= packed
}

/// Whether the measures of a task are numbered from one in several of its rows: each row then has
/// measures of its own, with its own day and units.
fn begins_again(sheet: &Sheet, header: &Header, draft: &walk::Draft) -> bool {
    let Some(column) = header.column(Field::Measures) else { return false };
    let from_one = |row: &&usize| {
        let split = split_measures(&sheet.cell(**row, column).text);
        split.intro.is_empty() && split.items.first().is_some_and(|(number, _)| *number == 1)
    };
    draft.rows.iter().filter(from_one).count() > 1
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
                Finding::new(FindingCode::ColumnDouble, at, column.header.clone())
                    .with("other", column_letters(*kept))
                    .with("column", column_letters(column.index)),
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
