//! Decodes a picture within limits and makes its two copies: the thumbnail, and the one for those
//! who may not see where it was taken.
//!
//! Both copies are encoded from pixels alone, so that nothing the camera wrote gets into them.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, RgbImage};

use super::capture::{self, Capture};
use super::error::Trouble;
use super::kind::Media;
use super::{Limits, boxes};

/// Long side of a thumbnail.
const THUMBNAIL: u32 = 480;
/// Long side of the copy without metadata.
const COPY: u32 = 2048;
const THUMBNAIL_QUALITY: u8 = 80;
const COPY_QUALITY: u8 = 85;

/// What a picture tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Width as stored, before the orientation is applied; 0 where a HEIC file does not say it.
    pub width: u32,
    /// Height as stored, before the orientation is applied; 0 where a HEIC file does not say it.
    pub height: u32,
    /// EXIF orientation, 1 to 8; 1 is upright.
    pub orientation: u8,
    /// When it was taken, in microseconds since 1970-01-01T00:00:00Z. Where the camera names no
    /// zone its clock is taken for Beijing's. The camera's claim, not a proof.
    pub taken_at: Option<i64>,
    /// Latitude and longitude in degrees as the camera wrote them (WGS-84 by the EXIF standard).
    pub located: Option<(f64, f64)>,
    /// A small upright JPEG, at most 480 pixels on the long side; `None` for HEIC.
    pub thumbnail: Option<Vec<u8>>,
    /// An upright JPEG without any metadata, at most 2048 pixels on the long side; `None` for
    /// HEIC, which nobody may see then who may not see the original.
    pub public_copy: Option<Vec<u8>>,
}

impl Picture {
    fn new((width, height): (u32, u32), capture: &Capture) -> Self {
        Self {
            width,
            height,
            orientation: capture.orientation.unwrap_or(1),
            taken_at: capture.taken_at,
            located: capture.located,
            thumbnail: None,
            public_copy: None,
        }
    }
}

pub(super) fn of_heic(bytes: &[u8]) -> Picture {
    Picture::new(boxes::heic_size(bytes).unwrap_or_default(), &camera(bytes))
}

pub(super) fn read(media: Media, bytes: &[u8], limits: &Limits) -> Result<Picture, Trouble> {
    // The decoders are other people's code fed with other people's files: a panic in one of them
    // must stay an error about this file.
    let made = catch_unwind(AssertUnwindSafe(|| {
        let (size, image) = decode(media, bytes, limits)?;
        let mut picture = Picture::new(size, &camera(bytes));
        let copy = upright(shrink(image, COPY), picture.orientation);
        let small = shrink(copy.clone(), THUMBNAIL);
        picture.public_copy = Some(encode(copy, COPY_QUALITY).ok_or(Trouble::Damaged(media))?);
        picture.thumbnail = Some(encode(small, THUMBNAIL_QUALITY).ok_or(Trouble::Damaged(media))?);
        Ok(picture)
    }));
    made.unwrap_or(Err(Trouble::Damaged(media)))
}

fn camera(bytes: &[u8]) -> Capture {
    catch_unwind(|| capture::read(bytes)).unwrap_or_default()
}

fn decode(media: Media, bytes: &[u8], limits: &Limits) -> Result<((u32, u32), DynamicImage), Trouble> {
    let format = match media {
        Media::Png => ImageFormat::Png,
        Media::Webp => ImageFormat::WebP,
        Media::Gif => ImageFormat::Gif,
        _ => ImageFormat::Jpeg,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(limits.picture_memory);
    reader.limits(bounds);
    // Only the head has been read when the size is known: nothing is allocated for a picture
    // that merely claims to be huge.
    let decoder = reader.into_decoder().map_err(|error| trouble(media, &error, limits))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > limits.pixels || decoder.total_bytes() > limits.picture_memory {
        return Err(Trouble::TooManyPixels { size: Some((width, height)), limit: limits.pixels });
    }
    if pixels == 0 {
        return Err(Trouble::Damaged(media));
    }
    let image = DynamicImage::from_decoder(decoder).map_err(|error| trouble(media, &error, limits))?;
    Ok(((width, height), image))
}

fn trouble(media: Media, error: &ImageError, limits: &Limits) -> Trouble {
    match error {
        ImageError::Limits(_) => Trouble::TooManyPixels { size: None, limit: limits.pixels },
        _ => Trouble::Damaged(media),
    }
}

/// Never larger than before.
fn shrink(image: DynamicImage, side: u32) -> DynamicImage {
    if image.width().max(image.height()) > side { image.thumbnail(side, side) } else { image }
}

fn upright(mut image: DynamicImage, orientation: u8) -> DynamicImage {
    image.apply_orientation(Orientation::from_exif(orientation).unwrap_or(Orientation::NoTransforms));
    image
}

fn encode(image: DynamicImage, quality: u8) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let pixels = if image.color().has_alpha() { on_white(image) } else { image.into_rgb8() };
    JpegEncoder::new_with_quality(&mut out, quality).encode_image(&pixels).ok()?;
    Some(out)
}

/// JPEG knows no transparency; paper is white.
fn on_white(image: DynamicImage) -> RgbImage {
    let image = image.into_rgba8();
    let (width, height) = image.dimensions();
    let mut flat = RgbImage::new(width, height);
    for (to, from) in flat.pixels_mut().zip(image.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let blend = |channel: u8| {
            let mixed = (u32::from(channel) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        to.0 = [red, green, blue].map(blend);
    }
    flat
}
