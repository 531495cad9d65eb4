//! The register as a file: exactly the rows that a filter shows its reader, in the official
//! layout, as csv or as JSON. Rows go from the store to the file in parts; what stays in memory
//! does not grow with their length.

mod columns;
mod filter;
mod sheet;

use std::collections::{BTreeMap, HashSet};
use std::io::Write;

use dugai_domain::actor::Actor;
use dugai_domain::problem::Problem;
use dugai_domain::time::Timestamp;
use dugai_store::register::{Cut, RegisterRow, Sort};

use crate::act::ActError;
use crate::office::{Office, OfficeError};
use crate::register::{Query, scope_of};
use crate::setup::Setup;
use sheet::Sheet;

pub use columns::Column;
pub(crate) use columns::{progress_zh, types_zh, units_zh};
pub use dugai_documents::write::WriteError;
pub use filter::filter_zh;

/// Rows read at once.
const PART: u32 = 500;

/// In which form the register is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A workbook in the official layout.
    Xlsx,
    /// Headings and rows for other programs.
    Csv,
    /// The same for programs, with the words of the workbook.
    Json,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Xlsx, Self::Csv, Self::Json];

    /// The code used in addresses, which is also the ending of the file.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// The form of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.code() == code)
    }

    /// The media type.
    #[must_use]
    pub fn media(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// Who answers for the file; what is empty is left to be written by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preparer {
    /// Who filled it in (填报人).
    pub name: String,
    /// Who checked it (审核人).
    pub reviewer: String,
    /// Telephone.
    pub phone: String,
}

impl Preparer {
    fn line(&self) -> String {
        let or_blank =
            |text: &str| if text.trim().is_empty() { "　　　　　　".to_owned() } else { text.trim().to_owned() };
        let (name, reviewer, phone) = (or_blank(&self.name), or_blank(&self.reviewer), or_blank(&self.phone));
        format!("填报人：{name}　　审核人：{reviewer}　　联系电话：{phone}")
    }
}

/// What is wanted of an export.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Which rows, in which order.
    pub query: Query,
    /// Which columns, from the left; none means the usual ones.
    pub columns: Vec<Column>,
    /// In which form.
    pub form: Form,
    /// Who answers for it.
    pub preparer: Preparer,
}

/// What was exported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Rows.
    pub rows: u64,
    /// Cells that were longer than the form takes, shortened with a visible mark.
    pub shortened: u64,
    /// Characters that the form cannot hold, left out.
    pub removed: u64,
}

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// What goes in could not be read, is missing or may not be seen.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The file could not be written.
    #[error("write the file")]
    Write(#[from] WriteError),
    /// The receiver failed.
    #[error("write the file")]
    Io(#[from] std::io::Error),
    /// A record could not be written as JSON.
    #[error("write a record as JSON")]
    Json(#[from] serde_json::Error),
}

impl From<OfficeError> for FileError {
    fn from(error: OfficeError) -> Self {
        Self::Act(error.into())
    }
}

impl From<dugai_store::StoreError> for FileError {
    fn from(error: dugai_store::StoreError) -> Self {
        Self::Act(error.into())
    }
}

/// A walk over the rows of a query, within a reader's sight, part by part. Every row comes once,
/// also where somebody changes it meanwhile and it moves on in the order.
struct Walk<'a> {
    office: &'a Office,
    filter: dugai_store::register::Filter,
    order: (Sort, bool),
    cut: Option<Cut>,
    seen: HashSet<uuid::Uuid>,
    over: bool,
}

impl<'a> Walk<'a> {
    fn new(office: &'a Office, query: &Query, actor: &Actor) -> Self {
        let filter = query.filter(scope_of(actor), actor.day);
        let order = (query.sort, query.descending);
        Self { office, filter, order, cut: None, seen: HashSet::new(), over: false }
    }

    /// The next rows; none at the end.
    async fn next(&mut self) -> Result<Vec<RegisterRow>, OfficeError> {
        while !self.over {
            let from = self.cut.as_ref().map(|cut| (cut, false));
            let listed = self.office.store.list(&self.filter, self.order, from, PART).await?;
            self.over = !listed.more;
            self.cut = listed.rows.last().map(|row| row.cut(self.order.0));
            let mut rows = listed.rows;
            rows.retain(|row| self.seen.insert(row.id));
            if !rows.is_empty() {
                return Ok(rows);
            }
        }
        Ok(Vec::new())
    }
}

impl Office {
    /// Writes the rows of a query that an actor may see into `out`.
    ///
    /// # Errors
    /// When the store cannot be read or the receiver fails; what was written then is no whole file.
    pub async fn export_register<W: Write + Send>(
        &self,
        wanted: &Wanted,
        out: W,
        by: (&Actor, Timestamp),
    ) -> Result<Exported, FileError> {
        let (actor, now) = by;
        let setup = self.setup().await?;
        let usual = Column::USUAL.to_vec();
        let columns = if wanted.columns.is_empty() { usual } else { wanted.columns.clone() };
        let mut sheet = Sheet::begin(wanted, (&columns, &setup, now), out)?;
        let needs_state = columns.iter().any(|c| c.needs_state());
        let mut walk = Walk::new(self, &wanted.query, actor);
        let mut number = 0;
        loop {
            let rows = walk.next().await?;
            if rows.is_empty() {
                return sheet.finish();
            }
            let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            let mut states = if needs_state { self.store.streams(&ids).await? } else { BTreeMap::new() };
            for row in rows {
                let kept = states.remove(&row.id).filter(|kept| kept.kind == "problem");
                let state: Option<Problem> =
                    kept.map(|kept| crate::setup::parse("problem", row.id, &kept.body)).transpose()?;
                number += 1;
                let line = Line { number, row: &row, state: state.as_ref(), setup: &setup, now };
                sheet.row(&columns.iter().map(|c| c.cell(&line)).collect::<Vec<_>>())?;
            }
        }
    }

    /// The name of an exported file, without its ending.
    ///
    /// # Errors
    /// When the setup cannot be read.
    pub async fn export_name(&self, now: Timestamp) -> Result<String, OfficeError> {
        let setup = self.setup().await?;
        Ok(format!("{}（截至{}）", title(&setup), now.day()))
    }
}

/// The line under the title: as of when, and which rows are meant.
#[must_use]
pub fn subtitle(query: &Query, setup: &Setup, now: Timestamp) -> String {
    format!("截至时间：{now}　　筛选条件：{}", filter_zh(query, setup))
}

/// The title of the register.
fn title(setup: &Setup) -> String {
    format!("{}生态环境保护督察整改任务清单", setup.city())
}

/// A row with everything a column may print of it.
pub(crate) struct Line<'a> {
    number: i64,
    row: &'a RegisterRow,
    state: Option<&'a Problem>,
    setup: &'a Setup,
    now: Timestamp,
}
