//! `mets.xml`: what the results are, for systems that keep digital objects: METS 1.12 of the documents, their files
//! and how they belong together. What was done to the inputs is told beside it ([`premis`](super::premis)).

use super::error::ResultsError;
use super::folder::{OutFolder, Written};
use super::listing::{Results, named};
use super::manifest::{OutputFile, Row};
use super::media_type::media_type;
use super::{clock, names, premis};
use crate::text::xml::Escaped;
use std::fmt::Write;
use std::path::Path;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<mets xmlns=\"http://www.loc.gov/METS/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
xmlns:dc=\"http://purl.org/dc/elements/1.1/\" TYPE=\"documents\">\n";
/// Where what was done is told.
const PRESERVED: &str = "<amdSec ID=\"amd\"><digiprovMD ID=\"premis\"><mdRef LOCTYPE=\"URL\" MDTYPE=\"PREMIS\" \
MDTYPEVERSION=\"3.0\" xlink:href=\"premis.xml\"/></digiprovMD></amdSec>\n";

/// Writes the file. The documents pass by three times, since METS sorts by what is told, not by document.
pub(crate) fn write(out: &OutFolder, results: &Results<'_>) -> Result<Written, ResultsError> {
    let mut draft = out.draft(Path::new(names::METS))?;
    let now = clock::now();
    draft.add(HEAD.as_bytes())?;
    draft.add(header(&now).as_bytes())?;
    results.each_document(|number, row| draft.add(described(number, row).as_bytes()))?;
    draft.add(PRESERVED.as_bytes())?;
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
         <name>{}</name></agent>\n</metsHdr>\n",
        premis::PROGRAM
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
             CHECKSUMTYPE=\"SHA-256\" ADMID=\"premis\"><FLocat LOCTYPE=\"URL\" xlink:href=\"{}\"/></file>",
            media_type(ending),
            url(&name)
        );
    }
    text + "</fileGrp>\n"
}

fn structured(number: usize, row: &Row) -> String {
    let label = row.found.number.as_deref().unwrap_or(&row.path);
    let mut text = format!(
        "<div TYPE=\"document\" LABEL=\"{}\" DMDID=\"dmd-{number}\" ADMID=\"premis\">",
        Escaped(label)
    );
    for place in 1..=row.outputs.len() {
        let _ = write!(text, "<fptr FILEID=\"file-{number}-{place}\"/>");
    }
    text + "</div>\n"
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
    fn documents_are_told_with_their_files() {
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
        let all = [described, files, structured].map(|part| part(1, &row));
        let all = all.concat();
        assert!(all.contains("<dc:source>scans/a &amp; b.PDF</dc:source>"));
        assert!(all.contains("xlink:href=\"documents/B%C3%A1o%20c%C3%A1o-01/text.txt\""));
        assert_eq!(all.matches("file-1-1").count(), 2);
    }
}
