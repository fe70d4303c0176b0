//! Rules of a user's own, as the page about them says: from the file to JSON, SQL, sheets and filters.

use assert_cmd::Command;
use baocao::archive::ask::browse::{Filter, Order};
use baocao::archive::{OwnFieldReader, Store};
use baocao::extract::Extractor;
use baocao::rules::register::read_file;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

const REPORT: &str = "UBND TỈNH TRÀ VINH\nSỞ Y TẾ\nSố: 12/BC-SYT\nTrà Vinh, ngày 05 tháng 3 năm 2023\n\nBÁO CÁO\n\
    Kết quả công tác tháng 02\n\n1. Trong tháng, kinh phí hỗ trợ\nhộ nghèo là 1.250 triệu đồng.\n";

fn said(folder: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baocao"));
    let assert = command
        .current_dir(folder)
        .args(arguments)
        .assert()
        .code(code);
    let output = assert.get_output();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// The first file of rules of the page.
fn rules_of_the_page() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let page = fs::read_to_string(page).expect("the page");
    let (_, rest) = page.split_once("```toml\n").expect("a file of rules");
    rest.split_once("```").expect("its end").0.to_owned()
}

/// A folder with the rules of the page and a report.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    fs::write(path.join("my-rules.toml"), rules_of_the_page()).expect("written");
    fs::create_dir(path.join("scans")).expect("made");
    fs::write(path.join("scans/report.txt"), REPORT).expect("written");
    (folder, path)
}

const RUN: [&str; 7] = [
    "run",
    "-q",
    "scans",
    "-o",
    "results",
    "--rules",
    "my-rules.toml",
];

#[test]
fn a_rule_of_the_page_leads_to_json_sql_sheets_and_filters() {
    let (_kept, folder) = folder();
    let (told, _) = said(&folder, &["rules", "test", "my-rules.toml"], 0);
    assert!(told.contains("rules: 1, cases: 2, problems: 0"), "{told}");
    said(&folder, &RUN, 0);
    let documents = fs::read_dir(folder.join("results/documents")).expect("results");
    let document = documents.last().expect("one").expect("an entry").path();
    let json = fs::read_to_string(document.join("document.json")).expect("a document");
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let field = &json["custom"][0];
    assert_eq!(field["name"], "poor_support");
    assert_eq!(
        (field["value"].as_f64(), &field["unit"]),
        (Some(1250.0), &"triệu đồng".into())
    );
    let sql = "SELECT document, number, unit FROM custom_fields WHERE name = 'poor_support'";
    let (answer, _) = said(
        &folder,
        &["query", "-o", "results", "--format", "csv", sql],
        0,
    );
    assert_eq!(answer, "document,number,unit\n12/BC-SYT,1250,triệu đồng\n");
    let (told, _) = said(
        &folder,
        &["export", "-o", "results", "--to", "xlsx", "tables"],
        0,
    );
    assert!(told.contains("tables.xlsx:"), "{told}");
    let (told, _) = said(
        &folder,
        &["export", "-o", "results", "--to", "csv", "tables"],
        0,
    );
    assert!(told.contains("custom_fields.csv: 1 row"), "{told}");
    let store = Store::open_read_only(&folder.join("results")).expect("the store");
    for (value, documents) in [
        ("", 1),
        ("> 1.000", 1),
        (">= 1251", 0),
        ("1250", 1),
        ("trăm", 0),
    ] {
        let filter = Filter {
            custom: Some("poor_support".to_owned()),
            custom_value: Some(value.to_owned()),
            ..Filter::default()
        };
        let found = store
            .list(&filter, Order::default(), None, 10)
            .expect("a list");
        assert_eq!(found.len(), documents, "{value}");
    }
    let names = store.custom_names().expect("the names");
    assert_eq!(
        names,
        [(
            "poor_support".to_owned(),
            "Kinh phí hỗ trợ hộ nghèo".to_owned(),
            1
        )]
    );
}

#[test]
fn rules_read_fields_of_documents_that_are_there_already() {
    let (_kept, folder) = folder();
    said(&folder, &["run", "-q", "scans", "-o", "results"], 0);
    let store = Store::open_existing(&folder.join("results")).expect("the store");
    assert!(store.custom_names().expect("names").is_empty());
    let file = read_file("my-rules.toml", &rules_of_the_page()).expect("rules");
    let reader = OwnFieldReader::new(Extractor::builtin().with_rules(file));
    for _ in 0..2 {
        assert!(store.read_own_fields(&reader).expect("read").is_empty());
        let names = store.custom_names().expect("names");
        assert_eq!((names[0].0.as_str(), names[0].2), ("poor_support", 1));
    }
    let rows = "SELECT count(*) FROM custom WHERE number = 1250 AND page = 1 AND line = 10";
    let count = store
        .connection()
        .query_row(rows, [], |row| row.get::<_, i64>(0));
    assert_eq!(count, Ok(1));
}

#[test]
fn a_changed_rule_reads_documents_anew() {
    let (_kept, folder) = folder();
    said(&folder, &RUN, 0);
    let changed = rules_of_the_page().replace("poor_support", "support");
    fs::write(folder.join("my-rules.toml"), changed).expect("written");
    said(&folder, &RUN, 0);
    let sql = "SELECT name FROM custom";
    let (answer, _) = said(
        &folder,
        &["query", "-o", "results", "--format", "csv", sql],
        0,
    );
    assert_eq!(answer, "name\nsupport\n");
}

#[test]
fn what_is_wrong_with_a_file_is_said_before_anything_is_read() {
    let (_kept, folder) = folder();
    let wrong = rules_of_the_page().replace("{number}", "{numbr}");
    fs::write(folder.join("wrong.toml"), wrong).expect("written");
    for arguments in [
        &["rules", "test", "wrong.toml"][..],
        &["rules", "list", "--rules", "wrong.toml"],
        &["extract", "--rules", "wrong.toml", "scans/report.txt"],
        &["run", "scans", "-o", "results", "--rules", "wrong.toml"],
        &["serve", "results", "--rules", "wrong.toml"],
    ] {
        let (_, told) = said(&folder, arguments, 2);
        assert!(
            told.contains("wrong.toml:5: rule poor_support: there is no fragment {numbr}"),
            "{told}"
        );
    }
    let failing = rules_of_the_page().replace("value = 1250", "value = 1251");
    fs::write(folder.join("failing.toml"), failing).expect("written");
    let (told, _) = said(&folder, &["rules", "test", "failing.toml"], 1);
    assert!(
        told.starts_with("failing.toml:2: rule poor_support: in "),
        "{told}"
    );
}

#[test]
fn rules_are_listed_and_explained() {
    let (_kept, folder) = folder();
    let (all, _) = said(&folder, &["rules", "list", "--rules", "my-rules.toml"], 0);
    assert!(
        all.starts_with("poor_support\t-\tKinh phí hỗ trợ hộ nghèo\n"),
        "{all}"
    );
    assert!(all.contains("figure.percent\t"), "{all}");
    let (one, _) = said(&folder, &["rules", "explain", "figure.percent"], 0);
    assert!(one.contains("29,65 %"), "{one}");
    said(&folder, &["rules", "explain", "figure.nothing"], 2);
}
