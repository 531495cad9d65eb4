//! Small strict readers shared by the text formats.
//!
//! Not here: the formats themselves.

/// Reads an ASCII decimal number without sign and without leading zeroes.
pub(crate) fn parse_decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = text.len() > 1 && text.starts_with('0');
    if plain && !leading_zero {
        // The standard parser still refuses the empty text and what does not fit.
        text.parse().ok()
    } else {
        None
    }
}

/// Whether the text is one line of 1 to `max` bytes without ASCII control characters.
pub(crate) fn is_line(text: &str, max: usize) -> bool {
    let printable = text.bytes().all(|byte| byte >= 0x20);
    !text.is_empty() && text.len() <= max && printable
}

/// The beginning of a text from outside, short enough for an error message.
pub(crate) fn excerpt(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_have_one_spelling() {
        let cases = [
            ("0", Some(0)),
            ("10", Some(10)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("", None),
            ("00", None),
            ("01", None),
            ("+1", None),
            ("-1", None),
            (" 1", None),
            ("１", None),
        ];
        for (text, value) in cases {
            assert_eq!(parse_decimal(text), value, "{text:?}");
        }
    }
}
