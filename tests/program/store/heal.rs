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
    let damages: [(&str, &dyn Fn()); 4] = [
        ("lost", &|| fs::remove_file(&path).expect("removed")),
        ("garbage", &|| {
            fs::write(&path, "no store".repeat(900)).expect("written")
        }),
        ("cut", &|| {
            let bytes = fs::read(&path).expect("a store");
            fs::write(&path, &bytes[..bytes.len() / 2]).expect("written");
        }),
        ("edited", &|| {
            let store = Store::open_existing(&out).expect("opened");
            let edit = "UPDATE corrections SET new = 'khác'";
            store.connection().execute(edit, []).expect("edited");
        }),
    ];
    for (name, damage) in damages {
        damage();
        for journal in ["archive.db-wal", "archive.db-shm"] {
            if name != "edited" {
                let _ = fs::remove_file(out.join(journal));
            }
        }
        if name != "lost" {
            assert!(verify(1).contains("archive.db"), "{name}");
        }
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
