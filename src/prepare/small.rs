//! A page made smaller, in which marks larger than letters are looked for.

use super::components::{Component, components};
use super::stretches::printed_columns;
use image::{GrayImage, Luma};

/// A page made smaller: where any pixel is print, it is black, elsewhere white.
pub(crate) struct Small {
    pub(crate) image: GrayImage,
    /// Pixels of the page for one of it.
    pub(crate) scale: f32,
}

impl Small {
    /// A page of which pixels up to `threshold` are print, `scale` times smaller.
    pub(crate) fn of(page: &GrayImage, threshold: u8, scale: f32) -> Small {
        let scale = scale.max(1.0);
        let side = |pixels: u32| ((pixels as f32 / scale).ceil() as u32).max(1);
        let mut image = GrayImage::from_pixel(side(page.width()), side(page.height()), Luma([255]));
        let columns: Vec<u32> = (0..page.width())
            .map(|x| (x as f32 / scale) as u32)
            .collect();
        let width = page.width().max(1) as usize;
        for (y, row) in page.as_raw().chunks_exact(width).enumerate() {
            let small = (y as f32 / scale) as u32;
            for x in printed_columns(row, threshold) {
                image.put_pixel(columns[x], small, Luma([0]));
            }
        }
        Small { image, scale }
    }

    /// Its connected print.
    pub(crate) fn blobs(&self) -> impl Iterator<Item = Component> {
        let print = self.image.as_raw().iter().map(|&pixel| pixel == 0);
        components(print.collect(), self.image.width() as usize)
    }

    /// Column and row of a place.
    pub(crate) fn point(&self, place: usize) -> (i32, i32) {
        let width = self.image.width() as usize;
        ((place % width) as i32, (place / width) as i32)
    }
}
