//! Batches under everything that can go wrong in a night. Each test is short; `make soak` runs their
//! long forms ([`long`]).

mod bad;
mod disk;
mod faults;
mod fixity;
mod kill;
mod many;
mod scans;
mod shared;
mod watch;

use serde_json::Value;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// `short`, or `long` where the long forms are asked for.
fn long(short: usize, long: usize) -> usize {
    match is_soak() {
        true => long,
        false => short,
    }
}

/// Whether the long forms are asked for, in which time and memory are measured too.
fn is_soak() -> bool {
    std::env::var_os("BAOCAO_SOAK").is_some()
}

/// How long a test waits for what must come: on a busy machine, that may take long.
const PATIENCE: Duration = Duration::from_secs(300);

fn baocao() -> Command {
    Command::new(env!("CARGO_BIN_EXE_baocao"))
}

/// `baocao run INPUT -o OUT`.
fn run(input: &Path, out: &Path) -> Command {
    let mut command = baocao();
    command.arg("run").arg(input).arg("-o").arg(out);
    command
}

/// What a command says, after its exit code was checked.
fn said(command: &mut Command, code: i32) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("started");
    let text = [stdout, stderr].concat();
    let text = String::from_utf8(text).expect("UTF-8");
    assert_eq!(status.code(), Some(code), "{command:?}\n{text}");
    text
}

/// What a command says, the time it takes, and the most memory, in MiB, that it and its workers
/// hold together.
fn measured(command: &mut Command, code: i32) -> (String, Duration, usize) {
    let start = Instant::now();
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("started");
    let mut stderr = child.stderr.take().expect("a pipe");
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        stderr.read_to_string(&mut text).expect("UTF-8");
        text
    });
    let mut memory = 0;
    let status = loop {
        if let Some(status) = child.try_wait().expect("waited") {
            break status;
        }
        memory = memory.max(memory_of(child.id()));
        std::thread::sleep(Duration::from_millis(20));
    };
    let (time, text) = (start.elapsed(), reader.join().expect("read"));
    assert_eq!(status.code(), Some(code), "{text}");
    (text, time, memory)
}

/// Memory, in MiB, of a process and its children, without what they share with files.
fn memory_of(process: u32) -> usize {
    let figure = |text: &str, name: &str| -> Option<usize> {
        let row = text.lines().find_map(|row| row.strip_prefix(name))?;
        row.split_whitespace().next()?.parse().ok()
    };
    let own = PathBuf::from(format!("/proc/{process}"));
    let threads = fs::read_dir(own.join("task"))
        .into_iter()
        .flatten()
        .flatten();
    let children =
        threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let children: String = children.collect::<Vec<_>>().join(" ");
    let children = children
        .split_whitespace()
        .map(|child| Path::new("/proc").join(child));
    let all = children
        .chain([own])
        .filter_map(|process| fs::read_to_string(process.join("status")).ok());
    all.filter_map(|text| figure(&text, "RssAnon:"))
        .sum::<usize>()
        / 1024
}

fn fixture(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("fixtures").join(name)
}

/// The rows of the manifest of a folder of results.
fn rows(out: &Path) -> Vec<Value> {
    let text = fs::read_to_string(out.join("manifest.jsonl")).expect("a manifest");
    let rows = text
        .lines()
        .map(|row| serde_json::from_str(row).expect("JSON"));
    rows.collect()
}

/// The row of the file with this name.
fn row(out: &Path, name: &str) -> Value {
    let ends = |row: &Value| {
        row["path"]
            .as_str()
            .is_some_and(|path| path.ends_with(name))
    };
    let found = rows(out).into_iter().find(ends);
    found.unwrap_or_else(|| panic!("{name} is not in the manifest"))
}

/// All files below a folder but the program's own and the store, by name.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name();
    entries
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("inside");
            (name.to_owned(), fs::read(entry.path()).expect("a file"))
        })
        .filter(|(name, _)| !name.starts_with(".baocao"))
        .filter(|(name, _)| {
            !name
                .to_str()
                .is_some_and(baocao::results::layout::is_mutable)
        })
        .collect()
}

/// Asserts that two folders of results differ in nothing but times.
fn assert_same(one: &Path, other: &Path) {
    let documents = |out: &Path| files(&out.join("documents"));
    let names = |files: &[(PathBuf, Vec<u8>)]| -> Vec<PathBuf> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    let (ones, others) = (documents(one), documents(other));
    assert_eq!(names(&ones), names(&others));
    for ((name, bytes), (_, other)) in ones.iter().zip(&others) {
        let text = String::from_utf8_lossy;
        assert!(
            bytes == other,
            "{} differs: {}\n\n{}",
            name.display(),
            text(bytes),
            text(other)
        );
    }
    let untimed = |out: &Path| -> Vec<Value> {
        let rows = rows(out).into_iter().map(|mut row| {
            for time in ["started", "finished", "seconds"] {
                row.as_object_mut().expect("a row").remove(time);
            }
            row
        });
        rows.collect()
    };
    assert_eq!(untimed(one), untimed(other));
}

/// Asserts that nothing but the lock is left of the work.
fn assert_no_leftovers(out: &Path) {
    let left = walkdir::WalkDir::new(out.join(".baocao"))
        .into_iter()
        .flatten();
    let left: Vec<PathBuf> = left
        .filter(|entry| entry.file_type().is_file() && entry.file_name() != "lock")
        .map(walkdir::DirEntry::into_path)
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
