//! What the document library cannot say itself: stand-in faces, repeating heading rows, and the
//! order of the parts of a section that strict readers expect.

use std::fmt::Write;

use docx_rs::XMLDocx;

use super::document::{HEAD_FACE, SONG_FACE, SUBHEAD_FACE, TEXT_FACE, TITLE_FACE};
use crate::write::WriteError;

/// The mark that heading rows of tables carry.
const HEADING_MARK: &str = r#"<w:trHeight w:val="1" w:hRule="atLeast" />"#;
const REPEATS: &str = "<w:tblHeader />";
/// Face, the name to try where it is missing, and its family.
const FACES: [(&str, &str, &str); 5] = [
    (TITLE_FACE, SONG_FACE, "roman"),
    (TEXT_FACE, "仿宋", "modern"),
    (SUBHEAD_FACE, "楷体", "modern"),
    (HEAD_FACE, "SimHei", "modern"),
    (SONG_FACE, "SimSun", "auto"),
];

/// Completes the parts of a built document.
pub(super) fn complete(built: &mut XMLDocx) -> Result<(), WriteError> {
    let document = String::from_utf8(std::mem::take(&mut built.document))
        .map_err(|error| WriteError::Document(error.to_string()))?;
    built.document = section_in_order(&document.replace(HEADING_MARK, REPEATS))?.into_bytes();
    let fonts = String::from_utf8(std::mem::take(&mut built.font_table))
        .map_err(|error| WriteError::Document(error.to_string()))?;
    built.font_table = with_faces(&fonts)?.into_bytes();
    Ok(())
}

/// Headers and footers are named before the page of a section.
fn section_in_order(document: &str) -> Result<String, WriteError> {
    let missing = || WriteError::Document("the section of the document is not where it was".to_owned());
    let (before, rest) = document.rsplit_once("<w:sectPr>").ok_or_else(missing)?;
    let (section, after) = rest.split_once("</w:sectPr>").ok_or_else(missing)?;
    let (mut named, mut others) = (String::new(), String::new());
    for element in section.split_inclusive("/>") {
        let part = if element.contains("headerReference") || element.contains("footerReference") {
            &mut named
        } else {
            &mut others
        };
        part.push_str(element);
    }
    Ok(format!("{before}<w:sectPr>{named}{others}</w:sectPr>{after}"))
}

fn with_faces(fonts: &str) -> Result<String, WriteError> {
    let (before, after) = fonts
        .rsplit_once("</w:fonts>")
        .ok_or_else(|| WriteError::Document("the list of faces is not where it was".to_owned()))?;
    let mut faces = String::new();
    for (name, instead, family) in FACES {
        write!(
            faces,
            r#"<w:font w:name="{name}"><w:altName w:val="{instead}" /><w:charset w:val="86" /><w:family w:val="{family}" /><w:pitch w:val="default" /></w:font>"#
        )
        .map_err(|error| WriteError::Document(error.to_string()))?;
    }
    Ok(format!("{before}{faces}</w:fonts>{after}"))
}

#[cfg(test)]
mod tests {
    use super::section_in_order;

    #[test]
    fn headers_and_footers_come_first() {
        let document = r#"<w:body><w:p /><w:sectPr><w:pgSz w:w="1" /><w:headerReference r:id="h" /><w:docGrid /></w:sectPr></w:body>"#;
        let expected = r#"<w:body><w:p /><w:sectPr><w:headerReference r:id="h" /><w:pgSz w:w="1" /><w:docGrid /></w:sectPr></w:body>"#;
        assert_eq!(section_in_order(document).ok().as_deref(), Some(expected));
        assert!(section_in_order("<w:body />").is_err());
    }
}
