//! Why a file is not accepted as evidence, said in both languages with the next step.

use std::fmt;

use super::kind::{Class, Media};

/// A kind of file that is recognised and not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Zip, rar, 7z and the like.
    Archive,
    /// Something that can be run.
    Program,
    /// A script as text.
    Script,
    /// HTML or another markup that a browser would run.
    WebPage,
    /// SVG: a drawing that can carry scripts.
    Svg,
    /// A Word or Excel file with macros.
    Macros,
    /// A slide show.
    Slides,
    /// A picture of another format; its usual extension.
    OtherPicture(&'static str),
    /// A video of another format; its usual extension.
    OtherVideo(&'static str),
    /// Sound.
    Sound,
    /// Anything else.
    Other,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// No bytes.
    Empty,
    /// Over the size limit of its class, or of all classes.
    TooLarge {
        /// The class, where it is known.
        class: Option<Class>,
        /// Size found.
        bytes: usize,
        /// Size allowed.
        limit: usize,
    },
    /// The name says one kind, the bytes another.
    Contradiction {
        /// The extension of the name.
        named: String,
        /// What the bytes are.
        found: Media,
    },
    /// Recognised and not accepted.
    Refused(Refused),
    /// Of the kind, but cut or broken.
    Damaged(Media),
    /// A document protected by a password.
    Encrypted,
    /// A text that is neither UTF-8 nor GB18030.
    Encoding,
    /// A picture with more pixels than are read.
    TooManyPixels {
        /// Width and height, where the head could be read.
        size: Option<(u32, u32)>,
        /// Pixels allowed.
        limit: u64,
    },
    /// A document that unpacks to more than is allowed.
    UnpacksTooLarge {
        /// Bytes allowed.
        limit: u64,
    },
}

/// A file that is not accepted, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceError {
    /// The name of the file as it may be shown: without control and direction characters.
    pub file: String,
    /// What is wrong with it.
    pub trouble: Trouble,
}

impl fmt::Display for EvidenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text_en())
    }
}

impl std::error::Error for EvidenceError {}

impl EvidenceError {
    pub(super) fn new(name: &str, trouble: Trouble) -> Self {
        // A direction mark in a name can make "gpj.exe" look like "exe.jpg".
        let turns = |c: char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        let file = name.chars().filter(|c| !c.is_control() && !turns(*c)).take(200).collect();
        Self { file, trouble }
    }

