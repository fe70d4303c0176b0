//! Documents get into the store, once each, whatever happens.

use super::{archive, ask, baocao, read_archive, root, said};
use std::fs;

#[test]
fn rows_are_what_the_documents_say() {
    let out = archive();
    for (sql, expected) in [
        ("SELECT count(*) FROM documents", "9"),
        (
            "SELECT number, issued, type_abbr, agency FROM documents WHERE path LIKE '%stc-2023-02%'",
            "131/BC-STC,2023-03-10,BC,Sở Tài chính",
        ),
        (
            "SELECT value, unit, period_from, indicator FROM figures WHERE document = '341/BC-STTTT' AND item = 's3'",
            "5210,hồ sơ,2023-03-01,hồ sơ trực tuyến",
        ),
        (
            "SELECT base_value, base_unit FROM figures WHERE value_text = '1,2'",
            "1200000000,đồng",
        ),
        ("SELECT count(*) FROM checks WHERE verdict = 'holds'", "6"),
        (
            "SELECT expression FROM failing_checks",
            "13300 + 6105 = 19450",
        ),
        (
            "SELECT count(*) FROM citations WHERE number_key = fold('411/QĐ-TTg')",
            "2",
        ),
        (
            "SELECT date FROM dates WHERE role = 'deadline' AND text LIKE '%30/6%'",
            "2023-06-30",
        ),
        (
            "SELECT count(*) FROM plan_items p JOIN documents d ON d.id = p.document_id WHERE d.number = '12/KH-STTTT'",
            "2",
        ),
        (
            "SELECT name, purpose IS NOT NULL FROM recipients WHERE archive = 0 LIMIT 1",
            "UBND tỉnh,1",
        ),
        (
            "SELECT s.label, s.title FROM sections s JOIN documents d ON d.id = s.document_id WHERE d.type_abbr = 'KH' AND s.item = 'I'",
            "I.,MỤC TIÊU",
        ),
        (
            "SELECT missing FROM documents WHERE path LIKE '%ghi-chu%'",
            "number date agency doc_type subject",
        ),
    ] {
        assert_eq!(ask(&out, sql), expected, "{sql}");
    }
}

#[test]
fn reading_again_puts_rows_in_the_place_of_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    read_archive(&out);
    let counts = "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM pages), \
                  (SELECT count(*) FROM statistics), (SELECT count(*) FROM page_words), (SELECT count(*) FROM review)";
    let before = ask(&out, counts);
    let ids = ask(&out, "SELECT group_concat(id || path) FROM documents");
    let mut run = baocao();
    run.current_dir(root())
        .args(["-q", "run", "--force", "fixtures/archive", "-o"])
        .arg(&out);
    said(&mut run, 0);
    assert_eq!(ask(&out, counts), before);
    assert_eq!(
        ask(&out, "SELECT group_concat(id || path) FROM documents"),
        ids
    );
    said(baocao().arg("verify").arg(&out).current_dir(root()), 0);
}

#[test]
fn a_store_that_lags_or_is_lost_is_made_anew_from_the_results() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    read_archive(&out);
    let all = "SELECT group_concat(path || number || finished, ';') FROM (SELECT * FROM documents ORDER BY path)";
    let whole = ask(&out, all);
    for lost in ["archive.db", "archive.db-wal", "archive.db-shm"] {
        let _ = fs::remove_file(out.join(lost));
    }
    // As results of a program that had no store.
    read_archive(&out);
    assert_eq!(ask(&out, all), whole);
    let documents = baocao::archive::Store::open_existing(&out).expect("opened");
    let gone = documents
        .connection()
        .execute("DELETE FROM documents WHERE number LIKE '%STC'", []);
    assert_eq!(gone, Ok(3));
    drop(documents);
    read_archive(&out);
    assert_eq!(ask(&out, all), whole);
}

#[test]
fn an_input_that_fails_is_told_and_one_that_changes_is_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    fs::create_dir(&input).expect("a folder");
    fs::write(input.join("a.txt"), "Số: 1/BC-STC\n").expect("written");
    fs::write(input.join("b.txt"), "").expect("written");
    let mut run = baocao();
    run.args(["-q", "run"]).arg(&input).arg("-o").arg(&out);
    said(&mut run, 1);
    let rows = "SELECT group_concat(status || ' ' || coalesce(number, error), ';') FROM (SELECT * FROM documents ORDER BY path)";
    let first = ask(&out, rows);
    assert!(
        first.contains("ok 1/BC-STC;failed") && first.contains("empty"),
        "{first}"
    );
    fs::write(input.join("a.txt"), "Số: 2/BC-STC\n").expect("written");
    fs::write(input.join("b.txt"), "Số: 3/BC-STC\n").expect("written");
    said(&mut run, 0);
    assert_eq!(ask(&out, rows), "ok 2/BC-STC;ok 3/BC-STC");
    assert_eq!(ask(&out, "SELECT count(*) FROM pages"), "2");
}

#[test]
fn a_bag_keeps_its_store_beside_the_payload() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("bag");
    let mut run = baocao();
    run.current_dir(root())
        .args(["-q", "run", "--bagit", "fixtures/archive", "-o"])
        .arg(&out);
    said(&mut run, 0);
    assert!(out.join("archive.db").is_file() && !out.join("data/archive.db").exists());
    assert_eq!(ask(&out, "SELECT count(*) FROM documents"), "9");
    said(baocao().arg("verify").arg(&out).current_dir(root()), 0);
}
