//! All files of results with their checksums, visited one by one.

use super::error::ResultsError;
use super::folder::{OutFolder, Written};
use super::journal::{Journal, RowPosition};
use super::manifest::{OutputFile, Row};
use super::names::SUMS;
use crate::checksum::Summed;
use std::collections::BTreeMap;
use std::io;
use std::io::Write;
use std::path::Path;

/// The files of all results; those of documents are read from the manifest when they are needed.
pub(crate) struct Results<'a> {
    journal: &'a Journal,
    /// Folders of documents, and the rows that name their files.
    documents: Vec<(Box<str>, RowPosition)>,
    others: Vec<OutputFile>,
}

impl<'a> Results<'a> {
    pub(crate) fn new(journal: &'a Journal) -> Self {
        Results {
            journal,
            documents: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Adds the files of a document.
    pub(crate) fn add_document(&mut self, row: &Row, place: RowPosition) {
        if let Some(folder) = &row.folder {
            self.documents.push((folder.as_str().into(), place));
        }
    }

    /// The folders of documents.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &str> {
        self.documents.iter().map(|(folder, _)| &**folder)
    }

    /// Visits the row of each document, with its number.
    pub(crate) fn each_document(
        &self,
        mut visit: impl FnMut(usize, &Row) -> Result<(), ResultsError>,
    ) -> Result<(), ResultsError> {
        for (number, (_, place)) in (1..).zip(&self.documents) {
            visit(number, &self.journal.row(*place)?)?;
        }
        Ok(())
    }

    /// Adds another file.
    pub(crate) fn add(&mut self, name: &str, Written { bytes, sha256 }: Written) {
        self.others.push(OutputFile {
            name: name.to_owned(),
            bytes,
            sha256,
        });
    }

    /// Visits each file: its name relative to the folder of results, parts joined by `/`.
    pub(crate) fn each(
        &self,
        mut visit: impl FnMut(OutputFile) -> Result<(), ResultsError>,
    ) -> Result<(), ResultsError> {
        let mut documents: Vec<&(Box<str>, RowPosition)> = self.documents.iter().collect();
        documents.sort_by_key(|(folder, _)| folder);
        for of_folder in documents.chunk_by(|a, b| a.0 == b.0) {
            let mut files = BTreeMap::new();
            for (_, place) in of_folder {
                let named = named(&self.journal.row(*place)?).into_iter();
                files.extend(named.map(|file| (file.name.clone(), file)));
            }
            files.into_values().try_for_each(&mut visit)?;
        }
        self.others.iter().cloned().try_for_each(visit)
    }

    /// Writes the file of checksums.
    pub(crate) fn write(&self, out: &OutFolder) -> Result<Written, ResultsError> {
        let mut draft = out.draft(Path::new(SUMS))?;
        let mut own = Summed::new(io::sink());
        self.each(|file| {
            let line = line(&file.sha256, &file.name);
            own.write_all(line.as_bytes()).expect("nothing is written");
            draft.add(line.as_bytes())
        })?;
        draft.add(format!("# {}\n", own.end().1).as_bytes())?;
        draft.keep()
    }
}

/// The files of a document with their names relative to the folder of results.
pub(crate) fn named(row: &Row) -> Vec<OutputFile> {
    let folder = row.folder.as_deref().unwrap_or_default();
    let folder = folder.replace('\\', "/");
    let named = |file: &OutputFile| OutputFile {
        name: format!("{folder}/{}", file.name),
        ..file.clone()
    };
    row.outputs.iter().map(named).collect()
}

/// A line for a file, as `sha256sum` writes it.
pub(crate) fn line(sum: &str, name: &str) -> String {
    format!("{sum}  {name}\n")
}
