//! Extraction of a whole report, and of the report repeated, to show that time grows with length.

use baocao::extract::Extractor;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

fn extraction(criterion: &mut Criterion) {
    let extractor = Extractor::builtin();
    let report = include_str!("../fixtures/extract/bao-cao-so.in.txt");
    assert!(extractor.extract(report).header.number.is_some());
    let mut group = criterion.benchmark_group("extract");
    for times in [1, 20, 200] {
        let text = report.repeat(times);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("report x{times}"), |bencher| {
            bencher.iter(|| extractor.extract(black_box(&text)));
        });
    }
    group.finish();
}

criterion_group!(benches, extraction);
criterion_main!(benches);
