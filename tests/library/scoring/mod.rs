//! Precision, recall and F1 of an extraction against gold, part by part. Entries are matched by
//! what they say, not by where they stand.

mod likeness;

use likeness::{plain, similarity};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// One thing that was to be found, or was: fields that must be equal and words that must be near.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    exact: Vec<String>,
    words: String,
}

impl std::fmt::Display for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.exact.join(" | "), self.words)
    }
}

/// How near the words of two entries must be.
#[derive(Debug, Clone, Copy)]
enum Near {
    /// At least this share of the letters is common, in order.
    Letters(f64),
    /// At least this share, whatever the order of the words; words of one may be missing.
    Words(f64),
}

/// A part of the document: its name, its entries, how near they must be.
struct Part {
    /// Its name.
    name: &'static str,
    entries: fn(&Value) -> Vec<Entry>,
    near: Near,
}

/// What is scored.
const PARTS: &[Part] = &[
    part("header", header, Near::Letters(0.95)),
    part("references", references, Near::Letters(1.0)),
    part("dates", dates, Near::Letters(1.0)),
    part("figures", |d| figures(d, false, false), Near::Letters(1.0)),
    part(
        "figures+unit",
        |d| figures(d, true, false),
        Near::Letters(1.0),
    ),
    part(
        "figures+subject",
        |d| figures(d, true, true),
        Near::Words(0.75),
    ),
    part("parents", parents, Near::Letters(1.0)),
    part("checks", checks, Near::Letters(1.0)),
    part("plan_items", plan_items, Near::Letters(0.95)),
    part("plan_actions", plan_actions, Near::Letters(0.85)),
    part("recipients", recipients, Near::Letters(0.9)),
    part("signatory", signatory, Near::Letters(1.0)),
    part("numbers", numbers, Near::Letters(1.0)),
];

const fn part(name: &'static str, entries: fn(&Value) -> Vec<Entry>, near: Near) -> Part {
    Part {
        name,
        entries,
        near,
    }
}

/// Hits, entries of the gold and entries found.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Counts {
    /// Entries that are in both.
    hits: usize,
    /// Entries of the gold.
    gold: usize,
    /// Entries that were found.
    found: usize,
}

impl Counts {
    /// The harmonic mean of precision and recall.
    fn f1(self) -> f64 {
        2.0 * self.hits as f64 / (self.gold + self.found).max(1) as f64
    }

    /// Both counted together.
    fn plus(self, other: Counts) -> Counts {
        Counts {
            hits: self.hits + other.hits,
            gold: self.gold + other.gold,
            found: self.found + other.found,
        }
    }
}

/// What a document's part came to: counts, what was missed, what was invented.
#[derive(Debug)]
struct Outcome {
    /// Its counts.
    counts: Counts,
    /// Entries of the gold that were not found.
    missed: Vec<Entry>,
    /// Entries that were found and are not in the gold.
    invented: Vec<Entry>,
}

/// Matches the entries of one part.
fn compare(part: &Part, gold: &Value, found: &Value) -> Outcome {
    let expected = (part.entries)(gold);
    let mut rest = (part.entries)(found);
    let mut counts = Counts {
        hits: 0,
        gold: expected.len(),
        found: rest.len(),
    };
    let mut missed = Vec::new();
    for entry in expected {
        match rest.iter().position(|other| fits(&entry, other, part.near)) {
            Some(at) => {
                rest.remove(at);
                counts.hits += 1;
            }
            None => missed.push(entry),
        }
    }
    Outcome {
        counts,
        missed,
        invented: rest,
    }
}

/// A folder's scores as a table, and the mean over its documents.
pub(crate) struct Report {
    /// A line for each document and each part; with what was missed and invented.
    pub(crate) text: String,
    /// The mean over the documents of the mean F1 over the parts that each one's gold has.
    pub(crate) mean: f64,
    /// How many documents there are.
    pub(crate) documents: usize,
}

