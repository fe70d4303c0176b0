//! What people correct: kept, counted, survives reruns, and teaches.

use super::{Server, baocao, read, said};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn id_of(server: &Server, number: &str) -> i64 {
    let list = server.get("/api/documents");
    let rows = list["rows"].as_array().expect("rows");
    let row = rows
        .iter()
        .find(|row| row["number"] == number)
        .unwrap_or_else(|| panic!("no {number}: {list}"));
    row["id"].as_i64().expect("a number")
}

fn figure<'v>(document: &'v Value, item: &str) -> &'v Value {
    let figures = document["figures"].as_array().expect("figures");
    figures
        .iter()
        .find(|figure| figure["item"] == item)
        .expect("the figure")
}

fn ask(out: &Path, sql: &str) -> String {
    let text = said(
        baocao()
            .args(["query", "--format", "csv", sql, "-o"])
            .arg(out),
    );
    text.split_once('\n')
        .expect("a head")
        .1
        .trim_end()
        .to_owned()
}

#[test]
fn a_correction_makes_the_sum_hold_survives_a_rerun_and_can_be_taken_back() {
    let server = Server::new();
    let out = server.out();
    let id = id_of(&server, "467/BC-STTTT");
    let path = format!("/api/documents/{id}");
    let before = server.get(&path);
    assert_eq!(figure(&before, "s1")["failing"], true);
    let open = |server: &Server| {
        let review = server.get("/api/review");
        let done = review["done"].as_array().expect("a list");
        let checks = done.iter().find(|done| done["reason"] == "check");
        checks.expect("checks")["open"].as_i64()
    };
    let queued = open(&server).expect("a number");
    let (status, kept) = server.post("/api/decisions", &json!({"document": id, "target": "statistic", "item": "s1", "new": "19.405", "author": "Minh"}));
    assert_eq!(status, 200, "{kept}");
    let check = |holds: bool| {
        let document = server.get(&path);
        let verdict = &document["checks"][0]["verdict"];
        assert_eq!(verdict, if holds { "holds" } else { "fails" }, "{document}");
        assert_eq!(figure(&document, "s1")["set"], holds);
        assert_eq!(figure(&document, "s1")["read"], "19.450");
        document
    };
    let after = check(true);
    assert_eq!(after["failed_checks"], 0);
    assert_eq!(after["corrections"][0]["author"], "Minh");
    assert_eq!(
        (
            &after["corrections"][0]["old"],
            &after["corrections"][0]["new"]
        ),
        (&json!("19.450"), &json!("19.405"))
    );
    assert_eq!(open(&server), Some(queued - 1));
    let set =
        "SELECT value, corrected FROM figures WHERE document = '467/BC-STTTT' AND item = 's1'";
    assert_eq!(ask(&out, set), "19405,true");
    let machine = fs::read_to_string(
        out.join(ask(
            &out,
            "SELECT folder FROM documents WHERE number = '467/BC-STTTT'",
        ))
        .join("document.json"),
    );
    assert!(
        machine.expect("a document").contains("19.450"),
        "the results of the program stay"
    );
    let mut again = baocao();
    said(
        again
            .current_dir(super::root())
            .args(["-q", "run", "--force", "fixtures/archive", "-o"])
            .arg(&out),
    );
    assert_eq!(ask(&out, set), "19405,true");
    assert_eq!(id_of(&server, "467/BC-STTTT"), id, "links stay good");
    said(baocao().arg("verify").arg(&out).current_dir(super::root()));
    let none = json!({"document": id, "target": "statistic", "item": "s1", "answer": "not_a_figure", "author": "Minh"});
    let (status, rejected) = server.post("/api/decisions", &none);
    assert_eq!(status, 200, "{rejected}");
    assert_eq!(ask(&out, set), "", "what is no figure is none of the store");
    let undo = format!("/api/decisions/{}/undo", rejected["id"]);
    assert_eq!(server.post(&undo, &json!({"author": "Minh"})).0, 200);
    let (status, _) = server.post(
        &format!("/api/decisions/{}/undo", kept["id"]),
        &json!({"author": "Lan"}),
    );
    assert_eq!(status, 200);
    let undone = check(false);
    assert!(
        undone["corrections"][0]["undone"].is_string(),
        "the record stays"
    );
    assert_eq!(
        server
            .post(&format!("/api/decisions/{}/undo", kept["id"]), &json!({}))
            .0,
        422
    );
    assert_eq!(open(&server), Some(queued));
}

#[test]
fn fields_of_the_head_can_be_filled_in_and_confirmed() {
    let server = Server::new();
    let found = server.get("/api/documents?incomplete=1");
    let id = found["rows"][0]["id"].as_i64().expect("a document");
    for (item, new) in [
        ("number", "7/BB-STTTT"),
        ("date", "2023-05-20"),
        ("agency", "Sở Thông tin và Truyền thông"),
        ("doc_type", "Biên bản"),
        ("subject", "Họp giao ban"),
    ] {
        let (status, answer) = server.post(
            "/api/decisions",
            &json!({"document": id, "target": "header", "item": item, "new": new}),
        );
        assert_eq!(status, 200, "{answer}");
    }
    assert_eq!(server.get("/api/documents?incomplete=1")["count"], 0);
    assert_eq!(
        ask(
            &server.out(),
            "SELECT number, issued, missing FROM documents WHERE path LIKE '%ghi-chu%'"
        ),
        "7/BB-STTTT,2023-05-20,"
    );
    let listed = server.get("/api/documents?year=2023&agency=S%E1%BB%9F%20Th%C3%B4ng%20tin%20v%C3%A0%20Truy%E1%BB%81n%20th%C3%B4ng");
    assert!(listed["rows"].to_string().contains("7/BB-STTTT"));
    // That something is right is a decision too.
    let id = id_of(&server, "467/BC-STTTT");
    let (status, _) = server.post(
        "/api/decisions",
        &json!({"document": id, "target": "statistic", "item": "s2", "new": null}),
    );
    assert_eq!(status, 200);
    let rates = said(
        baocao()
            .args(["query", "error-rate", "--format", "csv", "-o"])
            .arg(server.out()),
    );
    assert!(
        rates.contains("missing,5,5,100") && rates.contains("check,1,0,0"),
        "{rates}"
    );
}

