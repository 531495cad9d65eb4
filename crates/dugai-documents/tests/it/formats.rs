//! Files of other kinds get a clear answer, whatever their name says.

use dugai_documents::read::{Limits, ReadError, open};

use crate::kit::{SheetXml, csv, docx, rows, workbook, xlsx, zipped};

#[track_caller]
fn refused(bytes: &[u8]) -> ReadError {
    open(bytes, &Limits::default()).expect_err("this file must be refused")
}

#[test]
fn foreign_files_are_named() {
    for (bytes, word) in [
        (&b"%PDF-1.7 ..."[..], "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "图片"),
        (b"\xFF\xD8\xFF\xE0....", "图片"),
        (b"{\\rtf1 ...}", "RTF"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"<html><body><table></table></body></html>", "网页"),
        (b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>", "XML电子表格"),
        (b"\0\x01\x02\x03\0\0\x07\x08\0\x01", "不是可识别"),
        (b"", "空文件"),
    ] {
        let error = refused(bytes);
        assert!(error.text_zh("清单.xlsx").contains(word), "{}", error.text_zh("清单.xlsx"));
        assert!(error.text_en("list.xlsx").starts_with("File \"list.xlsx\""));
    }
    assert!(refused(&zipped(&[("a.txt", "x")])).text_zh("f").contains("压缩包"));
    assert!(refused(&zipped(&[("ppt/presentation.xml", "<p/>")])).text_zh("f").contains("演示文稿"));
    assert!(refused(&zipped(&[("xl/workbook.bin", "x")])).text_zh("f").contains("xlsb"));
}

/// A container with one stream of the given name, as Office writes them.
fn compound(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.extend([0; 16]);
    for word in [0x3Eu16, 3, 0xFFFE, 9, 6, 0, 0, 0] {
        bytes.extend(word.to_le_bytes());
    }
    for word in [0u32, 1, 1, 0, 4096, 0xFFFF_FFFE, 0, 0xFFFF_FFFE, 0, 0] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.resize(512, 0xFF);
    for word in [0xFFFF_FFFDu32, 0xFFFF_FFFE] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.resize(1024, 0xFF);
    for (name, kind) in [("Root Entry", 5u8), (stream, 2)] {
        let at = bytes.len();
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(at + 66, 0);
        bytes.push(kind);
        bytes.resize(at + 128, 0);
    }
    bytes.resize(1536, 0);
    bytes
}

#[test]
fn old_word_and_encrypted_files_are_told_apart() {
    assert!(refused(&compound("WordDocument")).text_zh("a.xlsx").contains("另存为.docx"));
    let encrypted = refused(&compound("EncryptedPackage"));
    assert_eq!(encrypted, ReadError::Encrypted);
    assert!(encrypted.text_zh("a.xlsx").contains("密码"));
}

#[test]
fn a_file_without_a_list_says_what_was_looked_at() {
    let options = dugai_documents::tasklist::ReadOptions::default();
    let bytes = xlsx("姓名|电话\n张某|0000", &[]);
    let error = dugai_documents::tasklist::read("通讯录.xlsx", &bytes, &options).unwrap_err();
    assert_eq!(error.code(), "file-no-task-table");
    assert!(error.text_zh("通讯录.xlsx").contains("Sheet1"));
}

#[test]
fn the_name_of_a_file_does_not_matter() {
    let list = "序号|问题|整改措施|责任单位|整改时限\n1|甲|做|甲局|2026年底前";
    for bytes in [xlsx(list, &[]), csv(list), docx("<w:p/>", "")] {
        assert!(open(&bytes, &Limits::default()).is_ok());
    }
}

#[test]
fn a_damaged_sheet_is_told_and_the_others_are_read() {
    let list = "序号|存在问题|整改措施|责任单位|整改时限\n1|青石河断面水质不达标|清淤|甲县|2026年底\n2|园区雨污不分流|改造|乙县|2026年底";
    let sheet = |name| SheetXml { name, hidden: false, rows: rows(list), merges: Vec::new() };
    let bytes = workbook(&[sheet("好"), sheet("坏")], &[]);
    let broken = |from: &str, to: &str| {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes[..])).unwrap();
        let mut files = Vec::new();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
            let name = entry.name().unwrap().into_owned();
            if name.ends_with("sheet2.xml") {
                let at = text.find(from).unwrap();
                text = format!("{}{to}", &text[..at]);
            }
            files.push((name, text));
        }
        zipped(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
    };
    for (from, to, code, tasks) in
        [("<sheetData>", "", "sheet-damaged", 2), ("<row r=\"3\"", "<row r=\"3\"><c", "sheet-cut-off", 3)]
    {
        let reading = crate::kit::list("a.xlsx", &broken(from, to));
        assert_eq!(reading.tasks.len(), tasks, "{code}");
        let told = &reading.findings[0];
        assert_eq!((told.code.as_str(), told.place.sheet.as_str()), (code, "坏"));
    }
}

#[test]
fn a_document_cut_off_is_read_to_where_it_breaks() {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row = |line: &str| format!("<w:tr>{}</w:tr>", line.split('|').map(cell).collect::<String>());
    let lines = [
        "序号|存在问题|整改措施|责任单位|整改时限",
        "1|青石河断面水质不达标|清淤|甲县|2026年底",
        "2|园区雨污不分流|改造",
    ];
    let table: String = lines.into_iter().map(row).collect();
    let cut = format!(r#"<w:document xmlns:w="w"><w:body><w:tbl>{}"#, table.trim_end_matches("</w:tr>"));
    let reading = crate::kit::list("a.docx", &zipped(&[("word/document.xml", &cut)]));
    assert_eq!(reading.tasks.len(), 2);
    assert_eq!(reading.findings[0].code.as_str(), "document-cut-off");
    // Damaged lists of numbers keep no table out, and are told.
    let whole = format!("{cut}</w:tr></w:tbl></w:body></w:document>");
    let numbering = r#"<w:numbering xmlns:w="w"><w:abstractNum"#;
    let reading =
        crate::kit::list("a.docx", &zipped(&[("word/document.xml", &whole), ("word/numbering.xml", numbering)]));
    assert_eq!(reading.tasks.len(), 2);
    assert_eq!(reading.findings[0].code.as_str(), "numbering-damaged");
}
