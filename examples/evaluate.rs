//! Accuracy of restoration on held-out text: `evaluate MODEL CONFUSIONS FOLDER [errors]`, where the
//! folder holds `dev.*.txt`, `pairs.dev.jsonl`, `sample.ocr.txt` and `sample.gold.txt`.

#![allow(clippy::print_stdout)]

use baocao::lm::NgramModel;
use baocao::restore::Restorer;
use baocao::restore::evaluate::align;
use baocao::text::{letters::strip, tone_placement::canonical};
use std::path::Path;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, model, confusions, folder, ..] = arguments.as_slice() else {
        panic!("usage: evaluate MODEL CONFUSIONS FOLDER [errors]")
    };
    let errors = arguments.get(4).map(String::as_str).unwrap_or("");
    let start = Instant::now();
    let model = NgramModel::open(Path::new(model)).expect("model");
    let table = std::fs::read_to_string(confusions).expect("confusions");
    let restorer = Restorer::new(model, &table).expect("restorer");
    println!("start: {:?}", start.elapsed());
    let read = |name: &str| std::fs::read_to_string(Path::new(folder).join(name)).expect("file");
    for name in ["dev.admin", "dev.news", "dev.localgov"] {
        let gold = read(&format!("{name}.txt"));
        report(
            &format!("{name} stripped"),
            &restorer,
            &gold,
            &strip(&gold),
            errors,
        );
        report(&format!("{name} as it is"), &restorer, &gold, &gold, errors);
    }
    let rows: Vec<serde_json::Value> = read("pairs.dev.jsonl")
        .lines()
        .map(|l| serde_json::from_str(l).expect("row"))
        .collect();
    for lang in ["eng", "vie"] {
        let text = |field: &str| {
            let of_lang = rows.iter().filter(|row| row["lang"] == lang);
            of_lang
                .map(|row| row[field].as_str().expect("text"))
                .collect::<Vec<_>>()
                .join("\n")
        };
        report(
            &format!("pairs {lang}"),
            &restorer,
            &text("gold"),
            &text("ocr"),
            errors,
        );
    }
    report(
        "sample",
        &restorer,
        &read("sample.gold.txt"),
        &read("sample.ocr.txt"),
        errors,
    );
}

fn report(name: &str, restorer: &Restorer, gold: &str, source: &str, errors: &str) {
    let start = Instant::now();
    let restored = restorer.restore_text(source);
    let seconds = start.elapsed().as_secs_f64();
    let (mut wrong, mut before, mut words) = (0, 0, 0);
    for ((gold, hyp), source) in gold
        .split('\n')
        .zip(restored.split('\n'))
        .zip(source.split('\n'))
    {
        let gold = canonical(gold);
        let of = |text: &str| {
            canonical(text)
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let (g, h, s) = (of(&gold), of(hyp), of(source));
        words += g.len();
        before += distance(&g, &s, |_, _| ());
        wrong += distance(&g, &h, |g, h| {
            if !errors.is_empty() && name.contains(errors) {
                println!("  {g} <- {h}   | {hyp} | {source}");
            }
        });
    }
    let rate = |n: usize| 100.0 * n as f64 / words as f64;
    println!(
        "{name:24} WER {:6.2} -> {:6.3} %   ({words} words, {:.0} k words/s)",
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
