//! CSV with a line of names (RFC 4180), JSON and JSON Lines.

use super::out::Out;
use crate::archive::ask::sql::{AnswerColumn, Sink};
use crate::archive::schema::column::Kind;
use rusqlite::types::Value;
use std::io;
use std::io::Write;

/// CSV.
pub(crate) struct Csv {
    writer: csv::Writer<Out>,
    kinds: Vec<Kind>,
    /// What stands before decimals.
    decimals: char,
}

impl Csv {
    pub(crate) fn new(out: Out) -> Self {
        Csv {
            writer: csv::Writer::from_writer(out),
            kinds: Vec::new(),
            decimals: '.',
        }
    }

    /// As spreadsheets in Vietnamese open it: semicolons between cells, commas before decimals.
    pub(crate) fn vietnamese(out: Out) -> Self {
        Csv {
            writer: csv::WriterBuilder::new().delimiter(b';').from_writer(out),
            kinds: Vec::new(),
            decimals: ',',
        }
    }
}

impl Sink for Csv {
    fn begin(&mut self, columns: &[AnswerColumn]) -> io::Result<()> {
        self.kinds = columns.iter().map(|column| column.kind).collect();
        Ok(self
            .writer
            .write_record(columns.iter().map(|column| &column.name))?)
    }

    fn row(&mut self, row: &[Value]) -> io::Result<()> {
        let decimals = self.decimals.to_string();
        let cells = row.iter().zip(&self.kinds).map(|(value, kind)| {
            let shown = shown(value, *kind);
            match value {
                Value::Real(_) => shown.replace('.', &decimals),
                _ => without_formula(value, shown),
            }
        });
        Ok(self.writer.write_record(cells)?)
    }

    fn end(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// What begins a formula, in the forms that East Asian keyboards type too, and what spreadsheets pass over before it.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// A text that a spreadsheet would take for a formula is marked as text (OWASP, CSV injection).
fn without_formula(value: &Value, shown: String) -> String {
    let is_formula = shown.starts_with(FORMULA);
    let is_number = shown.parse::<f64>().is_ok();
    match value {
        Value::Text(_) if is_formula && !is_number => format!("'{shown}"),
        _ => shown,
    }
}

/// A value as text; nothing for null.
pub(crate) fn shown(value: &Value, kind: Kind) -> String {
    match value {
        Value::Null => String::new(),
        Value::Integer(yes) if kind == Kind::Flag => (*yes != 0).to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}

/// JSON: an array of objects, or an object a line.
pub(crate) struct Json {
    out: Out,
    columns: Vec<AnswerColumn>,
    /// Before the first row, between rows, after the last.
    marks: [&'static str; 3],
    rows: usize,
}

impl Json {
    pub(crate) fn array(out: Out) -> Self {
        Json {
            out,
            columns: Vec::new(),
            marks: ["[\n", ",\n", "\n]\n"],
            rows: 0,
        }
    }

    pub(crate) fn lines(out: Out) -> Self {
        Json {
            marks: ["", "\n", "\n"],
            ..Json::array(out)
        }
    }
}

fn json(value: &Value, kind: Kind) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Integer(yes) if kind == Kind::Flag => (*yes != 0).into(),
        Value::Integer(number) => (*number).into(),
        Value::Real(number) => (*number).into(),
        other => shown(other, kind).into(),
    }
}

impl Sink for Json {
    fn begin(&mut self, columns: &[AnswerColumn]) -> io::Result<()> {
        self.columns = columns.to_vec();
        self.out.write_all(self.marks[0].as_bytes())
    }

    fn row(&mut self, row: &[Value]) -> io::Result<()> {
        if self.rows > 0 {
            self.out.write_all(self.marks[1].as_bytes())?;
        }
        self.rows += 1;
        // Written by hand: the columns stay in their order.
        let fields = self.columns.iter().zip(row).map(|(column, value)| {
            let name = serde_json::Value::from(column.name.as_str());
            format!("{name}:{}", json(value, column.kind))
        });
        let fields: Vec<String> = fields.collect();
        write!(self.out, "{{{}}}", fields.join(","))
    }

    fn end(&mut self) -> io::Result<()> {
        let empty_lines = self.rows == 0 && self.marks[0].is_empty();
        if !empty_lines {
            self.out.write_all(self.marks[2].as_bytes())?;
        }
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_no_formulas_in_a_spreadsheet() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\n=1+1", "'\n=1+1"),
            ("＝1+1", "'＝1+1"),
            ("- tiếp tục", "'- tiếp tục"),
            ("-1.5", "-1.5"),
            ("Số: 1", "Số: 1"),
        ] {
            let value = Value::Text(text.to_owned());
            assert_eq!(without_formula(&value, text.to_owned()), written);
        }
        assert_eq!(without_formula(&Value::Integer(-1), "-1".to_owned()), "-1");
    }
}
