//! Names that every spreadsheet program accepts for a sheet.

use std::collections::HashSet;

/// UTF-16 units a sheet name may have.
const UNITS: usize = 31;

/// Sheet names given so far in one workbook.
#[derive(Debug, Default)]
pub(super) struct SheetNames(HashSet<String>);

impl SheetNames {
    /// A permitted, unused name as close to the wanted one as can be.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let plain: String = wanted
            .chars()
            .map(|c| match c {
                '[' | '【' => '（',
                ']' | '】' => '）',
                ':' | '*' | '?' | '/' | '\\' => '_',
                other => other,
            })
            .filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
            .collect();
        let plain = plain.trim().trim_matches('\'').trim();
        // Excel keeps this name for itself.
        let base = if plain.is_empty() || plain.eq_ignore_ascii_case("history") { "清单" } else { plain };
        let mut number = 1_usize;
        loop {
            let suffix = if number == 1 { String::new() } else { format!("({number})") };
            let name = format!("{}{suffix}", first_units(base, UNITS - suffix.len()).trim_end_matches('\''));
            if self.0.insert(name.to_lowercase()) {
                return name;
            }
            number += 1;
        }
    }
}

fn first_units(text: &str, units: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, c)| {
        used += c.len_utf16();
        used > units
    });
    end.map_or(text, |(at, _)| text.split_at(at).0)
}

#[cfg(test)]
mod tests {
    use super::SheetNames;

    #[test]
    fn names_are_permitted_short_and_unused() {
        let mut names = SheetNames::default();
        assert_eq!(names.take("问题/清单[1]"), "问题_清单（1）");
        assert_eq!(names.take("''"), "清单");
        assert_eq!(names.take("History"), "清单(2)");
        assert_eq!(names.take("ABC"), "ABC");
        assert_eq!(names.take("abc"), "abc(2)");
        let long = "石桥县生态环境保护督察反馈意见整改任务清单明细表全部未导入行";
        let first = names.take(&format!("{long}{long}"));
        let second = names.take(&format!("{long}{long}"));
        assert_eq!(first.chars().count(), 31);
        assert_eq!(second.chars().count(), 31);
        assert!(second.ends_with("(2)"));
    }
}
