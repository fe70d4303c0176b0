//! Counts for each rule of extraction how often what it takes is right, on documents whose content is
//! known, and writes `dictionaries/rule_precision.tsv`:
//! `cargo run --example rule_precision -- FOLDER…`.
//!
//! A folder holds `NAME.in.txt` or `NAME.gold.txt` beside `NAME.gold.json` (or `gold.txt` beside
//! `gold.json`), also in folders below it. An item is right if the gold holds one that says the same; of
//! several alike in the gold each can be taken once. What the gold does not speak of is not counted: a
//! field or list that it does not have, unless it lists every number and so is of the whole document.
#![allow(clippy::print_stdout)]

#[path = "../tests/library/scoring/likeness.rs"]
mod likeness;

use baocao::extract::Extractor;
use baocao::rules::register;
use likeness::{plain, similarity};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Right items and all items of each rule.
type Counts = BTreeMap<String, (u32, u32)>;

const HEADER: &str = "\
# How often what each rule of extraction takes is right, counted on documents whose content is known.
# Origin: `cargo run --example rule_precision` on fixtures/extract/held-out and on 15 transcribed reports that are not part of the project;
# of these one, which alone lists its periods, was known when the rules were written
# Licence: counts, not protected by copyright; released with this project. Date: 2026-11
# Columns: rule, right items, all items
";

fn main() -> std::io::Result<()> {
    let extractor = Extractor::builtin();
    let mut counts: Counts = register::all()
        .map(|rule| (rule.name.to_owned(), (0, 0)))
        .collect();
    let mut documents = Vec::new();
    for folder in std::env::args().skip(1) {
        find(Path::new(&folder), &mut documents)?;
    }
    for (text, gold) in &documents {
        let gold: Value = serde_json::from_str(&std::fs::read_to_string(gold)?)?;
        let found = extractor.extract(&std::fs::read_to_string(text)?);
        count(&gold, &serde_json::to_value(found)?, &mut counts);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries/rule_precision.tsv");
    let rows = counts
        .iter()
        .map(|(rule, (right, cases))| format!("{rule}\t{right}\t{cases}\n"));
    std::fs::write(&path, HEADER.to_owned() + &rows.collect::<String>())?;
    println!("{} documents → {}", documents.len(), path.display());
    Ok(())
}

/// Texts and golds of a folder and those below it.
fn find(folder: &Path, documents: &mut Vec<(PathBuf, PathBuf)>) -> std::io::Result<()> {
    let entries = std::fs::read_dir(folder)?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            find(&path, documents)?;
            continue;
        }
        let name = path.to_string_lossy();
        let Some(stem) = name.strip_suffix("gold.json") else {
            continue;
        };
        let texts = ["in.txt", "gold.txt"].map(|end| PathBuf::from(format!("{stem}{end}")));
        documents.extend(
            texts
                .into_iter()
                .find(|text| text.exists())
                .map(|text| (text, path.clone())),
        );
    }
    Ok(())
}

/// Whether the items of a gold list and of an extraction say the same.
type Same = fn(&Value, &Value) -> bool;
/// What kind of item it is.
type Kind = fn(&Value) -> &str;

/// Lists of items, which of them the gold speaks of if it has any such, and when two are the same.
const LISTS: [(&str, Kind, Same); 6] = [
    ("references", reference_kind, same_reference),
    ("dates", |_| "", |gold, found| same(gold, found, "iso")),
    (
        "periods",
        |_| "",
        |gold, found| same(gold, found, "kind") && same(gold, found, "value"),
    ),
    ("statistics", statistic_kind, same_statistic),
    (
        "plan_items",
        |_| "",
        |gold, found| same(gold, found, "number") && near(gold, found, "text", 0.95),
    ),
    (
        "recipients",
        |_| "",
        |gold, found| near(gold, found, "text", 0.9),
    ),
];

