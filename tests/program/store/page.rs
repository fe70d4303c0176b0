//! `docs/questions.md`: every command is run, every answer compared.

use super::{archive, read_into, root};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What a shell says to a command where `baocao` and the folder `results` are at hand.
fn answer(folder: &Path, command: &str) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_baocao"));
    let path = format!(
        "{}:/usr/bin:/bin",
        bin.parent().expect("a folder").display()
    );
    let shell = Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .env("PATH", path)
        .output();
    let output = shell.expect("a shell");
    assert!(
        output.status.success(),
        "{command}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn each_question_has_its_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink(archive(), folder.path().join("results")).expect("a link");
    let offices = ["fixtures/scans/sample.ocr.txt", "fixtures/extract/held-out"];
    read_into(&offices, &folder.path().join("offices"));
    let page = root().join("docs/questions.md");
    let text = fs::read_to_string(&page).expect("the page");
    let mut parts = text.split("```console\n");
    let (mut asked, mut now) = (0, parts.next().expect("a head").to_owned());
    for part in parts {
        let (block, rest) = part.split_once("```").expect("an end");
        let command = block
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("$ "))
            .expect("a command");
        let answer = answer(folder.path(), command);
        now += &format!("```console\n$ {command}\n{answer}```{rest}");
        asked += 1;
    }
    assert_eq!(asked, 24);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&page, &now).expect("written");
    }
    let written = fs::read_to_string(&page).expect("the page");
    assert!(
        written == now,
        "docs/questions.md is out of date: UPDATE=1 cargo test --test program store\n{now}"
    );
}
