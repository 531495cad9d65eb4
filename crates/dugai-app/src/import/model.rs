//! What a preview shows and why something cannot be done. Plain values; the words are in the
//! message files, those of the reader come with it.

use dugai_documents::read::ReadError;
use dugai_documents::tasklist::{Finding, Place};
use dugai_domain::ids::{AccountId, ImportId, ProblemId, UnitId};
use dugai_domain::problem::{DutyRole, Field, Registration};
use dugai_domain::reason::Reason;
use dugai_domain::time::Timestamp;
use dugai_store::StoreError;
use jiff::civil::Date;

use crate::act::ActError;
use crate::office::OfficeError;

/// A remark of the reader, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Code of the remark.
    pub code: &'static str,
    /// Sheet or table; empty: the file.
    pub sheet: String,
    /// 1-based row; 0: the whole sheet.
    pub row: usize,
    /// Letters of the column.
    pub column: String,
    /// Header of the column.
    pub header: String,
    /// `note`, `normalised`, `ask` or `error`.
    pub severity: &'static str,
    /// The sentence in Chinese, with file, sheet, row and column.
    pub zh: String,
    /// The sentence in English, with file, sheet, row and column.
    pub en: String,
    /// What is wrong and expected, without the place, in Chinese and English.
    pub brief: (String, String),
}

impl Told {
    pub(super) fn new(finding: &Finding, file: &str) -> Self {
        Self {
            code: finding.code.as_str(),
            sheet: finding.place.sheet.clone(),
            row: finding.place.row,
            column: finding.place.column.clone(),
            header: finding.place.header.clone(),
            severity: finding.severity.code(),
            zh: finding.text_zh(file),
            en: finding.text_en(file),
            brief: brief(finding),
        }
    }
}

/// The sentences behind the place, for tables that have the place in columns of their own.
fn brief(finding: &Finding) -> (String, String) {
    let nowhere = Finding { place: Place::default(), ..finding.clone() };
    let after = |text: String, mark: &str| text.split_once(mark).map_or(text.clone(), |(_, rest)| rest.to_owned());
    (after(nowhere.text_zh(""), "：").trim().to_owned(), after(nowhere.text_en(""), ": ").trim().to_owned())
}

/// A row that is no task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Sheet or table.
    pub sheet: String,
    /// 1-based row.
    pub row: usize,
    /// What it was taken for, in Chinese and English.
    pub what: (&'static str, &'static str),
    /// What stands in it.
    pub text: String,
}

/// Why a row cannot be taken, or was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The reader says so, in both languages.
    Reader(Box<Told>),
    /// A name that means no unit yet.
    UnknownUnit {
        /// As written.
        name: String,
    },
    /// The unit has ended; nothing new is given to it.
    EndedUnit {
        /// As written.
        name: String,
    },
    /// The same number stands in an earlier row of the file.
    Twice {
        /// The number.
        number: String,
        /// Sheet and row of the earlier one.
        at: (String, usize),
    },
    /// Its numbers belong to different problems of the list.
    Divided {
        /// The numbers of the row.
        numbers: String,
    },
    /// The domain refuses.
    Refused(Reason),
    /// The person left it out.
    NotChosen,
    /// It is on the list already, and differs in what no import changes.
    Known(Box<Heed>),
}

impl Why {
    /// The code under which message files keep the words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Reader(_) => "reader",
            Self::UnknownUnit { .. } => "unknown_unit",
            Self::EndedUnit { .. } => "ended_unit",
            Self::Twice { .. } => "twice",
            Self::Divided { .. } => "divided",
            Self::Refused(_) => "refused",
            Self::NotChosen => "not_chosen",
            Self::Known(_) => "known",
        }
    }
}

/// A part of a problem that a list names and no proposal changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Units in a part of the chain.
    Units(DutyRole),
    /// Accepting units.
    Steps,
    /// Guidance class.
    Guidance,
    /// Person named beside the responsible unit.
    Person,
    /// Leader in charge.
    Leader,
}

/// What a person should look at; it does not hinder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heed {
    /// The reader asks for a decision.
    Reader(Box<Told>),
    /// The measures differ from those of the approved plan: only a new version of it changes them.
    MeasuresNeedPlan {
        /// Measures of the plan that the list has not, one a line.
        old: String,
        /// Measures of the list that the plan has not, one a line.
        new: String,
    },
    /// A part differs that no proposed cell changes: it is changed on the problem's page.
    Differs {
        /// Which part.
        part: Part,
        /// As it stands.
        old: String,
        /// As the list has it.
        new: String,
    },
    /// A cell that a registration has no place for.
    NotTaken {
        /// Header of its column.
        column: String,
        /// As written.
        text: String,
    },
    /// The deadline's words differ and name no day.
    DueWords {
        /// As written.
        text: String,
    },
    /// The list's day is before an extension that was granted.
    DueExtended {
        /// The list's day.
        date: String,
    },
    /// The list says struck off; here that is reached only by its own path.
    SaysStruckOff,
    /// This change waits for a decision already.
    Waiting(Field),
    /// This change was proposed before and not taken.
    Declined(Field),
    /// Another row or problem has this number of an upper level; it stays there.
    SharedNumber {
        /// The number.
        number: String,
    },
    /// The leader in charge is named; setting him is an act of its own.
    Leader {
        /// As written.
        name: String,
    },
    /// Who rectifies would supervise or accept the own work.
    Own {
        /// [`Part::Units`] of those who supervise, or [`Part::Steps`].
        part: Part,
        /// The units.
        units: String,
    },
}