fn count(gold: &Value, found: &Value, counts: &mut Counts) {
    let whole = gold["numbers"].is_array();
    // Golds of documents with tables keep their figures there.
    let tables = gold["tables"]
        .as_array()
        .is_some_and(|tables| !tables.is_empty());
    let lists = LISTS
        .iter()
        .filter(|(list, ..)| !(tables && *list == "statistics"));
    for &(list, kind, same) in lists {
        let Some(mut left) = gold[list].as_array().cloned() else {
            continue;
        };
        let kinds: Vec<String> = left.iter().map(|item| kind(item).to_owned()).collect();
        for item in found[list].as_array().into_iter().flatten() {
            let kind = kind(item);
            if !kind.is_empty() && !kinds.iter().any(|known| known == kind) {
                continue;
            }
            let at = left.iter().position(|gold| same(gold, item));
            note(item, at.map(|at| left.remove(at)).is_some(), counts);
        }
    }
    for (field, value) in found["header"].as_object().into_iter().flatten() {
        let gold = gold["header"].get(field);
        match value {
            Value::Object(_) if gold.is_some() || whole => {
                let right = gold.is_some_and(|gold| same_field(field, gold, value));
                note(value, right, counts);
            }
            Value::Array(values) if gold.is_some() || whole => {
                let known = gold.and_then(Value::as_array);
                for value in values {
                    let right =
                        |gold: &Vec<Value>| gold.iter().any(|gold| same_field(field, gold, value));
                    note(value, known.is_some_and(right), counts);
                }
            }
            _ => {}
        }
    }
    let signatory = (gold.get("signatory"), &found["signatory"]);
    if let (Some(gold), Value::Object(_)) = signatory {
        let right = ["authority", "on_behalf_of", "position", "name"]
            .iter()
            .all(|part| same(gold, signatory.1, part));
        note(signatory.1, right, counts);
    }
}

fn note(item: &Value, right: bool, counts: &mut Counts) {
    let Some(rule) = item["rule"].as_str() else {
        return;
    };
    let (rights, cases) = counts.entry(rule.to_owned()).or_default();
    *rights += u32::from(right);
    *cases += 1;
}

fn same(gold: &Value, found: &Value, part: &str) -> bool {
    plain(&gold[part]) == plain(&found[part])
}

fn near(gold: &Value, found: &Value, part: &str, least: f64) -> bool {
    similarity(&plain(&gold[part]), &plain(&found[part])) >= least
}

/// Whether a field of the head says what the gold does in what a reader takes from it.
fn same_field(field: &str, gold: &Value, found: &Value) -> bool {
    match field {
        "number" => same(gold, found, "normalized"),
        "date" => same(gold, found, "iso"),
        "doc_type" if gold["name"].is_string() => same(gold, found, "name"),
        "doc_type" => same(gold, found, "abbr"),
        _ if gold["text"].is_string() => near(gold, found, "text", 0.95),
        _ => same(gold, found, "name"),
    }
}

/// Documents with a number, and those that are only named, which few golds list.
fn reference_kind(reference: &Value) -> &str {
    match reference["number"].is_string() {
        true => "",
        false => "named",
    }
}

fn same_reference(gold: &Value, found: &Value) -> bool {
    match gold["number"].is_string() {
        true => same(gold, found, "number") && same(gold, found, "date"),
        false => !found["number"].is_string() && near(gold, found, "text", 0.9),
    }
}

/// Zeros told in words are a kind that few golds list.
fn statistic_kind(statistic: &Value) -> &str {
    match statistic["kind"] == "implicit_zero" {
        true => "implicit_zero",
        false => "",
    }
}

fn same_statistic(gold: &Value, found: &Value) -> bool {
    let number = |value: &Value| value["value"].as_f64();
    let ratio = |value: &Value| (value["numerator"].as_f64(), value["denominator"].as_f64());
    // A unit that was not found says nothing wrong.
    let unit = found["unit"].is_null() || same(gold, found, "unit");
    same(gold, found, "kind")
        && number(gold) == number(found)
        && (number(gold).is_some() || ratio(gold) == ratio(found))
        && unit
}
