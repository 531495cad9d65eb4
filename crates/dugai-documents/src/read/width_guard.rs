//! Looks how wide the records of a text are before they are taken apart: the parser holds a whole record,
//! and one of millions of fields would take more memory than the file is worth.

use super::ReadError;

/// A separator that cuts a record into more fields than any sheet has columns is none.
const WIDEST: usize = 16_384;

/// The separators that can be used.
///
/// # Errors
/// When all of those that cut the text anywhere cut it into too many fields.
pub(super) fn usable(text: &[u8], separators: &[u8]) -> Result<Vec<u8>, ReadError> {
    let usable: Vec<u8> = separators.iter().copied().filter(|s| is_narrow(text, *s)).collect();
    let cuts = |s: &u8| text.contains(s);
    if usable.len() < separators.len() && !usable.iter().any(cuts) {
        return Err(ReadError::TooMany { what: "columns", limit: WIDEST, sheet: String::new() });
    }
    Ok(usable)
}

/// Whether no record has too many fields: a quote at the beginning of a field hides what stands in it.
fn is_narrow(text: &[u8], separator: u8) -> bool {
    let (mut fields, mut quoted, mut begins) = (1_usize, false, true);
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if quoted && bytes.peek() == Some(&b'"') => {
                bytes.next();
            }
            b'"' if quoted => quoted = false,
            _ if quoted => {}
            b'"' if begins => quoted = true,
            b'\n' | b'\r' => fields = 1,
            other if other == separator => fields += 1,
            _ => {}
        }
        begins = !quoted && (byte == separator || matches!(byte, b'\n' | b'\r'));
        if fields > WIDEST {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_millions_of_fields_is_refused_before_it_is_taken_apart() {
        for text in
            [",".repeat(2_000_000), format!("a\"{}", ",".repeat(2_000_000)), format!("\"a\"x\"{}", ",".repeat(20_000))]
        {
            let error = usable(text.as_bytes(), b",\t;|").unwrap_err();
            assert!(matches!(error, ReadError::TooMany { what: "columns", .. }), "{error}");
        }
        let long_text = format!("a\t{}\n", ",".repeat(20_000));
        assert_eq!(usable(long_text.as_bytes(), b",\t;|").unwrap(), b"\t;|");
        let quoted = format!("a,\"{}\"\"{}\"\n", ",".repeat(20_000), ",".repeat(20_000));
        assert_eq!(usable(quoted.as_bytes(), b",\t;|").unwrap(), b",\t;|");
        let rows = "a,b,c\n".repeat(20_000);
        assert_eq!(usable(rows.as_bytes(), b",\t;|").unwrap(), b",\t;|");
    }
}
