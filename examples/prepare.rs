//! Writes a page as the OCR engine gets it, to look at, with the cells of its ruled tables outlined:
//! `prepare SCAN PAGE OUT.png`.

use baocao::input::{Limits, Source, open};
use baocao::prepare::{Attempt, prepare};
use image::{DynamicImage, Rgb};
use imageproc::drawing::draw_hollow_rect_mut;
use imageproc::rect::Rect;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [scan, page, out] = &arguments[..] else {
        return Err("usage: prepare SCAN PAGE OUT.png".into());
    };
    let Source::Pages(pages) = open(std::fs::read(scan)?.into(), &Limits::default())? else {
        return Err("a text has no pages".into());
    };
    let prepared = prepare(&pages.page(page.parse::<usize>()? - 1)?, Attempt::Normal);
    let mut picture = DynamicImage::ImageLuma8(prepared.image).into_rgb8();
    for cell in prepared.grids.iter().flat_map(|grid| &grid.cells) {
        let b = cell.bbox;
        let (width, height) = ((b.x1 - b.x0).max(1), (b.y1 - b.y0).max(1));
        let outline = Rect::at(b.x0, b.y0).of_size(width as u32, height as u32);
        draw_hollow_rect_mut(&mut picture, outline, Rgb([255, 0, 0]));
    }
    picture.save(out)?;
    Ok(())
}
