//! Small scans: strips of a page, quick to read.

use super::fixture;
use image::{GrayImage, imageops};
use std::fs::{self, File};
use std::path::Path;
use std::sync::OnceLock;
use tiff::encoder::TiffEncoder;
use tiff::encoder::colortype::Gray8;

/// Height of a strip in pixels: a line of print.
const HEIGHT: u32 = 49;
/// Where lines begin, and the width up to a space within them: what is cut through is read again and again, and takes
/// ten times as long.
const LINES: [(u32, u32); 7] = [
    (724, 708),
    (1626, 686),
    (1257, 701),
    (1582, 680),
    (1670, 657),
    (1713, 663),
    (2031, 658),
];
/// Where strips begin: before the margin.
const LEFT: u32 = 100;

/// A strip of a page; those with other numbers show other lines, or the same further to the left.
pub(crate) fn strip(number: u32) -> GrayImage {
    static PAGE: OnceLock<GrayImage> = OnceLock::new();
    let page = PAGE.get_or_init(|| {
        let page = image::open(fixture("scans/002-office200.jpg"));
        page.expect("a scan").to_luma8()
    });
    let round = number / LINES.len() as u32;
    let (top, width) = LINES[number as usize % LINES.len()];
    imageops::crop_imm(page, LEFT + round, top, width - round, HEIGHT).to_image()
}

/// Writes a TIFF file with a page for each strip.
pub(crate) fn tiff(path: &Path, strips: impl IntoIterator<Item = u32>) {
    let mut file = TiffEncoder::new(File::create(path).expect("created")).expect("a TIFF");
    for number in strips {
        let strip = strip(number);
        let (width, height) = strip.dimensions();
        file.write_image::<Gray8>(width, height, strip.as_raw())
            .expect("a page");
    }
}

/// A folder of scans, each with a number of pages.
pub(crate) fn folder(path: &Path, scans: u32, pages: u32) {
    fs::create_dir_all(path).expect("a folder");
    for scan in 0..scans {
        let first = scan * pages;
        tiff(
            &path.join(format!("scan-{scan:02}.tif")),
            first..first + pages,
        );
    }
}
