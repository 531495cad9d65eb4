//! A small vocabulary for tests: make a file in memory, read it, look at tasks.

use std::io::{Cursor, Write};

use dugai_documents::read::column_letters;
use dugai_documents::tasklist::{ReadOptions, Task, TaskListReading, read};
use serde_json::Value;

/// Reads bytes that must hold a list.
#[track_caller]
pub fn list(name: &str, bytes: &[u8]) -> TaskListReading {
    match read(name, bytes, &ReadOptions::default()) {
        Ok(reading) => reading,
        Err(error) => panic!("{}", error.text_en(name)),
    }
}

/// A list written with `|` between cells and one line per row; `/` inside a cell is a line break.
pub fn csv(text: &str) -> Vec<u8> {
    let mut out = String::new();
    for line in text.trim_matches('\n').lines() {
        let cells: Vec<String> =
            line.trim_start().split('|').map(|cell| format!("\"{}\"", cell.replace('/', "\n"))).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out.into_bytes()
}

/// Reads such a list.
#[track_caller]
pub fn grid(text: &str) -> TaskListReading {
    list("清单.csv", &csv(text))
}

/// One sheet of a workbook under construction.
pub struct SheetXml {
    /// Name.
    pub name: &'static str,
    /// Whether it is hidden.
    pub hidden: bool,
    /// The `<row>` elements, behind `<cols>` where there is one.
    pub rows: String,
    /// Merged regions as (top, left, bottom, right), 1-based.
    pub merges: Vec<(usize, usize, usize, usize)>,
}

/// The `<row>` elements of a list written with `|`; numbers become number cells.
pub fn rows(text: &str) -> String {
    let mut out = String::new();
    for (row, line) in text.trim_matches('\n').lines().enumerate() {
        out.push_str(&format!("<row r=\"{}\">", row + 1));
        for (column, cell) in line.trim_start().split('|').enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let at = format!("{}{}", column_letters(column + 1), row + 1);
            out.push_str(&match cell.parse::<f64>() {
                Ok(_) => format!("<c r=\"{at}\"><v>{cell}</v></c>"),
                Err(_) => format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{}</t></is></c>", cell.replace('/', "\n")),
            });
        }
        out.push_str("</row>");
    }
    out
}

/// A workbook of sheets; `formats` are number formats for the cell styles 1, 2 …
pub fn workbook(sheets: &[SheetXml], formats: &[&str]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let head = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
    let (mut list, mut links, mut files) = (String::new(), String::new(), Vec::new());
    for (index, sheet) in sheets.iter().enumerate() {
        let no = index + 1;
        let state = if sheet.hidden { r#" state="hidden""# } else { "" };
        list.push_str(&format!(r#"<sheet name="{}" sheetId="{no}"{state} r:id="rId{no}"/>"#, sheet.name));
        links.push_str(&format!(
            r#"<Relationship Id="rId{no}" Type="{RELS}/worksheet" Target="worksheets/sheet{no}.xml"/>"#
        ));
        let merges: String = sheet
            .merges
            .iter()
            .map(|(top, left, bottom, right)| {
                format!(r#"<mergeCell ref="{}{top}:{}{bottom}"/>"#, column_letters(*left), column_letters(*right))
            })
            .collect();
        let merges = if merges.is_empty() { merges } else { format!("<mergeCells>{merges}</mergeCells>") };
        let (columns, rows) = sheet.rows.split_at(sheet.rows.find("<row").unwrap_or(0));
        let data = format!("{columns}<sheetData>{rows}</sheetData>{merges}");
        let xml = format!(r#"{head}<worksheet xmlns="{MAIN}">{data}</worksheet>"#);
        files.push((format!("xl/worksheets/sheet{no}.xml"), xml));
    }
    links.push_str(&format!(r#"<Relationship Id="rId99" Type="{RELS}/styles" Target="styles.xml"/>"#));
    let codes: String = formats
        .iter()
        .enumerate()
        .map(|(i, code)| format!(r#"<numFmt numFmtId="{}" formatCode="{code}"/>"#, 170 + i))
        .collect();
    let styles: String = (0..formats.len()).map(|i| format!(r#"<xf numFmtId="{}"/>"#, 170 + i)).collect();
    files.push(("xl/styles.xml".into(), format!(r#"{head}<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>"#)));
    files.push((
        "xl/workbook.xml".into(),
        format!(r#"{head}<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>{list}</sheets></workbook>"#),
    ));
    files.push((
        "xl/_rels/workbook.xml.rels".into(),
        format!(r#"{head}<Relationships xmlns="{PACKAGE}">{links}</Relationships>"#),
    ));
    files.push((
        "_rels/.rels".into(),
        format!(r#"{head}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
    ));
    let entries: Vec<(&str, &str)> = files.iter().map(|(name, xml)| (name.as_str(), xml.as_str())).collect();
    zipped(&entries)
}

/// A workbook with one sheet.
pub fn xlsx(text: &str, merges: &[(usize, usize, usize, usize)]) -> Vec<u8> {
    workbook(&[SheetXml { name: "Sheet1", hidden: false, rows: rows(text), merges: merges.to_vec() }], &[])
}

/// A zip container.
pub fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A Word document with the given body.
pub fn docx(body: &str, numbering: &str) -> Vec<u8> {
    let document =
        format!(r#"<?xml version="1.0"?><w:document xmlns:w="w" xmlns:mc="mc"><w:body>{body}</w:body></w:document>"#);
    zipped(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &document), ("word/numbering.xml", numbering)])
}

/// Texts of the measures of a task.
pub fn measures(task: &Task) -> Vec<&str> {
    task.measures.iter().map(|measure| measure.text.as_str()).collect()
}

/// Stable codes of all findings.
pub fn codes(reading: &TaskListReading) -> Vec<&'static str> {
    reading.findings.iter().map(|finding| finding.code.as_str()).collect()
}

/// (row, reason) of every row passed over.
pub fn skipped(reading: &TaskListReading) -> Vec<(usize, &'static str)> {
    reading.skipped.iter().map(|row| (row.row, row.reason.code())).collect()
}

/// Compares only the keys the expected value has.
#[track_caller]
pub fn assert_has(found: &Value, expected: &Value) {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            for (key, value) in expected {
                assert_has(found.get(key).unwrap_or(&Value::Null), value);
            }
        }
        _ => assert_eq!(found, expected),
    }
}
