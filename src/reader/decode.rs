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
    let likeliest: Vec<(usize, f32)> = scores.iter().map(|column| greatest(column)).collect();
    let mut start = 0;
    for run in likeliest.chunk_by(|a, b| a.0 == b.0) {
        let middle = start as f32 + run.len() as f32 / 2.0;
        start += run.len();
        let Some(class) = run[0].0.checked_sub(1) else {
            continue;
        };
        let surest = run.iter().map(|column| column.1).fold(f32::MIN, f32::max);
        line.characters.push(Character {
            character: characters[class],
            probability: surest.exp(),
            across: middle * STEP as f32,
        });
    }
    line
}

/// The class with the greatest score, and that score.
fn greatest(scores: &[f32]) -> (usize, f32) {
    let numbered = scores.iter().copied().enumerate();
    numbered.fold((0, f32::MIN), |best, (class, score)| {
        if score > best.1 { (class, score) } else { best }
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
        assert_eq!(line.characters[1].across, 14.0);
        assert_eq!(best_path(&[], &['1']), ReadLine::default());
    }
}
