//! `baocao run` on a folder with bad files among good ones.

use crate::bundled;
use assert_cmd::Command;
use serde_json::Value;
use std::collections::HashSet;
use std::fs;
use std::path::Path;

fn baocao() -> Command {
    Command::new(env!("CARGO_BIN_EXE_baocao"))
}

#[test]
fn bad_files_are_named_and_the_others_are_done() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scans");
    let photo = fs::read(fixtures.join("002-office200.jpg")).unwrap();
    fs::write(input.join("zero.pdf"), b"").unwrap();
    fs::write(input.join("cut.jpg"), &photo[..20_000]).unwrap();
    fs::write(input.join("noise.txt"), [0u8, 255, 1, 254]).unwrap();
    fs::write(
        input.join("report.txt"),
        "S6: 220 /BC-STTTT-VP\nUy ban nhan dan tinh\n",
    )
    .unwrap();
    let out = folder.path().join("out");
    let run = || {
        baocao()
            .arg("run")
            .arg(&input)
            .arg("-o")
            .arg(&out)
            .assert()
            .code(1)
    };
    let said = String::from_utf8(run().get_output().stderr.clone()).unwrap();
    for (file, reason) in [
        ("zero.pdf", "empty"),
        ("cut.jpg", "end is missing"),
        ("noise.txt", "text"),
    ] {
        assert!(
            said.lines().any(|l| l.contains(file) && l.contains(reason)),
            "{file}: {said}"
        );
    }
    let manifest = fs::read_to_string(out.join("manifest.jsonl")).unwrap();
    assert_eq!(manifest.lines().count(), 4);
    let again = String::from_utf8(run().get_output().stderr.clone()).unwrap();
    assert!(again.contains("done before"), "{again}");
}

#[test]
fn nothing_to_do_is_an_exit_code_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let run = baocao()
        .arg("run")
        .arg(&missing)
        .arg("-o")
        .arg(folder.path())
        .assert()
        .code(3);
    let said = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(said.contains("missing"), "{said}");
}

/// The bundled scans: name, pages, number, day.
const SCANS: [(&str, u64, &str, &str); 5] = [
    ("000-clean.pdf", 2, "879/TB-SYT", "2020-11-02"),
    ("002-office200.jpg", 1, "1486/BC-STNMT", "2023-11-13"),
    ("003-faxed.pdf", 2, "2769/TB-BDT", "2013-08-23"),
    ("sample-report.tif", 2, "220/BC-STTTT-VP", "2023-02-14"),
    ("sample.ocr.txt", 1, "220/BC-STTTT-VP", "2023-02-14"),
];

#[test]
fn bundled_scans_give_their_number_and_day_with_places() {
    let folder = bundled::results();
    let scans = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scans");
    let rows = bundled::rows();
    assert_eq!(rows.len(), SCANS.len());
    let schema = jsonschema::validator_for(&baocao::document::record::schema()).unwrap();
    for (row, (name, pages, number, date)) in rows.iter().zip(SCANS) {
        assert!(row["path"].as_str().unwrap().ends_with(name), "{row}");
        assert_eq!(row["pages"], pages, "{name}");
        assert_eq!(row["number"], number, "{name}");
        assert_eq!(row["date"], date, "{name}");
        let results = folder.join(row["folder"].as_str().unwrap());
        let document = fs::read(results.join("document.json")).unwrap();
        let document: Value = serde_json::from_slice(&document).unwrap();
        assert!(schema.is_valid(&document), "{name}");
        if name != "sample.ocr.txt" {
            stands_at_the_top(&document);
            is_searchable(&results, &scans.join(name));
        }
    }
}

/// Programs that read PDFs find the lines of the text, and the file is hardly larger than the scan.
fn is_searchable(results: &Path, scan: &Path) {
    let pdf = results.join("searchable.pdf");
    let read = std::process::Command::new("pdftotext")
        .arg(&pdf)
        .arg("-")
        .output();
    let read = read.expect("pdftotext, which make setup installs");
    let found = String::from_utf8(read.stdout).unwrap();
    let found: Vec<&str> = found.split(['\n', '\u{c}']).map(str::trim).collect();
    let text = fs::read_to_string(results.join("text.txt")).unwrap();
    let wanted = text.split(['\n', '\u{c}']).filter(|line| !line.is_empty());
    let wanted: Vec<&str> = wanted.collect();
    let missed = wanted.iter().filter(|line| !found.contains(line));
    let missed: Vec<&&str> = missed.collect();
    assert!(missed.len() * 100 <= wanted.len() * 3, "{missed:?}");
    let bytes = |path: &Path| fs::metadata(path).unwrap().len();
    let text = text.len() as u64 + 10_000;
    assert!(
        bytes(&pdf) <= bytes(scan) * 11 / 10 + text,
        "{}",
        bytes(&pdf)
    );
}

