//! `premis.xml`: what was done to the inputs, as PREMIS 3: their bytes, that each was read, when and how it went, and
//! with what.

use super::error::ResultsError;
use super::folder::{OutFolder, Written};
use super::listing::Results;
use super::manifest::Row;
use super::media_type::media_type;
use super::names;
use crate::text::xml::Escaped;
use std::collections::BTreeSet;
use std::path::Path;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<premis:premis xmlns:premis=\"http://www.loc.gov/premis/v3\" \
xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" version=\"3.0\">\n";
/// The program, as it is named.
pub(super) const PROGRAM: &str = concat!("baocao ", env!("CARGO_PKG_VERSION"));

/// Writes the file: objects, then events, then agents.
pub(crate) fn write(out: &OutFolder, results: &Results<'_>) -> Result<Written, ResultsError> {
    let mut draft = out.draft(Path::new(names::PREMIS))?;
    draft.add(HEAD.as_bytes())?;
    results.each_document(|_, row| draft.add(object(row).as_bytes()))?;
    let mut all: BTreeSet<String> = BTreeSet::new();
    results.each_document(|number, row| {
        all.extend(read_by(row).map(str::to_owned));
        draft.add(event(number, row).as_bytes())
    })?;
    for name in all {
        draft.add(agent(&name).as_bytes())?;
    }
    draft.add(b"</premis:premis>\n")?;
    draft.keep()
}

/// What read a document: the program, the engine and the model.
fn read_by(row: &Row) -> impl Iterator<Item = &str> {
    let versions = &row.versions;
    let named = [PROGRAM, &versions.engine, &versions.model].into_iter();
    named.filter(|name| !name.is_empty())
}

/// That a document was read.
fn event(number: usize, row: &Row) -> String {
    let outcome = match row.error.as_deref() {
        Some(why) => format!("{}: {why}", name(row)),
        None => name(row),
    };
    let agents: String = read_by(row).map(|name| link("Agent", name)).collect();
    format!(
        "<premis:event>{}<premis:eventType>text recognition</premis:eventType>\
         <premis:eventDateTime>{}</premis:eventDateTime><premis:eventOutcomeInformation>\
         <premis:eventOutcome>{}</premis:eventOutcome></premis:eventOutcomeInformation>{agents}{}\
         </premis:event>\n",
        identifier("event", &format!("reading-{number}")),
        Escaped(&row.finished),
        Escaped(&outcome),
        link("Object", &row.path),
    )
}

/// The input.
fn object(row: &Row) -> String {
    let sum = row.sha256.as_deref().unwrap_or_default();
    let size = row.bytes.map_or(String::new(), |bytes| {
        format!("<premis:size>{bytes}</premis:size>")
    });
    let ending = Path::new(&row.path).extension().unwrap_or_default();
    let ending = ending.to_string_lossy().to_lowercase();
    format!(
        "<premis:object xsi:type=\"premis:file\">{}<premis:objectCharacteristics><premis:fixity>\
         <premis:messageDigestAlgorithm>SHA-256</premis:messageDigestAlgorithm>\
         <premis:messageDigest>{}</premis:messageDigest></premis:fixity>{size}<premis:format>\
         <premis:formatDesignation><premis:formatName>{}</premis:formatName></premis:formatDesignation>\
         </premis:format></premis:objectCharacteristics></premis:object>\n",
        identifier("object", &row.path),
        Escaped(sum),
        media_type(&ending),
    )
}

fn agent(name: &str) -> String {
    format!(
        "<premis:agent>{}<premis:agentName>{}</premis:agentName>\
         <premis:agentType>software</premis:agentType></premis:agent>\n",
        identifier("agent", name),
        Escaped(name)
    )
}

fn identifier(of: &str, value: &str) -> String {
    format!(
        "<premis:{of}Identifier><premis:{of}IdentifierType>local</premis:{of}IdentifierType>\
         <premis:{of}IdentifierValue>{}</premis:{of}IdentifierValue></premis:{of}Identifier>",
        Escaped(value)
    )
}

fn link(to: &str, value: &str) -> String {
    format!(
        "<premis:linking{to}Identifier><premis:linking{to}IdentifierType>local\
         </premis:linking{to}IdentifierType><premis:linking{to}IdentifierValue>{}\
         </premis:linking{to}IdentifierValue></premis:linking{to}Identifier>",
        Escaped(value)
    )
}

/// The status of a row by its name.
fn name(row: &Row) -> String {
    let name = serde_json::to_value(row.status);
    let name = name.ok().and_then(|name| name.as_str().map(str::to_owned));
    name.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::manifest::Status;

    #[test]
    fn inputs_are_told_and_what_read_them() {
        let row = Row {
            sha256: Some("ab".repeat(32)),
            bytes: Some(12),
            status: Status::Ok,
            finished: "2026-01-01T00:00:00Z".to_owned(),
            ..Row::new("scans/a & b.PDF".to_owned())
        };
        let all = [object(&row), event(1, &row)].concat();
        assert!(all.contains("<premis:formatName>application/pdf</premis:formatName>"));
        assert!(all.contains("<premis:eventOutcome>ok</premis:eventOutcome>"));
        assert_eq!(all.matches("scans/a &amp; b.PDF").count(), 2);
        assert_eq!(all.matches(PROGRAM).count(), 1);
    }
}
