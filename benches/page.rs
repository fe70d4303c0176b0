//! A page end to end, split into its parts: decoding, preparation, Tesseract, number and day in the head,
//! restoration with its confidences, extraction. A clean page at 300 dpi and a fax at 200.

use baocao::document::layout::{Page, PageImage};
use baocao::extract::Extractor;
use baocao::handwriting::{self, Recogniser};
use baocao::input::{Limits, Source, open};
use baocao::ocr::{OcrEngine, PageReader, Segmentation, TesseractEngine, read_page};
use baocao::prepare::{Attempt, prepare};
use baocao::restore::{Detail, Restorer, SourceLine};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

const SCANS: [(&str, &[u8]); 2] = [
    ("clean", include_bytes!("../fixtures/scans/000-clean.pdf")),
    ("faxed", include_bytes!("../fixtures/scans/003-faxed.pdf")),
];

fn first_page(scan: &[u8]) -> PageImage {
    let Ok(Source::Pages(pages)) = open(scan.into(), &Limits::default()) else {
        panic!("a scan");
    };
    pages.page(0).expect("a page")
}

fn page(criterion: &mut Criterion) {
    let mut engine = TesseractEngine::new("vie", None).expect("Tesseract with Vietnamese");
    let (restorer, extractor) = (Restorer::builtin(), Extractor::builtin());
    let recogniser = Recogniser::builtin();
    for (name, scan) in SCANS {
        let image = first_page(scan);
        let prepared = prepare(&image, Attempt::Normal);
        let mut reader = PageReader {
            engine: &mut engine,
            second: None,
            fluency: &|text| restorer.fluency(text),
        };
        let page = read_page(1, &image, &mut reader).expect("a page");
        let text = restored(&restorer, &page);
        assert!(extractor.extract(&text).header.number.is_some(), "{text}");
        let mut group = criterion.benchmark_group(format!("page/{name}"));
        group
            .sample_size(10)
            .measurement_time(Duration::from_secs(10));
        group.bench_function("decode", |bencher| {
            bencher.iter(|| first_page(black_box(scan)))
        });
        group.bench_function("prepare", |bencher| {
            bencher.iter(|| prepare(black_box(&image), Attempt::Normal))
        });
        group.bench_function("tesseract", |bencher| {
            let dpi = prepared.dpi.round() as u32;
            bencher.iter(|| {
                engine
                    .recognize(black_box(&prepared.image), dpi, Segmentation::Page)
                    .expect("a page")
            });
        });
        // Both slots of the head.
        group.bench_function("slots", |bencher| {
            bencher.iter(|| handwriting::read(black_box(&image), &page, &recogniser));
        });
        group.bench_function("restore", |bencher| {
            bencher.iter(|| restored(&restorer, black_box(&page)));
        });
        group.bench_function("extract", |bencher| {
            bencher.iter(|| extractor.extract(black_box(&text)));
        });
        group.finish();
    }
}

fn restored(restorer: &Restorer, page: &Page) -> String {
    let texts: Vec<String> = page.lines.iter().map(|line| line.text()).collect();
    let sources = texts.iter().map(|text| SourceLine::of_text(text));
    let sources: Vec<SourceLine> = sources.collect();
    let lines = restorer.restore(&sources, Detail::Confidence);
    let lines: Vec<String> = lines.into_iter().map(|line| line.text).collect();
    lines.join("\n")
}

criterion_group!(benches, page);
criterion_main!(benches);