/// The number stands in the upper left quarter of its page, and every word on its page.
fn stands_at_the_top(document: &Value) {
    let page = &document["pages"][0];
    let (width, height) = (
        page["width"].as_i64().unwrap(),
        page["height"].as_i64().unwrap(),
    );
    let bbox = |value: &Value| -> Vec<i64> {
        let sides = value["bbox"].as_array().unwrap();
        sides.iter().filter_map(Value::as_i64).collect()
    };
    let number = bbox(&document["header"]["number"]["span"]);
    assert!(
        number[2] < width * 55 / 100 && number[3] < height / 3,
        "{number:?}"
    );
    let lines = page["lines"].as_array().unwrap().iter();
    for word in lines.flat_map(|line| line["words"].as_array().unwrap()) {
        let [x0, y0, x1, y1] = bbox(word)[..] else {
            panic!("{word}");
        };
        assert!(0 <= x0 && x0 < x1 && x1 <= width, "{word}");
        assert!(0 <= y0 && y0 < y1 && y1 <= height, "{word}");
    }
}

#[test]
fn the_own_reader_reads_a_page_without_tesseract() {
    let scan = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scans/002-office200.jpg");
    let words = |options: &[&str]| {
        let mut ocr = baocao();
        ocr.arg("ocr").arg(&scan).args(options);
        let said = ocr.assert().success().get_output().stdout.clone();
        let said = String::from_utf8(said).unwrap();
        let words = said.split_whitespace().map(str::to_owned);
        words.collect::<HashSet<String>>()
    };
    // Tesseract would not start without its language data.
    let empty = tempfile::tempdir().unwrap();
    let folder = empty.path().to_str().unwrap();
    let own = words(&["--readers", "own", "--tessdata", folder]);
    let both = words(&[]);
    let alike = own.intersection(&both).count();
    assert!(10 * alike > 9 * both.len(), "{:?}", both.difference(&own));
}

#[test]
fn two_readers_certify_the_figures_of_a_turned_page() {
    let folder = tempfile::tempdir().unwrap();
    let scan = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scans/002-office200.jpg");
    let page = image::open(scan).unwrap().rotate180();
    page.save(folder.path().join("turned.png")).unwrap();
    let out = folder.path().join("out");
    let mut run = baocao();
    run.arg("run").arg(folder.path().join("turned.png"));
    run.args(["--readers", "both", "-o"])
        .arg(&out)
        .assert()
        .success();
    let documents = fs::read_dir(out.join("documents")).unwrap();
    let document = documents.map(|entry| entry.unwrap().path()).next().unwrap();
    let json = fs::read(document.join("document.json")).unwrap();
    let json: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["pages"][0]["rotation"], 180);
    let lines = json["pages"][0]["lines"].as_array().unwrap();
    let words = lines.iter().flat_map(|line| line["words"].as_array());
    let words: Vec<&Value> = words.flatten().collect();
    let alike = words.iter().filter(|word| word["ocr2"] == word["text"]);
    let (alike, all) = (alike.count(), words.len());
    assert!(5 * alike > 4 * all, "{alike} of {all} words are read alike");
    let figures = json["statistics"].as_array().unwrap();
    let certified = |wanted: bool| {
        let figures = figures.iter();
        let found = figures.filter(|figure| figure["span"]["certified"] == wanted);
        found.count()
    };
    assert!(certified(true) > 0, "{figures:#?}");
    // What they read differently is to be reviewed.
    let mut query = baocao();
    let sql = "SELECT count(*) FROM review WHERE reason = 'readers'";
    query
        .args(["query", "--format", "csv", sql, "-o"])
        .arg(&out);
    let said = String::from_utf8(query.assert().success().get_output().stdout.clone()).unwrap();
    assert_eq!(
        said.lines().last(),
        Some(certified(false).to_string().as_str())
    );
}
