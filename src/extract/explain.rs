//! What was taken, by which rule, from where: one row for every item of an extraction.

use crate::document::Extraction;
use serde_json::Value;

/// An item and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The field or list that it stands in, such as `header.number` or `statistics`.
    pub part: String,
    /// Its id, where it has one.
    pub id: String,
    /// The rule that took it.
    pub rule: String,
    /// How sure the rule is, 0 to 1.
    pub rule_confidence: f64,
    /// How sure the reading of the page is; `None` for documents that never were images.
    pub confidence: Option<f64>,
    /// Line and characters (`4:4-20`, `7:0-8:34`).
    pub place: String,
    /// As printed.
    pub text: String,
}

/// The rows of all items that rules took, in the order of the document's parts.
pub fn explain(extraction: &Extraction) -> Vec<Explained> {
    let mut rows = Vec::new();
    if let Ok(value) = serde_json::to_value(extraction) {
        walk("", &value, &mut rows);
    }
    rows
}

fn walk(path: &str, value: &Value, rows: &mut Vec<Explained>) {
    match value {
        Value::Object(fields) => {
            if let Some(rule) = fields.get("rule").and_then(Value::as_str) {
                rows.push(row(path, rule, value));
                return;
            }
            for (name, field) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                walk(&format!("{path}{dot}{name}"), field, rows);
            }
        }
        Value::Array(entries) => entries.iter().for_each(|entry| walk(path, entry, rows)),
        _ => {}
    }
}

fn row(path: &str, rule: &str, value: &Value) -> Explained {
    let string = |name: &str| value[name].as_str().unwrap_or("").to_owned();
    let span = if value["span"].is_object() {
        &value["span"]
    } else {
        &value["spans"][0]
    };
    let printed = value["text"].as_str().filter(|text| !text.is_empty());
    let text = printed.map_or_else(|| string("name"), str::to_owned);
    Explained {
        part: path.to_owned(),
        id: string("id"),
        rule: rule.to_owned(),
        rule_confidence: value["rule_confidence"].as_f64().unwrap_or(0.0),
        confidence: span["confidence"].as_f64(),
        place: place(span),
        text,
    }
}

fn place(span: &Value) -> String {
    let number = |name: &str| span[name].as_u64().unwrap_or(0);
    let (line, end_line) = (number("line"), number("end_line"));
    let last = if line == end_line {
        String::new()
    } else {
        format!("{end_line}:")
    };
    format!("{line}:{}-{last}{}", number("start"), number("end"))
}
