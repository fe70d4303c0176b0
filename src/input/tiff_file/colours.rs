//! Samples of a TIFF page → an image of gray or of colours, eight bits each: samples of other depths are
//! scaled, planes put together, palettes looked up, inks of printers turned into light.

use super::directory::{TiffDecoder, damaged, failed, number, unsupported};
use super::rewrite;
use crate::input::limits::InputError;
use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};
use tiff::ColorType;
use tiff::decoder::DecodingResult;
use tiff::tags::Tag;

/// The colours that samples stand for: all reds, all greens, all blues; `None` where they are no numbers of colours.
pub(super) fn palette(decoder: &mut TiffDecoder<'_>) -> Option<Vec<u8>> {
    let is_palette = number(decoder, Tag::PhotometricInterpretation) == Some(rewrite::PALETTE);
    let colours = decoder
        .find_tag_unsigned_vec::<u16>(Tag::ColorMap)
        .ok()?
        .filter(|_| is_palette)?;
    // Levels take 16 bits, but some programs write them as if they took eight.
    let bytes = colours.iter().all(|&level| level < 256);
    let level = |level: u16| if bytes { level } else { level >> 8 } as u8;
    Some(colours.into_iter().map(level).collect())
}

/// Decodes the decoder's current image.
pub(super) fn decode(
    decoder: &mut TiffDecoder<'_>,
    palette: Option<&[u8]>,
) -> Result<DynamicImage, InputError> {
    let (width, height) = decoder.dimensions().map_err(damaged)?;
    let colour = decoder.colortype().map_err(failed)?;
    let mut samples = DecodingResult::U8(Vec::new());
    let layout = decoder.read_image_to_buffer(&mut samples).map_err(failed)?;
    let (bits, count) = (colour.bit_depth(), usize::from(colour.num_samples()));
    let planes = layout.planes.max(1);
    let levels = match samples {
        DecodingResult::U8(bytes) if bits < 8 => {
            let highest = if palette.is_some() {
                (1 << bits) - 1
            } else {
                255
            };
            let samples = if planes > 1 { 1 } else { count };
            unpacked(&bytes, width as usize * samples, bits, highest)
        }
        DecodingResult::U8(bytes) => bytes,
        DecodingResult::U16(all) => all.into_iter().map(|level| (level >> 8) as u8).collect(),
        DecodingResult::U32(all) => all.into_iter().map(|level| (level >> 24) as u8).collect(),
        DecodingResult::F32(all) => all.into_iter().map(|level| (level * 255.0) as u8).collect(),
        _ => {
            return Err(unsupported(
                "samples that are neither whole numbers nor floats of 32 bits",
            ));
        }
    };
    let levels = if planes > 1 {
        interleaved(&levels, planes, count)
    } else {
        levels
    };
    let size = (width, height);
    let extra = number(decoder, Tag::ExtraSamples);
    image(size, (colour, extra), levels, palette)?
        .ok_or_else(|| damaged("the page is shorter than it says"))
}

/// Samples of fewer bits than a byte has, each row beginning a byte; the largest becomes `highest`.
fn unpacked(bytes: &[u8], row: usize, bits: u8, highest: u8) -> Vec<u8> {
    let (bits, most) = (usize::from(bits), (1u16 << bits) - 1);
    let in_byte = 8 / bits;
    // Bytes are looked up, as most scans have a bit for a pixel.
    let levels = |byte: u8| -> [u8; 8] {
        std::array::from_fn(|at| {
            let sample = u16::from(byte) >> (8 - bits - at % in_byte * bits) & most;
            (sample * u16::from(highest) / most) as u8
        })
    };
    let levels: Vec<[u8; 8]> = (0..=u8::MAX).map(levels).collect();
    let mut unpacked = Vec::with_capacity(bytes.len() * in_byte);
    for packed in bytes.chunks((row * bits).div_ceil(8).max(1)) {
        let end = unpacked.len() + row.min(packed.len() * in_byte);
        for &byte in packed {
            unpacked.extend_from_slice(&levels[usize::from(byte)][..in_byte]);
        }
        unpacked.truncate(end);
    }
    unpacked
}

