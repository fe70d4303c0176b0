//! A reader of printed lines that is unrelated to the engine: a line's strip goes through a small network, whose
//! likeliest classes are its characters. `training/train_reader.py` makes the weights.

mod decode;
mod place;

pub use decode::{Character, ReadLine};
pub use place::LinePlace;

use crate::recognition::network::{Network, Shape};
use crate::recognition::strip;
use image::GrayImage;

/// Rows of a strip.
const HEIGHT: usize = 40;
/// Columns of pixels for one column of scores.
const STEP: usize = 4;
/// The convolutions of a strip, each with its kernel and its steps, the last of which leave an eighth of the rows.
const SHAPE: Shape = Shape {
    height: HEIGHT,
    layers: &[
        ((5, 5), (2, 2)),
        ((3, 3), (2, 2)),
        ((3, 3), (1, 1)),
        ((3, 3), (2, 1)),
        ((3, 3), (1, 1)),
    ],
    rows: HEIGHT / 8,
    reach: 5,
    apart: &[1, 2, 4, 8, 1],
    scores: 0,
};

/// Reads printed lines.
#[derive(Debug)]
pub struct Reader {
    network: Network,
    /// What the classes after the first one, nothing, mean.
    characters: Vec<char>,
}

impl Reader {
    /// Reads weights as `training/train_reader.py` wrote them; `None` if they are not those of such a network.
    pub fn read(bytes: &[u8]) -> Option<Reader> {
        let (length, rest) = bytes.strip_prefix(b"BCHC")?.split_first_chunk()?;
        let (letters, weights) = rest.split_at_checked(u16::from_le_bytes(*length).into())?;
        let characters: Vec<char> = std::str::from_utf8(letters).ok()?.chars().collect();
        let shape = Shape {
            scores: characters.len() + 1,
            ..SHAPE
        };
        Some(Reader {
            network: Network::read(weights, &shape)?,
            characters,
        })
    }

    /// Reads a line of a page.
    pub fn line(&self, levels: &GrayImage, place: &LinePlace) -> ReadLine {
        let size = (place.width(), HEIGHT);
        let strip = strip::cut(levels, size, place.scale(), |x, y| place.on_page(x, y));
        self.columns(&strip)
    }

    /// Reads a strip: an image of levels that is as high as strips are.
    pub fn strip(&self, levels: &GrayImage) -> ReadLine {
        let mut strip: Vec<f32> = levels.pixels().map(|pixel| pixel.0[0].into()).collect();
        strip::normalise(&mut strip);
        self.columns(&strip)
    }

    fn columns(&self, strip: &[f32]) -> ReadLine {
        decode::best_path(&self.network.scores(strip), &self.characters)
    }
}
