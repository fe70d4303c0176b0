//! TIFF files of one page or more, of all kinds that scanners, fax machines and picture programs write.

pub(crate) mod colours;
pub(crate) mod directory;
pub(crate) mod fax;
pub(crate) mod old_jpeg;
pub(crate) mod rewrite;

use super::limits::{InputError, Limits};
use crate::document::layout::page_image::PageImage;
use directory::{TiffDecoder, damaged, decoder, failed, number};
use tiff::decoder::ifd::Value;
use tiff::tags::{CompressionMethod, Tag};

/// Bits of `NewSubfileType`: a smaller copy of another image, and what can be seen of another image.
const SMALLER_COPY: u32 = 1;
const MASK: u32 = 4;
/// `SubfileType`, which that tag replaced: a smaller copy.
const OLD_SMALLER_COPY: u32 = 2;
/// Units of the resolution: none, so that only the shape of the pixels is known, and centimetres.
const NO_UNIT: u32 = 1;
const CENTIMETRES: u32 = 3;

/// The images that are pages, by their numbers in the file: all but thumbnails and masks. A file that has
/// nothing else is taken at its images.
pub(crate) fn pages(bytes: &[u8]) -> Result<Vec<usize>, InputError> {
    let mut decoder = decoder(bytes)?;
    let mut pages = Vec::new();
    for image in 0.. {
        if is_page(&mut decoder) {
            pages.push(image);
        }
        if !decoder.more_images() {
            let all = 0..=image;
            return Ok(if pages.is_empty() {
                all.collect()
            } else {
                pages
            });
        }
        decoder.next_image().map_err(failed)?;
    }
    Ok(pages)
}

fn is_page(decoder: &mut TiffDecoder<'_>) -> bool {
    let is_copy =
        number(decoder, Tag::NewSubfileType).is_some_and(|kind| kind & (SMALLER_COPY | MASK) != 0);
    let was_copy = number(decoder, Tag::SubfileType) == Some(OLD_SMALLER_COPY);
    !is_copy && !was_copy
}

/// Decodes the image with this number.
pub(crate) fn page(bytes: &[u8], image: usize, limits: &Limits) -> Result<PageImage, InputError> {
    let mut decoder = decoder(bytes)?;
    decoder.seek_to_image(image).map_err(failed)?;
    let (width, height) = decoder.dimensions().map_err(damaged)?;
    limits.check_pixels(width, height)?;
    let (dpi, pixel_height) = resolution(&mut decoder);
    let bytes = rewrite::for_the_decoder(bytes, &mut decoder)?;
    let compression =
        number(&mut decoder, Tag::Compression).and_then(|found| u16::try_from(found).ok());
    let decoded = match compression.map(CompressionMethod::from_u16_exhaustive) {
        Some(CompressionMethod::Huffman | CompressionMethod::Fax3) => {
            fax::decode(&bytes, &mut decoder)?
        }
        Some(CompressionMethod::JPEG) => old_jpeg::decode(&bytes, &mut decoder)?,
        _ => {
            let palette = colours::palette(&mut decoder);
            let mut decoder = directory::decoder(&bytes)?;
            decoder.seek_to_image(image).map_err(failed)?;
            colours::decode(&mut directory::unlimited(decoder), palette.as_deref())?
        }
    };
    Ok(PageImage::new(decoded, dpi).with_pixel_height(pixel_height))
}

