//! Documents, texts and videos: what is accepted, and what is told from it.

use super::super::{Media, Refused};
use super::*;

fn media(name: &str, bytes: &[u8]) -> Media {
    let found = look(name, bytes).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found.picture, None);
    found.media
}

#[test]
fn office_documents_are_told_apart_by_what_is_inside() {
    assert_eq!(media("方案.docx", &example("03_整改方案_附任务清单.docx")), Media::Docx);
    assert_eq!(media("清单.xlsx", &example("01_中央督察反馈整改任务清单.xlsx")), Media::Xlsx);
    assert_eq!(media("清单.xls", &example("04_县级自查清单.xls")), Media::Xls);
    assert_eq!(media("清单.et", &example("04_县级自查清单.xls")), Media::Xls);
    assert_eq!(media("报告.doc", &ole(&["WordDocument"], 20)), Media::Doc);
    assert_eq!(media("报告.wps", &ole(&["WordDocument"], 20)), Media::Doc);
    assert_eq!(media("批复.pdf", PDF), Media::Pdf);
}

#[test]
fn a_long_old_document_is_followed_through_its_list_of_tables() {
    let long = ole(&["WordDocument"], 16_000);
    assert_eq!(media("卷宗.doc", &long), Media::Doc);
    assert_eq!(trouble("卷宗.doc", &long[..long.len() - 1000]), Trouble::Damaged(Media::Doc));
}

#[test]
fn what_only_looks_like_an_office_document_is_refused() {
    let refused = |name: &str, bytes: &[u8]| match trouble(name, bytes) {
        Trouble::Refused(kind) => kind,
        other => panic!("{other:?}"),
    };
    let zip = packed(&[("证据/照片.jpg", b"x")]);
    assert_eq!(refused("证据.zip", &zip), Refused::Archive);
    assert_eq!(refused("证据.docx", &zip), Refused::Archive);
    let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    let word: (&str, &[u8]) = ("word/document.xml", b"<w/>");
    assert_eq!(media("a.docx", &packed(&[types, word])), Media::Docx);
    assert_eq!(refused("a.docx", &packed(&[types, word, ("word/vbaProject.bin", b"x")])), Refused::Macros);
    assert_eq!(refused("a.docx", &packed(&[word])), Refused::Archive);
    assert_eq!(refused("a.pptx", &packed(&[types, ("ppt/presentation.xml", b"")])), Refused::Slides);
    assert_eq!(refused("a.ppt", &ole(&["PowerPoint Document"], 20)), Refused::Slides);
    assert_eq!(refused("installer.doc", &ole(&["\u{5}SummaryInformation"], 20)), Refused::Other);
    assert_eq!(trouble("a.docx", &ole(&["EncryptedPackage", "EncryptionInfo"], 20)), Trouble::Encrypted);
}

#[test]
fn texts_are_utf8_or_gb18030() {
    let (gb, _, _) = encoding_rs::GB18030.encode("整改说明：已关停，拆除设备㐂。\r\n");
    assert_eq!(media("说明.txt", &gb), Media::Txt);
    assert_eq!(media("台账.csv", &example("05_省级督察清单_GB18030.csv")), Media::Csv);
    for text in ["整改说明\n", "\u{FEFF}序号,问题\r\n1,扬尘\r\n", "PM2.5 < 35，达标\n", "《方案》<<附件>>\x1A"]
    {
        assert_eq!(media("a.txt", text.as_bytes()), Media::Txt, "{text}");
        assert_eq!(media("a.csv", text.as_bytes()), Media::Csv, "{text}");
    }
    // The first two letters alone are not a program or a bitmap.
    assert_eq!(media("a.txt", b"MZ-01, BM-02\n"), Media::Txt);
    assert_eq!(media("a.txt", b"BM-02\n"), Media::Txt);
    let wide: Vec<u8> = "\u{FEFF}整改".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(trouble("a.txt", &wide), Trouble::Encoding);
    assert_eq!(trouble("a.csv", b"1,\xFF\xFF\xFF\n"), Trouble::Encoding);
    assert_eq!(trouble("a.txt", b"a\0b"), Trouble::Encoding);
}

#[test]
fn videos_must_be_mp4_and_whole() {
    assert_eq!(media("巡查.mp4", &mp4()), Media::Mp4);
    let brand = |major: &str| one_box("ftyp", &[major.as_bytes(), b"\0\0\0\0", major.as_bytes()].concat());
    let file = |major: &str| [brand(major), one_box("moov", &[0; 8])].concat();
    assert_eq!(trouble("a.mov", &file("qt  ")), Trouble::Refused(Refused::OtherVideo("mov")));
    assert_eq!(trouble("a.3gp", &file("3gp4")), Trouble::Refused(Refused::OtherVideo("3gp")));
    assert_eq!(trouble("a.m4a", &file("M4A ")), Trouble::Refused(Refused::Sound));
    assert_eq!(trouble("a.avif", &file("avif")), Trouble::Refused(Refused::OtherPicture("avif")));
    let without_index = [one_box("ftyp", b"isom\0\0\x02\0isom"), one_box("mdat", &[9; 500])].concat();
    assert_eq!(trouble("a.mp4", &without_index), Trouble::Damaged(Media::Mp4));
    // A size of 64 bits, and a last box that reaches to the end.
    let long = [&[0, 0, 0, 1], &b"moov"[..], &24u64.to_be_bytes(), &[0; 8]].concat();
    let open_end = [&[0, 0, 0, 0], &b"mdat"[..], &[9; 77]].concat();
    assert_eq!(media("a.mp4", &[brand("mp42"), long, open_end].concat()), Media::Mp4);
}

#[test]
fn sizes_have_a_limit_per_class() {
    let small = Limits { picture_bytes: 100, document_bytes: 60, video_bytes: 1 << 20, ..Limits::default() };
    for (name, bytes, limit) in
        [("a.jpg", jpeg(), 100), ("a.pdf", PDF.to_vec(), 60), ("a.mp4", vec![0; 2 << 20], 1 << 20)]
    {
        let error = inspect(name, &bytes, &small).unwrap_err();
        assert!(matches!(error.trouble, Trouble::TooLarge { limit: found, .. } if found == limit), "{error}");
        assert!(error.text_zh().contains(name) && error.text_zh().contains("上限"), "{}", error.text_zh());
    }
    assert!(inspect("a.mp4", &mp4(), &small).is_ok());
}
