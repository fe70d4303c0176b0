//! The JSON of an extraction that comes in stretches: what is long waits in temporary files until all of
//! it is known, so that memory does not grow with the text.

use crate::document::{Extraction, Header, Recipient, Signatory};
use serde::Serialize;
use std::io;
use std::io::{Seek, Write};
use tempfile::SpooledTempFile;

/// Bytes of a list that are held in memory.
const HELD: usize = 1 << 20;

/// The stretches of one text.
#[derive(Debug)]
pub struct Spool {
    header: Option<Header>,
    sections: List,
    references: List,
    dates: List,
    periods: List,
    statistics: List,
    checks: List,
    plan_items: List,
    recipients: Vec<Recipient>,
    signatory: Option<Signatory>,
    tables: List,
    numbers: List,
    custom: List,
}

impl Spool {
    /// Nothing yet.
    pub fn new() -> Self {
        Spool {
            header: None,
            sections: List::new(),
            references: List::new(),
            dates: List::new(),
            periods: List::new(),
            statistics: List::new(),
            checks: List::new(),
            plan_items: List::new(),
            recipients: Vec::new(),
            signatory: None,
            tables: List::new(),
            numbers: List::new(),
            custom: List::new(),
        }
    }

    /// Adds what was found in the next stretch. The head is that of the first one, recipients and signatory
    /// are those of the last one that has them.
    ///
    /// # Errors
    /// If a temporary file cannot be written.
    pub fn add(&mut self, found: Extraction) -> io::Result<()> {
        self.header.get_or_insert(found.header);
        self.sections.add(&found.sections)?;
        self.references.add(&found.references)?;
        self.dates.add(&found.dates)?;
        self.periods.add(&found.periods)?;
        self.statistics.add(&found.statistics)?;
        self.checks.add(&found.checks)?;
        self.plan_items.add(&found.plan_items)?;
        if !found.recipients.is_empty() {
            self.recipients = found.recipients;
        }
        self.signatory = found.signatory.or(self.signatory.take());
        self.tables.add(&found.tables)?;
        self.numbers.add(&found.numbers)?;
        self.custom.add(&found.custom)
    }

    /// Writes the whole as the JSON of one [`Extraction`], indented.
    ///
    /// # Errors
    /// If a temporary file cannot be read, or `out` not be written.
    pub fn write(self, out: &mut impl Write) -> io::Result<()> {
        let mut recipients = List::new();
        recipients.add(&self.recipients)?;
        let header = self.header.unwrap_or_default();
        write!(out, "{{\n  \"header\": {}", indented(&header, "  ")?)?;
        for (name, list) in [
            ("sections", self.sections),
            ("references", self.references),
            ("dates", self.dates),
            ("periods", self.periods),
            ("statistics", self.statistics),
            ("checks", self.checks),
            ("plan_items", self.plan_items),
            ("recipients", recipients),
        ] {
            list.write(name, out)?;
        }
        let signatory = indented(&self.signatory, "  ")?;
        write!(out, ",\n  \"signatory\": {signatory}")?;
        self.tables.write("tables", out)?;
        self.numbers.write("numbers", out)?;
        if !self.custom.empty {
            self.custom.write("custom", out)?;
        }
        writeln!(out, "\n}}")
    }
}

impl Default for Spool {
    fn default() -> Self {
        Spool::new()
    }
}

/// The entries of a list as JSON, separated by commas.
#[derive(Debug)]
struct List {
    entries: SpooledTempFile,
    empty: bool,
}

impl List {
    fn new() -> Self {
        List {
            entries: SpooledTempFile::new(HELD),
            empty: true,
        }
    }

    fn add<T: Serialize>(&mut self, entries: &[T]) -> io::Result<()> {
        for entry in entries {
            let comma = if self.empty { "" } else { "," };
            let entry = format!("{comma}\n    {}", indented(entry, "    ")?);
            self.entries.write_all(entry.as_bytes())?;
            self.empty = false;
        }
        Ok(())
    }

    fn write(mut self, name: &str, out: &mut impl Write) -> io::Result<()> {
        write!(out, ",\n  \"{name}\": [")?;
        self.entries.rewind()?;
        io::copy(&mut self.entries, out)?;
        write!(out, "{}]", if self.empty { "" } else { "\n  " })
    }
}

/// JSON whose lines, all but the first, are indented.
fn indented<T: Serialize>(value: &T, by: &str) -> io::Result<String> {
    let json = serde_json::to_string_pretty(value)?;
    // Line ends within strings are escaped.
    Ok(json.replace('\n', &format!("\n{by}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Extractor;

    fn written(stretches: Vec<Extraction>) -> String {
        let mut spool = Spool::new();
        for found in stretches {
            spool.add(found).expect("a temporary file");
        }
        let mut out = Vec::new();
        spool.write(&mut out).expect("memory");
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    #[test]
    fn one_stretch_is_written_as_the_extraction_is() {
        let report = include_str!("../../fixtures/extract/bao-cao-so.in.txt");
        let extractor = Extractor::builtin();
        for text in ["", "Có 5 hộ.", report] {
            let found = extractor.extract(text);
            let expected = serde_json::to_string_pretty(&found).expect("JSON") + "\n";
            assert_eq!(written(vec![found]), expected);
        }
    }

    #[test]
    fn the_lists_of_all_stretches_are_joined() {
        let extractor = Extractor::builtin();
        let report = extractor.extract(include_str!("../../fixtures/extract/bao-cao-so.in.txt"));
        let middle = extractor.extract("Có 5 hộ.");
        let joined = written(vec![report.clone(), middle.clone()]);
        let joined: Extraction = serde_json::from_str(&joined).expect("an extraction");
        assert_eq!(joined.header, report.header);
        assert_eq!(joined.signatory, report.signatory);
        assert_eq!(joined.recipients, report.recipients);
        let numbers = [report.numbers, middle.numbers].concat();
        assert_eq!(joined.numbers, numbers);
        assert_eq!(
            joined.statistics.len(),
            report.statistics.len() + middle.statistics.len()
        );
    }
}
