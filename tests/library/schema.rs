//! The published schema is the one that the types generate, and documents validate against it.
//! `UPDATE=1 cargo test --test library schema` rewrites it.

use baocao::document::record::{self, Document, SCHEMA_VERSION, Source, SourceKind};
use baocao::extract::Extractor;
use std::path::Path;

fn schema_text() -> String {
    let mut text = serde_json::to_string_pretty(&record::schema()).expect("JSON");
    text.push('\n');
    text
}

#[test]
fn the_published_schema_is_generated_from_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/document.schema.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, schema_text()).expect("a writable schema");
    }
    let published = std::fs::read_to_string(&path).expect("schema/document.schema.json");
    assert!(
        published == schema_text(),
        "{} is out of date: UPDATE=1 cargo test --test library schema",
        path.display()
    );
}

#[test]
fn a_document_validates_and_reads_back() {
    let text = include_str!("../../fixtures/extract/bao-cao-so.in.txt");
    let source = Source {
        path: Some("bao-cao-so.txt".to_owned()),
        sha256: "0".repeat(64),
        pages: 1,
        kind: SourceKind::Text,
        engine: None,
        language_data: None,
        model: None,
        signatures: Vec::new(),
    };
    let document = Document {
        schema: SCHEMA_VERSION.to_owned(),
        source,
        extraction: Extractor::builtin().extract(text),
        pages: Vec::new(),
        stamps: Vec::new(),
        warnings: Vec::new(),
        faults: Vec::new(),
    };
    let value = serde_json::to_value(&document).expect("JSON");
    let validator = jsonschema::validator_for(&record::schema()).expect("a valid schema");
    let errors: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    let back: Document = serde_json::from_value(value).expect("the same types");
    assert_eq!(back, document);
}