impl Heed {
    /// The code under which message files keep the words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Reader(_) => "reader",
            Self::MeasuresNeedPlan { .. } => "measures_need_plan",
            Self::Differs { .. } => "differs",
            Self::NotTaken { .. } => "not_taken",
            Self::DueWords { .. } => "due_words",
            Self::DueExtended { .. } => "due_extended",
            Self::SaysStruckOff => "says_struck_off",
            Self::Waiting(_) => "waiting",
            Self::Declined(_) => "declined",
            Self::SharedNumber { .. } => "shared_number",
            Self::Leader { .. } => "leader",
            Self::Own { part: Part::Steps, .. } => "own_acceptor",
            Self::Own { .. } => "own_supervisor",
        }
    }

    /// Whether a person should decide before the row is taken.
    #[must_use]
    pub fn asks(&self) -> bool {
        matches!(self, Self::Reader(_) | Self::SharedNumber { .. })
    }

    /// Whether the list says otherwise than what is known, and no proposal of this import changes it.
    #[must_use]
    pub fn differs(&self) -> bool {
        match self {
            Self::MeasuresNeedPlan { .. }
            | Self::Differs { .. }
            | Self::DueWords { .. }
            | Self::DueExtended { .. }
            | Self::SaysStruckOff
            | Self::Waiting(_)
            | Self::Declined(_) => true,
            Self::Reader(_)
            | Self::NotTaken { .. }
            | Self::SharedNumber { .. }
            | Self::Leader { .. }
            | Self::Own { .. } => false,
        }
    }
}

/// What a row would become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowState {
    /// Cannot be taken; the reasons say why.
    Cannot,
    /// A known problem, with changed cells to propose.
    Changed,
    /// A new problem.
    New,
    /// A known problem that differs in what no proposal changes; the heeds say in what.
    Differs,
    /// A known problem that is as the list has it.
    Same,
}

impl RowState {
    /// Every state, as pages group them.
    pub const ALL: [Self; 5] = [Self::Cannot, Self::Changed, Self::New, Self::Differs, Self::Same];

    /// The code used in message files and filters.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Cannot => "cannot",
            Self::Changed => "changed",
            Self::New => "new",
            Self::Differs => "differs",
            Self::Same => "same",
        }
    }

    /// Whether the row can be chosen.
    #[must_use]
    pub fn is_choosable(self) -> bool {
        matches!(self, Self::New | Self::Changed)
    }
}

/// A changed cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Field.
    pub field: Field,
    /// As it stands.
    pub old: String,
    /// As the file has it.
    pub new: String,
}

/// One task of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its place among the tasks of the file, from 0: how it is chosen.
    pub index: usize,
    /// Sheet or table.
    pub sheet: String,
    /// First and last row, 1-based.
    pub rows: (usize, usize),
    /// Its numbers, as tables print them.
    pub number: String,
    /// What it would become.
    pub state: RowState,
    /// Why it cannot be taken.
    pub reasons: Vec<Why>,
    /// What to look at.
    pub heeds: Vec<Heed>,
    /// Changed cells.
    pub changes: Vec<Change>,
    /// The problem it is, if it is known.
    pub known: Option<ProblemId>,
    /// Those of its responsible units that the list names as leading.
    pub lead: Vec<UnitId>,
    /// The registration it is, or would be.
    pub registration: Registration,
}

impl Row {
    /// Whether a person should decide before it is taken.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.heeds.iter().any(Heed::asks)
    }

    /// Whether it differs from what is known in what this import does not propose to change.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.known.is_some() && self.heeds.iter().any(Heed::differs)
    }

    /// The row with what differs as the reasons for which it comes back.
    pub(super) fn given_back(mut self) -> Self {
        let differing = self.heeds.iter().filter(|heed| heed.differs()).cloned();
        self.reasons.extend(differing.map(|heed| Why::Known(Box::new(heed))));
        self
    }
}

/// A name that means no unit yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// As written.
    pub name: String,
    /// Whether it means several units (各乡镇人民政府).
    pub group: bool,
    /// Rows that need it.
    pub rows: usize,
    /// A unit it may mean: a suggestion, by its name.
    pub suggestion: Option<UnitId>,
}

