//! A scan through the engine and into the formats of archives, whose rules others check.

use crate::bundled;
use std::path::Path;

/// How often each element opens, and whether all close in order.
fn elements(xml: &str) -> Vec<String> {
    let (mut open, mut names) = (Vec::new(), Vec::new());
    for tag in xml
        .split('<')
        .skip(1)
        .map(|part| part.split('>').next().unwrap_or(""))
    {
        let name = tag
            .trim_start_matches('/')
            .split([' ', '/'])
            .next()
            .unwrap_or("");
        match tag {
            _ if tag.starts_with(['?', '!']) => {}
            _ if tag.starts_with('/') => assert_eq!(open.pop(), Some(name), "{tag}"),
            _ if tag.ends_with('/') => names.push(name.to_owned()),
            _ => {
                open.push(name);
                names.push(name.to_owned());
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
    names
}

#[test]
fn a_scan_becomes_a_searchable_pdf_alto_and_hocr() {
    let document = bundled::document("003-faxed.pdf");
    let read = |name: &str| std::fs::read(document.join(name)).expect(name);
    let text = |name: &str| String::from_utf8(read(name)).expect("UTF-8");
    let json: serde_json::Value = serde_json::from_slice(&read("document.json")).expect("JSON");
    let pages = json["pages"].as_array().expect("pages");
    let words = pages
        .iter()
        .flat_map(|page| page["lines"].as_array().into_iter().flatten())
        .flat_map(|line| line["words"].as_array().into_iter().flatten())
        .count();
    let count = |names: &[String], wanted: &str| names.iter().filter(|n| *n == wanted).count();
    let alto = elements(&text("alto.xml"));
    assert_eq!(
        (count(&alto, "Page"), count(&alto, "String")),
        (pages.len(), words)
    );
    let hocr = text("page.hocr");
    elements(&hocr);
    assert_eq!(hocr.matches("class=\"ocrx_word\"").count(), words);
    let (pdf, scan) = (
        read("searchable.pdf"),
        include_bytes!("../../fixtures/scans/003-faxed.pdf"),
    );
    assert!(pdf.starts_with(b"%PDF-1.7") && find(&pdf, b"pdfaid:part").is_some());
    // The image's own bytes are there as they were.
    let image = find(scan, b"CCITTFaxDecode").expect("an image");
    let start = image + find(&scan[image..], b"stream").expect("a stream") + 8;
    assert!(find(&pdf, &scan[start..start + 2000]).is_some());
    conforms(bundled::results().parent().expect("a bag"));
}

/// Lets others judge a bag of results; `make setup` installs them.
fn conforms(bag: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut check = std::process::Command::new(root.join("target/python/bin/python"));
    check.arg(root.join("tests/program/conformance.py"));
    check.arg(bag).arg(root.join("fixtures/schemas"));
    let output = check.output().expect("Python: run `make setup`");
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{text}");
    assert!(text.starts_with("15 files"), "{text}");
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
