//! The image of a page: as its file holds it, or packed anew without loss.

use crate::document::layout::{Coding, ScanStream, Turn};
use image::{DynamicImage, GrayImage};
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::{Filter, Name, Pdf, Ref};

/// The image of a page.
#[derive(Debug)]
pub enum PageScan {
    /// As its file holds it.
    Stream(ScanStream),
    /// Its pixels.
    Pixels(DynamicImage),
}

impl PageScan {
    /// Width and height of the page in pixels.
    pub(crate) fn size(&self) -> (u32, u32) {
        match self {
            PageScan::Stream(stream) if stream.turn.swaps_sides() => (stream.size.1, stream.size.0),
            PageScan::Stream(stream) => stream.size,
            PageScan::Pixels(image) => (image.width(), image.height()),
        }
    }

    /// Clockwise turn of the image on the page.
    pub(crate) fn turn(&self) -> Turn {
        match self {
            PageScan::Stream(stream) => stream.turn,
            PageScan::Pixels(_) => Turn::None,
        }
    }

    /// Writes the image.
    pub(crate) fn write(&self, pdf: &mut Pdf, at: Ref) {
        match self {
            PageScan::Stream(stream) => write_stream(pdf, at, stream),
            PageScan::Pixels(image) => write_pixels(pdf, at, image),
        }
    }
}

fn write_stream(pdf: &mut Pdf, at: Ref, stream: &ScanStream) {
    let (width, height) = (stream.size.0 as i32, stream.size.1 as i32);
    let mut image = pdf.image_xobject(at, &stream.bytes);
    match stream.coding {
        Coding::Jpeg => {
            image.filter(Filter::DctDecode);
        }
        Coding::Fax {
            k,
            black_is_1,
            byte_align,
        } => {
            image.filter(Filter::CcittFaxDecode);
            image
                .decode_parms()
                .k(k)
                .columns(width)
                .rows(height)
                .black_is_1(black_is_1)
                .encoded_byte_align(byte_align);
        }
    }
    image.width(width).height(height);
    image.bits_per_component(i32::from(stream.bits));
    image.color_space_name(colour_space(stream.colours));
    if stream.inverted {
        image.decode((0..stream.colours).flat_map(|_| [1.0, 0.0]));
    }
}

fn colour_space(colours: u8) -> Name<'static> {
    match colours {
        1 => Name(b"DeviceGray"),
        3 => Name(b"DeviceRGB"),
        _ => Name(b"DeviceCMYK"),
    }
}

fn write_pixels(pdf: &mut Pdf, at: Ref, image: &DynamicImage) {
    let (width, height) = (image.width() as i32, image.height() as i32);
    let (bits, colours, bytes) = match image.as_luma8() {
        Some(gray) if is_bilevel(gray) => (1, 1, packed_bits(gray)),
        Some(gray) => (8, 1, gray.as_raw().clone()),
        None => (8, 3, image.to_rgb8().into_raw()),
    };
    let packed = compress_to_vec_zlib(&bytes, 6);
    let mut image = pdf.image_xobject(at, &packed);
    image.filter(Filter::FlateDecode);
    image.width(width).height(height);
    image.bits_per_component(bits);
    image.color_space_name(colour_space(colours));
}

fn is_bilevel(image: &GrayImage) -> bool {
    image.as_raw().iter().all(|pixel| matches!(pixel, 0 | 255))
}

/// Eight pixels a byte, rows from bytes on.
fn packed_bits(image: &GrayImage) -> Vec<u8> {
    let rows = image.as_raw().chunks(image.width().max(1) as usize);
    rows.flat_map(|row| {
        row.chunks(8).map(|pixels| {
            let bits = pixels.iter().enumerate();
            bits.fold(0, |byte, (at, &pixel)| byte | (pixel & 0x80) >> at)
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_of_black_and_white_take_a_bit() {
        let image = GrayImage::from_fn(10, 2, |x, y| image::Luma([if x == y { 255 } else { 0 }]));
        assert!(is_bilevel(&image));
        assert_eq!(packed_bits(&image), [0x80, 0, 0x40, 0]);
    }
}
