//! The recogniser of lines: convolutions, a recurrent layer in both directions, and a score for
//! every class in every column (CRNN; Shi, Bai, Yao 2017). `training/train.py` makes its weights.

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

/// Channels out, width of the kernel, and steps down and across.
const LAYERS: [(usize, usize, (usize, usize)); 5] = [
    (20, 5, (2, 2)),
    (32, 3, (2, 1)),
    (48, 3, (2, 1)),
    (64, 3, (1, 1)),
    (80, 3, (2, 1)),
];
/// Rows that are left after the convolutions.
const ROWS: usize = HEIGHT / 16;
const FLAT: usize = 128;
const HIDDEN: usize = 80;

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
    fn new(channels: usize, rows: usize, width: usize) -> Maps {
        Maps {
            channels,
            rows,
            width,
            values: vec![0.0; channels * rows * width],
        }
    }

    fn row(&self, channel: usize, row: usize) -> &[f32] {
        let start = (channel * self.rows + row) * self.width;
        &self.values[start..start + self.width]
    }

    fn row_mut(&mut self, channel: usize, row: usize) -> &mut [f32] {
        let start = (channel * self.rows + row) * self.width;
        &mut self.values[start..start + self.width]
    }
}

impl Network {
    /// Reads a network's weights, as `training/train.py` wrote them, from the start of `bytes`, and gives
    /// what follows; `None` if they are not those of this network.
    pub(super) fn read(bytes: &[u8]) -> Option<(Network, &[u8])> {
        let bytes = bytes.strip_prefix(b"BCHW")?;
        let (count, bytes) = bytes.split_first_chunk::<4>()?;
        let length = 2 * u32::from_le_bytes(*count) as usize;
        let (halves, rest) = bytes.split_at_checked(length)?;
        let halves = halves.chunks_exact(2);
        let values: Vec<f32> = halves.map(|half| widen([half[0], half[1]])).collect();
        let mut weights = Weights(&values);
        let mut channels = 1;
        let mut convolutions = Vec::with_capacity(LAYERS.len());
        for (out, size, step) in LAYERS {
            convolutions.push(Convolution {
                from: channels,
                to: out,
                size,
                step,
                kernels: weights.take(out * channels * size * size)?,
                bias: weights.take(out)?,
            });
            channels = out;
        }
        let network = Network {
            convolutions,
            flat: weights.dense(channels * ROWS, FLAT)?,
            forward: weights.recurrent()?,
            backward: weights.recurrent()?,
            classes: weights.dense(2 * HIDDEN, SCORES)?,
        };
        weights.0.is_empty().then_some((network, rest))
    }

    /// Natural logarithms of the probabilities of nothing and of every class, for each column of a
    /// strip; a column is two pixels wide. `strip` holds [`HEIGHT`] rows, paper 0 and ink 1.
    pub(super) fn scores(&self, strip: &[f32]) -> Vec<[f32; SCORES]> {
        let width = strip.len() / HEIGHT;
        let mut maps = Maps::new(1, HEIGHT, width);
        maps.values.copy_from_slice(strip);
        for convolution in &self.convolutions {
            maps = convolution.apply(&maps);
        }
        let columns: Vec<[f32; FLAT]> = (0..maps.width).map(|x| self.flatten(&maps, x)).collect();
        let ahead = self.forward.run(columns.iter());
        let mut back = self.backward.run(columns.iter().rev());
        back.reverse();
        let both = ahead.iter().zip(&back);
        both.map(|(ahead, back)| {
            let mut scores = [0.0; SCORES];
            let context = ahead.iter().chain(back);
            self.classes.apply(context.copied(), &mut scores);
            log_softmax(&mut scores);
            scores
        })
        .collect()
    }

    fn flatten(&self, maps: &Maps, x: usize) -> [f32; FLAT] {
        let mut flat = [0.0; FLAT];
        let values = maps.values[x..].iter().step_by(maps.width);
        self.flat.apply(values.copied(), &mut flat);
        flat.map(|value| value.max(0.0))
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

/// Weights that are not yet taken.
struct Weights<'w>(&'w [f32]);

impl Weights<'_> {
    fn take(&mut self, count: usize) -> Option<Vec<f32>> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken.to_vec())
    }

    /// A dense layer, whose rows belong to outputs; they are turned to belong to inputs.
    fn turned(&mut self, from: usize, to: usize) -> Option<Vec<f32>> {
        let rows = self.take(from * to)?;
        let turned = (0..from * to).map(|at| rows[at % to * from + at / to]);
        Some(turned.collect())
    }

    fn dense(&mut self, from: usize, to: usize) -> Option<Dense> {
        Some(Dense {
            weights: self.turned(from, to)?,
            bias: self.take(to)?,
        })
    }

    fn recurrent(&mut self) -> Option<Recurrent> {
        let input = self.turned(FLAT, 3 * HIDDEN)?;
        let state = self.turned(HIDDEN, 3 * HIDDEN)?;
        Some(Recurrent {
            input: Dense {
                weights: input,
                bias: self.take(3 * HIDDEN)?,
            },
            state: Dense {
                weights: state,
                bias: self.take(3 * HIDDEN)?,
            },
        })
    }
}

