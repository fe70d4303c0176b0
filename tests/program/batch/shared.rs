//! Batches that several processes or machines share: they come to what one undisturbed run comes to.

use super::kill::{assert_read_once, killed, stored};
use super::{assert_no_leftovers, assert_same, baocao, long, row, rows, run, said, scans};
use crate::random::Random;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Texts, and every third a scan of two pages; one of them twice, and one that cannot be read.
fn inputs(folder: &Path, count: usize) {
    scans::folder(folder, count as u32 / 3, 2);
    for number in 0..count - count / 3 {
        let text = format!(
            "Số: {}/BC-UBND\nTân Lập, ngày 14 tháng 02 năm 2023\nBÁO CÁO\nKết quả tháng 2\nTiếp nhận {} hồ sơ.\n",
            number + 1,
            number + 100
        );
        fs::write(folder.join(format!("text-{number:02}.txt")), text).expect("written");
    }
    fs::copy(folder.join("text-01.txt"), folder.join("a-copy.txt")).expect("copied");
    std::os::unix::fs::symlink("nowhere", folder.join("lost.pdf")).expect("linked");
}

/// A folder of so many inputs, and what one undisturbed run makes of them.
fn undisturbed(folder: &Path, count: usize) -> (PathBuf, PathBuf) {
    let (input, out) = (folder.join("in"), folder.join("undisturbed"));
    inputs(&input, count);
    said(&mut run(&input, &out), 1);
    (input, out)
}

/// Asserts that two folders have the same results, and the same in their archives.
fn assert_equal(out: &Path, undisturbed: &Path) {
    assert_same(out, undisturbed);
    assert_eq!(stored(out), stored(undisturbed));
    assert!(!out.join(".baocao/join").exists());
    said(baocao().arg("verify").arg(out), 0);
}

/// What lies in a folder beside its results: pages of documents that are partial.
fn kept(out: &Path) -> Vec<PathBuf> {
    let state = out.join(".baocao");
    let entries = walkdir::WalkDir::new(&state).sort_by_file_name();
    let files = entries
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file());
    let names = files.map(|entry| {
        entry
            .path()
            .strip_prefix(&state)
            .expect("inside")
            .to_owned()
    });
    names.collect()
}

#[test]
fn joined_processes_that_are_killed_come_to_what_one_run_comes_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, whole) = undisturbed(folder.path(), long(6, 60));
    let out = folder.path().join("out");
    let log = |member: u64| folder.path().join(format!("log-{member}"));
    let kills = long(1, 10);
    let work = |member: u64| {
        let mut random = Random(20_230_214 + member);
        let command = || {
            let mut command = run(&input, &out);
            command.args(["--join", "--lease", "3", "-v", "-j", "1"]);
            command
        };
        for _ in 0..kills {
            let after = Duration::from_millis(200 + random.below(2500));
            killed(&mut command(), after, &log(member));
        }
        let output = command().stdout(Stdio::null()).output().expect("ended");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{text}");
        text
    };
    let told = std::thread::scope(|scope| {
        let members = (0..4).map(|member| scope.spawn(move || work(member)));
        let members: Vec<_> = members.collect();
        let told = members
            .into_iter()
            .map(|member| member.join().expect("ended"));
        told.collect::<String>()
    });
    let killed = (0..4).filter_map(|member| fs::read_to_string(log(member)).ok());
    assert_read_once(&(killed.collect::<String>() + &told));
    assert_equal(&out, &whole);
    assert_eq!(kept(&out), kept(&whole));
}

