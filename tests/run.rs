//! `baocao run` on a folder with bad files among good ones.

use assert_cmd::Command;
use std::fs;
use std::path::Path;

fn baocao() -> Command {
    Command::new(env!("CARGO_BIN_EXE_baocao"))
}

#[test]
fn bad_files_are_named_and_the_others_are_done() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scans");
    let photo = fs::read(fixtures.join("002-office200.jpg")).unwrap();
    fs::write(input.join("zero.pdf"), b"").unwrap();
    fs::write(input.join("cut.jpg"), &photo[..20_000]).unwrap();
    fs::write(input.join("noise.txt"), [0u8, 255, 1, 254]).unwrap();
    fs::write(
        input.join("report.txt"),
        "S6: 220 /BC-STTTT-VP\nUy ban nhan dan tinh\n",
    )
    .unwrap();
    let out = folder.path().join("out");
    let run = || {
        baocao()
            .arg("run")
            .arg(&input)
            .arg("-o")
            .arg(&out)
            .assert()
            .code(1)
    };
    let said = String::from_utf8(run().get_output().stderr.clone()).unwrap();
    for (file, reason) in [
        ("zero.pdf", "empty"),
        ("cut.jpg", "end is missing"),
        ("noise.txt", "text"),
    ] {
        assert!(
            said.lines().any(|l| l.contains(file) && l.contains(reason)),
            "{file}: {said}"
        );
    }
    let manifest = fs::read_to_string(out.join("manifest.jsonl")).unwrap();
    assert_eq!(manifest.lines().count(), 4);
    let again = String::from_utf8(run().get_output().stderr.clone()).unwrap();
    assert!(again.contains("done before"), "{again}");
}

#[test]
fn nothing_to_do_is_an_exit_code_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let run = baocao()
        .arg("run")
        .arg(&missing)
        .arg("-o")
        .arg(folder.path())
        .assert()
        .code(3);
    let said = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(said.contains("missing"), "{said}");
}
