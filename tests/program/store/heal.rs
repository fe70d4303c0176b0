//! Corrections outlast their store: whatever becomes of it, the next run makes it anew with all of them.

use super::{ask, baocao, read_archive, said};
use baocao::archive::Store;
use baocao::archive::correct::Decision;
use std::fs;
use std::path::Path;

/// Corrects the subject of the first document.
fn correct(out: &Path) {
    let mut store = Store::open_existing(out).expect("opened");
    let decision = Decision {
        document: 1,
        shown: None,
        target: "header",
        item: "subject",
        new: Some("Trích yếu đã sửa"),
        answer: None,
        author: "Lan",
    };
    let kept = store.decide(&decision).expect("kept");
    store.undo(kept, "Minh").expect("taken back");
    store.decide(&decision).expect("kept again");
}

/// Changes a store as another program does.
fn edit(path: &Path, sql: &str) {
    let store = rusqlite::Connection::open(path).expect("opened");
    assert!(store.execute(sql, []).expect("edited") > 0);
}

const CORRECTED: &str = "SELECT count(*) || ' ' || count(undone) FROM corrections";
const SUBJECTS: &str = "SELECT count(*) FROM documents WHERE subject = 'Trích yếu đã sửa'";

#[test]
fn corrections_outlast_a_store_that_is_lost_damaged_or_edited() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    read_archive(&out);
    correct(&out);
    let path = out.join("archive.db");
    let verify = |code| {
        let mut verify = baocao();
        said(
            verify.arg("verify").arg(&out).current_dir(super::root()),
            code,
        )
    };
    verify(0);
    let damages: [(&str, &dyn Fn()); 7] = [
        ("lost", &|| fs::remove_file(&path).expect("removed")),
        // As where a program was killed that had it open.
        ("lost but for its journal", &|| {
            fs::remove_file(&path).expect("removed");
            fs::write(out.join("archive.db-wal"), "left").expect("written");
        }),
        ("garbage", &|| {
            fs::write(&path, "no store".repeat(900)).expect("written")
        }),
        ("cut", &|| {
            let bytes = fs::read(&path).expect("a store");
            fs::write(&path, &bytes[..bytes.len() / 2]).expect("written");
        }),
        ("edited", &|| {
            edit(&path, "UPDATE corrections SET new = 'khác'")
        }),
        ("row lost", &|| edit(&path, "DELETE FROM dates")),
        ("bit", &|| {
            let mut bytes = fs::read(&path).expect("a store");
            let text = "Nơi nhận".as_bytes();
            let at = bytes.windows(text.len()).position(|found| found == text);
            bytes[at.expect("a page")] ^= 1;
            fs::write(&path, bytes).expect("written");
        }),
    ];
    for (name, damage) in damages {
        damage();
        assert!(verify(1).contains("archive.db"), "{name}");
        read_archive(&out);
        assert_eq!(ask(&out, CORRECTED), "2 1", "{name}");
        assert_eq!(ask(&out, SUBJECTS), "1", "{name}");
        verify(0);
    }
    let log = out.join("corrections.jsonl");
    let text = fs::read_to_string(&log).expect("a log");
    fs::write(&log, text.replacen("Lan", "Ban", 1)).expect("written");
    assert!(verify(1).contains("corrections.jsonl, from line 1"));
}
