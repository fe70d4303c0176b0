//! The reader: a network, its characters, and the strips that it reads.

use super::decode::{ReadLine, best_path};
use super::place::LinePlace;
use super::shape::SHAPE;
use crate::recognition::network::{Network, Shape};
use crate::recognition::strip;
use image::GrayImage;

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
        best_path(&self.network.scores(strip), &self.characters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::shape::HEIGHT;
    use image::Luma;

    #[test]
    fn only_whole_weights_are_read() {
        assert!(Reader::read(&WEIGHTS[..WEIGHTS.len() - 2]).is_none());
        assert!(Reader::read(&WEIGHTS[4..]).is_none());
        assert!(Reader::read(b"BCHC\xff\xff").is_none());
    }

    #[test]
    fn strokes_are_read_and_paper_is_not() {
        let reader = Reader::builtin();
        let strip = |ink: fn(u32, u32) -> bool| {
            GrayImage::from_fn(48, HEIGHT as u32, |x, y| {
                Luma([if ink(x, y) { 20 } else { 240 }])
            })
        };
        assert_eq!(reader.strip(&strip(|_, _| false)).text(), "");
        let dash = strip(|x, y| (18..30).contains(&x) && (20..23).contains(&y));
        assert!(["-", "–"].contains(&reader.strip(&dash).text().as_str()));
        // Of any width, even of less than a column's.
        for width in [1, 3, 9] {
            reader.strip(&GrayImage::new(width, HEIGHT as u32));
        }
    }
}