    /// A stable code for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.trouble {
            Trouble::Empty => "evidence-empty",
            Trouble::TooLarge { .. } => "evidence-too-large",
            Trouble::Contradiction { .. } => "evidence-contradiction",
            Trouble::Refused(_) => "evidence-refused",
            Trouble::Damaged(_) => "evidence-damaged",
            Trouble::Encrypted => "evidence-encrypted",
            Trouble::Encoding => "evidence-encoding",
            Trouble::TooManyPixels { .. } => "evidence-too-many-pixels",
            Trouble::UnpacksTooLarge { .. } => "evidence-unpacks-too-large",
        }
    }

    /// The full sentence in Chinese.
    #[must_use]
    pub fn text_zh(&self) -> String {
        let rest = match &self.trouble {
            Trouble::Empty => "是空文件。请重新选择文件。".to_owned(),
            Trouble::TooLarge { class, bytes, limit } => {
                format!("大小为{}，超过{}上限{}。{}", mib(*bytes), class_zh(*class), mib(*limit), smaller_zh(*class))
            }
            Trouble::Contradiction { named, found } => format!(
                "的扩展名是.{named}，内容却是{}。请核对是否选错文件；内容无误的，请把扩展名改为.{}后重新上传。",
                found.short(),
                usual(*found)
            ),
            Trouble::Refused(kind) => {
                format!("{}，不能作为证据材料。{}可接收：{ACCEPTED_ZH}。", refused_zh(*kind), cure_zh(*kind))
            }
            Trouble::Damaged(media) => format!(
                "是{}，但已损坏或不完整，应为能正常打开的完整文件。请在原设备上打开确认后重新上传；打不开的，请重新取得原件。",
                media.short()
            ),
            Trouble::Encrypted => {
                "设有打开密码，应为无密码的文件。请在Word、Excel或WPS中取消密码，另存后重新上传。".to_owned()
            }
            Trouble::Encoding => {
                "的文字编码无法识别，应为UTF-8或GB18030。请用记事本打开，另存时编码选UTF-8，再重新上传。".to_owned()
            }
            Trouble::TooManyPixels { size, limit } => format!(
                "{}，超过上限{}万像素。请用看图软件缩小尺寸后另存，再重新上传。",
                size.map_or_else(|| "像素过多".to_owned(), |(w, h)| format!("有{w}×{h}像素")),
                limit / 10_000
            ),
            Trouble::UnpacksTooLarge { limit } => format!(
                "解压后的内容过大或过多，上限为{}。请用Word、Excel或WPS打开，压缩其中图片后另存，再重新上传。",
                mib64(*limit)
            ),
        };
        format!("文件“{}”{rest}", self.file)
    }

    /// The full sentence in English.
    #[must_use]
    pub fn text_en(&self) -> String {
        let rest = match &self.trouble {
            Trouble::Empty => "is empty. Choose the file again.".to_owned(),
            Trouble::TooLarge { class, bytes, limit } => format!(
                "is {}, more than the limit of {}{}. {}",
                mib(*bytes),
                mib(*limit),
                class_en(*class),
                smaller_en(*class)
            ),
            Trouble::Contradiction { named, found } => format!(
                "is named .{named} but its content is {}. Check that the right file was chosen; if so, change the extension to .{} and upload it again.",
                found.short(),
                usual(*found)
            ),
            Trouble::Refused(kind) => {
                format!("{} and cannot be evidence. {}Accepted: {ACCEPTED_EN}.", refused_en(*kind), cure_en(*kind))
            }
            Trouble::Damaged(media) => format!(
                "is {} but damaged or incomplete; a whole file that opens is expected. Open it on the device it came from and upload it again; if it does not open, obtain the original again.",
                media.short()
            ),
            Trouble::Encrypted => {
                "is protected by a password; a file without one is expected. Remove the password in Word, Excel or WPS, save, and upload it again.".to_owned()
            }
            Trouble::Encoding => {
                "has an unknown text encoding; UTF-8 or GB18030 is expected. Open it in a text editor, save it as UTF-8 and upload it again.".to_owned()
            }
            Trouble::TooManyPixels { size, limit } => format!(
                "has {}more pixels than the limit of {} million. Make it smaller in a picture program, save, and upload it again.",
                size.map_or_else(String::new, |(w, h)| format!("{w}×{h} pixels, ")),
                limit / 1_000_000
            ),
            Trouble::UnpacksTooLarge { limit } => format!(
                "unpacks to too much; the limit is {}. Open it in Word, Excel or WPS, compress its pictures, save, and upload it again.",
                mib64(*limit)
            ),
        };
        format!("File \"{}\" {rest}", self.file)
    }
}

const ACCEPTED_ZH: &str = "JPG、PNG、WebP、GIF、HEIC图片，PDF、Word、Excel文档，TXT、CSV文本，MP4视频";
const ACCEPTED_EN: &str =
    "JPG, PNG, WebP, GIF and HEIC pictures, PDF, Word and Excel documents, TXT and CSV texts, MP4 videos";

fn mib(bytes: usize) -> String {
    mib64(bytes as u64)
}

fn mib64(bytes: u64) -> String {
    if bytes < 1 << 20 {
        return format!("{bytes} B");
    }
    format!("{:.1} MiB", bytes as f64 / (1u64 << 20) as f64)
}

fn usual(media: Media) -> &'static str {
    media.extensions().first().copied().unwrap_or_default()
}

fn class_zh(class: Option<Class>) -> &'static str {
    match class {
        Some(Class::Picture) => "图片",
        Some(Class::Document) => "文档",
        Some(Class::Video) => "视频",
        None => "文件",
    }
}

