//! Records as tables, JSON and XML.

use super::Records;
use super::form::{Entry, Form, LEVELS, Level};
use crate::archive::ask::sql::{AnswerColumn, Sink};
use crate::archive::schema::column::Kind;
use crate::text::xml::Escaped;
use rusqlite::types::Value;
use std::fmt::Write;
use std::io;

/// Keys whose values are whole numbers, and days.
const COUNTS: [&str; 4] = ["order", "sheets", "pages", "documents"];
const DAYS: [&str; 3] = ["date", "first_date", "last_date"];

/// Writes a level as a table whose columns have the titles of the form.
pub(crate) fn table(
    records: &Records,
    form: &Form,
    level: Level,
    sink: &mut dyn Sink,
) -> io::Result<()> {
    let kind = |key: &str| match key {
        key if COUNTS.contains(&key) => Kind::Integer,
        key if DAYS.contains(&key) => Kind::Date,
        _ => Kind::Text,
    };
    let columns = form.of(level).map(|field| AnswerColumn {
        name: field.title.clone(),
        kind: kind(&field.key),
    });
    sink.begin(&columns.collect::<Vec<_>>())?;
    for entry in records.of(level) {
        let cell = |key: &str| match (kind(key), entry.get(key)) {
            (_, None) => Value::Null,
            (Kind::Integer, Some(text)) => text.parse().map_or(Value::Null, Value::Integer),
            (_, Some(text)) => Value::Text(text.clone()),
        };
        let row: Vec<Value> = form.of(level).map(|field| cell(&field.key)).collect();
        sink.row(&row)?;
    }
    sink.end()
}

/// All levels as one JSON object, keys as in the form.
pub(crate) fn json(records: &Records) -> String {
    let levels = LEVELS.iter();
    let levels = levels.map(|(level, _, table)| ((*table).to_owned(), records.of(*level)));
    let all: std::collections::BTreeMap<String, &[Entry]> = levels.collect();
    serde_json::to_string_pretty(&all).expect("texts are JSON")
}

/// All levels as XML: an element for each entry, and in it one for each field, with the field's title.
pub(crate) fn xml(records: &Records, form: &Form) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<records>\n");
    for (level, name, _) in LEVELS {
        for entry in records.of(level) {
            // Writing to a string cannot fail.
            let _ = writeln!(xml, "<{name}>");
            for field in form.of(level) {
                if let Some(value) = entry.get(&field.key) {
                    let (key, title) = (&field.key, Escaped(&field.title));
                    let value = Escaped(value);
                    let _ = writeln!(xml, "  <{key} title=\"{title}\">{value}</{key}>");
                }
            }
            let _ = writeln!(xml, "</{name}>");
        }
    }
    xml + "</records>\n"
}
