//! Headers with written numbers and days, from image to fields.

use baocao::extract::Extractor;
use baocao::handwriting::Recogniser;
use baocao::input::{self, Limits, Source};
use baocao::ocr::{PageReader, TesseractEngine};
use baocao::pipeline::{EngineInfo, Origin, Pipeline, Processed, read_page};
use baocao::restore::Restorer;
use std::path::Path;

const HEADERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/handwriting");

fn process(pipeline: &Pipeline, engine: &mut TesseractEngine, file: &Path) -> Processed {
    let bytes = std::fs::read(file).expect("a fixture");
    let source = input::open(bytes.into(), &Limits::default()).expect("an image");
    let Source::Pages(source) = source else {
        panic!("an image")
    };
    let image = source.page(0).expect("a page");
    let mut reader = PageReader {
        engine,
        second: None,
        fluency: &|text| pipeline.restorer.fluency(text),
    };
    let page = read_page(1, &image, &mut reader, &Recogniser::builtin());
    let page = page.map_err(|error| error.to_string());
    let info = EngineInfo {
        version: "test".to_owned(),
        language: "vie".to_owned(),
    };
    let origin = Origin {
        path: None,
        sha256: String::new(),
        signatures: Vec::new(),
        attachments: Vec::new(),
        faults: Vec::new(),
    };
    pipeline.scan(origin, &info, vec![page])
}

#[test]
fn written_numbers_and_days_are_read() {
    let pipeline = Pipeline {
        restorer: Restorer::builtin(),
        extractor: Extractor::builtin(),
        model_version: "test".to_owned(),
    };
    let mut engine = TesseractEngine::new("vie", None).expect("Tesseract");
    let labels = std::fs::read_to_string(Path::new(HEADERS).join("labels.tsv")).expect("labels");
    let mut headers = 0;
    for row in labels.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [file, number, day] = cells[..] else {
            panic!("{row}")
        };
        let Processed { document, text, .. } =
            process(&pipeline, &mut engine, &Path::new(HEADERS).join(file));
        let header = &document.extraction.header;
        let (found, date) = (
            header.number.as_ref().expect(file),
            header.date.as_ref().expect(file),
        );
        assert!(found.slot.handwritten && date.slot.handwritten, "{file}");
        for (value, slot, wanted) in [
            (&found.normalized, &found.slot, number),
            (&date.iso, &date.slot, day),
        ] {
            assert_eq!(value.as_deref(), Some(wanted), "{file}: {slot:?}");
            assert!(slot.confidence > Some(0.5), "{file}: {wanted}");
        }
        assert!(text.contains(&format!("Số: {number}")), "{file}: {text}");
        // The box of the number holds its ink, and the engine's own words are kept.
        let bbox = found.span.bbox.expect(file);
        assert!(
            bbox.x0 > 250 && bbox.x1 < 700 && bbox.y0 > 180 && bbox.y1 < 270,
            "{file}: {bbox:?}"
        );
        let mut words = document.pages[0].lines.iter().flat_map(|line| &line.words);
        assert!(
            words.any(|word| word.text == number && word.ocr != number),
            "{file}"
        );
        headers += 1;
    }
    assert_eq!(headers, 4);
}
