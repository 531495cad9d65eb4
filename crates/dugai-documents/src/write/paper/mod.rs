//! Official letters and reports: one small model, set as a document or as a printable page.
//!
//! Which words stand in a letter is the caller's; here is only the layout of GB/T 9704-2012.

mod body;
mod document;
mod letter;
mod page;
mod parts;
mod title;

pub use document::docx;
pub use page::html;
pub use title::MAY_BREAK;

/// A letter or report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paper {
    /// Title; a line break makes a new line of it, and a long line breaks at [`MAY_BREAK`].
    pub title: String,
    /// Whose letter it is (发文机关标志), over the red line; none where it is no letter.
    pub mark: Option<String>,
    /// Number of the document (发文字号), as `云督改〔2026〕8号`.
    pub number: Option<String>,
    /// Who signed it off (签发人), on a letter to a body above: then the number stands left of it on one
    /// line. An empty name leaves room to write it in.
    pub signer: Option<String>,
    /// Whom it is sent to (主送机关); the colon is added where it is missing.
    pub to: Option<String>,
    /// The text.
    pub blocks: Vec<Block>,
    /// Names of the attachments, without numbers.
    pub attachments: Vec<String>,
    /// Signing unit and date, as `2026年3月5日`; a unit that is not known is left to be written in.
    pub sign: Option<(String, String)>,
    /// What stands at the foot of the last page of a letter (版记).
    pub colophon: Option<Colophon>,
    /// Whether the data are invented: then every page says so.
    pub demo: bool,
    /// A4 across, for wide tables.
    pub landscape: bool,
}

/// Who gets copies of a letter, and who printed it when (版记).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Colophon {
    /// Who gets a copy (抄送); may be empty.
    pub copies: Vec<String>,
    /// Who printed it (印发机关).
    pub printer: String,
    /// When, as `2026年3月5日`.
    pub date: String,
}

/// A piece of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// First level, with its number: `一、总体情况`.
    Heading1(String),
    /// Second level, with its number: `（一）主要做法`.
    Heading2(String),
    /// A paragraph; a line break begins another one.
    Para(String),
    /// A ruled table with a heading row that repeats on every page.
    Table {
        /// Line above the table; none when empty.
        caption: String,
        /// Headings with their shares of the width.
        columns: Vec<(String, u32)>,
        /// Rows; missing cells at the end are empty.
        rows: Vec<Vec<String>>,
    },
    /// Names and values, one pair a row.
    Facts(Vec<(String, String)>),
    /// An empty line.
    Space,
}

/// The mark on every page of a paper made from invented data.
const DEMO_MARK: &str = "演示";

/// Whom a paper is sent to, with the full-width colon that ends the line.
fn addressee(to: &str) -> String {
    format!("{}：", to.trim_end().trim_end_matches(['：', ':']))
}

/// What stands before the name of who signed a letter off.
const SIGNER: &str = "签发人：";

/// The name of who signed a letter off, or room for one.
fn signer(paper: &Paper) -> Option<String> {
    let name = paper.signer.as_deref().map(str::trim)?;
    Some(if name.is_empty() { "\u{3000}".repeat(4) } else { name.to_owned() })
}

/// The line of those who get copies; none where nobody does.
fn copies_line(copies: &[String]) -> Option<String> {
    if copies.is_empty() { None } else { Some(format!("抄送：{}。", copies.join("，"))) }
}

/// Attachment lines: a single one has no number, several are numbered under each other.
fn attachment_lines(attachments: &[String]) -> Vec<String> {
    let plain = attachments.iter().map(|name| name.trim().trim_end_matches(['。', '；', ';', '.']));
    match attachments.len() {
        1 => plain.map(|name| format!("附件：{name}")).collect(),
        _ => plain
            .zip(1..)
            .map(|(name, number)| if number == 1 { format!("附件：1.{name}") } else { format!("{number}.{name}") })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{addressee, attachment_lines};

    #[test]
    fn small_forms_follow_the_standard() {
        assert_eq!(addressee("石桥县人民政府"), "石桥县人民政府：");
        assert_eq!(addressee("石桥县人民政府: "), "石桥县人民政府：");
        assert_eq!(attachment_lines(&["清单。".to_owned()]), ["附件：清单"]);
        assert_eq!(attachment_lines(&["清单".to_owned(), "照片".to_owned()]), ["附件：1.清单", "2.照片"]);
    }
}
