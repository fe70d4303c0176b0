//! Shards: shares of the inputs that are told by their content alone, so that they never overlap, in whatever order
//! the inputs are listed, and inputs of the same content are in the same one.

use super::outcome::Input;
use crate::checksum;
use crate::results::paths::recorded;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::PathBuf;
use std::str::FromStr;

/// One of several shares of the inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shard {
    /// Its number, from 0.
    number: u64,
    /// How many there are.
    of: u64,
}

/// Checksums of inputs that are known beforehand.
pub(crate) type KnownSums = HashMap<PathBuf, String>;

/// Digits of a checksum by which its shard is chosen: as many as a number has room for.
const DIGITS: usize = 16;

impl Shard {
    /// The inputs of this shard, each with its place among all. Those whose checksums are known are not read.
    pub(crate) fn select(self, inputs: Vec<Input>, sums: &KnownSums) -> Vec<(u64, Input)> {
        let all = (0..).zip(inputs).collect::<Vec<_>>().into_par_iter();
        all.filter(|(_, input)| self.holds(&sum(input, sums)))
            .collect()
    }

    /// Whether an input with this SHA-256 is one of this shard.
    fn holds(self, sha256: &str) -> bool {
        let digits = &sha256[..DIGITS.min(sha256.len())];
        let number = u64::from_str_radix(digits, 16).expect("a checksum is hexadecimal");
        number % self.of == self.number
    }
}

/// What the shard of an input is chosen by: its checksum, or that of its name where it cannot be read.
fn sum(input: &Input, sums: &KnownSums) -> String {
    match input {
        Err((name, _)) => checksum::of(name.as_bytes()),
        Ok(path) => match sums.get(path) {
            Some(known) => known.clone(),
            None => checksum::of_file(path)
                .map_or_else(|_| checksum::of(recorded(path).as_bytes()), |(sum, _)| sum),
        },
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse::<u64>().ok();
        let parts = text.split_once('/');
        let numbers = parts.and_then(|(at, of)| Some((number(at)?, number(of)?)));
        match numbers {
            Some((number, of)) if 0 < number && number <= of => Ok(Shard {
                number: number - 1,
                of,
            }),
            _ => Err("NUMBER/COUNT is needed, counted from 1: of 16, 1/16 to 16/16".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_counted_from_one() {
        let last = "16/16".parse::<Shard>();
        assert_eq!(last, Ok(Shard { number: 15, of: 16 }));
        for wrong in ["0/16", "17/16", "3", "a/b", "1/0", "-1/2", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn sixteen_shards_hold_every_input_once_in_whatever_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut inputs: Vec<Input> = Vec::new();
        for number in 0..200 {
            let path = folder.path().join(format!("{number}.txt"));
            // Every tenth equals the one before.
            std::fs::write(&path, format!("{}", number - number % 10 / 9)).expect("written");
            inputs.push(Ok(path));
        }
        inputs.push(Err(("lost".to_owned(), "is missing".to_owned())));
        let select = |number: u64, inputs: Vec<Input>, sums: &KnownSums| {
            let selected = Shard { number, of: 16 }.select(inputs, sums);
            assert!(selected.iter().map(|(at, _)| at).is_sorted());
            selected
        };
        let sums = inputs.iter().flatten().map(|path| {
            let (sum, _) = checksum::of_file(path).expect("a file");
            (path.clone(), sum)
        });
        let sums: KnownSums = sums.collect();
        let backwards: Vec<Input> = inputs.iter().rev().cloned().collect();
        let mut union = Vec::new();
        for number in 0..16 {
            let shard = select(number, inputs.clone(), &KnownSums::new());
            let mut other = select(number, backwards.clone(), &sums);
            other.reverse();
            assert!(
                shard
                    .iter()
                    .map(|(_, input)| input)
                    .eq(other.iter().map(|(_, input)| input))
            );
            union.extend(shard);
        }
        union.sort_by_key(|(at, _)| *at);
        let whole: Vec<(u64, Input)> = (0..).zip(inputs).collect();
        assert_eq!(union, whole);
        let shard_of =
            |path: &PathBuf| (0..16).find(|&number| Shard { number, of: 16 }.holds(&sums[path]));
        let twins = [8, 9].map(|number| folder.path().join(format!("{number}.txt")));
        assert_eq!(shard_of(&twins[0]), shard_of(&twins[1]));
    }
}