#[derive(Debug)]
struct Convolution {
    from: usize,
    to: usize,
    size: usize,
    step: (usize, usize),
    /// By output, input, row and column.
    kernels: Vec<f32>,
    bias: Vec<f32>,
}

impl Convolution {
    /// Convolves, and cuts off what is below 0.
    fn apply(&self, maps: &Maps) -> Maps {
        let (rows, width) = (
            maps.rows.div_ceil(self.step.0),
            maps.width.div_ceil(self.step.1),
        );
        let padded = self.pad(maps);
        let mut out = Maps::new(self.to, rows, width);
        for channel in 0..self.to {
            for row in 0..rows {
                let sums = out.row_mut(channel, row);
                sums.fill(self.bias[channel]);
                self.sum(&padded, channel, row * self.step.0, sums);
                sums.iter_mut().for_each(|sum| *sum = sum.max(0.0));
            }
        }
        out
    }

    /// The maps with a margin of nothing all around.
    fn pad(&self, maps: &Maps) -> Maps {
        let margin = self.size / 2;
        let mut padded = Maps::new(
            maps.channels,
            maps.rows + 2 * margin,
            maps.width + 2 * margin,
        );
        for channel in 0..maps.channels {
            for row in 0..maps.rows {
                let to = padded.row_mut(channel, row + margin);
                to[margin..margin + maps.width].copy_from_slice(maps.row(channel, row));
            }
        }
        padded
    }

    /// Adds to a row of sums what the kernels of a channel give from `top` on.
    fn sum(&self, padded: &Maps, channel: usize, top: usize, sums: &mut [f32]) {
        let kernels = &self.kernels[channel * self.from * self.size * self.size..];
        for input in 0..self.from {
            for down in 0..self.size {
                let row = padded.row(input, top + down);
                let kernel = &kernels[(input * self.size + down) * self.size..][..self.size];
                match *kernel {
                    [a, b, c] if self.step.1 == 1 => add_three(sums, row, [a, b, c]),
                    _ => add_stepped(sums, row, kernel, self.step.1),
                }
            }
        }
    }
}

/// Three taps at once: a sum is loaded and stored once for all.
fn add_three(sums: &mut [f32], row: &[f32], [a, b, c]: [f32; 3]) {
    let width = sums.len();
    let (left, middle, right) = (&row[..width], &row[1..=width], &row[2..width + 2]);
    for x in 0..width {
        sums[x] += a * left[x] + b * middle[x] + c * right[x];
    }
}

fn add_stepped(sums: &mut [f32], row: &[f32], kernel: &[f32], step: usize) {
    for (x, sum) in sums.iter_mut().enumerate() {
        let under = row[x * step..].iter();
        *sum += kernel.iter().zip(under).map(|(a, b)| a * b).sum::<f32>();
    }
}

#[derive(Debug)]
struct Dense {
    /// By input, then output.
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Dense {
    fn apply(&self, inputs: impl Iterator<Item = f32>, out: &mut [f32]) {
        out.copy_from_slice(&self.bias);
        for (input, weights) in inputs.zip(self.weights.chunks_exact(out.len())) {
            if input != 0.0 {
                for (sum, weight) in out.iter_mut().zip(weights) {
                    *sum += input * weight;
                }
            }
        }
    }
}

/// A gated recurrent unit (Cho et al. 2014), its gates in the order reset, update, new.
#[derive(Debug)]
struct Recurrent {
    input: Dense,
    state: Dense,
}

impl Recurrent {
    fn run<'c>(&self, columns: impl Iterator<Item = &'c [f32; FLAT]>) -> Vec<[f32; HIDDEN]> {
        let mut state = [0.0; HIDDEN];
        let (mut input, mut past) = ([0.0; 3 * HIDDEN], [0.0; 3 * HIDDEN]);
        columns
            .map(|column| {
                self.input.apply(column.iter().copied(), &mut input);
                self.state.apply(state.iter().copied(), &mut past);
                for unit in 0..HIDDEN {
                    let reset = sigmoid(input[unit] + past[unit]);
                    let update = sigmoid(input[HIDDEN + unit] + past[HIDDEN + unit]);
                    let new = (input[2 * HIDDEN + unit] + reset * past[2 * HIDDEN + unit]).tanh();
                    state[unit] = (1.0 - update) * new + update * state[unit];
                }
                state
            })
            .collect()
    }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
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
