//! The engine crashes, hangs, or takes all memory over a page.

use super::{assert_same, baocao, files, fixture, row, run, said, scans};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
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
    // A page takes a fraction of a second; on a busy machine, some.
    let limits = ["--timeout-page", "15", "--memory-per-worker", "800M"];
    let mut command = run(&input, &out);
    command.args(limits).env("BAOCAO_FAULT", faults);
    let text = said(&mut command, 1);
    for (name, page, reason) in [
        (
            "scan-00.tif",
            2,
            "brought its worker down (signal 6, abort)",
        ),
        (
            "scan-01.tif",
            1,
            "not done in time (15 s) (read plainly too); --timeout-page allows more",
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
fn a_run_that_is_asked_to_stop_waits_for_no_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    scans::folder(&input, 1, 2);
    let mut hangs = run(&input, &out);
    hangs.env("BAOCAO_FAULT", "hang@scan-00.tif#1");
    let mut child = hangs.stderr(Stdio::null()).spawn().expect("started");
    let begun = out.join("archive.db");
    while !begun.exists() {
        std::thread::sleep(Duration::from_millis(50));
    }
    let pid = child.id().to_string();
    let kill = std::process::Command::new("kill")
        .args(["-INT", &pid])
        .status();
    assert!(kill.expect("kill").success());
    let start = Instant::now();
    assert_eq!(child.wait().expect("ended").code(), Some(130));
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
    said(&mut run(&input, &out), 0);
}

#[test]
fn what_puts_a_document_together_costs_that_document_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    scans::folder(&input, 2, 1);
    fs::copy(fixture("scans/sample.ocr.txt"), input.join("text.txt")).expect("copied");
    fs::write(input.join("other.txt"), "Số: 12/BC-UBND\n").expect("written");
    let faults = "crash@scan-00.tif#document panic@other.txt#document memory@text.txt#document";
    let mut command = run(&input, &out);
    command.args(["--memory-per-worker", "800M"]);
    said(command.env("BAOCAO_FAULT", faults), 1);
    for (name, reason) in [
        ("scan-00.tif", "brought its worker down (signal 6, abort)"),
        ("other.txt", "an internal error stopped this document"),
        ("text.txt", "ran out of memory"),
    ] {
        let row = row(&out, name);
        let error = row["error"].as_str().unwrap_or_default();
        assert!(row["status"] == "failed" && error.contains(reason), "{row}");
    }
    assert_eq!(row(&out, "scan-01.tif")["status"], "ok");
    // The page of the scan is kept: it is not read again.
    let again = said(run(&input, &out).args(["-v", "--retry-failed"]), 0);
    assert!(
        !again.lines().any(|line| line.ends_with(" is read")),
        "{again}"
    );
}

/// A small language model, made of one line.
fn model(folder: &Path) -> PathBuf {
    let line = "Ủy ban nhân dân tỉnh báo cáo kết quả công tác tháng 2 năm 2023 .\n";
    fs::write(folder.join("corpus.txt"), line.repeat(50)).expect("written");
    let pair = r#"{"gold": "công tác tháng", "ocr": "cong tac thang", "lang": "eng"}"#;
    fs::write(folder.join("pairs.jsonl"), format!("{pair}\n").repeat(20)).expect("written");
    let mut train = baocao();
    train
        .args(["-q", "train", "--corpus"])
        .arg(folder.join("corpus.txt"));
    train.arg("--pairs").arg(folder.join("pairs.jsonl"));
    said(train.arg("-o").arg(folder), 0);
    folder.join("vi.lm")
}

#[test]
fn the_model_that_is_named_reads_in_processes_as_in_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    scans::folder(&path("in"), 2, 2);
    fs::write(
        path("in/text.txt"),
        "bao cao ket qua cong tac nhung viec khac\n",
    )
    .expect("written");
    let model = model(folder.path());
    let results = |out: &str, arguments: &[&str]| {
        said(run(&path("in"), &path(out)).args(arguments), 0);
        files(&path(out).join("documents"))
    };
    let named = ["--model", model.to_str().expect("UTF-8")];
    let processes = results("processes", &named);
    let threads = results("threads", &[&named[..], &["--no-isolation"]].concat());
    assert!(processes == threads);
    assert!(
        processes != results("builtin", &[]),
        "the model makes no difference"
    );
}

#[test]
fn results_are_the_same_in_processes_in_threads_and_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    scans::folder(&path("in"), 3, 3);
    said(&mut run(&path("in"), &path("out")), 0);
    said(run(&path("in"), &path("threads")).arg("--no-isolation"), 0);
    let results = |out: &str| files(&path(out).join("documents"));
    assert!(results("out") == results("threads"));
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
