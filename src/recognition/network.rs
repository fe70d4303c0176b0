//! The network of the recognisers of lines: convolutions of the strip, blocks of wider and wider convolutions
//! along its columns (after Bai, Kolter, Koltun 2018), and a score for every class in every column.
//! `training/network.py` is the same network, and writes its weights.

use nalgebra::{DMatrix, DMatrixView};

/// Rows and columns.
type Extent = (usize, usize);

/// What is known of a network beside its weights; how many channels come out of a convolution stands with them.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Rows of a strip.
    pub(crate) height: usize,
    /// The kernel of each convolution of a strip, and its steps down and across.
    pub(crate) layers: &'static [(Extent, Extent)],
    /// Rows that are left after them.
    pub(crate) rows: usize,
    /// Columns that a block sees.
    pub(crate) reach: usize,
    /// How far apart those are in each block.
    pub(crate) apart: &'static [usize],
    /// Scores of a column: nothing, and one for each class.
    pub(crate) scores: usize,
}

/// A network with its weights.
#[derive(Debug)]
pub(crate) struct Network {
    height: usize,
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
    fn shape(&self) -> [usize; 3] {
        [self.channels, self.rows, self.width]
    }

    fn row(&self, channel: usize, row: usize) -> &[f32] {
        let start = (channel * self.rows + row) * self.width;
        &self.values[start..start + self.width]
    }

