//! Scores the extraction of folders of `NAME.in.txt` and `NAME.gold.json`, with what was missed and
//! what was invented: `cargo run --example extract_score -- fixtures/extract/development`.
#![allow(clippy::print_stdout)]

#[path = "../tests/library/scoring/mod.rs"]
mod scoring;

use baocao::extract::Extractor;
use std::path::Path;

fn main() {
    let extractor = Extractor::builtin();
    let extract = |text: &str| serde_json::to_value(extractor.extract(text)).expect("JSON");
    for folder in std::env::args().skip(1) {
        let report = scoring::report(Path::new(&folder), extract);
        println!("{}", report.text);
        println!(
            "{folder}: mean of {} documents {:.4}",
            report.documents, report.mean
        );
    }
}
