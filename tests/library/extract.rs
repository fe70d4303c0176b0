//! Whole documents: every fixture's expectations, the sample report, and properties of any text.

use crate::scoring;
use baocao::extract::Extractor;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(Extractor::builtin);

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/extract");
    let entries = std::fs::read_dir(&folder).expect("the fixtures");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.to_string_lossy().ends_with(".in.txt"));
    paths.sort();
    assert!(
        paths.len() >= 12,
        "too few fixtures in {}",
        folder.display()
    );
    paths
}

/// Whether `found` holds all that `expected` names. An object may hold more; of a list, each
/// expected entry must fit an entry of its own, in order; `{"count": n}` counts a list.
fn differences(path: &str, expected: &Value, found: &Value, out: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(fields), Value::Array(list))
            if fields.len() == 1 && fields.contains_key("count") =>
        {
            if fields["count"] != list.len() {
                out.push(format!(
                    "{path}: {} entries, expected {}",
                    list.len(),
                    fields["count"]
                ));
            }
        }
        (Value::Object(fields), Value::Object(_)) => {
            for (key, value) in fields {
                differences(&format!("{path}.{key}"), value, &found[key], out);
            }
        }
        (Value::Array(entries), Value::Array(list)) => {
            let mut rest = list.iter();
            for (i, entry) in entries.iter().enumerate() {
                let fits = |candidate: &&Value| {
                    let mut inner = Vec::new();
                    differences("", entry, candidate, &mut inner);
                    inner.is_empty()
                };
                if !rest.by_ref().any(|candidate| fits(&candidate)) {
                    out.push(format!("{path}[{i}]: no {entry} (in order) in {found}"));
                    return;
                }
            }
        }
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => {}
        // TOML has no null.
        (Value::String(nothing), Value::Null) if nothing.is_empty() => {}
        _ if expected == found => {}
        _ => out.push(format!("{path}: {found}, expected {expected}")),
    }
}

