//! Columns of a list whose meaning a person can give, and cells that a registration has no
//! place for.

use std::collections::BTreeMap;

use dugai_documents::read::column_letters;
use dugai_documents::tasklist::{
    Column, ColumnChoice, Field, Header, Task, TaskListReading, is_nothing, read_progress,
};

use super::model::{Heed, OpenColumn};
use super::options::Options;

/// Headers of the columns that the program itself adds to rows it gives back.
const OWN: [&str; 3] = ["未导入原因", "原表行号", "原文件"];
/// Longest text of a sample and of a cell that is told.
const SAMPLE: usize = 60;

/// The columns without a field, those doubled, and those a person gave one.
pub(super) fn open(reading: &TaskListReading, options: &Options) -> Vec<OpenColumn> {
    let choice = options.reading().map(|reading| reading.columns).unwrap_or_default();
    let mut list: Vec<OpenColumn> = Vec::new();
    for (table, of) in reading.tables.iter().enumerate().filter(|(_, table)| table.header.top > 0) {
        for column in &of.header.columns {
            let given = choice.of(&column.header, column.index);
            if column.header.is_empty() || given.is_none() && column.field.is_some() {
                continue;
            }
            let key = key(&of.header, column);
            if list.iter().any(|known| known.key == key) {
                continue;
            }
            list.push(OpenColumn {
                key,
                sheet: of.sheet.clone(),
                letters: column_letters(column.index),
                header: column.header.clone(),
                field: given.map(ColumnChoice::code).unwrap_or_default().to_owned(),
                sample: sample(reading, table, column),
            });
        }
    }
    list
}

/// Its header, with its letters where another column has the same.
fn key(header: &Header, column: &Column) -> String {
    let same = header.columns.iter().filter(|other| other.header == column.header).count();
    if same > 1 { ColumnChoice::lettered(&column.header, column.index) } else { column.header.clone() }
}

fn sample(reading: &TaskListReading, table: usize, column: &Column) -> String {
    let lettered = ColumnChoice::lettered(&column.header, column.index);
    let cell = |task: &Task| {
        let text = task.cells.get(&lettered).or_else(|| task.cells.get(&column.header))?;
        (!text.trim().is_empty()).then(|| short(text))
    };
    reading.tasks.iter().filter(|task| task.table == table).find_map(cell).unwrap_or_default()
}

fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SAMPLE { line } else { line.chars().take(SAMPLE - 1).chain(['…']).collect() }
}

/// Cells of a task that no registration keeps, each with its header.
pub(super) fn untaken(task: &Task, header: &Header) -> Vec<Heed> {
    let ticked = |column: &Column| header.ticks.iter().any(|(index, _)| *index == column.index);
    let known: BTreeMap<Field, &Option<String>> =
        BTreeMap::from([(Field::Remark, &task.remark), (Field::Progress, &task.progress_text)]);
    let mut list = Vec::new();
    for column in &header.columns {
        let Some(field) = column.field else { continue };
        let text = match field {
            Field::Remark | Field::Progress => known.get(&field).and_then(|text| text.as_deref()).unwrap_or(""),
            Field::Other if !ticked(column) && !OWN.contains(&column.header.as_str()) => {
                let lettered = ColumnChoice::lettered(&column.header, column.index);
                task.cells.get(&lettered).or_else(|| task.cells.get(&column.header)).map_or("", String::as_str)
            }
            _ => continue,
        };
        // A state word is taken as the state.
        let state = field == Field::Progress && read_progress(text).is_some();
        if !state && !is_nothing(text) {
            list.push(Heed::NotTaken { column: column.header.clone(), text: short(text) });
        }
    }
    list
}
