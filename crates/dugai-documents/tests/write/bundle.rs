//! The zip of one case.

use std::io::{self, Cursor, Read};

use dugai_documents::write::WriteError;
use dugai_documents::write::bundle::Bundle;

struct Broken(usize);

impl Read for Broken {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::Error::other("the store is gone"));
        }
        self.0 -= 1;
        into.fill(b'x');
        Ok(into.len())
    }
}

#[test]
fn files_come_back_under_safe_names_marked_as_utf8() {
    let mut bundle = Bundle::new(Cursor::new(Vec::new()));
    assert_eq!(bundle.add_bytes("00目录.docx", b"contents").expect("a file"), "00目录.docx");
    let long = "监测数据".repeat(5_000);
    assert_eq!(bundle.add("../../证据/监测.txt", &mut long.as_bytes()).expect("a file"), "证据/监测.txt");
    assert_eq!(bundle.add_bytes("证据\\监测.TXT", b"2").expect("a file"), "证据/监测(2).TXT");
    let bytes = bundle.finish().expect("a zip").into_inner();
    assert!(bytes.len() < long.len() / 10, "text is packed");

    // Bit 11 of the flags in the first header says that names are UTF-8.
    assert_eq!(&bytes[..4], b"PK\x03\x04");
    assert_eq!(bytes[7] & 0b1000, 0b1000);

    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a zip");
    assert_eq!(archive.len(), 3);
    let mut text = String::new();
    archive.by_name("证据/监测.txt").expect("the file").read_to_string(&mut text).expect("text");
    assert_eq!(text, long);
    for index in 0..archive.len() {
        let entry = archive.by_index(index).expect("an entry");
        assert!(entry.enclosed_name().is_some());
    }
}

#[test]
fn a_source_that_breaks_spoils_nothing() {
    let mut bundle = Bundle::new(Cursor::new(Vec::new()));
    bundle.add_bytes("甲.txt", b"first").expect("a file");
    let error = bundle.add("乙.txt", &mut Broken(3)).expect_err("it breaks");
    assert!(matches!(error, WriteError::Io(_)), "{error}");
    bundle.add_bytes("丙.txt", b"third").expect("a file");
    let bytes = bundle.finish().expect("a zip").into_inner();
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a zip");
    let mut texts = Vec::new();
    for index in 0..archive.len() {
        let mut text = String::new();
        archive.by_index(index).expect("an entry").read_to_string(&mut text).expect("text");
        texts.push(text);
    }
    assert_eq!(texts, ["first", "third"]);
}
