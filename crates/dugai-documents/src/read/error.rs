//! Why a file could not be read at all, said in both languages with the next step.
//!
//! Problems of single rows and cells are findings and do not belong here.

use thiserror::Error;

/// A kind of file that was recognised but is not a task list anybody can read by columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// A PDF document.
    Pdf,
    /// A picture or scan.
    Image,
    /// Word 97–2003 (.doc, .wps).
    OldWord,
    /// PowerPoint, old or new.
    Slides,
    /// A web page, often saved under the name .xls.
    WebPage,
    /// "XML Spreadsheet 2003".
    SpreadsheetXml,
    /// Rich text.
    Rtf,
    /// Excel's binary workbook (.xlsb).
    BinaryWorkbook,
    /// OpenDocument text (.odt).
    OpenText,
    /// zip, rar, 7z, gz.
    Archive,
    /// Anything else that is not text.
    Binary,
}

/// The whole file is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// Over the size limit.
    #[error("the file has {bytes} bytes, more than the allowed {limit}")]
    FileTooLarge {
        /// Size found.
        bytes: usize,
        /// Size allowed.
        limit: usize,
    },
    /// A zip container that would unpack to more than is allowed.
    #[error("the file unpacks to more than the allowed {limit} bytes")]
    UnpacksTooLarge {
        /// Size allowed.
        limit: u64,
    },
    /// Too many sheets, rows, columns, cells or characters.
    #[error("the file has more than the allowed {limit} {what}")]
    TooMany {
        /// `sheets`, `rows`, `columns`, `cells`, `text bytes` or `zip entries`.
        what: &'static str,
        /// Count allowed.
        limit: usize,
        /// The sheet concerned, empty when it is the whole file.
        sheet: String,
    },
    /// Password-protected or rights-managed.
    #[error("the file is protected by a password")]
    Encrypted,
    /// Recognised, but not a list.
    #[error("the file is {0:?}, not a list with rows and columns")]
    Foreign(Foreign),
    /// Broken container or content.
    #[error("the file is damaged: {detail}")]
    Damaged {
        /// What broke.
        detail: String,
    },
    /// Readable, but nothing in it looks like a task list.
    #[error("no task list was found in the file (looked at: {looked_at})")]
    NoTaskTable {
        /// Names of the sheets or tables that were looked at.
        looked_at: String,
    },
}

impl ReadError {
    pub(crate) fn damaged(detail: impl Into<String>) -> Self {
        Self::Damaged { detail: detail.into() }
    }

    /// A stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file-empty",
            Self::FileTooLarge { .. } => "file-too-large",
            Self::UnpacksTooLarge { .. } => "file-unpacks-too-large",
            Self::TooMany { .. } => "file-too-many",
            Self::Encrypted => "file-encrypted",
            Self::Foreign(_) => "file-foreign",
            Self::Damaged { .. } => "file-damaged",
            Self::NoTaskTable { .. } => "file-no-task-table",
        }
    }

    /// The full sentence in Chinese.
    #[must_use]
    pub fn text_zh(&self, file: &str) -> String {
        let rest = match self {
            Self::Empty => "是空文件。请确认上传的是填好的整改任务清单。".to_owned(),
            Self::FileTooLarge { bytes, limit } => format!(
                "大小为{}，超过上限{}。请删去图片等无关内容或拆成几个文件后重新导入。",
                mib(*bytes as u64),
                mib(*limit as u64)
            ),
            Self::UnpacksTooLarge { limit } => {
                format!(
                    "解压后超过上限{}，已停止读取。请用Excel或Word打开后另存一份，确认内容正常再导入。",
                    mib(*limit)
                )
            }
            Self::TooMany { what, limit, sheet } => format!(
                "{}{}超过上限{limit}。请删去清单以外的内容或拆成几个文件后重新导入。",
                if sheet.is_empty() { String::new() } else { format!("工作表“{sheet}”") },
                what_zh(what)
            ),
            Self::Encrypted => "设有打开密码或加密保护。请在Excel或Word中取消密码，另存后再导入。".to_owned(),
            Self::Foreign(kind) => foreign_zh(*kind).to_owned(),
            // What broke is said by libraries, in English.
            Self::Damaged { .. } => {
                "已损坏或不完整，无法读取。请用原来的软件打开并另存一份；打不开时请向来文单位重新索取。".to_owned()
            }
            Self::NoTaskTable { looked_at } if looked_at.is_empty() => {
                "中没有表格，正文也不是按“问题、整改措施、责任单位、整改时限”等字段分段写的清单。请导入含有整改任务清单的文件。".to_owned()
            }
            Self::NoTaskTable { looked_at } => format!(
                "中没有找到整改任务清单（已查看：{looked_at}）。清单需有一行表头，至少含“问题”（或“整改任务”）、“整改措施”、“责任单位”、“整改时限”中的几列。请补上表头或选择正确的文件。"
            ),
        };
        format!("文件“{file}”{rest}")
    }

    /// The full sentence in English.
    #[must_use]
    pub fn text_en(&self, file: &str) -> String {
        let rest = match self {
            Self::Empty => "is empty. Check that the filled-in task list was chosen.".to_owned(),
            Self::FileTooLarge { bytes, limit } => format!(
                "is {}, more than the limit of {}. Remove pictures or split it, then import again.",
                mib(*bytes as u64),
                mib(*limit as u64)
            ),
            Self::UnpacksTooLarge { limit } => format!(
                "unpacks to more than the limit of {}; reading stopped. Open it in Excel or Word, save a fresh copy and import that.",
                mib(*limit)
            ),
            Self::TooMany { what, limit, sheet } => format!(
                "has more than {limit} {what}{}. Remove what is not part of the list or split the file.",
                if sheet.is_empty() { String::new() } else { format!(" in sheet \"{sheet}\"") }
            ),
            Self::Encrypted => {
                "is protected by a password. Remove the password in Excel or Word, save, and import again.".to_owned()
            }
            Self::Foreign(kind) => foreign_en(*kind).to_owned(),
            Self::Damaged { detail } => format!(
                "is damaged or incomplete ({detail}). Open it in the program it came from and save a copy; if that fails ask the sender for it again."
            ),
            Self::NoTaskTable { looked_at } if looked_at.is_empty() => {
                "holds no table, and its text is no list with a line for problem, measures, responsible unit and deadline. Import a file that has the task list.".to_owned()
            }
            Self::NoTaskTable { looked_at } => format!(
                "holds no task list (looked at: {looked_at}). A list needs a header row with several of: problem, measures, responsible unit, deadline. Add the header or choose the right file."
            ),
        };
        format!("File \"{file}\" {rest}")
    }
}

