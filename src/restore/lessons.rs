//! What lines that people corrected change in a table of confusions.

use super::confusion_table::{Edit, Noise};
use super::train_channel;
use super::train_channel::Pair;

/// One correction of a person says as much about letters as so many pairs of training.
const WEIGHT: f32 = 20.0;

/// A weight of the table of confusions that corrections change.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// The edit as it will be.
    pub edit: Edit,
    /// Its cost before; `None` where it is new.
    pub before: Option<f32>,
    /// How often people corrected it.
    pub times: u32,
}

/// What corrected lines change in a table of confusions.
pub fn lessons(table: &[Edit], lines: &[Pair<'_>]) -> Vec<Lesson> {
    let learned = train_channel::learn(Noise::OcrVietnamese, lines);
    let taught = learned
        .into_iter()
        .filter(|edit| edit.printed != edit.read && edit.count > 0);
    let lesson = |edit: Edit| {
        let same =
            |other: &&Edit| other.noise == Noise::OcrVietnamese && other.printed == edit.printed;
        let known = table
            .iter()
            .filter(same)
            .find(|other| other.read == edit.read);
        // How often the letters were printed: any of their rows holds it.
        let row = known.or_else(|| table.iter().filter(same).max_by_key(|other| other.count))?;
        let printed = row.count as f32 * row.cost.exp();
        let seen = known.map_or(0.0, |known| known.count as f32) + WEIGHT * edit.count as f32;
        let cost = ((printed + WEIGHT * edit.count as f32) / seen)
            .ln()
            .max(0.0);
        let before = known.map(|known| known.cost);
        let cheaper = before.is_none_or(|before| cost < before);
        cheaper.then(|| Lesson {
            times: edit.count,
            before,
            edit: Edit {
                cost: (cost * 100.0).round() / 100.0,
                count: seen as u32,
                ..edit
            },
        })
    };
    let mut lessons: Vec<Lesson> = taught.filter_map(lesson).collect();
    lessons.sort_by(|a, b| {
        b.times
            .cmp(&a.times)
            .then_with(|| a.edit.printed.cmp(&b.edit.printed))
    });
    lessons
}

/// The table with the lessons in it.
pub fn taught(table: &[Edit], lessons: &[Lesson]) -> Vec<Edit> {
    let same =
        |a: &Edit, b: &Edit| a.noise == b.noise && a.printed == b.printed && a.read == b.read;
    let kept = table
        .iter()
        .filter(|edit| !lessons.iter().any(|lesson| same(edit, &lesson.edit)));
    let new = lessons.iter().map(|lesson| lesson.edit.clone());
    kept.cloned().chain(new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_correct_becomes_cheaper() {
        let edit = |printed: &str, read: &str, cost, count| Edit {
            noise: Noise::OcrVietnamese,
            printed: printed.to_owned(),
            read: read.to_owned(),
            cost,
            count,
        };
        let table = [edit("ử", "ử", 0.01, 1000), edit("ử", "ừ", 6.9, 1)];
        let line = || Pair {
            gold: "xử lý hồ sơ",
            read: "xừ lý hồ sơ",
        };
        let lessons = lessons(&table, &[line(), line(), line()]);
        let lesson = lessons
            .iter()
            .find(|lesson| lesson.edit.read == "ừ")
            .expect("a lesson");
        assert!(
            lesson.times == 3 && lesson.before == Some(6.9) && lesson.edit.cost < 4.0,
            "{lesson:?}"
        );
        let taught = taught(&table, &lessons);
        assert_eq!(taught.iter().filter(|edit| edit.read == "ừ").count(), 1);
    }
}
