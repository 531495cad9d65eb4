//! The place that stands in a picture's XMP packet: programs that edit pictures write it there,
//! often after the camera's own entry is gone.
//!
//! The packet is text inside the file, whatever the format of the picture: it is looked for, not
//! parsed, so that a broken one hides nothing.

/// Longest value: degrees, minutes and seconds with many decimals.
const VALUE_MAX: usize = 40;

/// Latitude and longitude in degrees, if the picture names both.
pub(super) fn located(bytes: &[u8]) -> Option<(f64, f64)> {
    let latitude = found(bytes, b"GPSLatitude", (b'N', b'S'))?;
    let longitude = found(bytes, b"GPSLongitude", (b'E', b'W'))?;
    Some((latitude, longitude))
}

/// The first readable value of a name.
fn found(bytes: &[u8], name: &[u8], sides: (u8, u8)) -> Option<f64> {
    let mut rest = bytes;
    while let Some(at) = position(rest, name) {
        rest = rest.get(at + name.len()..)?;
        if let Some(degrees) = value(rest).and_then(|text| degrees(text, sides)) {
            return Some(degrees);
        }
    }
    None
}

fn position(bytes: &[u8], name: &[u8]) -> Option<usize> {
    bytes.windows(name.len()).position(|part| part == name)
}

/// What stands in an attribute or an element after its name.
fn value(rest: &[u8]) -> Option<&str> {
    let rest = rest.get(..rest.len().min(2 * VALUE_MAX))?.trim_ascii_start();
    let (open, rest) = rest.split_first()?;
    let (close, rest) = match open {
        b'>' => (b'<', rest),
        b'=' => rest
            .trim_ascii_start()
            .split_first()
            .filter(|(quote, _)| matches!(quote, b'"' | b'\''))
            .map(|(quote, rest)| (*quote, rest))?,
        _ => return None,
    };
    let end = rest.iter().position(|b| *b == close).filter(|end| *end <= VALUE_MAX)?;
    std::str::from_utf8(rest.get(..end)?).ok().map(str::trim)
}

/// `30,15.6083N` or `30,15,36N`.
fn degrees(text: &str, (plus, minus): (u8, u8)) -> Option<f64> {
    let (side, digits) = text.as_bytes().split_last()?;
    let sign = match side.to_ascii_uppercase() {
        side if side == plus => 1.0,
        side if side == minus => -1.0,
        _ => return None,
    };
    let mut sum = 0.0;
    for (part, unit) in std::str::from_utf8(digits).ok()?.split(',').zip([1.0, 60.0, 3600.0]) {
        sum += part.trim().parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0)? / unit;
    }
    Some(sign * sum)
}
