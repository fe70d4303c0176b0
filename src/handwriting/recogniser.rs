//! The recogniser: a network and the readings of what it saw.

use super::classes::SHAPE;
use super::decode;
use super::decode::{Column, Reading};
use super::strip::{self, Cut};
use crate::recognition::network::Network;
use image::GrayImage;

/// The weights of its network.
pub(crate) static WEIGHTS: &[u8] = include_bytes!("../../dictionaries/digits.nn");

/// Reads lines with written digits.
#[derive(Debug)]
pub struct Recogniser(Network);

/// A line as read.
pub(crate) struct RecognisedLine {
    pub(crate) columns: Vec<Column>,
    /// Readings of the line, the likeliest first.
    pub(crate) readings: Vec<Reading>,
}

impl Recogniser {
    /// The recogniser with the weights that come with the program.
    pub fn builtin() -> Recogniser {
        Recogniser::read(WEIGHTS).expect("the weights of the program are whole")
    }

    /// Reads weights; `None` if they are not those of such a network.
    pub fn read(bytes: &[u8]) -> Option<Recogniser> {
        Network::read(bytes, &SHAPE).map(Recogniser)
    }

    /// Reads what lies along a cut of a page, which is moved to where its print stands.
    pub(crate) fn line_at(&self, cut: &mut Cut, levels: &GrayImage) -> RecognisedLine {
        cut.align_to_print(levels);
        self.line(&strip::cut(levels, cut))
    }

    /// Reads a strip of [`HEIGHT`](super::classes::HEIGHT) rows, paper 0 and ink 1.
    pub(crate) fn line(&self, strip: &[f32]) -> RecognisedLine {
        let columns = decode::columns(&self.0.scores(strip));
        let readings = decode::readings(&columns);
        RecognisedLine { columns, readings }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handwriting::classes::HEIGHT;

    #[test]
    fn only_whole_weights_are_read() {
        assert!(Recogniser::read(WEIGHTS).is_some());
        assert!(Recogniser::read(&WEIGHTS[..WEIGHTS.len() - 2]).is_none());
        assert!(Recogniser::read(b"").is_none());
        assert!(Recogniser::read(b"BCHS\0\0\0\0").is_none());
    }

    #[test]
    fn readings_of_a_line_share_its_probability() {
        let line = Recogniser::builtin().line(&[0.0; HEIGHT * 200]);
        assert_eq!(line.columns.len(), 100);
        let sum: f64 = line
            .readings
            .iter()
            .map(|reading| reading.probability)
            .sum();
        assert!(sum > 0.9 && sum < 1.0 + 1e-6, "{sum}");
    }

    #[test]
    fn every_column_has_probabilities() {
        let network = Network::read(WEIGHTS, &SHAPE).expect("weights");
        for width in [8usize, 9, 31] {
            let scores = network.scores(&vec![0.0; HEIGHT * width]);
            assert_eq!(scores.len(), width.div_ceil(2));
            for column in scores {
                let sum: f32 = column.iter().map(|score| score.exp()).sum();
                assert!((sum - 1.0).abs() < 1e-4);
            }
        }
    }
}