/// Dots per inch, where the file says so, and the height of a pixel as a multiple of its width.
fn resolution(decoder: &mut TiffDecoder<'_>) -> (Option<f32>, f32) {
    let mut dots = |tag| match decoder.find_tag(tag).ok()?? {
        Value::Rational(numerator, denominator) => Some(numerator as f32 / denominator as f32),
        other => other.into_f32().ok(),
    };
    let (across, down) = (dots(Tag::XResolution), dots(Tag::YResolution));
    let ratio = across.zip(down).map_or(1.0, |(across, down)| across / down);
    let dpi = match number(decoder, Tag::ResolutionUnit) {
        Some(NO_UNIT) => None,
        Some(CENTIMETRES) => across.map(|across| across * 2.54),
        _ => across,
    };
    (dpi, ratio)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, ImageFormat, RgbImage};
    use std::io::Cursor;

    /// The value of a tag: its type, the count of values and their bytes.
    type Entry = (u16, u16, u32, Vec<u8>);

    fn short(tag: u16, values: &[u16]) -> Entry {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes());
        (tag, 3, values.len() as u32, bytes.collect())
    }

    fn ratio(tag: u16, dots: u32) -> Entry {
        (tag, 5, 1, [dots, 1].map(u32::to_le_bytes).concat())
    }

    /// A file of images of one strip each, or one for each of three planes: their width and height, further
    /// tags, and their bytes.
    fn file(images: &[([u16; 2], Vec<Entry>, &[u8])]) -> Vec<u8> {
        let mut file = b"II*\0\0\0\0\0".to_vec();
        let mut link = 4;
        for ([width, height], tags, strip) in images {
            let planes = if tags.contains(&short(284, &[2])) {
                3
            } else {
                1
            };
            let length = strip.len() / planes;
            let longs = |tag, values: Vec<usize>| {
                let bytes = values
                    .iter()
                    .flat_map(|&value| (value as u32).to_le_bytes());
                (tag, 4, planes as u32, bytes.collect())
            };
            let starts = (0..planes).map(|plane| file.len() + plane * length);
            let mut entries = vec![
                short(256, &[*width]),
                short(257, &[*height]),
                longs(273, starts.collect()),
                longs(279, vec![length; planes]),
            ];
            entries.extend(tags.iter().cloned());
            entries.sort_by_key(|entry| entry.0);
            file.extend_from_slice(strip);
            let mut directory = (entries.len() as u16).to_le_bytes().to_vec();
            for (tag, kind, count, mut value) in entries {
                if value.len() > 4 {
                    let at = file.len() as u32;
                    file.append(&mut value);
                    value = at.to_le_bytes().to_vec();
                }
                value.resize(4, 0);
                directory.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
                directory.extend([&count.to_le_bytes(), value.as_slice()].concat());
            }
            let start = (file.len() as u32).to_le_bytes();
            file[link..link + 4].copy_from_slice(&start);
            link = file.len() + directory.len();
            file.extend([directory.as_slice(), &[0; 4]].concat());
        }
        file
    }

    fn read(size: [u16; 2], tags: Vec<Entry>, strip: &[u8]) -> Result<PageImage, InputError> {
        page(&file(&[(size, tags, strip)]), 0, &Limits::default())
    }

    #[test]
    fn samples_of_every_kind_become_levels() {
        let mut colours = [0u16; 48];
        [colours[1], colours[16 + 1], colours[32 + 1]] = [0x1100, 0x2200, 0x3300];
        let palette = vec![short(258, &[4]), short(262, &[3]), short(320, &colours)];
        let kind = |photometric, samples, bits| {
            vec![
                short(262, &[photometric]),
                short(277, &[samples]),
                short(258, &vec![bits; samples.into()]),
            ]
        };
        let with = |mut tags: Vec<Entry>, tag, value| {
            tags.push(short(tag, &[value]));
            tags
        };
        let cases: [(Vec<Entry>, &[u8], &[u8]); 8] = [
            (palette, &[0x10], &[0x11, 0x22, 0x33, 0, 0, 0]),
            (kind(1, 1, 16), &[0xCD, 0xAB, 1, 0], &[0xAB, 0]),
            (kind(0, 1, 8), &[0, 200], &[255, 55]),
            (kind(1, 1, 2), &[0b1101_0000], &[255, 85]),
            (
                with(kind(2, 3, 8), 284, 2),
                &[1, 2, 3, 4, 5, 6],
                &[1, 3, 5, 2, 4, 6],
            ),
            (
                kind(5, 4, 8),
                &[0, 255, 0, 0, 0, 0, 0, 255],
                &[255, 0, 255, 0, 0, 0],
            ),
            (
                with(kind(1, 2, 8), 338, 2),
                &[0, 255, 0, 0],
                &[0, 0, 0, 255, 255, 255],
            ),
            (with(kind(1, 1, 1), 266, 2), &[0b0000_0010], &[0, 255]),
        ];
        for (tags, strip, levels) in cases {
            let found = read([2, 1], tags.clone(), strip).map(|page| page.image.into_bytes());
            assert_eq!(found.as_deref(), Ok(levels), "{tags:?}");
        }
    }

    #[test]
    fn faxes_of_group_3_are_read() {
        // Two pixels of white, three of black and three of white; with a mark before them in Group 3.
        let (plain, marked) = ([0b0111_1010, 0b0000_0000], [0x00, 0x17, 0xA0]);
        let tags =
            |compression, photometric| vec![short(259, &[compression]), short(262, &[photometric])];
        let mut reversed = tags(2, 0);
        reversed.push(short(266, &[2]));
        let row = [255, 255, 0, 0, 0, 255, 255, 255];
        for (tags, strip, inverted) in [
            (tags(2, 0), plain.as_slice(), false),
            (tags(3, 0), &marked, false),
            (tags(3, 1), &marked, true),
            (reversed, &plain.map(u8::reverse_bits), false),
        ] {
            let found = read([8, 1], tags.clone(), strip)
                .expect("a page")
                .image
                .into_bytes();
            let wanted = row.map(|level: u8| if inverted { !level } else { level });
            assert_eq!(found, wanted, "{tags:?}");
        }
        let short = read([8, 2], tags(3, 0), &marked).expect_err("a row is missing");
        assert!(short.to_string().contains("damaged TIFF"), "{short}");
    }

    #[test]
    fn a_jpeg_within_a_tiff_is_read_and_pieces_of_one_are_no_damage() {
        let mut jpeg = Cursor::new(Vec::new());
        let paper = DynamicImage::from(RgbImage::from_pixel(16, 8, image::Rgb([250, 250, 250])));
        paper
            .write_to(&mut jpeg, ImageFormat::Jpeg)
            .expect("a JPEG");
        let tags = vec![
            short(259, &[6]),
            short(262, &[6]),
            short(277, &[3]),
            short(258, &[8, 8, 8]),
        ];
        let found = read([16, 8], tags.clone(), &jpeg.into_inner()).expect("a page");
        assert_eq!((found.image.width(), found.image.height()), (16, 8));
        let error = read([16, 8], tags, &[1, 2, 3]).expect_err("no JPEG");
        assert!(matches!(error, InputError::Unsupported { .. }), "{error}");
    }

    #[test]
    fn thumbnails_and_masks_are_no_pages() {
        let tags = |kind| {
            let mut tags = vec![short(262, &[1]), short(258, &[8])];
            tags.extend(kind);
            tags
        };
        let image = |kind| ([1, 1], tags(kind), [7].as_slice());
        let copy = image(Some(short(254, &[1])));
        let file_of = |images: &[_]| pages(&file(images));
        let images = [
            copy.clone(),
            image(None),
            image(Some(short(255, &[2]))),
            image(None),
        ];
        assert_eq!(file_of(&images), Ok(vec![1, 3]));
        assert_eq!(file_of(&[copy]), Ok(vec![0]));
    }

    #[test]
    fn the_shape_of_pixels_is_known_with_and_without_a_unit() {
        for (unit, dots, dpi, height) in [
            (2, [204, 98], Some(204.0), 204.0 / 98.0),
            (1, [1, 2], None, 0.5),
            (3, [80, 80], Some(203.2), 1.0),
            (2, [300, 1], Some(300.0), 1.0),
        ] {
            let tags = vec![
                short(262, &[1]),
                short(258, &[8]),
                short(296, &[unit]),
                ratio(282, dots[0]),
                ratio(283, dots[1]),
            ];
            let found = read([1, 1], tags, &[0]).expect("a page");
            assert_eq!((found.dpi, found.pixel_height), (dpi, height), "{dots:?}");
        }
    }
}
