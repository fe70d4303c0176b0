//! The command line as its users and their scripts see it: streams, exit codes, options, signals.

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

fn baocao(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baocao"));
    command.args(arguments);
    command
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}

fn run(command: &mut Command, code: i32) -> (String, String) {
    let Output { stdout, stderr, .. } = command.assert().code(code).get_output().clone();
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(stdout), text(stderr))
}

#[test]
fn restoring_writes_nothing_but_the_text() {
    let sample = fixture("scans/sample.ocr.txt");
    let text = fs::read_to_string(&sample).expect("the sample");
    let (out, said) = run(
        &mut baocao(&["restore", sample.to_str().expect("a path")]),
        0,
    );
    assert_eq!(out.matches('\n').count(), text.matches('\n').count());
    assert!(out.contains("BÁO CÁO") && said.is_empty(), "{said}");
    let (piped, _) = run(baocao(&["restore", "-"]).write_stdin(text), 0);
    assert_eq!(piped, out);
}

#[test]
fn a_pipe_that_goes_on_is_restored_as_it_comes() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_baocao"))
        .arg("restore")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut restored = |text: &str| {
        writeln!(stdin, "{text}").expect("written");
        lines.next().expect("a line").expect("UTF-8")
    };
    // Each line is there before the next one is written.
    assert_eq!(
        restored("Bao cao cong tac thang 3"),
        "Báo cáo công tác tháng 3"
    );
    assert_eq!(
        restored("Cac don vi da thuc hien tot."),
        "Các đơn vị đã thực hiện tốt."
    );
    write!(stdin, "Noi nhan").expect("written");
    drop(stdin);
    assert_eq!(lines.next().expect("the rest").expect("UTF-8"), "Nơi nhận");
    assert!(child.wait().expect("ended").success());
}

#[test]
fn scans_are_held_against_the_decree() {
    let folder = tempfile::tempdir().expect("a folder");
    let scan = folder.path().join("scan.png");
    let white = image::GrayImage::from_pixel(200, 100, image::Luma([255]));
    white.save(&scan).expect("saved");
    fs::write(folder.path().join("text.txt"), "Báo cáo").expect("written");
    let scan = scan.to_str().expect("a path");
    let (out, _) = run(&mut baocao(&["scan", "--decree-30", scan]), 1);
    assert!(
        out.contains("not a PDF: image") && out.contains("page 1: not in colour"),
        "{out}"
    );
    let (out, _) = run(
        &mut baocao(&["scan", "--decree-30", "--lang", "vi", scan]),
        1,
    );
    assert!(
        out.contains("không phải PDF: image") && out.contains("văn bản: 1; không đạt: 1"),
        "{out}"
    );
    let all = folder.path().to_str().expect("a path");
    let (out, _) = run(&mut baocao(&["scan", "--decree-30", "--json", all]), 1);
    let rows: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(
        (&rows[0]["meets"], &rows[1]["meets"]),
        (&false.into(), &true.into())
    );
    assert_eq!(rows[0]["shortfalls"][0]["requirement"], "format");
    let text = folder.path().join("text.txt");
    run(
        &mut baocao(&["scan", "--decree-30", text.to_str().expect("a path")]),
        0,
    );
}

#[test]
fn rows_of_restored_lines_lead_back_to_the_source() {
    let source = "Két qua cong tac\nthang 02/2023";
    let (out, _) = run(
        baocao(&["restore", "--format", "jsonl"]).write_stdin(source),
        0,
    );
    let rows: Vec<Value> = out
        .lines()
        .map(|row| serde_json::from_str(row).expect("JSON"))
        .collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["text"], "Kết quả công tác");
    for row in &rows {
        for token in row["tokens"].as_array().expect("tokens") {
            for (text, span, part) in [("text", "span", "text"), ("ocr", "ocr_span", "ocr")] {
                let characters: Vec<char> = row[text].as_str().expect("a line").chars().collect();
                let at = |end: usize| token[span][end].as_u64().expect("a place") as usize;
                let found: String = characters[at(0)..at(1)].iter().collect();
                assert_eq!(token[part], found);
            }
            assert!((0.0..=1.0).contains(&token["confidence"].as_f64().expect("a number")));
        }
    }
}

#[test]
fn a_text_gives_its_fields_as_json() {
    let text = fixture("extract/bao-cao-so.in.txt");
    let (out, _) = run(
        &mut baocao(&["extract", "--no-restore", text.to_str().expect("a path")]),
        0,
    );
    let found: Value = serde_json::from_str(&out).expect("JSON");
    assert!(found["header"]["number"]["normalized"].is_string(), "{out}");
}