fn mib(bytes: u64) -> String {
    if bytes < 1 << 20 {
        return format!("{bytes} B");
    }
    format!("{:.1} MiB", bytes as f64 / (1u64 << 20) as f64)
}

fn what_zh(what: &str) -> &str {
    match what {
        "sheets" => "工作表数",
        "rows" => "行数",
        "columns" => "列数",
        "cells" => "单元格数",
        "text bytes" => "文字总量（字节）",
        "zip entries" => "压缩包内文件数",
        other => other,
    }
}

fn foreign_zh(kind: Foreign) -> &'static str {
    match kind {
        Foreign::Pdf => "是PDF，不能按行列读取。请向来文单位索取Excel或Word版清单。",
        Foreign::Image => "是图片或扫描件，不能按行列读取。请索取Excel或Word版清单。",
        Foreign::OldWord => "是旧版Word文档（.doc）。请用Word或WPS打开，另存为.docx后再导入。",
        Foreign::Slides => "是演示文稿。请导入Excel或Word版清单。",
        Foreign::WebPage => "是网页文件（只是名字像表格）。请用Excel或WPS打开，另存为.xlsx后再导入。",
        Foreign::SpreadsheetXml => "是XML电子表格2003。请用Excel或WPS打开，另存为.xlsx后再导入。",
        Foreign::Rtf => "是RTF文档。请用Word或WPS打开，另存为.docx后再导入。",
        Foreign::BinaryWorkbook => "是二进制工作簿（.xlsb）。请用Excel打开，另存为.xlsx后再导入。",
        Foreign::OpenText => "是ODT文档。请用Word或WPS打开，另存为.docx后再导入。",
        Foreign::Archive => "是压缩包。请先解压，再导入其中的清单文件。",
        Foreign::Binary => "不是可识别的清单文件。请导入.xlsx、.xls、.ods、.docx或.csv文件。",
    }
}

fn foreign_en(kind: Foreign) -> &'static str {
    match kind {
        Foreign::Pdf => "is a PDF and has no rows and columns. Ask the sender for the Excel or Word list.",
        Foreign::Image => "is a picture or scan. Ask the sender for the Excel or Word list.",
        Foreign::OldWord => "is an old Word document (.doc). Open it in Word or WPS, save as .docx and import that.",
        Foreign::Slides => "is a slide show. Import the Excel or Word list.",
        Foreign::WebPage => "is a web page under another name. Open it in Excel or WPS, save as .xlsx and import that.",
        Foreign::SpreadsheetXml => {
            "is an XML Spreadsheet 2003. Open it in Excel or WPS, save as .xlsx and import that."
        }
        Foreign::Rtf => "is rich text. Open it in Word or WPS, save as .docx and import that.",
        Foreign::BinaryWorkbook => "is a binary workbook (.xlsb). Open it in Excel, save as .xlsx and import that.",
        Foreign::OpenText => "is an OpenDocument text. Open it in Word or WPS, save as .docx and import that.",
        Foreign::Archive => "is an archive. Unpack it and import the list inside.",
        Foreign::Binary => "is of no known kind. Import an .xlsx, .xls, .ods, .docx or .csv file.",
    }
}

#[cfg(test)]
mod tests {
    use super::{Foreign, ReadError};

    #[test]
    fn chinese_sentences_have_wide_marks_and_names_stay_as_they_are() {
        let no_list = ReadError::NoTaskTable { looked_at: "CSV".to_owned() };
        let old = ReadError::Foreign(Foreign::OldWord);
        for error in [ReadError::Encrypted, no_list, old, ReadError::FileTooLarge { bytes: 9, limit: 8 }] {
            let text = error.text_zh("甲,乙(1).doc");
            let rest = text.strip_prefix("文件“甲,乙(1).doc”").unwrap_or_default();
            assert!(!rest.is_empty() && !rest.contains([',', '(', ')', ':', ';']), "{text}");
        }
    }
}
