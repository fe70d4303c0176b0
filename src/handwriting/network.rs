//! The recogniser of lines: convolutions, a recurrent layer in both directions, and a score for
//! every class in every column (CRNN; Shi, Bai, Yao 2017). `training/train.py` makes its weights.

use nalgebra::{DMatrix, DMatrixView, DVector};

/// Rows of a strip.
pub(super) const HEIGHT: usize = 48;
/// Scores of a column: nothing, and one for each of [`CLASSES`].
pub(super) const SCORES: usize = CLASSES.len() + 1;

/// What is told apart, in the order of the weights: printed digits, written ones, the words around
/// the slots, and the marks of the symbol. Letters count as nothing.
pub(super) const CLASSES: [Class; 26] = classes();

/// A class of the recogniser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
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
pub(super) enum Keyword {
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

/// Width of the kernel of each convolution, and its steps down and across; how many channels come out
/// stands with the weights.
const LAYERS: [(usize, (usize, usize)); 5] = [
    (5, (2, 2)),
    (3, (2, 1)),
    (3, (2, 1)),
    (3, (1, 1)),
    (3, (2, 1)),
];
/// Rows that are left after the convolutions.
const ROWS: usize = HEIGHT / 16;

/// A network with its weights.
#[derive(Debug)]
pub(super) struct Network {
    convolutions: Vec<Convolution>,
    flat: Dense,
    forward: Recurrent,
    backward: Recurrent,
    classes: Dense,
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
}

impl Network {
    /// Reads a network's weights, as `training/train.py` wrote them, from the start of `bytes`, and gives
    /// what follows; `None` if they are not those of such a network.
    pub(super) fn read(bytes: &[u8]) -> Option<(Network, &[u8])> {
        let mut weights = Weights(bytes.strip_prefix(b"BCHS")?);
        let mut channels = 1;
        let mut sizes = [0; LAYERS.len() + 2];
        for size in &mut sizes {
            *size = weights.size()?;
        }
        let [outs @ .., flat, hidden] = sizes;
        let mut convolutions = Vec::with_capacity(LAYERS.len());
        for (out, (size, step)) in outs.into_iter().zip(LAYERS) {
            convolutions.push(Convolution {
                size,
                step,
                kernels: weights.dense(channels * size * size, out)?,
            });
            channels = out;
        }
        let network = Network {
            convolutions,
            flat: weights.dense(channels * ROWS, flat)?,
            forward: weights.recurrent(flat, hidden)?,
            backward: weights.recurrent(flat, hidden)?,
            classes: weights.dense(2 * hidden, SCORES)?,
        };
        Some((network, weights.0))
    }

