//! A scanner drops files into a folder; `doctor` and `scan` look before anything is read.

use super::{PATIENCE, baocao, fixture, row, rows, said, scans};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn wait_for(what: impl Fn() -> bool) {
    let start = Instant::now();
    while !what() {
        assert!(start.elapsed() < PATIENCE, "it never came");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn count(out: &Path) -> usize {
    let text = fs::read_to_string(out.join("manifest.jsonl"));
    text.map_or(0, |text| text.lines().count())
}

/// How long a file must not change before it is read.
const SETTLE: Duration = Duration::from_secs(2);

#[test]
fn drops_are_read_when_they_are_complete() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    fs::create_dir(&input).expect("a folder");
    let mut watch = baocao();
    watch
        .args(["watch", "--settle", &SETTLE.as_secs().to_string()])
        .arg(&input)
        .arg("-o")
        .arg(&out);
    let mut watch = watch.stderr(Stdio::null()).spawn().expect("started");
    let sample = fs::read(fixture("scans/sample.ocr.txt")).expect("the sample");
    let mut rested = false;
    let mut file = fs::File::create(input.join("slow.txt")).expect("created");
    for part in sample.chunks(sample.len().div_ceil(4)) {
        let before = Instant::now();
        file.write_all(part).expect("written");
        std::thread::sleep(Duration::from_millis(700));
        let taken = count(&out);
        // On a busy machine the file may rest so long that it looks complete.
        rested |= before.elapsed() >= SETTLE;
        assert!(taken == 0 || rested, "it was not complete");
    }
    wait_for(|| count(&out) == 1);
    fs::write(input.join("two.txt"), "Số: 12/BC-UBND\n").expect("written");
    wait_for(|| count(&out) == 2);
    let signal = Command::new("kill")
        .args(["-INT", &watch.id().to_string()])
        .status();
    assert!(signal.expect("kill").success());
    assert_eq!(watch.wait().expect("ended").code(), Some(0));
    assert_eq!(row(&out, "slow.txt")["bytes"], sample.len());
    assert!(rows(&out).iter().all(|row| row["status"] == "ok"));
    said(baocao().arg("verify").arg(&out), 0);
}

#[test]
fn scan_reports_what_a_run_would_do_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    scans::folder(folder.path(), 2, 2);
    fs::write(folder.path().join("empty.pdf"), "").expect("written");
    let before = super::files(folder.path());
    let text = said(baocao().arg("scan").arg(folder.path()), 1);
    assert!(
        text.contains("scans: 2, with pages: 4; texts: 0; cannot be read: 1; about"),
        "{text}"
    );
    assert!(text.contains("empty.pdf: the file is empty"), "{text}");
    assert!(super::files(folder.path()) == before);
}

#[test]
fn the_doctor_names_what_is_missing_and_how_to_fix_it() {
    let text = said(baocao().arg("doctor"), 0);
    assert!(
        text.contains("tesseract") && text.contains("vie:"),
        "{text}"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let text = said(
        baocao().args(["doctor", "--tessdata"]).arg(folder.path()),
        3,
    );
    let fix = format!("→ put vie.traineddata into {}", folder.path().display());
    assert!(text.contains("missing") && text.contains(&fix), "{text}");
}
