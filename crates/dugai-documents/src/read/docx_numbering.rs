//! The automatic numbers of Word paragraphs, which stand nowhere in their text.
//!
//! Measures and row numbers are often numbered this way; without the label they would arrive
//! unnumbered. Which list a style belongs to is read in `docx_styles`.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::docx_styles::Styles;
use super::xml::attribute;

const LEVELS: usize = 9;

#[derive(Clone, Default)]
struct Level {
    format: String,
    text: String,
    start: u32,
    /// The paragraph style this level belongs to.
    style: Option<String>,
}

/// The numbering definitions of a document and the counters while reading it.
#[derive(Default)]
pub(super) struct Numbering {
    definitions: HashMap<String, Vec<Level>>,
    lists: HashMap<String, String>,
    restarts: HashMap<String, u32>,
    counters: HashMap<String, [Option<u32>; LEVELS]>,
}

impl Numbering {
    /// Reads `word/numbering.xml`; what cannot be read is left out.
    pub(super) fn parse(xml: &str, styles: &Styles) -> Self {
        let mut this = Self::default();
        // Definitions that only point to a list style.
        let mut links: Vec<(String, String)> = Vec::new();
        let mut reader = Reader::from_str(xml);
        let (mut definition, mut list, mut level) = (None::<String>, None::<String>, 0usize);
        loop {
            match reader.read_event() {
                Ok(Event::Start(e) | Event::Empty(e)) => match e.local_name().as_ref() {
                    "abstractNum" => definition = attribute(&e, "abstractNumId"),
                    "num" => list = attribute(&e, "numId"),
                    "lvl" | "lvlOverride" => {
                        level = attribute(&e, "ilvl").and_then(|v| v.parse().ok()).unwrap_or(0);
                    }
                    "abstractNumId" => {
                        if let (Some(list), Some(value)) = (&list, attribute(&e, "val")) {
                            this.lists.insert(list.clone(), value);
                        }
                    }
                    "startOverride" if level == 0 => {
                        if let (Some(list), Some(value)) = (&list, number(&e)) {
                            this.restarts.insert(list.clone(), value);
                        }
                    }
                    "numStyleLink" => links.extend(definition.clone().zip(attribute(&e, "val"))),
                    _ => this.level_property(definition.as_deref(), level, &e),
                },
                Ok(Event::End(e)) => match e.local_name().as_ref() {
                    "abstractNum" => definition = None,
                    "num" => list = None,
                    _ => {}
                },
                Ok(Event::Eof) | Err(_) => break,
                _ => {}
            }
        }
        for (definition, style) in links {
            let target = styles.list(&style).and_then(|(list, ..)| this.lists.get(list));
            if let Some(levels) = target.and_then(|target| this.definitions.get(target)).cloned() {
                this.definitions.insert(definition, levels);
            }
        }
        this
    }

    /// The list and level of a paragraph style.
    pub(super) fn of_style(&self, styles: &Styles, style: &str) -> Option<(String, usize)> {
        let (list, level, named_by) = styles.list(style)?;
        let levels = self.lists.get(list).and_then(|definition| self.definitions.get(definition));
        let belongs =
            |name: &str| levels.and_then(|levels| levels.iter().position(|level| level.style.as_deref() == Some(name)));
        Some((list.to_owned(), level.or_else(|| belongs(style)).or_else(|| belongs(named_by)).unwrap_or(0)))
    }

    fn level_property(&mut self, definition: Option<&str>, level: usize, element: &BytesStart<'_>) {
        let Some(definition) = definition.filter(|_| level < LEVELS) else { return };
        let levels = self
            .definitions
            .entry(definition.to_owned())
            .or_insert_with(|| vec![Level { start: 1, ..Level::default() }; LEVELS]);
        let Some(slot) = levels.get_mut(level) else { return };
        match element.local_name().as_ref() {
            "numFmt" => slot.format = attribute(element, "val").unwrap_or_default(),
            "lvlText" => slot.text = attribute(element, "val").unwrap_or_default(),
            "start" => slot.start = number(element).unwrap_or(1),
            "pStyle" => slot.style = attribute(element, "val"),
            _ => {}
        }
    }

    /// The label of the next paragraph of a list, empty for bullets and unknown lists.
    pub(super) fn next_label(&mut self, list: &str, level: usize) -> String {
        let Some(definition) = self.lists.get(list) else { return String::new() };
        let Some(levels) = self.definitions.get(definition).filter(|_| level < LEVELS) else {
            return String::new();
        };
        // Lists that restart count for themselves; others share the counter of their definition.
        let key = if self.restarts.contains_key(list) { format!("list {list}") } else { definition.clone() };
        let counters = self.counters.entry(key).or_default();
        for (index, counter) in counters.iter_mut().enumerate() {
            let start = || match self.restarts.get(list) {
                Some(restart) if index == 0 => *restart,
                _ => levels.get(index).map_or(1, |level| level.start),
            };
            match index.cmp(&level) {
                std::cmp::Ordering::Less => *counter = Some(counter.unwrap_or_else(start)),
                std::cmp::Ordering::Equal => *counter = Some(counter.map_or_else(start, |c| c.saturating_add(1))),
                std::cmp::Ordering::Greater => *counter = None,
            }
        }
        let Some(this) = levels.get(level).filter(|this| this.format != "bullet" && this.format != "none") else {
            return String::new();
        };
        let mut label = this.text.clone();
        for (index, counter) in counters.iter().enumerate() {
            let format = levels.get(index).map_or("", |level| level.format.as_str());
            label = label.replace(&format!("%{}", index + 1), &written(counter.unwrap_or(1), format));
        }
        label
    }
}

fn number(element: &BytesStart<'_>) -> Option<u32> {
    attribute(element, "val").and_then(|value| value.parse().ok())
}

fn written(value: u32, format: &str) -> String {
    let letter = |base: u8| char::from(base + u8::try_from(value.saturating_sub(1) % 26).unwrap_or(0)).to_string();
    match format {
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&value) => {
            char::from_u32(0x245F + value).map(String::from).unwrap_or_default()
        }
        "lowerLetter" => letter(b'a'),
        "upperLetter" => letter(b'A'),
        f if f.contains("hinese") || f.contains("japaneseCounting") || f.contains("ideograph") => chinese(value),
        _ => value.to_string(),
    }
}

/// Chinese numerals up to 99.
fn chinese(value: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |d: u32| DIGITS.get(d as usize).copied().unwrap_or("");
    match value {
        0..=9 => digit(value).to_owned(),
        10..=19 => format!("十{}", digit(value - 10)),
        20..=99 => format!("{}十{}", digit(value / 10), digit(value % 10)),
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_count_per_level() {
        let xml = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%1）"/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
            </w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>
            <w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>"#;
        let mut numbering = Numbering::parse(xml, &Styles::default());
        let labels: Vec<String> = [("3", 0), ("3", 1), ("3", 1), ("3", 0), ("3", 1), ("4", 0), ("9", 0)]
            .iter()
            .map(|(list, level)| numbering.next_label(list, *level))
            .collect();
        assert_eq!(labels, ["（一）", "1.", "2.", "（二）", "1.", "（一）", ""]);
    }
}
