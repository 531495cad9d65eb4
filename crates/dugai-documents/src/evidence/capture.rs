//! What the camera wrote into a picture: when, where, and which way up.
//!
//! Metadata is a claim, not a proof, and broken metadata never makes a picture unreadable.

use std::io::Cursor;

use exif::{DateTime, Error, Exif, In, Reader, Tag, Value};
use jiff::civil;
use jiff::tz::Offset;

use super::xmp;

/// What was found; all of it may be missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Capture {
    pub taken_at: Option<i64>,
    pub located: Option<(f64, f64)>,
    /// The EXIF orientation, 1 to 8.
    pub orientation: Option<u8>,
}

/// What stands in the camera's entry, and where that names no place, in the XMP packet.
pub(super) fn read(bytes: &[u8]) -> Capture {
    let mut capture = camera(bytes);
    capture.located = capture.located.or_else(|| xmp::located(bytes).filter(|at| is_place(*at)));
    capture
}

fn camera(bytes: &[u8]) -> Capture {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let exif = match reader.read_from_container(&mut Cursor::new(bytes)) {
        Ok(exif) => exif,
        Err(Error::PartialResult(partial)) => partial.into_inner().0,
        Err(_) => return Capture::default(),
    };
    Capture {
        taken_at: taken_at(&exif),
        located: located(&exif),
        orientation: exif
            .get_field(Tag::Orientation, In::PRIMARY)
            .and_then(|field| field.value.get_uint(0))
            .and_then(|value| u8::try_from(value).ok())
            .filter(|value| (1..=8).contains(value)),
    }
}

/// The moment of exposure, else of digitising. The general date is left aside: editing changes it.
fn taken_at(exif: &Exif) -> Option<i64> {
    [
        (Tag::DateTimeOriginal, Tag::SubSecTimeOriginal, Tag::OffsetTimeOriginal),
        (Tag::DateTimeDigitized, Tag::SubSecTimeDigitized, Tag::OffsetTimeDigitized),
    ]
    .into_iter()
    .find_map(|(date, fraction, zone)| moment(exif, date, (fraction, zone)))
}

fn moment(exif: &Exif, date: Tag, (fraction, zone): (Tag, Tag)) -> Option<i64> {
    let mut read = DateTime::from_ascii(ascii(exif, date)?).ok()?;
    // A fraction or zone that cannot be read leaves the second as it is.
    let _ = ascii(exif, fraction).map(|text| read.parse_subsec(text));
    let _ = ascii(exif, zone).map(|text| read.parse_offset(text));
    let small = |value: u8| i8::try_from(value).ok();
    let nanos = i32::try_from(read.nanosecond.unwrap_or(0)).ok()?;
    let day = civil::Date::new(i16::try_from(read.year).ok()?, small(read.month)?, small(read.day)?).ok()?;
    let time = civil::Time::new(small(read.hour)?, small(read.minute)?, small(read.second)?, nanos).ok()?;
    // Where the camera names no zone it means the clock on the wall, and that is Beijing's.
    let minutes = read.offset.map_or(8 * 60, i32::from);
    let offset = Offset::from_seconds(minutes.checked_mul(60)?).ok()?;
    Some(offset.to_timestamp(day.to_datetime(time)).ok()?.as_microsecond())
}

fn ascii(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => lines.first().map(Vec::as_slice),
        _ => None,
    }
}

/// Latitude and longitude in degrees. Cameras without a fix write 0, 0: that is no place.
fn located(exif: &Exif) -> Option<(f64, f64)> {
    let latitude = degrees(exif, Tag::GPSLatitude)? * sign(exif, Tag::GPSLatitudeRef, b'S');
    let longitude = degrees(exif, Tag::GPSLongitude)? * sign(exif, Tag::GPSLongitudeRef, b'W');
    Some((latitude, longitude)).filter(|at| is_place(*at))
}

fn is_place((latitude, longitude): (f64, f64)) -> bool {
    let on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    on_earth && (latitude, longitude) != (0.0, 0.0)
}

fn degrees(exif: &Exif, tag: Tag) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let mut sum = 0.0;
    for (part, unit) in parts.iter().zip([1.0, 60.0, 3600.0]) {
        // Unused minutes or seconds are often written as 0/0.
        if part.num != 0 || part.denom != 0 {
            sum += part.to_f64() / unit;
        }
    }
    (!parts.is_empty() && sum.is_finite()).then_some(sum)
}

fn sign(exif: &Exif, tag: Tag, negative: u8) -> f64 {
    let first = ascii(exif, tag).and_then(|text| text.first().copied());
    if first.is_some_and(|letter| letter.eq_ignore_ascii_case(&negative)) { -1.0 } else { 1.0 }
}
