//! The fields of records: `fields.tsv`, or a file like it for another system.

use crate::text::lists::rows;
use std::collections::BTreeMap;

/// Values by the keys of their fields.
pub(crate) type Entry = BTreeMap<String, String>;

/// What a field describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// A fonds.
    Fonds,
    /// A file.
    File,
    /// A document.
    Document,
}

/// All, with the names that the list has for them, and those of their tables.
pub(crate) const LEVELS: [(Level, &str, &str); 3] = [
    (Level::Fonds, "fonds", "fonds"),
    (Level::File, "file", "files"),
    (Level::Document, "document", "documents"),
];

/// A field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    /// What it describes.
    pub(crate) level: Level,
    /// Its key.
    pub(crate) key: String,
    /// Its title, as the system has it.
    pub(crate) title: String,
}

/// The fields in their order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Form {
    pub(crate) fields: Vec<Field>,
}

impl Form {
    /// The fields that are part of the program.
    pub(crate) fn builtin() -> Self {
        Form::parse(include_str!("fields.tsv")).expect("the list of the program")
    }

    /// The fields of a list.
    ///
    /// # Errors
    /// Which row is none.
    pub(crate) fn parse(list: &str) -> Result<Self, String> {
        let field = |row: Vec<&str>| {
            let [level, key, title] = row[..] else {
                let row = row.join(" ");
                return Err(format!(
                    "{row}: level, key and title are needed, tabs between"
                ));
            };
            let known = LEVELS.iter().find(|(_, name, _)| *name == level);
            let level = known
                .ok_or_else(|| format!("{level}: one of fonds, file, document"))?
                .0;
            Ok(Field {
                level,
                key: key.to_owned(),
                title: title.to_owned(),
            })
        };
        let fields = rows(list).map(field).collect::<Result<Vec<_>, _>>()?;
        Ok(Form { fields })
    }

    /// The fields of a level.
    pub(crate) fn of(&self, level: Level) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.level == level)
    }
}