#[test]
fn what_is_left_of_members_is_merged_and_a_run_goes_on_from_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, whole) = undisturbed(folder.path(), 6);
    let out = folder.path().join("out");
    let mut member = run(&input, &out);
    let member = member
        .args(["--join"])
        .env("BAOCAO_FAULT", "hang@scan-00.tif#2");
    let mut member = member.stderr(Stdio::null()).spawn().expect("started");
    let start = Instant::now();
    let members = || {
        fs::read_dir(out.join(".baocao/join"))
            .into_iter()
            .flatten()
            .flatten()
    };
    let written = || {
        let journals =
            members().filter_map(|member| fs::read(member.path().join("manifest.jsonl")).ok());
        journals.flatten().filter(|&byte| byte == b'\n').count()
    };
    while written() < 6 {
        assert!(
            start.elapsed() < super::PATIENCE,
            "it read {} documents",
            written()
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    let refused = said(&mut run(&input, &out), 3);
    assert!(refused.contains("another run"), "{refused}");
    member.kill().expect("killed");
    member.wait().expect("waited");
    let told = said(baocao().arg("merge").arg(&out), 1);
    assert!(
        told.contains("6 documents, 6 pages: 5 ok, 0 partial, 1 failed"),
        "{told}"
    );
    let paths =
        |out: &Path| -> Vec<Value> { rows(out).iter().map(|row| row["path"].clone()).collect() };
    let mut expected = paths(&whole);
    expected.retain(|path| paths(&out).contains(path));
    assert_eq!(paths(&out), expected);
    said(&mut run(&input, &out), 1);
    assert_equal(&out, &whole);
}

/// Reads the shares of the inputs, each into a folder of its own.
fn shards(input: &Path, folder: &Path, count: usize) -> Vec<PathBuf> {
    let read = |number: usize| {
        let out = folder.join(format!("shard-{number}"));
        let share = format!("{number}/{count}");
        let output = run(input, &out).args(["--shard", &share]).output();
        let code = output.expect("ended").status.code();
        assert!(matches!(code, Some(0 | 1)), "{code:?}");
        out
    };
    (1..=count).map(read).collect()
}

#[test]
fn shards_are_merged_into_what_one_run_makes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, whole) = undisturbed(folder.path(), 6);
    let parts = shards(&input, folder.path(), 5);
    let count: usize = parts.iter().map(|part| rows(part).len()).sum();
    assert_eq!(count, rows(&whole).len());
    let out = folder.path().join("out");
    let merge = || {
        let mut merge = baocao();
        merge.arg("merge").args(&parts).arg("-o").arg(&out);
        said(&mut merge, 1)
    };
    merge();
    assert_equal(&out, &whole);
    let manifest = || fs::read(out.join("manifest.jsonl")).expect("a manifest");
    let before = manifest();
    merge();
    assert!(manifest() == before, "a second merge changed rows");
    // A run over all inputs finds them done.
    said(&mut run(&input, &out), 1);
    assert_equal(&out, &whole);
    fs::remove_file(parts[0].join("SHA256SUMS")).expect("removed");
    let mut merge = baocao();
    merge
        .arg("merge")
        .args(&parts)
        .arg("-o")
        .arg(folder.path().join("other"));
    let refused = said(&mut merge, 3);
    assert!(refused.contains("has not ended"), "{refused}");
}

#[test]
fn a_list_with_checksums_names_the_inputs_of_shards() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, whole) = undisturbed(folder.path(), 3);
    let paths = rows(&whole).into_iter();
    let list: String = paths
        .map(|row| {
            let path = row["path"].as_str().expect("a path");
            match row["sha256"].as_str() {
                Some(sum) => format!("{sum}  {path}\n"),
                None => format!("{path}\n"),
            }
        })
        .collect();
    let read = |share: &str| -> Vec<PathBuf> {
        let out = folder.path().join(share.replace('/', "-of-"));
        let mut child = baocao();
        child.args(["run", "--from-file", "-", "--shard", share, "-o"]);
        let mut child = child
            .arg(&out)
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let mut stdin = child.stdin.take().expect("a pipe");
        stdin.write_all(list.as_bytes()).expect("written");
        drop(stdin);
        child.wait().expect("ended");
        rows(&out)
            .iter()
            .map(|row| PathBuf::from(row["path"].as_str().expect("a path")))
            .collect()
    };
    let mut both = [read("1/2"), read("2/2")].concat();
    both.sort();
    let mut all: Vec<PathBuf> = fs::read_dir(&input)
        .expect("listed")
        .map(|entry| entry.expect("listed").path())
        .collect();
    all.sort();
    assert_eq!(both, all);
}

