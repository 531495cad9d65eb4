//! Which list the paragraph styles of a Word document belong to.
//!
//! A style takes what it does not say from the style it is based on. Lists themselves are in
//! `docx_numbering`.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::xml::attribute;

/// Styles are followed at most this far; crafted ones may be based on each other.
const DEPTH: usize = 20;

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    list: Option<String>,
    level: Option<usize>,
}

/// The styles of a document, as far as lists are concerned.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
}

impl Styles {
    /// Reads `word/styles.xml`; what cannot be read is left out.
    pub(super) fn parse(xml: &str) -> Self {
        let mut this = Self::default();
        let mut reader = Reader::from_str(xml);
        let mut open: Option<(String, Style)> = None;
        loop {
            match reader.read_event() {
                Ok(Event::Start(e) | Event::Empty(e)) => {
                    let value = || attribute(&e, "val");
                    match (e.local_name().as_ref(), &mut open) {
                        ("style", _) => open = attribute(&e, "styleId").map(|id| (id, Style::default())),
                        ("basedOn", Some((_, style))) => style.based_on = value(),
                        ("numId", Some((_, style))) => style.list = value(),
                        ("ilvl", Some((_, style))) => style.level = value().and_then(|level| level.parse().ok()),
                        _ => {}
                    }
                }
                Ok(Event::End(e)) if e.local_name().as_ref() == "style" => this.styles.extend(open.take()),
                Ok(Event::Eof) | Err(_) => return this,
                _ => {}
            }
        }
    }

    /// The list of a style, with the level when it is said, and the style that names the list.
    pub(super) fn list(&self, style: &str) -> Option<(&str, Option<usize>, &str)> {
        let mut name = style;
        let mut level = None;
        for _ in 0..DEPTH {
            let (key, style) = self.styles.get_key_value(name)?;
            level = level.or(style.level);
            if let Some(list) = &style.list {
                return (list != "0").then_some((list.as_str(), level, key.as_str()));
            }
            name = style.based_on.as_deref()?;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_taken_from_the_style_below() {
        let styles = Styles::parse(
            r#"<w:styles xmlns:w="w"><w:style w:styleId="A"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>
            <w:style w:styleId="B"><w:basedOn w:val="A"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>
            <w:style w:styleId="C"><w:basedOn w:val="A"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>
            <w:style w:styleId="D"><w:basedOn w:val="E"/></w:style><w:style w:styleId="E"><w:basedOn w:val="D"/></w:style></w:styles>"#,
        );
        assert_eq!(styles.list("A"), Some(("7", None, "A")));
        assert_eq!(styles.list("B"), Some(("7", Some(1), "A")));
        for none in ["C", "D", "F"] {
            assert_eq!(styles.list(none), None, "{none}");
        }
    }
}
