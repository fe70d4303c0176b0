//! The recogniser: networks of one make that were trained apart, and whose readings are averaged. What one
//! of them takes for sure by mistake the others seldom take for the same.

use super::decode::{self, Column, Reading};
use super::network::Network;

/// The weights of its networks, one after the other.
pub(super) static WEIGHTS: &[u8] = include_bytes!("../../dictionaries/digits.nn");

/// The networks that read a line together.
#[derive(Debug)]
pub struct Recogniser(Vec<Network>);

/// A line as read.
pub(super) struct Line {
    /// The columns of the network that is surest of the first reading.
    pub(super) columns: Vec<Column>,
    /// What the line may say, the likeliest first.
    pub(super) readings: Vec<Reading>,
}

impl Recogniser {
    /// The recogniser with the weights that come with the program.
    pub fn builtin() -> Recogniser {
        Recogniser::read(WEIGHTS).expect("the weights of the program are whole")
    }

    /// Reads weights; `None` if they are not those of such networks.
    pub fn read(mut bytes: &[u8]) -> Option<Recogniser> {
        let mut networks = Vec::new();
        while !bytes.is_empty() {
            let (network, rest) = Network::read(bytes)?;
            networks.push(network);
            bytes = rest;
        }
        (!networks.is_empty()).then_some(Recogniser(networks))
    }

    /// Reads a strip of [`HEIGHT`](super::network::HEIGHT) rows, paper 0 and ink 1.
    pub(super) fn line(&self, strip: &[f32]) -> Line {
        let read = |network: &Network| {
            let columns = decode::columns(&network.scores(strip));
            let readings = decode::readings(&columns);
            (columns, readings)
        };
        let (mut columns, each): (Vec<_>, Vec<_>) = self.0.iter().map(read).unzip();
        let readings = decode::average(&each);
        let first = readings.first().map(|first| &first.labels);
        let share = |network: usize| {
            let mut own = each[network].iter();
            own.find(|reading| Some(&reading.labels) == first)
                .map_or(0.0, |reading| reading.probability)
        };
        let surest = (0..columns.len()).max_by(|&a, &b| share(a).total_cmp(&share(b)));
        Line {
            columns: columns.swap_remove(surest.unwrap_or(0)),
            readings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::network::HEIGHT;
    use super::*;

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
}
