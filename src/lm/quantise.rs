//! Short codes for log probabilities: each code stands for the mean of an equal share of the values
//! (quantile binning), so that crowded ranges are distinguished finely.

/// Values of the codes, ascending.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Codebook {
    values: Vec<f32>,
}

impl Codebook {
    /// A codebook of at most `most` values, 256 or less, for the given sample.
    pub(crate) fn fit(mut sample: Vec<f32>, most: usize) -> Self {
        sample.sort_unstable_by(f32::total_cmp);
        let share = sample.len().div_ceil(most).max(1);
        let mean = |chunk: &[f32]| {
            (chunk.iter().map(|&v| f64::from(v)).sum::<f64>() / chunk.len() as f64) as f32
        };
        let mut values: Vec<f32> = sample.chunks(share).map(mean).collect();
        values.dedup();
        if values.is_empty() {
            values.push(0.0);
        }
        Codebook { values }
    }

    /// The code whose value is nearest.
    pub(crate) fn encode(&self, value: f32) -> u8 {
        let above = self.values.partition_point(|&v| v < value);
        let nearest = match above {
            0 => 0,
            n if n == self.values.len() => n - 1,
            n if value - self.values[n - 1] <= self.values[n] - value => n - 1,
            n => n,
        };
        nearest as u8
    }

    /// All 256 values; codes that are not used repeat the last.
    pub(crate) fn table(&self) -> [f32; 256] {
        std::array::from_fn(|code| self.values[code.min(self.values.len() - 1)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_for_near_values() {
        let sample: Vec<f32> = (0..10_000).map(|i| -(i as f32) / 500.0).collect();
        let book = Codebook::fit(sample.clone(), 128);
        for value in sample {
            assert!((book.table()[book.encode(value) as usize] - value).abs() < 0.2);
        }
        assert_eq!(Codebook::fit(vec![], 128).encode(-3.0), 0);
    }
}