#[test]
fn error_rates_are_those_of_the_words_and_letters() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("gold"), "một hai ba bốn\n").expect("written");
    fs::write(path("hyp"), "một hai ba bon\n").expect("written");
    let (out, _) = run(
        &mut baocao(&["eval", "--gold", &path("gold"), "--hyp", &path("hyp")]),
        0,
    );
    assert!(
        out.contains("WER 25.00%") && out.contains("(4 words)"),
        "{out}"
    );
}

#[test]
fn training_gives_the_same_bytes_for_the_same_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let line = "Ủy ban nhân dân tỉnh báo cáo kết quả công tác tháng 2 năm 2023 .\n";
    fs::write(path("corpus.txt"), line.repeat(50)).expect("written");
    let pair = r#"{"gold": "công tác tháng", "ocr": "cong tac thang", "lang": "eng"}"#;
    fs::write(path("pairs.jsonl"), format!("{pair}\n").repeat(20)).expect("written");
    let train = |out: &str| {
        let (corpus, pairs, out) = (path("corpus.txt"), path("pairs.jsonl"), path(out));
        run(
            &mut baocao(&[
                "-q", "train", "--corpus", &corpus, "--pairs", &pairs, "-o", &out,
            ]),
            0,
        );
        ["vi.lm", "confusions.tsv"].map(|file| fs::read(Path::new(&out).join(file)).expect("made"))
    };
    assert_eq!(train("one"), train("two"));
    let (model, text) = (path("one/vi.lm"), "bao cao ket qua cong tac\n");
    let (out, _) = run(baocao(&["restore", "--model", &model]).write_stdin(text), 0);
    assert_eq!(out, "báo cáo kết quả công tác\n");
}

#[test]
fn wrong_use_and_missing_input_have_exit_codes_of_their_own() {
    let sample = fixture("scans/sample.ocr.txt").display().to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("latin1.txt"), b"K\xe9t qua").expect("written");
    fs::write(path("bad.toml"), "jobz = 2").expect("written");
    fs::write(path("none.toml"), "jobs = 0").expect("written");
    let cases: [(&[&str], i32, &[&str]); 10] = [
        (&["restore", "--unknown"], 2, &["--unknown"]),
        (
            &["restore", "--model", &sample, &sample],
            2,
            &["sample.ocr.txt"],
        ),
        (
            &["restore", "--confusions", &sample, &sample],
            2,
            &["sample.ocr.txt"],
        ),
        (&["restore", &path("none.txt")], 3, &["none.txt"]),
        (
            &["restore", &path("latin1.txt")],
            3,
            &["latin1.txt", "UTF-8 at byte 1"],
        ),
        (
            &["--config", &path("bad.toml"), "restore"],
            2,
            &["bad.toml", "jobz", "jobs"],
        ),
        (
            &["--config", &path("none.toml"), "restore"],
            2,
            &["at least 1"],
        ),
        (&["ocr", &sample], 2, &["baocao restore"]),
        (
            &[
                "run",
                &sample,
                "-o",
                &path("out"),
                "--memory-per-worker",
                "2T",
            ],
            2,
            &["memory-per-worker", "not K, M or G"],
        ),
        (&["train", "-o", &path("out")], 2, &["--corpus"]),
    ];
    for (arguments, code, words) in cases {
        let (out, said) = run(baocao(arguments).write_stdin(""), code);
        assert!(
            words.iter().all(|word| said.contains(word)),
            "{arguments:?}: {said}"
        );
        assert!(out.is_empty(), "{arguments:?}: {out}");
    }
}

