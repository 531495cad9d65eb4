//! What is taken from good pictures.

use image::{DynamicImage, GenericImageView, ImageFormat, Rgba, RgbaImage};

use super::super::{Media, Picture, capture};
use super::*;

fn picture(name: &str, bytes: &[u8]) -> Picture {
    look(name, bytes).unwrap_or_else(|error| panic!("{error}")).picture.unwrap()
}

fn decoded(jpeg: Option<&Vec<u8>>) -> DynamicImage {
    image::load_from_memory_with_format(jpeg.unwrap(), ImageFormat::Jpeg).unwrap()
}

fn is_red(image: &DynamicImage, x: u32, y: u32) -> bool {
    let [red, _, blue, _] = image.get_pixel(x, y).0;
    red > 150 && blue < 100
}

#[test]
fn a_field_photo_tells_when_where_and_which_way_up() {
    let seen = picture("现场.JPG", &field_photo());
    assert_eq!((seen.width, seen.height, seen.orientation), (64, 32, 6));
    // 2026-06-09T00:30:15.25Z: half past eight in Beijing.
    assert_eq!(seen.taken_at, Some(1_780_965_015_250_000));
    let (latitude, longitude) = seen.located.unwrap();
    assert!((latitude - 30.260_138_9).abs() < 1e-6, "{latitude}");
    assert!((longitude - 103.470_094_4).abs() < 1e-6, "{longitude}");
}

#[test]
fn copies_are_upright_and_carry_nothing_of_the_camera() {
    let original = field_photo();
    assert!(original.windows(4).any(|part| part == b"Exif"));
    let seen = picture("现场.jpg", &original);
    for copy in [&seen.thumbnail, &seen.public_copy] {
        let image = decoded(copy.as_ref());
        assert_eq!(image.dimensions(), (32, 64));
        assert!(is_red(&image, 16, 4) && !is_red(&image, 16, 60), "the left side belongs on top");
        let bytes = copy.as_ref().unwrap();
        assert_eq!(capture::read(bytes), capture::Capture::default());
        for marker in [&b"Exif"[..], b"http://ns.adobe", b"ICC_PROFILE"] {
            assert!(!bytes.windows(marker.len()).any(|part| part == marker));
        }
        let again = picture("copy.jpg", bytes);
        assert_eq!((again.taken_at, again.located, again.orientation), (None, None, 1));
    }
}

#[test]
fn every_orientation_puts_the_red_side_where_it_belongs() {
    // Where the stored left edge is seen: left, right, right, left, top, top, bottom, bottom.
    let places = [(0.1, 0.5), (0.9, 0.5), (0.9, 0.5), (0.1, 0.5), (0.5, 0.1), (0.5, 0.1), (0.5, 0.9), (0.5, 0.9)];
    for (orientation, (x, y)) in (1u16..).zip(places) {
        let bytes = with_exif(&jpeg(), &exif(orientation, &[], &[]));
        let image = decoded(picture("a.jpg", &bytes).thumbnail.as_ref());
        let at = |share: f64, side: u32| (share * f64::from(side)) as u32;
        let (x, y) = (at(x, image.width()), at(y, image.height()));
        assert!(is_red(&image, x, y), "orientation {orientation}");
        assert!(!is_red(&image, image.width() - 1 - x, image.height() - 1 - y), "orientation {orientation}");
    }
}

#[test]
fn a_named_zone_counts_and_nonsense_is_left_out() {
    let taken = |fields: &[Field]| picture("a.jpg", &with_exif(&jpeg(), &exif(1, fields, &[]))).taken_at;
    let beijing = taken(&[ascii(0x9003, "2026:06:09 08:30:15")]);
    assert_eq!(beijing, Some(1_780_965_015_000_000));
    let urumqi = taken(&[ascii(0x9003, "2026:06:09 06:30:15"), ascii(0x9011, "+06:00")]);
    assert_eq!(urumqi, beijing);
    assert_eq!(taken(&[ascii(0x9004, "2026:06:09 08:30:15")]), beijing, "the digitising date stands in");
    let both = taken(&[ascii(0x9003, "0000:00:00 00:00:00"), ascii(0x9004, "2026:06:09 08:30:15")]);
    assert_eq!(both, beijing);
    for broken in ["2026:13:09 08:30:15", "2026:02:30 08:30:15", "0000:00:00 00:00:00", "昨天", ""] {
        assert_eq!(taken(&[ascii(0x9003, broken)]), None, "{broken}");
    }
}

#[test]
fn no_place_is_made_up() {
    let located = |fields: &[Field]| picture("a.jpg", &with_exif(&jpeg(), &exif(1, &[], fields))).located;
    let place = |lat: &[(u32, u32)], lon: &[(u32, u32)]| vec![rationals(2, lat), rationals(4, lon)];
    assert_eq!(located(&place(&[(0, 1); 3], &[(0, 1); 3])), None, "no fix");
    assert_eq!(located(&place(&[(30, 0); 3], &[(103, 1); 3])), None, "division by zero");
    assert_eq!(located(&place(&[(95, 1)], &[(103, 1)])), None, "beyond the pole");
    assert_eq!(located(&[rationals(2, &[(30, 1)])]), None, "half a position");
    assert_eq!(located(&place(&[(30, 1), (30, 1), (0, 0)], &[(103, 1)])), Some((30.5, 103.0)));
    let south = [ascii(1, "S"), rationals(2, &[(30, 1)]), ascii(3, "W"), rationals(4, &[(70, 1)])];
    assert_eq!(located(&south), Some((-30.0, -70.0)));
}

