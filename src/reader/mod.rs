//! A reader of printed lines that is unrelated to the engine: a line's strip goes through a small network, whose
//! likeliest classes are its characters. `training/train_reader.py` makes the weights.

mod decode;
mod place;
mod second;

pub use decode::{Character, ReadLine};
pub use place::LinePlace;
pub use second::read_again;

use crate::recognition::network::{Network, Shape};
use crate::recognition::strip;
use image::GrayImage;
use serde::{Deserialize, Serialize};

/// What reads the print of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Readers {
    /// Tesseract alone
    #[default]
    Tesseract,
    /// Tesseract, and a second reader that confirms figures
    Both,
}

impl Readers {
    /// The reader beside the engine, if there is to be one.
    pub fn second(self) -> Option<Reader> {
        (self == Readers::Both).then(Reader::builtin)
    }
}

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

/// The weights that come with the program.
static WEIGHTS: &[u8] = include_bytes!("../../dictionaries/reader.nn");

/// Reads printed lines.
#[derive(Debug)]
pub struct Reader {
    network: Network,
    /// What the classes after the first one, nothing, mean.
    characters: Vec<char>,
}

impl Reader {
    /// The reader with the weights that come with the program.
    pub fn builtin() -> Reader {
        Reader::read(WEIGHTS).expect("the weights of the program are whole")
    }

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

    /// Reads a line of a page, and tells where it lies.
    pub fn line(&self, levels: &GrayImage, place: &LinePlace) -> (LinePlace, ReadLine) {
        let (place, strip) = place.strip(levels);
        (place, self.columns(&strip))
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
