//! Invented photographs: a slope before and after, drawn by arithmetic.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

use super::chance::Chance;

const WIDTH: u32 = 800;
const HEIGHT: u32 = 600;

/// A picture of a hillside above a river as JPEG: bare earth before, green after.
///
/// # Errors
/// When it cannot be encoded.
pub fn hillside(after: bool, seed: u64) -> Result<Vec<u8>, String> {
    let mut chance = Chance::new(seed);
    let ridge: Vec<u32> = ridge(&mut chance);
    let river = u32::try_from(chance.between(460, 520)).unwrap_or(500);
    let picture = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let top = ridge.get(x as usize).copied().unwrap_or(200);
        // A little grain, the same for the same pixel, so that slopes do not look painted.
        let grain =
            u8::try_from((x.wrapping_mul(31) ^ y.wrapping_mul(17)).wrapping_mul(2_654_435_761) >> 28).unwrap_or(0);
        if y < top {
            let light = u8::try_from(y / 6).unwrap_or(60);
            Rgb([150 + light / 2, 185 + light / 3, 215])
        } else if y > river {
            if after { Rgb([70 + grain, 120 + grain, 135]) } else { Rgb([140 + grain, 118 + grain, 86]) }
        } else if after {
            Rgb([52 + grain * 2, 104 + grain * 2, 48 + grain])
        } else {
            let terrace = u8::try_from((y - top) / 30 % 2 * 14).unwrap_or(0);
            Rgb([150 + grain + terrace, 122 + grain + terrace, 92 + grain])
        }
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 80)
        .write_image(&picture, WIDTH, HEIGHT, ExtendedColorType::Rgb8)
        .map_err(|e| format!("draw a picture: {e}"))?;
    Ok(bytes)
}

/// The height of the ridge at every column: a walk that never jumps.
fn ridge(chance: &mut Chance) -> Vec<u32> {
    let mut height = chance.between(140, 260);
    let mut slope = chance.between(-1, 1);
    (0..WIDTH)
        .map(|x| {
            if x % 40 == 0 {
                slope = chance.between(-1, 1);
            }
            height = (height + slope).clamp(90, 330);
            u32::try_from(height).unwrap_or(200)
        })
        .collect()
}
