//! The store: what it holds of documents, how it is asked, and what it endures.

mod export;
mod fill;
mod heal;
mod page;
mod questions;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

fn baocao() -> Command {
    Command::new(env!("CARGO_BIN_EXE_baocao"))
}

/// What a command writes, after its exit code was checked.
fn said(command: &mut Command, code: i32) -> String {
    let output = command.output().expect("started");
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).expect("UTF-8");
    assert_eq!(output.status.code(), Some(code), "{command:?}\n{text}");
    text
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads the small archive of `fixtures/archive` into a folder.
fn read_archive(out: &Path) {
    read_into(&["fixtures/archive"], out);
}

/// Reads inputs into a folder.
fn read_into(inputs: &[&str], out: &Path) {
    let mut run = baocao();
    run.current_dir(root()).args(["-q", "run"]).args(inputs);
    run.arg("-o").arg(out);
    said(&mut run, 0);
}

/// A folder with the results of the small archive, shared by tests that only ask.
fn archive() -> PathBuf {
    static ARCHIVE: OnceLock<PathBuf> = OnceLock::new();
    let folder = ARCHIVE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("archive");
        let _ = std::fs::remove_dir_all(&folder);
        read_archive(&folder);
        folder
    });
    folder.clone()
}

/// The answer to a question in SQL, as CSV without its head.
fn ask(out: &Path, sql: &str) -> String {
    let mut query = baocao();
    query.args(["query", "--format", "csv", sql, "-o"]).arg(out);
    let text = said(&mut query, 0);
    text.split_once('\n')
        .expect("a head")
        .1
        .trim_end()
        .to_owned()
}