#[test]
fn a_place_in_the_xmp_packet_is_a_place() {
    // A segment of its own behind the mark that begins the picture.
    let located = |packet: &str| {
        let body = [b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat();
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        let plain = jpeg();
        let bytes = [&plain[..2], &[0xff, 0xe1], &length, &body, &plain[2..]].concat();
        picture("a.jpg", &bytes).located
    };
    let near = |at: Option<(f64, f64)>, (latitude, longitude): (f64, f64)| {
        let (lat, lon) = at.unwrap();
        assert!((lat - latitude).abs() < 1e-6 && (lon - longitude).abs() < 1e-6, "{lat} {lon}");
    };
    near(located("<d exif:GPSLatitude=\"30,15.6N\" exif:GPSLongitude='103,28,12E'/>"), (30.26, 103.47));
    let elements = "<exif:GPSLatitudeRef>N</exif:GPSLatitudeRef><exif:GPSLatitude>30,30S</exif:GPSLatitude>\
        <exif:GPSLongitude> 70,0.0W </exif:GPSLongitude>";
    near(located(elements), (-30.5, -70.0));
    for no_place in [
        "<d exif:GPSLatitude='30,15.6N'/>",
        "<d exif:GPSLatitude='0,0N' exif:GPSLongitude='0,0E'/>",
        "<d exif:GPSLatitude='95,0N' exif:GPSLongitude='10,0E'/>",
        "<d exif:GPSLatitude='near' exif:GPSLongitude='here'/>",
        "<d exif:GPSLatitude=",
    ] {
        assert_eq!(located(no_place), None, "{no_place}");
    }
}

#[test]
fn large_pictures_shrink_and_small_ones_never_grow() {
    let large = picture("大.jpg", &written(&two_halves(3000, 1000), ImageFormat::Jpeg));
    assert_eq!((large.width, large.height), (3000, 1000));
    assert_eq!(decoded(large.public_copy.as_ref()).dimensions(), (2048, 683));
    assert_eq!(decoded(large.thumbnail.as_ref()).dimensions(), (480, 160));
    let small = picture("小.png", &written(&two_halves(20, 10), ImageFormat::Png));
    assert_eq!(decoded(small.thumbnail.as_ref()).dimensions(), (20, 10));
    let strip = picture("条.png", &written(&two_halves(9000, 1), ImageFormat::Png));
    assert_eq!(decoded(strip.thumbnail.as_ref()).dimensions(), (480, 1));
}

#[test]
fn each_format_is_known_by_its_bytes() {
    let image = two_halves(40, 30);
    for (format, media) in [
        (ImageFormat::Jpeg, Media::Jpeg),
        (ImageFormat::Png, Media::Png),
        (ImageFormat::WebP, Media::Webp),
        (ImageFormat::Gif, Media::Gif),
    ] {
        let bytes = written(&image, format);
        for name in [format!("a.{}", media.extensions()[0]), "现场照片".to_owned(), "1.整改前".to_owned()] {
            let found = look(&name, &bytes).unwrap();
            assert_eq!((found.media, found.bytes), (media, bytes.len()));
            assert_eq!(found.media.mime(), format.to_mime_type());
            let seen = found.picture.unwrap();
            assert!(is_red(&decoded(seen.public_copy.as_ref()), 5, 15), "{media:?}");
        }
    }
}

#[test]
fn transparent_parts_become_white() {
    let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(16, 16, Rgba([0, 0, 0, 0])));
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let seen = picture("透明", &written(&clear, format));
        let [red, green, blue, _] = decoded(seen.public_copy.as_ref()).get_pixel(8, 8).0;
        assert!(red > 250 && green > 250 && blue > 250, "{format:?}: {red} {green} {blue}");
    }
}

#[test]
fn exif_is_read_from_png_too() {
    let png = written(&two_halves(40, 30), ImageFormat::Png);
    let block = exif(3, &[ascii(0x9003, "2026:06:09 08:30:15")], &[]);
    let chunk = png_chunk(b"eXIf", &block);
    // After the head chunk: 8 bytes of signature and 25 of IHDR.
    let bytes = [&png[..33], &chunk, &png[33..]].concat();
    let seen = picture("a.png", &bytes);
    assert_eq!((seen.orientation, seen.taken_at), (3, Some(1_780_965_015_000_000)));
    assert!(!is_red(&decoded(seen.thumbnail.as_ref()), 5, 15));
}

#[test]
fn a_heic_picture_tells_its_size_and_has_no_copies() {
    let found = look("IMG_0001.HEIC", &heic()).unwrap();
    assert_eq!(found.media, Media::Heic);
    let seen = found.picture.unwrap();
    assert_eq!((seen.width, seen.height), (4032, 3024), "the whole picture, not a tile or a preview");
    assert_eq!((seen.thumbnail, seen.public_copy), (None, None));
}

pub(super) fn png_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut crc = u32::MAX;
    for byte in name.iter().chain(body) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], name, body, &(!crc).to_be_bytes()].concat()
}
