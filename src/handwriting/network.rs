//! The recogniser of lines: convolutions of the strip, blocks of wider and wider convolutions along its
//! columns (after Bai, Kolter, Koltun 2018), and a score for every class in every column.
//! `training/train.py` makes its weights.

use nalgebra::{DMatrix, DMatrixView};
use std::borrow::Cow;

/// Rows of a strip.
pub(crate) const HEIGHT: usize = 48;
/// Scores of a column: nothing, and one for each of [`CLASSES`].
pub(crate) const SCORES: usize = CLASSES.len() + 1;

/// The classes, in the order of the weights: printed digits, written ones, the words around
/// the slots, and the marks of the symbol. Letters count as nothing.
pub(crate) const CLASSES: [Class; 26] = classes();

/// A class of the recogniser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// A digit in print.
    Printed(u8),
    /// A digit by hand.
    Written(u8),
    /// A word before a slot.
    Word(Keyword),
    /// The mark before a symbol or a year.
    Slash,
    /// The mark before a symbol of the Party.
    Dash,
}

/// A printed word that stands before a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keyword {
    /// *Số*.
    Number,
    /// *ngày*.
    Day,
    /// *tháng*.
    Month,
    /// *năm*.
    Year,
}

const fn classes() -> [Class; 26] {
    const WORDS: [Keyword; 4] = [Keyword::Number, Keyword::Day, Keyword::Month, Keyword::Year];
    let mut all = [Class::Slash; 26];
    let mut digit = 0;
    while digit < 10 {
        all[digit] = Class::Printed(digit as u8);
        all[10 + digit] = Class::Written(digit as u8);
        digit += 1;
    }
    let mut word = 0;
    while word < WORDS.len() {
        all[20 + word] = Class::Word(WORDS[word]);
        word += 1;
    }
    all[25] = Class::Dash;
    all
}

/// Rows and columns of the kernel of each convolution of a strip, and its steps down and across; how many
/// channels come out stands with the weights.
const LAYERS: [((usize, usize), (usize, usize)); 6] = [
    ((5, 5), (2, 2)),
    ((3, 3), (2, 1)),
    ((3, 3), (2, 1)),
    ((3, 3), (1, 1)),
    ((3, 3), (1, 1)),
    ((3, 3), (2, 1)),
];
/// Rows that are left after them.
const ROWS: usize = HEIGHT / 16;
/// Columns that a block sees, and how far apart those are in each block.
const REACH: usize = 5;
const APART: [usize; 5] = [1, 2, 4, 8, 1];

/// A network with its weights.
#[derive(Debug)]
pub(crate) struct Network {
    convolutions: Vec<Convolution>,
    flat: Convolution,
    blocks: Vec<Block>,
    classes: Convolution,
}

/// What columns around a column add to it.
#[derive(Debug)]
struct Block {
    around: Convolution,
    widen: Convolution,
}

/// Maps of equal size, one after the other, row by row.
struct Maps {
    channels: usize,
    rows: usize,
    width: usize,
    values: Vec<f32>,
}

impl Maps {
    fn row(&self, channel: usize, row: usize) -> &[f32] {
        let start = (channel * self.rows + row) * self.width;
        &self.values[start..start + self.width]
    }

    /// Without what is below 0.
    fn rectified(mut self) -> Maps {
        for value in &mut self.values {
            *value = value.max(0.0);
        }
        self
    }

    fn add(&mut self, more: &Maps) {
        for (value, more) in self.values.iter_mut().zip(&more.values) {
            *value += more;
        }
    }

    /// Every row of every map as a channel of its own.
    fn into_columns(self) -> Maps {
        Maps {
            channels: self.channels * self.rows,
            rows: 1,
            ..self
        }
    }
}

impl Network {
    /// Reads weights as `training/train.py` wrote them; `None` if they are not those of such a network.
    pub(crate) fn read(bytes: &[u8]) -> Option<Network> {
        let mut weights = Weights(bytes.strip_prefix(b"BCHS")?);
        let mut sizes = [0; LAYERS.len() + 2];
        for size in &mut sizes {
            *size = weights.size()?;
        }
        let [outs @ .., wide, narrow] = sizes;
        let (mut channels, mut convolutions) = (1, Vec::with_capacity(LAYERS.len()));
        for (out, (kernel, step)) in outs.into_iter().zip(LAYERS) {
            convolutions.push(Convolution {
                step,
                ..weights.convolution(channels, out, kernel, 1)?
            });
            channels = out;
        }
        let flat = weights.convolution(channels * ROWS, wide, (1, 1), 1)?;
        let mut blocks = Vec::with_capacity(APART.len());
        for apart in APART {
            blocks.push(Block {
                around: weights.convolution(wide, narrow, (1, REACH), apart)?,
                widen: weights.convolution(narrow, wide, (1, 1), 1)?,
            });
        }
        let network = Network {
            convolutions,
            flat,
            blocks,
            classes: weights.convolution(wide, SCORES, (1, 1), 1)?,
        };
        weights.0.is_empty().then_some(network)
    }

