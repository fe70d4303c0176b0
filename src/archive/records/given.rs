//! What a person gives: the `records.toml` of a folder of inputs.

use super::form::{Entry, Form, Level};
use crate::archive::error::StoreError;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Name of the file.
const NAME: &str = "records.toml";

/// What is given of a folder.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Given {
    pub(crate) fonds: Entry,
    pub(crate) file: Entry,
    /// Of all documents.
    pub(crate) document: Entry,
    /// Of one, by its name.
    documents: BTreeMap<String, Entry>,
}

type Values = BTreeMap<String, toml::Value>;

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    fonds: Values,
    file: Values,
    document: Values,
    documents: BTreeMap<String, Values>,
}

impl Given {
    /// What is given of a folder; nothing where it has no such file.
    pub(crate) fn of(folder: &Path, form: &Form) -> Result<Self, StoreError> {
        let path = folder.join(NAME);
        match std::fs::read_to_string(&path) {
            Ok(text) => Given::parse(&text, form)
                .map_err(|why| StoreError::InvalidQuery(format!("{}: {why}", path.display()))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Given::default()),
            Err(error) => Err(StoreError::file(&path, error)),
        }
    }

    /// What a text gives.
    pub(crate) fn parse(text: &str, form: &Form) -> Result<Self, String> {
        let written: Written = toml::from_str(text).map_err(|error| error.to_string())?;
        let documents = written.documents.into_iter();
        let documents = documents
            .map(|(name, values)| Ok((name, entry(values, Level::Document, form)?)))
            .collect::<Result<_, String>>()?;
        Ok(Given {
            fonds: entry(written.fonds, Level::Fonds, form)?,
            file: entry(written.file, Level::File, form)?,
            document: entry(written.document, Level::Document, form)?,
            documents,
        })
    }

    /// What is given of the document of this name.
    pub(crate) fn of_document(&self, name: &str) -> Entry {
        self.documents.get(name).cloned().unwrap_or_default()
    }
}

/// Values as texts, each under a key that the form has.
fn entry(values: Values, level: Level, form: &Form) -> Result<Entry, String> {
    let one = |(key, value): (String, toml::Value)| {
        if !form.of(level).any(|field| field.key == key) {
            let known: Vec<&str> = form.of(level).map(|field| field.key.as_str()).collect();
            return Err(format!(
                "{key}: no such field; there are {}",
                known.join(", ")
            ));
        }
        let text = match value {
            toml::Value::String(text) => text,
            other => other.to_string(),
        };
        Ok((key, text))
    };
    values.into_iter().map(one).collect()
}