#[test]
fn what_shards_export_is_imported_and_read_by_duckdb() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, whole) = undisturbed(folder.path(), 6);
    let exported = folder.path().join("shards");
    for part in shards(&input, folder.path(), 2) {
        let name = part.file_name().expect("a name");
        let mut export = baocao();
        export.args(["export", "--to", "parquet", "--shard", "-o"]);
        said(export.arg(&part).arg(exported.join(name)), 0);
    }
    // What failed on one node was read on another.
    let scan = row(&whole, "scan-00.tif");
    let (path, sum) = (&scan["path"], &scan["sha256"]);
    let lost = format!(
        "{{\"path\":{path},\"sha256\":{sum},\"status\":\"failed\",\"error\":\"killed\"}}\n"
    );
    fs::create_dir(exported.join("a-first")).expect("a folder");
    fs::write(exported.join("a-first/results.jsonl"), lost).expect("written");
    let out = folder.path().join("out");
    let import = || {
        let mut import = baocao();
        said(import.arg("import").arg(&exported).arg("-o").arg(&out), 1)
    };
    import();
    let files = |out: &Path| super::files(&out.join("documents"));
    assert!(files(&out) == files(&whole), "documents differ");
    assert_eq!(stored(&out), stored(&whole));
    let manifest = || fs::read(out.join("manifest.jsonl")).expect("a manifest");
    let before = manifest();
    import();
    assert!(manifest() == before, "a second import changed rows");
    let sql = "SELECT count(*), count(DISTINCT sha256) FROM 'shards/*/pages.parquet' JOIN 'shards/*/documents.parquet' d USING (sha256)";
    let script = format!(
        "import duckdb; print(duckdb.sql({sql:?}).fetchall(), duckdb.sql(\"SELECT path, error FROM 'shards/*/failures.parquet'\").fetchall())"
    );
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/bin/python");
    let told = said(
        Command::new(python)
            .args(["-c", &script])
            .current_dir(folder.path()),
        0,
    );
    // Two scans of two pages, and four texts; the copy is there once.
    assert!(told.starts_with("[(8, 6)]"), "{told}");
    assert!(told.contains("lost.pdf"), "{told}");
    let lines = exported.join("shard-1/results.jsonl");
    let text = fs::read_to_string(&lines).expect("lines");
    // The same file under another name comes later: it is counted once.
    let mut copy: Value = serde_json::from_str(text.lines().last().expect("a line")).expect("JSON");
    let name = copy["path"].as_str().expect("a path").to_owned();
    copy["path"] = format!(
        "{name}.copy{}",
        &name[name.rfind('.').expect("an ending")..]
    )
    .into();
    let later = folder.path().join("later");
    fs::create_dir(&later).expect("a folder");
    fs::write(later.join("results.jsonl"), copy.to_string() + "\n").expect("written");
    let mut import = baocao();
    said(import.arg("import").arg(&later).arg("-o").arg(&out), 1);
    assert_eq!(
        rows(&out).last().expect("a row")["same_as"],
        Value::from(name)
    );
    let without = format!("{{\"path\":\"x\",\"sha256\":{sum},\"status\":\"ok\"}}\n");
    fs::write(&lines, text + &without).expect("written");
    let mut import = baocao();
    let refused = said(import.arg("import").arg(&exported).arg("-o").arg(&out), 3);
    assert!(
        refused.contains("results.jsonl, line") && refused.contains("document and text are needed"),
        "{refused}"
    );
}

#[test]
fn joined_processes_read_ranges_of_pages_of_a_long_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    scans::folder(&input, 1, 15);
    let read = || {
        let mut command = run(&input, &out);
        let output = command.args(["--join", "-v", "-j", "1"]).output();
        String::from_utf8(output.expect("ended").stderr).expect("UTF-8")
    };
    let told = std::thread::scope(|scope| {
        [scope.spawn(read), scope.spawn(read)].map(|member| member.join().expect("ended"))
    });
    for told in &told {
        let pages = told.lines().filter(|line| line.ends_with(" is read"));
        assert!(pages.count() >= 4, "{told}");
    }
    assert_read_once(&told.concat());
    assert_eq!(rows(&out)[0]["pages"], 15);
    assert_no_leftovers(&out);
}
