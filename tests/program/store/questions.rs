//! Questions, with names, in SQL and as words.

use super::{archive, ask, baocao, said};
use baocao::archive::ask::browse::{Filter, Order, SORT_COLUMNS};
use baocao::archive::ask::questions::QUESTIONS;
use baocao::archive::{Store, ask::search::SearchResults};
use std::collections::BTreeSet;

#[test]
fn every_question_with_a_name_is_answered() {
    let store = Store::open_read_only(&archive()).expect("a store");
    for question in QUESTIONS {
        let plan = store
            .connection()
            .prepare(question.sql)
            .map(|asked| asked.parameter_count());
        assert_eq!(plan, Ok(question.needs.len()), "{}", question.name);
        let mut query = baocao();
        query.args(["query", question.name, "-o"]).arg(archive());
        query.args(question.needs.iter().map(|_| "411/QĐ-TTg"));
        said(&mut query, 0);
    }
}

#[test]
fn questions_read_and_change_nothing() {
    for sql in [
        "DELETE FROM documents",
        "CREATE TABLE x (y)",
        "ATTACH DATABASE '/tmp/other.db' AS other",
        "PRAGMA user_version = 9",
        "SELEC number FROM documents",
        "SELECT * FROM nothing",
        "unknown",
    ] {
        let mut query = baocao();
        query.args(["query", sql, "-o"]).arg(archive());
        let told = said(&mut query, 2);
        assert!(told.starts_with("ERROR"), "{sql}: {told}");
    }
    assert_eq!(ask(&archive(), "SELECT count(*) FROM documents"), "9");
    let mut query = baocao();
    said(query.args(["query", "register", "-o", "/nonexistent"]), 3);
}

fn search(words: &str, limit: usize) -> SearchResults {
    let store = Store::open_read_only(&archive()).expect("a store");
    store.search(words, limit).expect("searched")
}

fn documents(found: &SearchResults) -> BTreeSet<i64> {
    found.hits.iter().map(|hit| hit.document).collect()
}

#[test]
fn marks_or_none_the_same_documents_are_found() {
    for (marked, plain, count) in [
        ("chuyển đổi số", "chuyen doi so", 7),
        ("Đường dây", "duong day", 1),
        ("trực tuyến", "TRUC TUYEN", 8),
        ("411/QĐ-TTg", "411 qd ttg", 2),
        ("kinh tế số tuyên truyền", "kinh te so tuyen truyen", 1),
        ("\"đổi số tại 14 xã\"", "\"doi so tai 14 xa\"", 1),
        ("không có câu này ở đâu", "khong co cau nay o dau", 0),
    ] {
        for limit in [2, 20] {
            let (a, b) = (search(marked, limit), search(plain, limit));
            assert_eq!(documents(&a), documents(&b), "{marked}");
            assert_eq!(a.hits.len(), count.min(limit), "{marked}");
        }
    }
}

#[test]
fn what_is_found_is_shown_with_its_marks_in_place() {
    let found = search("chuyen doi so", 20);
    for hit in &found.hits {
        let marked: Vec<&str> = hit
            .snippet
            .iter()
            .filter(|p| p.hit)
            .map(|p| p.text.as_str())
            .collect();
        assert!(!marked.is_empty());
        assert!(
            marked
                .iter()
                .all(|text| text.to_lowercase() == "chuyển đổi số"),
            "{marked:?}"
        );
    }
}

#[test]
fn nothing_typed_is_a_command() {
    for words in [
        "\"",
        "* OR *",
        "words:x",
        "'; DROP TABLE pages; --",
        "NEAR(a b)",
        "a AND",
        "(",
        "^x",
        "\0",
        "{x y}: z",
    ] {
        let _ = search(words, 20);
    }
    assert_eq!(ask(&archive(), "SELECT count(*) FROM pages"), "9");
}

#[test]
fn what_is_found_by_its_words_is_filtered_as_a_list_is() {
    let store = Store::open_read_only(&archive()).expect("a store");
    let ids = |documents: Vec<baocao::archive::ask::browse::Listed>| {
        documents
            .into_iter()
            .map(|d| d.id)
            .collect::<BTreeSet<i64>>()
    };
    let all: Vec<i64> = (1..=9).collect();
    let filter = Filter::default;
    for (filter, some) in [
        (filter(), true),
        (
            Filter {
                kind: Some("KH".to_owned()),
                ..filter()
            },
            true,
        ),
        (
            Filter {
                kind: Some("XX".to_owned()),
                ..filter()
            },
            false,
        ),
        (
            Filter {
                year: Some(2023),
                ..filter()
            },
            true,
        ),
        (
            Filter {
                status: Some("ok".to_owned()),
                ..filter()
            },
            true,
        ),
        (
            Filter {
                below: Some(0.5),
                ..filter()
            },
            false,
        ),
        (
            Filter {
                incomplete: Some(true),
                ..filter()
            },
            true,
        ),
    ] {
        let listed = ids(store
            .list(&filter, Order::default(), None, 50)
            .expect("a list"));
        let wanted = ids(store.wanted(&filter, None, &all).expect("wanted"));
        assert_eq!(listed, wanted, "{filter:?}");
        assert_eq!(!wanted.is_empty(), some, "{filter:?}");
    }
}

#[test]
fn pages_of_a_sorted_list_neither_overlap_nor_leave_gaps() {
    let store = Store::open_read_only(&archive()).expect("a store");
    let filter = Filter::default();
    for by in SORT_COLUMNS {
        for ascending in [true, false] {
            let order = Order { by, ascending };
            let list =
                |after: Option<&_>, most| store.list(&filter, order, after, most).expect("a list");
            let all = list(None, 50);
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let page = list(after.as_ref(), 2);
                let Some(last) = page.last() else { break };
                after = Some(order.end(last));
                paged.extend(page);
            }
            assert_eq!(paged, all, "{order:?}");
            let ids: Vec<i64> = all.iter().map(|document| document.id).collect();
            let sorted = store.wanted(&filter, Some(order), &ids).expect("wanted");
            assert_eq!(sorted, all, "{order:?}");
        }
    }
}
