//! A page made smaller, in which marks larger than letters are looked for.

use crate::document::layout::BBox;
use image::{GrayImage, Luma};

/// A page made smaller: where any pixel is print, it is black, elsewhere white.
pub(crate) struct Small {
    pub(crate) image: GrayImage,
    /// Pixels of the page for one of it.
    pub(crate) scale: f32,
}

/// Connected print.
pub(crate) struct Blob {
    /// The box around it.
    pub(crate) bbox: BBox,
    /// Its pixels.
    pub(crate) points: Vec<(i32, i32)>,
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
            for (&column, _) in columns
                .iter()
                .zip(row)
                .filter(|(_, pixel)| **pixel <= threshold)
            {
                image.put_pixel(column, small, Luma([0]));
            }
        }
        Small { image, scale }
    }

    /// Its connected print.
    pub(crate) fn blobs(&self) -> Vec<Blob> {
        let (width, height) = (self.image.width() as i32, self.image.height() as i32);
        let mut left: Vec<bool> = self
            .image
            .as_raw()
            .iter()
            .map(|&pixel| pixel == 0)
            .collect();
        let mut blobs = Vec::new();
        for first in 0..left.len() {
            if !std::mem::take(&mut left[first]) {
                continue;
            }
            let (mut points, mut next) = (vec![(first as i32 % width, first as i32 / width)], 0);
            let mut bbox: Option<BBox> = None;
            while let Some(&(x, y)) = points.get(next) {
                next += 1;
                let here = BBox::from([x, y, x + 1, y + 1]);
                bbox = Some(bbox.map_or(here, |b| b.union(here)));
                for y in (y - 1).max(0)..(y + 2).min(height) {
                    for x in (x - 1).max(0)..(x + 2).min(width) {
                        if std::mem::take(&mut left[(y * width + x) as usize]) {
                            points.push((x, y));
                        }
                    }
                }
            }
            blobs.push(Blob {
                bbox: bbox.unwrap_or_default(),
                points,
            });
        }
        blobs
    }
}
