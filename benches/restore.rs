//! Restoration, in words a second: the sample report as an engine without Vietnamese left it, the
//! same stripped of its marks, and right; and the start.

use baocao::restore::Restorer;
use baocao::restore::evaluate::score;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use unicode_normalization::UnicodeNormalization;

const OCR: &str = include_str!("../fixtures/scans/sample.ocr.txt");
const GOLD: &str = include_str!("../fixtures/restore/sample.gold.txt");

fn stripped(text: &str) -> String {
    let marks = |c: &char| !('\u{300}'..='\u{36f}').contains(c);
    let plain = text.nfd().filter(marks);
    plain
        .map(|c| {
            if c == 'đ' {
                'd'
            } else if c == 'Đ' {
                'D'
            } else {
                c
            }
        })
        .collect()
}

fn restore(criterion: &mut Criterion) {
    let restorer = Restorer::builtin();
    let mut group = criterion.benchmark_group("restore");
    for (name, text) in [
        ("ocr", OCR.to_owned()),
        ("stripped", stripped(GOLD)),
        ("right", GOLD.to_owned()),
    ] {
        let rates = score(GOLD, &restorer.restore_text(&text));
        assert!(rates.wer < 0.05, "{name}: {}", rates.wer);
        group.throughput(Throughput::Elements(text.split_whitespace().count() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| restorer.restore_text(black_box(&text)));
        });
    }
    group.finish();
    criterion.bench_function("start", |bencher| bencher.iter(Restorer::builtin));
}

criterion_group!(benches, restore);
criterion_main!(benches);