    /// Natural logarithms of the probabilities of nothing and of every class, for each column of a
    /// strip; a column is two pixels wide. `strip` holds [`HEIGHT`] rows, paper 0 and ink 1.
    pub(crate) fn scores(&self, strip: &[f32]) -> Vec<[f32; SCORES]> {
        let mut maps = Maps {
            channels: 1,
            rows: HEIGHT,
            width: strip.len() / HEIGHT,
            values: strip.to_vec(),
        };
        for convolution in &self.convolutions {
            let made = convolution.apply(&maps).rectified();
            // A layer that keeps the shape of the maps adds to them.
            if (made.channels, made.rows) == (maps.channels, maps.rows) {
                maps.add(&made);
            } else {
                maps = made;
            }
        }
        let mut columns = self.flat.apply(&maps.into_columns()).rectified();
        for block in &self.blocks {
            let around = block.around.apply(&columns).rectified();
            columns.add(&block.widen.apply(&around));
        }
        let classes = self.classes.apply(&columns.rectified());
        let scores = |column: usize| {
            let mut scores = std::array::from_fn(|class| classes.row(class, 0)[column]);
            log_softmax(&mut scores);
            scores
        };
        (0..classes.width).map(scores).collect()
    }
}

/// A half float, little-endian, as a float.
fn widen(half: [u8; 2]) -> f32 {
    let half = u16::from_le_bytes(half);
    let sign = if half & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(half >> 10 & 31), f32::from(half & 0x3ff));
    match exponent {
        0 => sign * fraction * (-24f32).exp2(),
        _ => sign * (1.0 + fraction / 1024.0) * ((exponent - 15) as f32).exp2(),
    }
}

/// Bytes of weights that are not yet taken.
struct Weights<'w>(&'w [u8]);

impl Weights<'_> {
    /// A size of the network.
    fn size(&mut self) -> Option<usize> {
        let (size, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(usize::from(u16::from_le_bytes(*size))).filter(|size| *size > 0)
    }

    fn take(&mut self, count: usize) -> Option<Vec<f32>> {
        let (taken, rest) = self.0.split_at_checked(2 * count)?;
        self.0 = rest;
        let halves = taken.chunks_exact(2);
        Some(halves.map(|half| widen([half[0], half[1]])).collect())
    }

    /// A convolution with steps of 1, whose weights stand output by output, and then its biases.
    fn convolution(
        &mut self,
        from: usize,
        to: usize,
        kernel: (usize, usize),
        apart: usize,
    ) -> Option<Convolution> {
        let inputs = from * kernel.0 * kernel.1;
        Some(Convolution {
            kernel,
            step: (1, 1),
            apart,
            weights: DMatrix::from_vec(inputs, to, self.take(inputs * to)?),
            bias: self.take(to)?,
        })
    }
}

#[derive(Debug)]
struct Convolution {
    /// Rows and columns.
    kernel: (usize, usize),
    step: (usize, usize),
    /// From one column of the kernel to the next.
    apart: usize,
    /// From input, row and column of the kernel × outputs.
    weights: DMatrix<f32>,
    bias: Vec<f32>,
}

impl Convolution {
    fn apply(&self, maps: &Maps) -> Maps {
        let (rows, width) = (
            maps.rows.div_ceil(self.step.0),
            maps.width.div_ceil(self.step.1),
        );
        let patches = match self.kernel {
            (1, 1) => Cow::Borrowed(&maps.values),
            _ => Cow::Owned(self.patches(maps, rows, width)),
        };
        let places = DMatrixView::from_slice(&patches, rows * width, self.weights.nrows());
        let mut out = DMatrix::zeros(places.nrows(), self.bias.len());
        for (mut column, bias) in out.column_iter_mut().zip(&self.bias) {
            column.fill(*bias);
        }
        out.gemm(1.0, &places, &self.weights, 1.0);
        Maps {
            channels: out.ncols(),
            rows,
            width,
            values: out.data.into(),
        }
    }

    /// What lies under each place of the kernels, for all places of the maps one after the other; outside
    /// of the maps is nothing.
    fn patches(&self, maps: &Maps, rows: usize, width: usize) -> Vec<f32> {
        let (above, before) = (self.kernel.0 / 2, self.kernel.1 / 2 * self.apart);
        let mut patches = Vec::with_capacity(self.weights.nrows() * rows * width);
        let mut padded = vec![0.0; maps.width + 2 * before];
        for channel in 0..maps.channels {
            for down in 0..self.kernel.0 {
                for across in (0..self.kernel.1).map(|column| column * self.apart) {
                    for row in 0..rows {
                        let under = (row * self.step.0 + down).checked_sub(above);
                        let Some(under) = under.filter(|under| *under < maps.rows) else {
                            patches.resize(patches.len() + width, 0.0);
                            continue;
                        };
                        padded[before..before + maps.width]
                            .copy_from_slice(maps.row(channel, under));
                        match self.step.1 {
                            1 => patches.extend_from_slice(&padded[across..across + width]),
                            step => {
                                patches.extend(padded[across..].iter().step_by(step).take(width))
                            }
                        }
                    }
                }
            }
        }
        patches
    }
}

fn log_softmax(scores: &mut [f32]) {
    let greatest = scores.iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = scores.iter().map(|score| (score - greatest).exp()).sum();
    let total = greatest + sum.ln();
    scores.iter_mut().for_each(|score| *score -= total);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handwriting::recogniser::WEIGHTS;

    #[test]
    fn half_floats_are_widened() {
        for (bits, wanted) in [
            (0x3c00u16, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x0001, 5.960_464_5e-8),
            (0, 0.0),
        ] {
            assert_eq!(widen(bits.to_le_bytes()), wanted);
        }
    }

    #[test]
    fn every_column_has_probabilities() {
        let network = Network::read(WEIGHTS).expect("weights");
        for width in [8, 9, 31] {
            let scores = network.scores(&vec![0.0; HEIGHT * width]);
            assert_eq!(scores.len(), width.div_ceil(2));
            for column in scores {
                let sum: f32 = column.iter().map(|score| score.exp()).sum();
                assert!((sum - 1.0).abs() < 1e-4);
            }
        }
    }
}