/// Planes one after the other → the first `count` samples of each pixel together.
fn interleaved(levels: &[u8], planes: usize, count: usize) -> Vec<u8> {
    let pixels = levels.len() / planes;
    let pixel = |at: usize| (0..count.min(planes)).map(move |plane| levels[plane * pixels + at]);
    (0..pixels).flat_map(pixel).collect()
}

/// The image that levels make; the inner `None` where they are too few.
fn image(
    (width, height): (u32, u32),
    (colour, extra): (ColorType, Option<u32>),
    levels: Vec<u8>,
    palette: Option<&[u8]>,
) -> Result<Option<DynamicImage>, InputError> {
    let rgb =
        |levels: Vec<u8>| RgbImage::from_raw(width, height, levels).map(DynamicImage::ImageRgb8);
    let each = |colour: fn(&[u8]) -> [u8; 3], samples: usize| {
        rgb(levels.chunks_exact(samples).flat_map(colour).collect())
    };
    Ok(match colour {
        ColorType::Gray(_) if let Some(palette) = palette => rgb(looked_up(&levels, palette)),
        ColorType::Gray(_) => {
            GrayImage::from_raw(width, height, levels).map(DynamicImage::ImageLuma8)
        }
        ColorType::GrayA(_) => {
            GrayAlphaImage::from_raw(width, height, levels).map(DynamicImage::ImageLumaA8)
        }
        ColorType::Multiband { num_samples, .. } => {
            let samples = usize::from(num_samples);
            // Transparency is 1, or 2; any other number is a sample that only its program understands.
            let transparent = matches!(extra, Some(1 | 2)) && samples > 1;
            let kept = if transparent { 2 } else { 1 };
            let levels = levels
                .chunks_exact(samples)
                .flat_map(|pixel| &pixel[..kept])
                .copied()
                .collect();
            match transparent {
                true => {
                    GrayAlphaImage::from_raw(width, height, levels).map(DynamicImage::ImageLumaA8)
                }
                false => GrayImage::from_raw(width, height, levels).map(DynamicImage::ImageLuma8),
            }
        }
        ColorType::RGB(_) => rgb(levels),
        ColorType::RGBA(_) => {
            RgbaImage::from_raw(width, height, levels).map(DynamicImage::ImageRgba8)
        }
        ColorType::CMYK(_) => each(rgb_of_inks, 4),
        ColorType::CMYKA(_) => each(rgb_of_inks, 5),
        ColorType::YCbCr(_) => each(rgb_of_chroma, 3),
        other => return Err(unsupported(format!("colours of the kind {other:?}"))),
    })
}

/// The colours that samples are the numbers of.
fn looked_up(levels: &[u8], palette: &[u8]) -> Vec<u8> {
    let count = palette.len() / 3;
    let colour = |&number: &u8| {
        let level = |channel: usize| palette.get(channel * count + usize::from(number)).copied();
        [0, 1, 2].map(|channel| level(channel).unwrap_or(0))
    };
    levels.iter().flat_map(colour).collect()
}

/// What cyan, magenta, yellow and black leave of the light.
fn rgb_of_inks(inks: &[u8]) -> [u8; 3] {
    let left = |ink: u8| u16::from(255 - ink);
    [0, 1, 2].map(|ink| (left(inks[ink]) * left(inks[3]) / 255) as u8)
}

/// Luma and chroma → colours, as JFIF has it.
fn rgb_of_chroma(samples: &[u8]) -> [u8; 3] {
    let [luma, blue, red] = [samples[0], samples[1], samples[2]].map(f32::from);
    let (blue, red) = (blue - 128.0, red - 128.0);
    [
        luma + 1.402 * red,
        luma - 0.344_136 * blue - 0.714_136 * red,
        luma + 1.772 * blue,
    ]
    .map(|level| level.round() as u8)
}
