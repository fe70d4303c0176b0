//! The engine crashes, hangs, or takes all memory over a page.

use crate::{assert_same, row, run, said, scans};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

fn document(out: &Path, name: &str) -> Value {
    let folder = row(out, name)["folder"]
        .as_str()
        .expect("results")
        .to_owned();
    let json = fs::read(out.join(folder).join("document.json")).expect("a document");
    serde_json::from_slice(&json).expect("JSON")
}

#[test]
fn a_crash_a_hang_and_a_flood_of_memory_cost_a_page_each() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    scans::folder(&input, 4, 3);
    let faults = "crash@scan-00.tif#2 hang@scan-01.tif#1 memory@scan-02.tif#3 \
                  crash-once@scan-03.tif#2";
    let limits = ["--timeout-page", "6", "--memory-per-worker", "800M"];
    let mut command = run(&input, &out);
    command.args(limits).env("BAOCAO_FAULT", faults);
    let start = Instant::now();
    let text = said(&mut command, 1);
    assert!(start.elapsed() < Duration::from_secs(60));
    for (name, page, reason) in [
        (
            "scan-00.tif",
            2,
            "brought its worker down (signal 6, abort)",
        ),
        (
            "scan-01.tif",
            1,
            "not done in time (6 s) (read plainly too); --timeout-page allows more",
        ),
        (
            "scan-02.tif",
            3,
            "ran out of memory (read plainly too); --memory-per-worker allows more",
        ),
    ] {
        let row = row(&out, name);
        assert_eq!(row["status"], "partial", "{row}");
        let failed = row["failed_pages"].as_array().expect("failed pages");
        assert_eq!(failed.len(), 1, "{row}");
        assert_eq!(failed[0]["page"], page, "{row}");
        assert!(
            failed[0]["error"]
                .as_str()
                .expect("a reason")
                .contains(reason),
            "{row}"
        );
        assert!(
            text.lines()
                .any(|line| line.contains(name) && line.contains(reason)),
            "{text}"
        );
        let document = document(&out, name);
        let pages = document["pages"].as_array().expect("pages");
        let read = pages
            .iter()
            .filter(|page| !page["lines"].as_array().unwrap().is_empty());
        assert_eq!(read.count(), 2, "{name}");
    }
    assert_eq!(row(&out, "scan-03.tif")["status"], "ok");
    let plain = &document(&out, "scan-03.tif")["pages"][1]["preparation"];
    assert_eq!(plain[1], "nothing else", "{plain}");
    // What failed is tried again only where that is asked for, and then its pages alone are read.
    let again = said(run(&input, &out).args(limits), 1);
    assert!(again.contains("--retry-failed"), "{again}");
    let retried = said(
        run(&input, &out)
            .args(limits)
            .args(["-v", "--retry-failed"]),
        0,
    );
    let read = retried
        .lines()
        .filter(|line| line.ends_with(" is read"))
        .count();
    assert_eq!(read, 3, "{retried}");
}

#[test]
fn pages_are_the_same_in_processes_in_threads_and_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    scans::folder(&path("in"), 3, 3);
    said(&mut run(&path("in"), &path("out")), 0);
    said(run(&path("in"), &path("threads")).arg("--no-isolation"), 0);
    let text = |out: &str| document(&path(out), "scan-00.tif").to_string();
    assert_eq!(text("out"), text("threads"));
    said(run(&path("in"), &path("again")).arg("-j1"), 0);
    said(run(&path("in"), &path("again")).args(["-j3", "--force"]), 0);
    assert_same(&path("out"), &path("again"));
}

#[test]
fn in_strict_mode_a_page_lost_is_a_document_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    scans::folder(&input, 1, 2);
    fs::write(input.join("text.tif"), "Số: 12/BC-UBND\n").expect("written");
    let mut command = run(&input, &out);
    command
        .arg("--strict")
        .env("BAOCAO_FAULT", "crash-once@scan-00.tif#2");
    said(&mut command, 1);
    let lost = row(&out, "scan-00.tif");
    assert!(
        lost["status"] == "failed" && lost["folder"].is_null(),
        "{lost}"
    );
    let doubtful = row(&out, "text.tif")["error"].to_string();
    assert!(
        doubtful.contains("doubtful: its name ends in .tif"),
        "{doubtful}"
    );
}
