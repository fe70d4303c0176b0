//! The disk is full, or cannot be written to.

use super::{assert_no_leftovers, assert_same, baocao, fixture, long, run, said, scans};
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
    for (name, bytes) in super::files(&out.join("documents")) {
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
    let bytes: usize = super::files(&path("undisturbed"))
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

/// Lets writing to files fail: the write of number `$FAIL_AT` to a file below `$FAIL_IN`, and all after;
/// and reading of the file `$FAIL_READ`.
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
ssize_t read(int fd, void *bytes, size_t count) {
    static ssize_t (*real)(int, void *, size_t);
    char link[64], path[4096];
    const char *bad = getenv("FAIL_READ");
    if (!real) real = (ssize_t (*)(int, void *, size_t)) dlsym(RTLD_NEXT, "read");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = bad ? readlink(link, path, sizeof path - 1) : 0;
    if (length > 0 && (path[length] = 0, !strcmp(path, bad))) { errno = EIO; return -1; }
    return real(fd, bytes, count);
}
int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = (int (*)(int)) dlsym(RTLD_NEXT, "fsync");
    if (failing(fd)) { errno = EIO; return -1; }
    return real(fd);
}
"#;

/// Makes `failing.so` in this folder; what builds the program has a compiler of C.
#[cfg(target_os = "linux")]
fn compile(folder: &Path) {
    fs::write(folder.join("failing.c"), FAILING).expect("written");
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-o"])
        .arg(folder.join("failing.so"))
        .arg(folder.join("failing.c"))
        .arg("-ldl");
    assert!(cc.status().expect("cc").success());
}

#[cfg(target_os = "linux")]
#[test]
fn an_input_that_cannot_be_read_costs_itself_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().canonicalize().expect("a folder").join(name);
    compile(folder.path());
    scans::folder(&path("in"), 3, 1);
    let mut command = run(&path("in"), &path("out"));
    command
        .env("LD_PRELOAD", path("failing.so"))
        .env("FAIL_READ", path("in/scan-01.tif"));
    said(&mut command, 1);
    let lost = super::row(&path("out"), "scan-01.tif");
    let error = lost["error"].as_str().unwrap_or_default();
    assert!(
        error.contains("cannot be read: Input/output error"),
        "{lost}"
    );
    assert!(lost["sha256"].is_null(), "{lost}");
    let ok = super::rows(&path("out"));
    assert_eq!(ok.iter().filter(|row| row["status"] == "ok").count(), 2);
    // Once the disk is well again, the same command does what is missing.
    said(&mut run(&path("in"), &path("out")), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fails_leaves_nothing_torn_and_the_run_can_be_resumed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().canonicalize().expect("a folder").join(name);
    compile(folder.path());
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

/// Runs a script as a user who owns nothing, where that user is not the one who tests.
fn as_nobody(script: &str, input: &Path, out: &Path) -> Output {
    let root = Command::new("id").arg("-u").output().expect("id");
    match root.stdout == b"0\n" {
        true => shell(
            &["setpriv", "--reuid=65534", "--clear-groups"],
            script,
            input,
            out,
        ),
        false => shell(&["env"], script, input, out),
    }
}

#[test]
fn where_there_is_no_permission_the_reason_says_so_and_the_rest_is_done() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let permit = |name: &str, mode| {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(path(name), mode).expect("permitted");
    };
    for name in ["in", "in/closed", "out", "shut"] {
        fs::create_dir(path(name)).expect("a folder");
    }
    for name in ["in/good.txt", "in/secret.txt", "in/closed/x.txt"] {
        fs::write(path(name), "Số: 12/BC-UBND\n").expect("written");
    }
    // The program must be where anybody may run it.
    fs::copy(env!("CARGO_BIN_EXE_baocao"), path("baocao")).expect("copied");
    for (name, mode) in [
        ("", 0o755),
        ("out", 0o777),
        ("in/secret.txt", 0),
        ("in/closed", 0),
        ("shut", 0o555),
    ] {
        permit(name, mode);
    }
    let script = "\"${1%/in}/baocao\" run \"$1\" -o \"$2\"";
    let done = as_nobody(script, &path("in"), &path("out/results"));
    let text = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(1), "{text}");
    for (name, reason) in [
        ("secret.txt", "Permission denied"),
        ("in/closed", "Permission denied"),
    ] {
        let row = super::row(&path("out/results"), name);
        let error = row["error"].as_str().unwrap_or_default();
        assert!(row["status"] == "failed" && error.contains(reason), "{row}");
    }
    assert_eq!(super::row(&path("out/results"), "good.txt")["status"], "ok");
    let refused = as_nobody(script, &path("in"), &path("shut/results"));
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(3), "{text}");
    assert!(
        text.contains("shut/results: cannot be written: Permission denied"),
        "{text}"
    );
    assert!(text.contains("choose another folder with -o"), "{text}");
    permit("in/closed", 0o755);
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_becomes_read_only_is_named_and_the_run_can_be_resumed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("disk")).expect("a folder");
    scans::folder(&path("in"), 1, 2);
    let script = "mount -t tmpfs none \"$2\" || exit 98
         mount -o remount,ro none \"$2\"; \"$0\" run \"$1\" -o \"$2\"/out; code=$?
         mount -o remount,rw none \"$2\" && BAOCAO_FAULT=crash@scan-00.tif#2 \"$0\" run \"$1\" -o \"$2\"/out
         mount -o remount,ro none \"$2\"
         \"$0\" run --retry-failed \"$1\" -o \"$2\"/out; again=$?
         mount -o remount,rw none \"$2\" && \"$0\" run --retry-failed \"$1\" -o \"$2\"/out || exit 99
         exit $((code * 10 + again))";
    let done = shell(&["unshare", "-rm"], script, &path("in"), &path("disk"));
    let text = String::from_utf8_lossy(&done.stderr);
    if done.status.code() == Some(98) {
        eprintln!("no disk of its own can be mounted here: passed over");
        return;
    }
    assert_eq!(done.status.code(), Some(33), "{text}");
    assert_eq!(
        text.matches("cannot be written: Read-only file system")
            .count(),
        2,
        "{text}"
    );
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
