//! Cut, renamed, oversized and mutated files: an error that says what to do, never a panic.

use image::ImageFormat;

use super::super::{Media, Refused};
use super::pictures::png_chunk;
use super::*;

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let image = two_halves(48, 40);
    vec![
        ("a.jpg", field_photo()),
        ("a.png", written(&image, ImageFormat::Png)),
        ("a.webp", written(&image, ImageFormat::WebP)),
        ("a.gif", written(&image, ImageFormat::Gif)),
        ("a.heic", heic()),
        ("a.pdf", PDF.to_vec()),
        ("a.docx", packed(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")])),
        ("a.doc", ole(&["WordDocument"], 20)),
        ("a.mp4", mp4()),
    ]
}

#[test]
fn a_cut_file_is_never_accepted() {
    for (name, bytes) in samples() {
        look(name, &bytes).unwrap_or_else(|error| panic!("{error}"));
        for tenths in 1..10 {
            let cut = &bytes[..bytes.len() * tenths / 10];
            let error = look(name, cut).expect_err(name);
            assert!(error.text_zh().contains(name) && error.text_en().contains(name), "{error}");
        }
    }
    for name in ["01_中央督察反馈整改任务清单.xlsx", "04_县级自查清单.xls", "03_整改方案_附任务清单.docx"]
    {
        let bytes = example(name);
        assert!(matches!(trouble(name, &bytes[..bytes.len() / 2]), Trouble::Damaged(_)), "{name}");
    }
    assert_eq!(trouble("a.jpg", &[]), Trouble::Empty);
}

#[test]
fn a_name_that_contradicts_the_bytes_is_refused_with_both() {
    let every = samples();
    for (name, bytes) in &every {
        for (other, _) in every.iter().filter(|(other, _)| other != name) {
            let error = look(other, bytes).unwrap_err();
            let Trouble::Contradiction { named, found } = &error.trouble else { panic!("{error}") };
            assert_eq!(Some(named.as_str()), other.strip_prefix("a."));
            for text in [error.text_zh(), error.text_en()] {
                assert!(text.contains(&format!(".{named}")) && text.contains(found.short()), "{text}");
                assert!(text.contains(name.strip_prefix('a').unwrap()), "the right extension is named: {text}");
            }
        }
    }
    assert!(matches!(trouble("现场.jpg.exe", &jpeg()), Trouble::Contradiction { named, .. } if named == "exe"));
    assert!(matches!(trouble("现场.exe. ", &jpeg()), Trouble::Contradiction { named, .. } if named == "exe"));
    let turned = look("a\u{202E}gpj.exe", &jpeg()).unwrap_err();
    assert_eq!(turned.file, "agpj.exe");
}

#[test]
fn what_a_browser_or_a_shell_would_run_is_refused_under_any_name() {
    let cases: &[(&[u8], Refused)] = &[
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", Refused::WebPage),
        (b"  \r\n<HTML><body>x</body></HTML>", Refused::WebPage),
        (b"\xEF\xBB\xBF<html>", Refused::WebPage),
        (b"<x:html xmlns:x='http://www.w3.org/1999/xhtml'/>", Refused::WebPage),
        (b"hello <script src=//x></script>", Refused::WebPage),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", Refused::Svg),
        (b"<svg onload=alert(1)>", Refused::Svg),
        (b"#!/bin/sh\nrm -rf /\n", Refused::Script),
        (b"@echo off\r\ndel *.*\r\n", Refused::Script),
        (b"<?php system($_GET['c']);", Refused::Script),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0", Refused::Program),
        (b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3E\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", Refused::Program),
        (b"Rar!\x1A\x07\x01\0\x33\x92", Refused::Archive),
        (b"7z\xBC\xAF\x27\x1C\0\x04", Refused::Archive),
        (b"\x1F\x8B\x08\0\0\0\0\0", Refused::Archive),
        (b"II*\0\x08\0\0\0\0\0\0\0", Refused::OtherPicture("tif")),
        (b"\0\x01\x02\x03garbage\xFF\xFE", Refused::Other),
    ];
    for (bytes, kind) in cases {
        for name in ["现场.jpg", "无扩展名", "a.pdf"] {
            let error = look(name, bytes).unwrap_err();
            assert_eq!(error.trouble, Trouble::Refused(*kind), "{name}: {:?}", String::from_utf8_lossy(bytes));
            let text = error.text_zh();
            assert!(text.contains(name) && text.contains("请") && text.contains("可接收"), "{text}");
        }
    }
}

#[test]
fn a_picture_that_claims_to_be_huge_costs_nothing() {
    let huge = |width: u32, height: u32| {
        let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
        [
            b"\x89PNG\r\n\x1A\n".to_vec(),
            png_chunk(b"IHDR", &head),
            png_chunk(b"IDAT", &[0x78, 0x9C, 0x03, 0, 0, 0, 0, 1]),
            png_chunk(b"IEND", b""),
        ]
        .concat()
    };
    let error = look("a.png", &huge(60_000, 60_000)).unwrap_err();
    assert!(matches!(error.trouble, Trouble::TooManyPixels { .. }), "{error}");
    assert!(error.text_zh().contains("10000万像素"), "{}", error.text_zh());
    // Within the pixels, but more memory than is given.
    let little = Limits { picture_memory: 1 << 20, ..Limits::default() };
    let error = inspect("a.png", &huge(2000, 2000), &little).unwrap_err();
    assert!(matches!(error.trouble, Trouble::TooManyPixels { .. }), "{error}");
    assert_eq!(trouble("a.png", &huge(0, 10)), Trouble::Damaged(Media::Png));
    let few = Limits { pixels: 2047, ..Limits::default() };
    let error = inspect("a.jpg", &jpeg(), &few).unwrap_err();
    assert_eq!(error.trouble, Trouble::TooManyPixels { size: Some((64, 32)), limit: 2047 });
    assert!(error.text_en().contains("64×32"), "{error}");
}

#[test]
fn a_document_that_grows_without_end_is_stopped() {
    let zeros = vec![0; 3 << 20];
    let bomb = packed(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", &zeros)]);
    assert!(bomb.len() < 1 << 16);
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    let error = inspect("a.docx", &bomb, &limits).unwrap_err();
    assert_eq!(error.trouble, Trouble::UnpacksTooLarge { limit: 1 << 20 });
    assert!(look("a.docx", &bomb).is_ok());
    let many = Limits { package_entries: 1, ..Limits::default() };
    assert!(matches!(inspect("a.docx", &bomb, &many).unwrap_err().trouble, Trouble::UnpacksTooLarge { .. }));
}

/// A fixed sequence, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }

    fn spoil(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut spoilt = bytes.to_vec();
        for _ in 0..=self.below(8) {
            let at = self.below(spoilt.len());
            match self.below(4) {
                0 => spoilt[at] ^= 1 << self.below(8),
                1 => spoilt[at] = [0, 0xFF, 0x7F, 0x80][self.below(4)],
                2 => spoilt.insert(at, u8::try_from(self.below(256)).unwrap()),
                _ => drop(spoilt.remove(at)),
            }
        }
        spoilt
    }
}

fn mutate(name: &str, bytes: &[u8], times: usize) -> (usize, usize) {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..times {
        match look(name, &dice.spoil(bytes)) {
            Ok(found) => {
                taken += 1;
                if let Some(copy) = found.picture.and_then(|picture| picture.public_copy) {
                    assert!(copy.starts_with(b"\xFF\xD8\xFF"));
                }
            }
            Err(error) => {
                refused += 1;
                assert!(error.text_zh().contains(name) && error.text_en().ends_with('.'), "{error}");
            }
        }
    }
    (taken, refused)
}

#[test]
fn two_thousand_mutations_of_a_photo_never_panic() {
    let (taken, refused) = mutate("现场.jpg", &field_photo(), 2000);
    assert!(taken > 100 && refused > 100, "both ways are walked: {taken} taken, {refused} refused");
}

#[test]
fn mutations_of_everything_else_never_panic() {
    for (name, bytes) in samples() {
        let (_, refused) = mutate(name, &bytes, 300);
        assert!(refused > 0, "{name}");
    }
}