    fn row_mut(&mut self, channel: usize, row: usize) -> &mut [f32] {
        let start = (channel * self.rows + row) * self.width;
        &mut self.values[start..start + self.width]
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
    /// Reads weights as `training/network.py` wrote them; `None` if they are not those of a network of that shape.
    pub(crate) fn read(bytes: &[u8], shape: &Shape) -> Option<Network> {
        let mut weights = Weights(bytes.strip_prefix(b"BCHS")?);
        let sizes: Option<Vec<usize>> = shape.layers.iter().map(|_| weights.size()).collect();
        let (wide, narrow) = (weights.size()?, weights.size()?);
        let (mut channels, mut convolutions) = (1, Vec::with_capacity(shape.layers.len()));
        for (out, &(kernel, step)) in sizes?.into_iter().zip(shape.layers) {
            convolutions.push(Convolution {
                step,
                ..weights.convolution(channels, out, kernel, 1)?
            });
            channels = out;
        }
        let flat = weights.convolution(channels * shape.rows, wide, (1, 1), 1)?;
        let mut blocks = Vec::with_capacity(shape.apart.len());
        for &apart in shape.apart {
            blocks.push(Block {
                around: weights.convolution(wide, narrow, (1, shape.reach), apart)?,
                widen: weights.convolution(narrow, wide, (1, 1), 1)?,
            });
        }
        let network = Network {
            height: shape.height,
            convolutions,
            flat,
            blocks,
            classes: weights.convolution(wide, shape.scores, (1, 1), 1)?,
        };
        weights.0.is_empty().then_some(network)
    }

    /// Natural logarithms of the probabilities of nothing and of every class, for each column of a strip.
    /// `strip` holds the rows of the network's shape, paper 0 and ink 1.
    pub(crate) fn scores(&self, strip: &[f32]) -> Vec<Vec<f32>> {
        let mut maps = Maps {
            channels: 1,
            rows: self.height,
            width: strip.len() / self.height,
            values: strip.to_vec(),
        };
        for convolution in &self.convolutions {
            let made = convolution.apply(&maps).rectified();
            // A layer that keeps the shape of the maps adds to them.
            if made.shape() == maps.shape() {
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
            let class = |class: usize| classes.row(class, 0)[column];
            let mut scores: Vec<f32> = (0..classes.channels).map(class).collect();
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
        kernel: Extent,
        apart: usize,
    ) -> Option<Convolution> {
        let seen = from * kernel.0 * kernel.1;
        Some(Convolution {
            kernel,
            step: (1, 1),
            apart,
            weights: DMatrix::from_vec(seen, to, self.take(seen * to)?),
            bias: self.take(to)?,
        })
    }
}

#[derive(Debug)]
struct Convolution {
    /// Rows and columns.
    kernel: Extent,
    step: Extent,
    /// From one column of the kernel to the next.
    apart: usize,
    /// What an output sees (input, row and column of the kernel) × output.
    weights: DMatrix<f32>,
    bias: Vec<f32>,
}

impl Convolution {
    fn apply(&self, maps: &Maps) -> Maps {
        let (seen, channels) = self.weights.shape();
        let rows = maps.rows.div_ceil(self.step.0);
        let width = maps.width.div_ceil(self.step.1);
        let mut out = Maps {
            channels,
            rows,
            width,
            values: vec![0.0; channels * rows * width],
        };
        let mut under = Vec::with_capacity(seen * width);
        let mut made = DMatrix::zeros(width, channels);
        // Row by row, so that all of it stays in the cache.
        for row in 0..rows {
            self.gather(maps, row, width, &mut under);
            let places = DMatrixView::from_slice(&under, width, seen);
            made.gemm(1.0, &places, &self.weights, 0.0);
            let outputs = made.as_slice().chunks_exact(width.max(1));
            for (channel, (made, bias)) in outputs.zip(&self.bias).enumerate() {
                let out = out.row_mut(channel, row).iter_mut();
                out.zip(made).for_each(|(out, made)| *out = made + bias);
            }
        }
        out
    }

    /// What each output of a row sees, one after the other: as many values as there are columns for each input, row and
    /// column of the kernel; outside of the maps is nothing.
    fn gather(&self, maps: &Maps, row: usize, width: usize, under: &mut Vec<f32>) {
        under.clear();
        for (channel, down) in
            (0..maps.channels).flat_map(|c| (0..self.kernel.0).map(move |d| (c, d)))
        {
            let row = (row * self.step.0 + down).checked_sub(self.kernel.0 / 2);
            let row = row.filter(|row| *row < maps.rows);
            let values = row.map_or(&[][..], |row| maps.row(channel, row));
            for column in 0..self.kernel.1 {
                let end = under.len() + width;
                self.gather_row(values, column, width, under);
                under.resize(end, 0.0);
            }
        }
    }

    /// What a column of the kernel sees of a row, up to where that ends.
    fn gather_row(&self, values: &[f32], column: usize, width: usize, under: &mut Vec<f32>) {
        let (ahead, before) = (column * self.apart, self.kernel.1 / 2 * self.apart);
        // The first output that sees a value, and which one.
        let first = before
            .saturating_sub(ahead)
            .div_ceil(self.step.1)
            .min(width);
        let seen = (first * self.step.1 + ahead).saturating_sub(before);
        under.resize(under.len() + first, 0.0);
        let values = values.get(seen..).unwrap_or_default();
        let count = values.len().div_ceil(self.step.1).min(width - first);
        match self.step.1 {
            1 => under.extend_from_slice(&values[..count]),
            step => under.extend(values.iter().step_by(step).take(count)),
        }
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

    /// A network of strips of two rows: each row is a channel of its own, and all weights but two are 1.
    const SMALL: Shape = Shape {
        height: 2,
        layers: &[((1, 1), (1, 1)), ((1, 3), (1, 2))],
        rows: 2,
        reach: 1,
        apart: &[1],
        scores: 2,
    };

    fn weights() -> Vec<u8> {
        const ONE: u16 = 0x3c00;
        let sizes = [1, 1, 1, 1];
        let layers = [ONE, 0, ONE, ONE, ONE, 0];
        let flat = [ONE, ONE, 0];
        let block = [ONE, 0, ONE, 0];
        // A column scores 0 for nothing, and what it holds for the class.
        let classes = [0, ONE, 0, 0];
        let numbers = [&sizes[..], &layers, &flat, &block, &classes].concat();
        let bytes = numbers.iter().flat_map(|number| number.to_le_bytes());
        b"BCHS".iter().copied().chain(bytes).collect()
    }

    #[test]
    fn a_small_network_adds_up_what_its_columns_see() {
        let network = Network::read(&weights(), &SMALL).expect("weights");
        // Three columns of two rows become two, of what lies up to a column beside 0 and 2; the first
        // convolution keeps the shape and so doubles it, and the block doubles it again.
        let scores = network.scores(&[0.1, 0.0, 0.2, 0.0, 0.3, 0.0]);
        let margins: Vec<f32> = scores.iter().map(|column| column[1] - column[0]).collect();
        assert_eq!(margins.len(), 2);
        for (margin, wanted) in margins.iter().zip([4.0 * 0.4, 4.0 * 0.5]) {
            assert!((margin - wanted).abs() < 1e-5, "{margins:?}");
        }
        let sum: f32 = scores[0].iter().map(|score| score.exp()).sum();
        assert!((sum - 1.0).abs() < 1e-5);
    }

    #[test]
    fn only_whole_weights_of_that_shape_are_read() {
        let weights = weights();
        assert!(Network::read(&weights[..weights.len() - 2], &SMALL).is_none());
        assert!(Network::read(&[&weights[..], &[0, 0]].concat(), &SMALL).is_none());
        assert!(Network::read(b"BCHS\0\0", &SMALL).is_none());
    }
}