/// Scores what `extract` finds in every document of a folder.
pub(crate) fn report(folder: &Path, extract: impl Fn(&str) -> Value) -> Report {
    let mut text = String::new();
    let mut totals = vec![Counts::default(); PARTS.len()];
    let mut scores = Vec::new();
    for (name, source, gold) in documents(folder) {
        let found = extract(&source);
        let mut parts = Vec::new();
        for (part, total) in PARTS.iter().zip(&mut totals) {
            let outcome = compare(part, &gold, &found);
            *total = total.plus(outcome.counts);
            parts.extend((outcome.counts.gold > 0).then(|| outcome.counts.f1()));
            for (word, entries) in [("missed", &outcome.missed), ("invented", &outcome.invented)] {
                for entry in entries {
                    let _ = writeln!(text, "  {name}: {} {word} {entry}", part.name);
                }
            }
        }
        let score = parts.iter().sum::<f64>() / parts.len().max(1) as f64;
        let _ = writeln!(text, "{score:.3} {name}");
        scores.push(score);
    }
    for (part, total) in PARTS.iter().zip(&totals) {
        let (name, f1) = (part.name, total.f1());
        let Counts { hits, gold, found } = *total;
        let _ = writeln!(
            text,
            "{name:16} gold {gold:4} found {found:4} hits {hits:4} F1 {f1:.3}"
        );
    }
    let mean = scores.iter().sum::<f64>() / scores.len().max(1) as f64;
    Report {
        text,
        mean,
        documents: scores.len(),
    }
}

/// Text and gold of every document of a folder, by name.
fn documents(folder: &Path) -> Vec<(String, String, Value)> {
    let entries = std::fs::read_dir(folder).expect("a folder of fixtures");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().ends_with(".in.txt"))
        .collect();
    paths.sort();
    let read = |path: &Path| std::fs::read_to_string(path).expect("a text");
    let documents = paths.iter().map(|path| {
        let stem = path.to_string_lossy().replace(".in.txt", "");
        let gold = read(Path::new(&format!("{stem}.gold.json")));
        let name = Path::new(&stem).file_name().expect("a name");
        let gold = serde_json::from_str(&gold).expect("JSON");
        (name.to_string_lossy().into_owned(), read(path), gold)
    });
    documents.collect()
}

fn fits(a: &Entry, b: &Entry, near: Near) -> bool {
    a.exact == b.exact
        && match near {
            Near::Letters(least) => similarity(&a.words, &b.words) >= least,
            Near::Words(least) => word_similarity(&a.words, &b.words) >= least,
        }
}

/// The best similarity of the common words to the words of either side.
fn word_similarity(a: &str, b: &str) -> f64 {
    let words =
        |text: &str| -> BTreeSet<String> { text.split_whitespace().map(str::to_owned).collect() };
    let (a, b) = (words(a), words(b));
    let join = |parts: Vec<&String>| parts.into_iter().cloned().collect::<Vec<_>>().join(" ");
    let common = join(a.intersection(&b).collect());
    let with = |rest: String| format!("{common} {rest}").trim().to_owned();
    let left = with(join(a.difference(&b).collect()));
    let right = with(join(b.difference(&a).collect()));
    let both = similarity(&left, &right);
    if common.is_empty() {
        return both;
    }
    both.max(similarity(&common, &left))
        .max(similarity(&common, &right))
}

fn list<'v>(document: &'v Value, part: &str) -> &'v [Value] {
    document[part].as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value) -> String {
    value
        .as_f64()
        .map_or(String::new(), |v| format!("{:.4}", v))
}

fn words(value: &Value) -> Entry {
    Entry {
        exact: Vec::new(),
        words: plain(value),
    }
}

fn exact(fields: Vec<String>) -> Entry {
    Entry {
        exact: fields,
        words: String::new(),
    }
}

