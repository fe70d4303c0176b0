//! What systems of records ask for (*mục lục văn bản, hồ sơ, phông*): filled in with what the program read and what a
//! person gives in the `records.toml` of a folder of inputs.

pub(crate) mod form;
pub(crate) mod given;
pub(crate) mod known;
pub(crate) mod write;

use super::error::StoreError;
use super::store::Store;
use form::{Entry, Form, Level};
use given::Given;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Entries of each level.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Records {
    /// Fonds (*phông*).
    pub(crate) fonds: Vec<Entry>,
    /// Files (*hồ sơ*): one for each folder of inputs.
    pub(crate) files: Vec<Entry>,
    /// Documents (*văn bản*), file by file in the order of their days.
    pub(crate) documents: Vec<Entry>,
}

impl Records {
    /// The entries of a level.
    pub(crate) fn of(&self, level: Level) -> &[Entry] {
        match level {
            Level::Fonds => &self.fonds,
            Level::File => &self.files,
            Level::Document => &self.documents,
        }
    }

    /// How many entries lack each field, where any does.
    pub(crate) fn missing(&self, form: &Form) -> Vec<(Level, String, usize)> {
        let fields = form.fields.iter();
        let count = fields.map(|field| {
            let entries = self.of(field.level).iter();
            let lacking = entries.filter(|entry| !entry.contains_key(&field.key));
            (field.level, field.key.clone(), lacking.count())
        });
        count.filter(|(.., lacking)| *lacking > 0).collect()
    }
}

impl Store {
    /// The records of all documents, by the folders of their inputs.
    ///
    /// # Errors
    /// If the store or a `records.toml` cannot be read.
    pub(crate) fn records(&self, form: &Form) -> Result<Records, StoreError> {
        let mut folders: BTreeMap<PathBuf, Vec<Entry>> = BTreeMap::new();
        for (id, path) in self.inputs()? {
            let folder = Path::new(&path).parent().unwrap_or(Path::new(""));
            let entry = known::document(&self.whole(id)?, &path);
            folders.entry(folder.to_owned()).or_default().push(entry);
        }
        let mut records = Records::default();
        for (folder, documents) in folders {
            let given = Given::of(&folder, form)?;
            add_file(&mut records, &folder, documents, &given);
        }
        Ok(records)
    }

    /// Number and path of all documents.
    fn inputs(&self) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = "SELECT id, path FROM documents WHERE folder IS NOT NULL ORDER BY path";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Adds a file with its documents, and its fonds where it is another than the last.
fn add_file(records: &mut Records, folder: &Path, mut documents: Vec<Entry>, given: &Given) {
    let day = |entry: &Entry| entry.get("date").cloned();
    documents.sort_by_key(|entry| (day(entry).is_none(), day(entry)));
    let mut file = known::file(folder, &documents);
    file.extend(given.file.clone());
    let code = file.get("code").cloned().unwrap_or_default();
    for (order, document) in (1..).zip(&mut documents) {
        let name = document.get("path").cloned().unwrap_or_default();
        document.insert("file_code".to_owned(), code.clone());
        document.insert("order".to_owned(), format!("{order}"));
        document.insert("identifier".to_owned(), format!("{code}.{order:07}"));
        document.extend(given.document.clone());
        document.extend(given.of_document(&name));
    }
    let mut fonds = given.fonds.clone();
    let same = |known: &&mut Entry| known.get("code") == fonds.get("code");
    match records.fonds.iter_mut().find(same) {
        Some(known) => known::add_to_fonds(known, &file),
        None => {
            known::add_to_fonds(&mut fonds, &file);
            records.fonds.push(fonds);
        }
    }
    records.files.push(file);
    records.documents.append(&mut documents);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(pairs: &[(&str, &str)]) -> Entry {
        let pairs = pairs.iter();
        pairs
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_folder_is_a_file_whose_documents_are_numbered_by_day() {
        let documents = vec![
            entry(&[("path", "c.pdf"), ("pages", "2")]),
            entry(&[("path", "b.pdf"), ("date", "2023-05-01"), ("pages", "4")]),
            entry(&[("path", "a.pdf"), ("date", "2022-12-31"), ("pages", "1")]),
        ];
        let form = Form::builtin();
        let text = "[fonds]\ncode = 'P1'\n[file]\ncode = 'H1.2023'\nretention = '10 năm'\n\
                    [document]\nuse = 'Rộng rãi'\n[documents.'b.pdf']\nnote = 'thiếu trang'\nsheets = 2\n";
        let given = Given::parse(text, &form).expect("a file of records");
        let mut records = Records::default();
        add_file(&mut records, Path::new("scans/2023"), documents, &given);
        let paths: Vec<&str> = records
            .documents
            .iter()
            .map(|d| d["path"].as_str())
            .collect();
        assert_eq!(paths, ["a.pdf", "b.pdf", "c.pdf"]);
        let second = &records.documents[1];
        assert_eq!(second["identifier"], "H1.2023.0000002");
        assert_eq!(
            (&*second["note"], &*second["sheets"], &*second["use"]),
            ("thiếu trang", "2", "Rộng rãi")
        );
        let file = &records.files[0];
        assert_eq!((&*file["documents"], &*file["pages"]), ("3", "7"));
        assert_eq!(
            (&*file["first_date"], &*file["last_date"]),
            ("2022-12-31", "2023-05-01")
        );
        assert_eq!(records.fonds[0]["documents"], "3");
        let missing = records.missing(&form);
        assert!(missing.contains(&(Level::Document, "note".to_owned(), 2)));
        assert!(!missing.iter().any(|(_, key, _)| key == "retention"));
    }

    #[test]
    fn what_no_form_knows_is_said() {
        let error = Given::parse("[file]\ntitel = 'x'\n", &Form::builtin());
        assert!(error.is_err_and(|why| why.contains("titel")));
    }
}
