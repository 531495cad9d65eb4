//! How texts are made searchable: letters and digits only, in lower case and half width, cut
//! into every single character and every two neighbours. So one and two characters are found
//! as well as long phrases, in Chinese without a dictionary.

use std::collections::BTreeSet;

/// Letters and digits in lower case and half width, everything else left out.
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for c in text.chars() {
        // Most of it is Chinese, which has neither case nor width.
        if ('\u{4E00}'..='\u{9FFF}').contains(&c) {
            normal.push(c);
        } else {
            normal.extend(Some(half_width(c)).filter(|c| c.is_alphanumeric()).into_iter().flat_map(char::to_lowercase));
        }
    }
    normal
}

/// A full-width form (Ａ, １) as its plain one.
fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Every two neighbouring characters, in order, separated by spaces.
#[must_use]
pub(crate) fn pairs(normal: &str) -> String {
    let chars: Vec<char> = normal.chars().collect();
    chars.windows(2).map(|w| w.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Every single character once, separated by spaces.
#[must_use]
pub(crate) fn singles(normal: &str) -> String {
    let set: BTreeSet<String> = normal.chars().map(String::from).collect();
    set.into_iter().collect::<Vec<_>>().join(" ")
}

/// Singles and pairs once each, as one list.
#[must_use]
pub(crate) fn words(normal: &str) -> String {
    let mut set: BTreeSet<String> = normal.chars().map(String::from).collect();
    set.extend(pairs(normal).split(' ').filter(|p| !p.is_empty()).map(str::to_owned));
    set.into_iter().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn the_short_way_for_chinese_is_the_long_one() {
        let long = |text: &str| -> String {
            text.chars().map(super::half_width).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let every: String = ('\u{0}'..='\u{FFFF}').collect();
        assert_eq!(normalise(&every), long(&every));
        assert_eq!(normalise("（Ａ3）号井，㎡ 龘𠀀 É"), long("（Ａ3）号井，㎡ 龘𠀀 É"));
    }
}
