//! The disk is full, or cannot be written to.

use crate::{assert_no_leftovers, assert_same, baocao, fixture, long, run, said, scans};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs a shell script with `IN`, `OUT` and the program as `$1`, `$2`, `$0`.
fn shell(wrapper: &[&str], script: &str, input: &Path, out: &Path) -> Output {
    let mut command = Command::new(wrapper[0]);
    command
        .args(&wrapper[1..])
        .args(["sh", "-c", script])
        .arg(env!("CARGO_BIN_EXE_baocao"))
        .arg(input)
        .arg(out);
    command.output().expect("a shell")
}

/// Every file of results is whole.
fn assert_whole(out: &Path) {
    for (name, bytes) in crate::files(&out.join("documents")) {
        if name.ends_with("document.json") {
            let json = serde_json::from_slice::<serde_json::Value>(&bytes);
            assert!(json.is_ok(), "{} is torn", name.display());
        }
        assert!(!bytes.is_empty(), "{} is empty", name.display());
    }
}

#[test]
fn where_files_cannot_grow_nothing_is_torn_and_the_run_can_be_resumed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    scans::folder(&path("in"), 2, 2);
    said(&mut run(&path("in"), &path("undisturbed")), 0);
    // Blocks of 512 bytes: pages, documents, and the manifest come to their limit.
    for blocks in [1, 6, 20, 50] {
        let out = path(&format!("out-{blocks}"));
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" run \"$1\" -o \"$2\"");
        let Output { status, stderr, .. } = shell(&["env"], &script, &path("in"), &out);
        let text = String::from_utf8_lossy(&stderr).into_owned();
        if status.code() != Some(0) {
            assert!(matches!(status.code(), Some(1 | 3)), "{blocks}: {text}");
            assert!(text.contains("File too large"), "{blocks}: {text}");
            assert!(
                text.contains("run the same command again"),
                "{blocks}: {text}"
            );
        }
        assert!(blocks > 1 || status.code() == Some(3), "{text}");
        assert_whole(&out);
        said(&mut run(&path("in"), &out), 0);
        assert_same(&out, &path("undisturbed"));
        assert_no_leftovers(&out);
    }
}

#[test]
fn a_full_disk_leaves_nothing_torn_and_the_run_can_be_resumed() {
    let new_space = ["unshare", "-rm"];
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("disk")).expect("a folder");
    scans::folder(&path("in"), 4, 2);
    let mount = "mount -t tmpfs -o size=\"$SIZE\" none \"$2\"";
    let possible = shell(
        &new_space,
        &mount.replace("$SIZE", "1m"),
        &path("in"),
        &path("disk"),
    );
    if !possible.status.success() {
        eprintln!("no disk of its own can be mounted here: passed over");
        return;
    }
    said(&mut run(&path("in"), &path("undisturbed")), 0);
    let bytes: usize = crate::files(&path("undisturbed"))
        .iter()
        .map(|(_, b)| b.len())
        .sum();
    let (points, mut full) = (long(3, 20), 0);
    for point in 1..=points {
        // From a tenth of what is needed to a little more than that.
        let size = bytes / 1024 * (10 + 95 * point / points) / 100;
        let script = format!(
            "{} && \"$0\" run \"$1\" -o \"$2\"/out; code=$?; cp -r \"$2\"/out \"$2\"-full
             mount -o remount,size=1g none \"$2\" && \"$0\" run \"$1\" -o \"$2\"/out || exit 99
             cp -r \"$2\"/out \"$2\"-out; exit $code",
            mount.replace("$SIZE", &format!("{size}k"))
        );
        let Output { status, stderr, .. } = shell(&new_space, &script, &path("in"), &path("disk"));
        let text = String::from_utf8_lossy(&stderr).into_owned();
        match status.code() {
            Some(0) => {}
            Some(1 | 3) => {
                assert!(text.contains("No space left on device"), "{size} k: {text}");
                assert!(
                    text.contains("make room, then run the same"),
                    "{size} k: {text}"
                );
                full += 1;
            }
            code => panic!("{size} k: {code:?}: {text}"),
        }
        assert_whole(&path("disk-full"));
        assert_same(&path("disk-out"), &path("undisturbed"));
        assert_no_leftovers(&path("disk-out"));
        for copy in ["disk-full", "disk-out"] {
            fs::remove_dir_all(path(copy)).expect("removed");
        }
    }
    assert!(full > 0);
    eprintln!("{full} of {points} points full; nothing torn, all resumed");
}

/// Lets writing to files fail: the write of number `$FAIL_AT` to a file below `$FAIL_IN`, and all after.
const FAILING: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
static int failing(int fd) {
    static int seen;
    const char *in = getenv("FAIL_IN"), *at = getenv("FAIL_AT");
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!in || !at || length <= 0) return 0;
    path[length] = 0;
    return !strncmp(path, in, strlen(in)) && __sync_add_and_fetch(&seen, 1) >= atoi(at);
}
ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = (ssize_t (*)(int, const void *, size_t)) dlsym(RTLD_NEXT, "write");
    if (failing(fd)) { errno = EIO; return -1; }
    return real(fd, bytes, count);
}
int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = (int (*)(int)) dlsym(RTLD_NEXT, "fsync");
    if (failing(fd)) { errno = EIO; return -1; }
    return real(fd);
}
"#;

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fails_leaves_nothing_torn_and_the_run_can_be_resumed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().canonicalize().expect("a folder").join(name);
    fs::write(path("failing.c"), FAILING).expect("written");
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-o"])
        .arg(path("failing.so"))
        .arg(path("failing.c"))
        .arg("-ldl");
    if !cc.status().is_ok_and(|status| status.success()) {
        eprintln!("no compiler of C here: passed over");
        return;
    }
    scans::folder(&path("in"), 2, 2);
    said(&mut run(&path("in"), &path("undisturbed")), 0);
    let (points, mut failed) = (long(4, 30), 0);
    for point in 0..points {
        let at = 1 + point * 32 / points;
        let out = path(&format!("out-{at}"));
        let mut command = run(&path("in"), &out);
        command
            .env("LD_PRELOAD", path("failing.so"))
            .env("FAIL_IN", &out);
        let output = command
            .env("FAIL_AT", at.to_string())
            .output()
            .expect("started");
        let text = String::from_utf8_lossy(&output.stderr);
        if output.status.code() != Some(0) {
            assert!(matches!(output.status.code(), Some(1 | 3)), "{at}: {text}");
            assert!(text.contains("Input/output error"), "{at}: {text}");
            failed += 1;
        }
        assert_whole(&out);
        said(&mut run(&path("in"), &out), 0);
        assert_same(&out, &path("undisturbed"));
        assert_no_leftovers(&out);
    }
    assert!(failed > 0);
    eprintln!("{failed} of {points} points failed; nothing torn, all resumed");
}

#[test]
fn a_place_that_cannot_be_written_to_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fixture("scans/sample.ocr.txt");
    fs::write(folder.path().join("file"), "x").expect("written");
    let mut places = vec![folder.path().join("file/out")];
    if Path::new("/proc/version").exists() {
        places.push("/proc/baocao".into());
    }
    for place in places {
        let text = said(&mut run(&text, &place), 3);
        let named = text.contains(&place.display().to_string());
        assert!(named && text.contains("cannot be written"), "{text}");
    }
    said(baocao().args(["verify", "nowhere"]), 3);
}
