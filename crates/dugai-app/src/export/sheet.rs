//! The three forms of the register behind one door.

use std::io::Write;

use dugai_documents::write::register::{Cell, CsvRegister, RegisterHead, Written, XlsxRegister};
use dugai_domain::time::Timestamp;

use super::{Column, Exported, FileError, Form, Wanted, filter_zh, subtitle, title};
use crate::setup::Setup;

/// A register being written.
pub(super) enum Sheet<W: Write + Send> {
    Xlsx(Box<XlsxRegister<W>>),
    Csv(Box<CsvRegister<W>>),
    Json { out: W, columns: Vec<Column>, rows: u64 },
}

impl<W: Write + Send> Sheet<W> {
    pub(super) fn begin(wanted: &Wanted, at: (&[Column], &Setup, Timestamp), mut out: W) -> Result<Self, FileError> {
        let (columns, setup, now) = at;
        let head = RegisterHead {
            title: title(setup),
            subtitle: subtitle(&wanted.query, setup, now),
            columns: columns.iter().map(|c| c.heading()).collect(),
            preparer_line: wanted.preparer.line(),
            demo: setup.is_demo(),
        };
        Ok(match wanted.form {
            Form::Xlsx => Self::Xlsx(Box::new(XlsxRegister::new(head, out)?)),
            Form::Csv => Self::Csv(Box::new(CsvRegister::new(&head, out)?)),
            Form::Json => {
                let about = serde_json::json!({
                    "title": head.title,
                    "as_of": now.to_string(),
                    "filter": filter_zh(&wanted.query, setup),
                    "query": wanted.query.filter_pairs(),
                    "demonstration": head.demo,
                    "columns": columns.iter().map(|c| (c.code(), c.title())).collect::<Vec<_>>(),
                });
                let about = about.to_string();
                // The object stays open for its rows.
                write!(out, "{},\"rows\":[", about.strip_suffix('}').unwrap_or(&about))?;
                Self::Json { out, columns: columns.to_vec(), rows: 0 }
            }
        })
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> Result<(), FileError> {
        match self {
            Self::Xlsx(sheet) => Ok(sheet.row(cells)?),
            Self::Csv(sheet) => Ok(sheet.row(cells)?),
            Self::Json { out, columns, rows } => {
                let pairs = columns.iter().zip(cells).map(|(c, cell)| (c.code().to_owned(), value(cell)));
                let object = serde_json::Value::Object(pairs.collect());
                let comma = if *rows == 0 { "\n" } else { ",\n" };
                *rows += 1;
                Ok(write!(out, "{comma}{object}")?)
            }
        }
    }

    pub(super) fn finish(self) -> Result<Exported, FileError> {
        match self {
            Self::Xlsx(sheet) => Ok(exported(&sheet.finish()?.1)),
            Self::Csv(sheet) => Ok(exported(&sheet.finish()?.1)),
            Self::Json { mut out, rows, .. } => {
                writeln!(out, "\n]}}")?;
                out.flush()?;
                Ok(Exported { rows, ..Exported::default() })
            }
        }
    }
}

fn exported(written: &Written) -> Exported {
    Exported { rows: written.rows, shortened: written.cuts.shortened, removed: written.cuts.removed }
}

fn value(cell: &Cell) -> serde_json::Value {
    match cell {
        Cell::Text(text) => text.as_str().into(),
        Cell::Date(date) => date.to_string().into(),
        Cell::Int(number) => (*number).into(),
        Cell::Empty => serde_json::Value::Null,
    }
}
