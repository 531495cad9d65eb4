//! Bytes of a text file to characters: UTF-8, UTF-16 and GB18030.
//!
//! Separators and quoting do not belong here: see `delimited`.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

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
        None
    }
}
