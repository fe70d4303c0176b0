//! Whether confidences of restored tokens mean probabilities: `calibration FOLDER`, where the folder
//! holds `pairs.dev.jsonl`. Prints, for each language of the engine, the share of right tokens by
//! confidence and the expected calibration error.

#![allow(clippy::print_stdout)]

use baocao::restore::evaluate::{Calibration, matches};
use baocao::restore::{Detail, RestoredLine, Restorer, SourceLine};
use baocao::text::{tokens::tokens, tone_placement::canonical};
use std::path::Path;

fn main() {
    let folder = std::env::args().nth(1).expect("usage: calibration FOLDER");
    let restorer = Restorer::builtin();
    let rows = std::fs::read_to_string(Path::new(&folder).join("pairs.dev.jsonl")).expect("pairs");
    let rows: Vec<serde_json::Value> = rows
        .lines()
        .map(|row| serde_json::from_str(row).expect("JSON"))
        .collect();
    for lang in ["eng", "vie"] {
        let of_lang = rows.iter().filter(|row| row["lang"] == lang);
        let (gold, read): (Vec<&str>, Vec<&str>) = of_lang
            .map(|row| {
                (
                    row["gold"].as_str().expect("text"),
                    row["ocr"].as_str().expect("text"),
                )
            })
            .unzip();
        let lines: Vec<SourceLine> = read.iter().map(|text| SourceLine::of_text(text)).collect();
        let restored = restorer.restore(&lines, Detail::Confidence);
        let mut calibration = Calibration::default();
        for (gold, line) in gold.iter().zip(&restored) {
            judge(gold, line, &mut calibration);
        }
        println!(
            "{lang}: expected calibration error {:.4}",
            calibration.error()
        );
        println!("| confidence | tokens | mean | right |\n|---|---|---|---|");
        for (edge, bin) in calibration.bins().filter(|(_, bin)| bin.tokens > 0) {
            let share = |sum: f64| sum / bin.tokens as f64;
            println!(
                "| ≥ {edge:.2} | {} | {:.3} | {:.3} |",
                bin.tokens,
                share(bin.confidence),
                share(bin.right as f64)
            );
        }
    }
}

fn judge(gold: &str, line: &RestoredLine, calibration: &mut Calibration) {
    let gold = canonical(gold);
    let gold: Vec<String> = tokens(&gold)
        .map(|token| token.span.of(&gold).to_owned())
        .collect();
    let found: Vec<String> = line
        .tokens
        .iter()
        .map(|token| canonical(token.target.of(&line.text)))
        .collect();
    for (token, right) in line.tokens.iter().zip(matches(&gold, &found)) {
        calibration.add(token.confidence, right);
    }
}
