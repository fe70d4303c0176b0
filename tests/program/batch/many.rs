//! Many documents, ten thousand in `make soak`; OCR is done before, as its pages are kept.

use super::{is_soak, measured, rows, run, said, scans};
use baocao::checksum;
use baocao::results::folder::document_folder;
use std::fs;
use std::path::Path;

/// A folder of one-page documents, each another image.
fn documents(folder: &Path, count: usize) {
    fs::create_dir(folder).expect("a folder");
    for number in 0..count {
        let shade = |place: u32| (number >> (8 * place)) as u8;
        let image = image::GrayImage::from_fn(24, 24, |x, y| image::Luma([shade((x + y) % 3)]));
        image
            .save(folder.join(format!("{number:05}.png")))
            .expect("written");
    }
}

/// Keeps, in the folder of results, the page of one scan as the page of all documents.
fn keep(out: &Path, folder: &Path) {
    let scan = out.with_extension("scan");
    scans::folder(&scan, 1, 2);
    said(
        run(&scan, out).env("BAOCAO_FAULT", "crash@scan-00.tif#2"),
        1,
    );
    let kept = walkdir::WalkDir::new(out.join(".baocao/pages"))
        .into_iter()
        .flatten();
    let page = kept
        .into_iter()
        .find(|entry| entry.file_type().is_file())
        .expect("a page");
    let page = page.into_path();
    let all = page.ancestors().nth(2).expect("the kept pages");
    for entry in fs::read_dir(folder).expect("listed") {
        let path = entry.expect("listed").path();
        let bytes = fs::read(&path).expect("a file");
        let name = document_folder(&path, &checksum::of(&bytes));
        let folder = all.join(name.file_name().expect("a name"));
        fs::create_dir(&folder).expect("a folder");
        fs::copy(&page, folder.join("00001.json")).expect("kept");
    }
}

#[test]
fn every_document_of_many_is_listed_and_a_second_run_reads_none() {
    let folder = tempfile::tempdir().expect("a folder");
    batch(folder.path(), 50);
}

/// KiB that may be held of each document: its path, its plan and the position of its row take half
/// of one.
const HELD: usize = 2;

#[test]
fn memory_hardly_grows_with_the_number_of_documents() {
    // The noise of a small batch is larger than what its documents take.
    if !is_soak() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let counts = [1000, 10_000];
    let memory = counts.map(|count| batch(folder.path(), count));
    let grown = memory[1].saturating_sub(memory[0]) * 1024;
    let allowed = HELD * (counts[1] - counts[0]);
    assert!(grown < allowed, "{memory:?} MiB, {grown} of {allowed} KiB");
}

/// Runs a batch of so many documents twice; the most memory, in MiB, that the first run held.
fn batch(folder: &Path, count: usize) -> usize {
    let path = |name: &str| folder.join(format!("{name}-{count}"));
    let (input, out) = (path("in"), path("out"));
    documents(&input, count);
    keep(&out, &input);
    let (text, time, memory) = measured(&mut run(&input, &out), 0);
    eprintln!("{count}: {time:.1?}, {memory} MiB");
    let counted = format!("{count} documents, {count} pages: {count} ok, 0 partial, 0 failed");
    assert!(text.contains(&counted), "{text}");
    let lines = text
        .lines()
        .filter(|line| line.contains(".png: 1 page "))
        .count();
    assert_eq!(lines, count, "a line for each document");
    assert_eq!(rows(&out).len(), count + 1);
    let manifest = || fs::read(out.join("manifest.jsonl")).expect("a manifest");
    let before = manifest();
    let text = said(&mut run(&input, &out), 0);
    assert!(text.contains(&format!("{count} done before")), "{text}");
    assert!(manifest() == before, "a document was read again");
    memory
}
