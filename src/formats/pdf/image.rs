//! The image of a page: as its file holds it, or packed anew without loss.

use crate::document::layout::{Coding, ScanStream};
use fax::encoder::Encoder;
use fax::{Color, VecWriter};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, GrayImage};
use pdf_writer::types::Predictor;
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
            PageScan::Stream(stream) => stream.size,
            PageScan::Pixels(image) => (image.width(), image.height()),
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
        Coding::Png => {
            image.filter(Filter::FlateDecode);
            image
                .decode_parms()
                .predictor(Predictor::PngOptimum)
                .colors(i32::from(stream.colours))
                .bits_per_component(i32::from(stream.bits))
                .columns(width);
        }
        Coding::Fax => {
            image.filter(Filter::CcittFaxDecode);
            image.decode_parms().k(-1).columns(width).rows(height);
        }
    }
    image.width(width).height(height);
    image.bits_per_component(i32::from(stream.bits));
    image.color_space_name(colour_space(stream.colours));
}

fn colour_space(colours: u8) -> Name<'static> {
    match colours {
        1 => Name(b"DeviceGray"),
        _ => Name(b"DeviceRGB"),
    }
}

/// Packs pixels without loss: black and white as fax machines do, others as PNG does.
fn write_pixels(pdf: &mut Pdf, at: Ref, image: &DynamicImage) {
    let size = (image.width(), image.height());
    let bilevel = image
        .as_luma8()
        .filter(|gray| is_bilevel(gray) && gray.width() < u32::from(u16::MAX));
    let stream = match bilevel {
        Some(gray) => ScanStream {
            size,
            bits: 1,
            colours: 1,
            coding: Coding::Fax,
            bytes: as_fax(gray),
        },
        None => ScanStream::of_png(&as_png(image)).expect("a PNG of our own"),
    };
    write_stream(pdf, at, &stream);
}

fn as_fax(image: &GrayImage) -> Vec<u8> {
    let width = image.width() as u16;
    let mut encoder = Encoder::new(VecWriter::new());
    for row in image.as_raw().chunks(usize::from(width).max(1)) {
        let pixels = row.iter().map(|&pixel| match pixel {
            0 => Color::Black,
            _ => Color::White,
        });
        encoder
            .encode_line(pixels, width)
            .expect("memory is written to");
    }
    let done = encoder.finish().expect("memory is written to");
    done.finish()
}

fn as_png(image: &DynamicImage) -> Vec<u8> {
    let plain = match image.as_luma8() {
        Some(_) => image.clone(),
        None => image.to_rgb8().into(),
    };
    let mut bytes = Vec::new();
    let packed =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    plain
        .write_with_encoder(packed)
        .expect("memory is written to");
    bytes
}

fn is_bilevel(image: &GrayImage) -> bool {
    image.as_raw().iter().all(|pixel| matches!(pixel, 0 | 255))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_of_black_and_white_are_packed_as_faxes_and_come_back() {
        let shade = |x: u32, y: u32| u8::from(!(x / 7 + y / 3).is_multiple_of(3)) * 255;
        let image = GrayImage::from_fn(61, 20, |x, y| image::Luma([shade(x, y)]));
        assert!(is_bilevel(&image));
        let mut rows: Vec<u8> = Vec::new();
        fax::decoder::decode_g4(as_fax(&image).into_iter(), 61, None, |changes| {
            let row = fax::decoder::pels(changes, 61);
            rows.extend(row.map(|color| if color == Color::White { 255 } else { 0 }));
        });
        assert_eq!(&rows, image.as_raw());
    }

    #[test]
    fn other_pixels_are_packed_as_png() {
        let image = image::RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8, y as u8, 9]));
        let stream = ScanStream::of_png(&as_png(&image.into())).expect("a stream");
        assert_eq!((stream.size, stream.bits, stream.colours), ((40, 30), 8, 3));
        assert!(stream.bytes.len() < 40 * 30);
    }
}
