//! Bytes of a text file to characters: UTF-8, UTF-16 and GB18030.
//!
//! Separators and quoting do not belong here: see `delimited`.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes below which a text cannot be told to be wide.
const WIDE_MIN: usize = 32;

/// Decodes, and says whether some bytes had no meaning in the encoding chosen.
pub(super) fn decode(bytes: &[u8]) -> (String, bool) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (text.into_owned(), broken);
    }
    let encoding = wide_without_mark(&bytes[..bytes.len().min(4096)]).unwrap_or_else(|| narrow(bytes));
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), broken)
}

fn narrow(bytes: &[u8]) -> &'static Encoding {
    match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        // A cut inside the last character is still UTF-8.
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => UTF_8,
        Err(_) => GB18030,
    }
}

/// UTF-16 without a mark betrays itself by the zero half of separators and line ends.
pub(super) fn wide_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let (mut even, mut odd) = (0usize, 0usize);
    for (index, byte) in head.iter().enumerate() {
        if *byte == 0 {
            if index % 2 == 0 {
                even += 1;
            } else {
                odd += 1;
            }
        }
    }
    let enough = head.len() / 50;
    if odd > enough && even * 8 <= odd {
        Some(UTF_16LE)
    } else if even > enough && odd * 8 <= even {
        Some(UTF_16BE)
    } else {
        wide_chinese(head)
    }
}

/// Chinese text has few zero halves; it is wide when only so it reads as what a list holds.
fn wide_chinese(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.get(..head.len() / 2 * 2).filter(|head| head.len() >= WIDE_MIN)?;
    if std::str::from_utf8(head).is_ok() && !head.contains(&0) {
        return None;
    }
    let reads = |encoding: &'static Encoding| {
        let (text, broken) = encoding.decode_without_bom_handling(head);
        let (mut usual, mut all, mut cuts) = (0usize, 0usize, 0usize);
        for c in text.chars() {
            all += 1;
            usual += usize::from(
                matches!(c, ' '..='~' | '\t' | '\r' | '\n' | '\u{2010}'..='\u{203b}' | '\u{2460}'..='\u{249b}'
                | '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'),
            );
            cuts += usize::from(matches!(c, ',' | ';' | '\t' | '|' | '\n'));
        }
        !broken && cuts > 1 && usual * 50 >= all * 49
    };
    [UTF_16LE, UTF_16BE].into_iter().find(|encoding| reads(encoding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_text_in_two_bytes_without_a_mark() {
        let text = "序号,存在问题,整改措施,责任单位,整改时限\r\n一,某河断面水质不能稳定达标,截污,甲县,长期坚持\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let (narrow, _, _) = GB18030.encode(text);
        for bytes in [little, big, narrow.into_owned(), text.as_bytes().to_vec()] {
            assert_eq!(decode(&bytes), (text.to_owned(), false));
        }
    }
}
