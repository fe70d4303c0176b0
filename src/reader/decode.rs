//! Scores of columns → characters: the likeliest class of each column, where neighbours that agree are one
//! character (best path decoding of connectionist temporal classification; Graves et al. 2006).

use super::shape::STEP;

/// A character as read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Character {
    /// What it is.
    pub character: char,
    /// How likely the network finds it in the column where it is surest.
    pub probability: f32,
    /// What else it may be, and how likely that is there.
    pub other: Option<(char, f32)>,
    /// Pixels of the strip before the middle of its columns.
    pub across: f32,
}

/// A line as read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReadLine {
    /// Its characters; words are apart by blanks.
    pub characters: Vec<Character>,
}

impl ReadLine {
    /// What the line says.
    pub fn text(&self) -> String {
        self.characters.iter().map(|c| c.character).collect()
    }
}

/// The characters that the likeliest class of each column makes; class 0 is nothing.
pub(super) fn best_path(scores: &[Vec<f32>], characters: &[char]) -> ReadLine {
    let mut line = ReadLine::default();
    let columns = scores.iter().enumerate();
    let likeliest: Vec<(usize, usize, f32)> = columns
        .map(|(column, scores)| {
            let (class, score) = greatest(scores.iter().copied().enumerate());
            (column, class, score)
        })
        .collect();
    for run in likeliest.chunk_by(|a, b| a.1 == b.1) {
        let (start, class, _) = run[0];
        let Some(own) = class.checked_sub(1) else {
            continue;
        };
        let (surest, score) = greatest(run.iter().map(|&(column, _, score)| (column, score)));
        let others = (1..).zip(scores[surest].iter().copied().skip(1));
        let (other, believed) = greatest(others.filter(|(other, _)| *other != class));
        let other = other.checked_sub(1).map(|other| characters[other]);
        line.characters.push(Character {
            character: characters[own],
            probability: score.exp(),
            other: other.map(|other| (other, believed.exp())),
            across: (start as f32 + run.len() as f32 / 2.0) * STEP as f32,
        });
    }
    line
}

/// The number with the greatest score, and that score.
fn greatest(scores: impl Iterator<Item = (usize, f32)>) -> (usize, f32) {
    scores.fold((0, f32::MIN), |best, (number, score)| {
        if score > best.1 {
            (number, score)
        } else {
            best
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns in which one class has a probability and all others share the rest.
    fn columns(likeliest: &[(usize, f32)]) -> Vec<Vec<f32>> {
        let column = |&(class, probability): &(usize, f32)| {
            let mut scores = vec![((1.0 - probability) / 3.0).ln(); 4];
            scores[class] = probability.ln();
            scores
        };
        likeliest.iter().map(column).collect()
    }

    #[test]
    fn columns_that_agree_are_one_character_unless_nothing_parts_them() {
        let seen = [
            (1, 0.6),
            (1, 0.9),
            (0, 0.8),
            (1, 0.7),
            (2, 0.5),
            (0, 0.9),
            (3, 0.8),
        ];
        let line = best_path(&columns(&seen), &['1', '0', ' ']);
        assert_eq!(line.text(), "110 ");
        assert!((line.characters[0].probability - 0.9).abs() < 1e-6);
        assert_eq!(line.characters[0].across, 4.0);
        let (other, probability) = line.characters[2].other.expect("another");
        assert_eq!(other, '1');
        assert!((probability - 0.5 / 3.0).abs() < 1e-6);
        assert_eq!(line.characters[1].across, 14.0);
        assert_eq!(best_path(&[], &['1']), ReadLine::default());
    }
}
