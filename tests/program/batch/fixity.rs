//! What was written can be proved, by this program and by others.

use super::{baocao, files, fixture, run, said};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn flip(path: &Path) {
    let mut bytes = fs::read(path).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).expect("changed");
}

/// What `sha256sum -c` says of a file of checksums.
fn checked(folder: &Path, sums: &str) -> bool {
    let mut check = Command::new("sha256sum");
    let check = check
        .current_dir(folder)
        .args(["-c", "--strict", "--quiet", sums]);
    check.status().expect("sha256sum").success()
}

/// The text of the first document.
fn first_text(out: &Path) -> PathBuf {
    let texts = files(out).into_iter().map(|(name, _)| out.join(name));
    let mut texts = texts.filter(|path| path.ends_with("text.txt"));
    texts.next().expect("a text")
}

#[test]
fn a_changed_byte_is_named_in_folders_and_bags() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("in");
    fs::create_dir(&input).expect("a folder");
    fs::copy(fixture("scans/sample.ocr.txt"), input.join("50% a\nb.txt")).expect("copied");
    for bag in [false, true] {
        let out = folder.path().join(format!("out-{bag}"));
        said(run(&input, &out).args(bag.then_some("--bagit")), 0);
        said(baocao().arg("verify").arg(&out), 0);
        match bag {
            true => {
                assert!(checked(&out, "manifest-sha256.txt"));
                assert!(checked(&out, "tagmanifest-sha256.txt"));
            }
            false => assert!(checked(&out, "SHA256SUMS")),
        }
        for (name, bytes) in files(&out) {
            let path = out.join(&name);
            flip(&path);
            let text = said(baocao().arg("verify").arg(&out), 1);
            let file = name.file_name().expect("a name").to_string_lossy();
            assert!(text.contains(&*file), "{file}: {text}");
            fs::write(path, bytes).expect("changed back");
        }
        // A link to the same bytes is no result, and what lies beside results was not written.
        let (result, copy) = (first_text(&out), folder.path().join("copy"));
        fs::rename(&result, &copy).expect("moved");
        std::os::unix::fs::symlink(&copy, &result).expect("a link");
        fs::write(out.join("stray"), "").expect("written");
        let text = said(baocao().arg("verify").arg(&out), 1);
        assert!(text.contains("a link, no file: documents/"), "{text}");
        assert!(text.contains("not written by baocao: stray"), "{text}");
        fs::remove_file(out.join("stray")).expect("removed");
        fs::rename(&copy, &result).expect("moved back");
        // A second run has nothing to do and leaves all as it was.
        let before = files(&out);
        said(&mut run(&input, &out), 0);
        assert!(files(&out) == before);
    }
    flip(&input.join("50% a\nb.txt"));
    let text = said(
        baocao().arg("verify").arg(folder.path().join("out-true")),
        1,
    );
    assert!(text.contains("input changed: "), "{text}");
    let plain = folder.path().join("out-false");
    let text = said(run(&input, &plain).arg("--bagit"), 3);
    assert!(text.contains("no bag"), "{text}");
}
