//! `mets.xml`: what the results are, for systems that keep digital objects. METS 1.12 tells the documents, their
//! files and how they belong together; in it PREMIS 3 tells of each input its bytes, what was done to it and by what.

use super::error::ResultsError;
use super::folder::{OutFolder, Written};
use super::listing::{Results, named};
use super::manifest::{OutputFile, Row};
use super::{clock, names};
use crate::text::xml::Escaped;
use std::fmt::Write;
use std::path::Path;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<mets xmlns=\"http://www.loc.gov/METS/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
xmlns:premis=\"http://www.loc.gov/premis/v3\" TYPE=\"documents\">\n";
/// The program, as METS and PREMIS name it.
const PROGRAM: &str = concat!("baocao ", env!("CARGO_PKG_VERSION"));

/// Writes the file. The documents pass by four times, since METS sorts by what is told, not by document.
pub(crate) fn write(out: &OutFolder, results: &Results<'_>) -> Result<Written, ResultsError> {
    let mut draft = out.draft(Path::new(names::METS))?;
    let now = clock::now();
    draft.add(HEAD.as_bytes())?;
    draft.add(header(&now).as_bytes())?;
    for part in [described, preserved] {
        results.each_document(|number, row| draft.add(part(number, row).as_bytes()))?;
    }
    draft.add(b"<fileSec>\n")?;
    results.each_document(|number, row| draft.add(files(number, row).as_bytes()))?;
    draft.add(b"</fileSec>\n<structMap TYPE=\"logical\">\n<div TYPE=\"documents\">\n")?;
    results.each_document(|number, row| draft.add(structured(number, row).as_bytes()))?;
    draft.add(b"</div>\n</structMap>\n</mets>\n")?;
    draft.keep()
}

fn header(now: &str) -> String {
    format!(
        "<metsHdr CREATEDATE=\"{now}\">\n<agent ROLE=\"CREATOR\" TYPE=\"OTHER\" OTHERTYPE=\"SOFTWARE\">\
         <name>{PROGRAM}</name></agent>\n</metsHdr>\n"
    )
}

/// Dublin Core: number, day, and the input.
fn described(number: usize, row: &Row) -> String {
    let mut text = format!(
        "<dmdSec ID=\"dmd-{number}\"><mdWrap MDTYPE=\"DC\"><xmlData>\n<dc:source>{}</dc:source>\n",
        Escaped(&row.path)
    );
    for (name, value) in [("identifier", &row.found.number), ("date", &row.found.date)] {
        if let Some(value) = value {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "<dc:{name}>{}</dc:{name}>", Escaped(value));
        }
    }
    text + "<dc:language>vi</dc:language>\n</xmlData></mdWrap></dmdSec>\n"
}

/// PREMIS: the input, its reading, and what read it.
fn preserved(number: usize, row: &Row) -> String {
    let versions = &row.versions;
    let outcome = match row.error.as_deref() {
        Some(why) => format!("{}: {why}", name(row)),
        None => name(row),
    };
    let read_by = [
        ("program", PROGRAM),
        ("engine", &versions.engine),
        ("model", &versions.model),
    ];
    let agents: String = read_by
        .iter()
        .map(|(kind, name)| agent(kind, name))
        .collect();
    let linked: String = read_by
        .iter()
        .map(|(_, name)| link("Agent", name))
        .collect();
    format!(
        "<amdSec ID=\"amd-{number}\"><digiprovMD ID=\"prov-{number}\"><mdWrap MDTYPE=\"PREMIS\" \
         MDTYPEVERSION=\"3.0\"><xmlData>\n<premis:premis version=\"3.0\">\n{}\
         <premis:event>{}<premis:eventType>text recognition</premis:eventType>\
         <premis:eventDateTime>{}</premis:eventDateTime><premis:eventOutcomeInformation>\
         <premis:eventOutcome>{}</premis:eventOutcome></premis:eventOutcomeInformation>{linked}{}\
         </premis:event>\n{agents}</premis:premis>\n</xmlData></mdWrap></digiprovMD></amdSec>\n",
        object(row),
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
        mime(&ending),
    )
}

fn agent(kind: &str, name: &str) -> String {
    let named = if name.is_empty() { kind } else { name };
    format!(
        "<premis:agent>{}<premis:agentName>{}</premis:agentName>\
         <premis:agentType>software</premis:agentType></premis:agent>\n",
        identifier("agent", named),
        Escaped(named)
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

/// The files that were made of a document.
fn files(number: usize, row: &Row) -> String {
    let mut text = format!("<fileGrp ID=\"group-{number}\" USE=\"results\">\n");
    for (
        place,
        OutputFile {
            name,
            bytes,
            sha256,
        },
    ) in (1..).zip(named(row))
    {
        let ending = name.rsplit('.').next().unwrap_or_default();
        let _ = writeln!(
            text,
            "<file ID=\"file-{number}-{place}\" MIMETYPE=\"{}\" SIZE=\"{bytes}\" CHECKSUM=\"{sha256}\" \
             CHECKSUMTYPE=\"SHA-256\" ADMID=\"prov-{number}\"><FLocat LOCTYPE=\"URL\" xlink:href=\"{}\"/></file>",
            mime(ending),
            url(&name)
        );
    }
    text + "</fileGrp>\n"
}

fn structured(number: usize, row: &Row) -> String {
    let label = row.found.number.as_deref().unwrap_or(&row.path);
    let mut text = format!(
        "<div TYPE=\"document\" LABEL=\"{}\" DMDID=\"dmd-{number}\" ADMID=\"prov-{number}\">",
        Escaped(label)
    );
    for place in 1..=row.outputs.len() {
        let _ = write!(text, "<fptr FILEID=\"file-{number}-{place}\"/>");
    }
    text + "</div>\n"
}

fn mime(ending: &str) -> &'static str {
    match ending {
        "pdf" => "application/pdf",
        "tif" | "tiff" => "image/tiff",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "bmp" => "image/bmp",
        "webp" => "image/webp",
        "json" => "application/json",
        "xml" => "application/xml",
        "hocr" => "application/xhtml+xml",
        "tsv" => "text/tab-separated-values",
        "txt" => "text/plain",
        _ => "application/octet-stream",
    }
}

/// A name as part of a URL: what is no letter, digit or mark of names is escaped byte by byte.
fn url(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    name.bytes().fold(String::new(), |mut text, byte| {
        match plain(byte) {
            true => text.push(char::from(byte)),
            false => {
                let _ = write!(text, "%{byte:02X}");
            }
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::manifest::Status;

    #[test]
    fn documents_are_told_with_their_files_and_what_read_them() {
        let row = Row {
            sha256: Some("ab".repeat(32)),
            bytes: Some(12),
            status: Status::Ok,
            folder: Some("documents/Báo cáo-01".to_owned()),
            outputs: vec![OutputFile {
                name: "text.txt".to_owned(),
                bytes: 3,
                sha256: "cd".repeat(32),
            }],
            ..Row::new("scans/a & b.PDF".to_owned())
        };
        let all = [described, preserved, files, structured].map(|part| part(1, &row));
        let all = all.concat();
        assert!(all.contains("<dc:source>scans/a &amp; b.PDF</dc:source>"));
        assert!(all.contains("<premis:formatName>application/pdf</premis:formatName>"));
        assert!(all.contains("xlink:href=\"documents/B%C3%A1o%20c%C3%A1o-01/text.txt\""));
        assert!(all.contains("<premis:eventOutcome>ok</premis:eventOutcome>"));
        assert_eq!(all.matches("file-1-1").count(), 2);
    }
}