fn class_en(class: Option<Class>) -> &'static str {
    match class {
        Some(Class::Picture) => " for pictures",
        Some(Class::Document) => " for documents",
        Some(Class::Video) => " for videos",
        None => "",
    }
}

fn smaller_zh(class: Option<Class>) -> &'static str {
    match class {
        Some(Class::Picture) => "请缩小图片后重新上传。",
        Some(Class::Document) => "请压缩其中图片或拆成几个文件后重新上传。",
        Some(Class::Video) | None => "请截取关键片段或降低清晰度后重新上传。",
    }
}

fn smaller_en(class: Option<Class>) -> &'static str {
    match class {
        Some(Class::Picture) => "Make the picture smaller and upload it again.",
        Some(Class::Document) => "Compress its pictures or split it, and upload it again.",
        Some(Class::Video) | None => "Cut out the part that matters or lower the resolution, and upload it again.",
    }
}

fn refused_zh(kind: Refused) -> String {
    match kind {
        Refused::Archive => "的内容是压缩包".to_owned(),
        Refused::Program => "的内容是可执行程序".to_owned(),
        Refused::Script => "的内容是脚本程序".to_owned(),
        Refused::WebPage => "的内容是网页（HTML或XML）".to_owned(),
        Refused::Svg => "的内容是SVG图形，可夹带脚本".to_owned(),
        Refused::Macros => "带有宏".to_owned(),
        Refused::Slides => "的内容是演示文稿".to_owned(),
        Refused::OtherPicture(format) => format!("的内容是{}图片", format.to_uppercase()),
        Refused::OtherVideo(format) => format!("的内容是{}视频", format.to_uppercase()),
        Refused::Sound => "的内容是录音".to_owned(),
        Refused::Other => "的内容不是可识别的材料".to_owned(),
    }
}

fn refused_en(kind: Refused) -> String {
    match kind {
        Refused::Archive => "holds an archive".to_owned(),
        Refused::Program => "holds a program".to_owned(),
        Refused::Script => "holds a script".to_owned(),
        Refused::WebPage => "holds a web page (HTML or XML)".to_owned(),
        Refused::Svg => "holds an SVG drawing, which can carry scripts,".to_owned(),
        Refused::Macros => "contains macros".to_owned(),
        Refused::Slides => "holds a slide show".to_owned(),
        Refused::OtherPicture(format) => format!("holds a {} picture", format.to_uppercase()),
        Refused::OtherVideo(format) => format!("holds a {} video", format.to_uppercase()),
        Refused::Sound => "holds sound".to_owned(),
        Refused::Other => "holds nothing that is recognised".to_owned(),
    }
}

fn cure_zh(kind: Refused) -> &'static str {
    match kind {
        Refused::Archive => "请先解压，再逐个上传其中的文件。",
        Refused::Macros => "请另存为不带宏的.docx或.xlsx后重新上传。",
        Refused::WebPage | Refused::Svg | Refused::Slides => "请打开后另存或打印为PDF，再重新上传。",
        Refused::OtherPicture(_) => "请另存为JPG后重新上传。",
        Refused::OtherVideo(_) => "请转换为MP4后重新上传。",
        Refused::Sound => "请整理成文字材料后上传。",
        Refused::Program | Refused::Script | Refused::Other => "请核对是否选错文件。",
    }
}

fn cure_en(kind: Refused) -> &'static str {
    match kind {
        Refused::Archive => "Unpack it and upload the files inside one by one. ",
        Refused::Macros => "Save it as .docx or .xlsx without macros and upload that. ",
        Refused::WebPage | Refused::Svg | Refused::Slides => "Open it, save or print it as PDF and upload that. ",
        Refused::OtherPicture(_) => "Save it as JPG and upload that. ",
        Refused::OtherVideo(_) => "Convert it to MP4 and upload that. ",
        Refused::Sound => "Write down what was said and upload that. ",
        Refused::Program | Refused::Script | Refused::Other => "Check that the right file was chosen. ",
    }
}
