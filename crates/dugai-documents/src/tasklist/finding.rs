//! What has to be said about single rows and cells of a list.
//!
//! The sentences are in `catalogue`; why a whole file is refused is in [`crate::read`].

use std::collections::BTreeMap;

use super::catalogue;
use super::field::Field;
use super::paragraphs::NAME as PROSE;

/// What a finding asks of the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing; it is told so that it is known.
    Note,
    /// Repaired by rule; the original is kept.
    Normalised,
    /// A person decides.
    Ask,
    /// The row cannot be taken in as it is.
    Error,
}

impl Severity {
    /// A stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Normalised => "normalised",
            Self::Ask => "ask",
            Self::Error => "error",
        }
    }
}

/// The kinds of finding; their codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "every kind is described by its sentences in the catalogue")]
pub enum FindingCode {
    EncodingDoubtful,
    SheetDamaged,
    SheetCutOff,
    DocumentCutOff,
    NumberingDamaged,
    ParagraphsBeside,
    SheetHidden,
    SheetWithoutTable,
    ColumnUnknown,
    ColumnDouble,
    ColumnMissing,
    ColumnNotFound,
    FormDiffers,
    CellNotTaken,
    QuoteOpen,
    RowNotTask,
    RowsHidden,
    ColumnsHidden,
    NumberMissing,
    NumberUnreadable,
    NumberNotPositive,
    NumberDuplicate,
    NumberRepeated,
    NumberGap,
    ProblemMissing,
    MeasuresMissing,
    MeasureNumberGap,
    MeasureIntro,
    UnitsMissing,
    UnitUnknown,
    PersonApart,
    DueMissing,
    DueUnreadable,
    DueNoSuchDay,
    DueYearMissing,
    DueBeforePeriod,
    DueNumberMonth,
    DueSerial,
    DueStateWord,
    MeasureDueAfterTask,
    ProgressUnknown,
    ProgressInWords,
    ProgressUnfinished,
    ProgressSaysStruckOff,
    ProgressNormalised,
    ProgressDiffers,
    CellFormulaError,
    FormulaUnsaved,
    MergedPartly,
    SameAsAbove,
}

impl FindingCode {
    /// The stable code, as in `due-unreadable`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        catalogue::entry(self).code
    }

    /// How serious a finding of this kind is.
    #[must_use]
    pub fn severity(self) -> Severity {
        catalogue::entry(self).severity
    }
}

/// Where a finding stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Sheet or table.
    pub sheet: String,
    /// 1-based row, 0 when the whole sheet is meant.
    pub row: usize,
    /// Letters of the column, or its place in a document table; empty when the row is meant.
    pub column: String,
    /// Header text of the column.
    pub header: String,
}

/// One remark about one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The kind.
    pub code: FindingCode,
    /// How serious it is.
    pub severity: Severity,
    /// Where it stands.
    pub place: Place,
    /// The meaning of the column.
    pub field: Option<Field>,
    /// What stood there.
    pub raw: String,
    /// Values for the message that says what was expected.
    pub params: BTreeMap<&'static str, String>,
    /// A value a person may accept.
    pub proposal: Option<String>,
}

impl Finding {
    /// A finding with the severity of its kind.
    #[must_use]
    pub fn new(code: FindingCode, place: Place, raw: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            place,
            field: None,
            raw: raw.into(),
            params: BTreeMap::new(),
            proposal: None,
        }
    }

    /// With a value for its message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.insert(name, value.into());
        self
    }

    /// With the meaning of the column.
    #[must_use]
    pub fn in_field(mut self, field: Option<Field>) -> Self {
        self.field = field;
        self
    }

    /// The full sentence in Chinese.
    #[must_use]
    pub fn text_zh(&self, file: &str) -> String {
        let place = &self.place;
        let mut at = format!("文件“{file}”");
        let prose = place.sheet == PROSE;
        if prose {
            at.push_str("正文");
        } else if !place.sheet.is_empty() {
            at.push_str(&format!("工作表“{}”", place.sheet));
        }
        if place.row > 0 {
            at.push_str(&format!("第{}{}", place.row, if prose { "段" } else { "行" }));
        }
        if !place.column.is_empty() {
            at.push_str(&format!("{}列", place.column));
        }
        if !place.header.is_empty() {
            at.push_str(&format!("（{}）", place.header));
        }
        let mut text = format!("{at}：{}", self.filled(catalogue::entry(self.code).zh));
        if let Some(proposal) = &self.proposal {
            text.push_str(&format!("建议填“{proposal}”。"));
        }
        text
    }

    /// The full sentence in English.
    #[must_use]
    pub fn text_en(&self, file: &str) -> String {
        let place = &self.place;
        let mut at = format!("File \"{file}\"");
        let prose = place.sheet == PROSE;
        if !place.sheet.is_empty() && !prose {
            at.push_str(&format!(", sheet \"{}\"", place.sheet));
        }
        if place.row > 0 {
            at.push_str(&format!(", {} {}", if prose { "paragraph" } else { "row" }, place.row));
        }
        if !place.column.is_empty() {
            at.push_str(&format!(", column {}", place.column));
        }
        if !place.header.is_empty() {
            at.push_str(&format!(" ({})", place.header));
        }
        let mut text = format!("{at}: {}", self.filled(catalogue::entry(self.code).en));
        if let Some(proposal) = &self.proposal {
            text.push_str(&format!(" Proposed: \"{proposal}\"."));
        }
        text
    }

    fn filled(&self, template: &str) -> String {
        let mut text = template.replace("{raw}", &shortened(&self.raw));
        for (name, value) in &self.params {
            text = text.replace(&format!("{{{name}}}"), &shortened(value));
        }
        text
    }
}

fn shortened(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 60 {
        return line;
    }
    let mut short: String = line.chars().take(58).collect();
    short.push('…');
    short
}