/// A collective name of the list whose units are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownGroup {
    /// As written.
    pub name: String,
    /// The units meant.
    pub units: Vec<UnitId>,
    /// Since when a person's mapping is remembered; none: the program reads the name itself.
    pub since: Option<Date>,
    /// Rows that hold it.
    pub rows: usize,
}

/// A column whose meaning a person can give: it has none, another has the same, or it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenColumn {
    /// The name by which it is given a field.
    pub key: String,
    /// Sheet or table.
    pub sheet: String,
    /// Letters of the column.
    pub letters: String,
    /// Its header.
    pub header: String,
    /// Code of the field it was given; empty: none yet.
    pub field: String,
    /// The first text that stands in it.
    pub sample: String,
}

/// How many rows are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New problems.
    pub new: usize,
    /// Known problems with changes.
    pub changed: usize,
    /// Known problems that differ in what no proposal changes.
    pub differs: usize,
    /// Known problems without changes.
    pub same: usize,
    /// Rows that cannot be taken.
    pub cannot: usize,
}

/// What would become of a file.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The import.
    pub id: ImportId,
    /// File name.
    pub file: String,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// Ids of the forms its tables have.
    pub profiles: Vec<&'static str>,
    /// Its tasks.
    pub rows: Vec<Row>,
    /// How many in each state.
    pub counts: Counts,
    /// Remarks of the reader.
    pub findings: Vec<Told>,
    /// Rows that are no tasks.
    pub skipped: Vec<Skipped>,
    /// Names that mean no unit yet.
    pub unknown: Vec<UnknownName>,
    /// Collective names whose units are remembered, or read by the program.
    pub groups: Vec<KnownGroup>,
    /// Columns whose meaning a person can give.
    pub columns: Vec<OpenColumn>,
}

/// An act on a row of an import since, or a term of it that has run out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// The problem.
    pub problem: ProblemId,
    /// Its numbers.
    pub number: String,
    /// Sheet and row of the file.
    pub place: (String, u32),
    /// Who; the program itself has no account.
    pub who: Option<AccountId>,
    /// Code of the event, or [`Blocker::OVERDUE`].
    pub what: String,
    /// When; of a term the day on which it fell due.
    pub at: Timestamp,
}

impl Blocker {
    /// Stands for a term that has run out.
    pub const OVERDUE: &'static str = "overdue";
}

/// An import that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The import.
    pub id: ImportId,
    /// File name.
    pub file: String,
    /// Form.
    pub profile: String,
    /// When.
    pub at: Timestamp,
    /// Who; the program itself has no account.
    pub by: Option<AccountId>,
    /// New problems.
    pub created: u32,
    /// Rows that proposed changes.
    pub proposed: u32,
    /// Rows left out.
    pub left_out: u32,
    /// Rows of known problems that differ in what it did not change.
    pub differing: u32,
    /// Why it was undone, if it was.
    pub undone: Option<String>,
}

/// A row that came back in the workbook of an import, with every reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    /// Sheet or table of the file.
    pub sheet: String,
    /// Row of the file, as the workbook says it.
    pub row: String,
    /// Number in the list.
    pub number: String,
    /// The problem.
    pub text: String,
    /// Why it came back.
    pub reasons: String,
}

/// Why an import did not happen. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read; the sentence in both languages.
    #[error("{en}")]
    Unread {
        /// In Chinese.
        zh: String,
        /// In English.
        en: String,
    },
    /// The file was decided already.
    #[error("the import is decided already")]
    Decided,
    /// Nothing was chosen that could be taken.
    #[error("no row is chosen")]
    NoRows,
    /// Chosen rows cannot be taken, each with every reason.
    #[error("{} chosen rows cannot be taken", .0.len())]
    Rows(Vec<Row>),
    /// Somebody acted on its rows: every act, row by row.
    #[error("somebody acted on its rows, {} times", .0.len())]
    ActedUpon(Vec<Blocker>),
    /// It was undone already.
    #[error("the import is undone already")]
    Undone,
    /// The store or the setup failed, a field or a right is missing.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The workbook of the other rows cannot be made.
    #[error(transparent)]
    Write(#[from] dugai_documents::write::WriteError),
}

impl ImportError {
    pub(super) fn unread(file: &str, error: &ReadError) -> Self {
        Self::Unread { zh: error.text_zh(file), en: error.text_en(file) }
    }
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Office(match error {
            StoreError::Conflict | StoreError::Taken => OfficeError::Changed,
            other => other.into(),
        })
    }
}

impl From<ActError> for ImportError {
    fn from(error: ActError) -> Self {
        Self::Office(match error {
            ActError::Office(error) => error,
            ActError::NotFound => OfficeError::NotFound,
            // Looked at before, so it has come about since.
            ActError::Refused(_) | ActError::Changed(_) | ActError::Known { .. } => OfficeError::Changed,
        })
    }
}
