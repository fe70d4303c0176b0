//! From words with places to the document's JSON: the flow without an engine.

use baocao::document::layout::{BBox, Line, Page, PageReading, Word};
use baocao::document::record;
use baocao::extract::Extractor;
use baocao::pipeline::{EngineInfo, Origin, PageResult, Pipeline, Processed};
use baocao::restore::Restorer;
use serde_json::Value;

/// A page of monospaced print, 10 × 20 pixels a character.
fn page(number: u32, print: &str) -> PageResult {
    let lines = print
        .lines()
        .enumerate()
        .map(|(row, line)| printed(row as i32 * 30, line));
    Ok(PageReading::from(Page {
        number,
        width: 800,
        height: 1200,
        dpi: 100.0,
        pixel_height: 1.0,
        rotation: 0,
        skew_degrees: 0.5,
        preparation: vec!["grayscale".to_owned(), "deskew".to_owned()],
        lines: lines.collect(),
        tables: Vec::new(),
        stamps: Vec::new(),
        unread: Vec::new(),
    }))
}

fn printed(top: i32, line: &str) -> Line {
    let mut left = 0;
    let words = line.split(' ').map(|text| {
        let width = text.chars().count() as i32 * 10;
        let bbox = BBox::from([left, top, left + width, top + 20]);
        left += width + 10;
        Word::new(text.to_owned(), 0.9, bbox)
    });
    Line {
        words: words.collect(),
    }
}

fn pipeline() -> Pipeline {
    Pipeline {
        restorer: Restorer::builtin(),
        extractor: Extractor::builtin(),
        model_version: "test".to_owned(),
    }
}

fn scan() -> Processed {
    let origin = Origin {
        path: Some("report.pdf".to_owned()),
        sha256: "0".repeat(64),
        signatures: Vec::new(),
        attachments: Vec::new(),
        faults: Vec::new(),
    };
    let engine = EngineInfo {
        version: "fake 1".to_owned(),
        language: "vie".to_owned(),
    };
    let first = "UBND TINH TRA VINH\nSố: 12/BC-UBND\nTrà Vinh, ngày 14 tháng 02 năm 2023\nBÁO CÁO\n\
                 Kết quả công tác tháng 02";
    let last = "Tổng số hồ sơ tiếp nhận là\n1.234 hồ sơ, trong đó trực tuyến 300 hồ sơ.";
    let pages = vec![page(1, first), Err("is torn".to_owned()), page(3, last)];
    pipeline().scan(origin, &engine, pages)
}

#[test]
fn a_scan_gives_this_json() {
    let Processed { document, text, .. } = scan();
    let value = serde_json::to_value(&document).expect("JSON");
    let validator = jsonschema::validator_for(&record::schema()).expect("a valid schema");
    let errors: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    insta::assert_snapshot!("text", text);
    // Confidences move with every training; all else is to be looked at when it changes.
    insta::assert_json_snapshot!("document", value, {
        ".pages[].lines[].words[].confidence" => "[confidence]",
    });
}

#[test]
fn every_figure_leads_back_to_its_words_on_its_page() {
    let Processed { document, text, .. } = scan();
    let value = serde_json::to_value(&document).expect("JSON");
    let statistics = value["statistics"].as_array().expect("statistics");
    let figure = statistics
        .iter()
        .find(|s| s["value"] == 1234.0)
        .expect("the total");
    let span = &figure["span"];
    assert_eq!(span["page"], 3);
    let bbox: Vec<i64> = span["bbox"]
        .as_array()
        .expect("a box")
        .iter()
        .filter_map(Value::as_i64)
        .collect();
    assert!(bbox[0] >= 0 && bbox[2] <= 800 && bbox[3] <= 50, "{bbox:?}");
    let lines: Vec<&str> = text.split('\n').collect();
    let line = lines[span["line"].as_u64().expect("a line") as usize - 1];
    let start = span["start"].as_u64().expect("a character") as usize;
    assert!(
        line.chars()
            .skip(start)
            .collect::<String>()
            .starts_with("1.234"),
        "{line}"
    );
    assert_eq!(text.matches('\u{c}').count(), 2);
}

#[test]
fn a_lost_page_is_named_and_the_others_are_there() {
    let processed = scan();
    let failed: Vec<(u32, &str)> = processed.failed_pages().collect();
    assert_eq!(failed, [(2, "is torn")]);
    let number = processed
        .document
        .extraction
        .header
        .number
        .as_ref()
        .expect("a number");
    assert_eq!(number.normalized.as_deref(), Some("12/BC-UBND"));
    assert_eq!(number.span.page, Some(1));
}
