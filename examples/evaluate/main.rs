//! Accuracy of restoration on held-out text: `evaluate MODEL CONFUSIONS FOLDER [SET]`, where the folder
//! holds `dev.*.txt`, `pairs.dev.jsonl`, `sample.ocr.txt` and `sample.gold.txt`. With `SET`, measures only
//! the sets whose names hold it, and prints their errors.

#![allow(clippy::print_stdout)]

use baocao::lm::NgramModel;
use baocao::restore::Restorer;
use baocao::restore::evaluate::align;
use baocao::text::{letters::strip, tone_placement::canonical};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

mod damages;

/// Text to restore, and what it should become.
struct Set {
    name: String,
    gold: String,
    source: String,
    /// Whether each line is a document.
    alone: bool,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, model, confusions, folder, wanted @ ..] = arguments.as_slice() else {
        panic!("usage: evaluate MODEL CONFUSIONS FOLDER [SET]")
    };
    let start = Instant::now();
    let model = NgramModel::open(Path::new(model)).expect("model");
    let table = std::fs::read_to_string(confusions).expect("confusions");
    let restorer = Restorer::new(model, &table).expect("restorer");
    println!("start: {:?}", start.elapsed());
    for set in sets(Path::new(folder)) {
        if wanted.iter().all(|part| set.name.contains(part.as_str())) {
            report(&set, &restorer, !wanted.is_empty());
        }
    }
}

fn sets(folder: &Path) -> Vec<Set> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("file");
    let mut sets = Vec::new();
    for name in ["dev.admin", "dev.news", "dev.localgov"] {
        let gold = read(&format!("{name}.txt"));
        let mut add = |what: &str, source: String, alone| {
            sets.push(Set {
                name: format!("{name} {what}"),
                gold: gold.clone(),
                source,
                alone,
            });
        };
        add("stripped", strip(&gold), false);
        add("stripped, lines alone", strip(&gold), true);
        add("as it is", gold.clone(), false);
        add("as it is, lines alone", gold.clone(), true);
        for damage in damages::DAMAGES {
            add(damage.name, damage.of(&gold), false);
        }
        let half = &damages::DAMAGES[1];
        add(&format!("{}, lines alone", half.name), half.of(&gold), true);
    }
    let rows: Vec<serde_json::Value> = read("pairs.dev.jsonl")
        .lines()
        .map(|l| serde_json::from_str(l).expect("row"))
        .collect();
    let profiles: BTreeSet<&str> = rows
        .iter()
        .filter_map(|row| row["profile"].as_str())
        .collect();
    for lang in ["eng", "vie"] {
        for profile in profiles.iter().copied().map(Some).chain([None]) {
            let wanted = |row: &&serde_json::Value| {
                row["lang"] == lang && profile.is_none_or(|profile| row["profile"] == profile)
            };
            let text = |field: &str| {
                let wanted = rows.iter().filter(wanted);
                wanted
                    .map(|row| row[field].as_str().expect("text"))
                    .collect::<Vec<_>>()
                    .join("\n")
            };
            sets.push(Set {
                name: format!("pairs {lang} {}", profile.unwrap_or("all")),
                gold: text("gold"),
                source: text("ocr"),
                alone: false,
            });
            if profile.is_none() {
                sets.push(Set {
                    name: format!("pairs {lang} all, lines alone"),
                    gold: text("gold"),
                    source: text("ocr"),
                    alone: true,
                });
            }
        }
    }
    sets.push(Set {
        name: "sample".to_owned(),
        gold: read("sample.gold.txt"),
        source: read("sample.ocr.txt"),
        alone: false,
    });
    sets
}

fn report(set: &Set, restorer: &Restorer, errors: bool) {
    let start = Instant::now();
    let restored: Vec<String> = match set.alone {
        true => {
            let lines = set.source.split('\n');
            lines.map(|line| restorer.restore_text(line)).collect()
        }
        false => {
            let restored = restorer.restore_text(&set.source);
            restored.split('\n').map(str::to_owned).collect()
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    let (mut wrong, mut before, mut words) = (0, 0, 0);
    let lines = set.gold.split('\n').zip(set.source.split('\n'));
    for ((gold, source), hyp) in lines.zip(&restored) {
        let of = |text: &str| {
            canonical(text)
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let (g, h, s) = (of(gold), of(hyp), of(source));
        words += g.len();
        before += distance(&g, &s, |_, _| ());
        wrong += distance(&g, &h, |g, h| {
            if errors {
                println!("  {g} <- {h}   | {hyp} | {source}");
            }
        });
    }
    let rate = |n: usize| 100.0 * n as f64 / words as f64;
    println!(
        "{:40} WER {:6.2} -> {:6.3} %   ({words} words, {:.0} k words/s)",
        set.name,
        rate(before),
        rate(wrong),
        words as f64 / seconds / 1000.0
    );
}

/// Word edit distance; `found` is called with every difference on one shortest path.
fn distance(gold: &[String], hyp: &[String], mut found: impl FnMut(&str, &str)) -> usize {
    let word = |word: Option<&String>| word.map_or("", String::as_str).to_owned();
    let differences = align(gold, hyp)
        .into_iter()
        .filter(|(gold, hyp)| gold != hyp);
    differences
        .map(|(gold, hyp)| found(&word(gold), &word(hyp)))
        .count()
}