fn header(document: &Value) -> Vec<Entry> {
    const FIELDS: [(&str, &str); 16] = [
        ("number", "normalized"),
        ("number", "type_abbr"),
        ("number", "issuer_abbr"),
        ("number", "unit_abbr"),
        ("date", "iso"),
        ("place", "text"),
        ("issuing_agency", "text"),
        ("superior_agency", "text"),
        ("doc_type", "name"),
        ("national_title", "text"),
        ("motto", "text"),
        ("secrecy", "text"),
        ("urgency", "text"),
        ("report_period", "from"),
        ("plan_period", "from"),
        ("subject", "text"),
    ];
    let head = &document["header"];
    let single = FIELDS.iter().map(|(field, part)| {
        let value = plain(&head[field][part]);
        let name = format!("{field}.{part}");
        if *field == "subject" {
            Entry {
                exact: vec![name],
                words: value,
            }
        } else {
            exact(vec![name, value])
        }
    });
    let addressees = list(head, "addressees").iter();
    single
        .filter(|entry| {
            !entry.words.is_empty() || entry.exact.get(1).is_some_and(|v| !v.is_empty())
        })
        .chain(addressees.map(|a| exact(vec!["addressee".to_owned(), plain(&a["text"])])))
        .collect()
}

fn references(document: &Value) -> Vec<Entry> {
    let numbered = list(document, "references")
        .iter()
        .filter(|r| r["number"].is_string());
    numbered
        .map(|r| exact(vec![plain(&r["number"]), plain(&r["date"])]))
        .collect()
}

fn dates(document: &Value) -> Vec<Entry> {
    let known = list(document, "dates")
        .iter()
        .filter(|d| d["iso"].is_string());
    known.map(|d| exact(vec![plain(&d["iso"])])).collect()
}

fn figures(document: &Value, unit: bool, subject: bool) -> Vec<Entry> {
    let printed = list(document, "statistics")
        .iter()
        .filter(|s| s["kind"] != "implicit_zero");
    let entry = |s: &Value| {
        let mut fields = vec![number(&s["value"]), plain(&s["kind"])];
        if unit {
            fields.push(plain(&s["unit"]));
        }
        Entry {
            exact: fields,
            words: if subject {
                plain(&s["subject"])
            } else {
                String::new()
            },
        }
    };
    printed.map(entry).collect()
}

fn by_id(document: &Value) -> HashMap<&str, &Value> {
    let statistics = list(document, "statistics").iter();
    statistics
        .filter_map(|s| Some((s["id"].as_str()?, s)))
        .collect()
}

fn parents(document: &Value) -> Vec<Entry> {
    let known = by_id(document);
    let linked = list(document, "statistics").iter().filter_map(|s| {
        let parent = known.get(s["parent"].as_str()?)?;
        Some(exact(vec![number(&s["value"]), number(&parent["value"])]))
    });
    linked.collect()
}

fn checks(document: &Value) -> Vec<Entry> {
    let known = by_id(document);
    let entry = |check: &Value| {
        let ids = list(check, "statistics").iter().filter_map(Value::as_str);
        let mut values: Vec<String> = ids
            .map(|id| known.get(id).map_or(String::new(), |s| number(&s["value"])))
            .collect();
        values.sort();
        let fails = check["verdict"] == "fails";
        values.push(plain(&check["kind"]));
        values.push(fails.to_string());
        exact(values)
    };
    list(document, "checks").iter().map(entry).collect()
}

fn plan_items(document: &Value) -> Vec<Entry> {
    let entry = |item: &Value| Entry {
        exact: vec![plain(&item["number"])],
        words: plain(&item["text"]),
    };
    list(document, "plan_items").iter().map(entry).collect()
}

fn plan_actions(document: &Value) -> Vec<Entry> {
    let items = list(document, "plan_items").iter();
    items
        .flat_map(|item| list(item, "actions"))
        .map(|a| words(&a["text"]))
        .collect()
}

fn recipients(document: &Value) -> Vec<Entry> {
    list(document, "recipients")
        .iter()
        .map(|r| words(&r["text"]))
        .collect()
}

fn signatory(document: &Value) -> Vec<Entry> {
    let signer = &document["signatory"];
    let fields = ["authority", "on_behalf_of", "position", "name"].iter();
    let told = fields.filter(|field| signer[*field].is_string());
    told.map(|field| exact(vec![(*field).to_owned(), plain(&signer[field])]))
        .collect()
}

fn numbers(document: &Value) -> Vec<Entry> {
    let entry = |n: &Value| exact(vec![plain(&n["text"]), plain(&n["class"])]);
    list(document, "numbers").iter().map(entry).collect()
}