#[test]
fn corrected_lines_teach_words_and_letters() {
    let server = Server::new();
    let out = server.out();
    let id = id_of(&server, "105/BC-STTTT");
    let page = server.get(&format!("/api/documents/{id}/pages/1"));
    let lines = page["lines"].as_array().expect("lines");
    let line = lines
        .iter()
        .find(|line| {
            line["text"]
                .as_str()
                .is_some_and(|text| text.contains("lớp tập huấn"))
        })
        .expect("the line");
    let right = line["text"]
        .as_str()
        .expect("a text")
        .replace("tập huấn", "tập quấn");
    let (status, answer) = server.post(
        "/api/decisions",
        &json!({"document": id, "target": "line", "item": line["line"].to_string(), "new": right}),
    );
    assert_eq!(status, 200, "{answer}");
    let now = server.get(&format!("/api/documents/{id}/pages/1"));
    let changed = now["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .find(|now| now["line"] == line["line"])
        .expect("the line");
    assert_eq!(
        (changed["text"].as_str(), &changed["read"]),
        (Some(right.as_str()), &line["text"])
    );
    assert_eq!(
        server.get("/api/documents?q=%22tap%20quan%22")["count"],
        1,
        "the index knows the new words"
    );
    let dictionary = fs::read_to_string(out.join("user-dictionary.tsv")).expect("a dictionary");
    assert!(dictionary.contains("tập huấn\ttập quấn\t1"), "{dictionary}");
    let mut restore = baocao();
    let restored = said(
        restore
            .arg("restore")
            .arg(super::root().join("fixtures/archive/stc-2023-01.txt"))
            .arg("--dictionary")
            .arg(out.join("user-dictionary.tsv")),
    );
    assert!(restored.contains("lớp tập quấn"), "{restored}");
    let learned = said(baocao().arg("learn").arg(&out));
    assert!(
        learned.contains("corrected lines: 1") && learned.contains("“q” read as “h”"),
        "{learned}"
    );
    assert!(learned.contains("Nothing is changed"), "{learned}");
    let table = out.join("../our.tsv");
    said(baocao().arg("learn").arg(&out).arg("--apply").arg(&table));
    said(
        baocao()
            .arg("restore")
            .arg(super::root().join("fixtures/archive/ghi-chu.txt"))
            .arg("--confusions")
            .arg(&table),
    );
    fs::remove_file(table).expect("removed");
    // Another run uses the dictionary by itself.
    let new = out.join("../new.txt");
    fs::write(&new, "Sở đã tổ chức lớp tập huấn cho cán bộ.\n").expect("written");
    read(&[new.to_str().expect("a path")], &out);
    fs::remove_file(new).expect("removed");
    assert_eq!(
        ask(
            &out,
            "SELECT text LIKE '%tập quấn%' FROM pages p JOIN documents d ON d.id = p.document_id WHERE d.path LIKE '%new.txt'"
        ),
        "1"
    );
}

#[test]
fn tags_are_kept_found_and_taken_back_as_corrections_are() {
    let server = Server::new();
    let out = server.out();
    let id = id_of(&server, "467/BC-STTTT");
    let before = server.get(&format!("/api/documents/{id}"));
    let tag = |tag: &str| {
        let decision = json!({"document": id, "target": "tag", "item": tag, "new": tag});
        server.post("/api/decisions", &decision)
    };
    // A tag that is a number is no line.
    let (status, kept) = tag("5");
    assert_eq!(status, 200, "{kept}");
    for refused in ["5", "", " x", &"x".repeat(61)] {
        assert_eq!(tag(refused).0, 422, "{refused:?}");
    }
    let found = server.get("/api/documents?tag=5");
    assert_eq!(
        (&found["count"], &found["rows"][0]["tags"]),
        (&json!(1), &json!(["5"]))
    );
    assert_eq!(server.get("/api/overview")["tags"], json!([["5", 1]]));
    let after = server.get(&format!("/api/documents/{id}"));
    assert_eq!(
        (&after["figures"], &after["fields"]),
        (&before["figures"], &before["fields"])
    );
    // The store may be lost: the log has the tag.
    let results = server.end();
    fs::remove_file(out.join("archive.db")).expect("removed");
    let server = Server::of(&out, &[]).holding(results);
    assert_eq!(server.get("/api/documents?tag=5")["count"], 1);
    let undo = format!("/api/decisions/{}/undo", kept["id"]);
    assert_eq!(server.post(&undo, &json!({})).0, 200);
    assert_eq!(server.get("/api/documents?tag=5")["count"], 0);
}
