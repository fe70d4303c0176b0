//! What the program knows of a document, a file and a fonds.

use super::form::Entry;
use crate::archive::corrected::CorrectedDocument;
use crate::document::StampKind;
use std::path::Path;

/// The language of all documents.
const LANGUAGE: &str = "Tiếng Việt";
/// The secrecy of a document whose head was read and names none.
const NOT_SECRET: &str = "Thường";

/// What is known of a document, whose file is named last in `path`.
pub(crate) fn document(whole: &CorrectedDocument, path: &str) -> Entry {
    let (document, header) = (&whole.document, &whole.document.extraction.header);
    let number = header.number.as_ref();
    let filed = whole.field("number").is_some() && whole.field("date").is_some();
    let secrecy = header.secrecy.as_ref().map(|secrecy| secrecy.text.clone());
    let name = Path::new(path).file_name().unwrap_or_default();
    let known = [
        ("type", whole.field("doc_type")),
        ("number", serial(whole)),
        ("symbol", number.map(|number| number.symbol.clone())),
        ("date", whole.field("date")),
        ("agency", whole.field("agency")),
        ("subject", whole.field("subject")),
        ("language", Some(LANGUAGE.to_owned())),
        ("pages", Some(document.source.pages.to_string())),
        ("originality", originality(whole).map(str::to_owned)),
        ("secrecy", secrecy.or(filed.then(|| NOT_SECRET.to_owned()))),
        ("signer", whole.field("signer")),
        ("path", Some(name.to_string_lossy().into_owned())),
    ];
    let known = known.into_iter();
    known
        .filter_map(|(key, value)| Some((key.to_owned(), value.filter(|v| !v.is_empty())?)))
        .collect()
}

/// The number before the symbol, corrected where a person did.
fn serial(whole: &CorrectedDocument) -> Option<String> {
    let number = whole.field("number")?;
    number.split('/').next().map(str::to_owned)
}

/// Whether the document is a copy (*bản sao*) or bears a seal of its own (*bản chính*).
fn originality(whole: &CorrectedDocument) -> Option<&'static str> {
    let stamped = |kind| whole.document.stamps.iter().any(|stamp| stamp.kind == kind);
    let signatory = whole.document.extraction.signatory.as_ref();
    let sealed = signatory.is_some_and(|signatory| signatory.seal == Some(true));
    match () {
        () if stamped(StampKind::Copy) => Some("Bản sao"),
        () if sealed || stamped(StampKind::ElectronicSignature) => Some("Bản chính"),
        () => None,
    }
}

/// What is known of the file that a folder is, from its documents in the order of their days.
pub(crate) fn file(folder: &Path, documents: &[Entry]) -> Entry {
    let days = || documents.iter().filter_map(|document| document.get("date"));
    let name = folder.file_name().unwrap_or_default();
    let names = documents.iter().filter_map(|document| document.get("path"));
    let names: Vec<&str> = names.map(String::as_str).collect();
    let pages: u32 = documents
        .iter()
        .filter_map(|document| count(document, "pages"))
        .sum();
    let known = [
        ("code", Some(name.to_string_lossy().into_owned())),
        ("language", Some(LANGUAGE.to_owned())),
        ("first_date", days().min().cloned()),
        ("last_date", days().max().cloned()),
        ("documents", Some(documents.len().to_string())),
        ("pages", Some(pages.to_string())),
        ("files", Some(names.join("; "))),
    ];
    let known = known.into_iter();
    known
        .filter_map(|(key, value)| Some((key.to_owned(), value.filter(|v| !v.is_empty())?)))
        .collect()
}

/// Adds a file to what is known of its fonds.
pub(crate) fn add_to_fonds(fonds: &mut Entry, file: &Entry) {
    let all = count(fonds, "documents").unwrap_or(0) + count(file, "documents").unwrap_or(0);
    fonds.insert("documents".to_owned(), all.to_string());
    fonds
        .entry("languages".to_owned())
        .or_insert_with(|| LANGUAGE.to_owned());
    let mut bound = |key: &str, first: bool| {
        let days = [fonds.get(key), file.get(key)].into_iter().flatten();
        let day = if first { days.min() } else { days.max() };
        if let Some(day) = day.cloned() {
            fonds.insert(key.to_owned(), day);
        }
    };
    bound("first_date", true);
    bound("last_date", false);
}

fn count(entry: &Entry, key: &str) -> Option<u32> {
    entry.get(key)?.parse().ok()
}