#[test]
fn messages_are_coloured_only_where_that_is_wanted() {
    let missing = ["restore", "missing.txt"];
    let (_, plain) = run(&mut baocao(&missing), 3);
    let (_, coloured) = run(baocao(&missing).args(["--color", "always"]), 3);
    assert!(
        !plain.contains('\u{1b}') && coloured.contains('\u{1b}'),
        "{plain} {coloured}"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("baocao.toml");
    fs::write(&config, "color = \"always\"").expect("written");
    let (_, said) = run(baocao(&missing).arg("--config").arg(&config), 3);
    assert!(said.contains('\u{1b}'), "{said}");
    let (_, said) = run(
        baocao(&missing)
            .args(["--color", "never", "--config"])
            .arg(&config),
        3,
    );
    assert!(!said.contains('\u{1b}'), "{said}");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_baocao"))
        .args(["restore", "--format", "jsonl", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut stdin = child.stdin.take().expect("a pipe");
    let feeder = std::thread::spawn(move || {
        // Fails once the program has ended, which is what is tested.
        let _ = stdin.write_all("Két qua cong tac thong tin\n".repeat(5000).as_bytes());
    });
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe"))
        .read_line(&mut line)
        .expect("a line");
    let mut said = String::new();
    child
        .stderr
        .take()
        .expect("a pipe")
        .read_to_string(&mut said)
        .expect("read");
    assert!(
        child.wait().expect("ended").success() && said.is_empty(),
        "{said}"
    );
    feeder.join().expect("fed");
}

#[test]
fn files_are_known_by_content_and_bad_ones_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("in");
    fs::create_dir(&input).expect("a folder");
    let white = image::GrayImage::from_pixel(200, 100, image::Luma([255]));
    white
        .save_with_format(input.join("image.pdf"), image::ImageFormat::Png)
        .expect("written");
    fs::copy(fixture("input/password.pdf"), input.join("password.pdf")).expect("copied");
    fs::write(input.join("plain.txt"), "Số: 12/BC-UBND\n").expect("written");
    let (out, missing) = (input.join("out"), folder.path().join("missing"));
    let mut command = baocao(&["run"]);
    let (_, said) = run(command.arg(&input).arg(&missing).arg("-o").arg(&out), 1);
    for (file, reason) in [
        ("password.pdf", "give its password with --password-file"),
        ("missing", "not found"),
    ] {
        let named = |line: &str| line.contains(file) && line.contains(reason);
        assert!(said.lines().any(named), "{file}: {said}");
    }
    let manifest = fs::read_to_string(out.join("manifest.jsonl")).expect("a manifest");
    let rows: Vec<Value> = manifest
        .lines()
        .map(|row| serde_json::from_str(row).expect("JSON"))
        .collect();
    let statuses: Vec<&str> = rows
        .iter()
        .map(|row| row["status"].as_str().expect("a status"))
        .collect();
    assert_eq!(statuses, ["ok", "failed", "ok", "failed"], "{manifest}");
    assert_eq!(rows[2]["number"], "12/BC-UBND");
    // Results lie among the inputs: they are not read again. Nothing is said but what failed.
    let mut again = baocao(&["-q", "run"]);
    let (_, said) = run(again.arg(&input).arg("-o").arg(&out), 1);
    assert!(said.is_empty(), "{said}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_batch_says_so_and_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    fs::create_dir(&input).expect("a folder");
    let sample = fs::read_to_string(fixture("scans/sample.ocr.txt")).expect("the sample");
    for number in 0..40 {
        fs::write(
            input.join(format!("{number:02}.txt")),
            format!("{number}\n{sample}"),
        )
        .expect("written");
    }
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_baocao"))
        .arg("-j1")
        .arg("run")
        .arg(&input)
        .arg("-o")
        .arg(&out)
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut said = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    while !line.contains("00.txt") {
        line.clear();
        assert!(
            said.read_line(&mut line).expect("a line") > 0,
            "ended before its first document"
        );
    }
    let signal = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(signal.expect("kill").success());
    let mut rest = String::new();
    said.read_to_string(&mut rest).expect("read");
    assert_eq!(child.wait().expect("ended").code(), Some(130), "{rest}");
    assert!(rest.contains("run the same command again"), "{rest}");
    let done = fs::read_to_string(out.join("manifest.jsonl"))
        .expect("a manifest")
        .lines()
        .count();
    assert!((1..40).contains(&done), "{done} done");
    let (_, said) = run(baocao(&["run"]).arg(&input).arg("-o").arg(&out), 0);
    assert!(
        said.contains(&format!("40 ok, 0 partial, 0 failed; {done} done before")),
        "{said}"
    );
}

#[test]
fn extraction_explains_itself_and_leaves_out_what_is_not_sure() {
    let text = fixture("extract/bao-cao-so.in.txt");
    let path = text.to_str().expect("a path");
    let explain = ["extract", "--no-restore", "--explain", path];
    let (all, _) = run(&mut baocao(&explain), 0);
    assert!(
        all.lines().any(|line| line.contains("\theader.number\t")),
        "{all}"
    );
    assert!(
        all.lines().all(|line| line.split('\t').count() == 6),
        "{all}"
    );
    let sure = [&explain[..], &["--min-confidence", "0.97"]].concat();
    let (sure, _) = run(&mut baocao(&sure), 0);
    assert!(sure.lines().count() < all.lines().count());
}

#[test]
#[cfg(target_os = "linux")]
fn messages_that_nobody_can_read_stop_no_batch() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fixture("scans/sample.ocr.txt");
    let full = || Stdio::from(fs::File::create("/dev/full").expect("the device"));
    for (name, inputs, code) in [
        ("one", vec![&text], 0),
        ("two", vec![&text, &folder.path().join("none.pdf")], 1),
    ] {
        for closed in [false, true] {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_baocao"));
            command
                .arg("run")
                .args(&inputs)
                .arg("-o")
                .arg(folder.path().join(format!("{name}{closed}")));
            command.stderr(if closed { Stdio::piped() } else { full() });
            let mut child = command.spawn().expect("started");
            drop(child.stderr.take());
            let status = child.wait().expect("ended");
            assert_eq!(status.code(), Some(code), "{name}, closed: {closed}");
        }
    }
}

#[test]
#[cfg(unix)]
fn results_are_as_private_as_the_user_wants_files_to_be() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("results");
    let (program, text) = (
        env!("CARGO_BIN_EXE_baocao"),
        fixture("scans/sample.ocr.txt"),
    );
    let script = format!(
        "umask 077; {program} -q run {} -o {}",
        text.display(),
        out.display()
    );
    let status = std::process::Command::new("sh")
        .args(["-c", &script])
        .status();
    assert!(status.expect("started").success());
    let mode = fs::metadata(out.join("manifest.jsonl"))
        .expect("a manifest")
        .permissions()
        .mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[test]
fn a_password_need_not_stand_on_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = fixture("input/password.pdf");
    let file = folder.path().join("password");
    for (password, code) in [("wrong", 1), ("secret", 0)] {
        fs::write(&file, format!("{password}\n")).expect("written");
        let arguments = [
            "scan",
            input.to_str().expect("a path"),
            "--password-file",
            file.to_str().expect("a path"),
        ];
        run(&mut baocao(&arguments), code);
        run(
            baocao(&arguments[..2]).env("BAOCAO_PASSWORD", password),
            code,
        );
    }
}

#[test]
fn help_and_messages_are_in_the_language_that_is_asked_for() {
    let (out, _) = run(&mut baocao(&["--lang", "vi", "run", "--help"]), 0);
    assert!(
        out.contains("Cách dùng") && out.contains("Đọc lại tất cả"),
        "{out}"
    );
    let (out, _) = run(baocao(&["run", "--help"]).env("LC_ALL", "vi_VN.UTF-8"), 0);
    assert!(out.contains("Đọc lại tất cả"), "{out}");
    let (out, _) = run(baocao(&["run", "--help"]).env("LC_ALL", "C.UTF-8"), 0);
    assert!(out.contains("Read everything again"), "{out}");
    let (_, said) = run(&mut baocao(&["--lang=vi", "verify", "no-such-folder"]), 3);
    assert!(said.contains("không có kết quả"), "{said}");
}

#[test]
fn shells_and_man_are_told_of_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "zsh", "fish"] {
        let (out, _) = run(&mut baocao(&["completions", shell]), 0);
        assert!(out.contains("retry-failed"), "{shell}");
    }
    let pages = folder.path().join("man1");
    run(&mut baocao(&["man", pages.to_str().expect("UTF-8")]), 0);
    let page = fs::read_to_string(pages.join("baocao-run.1")).expect("a page");
    assert!(page.contains("mirror"), "{page}");
}

#[test]
fn strays_are_listed_and_removed_where_all_else_is_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("a.txt"), folder.path().join("out"));
    fs::write(&input, "Số: 12/BC-UBND\n").expect("written");
    let (input, name) = (input.to_str().expect("UTF-8"), out.to_str().expect("UTF-8"));
    run(&mut baocao(&["-q", "run", input, "-o", name]), 0);
    let stray = out.join("documents/notes.txt");
    fs::write(&stray, "mine").expect("written");
    let (listed, _) = run(&mut baocao(&["clean", name]), 0);
    assert!(
        listed.contains("documents/notes.txt") && stray.exists(),
        "{listed}"
    );
    let report = out.join("report.html");
    let written = fs::read(&report).expect("the report");
    fs::write(&report, "edited").expect("written");
    let (_, said) = run(&mut baocao(&["clean", name, "--remove"]), 3);
    assert!(said.contains("report.html") && stray.exists(), "{said}");
    fs::write(&report, written).expect("written");
    run(&mut baocao(&["clean", name, "--remove"]), 0);
    assert!(!stray.exists());
    run(&mut baocao(&["verify", name]), 0);
}
