//! Writes a page as the OCR engine gets it, to look at: `prepare SCAN PAGE OUT.png`.

use baocao::input::{Limits, Source, open};
use baocao::prepare::{Attempt, prepare};
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
    prepared.image.save(out)?;
    Ok(())
}