#[test]
fn fixtures_give_what_they_promise() {
    let extractor = &*EXTRACTOR;
    let mut failures = Vec::new();
    for path in fixtures() {
        let text = std::fs::read_to_string(&path).expect("a text");
        let gold = PathBuf::from(path.to_string_lossy().replace(".in.txt", ".gold.json"));
        let gold = std::fs::read_to_string(gold).expect("a gold file");
        let expected: Value = serde_json::from_str(&gold).expect("JSON");
        let found = serde_json::to_value(extractor.extract(&text)).expect("JSON");
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        differences(&name, &expected, &found, &mut failures);
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// A file of short texts.
#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// Short texts with what is found in each, as in the gold of fixtures, or what never is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    says: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    texts: Vec<String>,
    #[serde(default)]
    expected: Value,
    #[serde(default)]
    never: Value,
}

#[test]
fn short_texts_give_what_their_cases_say() {
    let extractor = &*EXTRACTOR;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/extract/cases");
    let mut failures = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the cases") {
        let cases = std::fs::read_to_string(entry.expect("an entry").path()).expect("a text");
        let cases: Cases = toml::from_str(&cases).expect("cases");
        for case in cases.case {
            let texts = case.texts.iter().chain([&case.text]);
            for text in texts.filter(|text| !text.is_empty()) {
                let found = serde_json::to_value(extractor.extract(text)).expect("JSON");
                let name = format!("{}: {text:?}: ", case.says);
                if !case.expected.is_null() {
                    differences(&name, &case.expected, &found, &mut failures);
                }
                let mut missed = Vec::new();
                differences("", &case.never, &found, &mut missed);
                if missed.is_empty() {
                    failures.push(format!("{name}{} is found", case.never));
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Lines of a text as characters, to slice spans.
fn slice(lines: &[Vec<char>], span: &Value) -> String {
    let number = |key: &str| span[key].as_u64().expect("a number") as usize;
    let (line, start, end_line, end) = (
        number("line"),
        number("start"),
        number("end_line"),
        number("end"),
    );
    if line == end_line {
        return lines[line - 1][start..end].iter().collect();
    }
    let mut text: String = lines[line - 1][start..].iter().collect();
    // Page numbers between the lines are no part of what runs over the page break.
    let figures = |line: &&Vec<char>| line.iter().all(|c| c.is_ascii_digit() || c.is_whitespace());
    for middle in lines[line..end_line - 1]
        .iter()
        .filter(|line| !figures(line))
    {
        text.extend(middle);
    }
    text.extend(&lines[end_line - 1][..end]);
    text
}

#[test]
fn spans_slice_to_their_text_and_every_number_has_one_class() {
    let extractor = &*EXTRACTOR;
    for path in fixtures() {
        let text = std::fs::read_to_string(&path).expect("a text");
        let lines: Vec<Vec<char>> = text
            .split('\n')
            .map(|line| line.chars().collect())
            .collect();
        let found = serde_json::to_value(extractor.extract(&text)).expect("JSON");
        for part in ["references", "dates", "periods", "statistics"] {
            for item in found[part].as_array().expect("a list") {
                let squeeze = |s: &str| s.split_whitespace().collect::<String>();
                let printed = squeeze(item["text"].as_str().expect("text"));
                assert_eq!(
                    squeeze(&slice(&lines, &item["span"])),
                    printed,
                    "{part} of {}",
                    path.display()
                );
            }
        }
        let mut digits = 0;
        for number in found["numbers"].as_array().expect("a list") {
            let printed = number["text"].as_str().expect("text");
            assert_eq!(slice(&lines, number), printed);
            digits += printed.bytes().filter(u8::is_ascii_digit).count();
        }
        assert_eq!(
            digits,
            text.bytes().filter(u8::is_ascii_digit).count(),
            "{}",
            path.display()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}") {
        EXTRACTOR.extract(&text);
    }

    #[test]
    fn pieces_of_reports_are_read_without_panic(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "Số: ", "/BC-UBND", "12", "ngày ", "tháng ", "năm 2023", "\n", "\n\n", "\u{c}", "- ", "1. ", "I. ", "a) ",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BÁO CÁO", "V/v ", "Kính gửi: ", "Nơi nhận:", "KT. GIÁM ĐỐC", "(",
            ")", "trong đó ", "%", "02 hồ sơ", "1.234", "9/10", "; ", ". ", ", ", "Đ", "đ", "ngày 31/12/2022",
            "Quyết định số ", "Đề án “", "”", "Không có ", "PHƯƠNG HƯỚNG", "Tiếp tục ", "quý I/", "\u{301}", "İ", "ẞ",
            "Tết ", "-", "–", "của ", "Lưu: VT.", "Nguyễn Văn A", "…", "mức ", "tăng ", "so với ",
        ]), 0..60),
    ) {
        let text = pieces.concat();
        let found = EXTRACTOR.extract(&text);
        let digits: usize = found.numbers.iter().map(|n| n.text.bytes().filter(u8::is_ascii_digit).count()).sum();
        prop_assert_eq!(digits, text.bytes().filter(u8::is_ascii_digit).count());
    }
}

/// Mean F1 that each folder of whole documents reached, rounded down.
const FLOORS: [(&str, f64); 2] = [("held-out", 0.94), ("development", 0.975)];

#[test]
fn whole_documents_stay_above_their_floors() {
    let extractor = &*EXTRACTOR;
    let extract = |text: &str| serde_json::to_value(extractor.extract(text)).expect("JSON");
    for (folder, floor) in FLOORS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/extract")
            .join(folder);
        let report = scoring::report(&path, extract);
        assert_eq!(report.documents, 20, "{folder}");
        assert!(
            report.mean >= floor,
            "{folder}: {}\nmean {}, floor {floor}",
            report.text,
            report.mean
        );
    }
}

#[test]
fn hostile_texts_are_read_without_panic() {
    let extractor = &*EXTRACTOR;
    for text in [
        "(".repeat(200_000),
        ")".repeat(200_000),
        "7".repeat(200_000),
        "1.".repeat(100_000),
        "1/".repeat(100_000),
        "(5 hồ sơ ".repeat(12_000),
        "- 5 hồ sơ:\n".repeat(12_000),
        "trong đó 5 % ".repeat(12_000),
        "KT. GIÁM ĐỐC\n".repeat(12_000),
        "a".repeat(200_000),
        "\n".repeat(200_000),
    ] {
        let found = extractor.extract(&text);
        let digits: usize = found
            .numbers
            .iter()
            .map(|n| n.text.bytes().filter(u8::is_ascii_digit).count())
            .sum();
        assert_eq!(digits, text.bytes().filter(u8::is_ascii_digit).count());
    }
}

#[test]
fn days_that_do_not_exist_are_no_days() {
    let text = "Số: 5/BC-UBND  Hà Nội, ngày 32 tháng 13 năm 0000\nBÁO CÁO\nVề ngày 30/02/2023, 31.4.2023, ngày 00 tháng 00 năm 9999.";
    let found = EXTRACTOR.extract(text);
    assert!(found.header.date.is_none_or(|date| date.iso.is_none()));
    assert!(
        found.dates.iter().all(|date| date.iso.is_none()),
        "{:?}",
        found.dates
    );
}

#[test]
fn what_is_not_sure_enough_is_left_out_and_nothing_refers_to_it() {
    let text = include_str!("../../fixtures/extract/bao-cao-so.in.txt");
    let mut found = EXTRACTOR.extract(text);
    let (all, numbers) = (found.statistics.len(), found.numbers.len());
    found.keep_confident(0.96);
    assert!(found.statistics.len() < all && !found.statistics.is_empty());
    assert_eq!(found.numbers.len(), numbers);
    let ids: Vec<_> = found.statistics.iter().map(|s| s.id).collect();
    for check in &found.checks {
        assert!(check.statistics.iter().all(|id| ids.contains(id)));
    }
}

/// A letter.
const FIRST: &str = "UBND TỈNH TRÀ VINH\nSỞ Y TẾ\nSố: 12/BC-SYT\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\
    Độc lập - Tự do - Hạnh phúc\nTrà Vinh, ngày 05 tháng 3 năm 2020\n\nBÁO CÁO\nKết quả công tác tháng 02\n\n\
    Sở Y tế báo cáo theo Công văn số 7/STC-VP.\n\nGIÁM ĐỐC\n\nLê Văn Ba\n";

#[test]
fn a_second_document_is_noticed_and_its_signatory_left_to_it() {
    let second = FIRST
        .replace("12/BC", "15/KH")
        .replace("BÁO CÁO", "KẾ HOẠCH")
        .replace("Lê Văn Ba", "Trần Thị Tư");
    let text = format!("{FIRST}\u{c}{second}");
    let extractor = &*EXTRACTOR;
    let found = extractor.further_documents(&text);
    let found: Vec<_> = found
        .iter()
        .map(|other| (other.number.as_str(), other.page))
        .collect();
    assert_eq!(found, [("15/KH-SYT", Some(2))]);
    let signatory = extractor.extract(&text).signatory.expect("who signed");
    assert_eq!(signatory.name.as_deref(), Some("Lê Văn Ba"));
}

#[test]
fn forms_and_copies_of_the_same_head_are_no_further_documents() {
    let extractor = &*EXTRACTOR;
    for form in [FIRST.to_owned(), FIRST.replace("Số: 12", "Số: ……")] {
        assert_eq!(
            extractor.further_documents(&format!("{FIRST}\u{c}{form}")),
            []
        );
    }
}
