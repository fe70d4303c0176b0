//! `docs/model.md` says of every field what it means, its Vietnamese term and an example. It is made
//! from the types, which say term and example themselves or have them in `docs/terms.tsv`: `UPDATE=1 cargo test --test library model_docs` writes it anew.

use baocao::document::record::Document;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn docs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name)
}

/// Term and example of every field, by `Type.field`.
fn terms() -> BTreeMap<String, (String, String)> {
    let list = std::fs::read_to_string(docs("terms.tsv")).expect("the terms");
    let rows = list.lines().filter(|line| !line.starts_with('#'));
    let parsed = rows.map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), 3, "{line}");
        (
            cells[0].to_owned(),
            (cells[1].to_owned(), cells[2].to_owned()),
        )
    });
    parsed.collect()
}

fn schema() -> Value {
    serde_json::to_value(schemars::schema_for!(Document)).expect("JSON")
}

/// A description on one line, safe within a table.
fn description(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or("");
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}

/// The name of a field's type: `integer`, `Header`, `list of Section`, with `or null`.
fn type_name(field: &Value) -> String {
    if let Some(target) = field["$ref"].as_str() {
        let name = target.rsplit('/').next().unwrap_or(target);
        return format!("[{name}](#{})", name.to_lowercase());
    }
    if let Some(any) = field["anyOf"].as_array() {
        return any.iter().map(type_name).collect::<Vec<_>>().join(" or ");
    }
    let named = |name: &str| match name {
        "array" => format!("list of {}", type_name(&field["items"])),
        name => name.to_owned(),
    };
    match &field["type"] {
        Value::String(name) => named(name),
        Value::Array(names) => {
            let names = names.iter().filter_map(Value::as_str).map(named);
            names.collect::<Vec<_>>().join(" or ")
        }
        _ => "any".to_owned(),
    }
}

/// Term and example that a description holds itself: `*Độ mật*: `MẬT`, …`.
fn told(meaning: &str) -> Option<(String, String)> {
    let between = |mark: char| meaning.split(mark).nth(1);
    let (term, example) = (between('*')?, between('`')?);
    Some((term.to_lowercase(), example.to_owned()))
}

struct Writer {
    terms: BTreeMap<String, (String, String)>,
    used: BTreeSet<String>,
    missing: Vec<String>,
    out: String,
}

impl Writer {
    fn object(&mut self, name: &str, schema: &Value, fields: &Map<String, Value>) {
        let _ = writeln!(self.out, "\n## {name}\n\n{}\n", description(schema));
        self.out
            .push_str("| field | term | type | meaning | example |\n|---|---|---|---|---|\n");
        for (field, value) in fields {
            let own = format!("{name}.{field}");
            let shared = format!("*.{field}");
            let (kind, meaning) = (type_name(value), description(value));
            let key = [own, shared]
                .into_iter()
                .find(|key| self.terms.contains_key(key));
            let listed = key.as_ref().and_then(|key| self.terms.get(key)).cloned();
            let Some((term, example)) = listed.or_else(|| told(&meaning)) else {
                self.missing.push(format!("{name}.{field}"));
                continue;
            };
            self.used.extend(key);
            let _ = writeln!(
                self.out,
                "| `{field}` | {term} | {kind} | {meaning} | `{example}` |"
            );
        }
    }

    fn choices(&mut self, name: &str, schema: &Value) {
        let _ = writeln!(self.out, "\n## {name}\n\n{}\n", description(schema));
        for choice in schema["oneOf"].as_array().into_iter().flatten() {
            let value = choice["const"].as_str().unwrap_or("");
            let _ = writeln!(self.out, "- `{value}`: {}", description(choice));
        }
    }
}

fn render() -> Writer {
    let schema = schema();
    let mut writer = Writer {
        terms: terms(),
        used: BTreeSet::new(),
        missing: Vec::new(),
        out: "# The document model\n\nEvery field of `document.json`, made from the types of `src/document/` and from \
              `docs/terms.tsv`.\n"
            .to_owned(),
    };
    let root = schema["properties"].as_object().expect("fields").clone();
    writer.object("Document", &schema, &root);
    for (name, definition) in schema["$defs"].as_object().expect("types") {
        match definition["properties"].as_object() {
            Some(fields) => writer.object(name, definition, fields),
            None => writer.choices(name, definition),
        }
    }
    writer
}

#[test]
fn every_field_has_a_term_an_example_and_a_meaning_and_the_page_is_up_to_date() {
    let writer = render();
    assert!(writer.missing.is_empty(), "no term: {:?}", writer.missing);
    let idle: Vec<&String> = writer
        .terms
        .keys()
        .filter(|key| !writer.used.contains(*key))
        .collect();
    assert!(idle.is_empty(), "no such field: {idle:?}");
    let empty: Vec<&str> = writer
        .out
        .lines()
        .filter(|line| line.contains("|  |"))
        .collect();
    assert!(empty.is_empty(), "no meaning: {empty:?}");
    let page = docs("model.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&page, &writer.out).expect("write the page");
    }
    let written = std::fs::read_to_string(&page).unwrap_or_default();
    assert!(
        written == writer.out,
        "docs/model.md is out of date: UPDATE=1 cargo test --test library model_docs"
    );
}