    /// Natural logarithms of the probabilities of nothing and of every class, for each column of a
    /// strip; a column is two pixels wide. `strip` holds [`HEIGHT`] rows, paper 0 and ink 1.
    pub(super) fn scores(&self, strip: &[f32]) -> Vec<[f32; SCORES]> {
        let mut maps = Maps {
            channels: 1,
            rows: HEIGHT,
            width: strip.len() / HEIGHT,
            values: strip.to_vec(),
        };
        for convolution in &self.convolutions {
            maps = convolution.apply(&maps);
        }
        // Maps are a matrix already: a row for each column of the strip.
        let columns = DMatrixView::from_slice(&maps.values, maps.width, maps.channels * maps.rows);
        let mut flat = self.flat.apply(columns);
        flat.apply(|value| *value = value.max(0.0));
        let ahead = self.forward.run(&flat, 0..maps.width);
        let back = self.backward.run(&flat, (0..maps.width).rev());
        let hidden = ahead.ncols();
        let mut both = DMatrix::zeros(maps.width, 2 * hidden);
        both.columns_mut(0, hidden).copy_from(&ahead);
        both.columns_mut(hidden, hidden).copy_from(&back);
        let classes = self.classes.apply(both.as_view());
        let rows = classes.row_iter().map(|row| {
            let mut scores = std::array::from_fn(|class| row[class]);
            log_softmax(&mut scores);
            scores
        });
        rows.collect()
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

    /// A layer whose weights stand output by output, and then its biases.
    fn dense(&mut self, from: usize, to: usize) -> Option<Dense> {
        Some(Dense {
            weights: DMatrix::from_vec(from, to, self.take(from * to)?),
            bias: self.take(to)?,
        })
    }

    fn recurrent(&mut self, from: usize, hidden: usize) -> Option<Recurrent> {
        let input = DMatrix::from_vec(from, 3 * hidden, self.take(3 * from * hidden)?);
        let state = DMatrix::from_vec(hidden, 3 * hidden, self.take(3 * hidden * hidden)?);
        Some(Recurrent {
            input: Dense {
                weights: input,
                bias: self.take(3 * hidden)?,
            },
            state: state.transpose(),
            state_bias: self.take(3 * hidden)?.into(),
        })
    }
}

#[derive(Debug)]
struct Convolution {
    /// Rows and columns of a kernel.
    size: usize,
    step: (usize, usize),
    /// From input, row and column of the kernel.
    kernels: Dense,
}

impl Convolution {
    /// Convolves, and cuts off what is below 0.
    fn apply(&self, maps: &Maps) -> Maps {
        let (rows, width) = (
            maps.rows.div_ceil(self.step.0),
            maps.width.div_ceil(self.step.1),
        );
        let patches = self.patches(maps, rows, width);
        let places = DMatrixView::from_slice(&patches, rows * width, self.kernels.weights.nrows());
        let mut out = self.kernels.apply(places);
        out.apply(|value| *value = value.max(0.0));
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
        let margin = self.size / 2;
        let mut patches = Vec::with_capacity(self.kernels.weights.nrows() * rows * width);
        let mut padded = vec![0.0; maps.width + 2 * margin];
        for channel in 0..maps.channels {
            for down in 0..self.size {
                for across in 0..self.size {
                    for row in 0..rows {
                        let under = (row * self.step.0 + down).checked_sub(margin);
                        let Some(under) = under.filter(|under| *under < maps.rows) else {
                            patches.resize(patches.len() + width, 0.0);
                            continue;
                        };
                        padded[margin..margin + maps.width]
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

#[derive(Debug)]
struct Dense {
    /// Inputs × outputs.
    weights: DMatrix<f32>,
    bias: Vec<f32>,
}

impl Dense {
    /// Rows × inputs → rows × outputs.
    fn apply(&self, rows: DMatrixView<f32>) -> DMatrix<f32> {
        let mut out = DMatrix::zeros(rows.nrows(), self.bias.len());
        for (mut column, bias) in out.column_iter_mut().zip(&self.bias) {
            column.fill(*bias);
        }
        out.gemm(1.0, &rows, &self.weights, 1.0);
        out
    }
}

/// A gated recurrent unit (Cho et al. 2014), its gates in the order reset, update, new.
#[derive(Debug)]
struct Recurrent {
    input: Dense,
    /// Gates × units.
    state: DMatrix<f32>,
    state_bias: DVector<f32>,
}

impl Recurrent {
    /// States × units, for the rows of `columns` in an order.
    fn run(&self, columns: &DMatrix<f32>, order: impl Iterator<Item = usize>) -> DMatrix<f32> {
        let hidden = self.state.ncols();
        let input = self.input.apply(columns.as_view()).transpose();
        let mut states = DMatrix::zeros(hidden, columns.nrows());
        let mut state = DVector::zeros(hidden);
        let mut past = self.state_bias.clone();
        for at in order {
            past.copy_from(&self.state_bias);
            past.gemv(1.0, &self.state, &state, 1.0);
            let input = input.column(at);
            for unit in 0..hidden {
                let reset = sigmoid(input[unit] + past[unit]);
                let update = sigmoid(input[hidden + unit] + past[hidden + unit]);
                let new = tanh(input[2 * hidden + unit] + reset * past[2 * hidden + unit]);
                state[unit] = (1.0 - update) * new + update * state[unit];
            }
            states.column_mut(at).copy_from(&state);
        }
        states.transpose()
    }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// Several times as fast as that of the library.
fn tanh(x: f32) -> f32 {
    2.0 * sigmoid(2.0 * x) - 1.0
}

fn log_softmax(scores: &mut [f32]) {
    let greatest = scores.iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = scores.iter().map(|score| (score - greatest).exp()).sum();
    let total = greatest + sum.ln();
    scores.iter_mut().for_each(|score| *score -= total);
}

#[cfg(test)]
mod tests {
    use super::super::recogniser::WEIGHTS;
    use super::*;

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
        let (network, _) = Network::read(WEIGHTS).expect("weights");
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
