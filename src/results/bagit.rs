//! Results as a BagIt bag (RFC 8493): they lie in `data/`, beside files that name them with their
//! checksums.

use super::error::ResultsError;
use super::fixity::{Difference, Sums};
use super::folder::OutFolder;
use super::listing::Results;
use super::names::{BAG_DECLARATION, BAG_PAYLOAD};
use super::{clock, fixity, listing};
use crate::checksum;
use std::fs;
use std::path::Path;

const VERSION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
const INFO: &str = "bag-info.txt";
const MANIFEST: &str = "manifest-sha256.txt";
const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";

/// Writes what makes a bag of the results of so many documents.
pub(crate) fn write(
    out: &OutFolder,
    results: &Results<'_>,
    documents: usize,
) -> Result<(), ResultsError> {
    let path = |name: &str| out.root().join(name);
    let mut manifest = out.draft_at(&path(MANIFEST))?;
    let (mut bytes, mut files) = (0, 0);
    results.each(|file| {
        (bytes, files) = (bytes + file.bytes, files + 1);
        let name = format!("{BAG_PAYLOAD}/{}", file.name);
        manifest.add(listing::line(&file.sha256, &name).as_bytes())
    })?;
    let info = format!(
        "Bag-Software-Agent: baocao {}\nBagging-Date: {}\nPayload-Oxum: {bytes}.{files}\n\
         External-Description: {documents} documents, read by OCR and restored\n",
        env!("CARGO_PKG_VERSION"),
        &clock::now()[..10],
    );
    let tags: Sums = [
        (
            BAG_DECLARATION,
            out.write_at(&path(BAG_DECLARATION), VERSION.as_bytes())?,
        ),
        (INFO, out.write_at(&path(INFO), info.as_bytes())?),
        (MANIFEST, manifest.keep()?),
    ]
    .map(|(name, written)| (name.to_owned(), written.sha256))
    .into();
    let lines = fixity::lines(&tags);
    out.write_at(&path(TAG_MANIFEST), lines.as_bytes())?;
    Ok(())
}

/// What is not as it was among the files that make a bag.
pub(crate) fn differences(bag: &Path) -> Vec<Difference> {
    let itself = || vec![Difference::Changed(TAG_MANIFEST.to_owned())];
    let Ok(text) = fs::read_to_string(bag.join(TAG_MANIFEST)) else {
        return itself();
    };
    let rows = text.lines().filter_map(|row| row.split_once("  "));
    let tags: Sums = rows
        .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
        .collect();
    let names = tags.keys().map(String::as_str);
    if fixity::lines(&tags) != text || !names.eq([INFO, BAG_DECLARATION, MANIFEST]) {
        return itself();
    }
    let changed_here = tags.iter().any(|(name, sum)| {
        checksum::of_file(&bag.join(name))
            .is_ok_and(|(found, _)| found != *sum && is_near(&found, sum))
    });
    match changed_here {
        true => itself(),
        false => fixity::changed(bag, &tags),
    }
}

/// Whether a file is one of those that make a bag.
pub(crate) fn is_tag(name: &str) -> bool {
    [BAG_DECLARATION, INFO, MANIFEST, TAG_MANIFEST].contains(&name)
}

/// Checksums of different files differ in nearly all digits; where few do, the record was changed.
fn is_near(a: &str, b: &str) -> bool {
    let different = a.bytes().zip(b.bytes()).filter(|(a, b)| a != b).count();
    a.len() == b.len() && different < a.len() / 2
}
